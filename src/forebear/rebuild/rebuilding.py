"""Makes a run's outputs again: workspace, container, verdict, record."""

from __future__ import annotations

import shlex
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from forebear.lineage.database import Database
from forebear.lineage.errors import ActionableError, CancelledError
from forebear.lineage.progress import Progress
from forebear.lineage.questions import Questions
from forebear.lineage.rebuilds import (
    GOOD,
    OutputVerdict,
    ProcessEnd,
    Purpose,
    Rebuild,
    Verdict,
)
from forebear.lineage.words import Artifact, Environment, Scalar
from forebear.rebuild.causes.explaining import Explainer
from forebear.rebuild.causes.seen import Seen
from forebear.rebuild.container import ContainerRunner, Ended, sweep
from forebear.rebuild.endings import hints, last_lines
from forebear.rebuild.images import ChosenImage, Engine
from forebear.rebuild.inputs import GIT, InputFinder
from forebear.rebuild.journal import Attempt, Journal, keep_journal
from forebear.rebuild.judging.apart import Apart
from forebear.rebuild.judging.finding import Finding, Pair
from forebear.rebuild.judging.judge import Judge, Judged
from forebear.rebuild.judging.loading import InsideLoader, Setting
from forebear.rebuild.laying_out import lay_out_inputs
from forebear.rebuild.listing import listed
from forebear.rebuild.log import RunLog
from forebear.rebuild.machine import PROCESSOR_SET, count_processors, machine_facts
from forebear.rebuild.outputs import artifact_of, keep_output
from forebear.rebuild.plan import Occasion, Plan
from forebear.rebuild.probing import Inside, Prober
from forebear.rebuild.reconstructing import ImageMaker
from forebear.rebuild.sentences import Ending, Step
from forebear.rebuild.stores import KeptStore
from forebear.rebuild.summing_up import summed_up
from forebear.rebuild.usage import Meter
from forebear.rebuild.verdict import undeclared, whole
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
from forebear.sources.docker.identity import DIGESTS, SETTINGS
from forebear.sources.git.export import export_commit
from forebear.sources.git.repository import GitRepository
from forebear.sources.hashing import UnsafePathError

if TYPE_CHECKING:
    from docker import DockerClient


@dataclass(frozen=True, slots=True)
class Result:
    """A rebuild that is recorded, what it made (path and artifact), and its plan.

    `trouble` is what outside the run made it fail: the engine, the disk.
    """

    rebuild: Rebuild
    produced: tuple[tuple[str, Artifact], ...]
    plan: Plan
    trouble: ActionableError | None = None

    @property
    def is_good(self) -> bool:
        """Whether the outputs are the recorded ones, as far as the verdict goes."""
        return self.rebuild.verdict in GOOD


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
    metrics: Mapping[str, float] = field(default_factory=dict)
    usage: Mapping[str, float] = field(default_factory=dict)
    inside: Inside = field(default_factory=Inside)
    trouble: ActionableError | None = None
    keeps: bool = True

    def fail(self, trouble: ActionableError) -> None:
        """End it because of something outside the run; nothing that was judged counts."""
        self.ended, self.verdict, self.outputs, self.produced = ProcessEnd.FAILED, None, (), ()
        self.metrics, self.explanation, self.trouble = {}, str(trouble), trouble


class Rebuilder:
    """Rebuilds runs of one project on one engine, and records each attempt."""

    def __init__(  # noqa: PLR0913, PLR0917
        self,
        database: Database,
        repository: GitRepository,
        finder: InputFinder,
        kept: KeptStore,
        client: DockerClient,
        engine: Engine,
        private: Path,
    ) -> None:
        self._database = database
        self._repository = repository
        self._finder = finder
        self._kept = kept
        self._client = client
        self._engine = engine
        self._maker = ImageMaker(client, engine.images, repository, private)
        self._prober = Prober(client, private)
        self._explainer = Explainer(repository, Questions(database))

    def rebuild(self, plan: Plan, progress: Progress, by: str, occasion: Occasion | None = None) -> Result:
        """Carry out a plan and record what came of it; the occasion's remark goes before the explanation.

        To be cancelled, blocked or out of memory is a result, and so is trouble of the engine or the disk.
        What dies on the way is recorded by whoever comes next (`settling`). Raises ActionableError where the
        result cannot be written down, OSError where that cannot be prepared.
        """
        occasion = occasion or Occasion()
        attempt = Attempt(
            id=plan.id,
            run=plan.record.run.key,
            started_at=datetime.now(UTC),
            by=by,
            purpose=occasion.purpose,
            series=occasion.series,
            variation=dict(occasion.variation),
            profile=_profile(plan, plan.image),
        )
        with keep_journal(plan.place, attempt) as journal:
            return self._carry_out(plan, progress, attempt, occasion, journal)

    def _carry_out(
        self, plan: Plan, progress: Progress, attempt: Attempt, occasion: Occasion, journal: Journal
    ) -> Result:
        # What came of a variation is compared and done with; many of them would fill the disk.
        course = _Course(time.monotonic(), plan.image, keeps=occasion.purpose is not Purpose.VARIATION)
        steps: list[str] = []
        try:
            self._attempt(plan, course, steps, progress, journal)
        except _Blocked as blocked:
            course.ended, course.missing = ProcessEnd.BLOCKED, blocked.missing
            course.explanation = Ending.MISSING.said()
        except CancelledError:
            course.ended, course.explanation = ProcessEnd.CANCELLED, Ending.CANCELLED.said()
        except ActionableError as trouble:
            course.fail(trouble)
        except OSError as error:
            todo = "Look at the disk and its rights, then try again."
            course.fail(ActionableError(f"{error.strerror}.", where=str(error.filename or ""), todo=todo))
        ran = course.ended not in (ProcessEnd.BLOCKED, ProcessEnd.CANCELLED)
        environment = self._environment(plan, course) if ran and not course.trouble else None
        journal.note("it was written down", steps)
        rebuild = Rebuild(
            id=attempt.id,
            run=attempt.run,
            ended=course.ended,
            verdict=course.verdict,
            outputs=course.outputs,
            image=course.image.image if course.image else None,
            how=course.image.how if course.image else "",
            started_at=attempt.started_at,
            seconds=round(time.monotonic() - course.started, 3),
            by=attempt.by,
            explanation=f"{occasion.remark} {course.explanation}".strip(),
            missing=course.missing,
            steps=tuple(steps),
            log=course.log,
            profile=_profile(plan, course.image),
            purpose=occasion.purpose,
            series=occasion.series,
            variation=occasion.variation,
            metrics=course.metrics,
            causes=self._explainer.explain(_seen(plan, course, environment, attempt.started_at, occasion)),
            usage=course.usage,
        )
        self._database.record_rebuild(rebuild, course.produced, environment)
        return Result(rebuild, course.produced, plan, course.trouble)

    def _attempt(
        self, plan: Plan, course: _Course, steps: list[str], progress: Progress, journal: Journal
    ) -> None:
        if plan.missing or plan.image is None:
            raise _Blocked(plan.missing)
        swept = sweep(self._client)
        if swept:
            steps.append(Step.SWEPT.said(count=swept))
        journal.note("its image was made ready", steps)
        try:
            course.image = self._maker.obtain(plan.image, plan.loosened, plan.limits.memory, progress)
        except CancelledError:
            raise
        except ActionableError as error:
            raise _Blocked([str(error)]) from error
        name, id_ = course.image.image.reference, course.image.id[:19]
        steps.append(Step.IMAGE.said(image=name, identity=id_, how=course.image.how))
        plan = replace(plan, image=course.image)
        journal.note("code and inputs were laid out", steps, course.image.image, course.image.how)
        with open_workspace(plan.place, plan.space) as workspace, ExitStack() as stack:
            course.log = str(workspace.log)
            sources = self._prepare(plan, workspace, steps, progress)
            sources = stack.enter_context(listed(plan.listing, workspace, sources, plan.user))
            declared = frozenset(expected.wanted.path for expected in plan.outputs)
            before = snapshot(workspace.tree, declared)
            sandbox = plan.sandbox(sources)
            course.inside = self._prober.ask(sandbox, self._engine.facts.label, workspace.place)
            journal.note("its command ran", steps)
            runner = ContainerRunner(self._client, progress)
            meter = Meter(workspace.tree, workspace.usage)
            log = RunLog(workspace.log)
            ended = runner.run(sandbox, log, meter, plan.forecast.seconds)
            course.ended, course.explanation, course.usage = ended.end, ended.explanation, ended.usage
            steps.append(_ran(plan, ended))
            journal.note("its outputs were judged", steps)
            if ended.end is ProcessEnd.COMPLETED:
                judged = self._judge(plan, workspace, progress)
                found = traces(before, snapshot(workspace.tree, declared))
                course.outputs = (
                    *(each.verdict for each in judged),
                    *undeclared(found, workspace.tree),
                )
                course.verdict = whole(course.outputs)
                course.metrics = {
                    f"{each.verdict.path}:{name}": number
                    for each in judged
                    for name, (number, _) in each.values.items()
                    if number is not None
                }
                course.explanation = summed_up(course.outputs, course.image, plan, found.count)
                if course.verdict is Verdict.MISSING:  # a command may swallow what kept it from its output
                    course.explanation = " ".join(
                        (course.explanation, *hints(last_lines(log.last()), sandbox))
                    )
                course.produced = self._keep(plan, judged, workspace) if course.keeps else ()
                steps.append(Step.JUDGED.said(count=len(judged), verdict=course.verdict.value))

    def _prepare(
        self, plan: Plan, workspace: Workspace, steps: list[str], progress: Progress
    ) -> Mapping[str, Path]:
        """Lay out code and inputs; return where each input is to be mounted from."""
        progress.step("workspace", message=f"Exporting {plan.code_label}")
        self._repository.close()  # what reads it may be older than the patched commit
        exported = export_commit(self._repository, plan.code, workspace.tree)
        steps.append(Step.EXPORTED.said(count=len(exported.files), code=plan.code_told))
        steps += [Step.LEFT_OUT.said(path=path) for path in exported.left_out]
        clear_outputs(workspace.tree, [expected.wanted.path for expected in plan.outputs])
        laid = lay_out_inputs(self._finder, plan.inputs, workspace, progress)
        if missing := [settled.gone for _, settled in laid if not settled.place]:
            raise _Blocked(missing)
        sources: dict[str, Path] = {}
        for source, settled in laid:
            path = settled.wanted.path
            sources[path] = source
            steps.append("; ".join((Step.INPUT.said(path=path, place=settled.place), *settled.notes)))
            if settled.place != GIT:
                make_mount_point(workspace.tree, path, source, sources)
        (workspace.tree / plan.record.run.working_directory).mkdir(parents=True, exist_ok=True)
        own_tree(workspace.tree, plan.user)
        return sources

    def _judge(self, plan: Plan, workspace: Workspace, progress: Progress) -> list[Judged]:
        def pulse() -> None:
            progress.step("hashing", message="Hashing the outputs")

        loader = self._loader(plan, workspace, progress)

        def compare(pair: Pair) -> Finding:
            # Most outputs need no more than their bytes.
            from forebear.rebuild.judging.choosing import Comparing

            return Comparing(loader, apart).compare(pair)

        commits = tuple(dict.fromkeys((plan.code, *plan.record.code)))
        judged = []
        with Apart() as apart:
            judge = Judge(
                plan.loosened.tolerance,
                lambda wanted, target: self._finder.recorded(wanted, commits, target),
                compare,
                workspace.scratch,
                pulse,
            )
            for number, expected in enumerate(plan.outputs):
                progress.step("hashing", number, len(plan.outputs), expected.wanted.path)
                judged.append(judge.judge(expected, workspace.tree))
        return judged

    def _loader(self, plan: Plan, workspace: Workspace, progress: Progress) -> InsideLoader | None:
        """Return what loads outputs that have to be run to be read, in the image of the rebuild."""
        if plan.image is None:
            return None

        def export(code: Path) -> None:
            export_commit(self._repository, plan.code, code)
            own_tree(code, plan.user)

        run = plan.record.run
        setting = Setting(plan.image, run.command, run.working_directory, plan.limits.memory, export)
        return InsideLoader(self._client, self._engine.facts, workspace, setting, progress)

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

    def _environment(self, plan: Plan, course: _Course) -> Environment | None:
        image, inside = course.image, course.inside
        if image is None:
            return None
        recorded = image.environment
        known = {name: recorded.facts[name] for name in (SETTINGS, DIGESTS) if name in recorded.facts}
        pinned = plan.limits.processors
        facts = {
            **machine_facts(self._engine.facts, count_processors(pinned) or None),
            **inside.facts,
            **({PROCESSOR_SET: pinned} if pinned else {}),
            **known,
        }
        # Python's are as they are seen inside; those of the system are the recorded image's.
        system = {name: version for name, version in recorded.packages.items() if ":" in name}
        packages = {**system, **inside.packages} if inside.packages else recorded.packages
        return Environment(image.image, self._engine.facts.platform, packages, plan.variables, facts)


def _seen(
    plan: Plan, course: _Course, environment: Environment | None, began: datetime, occasion: Occasion
) -> Seen:
    return Seen(
        plan=plan,
        image=course.image,
        ended=course.ended,
        outputs=course.outputs,
        environment=environment,
        began=began,
        finished=datetime.now(UTC),
        log=Path(course.log) if course.log else None,
        kept=plan.place / "outputs",
        occasion=occasion,
    )


def _profile(plan: Plan, image: ChosenImage | None) -> Mapping[str, Scalar]:
    """Return the isolation for the record, with what was loosened."""
    return {
        **plan.sandbox().profile(),
        "tolerance": plan.loosened.tolerance.label,
        "image identified": bool(image and image.identified),
        "loosened": ", ".join(plan.loosened.names()),
        **({"options": shlex.join(plan.loosened.options)} if plan.loosened.options else {}),
        **({"code": plan.code_told} if plan.code != plan.commit else {}),
    }


def _ran(plan: Plan, ended: Ended) -> str:
    ran, command = Step.RAN if ended.code is None else Step.RAN_TO_CODE, " && ".join(plan.record.run.command)
    return ran.said(command=command, ended=ended.end.value, code=ended.code, seconds=f"{ended.seconds:.1f}")
