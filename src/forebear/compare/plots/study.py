"""Reads the files of a plot in each version and makes of them what is drawn."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from forebear.compare.data.findings import Absent
from forebear.compare.data.opening import Objects
from forebear.compare.plots.definitions import TABLES, is_own_template, kind_of
from forebear.compare.plots.findings import (
    Matrix,
    PlotDefinition,
    PlotKind,
    PlotProblem,
    PlotRow,
    PlotStudy,
    Series,
)
from forebear.compare.plots.points import LARGEST, Points, read_points
from forebear.compare.plots.series import NotDrawableError, area, axis_labels, matrices_of, series_of
from forebear.compare.sameness import sameness
from forebear.lineage.words import Digest
from forebear.sources.dvc.yaml_text import UnreadableError


@dataclass
class _Found:
    """What the files of all versions gave so far."""

    folder: Path
    series: list[Series] = field(default_factory=list)
    problems: list[PlotProblem] = field(default_factory=list)
    notes: dict[str, None] = field(default_factory=dict)
    absent: list[Absent] = field(default_factory=list)


class PlotStudent:
    """Studies plots one after another; a project's own templates are never run."""

    def __init__(self, objects: Objects) -> None:
        self._objects = objects
        self._read: dict[tuple[Digest, str, bool], Points | UnreadableError | None] = {}

    def study(self, row: PlotRow, labels: Sequence[str]) -> PlotStudy:
        """Return what is drawn of a plot; what cannot be drawn is told in its place."""
        with tempfile.TemporaryDirectory(prefix="forebear-plots-") as folder:
            return self._study(row, labels, Path(folder))

    def _study(self, row: PlotRow, labels: Sequence[str], folder: Path) -> PlotStudy:
        found = _Found(folder)
        for label, definition, digests in zip(labels, row.definitions, row.digests, strict=True):
            if definition is None:
                continue
            points = {
                file: read
                for file in definition.files
                if (read := self._told(found, label, definition, file, digests.get(file))) is not None
            }
            if is_own_template(definition):
                found.notes[f"The project's template {definition.template} is not used: it is code."] = None
            try:
                found.series += series_of(definition, points, label)
            except NotDrawableError as error:
                found.problems.append(PlotProblem(label, definition.path or definition.name, str(error)))
        return _drawn(row, labels, found)

    def _told(
        self, found: _Found, label: str, definition: PlotDefinition, file: str, digest: Digest | None
    ) -> Points | None:
        """Return a file's points; what is wrong with it is put into `found`."""
        try:
            points = self._points(file, digest, found.folder, header=definition.header)
        except UnreadableError as error:
            found.problems.append(PlotProblem(label, file, _sentence(error)))
            return None
        if digest is None:
            found.problems.append(PlotProblem(label, file, "It is not there."))
        elif points is None:
            found.absent.append(Absent(label, digest, self._objects.obtainable(digest)))
        elif points.broken:
            told = f"{points.broken:,} of its lines are no points (first: line {points.first:,})."
            found.problems.append(PlotProblem(label, file, told))
        return points

    def points(self, file: str, digest: Digest | None) -> Points | None:
        """Return what a file holds, None where it is not here; raises UnreadableError."""
        with tempfile.TemporaryDirectory(prefix="forebear-plots-") as folder:
            return self._points(file, digest, Path(folder), header=True)

    def _points(self, file: str, digest: Digest | None, folder: Path, *, header: bool) -> Points | None:
        if digest is None or digest.is_directory:
            return None
        end = PurePosixPath(file).suffix.lower()
        if end not in TABLES:
            raise UnreadableError(f"a {end or 'file without an ending'} holds no points that can be read")
        key = (digest, end, header)
        if key not in self._read:
            try:
                self._read[key] = self._content(file, digest, folder, header=header)
            except UnreadableError as error:
                self._read[key] = error
        found = self._read[key]
        if isinstance(found, UnreadableError):
            raise found
        return found

    def _content(self, file: str, digest: Digest, folder: Path, *, header: bool) -> Points | None:
        try:
            path = self._objects.file(digest, folder / f"git-{digest.value}")
            if path is None:
                return None
            if path.stat().st_size > LARGEST:
                raise UnreadableError(f"it is larger than {LARGEST >> 20} MiB")
            content = path.read_bytes()
        except OSError as error:
            raise UnreadableError(f"it cannot be read ({error.strerror or error})") from error
        return read_points(file, content, header=header)


def _drawn(row: PlotRow, labels: Sequence[str], found: _Found) -> PlotStudy:
    series = found.series
    kind = _kind(row.definition, series)
    matrices: list[Matrix] = []
    if kind.is_matrix:
        try:
            matrices = matrices_of(series)
        except NotDrawableError as error:
            found.notes[str(error)] = None
    if kind is PlotKind.ROC:
        series = [replace(each, auc=area(each)) for each in series]
    complete = not found.problems and not found.absent and all(row.definitions)
    differs = True if _differ(series, labels) else False if complete else None
    return PlotStudy(
        kind,
        *axis_labels(row.definition, series),
        tuple(series),
        tuple(matrices),
        differs,
        tuple(found.problems),
        tuple(found.notes),
        tuple(found.absent),
    )


def _kind(definition: PlotDefinition, series: Sequence[Series]) -> PlotKind:
    return kind_of(definition) if definition.y or not series else _inferred(definition, series)


def _inferred(definition: PlotDefinition, series: Sequence[Series]) -> PlotKind:
    first = series[0]
    return kind_of(
        PlotDefinition("", "", "", definition.x, ((first.file, first.field),), definition.template)
    )


def _differ(series: Sequence[Series], labels: Sequence[str]) -> bool:
    """Whether a version's points are others than the first's."""
    known = [
        [
            (each.file, each.field, tuple(map(sameness, each.x)), tuple(map(sameness, each.y)))
            for each in series
            if each.label == label
        ]
        for label in labels
    ]
    return any(each != known[0] for each in known)


def _sentence(error: Exception) -> str:
    text = str(error)
    return f"{text[:1].upper()}{text[1:]}."
