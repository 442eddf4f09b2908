"""The objects of a store: which bytes were seen at which place, in which version."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import islice

from forebear.lineage.errors import ActionableError, CancelledError
from forebear.lineage.facts import Checkpoint, Fact, Seen, Solved, Tag
from forebear.lineage.progress import Progress
from forebear.lineage.words import Artifact, NodeKind, Problem
from forebear.sources.objects.stored import ObjectStore, StoredObject, named_by_dvc

KIND = "objects"
LARGEST = 100_000
"""Objects (and versions of them) that are listed."""

_MARK = 8  # bytes
_WORKERS = 16
_TOGETHER = 512  # objects that are studied between two reports


class ObjectsSource:
    """The objects below one place of a store."""

    kind = KIND

    def __init__(self, location: str, store: ObjectStore, largest: int = LARGEST) -> None:
        self.location = location
        self._store = store
        self._largest = largest

    def facts(self, since: Mapping[str, object] | None, progress: Progress) -> Iterator[Fact]:
        """Yield the objects that are new or others; raises ActionableError where they cannot be listed.

        State: `known`, the marks of the objects seen so far that are still listed, in base64.
        """
        known = _marks(since)
        listed: list[StoredObject] = []
        for stored in islice(self._store.objects(), self._largest + 1):
            listed.append(stored)
            if len(listed) % _TOGETHER == 0:
                progress.step("objects", len(listed), None, stored.place)
        cut = len(listed) > self._largest
        del listed[self._largest :]
        new = [stored for stored in listed if stored.mark not in known]
        if not new and since is not None and bool(since.get("cut")) == cut and len(known) == len(listed):
            return
        kept = {stored.mark for stored in listed} & known
        yield from self._limit(cut=cut, was=bool(since and since.get("cut")))
        refused: list[tuple[StoredObject, ActionableError]] = []
        with ThreadPoolExecutor(_WORKERS) as workers:
            for start in range(0, len(new), _TOGETHER):
                progress.step("objects", start, len(new), new[start].place)
                for stored, result in workers.map(self._studied, new[start : start + _TOGETHER]):
                    if isinstance(result, ActionableError):
                        refused.append((stored, result))
                        continue
                    kept.add(stored.mark)
                    yield from _of(result)
        yield from self._refusals(refused)
        state = {"known": base64.b64encode(b"".join(sorted(kept))).decode(), "cut": cut}
        yield Checkpoint(KIND, self.location, state)

    def _studied(self, stored: StoredObject) -> tuple[StoredObject, StoredObject | ActionableError]:
        named = named_by_dvc(stored.place)
        if named is not None:
            # The listing of a folder is known by the folder's digest; its own hashes say nothing of that.
            return stored, StoredObject(
                stored.place, stored.size, stored.version, stored.tag, stored.at, (named,)
            )
        try:
            return stored, self._store.studied(stored)
        except CancelledError:
            raise
        except ActionableError as error:
            return stored, error

    def _limit(self, *, cut: bool, was: bool) -> Iterator[Fact]:
        where = f"{self.location} listing"
        if cut:
            yield Problem(
                KIND,
                where,
                f"More than {self._largest:,} objects are here; the rest was not read. Add a narrower place "
                f"({self.location}/…) as a source.",
            )
        elif was:
            yield Solved(KIND, where)

    def _refusals(self, refused: list[tuple[StoredObject, ActionableError]]) -> Iterator[Fact]:
        where = f"{self.location} objects"
        if not refused:
            yield Solved(KIND, where)
            return
        stored, error = refused[0]
        yield Problem(
            KIND,
            where,
            f"{len(refused):,} objects cannot be looked at, first {stored.place}: {error.what} {error.todo}",
        )


def _of(stored: StoredObject) -> Iterator[Fact]:
    identity = stored.identity
    is_listing = identity.is_directory
    name = stored.place.rpartition("/")[2]
    yield Artifact(
        stored.digests or (identity,),
        name,
        size=None if is_listing else stored.size,
    )
    yield Seen(identity, KIND, stored.place, stored.version, stored.at)
    if stored.digests:
        return
    for checksum, value in stored.checksums.items():
        yield Tag(NodeKind.ARTIFACT, identity, checksum, value)


def _marks(since: Mapping[str, object] | None) -> frozenset[bytes]:
    text = since.get("known") if since is not None else None
    try:
        packed = base64.b64decode(text, validate=True) if isinstance(text, str) else b""
    except ValueError:
        packed = b""
    return frozenset(packed[start : start + _MARK] for start in range(0, len(packed), _MARK))
