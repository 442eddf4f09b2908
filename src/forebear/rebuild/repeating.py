"""The same rebuild several times: chance is told from drift, and each metric gets its natural spread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from forebear.lineage.rebuilds import Cause, Purpose, agree
from forebear.rebuild.plan import Occasion, Plan
from forebear.rebuild.rebuilding import Result
from forebear.rebuild.sentences import Ending
from forebear.rebuild.spread import Spread, spreads
from forebear.rebuild.workshop import Workshop

if TYPE_CHECKING:
    from docker import DockerClient


@dataclass(frozen=True, slots=True)
class Repeats:
    """Rebuilds of one run under the same conditions, in their order; the first is the rebuild itself.

    `asked` is how many were wanted: there are fewer where one did not end well. `deterministic` is whether
    all made the same bytes, None where fewer than two ended or one did not.
    """

    asked: int
    results: tuple[Result, ...]
    deterministic: bool | None
    spread: tuple[Spread, ...]

    @property
    def first(self) -> Result:
        """The rebuild that the others repeat."""
        return self.results[0]

    @property
    def causes(self) -> tuple[Cause, ...]:
        """Why they came out so: the last that ended has been compared with all before it."""
        ended = [result.rebuild for result in self.results if result.rebuild.verdict is not None]
        return (ended[-1] if ended else self.first.rebuild).causes


def repeat(workshop: Workshop, plan: Plan, client: DockerClient, times: int, occasion: Occasion) -> Repeats:
    """Rebuild `times` times, each from scratch; stop at the first that does not end with a verdict.

    `occasion` is that of the first; the others are repeats of it.

    Where the repeats agree with each other but not with the record, something else than chance has changed.
    """
    results = [workshop.rebuild(plan, client, occasion)]
    while len(results) < times and results[-1].rebuild.verdict is not None:
        number = len(results) + 1
        workshop.progress.step("repeating", len(results), times, f"{number} of {times}")
        before = tuple(result.rebuild for result in results)
        again = Occasion(
            Purpose.REPEAT, plan.id, remark=Ending.NUMBER.said(number=number, count=times), before=before
        )
        results.append(workshop.rebuild(workshop.again(plan, client), client, again))
    rebuilds = [result.rebuild for result in results]
    ended = [rebuild for rebuild in rebuilds if rebuild.verdict is not None]
    compared = len(ended) > 1 and len(ended) == len(rebuilds)
    return Repeats(
        times,
        tuple(results),
        agree(ended) if compared else None,
        spreads([rebuild.metrics for rebuild in ended], recorded_metrics(plan)) if len(ended) > 1 else (),
    )


def recorded_metrics(plan: Plan) -> dict[str, float]:
    """Return the numbers that the run itself reported, by `file:name`."""
    return {
        f"{expected.wanted.path}:{name}": number
        for expected in plan.outputs
        for name, (number, _) in expected.values.items()
        if number is not None
    }
