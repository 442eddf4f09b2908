"""The parameters, file by file: those that differ with what is inside of lists, the same ones folded."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from forebear.compare.comparison import Comparison, ParameterRow
from forebear.compare.page.blocks import Block, Cell, Heading, Row, Section
from forebear.compare.page.tables import tables, version_titles
from forebear.compare.page.words import NONE, scalar_text, shortened, told_text
from forebear.compare.parameters import inner_rows, type_name
from forebear.lineage.facts import Slot


def parameters_section(comparison: Comparison) -> Section:
    """Return the section."""
    rows = comparison.parameters
    lost = any(file.slot is Slot.PARAMETERS for file in comparison.unavailable)
    nothing = "recorded, but not on this machine" if lost else "none are recorded"
    count = told_text(row.differs for row in rows) if rows else nothing
    return Section("parameters", "Parameters", tuple(_blocks(comparison)), count)


def _blocks(comparison: Comparison) -> Iterator[Block]:
    titles = version_titles(comparison.versions, "Parameter")
    for source, members in groupby(comparison.parameters, key=lambda row: row.source):
        rows = list(members)
        if source:
            alone = len(rows) == len(comparison.parameters)  # then the section's own count says it
            yield Heading(source, "" if alone else told_text(row.differs for row in rows))
        lines = []
        for row in rows:
            lines.append(Row(_cells(row), row.differs))
            # The whole list stays above what differs inside of it: its order is a value too.
            lines += [Row(_cells(each, row.name), each.differs) for each in inner_rows(row) if each.differs]
        yield from tables(lines, titles, "parameter", sortable=False)


def _cells(row: ParameterRow, above: str = "") -> tuple[Cell, ...]:
    stem, dot, name = row.name.rpartition(".")
    if above:
        stem, dot, name = above, "", row.name.removeprefix(above)
    cells = [Cell(name or row.name, stem=f"{stem}{dot}" if name else "")]
    types = [
        type_name(value) if there and here else ""
        for value, there, here in zip(row.values, row.present, row.available, strict=True)
    ]
    typed = len({each for each in types if each}) > 1
    texts = shortened([scalar_text(value) for value in row.values])
    for column, text in enumerate(texts):
        if not row.available[column]:
            cells.append(Cell("not here", tone="absent"))
        elif not row.present[column]:
            cells.append(Cell(NONE, tone="absent", note="none" if typed else ""))
        else:
            changed = bool(column) and bool(row.differs) and row.values[column] != row.values[0]
            cells.append(Cell(text, "code", "changed" if changed else "", types[column] if typed else ""))
    return tuple(cells)
