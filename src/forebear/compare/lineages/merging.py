"""Two upstream lineages as one: what both have, what only one has, and where both have another."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePosixPath

from forebear.compare.comparison import Changed
from forebear.compare.lineages.beginnings import Flow
from forebear.compare.lineages.upstream import CODE, Link, Piece, Upstream
from forebear.lineage.answers import Change
from forebear.lineage.words import NodeKind, Role

_MADE = (Role.OUTPUT, Role.METRICS, Role.PLOT)


class Reason(StrEnum):
    """Why a node is changed."""

    CONTENT = "content"  # other bytes, and no run of the version made them
    MADE = "made"  # made by what differs (about: the runs)
    READ = "read"  # it read what differs, or other things (about: their names)
    COMMAND = "command"  # another command
    PARAMETERS = "parameters"  # other parameters (about: their names)
    AGAIN = "again"  # the same was run once more
    COMMITS = "commits"  # other commits, whose code differs
    UNKNOWN = "unknown"  # other commits, of whose code nothing can be said
    DIGESTS = "digests"  # digests of different algorithms, which say nothing about each other


@dataclass(frozen=True, slots=True)
class Why:
    """A reason; `about` are the names that it is about."""

    reason: Reason
    about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MergedNode:
    """One thing of the merged lineage: what the first version has of it, and what the second.

    `id` is the same for the same versions at every look. `change` is REMOVED for what only the first version
    has, ADDED for what only the second has. `first` says that it differs and nothing that it was made from
    does; `after` counts what differs because it does, or may: downstream, with nothing between that is the
    same.
    """

    id: str
    name: str
    a: Piece | None
    b: Piece | None
    change: Change
    why: tuple[Why, ...] = ()
    first: bool = False
    after: int = 0

    @property
    def piece(self) -> Piece:
        """What the later version has of it, or the only one that has it."""
        piece = self.b or self.a
        assert piece is not None  # noqa: S101 - one of the two is there
        return piece

    @property
    def kind(self) -> NodeKind:
        """What it is."""
        return self.piece.node.kind


@dataclass(frozen=True, slots=True)
class MergedEdge:
    """An edge between two merged nodes, by their ids; it is the SAME, REMOVED or ADDED."""

    source: str
    target: str
    role: Role
    path: str
    change: Change


@dataclass(frozen=True, slots=True)
class MergedLineage:
    """What two versions were made from, as one. Nodes come in the direction in which data flows.

    `labels` and `headings` are the versions'; `bare` are the labels of those of which nothing is recorded,
    `stale` says where their records do not agree with each other: (label, run, path), see `Upstream`.
    """

    labels: tuple[str, str]
    headings: tuple[str, str]
    nodes: tuple[MergedNode, ...]
    edges: tuple[MergedEdge, ...]
    bare: tuple[str, ...] = ()
    stale: tuple[tuple[str, str, str], ...] = ()

    @property
    def counts(self) -> Mapping[Change, int]:
        """How many nodes there are of each change."""
        found = Counter(node.change for node in self.nodes)
        return {change: found[change] for change in Change}

    @property
    def firsts(self) -> tuple[MergedNode, ...]:
        """What differs first, that from which most of what differs was made before the others."""
        found = [node for node in self.nodes if node.first]
        return tuple(sorted(found, key=lambda node: (-node.after, node.name, node.id)))

    def word(self, change: Change) -> str:
        """Return the state in words: same, changed, only in A, only in B."""
        match change:
            case Change.REMOVED:
                return f"only in {self.labels[0]}"
            case Change.ADDED:
                return f"only in {self.labels[1]}"
            case _:
                return str(change)


def merge(a: Upstream, b: Upstream, code: Changed = None) -> MergedLineage:
    """Merge two lineages; `code` says whether the code of the two versions differs (None = not known).

    What has the same digest, commit or run key is the same. What goes by the same name but is another
    content, or was asked for as the version itself, is changed; so are two runs that made such a pair.
    """
    pairs = _paired(a, b)
    merged = _called([_Pair(one, other, _change(one, other, code)) for one, other in pairs])
    keys = ({pair.a.key: id_ for id_, pair in merged.items() if pair.a is not None},
            {pair.b.key: id_ for id_, pair in merged.items() if pair.b is not None})  # fmt: skip
    edges = _edges(a.links, b.links, keys)
    differing = {id_ for id_, pair in merged.items() if pair.change is not Change.SAME}
    telling = [edge for edge in edges if not is_idle(edge, merged[edge.target].a, merged[edge.target].b)]
    depth = Flow(list(merged), [(edge.source, edge.target) for edge in edges]).depth
    # What is the same passes no difference on.
    passed = [(edge.source, edge.target) for edge in telling if {edge.source, edge.target} <= differing]
    firsts = Flow(list(merged), passed).firsts(differing)
    names = {id_: pair.name for id_, pair in merged.items()}
    reasons = _Reasons(telling, differing, names, code)
    nodes = [
        MergedNode(
            id_,
            pair.name,
            pair.a,
            pair.b,
            pair.change,
            tuple(reasons.of(id_, pair.a, pair.b)) if pair.change is Change.CHANGED else (),
            id_ in firsts,
            firsts.get(id_, 0),
        )
        for id_, pair in merged.items()
    ]
    nodes.sort(key=lambda node: (depth[node.id], node.kind, node.name, node.id))
    bare = tuple(each.label for each in (a, b) if each.bare)
    stale = tuple((each.label, *pair) for each in (a, b) for pair in each.stale)
    return MergedLineage((a.label, b.label), (a.heading, b.heading), tuple(nodes), edges, bare, stale)


# pairs


_Two = tuple[Piece | None, Piece | None]


@dataclass(frozen=True, slots=True)
class _Pair:
    a: Piece | None
    b: Piece | None
    change: Change

    @property
    def piece(self) -> Piece:
        piece = self.a or self.b
        assert piece is not None  # noqa: S101 - one of the two is there
        return piece

    @property
    def name(self) -> str:
        """What both call it, else what the first calls it."""
        common = [name for name in self.piece.names if self.b is None or name in self.b.names]
        return (common or self.piece.names)[0]


def _paired(a: Upstream, b: Upstream) -> list[_Two]:
    """Pair the pieces, each exactly once, in an order that only they decide."""
    found: list[_Two] = []
    rest = ({piece.key: piece for piece in a.pieces}, {piece.key: piece for piece in b.pieces})

    def pair(one: str, other: str) -> None:
        found.append((rest[0].pop(one), rest[1].pop(other)))

    for one, other in _alike(a.pieces, b.pieces):
        pair(one, other)
    subjects = rest[0].get(a.subject), rest[1].get(b.subject)
    if subjects[0] and subjects[1] and subjects[0].node.kind is subjects[1].node.kind:
        pair(a.subject, b.subject)
    for called, own in ((_names, True), (_names, False), (_file_name, False)):
        sides = [[piece for piece in side.values() if piece.own or not own] for side in rest]
        for one, other in _matches(sides[0], sides[1], called):
            if one in rest[0] and other in rest[1]:
                pair(one, other)
    made = [(one.key, other.key) for one, other in found if one is not None and other is not None]
    for one, other in _makers(made, a.links, b.links, rest):
        if one in rest[0] and other in rest[1]:
            pair(one, other)
    found += [(piece, None) for piece in rest[0].values()]
    found += [(None, piece) for piece in rest[1].values()]
    return found


def _alike(a: Iterable[Piece], b: Iterable[Piece]) -> list[tuple[str, str]]:
    """Return the keys of pieces of the same content; of several such those with a common name first."""
    holders: tuple[dict[str, list[Piece]], ...] = (defaultdict(list), defaultdict(list))
    for side, pieces in zip(holders, (a, b), strict=True):
        for piece in sorted(pieces, key=lambda piece: piece.key):
            side[piece.content].append(piece)
    found: list[tuple[str, str]] = []
    for content in sorted(holders[0].keys() & holders[1].keys()):
        one, other = holders[0][content], holders[1][content]
        for common in (True, False):
            for piece in list(one):
                match = next(
                    (each for each in other if not common or not set(piece.names).isdisjoint(each.names)),
                    None,
                )
                if match is not None:
                    one.remove(piece)
                    other.remove(match)
                    found.append((piece.key, match.key))
    return found


def _names(piece: Piece) -> Iterable[tuple[str, ...]]:
    yield from ((piece.node.kind, name) for name in piece.names)


def _file_name(piece: Piece) -> Iterable[tuple[str, ...]]:
    """Where a file has another folder in the other version, or in the other tool."""
    if piece.node.kind is NodeKind.ARTIFACT:
        yield str(piece.node.type), PurePosixPath(piece.names[0]).name


def _matches(
    a: Iterable[Piece], b: Iterable[Piece], called: Callable[[Piece], Iterable[tuple[str, ...]]]
) -> list[tuple[str, str]]:
    """Return the keys of pieces that are called the same, where each name is one piece's alone."""
    holders: tuple[dict[tuple[str, ...], list[str]], ...] = (defaultdict(list), defaultdict(list))
    for side, pieces in zip(holders, (a, b), strict=True):
        for piece in pieces:
            for name in called(piece):
                side[name].append(piece.key)
    return [
        (holders[0][name][0], holders[1][name][0])
        for name in sorted(holders[0].keys() & holders[1].keys())
        if len(holders[0][name]) == len(holders[1][name]) == 1
    ]


def _makers(
    pairs: Sequence[tuple[str, str]],
    a: Sequence[Link],
    b: Sequence[Link],
    rest: Sequence[Mapping[str, Piece]],
) -> list[tuple[str, str]]:
    """Return the runs that made the two of a pair, where one run did on either side."""
    makers: tuple[dict[str, set[str]], ...] = (defaultdict(set), defaultdict(set))
    for side, links, pieces in zip(makers, (a, b), rest, strict=True):
        for link in links:
            if link.role in _MADE and link.source in pieces:
                side[link.target].add(link.source)
    return [
        (next(iter(makers[0][one])), next(iter(makers[1][other])))
        for one, other in sorted(pairs)
        if len(makers[0].get(one, ())) == len(makers[1].get(other, ())) == 1
    ]


def _change(a: Piece | None, b: Piece | None, code: Changed) -> Change:
    if a is None or b is None:
        return Change.ADDED if a is None else Change.REMOVED
    if a.content == b.content:
        return Change.SAME
    if a.node.kind is NodeKind.COMMIT and CODE in a.names and CODE in b.names and code is False:
        return Change.SAME
    return Change.CHANGED


def _called(pairs: Iterable[_Pair]) -> dict[str, _Pair]:
    """Give each pair an id: its kind and name, and its key where two have the same name."""
    together: dict[str, list[_Pair]] = defaultdict(list)
    for pair in pairs:
        together[f"{pair.piece.node.kind}:{pair.name}"].append(pair)
    called: dict[str, _Pair] = {}
    for id_, each in together.items():
        for pair in each:
            called[id_ if len(each) == 1 else f"{id_}@{pair.piece.node.key}"] = pair
    return dict(sorted(called.items()))


def _edges(
    a: Iterable[Link], b: Iterable[Link], keys: tuple[Mapping[str, str], Mapping[str, str]]
) -> tuple[MergedEdge, ...]:
    drawn = [
        {(known[link.source], known[link.target], link.role, link.path) for link in links}
        for links, known in zip((a, b), keys, strict=True)
    ]
    both = drawn[0] & drawn[1]
    return tuple(
        MergedEdge(
            *edge, Change.SAME if edge in both else Change.REMOVED if edge in drawn[0] else Change.ADDED
        )
        for edge in sorted(drawn[0] | drawn[1])
    )


def is_idle(edge: MergedEdge, a: Piece | None, b: Piece | None) -> bool:
    """Whether a parameters file leads to a run for which nothing that it was given from there differs."""
    if a is None or b is None or edge.role is not Role.INPUT:
        return False
    start = f"{edge.path}: "
    given = [{each for each in piece.given if each[0].startswith(start)} for piece in (a, b)]
    return bool(given[0]) and given[0] == given[1]


# reasons


class _Reasons:
    """Says why nodes are changed."""

    def __init__(
        self, edges: Iterable[MergedEdge], differing: set[str], names: Mapping[str, str], code: Changed
    ) -> None:
        self._code = code
        self._before: dict[str, set[str]] = defaultdict(set)
        self._makers: dict[str, set[str]] = defaultdict(set)
        for edge in edges:
            if edge.source in differing or edge.change is not Change.SAME:
                side = self._makers if edge.role in _MADE else self._before
                side[edge.target].add(names[edge.source])

    def of(self, id_: str, a: Piece | None, b: Piece | None) -> Iterable[Why]:
        """Yield the reasons for a changed node."""
        if a is None or b is None:
            return
        before, makers = (tuple(sorted(side.get(id_, ()))) for side in (self._before, self._makers))
        match a.node.kind:
            case NodeKind.COMMIT:
                yield Why(Reason.COMMITS if self._code else Reason.UNKNOWN)
            case NodeKind.RUN:
                yield from self._of_run(a, b, before)
            case _ if _incomparable(a, b):
                yield Why(Reason.DIGESTS)
            case _:
                yield Why(Reason.MADE, makers) if makers else Why(Reason.CONTENT)

    @staticmethod
    def _of_run(a: Piece, b: Piece, before: tuple[str, ...]) -> Iterable[Why]:
        if before:
            yield Why(Reason.READ, before)
        if a.node.detail != b.node.detail:
            yield Why(Reason.COMMAND)
        given = {name for name, _ in set(a.given) ^ set(b.given)}
        if given:
            yield Why(Reason.PARAMETERS, tuple(sorted(given)))
        elif not before and a.node.detail == b.node.detail:
            yield Why(Reason.AGAIN)


def _incomparable(a: Piece, b: Piece) -> bool:
    """Whether no algorithm is common to both, so that their digests say nothing about each other."""
    algorithms = [{digest.algorithm for digest in piece.node.digests} for piece in (a, b)]
    return all(algorithms) and not algorithms[0] & algorithms[1]
