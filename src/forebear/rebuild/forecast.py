"""What a rebuild can come to here at best, how long it will take, and why: told before anything runs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from forebear.lineage.rebuilds import ProcessEnd, Verdict
from forebear.lineage.words import Environment
from forebear.rebuild.causes.factor import Factor
from forebear.rebuild.images import ASSUMED
from forebear.rebuild.machine import FEATURES, PROCESSOR, PROCESSORS
from forebear.rebuild.probing import BLAS_KERNEL, GPU
from forebear.rebuild.uncommitted import TRACKED_ALONE, kept_patch, lost_paths
from forebear.rebuild.variables import THREADS

if TYPE_CHECKING:
    from forebear.lineage.answers import RunRecord
    from forebear.lineage.known_runs import Tried
    from forebear.rebuild.plan import Plan
    from forebear.sources.docker.engine import EngineFacts

_ORDER = tuple(Verdict)
_NUMERIC = frozenset(
    ["numpy", "scipy", "scikit-learn", "torch", "tensorflow", "jax", "xgboost", "lightgbm", "catboost"]
)
# By how their formats or usual writers work (measured): the time is in the file, whatever is computed.
_TIMED = {
    ".skops": (Verdict.EQUIVALENT, "holds the time at which it was written"),
    ".gz": (None, "may hold the time at which it was written"),
    ".svg": (None, "may hold random names, if Matplotlib drew it"),
}


@dataclass(frozen=True, slots=True)
class Reason:
    """Why nothing better is likely. `factor` is one of `Factor`, or `outputs`, or `before`; `best` the best
    verdict that is left, None where it is only to be known.
    """

    factor: str
    said: str
    best: Verdict | None = None


@dataclass(frozen=True, slots=True)
class Forecast:
    """The best verdict that is likely here, and why no better one; None = there is nothing to judge.

    `seconds` and `memory` (bytes) are what it took before, None where nobody knows; `seconds_from` says
    when that was.
    """

    verdict: Verdict | None = Verdict.IDENTICAL
    reasons: tuple[Reason, ...] = ()
    seconds: float | None = None
    seconds_from: str = ""
    memory: float | None = None


@dataclass(frozen=True, slots=True)
class Here:
    """This machine: `facts` by the names that environments use; `gpus` whether containers can have one."""

    facts: Mapping[str, str] = field(default_factory=dict)
    gpus: bool = False

    @classmethod
    def of(cls, engine: EngineFacts | None) -> Here:
        """Ask the machine and its engine."""
        if engine is None:
            return cls()
        from forebear.rebuild.machine import machine_facts

        return cls(machine_facts(engine), engine.gpus)


def forecast(plan: Plan, here: Here, tried: Sequence[Tried] = ()) -> Forecast:
    """Say what a plan can come to at best if it is carried out here; `tried` are earlier rebuilds, newest
    first.

    It says nothing of what is missing: then it is not carried out.
    """
    environment = plan.image.environment if plan.image is not None else Environment()
    reasons = (
        *_outputs(plan),
        *_before(tried),
        *_image(plan),
        *_code(plan),
        *_machine(environment, plan, here),
        *_formats(plan),
    )
    bests = [reason.best for reason in reasons if reason.best is not None]
    seconds, since = _seconds(plan.record, tried)
    return Forecast(
        verdict=max(bests, key=_ORDER.index, default=Verdict.IDENTICAL) if plan.outputs else None,
        reasons=reasons,
        seconds=seconds,
        seconds_from=since,
        memory=max((each.usage["memory"] for each in tried if "memory" in each.usage), default=None),
    )


def _outputs(plan: Plan) -> Iterator[Reason]:
    if not plan.outputs:
        yield Reason("outputs", "The run declared no outputs, so there is nothing to compare.")
    bare = [each.wanted.path for each in plan.outputs if not each.wanted.checkable]
    if bare:
        said = f"No digest that can be checked is recorded of {', '.join(bare[:3])}"
        more = f" and {len(bare) - 3} more" if len(bare) > 3 else ""
        yield Reason("outputs", f"{said}{more}: there is no baseline.", Verdict.NO_BASELINE)


def _before(tried: Sequence[Tried]) -> Iterator[Reason]:
    judged = [each for each in tried if each.verdict is not None]
    if judged:
        newest = judged[0]
        best = min((each.verdict for each in judged if each.verdict), key=_ORDER.index)
        when = f"{newest.when:%Y-%m-%d}"
        if any(cause.factor == Factor.CHANCE for each in judged for cause in each.causes):
            yield Reason(Factor.CHANCE, f"It was seen to be not deterministic ({when}).", best)
        elif newest.verdict is Verdict.IDENTICAL:
            yield Reason("before", f"It came out identical on {when}.")
        else:
            times = f"in {len(judged)} rebuilds" if len(judged) > 1 else "the only time that it was rebuilt"
            said = f"The best that it came to {times} was '{best.value}' (last on {when})."
            yield Reason("before", said, best)
    elif tried and tried[0].ended is not ProcessEnd.CANCELLED:
        when = f"{tried[0].when:%Y-%m-%d}"
        yield Reason("before", f"The last rebuild did not complete: {tried[0].ended.value} on {when}.")


def _image(plan: Plan) -> Iterator[Reason]:
    image = plan.image
    if image is None:
        return
    if image.how == ASSUMED:
        yield Reason(
            Factor.IMAGE, "The image was chosen by a person: its packages may not be those of the run."
        )
    elif not image.identified:
        yield Reason(Factor.IMAGE, "Only a tag of the image is recorded, and tags move.")
    elif not image.is_recorded:
        yield Reason(Factor.IMAGE, "The image is reconstructed: its packages may not be those of the run.")


def _code(plan: Plan) -> Iterator[Reason]:
    patch = plan.uncommitted
    if lost := lost_paths(plan.record, patch):
        yield Reason(Factor.CODE, f"It ran with files that were not committed: {', '.join(lost)}.")
    if patch is not None and patch.code:
        said = f"The code is the commit with {patch.path} applied, which {patch.by} kept of it"
        more = "; files that Git did not track are not in it" if patch.by in TRACKED_ALONE else ""
        yield Reason(Factor.CODE, f"{said}{more}.")
    elif name := kept_patch(plan.record):
        said = f"It ran with changes that were not committed; {name} has them, and it is not applied."
        yield Reason(Factor.CODE, said)
    if plan.loosened.accepted:
        paths = ", ".join(plan.loosened.accepted)
        yield Reason(
            Factor.INPUTS, f"Other contents than the run used are accepted: {paths}.", Verdict.DIFFERENT
        )


def _machine(environment: Environment, plan: Plan, here: Here) -> Iterator[Reason]:
    recorded = environment.facts
    if recorded.get(GPU) and here.facts and not here.gpus:
        said = f"It ran on a GPU ({recorded[GPU]}) and containers have none here."
        yield Reason(Factor.GPU, said, Verdict.WITHIN_TOLERANCE)
    if not _counts(environment):
        return
    seen, now = recorded.get(FEATURES, ""), here.facts.get(FEATURES, "")
    if seen and now and seen != now and not plan.variables.get("OPENBLAS_CORETYPE"):
        kernel = f" (then {recorded[BLAS_KERNEL]})" if recorded.get(BLAS_KERNEL) else ""
        there = recorded.get(PROCESSOR, "another model")
        said = (
            f"The processors differ (recorded: {there}; here: {here.facts.get(PROCESSOR, 'another')}), so "
            f"maths libraries may choose another kernel{kernel}: bit-identical is unlikely for LAPACK "
            "results."
        )
        yield Reason(Factor.KERNEL, said, Verdict.WITHIN_TOLERANCE)
    count, available = recorded.get(PROCESSORS, ""), here.facts.get(PROCESSORS, "")
    pinned = any(plan.variables.get(name) for name in THREADS)
    if count.isdecimal() and available.isdecimal() and int(count) > int(available) and not pinned:
        said = (
            f"The run had {count} processors and here are {available}: sums of several threads are added up "
            "in another order."
        )
        yield Reason(Factor.PROCESSORS, said, Verdict.WITHIN_TOLERANCE)


def _counts(environment: Environment) -> bool:
    """Whether the run may have used a maths library; where no packages are recorded nobody knows."""
    return not environment.packages or any(name.lower() in _NUMERIC for name in environment.packages)


def _formats(plan: Plan) -> Iterator[Reason]:
    for expected in plan.outputs:
        path = expected.wanted.path
        if (known := _TIMED.get(PurePosixPath(path).suffix.lower())) is not None:
            yield Reason(Factor.FORMAT, f"{path} {known[1]}.", known[0])


def _seconds(record: RunRecord, tried: Sequence[Tried]) -> tuple[float | None, str]:
    done = next((each for each in tried if each.ended is ProcessEnd.COMPLETED), None)
    if done is not None:
        return done.seconds, f"the rebuild of {done.when:%Y-%m-%d}"
    began, ended = record.run.started_at, record.run.ended_at
    if began is not None and ended is not None and ended >= began:
        return (ended - began).total_seconds(), "the recorded run"
    return None, ""


def finished_after(steps: Sequence[tuple[str, Sequence[str], float | None]], jobs: int) -> float | None:
    """Return the seconds after which the last of some steps is done, `jobs` at once; None = nobody knows.

    A step is its key, the keys that it needs, and how long it takes by itself.
    """
    ends: dict[str, float] = {}
    free = [0.0] * max(1, jobs)
    for key, needs, seconds in steps:
        if seconds is None:
            return None
        begins = max([ends.get(each, 0.0) for each in needs] + [min(free)])
        free[free.index(min(free))] = ends[key] = begins + seconds
    return max(ends.values(), default=None)
