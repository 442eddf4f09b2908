"""Finds what a run used, by digest, and lays it out for a rebuild, every byte checked before it is used."""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from forebear.lineage.errors import ActionableError
from forebear.lineage.words import Digest
from forebear.rebuild.hashing import KNOWN, Entry, Measured, folder_digest, is_inside, measure, measure_stream
from forebear.rebuild.stores import KeptStore, Store
from forebear.rebuild.workspace import link_or_copy, remove
from forebear.sources.dvc.digests import is_url
from forebear.sources.dvc.storage import directory_entries
from forebear.sources.dvc.yaml_text import UnreadableError
from forebear.sources.git.place import FETCH
from forebear.sources.git.repository import REGULAR, GitRepository, MissingObjectError

GIT = "git"
_HEX = re.compile(r"[0-9a-f]{32}(\.dir)?")
_NAMED = 5  # missing files of a folder that are named
_READABLE = 32 << 20  # bytes; more is not read to explain a difference


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
    where it was looked for. `remote` means that it has to be fetched first.
    """

    wanted: Wanted
    place: str
    notes: tuple[str, ...] = ()
    remote: bool = False

    @property
    def gone(self) -> str:
        """The line that says what is missing, and what was wrong where it was looked for."""
        digest = next(iter(self.wanted.digests), "no digest")
        notes = f" ({'; '.join(self.notes)})" if self.notes else ""
        return f"{self.wanted.path} ({digest}) is in no place that was asked{notes}."


class InputFinder:
    """Looks for contents in the commit itself, then in the stores in their order.

    `accepted` are paths for which what the commit holds is used although its digest is another.
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
        self._stores = stores
        self._kept = kept
        self._pulse = pulse
        self._accepted = frozenset(accepted)

    def locate(self, wanted: Wanted, commit: str) -> Located:
        """Say where a content is. What is in Git is digested; in stores only a name is looked up."""
        notes = []
        if not wanted.checkable:
            kind = "a URL" if is_url(wanted.path) else "a checksum of the tool's own"
            return Located(wanted, "", (f"only {kind} was recorded, which cannot be checked here",))
        if is_inside(wanted.path):
            held = None
            try:
                held = self._in_git(wanted, commit)
            except MissingObjectError:
                notes.append(f"{commit[:10]} holds it, but its Git object is not in this clone; {FETCH}")
            if held is not None and (_agrees(held, wanted) or wanted.path in self._accepted):
                return Located(wanted, GIT)
            if held is not None:
                notes.append(f"{commit[:10]} holds something else at this path than the run used")
        for store in self._stores:
            try:
                there = [digest for digest in wanted.stored if store.has(digest)]
            except OSError as error:
                notes.append(f"{store.name} cannot be asked: {_said(error)}")
                continue
            if there:
                return Located(wanted, store.name, tuple(notes), store.remote)
        return Located(wanted, "", tuple(notes))

    def lay_out(self, located: Located, tree: Path, target: Path) -> tuple[Path, Located]:
        """Put a content at `target`, checked, and return where to mount it from (the tree itself for Git).

        Returns a Located without a place, with notes, where no place gives the right bytes.
        """
        wanted = located.wanted
        if located.place == GIT:
            path = tree / wanted.path
            if wanted.path in self._accepted or _agrees(measure(path, _algorithms(wanted)), wanted):
                return path, located
        notes = list(located.notes)
        for store in self._stores:
            for digest in wanted.stored:
                try:
                    done = (
                        self._folder(store, digest, target)
                        if digest.is_directory
                        else self._file(store, digest, target, wanted.checkable)
                    )
                except _WrongBytesError as error:
                    notes.append(str(error))
                except (OSError, UnreadableError) as error:
                    notes.append(f"{store.name} cannot be read: {_said(error)}")
                else:
                    if not done:
                        continue
                    return target, Located(wanted, store.name, tuple(notes), store.remote)
                remove(target)
        return target, Located(wanted, "", tuple(dict.fromkeys(notes)))

    def baseline(self, wanted: Wanted, commits: Sequence[str]) -> bytes | None:
        """Return the bytes of a recorded output, to explain a difference; only from this machine."""
        for digest in wanted.stored:
            for store in self._stores:
                if store.remote or (path := store.fetch(digest)) is None:
                    continue
                if path.stat().st_size <= _READABLE and (digest.is_directory or _right(path, digest)):
                    return path.read_bytes()
        if not is_inside(wanted.path) or not wanted.checkable:
            return None
        for commit in commits:
            with contextlib.suppress(ActionableError):
                content = self._repository.read(commit, wanted.path)
                if content is not None and _agrees(_measured(content, wanted), wanted):
                    return content
        return None

    def _in_git(self, wanted: Wanted, commit: str) -> Measured | None:
        """Return what the commit holds at the path of `wanted`, None where it holds nothing there."""
        entries = {
            path: entry
            for path, entry in self._repository.tree(commit, wanted.path).items()
            if entry.mode in REGULAR
        }
        if not entries:
            content = self._repository.read(commit, wanted.path)
            return None if content is None else _measured(content, wanted)
        folders = {}
        size = 0
        for algorithm in {digest.algorithm for digest in wanted.stored}:
            listing = []
            for path, entry in entries.items():
                content = self._repository.blob(entry.sha)
                size += len(content)
                part = measure_stream(io.BytesIO(content), len(content), [algorithm])
                listing.append(Entry(path.removeprefix(f"{wanted.path}/"), part.digests[algorithm].value))
            folders[algorithm] = folder_digest(listing, algorithm)
        return Measured(folders, size, len(entries))

    def _file(self, store: Store, digest: Digest, target: Path, checks: Sequence[Digest]) -> bool:
        self._pulse()
        source = store.fetch(digest)
        if source is None:
            return False
        if store.remote:
            target.parent.mkdir(parents=True, exist_ok=True)
            source.replace(target)
            target.chmod(0o444)
        else:
            link_or_copy(source, target)
        measured = measure(target, ["md5", *(check.algorithm for check in checks)])
        if not all(map(measured.agrees, checks)):
            raise _WrongBytesError(store, digest, measured)
        if store.remote:
            self._kept.keep(target, measured.digests["md5"])
        return True

    def _folder(self, store: Store, digest: Digest, target: Path) -> bool:
        """Lay out a folder; its listing comes from `store`, its files from any."""
        source = store.fetch(digest)
        if source is None:
            return False
        text = source.read_bytes()
        seen = measure_stream(io.BytesIO(text), len(text), ["md5"])
        right = seen.digests["md5"].value + ".dir" == digest.value
        if store.remote:
            if right:
                self._kept.keep_copy(source, digest)
            source.unlink()
        if not right:
            raise _WrongBytesError(store, digest, seen)
        target.mkdir(parents=True, exist_ok=True)
        missing = []
        for entry in directory_entries(text, digest):
            if not is_inside(entry.path) or not _HEX.fullmatch(entry.digest.value):
                raise UnreadableError(
                    f"the listing of the folder {digest} names a path outside it: {entry.path!r}"
                )
            if not any(self._file_anywhere(each, entry.digest, target / entry.path) for each in self._stores):
                missing.append(entry.path)
        if missing:
            more = f" and {len(missing) - _NAMED} more" if len(missing) > _NAMED else ""
            raise FileNotFoundError(f"files of the folder are missing: {', '.join(missing[:_NAMED])}{more}")
        return True

    def _file_anywhere(self, store: Store, digest: Digest, target: Path) -> bool:
        try:
            return self._file(store, digest, target, [digest])
        except _WrongBytesError:
            remove(target)
            return False


class _WrongBytesError(Exception):
    def __init__(self, store: Store, digest: Digest, measured: Measured) -> None:
        obtained = ", ".join(str(each) for each in measured.digests.values())
        super().__init__(
            f"{store.where(digest)} does not hold what its name says (it is {obtained}); "
            "delete it and fetch it again (dvc fetch)"
        )


def _algorithms(wanted: Wanted) -> list[str]:
    return [digest.algorithm for digest in wanted.checkable]


def _agrees(measured: Measured, wanted: Wanted) -> bool:
    """Whether all digests that can be compared are the same, and there is at least one."""
    compared = [digest for digest in wanted.checkable if digest.algorithm in measured.digests]
    return bool(compared) and all(measured.agrees(digest) for digest in compared)


def _measured(content: bytes, wanted: Wanted) -> Measured:
    return measure_stream(io.BytesIO(content), len(content), _algorithms(wanted))


def _right(path: Path, digest: Digest) -> bool:
    return measure(path, [digest.algorithm]).agrees(digest)


def _said(error: Exception) -> str:
    return str(error).strip().splitlines()[0][:300] if str(error).strip() else type(error).__name__
