"""Opens what files and plots of a comparison hold, where a whole comparison is asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from forebear.compare.comparison import Comparison
from forebear.compare.files.findings import Content, FileRole, FileRow
from forebear.compare.files.study import FileStudent
from forebear.compare.plots.definitions import TABLES, recognised
from forebear.compare.plots.findings import PlotKind, PlotRow
from forebear.compare.plots.study import PlotStudent
from forebear.lineage.progress import Progress
from forebear.lineage.words import Digest
from forebear.sources.dvc.yaml_text import UnreadableError

MOST_INSIDE = 50
"""Files of one directory that are opened; the window opens any."""

_RECOGNISED = 1 << 20
"""Bytes of a table that is looked into for whether it is a ROC curve or a confusion matrix."""


def study_contents(
    comparison: Comparison, files: FileStudent, plots: PlotStudent, progress: Progress
) -> Comparison:
    """Open the files that differ (of a directory the first ones) and those of all plots.

    Raises CancelledError.
    """
    labels = [version.label for version in comparison.versions]
    opened = []
    inside: Counter[str] = Counter()
    for place, row in enumerate(comparison.files):
        progress.step("files", place, len(comparison.files), row.path)
        inside[row.folder] += 1
        few = not row.folder or inside[row.folder] <= MOST_INSIDE
        wanted = row.differs is not False and not row.before and few
        held = list(zip(labels, row.sources, strict=True))
        opened.append(replace(row, study=files.study(row.path, held)) if wanted else row)
    rows = [*comparison.plots, *found_plots(comparison.files, comparison.plots, plots)]
    drawn = []
    for place, plot in enumerate(rows):
        progress.step("plots", place, len(rows), plot.name)
        drawn.append(plot if plot.is_image else replace(plot, study=plots.study(plot, labels)))
    return replace(comparison, files=tuple(opened), plots=tuple(drawn))


def found_plots(rows: Iterable[FileRow], declared: Sequence[PlotRow], plots: PlotStudent) -> list[PlotRow]:
    """Return a plot for each small table that is a ROC curve or a confusion matrix and no declared plot's."""
    taken = {file for plot in declared for file in plot.files}
    found = (plot_in(row, plots) for row in rows if row.path not in taken)
    return [plot for plot in found if plot is not None]


def plot_in(row: FileRow, plots: PlotStudent) -> PlotRow | None:
    """Return the plot that a file's fields ask for, told by the first version whose file can be read."""
    table = PurePosixPath(row.path).suffix.lower() in TABLES and row.content is Content.TEXT
    large = any((size or 0) > _RECOGNISED for size in row.sizes)
    if not table or large or row.role is FileRole.PARAMETERS:
        return None
    for digest in row.sources:
        points = _points(row.path, digest, plots)
        definition = recognised(row.path, points) if points else None
        if definition is not None:
            definitions = tuple(definition if each else None for each in row.sources)
            digests = tuple({row.path: each} if each else {} for each in row.sources)
            kind = PlotKind.MATRIX if definition.template else PlotKind.ROC
            return PlotRow(row.path, "", kind, definitions, digests)
        if points:
            return None
    return None


def _points(path: str, digest: Digest | None, plots: PlotStudent) -> tuple[str, ...]:
    try:
        found = plots.points(path, digest)
    except UnreadableError:
        return ()
    return found.fields if found else ()
