"""When two numbers count as equal, and by which policy."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from forebear.compare.models.weights import MOST_ULPS, Distance, Values, steps_apart

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Tolerance:
    """When two numbers count as equal: |a - b| <= max(relative * max(|a|, |b|), absolute), or no more than
    `ulp` units in the last place apart. NaN equals nothing, NaN included, unless `nan_equal`.
    """

    relative: float = 0.0
    absolute: float = 0.0
    ulp: int = 0
    nan_equal: bool = False

    @property
    def name(self) -> str:
        """What it allows, in words."""
        parts = [f"relative {self.relative:g}"] if self.relative else []
        parts += [f"absolute {self.absolute:g}"] if self.absolute else []
        parts += [f"{self.ulp} ULP"] if self.ulp else []
        parts += ["NaN equals NaN"] if self.nan_equal else []
        return ", ".join(parts) or "exact"

    @property
    def is_exact(self) -> bool:
        """Whether no two different numbers count as equal."""
        return not (self.relative or self.absolute or self.ulp)

    def allows(self, one: float, other: float) -> bool:
        """Whether two numbers count as equal."""
        if math.isnan(one) or math.isnan(other):
            return self.nan_equal and math.isnan(one) and math.isnan(other)
        if one == other or (self.ulp and steps_apart(one, other) <= self.ulp):
            return True
        apart = abs(one - other)  # of integers exactly, of infinities never within
        return math.isfinite(apart) and apart <= max(self.relative * max(abs(one), abs(other)), self.absolute)

    def beyond(self, values: Values) -> NDArray[np.bool_]:
        """Return which of many pairs of numbers do not count as equal.

        In a tensor a NaN may stand for a missing value: one with the same bytes is the same.
        """
        import numpy as np

        one, other = values.before, values.after
        with np.errstate(all="ignore"):
            apart = np.abs(one - other)
            allowed = np.maximum(self.relative * np.maximum(np.abs(one), np.abs(other)), self.absolute)
            within = (one == other) | (np.isfinite(apart) & (apart <= allowed))
        if self.ulp and values.steps is not None:
            within |= values.steps <= self.ulp
        if self.nan_equal:
            within |= np.isnan(one) & np.isnan(other)
        found: NDArray[np.bool_] = values.apart & ~within
        return found


EXACT = Tolerance()
METRICS = Tolerance(relative=1e-9)
"""What metrics may differ by where no policy says otherwise: sums in another order come out like that."""


@dataclass(frozen=True, slots=True)
class Rule:
    """The tolerance of the numbers whose file and name match; `*` matches anything, `/` and `.` included.

    A number's name is that of its metric (`train.auc`), tensor, column, or leaf of a model.
    """

    tolerance: Tolerance
    path: str = "*"
    name: str = "*"

    def matches(self, path: str, name: str) -> bool:
        """Whether it is meant for a number of a file."""
        return fnmatchcase(path, self.path) and fnmatchcase(name, self.name)


@dataclass(frozen=True, slots=True)
class Policy:
    """Which numbers may differ by how much: the first rule that matches counts, else `metrics` for numbers
    of metrics files, and for all others nothing but equality.

    `name` and `version` are given by its author, `digest` is the sha256 of its file; all are empty where
    there is none.
    """

    rules: tuple[Rule, ...] = ()
    metrics: Tolerance = METRICS
    name: str = ""
    version: str = ""
    digest: str = ""

    @property
    def label(self) -> str:
        """What the record calls it."""
        if not self.name:
            return f"metrics {self.metrics.name}"
        version = f" {self.version}" if self.version else ""
        return f"{self.name}{version} (sha256:{self.digest[:12]})"

    def tolerance(self, path: str, name: str, *, is_metrics: bool = False) -> Tolerance:
        """Return the tolerance of one number."""
        for rule in self.rules:
            if rule.matches(path, name):
                return rule.tolerance
        return self.metrics if is_metrics else EXACT


def distance_words(distance: Distance) -> str:
    """Say how far apart two tensors are: `2 of 10 values, at most by 0.5 (3 ULP)`."""
    said = f"{distance.changed:,} of {distance.values:,} values"
    return f"{said}{largest_words(distance.largest, distance.ulps)}"


def worth_saying(ulp: int | None) -> int | None:
    """Return units in the last place where they are few: of more, the difference says it better."""
    return ulp if ulp is not None and ulp <= MOST_ULPS else None


def largest_words(largest: float | None, ulp: int | None) -> str:
    """Say the largest difference, "" where there is none to be said."""
    if largest is None:
        return ""
    steps = f" ({ulp:,} ULP)" if worth_saying(ulp) is not None else ""
    return (
        f", at most by {largest:.3g}{steps}"
        if math.isfinite(largest)
        else ", some of them by NaN or infinity"
    )
