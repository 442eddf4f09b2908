"""The natural spread of metrics over repeats, and whether the recorded numbers are part of it."""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from forebear.rebuild.sentences import Spreading

LEVEL = 0.95
"""How often one more run falls into a prediction interval."""

_LARGEST = 1e150  # the square of a number beyond has no place in a float


@dataclass(frozen=True, slots=True)
class Spread:
    """One metric over repeats under the same conditions. `name` is `file:metric`, `sd` that of a sample.

    `interval` is the 95 % prediction interval for one more run, None for fewer than two numbers; `inside`
    whether `recorded` lies in it, None where either is not known. Values that are no finite number (or
    beyond 1e150) are counted in `left_out` and take no part.
    """

    name: str
    values: tuple[float, ...]
    recorded: float | None
    mean: float | None
    sd: float | None
    interval: tuple[float, float] | None
    inside: bool | None
    left_out: int = 0

    @property
    def range(self) -> tuple[float, float] | None:
        """The smallest and the largest value."""
        return (min(self.values), max(self.values)) if self.values else None

    @property
    def within_range(self) -> bool | None:
        """Whether the recorded value lies between the smallest and the largest."""
        if self.range is None or self.recorded is None:
            return None
        return self.range[0] <= self.recorded <= self.range[1]

    @property
    def outside_odds(self) -> float | None:
        """How often one more run would fall outside the range, whatever the distribution: 2 / (n + 1).

        All orders of n + 1 like runs are equally likely, and in two of n + 1 the last is an extreme.
        """
        return 2 / (len(self.values) + 1) if self.values else None

    @property
    def said(self) -> str:
        """Whether the record is part of the spread, in sentences, and how little few runs show."""
        n = len(self.values)
        if self.recorded is None:
            return Spreading.NO_RECORD.said()
        if self.interval is None:
            return Spreading.TOO_FEW.said()
        if self.sd == 0:
            same = Spreading.ALL_AS_RECORDED if self.inside else Spreading.ALL_OTHERWISE
            return same.said(count=n, value=repr(self.values[0]), recorded=repr(self.recorded))
        where = Spreading.INSIDE if self.inside else Spreading.OUTSIDE
        said = [where.said(recorded=repr(self.recorded))]
        if n < 10 and self.outside_odds is not None:
            said.append(Spreading.SHOW_LITTLE.said(count=n, odds=f"{self.outside_odds:.0%}"))
        return " ".join(said)


def spread_of(name: str, values: Sequence[float], recorded: float | None) -> Spread:
    """Return the spread of a metric and whether the recorded value is part of it.

    The interval is mean ± t · s · sqrt(1 + 1/n), which holds one more run of the same normal distribution
    in 95 of 100 cases (Hahn & Meeker, Statistical Intervals, 1991, 4.7). Where all runs agree it is that
    one value.
    """
    finite = tuple(value for value in values if abs(value) < _LARGEST)
    left_out = len(values) - len(finite)
    mean = math.fsum(finite) / len(finite) if finite else None
    if len(finite) < 2 or mean is None:
        return Spread(name, finite, recorded, mean, None, None, None, left_out)
    if min(finite) == max(finite):
        mean, sd = finite[0], 0.0
    else:
        sd = statistics.stdev(finite)
    half = student_quantile(1 - (1 - LEVEL) / 2, len(finite) - 1) * sd * math.sqrt(1 + 1 / len(finite))
    interval = (mean - half, mean + half)
    inside = None if recorded is None else interval[0] <= recorded <= interval[1]
    return Spread(name, finite, recorded, mean, sd, interval, inside, left_out)


def spreads(runs: Sequence[Mapping[str, float]], recorded: Mapping[str, float]) -> tuple[Spread, ...]:
    """Return the spread of each metric that every run, or the record, reported; by name."""
    names = sorted(set(recorded).union(*runs)) if runs else []
    return tuple(
        spread_of(name, [run[name] for run in runs if name in run], recorded.get(name)) for name in names
    )


def student_quantile(share: float, freedom: int) -> float:
    """Return the quantile of Student's t distribution for 0.5 <= share < 1 and whole degrees of freedom."""
    low, high = 0.0, 1.0
    while student_share(high, freedom) < share:
        high *= 2
    while high - low > 1e-12 * high:
        middle = (low + high) / 2
        low, high = (middle, high) if student_share(middle, freedom) < share else (low, middle)
    return (low + high) / 2


def student_share(t: float, freedom: int) -> float:
    """Return the share of Student's t distribution below t >= 0.

    The closed forms for whole degrees of freedom: Abramowitz & Stegun, 26.7.3 and 26.7.4.
    """
    angle = math.atan2(t, math.sqrt(freedom))
    squared = math.cos(angle) ** 2
    odd = freedom % 2
    term = math.cos(angle) if odd else 1.0
    total = term if freedom > 1 else 0.0
    for count in range(2 + odd, freedom - 1, 2):
        term *= squared * (count - 1) / count
        total += term
    between = 2 / math.pi * (angle + math.sin(angle) * total) if odd else math.sin(angle) * total
    return (1 + between) / 2
