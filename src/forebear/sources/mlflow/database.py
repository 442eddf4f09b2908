"""Stores in a database (SQLite, or one on a server) of MLflow 1 to 3, read by the columns that are there."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from forebear.lineage.batches import batched
from forebear.sources.mlflow.histories import histories, last_values
from forebear.sources.mlflow.records import (
    ACTIVE,
    DatasetInput,
    Experiment,
    History,
    LoggedModel,
    RegisteredModel,
    RegisteredVersion,
    RunRecord,
)
from forebear.sources.mlflow.schemas import LOGGED_MODEL_STATUS, release_of
from forebear.sources.mlflow.tables import Known, Tables

_MANY = 200
"""Rows of metrics from which on a run is asked for alone: then its id need not come with each."""

_BATCH = 50
"""Runs that are asked for together: enough to spare questions, few enough that nobody waits for an answer."""

_RUN: Mapping[str, object] = {
    "run_uuid": "", "experiment_id": "", "name": "", "status": "", "start_time": None, "end_time": None,
    "user_id": "", "source_name": "", "source_version": "", "entry_point_name": "", "lifecycle_stage": ACTIVE,
    "artifact_uri": "",
}  # fmt: skip
_METRIC: Mapping[str, object] = {
    "key": "", "step": 0, "timestamp": 0, "value": None, "is_nan": False
}  # fmt: skip
_MODEL: Mapping[str, object] = {
    "model_id": "", "name": "", "source_run_id": "", "artifact_location": "", "status": 0, "model_type": "",
    "lifecycle_stage": ACTIVE, "last_updated_timestamp_ms": None,
}  # fmt: skip
_VERSION: Mapping[str, object] = {
    "workspace": "default", "name": "", "version": "", "source": "", "storage_location": "", "run_id": "",
    "current_stage": "", "status": "", "description": "", "user_id": "", "creation_time": None,
    "last_updated_time": None,
}  # fmt: skip
_OF_RUNS = ("run_uuid", "key", "value")
_NEEDED = ("experiments", "runs", "metrics", "params", "tags")

_Named = Mapping[Any, dict[str, str]]
"""Names and values of each thing."""


class DatabaseStore:
    """A store in a database; see `Store`."""

    def __init__(self, location: str, tables: Tables, folder: str = "") -> None:
        self.location = location
        self.folder = folder
        self._tables = Known(tables)
        self.troubled: set[str] = set()
        self._no_numbers = 0
        self._logged: Mapping[str, int] = {}

    @property
    def schema(self) -> str:
        """The revision of the schema, "" where none is noted."""
        found = self._tables.rows("alembic_version", {"version_num": ""})
        return _text(found[0][0]) if found else ""

    def experiments(self) -> Mapping[str, Experiment]:
        """Return all experiments by id, the deleted ones too."""
        tags = self._named("experiment_tags", "experiment_id")
        columns = {"experiment_id": "", "name": "", "lifecycle_stage": ACTIVE}
        return {
            _text(id_): Experiment(_text(id_), _text(name), _text(lifecycle), tags.get(id_, {}))
            for id_, name, lifecycle in self._tables.rows("experiments", columns)
        }

    def marks(self) -> Mapping[str, str]:
        """Return all runs' ids in the order in which they began, each with a mark of its record."""
        tags = self._named("tags", "run_uuid")
        self._logged = self._tables.counts("metrics", "run_uuid")
        counts = [self._logged] + [
            self._tables.counts(table, column)
            for table, column in (
                ("params", "run_uuid"),
                ("inputs", "destination_id"),
                ("inputs", "source_id"),
            )
        ]
        experiments = self.experiments()
        rows = self._tables.rows("runs", _RUN)
        rows.sort(key=lambda row: (_whole(row[4]) or 0, _text(row[0])))
        return {
            _text(row[0]): _mark(
                row,
                experiments.get(_text(row[1])),
                sorted(tags.get(row[0], {}).items()),
                [count.get(row[0]) for count in counts],
            )
            for row in rows
        }

    def runs(self, ids: Collection[str]) -> Iterator[RunRecord]:
        """Yield these runs with all that was logged to them."""
        for some in batched(ids, _BATCH):
            yield from self._batch(some)

    def model_marks(self) -> Mapping[str, str]:
        """Return the ids of all logged models, each with a mark of its record."""
        tags = self._named("logged_model_tags", "model_id", "tag_key", "tag_value")
        metrics = self._tables.counts("logged_model_metrics", "model_id")
        return {
            _text(row[0]): _mark(row, sorted(tags.get(row[0], {}).items()), metrics.get(row[0]))
            for row in self._tables.rows("logged_models", _MODEL)
        }

    def models(self, ids: Collection[str]) -> Iterator[LoggedModel]:
        """Yield these logged models."""
        for some in batched(ids, _BATCH):
            yield from self._some_models(some)

    def registry(self) -> Sequence[RegisteredModel]:
        """Return all registered models with their versions."""
        rows = self._tables.rows
        tags = self._of_models("registered_model_tags", "key", "value")
        aliases = self._of_models("registered_model_aliases", "alias", "version")
        columns = {"workspace": "default", "name": "", "version": "", "key": "", "value": ""}
        of_versions: dict[tuple[str, str, str], dict[str, str]] = defaultdict(dict)
        for workspace, name, version, key, value in rows("model_version_tags", columns):
            of_versions[_text(workspace), _text(name), _text(version)][_text(key)] = _text(value)
        versions: dict[tuple[str, str], list[RegisteredVersion]] = defaultdict(list)
        for workspace, name, version, source, location, run, stage, *rest in rows("model_versions", _VERSION):
            status, description, user, created, updated = rest
            key = _text(workspace), _text(name)
            versions[key].append(
                RegisteredVersion(
                    _text(version),
                    _text(source),
                    _text(location),
                    _text(run),
                    _text(stage),
                    _text(status),
                    _text(description),
                    _text(user),
                    _whole(created),
                    _whole(updated),
                    of_versions.get((*key, _text(version)), {}),
                )
            )
        about: Mapping[str, object] = {
            "workspace": "default", "name": "", "description": "", "creation_time": None
        }  # fmt: skip
        models = {
            (_text(workspace), _text(name)): (_text(description), _whole(created))
            for workspace, name, description, created in rows("registered_models", about)
        }
        return [
            RegisteredModel(
                in_workspace(*key),
                models.get(key, ("", None))[0],
                tags.get(key, {}),
                aliases.get(key, {}),
                tuple(sorted(versions.get(key, ()), key=lambda each: (len(each.version), each.version))),
                models.get(key, ("", None))[1],
            )
            for key in sorted({*models, *versions})
        ]

    def unread(self) -> Iterator[tuple[str, str]]:
        """Yield where and why something could not be read."""
        missing = [table for table in _NEEDED if not self._tables.has(table)]
        if missing:
            what = (
                f"MLflow's tables {', '.join(missing)} are not in this database; what they hold is not known."
            )
            yield self.location, what
        schema = self.schema
        if schema and not release_of(schema):
            lacking = sorted(f"{table}.{column}" for table, column in self._tables.lacking)
            without = f" It lacks {', '.join(lacking)}." if lacking else ""
            what = (
                f"Its schema ({schema}) is of an MLflow that is not known here. What is known was read; "
                f"what newer tables and columns hold was not.{without} Look for a newer Forebear."
            )
            yield f"{self.location} schema", what
        if self._no_numbers:
            yield (
                f"{self.location} metrics",
                f"{self._no_numbers} rows of metrics hold no number or no time and were left out.",
            )

    def _batch(self, ids: list[str]) -> Iterator[RunRecord]:
        rows = self._tables.rows
        params, tags = self._named("params", "run_uuid", only=ids), self._named("tags", "run_uuid", only=ids)
        of_run: dict[object, list[Sequence[Any]]] = defaultdict(list)
        few = [id_ for id_ in ids if self._logged.get(id_, 0) <= _MANY]
        for row in rows("metrics", {"run_uuid": "", **_METRIC}, ("run_uuid", few)):
            of_run[row[0]].append(row[1:])
        datasets = self._datasets(ids)
        outputs, inputs = self._models_of(ids)
        found = {_text(row[0]): row for row in rows("runs", _RUN, ("run_uuid", ids))}
        for id_ in ids:
            about = found.get(id_)
            if about is None:
                continue  # deleted for good since its mark was read
            logged = of_run.pop(id_, ()) if id_ in few else rows("metrics", _METRIC, ("run_uuid", [id_]))
            metrics = self._histories(id_, logged)
            experiment, name, status, began, ended, user, source, version, entry, stage, artifacts = about[1:]
            yield RunRecord(
                id_, _text(experiment), _text(name), _text(status), _whole(began), _whole(ended), _text(user),
                _text(source), _text(version), _text(entry), _text(stage), _text(artifacts),
                params.get(id_, {}), tags.get(id_, {}), {_text(key): each for key, each in metrics.items()},
                datasets.get(id_, ()), outputs.get(id_, ()), inputs.get(id_, ()),
            )  # fmt: skip

    def _histories(self, owner: str, rows: Sequence[Sequence[Any]]) -> dict[Any, History]:
        found, bad = histories(rows)
        if bad:
            self.troubled.add(owner)
            self._no_numbers += bad
        return found

    def _datasets(self, ids: list[str]) -> Mapping[str, list[DatasetInput]]:
        rows = self._tables.rows
        columns = {
            "input_uuid": "",
            "source_type": "",
            "source_id": "",
            "destination_type": "",
            "destination_id": "",
        }
        links = [
            (input_, source, run)
            for input_, kind, source, into, run in rows("inputs", columns, ("destination_id", ids))
            if kind == "DATASET" and into == "RUN"
        ]
        contexts = self._named("input_tags", "input_uuid", "name", only=[input_ for input_, _, _ in links])
        columns = {
            "dataset_uuid": "", "name": "", "digest": "", "dataset_source_type": "", "dataset_source": "",
            "dataset_schema": "", "dataset_profile": "",
        }  # fmt: skip
        about = {
            row[0]: DatasetInput(*map(_text, row[1:]))
            for row in rows("datasets", columns, ("dataset_uuid", {source for _, source, _ in links}))
        }
        found: dict[str, list[DatasetInput]] = defaultdict(list)
        for input_, source, run in links:
            if source in about:
                context = contexts.get(input_, {}).get("mlflow.data.context", "")
                found[_text(run)].append(replace(about[source], context=context))
        return found

    def _models_of(self, ids: list[str]) -> tuple[Mapping[str, list[str]], Mapping[str, list[str]]]:
        """Return the logged models that runs made, and those that they were given."""
        made: dict[str, list[str]] = defaultdict(list)
        given: dict[str, list[str]] = defaultdict(list)
        columns = {"source_type": "", "source_id": "", "destination_type": "", "destination_id": ""}
        for kind, run, into, model in self._tables.rows("inputs", columns, ("source_id", ids)):
            if (kind, into) == ("RUN_OUTPUT", "MODEL_OUTPUT"):
                made[_text(run)].append(_text(model))
            elif (kind, into) == ("RUN_INPUT", "MODEL_INPUT"):
                given[_text(run)].append(_text(model))
        for model, run in self._tables.rows(
            "logged_models", {"model_id": "", "source_run_id": ""}, ("source_run_id", ids)
        ):
            if _text(model) not in made[_text(run)]:
                made[_text(run)].append(_text(model))
        return made, given

    def _some_models(self, ids: list[str]) -> Iterator[LoggedModel]:
        params = self._named("logged_model_params", "model_id", "param_key", "param_value", only=ids)
        tags = self._named("logged_model_tags", "model_id", "tag_key", "tag_value", only=ids)
        columns = {
            "model_id": "",
            "metric_name": "",
            "metric_step": 0,
            "metric_timestamp_ms": 0,
            "metric_value": None,
        }
        of_model: dict[object, list[Sequence[Any]]] = defaultdict(list)
        for row in self._tables.rows("logged_model_metrics", columns, ("model_id", ids)):
            of_model[row[0]].append((*row[1:], False))
        for row in self._tables.rows("logged_models", _MODEL, ("model_id", ids)):
            id_, name, run, location, status, type_, lifecycle, _ = row
            metrics = self._histories(_text(id_), of_model.get(id_, ()))
            yield LoggedModel(
                _text(id_), _text(name), _text(run), _text(location),
                LOGGED_MODEL_STATUS.get(status, _text(status)), _text(type_), _text(lifecycle),
                params.get(id_, {}), tags.get(id_, {}), last_values(metrics),
            )  # fmt: skip

    def _named(
        self,
        table: str,
        owner: str,
        key: str = "key",
        value: str = "value",
        only: Collection[str] | None = None,
    ) -> _Named:
        """Return names and values by whose they are, of all or `only` some owners."""
        found: dict[Any, dict[str, str]] = defaultdict(dict)
        wanted = None if only is None else (owner, only)
        for whose, name, text in self._tables.rows(table, {owner: "", key: "", value: ""}, wanted):
            found[whose][_text(name)] = _text(text)
        return found

    def _of_models(self, table: str, key: str, value: str) -> Mapping[tuple[str, str], dict[str, str]]:
        found: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
        columns = {"workspace": "default", "name": "", key: "", value: ""}
        for workspace, name, one, other in self._tables.rows(table, columns):
            found[_text(workspace), _text(name)][_text(one)] = _text(other)
        return found


def in_workspace(workspace: str, name: str) -> str:
    """Return the name of a registered model, led by its workspace where that is not the default one."""
    return name if workspace in ("", "default") else f"{workspace}/{name}"


def _text(value: object) -> str:
    return value if isinstance(value, str) else "" if value is None else str(value)


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) else None


def _mark(*parts: object) -> str:
    return hashlib.blake2b(repr(parts).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
