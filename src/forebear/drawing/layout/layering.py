"""Which column each node stands in: edges turned so that none runs in a circle, then short ones preferred."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csc_array

from forebear.drawing.layout.proper import Ints

Pairs = list[tuple[int, int]]

_TIGHTENING_PASSES = 8
_STRIPPING_ROUNDS = 12
_MOST_SOLVED = 4_000  # pairs: some 50 ms


def turn_cycles(count: int, pairs: Sequence[tuple[int, int]], first: Sequence[int]) -> set[int]:
    """Return the indexes of `pairs` that must be turned round so that no circle is left.

    A depth-first walk that starts at the nodes of `first` in their order; an edge back to a node that is
    still open closes a circle. Pairs of a node with itself are not looked at.
    """
    outgoing: list[list[tuple[int, int]]] = [[] for _ in range(count)]
    for index, (source, target) in enumerate(pairs):
        if source != target:
            outgoing[source].append((target, index))
    unseen, is_open, closed = 0, 1, 2
    state = [unseen] * count
    turned: set[int] = set()
    for start in first:
        if state[start] != unseen:
            continue
        state[start] = is_open
        stack = [(start, iter(outgoing[start]))]
        while stack:
            node, rest = stack[-1]
            step = next(rest, None)
            if step is None:
                state[node] = closed
                stack.pop()
                continue
            target, index = step
            if state[target] == is_open:
                turned.add(index)
            elif state[target] == unseen:
                state[target] = is_open
                stack.append((target, iter(outgoing[target])))
    return turned


def topological(count: int, pairs: Pairs) -> list[int]:
    """Return the nodes so that every pair of the circle-free `pairs` points forward."""
    outgoing: list[list[int]] = [[] for _ in range(count)]
    waiting = [0] * count
    for source, target in pairs:
        outgoing[source].append(target)
        waiting[target] += 1
    order = [node for node in range(count) if waiting[node] == 0]
    for node in order:  # grows while it is walked
        for target in outgoing[node]:
            waiting[target] -= 1
            if waiting[target] == 0:
                order.append(target)
    return order


def layers_from_scratch(count: int, pairs: Ints) -> Ints:
    """Return the layers in which the pairs span the least in all.

    Solved exactly for what is left when ends that hang on one pair only are taken away again and again (they
    stand beside what they hang on); nearly, where too much is left.
    """
    layer = np.zeros(count, dtype=np.intp)
    rest, hanging = _without_ends(count, pairs)
    if len(rest):
        core, ends = np.unique(rest, return_inverse=True)
        layer[core] = _shortest_spans(len(core), ends.reshape(-1, 2).astype(np.intp))
    for leaves, others, sides in reversed(hanging):
        layer[leaves] = layer[others] + sides
    return layer - (layer.min() if count else 0)


def _without_ends(count: int, pairs: Ints) -> tuple[Ints, list[tuple[Ints, Ints, Ints]]]:
    """Take nodes with one pair away; return the pairs left, and (nodes, what they hang on, side) by round."""
    hanging = []
    for _ in range(_STRIPPING_ROUNDS):
        degree = np.bincount(pairs.ravel(), minlength=count)
        right = degree[pairs[:, 1]] == 1
        left = (degree[pairs[:, 0]] == 1) & ~right
        if not (right | left).any():
            break
        hanging.append(
            (
                np.concatenate((pairs[right, 1], pairs[left, 0])),
                np.concatenate((pairs[right, 0], pairs[left, 1])),
                np.repeat((1, -1), (right.sum(), left.sum())),
            )
        )
        pairs = pairs[~(right | left)]
    return pairs, hanging


def _shortest_spans(count: int, pairs: Ints) -> Ints:
    """Layers in which all pairs together span the least: a linear program, whose corners are whole."""
    if len(pairs) > _MOST_SOLVED:
        return _tightened(count, [(source, target) for source, target in pairs.tolist()])
    rows = np.arange(len(pairs))
    ones = np.ones(len(pairs))
    apart = csc_array(
        (np.concatenate((-ones, ones)), (np.concatenate((rows, rows)), pairs.T.ravel())),
        shape=(len(pairs), count),
    )
    pull = np.bincount(pairs[:, 1], minlength=count) - np.bincount(pairs[:, 0], minlength=count)
    # The bounds exclude nothing, but a start within bounds is found sooner.
    found = milp(
        pull,
        constraints=LinearConstraint(apart, lb=1.0),
        bounds=Bounds(0, count),
        options={"presolve": False},
    )
    layer = np.zeros(count, dtype=np.intp) if found.x is None else np.round(found.x).astype(np.intp)
    if (layer[pairs[:, 1]] <= layer[pairs[:, 0]]).any():
        return _tightened(count, [(source, target) for source, target in pairs.tolist()])
    return layer


def _tightened(count: int, pairs: Pairs) -> Ints:
    """Longest path from the left, then every node moves to where its edges are shortest in all."""
    before, after = _neighbours(count, pairs)
    order = topological(count, pairs)
    layer = [0] * count
    for node in order:
        layer[node] = max((layer[other] + 1 for other in before[node]), default=0)
    for _ in range(_TIGHTENING_PASSES):
        moved = False
        # Equal pulls follow the direction of the pass, so that a chain moves as a whole.
        for nodes, rightwards in ((reversed(order), True), (order, False)):
            for node in nodes:
                best = _shortest(layer, before[node], after[node], node, rightwards=rightwards)
                moved = moved or best != layer[node]
                layer[node] = best
        if not moved:
            break
    result = np.asarray(layer, dtype=np.intp)
    return result - (result.min() if count else 0)


def layers_kept(count: int, pairs: Ints, known: dict[int, int], anchor: int) -> Ints:
    """Nodes with a `known` layer keep it, `anchor` in any case; new ones stand beside their neighbours, and
    only what must move, moves: what `anchor` was made from to the left, everything else to the right.
    """
    steps = [(source, target) for source, target in pairs.tolist()]
    before, after = _neighbours(count, steps)
    order = topological(count, steps)
    wish: dict[int, int] = dict(known)
    for node in order:
        if node not in wish:
            left = [wish[other] for other in before[node] if other in wish]
            if left:
                wish[node] = max(left) + 1
    for node in reversed(order):
        if node not in wish:
            right = [wish[other] for other in after[node] if other in wish]
            wish[node] = min(right) - 1 if right else 0
    layer = [wish[node] for node in range(count)]
    upstream = {anchor}
    for node in reversed(order):
        to = [layer[other] for other in after[node] if other in upstream]
        if to:
            upstream.add(node)
            layer[node] = min(layer[node], min(to) - 1)
    for node in order:
        if node not in upstream:
            layer[node] = max([layer[node], *(layer[other] + 1 for other in before[node])])
    return np.asarray(layer, dtype=np.intp)


def _shortest(layer: list[int], before: list[int], after: list[int], node: int, *, rightwards: bool) -> int:
    """The layer between the neighbours that makes the edges of one node shortest."""
    pull = len(after) - len(before)
    if after and (pull > 0 or (pull == 0 and rightwards)):
        return min(layer[other] for other in after) - 1
    if before and (pull < 0 or (pull == 0 and not rightwards)):
        return max(layer[other] for other in before) + 1
    return layer[node]


def _neighbours(count: int, pairs: Pairs) -> tuple[list[list[int]], list[list[int]]]:
    before: list[list[int]] = [[] for _ in range(count)]
    after: list[list[int]] = [[] for _ in range(count)]
    for source, target in pairs:
        before[target].append(source)
        after[source].append(target)
    return before, after
