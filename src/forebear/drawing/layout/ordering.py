"""Who stands above whom in each layer: barycentre sweeps from several starts, then exchanges."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from forebear.drawing.layout.proper import Floats, Ints, Proper

_SWEEPS = 10
_PATIENCE = 4
_EXCHANGE_LIMIT = 4_000
_KEY_PASSES = 12


def order_from_scratch(proper: Proper) -> Ints:
    """Return each vertex's place in its layer, with as few crossings as the sweeps find."""
    best: Ints | None = None
    fewest = -1
    for start in _starts(proper):
        place = _sweep(proper, start)
        if proper.count <= _EXCHANGE_LIMIT:
            place = _exchange(proper, place, np.zeros(proper.count, dtype=np.bool_))
        crossings = count_crossings(proper, place)
        if best is None or crossings < fewest:
            best, fewest = place, crossings
        if fewest == 0:
            break
    return best if best is not None else np.zeros(0, dtype=np.intp)


def order_kept(proper: Proper, known: Floats) -> Ints:
    """Return places that keep the order of `known` heights; vertices with NaN go where their neighbours
    are.
    """
    fixed = ~np.isnan(known)
    key = np.where(fixed, known, 0.0)
    has_key = fixed.copy()
    for _ in range(_KEY_PASSES):
        weight = proper.sums(
            has_key[proper.tails].astype(np.float64), has_key[proper.heads].astype(np.float64)
        )
        total = proper.sums(*(np.where(has_key, key, 0.0)[ends] for ends in (proper.tails, proper.heads)))
        free = ~fixed & (weight > 0)
        key[free] = total[free] / weight[free]
        has_key = has_key | free
    key[~has_key] = np.inf
    place = _places(proper, np.lexsort((key, proper.layer)))
    return _exchange(proper, place, fixed) if proper.count <= _EXCHANGE_LIMIT else place


def count_crossings(proper: Proper, place: Ints) -> int:
    """Count the crossings of steps, all layers at once."""
    if not len(proper.tails):
        return 0
    tail, head = place[proper.tails], place[proper.heads]
    by_layer = np.lexsort((head, tail, proper.layer[proper.tails]))
    widest = int(place.max()) + 1
    return _inversions((head + proper.layer[proper.tails] * widest)[by_layer])


def _inversions(values: NDArray[np.intp]) -> int:
    """Count pairs that stand in falling order: each is told by the highest bit in which the two differ."""
    count = 0
    for bit in range(int(values.max()).bit_length() - 1, -1, -1):
        group = values >> (bit + 1)  # the values stand ordered by these higher bits
        ones = (values >> bit) & 1
        running = np.cumsum(ones) - ones
        first = np.searchsorted(group, group, side="left")
        count += int(((running - running[first]) * (1 - ones)).sum())
        values = values[np.argsort(values >> bit, kind="stable")]
    return count


def _places(proper: Proper, order: Ints) -> Ints:
    """Turn vertices listed layer by layer into their places."""
    place = np.empty(proper.count, dtype=np.intp)
    place[order] = np.arange(proper.count) - proper.starts[proper.layer[order]]
    return place


def _starts(proper: Proper) -> list[Ints]:
    """Orders to start from: walks from the left and from the right, and shuffles while the graph is small."""
    forward = _walk(proper, proper.tails, proper.heads, range(proper.count))
    backward = _walk(proper, proper.heads, proper.tails, range(proper.count - 1, -1, -1))
    starts = [forward, backward]
    random = np.random.default_rng(7)  # a fixed seed: the same graph is drawn the same way
    shuffles = 4 if proper.count <= 300 else 1 if proper.count <= 1200 else 0
    starts += [random.permutation(proper.count).astype(np.intp) for _ in range(shuffles)]
    return [_places(proper, np.lexsort((found, proper.layer))) for found in starts]


def _walk(proper: Proper, tails: Ints, heads: Ints, first: range) -> Ints:
    """Number the vertices as a depth-first walk finds them."""
    following: list[list[int]] = [[] for _ in range(proper.count)]
    incoming = np.bincount(heads, minlength=proper.count)
    for tail, head in zip(tails.tolist(), heads.tolist(), strict=True):
        following[tail].append(head)
    found = np.full(proper.count, -1, dtype=np.intp)
    number = 0
    for root in (*(vertex for vertex in first if incoming[vertex] == 0), *first):
        stack = [root]
        while stack:
            vertex = stack.pop()
            if found[vertex] >= 0:
                continue
            found[vertex] = number
            number += 1
            stack.extend(reversed(following[vertex]))
    return found


def _sweep(proper: Proper, place: Ints) -> Ints:
    """Order every layer by the mean place of its neighbours, to the right and back; keep the best seen."""
    best, fewest, waited = place, count_crossings(proper, place), 0
    into = _by_layer(proper, proper.heads, proper.tails)
    out_of = _by_layer(proper, proper.tails, proper.heads)
    place = place.copy()
    for number in range(_SWEEPS * 2):
        rightwards = number % 2 == 0
        sides = into if rightwards else out_of
        depths = range(1, proper.depth) if rightwards else range(proper.depth - 2, -1, -1)
        for depth in depths:
            _order_layer(proper, place, depth, sides[depth], reverse_ties=number % 4 >= 2)
        crossings = count_crossings(proper, place)
        if crossings < fewest:
            best, fewest, waited = place.copy(), crossings, 0
        else:
            waited += 1
        if fewest == 0 or waited >= _PATIENCE:
            break
    return best


def _by_layer(proper: Proper, own: Ints, other: Ints) -> list[tuple[Ints, Ints]]:
    """For each layer, the steps on one side of it: (place in `starts` order, the neighbour)."""
    order = np.argsort(own, kind="stable")
    bounds = np.searchsorted(own[order], proper.starts)
    return [
        (own[order[low:high]] - proper.starts[depth], other[order[low:high]])
        for depth, (low, high) in enumerate(pairwise(bounds))
    ]


def _order_layer(
    proper: Proper, place: Ints, depth: int, side: tuple[Ints, Ints], *, reverse_ties: bool
) -> None:
    local, neighbour = side
    start, end = proper.starts[depth], proper.starts[depth + 1]
    size = int(end - start)
    if size < 2:
        return
    now = place[start:end]
    count = np.bincount(local, minlength=size)
    total = np.bincount(local, place[neighbour], size)
    mean = np.divide(total, count, out=np.full(size, np.nan), where=count > 0)
    held = np.isnan(mean)
    ties = -now if reverse_ties else now
    if not held.any():
        order = np.lexsort((ties, mean))
    else:
        # What has no neighbour on this side keeps its place; the others fill the places between.
        order = np.empty(size, dtype=np.intp)
        free_places = np.sort(now[~held])
        movers = np.flatnonzero(~held)
        order[now[held]] = np.flatnonzero(held)
        order[free_places] = movers[np.lexsort((ties[movers], mean[movers]))]
    place[start + order] = np.arange(size)


def _exchange(proper: Proper, place: Ints, fixed: NDArray[np.bool_]) -> Ints:
    """Exchange neighbours in a layer while that lessens crossings; two `fixed` vertices keep their order."""
    left: list[list[int]] = [[] for _ in range(proper.count)]
    right: list[list[int]] = [[] for _ in range(proper.count)]
    for tail, head in zip(proper.tails.tolist(), proper.heads.tolist(), strict=True):
        right[tail].append(head)
        left[head].append(tail)
    spot: list[int] = place.tolist()
    held: list[bool] = fixed.tolist()
    orders = [
        sorted(range(start, end), key=spot.__getitem__)
        for start, end in zip(proper.starts.tolist(), proper.starts.tolist()[1:], strict=False)
    ]
    for _ in range(6):
        gained = 0
        for order in orders:
            near = {
                vertex: (
                    sorted(spot[other] for other in left[vertex]),
                    sorted(spot[other] for other in right[vertex]),
                )
                for vertex in order
            }
            for index in range(len(order) - 1):
                upper, lower = order[index], order[index + 1]
                if held[upper] and held[lower]:
                    continue
                gain = sum(
                    _crossings(one, two) - _crossings(two, one)
                    for one, two in zip(near[upper], near[lower], strict=True)
                )
                if gain > 0:
                    order[index], order[index + 1] = lower, upper
                    spot[upper], spot[lower] = index + 1, index
                    gained += gain
        if gained == 0:
            break
    return np.asarray(spot, dtype=np.intp)


def _crossings(upper: list[int], lower: list[int]) -> int:
    """Crossings between the steps of two neighbours in a layer, given their sorted other ends."""
    if not upper or not lower or upper[-1] <= lower[0]:
        return 0
    if len(upper) < len(lower):
        return sum(bisect_left(lower, end) for end in upper)
    return sum(len(upper) - bisect_right(upper, end) for end in lower)
