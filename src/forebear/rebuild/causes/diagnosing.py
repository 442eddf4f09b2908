"""Reruns that vary one factor at a time until one shows why a rebuild differs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from forebear.lineage.rebuilds import Cause, ProcessEnd, Purpose, Rebuild, Verdict, agree
from forebear.lineage.words import Scalar
from forebear.rebuild.causes.diagnosis import (
    BUDGET,
    Diagnosis,
    Outcome,
    diagnosis_of,
    is_explained,
)
from forebear.rebuild.causes.explaining import recorded_environment
from forebear.rebuild.causes.factor import Factor
from forebear.rebuild.causes.factors import Choice, Variation, choices, vary
from forebear.rebuild.plan import Occasion, Plan
from forebear.rebuild.sentences import Ending
from forebear.rebuild.workshop import Workshop

if TYPE_CHECKING:
    from docker import DockerClient

_SETTLING: Sequence[tuple[Factor, Scalar]] = ((Factor.THREADS, 1), (Factor.PROCESSORS, "0"))
"""What can make a step deterministic that is not; a fixed hash seed as well, where it was `random`."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a diagnosis would try at most, in order, and about how long it takes (None: not known)."""

    variations: tuple[Variation, ...]
    budget: int
    seconds: float | None

    @property
    def reruns(self) -> int:
        """How many reruns that is at most; the first only repeats."""
        return min(self.budget, 1 + len(self.variations))


class _SpentError(Exception):
    """No further rerun may or can be made."""


class Diagnoser:
    """Diagnoses rebuilds of one project on one engine, within a budget of reruns."""

    def __init__(self, workshop: Workshop, client: DockerClient, budget: int = BUDGET) -> None:
        self._workshop = workshop
        self._client = client
        self._budget = budget
        self._processors = workshop.engine(client).facts.processors
        self._made: list[Rebuild] = []

    def forecast(self, plan: Plan, base: Rebuild | None) -> Forecast:
        """Return what would be tried."""
        found = self._choices(plan, base.causes if base else ())
        variations: tuple[Variation, ...] = tuple(
            {choice.factor.value: value} for choice in found for value in choice.values
        )
        run = plan.record.run
        each = base.seconds if base else None
        if each is None and run.started_at and run.ended_at:
            each = (run.ended_at - run.started_at).total_seconds()
        count = min(self._budget, 1 + len(variations))
        return Forecast(variations, self._budget, None if each is None else each * count)

    def diagnose(self, plan: Plan, base: Rebuild) -> Diagnosis:
        """Rerun until a cause is shown, all is tried or the budget is spent; every rerun is recorded.

        `plan` is one of the same run under the same conditions as `base`. To be cancelled ends it, with what
        is known by then.
        """
        self._made = []
        try:
            if base.ended is ProcessEnd.COMPLETED:
                self._go(plan, base)
        except _SpentError:
            pass
        return self._known(base)

    def _go(self, plan: Plan, base: Rebuild) -> None:
        self._rerun(plan, base, Purpose.REPEAT, {})
        if self._known(base).deterministic is False:
            self._rerun(plan, base, Purpose.REPEAT, {})
            if not agree(self._made):
                self._settle(plan, base)
        elif base.verdict is not Verdict.IDENTICAL:
            self._search(plan, base)

    def _search(self, plan: Plan, base: Rebuild) -> None:
        """Vary one factor after another until what was recorded comes out."""
        known: dict[str, Scalar] = {}
        for choice in self._choices(plan, base.causes):
            for number, value in enumerate(choice.values):
                made = self._rerun(plan, base, Purpose.VARIATION, {choice.factor: value})
                if self._explained(base):
                    return
                outcome = self._outcome(base, made)
                if outcome is Outcome.MATTERS and choice.recorded and not number:
                    known[choice.factor] = value
                if outcome is Outcome.NO_EFFECT and choice.factor is not Factor.LOCALE:
                    break  # the most telling value changes nothing, so no other will
        if len(known) > 1:
            self._rerun(plan, base, Purpose.VARIATION, known)

    def _settle(self, plan: Plan, base: Rebuild) -> None:
        """Look for a factor that makes it deterministic: each value is tried twice."""
        settling = [*_SETTLING]
        if plan.variables.get("PYTHONHASHSEED") == "random":
            settling.insert(0, (Factor.HASH_SEED, "0"))
        for factor, value in settling:
            for _ in range(2):
                made = self._rerun(plan, base, Purpose.VARIATION, {factor: value})
            if self._outcome(base, made) is Outcome.SETTLES:
                return

    def _rerun(self, plan: Plan, base: Rebuild, purpose: Purpose, variation: Variation) -> Rebuild:
        if len(self._made) >= self._budget:
            raise _SpentError
        name = ", ".join(f"{factor} = {value}" for factor, value in variation.items()) or "once more"
        self._workshop.progress.step("diagnosing", len(self._made), self._budget, name)
        again = vary(self._workshop.again(plan, self._client), variation)
        occasion = Occasion(
            purpose,
            base.id,
            dict(variation),
            remark=Ending.TO_EXPLAIN.said(rebuild=base.id, variation=name),
            before=(base,),
        )
        made = self._workshop.rebuild(again, self._client, occasion).rebuild
        self._made.append(made)
        if made.ended is ProcessEnd.CANCELLED:
            raise _SpentError
        return made

    def _choices(self, plan: Plan, causes: Sequence[Cause]) -> tuple[Choice, ...]:
        return choices(plan, recorded_environment(plan.record), self._processors, causes)

    def _explained(self, base: Rebuild) -> bool:
        return is_explained(base, self._made)

    def _known(self, base: Rebuild) -> Diagnosis:
        return diagnosis_of(base, self._made)

    def _outcome(self, base: Rebuild, made: Rebuild) -> Outcome | None:
        return next((each.outcome for each in self._known(base).tried if made.id in each.rebuilds), None)
