"""Units: the smallest groups of lineage files that are read together, and what each declares.

A unit is a `dvc.yaml` with its `dvc.lock`, a single `.dvc` file, or the top of a DVC project (`.dvc/config`),
whose `params.yaml` DVC shows whole.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from forebear.lineage.facts import CameFrom
from forebear.lineage.words import Artifact, Digest
from forebear.sources.dvc.data_files import read_data_file
from forebear.sources.dvc.digests import joined
from forebear.sources.dvc.documents import Documents
from forebear.sources.dvc.lock_text import LockEntry
from forebear.sources.dvc.pipelines import PARAMETERS, Pipeline, Stage, context_files, read_pipeline
from forebear.sources.dvc.stages import StageRecord, address, stage_record
from forebear.sources.dvc.yaml_text import UnreadableError

PATTERNS = ("dvc.yaml", "*/dvc.yaml", "dvc.lock", "*/dvc.lock", "*.dvc", "Dvcfile", "*/Dvcfile")
"""Git pathspecs of the files that make units."""

TOPS = (".dvc/config", "*/.dvc/config")
"""Git pathspecs of the files that mark the top of a DVC project."""


@dataclass(frozen=True, slots=True)
class Unit:
    """What the files of a unit say, all paths relative to the repository's root.

    `records` by the stage's address; `data` maps the paths that DVC keeps to digests; `metrics`, `plots` and
    `parameters` (path to names, none = all) are the files it declares; `context` the files its templates took
    values from; `problems` are pairs of file and reason.
    """

    records: Mapping[str, StageRecord] = field(default_factory=dict)
    data: Mapping[str, Digest] = field(default_factory=dict)
    metrics: tuple[str, ...] = ()
    plots: tuple[str, ...] = ()
    parameters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    artifacts: tuple[Artifact, ...] = ()
    came_from: tuple[CameFrom, ...] = ()
    context: frozenset[str] = frozenset()
    problems: tuple[tuple[str, str], ...] = ()

    @property
    def declared(self) -> frozenset[str]:
        """The files of metrics, plots and parameters."""
        return frozenset((*self.metrics, *self.plots, *self.parameters))


EMPTY = Unit()


def unit_of(path: str) -> str | None:
    """Return the name of the unit that a file belongs to, None for other files."""
    folder, _, name = path.rpartition("/")
    if name == "dvc.lock":
        return f"{folder}/dvc.yaml" if folder else "dvc.yaml"
    if name in ("dvc.yaml", "Dvcfile") or (name.endswith(".dvc") and name != ".dvc"):
        return path
    return path if path.endswith(".dvc/config") and posixpath.basename(folder) == ".dvc" else None


class Units:
    """Makes units from blobs; the same blobs give the same unit, made once."""

    def __init__(self, documents: Documents) -> None:
        self._documents = documents
        self._units: dict[object, Unit] = {}
        self._pipelines: dict[object, Pipeline] = {}
        self._records: dict[object, StageRecord | UnreadableError] = {}

    def read(self, name: str, files: Mapping[str, str]) -> Unit | None:
        """Return the unit `name` of a commit with these files (path to blob), None where it is gone."""
        base = posixpath.basename(name)
        if base == "config":
            top = posixpath.dirname(posixpath.dirname(name))
            return Unit(parameters={joined(top, PARAMETERS): ()}) if name in files else None
        if base != "dvc.yaml":
            return self._data_unit(name, files[name]) if name in files else None
        return self._pipeline_unit(name, files) if name in files else None

    def _data_unit(self, name: str, sha: str) -> Unit:
        key = (name, sha)
        if key not in self._units:
            try:
                file = read_data_file(self._documents.yaml(sha), name)
            except UnreadableError as error:
                self._units[key] = Unit(problems=((name, str(error)),))
            else:
                self._units[key] = Unit(
                    {name: file.record} if file.record else {},
                    file.kept,
                    file.metrics,
                    file.plots,
                    dict.fromkeys(_parameter_files(file.record), ()),
                    file.artifacts,
                    file.came_from,
                )
        return self._units[key]

    def _pipeline_unit(self, name: str, files: Mapping[str, str]) -> Unit:
        folder = posixpath.dirname(name)
        lock = files.get(f"{folder}/dvc.lock" if folder else "dvc.lock")
        sha = files[name]
        context = self._context(sha, folder)
        key = (name, sha, lock, *(files.get(path) for path in context))
        if key not in self._units:
            self._units[key] = self._read_pipeline(name, sha, lock, files, context)
        return self._units[key]

    def _context(self, sha: str, folder: str) -> tuple[str, ...]:
        try:
            if not self._documents.uses_templates(sha):
                return ()
            return context_files(self._documents.yaml(sha), folder)
        except UnreadableError:
            return ()

    def _read_pipeline(
        self, name: str, sha: str, lock: str | None, files: Mapping[str, str], context: tuple[str, ...]
    ) -> Unit:
        folder = posixpath.dirname(name)
        problems: list[tuple[str, str]] = []

        def values(path: str) -> object:
            return self._documents.values(files[path], path) if path in files else None

        pipeline: Pipeline | None = None
        try:
            pipeline = self._pipeline((name, sha, *(files.get(path) for path in context)), values)
        except UnreadableError as error:
            problems.append((name, str(error)))
        entries: tuple[LockEntry, ...] = ()
        if lock is not None:
            try:
                entries = self._documents.lock(lock)
            except UnreadableError as error:
                problems.append((joined(folder, "dvc.lock"), str(error)))
        records: dict[str, StageRecord] = {}
        data: dict[str, Digest] = {}
        for entry in entries:
            stage = _declared(pipeline, entry.name)
            if stage is _STALE:
                continue
            try:
                record = self._record(name, folder, entry, stage, pipeline)
            except UnreadableError as error:
                problems.append((joined(folder, "dvc.lock"), str(error)))
                continue
            records[record.run.name] = record
            data.update(_kept(record, stage))
        if pipeline is None:
            return Unit(records, data, context=frozenset(context), problems=tuple(problems))
        return Unit(
            records,
            data,
            _united((*(stage.metrics for stage in pipeline.stages.values()), pipeline.metrics)),
            _united((*(stage.plots for stage in pipeline.stages.values()), pipeline.plots)),
            _parameters(pipeline),
            context=frozenset(context),
            problems=tuple(problems),
        )

    def _pipeline(self, key: tuple[str | None, ...], values: Callable[[str], object]) -> Pipeline:
        """Return the pipeline of (name, blob, blobs of its context), read once for many lock files."""
        name, sha = str(key[0]), str(key[1])
        if key not in self._pipelines:
            self._pipelines[key] = read_pipeline(self._documents.yaml(sha), posixpath.dirname(name), values)
        return self._pipelines[key]

    def _record(
        self, name: str, folder: str, entry: LockEntry, stage: Stage | None, pipeline: Pipeline | None
    ) -> StageRecord:
        types = (pipeline.types if pipeline else None) or {}
        metrics = stage.metrics if stage else frozenset()
        plots = stage.plots if stage else frozenset()
        key = (name, entry.text, stage.folder if stage else folder, metrics, plots, tuple(types.items()))
        if key not in self._records:
            try:
                self._records[key] = stage_record(
                    address(name, entry.name),
                    entry.entry,
                    folder=stage.folder if stage else folder,
                    metrics=metrics,
                    plots=plots,
                    types=types,
                )
            except UnreadableError as error:
                self._records[key] = error
        record = self._records[key]
        if isinstance(record, UnreadableError):
            raise record
        return record


def _kept(record: StageRecord, stage: Stage | None) -> dict[str, Digest]:
    """Return the outputs of a record that its stage still declares and DVC keeps."""
    return {
        path: digest
        for path, digest in record.outputs.items()
        if digest is not None and (stage is None or path in stage.kept)
    }


_STALE = Stage("", "", frozenset(), frozenset(), frozenset(), {}, {})  # in the lock, no longer in dvc.yaml


def _declared(pipeline: Pipeline | None, name: str) -> Stage | None:
    """Return the stage of a lock entry, None where `dvc.yaml` cannot be read, `_STALE` where it is gone."""
    if pipeline is None:
        return None
    found = pipeline.stages.get(name)
    if found is not None:
        return found
    group = name.rpartition("@")[0]
    return None if name in pipeline.unresolved or group in pipeline.unresolved else _STALE


def _united(groups: Iterable[Iterable[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(path for group in groups for path in sorted(group)))


def _parameters(pipeline: Pipeline) -> dict[str, tuple[str, ...]]:
    """Return the declared files of parameters as `dvc params` shows them, whole where that is tracked."""
    found: dict[str, tuple[str, ...]] = dict.fromkeys(pipeline.parameters, ())
    for stage in pipeline.stages.values():
        for path, names in stage.parameters.items():
            found[path] = merged_names(found.get(path), names)
    tracked = frozenset(found)
    for stage in pipeline.stages.values():
        for path, names in stage.variables.items():
            if path not in tracked:
                found[path] = merged_names(found.get(path), names)
    return found


def merged_names(known: tuple[str, ...] | None, names: tuple[str, ...]) -> tuple[str, ...]:
    """Return both together; none means all, and None that there was nothing yet."""
    if known is None:
        return names
    return tuple(dict.fromkeys((*known, *names))) if known and names else ()


def _parameter_files(record: StageRecord | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(parameter.file for parameter in record.parameters)) if record else ()
