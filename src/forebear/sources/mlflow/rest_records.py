"""What MLflow's REST API answers, as records of a store; what is of a wrong kind counts as not told."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

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

_READY = "LOGGED_MODEL_"
_NUMBERS = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}


class OtherError(StoreError):
    """What a server answers is nothing that MLflow's would."""


def entries(answer: object, name: str) -> list[Mapping[str, Any]]:
    """Return the objects that an answer lists under a name; raises OtherError where it is no object."""
    if not isinstance(answer, Mapping):
        raise OtherError(
            "The server does not answer as one of MLflow does. Check the address of this source."
        )
    found = answer.get(name)
    return [each for each in found if isinstance(each, Mapping)] if isinstance(found, list) else []


def mark(about: Mapping[str, Any]) -> str:
    """Return a text that changes when a record does; the order of its parts says nothing."""
    return hashlib.blake2b(_ordered(about).encode(), digest_size=9).hexdigest()


def run_id(about: Mapping[str, Any]) -> str:
    """Return the id of a run, "" where it has none."""
    info = _part(about, "info")
    return _text(info.get("run_id")) or _text(info.get("run_uuid"))


def started(about: Mapping[str, Any]) -> int:
    """Return when a run began, 0 where that is not told."""
    return _whole(_part(about, "info").get("start_time")) or 0


def metric_names(about: Mapping[str, Any]) -> list[str]:
    """Return the names of the metrics of a run."""
    return [_text(each.get("key")) for each in entries(_part(about, "data"), "metrics")]


def experiment(about: Mapping[str, Any]) -> Experiment:
    """Return an experiment."""
    return Experiment(
        _text(about.get("experiment_id")),
        _text(about.get("name")),
        _text(about.get("lifecycle_stage")) or ACTIVE,
        _pairs(about, "tags"),
    )


def run(about: Mapping[str, Any], metrics: Mapping[str, History]) -> RunRecord:
    """Return a run with its histories."""
    info, data = _part(about, "info"), _part(about, "data")
    inputs, outputs = _part(about, "inputs"), _part(about, "outputs")
    return RunRecord(
        run_id(about),
        _text(info.get("experiment_id")),
        name=_text(info.get("run_name")),
        status=_text(info.get("status")),
        started=_whole(info.get("start_time")),
        ended=_whole(info.get("end_time")),
        user=_text(info.get("user_id")),
        lifecycle=_text(info.get("lifecycle_stage")) or ACTIVE,
        artifacts=_text(info.get("artifact_uri")),
        params=_pairs(data, "params"),
        tags=_pairs(data, "tags"),
        metrics=metrics,
        datasets=tuple(map(_dataset, entries(inputs, "dataset_inputs"))),
        outputs=tuple(_text(each.get("model_id")) for each in entries(outputs, "model_outputs")),
        inputs=tuple(_text(each.get("model_id")) for each in entries(inputs, "model_inputs")),
    )


def metric_row(about: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return a value of a history as a row (key, step, time, value, whether it is NaN)."""
    value = about.get("value")
    number = _NUMBERS.get(value) if isinstance(value, str) else value
    is_nan = isinstance(number, float) and math.isnan(number)
    step, time = _whole(about.get("step", 0)), _whole(about.get("timestamp", 0))
    return (_text(about.get("key")), step, time, 0.0 if is_nan else number, is_nan)


def metric_rows(about: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """Return the metrics of a logged model as rows."""
    return [metric_row(each) for each in entries(_part(about, "data"), "metrics")]


def model_id(about: Mapping[str, Any]) -> str:
    """Return the id of a logged model, "" where it has none."""
    return _text(_part(about, "info").get("model_id"))


def logged_model(about: Mapping[str, Any], metrics: Mapping[str, float]) -> LoggedModel:
    """Return a logged model with the last values of its metrics."""
    info = _part(about, "info")
    return LoggedModel(
        model_id(about),
        _text(info.get("name")),
        _text(info.get("source_run_id")),
        _text(info.get("artifact_uri")),
        _text(info.get("status")).removeprefix(_READY).replace("UNSPECIFIED", ""),
        _text(info.get("model_type")),
        params=_pairs(_part(about, "data"), "params"),
        tags=_pairs(info, "tags"),
        metrics=metrics,
    )


def registered_version(about: Mapping[str, Any], location: str) -> RegisteredVersion:
    """Return a version of a registered model; `location` is where its files lie."""
    return RegisteredVersion(
        _text(about.get("version")),
        _text(about.get("source")),
        location,
        _text(about.get("run_id")),
        _text(about.get("current_stage")),
        _text(about.get("status")),
        _text(about.get("description")),
        _text(about.get("user_id")),
        _whole(about.get("creation_timestamp")),
        _whole(about.get("last_updated_timestamp")),
        _pairs(about, "tags"),
    )


def registered_model(
    about: Mapping[str, Any], versions: Mapping[str, Sequence[RegisteredVersion]]
) -> RegisteredModel:
    """Return a registered model; `versions` are those of all models, by the model's name."""
    name = _text(about.get("name"))
    aliases = {_text(each.get("alias")): _text(each.get("version")) for each in entries(about, "aliases")}
    return RegisteredModel(
        name,
        _text(about.get("description")),
        _pairs(about, "tags"),
        aliases,
        tuple(sorted(versions.get(name, ()), key=lambda each: (len(each.version), each.version))),
        _whole(about.get("creation_timestamp")),
    )


def _dataset(about: Mapping[str, Any]) -> DatasetInput:
    known = _part(about, "dataset")
    return DatasetInput(
        name=_text(known.get("name")),
        digest=_text(known.get("digest")),
        source_type=_text(known.get("source_type")),
        source=_text(known.get("source")),
        schema=_text(known.get("schema")),
        profile=_text(known.get("profile")),
        context=_pairs(about, "tags").get("mlflow.data.context", ""),
    )


def _ordered(value: object) -> str:
    """Return JSON in which lists, too, are in an order of their own."""
    if isinstance(value, Mapping):
        inner = ",".join(f"{json.dumps(str(key))}:{_ordered(value[key])}" for key in sorted(value, key=str))
        return f"{{{inner}}}"
    if isinstance(value, list):
        return f"[{','.join(sorted(map(_ordered, value)))}]"
    return json.dumps(value)


def _pairs(about: Mapping[str, Any], name: str) -> dict[str, str]:
    return {_text(each.get("key")): _text(each.get("value")) for each in entries(about, name)}


def _part(about: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = about.get(name)
    return found if isinstance(found, Mapping) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else "" if value is None else str(value)


def _whole(value: object) -> int | None:
    if isinstance(value, str) and value.lstrip("-").isdecimal() and len(value) < 20:
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None
