"""Commits in the order in which they came. Ancestry beats clocks: they go wrong, parents come first."""

from __future__ import annotations

import heapq
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, select

from forebear.lineage import schema
from forebear.lineage.rows import moment

ALWAYS = -(2**62)
"""Stands for the time of what has been there since before any clock: nothing says when it came."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A commit. `since` is when it was there in microseconds, never before its parents; `when` its own clock.

    `parents` are places in `Chronology.arrivals`, the first parent first; `project` is the same number for
    all commits that share any history.
    """

    node: int
    sha: str
    summary: str
    when: datetime | None
    since: int
    parents: tuple[int, ...]
    project: int


class Chronology:
    """All commits that are known, parents before children, else by time.

    A commit counts from its committer's time on, but from no earlier than its parents do (as Git's corrected
    commit dates); a time that is missing or has not come yet says nothing, so the parents' counts. Where
    there are none either, it has always been there.
    """

    def __init__(self, connection: Connection) -> None:
        node, commit = schema.node, schema.git_commit
        query = (
            select(node.c.id, node.c.key, node.c.name, commit.c.parents, commit.c.committed_at)
            .outerjoin(commit, commit.c.node == node.c.id)
            .where(node.c.kind == "commit")
            .order_by(node.c.id)
        )
        rows = connection.execute(query).all()
        number = {row.key: place for place, row in enumerate(rows)}
        parents = [tuple(number[sha] for sha in (row.parents or "").split() if sha in number) for row in rows]
        now = round(datetime.now(UTC).timestamp() * 1_000_000)
        own = [
            row.committed_at if row.committed_at is not None and row.committed_at <= now else ALWAYS
            for row in rows
        ]
        order, since = _in_order(parents, own)
        place = {each: rank for rank, each in enumerate(order)}
        projects = _joined(parents)
        self.arrivals = tuple(
            Arrival(
                rows[each].id,
                rows[each].key,
                rows[each].name,
                moment(rows[each].committed_at),
                since[each],
                tuple(place[parent] for parent in parents[each]),
                projects[each],
            )
            for each in order
        )
        self._places = {arrival.sha: rank for rank, arrival in enumerate(self.arrivals)}

    def __getitem__(self, sha: str) -> Arrival:
        """Return a commit that is known; KeyError for others."""
        return self.arrivals[self._places[sha]]

    def __contains__(self, sha: str) -> bool:
        return sha in self._places

    def dated(self, sha: str) -> datetime | None:
        """Return since when a commit was there; where nothing says so, since when its first child was."""
        place = self._places[sha]
        since = self.arrivals[place].since
        if since == ALWAYS:
            since = next((each.since for each in self.arrivals if place in each.parents), ALWAYS)
        return None if since == ALWAYS else moment(since)

    def ancestors(self, sha: str) -> bytearray:
        """Return for each of `arrivals` whether it is this commit or an ancestor of it, as 0 and 1."""
        flags = bytearray(len(self.arrivals))
        start = self._places[sha]
        flags[start] = 1
        for place in range(start, -1, -1):
            if flags[place]:
                for parent in self.arrivals[place].parents:
                    flags[parent] = 1
        return flags

    def newest_by(self, sha: str, when: int) -> str | None:
        """Return the newest commit that was there at a time, from one on along first parents; or None."""
        place: int | None = self._places[sha]
        while place is not None:
            arrival = self.arrivals[place]
            if arrival.since <= when:
                return arrival.sha
            # Parents come before children; where they do not, a record claims a loop.
            first = arrival.parents[0] if arrival.parents else place
            place = first if first < place else None
        return None


def _in_order(parents: list[tuple[int, ...]], own: list[int]) -> tuple[list[int], list[int]]:
    """Return all numbers, parents first and else by time, and since when each is there."""
    children: dict[int, list[int]] = defaultdict(list)
    open_parents = [len(set(each)) for each in parents]
    for child, its_parents in enumerate(parents):
        for parent in set(its_parents):
            children[parent].append(child)
    since = list(own)
    waiting = [(since[each], each) for each, count in enumerate(open_parents) if count == 0]
    heapq.heapify(waiting)
    order: list[int] = []
    while waiting:
        time, each = heapq.heappop(waiting)
        order.append(each)
        for child in children[each]:
            since[child] = max(since[child], time)
            open_parents[child] -= 1
            if open_parents[child] == 0:
                heapq.heappush(waiting, (since[child], child))
    order += sorted(set(range(len(own))) - set(order))  # a loop, which no Git makes, but a record may claim
    return order, since


def _joined(parents: list[tuple[int, ...]]) -> list[int]:
    """Return a number for each, the same for all that are joined by any way."""
    root = list(range(len(parents)))

    def find(each: int) -> int:
        while root[each] != each:
            root[each] = root[root[each]]
            each = root[each]
        return each

    for child, all_of_them in enumerate(parents):
        for parent in all_of_them:
            root[find(child)] = find(parent)
    return [find(each) for each in range(len(parents))]
