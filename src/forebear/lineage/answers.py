"""What the questions answer with: plain values that cross threads and rooms freely."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from forebear.lineage.facts import Slot
from forebear.lineage.keys import short_key
from forebear.lineage.words import (
    Artifact,
    ArtifactType,
    Digest,
    Environment,
    Known,
    ModelVersion,
    Move,
    NodeKind,
    Origin,
    Readiness,
    Role,
    Run,
    Scalar,
    Transition,
)


@dataclass(frozen=True, slots=True)
class Node:
    """A node of the lineage graph, as much of it as a card shows.

    `id` is the database's and never leaves the process; `key` is what the kind is known by (sha, run key,
    preferred digest, rebuild id); `commit` the sha it belongs to (a run's code; where an artifact was first
    held).
    """

    id: int
    kind: NodeKind
    key: str
    name: str
    origin: Origin
    type: ArtifactType | None = None
    digests: tuple[Digest, ...] = ()
    when: datetime | None = None
    commit: str | None = None
    detail: str = ""  # commit: author; run: command; rebuild: verdict; artifact: size; model version: stages
    called: str = ""  # model version: the shortest name that no other has

    @property
    def ref(self) -> str:
        """The REF that names this node again: a sha, a digest, `run:…`, `rebuild:…`."""
        match self.kind:
            case NodeKind.RUN:
                return f"run:{short_key(self.key)}"
            case NodeKind.REBUILD:
                return f"rebuild:{self.key}"
            case NodeKind.ENVIRONMENT:
                return f"environment:{self.key[:12]}"
            case NodeKind.MODEL_VERSION:
                return f"models:/{self.called or self.key}"
            case _:
                return self.key


@dataclass(frozen=True, slots=True)
class Edge:
    """An edge in the direction in which data flows; `path` is where the artifact was for that run.

    `known` is how it is known, and `said` what says so, where that is more than the tool's own record.
    """

    source: int
    target: int
    role: Role
    path: str = ""
    known: Known = Known.RECORDED
    said: str = ""


class GroupKind(StrEnum):
    """What the members of a group have in common."""

    STAGE = "stage"  # runs of one name
    DATASET = "dataset"  # artifacts that were held at, made at or used from one path
    COMMITS = "commits"  # all commits
    BRANCH = "branch"  # commits of one branch
    IMAGE = "image"  # environments of one image
    REGISTERED = "registered"  # versions of one registered model
    REBUILDS = "rebuilds"  # rebuilds of one stage
    OTHERS = "others"  # nodes of one kind that have little in common, where there are too many to draw
    SIBLINGS = "siblings"  # nodes of one kind with the same neighbours
    YEAR = "year"  # members of another group from one year, month or day


@dataclass(frozen=True, slots=True)
class Group:
    """Nodes drawn as one. `key` is the same for the same group at every look; `members` newest first."""

    key: str
    kind: GroupKind
    members: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Graph:
    """A part of the lineage graph.

    `more` counts a node's neighbours left out: (upstream, downstream). A node that stands for many has a
    negative id and an entry in `groups`; its edges are those of its members.
    """

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    more: Mapping[int, tuple[int, int]] = field(default_factory=dict)
    groups: Mapping[int, Group] = field(default_factory=dict)


class Change(StrEnum):
    """What became of a node between two moments."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"  # the path holds another artifact, the stage another run
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Moment:
    """A version of the project: at a commit, or all that was known at a time.

    `text` is what a person wrote (a revision or a date); `commit` is None for a date. `when` is in UTC.
    """

    text: str
    when: datetime
    commit: str | None = None


@dataclass(frozen=True, slots=True)
class Stop:
    """Where a time slider stops: a commit, or a run that ran no known commit's code.

    `text` is what `Moments.moment` reads (a sha or a time), `when` what its record says (None = nothing),
    `since` when it was there, never before its parents (None = always). `labels` are tags, then branches and
    experiments, of which the first `tags` are tags; `changes` counts the paths that a commit changed.
    """

    text: str
    when: datetime | None
    summary: str
    labels: tuple[str, ...] = ()
    tags: int = 0
    changes: int = 0
    commit: str = ""
    run: str = ""
    since: datetime | None = None


class WhyNot(StrEnum):
    """Why a run cannot be made again as it was, as far as its record says."""

    NO_COMMAND = "no command is recorded"
    NO_COMMIT = "the commit of its code is not known"
    NO_IMAGE = "no image is recorded"
    TAG_ONLY = "its image is recorded by a tag alone, and tags move"


@dataclass(frozen=True, slots=True)
class Ready:
    """Whether a run can be made again here: one word, sentences that say why, and when it was looked up."""

    state: Readiness
    details: tuple[str, ...]
    checked_at: datetime


@dataclass(frozen=True, slots=True)
class CardFacts:
    """What a card shows beside its node: everything is optional and "" or () where nothing is recorded.

    `version` is the newest tag that holds it, `place` its place among the versions of its path: (3, 17) is
    the third of 17, oldest first. `trend` are the values of `metric` over its versions up to this one, oldest
    first; `stage` is where a registry has it now; `verdict` that of the newest rebuild, or how that ended,
    begun at `judged_at`; `rebuildable` None where nothing can be said, `why_not` a WhyNot where it is False
    as far as the record goes; `ready` is what was found when it was looked up here. `detail` stands in place
    of the usual second line, `told` in place of what a screen reader says first.
    """

    version: str = ""
    place: tuple[int, int] | None = None
    metric: MetricValue | None = None
    trend: tuple[float, ...] = ()
    stage: str = ""
    verdict: str = ""
    rebuildable: bool | None = None
    why_not: str = ""
    detail: str = ""
    told: str = ""
    ready: Ready | None = None
    judged_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a REF names. `commit` and `path` are set where the REF said them (`PATH@REVISION`, `REVISION`)."""

    text: str
    node: Node
    commit: str | None = None
    path: str | None = None


@dataclass(frozen=True, slots=True)
class Holding:
    """What a commit holds at a path; see `facts.Held`. `node` is an artifact's or a run's."""

    slot: Slot
    path: str
    node: Node
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """An artifact on one side of a run."""

    path: str
    role: Role
    artifact: Node


@dataclass(frozen=True, slots=True)
class MetricValue:
    """The last value of a metric, and how many steps were reported. `source` is its file's path, or "".

    `text` is what a metric says that is no number; beside a number the digits that a float cannot hold.
    """

    source: str
    name: str
    value: float | None
    text: str = ""
    steps: int = 1


@dataclass(frozen=True, slots=True)
class ParameterValue:
    """A parameter; `source` is its file's path, or ""."""

    source: str
    name: str
    value: Scalar


@dataclass(frozen=True, slots=True)
class RanInAnswer:
    """Where a run ran and how that is known."""

    node: Node
    environment: Environment
    origin: Origin
    by: str = ""


@dataclass(frozen=True, slots=True)
class RunRecord:
    """All that is known of a run. `code` lists commits that hold its code, first where it was first seen."""

    node: Node
    run: Run
    inputs: tuple[Link, ...]
    outputs: tuple[Link, ...]
    parameters: tuple[ParameterValue, ...]
    metrics: tuple[MetricValue, ...]
    environments: tuple[RanInAnswer, ...]  # recorded first, then imported, then assumed
    code: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sighting:
    """An artifact (or run) was held at `path` from `commit` on."""

    path: str
    commit: str
    slot: Slot
    when: datetime | None = None


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where an imported artifact came from; see `facts.CameFrom`."""

    source: str
    path: str
    revision: str


@dataclass(frozen=True, slots=True)
class ArtifactRecord:
    """All that is known of an artifact."""

    node: Node
    artifact: Artifact
    sightings: tuple[Sighting, ...]
    producers: tuple[Node, ...]  # runs and rebuilds
    consumers: tuple[Node, ...]
    came_from: tuple[Provenance, ...]
    metrics: tuple[MetricValue, ...]
    parameters: tuple[ParameterValue, ...]


_REGISTRATION = (Move.REGISTERED, Move.DEREGISTERED, Move.DEPRECATED)


@dataclass(frozen=True, slots=True)
class Registered:
    """A model version with its history, oldest first. `stages` are those it is in now, aliases among them."""

    version: ModelVersion
    stages: tuple[str, ...]
    transitions: tuple[Transition, ...]

    @property
    def aliases(self) -> tuple[str, ...]:
        """Those of `stages` that are names of this version alone and no stages."""
        named = {move.stage for move in self.transitions if move.move is Move.ALIASED}
        return tuple(stage for stage in self.stages if stage in named)

    @property
    def ended(self) -> Move | None:
        """How its registration ended, None while it stands."""
        last = next((each.move for each in reversed(self.transitions) if each.move in _REGISTRATION), None)
        return None if last is Move.REGISTERED else last


@dataclass(frozen=True, slots=True)
class ArtifactRow:
    """A line of a list of artifacts. `paths` are those at which commits held it or runs had it."""

    node: Node
    size: int | None
    files: int | None
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RunRow:
    """A line of the history table."""

    node: Node
    run: Run
    commit: str | None
    when: datetime | None
    metrics: tuple[MetricValue, ...]
    parameters: tuple[ParameterValue, ...]
    image: str  # reference of its environment's image, "" = not recorded
    refs: tuple[str, ...]  # tags and branches at its commit


@dataclass(frozen=True, slots=True)
class WriteCounts:
    """How many facts of each kind an import brought that were not known."""

    facts: int
    commits: int
    runs: int
    artifacts: int
