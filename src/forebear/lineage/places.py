"""Where artifacts and runs were held, as sorted arrays: the versions of a place, and which tags hold what.

What a commit holds at a path is what its nearest ancestor along first parents put there. The first parents of
all commits form a forest; numbered in the order of a walk through it, the descendants of a commit are a range
of numbers, so that "which tags hold this" is a search in sorted arrays.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Connection, select

from forebear.lineage import schema

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Walk:
    """Numbers of commits in a walk along first parents: those below a commit are `first` to `last` of it."""

    first: dict[int, int]
    last: dict[int, int]


class Places:
    """Places (a slot and a path) by number, with what was put there; made by `Places.load`."""

    def __init__(self, rows: Iterable[tuple[int, str, str, int | None]], commits: Commits) -> None:
        """Take rows of `held`: commit, slot, path, node."""
        import numpy as np

        numbers: dict[tuple[str, str], int] = {}
        walk = commits.walk
        table = np.array(
            [
                (
                    numbers.setdefault((slot, path), len(numbers)),
                    walk.first[commit],
                    walk.last[commit],
                    commits.when.get(commit, 0),
                    -1 if node is None else node,
                )
                for commit, slot, path, node in rows
            ],
            dtype=np.int64,
        ).reshape(-1, 5)
        table = table[np.lexsort((table[:, 1], table[:, 0]))]
        self._place, self._first, self._last, self._when, self._node = table.T
        self._by_node = np.argsort(self._node, kind="stable")
        self._sorted_nodes = self._node[self._by_node]
        self._starts = np.searchsorted(self._place, np.arange(len(numbers) + 1))
        self._tags = [(walk.first[commit], name) for commit, name in commits.tags if commit in walk.first]
        self._versions: dict[int, list[int]] = {}
        self._tagged: dict[int, dict[int, int]] = {}

    @classmethod
    def load(cls, connection: Connection) -> Places:
        """Read what was held; for `Look.keep`."""
        held = schema.held
        rows = connection.execute(select(held.c.commit, held.c.slot, held.c.path, held.c.node))
        return cls(map(tuple, rows), Commits.load(connection))

    def of(self, nodes: Collection[int]) -> dict[int, list[int]]:
        """Return the places at which nodes were held; a node that never was has no entry."""
        import numpy as np

        wanted = np.fromiter(nodes, dtype=np.int64, count=len(nodes))
        starts = np.searchsorted(self._sorted_nodes, wanted, side="left").tolist()
        ends = np.searchsorted(self._sorted_nodes, wanted, side="right").tolist()
        found: dict[int, list[int]] = {}
        for node, start, end in zip(wanted.tolist(), starts, ends, strict=True):
            if end > start:
                found[node] = list(dict.fromkeys(self._place[self._by_node[start:end]].tolist()))
        return found

    def versions(self, place: int) -> list[int]:
        """Return what was held at a place, oldest first, each once."""
        if place not in self._versions:
            part = slice(self._starts[place], self._starts[place + 1])
            dated = sorted(
                zip(
                    self._when[part].tolist(),
                    self._first[part].tolist(),
                    self._node[part].tolist(),
                    strict=True,
                )
            )
            self._versions[place] = list(dict.fromkeys(node for _, _, node in dated if node >= 0))
        return self._versions[place]

    def newest_tag(self, node: int, places: Iterable[int]) -> str:
        """Return the newest tag that holds a node at one of these places, or ""."""
        ranks = [rank for place in places if (rank := self._tags_at(place).get(node)) is not None]
        return self._tags[min(ranks)][1] if ranks else ""

    def _tags_at(self, place: int) -> dict[int, int]:
        """Return what tags hold at a place, with the rank of the newest tag."""
        if place not in self._tagged:
            import numpy as np

            start, end = int(self._starts[place]), int(self._starts[place + 1])
            first, last = self._first[start:end], self._last[start:end].tolist()
            nodes = self._node[start:end].tolist()
            at = np.fromiter((number for number, _ in self._tags), dtype=np.int64, count=len(self._tags))
            newest: dict[int, int] = {}
            for rank, nearest in enumerate((np.searchsorted(first, at, side="right") - 1).tolist()):
                row = nearest
                while row >= 0 and last[row] < self._tags[rank][0]:
                    row -= 1  # that commit's descendants end before the tag: it is on another branch
                if row >= 0 and nodes[row] >= 0:
                    newest.setdefault(nodes[row], rank)
            self._tagged[place] = newest
        return self._tagged[place]


@dataclass(frozen=True, slots=True)
class Commits:
    """The commits of a lineage: the walk, when each was committed (microseconds), tags newest first."""

    walk: Walk
    when: dict[int, int]
    tags: tuple[tuple[int, str], ...]

    @classmethod
    def load(cls, connection: Connection) -> Commits:
        """Read commits and tags."""
        node, commit, ref = schema.node, schema.git_commit, schema.ref
        query = select(node.c.id, node.c.key, commit.c.parents, commit.c.committed_at).outerjoin(
            commit, commit.c.node == node.c.id
        )
        rows = connection.execute(query.where(node.c.kind == "commit")).all()
        ids = {row.key: row.id for row in rows}
        when = {row.id: row.committed_at for row in rows if row.committed_at is not None}
        parent = {row.id: ids.get((row.parents or "").partition(" ")[0]) for row in rows}
        tags = connection.execute(select(ref.c.name, ref.c.sha).where(ref.c.kind == "tag")).all()
        tagged = [(ids[sha], name) for name, sha in tags if sha in ids]
        tagged.sort(key=lambda tag: (when.get(tag[0], 0), tag[0], tag[1]), reverse=True)
        return cls(_walk(parent), when, tuple(tagged))


def _walk(parent: dict[int, int | None]) -> Walk:
    """Number commits so that all descendants of one follow it without a gap; a circle is cut."""
    children: dict[int | None, list[int]] = defaultdict(list)
    for commit, before in parent.items():
        children[before].append(commit)
    first: dict[int, int] = {}
    last: dict[int, int] = {}
    for start in (*children[None], *parent):  # the second only for circles, which Git cannot make
        waiting = [(start, False)]
        while waiting:
            commit, done = waiting.pop()
            if done:
                last[commit] = len(first) - 1
            elif commit not in first:
                first[commit] = len(first)
                waiting.append((commit, True))
                waiting += [(child, False) for child in children.get(commit, ())]
    return Walk(first, last)
