"""What is found out about a dataset and about how it differs from another: plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from forebear.lineage.words import Digest

PSI_MODERATE, PSI_LARGE = 0.1, 0.25
"""Population stability index: below 0.1 no shift, from 0.25 a large one, as credit scoring has it."""

SIGNIFICANT = 0.05
"""A p-value, corrected for the number of columns, below which a difference is hardly chance."""

MISSING_MODERATE, MISSING_LARGE = 0.05, 0.2
"""Difference of the shares of missing values, as a fraction."""


class Form(StrEnum):
    """How a dataset is stored."""

    DELIMITED = "delimited text"
    PARQUET = "Parquet"
    ARROW = "Arrow"
    JSON_LINES = "JSON Lines"
    JSON = "JSON"
    NPY = "npy"
    NPZ = "npz"
    DELTA = "Delta"
    IMAGES = "images"


class Kind(StrEnum):
    """What a column's values are, for statistics."""

    NUMBER = "number"
    TIME = "time"
    CATEGORY = "category"
    OTHER = "other"  # nested values and bytes: counted, not described


class Level(StrEnum):
    """How far a column drifted; see the thresholds of this module."""

    LARGE = "large"
    MODERATE = "moderate"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, its type for people, and what it is for statistics."""

    name: str
    type: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class BrokenLine:
    """A line (counted from 1; 0 = not known) that is no row of the table, and why."""

    line: int
    why: str


@dataclass(frozen=True, slots=True)
class DeltaCommit:
    """One version of a Delta table: what was done when, with which parameters, by whom and why, as its log
    has it ("" = it does not say)."""

    version: int
    when: datetime | None
    operation: str
    parameters: str = ""
    by: str = ""
    metadata: str = ""


@dataclass(frozen=True, slots=True)
class DeltaLog:
    """The log of a Delta table as far as it reaches back: the table's `id`, its `version` at this content,
    and the commits, newest first."""

    id: str
    version: int
    commits: tuple[DeltaCommit, ...] = ()


@dataclass(frozen=True, slots=True)
class TableFacts:
    """One version's table. `rows` are those that could be read; `broken` the others, `examples` the first
    of them; `notes` how it was read, where that is not obvious; `log` of a Delta table."""

    form: Form
    rows: int
    columns: tuple[Column, ...]
    broken: int = 0
    examples: tuple[BrokenLine, ...] = ()
    notes: tuple[str, ...] = ()
    log: DeltaLog | None = None


@dataclass(frozen=True, slots=True)
class Histogram:
    """Counts of two versions in common bins; `edges` has one number more than the counts.

    The first and the last bin also hold what lies beyond the edges. Bins are equally wide, in the logarithm
    where `logarithmic`.
    """

    edges: tuple[float, ...]
    before: tuple[int, ...]
    after: tuple[int, ...]
    logarithmic: bool = False


@dataclass(frozen=True, slots=True)
class Share:
    """A value of a categorical column and how many rows have it in both versions; None = all other values."""

    value: str | None
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Summary:
    """A numeric column of one version: rows with a value, and their smallest, mean and largest."""

    count: int
    missing: int
    least: float | None = None
    mean: float | None = None
    most: float | None = None
    distinct: int | None = None


@dataclass(frozen=True, slots=True)
class Rescaled:
    """A unit that changed: `count` values of the later version lie beyond all of the earlier one's, and are
    distributed like those once divided by `factor` (`distance` is Kolmogorov-Smirnov's)."""

    factor: float
    count: int
    distance: float


@dataclass(frozen=True, slots=True)
class ColumnDrift:
    """How one column differs between two versions.

    `psi` over tenths of the earlier version (numbers) or values (categories), shares below 0.0001 counted as
    that; `test` is `ks` or `chi2` with its `statistic` and `p`, `corrected` the p-value after
    Benjamini-Hochberg over all columns of the table; `js` the Jensen-Shannon distance (base 2, 0 to 1) of
    the histogram or the shares. `sampled` are the rows of either version that these figures were taken from,
    where not from all; the summaries are always of all rows.
    None where a figure has no meaning (no values, or it `names_rows`: it is the key). `below` and `above`
    count values under the earlier version's smallest and over its largest.
    """

    column: str
    kind: Kind
    level: Level
    before: Summary
    after: Summary
    psi: float | None = None
    test: str = ""
    statistic: float | None = None
    p: float | None = None
    corrected: float | None = None
    js: float | None = None
    sampled: tuple[int, int] | None = None
    below: int = 0
    above: int = 0
    names_rows: bool = False
    rescaled: Rescaled | None = None
    histogram: Histogram | None = None
    shares: tuple[Share, ...] = ()


@dataclass(frozen=True, slots=True)
class RowExample:
    """A row as text by column; `before` None = added, `after` None = removed."""

    key: tuple[str, ...]
    before: Mapping[str, str | None] | None
    after: Mapping[str, str | None] | None


@dataclass(frozen=True, slots=True)
class RowChanges:
    """Rows of two versions matched by `key`; () = there is none, so by all values of the row.

    `changed` is None without a key. `columns` counts changed cells by column, over `counted` of the changed
    rows. `ignored` are columns that only one version has. `by_hash` where rows were told
    apart by 64-bit hashes of their values alone. `why` there is no key, where there is none.
    """

    key: tuple[str, ...]
    added: int
    removed: int
    same: int
    changed: int | None = None
    columns: Mapping[str, int] | None = None
    counted: int = 0
    ignored: tuple[str, ...] = ()
    examples: tuple[RowExample, ...] = ()
    by_hash: bool = False
    why: str = ""

    @property
    def equal(self) -> bool:
        """Whether every row has an equal one in the other version."""
        return not (self.added or self.removed or self.changed)


@dataclass(frozen=True, slots=True)
class FileChange:
    """A file of a directory; `before` is its earlier path where it was renamed."""

    path: str
    status: str  # added, removed, changed, renamed
    before: str = ""


@dataclass(frozen=True, slots=True)
class FolderChanges:
    """A directory as DVC lists it: counts, and the first files of each status."""

    added: int
    removed: int
    changed: int
    renamed: int
    same: int
    files: tuple[FileChange, ...] = ()


@dataclass(frozen=True, slots=True)
class SchemaChange:
    """A column that only one version has, or whose type or place differs."""

    column: str
    status: str  # added, removed, type, moved
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Obtainable:
    """Where content that is not on this machine may be had: `how` is `dvc` or `lfs`, `name` the remote's."""

    how: str
    name: str
    url: str
    path: str = ""

    def __str__(self) -> str:
        return f"{self.name} ({self.url})"


@dataclass(frozen=True, slots=True)
class Absent:
    """Content that a comparison would need and this machine does not have."""

    label: str
    digest: Digest
    obtainable: tuple[Obtainable, ...] = ()


@dataclass(frozen=True, slots=True)
class DataChange:
    """How one version's data at a path differs from the baseline's.

    `part` names an array of an npz. Versions that hold the same bytes have no change.

    A part is None where it does not apply or could not be made; `note` says why. `drift` has the worst
    columns first. `commits` are those of a Delta table's log that lead from one version to the other.
    """

    label: str
    part: str = ""
    schema: tuple[SchemaChange, ...] | None = None
    rows: RowChanges | None = None
    drift: tuple[ColumnDrift, ...] | None = None
    folder: FolderChanges | None = None
    note: str = ""
    commits: tuple[DeltaCommit, ...] = ()


@dataclass(frozen=True, slots=True)
class Study:
    """What was found out about one path: facts by version's label (`A`, or `A/NAME` of an array in an npz),
    changes against the baseline, what is not here, and by label why something cannot be read."""

    tables: Mapping[str, TableFacts]
    changes: tuple[DataChange, ...]
    absent: tuple[Absent, ...] = ()
    unreadable: Mapping[str, str] = field(default_factory=dict)
