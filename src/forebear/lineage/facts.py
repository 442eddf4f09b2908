"""Facts: what a source yields, in any order; the database makes them one lineage.

The words `Commit`, `Ref`, `Artifact`, `Run`, `ModelVersion`, `Transition` and `Problem` are facts themselves.
The facts here join them. A `Digest` names an artifact, a run's key names a run, a sha names a commit; the
thing named may come in an earlier or a later fact of the same import, or be known from an import before.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from forebear.lineage.words import (
    Artifact,
    Commit,
    Digest,
    Environment,
    ModelVersion,
    Origin,
    Problem,
    Ref,
    Role,
    Run,
    Scalar,
    Transition,
)


@dataclass(frozen=True, slots=True)
class Used:
    """A run read an artifact at `path` (relative to the repository's root, or a URL)."""

    run: str
    artifact: Digest
    path: str
    role: Role = Role.INPUT


@dataclass(frozen=True, slots=True)
class Generated:
    """A run wrote an artifact at `path`."""

    run: str
    artifact: Digest
    path: str
    role: Role = Role.OUTPUT


@dataclass(frozen=True, slots=True)
class CodeOf:
    """A commit holds the code a run executed; for DVC, the first commit that holds the run's lock entry."""

    run: str
    commit: str


@dataclass(frozen=True, slots=True)
class RanIn:
    """A run ran in an environment. With ASSUMED origin, `by` says who said so."""

    run: str
    environment: Environment
    origin: Origin = Origin.RECORDED
    by: str = ""


@dataclass(frozen=True, slots=True)
class CameFrom:
    """An artifact was fetched from another place (`dvc import`, `dvc import-url`).

    `source` is the repository's or file's URL, `path` the path in that repository ("" for a plain URL),
    `revision` its locked commit.
    """

    artifact: Digest
    source: str
    path: str = ""
    revision: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """Data that came as `source` was used as `target`: one of them is a directory and the other is in it.

    `path` is that of the inner one, relative to the repository's root.
    """

    source: Digest
    target: Digest
    path: str


class Slot(StrEnum):
    """What kind of thing a commit holds at a path."""

    DATA = "data"  # an artifact that a tool tracks (`*.dvc`, an output in dvc.lock)
    RUN = "run"  # a stage's run; the path is the run's name
    METRICS = "metrics"  # a metrics file
    PARAMETERS = "parameters"  # a parameters file
    PLOT = "plot"


@dataclass(frozen=True, slots=True)
class Held:
    """From this commit on (against its first parent) `path` holds `subject`; None = no longer held.

    What a commit holds in all is found by walking first parents: the nearest `Held` of a (slot, path) counts.
    A subject is a Digest (an artifact) or a run's key. `parameters` of Slot.PARAMETERS files, where only
    some names of the file are tracked, are listed in `names` (empty = all).
    """

    commit: str
    slot: Slot
    path: str
    subject: Digest | str | None
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Metric:
    """A number that a run reported: of a metrics file (`subject` a Digest) or of a run (its key).

    `name` is dotted (`train.auc`); `step` where there are steps. NaN and infinities are kept. A metric that
    is not a number (some tools log text) has `value` None and its `text`; a whole number that is too large
    for a float has the nearest float and its digits.
    """

    subject: Digest | str
    name: str
    value: float | None
    step: int | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value a run was given (`subject` its key), or that a parameters file holds (`subject` a Digest).

    `file` is the parameters file's path for a run's parameter ("" when it came otherwise).
    """

    subject: Digest | str
    name: str
    value: Scalar
    file: str = ""


@dataclass(frozen=True, slots=True)
class Solved:
    """What was wrong at `where` (as a `Problem` of an earlier import named it) is no longer wrong."""

    source: str
    where: str


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """How far a source was read; given back as `since` at the next import. The last fact of each import."""

    source: str
    location: str
    state: Mapping[str, object]


Fact = (
    Commit
    | Ref
    | Artifact
    | Run
    | Used
    | Generated
    | CodeOf
    | RanIn
    | CameFrom
    | Part
    | Held
    | Metric
    | Parameter
    | ModelVersion
    | Transition
    | Problem
    | Solved
    | Checkpoint
)
