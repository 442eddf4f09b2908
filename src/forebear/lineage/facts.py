"""Facts: what a source yields, in any order; the database makes them one lineage.

The words `Commit`, `Ref`, `Artifact`, `Run`, `Environment` (of an image that nobody ran yet), `Model`,
`ModelVersion`, `Transition` and `Problem` are facts themselves.
The facts here join them. A `Digest` names an artifact, a run's key names a run, a sha names a commit; the
thing named may come in an earlier or a later fact of the same import, or be known from an import before.

How an edge is `known` is kept where there is `evidence`: a part of a sentence that names the record that says
so (`tag mlflow.source.git.commit`).
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from forebear.lineage.words import (
    Artifact,
    Commit,
    Digest,
    Environment,
    Known,
    Model,
    ModelVersion,
    NodeKind,
    Origin,
    Person,
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
    known: Known = Known.RECORDED
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Generated:
    """A run wrote an artifact at `path`."""

    run: str
    artifact: Digest
    path: str
    role: Role = Role.OUTPUT
    known: Known = Known.RECORDED
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class CodeOf:
    """A commit holds the code a run executed; for DVC, the first commit that holds the run's lock entry."""

    run: str
    commit: str
    known: Known = Known.RECORDED
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Nested:
    """A run was started by another."""

    run: str
    parent: str


@dataclass(frozen=True, slots=True)
class Mentioned:
    """A run's record names data by a path or URI and gives no digest of its bytes.

    `place` is a path relative to the repository's root, an absolute path or a URI, and `version` that of the
    place (an S3 version id, a table's version). `lineage/mentions.py` finds which artifact is meant.
    """

    run: str
    place: str
    role: Role = Role.INPUT
    evidence: str = ""
    version: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """An artifact's bytes were at a path or URI when a tool's record was made (`at`, None = not recorded)."""

    artifact: Digest
    source: str
    place: str
    version: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class BuiltFrom:
    """The image of an environment was built from a commit."""

    environment: Environment
    commit: str
    evidence: str


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
class Revised:
    """A version of data that a tool keeps in versions was made from an earlier one, both at `path`."""

    former: Digest
    later: Digest
    path: str


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
    ENVIRONMENT = "environment"  # a file that names packages or an image: requirements, a lock, a Dockerfile
    DEPLOYMENT = "deployment"  # a file that says how and where something runs (Kubernetes, Helm, Compose)


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
class MetricSeries:
    """All that was reported of one metric, in the order in which it was: the last counts as its value.

    `steps` is an array of "q", `values` of "d" (NaN and infinities are kept), `times` of "q" in microseconds
    since 1970, or empty. Read again, a series replaces the one before.
    """

    subject: Digest | str
    name: str
    steps: array[int]
    values: array[float]
    times: array[int]


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
class Tag:
    """Something that a tool noted of a thing: a tag, a description, an experiment, a schema as JSON.

    `subject` is a run's key, a commit's sha, a `ModelVersion.key` or an artifact's digest, as `kind` says.
    `value` None takes back what was noted before.
    """

    kind: NodeKind
    subject: Digest | str
    name: str
    value: str | None


@dataclass(frozen=True, slots=True)
class Renamed:
    """What was known by `former` is known by `now`: earlier readings told less of what it is.

    Both are keys of runs or model versions, or digests of artifacts as text, as `kind` says. Nothing
    happens where `former` is not known or `now` is. What an import says again of it is forgotten with the
    old name, so the other facts of the same import have to say it.

    Of a model version, `when` is the time of its registration: one that is known as registered at another is
    somebody else's and keeps its name. `moves` are those by which it came into the stages that its source
    knew it in (None = not told); they count where what is known of it says otherwise, or is nothing. With
    `retold` all its moves come again.
    """

    kind: NodeKind
    former: str
    now: str
    when: datetime | None = None
    moves: tuple[Transition, ...] | None = None
    retold: bool = False


@dataclass(frozen=True, slots=True)
class Approval:
    """A record that bears on whether a commit or a model version was approved, as its own tool keeps it.

    `what` says what it is (review, check, release, deployment, merge request), `state` how it came out, both
    as recorded; `record` names the tool's own entry.
    """

    kind: NodeKind
    subject: str
    record: str
    what: str
    state: str
    by: Person | None = None
    when: datetime | None = None
    url: str = ""
    why: str = ""


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
    | Nested
    | Mentioned
    | Seen
    | RanIn
    | BuiltFrom
    | Environment
    | CameFrom
    | Part
    | Revised
    | Held
    | Metric
    | MetricSeries
    | Parameter
    | Tag
    | Renamed
    | Approval
    | Model
    | ModelVersion
    | Transition
    | Problem
    | Solved
    | Checkpoint
)
