"""Puts contents that a store has in place for a rebuild, every byte checked before it is used."""

from __future__ import annotations

import io
import re
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from forebear.lineage.words import Digest
from forebear.rebuild.origins import OriginStore
from forebear.rebuild.places import FarPlaces, LocalPlaces
from forebear.rebuild.sentences import Planned
from forebear.rebuild.stores import KeptStore, Store
from forebear.rebuild.workspace import copy, link_or_copy, remove
from forebear.sources.dvc.storage import DirectoryEntry, directory_entries
from forebear.sources.dvc.yaml_text import UnreadableError
from forebear.sources.hashing import WORKERS, Measured, Turns, is_inside, measure, measure_stream, shared_out

_HEX = re.compile(r"[0-9a-f]{32}(\.dir)?")
_NAMED = 5  # missing files of a folder that are named


class WrongBytesError(Exception):
    """What a store has under a name is not what the name says; says what to do."""

    def __init__(self, store: Store, digest: Digest, measured: Measured) -> None:
        obtained = ", ".join(str(each) for each in measured.digests.values())
        if isinstance(store, LocalPlaces | FarPlaces | OriginStore):
            super().__init__(Planned.STORE_CHANGED.said(place=store.where(digest), digest=obtained))
            return
        tool = "git lfs" if digest.algorithm == "sha256" else "dvc"
        super().__init__(Planned.STORE_WRONG.said(place=store.where(digest), digest=obtained, tool=tool))


class Placer:
    """Takes contents from stores; it may be called by several threads at once."""

    def __init__(self, stores: Sequence[Store], kept: KeptStore, pulse: Callable[[], None]) -> None:
        self._stores = stores
        self._kept = kept
        self._pulse = pulse
        self._far = threading.Lock()  # remotes are asked one after the other

    def file(
        self, store: Store, digest: Digest, target: Path, checks: Sequence[Digest], size: int | None = None
    ) -> bool:
        """Put a store's object at `target`; False where it has none. A remote's is kept.

        Raises WrongBytesError where it does not have the digests of `checks`, OSError.
        """
        self._pulse()
        if store.remote:
            with self._far:
                source = store.fetch(digest, size)
                if source is None:
                    return False
                target.parent.mkdir(parents=True, exist_ok=True)
                source.replace(target)
                target.chmod(0o444)
        elif (source := store.fetch(digest, size)) is not None:
            if isinstance(store, LocalPlaces):  # somebody may write to a file of their own while it is used
                target.parent.mkdir(parents=True, exist_ok=True)
                copy(source, target)
                target.chmod(0o444)
            else:
                link_or_copy(source, target)
        else:
            return False
        algorithms = [*(check.algorithm for check in checks), *(("md5",) if store.remote else ())]
        measured = measure(target, algorithms, self._pulse)
        if not all(map(measured.agrees, checks)):
            raise WrongBytesError(store, digest, measure(target, ["md5", *algorithms], self._pulse))
        if store.remote:
            self._kept.keep(target, measured.digests["md5"])
        return True

    def folder(self, store: Store, digest: Digest, target: Path) -> bool:
        """Lay out a folder; its listing comes from `store`, its files from any. False where it has none.

        Raises WrongBytesError where the listing is another, FileNotFoundError where files are missing,
        UnreadableError, OSError.
        """
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
            raise WrongBytesError(store, digest, seen)
        target.mkdir(parents=True, exist_ok=True)
        entries = tuple(directory_entries(text, digest))
        for entry in entries:
            if not is_inside(entry.path) or not _HEX.fullmatch(entry.digest.value):
                raise UnreadableError(
                    f"the listing of the folder {digest} names a path outside it: {entry.path!r}"
                )
        turns, stores = Turns(), nearest(self._stores, store)

        def lay_out(batch: Sequence[DirectoryEntry]) -> list[DirectoryEntry]:
            with turns.take():
                return [each for each in batch if not self._anywhere(stores, each.digest, target / each.path)]

        with ThreadPoolExecutor(WORKERS) as pool:
            laying = pool.map(lay_out, shared_out(entries))
            missing = [entry for left in laying for entry in left]
        if missing:
            raise FileNotFoundError(files_missing(missing))
        return True

    def _anywhere(self, stores: Sequence[Store], digest: Digest, target: Path) -> bool:
        for store in stores:
            try:
                if self.file(store, digest, target, [digest]):
                    return True
            except WrongBytesError:
                remove(target)
        return False


def nearest(stores: Sequence[Store], store: Store) -> Sequence[Store]:
    """Return stores with the one first that has a folder's listing: it has its files, too."""
    return stores if store.remote else sorted(stores, key=lambda each: each is not store)


def surest(digests: Sequence[Digest]) -> Sequence[Digest]:
    """Return what has to be checked of one content's digests: with the right sha256 bytes are the same."""
    return [digest for digest in digests if digest.algorithm == "sha256"] or digests


def files_missing(missing: Sequence[DirectoryEntry]) -> str:
    """Say that files of a folder are missing, and name some."""
    named = ", ".join(entry.path for entry in missing[:_NAMED])
    if len(missing) <= _NAMED:
        return Planned.FILES_MISSING.said(paths=named)
    return Planned.MORE_FILES_MISSING.said(paths=named, count=len(missing) - _NAMED)
