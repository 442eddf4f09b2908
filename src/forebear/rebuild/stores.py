"""Stores that keep contents under their digests: DVC's and Git LFS's, and what Forebear itself kept."""

from __future__ import annotations

import os
import re
import stat
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from forebear.lineage.durable import write_through, write_whole
from forebear.lineage.errors import CancelledError
from forebear.lineage.project import Project
from forebear.lineage.words import Digest
from forebear.rebuild.lfs import LfsServer
from forebear.sources.dvc.digests import LEGACY
from forebear.sources.dvc.storage import DvcStorage, Remote, kept_sha256, object_name
from forebear.sources.git.lfs import LfsStorage, object_path
from forebear.sources.hashing import Entry, listing_pieces, walk
from forebear.sources.objects.errors import told
from forebear.sources.objects.opening import open_system
from forebear.sources.secrets import Secret, Secrets, is_secret_name, split
from forebear.sources.urls import without_secrets

if TYPE_CHECKING:
    from forebear.sources.web.gateway import Web

_OID = re.compile("sha256:[0-9a-f]{64}")


class Store(Protocol):
    """A place that may hold a content. `name` is what people are told (`dvc cache`, `dvc remote origin`).

    `size` is in bytes, where it is known: some servers ask for it.
    """

    name: str
    remote: bool

    def may_have(self, digest: Digest) -> bool:
        """Whether contents of such a digest are kept there at all; nothing is looked up."""
        ...

    def has(self, digest: Digest, size: int | None = None) -> bool:
        """Whether there is an object of that name; its bytes may still be wrong."""
        ...

    def fetch(self, digest: Digest, size: int | None = None) -> Path | None:
        """Return a file on this machine with the object's bytes, not checked; None where there is none.

        What a remote store gives is the caller's to move. Raises OSError.
        """
        ...

    def where(self, digest: Digest) -> str:
        """Return the path or URL of the object, for people."""
        ...


def _names(digest: Digest) -> list[str]:
    """Return the names an object may have: contents without CRLF have one md5 under both layouts."""
    other = Digest("md5" if digest.algorithm == LEGACY else LEGACY, digest.value)
    return [name for name in (object_name(digest), object_name(other)) if name]


def _kept_names(digest: Digest) -> list[str]:
    return [kept_sha256(digest.value)] if _OID.fullmatch(str(digest)) else _names(digest)


def _lfs_names(digest: Digest) -> list[str]:
    return [object_path(digest.value)] if _OID.fullmatch(str(digest)) else []


class FolderStore:
    """A store in a folder of this machine, never written here; `names` says how it calls a content."""

    remote = False

    def __init__(self, name: str, folder: Path, names: Callable[[Digest], Sequence[str]] = _names) -> None:
        self.name = name
        self.folder = folder
        self._names = names

    def may_have(self, digest: Digest) -> bool:
        """Whether it has a name for it."""
        return bool(self._names(digest))

    def has(self, digest: Digest, size: int | None = None) -> bool:  # noqa: ARG002  (of servers)
        """Whether there is a file of that name."""
        return self._found(digest) is not None

    def fetch(self, digest: Digest, size: int | None = None) -> Path | None:  # noqa: ARG002
        """Return the object itself, a regular file."""
        found = self._found(digest)
        return None if found is None else Path(found)

    def _found(self, digest: Digest) -> str | None:
        for name in self._names(digest):
            path = f"{self.folder}{os.sep}{name}"  # asked for every file of a folder: a Path takes its time
            try:
                if stat.S_ISREG(os.lstat(path).st_mode):
                    return path
            except OSError:
                continue
        return None

    def where(self, digest: Digest) -> str:
        """Return the object's path."""
        return str(self.fetch(digest) or self.folder / self._names(digest)[0])


class KeptStore(FolderStore):
    """What Forebear kept of recorded runs and rebuilds, laid out as DVC 3 does, in `.forebear/objects`.

    What it fetched from Git LFS is there as well, by its sha256.
    """

    def __init__(self, project: Project) -> None:
        super().__init__("kept by Forebear", project.private / "objects", _kept_names)

    def keep(self, path: Path, digest: Digest, entries: Sequence[Entry] = ()) -> None:
        """Keep a file (by another name for it, no copy) or a folder with its listing. `digest` is its md5.

        It is on the disk before it can be found: after a power cut no object holds anything else.
        """
        if digest.is_directory:
            by_path = {entry.relpath: entry for entry in entries}
            files = list(walk(path))
            write_through([file for _, file in files])
            for relpath, file in files:
                self._link(file, Digest("md5", by_path[relpath].md5))
            text = b"".join(listing_pieces(entries))
            self._place(digest, lambda target: write_whole(target, text))
        else:
            write_through([path])
            self._link(path, digest)

    def keep_copy(self, path: Path, digest: Digest) -> None:
        """Keep a copy of a file that may change later."""
        from forebear.rebuild.workspace import copy

        def make(target: Path) -> None:
            copy(path, target)
            write_through([target])

        self._place(digest, make)

    def incoming(self) -> Path:
        """Return the path of a new file to write to before it is kept."""
        self.folder.mkdir(parents=True, exist_ok=True)
        return self.folder / f"incoming-{uuid.uuid4().hex}"

    def _link(self, path: Path, digest: Digest) -> None:
        path.chmod(0o444)
        target = self.folder / _kept_names(digest)[0]
        try:
            os.link(path, target)
        except FileExistsError:
            return
        except FileNotFoundError:
            target.parent.mkdir(parents=True, exist_ok=True)
            self._place(digest, lambda target: os.link(path, target))

    def _place(self, digest: Digest, make: Callable[[Path], object]) -> None:
        target = self.folder / _kept_names(digest)[0]
        if target.exists():
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh = self.incoming()
        try:
            make(fresh)
            fresh.replace(target)
        finally:
            fresh.unlink(missing_ok=True)


class RemoteStore:
    """A DVC remote at an fsspec URL (s3://, gs://, ssh://, https://, memory:// …), asked only by a rebuild
    or where a person fetches.

    Raises OSError where it cannot be reached, or the package for its kind of URL is not installed.
    """

    remote = True

    def __init__(self, remote: Remote, kept: KeptStore) -> None:
        self.name = f"dvc remote {remote.name}"
        self._url = remote.url.rstrip("/")
        self._settings = remote.settings
        self._kept = kept
        self._system: Any = None
        self._there: bool | None = None

    def may_have(self, digest: Digest) -> bool:
        """Whether DVC has a name for it."""
        return bool(_names(digest))

    def has(self, digest: Digest, size: int | None = None) -> bool:  # noqa: ARG002  (of servers)
        """Whether the remote has an object of that name."""
        with self._troubles():
            return self._find(digest) is not None

    def fetch(
        self,
        digest: Digest,
        size: int | None = None,  # noqa: ARG002
        received: Callable[[int], None] | None = None,
    ) -> Path | None:
        """Bring the object to this machine; `received` is told of bytes as they come, and may raise
        CancelledError."""
        with self._troubles():
            found = self._find(digest)
            if found is None:
                return None
            target = self._kept.incoming()
            try:
                self._get(found, target, received)
            except BaseException:
                target.unlink(missing_ok=True)
                raise
        return target

    def where(self, digest: Digest) -> str:
        """Return the object's URL."""
        return f"{without_secrets(self._url)}/{_names(digest)[0]}"

    @contextmanager
    def _troubles(self) -> Iterator[None]:
        try:
            yield
        except CancelledError:
            raise
        except Exception as error:  # noqa: BLE001  (each file system raises its own)
            known = told(error, without_secrets(self._url), Secret(parameters=dict(self._secrets())))
            raise OSError(str(known)) from None

    def _secrets(self) -> Iterator[tuple[str, str]]:
        """Yield what must not be told: the user and password of the URL, its query, keys of the settings."""
        _, _, rest = self._url.partition("://")
        host, _, query = rest.partition("?")
        yield from (("user", host.rpartition("@")[0]), ("query", query))
        yield from ((key, value) for key, value in self._settings.items() if is_secret_name(key))

    def _find(self, digest: Digest) -> str | None:
        if self._system is None:
            shown, held = split(self._url)
            kept = Secrets.of_user().of(shown, "objects") or Secret()
            given = held or Secret()
            secret = given if given.password else replace(kept, user=given.user or kept.user)
            self._system, self._root = open_system(shown, self._settings, secret)
        paths = (f"{self._root.rstrip('/')}/{name}" for name in _names(digest))
        found = next((path for path in paths if self._system.exists(path)), None)
        if found is None and not self._is_there():
            raise FileNotFoundError(self._root)
        return found

    def _is_there(self) -> bool:
        """Whether the bucket or folder exists, asked once; who may not ask is told nothing of that."""
        if self._there is None:
            self._there = True
            folder = self._root if self._root.startswith("/") else self._root.partition("/")[0]
            try:
                self._system.info(folder)
            except FileNotFoundError:
                self._there = False
            except Exception:  # noqa: BLE001  (what is kept there may still be read)
                return True
        return self._there

    def _get(self, found: str, target: Path, received: Callable[[int], None] | None) -> None:
        if received is None:
            self._system.get_file(found, str(target))
        else:
            self._system.get_file(found, str(target), callback=_callback(received))


class WebRemote(RemoteStore):
    """A DVC remote at an http(s) URL; who asks is in DVC's settings, else as the person keeps it."""

    def _find(self, digest: Digest) -> str | None:
        with self._web() as web:
            return next((name for name in _names(digest) if web.has(name)), None)

    def _get(self, found: str, target: Path, received: Callable[[int], None] | None) -> None:
        with self._web() as web:
            web.download(found, target, received=received)

    def _web(self) -> Web:
        from forebear.sources.web.gateway import Web

        user, password = (self._settings.get(name, "") for name in ("user", "password"))
        shown, held = split(self._url)
        given = Secret(user, password) if user else held
        return Web(shown, given or Secrets.of_user().of(shown, "objects"))


def _callback(received: Callable[[int], None]) -> Any:
    from fsspec.callbacks import Callback

    class Told(Callback):  # type: ignore[misc]
        told = 0

        def call(self, hook_name: str | None = None, **_: object) -> None:  # noqa: ARG002  (fsspec's)
            count, self.told = self.value - self.told, self.value
            received(count)

    return Told()


def stores_of(
    project: Project, storage: DvcStorage | None, lfs: LfsStorage | None = None
) -> tuple[KeptStore, tuple[Store, ...]]:
    """Return what Forebear kept, and all stores of a project in the order in which they are asked."""
    kept = KeptStore(project)
    found: list[Store] = [kept]
    if lfs is not None:
        found.append(FolderStore("git lfs", lfs.folder, _lfs_names))
    if storage is not None:
        found += [FolderStore("dvc cache", folder) for folder in storage.caches]
        for remote in storage.remotes:
            folder = remote.folder
            if folder is not None:
                found.append(FolderStore(f"dvc remote {remote.name}", folder))
            elif "::" not in remote.url:
                of_web = remote.url.startswith(("https://", "http://"))
                found.append((WebRemote if of_web else RemoteStore)(remote, kept))
    for each in lfs.remotes if lfs is not None else ():
        if each.folder is not None:
            found.append(FolderStore(f"git lfs {each.name}", each.folder, _lfs_names))
        elif each.url.startswith(("https://", "http://")):
            found.append(LfsServer(each, kept))
    return kept, tuple(found)
