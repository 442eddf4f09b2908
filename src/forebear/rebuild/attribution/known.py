"""What came of steps at earlier times, so that nothing is run twice."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

from forebear.lineage.rebuilds import ProcessEnd, Purpose, Rebuild
from forebear.lineage.words import Digest
from forebear.rebuild.attribution.mixing import Outcome, Step
from forebear.rebuild.attribution.versions import Metric, Version
from forebear.rebuild.inputs import Wanted
from forebear.rebuild.workshop import Workshop

_TAIL = 4096  # bytes of a log in which its last line is looked for
_LONGEST = 300


class Known:
    """Finds what came of a step: on record where nothing differs, else in earlier rebuilds and mixtures."""

    def __init__(self, workshop: Workshop, a: Version, b: Version, metric: Metric) -> None:
        self._workshop = workshop
        self._a, self._b, self._metric = a, b, metric
        self._mixtures: dict[str, Rebuild] = {}
        self._vouching: dict[str, list[Rebuild]] = {}
        self._seconds: dict[str, list[float]] = {}
        names = {stage.record.run.key: stage.name for version in (a, b) for stage in version.stages}
        for rebuild in reversed(workshop.questions.rebuilds()):  # oldest first
            if rebuild.ended is ProcessEnd.COMPLETED and rebuild.run in names:
                self._seconds.setdefault(names[rebuild.run], []).append(rebuild.seconds)
            if rebuild.purpose is Purpose.MIXTURE and _is_result(rebuild):
                self._mixtures[str(rebuild.variation.get("step"))] = rebuild
            elif rebuild.vouches and not rebuild.profile.get("loosened"):
                self.add(rebuild)

    def add(self, rebuild: Rebuild) -> None:
        """Take note of a rebuild in which nothing was mixed."""
        if _is_result(rebuild):
            self._vouching.setdefault(rebuild.run, []).append(rebuild)

    def is_rebuilt(self, step: Step) -> bool:
        """Whether the run that a step is was rebuilt before."""
        return step.stage.record.run.key in self._vouching

    def seconds(self, steps: Sequence[Step]) -> float | None:
        """Return how long steps will take, by earlier rebuilds, else by the record; None: not known."""
        total = 0.0
        for step in steps:
            run, known = step.stage.record.run, self._seconds.get(step.stage.name)
            if known:
                total += math.fsum(known) / len(known)
            elif run.started_at and run.ended_at:
                total += (run.ended_at - run.started_at).total_seconds()
            else:
                return None
        return total

    def outcome(self, step: Step) -> Outcome | None:
        """Return what came of a step; None where it is to be run."""
        known = all(digests is not None for digests in step.made.values())
        found = self._before(step) if known else None
        if found is None and step.missing:
            return Outcome(ProcessEnd.BLOCKED, {}, {}, why=" ".join(step.missing))
        return found

    def _before(self, step: Step) -> Outcome | None:
        if step.recorded and self._is_common(step):
            found: Outcome | None = self._as_recorded(step)
        elif step.recorded:
            earlier = self._vouching.get(step.stage.record.run.key, [])
            found = _reused(step, earlier[step.repeat - 1]) if len(earlier) >= step.repeat else None
        else:
            rebuild = self._mixtures.get(step.key)
            found = _reused(step, rebuild) if rebuild is not None else None
        return found if found is not None and self._is_here(step, found) else None

    def _is_common(self, step: Step) -> bool:
        """Whether both versions have this very run, so that it cannot have changed anything."""
        mine, other = self._a.stage(step.stage.name), self._b.stage(step.stage.name)
        return bool(mine and other and mine.record.run.key == other.record.run.key)

    def _as_recorded(self, step: Step) -> Outcome:
        outputs = {expected.wanted.path: expected.wanted.digests for expected in step.stage.plan.outputs}
        questions = self._workshop.questions
        values = {
            f"{link.path}:{each.name}": each.value
            for link in step.stage.record.outputs
            for each in questions.metrics([link.artifact.id]).get(link.artifact.id, ())
            if each.value is not None
        }
        return Outcome(ProcessEnd.COMPLETED, outputs, values)

    def _is_here(self, step: Step, outcome: Outcome) -> bool:
        """Whether what later steps need of its outputs is still on this machine, and the metric is known."""
        if outcome.ended is not ProcessEnd.COMPLETED:
            return True
        version = self._a if self._a.stage(step.stage.name) is step.stage else self._b
        if step.stage is version.stages[-1]:
            return str(self._metric) in outcome.metrics
        needed = {
            output
            for stage in version.stages
            for maker, output in stage.made.values()
            if maker == step.stage.name
        }
        finder, commit = self._workshop.finder(), step.stage.plan.code
        return all(
            path in outcome.outputs and finder.locate(Wanted(path, outcome.outputs[path]), commit).place
            for path in needed
        )


def _is_result(rebuild: Rebuild) -> bool:
    """Whether a rebuild ended in a way that need not be tried again."""
    return rebuild.ended is ProcessEnd.COMPLETED or rebuild.failed_by_itself


def why(rebuild: Rebuild) -> str:
    """Say why a rebuild did not complete: the last line that it printed says more than its exit code."""
    if rebuild.ended is ProcessEnd.COMPLETED:
        return ""
    said = _last_line(rebuild.log) if rebuild.ended is ProcessEnd.FAILED and rebuild.log else ""
    return said or "; ".join(rebuild.missing) or rebuild.explanation


def _reused(step: Step, rebuild: Rebuild) -> Outcome:
    recorded = {each.wanted.path: each.wanted.digests for each in step.stage.plan.outputs}
    outputs: dict[str, tuple[Digest, ...]] = {}
    for output in rebuild.outputs:
        if output.path in recorded and output.obtained is not None:
            same = output.obtained in recorded[output.path]
            outputs[output.path] = recorded[output.path] if same else (output.obtained,)
    return Outcome(
        rebuild.ended, outputs, rebuild.metrics, rebuild.id, seconds=rebuild.seconds, why=why(rebuild)
    )


def _last_line(log: str) -> str:
    try:
        with Path(log).open("rb") as stream:
            stream.seek(max(0, Path(log).stat().st_size - _TAIL))
            lines = stream.read().decode("utf-8", "replace").split("\n")
    except OSError:
        return ""
    return next((line.strip()[:_LONGEST] for line in reversed(lines) if line.strip()), "")
