"""The plots: the versions' curves over each other, their confusion matrices side by side."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from forebear.compare.comparison import Comparison
from forebear.compare.page.axes import POINTS, Curve, draw_axes
from forebear.compare.page.blocks import Block, Cell, Figure, Figures, Fold, Heading, Paragraph, Row, Section
from forebear.compare.page.matrices import draw_difference, draw_matrix
from forebear.compare.page.tables import tables, version_titles
from forebear.compare.page.words import NONE, count_text, differ_text, number_text
from forebear.compare.plots.findings import Matrix, PlotKind, PlotRow, PlotStudy, Series
from forebear.compare.plots.series import number
from forebear.lineage.words import Scalar

_PLOTS, _VERSIONS, _BARS, _CLASSES = 40, 12, 40, 12


def plots_section(comparison: Comparison) -> Section:
    """Return the section."""
    rows = comparison.plots
    differing = sum(row.differs for row in rows)
    count = differ_text(differing, len(rows)) if rows else "none are recorded"
    return Section("plots", "Plots", tuple(_blocks(comparison)), count)


def _blocks(comparison: Comparison) -> Iterator[Block]:
    images: list[PlotRow] = []
    drawn: list[PlotRow] = []
    for row in comparison.plots:
        kind = row.study.kind if row.study else row.kind
        (images if kind is PlotKind.IMAGE else drawn).append(row)
    if images:
        paths = dict.fromkeys(file for row in images for file in row.files)
        yield Paragraph(f"Images are in the section Files: {', '.join(paths)}.", "note")
    differing = [row for row in drawn if row.differs]
    same = [row for row in drawn if not row.differs]
    for row in differing[:_PLOTS]:
        yield from _plot(row, comparison)
    if len(differing) > _PLOTS:
        names = ", ".join(row.title for row in differing[_PLOTS:])
        yield Paragraph(f"{count_text(len(differing) - _PLOTS, 'plot')} more differ: {names}.", "warned")
    if same:
        inside = [block for row in same[:_PLOTS] for block in _plot(row, comparison)]
        if len(same) > _PLOTS:
            inside.append(Paragraph(f"{count_text(len(same) - _PLOTS, 'plot')} more.", "note"))
        title = f"{count_text(len(same), 'plot')} {'is' if len(same) == 1 else 'are'} the same"
        yield Fold(title, tuple(inside), same=True)


def _plot(row: PlotRow, comparison: Comparison) -> Iterator[Block]:
    study = row.study
    kind = study.kind if study else row.kind
    states = {True: "points differ", False: "same points", None: "not known whether points differ"}
    word = states[study.differs] if study else "other files" if row.differs else "same files"
    source = f"{kind}, declared in {row.source}" if row.source else f"{kind}, told by its fields"
    yield Heading(
        row.title, source, marks=((word, "changed" if word in ("points differ", "other files") else ""),)
    )
    lacking = [
        version.label
        for version, definition in zip(comparison.versions, row.definitions, strict=True)
        if definition is None
    ]
    if lacking:
        yield Paragraph(f"{', '.join(lacking)}: no such plot is declared.", "note")
    if study is None:
        return
    for problem in study.problems:
        yield Paragraph(f"{problem.label}: {problem.path}: {problem.why}", "warned")
    for absent in study.absent:
        places = ", ".join(map(str, absent.obtainable))
        fetched = f" It could be fetched from {places}." if places else ""
        yield Paragraph(f"{absent.label}: its points are not on this machine.{fetched}", "warned")
    for note in study.notes:
        yield Paragraph(note, "note")
    if study.kind.is_matrix:
        yield from _matrices(study, comparison)
    elif study.kind.is_bars or any(not _is_number(value) for each in study.series for value in each.x):
        yield from _values(study, comparison)
    elif study.series:
        yield from _curves(row, study, comparison)


def _is_number(value: Scalar) -> bool:
    """Whether a value can stand on an axis; one that is not there, or NaN, is a gap."""
    return value is None or not math.isnan(number(value)) or str(value).strip().lower() in ("", "nan")


def _curves(row: PlotRow, study: PlotStudy, comparison: Comparison) -> Iterator[Block]:
    places = {version.label: place for place, version in enumerate(comparison.versions)}
    fields = dict.fromkeys((each.file, each.field) for each in study.series)
    figures = []
    for file, field in fields:
        drawn = [each for each in study.series if (each.file, each.field) == (file, field)]
        curves = [
            Curve(each.label, places[each.label], [*map(number, each.x)], [*map(number, each.y)])
            for each in drawn[:_VERSIONS]
        ]
        notes = [f"{each.label}: AUC {each.auc:.4f}" for each in drawn if each.auc is not None]
        if any(len(each.y) > POINTS for each in drawn):
            notes.append(f"drawn with about {POINTS} points")
        if len(drawn) > _VERSIONS:
            notes.append(f"the first {_VERSIONS} versions")
        name = field if len(fields) > 1 else study.y_label
        svg = draw_axes(
            curves,
            (study.x_label, study.y_label if name != study.y_label else ""),
            dots=study.kind is PlotKind.SCATTER,
            diagonal=study.kind is PlotKind.ROC,
        )
        says = f"{row.title}, {field} over {study.x_label}. " + "; ".join(map(_told, drawn))
        figures.append(
            Figure(name, says if svg else f"{says}. Nothing of it is a number.", svg, note="; ".join(notes))
        )
    yield Figures(tuple(figures), wide=True)


def _told(series: Series) -> str:
    known = [value for each in series.y if math.isfinite(value := number(each))]
    said = f"{series.label}: {count_text(len(series.y), 'point')}"
    if not known:
        return f"{said}, none a number"
    said += f", from {number_text(known[0])} to {number_text(known[-1])}"
    return said + (f", area under the curve {series.auc:.4f}" if series.auc is not None else "")


def _values(study: PlotStudy, comparison: Comparison) -> Iterator[Block]:
    """What has no numbers across: a table of its values, by name."""
    labels = [version.label for version in comparison.versions]
    for file, field in dict.fromkeys((each.file, each.field) for each in study.series):
        held: dict[str, dict[str, str]] = {}
        for each in study.series:
            if (each.file, each.field) == (file, field):
                for x, y in zip(each.x, each.y, strict=True):
                    held.setdefault(str(x), {}).setdefault(each.label, str(y))
        rows = [
            Row(
                (Cell(name), *(Cell(values.get(label, NONE), "number") for label in labels)),
                len({values.get(label) for label in labels}) > 1,
            )
            for name, values in held.items()
        ]
        titles = version_titles(comparison.versions, study.x_label)
        yield from tables(
            rows,
            titles,
            "value",
            caption=f"{field} by {study.x_label}",
            numbers=frozenset(range(1, len(titles))),
        )


def _matrices(study: PlotStudy, comparison: Comparison) -> Iterator[Block]:
    across = f"{study.y_label} down, {study.x_label} across"
    shares = study.kind is PlotKind.SHARES
    figures = [
        Figure(f"{each.label}: {across}", _says(each), "".join(draw_matrix(each, shares=shares)))
        for each in study.matrices[:_VERSIONS]
    ]
    if len(study.matrices) == 2 and len(comparison.versions) == 2:
        one, other = study.matrices
        name = f"{other.label} less {one.label}"
        figures.append(Figure(name, f"{name}, pair by pair.", "".join(draw_difference(one, other))))
    if figures:
        yield Figures(tuple(figures))
        yield from _counts(study.matrices)


def _says(matrix: Matrix) -> str:
    whole = sum(map(sum, matrix.counts))
    right = sum(
        count
        for row, counts in zip(matrix.rows, matrix.counts, strict=True)
        for column, count in zip(matrix.columns, counts, strict=True)
        if row == column
    )
    return f"{matrix.label}: {whole:,} pairs, {right:,} of the same class. The counts are in the table below."


def _counts(matrices: Sequence[Matrix]) -> Iterator[Block]:
    """The pairs as a table, for who does not see the pictures."""
    first = matrices[0]
    titles = (Cell("Pair"), *(Cell(each.label) for each in matrices))
    rows = []
    for down, row in enumerate(first.rows):
        for across, column in enumerate(first.columns):
            counts = [each.counts[down][across] for each in matrices]
            if any(counts):
                cells = tuple(Cell(f"{count:,}", "number") for count in counts)
                rows.append(Row((Cell(f"{row} · {column}"), *cells), len(set(counts)) > 1))
    numbers = frozenset(range(1, len(titles)))
    inside = tuple(tables(rows, titles, "pair", numbers=numbers))
    yield Fold(f"Counts of {count_text(len(rows), 'pair')}", inside)
