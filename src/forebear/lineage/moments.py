"""As it was: the lineage at a commit or a date, what that version held, and what differs between two."""

from __future__ import annotations

import difflib
import itertools
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import Connection, func, select

from forebear.lineage import schema
from forebear.lineage.answers import Change, Moment, Stop
from forebear.lineage.chronology import ALWAYS, Chronology
from forebear.lineage.dates import EXAMPLES, period_of
from forebear.lineage.edges import described
from forebear.lineage.errors import UnknownReferenceError
from forebear.lineage.evidence import Evidence
from forebear.lineage.facts import Slot
from forebear.lineage.history import Place
from forebear.lineage.rows import microseconds, moment, ref_of
from forebear.lineage.words import RefKind, Role

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from forebear.lineage.questions import Look

_DATA = frozenset((Role.INPUT, Role.OUTPUT, Role.METRICS, Role.PLOT))
_FOLDERS = ("tags/", "heads/", "remotes/", "exps/")  # of names that go without
_USUAL = ("HEAD", "main", "master", "trunk")


@dataclass(frozen=True, slots=True)
class Known:
    """Which nodes were there at a moment: `node in known`, or `known.flags[ids]` for arrays of ids."""

    flags: NDArray[np.bool_]

    def __contains__(self, node: int) -> bool:
        return 0 < node < len(self.flags) and bool(self.flags[node])


class Moments:
    """Answers about moments from one look into the database. What it reads is kept with the look's state."""

    def __init__(self, look: Look) -> None:
        self._look = look

    def moment(self, text: str) -> Moment:
        """Return what a revision (see `revisions`) or a date (see `dates`) names.

        A name of a branch or tag comes first, then a date, then any other revision: `2026` is the year even
        where a sha begins like it. A date stands for the last moment of what it names, in the person's time
        zone, the time of a commit for when it was there (see `chronology`). Raises
        UnknownReferenceError, AmbiguousReferenceError, and UsageError for a date that does not exist.
        """
        wanted = text.strip()
        revisions = self._look.revisions
        if wanted and not revisions.is_name(wanted):
            period = period_of(wanted, datetime.now(UTC))
            if period is not None:
                return Moment(wanted, period.last)
        sha = revisions.find(wanted) if wanted else None
        if sha is None:
            names = [name for name in revisions.names if not name.startswith(_FOLDERS)]
            close = difflib.get_close_matches(wanted, names, n=3, cutoff=0.5)
            advice = f"Did you mean {' or '.join(close)}?" if close else f"Dates are written like {EXAMPLES}."
            raise UnknownReferenceError("This is neither a revision nor a date.", where=text, todo=advice)
        since = self._chronology.dated(sha)
        return Moment(wanted, datetime.now(UTC) if since is None else since, sha)

    def known(self, at: Moment) -> Known:
        """Return which nodes were there.

        At a commit: it and its ancestors, what any of them held, the runs of their code with all that those
        used and made, and what has no code but a time until then. Commits that share no history with it
        (another project) count by their time. At a date: all commits until then, on every branch, with the
        same. A run, a rebuild or a model version that has a time of its own is there from that time on,
        and data that a tool saw somewhere from when it did. What no record dates was always there.
        """
        import numpy as np

        chronology, until = self._chronology, _microseconds(at.when)
        if at.commit is None:
            nodes = [arrival.node for arrival in chronology.arrivals if arrival.since <= until]
        else:
            own, ancestors = chronology[at.commit].project, chronology.ancestors(at.commit)
            nodes = [
                arrival.node
                for arrival, related in zip(chronology.arrivals, ancestors, strict=True)
                if related or (arrival.project != own and arrival.since <= until)
            ]
        evidence, adjacency = self._look.keep(Evidence), self._look.adjacency
        commits = np.array(nodes, np.int64)
        return Known(evidence.there(adjacency, commits, until, anywhere=at.commit is None))

    def commit_at(self, at: Moment) -> str | None:
        """Return the sha of the version that a moment shows, None where there was none yet.

        For a date, that is where HEAD (else main, master, or the newest commit) was by then: the newest of
        its first parents that was there. Of several projects the one that names prefer counts.
        """
        return next(iter(self._versions(at)), None)

    def held(self, at: Moment) -> Mapping[Place, int]:
        """Return what the version held, by slot and path; the same as `Questions.held` of its commit.

        At a date, several projects are there with what each held; at a path that two have, the first counts.
        """
        found: dict[Place, int] = {}
        for sha in self._versions(at):
            for place, change in self._look.history.held(sha).items():
                if change.node is not None:
                    found.setdefault(place, change.node)
        return found

    def difference(self, before: Moment, after: Moment) -> Mapping[int, Change]:
        """Return what became of all that either version held, or that its runs used or made, by node.

        Where a path holds another artifact, or a stage is another run, both are CHANGED. What is only at
        another path than before is the SAME.
        """
        old, new = self._places(before), self._places(after)
        common = set(old.values()) & set(new.values())
        found = dict.fromkeys(common, Change.SAME)
        for place, node in old.items():
            if place in new and new[place] != node:
                found[node] = found[new[place]] = Change.CHANGED
        for places, change in ((old, Change.REMOVED), (new, Change.ADDED)):
            for node in places.values():
                found.setdefault(node, change)
        return found

    def stops(self) -> tuple[Stop, ...]:
        """Return where a time slider stops: each commit, and each run of no commit's code, in their order."""
        labels: dict[str, list[tuple[int, str]]] = defaultdict(list)
        ranks = {RefKind.TAG: 0, RefKind.REGISTRY: 1, RefKind.BRANCH: 2, RefKind.EXPERIMENT: 3}
        refs = self._look.connection.execute(select(schema.ref)).all()
        for ref in map(ref_of, refs):
            if ref.kind in ranks:
                labels[ref.commit].append((ranks[ref.kind], ref.title))
        changes = self._look.keep(_changes)
        commits = [
            (
                arrival.since,
                Stop(
                    arrival.sha,
                    arrival.when,
                    arrival.summary or arrival.sha[:12],
                    tuple(name for _, name in sorted(labels[arrival.sha])),
                    tags=sum(rank == 0 for rank, _ in labels[arrival.sha]),
                    changes=changes.get(arrival.node, 0),
                    commit=arrival.sha,
                    since=moment(arrival.since) if arrival.since != ALWAYS else None,
                ),
            )
            for arrival in self._chronology.arrivals
        ]
        return tuple(stop for _, stop in sorted([*commits, *self._runs()], key=lambda each: each[0]))

    @property
    def _chronology(self) -> Chronology:
        return self._look.keep(Chronology)

    def _versions(self, at: Moment) -> list[str]:
        """Return the commits that a moment shows: one, or at a date one of each project, home first."""
        if at.commit is not None:
            return [at.commit]
        until, chronology = _microseconds(at.when), self._chronology
        tips = [sha for sha in self._tips() if sha in chronology]
        if not tips:
            by_then = (each.sha for each in reversed(chronology.arrivals) if each.since <= until)
            return list(itertools.islice(by_then, 1))
        found = (chronology.newest_by(tip, until) for tip in tips)
        return [sha for sha in found if sha is not None]

    def _tips(self) -> list[str]:
        """Return the commit of HEAD, or of the usual branch, of each repository."""
        tips: dict[str, dict[str, str]] = defaultdict(dict)
        for ref in map(ref_of, self._look.connection.execute(select(schema.ref))):
            if ref.kind in (RefKind.HEAD, RefKind.BRANCH):
                tips[ref.repository]["HEAD" if ref.kind is RefKind.HEAD else ref.name] = ref.commit
        homes = sorted(tips, key=lambda repository: (repository != self._look.home, repository))
        named = (next((tips[each][name] for name in _USUAL if name in tips[each]), None) for each in homes)
        return [sha for sha in named if sha is not None]

    def _places(self, at: Moment) -> dict[tuple[Slot | None, str], int]:
        """Return what a version held, and by path without a slot what its runs there used and made."""
        held = self.held(at)
        places: dict[tuple[Slot | None, str], int] = {}
        adjacency = self._look.adjacency
        runs = {node for (slot, _), node in held.items() if slot is Slot.RUN}
        pairs = [(source, run) for run in runs for source in adjacency.before(run)]
        pairs += [(run, target) for run in runs for target in adjacency.after(run)]
        for edge in described(self._look.connection, pairs):
            if edge.role in _DATA:
                places[None, edge.path] = edge.target if edge.source in runs else edge.source
        places.update({(slot, path): node for (slot, path), node in held.items()})
        return places

    def _runs(self) -> Iterator[tuple[int, Stop]]:
        """Yield the runs that have a time and no commit."""
        run, node, edge = schema.run, schema.node, schema.edge
        code = select(edge.c.target).where(edge.c.role == Role.CODE.value)
        query = (
            select(run.c.started_at, node.c.name, node.c.key)
            .join_from(run, node, node.c.id == run.c.node)
            .where(run.c.started_at.is_not(None), run.c.node.not_in(code))
        )
        for since, name, key in self._look.connection.execute(query):
            when = moment(since)
            assert when is not None  # noqa: S101 - asked for
            yield since, Stop(when.isoformat(), when, name or key[:12], run=key, since=when)


def _changes(connection: Connection) -> dict[int, int]:
    """Return how many paths each commit changed."""
    held = schema.held
    query = select(held.c.commit, func.count()).group_by(held.c.commit)
    return {row[0]: row[1] for row in connection.execute(query)}


def _microseconds(when: datetime) -> int:
    found = microseconds(when)
    assert found is not None  # noqa: S101 - only None has none
    return found
