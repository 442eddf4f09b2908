"""What an attribution found: plain values for the terminal, the window and the report."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from forebear.lineage.rebuilds import ProcessEnd
from forebear.rebuild.attribution.differing import Differing
from forebear.rebuild.attribution.shares import Mixed, Sharing
from forebear.rebuild.attribution.versions import Factor, Metric, Version


@dataclass(frozen=True, slots=True)
class StepMade:
    """One step of a mixture: its name, its rebuild ("" = the recorded outputs were taken), how it ended (None
    = not run), seconds, and whether it was there before."""

    name: str
    rebuild: str
    ended: ProcessEnd | None
    seconds: float
    reused: bool


@dataclass(frozen=True, slots=True)
class Mixture:
    """A mixture and what came of it. `mixed` are the factors from B; `values` those of its repeats.

    `ended` is None while it was not run; `why` says why it has no value.
    """

    mixed: Mixed
    values: tuple[float, ...]
    ended: ProcessEnd | None
    steps: tuple[StepMade, ...]
    why: str = ""

    @property
    def value(self) -> float | None:
        """The metric: the mean over the repeats."""
        return math.fsum(self.values) / len(self.values) if self.values else None

    @property
    def rebuild(self) -> str:
        """The rebuild of the last step that was run, "" where none was."""
        return next((step.rebuild for step in reversed(self.steps) if step.rebuild), "")

    @property
    def is_reused(self) -> bool:
        """Whether nothing had to be run for it."""
        return self.ended is not None and all(step.reused for step in self.steps)

    @property
    def seconds(self) -> float:
        """How long its steps took."""
        return math.fsum(step.seconds for step in self.steps)


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is to be run: `cells` in their order, `runs` at most, `seconds` by the record (None: not known),
    `space` in bytes; `orders` of `possible` ones will be followed."""

    cells: tuple[Mixed, ...]
    runs: int
    seconds: float | None
    space: int
    orders: int
    possible: int


@dataclass(frozen=True, slots=True)
class Attribution:
    """What changed a metric between version A and version B, as far as it is known.

    `mixtures` are all there can be; `sharing` is None until A and B themselves were made again. `intervals`
    are by the joined names of a share's factors, 95 %; `interactions` by pair. `runs` were made for it now.
    """

    metric: Metric
    a: Version
    b: Version
    factors: tuple[Differing, ...]
    mixtures: tuple[Mixture, ...]
    sharing: Sharing | None
    intervals: Mapping[str, tuple[float, float]]
    interactions: Mapping[tuple[Factor, Factor], float]
    outlook: Outlook
    runs: int
    times: int
    notes: tuple[str, ...]

    @property
    def difference(self) -> float | None:
        """The difference on record."""
        if self.a.recorded is None or self.b.recorded is None:
            return None
        return self.b.recorded - self.a.recorded

    @property
    def reproduced(self) -> float | None:
        """The difference between A and B as made again; this is what is shared out."""
        first, last = self.ends
        return None if first is None or last is None else last - first

    @property
    def ends(self) -> tuple[float | None, float | None]:
        """A's and B's value as made again."""
        values = {mixture.mixed: mixture.value for mixture in self.mixtures}
        return values.get(frozenset()), values.get(frozenset(each.factor.value for each in self.factors))
