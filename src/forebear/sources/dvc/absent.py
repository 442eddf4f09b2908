"""Content that was on no disk of this machine when it was asked for, and the second look for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from forebear.lineage.facts import Fact, Held, Slot
from forebear.lineage.words import Digest, Problem
from forebear.sources.dvc.contents import Contents
from forebear.sources.dvc.storage import DvcStorage, storages
from forebear.sources.dvc.values import as_list
from forebear.sources.dvc.yaml_text import UnreadableError


@dataclass(frozen=True, slots=True)
class Absent:
    """A file of metrics or parameters that `commit` holds at `path`, whose content was not there.

    `digest` is the file's, or that of the directory it is in.
    """

    slot: Slot
    path: str
    commit: str
    digest: Digest

    @property
    def where(self) -> str:
        """The file and the commit, as a problem names them."""
        return f"{self.path}@{self.commit[:12]}"

    def words(self) -> list[str]:
        """Return it as a checkpoint keeps it."""
        return [self.slot.value, self.path, self.commit, str(self.digest)]

    @classmethod
    def read(cls, state: Mapping[str, object]) -> tuple[Self, ...]:
        """Return what a checkpoint says was absent."""
        found = []
        for words in as_list(state.get("absent")):
            slot, path, commit, digest = map(str, as_list(words))
            found.append(cls(Slot(slot), path, commit, Digest.parse(digest)))
        return tuple(found)


def absent_problems(items: Iterable[Absent]) -> Iterator[Problem]:
    """Yield one problem for each file whose content is not there, however many versions of it are not."""
    files: dict[tuple[Slot, str], list[Absent]] = {}
    for item in items:
        files.setdefault((item.slot, item.path), []).append(item)
    for (slot, _), versions in files.items():
        kind = "metrics" if slot is Slot.METRICS else "parameters"
        count = len({item.digest for item in versions})
        what = (
            f"The {kind} are not available: the content is neither in Git nor in a DVC cache on this machine "
            f"({count} version{'s' if count > 1 else ''}, the first in this commit). "
            "`dvc fetch --all-commits` may bring it; then import again."
        )
        yield Problem("dvc", versions[0].where, what)


def tops_of(state: Mapping[str, object]) -> tuple[str, ...]:
    """Return the top folders of DVC projects that a checkpoint knows."""
    return tuple(map(str, as_list(state.get("tops"))))


def any_present(root: Path, state: Mapping[str, object]) -> bool:
    """Whether something that was absent is there now; looks for files only."""
    stores = storages(root, tops_of(state))
    digests = {absent.digest for absent in Absent.read(state)}
    return any(_present(stores, digest) for digest in digests)


def second_look(contents: Contents, absent: Iterable[Absent]) -> Iterator[Fact | Absent]:
    """Yield the facts of what is there now, and again each that is still absent."""
    told: set[tuple[Slot, Digest]] = set()
    for item in absent:
        try:
            yield from _facts(contents, item, told)
        except UnreadableError:
            yield item


def _facts(contents: Contents, item: Absent, told: set[tuple[Slot, Digest]]) -> Iterator[Fact]:
    if not item.digest.is_directory:
        if (item.slot, item.digest) not in told:
            yield from list(contents.facts(item.slot, item.digest, item.path))
            told.add((item.slot, item.digest))
        return
    listing = contents.files(item.digest)
    if listing is None:
        raise UnreadableError("the listing of its directory is not available")
    named = [name for name in listing if item.path.endswith(f"/{name}")]
    if named:
        files = {item.path: listing[max(named, key=len)]}
    else:  # the directory itself is declared
        files = {f"{item.path}/{name}": digest for name, digest in listing.items()}
    facts: list[Fact] = []
    for path, digest in files.items():
        if (item.slot, digest) not in told:
            facts += contents.facts(item.slot, digest, path)
            told.add((item.slot, digest))
        facts.append(Held(item.commit, item.slot, path, digest))
    if item.path not in files:
        facts.append(Held(item.commit, item.slot, item.path, None))
    yield from facts


def _present(stores: Iterable[DvcStorage], digest: Digest) -> bool:
    return any(storage.find(digest) is not None for storage in stores)
