"""Who stands above whom in each layer: barycentre sweeps from several starts, then single vertices move."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import depth_first_order

from forebear.drawing.layout.proper import Floats, Ints, Proper
from forebear.drawing.layout.sifting import sift
from forebear.drawing.layout.web import Side, Web, condensed

_FIRST_SWEEPS = 2
_SWEEPS = 12
_PATIENCE = 2
_ROUNDS = 3
_SHUFFLES = 4
_KEY_PASSES = 12
_FEW = 200  # vertices: so many are looked at more closely


def order_from_scratch(proper: Proper) -> Ints:
    """Return each vertex's place in its layer, with as few crossings as the sweeps find."""
    if not proper.count:
        return np.zeros(0, dtype=np.intp)
    web, group = condensed(proper)
    best = _Best(web)
    is_small = proper.count <= _FEW
    for start in _starts(web, _SHUFFLES if is_small else 0):
        trial = _Best(web) if is_small else best
        _sweep(web, start, trial, _SWEEPS if is_small else _FIRST_SWEEPS)
        if is_small:
            _refine(web, trial, _ROUNDS)
            best.see(trial.place)
        if best.crossings == 0:
            break
    if not is_small:
        _sweep(web, best.place, best, _SWEEPS)
        _refine(web, best, 1)
    # What stands for several gives each of them a place, in the caller's order.
    return _places(proper, np.lexsort((best.place[group], proper.layer)))


def _refine(web: Web, best: _Best, rounds: int) -> None:
    """Let single vertices move, and sweep again from there."""
    free = np.zeros(web.count, dtype=np.bool_)
    for _ in range(rounds):
        if best.crossings == 0 or not best.see(sift(web, best.place, free, rounds)):
            break
        if rounds > 1:
            _sweep(web, best.place, best, _PATIENCE)


class _Best:
    """The places with the fewest crossings that were seen."""

    def __init__(self, web: Web) -> None:
        self.place = np.zeros(web.count, dtype=np.intp)
        self.crossings = np.inf
        self._web = web

    def see(self, place: Ints) -> bool:
        """Say whether these places are better than all before."""
        crossings = self._web.crossings(place)
        if crossings >= self.crossings:
            return False
        self.place, self.crossings = place.copy(), crossings
        return True


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
    web = Web(proper.starts, proper.layer, proper.tails, proper.heads, proper.load)
    return sift(web, place, fixed, _ROUNDS)


def _places(proper: Proper, order: Ints) -> Ints:
    """Turn vertices listed layer by layer into their places."""
    place = np.empty(proper.count, dtype=np.intp)
    place[order] = np.arange(proper.count) - proper.starts[proper.layer[order]]
    return place


def _starts(web: Web, shuffles: int) -> list[Ints]:
    """Orders to start from: walks from the left and from the right, and shuffles."""
    forward = _walk(web, web.tails, web.heads)
    backward = _walk(web, web.heads, web.tails)
    starts = [forward, backward]
    random = np.random.default_rng(7)  # a fixed seed: the same graph is drawn the same way
    starts += [random.permutation(web.count).astype(np.intp) for _ in range(shuffles)]
    return [web.places(np.lexsort((found, web.layer))) for found in starts]


def _walk(web: Web, tails: Ints, heads: Ints) -> Ints:
    """Number the vertices as a depth-first walk from those that nothing leads to finds them."""
    count = web.count
    roots = np.flatnonzero(np.bincount(heads, minlength=count) == 0)
    ends = np.concatenate((np.full(len(roots), count), tails)), np.concatenate((roots, heads))
    steps = csr_array((np.ones(len(ends[0])), ends), shape=(count + 1, count + 1))
    walked = depth_first_order(steps, count, return_predecessors=False)
    found = np.empty(count + 1, dtype=np.intp)
    found[walked] = np.arange(count + 1)
    return found[:count]


def _sweep(web: Web, place: Ints, best: _Best, most: int) -> None:
    """Order every layer by the mean place of its neighbours, to the right and back, until nothing is won."""
    place, waited = place.copy(), 0
    layers = [place[start:end] for start, end in pairwise(web.starts.tolist())]
    for number in range(most):
        for now, side in zip(layers[1:], web.left[1:], strict=True):
            _order_layer(now, place, side, reverse_ties=number % 2 == 1)
        for now, side in zip(layers[-2::-1], web.right[-2::-1], strict=True):
            _order_layer(now, place, side, reverse_ties=number % 2 == 1)
        waited = 0 if best.see(place) else waited + 1
        if best.crossings == 0 or waited >= _PATIENCE:
            break


def _order_layer(now: Ints, place: Ints, side: Side, *, reverse_ties: bool) -> None:
    """Order the vertices of a layer, whose places are `now`; those without a neighbour on this side keep
    theirs.
    """
    if len(side.owners) < 2:
        return
    mean = np.add.reduceat(place[side.other] * side.load, side.firsts) / side.totals
    movers = now[side.owners]
    order = np.lexsort((-movers if reverse_ties else movers, mean))
    movers.sort()
    now[side.owners[order]] = movers
