"""Makes the plan of a rebuild from what the lineage knows and what this machine and its engine have."""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from forebear.lineage.answers import Link, RunRecord
from forebear.lineage.errors import ActionableError, UnknownReferenceError
from forebear.lineage.project import Project
from forebear.lineage.questions import Questions
from forebear.lineage.words import ArtifactType, Environment, Role
from forebear.rebuild.engine import EngineFacts
from forebear.rebuild.images import ASSUMED, PULLED, ChosenImage, Engine
from forebear.rebuild.inputs import GIT, InputFinder, Located, Wanted
from forebear.rebuild.job import UNCOMMITTED
from forebear.rebuild.machine import PROCESSORS
from forebear.rebuild.plan import Loosened, Plan
from forebear.rebuild.sandbox import NOBODY, Limits
from forebear.rebuild.variables import rebuild_variables
from forebear.rebuild.verdict import Expected
from forebear.sources.dvc.values import flattened, read_values
from forebear.sources.dvc.yaml_text import UnreadableError
from forebear.sources.git.repository import GitRepository

_SHARE = 0.8  # of the engine's memory, by default
_SMALLEST = 4 << 30  # bytes of memory where the engine does not say what it has


@dataclass(frozen=True, slots=True)
class _Code:
    """A commit to take the code from, with where the inputs are, and what of it does not fit."""

    commit: str
    inputs: tuple[Located, ...]
    missing: tuple[str, ...]


class Planner:
    """Plans rebuilds of one project. `engine` is None where none answers (a dry run)."""

    def __init__(
        self,
        project: Project,
        questions: Questions,
        repository: GitRepository,
        finder: InputFinder,
        engine: Engine | None,
    ) -> None:
        self._project = project
        self._questions = questions
        self._repository = repository
        self._finder = finder
        self._images = engine.images if engine else None
        self._engine = engine.facts if engine else None

    def plan(self, record: RunRecord, loosened: Loosened, by: str) -> Plan:
        """Return the plan for one run; what keeps it from happening is in `missing`."""
        code = self._code(record, loosened)
        missing = list(code.missing)
        notes = [f"{each.wanted.path}: {note}" for each in code.inputs if each.place for note in each.notes]
        image = self._image(record, loosened, by, missing)
        environment = image.environment if image else Environment()
        notes += _notes(image)
        notes += [
            f"When it ran, these were not committed as they were: {parameter.value}."
            for parameter in record.parameters
            if parameter.name == UNCOMMITTED and not parameter.source
        ]
        outputs = tuple(self._expected(link) for link in record.outputs)
        if not record.run.command:
            missing.append("The record holds no command.")
        moment = datetime.now(UTC)
        id_ = f"{moment:%Y%m%d-%H%M%S}-{secrets.token_hex(4)}"
        return Plan(
            id=id_,
            record=record,
            commit=code.commit,
            place=self._project.private / "rebuilds" / id_,
            inputs=code.inputs,
            outputs=outputs,
            image=image,
            variables=self._variables(code.commit, environment),
            user=container_user(self._engine),
            init=not (self._engine and self._engine.podman),
            limits=self._limits(environment, loosened, notes),
            space=_space(code.inputs, outputs),
            missing=tuple(missing),
            notes=tuple(notes),
            loosened=loosened,
        )

    # code and inputs

    def _code(self, record: RunRecord, loosened: Loosened) -> _Code:
        """Choose the first of the recorded commits at which everything fits, else the one that fits best."""
        wanted = [self._wanted(link) for link in record.inputs]
        found: list[_Code] = []
        gone = []
        for commit in record.code:
            if self._repository.rev_parse(commit) is None:
                gone.append(commit)
                continue
            inputs = tuple(self._finder.locate(each, commit) for each in wanted)
            missing = [each.gone for each in inputs if not each.place]
            missing += self._other_parameters(record, commit, loosened)
            found.append(_Code(commit, inputs, tuple(missing)))
            if not missing:
                break
        if found:
            return min(found, key=lambda code: len(code.missing))
        if gone:
            names = ", ".join(commit[:10] for commit in gone)
            why = f"The commit {names} is gone from the repository; fetch it (git fetch --unshallow)."
        else:
            why = "No commit is known for this run; commit your work, then import it: forebear import"
        return _Code("", tuple(Located(each, "") for each in wanted), (why,))

    def _wanted(self, link: Link) -> Wanted:
        known = self._questions.artifact(link.artifact.id).artifact
        return Wanted(link.path, known.digests, known.size, link.artifact.id)

    def _other_parameters(self, record: RunRecord, commit: str, loosened: Loosened) -> list[str]:
        """Return a line for each parameters file whose values at a commit are not those of the record."""
        files: dict[str, dict[str, object]] = {}
        for parameter in record.parameters:
            if parameter.source and parameter.source not in loosened.accepted:
                files.setdefault(parameter.source, {})[parameter.name] = parameter.value
        lines = []
        for file, recorded in files.items():
            try:
                content = self._repository.read(commit, file)
                held = flattened(read_values(file, content)) if content is not None else {}
            except (ActionableError, UnreadableError):
                held = {}
            apart = sorted(name for name, value in recorded.items() if held.get(name) != value)
            if apart:
                name = apart[0]
                lines.append(
                    f"{file}: the run had {name} = {recorded[name]}, {commit[:10]} holds "
                    f"{held.get(name, 'nothing')}; --accept {file} uses what it holds."
                )
        return lines

    # image

    def _image(
        self, record: RunRecord, loosened: Loosened, by: str, missing: list[str]
    ) -> ChosenImage | None:
        known = [answer for answer in record.environments if answer.environment.image is not None]
        if self._images is None:
            missing.append("Docker is not running, so the image cannot be looked for.")
            answer = next(iter(known), None)
            if answer is None or answer.environment.image is None:
                return None
            image = answer.environment.image
            how = ASSUMED if answer.origin == ASSUMED else PULLED
            return ChosenImage(
                image, how, image.identity != image.reference, answer.environment, by=answer.by
            )
        if loosened.image:
            try:
                return self._images.given(loosened.image, by)
            except ActionableError as error:
                missing.append(str(error))
                return None
        chosen = self._images.choose(known)
        if chosen is None:
            missing.append(
                "No image is recorded for this run. Say which it ran in: "
                f"forebear assign IMAGE --run {record.node.ref}"
            )
        elif not chosen.id and loosened.archive is None and not chosen.image.digest:
            missing.append(
                f"The image {chosen.image.reference} ({chosen.image.identity}) is not here, and no "
                "digest to pull it by is recorded; load it with --archive FILE."
            )
        return chosen

    # the rest

    def _expected(self, link: Link) -> Expected:
        type_ = link.artifact.type or ArtifactType.FILE
        metrics = link.role is Role.METRICS or type_ is ArtifactType.METRICS
        values = self._questions.metrics([link.artifact.id]).get(link.artifact.id, ()) if metrics else ()
        return Expected(
            self._wanted(link), type_, metrics, {each.name: (each.value, each.text) for each in values}
        )

    def _variables(self, commit: str, environment: Environment) -> Mapping[str, str]:
        try:
            when = self._questions.commit(commit).committed_at if commit else None
        except UnknownReferenceError:  # recorded here, and not imported since
            when = None
        return rebuild_variables(int(when.timestamp()) if when else None, environment.variables)

    def _limits(self, environment: Environment, loosened: Loosened, notes: list[str]) -> Limits:
        processors = loosened.processors or self._processors(environment, notes)
        seconds = Limits(0).seconds if loosened.seconds is None else loosened.seconds or None
        return Limits(
            memory=loosened.memory or default_memory(self._engine),
            seconds=seconds,
            processors=processors,
            network=loosened.network,
            writable_root=loosened.writable_root,
        )

    def _processors(self, environment: Environment, notes: list[str]) -> str:
        """Return the processors to pin to: as many as the run had, because results depend on their number."""
        recorded = environment.facts.get(PROCESSORS, "")
        if not recorded.isdecimal() or self._engine is None:
            return ""
        here = self._engine.processors
        if int(recorded) > here:
            notes.append(
                f"The run had {recorded} processors, here are {here}: numbers may come out differently."
            )
        return f"0-{int(recorded) - 1}" if int(recorded) < here else ""


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


def _notes(image: ChosenImage | None) -> list[str]:
    if image is None:
        return []
    said = [image.note] if image.note else []
    if image.how == ASSUMED:
        said.append(f"The image is assumed{f' by {image.by}' if image.by else ''}, not recorded.")
    return said


def _space(inputs: Sequence[Located], outputs: Sequence[Expected]) -> int:
    """Return bytes: inputs that are not in the commit, and the outputs once more."""
    needed = sum(located.wanted.size or 0 for located in inputs if located.place != GIT)
    return needed + sum(expected.wanted.size or 0 for expected in outputs)
