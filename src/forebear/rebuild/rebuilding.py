"""Makes a run's outputs again: workspace, container, verdict, record."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from forebear.lineage.database import Database
from forebear.lineage.errors import ActionableError, CancelledError
from forebear.lineage.progress import Progress
from forebear.lineage.words import (
    Artifact,
    Environment,
    OutputVerdict,
    ProcessEnd,
    Rebuild,
    Verdict,
)
from forebear.rebuild.container import ContainerRunner, Ended, sweep
from forebear.rebuild.hashing import UnsafePathError
from forebear.rebuild.images import SETTINGS, ChosenImage, Engine
from forebear.rebuild.inputs import GIT, InputFinder
from forebear.rebuild.log import RunLog
from forebear.rebuild.machine import machine_facts
from forebear.rebuild.outputs import artifact_of, keep_output
from forebear.rebuild.plan import Plan
from forebear.rebuild.stores import KeptStore
from forebear.rebuild.verdict import GOOD, Judge, Judged, undeclared, whole
from forebear.rebuild.workspace import (
    Workspace,
    clear_outputs,
    make_mount_point,
    open_workspace,
    own_tree,
    safe_join,
    snapshot,
    traces,
)
from forebear.sources.git.export import export_commit
from forebear.sources.git.repository import GitRepository

if TYPE_CHECKING:
    from docker import DockerClient


@dataclass(frozen=True, slots=True)
class Result:
    """A rebuild that is recorded, what it made (path and artifact), and its plan."""

    rebuild: Rebuild
    produced: tuple[tuple[str, Artifact], ...]
    plan: Plan

    @property
    def is_good(self) -> bool:
        """Whether the outputs are the recorded ones, as far as the verdict goes."""
        return self.rebuild.verdict in GOOD

    def agrees_with(self, other: Result) -> bool:
        """Whether both made the same outputs, byte for byte."""
        return {output.path: output.obtained for output in self.rebuild.outputs} == {
            output.path: output.obtained for output in other.rebuild.outputs
        }


class _Blocked(Exception):  # noqa: N818  (an outcome, not an error)
    def __init__(self, missing: Sequence[str]) -> None:
        super().__init__("; ".join(missing))
        self.missing = tuple(missing)


@dataclass(slots=True)
class _Course:
    """What has happened so far."""

    started: float
    image: ChosenImage | None
    ended: ProcessEnd = ProcessEnd.BLOCKED
    verdict: Verdict | None = None
    explanation: str = ""
    missing: tuple[str, ...] = ()
    outputs: tuple[OutputVerdict, ...] = ()
    produced: tuple[tuple[str, Artifact], ...] = ()
    log: str = ""


class Rebuilder:
    """Rebuilds runs of one project on one engine, and records each attempt."""

    def __init__(
        self,
        database: Database,
        repository: GitRepository,
        finder: InputFinder,
        kept: KeptStore,
        client: DockerClient,
    ) -> None:
        self._database = database
        self._repository = repository
        self._finder = finder
        self._kept = kept
        self._client = client
        self._engine = Engine.of(client)

    def rebuild(self, plan: Plan, progress: Progress, by: str, remark: str = "") -> Result:
        """Carry out a plan and record what came of it; `remark` goes before the explanation.

        To be cancelled, blocked or out of memory is a result. Raises ActionableError where the engine fails.
        """
        started_at = datetime.now(UTC)
        course = _Course(time.monotonic(), plan.image)
        steps: list[str] = []
        try:
            self._attempt(plan, course, steps, progress)
        except _Blocked as blocked:
            course.ended, course.missing = ProcessEnd.BLOCKED, blocked.missing
            course.explanation = "Something that is needed is missing, so nothing was run."
        except CancelledError:
            course.ended, course.explanation = ProcessEnd.CANCELLED, "It was cancelled."
        rebuild = Rebuild(
            id=plan.id,
            run=plan.record.run.key,
            ended=course.ended,
            verdict=course.verdict,
            outputs=course.outputs,
            image=course.image.image if course.image else None,
            how=course.image.how if course.image else "",
            started_at=started_at,
            seconds=round(time.monotonic() - course.started, 3),
            by=by,
            explanation=f"{remark} {course.explanation}".strip(),
            missing=course.missing,
            steps=tuple(steps),
            log=course.log,
            profile={
                **plan.sandbox().profile(),
                "tolerance": plan.loosened.tolerance.name,
                "image identified": bool(course.image and course.image.identified),
                "loosened": ", ".join(plan.loosened.names()),
            },
        )
        ran = course.ended not in (ProcessEnd.BLOCKED, ProcessEnd.CANCELLED)
        environment = self._environment(plan, course.image) if ran else None
        self._database.record_rebuild(rebuild, course.produced, environment)
        return Result(rebuild, course.produced, plan)

    def _attempt(self, plan: Plan, course: _Course, steps: list[str], progress: Progress) -> None:
        if plan.missing or plan.image is None:
            raise _Blocked(plan.missing)
        swept = sweep(self._client)
        if swept:
            steps.append(f"Removed {swept} containers that an interrupted rebuild had left")
        try:
            course.image = self._engine.images.obtain(plan.image, plan.loosened.archive, progress)
        except ActionableError as error:
            raise _Blocked([str(error)]) from error
        steps.append(f"Image {course.image.image.reference} ({course.image.id[:19]}): {course.image.how}")
        plan = replace(plan, image=course.image)
        with open_workspace(plan.place, plan.space) as workspace:
            course.log = str(workspace.log)
            sources = self._prepare(plan, workspace, steps, progress)
            before = snapshot(workspace.tree)
            runner = ContainerRunner(self._client, progress)
            ended = runner.run(plan.sandbox(sources), RunLog(workspace.log))
            course.ended, course.explanation = ended.end, ended.explanation
            steps.append(_ran(plan, ended))
            if ended.end is ProcessEnd.COMPLETED:
                judged = self._judge(plan, workspace, progress)
                found = traces(before, snapshot(workspace.tree), [each.verdict.path for each in judged])
                course.outputs = (
                    *(each.verdict for each in judged),
                    *undeclared(found, workspace.tree),
                )
                course.verdict = whole(course.outputs)
                course.explanation = _explained(course)
                course.produced = self._keep(plan, judged, workspace)
                steps.append(f"Judged {len(judged)} outputs: {course.verdict.value}")

    def _prepare(
        self, plan: Plan, workspace: Workspace, steps: list[str], progress: Progress
    ) -> Mapping[str, Path]:
        """Lay out code and inputs; return where each input is to be mounted from."""
        progress.step("workspace", message=f"Exporting {plan.commit[:10]}")
        exported = export_commit(self._repository, plan.commit, workspace.tree)
        steps.append(f"Exported {len(exported.files)} files of {plan.commit[:10]}")
        clear_outputs(workspace.tree, [expected.wanted.path for expected in plan.outputs])
        sources: dict[str, Path] = {}
        missing = []
        for number, located in enumerate(plan.inputs):
            path = located.wanted.path
            progress.step("inputs", number, len(plan.inputs), path)
            target = workspace.inputs / path
            source, settled = self._finder.lay_out(located, workspace.tree, target)
            if not settled.place:
                missing.append(settled.gone)
                continue
            sources[path] = source
            steps.append("; ".join((f"Input {path} from {settled.place}", *settled.notes)))
            if settled.place != GIT:
                make_mount_point(workspace.tree, path, source, sources)
        if missing:
            raise _Blocked(missing)
        (workspace.tree / plan.record.run.working_directory).mkdir(parents=True, exist_ok=True)
        own_tree(workspace.tree, plan.user)
        return sources

    def _judge(self, plan: Plan, workspace: Workspace, progress: Progress) -> list[Judged]:
        def pulse() -> None:
            progress.step("hashing", message="Hashing the outputs")

        commits = tuple(dict.fromkeys((plan.commit, *plan.record.code)))
        judge = Judge(plan.loosened.tolerance, lambda wanted: self._finder.baseline(wanted, commits), pulse)
        judged = []
        for number, expected in enumerate(plan.outputs):
            progress.step("hashing", number, len(plan.outputs), expected.wanted.path)
            judged.append(judge.judge(expected, workspace.tree))
        return judged

    def _keep(
        self, plan: Plan, judged: Sequence[Judged], workspace: Workspace
    ) -> tuple[tuple[str, Artifact], ...]:
        """Move the outputs out of the tree to where they stay; return them as artifacts."""
        produced = []
        types = {expected.wanted.path: expected.type for expected in plan.outputs}
        for each in judged:
            if each.measured is None:
                continue
            path = each.verdict.path
            produced.append((path, artifact_of(path, each.measured, types[path])))
            with suppress(UnsafePathError):
                keep_output(
                    self._kept, safe_join(workspace.tree, path), workspace.outputs / path, each.measured
                )
        return tuple(produced)

    def _environment(self, plan: Plan, image: ChosenImage | None) -> Environment | None:
        if image is None:
            return None
        recorded = image.environment
        known = {SETTINGS: recorded.facts[SETTINGS]} if SETTINGS in recorded.facts else {}
        facts = {**machine_facts(self._engine.facts), **known}
        return Environment(image.image, self._engine.facts.platform, recorded.packages, plan.variables, facts)


def _ran(plan: Plan, ended: Ended) -> str:
    code = "" if ended.code is None else f", exit code {ended.code}"
    return f"Ran {' && '.join(plan.record.run.command)}: {ended.end.value}{code}, {ended.seconds:.1f} s"


def _explained(course: _Course) -> str:
    counts: dict[Verdict, int] = {}
    for output in course.outputs:
        counts[output.verdict] = counts.get(output.verdict, 0) + 1
    if not counts:
        return "The run declared no outputs, so there is nothing to compare."
    said = ", ".join(f"{count} {verdict.value}" for verdict, count in counts.items())
    image = course.image
    if image is not None and not image.is_recorded:
        why = "assumed, not recorded" if image.identified else "not identified: only its tag is known"
        return f"Outputs: {said}. The image is {why}."
    return f"Outputs: {said}."
