"""An archive of images, opened without trusting it: a tar of `docker save`, or a layout of OCI.

Nothing is unpacked: paths only name entries, and what would lead out of the archive is refused.
"""

from __future__ import annotations

import tarfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Protocol, cast

from forebear.lineage.errors import ActionableError
from forebear.lineage.progress import Progress
from forebear.sources.images.layers import LayerError, SafeEntry
from forebear.sources.images.manifests import LARGEST_JSON, link_target

_MEMBERS = 200_000  # entries of an archive
_EARLY = 256 << 10  # bytes of a document that is taken while passing, so that a compressed tar is read once
_LINKS = 10  # links that lead to links


class ArchiveError(ActionableError):
    """An archive of images that cannot be used."""


class Archive(Protocol):
    """Contents under their paths. `where` is what people call it; `documents` are the small ones, by path.

    All that it gives may be wrong: whoever uses it checks digests.
    """

    where: str
    documents: Mapping[str, bytes]

    def has(self, path: str) -> bool:
        """Whether there is a content of this path."""
        ...

    def size(self, path: str) -> int:
        """Return its bytes."""
        ...

    def position(self, path: str) -> int:
        """Return where it is, so that many are read in the order in which they lie."""
        ...

    def open(self, path: str) -> IO[bytes]:
        """Open a content; raises ArchiveError where there is none."""
        ...


@contextmanager
def open_archive(path: Path, progress: Progress) -> Iterator[Archive]:
    """Open a tar (plain or compressed) or a folder in OCI's layout; raises ArchiveError."""
    if path.is_dir():
        yield LayoutFolder(path)
        return
    progress.step("image", message=f"Reading {path.name}")
    try:
        with path.open("rb") as file, tarfile.open(fileobj=file, mode="r:*", tarinfo=SafeEntry) as archive:
            yield TarArchive(archive, str(path), progress)
    except (FileNotFoundError, PermissionError, IsADirectoryError) as error:
        if error.filename != str(path):
            raise
        raise ArchiveError(
            f"The archive cannot be read: {error.strerror}.", where=str(path), todo="Check its path."
        ) from error
    except (tarfile.TarError, EOFError, LayerError) as error:
        raise broken(str(path), str(error)) from error


def broken(where: str, why: str) -> ArchiveError:
    """Return what to say of an archive that is cut short, damaged or none at all."""
    return ArchiveError(
        f"The archive is damaged, cut short, or no archive of an image: {why}.",
        where=where,
        todo="Get it again, and compare its size and checksum with the original; `docker save` writes such "
        "archives.",
    )


def hostile(where: str, why: str) -> ArchiveError:
    """Return what to say of an archive that ordinary tools do not write."""
    return ArchiveError(
        f"The archive is refused: {why}.",
        where=where,
        todo="Do not trust it: `docker save` does not write such archives.",
    )


class TarArchive:
    """A tar whose entries were listed; raises ArchiveError for one that would lead out."""

    def __init__(self, archive: tarfile.TarFile, where: str, progress: Progress) -> None:
        self.where = where
        self._archive = archive
        self._members: dict[str, tarfile.TarInfo] = {}
        self._links: dict[str, str] = {}
        self._taken: dict[str, bytes] = {}
        for count, member in enumerate(archive):
            progress.step("image", message=f"Reading {PurePosixPath(where).name}")
            if count > _MEMBERS:
                raise hostile(where, "it has far too many entries")
            self._list(member)
        self.documents: Mapping[str, bytes] = _Documents(self)

    def _list(self, member: tarfile.TarInfo) -> None:
        path = member.name.removeprefix("./")
        if leads_out(path):
            raise hostile(self.where, f"the entry {path[:200]!r} leads out of it")
        if member.isdir():
            return
        if member.issym() or member.islnk():
            above = "" if member.islnk() else f"{PurePosixPath(path).parent.as_posix()}/"
            if leads_out(above + member.linkname) or member.linkname.startswith("/"):
                raise hostile(self.where, f"the link {path[:200]!r} leads out of it")
            self._links[path] = link_target(path, member)
        elif member.isreg():
            self._members[path] = member
            if member.size <= _EARLY and (content := self._archive.extractfile(member)) is not None:
                self._taken[path] = content.read()
        else:
            raise hostile(self.where, f"the entry {path[:200]!r} is neither a file, a folder nor a link")

    def _real(self, path: str) -> str:
        for _ in range(_LINKS):  # `docker save` writes a layer that images share once, and links to it
            if path not in self._links:
                break
            path = self._links[path]
        return path

    def has(self, path: str) -> bool:
        """Whether there is a file of this path, or a link that leads to one."""
        return self._real(path) in self._members

    def size(self, path: str) -> int:
        """Return a file's bytes."""
        return self._member(path).size

    def position(self, path: str) -> int:
        """Return where its bytes begin."""
        return self._member(path).offset_data

    def open(self, path: str) -> IO[bytes]:
        """Open a file; reading it raises what a damaged tar raises."""
        return cast("IO[bytes]", self._archive.extractfile(self._member(path)))

    def taken(self, path: str) -> bytes | None:
        """Return a small file's bytes, which were taken while passing."""
        return self._taken.get(self._real(path))

    def _member(self, path: str) -> tarfile.TarInfo:
        member = self._members.get(self._real(path))
        if member is None:
            raise broken(self.where, f"{path[:200]} is not in it")
        return member


class LayoutFolder:
    """A folder in OCI's layout; links in it are not followed out of it.

    `index` is taken for its index.json where only some of its images are meant.
    """

    def __init__(self, folder: Path, index: bytes = b"") -> None:
        self.where = str(folder)
        self._folder = folder.resolve()
        self._index = index
        self.documents: Mapping[str, bytes] = _Documents(self)

    def has(self, path: str) -> bool:
        """Whether there is a file of this path."""
        if self._index and path in ("index.json", "manifest.json"):
            return path == "index.json"
        return not leads_out(path) and self._path(path).is_file()

    def size(self, path: str) -> int:
        """Return a file's bytes."""
        return self._checked(path).stat().st_size

    def position(self, path: str) -> int:
        """Return 0: files lie apart."""
        del path
        return 0

    def open(self, path: str) -> IO[bytes]:
        """Open a file."""
        return self._checked(path).open("rb")

    def taken(self, path: str) -> bytes | None:
        """Return the index that is to count."""
        return self._index if self._index and path == "index.json" else None

    def _checked(self, path: str) -> Path:
        if not self.has(path):
            raise broken(self.where, f"{path[:200]} is not in it")
        return self._path(path)

    def _path(self, path: str) -> Path:
        found = self._folder / path
        real = found.resolve()
        if not real.is_relative_to(self._folder):
            raise hostile(self.where, f"{path[:200]!r} leads out of it")
        return real


class _Documents(Mapping[str, bytes]):
    """The documents of an archive, read when they are asked for; raises ArchiveError for a gigantic one."""

    def __init__(self, archive: TarArchive | LayoutFolder) -> None:
        self._archive = archive

    def __getitem__(self, path: str) -> bytes:
        if not self._archive.has(path):
            raise KeyError(path)
        known = self._archive.taken(path)
        if known is not None:
            return known
        if self._archive.size(path) > LARGEST_JSON:
            raise hostile(self._archive.where, f"{path[:200]} is far larger than a manifest or configuration")
        with self._archive.open(path) as file:
            return file.read(LARGEST_JSON)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


def leads_out(path: str) -> bool:
    """Whether a path of an archive is absolute, or climbs above the top; names of Windows included."""
    depth = 0
    for part in path.replace("\\", "/").split("/"):
        depth += -1 if part == ".." else 0 if part in ("", ".") else 1
        if depth < 0:
            return True
    return path.startswith(("/", "\\")) or path[1:2] == ":" or "\0" in path
