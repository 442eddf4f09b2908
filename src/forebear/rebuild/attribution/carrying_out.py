"""Runs the mixtures of two versions, each step once, and shares the difference of a metric out."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from forebear.lineage.errors import CancelledError
from forebear.lineage.rebuilds import ProcessEnd, Purpose
from forebear.rebuild.attribution.attribution import Attribution, Mixture, Outlook, StepMade
from forebear.rebuild.attribution.chains import ChainReader
from forebear.rebuild.attribution.differing import differing
from forebear.rebuild.attribution.known import Known, why
from forebear.rebuild.attribution.laying_out import planned
from forebear.rebuild.attribution.mixing import Mixer, Outcome, Step, varied
from forebear.rebuild.attribution.saying import notes_of
from forebear.rebuild.attribution.shares import (
    Mixed,
    Sharing,
    Values,
    interaction,
    interval,
    orders_of,
    share_out,
    way,
)
from forebear.rebuild.attribution.versions import Factor, Metric
from forebear.rebuild.plan import Loosened, Occasion
from forebear.rebuild.workshop import Workshop
from forebear.sources.docker.engine import EngineError

if TYPE_CHECKING:
    from docker import DockerClient


@dataclass(frozen=True, slots=True)
class Ends:
    """What is asked: what changed a metric from version `a` to version `b`, both REFs."""

    a: str
    b: str
    metric: Metric


class Attributor:
    """Attributes the difference of one metric between two versions.

    `client` None only looks at what is known; `times` says how often each mixture is run. Raises UsageError
    where no recorded run reported the metric.
    """

    def __init__(
        self, workshop: Workshop, ends: Ends, loosened: Loosened, client: DockerClient | None, times: int = 1
    ) -> None:
        self._workshop, self._client = workshop, client
        self._loosened, self._times = loosened, times
        reader = ChainReader(workshop, loosened, client)
        self._metric = ends.metric
        self.a = reader.read(ends.a, ends.metric)
        self.b = reader.read(ends.b, ends.metric)
        self._factors = differing(self.a, self.b)
        self._names = tuple(each.factor.value for each in self._factors)
        self._mixer = Mixer(self.a, self.b, workshop.repository)
        self._known = Known(workshop, self.a, self.b, ends.metric)
        self._outcomes: dict[str, Outcome] = {}
        self._runs = 0

    @property
    def cells(self) -> tuple[Mixed, ...]:
        """All mixtures: A, B, then those with one factor of B, with two …"""
        inner = [
            frozenset(chosen)
            for size in range(1, len(self._names))
            for chosen in combinations(self._names, size)
        ]
        ends = dict.fromkeys((frozenset[str](), frozenset(self._names)))
        return (*ends, *inner)

    @property
    def series(self) -> str:
        """What all rebuilds for these two versions and this metric have in common."""
        ends = (self.a.stages[-1].record.run.key, self.b.stages[-1].record.run.key, str(self._metric))
        return f"attribution-{hashlib.sha256(' '.join(ends).encode()).hexdigest()[:16]}"

    def outlook(self, budget: int | None = None) -> Outlook:
        """Return what is to be run with at most `budget` runs; None for all there is.

        With a budget as many orders of the factors are followed as it is enough for.
        """
        possible = math.factorial(len(self._names))
        chosen: dict[Mixed, None] = dict.fromkeys(self.cells[:2])
        orders = 0
        if budget is None:
            chosen, orders = dict.fromkeys(self.cells), possible
        else:
            for order in orders_of(self._names):
                wanted = chosen | dict.fromkeys(way(order))
                if len(self._pending(wanted)) <= budget:
                    chosen, orders = wanted, orders + 1
        pending = self._pending(chosen)
        return Outlook(
            tuple(chosen),
            len(pending),
            self._known.seconds(pending),
            _space(pending),
            orders,
            possible,
        )

    def carry_out(self, budget: int | None = None) -> None:
        """Run what is missing, at most `budget` runs; what was run before it is cancelled stays and counts.

        Raises CancelledError, and ActionableError where the engine fails.
        """
        while True:
            left = None if budget is None else budget - self._runs
            outlook = self.outlook(left)
            if not outlook.runs or (left is not None and outlook.runs > left):
                return
            for mixed in outlook.cells:
                self._make(mixed, outlook)
                if mixed in self.cells[:2] and self._mixture(mixed).value is None:
                    return  # without both ends there is nothing to share out

    def attribution(self, budget: int | None = None) -> Attribution:
        """Return what is known now, and what is still to be run for the rest."""
        mixtures = tuple(self._mixture(mixed) for mixed in self.cells)
        values = {each.mixed: each.value for each in mixtures if each.value is not None}
        pairs = {
            (Factor(one), Factor(other)): found
            for one, other in combinations(self._names, 2)
            if (found := interaction(self._names, values, one, other)) is not None
        }
        attribution = Attribution(
            self._metric,
            self.a,
            self.b,
            self._factors,
            mixtures,
            self._sharing(mixtures, values),
            self._intervals(mixtures),
            pairs,
            self.outlook(budget),
            self._runs,
            self._times,
            (),
        )
        return notes_of(attribution)

    # the steps of a mixture

    def _walk(self, mixed: Mixed, repeat: int) -> list[tuple[Step, Outcome | None]]:
        return [(step, self._find(step)) for step in self._mixer.steps(mixed, repeat, self._outcomes)]

    def _find(self, step: Step) -> Outcome | None:
        """Return what came of a step, now or at an earlier time; None where it is to be run."""
        if step.key not in self._outcomes:
            found = self._known.outcome(step)
            if found is None:
                return None
            self._outcomes[step.key] = found
        return self._outcomes[step.key]

    def _pending(self, cells: Iterable[Mixed]) -> list[Step]:
        """Return the steps to run; where an earlier one makes the same as another, there will be fewer."""
        found: dict[str, Step] = {}
        for mixed in cells:
            for repeat in range(1, self._times + 1):
                for step, outcome in self._walk(mixed, repeat):
                    if outcome is None:
                        found[step.key] = step
        return list(found.values())

    def _make(self, mixed: Mixed, outlook: Outlook) -> None:
        """Run what a mixture takes. Progress: `mixture` and `value` count mixtures, `runs` the runs."""
        place, count = self.cells.index(mixed), len(self.cells)
        progress = self._workshop.progress
        for repeat in range(1, self._times + 1):
            while step := next((step for step, known in self._walk(mixed, repeat) if known is None), None):
                progress.step("mixture", place, count, f"{step.stage.name}: {self._named(mixed)}")
                self._outcomes[step.key] = self._run(step, mixed)
                self._runs += 1
                progress.step("runs", self._runs, max(self._runs, outlook.runs), step.stage.name)
        made = self._mixture(mixed)
        progress.step("value", place, count, made.why if made.value is None else repr(made.value))

    def _named(self, mixed: Mixed) -> str:
        return ", ".join(f"{name} of {'B' if name in mixed else 'A'}" for name in self._names)

    def _run(self, step: Step, mixed: Mixed) -> Outcome:
        if self._client is None:
            raise EngineError("No container engine answers.", todo="Start Docker, then try again.")
        plan = planned(self._workshop, step, self._loosened, self._client)
        if step.recorded:
            purpose = Purpose.REPEAT if self._known.is_rebuilt(step) else Purpose.REBUILD
            occasion = Occasion(purpose, self.series)
        else:
            remark = f"A mixture: {self._named(mixed)} (A is {self.a.ref}, B is {self.b.ref})."
            variation = varied(step, mixed, self.a, self.b, [each.factor for each in self._factors])
            occasion = Occasion(Purpose.MIXTURE, self.series, variation, remark)
        result = self._workshop.rebuild(plan, self._client, occasion)
        rebuild = result.rebuild
        if rebuild.ended is ProcessEnd.CANCELLED:
            raise CancelledError(
                "Cancelled.", todo="What was run is kept: the same command goes on from there."
            )
        if step.recorded:
            self._known.add(rebuild)
        outputs = {path: artifact.digests for path, artifact in result.produced}
        return Outcome(
            rebuild.ended, outputs, rebuild.metrics, rebuild.id, False, rebuild.seconds, why(rebuild)
        )

    # what came of a mixture

    def _mixture(self, mixed: Mixed) -> Mixture:
        values: list[float] = []
        steps: list[StepMade] = []
        ended: ProcessEnd | None = None
        said = ""
        for repeat in range(1, self._times + 1):
            walked = self._walk(mixed, repeat)
            steps += [_made(*each) for each in walked]
            step, last = walked[-1]
            if last is None or any(outcome is None for _, outcome in walked):
                continue
            value = last.metrics.get(str(self._metric))
            if last.ended is not ProcessEnd.COMPLETED:
                ended, said = last.ended, f"{step.stage.name}: {last.why}"
            elif value is None or not math.isfinite(value):
                ended, said = last.ended, f"{step.stage.name} reported no number {self._metric}."
            else:
                values.append(value)
                ended = ended or last.ended
        # What fails now and then has no value to rest on.
        return Mixture(mixed, () if said else tuple(values), ended, tuple(steps), said)

    def _sharing(self, mixtures: Sequence[Mixture], values: Values) -> Sharing | None:
        sharing = share_out(self._names, values) if self._names else None
        joined = sharing is not None and any(len(share.factors) > 1 for share in sharing.shares)
        # What was not run may yet tell them apart.
        return None if joined and any(each.ended is None for each in mixtures) else sharing

    def _intervals(self, mixtures: Sequence[Mixture]) -> Mapping[str, tuple[float, float]]:
        """Share out each repeat by itself; the spread of these shares says how sure their means are."""
        samples: dict[str, list[float]] = {}
        for repeat in range(self._times):
            values = {each.mixed: each.values[repeat] for each in mixtures if repeat < len(each.values)}
            one = share_out(self._names, values) if self._names else None
            for share in one.shares if one else ():
                samples.setdefault(" ".join(share.factors), []).append(share.value)
        found = ((name, interval(each)) for name, each in samples.items())
        return {name: bounds for name, bounds in found if bounds is not None}


def _made(step: Step, outcome: Outcome | None) -> StepMade:
    if outcome is None:
        return StepMade(step.stage.name, "", None, 0.0, False)
    return StepMade(step.stage.name, outcome.rebuild, outcome.ended, outcome.seconds, outcome.reused)


def _space(steps: Sequence[Step]) -> int:
    """Return bytes: what the outputs take that are kept, and the largest workspace."""
    kept = sum(each.wanted.size or 0 for step in steps for each in step.stage.plan.outputs)
    return kept + max((step.stage.plan.space for step in steps), default=0)
