"""Carries out what a rebuild needs made first: step by step, as many at once as there is room for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import replace

from forebear.lineage.progress import Progress, Usage
from forebear.rebuild.plan import Plan
from forebear.rebuild.rebuilding import Result
from forebear.rebuild.upstream import Step, UpstreamPlan
from forebear.sources.docker.engine import EngineFacts

_LOOK = 0.1  # seconds between two looks at "cancelled?"
_AT_ONCE = 2  # steps, where nobody says otherwise: each may use all processors it had


def room(upstream: UpstreamPlan, engine: EngineFacts | None, jobs: int | None = None) -> int:
    """Return how many steps run at once: never more than are independent, one on a single processor."""
    here = engine.processors if engine is not None else 1
    return max(1, min(jobs or min(_AT_ONCE, here), upstream.width))


def shared_out(upstream: UpstreamPlan, jobs: int) -> UpstreamPlan:
    """Return the plan with the memory divided among the steps that may run at once.

    A person's own --memory is each step's.
    """
    if jobs == 1 or upstream.target.loosened.memory is not None:
        return upstream

    def less(step: Step) -> Step:
        limits = replace(step.plan.limits, memory=step.plan.limits.memory // jobs)
        return replace(step, plan=replace(step.plan, limits=limits))

    # What was asked for runs last and alone.
    return UpstreamPlan((*map(less, upstream.before), upstream.steps[-1]))


class StepRunner:
    """Rebuilds steps in their order. `build` rebuilds one and may be called from several threads at once."""

    def __init__(self, build: Callable[[Plan, Progress], Result], progress: Progress, jobs: int) -> None:
        self._build, self._progress, self._jobs = build, progress, jobs

    def run(self, upstream: UpstreamPlan) -> tuple[Result, ...]:
        """Rebuild all but the last step and return what came of each, in the order of the plan.

        A step whose makers failed is still built: its record says what it lacks. Raises CancelledError when
        cancelled; what ran then has ended and has written that down.
        """
        results: dict[str, Result] = {}
        waiting = list(upstream.before)
        running: dict[Future[Result], Step] = {}
        with ThreadPoolExecutor(self._jobs) as pool:
            try:
                while waiting or running:
                    for step in [each for each in waiting if results.keys() >= set(each.needs)]:
                        if len(running) < self._jobs:
                            waiting.remove(step)
                            told = _Named(self._progress, step.plan.record.run.name)
                            running[pool.submit(self._build, step.plan, told)] = step
                    self._report(len(results), len(upstream.before), running)
                    done, _ = wait(running, timeout=_LOOK, return_when=FIRST_COMPLETED)
                    for future in done:
                        results[running.pop(future).key] = future.result()
            except BaseException:
                pool.shutdown(cancel_futures=True)  # and wait: they hear of it themselves
                raise
        return tuple(results[step.key] for step in upstream.before)

    def _report(self, done: int, total: int, running: Mapping[Future[Result], Step]) -> None:
        names = ", ".join(step.plan.record.run.name for step in running.values())
        self._progress.step("upstream", done, total, names)


class _Named:
    """Progress of one of several things, which says of which."""

    def __init__(self, progress: Progress, name: str) -> None:
        self._progress, self._name = progress, name

    def step(
        self,
        phase: str,
        done: int = 0,
        total: int | None = None,
        message: str = "",
        usage: Usage | None = None,
    ) -> None:
        """Report."""
        del usage  # of several at once, none is what it takes in all
        self._progress.step(phase, done, total, f"{self._name}: {message}" if message else self._name)

    def log(self, line: str) -> None:
        """Pass on one line."""
        self._progress.log(f"{self._name}: {line}")
