"""Makes the plan of a rebuild from what the lineage knows and what this machine and its engine have."""

from __future__ import annotations

import os
import posixpath
import secrets
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from forebear.lineage.answers import Link, RunRecord
from forebear.lineage.errors import ActionableError
from forebear.lineage.known_runs import KnownRuns
from forebear.lineage.mentions import path_in_repository
from forebear.lineage.project import Project
from forebear.lineage.questions import Questions
from forebear.lineage.words import ArtifactType, Environment, Role
from forebear.rebuild.forecast import Here, forecast
from forebear.rebuild.image_planning import ImagePlanner
from forebear.rebuild.images import Engine
from forebear.rebuild.inputs import GIT, InputFinder, Located, Wanted
from forebear.rebuild.judging.judge import Expected
from forebear.rebuild.kernels import kernel_variables
from forebear.rebuild.machine import PROCESSOR_SET, PROCESSORS, last_processor, processor
from forebear.rebuild.plan import Loosened, Plan
from forebear.rebuild.probing import GPU
from forebear.rebuild.sandbox import ALL, NOBODY, Limits
from forebear.rebuild.sentences import Planned
from forebear.rebuild.uncommitted import PatchReader, Uncommitted
from forebear.rebuild.variables import rebuild_variables
from forebear.rebuild.workspace import largest_file
from forebear.sources.docker.engine import EngineError, EngineFacts
from forebear.sources.dvc.values import flattened, read_values
from forebear.sources.dvc.yaml_text import UnreadableError
from forebear.sources.git.repository import GitRepository
from forebear.sources.git.trees import FOLDER

_SHARE = 0.8  # of the engine's memory, by default
_LEAST = 6 << 20  # bytes of memory that Docker gives a container
_SMALLEST = 4 << 30  # bytes of memory where the engine does not say what it has


@dataclass(frozen=True, slots=True)
class _Code:
    """A commit to take the code from, with where the inputs are, and what of it does not fit.

    `uncommitted` is the patch that was kept of what the commit does not hold; `acceptable` are paths at which
    it holds something else than the run used.
    """

    commit: str
    inputs: tuple[Located, ...]
    missing: tuple[str, ...]
    uncommitted: Uncommitted | None = None
    acceptable: tuple[str, ...] = ()

    @property
    def read(self) -> str:
        """The commit to read files from."""
        return (self.uncommitted.code if self.uncommitted is not None else "") or self.commit


class Planner:
    """Plans rebuilds of one project. `engine` is why none answers, or None, where none does (a dry run)."""

    def __init__(
        self,
        project: Project,
        questions: Questions,
        repository: GitRepository,
        finder: InputFinder,
        engine: Engine | EngineError | None,
    ) -> None:
        self._project = project
        self._questions = questions
        self._repository = repository
        self._finder = finder
        answers = engine if isinstance(engine, Engine) else None
        self._engine = answers.facts if answers else None
        self._trouble = engine if isinstance(engine, EngineError) else None
        images = answers.images if answers else None
        self._images = ImagePlanner(questions, repository, finder.trees, images, self._trouble)
        self._patches = PatchReader(repository, finder)
        self._here = Here.of(self._engine)
        self._files: dict[tuple[str, str], Mapping[str, object]] = {}

    def plan(self, record: RunRecord, loosened: Loosened, by: str, known: KnownRuns | None = None) -> Plan:
        """Return the plan for one run; what keeps it from happening is in `missing`.

        `known` is what was read of it already, together with others.
        """
        if known is None:
            with self._questions.look() as look:
                known = KnownRuns.read(look, [record.node.id])
        code = self._code(record, loosened, known)
        missing = list(code.missing)
        notes = [f"{each.wanted.path}: {note}" for each in code.inputs if each.place for note in each.notes]
        notes += code.uncommitted.notes if code.uncommitted is not None else ()
        image = self._images.choose(record, code.read, loosened, by, missing)
        environment = image.environment if image else Environment()
        notes += [image.note] if image is not None and image.note else []
        kernel = kernel_variables(environment, processor()[1])
        notes += [Planned.KERNEL.said(kernel=each) for each in kernel.values()]
        outputs = tuple(_expected(link, known) for link in record.outputs)
        if not record.run.command:
            missing.append(f"{Planned.NO_COMMAND.said()} {Planned.RECORD_AGAIN.said()}")
        missing += self._too_little(loosened)
        moment = datetime.now(UTC)
        id_ = f"{moment:%Y%m%d-%H%M%S}-{secrets.token_hex(4)}"
        plan = Plan(
            id=id_,
            record=record,
            commit=code.commit,
            place=self._project.private / "rebuilds" / id_,
            inputs=code.inputs,
            outputs=outputs,
            image=image,
            variables={**_variables(code.commit, environment, known), **kernel},
            user=container_user(self._engine),
            init=not (self._engine and self._engine.podman),
            limits=self._limits(environment, loosened),
            space=_space(code.inputs, outputs),
            missing=tuple(missing),
            notes=tuple(notes),
            loosened=loosened,
            trouble=self._trouble,
            uncommitted=code.uncommitted,
            acceptable=code.acceptable,
        )
        return replace(plan, forecast=forecast(plan, self._here, known.tried.get(record.node.id, ())))

    # code and inputs

    def _code(self, record: RunRecord, loosened: Loosened, known: KnownRuns) -> _Code:
        """Choose the first of the recorded commits at which everything fits, else the one that fits best."""
        links = (link for link in record.inputs if link.role is not Role.PATCH)
        told = (_wanted(link, known) for link in links)
        wanted = _told_once(map(self._inside, told))
        patch = next((_wanted(link, known) for link in record.inputs if link.role is Role.PATCH), None)
        found: list[_Code] = []
        here = self._finder.trees.have(record.code)
        gone = [commit for commit in record.code if commit not in here]
        for commit in record.code:
            if commit not in here:
                continue
            out = loosened.without_patch
            kept = self._patches.at(commit, patch, record, left_out=out) if patch is not None else None
            code = _Code(commit, (), (), kept)
            inputs = tuple(self._finder.locate(each, code.read) for each in wanted)
            missing = [kept.why] if kept is not None and kept.why else []
            missing += [each.gone for each in inputs if not each.place]
            others = self._other_parameters(record, code.read, loosened)
            missing += others.values()
            acceptable = [each.wanted.path for each in inputs if each.other and not each.place] + [*others]
            found.append(replace(code, inputs=inputs, missing=tuple(missing), acceptable=tuple(acceptable)))
            if not missing:
                break
        if found:
            return min(found, key=lambda code: len(code.missing))
        if gone:
            why = Planned.COMMIT_GONE.said(commits=", ".join(commit[:10] for commit in gone))
        else:
            why = Planned.NO_COMMIT.said()
        return _Code("", tuple(Located(each, "") for each in wanted), (why,))

    def _inside(self, wanted: Wanted) -> Wanted:
        """Name a path of this project as one in its repository: tools record absolute ones."""
        if not wanted.path.startswith(("/", "file://")):
            return wanted
        path = path_in_repository(wanted.path, self._project.roots)
        return replace(wanted, path=path) if path else wanted

    def _other_parameters(self, record: RunRecord, commit: str, loosened: Loosened) -> dict[str, str]:
        """Return a line for each parameters file whose values at a commit are not those of the record."""
        files: dict[str, dict[str, object]] = {}
        for parameter in record.parameters:
            if parameter.source and parameter.source not in loosened.accepted:
                files.setdefault(parameter.source, {})[parameter.name] = parameter.value
        lines = {}
        for file, recorded in files.items():
            held = self._values(commit, file)
            apart = sorted(name for name, value in recorded.items() if held.get(name) != value)
            if apart:
                name = apart[0]
                figures = {"file": file, "name": name, "value": recorded[name], "commit": commit[:10]}
                lines[file] = (
                    Planned.OTHER_PARAMETER.said(**figures, held=held[name])
                    if name in held
                    else Planned.NO_PARAMETER.said(**figures)
                )
        return lines

    def _values(self, commit: str, file: str) -> Mapping[str, object]:
        """Return the parameters that a file holds at a commit; commits share most of them."""
        try:
            entry = self._finder.trees.entry(commit, posixpath.normpath(file))
            if entry is None or entry.mode == FOLDER:
                return {}
            key = (file, entry.sha)
            if key not in self._files:
                self._files[key] = flattened(read_values(file, self._repository.blob(entry.sha)))
            return self._files[key]
        except (ActionableError, UnreadableError):
            return {}

    # the rest

    def _limits(self, environment: Environment, loosened: Loosened) -> Limits:
        processors = loosened.processors or self._processors(environment)
        seconds = Limits(0).seconds if loosened.seconds is None else loosened.seconds or None
        gpus = ALL if environment.facts.get(GPU) and self._engine and self._engine.gpus else ""
        return Limits(
            gpus=gpus,
            file=largest_file(self._project.root),
            memory=loosened.memory or default_memory(self._engine),
            seconds=seconds,
            processors=processors,
            network=loosened.network,
            writable_root=loosened.writable_root,
        )

    def _too_little(self, loosened: Loosened) -> list[str]:
        """Return what a person allows that no engine, or not this one, can give."""
        lines = []
        last, engine = last_processor(loosened.processors), self._engine
        if last is not None and engine is not None and last >= engine.processors:
            here = f"0-{engine.processors - 1}" if engine.processors > 1 else "0"
            lines.append(Planned.NO_PROCESSORS.said(chosen=loosened.processors, here=here))
        if loosened.memory is not None and loosened.memory < _LEAST:
            lines.append(Planned.LITTLE_MEMORY.said(least=_LEAST >> 20))
        return lines

    def _processors(self, environment: Environment) -> str:
        """Return the processors to pin to: those of the run or as many, because results depend on it."""
        pinned = environment.facts.get(PROCESSOR_SET, "")
        last = last_processor(pinned)
        if last is not None and self._engine is not None and last < self._engine.processors:
            return pinned
        recorded = environment.facts.get(PROCESSORS, "")
        if not recorded.isdecimal() or self._engine is None or int(recorded) >= self._engine.processors:
            return ""
        return f"0-{int(recorded) - 1}"


def _wanted(link: Link, known: KnownRuns) -> Wanted:
    size, _ = known.sizes.get(link.artifact.id, (None, None))
    return Wanted(link.path, link.artifact.digests, size, link.artifact.id)


def _told_once(inputs: Iterable[Wanted]) -> list[Wanted]:
    """Leave out what only a tool's own mark names (a dataset of MLflow's) where another names its bytes."""
    wanted = list(inputs)
    known = {each.path for each in wanted if each.checkable}
    return [each for each in wanted if each.checkable or each.path not in known]


def _expected(link: Link, known: KnownRuns) -> Expected:
    type_ = link.artifact.type or ArtifactType.FILE
    metrics = link.role is Role.METRICS or type_ is ArtifactType.METRICS
    values = known.metrics.get(link.artifact.id, ()) if metrics else ()
    return Expected(
        _wanted(link, known), type_, metrics, {each.name: (each.value, each.text) for each in values}
    )


def _variables(commit: str, environment: Environment, known: KnownRuns) -> Mapping[str, str]:
    # A commit that was recorded here, and not imported since, has no time.
    when = known.committed.get(commit)
    return rebuild_variables(int(when.timestamp()) if when else None, environment.variables)


def container_user(engine: EngineFacts | None) -> str:
    """Return `uid:gid` inside: the user's own, nobody for root, and 0 where that is the user (rootless)."""
    if engine is not None and engine.rootless:
        return "0:0"
    if sys.platform == "win32" or os.geteuid() == 0:
        return NOBODY
    return f"{os.geteuid()}:{os.getegid()}"


def default_memory(engine: EngineFacts | None) -> int:
    """Return the memory a run may take, in bytes: most of what the engine has."""
    return int(engine.memory * _SHARE) if engine and engine.memory else _SMALLEST


def _space(inputs: Sequence[Located], outputs: Sequence[Expected]) -> int:
    """Return bytes: inputs that are not in the commit, and the outputs once more."""
    needed = sum(located.wanted.size or 0 for located in inputs if located.place != GIT)
    return needed + sum(expected.wanted.size or 0 for expected in outputs)
