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
from forebear.rebuild.sentences import Foreseen
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
    ".skops": (Verdict.EQUIVALENT, Foreseen.HOLDS_TIME),
    ".gz": (None, Foreseen.MAY_HOLD_TIME),
    ".svg": (None, Foreseen.MAY_HOLD_NAMES),
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
        yield Reason("outputs", Foreseen.NO_OUTPUTS.said())
    bare = [each.wanted.path for each in plan.outputs if not each.wanted.checkable]
    if bare:
        named = ", ".join(bare[:3])
        said = (
            Foreseen.MORE_WITHOUT_DIGEST.said(paths=named, count=len(bare) - 3)
            if len(bare) > 3
            else Foreseen.NO_DIGEST.said(paths=named)
        )
        yield Reason("outputs", said, Verdict.NO_BASELINE)


def _before(tried: Sequence[Tried]) -> Iterator[Reason]:
    judged = [each for each in tried if each.verdict is not None]
    if judged:
        newest = judged[0]
        best = min((each.verdict for each in judged if each.verdict), key=_ORDER.index)
        when = f"{newest.when:%Y-%m-%d}"
        if any(cause.factor == Factor.CHANCE for each in judged for cause in each.causes):
            yield Reason(Factor.CHANCE, Foreseen.WAS_CHANCE.said(date=when), best)
        elif newest.verdict is Verdict.IDENTICAL:
            yield Reason("before", Foreseen.WAS_IDENTICAL.said(date=when))
        else:
            sentence = Foreseen.BEST if len(judged) > 1 else Foreseen.BEST_ONCE
            said = sentence.said(count=len(judged), verdict=best.value, date=when)
            yield Reason("before", said, best)
    elif tried and tried[0].ended is not ProcessEnd.CANCELLED:
        when = f"{tried[0].when:%Y-%m-%d}"
        yield Reason("before", Foreseen.NOT_COMPLETED.said(ended=tried[0].ended.value, date=when))


def _image(plan: Plan) -> Iterator[Reason]:
    image = plan.image
    if image is None:
        return
    if image.how == ASSUMED:
        yield Reason(Factor.IMAGE, Foreseen.IMAGE_CHOSEN.said())
    elif not image.identified:
        yield Reason(Factor.IMAGE, Foreseen.ONLY_TAG.said())
    elif not image.is_recorded:
        yield Reason(Factor.IMAGE, Foreseen.IMAGE_RECONSTRUCTED.said())


def _code(plan: Plan) -> Iterator[Reason]:
    patch = plan.uncommitted
    if lost := lost_paths(plan.record, patch):
        yield Reason(Factor.CODE, Foreseen.NOT_COMMITTED.said(paths=", ".join(lost)))
    if patch is not None and patch.code:
        applied = Foreseen.TRACKED_ALONE if patch.by in TRACKED_ALONE else Foreseen.PATCH_APPLIED
        yield Reason(Factor.CODE, applied.said(patch=patch.path, tool=patch.by))
    elif name := kept_patch(plan.record):
        yield Reason(Factor.CODE, Foreseen.PATCH_NOT_APPLIED.said(patch=name))
    if plan.loosened.accepted:
        paths = ", ".join(plan.loosened.accepted)
        yield Reason(Factor.INPUTS, Foreseen.ACCEPTED.said(paths=paths), Verdict.DIFFERENT)


def _machine(environment: Environment, plan: Plan, here: Here) -> Iterator[Reason]:
    recorded = environment.facts
    if recorded.get(GPU) and here.facts and not here.gpus:
        said = Foreseen.NO_GPU.said(gpu=recorded[GPU])
        yield Reason(Factor.GPU, said, Verdict.WITHIN_TOLERANCE)
    if not _counts(environment):
        return
    seen, now = recorded.get(FEATURES, ""), here.facts.get(FEATURES, "")
    if seen and now and seen != now and not plan.variables.get("OPENBLAS_CORETYPE"):
        kernel = recorded.get(BLAS_KERNEL, "")
        sentence = Foreseen.OTHER_KERNEL if kernel else Foreseen.OTHER_PROCESSOR
        said = sentence.said(
            recorded=recorded.get(PROCESSOR, "another model"),
            here=here.facts.get(PROCESSOR, "another"),
            kernel=kernel,
        )
        yield Reason(Factor.KERNEL, said, Verdict.WITHIN_TOLERANCE)
    count, available = recorded.get(PROCESSORS, ""), here.facts.get(PROCESSORS, "")
    pinned = any(plan.variables.get(name) for name in THREADS)
    if count.isdecimal() and available.isdecimal() and int(count) > int(available) and not pinned:
        said = Foreseen.FEWER_PROCESSORS.said(count=count, available=available)
        yield Reason(Factor.PROCESSORS, said, Verdict.WITHIN_TOLERANCE)


def _counts(environment: Environment) -> bool:
    """Whether the run may have used a maths library; where no packages are recorded nobody knows."""
    return not environment.packages or any(name.lower() in _NUMERIC for name in environment.packages)


def _formats(plan: Plan) -> Iterator[Reason]:
    for expected in plan.outputs:
        path = expected.wanted.path
        if (known := _TIMED.get(PurePosixPath(path).suffix.lower())) is not None:
            yield Reason(Factor.FORMAT, known[1].said(path=path), known[0])


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
