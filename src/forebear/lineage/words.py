"""The words: one word for one thing, after W3C PROV (entity, activity, agent).

All are immutable values. Times are timezone-aware UTC. Nothing here knows SQL, Git or Qt.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

Scalar = str | int | float | bool | None
"""A parameter's value as YAML, TOML or JSON gives it; lists are kept as their JSON text (`Listed`)."""


class Listed(str):
    """A list, or an empty mapping, as its JSON text. Text of the same letters is another value."""

    __slots__ = ()


class NodeKind(StrEnum):
    """What a node of the lineage graph is."""

    COMMIT = "commit"
    ARTIFACT = "artifact"
    RUN = "run"
    ENVIRONMENT = "environment"
    MODEL_VERSION = "model version"
    REBUILD = "rebuild"


class ArtifactType(StrEnum):
    """What an artifact is for. FILE is anything not known more closely."""

    DATASET = "dataset"
    MODEL = "model"
    METRICS = "metrics"
    PLOT = "plot"
    CONFIG = "config"
    CODE = "code"
    IMAGE_ARCHIVE = "image archive"
    FILE = "file"

    @property
    def says(self) -> int:
        """How much the type says of an artifact; where two records disagree, what says more counts."""
        return _SAYS[self]


_SAYS = {
    type_: rank
    for rank, type_ in enumerate(
        (
            ArtifactType.FILE,
            ArtifactType.CONFIG,
            ArtifactType.CODE,
            ArtifactType.DATASET,
            ArtifactType.PLOT,
            ArtifactType.METRICS,
            ArtifactType.IMAGE_ARCHIVE,
            ArtifactType.MODEL,
        )
    )
}


class Origin(StrEnum):
    """How a fact is known. Shown wherever the fact is shown."""

    RECORDED = "recorded"  # at the time, by the run itself (`forebear run`, a rebuild)
    IMPORTED = "imported"  # read from another tool's records
    ASSUMED = "assumed"  # said later by a named person


class Readiness(StrEnum):
    """Whether a run can be made again here and now, worst first."""

    NEVER_RECORDED = "never recorded"  # no command, no image or no commit is known
    COMMIT_GONE = "commit gone"
    INPUTS_MISSING = "inputs missing"
    IMAGE_MISSING = "image missing"
    NO_ENGINE = "no engine"  # so nobody knows of the image
    DIRTY = "recorded from a dirty tree"
    ELSEWHERE = "inputs elsewhere"  # a remote may have them; none was asked
    IMAGE_ASSUMED = "image assumed"  # by a person, or by a tag alone
    UPSTREAM = "upstream first"  # what is gone can be made again by its own runs
    UNPUSHED = "commit unpushed"
    PATCHED = "dirty, patch kept: rebuildable"  # what was not committed is applied to the commit
    REBUILDABLE = "rebuildable"

    @property
    def possible(self) -> bool | None:
        """Whether a rebuild can be tried; None where nobody knows before it is."""
        if self in (Readiness.NO_ENGINE, Readiness.ELSEWHERE):
            return None
        blocks = (
            Readiness.NEVER_RECORDED,
            Readiness.COMMIT_GONE,
            Readiness.INPUTS_MISSING,
            Readiness.IMAGE_MISSING,
        )
        return self not in blocks


class Role(StrEnum):
    """What an edge means. Edges point in the direction in which data flows."""

    CODE = "code"  # commit -> run
    INPUT = "input"  # artifact -> run, artifact -> rebuild
    OUTPUT = "output"  # run -> artifact
    METRICS = "metrics"  # run -> artifact, an output that holds metrics
    PLOT = "plot"  # run -> artifact, an output that is a plot
    PART = (
        "part"  # a directory -> a file in it that was used alone; a file -> a directory that was used whole
    )
    IMPORT = "import"  # artifact in another repository or at a URL -> artifact here
    REVISION = "revision"  # a version of a table -> the version that was made from it
    ENVIRONMENT = "environment"  # environment -> run
    REBUILD = "rebuild"  # run -> rebuild
    REBUILT = "rebuilt"  # rebuild -> artifact
    REGISTERED = "registered"  # artifact (or commit or run, where no artifact is named) -> model version
    PARENT = "parent"  # run -> a run that it started
    PATCH = "patch"  # artifact (changes that were not committed) -> run
    IMAGE = "image"  # environment -> another with the same image


class Known(StrEnum):
    """How an edge is known."""

    RECORDED = "recorded"  # the tool's own record says so
    SAME_DIGEST = "same digest"  # two records speak of the same bytes
    NAMED = "named"  # a record names a path, a URI, a commit or an image


_DIGEST = re.compile(r"^(?P<algorithm>[a-z0-9-]+):(?P<value>\S+)$")


@dataclass(frozen=True, slots=True, order=True)
class Digest:
    """One digest of a content, written `algorithm:value`.

    Algorithms in use: `md5` (of the bytes; DVC 3), `md5-dos2unix` (DVC 1 and 2: CRLF folded to LF in text),
    `sha256`, `git` (blob id), `etag` and `checksum` (opaque, as a tool recorded them; never joined on alone).
    A directory's digest is DVC's: the md5 of its listing, ending in `.dir`. Others identify as one tool does
    and say nothing of the bytes (`delta`: table and version, `wandb`, `mlmd` …): they join with nothing else.
    """

    algorithm: str
    value: str

    def __str__(self) -> str:
        return f"{self.algorithm}:{self.value}"

    @property
    def is_directory(self) -> bool:
        """Whether this is the digest of a directory listing."""
        return self.value.endswith(".dir")

    @property
    def short(self) -> str:
        """The beginning that people read, `md5:8f3a12bc04`, with what tells like ones apart at the end."""
        mark = "@" if self.algorithm == "delta" else "."  # a table's version, `.dir`
        value, mark, end = self.value.partition(mark)
        return f"{self.algorithm}:{value[:10]}{mark}{end}"

    @classmethod
    def parse(cls, text: str) -> Digest:
        """Read `algorithm:value`; raises ValueError for anything else."""
        match = _DIGEST.match(text)
        if match is None:
            raise ValueError(f"not a digest: {text!r}")
        return cls(match["algorithm"], match["value"])


@dataclass(frozen=True, slots=True)
class Person:
    """Who, as the tool recorded them."""

    name: str
    email: str = ""

    def __str__(self) -> str:
        return f"{self.name} <{self.email}>" if self.email else self.name


@dataclass(frozen=True, slots=True)
class Commit:
    """One Git commit. `sha` is the full hex id; `parents` in Git's order; `cut`: this clone lacks them."""

    sha: str
    parents: tuple[str, ...]
    author: Person
    authored_at: datetime
    committer: Person
    committed_at: datetime
    message: str
    cut: bool = False

    @property
    def summary(self) -> str:
        """The first line of the message."""
        return self.message.partition("\n")[0]


class RefKind(StrEnum):
    """What a Git reference is."""

    BRANCH = "branch"
    REMOTE_BRANCH = "remote branch"
    TAG = "tag"
    REGISTRY = "registry tag"  # an annotated tag that is an entry of a model registry (GTO)
    EXPERIMENT = "experiment"  # refs/exps/… of DVC
    HEAD = "head"


@dataclass(frozen=True, slots=True)
class Ref:
    """A Git reference as it stood at the last import. `name` is the short name (`main`, `v1.2`).

    `repository` is where it was read in a lineage of several projects, "" in that of a single one.
    """

    name: str
    kind: RefKind
    commit: str
    tagger: Person | None = None
    tagged_at: datetime | None = None
    message: str = ""
    repository: str = ""

    @property
    def title(self) -> str:
        """What people call it: an experiment goes by its own name, without the commit that it began from."""
        return self.name.rpartition("/")[2] if self.kind is RefKind.EXPERIMENT else self.name


@dataclass(frozen=True, slots=True)
class Artifact:
    """One immutable content. Two facts that share a digest speak of the same artifact.

    `size` is in bytes; `files` is the number of files in a directory; `name` is the last part of a path
    under which it was first seen.
    """

    digests: tuple[Digest, ...]
    name: str
    type: ArtifactType = ArtifactType.FILE
    size: int | None = None
    files: int | None = None


@dataclass(frozen=True, slots=True)
class Image:
    """A container image. A tag (`reference`) never identifies; `id` (config digest) or `digest` does.

    `digest` is the manifest digest of a registry (`sha256:…`), `id` the engine's image id, `diff_ids` the
    uncompressed layer digests.
    """

    reference: str
    id: str = ""
    digest: str = ""
    diff_ids: tuple[str, ...] = ()

    @property
    def identity(self) -> str:
        """What it is known by: id, else digest, else the bare reference."""
        return self.id or self.digest or self.reference

    @property
    def repository(self) -> str:
        """The reference without its tag and digest; a port is no tag."""
        name = self.reference.partition("@")[0]
        head, colon, tail = name.rpartition(":")
        return head if colon and "/" not in tail else name


@dataclass(frozen=True, slots=True)
class Environment:
    """Where a run ran. `packages` maps a package's name to its version, `variables` are those recorded."""

    image: Image | None = None
    platform: str = ""
    packages: Mapping[str, str] = field(default_factory=dict)
    variables: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)  # CPU model, BLAS kernel, engine version …


@dataclass(frozen=True, slots=True)
class Run:
    """One execution. `key` is stable: the same record read twice, or seen at a later commit, has the same.

    A DVC stage's key is `run_key` of what its lock entry says, so that an unchanged stage is one run and
    `forebear run --stage` of the same stage with the same result is that run again.
    `name` is the stage's address (`train`, `sub/dvc.yaml:train`, `train@rf`) or what the tool calls the run.
    """

    key: str
    name: str
    command: tuple[str, ...] = ()  # one shell line each, run in order
    working_directory: str = ""  # relative to the repository's root, "" for the root itself
    origin: Origin = Origin.IMPORTED
    source: str = ""  # "dvc", "forebear" …
    status: str = ""  # "completed", "failed", "" = not recorded
    started_at: datetime | None = None
    ended_at: datetime | None = None
    by: str = ""


@dataclass(frozen=True, slots=True)
class ModelVersion:
    """A registry's name for an artifact. (registry, name, version) is what it is known by.

    Two registries of one kind can have the same name and number: `registry` then tells them apart after its
    kind (`mlflow-…`), and `identity` stands for the number in the key where that alone does not name one
    version for ever, or is not given yet (`numbered` False: `version` is what stands for it meanwhile).

    `commit` is where it was registered and `path` where that commit holds the artifact, "" where the registry
    does not say; `artifact` its digest where the registry itself records one; `run` the key of the run that
    made it, which counts where no artifact is known.
    """

    registry: str  # "gto", "mlflow" …
    name: str
    version: str
    commit: str = ""
    path: str = ""
    artifact: Digest | None = None
    run: str = ""
    description: str = ""
    identity: str = ""
    numbered: bool = True

    @property
    def key(self) -> str:
        """What its node is known by."""
        return f"{self.registry}:{self.name}/{self.identity or self.version}"


@dataclass(frozen=True, slots=True)
class Model:
    """What a registry says of all versions of a model together.

    `formerly` is the registry under which earlier readings knew it, "" for none.
    """

    registry: str
    name: str
    description: str = ""
    tags: Mapping[str, str] = field(default_factory=dict)
    formerly: str = ""


class Move(StrEnum):
    """What a registry recorded of a model version."""

    REGISTERED = "registered"
    DEREGISTERED = "deregistered"
    ASSIGNED = "assigned"  # a stage, which no other version of the model has from then on (GTO)
    UNASSIGNED = "unassigned"
    STAGED = "staged"  # the version's one stage, which others may have too (MLflow); "" = none
    ALIASED = "aliased"  # a name that no other version of the model has from then on
    UNALIASED = "unaliased"
    APPROVAL = "approval"  # `stage` is its state as recorded (SageMaker)
    DEPRECATED = "deprecated"


@dataclass(frozen=True, slots=True)
class Transition:
    """One entry of a registry's history: who moved a model version, when and why. None, "" = not recorded.

    `version` is a `ModelVersion.key`; `record` names the registry's own entry (for GTO a Git tag). `stage` is
    the stage, alias or state that is spoken of. `seen` is when a move was noticed whose time the registry
    does not keep.
    """

    version: str
    move: Move
    record: str
    stage: str = ""
    when: datetime | None = None
    by: Person | None = None
    why: str = ""
    seen: datetime | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """Something of a source that could not be read. The import went on without it."""

    source: str
    where: str
    what: str
