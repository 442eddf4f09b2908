"""Shares of a difference by factor, as Shapley has them, from the values of as many mixtures as there are.

A mixture is named by the set of factors that it takes from B: the empty set is A, the full set B. An order of
the factors is a way from A to B that changes one after another; what a factor changes on the way is its
step in this order. A factor's share is the mean of its steps over all orders (L. S. Shapley, A value for
n-person games, 1953), so shares always add up to the whole difference. Where a mixture has no value, the
orders through it are left out.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations

Mixed = frozenset[str]
"""The factors that a mixture takes from B."""

Values = Mapping[Mixed, float]

_STUDENT = (
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131,
)  # fmt: skip
"""97.5 % points of Student's t for 1, 2, 3 … degrees of freedom."""


@dataclass(frozen=True, slots=True)
class Share:
    """What `factors` (one, or several that could not be separated) changed: the mean over the orders, and the
    `least` and the `most` of any of them."""

    factors: tuple[str, ...]
    value: float
    least: float
    most: float


@dataclass(frozen=True, slots=True)
class Sharing:
    """The shares of a difference; `orders` of `possible` ones were followed, fewer where values lack."""

    shares: tuple[Share, ...]
    orders: int
    possible: int

    @property
    def is_whole(self) -> bool:
        """Whether every order was followed and no factors are joined: these are Shapley's values."""
        return self.orders == self.possible and all(len(share.factors) == 1 for share in self.shares)


def orders_of(factors: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Yield all orders, balanced from the start: each is followed by its reverse, rotations come first.

    After the first two each factor was once the earlier and once the later of each pair.
    """
    names = tuple(factors)
    seen = set()
    rotations = [names[place:] + names[:place] for place in range(len(names))]
    for order in (*rotations, *permutations(names)):
        for each in (order, order[::-1]):
            if each not in seen:
                seen.add(each)
                yield each


def way(order: Sequence[str]) -> list[Mixed]:
    """Return the mixtures on the way from A to B, both included."""
    return [frozenset(order[:place]) for place in range(len(order) + 1)]


def share_out(factors: Sequence[str], values: Values) -> Sharing | None:
    """Share the difference between B and A out over its factors.

    Where no order can be followed for mixtures that have no value, the fewest factors are joined so that one
    can. None where A or B itself has no value.
    """
    if frozenset() not in values or frozenset(factors) not in values:
        return None
    for blocks in _partitions(tuple(factors)):
        followed = [order for order in permutations(blocks) if _is_known(order, values)]
        if followed:
            shares = tuple(_share(block, followed, values) for block in blocks)
            return Sharing(shares, len(followed), math.factorial(len(blocks)))
    raise AssertionError("all factors as one block is an order from A to B")


def interaction(factors: Sequence[str], values: Values, one: str, other: str) -> float | None:
    """Return what two factors change together beyond what each does alone: Shapley's interaction index.

    Grabisch and Roubens, An axiomatic approach to the concept of interaction among players (1999). None where
    a mixture that it takes has no value.
    """
    rest = [factor for factor in factors if factor not in (one, other)]
    terms = []
    for size in range(len(rest) + 1):
        weight = 1 / ((len(rest) + 1) * math.comb(len(rest), size))
        for chosen in combinations(rest, size):
            beside = frozenset(chosen)
            corners = (beside | {one, other}, beside | {one}, beside | {other}, beside)
            if any(corner not in values for corner in corners):
                return None
            both, first, second, none = (values[corner] for corner in corners)
            terms.append(weight * math.fsum((both, -first, -second, none)))
    return math.fsum(terms)


def interval(samples: Sequence[float]) -> tuple[float, float] | None:
    """Return the bounds in which the mean of what was sampled lies with 95 % confidence (Student's t).

    None for fewer than two samples.
    """
    count = len(samples)
    if count < 2:
        return None
    mean = math.fsum(samples) / count
    deviation = math.sqrt(math.fsum((sample - mean) ** 2 for sample in samples) / (count - 1))
    # Beyond the table the last point is taken, which is a little too wide.
    half = _STUDENT[min(count - 1, len(_STUDENT)) - 1] * deviation / math.sqrt(count)
    return mean - half, mean + half


Block = tuple[str, ...]


def _is_known(order: Sequence[Block], values: Values) -> bool:
    return all(mixed in values for mixed in _way_of_blocks(order))


def _way_of_blocks(order: Sequence[Block]) -> Iterator[Mixed]:
    mixed: Mixed = frozenset()
    yield mixed
    for block in order:
        mixed |= frozenset(block)
        yield mixed


def _share(block: Block, followed: Sequence[Sequence[Block]], values: Values) -> Share:
    steps = []
    for order in followed:
        before = frozenset(factor for each in order[: order.index(block)] for factor in each)
        steps.append(values[before | frozenset(block)] - values[before])
    return Share(block, math.fsum(steps) / len(steps), min(steps), max(steps))


def _partitions(factors: tuple[str, ...]) -> list[tuple[Block, ...]]:
    """Return all ways to join factors into blocks, those with the most blocks first."""
    found: list[tuple[Block, ...]] = [()]
    for factor in factors:
        found = [
            joined
            for blocks in found
            for joined in (
                *((*blocks[:at], (*blocks[at], factor), *blocks[at + 1 :]) for at in range(len(blocks))),
                (*blocks, (factor,)),
            )
        ]
    return sorted(found, key=len, reverse=True)
