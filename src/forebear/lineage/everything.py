"""The whole lineage as arrays, for a map of it: 100,000 nodes without an object for each."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from forebear.lineage.driver import driven
from forebear.lineage.folds import Fold, Folds
from forebear.lineage.questions import Look
from forebear.lineage.species import SPECIES, Species
from forebear.lineage.words import ArtifactType, NodeKind

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

_BITS = 5  # a species fits into them
_MOST_LANES = 160
_MICROSECONDS = 1e6
_HELD = (
    "SELECT held.node, min(git_commit.committed_at) FROM held "
    'JOIN git_commit ON git_commit.node = held."commit" '
    "JOIN artifact ON artifact.node = held.node GROUP BY held.node"
)


@dataclass(frozen=True, slots=True)
class Lane:
    """What one lane of a map holds: a fold, or (`fold` None) the small ones of one species together."""

    species: Species
    fold: Fold | None
    count: int


@dataclass(frozen=True, slots=True)
class Everything:
    """All nodes, by row in the order of their ids, and what joins them.

    Attributes: `ids`; `species` numbers of SPECIES; `times` seconds since 1970, NaN = none is recorded;
    `lane` which of `lanes` each is in; `sources` and `targets` rows, each pair once.
    """

    ids: Ints
    species: NDArray[np.uint8]
    times: Floats
    lane: Ints
    lanes: tuple[Lane, ...]
    sources: NDArray[np.int32]
    targets: NDArray[np.int32]


def everything(look: Look) -> Everything:
    """Read all nodes and what joins them."""
    numbers = _numbers(look.connection, _species_query(), 1)[:, 0]
    numbers.sort()
    ids, species = numbers >> _BITS, (numbers & (1 << _BITS) - 1).astype(np.uint8)
    folds = look.keep(Folds)
    lane, lanes = _lanes(folds.folds, folds.of(ids), species)
    sources, targets = look.adjacency.among(ids.tolist())
    ends = np.searchsorted(ids, np.concatenate((sources, targets))).astype(np.int32)
    one, two = ends[: len(sources)], ends[len(sources) :]
    order = _lane_order(lanes, lane, one, two)
    place = np.argsort(order)
    times = _times(look.connection, ids)
    return Everything(ids, species, times, place[lane], tuple(lanes[each] for each in order), one, two)


def _species_query() -> str:
    kinds = [(number, kind) for number, (kind, type_) in enumerate(SPECIES) if type_ is None]
    types = [(number, type_) for number, (_, type_) in enumerate(SPECIES) if type_ is not None]
    plain = " ".join(f"WHEN '{kind.value}' THEN {number}" for number, kind in kinds)
    typed = " ".join(f"WHEN '{type_.value}' THEN {number}" for number, type_ in types)
    unknown = SPECIES.index((NodeKind.ARTIFACT, ArtifactType.FILE))
    return (
        f"SELECT node.id << {_BITS} | CASE node.kind {plain} ELSE "  # noqa: S608  (numbers and our own words)
        f"CASE artifact.type {typed} ELSE {unknown} END END "
        "FROM node LEFT JOIN artifact ON artifact.node = node.id"
    )


def _times(connection: Connection, ids: Ints) -> Floats:
    """When commits were made, runs and rebuilds began, and artifacts were first held."""
    times = np.full(len(ids), np.inf)
    for query in (
        "SELECT node, committed_at FROM git_commit",
        "SELECT node, started_at FROM run WHERE started_at IS NOT NULL",
        "SELECT node, started_at FROM rebuild",
        _HELD,
    ):
        found = _numbers(connection, query, 2)
        times[np.searchsorted(ids, found[:, 0])] = found[:, 1] / _MICROSECONDS
    return np.where(np.isfinite(times), times, np.nan)


def _numbers(connection: Connection, query: str, columns: int) -> Ints:
    """Read whole numbers through the driver itself: rows of SQLAlchemy take three times as long."""
    with driven(connection, query) as rows:
        return np.fromiter(itertools.chain.from_iterable(rows), np.int64).reshape(-1, columns)


def _lanes(folds: Sequence[Fold], number: Ints, species: NDArray[np.uint8]) -> tuple[Ints, list[Lane]]:
    """Give each fold a lane; where there are very many, the small ones of a species share one."""
    count = np.bincount(number[number >= 0], minlength=len(folds))
    usual = np.zeros(len(folds), dtype=np.int64)  # the species of a fold: its first node's, unless it says
    first = np.full(len(folds), -1)
    first[number[::-1]] = np.arange(len(number))[::-1]
    usual[first >= 0] = species[first[first >= 0]]
    own = count > 0
    if own.sum() > _MOST_LANES:
        rank = np.empty(len(folds), dtype=np.int64)
        rank[np.lexsort((np.arange(len(folds)), -count))] = np.arange(len(folds))
        own &= rank < _MOST_LANES
    lanes: list[Lane] = []
    lane_of = np.empty(len(folds), dtype=np.int64)
    shared: dict[int, int] = {}
    for fold in np.flatnonzero(count).tolist():
        if own[fold]:
            lane_of[fold] = len(lanes)
            lanes.append(Lane(SPECIES[usual[fold]], folds[fold], int(count[fold])))
        else:
            lane_of[fold] = shared.setdefault(int(usual[fold]), -1 - len(shared))
    for kind, lane in shared.items():
        together = lane_of == lane
        lane_of[together & (count > 0)] = len(lanes)
        lanes.append(Lane(SPECIES[kind], None, int(count[together].sum())))
    return lane_of[number], lanes


def _lane_order(
    lanes: Sequence[Lane], lane: Ints, sources: NDArray[np.int32], targets: NDArray[np.int32]
) -> list[int]:
    """Order lanes as data flows, downwards: commits first, then each below most of what it is made from."""
    size = len(lanes)
    flow = np.bincount(lane[sources] * size + lane[targets], minlength=size * size).reshape(size, size)
    net = flow - flow.T
    left = set(range(size))
    order: list[int] = []
    rank = [_rank(each) for each in lanes]
    into = np.maximum(net, 0)
    waiting = into.sum(axis=0)
    while left:
        # The one that least still flows into; of equals the first by kind and name.
        best = min(left, key=lambda each: (rank[each][0], int(waiting[each]), rank[each][1:]))
        left.discard(best)
        order.append(best)
        waiting = waiting - into[best]
    return order


def _rank(lane: Lane) -> tuple[int, int, str]:
    kind = lane.species[0]
    head = 0 if kind is NodeKind.COMMIT else 1 if kind is NodeKind.ENVIRONMENT else 2
    return head, SPECIES.index(lane.species), lane.fold.path if lane.fold is not None else "\uffff"
