"""Statistics of drift on counts and values: PSI, Jensen-Shannon, Kolmogorov-Smirnov, chi-squared."""

from __future__ import annotations

import contextlib
import importlib
import threading
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from forebear.lineage.garbage import uncollected

Numbers = NDArray[np.float64]

_LEAST_SHARE = 1e-4  # an empty bin counts as this share, or the index would be infinite


def psi(before: Any, after: Any) -> float | None:
    """Return the population stability index of counts in common bins; None where a side is empty."""
    one, other = np.asarray(before, float), np.asarray(after, float)
    if not one.sum() or not other.sum():
        return None
    share, shifted = (np.maximum(counts / counts.sum(), _LEAST_SHARE) for counts in (one, other))
    return float(np.sum((shifted - share) * np.log(shifted / share)))


def prepare() -> None:
    """Load SciPy on a thread of its own, beside the reading of a long table: it takes a second."""

    def load() -> None:
        with contextlib.suppress(ImportError), uncollected():  # told where it is used
            importlib.import_module("scipy.stats")

    threading.Thread(target=load, name="data-scipy", daemon=True).start()


def jensen_shannon(before: Any, after: Any) -> float | None:
    """Return the Jensen-Shannon distance (base 2) of counts in common bins; None where a side is empty."""
    from scipy.spatial.distance import jensenshannon

    one, other = np.asarray(before, float), np.asarray(after, float)
    if not one.sum() or not other.sum():
        return None
    distance = float(jensenshannon(one, other, base=2))
    return 0.0 if np.isnan(distance) else distance  # rounding below zero, under the root


def kolmogorov_smirnov(before: Numbers, after: Numbers) -> tuple[float, float] | None:
    """Return the statistic and the asymptotic p-value of all values; None where there are too few.

    They are what `scipy.stats.ks_2samp(…, method="asymp")` gives, which takes three times as long.
    """
    from scipy.stats import kstwo

    n, m = len(before), len(after)
    if not n or not m or round(n * m / (n + m)) < 1:
        return None
    distance = farthest_apart(before, after)
    return distance, float(np.clip(kstwo.sf(distance, np.round(n * m / (n + m))), 0, 1))


def farthest_apart(before: Numbers, after: Numbers) -> float:
    """Return how far apart the shares of values up to some value are, at most: Kolmogorov and Smirnov's
    statistic of values (at least one, none of them NaN) on either side.
    """
    one, other = _in_order(before), _in_order(after)
    values, ranks = _ranked(one)
    later, later_ranks = _ranked(other)
    n, m = len(one), len(other)
    apart = np.concatenate(
        [
            ranks / n - np.searchsorted(other, values, side="right") / m,
            np.searchsorted(one, later, side="right") / n - later_ranks / m,
        ]
    )
    return float(max(np.clip(-apart.min(), 0, 1), apart.max()))


def at_least_apart(before: Numbers, after: Numbers, values: Numbers) -> float:
    """Return how far apart the shares of values up to one of `values` are: no more than `farthest_apart`.

    Both sides must be in order.
    """
    shares = [np.searchsorted(side, values, side="right") / len(side) for side in (before, after)]
    return float(np.abs(shares[0] - shares[1]).max())


def _in_order(values: Numbers) -> Numbers:
    return values if bool((values[1:] >= values[:-1]).all()) else np.sort(values)


def _ranked(values: Numbers) -> tuple[Numbers, NDArray[np.int64]]:
    """Return the different values of some that are in order, and how many are not above each."""
    last = np.flatnonzero(np.append(values[1:] != values[:-1], True))
    return values[last], last + 1


def chi_squared(before: Sequence[int], after: Sequence[int]) -> tuple[float, float] | None:
    """Return the statistic and p-value of a table of two rows; None with fewer than two values or rows."""
    from scipy.stats import chi2_contingency

    table = np.asarray([before, after], float)
    table = table[:, table.sum(axis=0) > 0]
    if table.shape[1] < 2 or not table.sum(axis=1).all():
        return None if not table.size or not table.sum(axis=1).all() else (0.0, 1.0)
    found: Any = chi2_contingency(table, correction=False)
    return float(found.statistic), float(found.pvalue)


def corrected(p_values: Sequence[float | None]) -> list[float | None]:
    """Correct p-values for their number (Benjamini-Hochberg); None stays None and counts for nothing."""
    from scipy.stats import false_discovery_control

    known = [p for p in p_values if p is not None]
    if not known:
        return list(p_values)
    adjusted = iter(false_discovery_control(known, method="bh"))
    return [None if p is None else float(next(adjusted)) for p in p_values]


def tenths(values: Numbers) -> Numbers:
    """Return the inner edges of ten bins that hold a tenth of `values` each, fewer where values repeat."""
    return np.unique(np.quantile(values, np.linspace(0.1, 0.9, 9), method="inverted_cdf"))


def common_edges(before: Numbers, after: Numbers, bins: int = 40) -> tuple[Numbers, bool]:
    """Return the edges of equally wide bins over both, and whether they are so in the logarithm.

    Half a percent at either end lies in the last bins, so that one stray value does not hide the rest.
    Logarithms are taken of positive values that spread over more than three decades, or whose middle
    halves are more than ten times apart.
    """
    both = np.concatenate([before, after])
    both = both[np.isfinite(both)]
    if not len(both):
        return np.array([0.0, 1.0]), False
    low, high = (float(x) for x in np.quantile(both, [0.005, 0.995], method="inverted_cdf"))
    if low == high:
        low, high = float(both.min()), float(both.max())
    if low == high:
        width = max(abs(low), 1.0) / 2
        return np.array([low - width, low + width]), False
    middles = [
        float(np.median(side[np.isfinite(side)])) for side in (before, after) if np.isfinite(side).any()
    ]
    tops = [float(np.quantile(side[np.isfinite(side)], 0.95)) for side in (before, after) if len(side)]
    if low > 0 and (high / low > 1000 or max(middles + tops) > 20 * min(middles)):
        return np.geomspace(low, high, bins + 1), True
    if high - low < bins and bool(np.all(both == np.round(both))):
        return np.arange(np.floor(low) - 0.5, np.ceil(high) + 1.0), False
    return np.linspace(low, high, bins + 1), False


def counts_within(values: Numbers, inner: Numbers) -> NDArray[np.int64]:
    """Count sorted values in the bins that inner edges part: at most the first, …, above the last."""
    return np.diff(np.searchsorted(values, inner, side="right"), prepend=0, append=len(values))
