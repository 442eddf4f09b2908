"""Compares models by loading each in the image of its own run, at the commit of its own code."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from forebear.compare.comparison import Comparison, LoadedInside, ModelRow, Version
from forebear.compare.inside import FoundInside, merge_inside
from forebear.compare.models.contents import UnreadableModelError
from forebear.compare.models.leaves import LoadFailedError
from forebear.compare.objects import LocalObjects
from forebear.lineage.answers import RunRecord
from forebear.lineage.errors import ActionableError, CancelledError, UsageError
from forebear.lineage.progress import Progress
from forebear.lineage.words import Digest
from forebear.rebuild.container import sweep
from forebear.rebuild.images import ChosenImage, Engine
from forebear.rebuild.inputs import Wanted
from forebear.rebuild.inside.container import LARGEST, LEAST, SECONDS, InsideRunner, Task, code_folders
from forebear.rebuild.planning import container_user, default_memory
from forebear.rebuild.references import run_of
from forebear.rebuild.sandbox import Limits
from forebear.rebuild.workshop import Workshop
from forebear.rebuild.workspace import Workspace, is_abandoned, open_workspace, own_tree, remove
from forebear.sources.git.export import export_commit

if TYPE_CHECKING:
    from docker import DockerClient

_NOBODY = "no project here holds this version"


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person chooses: an image for all, bytes of memory, seconds (0 = no limit)."""

    image: str = ""
    memory: int | None = None
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class _Asked:
    """A model of a version, and the project that holds it."""

    path: str
    version: Version
    digest: Digest
    workshop: Workshop


class InsideComparer:
    """Loads the models of a comparison on one engine.

    `workshops` are the projects that hold the versions, in the order of these; None where none does. What is
    laid out for a container is in a folder of `place`, and gone afterwards.
    """

    def __init__(
        self,
        workshops: Sequence[Workshop | None],
        place: Path,
        client: DockerClient,
        choice: Choice,
        progress: Progress,
    ) -> None:
        self._workshops = workshops
        self._place = place / "inside"
        self._progress = progress
        self._client = client
        self._engine = Engine.of(client, place)
        self._choice = choice
        limits = Limits(
            choice.memory or default_memory(self._engine.facts),
            SECONDS if choice.seconds is None else choice.seconds or None,
        )
        self._runner = InsideRunner(client, self._engine.facts, limits, self._progress)

    def compare(self, comparison: Comparison) -> Comparison:
        """Return the comparison with the values of the models that have to be loaded for them.

        What goes wrong with one model is a sentence in its place. Raises CancelledError.
        """
        sweep(self._client)
        self._clear()
        models = [
            self._model(row, comparison.versions) if row.values_inside else row for row in comparison.models
        ]
        return replace(comparison, models=tuple(models))

    def _clear(self) -> None:
        """Remove what a process left here that was killed."""
        for place in self._place.glob("*"):
            # Without a lock it may be one that is just being made.
            if (place / "lock").exists() and is_abandoned(place):
                remove(place)

    def _model(self, row: ModelRow, versions: Iterable[Version]) -> ModelRow:
        moment = f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(4)}"
        place = self._place / moment
        needed = sum(2 * (size or 0) for size in row.sizes)
        loaded: dict[Digest, FoundInside] = {}
        found: list[FoundInside | None] = []
        try:
            with open_workspace(place, needed) as workspace:
                for version, digest, workshop in zip(versions, row.digests, self._workshops, strict=True):
                    if digest is not None and workshop is None:
                        loaded.setdefault(digest, FoundInside(LoadedInside(problem=_NOBODY)))
                    elif digest is not None and workshop is not None and digest not in loaded:
                        asked = _Asked(row.path, version, digest, workshop)
                        loaded[digest] = self._load(asked, workspace)
                    found.append(loaded[digest] if digest is not None else None)
                self._progress.step("loading", message=f"Comparing the values of {row.path}")
                return merge_inside(row, found)
        finally:
            remove(place)

    def _load(self, asked: _Asked, workspace: Workspace) -> FoundInside:
        at = LoadedInside()
        label = asked.version.label
        try:
            record = self._run(asked)
            image = self._image(record, asked.workshop.by)
            at = LoadedInside(image.image.reference or image.image.identity, image.how)
            task = self._task(asked, record, image, workspace)
            self._progress.step("loading", message=f"Loading {asked.path} of {label} in {at.image}")
            loaded = self._runner.load(task, workspace.place, workspace.place / "found" / label)
        except CancelledError:
            raise
        except LoadFailedError as error:
            return FoundInside(replace(at, problem=str(error), versions=error.versions))
        except (UnreadableModelError, ActionableError) as error:
            return FoundInside(replace(at, problem=str(error)))
        at = replace(at, loader=loaded.how, versions=loaded.versions, missing=loaded.missing)
        return FoundInside(at, loaded.contents)

    def _run(self, asked: _Asked) -> RunRecord | None:
        """Return the run that made a version's model; None where no run is known to have."""
        questions = asked.workshop.questions
        path, version = asked.path, asked.version
        if version.run is not None:
            record = questions.run(version.run)
            if any(link.path == path for link in record.outputs):
                return record
        for ref in (f"{path}@{version.commit}" if version.commit else "", str(asked.digest)):
            try:
                return run_of(questions, ref)
            except UsageError:  # no run, or another one each time
                continue
        return None

    def _image(self, record: RunRecord | None, by: str) -> ChosenImage:
        images = self._engine.images
        if self._choice.image:
            return images.given(self._choice.image, by)
        if record is None:
            raise UnreadableModelError(
                "no run is known that made it, so no image is recorded; choose one with --image"
            )
        chosen = images.choose(record.environments)
        if chosen is None:
            raise UnreadableModelError(
                "no image is recorded for the run that made it; say which it ran in: "
                f"forebear assign IMAGE --run {record.node.ref}"
            )
        if not chosen.can_be_had:
            raise UnreadableModelError(
                f"its image {chosen.image.reference or chosen.image.identity} is not on this machine, and no "
                "digest to pull it by is recorded; load it (docker load), or choose one with --image"
            )
        return images.obtain(chosen, None, self._progress)

    def _task(
        self, asked: _Asked, record: RunRecord | None, image: ChosenImage, workspace: Workspace
    ) -> Task:
        version, repository = asked.version, asked.workshop.repository
        code = workspace.tree / version.label
        code.mkdir(parents=True)
        commits = [version.commit, *(record.code if record else ())]
        commit = next((each for each in commits if each and repository.rev_parse(each)), None)
        if commit is not None:
            self._progress.step("workspace", message=f"Exporting {commit[:10]}")
            export_commit(repository, commit, code)
        file = self._file(asked, commit or "", code, workspace.inputs / version.label)
        # It is mounted to be read only, by a user who is somebody else.
        own_tree(code, container_user(self._engine.facts))
        run = record.run if record else None
        directory = run.working_directory if run else ""
        command = run.command if run else ()
        largest = min(LARGEST, max(LEAST, 4 * file.stat().st_size))
        return Task(file, asked.path, code, code_folders(command, directory), command, image, largest)

    def _file(self, asked: _Asked, commit: str, code: Path, target: Path) -> Path:
        """Return the model's file, its bytes checked; raises UnreadableModelError where it is nowhere."""
        digest = asked.digest
        if digest.is_directory:
            raise UnreadableModelError("it is a folder, and only files are loaded")
        target.parent.mkdir(parents=True, exist_ok=True)
        if digest.algorithm == "git":
            objects = LocalObjects(asked.workshop.project.root, asked.workshop.repository)
            found = objects.file(digest, target)  # Git and Git LFS check what they hold
            if found is None:
                raise UnreadableModelError("its file is not on this machine")
            return found
        questions = asked.workshop.questions
        known = questions.artifact(questions.resolve(str(digest)).node.id)
        wanted = Wanted(asked.path, known.artifact.digests, known.artifact.size, known.node.id)
        finder = asked.workshop.finder()
        located = finder.locate(wanted, commit)
        if not located.place:
            raise UnreadableModelError(located.gone.rstrip("."))
        source, settled = finder.lay_out(located, code, target)
        if not settled.place:
            raise UnreadableModelError(settled.gone.rstrip("."))
        return source
