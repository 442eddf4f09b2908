"""Fetches contents from DVC remotes and Git LFS servers, because a person asked: every byte is checked
before it is kept.

They go to `.forebear/objects`; the project's own cache is DVC's and is only read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from forebear.lineage.errors import ActionableError, CancelledError
from forebear.lineage.progress import Progress
from forebear.lineage.words import Digest
from forebear.rebuild.lfs import LfsServer
from forebear.rebuild.stores import KeptStore, RemoteStore, Store
from forebear.sources.dvc.storage import directory_entries, object_name
from forebear.sources.dvc.yaml_text import UnreadableError
from forebear.sources.hashing import measure


@dataclass(frozen=True, slots=True)
class Fetched:
    """What became of a content that was to be fetched.

    `places` are the remotes that gave something of it, empty where all of it was here; `files` and `size`
    (bytes) what they gave. `why` says what is still missing, "" = all of it is here now.
    """

    path: str
    digest: Digest
    places: tuple[str, ...] = ()
    files: int = 0
    size: int = 0
    why: str = ""


class Fetcher:
    """Fetches from the remotes among `stores` into `kept`; with `remote` from the one of that name alone."""

    def __init__(
        self, kept: KeptStore, stores: Sequence[Store], progress: Progress, remote: str = ""
    ) -> None:
        self._kept, self._progress = kept, progress
        self._here = [store for store in stores if not store.remote]
        self._remotes = [
            store
            for store in stores
            if isinstance(store, RemoteStore | LfsServer) and remote in ("", store.name.rpartition(" ")[2])
        ]
        if remote and not self._remotes:
            raise ActionableError(
                "There is no such remote that things can be fetched from.",
                where=remote,
                todo="`dvc remote list` names the remotes of this project.",
            )
        self._done = 0

    def fetch(self, path: str, digest: Digest, size: int | None = None) -> Fetched:
        """Bring a file or a directory here, as far as it is not; raises CancelledError."""
        self._done = 0
        taken = _Taken()
        if object_name(digest) is None and digest.algorithm != "sha256":
            return Fetched(path, digest, why=f"no store keeps anything under a digest of {digest.algorithm}")
        why = self._one(path, digest, size, taken)
        listing = None if why or not digest.is_directory else self._find(digest)
        if listing is not None:
            why = self._files(path, listing, digest, size, taken)
        return Fetched(path, digest, tuple(dict.fromkeys(taken.places)), taken.files, taken.size, why)

    def _files(self, path: str, listing: Path, digest: Digest, size: int | None, taken: _Taken) -> str:
        try:
            entries = directory_entries(listing.read_bytes(), digest)
        except UnreadableError as error:
            return str(error)
        wrong = [
            f"{entry.path}: {said}"
            for entry in entries
            if (said := self._one(f"{path}/{entry.path}", entry.digest, size, taken))
        ]
        if not wrong:
            return ""
        return f"{len(wrong):,} of its {len(entries):,} files could not be had; {wrong[0]}"

    def _one(self, path: str, digest: Digest, size: int | None, taken: _Taken) -> str:
        """Bring one object here; returns why it could not be had."""
        self._progress.step("fetch", self._done, size, path)
        if object_name(digest) is None and digest.algorithm != "sha256":
            return "its digest is none that DVC would write"
        if self._find(digest) is not None:
            return ""
        said = []
        of_lfs = digest.algorithm == "sha256"
        for store in (each for each in self._remotes if isinstance(each, LfsServer) is of_lfs):
            try:
                fetched = store.fetch(digest, size, lambda count: self._received(count, size, path))
            except CancelledError:
                raise
            except OSError as error:
                said.append(f"{store.name} cannot be read: {str(error).splitlines()[0][:500]}")
                continue
            if fetched is None:
                said.append(f"{store.name} does not have it")
                continue
            try:
                count = fetched.stat().st_size
                right = _is_right(fetched, digest)
                if right and digest.is_directory:
                    self._kept.keep_copy(fetched, digest)
                elif right:
                    self._kept.keep(fetched, digest)
            finally:
                fetched.unlink(missing_ok=True)
            if right:
                taken.add(store.name, count)
                return ""
            said.append(f"{store.where(digest)} does not hold what its name says")
        return "; ".join(said) or "no remote is known that could have it"

    def _received(self, count: int, size: int | None, path: str) -> None:
        self._done += count
        self._progress.step("fetch", self._done if size is None else min(self._done, size), size, path)

    def _find(self, digest: Digest) -> Path | None:
        return next((path for store in self._here if (path := store.fetch(digest))), None)


class _Taken:
    """What remotes gave so far."""

    def __init__(self) -> None:
        self.places: list[str] = []
        self.files = self.size = 0

    def add(self, place: str, size: int) -> None:
        """Count one object."""
        self.places.append(place)
        self.files, self.size = self.files + 1, self.size + size


def _is_right(path: Path, digest: Digest) -> bool:
    """Whether the bytes are what the name says; the digest of a directory is that of its listing."""
    wanted = Digest(digest.algorithm, digest.value.removesuffix(".dir"))
    return measure(path, [wanted.algorithm]).agrees(wanted)
