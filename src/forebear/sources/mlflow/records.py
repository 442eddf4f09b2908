"""What an MLflow store holds, whichever form it has: a database, a folder, a server.

Times are milliseconds since 1970, as MLflow keeps them; None or "" = not recorded.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from forebear.lineage.errors import ActionableError

ACTIVE = "active"
"""The lifecycle stage of what nobody deleted."""


@dataclass(frozen=True, slots=True)
class Experiment:
    """A folder of runs."""

    id: str
    name: str
    lifecycle: str = ACTIVE
    tags: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class History:
    """All that was logged of a metric, by step, then time, then value; the last is what MLflow calls latest.

    `times` are microseconds, as the lineage has them. NaN and infinities are what was logged, not what stands
    for them in a database.
    """

    steps: array[int]
    values: array[float]
    times: array[int]


@dataclass(frozen=True, slots=True)
class DatasetInput:
    """A dataset that a run was given, as `mlflow.log_input` notes it.

    `digest` is MLflow's own, of a sample: it says nothing of a file. `source` and `schema` are JSON texts.
    """

    name: str
    digest: str
    source_type: str
    source: str
    schema: str = ""
    profile: str = ""
    context: str = ""  # training, evaluation …


@dataclass(frozen=True, slots=True)
class LoggedModel:
    """A model of MLflow 3 (`m-…`), whose files lie beside those of its run."""

    id: str
    name: str
    run: str
    location: str
    status: str = ""
    type: str = ""
    lifecycle: str = ACTIVE
    params: Mapping[str, str] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)
    metrics: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RunRecord:
    """One run and all that was logged to it. `outputs` and `inputs` are ids of logged models."""

    id: str
    experiment: str
    name: str = ""
    status: str = ""
    started: int | None = None
    ended: int | None = None
    user: str = ""
    source_name: str = ""
    source_version: str = ""
    entry_point: str = ""
    lifecycle: str = ACTIVE
    artifacts: str = ""  # a path or URI
    params: Mapping[str, str] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)
    metrics: Mapping[str, History] = field(default_factory=dict)
    datasets: Sequence[DatasetInput] = ()
    outputs: Sequence[str] = ()
    inputs: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class RegisteredVersion:
    """A version of a registered model; `location` is where its files lie, `source` what was registered."""

    version: str
    source: str = ""
    location: str = ""
    run: str = ""
    stage: str = ""
    status: str = ""
    description: str = ""
    user: str = ""
    created: int | None = None
    updated: int | None = None
    tags: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RegisteredModel:
    """A registered model. `name` is led by its workspace where that is not the default one."""

    name: str
    description: str = ""
    tags: Mapping[str, str] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)  # alias to version
    versions: Sequence[RegisteredVersion] = ()
    created: int | None = None


class Store(Protocol):
    """A store of any form, read and never written to.

    Attributes: `location` names it; `folder` is where relative paths in it begin on this machine,
    "" where there is none; `troubled` are the ids of runs and models that could only be read in part so far.

    Each method raises `StoreError` where the store as a whole cannot be read. What cannot be read of it is
    told by `unread` as (where, what), after all else was asked for.
    """

    location: str
    folder: str
    troubled: set[str]

    def experiments(self) -> Mapping[str, Experiment]:
        """Return all experiments by id, the deleted ones too."""
        ...

    def marks(self) -> Mapping[str, str]:
        """Return all runs' ids, oldest first, each with a text that changes when the run's record does."""
        ...

    def runs(self, ids: Collection[str]) -> Iterator[RunRecord]:
        """Yield these runs with all that was logged to them."""
        ...

    def model_marks(self) -> Mapping[str, str]:
        """Return all logged models' ids, each with a text that changes when the model's record does."""
        ...

    def models(self, ids: Collection[str]) -> Iterator[LoggedModel]:
        """Yield these logged models."""
        ...

    def registry(self) -> Sequence[RegisteredModel]:
        """Return all registered models with their versions."""
        ...

    def unread(self) -> Iterator[tuple[str, str]]:
        """Yield where and why something could not be read."""
        ...


class StoreError(ActionableError):
    """A store cannot be read now."""
