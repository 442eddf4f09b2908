"""Finds what a run used, by digest, and lays it out for a rebuild, every byte checked before it is used."""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from forebear.lineage.errors import ActionableError
from forebear.lineage.words import Digest
from forebear.rebuild.lfs import LfsServer
from forebear.rebuild.placing import Placer, WrongBytesError, files_missing, nearest, surest
from forebear.rebuild.sentences import Planned
from forebear.rebuild.stores import KeptStore, Store
from forebear.rebuild.workspace import remove
from forebear.sources.dvc.digests import is_url
from forebear.sources.dvc.storage import DirectoryEntry, directory_entries
from forebear.sources.dvc.yaml_text import UnreadableError
from forebear.sources.git.lfs import Pointer, read_pointer
from forebear.sources.git.patches import SUBMODULE
from forebear.sources.git.place import FETCH
from forebear.sources.git.repository import REGULAR, GitRepository, MissingObjectError, TreeEntry
from forebear.sources.git.trees import FOLDER, TreeReader
from forebear.sources.hashing import (
    KNOWN,
    Entry,
    Measured,
    folder_digest,
    is_inside,
    measure,
    measure_stream,
)

GIT = "git"
_HEX = re.compile(r"[0-9a-f]{32}(\.dir)?")
_ASKED = 20  # files of a folder for which remotes are asked before it is fetched
_LARGEST = 1 << 30  # bytes of a file in Git


@dataclass(frozen=True, slots=True)
class Wanted:
    """A content that is needed at `path`. `digests` are all that are known of it; `node` its lineage node."""

    path: str
    digests: tuple[Digest, ...]
    size: int | None = None
    node: int = 0

    @property
    def checkable(self) -> tuple[Digest, ...]:
        """The digests that can be checked here."""
        return tuple(digest for digest in self.digests if digest.algorithm in KNOWN)

    @property
    def stored(self) -> tuple[Digest, ...]:
        """The digests under which stores keep contents."""
        return tuple(
            digest
            for digest in self.digests
            if digest.algorithm in ("md5", "md5-dos2unix") and _HEX.fullmatch(digest.value)
        )


@dataclass(frozen=True, slots=True)
class Located:
    """Where a content is: `place` is `git`, a store's name, or "" (missing); `notes` say what was wrong
    where it was looked for. `remote` means that it has to be fetched first; `pointer` is what the commit
    holds in its place, where Git LFS keeps it. `maker` is the key of the run that is to make it first;
    `other` whether the commit holds another content at its path, which a person may accept.
    """

    wanted: Wanted
    place: str
    notes: tuple[str, ...] = ()
    remote: bool = False
    pointer: Pointer | None = None
    maker: str = ""
    other: bool = False

    @property
    def names(self) -> tuple[Digest, ...]:
        """The digests under which stores keep it, or by which it was seen."""
        hashed = (digest for digest in self.wanted.checkable if digest.algorithm == "sha256")
        pointed = (self.pointer.digest,) if self.pointer else ()
        return tuple(dict.fromkeys((*self.wanted.stored, *pointed, *hashed)))

    @property
    def size(self) -> int | None:
        """Its size in bytes, None where nobody recorded it."""
        return self.pointer.size if self.wanted.size is None and self.pointer else self.wanted.size

    @property
    def gone(self) -> str:
        """The line that says what is missing, and what was wrong where it was looked for."""
        digest = next(iter(self.wanted.digests), "no digest")
        if not self.notes:
            gone = Planned.INPUT_GONE.said(path=self.wanted.path, digest=digest)
        else:
            gone = Planned.INPUT_GONE_NOTED.said(
                path=self.wanted.path, digest=digest, notes="; ".join(self.notes)
            )
        return f"{gone} {Planned.BRING_BACK.said()}"


@dataclass(frozen=True, slots=True)
class _Held:
    """What a commit holds at a path: its digests, and the pointer where that is what it holds."""

    measured: Measured
    pointer: Pointer | None = None


class InputFinder:
    """Looks for contents in the commit itself, then in the stores in their order.

    `accepted` are paths for which what the commit holds is used although its digest is another. What it has
    seen it remembers: for what may have come since, make another one.
    """

    def __init__(
        self,
        repository: GitRepository,
        stores: Sequence[Store],
        kept: KeptStore,
        pulse: Callable[[], None],
        accepted: Iterable[str] = (),
    ) -> None:
        self._repository = repository
        self._trees = TreeReader(repository)
        self._stores = stores
        self._placer = Placer(stores, kept, pulse)
        self._pulse = pulse
        self._accepted = frozenset(accepted)
        self._measured: dict[tuple[str, tuple[str, ...]], _Held] = {}
        self._stored: dict[
            tuple[tuple[Digest, ...], int | None, Pointer | None], tuple[str, bool, tuple[str, ...]]
        ] = {}

    @property
    def trees(self) -> TreeReader:
        """What reads the files of commits."""
        return self._trees

    def locate(self, wanted: Wanted, commit: str) -> Located:
        """Say where a content is. What is in Git is digested; in stores only a name is looked up."""
        notes: list[str] = []
        if not wanted.checkable:
            only = Planned.ONLY_URL if is_url(wanted.path) else Planned.ONLY_CHECKSUM
            return Located(wanted, "", (only.said(),))
        held = self._at(wanted, commit, notes)
        accepted = wanted.path in self._accepted
        pointer = held.pointer if held is not None else None
        if pointer is not None and not accepted and wanted.size not in (None, pointer.size):
            pointer = None
        if held is not None and pointer is None:
            if accepted or _agrees(held.measured, wanted):
                return Located(wanted, GIT)
            notes.append(Planned.OTHER_CONTENT.said(commit=commit[:10]))
            notes.append(Planned.ACCEPTABLE.said(path=wanted.path))
        other = held is not None and pointer is None
        sought = Located(wanted, "", tuple(notes), pointer=pointer, other=other)
        place, remote, more = self._in_stores(sought.names, sought.size, pointer)
        if not place and not more:
            return sought
        return replace(sought, place=place, remote=remote, notes=(*notes, *more))

    def _at(self, wanted: Wanted, commit: str, notes: list[str]) -> _Held | None:
        if not is_inside(wanted.path):
            return None
        try:
            return self._in_git(wanted, commit)
        except MissingObjectError:
            notes.append(Planned.NOT_CLONED.said(commit=commit[:10], notes=FETCH))
            return None

    def _in_stores(
        self, names: tuple[Digest, ...], size: int | None, pointer: Pointer | None
    ) -> tuple[str, bool, tuple[str, ...]]:
        """Return the first store that has one of these, whether that is remote, and what was wrong before."""
        key = (names, size, pointer)
        known = self._stored.get(key)
        if known is None:
            known = self._stored[key] = self._searched(names, size, pointer)
        return known

    def _searched(
        self, names: tuple[Digest, ...], size: int | None, pointer: Pointer | None
    ) -> tuple[str, bool, tuple[str, ...]]:
        notes = []
        for store in self._stores:
            try:
                asked = (each for each in names if _may_ask(store, each, pointer))
                digest = next((each for each in asked if store.has(each, size)), None)
                if digest is None:
                    continue
                lacking = self._lacking(store, digest) if digest.is_directory and not store.remote else []
                elsewhere = self._remotely(lacking)
            except (OSError, UnreadableError) as error:
                notes.append(Planned.STORE_SILENT.said(store=store.name, why=_said(error)))
                continue
            if lacking and not elsewhere:
                notes.append(files_missing(lacking))
                continue
            return store.name, store.remote or bool(lacking), tuple(notes)
        return "", False, tuple(dict.fromkeys(notes))

    def _lacking(self, store: Store, digest: Digest) -> list[DirectoryEntry]:
        """Return the files of a folder that no store on this machine has; its listing is in `store`."""
        listing = store.fetch(digest)
        here = [each for each in nearest(self._stores, store) if not each.remote]
        entries = directory_entries(listing.read_bytes(), digest) if listing is not None else ()
        return [entry for entry in entries if not any(each.has(entry.digest) for each in here)]

    def _remotely(self, lacking: Sequence[DirectoryEntry]) -> bool:
        """Whether remotes have files that are not here; of very many the first are asked for."""
        far = [each for each in self._stores if each.remote]
        return bool(far) and all(any(each.has(entry.digest) for each in far) for entry in lacking[:_ASKED])

    def lay_out(self, located: Located, tree: Path, target: Path) -> tuple[Path, Located]:
        """Put a content at `target`, checked, and return where to mount it from (the tree itself for Git).

        It may be called by several threads at once. Returns a Located without a place, with notes, where no
        place gives the right bytes.
        """
        wanted = located.wanted
        if located.place == GIT:
            path = tree / wanted.path
            if wanted.path in self._accepted or _agrees(self._measure(path, wanted), wanted):
                return path, located
        notes = list(located.notes)
        pointed = (located.pointer.digest,) if located.pointer else ()
        checks = (
            *(() if wanted.path in self._accepted and pointed else surest(wanted.checkable)),
            *pointed,
        )
        for store in self._stores:
            for digest in located.names:
                if not _may_ask(store, digest, located.pointer):
                    continue
                try:
                    done = (
                        self._placer.folder(store, digest, target)
                        if digest.is_directory
                        else self._placer.file(store, digest, target, checks, located.size)
                    )
                except WrongBytesError as error:
                    notes.append(str(error))
                except (OSError, UnreadableError) as error:
                    notes.append(Planned.STORE_UNREADABLE.said(store=store.name, why=_said(error)))
                else:
                    if not done:
                        continue
                    return target, replace(located, place=store.name, notes=tuple(notes), remote=store.remote)
                remove(target)
        return target, replace(located, place="", notes=tuple(dict.fromkeys(notes)))

    def recorded(self, wanted: Wanted, commits: Sequence[str], target: Path) -> Path | None:
        """Return a file with a recorded content, checked: a store's own, which must not be written to, or one
        made at `target` of what Git holds. None where this machine does not have it; of a folder it is the
        listing.
        """
        hashed = (digest for digest in wanted.checkable if digest.algorithm == "sha256")
        for digest in (*wanted.stored, *hashed):
            for store in self._stores:
                with contextlib.suppress(OSError):
                    if store.remote or (path := store.fetch(digest)) is None:
                        continue
                    if digest.is_directory or _right(path, digest):
                        return path
        if not is_inside(wanted.path) or not wanted.checkable:
            return None
        for commit in commits:
            with contextlib.suppress(ActionableError):
                content = self._repository.read(commit, wanted.path)
                if content is not None and _agrees(_measured(content, wanted), wanted):
                    target.write_bytes(content)
                    return target
        return None

    def _in_git(self, wanted: Wanted, commit: str) -> _Held | None:
        """Return what the commit holds at the path of `wanted`, None where it holds nothing there."""
        entry = self._trees.entry(commit, wanted.path)
        if entry is None or entry.mode == SUBMODULE:
            return None
        key = (entry.sha, _algorithms(wanted))
        if key not in self._measured:
            measured = self._folder_in_git if entry.mode == FOLDER else self._file_in_git
            self._measured[key] = measured(entry, wanted)
        return self._measured[key]

    def _file_in_git(self, entry: TreeEntry, wanted: Wanted) -> _Held:
        content = self._content(entry.sha)
        return _Held(_measured(content, wanted), read_pointer(content))

    def _folder_in_git(self, folder: TreeEntry, wanted: Wanted) -> _Held:
        algorithms = list(dict.fromkeys(digest.algorithm for digest in wanted.stored))
        listings: dict[str, list[Entry]] = {algorithm: [] for algorithm in algorithms}
        size = files = 0
        for entry in self._trees.files(folder):
            if entry.mode not in REGULAR:
                continue
            content = self._content(entry.sha)
            size, files = size + len(content), files + 1
            part = measure_stream(io.BytesIO(content), len(content), algorithms)
            relpath = entry.path.removeprefix(f"{folder.path}/")
            for algorithm, listing in listings.items():
                listing.append(Entry(relpath, part.digests[algorithm].value))
        digests = {algorithm: folder_digest(listing, algorithm) for algorithm, listing in listings.items()}
        return _Held(Measured(digests, size, files))

    def _content(self, sha: str) -> bytes:
        content = next(iter(self._repository.blobs([sha], largest=_LARGEST, block=1)))[1]
        if content is None:
            raise MissingObjectError("A Git object is missing.", where=sha, todo=f"{FETCH}.")
        return content

    def _measure(self, path: Path, wanted: Wanted) -> Measured:
        return measure(path, _algorithms(wanted), self._pulse)


def _may_ask(store: Store, digest: Digest, pointer: Pointer | None) -> bool:
    """Whether a store is asked for a digest: a server of Git LFS only for what is a pointer in Git."""
    return not isinstance(store, LfsServer) or (pointer is not None and digest == pointer.digest)


def _algorithms(wanted: Wanted) -> tuple[str, ...]:
    return tuple(digest.algorithm for digest in wanted.checkable)


def _agrees(measured: Measured, wanted: Wanted) -> bool:
    """Whether all digests that can be compared are the same, and there is at least one."""
    compared = [digest for digest in wanted.checkable if digest.algorithm in measured.digests]
    return bool(compared) and all(measured.agrees(digest) for digest in compared)


def _measured(content: bytes, wanted: Wanted) -> Measured:
    return measure_stream(io.BytesIO(content), len(content), _algorithms(wanted))


def _right(path: Path, digest: Digest) -> bool:
    return measure(path, [digest.algorithm]).agrees(digest)


def _said(error: Exception) -> str:
    return str(error).strip().splitlines()[0][:500] if str(error).strip() else type(error).__name__
