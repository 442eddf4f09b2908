"""The Git LFS source: what commits hold as pointers, and which of it is here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from forebear.lineage.facts import Checkpoint, Fact, Held, Seen, Slot, Solved
from forebear.lineage.progress import Progress
from forebear.lineage.words import Artifact, ArtifactType, Digest, Problem
from forebear.sources.dvc.digests import type_of
from forebear.sources.dvc.values import as_list
from forebear.sources.git.lfs import LfsStorage, Pointer, pointers
from forebear.sources.git.repository import GitRepository
from forebear.sources.git.source import checkpoint_state, known_tips
from forebear.sources.lfs.history import PointerHistory
from forebear.sources.lfs.store import DamagedError, LfsStore

MOST_ABSENT = 4_000
"""Contents that are not here and are looked for at each import: the latest."""


class LfsSource:
    """The pointers in the history of one repository: each is an artifact, known by its sha256.

    The md5 of what is here is learned as well where DVC recorded a file of that size, so that both speak of
    one artifact.
    """

    kind = "lfs"

    def __init__(self, repository: GitRepository) -> None:
        self._repository = repository
        self.location = str(repository.place.root)
        self._store = LfsStore(LfsStorage.of(repository.place), repository.place.root)
        self._types: dict[str, ArtifactType] = {}
        self._absent: dict[str, int] = {}

    def facts(self, since: Mapping[str, object] | None, progress: Progress) -> Iterator[Fact]:
        """Yield what the commits hold that are new since the tips of `since`, and what has come here."""
        place, tips = self._repository.place, self._repository.tips()
        if since is not None and any(place.holds(str(sha)) for sha in as_list(since.get("lacking"))):
            since = None  # the clone was partial and is so no more: all is read again
        state = since or {}
        reached = checkpoint_state(self._repository, tips)
        absent = [(str(oid), int(str(size))) for oid, size in map(as_list, as_list(state.get("absent")))]
        come = [oid for oid, _ in absent if self._store.find(oid)]
        if since is not None and not come and {**state, **reached} == state:
            return
        for oid, size in absent:
            yield from self._here(oid, size, digest=True)
        shas = list(dict.fromkeys(self._repository.commit_tips(tips).values()))
        history = PointerHistory(self._repository)
        yield from self._read(history, shas, known_tips(self._repository, since), progress)
        yield Checkpoint(
            self.kind,
            self.location,
            {
                **reached,
                "absent": [[oid, size] for oid, size in self._absent.items()][-MOST_ABSENT:],
                "lacking": history.lacking or as_list(state.get("lacking")),
            },
        )

    def _read(
        self, history: PointerHistory, tips: Sequence[str], known: Sequence[str], progress: Progress
    ) -> Iterator[Fact]:
        told: dict[str, Pointer] = {}
        for moved in history.moves(tips, known, progress):
            pointer = moved.pointer
            digest = None if pointer is None else pointer.digest
            yield Held(moved.commit, Slot.DATA, moved.path, digest)
            if pointer is not None:
                told[pointer.digest.value] = pointer
                yield from self._artifact(pointer, moved.path)
        if known and history.sizes:  # DVC's new records may speak of what was committed before
            for tip in tips:
                told |= {each.digest.value: each for each in pointers(self._repository, tip).values()}
        for oid, pointer in told.items():
            yield from self._here(oid, pointer.size, digest=pointer.size in history.sizes)
        if not known:
            yield Solved(self.kind, "history")
        if history.lacking:
            yield Problem(
                self.kind,
                "history",
                "Files of the history are not in this clone, so nobody knows whether they are pointers of "
                "Git LFS. `git fetch --refetch --no-filter` brings them; then import again.",
            )

    def _artifact(self, pointer: Pointer, path: str) -> Iterator[Artifact]:
        """Yield an artifact the first time, and again when more is known of what it is."""
        known, type_ = self._types.get(pointer.digest.value), type_of(path, data=True)
        if known is None or type_.says > known.says:
            self._types[pointer.digest.value] = type_
            yield Artifact((pointer.digest,), path.rpartition("/")[2], type_, pointer.size)

    def _here(self, oid: str, size: int, *, digest: bool) -> Iterator[Fact]:
        """Yield that a content is in the store, or note that it is not."""
        if self._store.find(oid) is None:
            self._absent[oid] = size
            return
        sha256, where = Digest("sha256", oid), self._store.place(oid)
        yield Seen(sha256, self.kind, where)
        if digest:
            yield from self._known_as(sha256, size, where)

    def _known_as(self, sha256: Digest, size: int, where: str) -> Iterator[Fact]:
        """Yield what else a content is known by; a damaged one is a problem."""
        yield Solved(self.kind, where)
        try:
            md5 = self._store.md5(sha256.value, size)
        except DamagedError:
            yield Problem(
                self.kind,
                where,
                "It holds other bytes than its name says. Move it away and fetch it again: "
                "`git lfs fsck` and `git lfs fetch` do so.",
            )
        else:
            if md5 is not None:
                yield Artifact((sha256, md5), "", ArtifactType.FILE, size)
