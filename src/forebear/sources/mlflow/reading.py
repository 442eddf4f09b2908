"""One reading of a store: what is new in it since the one before."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from forebear.lineage.errors import ActionableError
from forebear.lineage.facts import Fact, Generated, Metric, Seen, Solved, Tag, Used
from forebear.lineage.progress import Progress
from forebear.lineage.words import Artifact, ArtifactType, Digest, NodeKind, Problem
from forebear.sources.dvc.values import as_mapping
from forebear.sources.mlflow.artifacts import Left, packages_in
from forebear.sources.mlflow.files import listed
from forebear.sources.mlflow.marks import Marks, TagNames
from forebear.sources.mlflow.places import Places
from forebear.sources.mlflow.projects import Code
from forebear.sources.mlflow.records import (
    ACTIVE,
    Experiment,
    LoggedModel,
    RegisteredModel,
    RunRecord,
    Store,
)
from forebear.sources.mlflow.registry import Models, Registry
from forebear.sources.mlflow.telling import (
    KIND,
    NOT_TAGS,
    environment_of,
    has_ended,
    kept,
    model_digest,
    noted,
    past_models,
    patch_facts,
    run_facts,
    run_key,
)
from forebear.sources.urls import without_secrets

if TYPE_CHECKING:
    from forebear.sources.mlflow.far import FarFolder


class Reading:
    """What is new in a store since `state`, which an earlier reading left.

    The state is JSON: `runs`, `models` and `files` are marks of what was read, `unread` what of the files
    could not be, `open` the files of runs that had not ended, `tags` and `registry` what was known,
    `problems` those that were told.
    """

    def __init__(
        self,
        store: Store,
        places: Places,
        code: Code,
        state: Mapping[str, object],
    ) -> None:
        self._store = store
        self._places = places
        self._code = code
        self._before = state
        self._files = dict(as_mapping(state.get("files")))
        self._unread = dict(as_mapping(state.get("unread")))
        self._open = dict(as_mapping(state.get("open")))
        self._tags = TagNames(state.get("tags"))
        self._problems: dict[str, str] = {}
        self.state: dict[str, object] = {}
        """What the next reading begins with; complete when all facts were taken."""

    def facts(self, now: datetime, progress: Progress) -> Iterator[Fact]:
        """Yield all facts; `now` is when moves were seen whose time MLflow forgets."""
        before, store = self._before, self._store
        experiments = store.experiments()
        runs = Marks(before.get("runs"), store.marks())
        models = Marks(before.get("models"), store.model_marks())
        registry = Registry(before.get("registry"))
        yield from self._runs(runs, experiments, progress)
        yield from self._models(models, progress)
        registered = store.registry()
        yield from registry.facts(registered, self._resolve(registered, models), now)
        yield from self._told(experiments, as_mapping(before.get("problems")))
        for marks in (runs, models):
            marks.doubt(store.troubled)
        self.state = {
            "runs": runs.now,
            "models": models.now,
            "files": self._files,
            "unread": self._unread,
            "open": self._open,
            "tags": self._tags.state,
            "registry": registry.state,
            "problems": self._problems,
        }

    def _runs(self, runs: Marks, experiments: Mapping[str, Experiment], progress: Progress) -> Iterator[Fact]:
        waiting = {id_: uri for id_, uri in self._open.items() if id_ in runs.now}
        for done, run in enumerate(self._store.runs(runs.changed), 1):
            waiting.pop(run.id, None)
            experiment = experiments.get(run.experiment, Experiment(run.experiment, ""))
            yield from run_facts(run, self._code)
            yield from _tags(NodeKind.RUN, run_key(run.id), run.id, noted(run, experiment), self._tags)
            yield from self._left_by(run, progress)
            progress.step("runs", done, len(runs.changed))
        for id_, uri in waiting.items():  # still going on: only new files make no new mark
            yield from self._files_of(id_, str(uri), run_key(id_), lambda _path: None, "", progress)
        for id_ in runs.gone:
            self._forget(id_)
            yield Tag(NodeKind.RUN, run_key(id_), "lifecycle", "removed from the store")

    def _left_by(self, run: RunRecord, progress: Progress) -> Iterator[Fact]:
        """Yield the models and files that a run made and was given, and where it ran."""
        key, ended = run_key(run.id), has_ended(run)
        if ended:
            self._open.pop(run.id, None)
        else:
            self._open[run.id] = run.artifacts
        for path in past_models(run):
            digest = model_digest(f"{run.id}/{path}")
            yield Artifact((digest,), path.rpartition("/")[2], ArtifactType.MODEL)
            yield Generated(key, digest, path, evidence="tag mlflow.log-model.history")
            yield Seen(digest, KIND, f"{without_secrets(run.artifacts).rstrip('/')}/{path}")
        for id_ in run.inputs:
            yield Used(key, model_digest(id_), id_, evidence="its model input")
        own = (lambda path: f"{run.id}/{path}") if ended else (lambda _path: None)
        yield from self._files_of(run.id, run.artifacts, key, own, "", progress)
        environment = environment_of(run, self._packages(run)) if ended else None
        if environment is not None:
            yield environment

    def _packages(self, run: RunRecord) -> Mapping[str, str]:
        """Return the packages that the models of a run ask for."""
        found: dict[str, str] = {}
        places = [(run.id, run.artifacts)]
        places += [(model.id, model.location) for model in self._store.models(run.outputs)]
        for id_, uri in places:
            folder = self._places.folder_of(id_, uri)
            if folder is not None:
                found.update(packages_in(folder, listed(folder)))
            elif (far := self._far(id_, uri)) is not None:
                found.update(packages_in(far.folder(lambda _path: None), far.listed))
        return found

    def _far(self, id_: str, uri: str) -> FarFolder | None:
        """Return the files of a run or model on a server; one that does not answer is asked the next time."""
        try:
            return self._places.far(id_, uri)
        except ActionableError as error:
            self._store.troubled.add(id_)
            where = f"{self._store.location} artifacts"
            self._problems[where] = f"Files of runs could not be read: {error}"
            return None

    def _models(self, models: Marks, progress: Progress) -> Iterator[Fact]:
        for model in self._store.models(models.changed):
            digest, key = model_digest(model.id), run_key(model.run) if model.run else ""
            yield Artifact((digest,), model.name or model.id, ArtifactType.MODEL)
            if key:
                yield Generated(key, digest, model.name or model.id, evidence="its logged model")
                yield from patch_facts(key, model.tags)
            yield Seen(digest, KIND, without_secrets(model.location))
            yield from _tags(NodeKind.ARTIFACT, digest, model.id, _noted(model), self._tags)
            for name, value in model.metrics.items():
                yield Metric(digest, name, value)
            own = (lambda _path, id_=model.id: id_) if model.status == "READY" else (lambda _path: None)
            yield from self._files_of(model.id, model.location, key, own, model.name or model.id, progress)
        for id_ in models.gone:
            self._forget(id_)
            yield Tag(NodeKind.ARTIFACT, model_digest(id_), "lifecycle", "removed from the store")

    def _files_of(  # noqa: PLR0913, PLR0917
        self, id_: str, uri: str, run: str, own: Callable[[str], str | None], at: str, progress: Progress
    ) -> Iterator[Fact]:
        """Yield the files of a run or model, here or on its server, if there are others than before."""
        folder = self._places.folder_of(id_, uri)
        far = self._far(id_, uri) if folder is None else None
        if folder is not None:
            files = listed(folder)
        elif far is not None:
            files = far.listed
        else:
            return
        mark = files.mark + ("" if own("") is None else "!")
        if self._files.get(id_) == mark:
            return
        if folder is not None:
            left = Left(run, folder, own, at)
        elif far is not None:
            here = far.folder(lambda path: progress.step("hashing", message=path))
            left = Left(run, here, own, at, [], far.place, far.left_out)
        yield from left.facts(files, lambda path: progress.step("hashing", message=path))
        self._files[id_] = mark
        self._unread.pop(id_, None)
        if left.problems:
            self._unread[id_] = dict(left.problems)

    def _forget(self, id_: str) -> None:
        for each in (self._open, self._files, self._unread):
            each.pop(id_, None)
        self._tags.forget(id_)

    def _resolve(self, registered: Collection[RegisteredModel], models: Marks) -> Models:
        versions = {(model.name, each.version): each for model in registered for each in model.versions}
        named: dict[tuple[str, str], str] = {}
        if any(version.source.startswith("runs:") for version in versions.values()):
            named = {(model.run, model.name): model.id for model in self._store.models(models.now)}
        return Models(named, versions)

    def _told(self, experiments: Mapping[str, Experiment], before: Mapping[str, object]) -> Iterator[Fact]:
        """Yield the problems that are new, and which of those before are none any more."""
        self._problems.update(self._store.unread())
        for problems in self._unread.values():
            self._problems.update((where, str(what)) for where, what in as_mapping(problems).items())
        for each in experiments.values():
            if each.lifecycle != ACTIVE:
                self._problems[f"{self._store.location}: experiment {each.name}"] = (
                    "This experiment was deleted in MLflow; its runs are known here as deleted. Restore it "
                    f"with `mlflow experiments restore --experiment-id {each.id}` if that was a mistake."
                )
        for where, what in before.items():
            if self._problems.get(where) != what:
                yield Solved(KIND, where)
        for where, what in self._problems.items():
            if before.get(where) != what:
                yield Problem(KIND, where, what)


def _tags(
    kind: NodeKind, subject: Digest | str, id_: str, notes: Mapping[str, str], tags: TagNames
) -> Iterator[Fact]:
    """Yield what is noted of a thing, and what is not noted any more."""
    for name in tags.put(id_, notes):
        yield Tag(kind, subject, name, None)
    for name, value in notes.items():
        yield Tag(kind, subject, name, value)


def _noted(model: LoggedModel) -> Mapping[str, str]:
    found = {"mlflow.model_id": model.id}
    if model.type:
        found["model.type"] = model.type
    if model.status not in ("", "READY"):
        found["status"] = model.status
    if model.lifecycle != ACTIVE:
        found["lifecycle"] = model.lifecycle
    tags = {name: kept(name, value) for name, value in model.tags.items() if name not in NOT_TAGS}
    return {**found, **tags}
