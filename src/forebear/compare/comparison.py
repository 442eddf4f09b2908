"""What a comparison says: plain values, the first version being the baseline.

Every row holds one value for each version, in the order of `Comparison.versions`. A row `differs` when two
of its known values differ; it is None (not False) when that cannot be told, because a value's file is not
here.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from forebear.compare.data.findings import Study
from forebear.compare.files.findings import FileRow
from forebear.compare.kept import KeptPatch
from forebear.compare.models.weights import Distance
from forebear.compare.plots.findings import PlotRow
from forebear.compare.sameness import is_number, sameness
from forebear.lineage.facts import Slot
from forebear.lineage.words import Digest, NodeKind, Origin, Scalar

Changed = bool | None
"""Whether something changed; None = not recorded, so it cannot be said."""


def any_change(changes: Iterable[Changed]) -> Changed:
    """Sum up: True when one is, else None when one cannot be told or there is none, else False."""
    seen = set(changes)
    if True in seen:
        return True
    return None if not seen or None in seen else False


def spread(keys: Sequence[Hashable], known: Sequence[bool]) -> Changed:
    """Say whether the known ones of `keys` differ; None when they do not, but some are not known."""
    if len({key for key, is_known in zip(keys, known, strict=True) if is_known}) > 1:
        return True
    return False if all(known) else None


@dataclass(frozen=True, slots=True)
class Version:
    """One column of the comparison: what a REF named.

    `label` is A, B, C …, `ref` the REF as it was asked, `title` the same for people. `commit` is the code's
    commit and `run` the key of the run that is compared, where there is one (for a revision there is none:
    all it held counts). `artifact` is the digest of an artifact that was asked for.
    """

    label: str
    ref: str
    title: str
    kind: NodeKind
    commit: str | None = None
    run: str | None = None
    artifact: Digest | None = None
    when: datetime | None = None
    by: str = ""
    summary: str = ""
    origin: Origin = Origin.IMPORTED

    @property
    def heading(self) -> str:
        """What and when: `A: v1.2, 2026-03-01`."""
        when = f", {self.when:%Y-%m-%d}" if self.when else ""
        return f"{self.label}: {self.title}{when}"


@dataclass(frozen=True, slots=True)
class MetricRow:
    """A metric of one source file ("" where a run reported it directly). `available` is False where the
    version has the file, but its content is not here: the value is unknown, not absent. Beside numbers there
    are text and true or false."""

    source: str
    name: str
    values: tuple[float | str | None, ...]
    available: tuple[bool, ...]

    @property
    def differs(self) -> Changed:
        """Whether two versions differ; a metric that one lacks differs."""
        return spread([sameness(value) for value in self.values], self.available)

    def delta(self, column: int) -> float | None:
        """Return the difference to the baseline; None where either is not a number."""
        before, after = self.values[0], self.values[column]
        return after - before if is_number(before) and is_number(after) else None

    def relative(self, column: int) -> float | None:
        """Return the difference to the baseline as a fraction of it; None also where the baseline is 0."""
        before, delta = self.values[0], self.delta(column)
        if delta is None or not is_number(before) or before == 0:
            return None
        return delta / abs(before)


@dataclass(frozen=True, slots=True)
class ParameterRow:
    """A parameter, its name dotted. `present` tells a recorded null (True) from no such parameter (False);
    like DVC, the two are not counted as a difference."""

    source: str
    name: str
    values: tuple[Scalar, ...]
    present: tuple[bool, ...]
    available: tuple[bool, ...]

    @property
    def differs(self) -> Changed:
        """Whether two versions differ."""
        return spread([sameness(value) for value in self.values], self.available)


class DataRole(StrEnum):
    """What a data path is to the version: what it was made from, or what was made."""

    SOURCE = "source"  # no run of the version made it
    RESULT = "result"  # a run of the version made it


@dataclass(frozen=True, slots=True)
class ColumnRow:
    """A table's column; a type is None where that version has no such column (or the table is not here)."""

    name: str
    types: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class DataRow:
    """A data path and what each version holds there; a digest is None where it holds nothing.

    `sizes` in bytes, `files` of a directory, `rows` of a table (None = not counted); `columns` only where at
    least two versions' tables were read.
    """

    path: str
    role: DataRole
    digests: tuple[Digest | None, ...]
    sizes: tuple[int | None, ...]
    files: tuple[int | None, ...]
    rows: tuple[int | None, ...]
    columns: tuple[ColumnRow, ...] = ()
    comparable: bool = True
    """False where the digests are of different algorithms, so that they say nothing about each other."""
    outside: tuple[bool, ...] = ()
    """True for a version that is one run beside whole revisions, and neither read nor made it."""
    study: Study | None = None
    """What is in the data and how it drifted, where that was asked for and the bytes differ."""

    @property
    def differs(self) -> Changed:
        """Whether two versions hold different bytes here (or one of them nothing)."""
        if any(self.outside):
            inside = {each for each, out in zip(self.digests, self.outside, strict=True) if not out}
            return True if self.comparable and len(inside) > 1 else None
        if self.comparable:
            return len(set(self.digests)) > 1
        if None in self.digests or len(set(self.sizes) - {None}) > 1:
            return True
        return False if self._only_renamed else None

    @property
    def _only_renamed(self) -> bool:
        """Whether DVC 2, which takes every CRLF for an LF, computed the same as DVC 3 for as many bytes."""
        values = {digest.value for digest in self.digests if digest}
        algorithms = {digest.algorithm for digest in self.digests if digest}
        return len(values) == 1 and algorithms == {"md5", "md5-dos2unix"} and None not in self.sizes


@dataclass(frozen=True, slots=True)
class PartRow:
    """A part of a model: a tensor, tree, layer, class or setting; a value is None where a version lacks it.

    `known` is False where that version's model could not be read. `same` says of each version whether the
    part is the first readable version's (None = not known); `distances` how far its numbers are from those.
    `reason` says why it may differ between equal models, as a number of threads may; "" for most.
    """

    kind: str
    name: str
    values: tuple[str | None, ...]
    known: tuple[bool, ...]
    same: tuple[Changed, ...]
    distances: tuple[Distance | None, ...]
    reason: str = ""

    @property
    def differs(self) -> Changed:
        """Whether the part differs between two versions."""
        return any_change(None if same is None else not same for same in self.same)


@dataclass(frozen=True, slots=True)
class LoadedInside:
    """How one version's model was loaded, to see its values.

    `image` is the one it was loaded in and `how` that was had (local, pulled, assumed …); `loader` read it;
    `versions` are those of the libraries there, `missing` the classes that were not there, for which stands
    what the file says of them. `problem` is why it could not be loaded ("" = it was).
    """

    image: str = ""
    how: str = ""
    loader: str = ""
    versions: Mapping[str, str] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    problem: str = ""


@dataclass(frozen=True, slots=True)
class ModelRow:
    """A model at a path. A digest is None where a version holds none, a format where it could not be read.

    `parts` are all, or only those that differ where there are very many; `counts` has kind to (differing,
    all). `problems` say of each version why its model could not be read ("" = it was). `values_inside` says
    that some values can only be compared by loading the model inside the recorded image, which runs code:
    nothing here does. `inside` says of each version how it was loaded, where that was asked for.
    """

    path: str
    digests: tuple[Digest | None, ...]
    sizes: tuple[int | None, ...]
    formats: tuple[str | None, ...]
    differs: Changed
    parts: tuple[PartRow, ...] = ()
    counts: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    values_inside: bool = False
    notes: tuple[str, ...] = ()
    inside: tuple[LoadedInside | None, ...] = ()


@dataclass(frozen=True, slots=True)
class EnvironmentRow:
    """One thing of the environment: an image, the platform, a package, a variable, another recorded fact.

    `run` names the run where a version's runs ran in different environments, else "". `recorded` is False
    where nothing of this kind is known of that version. `keys` is what is compared: an image by its id
    or digest, never by its tag. `source` is the file of the repository that says so, "" for what ran.
    """

    aspect: str  # one of environment.ASPECTS
    name: str
    run: str
    values: tuple[str | None, ...]
    recorded: tuple[bool, ...]
    keys: tuple[str | None, ...]
    source: str = ""

    @property
    def differs(self) -> Changed:
        """Whether two recorded environments differ here."""
        return spread(self.keys, self.recorded)

    @property
    def change(self) -> str:
        """What happened since the baseline: changed, added, removed, same, or "" where it cannot be told."""
        differs = self.differs
        if not differs:
            return "same" if differs is False else ""
        later = [key for key, known in zip(self.keys[1:], self.recorded[1:], strict=True) if known]
        if self.recorded[0] and self.keys[0] is None:
            return "added"
        return "removed" if self.recorded[0] and later and not any(later) else "changed"


class FileKind(StrEnum):
    """What a changed file of a repository is."""

    CODE = "code"
    ENVIRONMENT = "environment"  # a declaration such as requirements.txt or Dockerfile; counts as code
    RECORD = "record"  # lineage's own: dvc.lock, *.dvc, metrics, parameters, plots, .gitignore
    DATA = "data"  # kept in Git and read or written by a run
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class CodeCommit:
    """A commit that some of the versions contain and others do not; `labels` are those that do."""

    sha: str
    author: str
    when: datetime
    summary: str
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FileDiff:
    """How one version's file differs from the baseline's.

    `status` is added, deleted, modified, type changed, mode changed, or renamed (then `before` is the old
    path); `text` is the unified diff, empty where the file is binary or `omitted` says why it is not shown.
    `blobs` are Git's ids of both sides, `modes` Git's modes, "" where there is no file; `sizes` in bytes are
    known of binary files.
    """

    label: str
    status: str
    before: str = ""
    added: int = 0
    removed: int = 0
    binary: bool = False
    omitted: str = ""
    text: str = ""
    blobs: tuple[str, str] = ("", "")
    modes: tuple[str, str] = ("", "")
    sizes: tuple[int | None, int | None] = (None, None)


@dataclass(frozen=True, slots=True)
class CodeFile:
    """A file that differs from the baseline in at least one version.

    `used` is True where a compared run's record names it (or a directory above it) as an input, False where
    records name inputs but not this one, None where no record names any code.
    """

    path: str
    kind: FileKind
    used: bool | None
    diffs: tuple[FileDiff, ...]


@dataclass(frozen=True, slots=True)
class CodeChanges:
    """What changed in the code between the versions' commits."""

    changed: Changed
    commits: tuple[CodeCommit, ...] = ()
    files: tuple[CodeFile, ...] = ()
    note: str = ""  # why it cannot be said, where it cannot
    uncommitted: tuple[KeptPatch, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the pipeline, by the name of its runs: what they read, were given and made in any version.

    `depth` is how many steps are upstream of it on the longest way. `parameters` are (file, name), the file
    "" where the run was given them directly.
    """

    name: str
    inputs: frozenset[str]
    outputs: frozenset[str]
    parameters: frozenset[tuple[str, str]]
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Unavailable:
    """A file of metrics or parameters that a version has, whose content is not here."""

    label: str
    slot: Slot
    path: str
    why: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Versions side by side; the first is the baseline. Rows are sorted and complete, equal ones included."""

    versions: tuple[Version, ...]
    metrics: tuple[MetricRow, ...]
    parameters: tuple[ParameterRow, ...]
    data: tuple[DataRow, ...]
    environment: tuple[EnvironmentRow, ...]
    code: CodeChanges
    environment_changed: Changed
    unavailable: tuple[Unavailable, ...] = ()
    notes: tuple[str, ...] = ()
    models: tuple[ModelRow, ...] = ()
    steps: tuple[Step, ...] = ()
    """The steps of all versions, those upstream first."""
    files: tuple[FileRow, ...] = ()
    plots: tuple[PlotRow, ...] = ()

    @property
    def changed(self) -> dict[str, Changed]:
        """What changed among the causes: code, data, parameters, environment.

        Data counts only as a cause: what the versions were made from, not what their runs made.
        """
        return {
            "code": self.code.changed,
            "data": any_change(row.differs for row in self.data if row.role is DataRole.SOURCE),
            "parameters": any_change(
                [
                    *(row.differs for row in self.parameters),
                    *(None for file in self.unavailable if file.slot is Slot.PARAMETERS),
                ]
            ),
            "environment": self.environment_changed,
        }
