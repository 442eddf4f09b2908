"""Stores in a folder (`mlruns`), as MLflow 1 to 3 write them."""

from __future__ import annotations

import json
import stat
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

from forebear.sources.dvc.values import as_mapping
from forebear.sources.dvc.yaml_text import UnreadableError, load_yaml
from forebear.sources.mlflow.histories import histories, last_values
from forebear.sources.mlflow.mlruns import (
    TRASH,
    experiment_folders,
    files_below,
    folders_in,
    is_id,
    mark_of,
    model_folders,
    model_mark,
    run_folders,
    run_mark,
)
from forebear.sources.mlflow.records import (
    ACTIVE,
    DatasetInput,
    Experiment,
    History,
    LoggedModel,
    RegisteredModel,
    RegisteredVersion,
    RunRecord,
    StoreError,
)
from forebear.sources.mlflow.schemas import LOGGED_MODEL_STATUS, RUN_STATUS

_LARGEST = 1 << 20  # bytes of a file that holds one value or what is said of a thing
_LARGEST_HISTORY = 1 << 28  # bytes of a file that holds a metric's history
_GONE = "Remove this source, or put the folder back."


class FolderStore:
    """A store in a folder; see `Store`. Links in it are not followed."""

    def __init__(self, root: Path) -> None:
        self.location = str(root)
        self.folder = str(root.parent)
        self._root = root
        self._problems: dict[str, str] = {}
        self._runs: dict[str, Path] = {}
        self._models: dict[str, Path] = {}
        self.troubled: set[str] = set()
        self._no_numbers = 0

    def experiments(self) -> Mapping[str, Experiment]:
        """Return all experiments by id, the deleted ones too."""
        found: dict[str, Experiment] = {}
        for folder in experiment_folders(self._root, self._left_out):
            about = self._about(folder)
            if about is not None:
                lifecycle = (
                    "deleted"
                    if folder.parent.name == TRASH
                    else _text(about.get("lifecycle_stage")) or ACTIVE
                )
                found[folder.name] = Experiment(
                    folder.name, _text(about.get("name")), lifecycle, self._texts(folder / "tags")
                )
        return found

    def marks(self) -> Mapping[str, str]:
        """Return all runs' ids in the order in which they began, each with a mark of its record."""
        if not self._root.is_dir():
            raise StoreError("The folder is not there any more.", where=self.location, todo=_GONE)
        self._runs.clear()
        found: dict[str, str] = {}
        for experiment in experiment_folders(self._root, self._left_out):
            about = mark_of(experiment, ())
            for folder in run_folders(experiment, self._left_out):
                self._runs[folder.name] = folder
                found[folder.name] = run_mark(folder, about)
        return found

    def runs(self, ids: Collection[str]) -> Iterator[RunRecord]:
        """Yield these runs with all that was logged to them."""
        for id_ in ids:
            before = self._troubles
            folder = self._runs.get(id_)
            about = None if folder is None else self._about(folder)
            run = None if folder is None or about is None else self._run(id_, folder, about)
            if self._troubles != before:
                self.troubled.add(id_)
            if run is not None:
                yield run

    def model_marks(self) -> Mapping[str, str]:
        """Return the ids of all logged models, each with a mark of its record."""
        self._models.clear()
        for experiment in experiment_folders(self._root, self._left_out):
            self._models.update((each.name, each) for each in model_folders(experiment, self._left_out))
        return {id_: model_mark(folder) for id_, folder in self._models.items()}

    def models(self, ids: Collection[str]) -> Iterator[LoggedModel]:
        """Yield these logged models."""
        for id_ in ids:
            before = self._troubles
            folder = self._models.get(id_)
            about = None if folder is None else self._about(folder)
            model = None if folder is None or about is None else self._model(id_, folder, about)
            if self._troubles != before:
                self.troubled.add(id_)
            if model is not None:
                yield model

    def registry(self) -> Sequence[RegisteredModel]:
        """Return all registered models with their versions."""
        found = []
        for folder in folders_in(self._root / "models", self._left_out):
            about = self._about(folder)
            if about is None:
                continue
            aliases = {name: version.strip() for name, version in self._texts(folder / "aliases").items()}
            found.append(
                RegisteredModel(
                    folder.name,
                    _text(about.get("description")),
                    self._texts(folder / "tags"),
                    aliases,
                    tuple(sorted(self._versions(folder), key=lambda each: (len(each.version), each.version))),
                    _whole(about.get("creation_timestamp")),
                )
            )
        return found

    def unread(self) -> Iterator[tuple[str, str]]:
        """Yield where and why something could not be read."""
        yield from self._problems.items()
        if self._no_numbers:
            yield (
                f"{self.location} metrics",
                f"{self._no_numbers} lines of metrics hold no number or no time and were left out.",
            )

    @property
    def _troubles(self) -> tuple[int, int]:
        return len(self._problems), self._no_numbers

    def _model(self, id_: str, folder: Path, about: Mapping[str, object]) -> LoggedModel:
        status = about.get("status")
        return LoggedModel(
            id_,
            _text(about.get("name")),
            _text(about.get("source_run_id")),
            _text(about.get("artifact_location")),
            LOGGED_MODEL_STATUS.get(status, _text(status)),
            _text(about.get("model_type")),
            _text(about.get("lifecycle_stage")) or ACTIVE,
            self._texts(folder / "params"),
            self._texts(folder / "tags"),
            last_values(self._metrics(folder / "metrics")),
        )

    def _run(self, id_: str, folder: Path, about: Mapping[str, object]) -> RunRecord:
        tags = self._texts(folder / "tags")
        status = about.get("status")
        experiment = _text(about.get("experiment_id")) or folder.parent.name
        return RunRecord(
            id_,
            experiment,
            _text(about.get("run_name")) or _text(about.get("name")),
            RUN_STATUS.get(status, _text(status)),
            _whole(about.get("start_time")),
            _whole(about.get("end_time")),
            _text(about.get("user_id")),
            _text(about.get("source_name")),
            _text(about.get("source_version")),
            _text(about.get("entry_point_name")),
            _text(about.get("lifecycle_stage")) or ACTIVE,
            _text(about.get("artifact_uri")),
            self._texts(folder / "params"),
            tags,
            self._metrics(folder / "metrics"),
            tuple(self._datasets(folder)),
            # Whose they are is in the path alone: both ids in these files are the other thing's.
            tuple(each.name for each in folders_in(folder / "outputs", self._left_out)),
            tuple(
                each.name
                for each in folders_in(folder / "inputs", self._left_out)
                if (self._about(each) or {}).get("source_type") == "RUN_INPUT"
            ),
        )

    def _datasets(self, run: Path) -> Iterator[DatasetInput]:
        for link in folders_in(run / "inputs", self._left_out):
            said = self._about(link) or {}
            dataset = _text(said.get("source_id"))
            if said.get("source_type") != "DATASET" or not is_id(dataset):
                continue
            about = self._about(run.parent / "datasets" / dataset)
            if about is not None:
                yield DatasetInput(
                    _text(about.get("name")),
                    _text(about.get("digest")),
                    _text(about.get("source_type")),
                    _text(about.get("source")),
                    _text(about.get("schema")),
                    _text(about.get("profile")),
                    _text(as_mapping(said.get("tags")).get("mlflow.data.context")),
                )

    def _versions(self, model: Path) -> Iterator[RegisteredVersion]:
        for folder in folders_in(model, self._left_out):
            if not folder.name.startswith("version-"):
                continue
            about = self._about(folder)
            if about is not None:
                yield RegisteredVersion(
                    _text(about.get("version")) or folder.name.removeprefix("version-"),
                    _text(about.get("source")),
                    _text(about.get("storage_location")),
                    _text(about.get("run_id")),
                    _text(about.get("current_stage")),
                    _text(about.get("status")),
                    _text(about.get("description")),
                    _text(about.get("user_id")),
                    _whole(about.get("creation_timestamp")),
                    _whole(about.get("last_updated_timestamp")),
                    self._texts(folder / "tags"),
                )

    def _metrics(self, folder: Path) -> Mapping[str, History]:
        rows: list[tuple[object, ...]] = []
        for name, path in files_below(folder):
            text = self._read(path, _LARGEST_HISTORY)
            for line in (text or "").splitlines():
                row = _row(name, line)
                if row is None:
                    self._no_numbers += bool(line.strip())
                else:
                    rows.append(row)
        found, bad = histories(rows)
        self._no_numbers += bad
        return found

    def _texts(self, folder: Path) -> dict[str, str]:
        """Return what files hold, by their path in a folder: parameters, tags."""
        texts = ((name, self._read(path, _LARGEST)) for name, path in files_below(folder))
        return {name: text for name, text in texts if text is not None}

    def _about(self, folder: Path) -> Mapping[str, object] | None:
        """Return what the `meta.yaml` of a folder says; None, and a problem, where it cannot be read."""
        path = folder / "meta.yaml"
        text = self._read(path, _LARGEST)
        if text is None:
            return None
        try:
            found = load_yaml(text)
        except (UnreadableError, RecursionError) as error:
            self._left_out(path, f"This file cannot be read: {error}. What it describes was left out.")
            return None
        if not isinstance(found, dict):
            self._left_out(path, "This file is empty or half-written. What it describes was left out.")
            return None
        return found

    def _read(self, path: Path, largest: int) -> str | None:
        try:
            about = path.lstat()
            if not stat.S_ISREG(about.st_mode):
                return self._left_out(path, "This is a link or no file. It was not followed.")
            if about.st_size > largest:
                return self._left_out(path, f"This file is larger than {largest >> 20} MB and was left out.")
            return path.read_text(encoding="utf-8", errors="replace")
        except FileNotFoundError:
            return self._left_out(
                path, "This file is gone; the store changed while it was read. Read it again."
            )
        except OSError as error:
            return self._left_out(path, f"This file cannot be read ({error.strerror}).")

    def _left_out(self, path: Path, what: str) -> str | None:
        """Note a problem; what it is about is None."""
        self._problems[str(path)] = what
        return None


def _row(name: str, line: str) -> tuple[object, ...] | None:
    """Return name, step, time, value and whether it is NaN; old stores have no step, new ones more."""
    words = line.split()
    try:
        time, value = int(words[0]), float(words[1])
        return name, int(words[2]) if len(words) > 2 else 0, time, value, value != value  # noqa: PLR0124
    except (ValueError, IndexError):
        return None


def _text(value: object) -> str:
    return (
        value
        if isinstance(value, str)
        else ""
        if value is None
        else json.dumps(value)
        if isinstance(value, dict | list)
        else str(value)
    )


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) else None
