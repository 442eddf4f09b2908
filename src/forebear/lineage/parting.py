"""What a folded group falls into when it is unfolded: stages, branches, years, or its members."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy import select

from forebear.lineage import schema
from forebear.lineage.answers import GroupKind
from forebear.lineage.describing import Describer
from forebear.lineage.folds import Fold, Folds, Ints
from forebear.lineage.questions import Look
from forebear.lineage.rows import moment
from forebear.lineage.tables import among
from forebear.lineage.words import NodeKind, RefKind

MANY = 40
"""A group of more members is unfolded by branch or by time."""

MOST_FOLDS = 120
"""Of so many stages, paths … the largest are drawn one by one, the others as one."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """Nodes to be drawn as one; `members` are ids, rising. `fold` is that of a whole fold."""

    key: str
    kind: GroupKind
    title: str
    members: Ints
    of: NodeKind
    fold: Fold | None = None


class Parting:
    """Takes groups apart."""

    def __init__(self, look: Look) -> None:
        self._look = look

    @property
    def _folds(self) -> Folds:
        return self._look.keep(Folds)

    def bundle(self, number: int, members: Ints) -> Bundle:
        """Return the nodes of one fold."""
        fold = self._folds.folds[number]
        return Bundle(fold.key, fold.kind, fold.title, members, fold.of, fold)

    def few(self, bundles: Sequence[Bundle]) -> list[Bundle]:
        """Of each kind, keep the largest bundles and join the others."""
        by_kind: dict[NodeKind, list[Bundle]] = defaultdict(list)
        for bundle in bundles:
            by_kind[bundle.of].append(bundle)
        kept: list[Bundle] = []
        for kind, each in by_kind.items():
            kept += _largest(each, f"others:{kind}", MOST_FOLDS)
        return kept

    def parts(self, bundle: Bundle) -> list[Bundle]:
        """Return what a bundle falls into; together they have the same members."""
        if bundle.kind is GroupKind.OTHERS:
            numbers = self._folds.of(bundle.members)
            folds = [
                self.bundle(int(number), bundle.members[numbers == number]) for number in np.unique(numbers)
            ]
            return _largest(folds, bundle.key + "+", MANY)
        for way in (self._by_name, self._by_branch, self._by_time):
            parts = way(bundle)
            if len(parts) > 1:
                return parts
        if len(bundle.members) <= MANY:
            return [_one(bundle, id_) for id_ in bundle.members.tolist()]
        return _slices(bundle)

    def _by_name(self, bundle: Bundle) -> list[Bundle]:
        """Runs of a matrix by the name of each of its stages."""
        if bundle.kind is not GroupKind.STAGE or "/" in bundle.key.removeprefix(f"stage:{bundle.title}"):
            return []
        node = schema.node
        names: dict[str, list[int]] = defaultdict(list)
        for condition in among(node.c.id, bundle.members.tolist()):
            rows = self._look.connection.execute(select(node.c.id, node.c.name).where(condition))
            for id_, name in rows.all():
                names[name].append(id_)
        if len(names) > MANY:
            return []
        return [
            _part(bundle, f"/{name}", GroupKind.STAGE, name, members)
            for name, members in sorted(names.items())
        ]

    def _by_branch(self, bundle: Bundle) -> list[Bundle]:
        if bundle.kind is not GroupKind.COMMITS:
            return []
        branches = self._branches()
        together: dict[str, list[int]] = defaultdict(list)
        for id_ in bundle.members.tolist():
            together[branches.get(id_, "")].append(id_)
        if len(together) > MANY:
            return []
        return [
            _part(bundle, f"/{name}", GroupKind.BRANCH, name or "no branch", members)
            for name, members in sorted(together.items())
        ]

    def _by_time(self, bundle: Bundle) -> list[Bundle]:
        if len(bundle.members) <= MANY:
            return []
        times = self._times(bundle)
        for letters in (4, 7, 10):  # 2026, 2026-03, 2026-03-01
            together: dict[str, list[int]] = defaultdict(list)
            for id_ in bundle.members.tolist():
                together[times.get(id_, "")[:letters]].append(id_)
            parts = sorted(together.items())
            if len(parts) > 1:
                called = bundle.title
                if bundle.kind is GroupKind.YEAR:  # in place of the longer period
                    called = called.partition(" ")[2]
                return [
                    Bundle(
                        f"{bundle.key}/{text or '?'}",
                        GroupKind.YEAR,
                        f"{text or '?'} {called}",
                        np.asarray(members, dtype=np.int64),
                        bundle.of,
                    )
                    for text, members in parts
                ]
        return []

    def _times(self, bundle: Bundle) -> dict[int, str]:
        """When each member came, as an ISO date; undated ones are left out."""
        connection, ids = self._look.connection, bundle.members.tolist()
        describer = Describer(connection)
        found: dict[int, int] = {}
        match bundle.of:
            case NodeKind.COMMIT:
                commit = schema.git_commit
                for condition in among(commit.c.node, ids):
                    query = select(commit.c.node, commit.c.committed_at).where(condition)
                    found.update((row[0], row[1]) for row in connection.execute(query).all())
            case NodeKind.RUN:
                run = schema.run
                found = {id_: when for id_, (when, _) in describer.first_code(ids).items()}
                for condition in among(run.c.node, ids):
                    query = select(run.c.node, run.c.started_at).where(
                        condition, run.c.started_at.is_not(None)
                    )
                    found.update((row[0], row[1]) for row in connection.execute(query).all())
            case _:
                nodes = describer.nodes(ids).values()
                return {node.id: node.when.date().isoformat() for node in nodes if node.when}
        dates: dict[int, str] = {}
        for id_, when in found.items():
            known = moment(when)
            if known is not None:
                dates[id_] = known.date().isoformat()
        return dates

    def _branches(self) -> dict[int, str]:
        """The branch of each commit: the first, with that checked out in front, which it is on."""
        node, ref = schema.node, schema.ref
        connection, history = self._look.connection, self._look.history
        rows = connection.execute(select(node.c.key, node.c.id).where(node.c.kind == NodeKind.COMMIT.value))
        ids: dict[str, int] = {key: id_ for key, id_ in rows.all()}  # noqa: C416
        refs = connection.execute(select(ref.c.kind, ref.c.name, ref.c.sha)).all()
        head = {sha for kind, _, sha in refs if kind == RefKind.HEAD.value}
        kinds = (RefKind.BRANCH.value, RefKind.REMOTE_BRANCH.value, RefKind.EXPERIMENT.value)
        tips = sorted(
            (kinds.index(kind), sha not in head, name not in ("main", "master"), name, sha)
            for kind, name, sha in refs
            if kind in kinds
        )
        found: dict[int, str] = {}
        # First along first parents, where a branch was worked on; then whatever was merged into it.
        for whole in (False, True):
            for _, _, _, name, tip in tips:
                waiting, seen = [tip], {tip}
                while waiting:
                    sha = waiting.pop()
                    id_ = ids.get(sha)
                    if id_ is not None and id_ in found and not whole:
                        continue
                    if id_ is not None:
                        found.setdefault(id_, name)
                    parents = history.parents(sha) if whole else history.parents(sha)[:1]
                    waiting += [parent for parent in parents if parent not in seen]
                    seen.update(parents)
        return found


def _one(bundle: Bundle, id_: int) -> Bundle:
    return Bundle(
        f"{bundle.key}/#{id_}", bundle.kind, bundle.title, np.asarray([id_], dtype=np.int64), bundle.of
    )


def _part(bundle: Bundle, tail: str, kind: GroupKind, title: str, members: Iterable[int]) -> Bundle:
    return Bundle(bundle.key + tail, kind, title, np.asarray(sorted(members), dtype=np.int64), bundle.of)


def _slices(bundle: Bundle) -> list[Bundle]:
    """Equal parts in order, where nothing else tells members apart."""
    parts = min(MANY, -(-len(bundle.members) // MANY))
    return [
        Bundle(f"{bundle.key}/{number}of{parts}", bundle.kind, bundle.title, members, bundle.of)
        for number, members in enumerate(np.array_split(bundle.members, parts), 1)
    ]


def _largest(bundles: Sequence[Bundle], key: str, most: int) -> list[Bundle]:
    if len(bundles) <= most:
        return list(bundles)
    ordered = sorted(bundles, key=lambda bundle: (-len(bundle.members), bundle.key))
    rest = np.sort(np.concatenate([bundle.members for bundle in ordered[most - 1 :]]))
    return [
        *ordered[: most - 1],
        Bundle(key, GroupKind.OTHERS, f"other {bundles[0].of}s", rest, bundles[0].of),
    ]
