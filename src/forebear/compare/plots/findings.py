"""Plots of versions: how they are declared, and what is drawn; plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from forebear.compare.data.findings import Absent
from forebear.lineage.words import Digest, Scalar

Axis = tuple[tuple[str, str], ...]
"""Pairs of a file and a field of it."""


class PlotKind(StrEnum):
    """How a plot is drawn."""

    LINE = "line"
    SMOOTH = "smooth"
    SCATTER = "scatter"
    BARS = "bars"
    SORTED_BARS = "sorted bars"
    MATRIX = "confusion matrix"
    SHARES = "normalized confusion matrix"
    ROC = "ROC"
    IMAGE = "image"

    @property
    def is_matrix(self) -> bool:
        """Whether it counts pairs of classes."""
        return self in (PlotKind.MATRIX, PlotKind.SHARES)

    @property
    def is_bars(self) -> bool:
        """Whether it is drawn as bars that lie."""
        return self in (PlotKind.BARS, PlotKind.SORTED_BARS)


@dataclass(frozen=True, slots=True)
class PlotDefinition:
    """A plot as `dvc.yaml` declares it, its files relative to the repository's root.

    `source` is the `dvc.yaml`, of a stage's plot with its name (`dvc.yaml:train`), and "" where the plot was
    recognised by its fields. `x` has one pair for each of
    `y`, or a single one, or none: then the number of the point counts. Without `y` it is the last field of
    the file `path`. `header` is False where a table has none.
    """

    name: str
    source: str
    path: str = ""
    x: Axis = ()
    y: Axis = ()
    template: str = ""
    title: str = ""
    x_label: str = ""
    y_label: str = ""
    header: bool = True

    @property
    def files(self) -> tuple[str, ...]:
        """The files that it is drawn from."""
        files = [file for file, _ in (*self.y, *self.x)]
        return tuple(dict.fromkeys(files or [self.path]))


@dataclass(frozen=True, slots=True)
class Series:
    """A curve: one field of one version's file, over another field or the number of the point.

    `x` and `y` are as they stand in the file: text from CSV. `auc` is the area under a ROC curve.
    """

    label: str
    file: str
    field: str
    x: tuple[Scalar, ...]
    y: tuple[Scalar, ...]
    auc: float | None = None


@dataclass(frozen=True, slots=True)
class Matrix:
    """How often a class of `columns` (the x field) met one of `rows` (the y field): `counts` by row."""

    label: str
    file: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class PlotProblem:
    """A file of a version's plot that could not be drawn, and why."""

    label: str
    path: str
    why: str


@dataclass(frozen=True, slots=True)
class PlotStudy:
    """What is drawn of a plot, the versions in their order.

    `differs` says whether a point of two versions does (None = a version's points are not known).
    """

    kind: PlotKind
    x_label: str
    y_label: str
    series: tuple[Series, ...] = ()
    matrices: tuple[Matrix, ...] = ()
    differs: bool | None = None
    problems: tuple[PlotProblem, ...] = ()
    notes: tuple[str, ...] = ()
    absent: tuple[Absent, ...] = ()


@dataclass(frozen=True, slots=True)
class PlotRow:
    """A plot, how each version declares it (None = not at all), and the digests of its files.

    `digests` has a mapping of files to digests for each version. `study` is there once the files were read.
    """

    name: str
    source: str
    kind: PlotKind
    definitions: tuple[PlotDefinition | None, ...]
    digests: tuple[Mapping[str, Digest | None], ...] = field(default=())
    study: PlotStudy | None = None

    @property
    def definition(self) -> PlotDefinition:
        """The declaration that counts: the first version's that has one."""
        return next(each for each in self.definitions if each is not None)

    @property
    def is_image(self) -> bool:
        """Whether it is a picture, which has no points."""
        return self.kind is PlotKind.IMAGE

    @property
    def title(self) -> str:
        """What it is called."""
        return self.definition.title or self.name

    @property
    def files(self) -> tuple[str, ...]:
        """All files that it is drawn from in any version."""
        return tuple(dict.fromkeys(file for each in self.definitions if each for file in each.files))

    @property
    def differs(self) -> bool:
        """Whether two versions declare it otherwise, or hold other bytes in its files."""
        first = self.definitions[0]
        if any(each != first for each in self.definitions):
            return True
        return any(dict(each) != dict(self.digests[0]) for each in self.digests)
