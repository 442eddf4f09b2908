"""The metrics: values, differences to the baseline, bars over the versions, and curves over the steps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from forebear.compare.comparison import Comparison, MetricRow, any_change
from forebear.compare.directions import SetDirections, better
from forebear.compare.metrics import best_columns
from forebear.compare.page.bars import bars
from forebear.compare.page.blocks import Block, Cell, Figure, Figures, Heading, Paragraph, Row, Section
from forebear.compare.page.curves import CURVES, curve_figure
from forebear.compare.page.tables import tables, version_titles
from forebear.compare.page.words import count_text, difference_text, numbers_text, told_text
from forebear.compare.step_curves import MetricCurves
from forebear.lineage.facts import Slot

_BARS = 24


def metrics_section(
    comparison: Comparison, curves: Sequence[MetricCurves] = (), said: SetDirections | None = None
) -> Section:
    """Return the section; `curves` are those of metrics that were reported at several steps, of which so
    many are drawn as there is room for.

    `said` is which way a person said that metrics are better.
    """
    rows = comparison.metrics
    lost = any(file.slot is Slot.METRICS for file in comparison.unavailable)
    nothing = "recorded, but not on this machine" if lost else "none are recorded"
    count = told_text(row.differs for row in rows) if rows else nothing
    return Section("metrics", "Metrics", tuple(_blocks(comparison, curves, said)), count)


def metric_cells(row: MetricRow, said: SetDirections | None = None) -> tuple[Cell, ...]:
    """Return the name, and each version's value with its difference to the baseline."""
    way = better(row.name, said)
    best = best_columns(row, way)
    cells = [Cell(row.name)]
    for column, text in enumerate(numbers_text(row.values)):
        if not row.available[column]:
            cells.append(Cell("not here", "number", "absent"))
            continue
        note, tone = difference_text(row, column, way) if column else ("", "")
        mark = "best" if column in best else ""
        changed = column and not note and row.differs and row.values[column] != row.values[0]
        if changed:  # a text, or the baseline has none: there is no difference to write
            note, tone = "≠", "changed"
        cells.append(Cell(text, "number", tone, note, mark=mark))
    return tuple(cells)


def _blocks(
    comparison: Comparison, curves: Sequence[MetricCurves], said: SetDirections | None
) -> Iterator[Block]:
    titles = version_titles(comparison.versions, "Metric")
    numbers = frozenset(range(1, len(titles)))
    for source, members in groupby(comparison.metrics, key=lambda row: row.source):
        rows = list(members)
        if source:
            alone = len(rows) == len(comparison.metrics)  # then the section's own count says it
            yield Heading(source, "" if alone else told_text(row.differs for row in rows))
        yield from tables(
            [Row(metric_cells(row, said), row.differs) for row in rows], titles, "metric", numbers=numbers
        )
    yield from _bars(comparison, said)
    if curves:
        yield Heading("Over their steps")
        yield Figures(tuple(curve_figure(each, comparison) for each in curves[:CURVES]), wide=True)
        if len(curves) > CURVES:
            more = "those of more metrics are in the answer of forebear compare --json"
            yield Paragraph(f"The curves of {CURVES} metrics are drawn; {more}.", "note")


def _bars(comparison: Comparison, said: SetDirections | None) -> Iterator[Block]:
    drawn: list[Figure] = []
    left = 0
    for row in comparison.metrics:
        if not row.differs or not any(isinstance(value, (int, float)) for value in row.values):
            continue
        if len(drawn) < _BARS:
            drawn.append(
                bars(row, [version.label for version in comparison.versions], better(row.name, said))
            )
        else:
            left += 1
    if drawn and any_change(row.differs for row in comparison.metrics):
        yield Heading("Over the versions")
        yield Figures(tuple(drawn))
    if left:
        yield Paragraph(f"{count_text(left, 'metric')} more that differ are in the tables only.", "note")
