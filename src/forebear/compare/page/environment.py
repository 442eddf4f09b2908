"""The environment: images, packages, variables, and what the project's own files declare."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from forebear.compare.comparison import Comparison, EnvironmentRow
from forebear.compare.environment_words import ASPECTS, CHANGES, lacking_text
from forebear.compare.page.blocks import Block, Cell, Fold, Heading, Paragraph, Row, Section
from forebear.compare.page.tables import tables, version_titles
from forebear.compare.page.words import NONE, count_text, listed, shortened, told_text


def environment_section(comparison: Comparison) -> Section:
    """Return the section."""
    rows = comparison.environment
    count = told_text(row.differs for row in rows) if rows else "nothing is recorded"
    return Section("environment", "Environment", tuple(_blocks(comparison)), count)


def _blocks(comparison: Comparison) -> Iterator[Block]:
    if not comparison.environment:
        yield Paragraph("No environment is recorded for these versions.")
    groups = groupby(comparison.environment, key=lambda row: (row.run, row.aspect, row.source))
    same: list[tuple[str, list[EnvironmentRow]]] = []
    for (run, aspect, source), members in groups:
        rows = list(members)
        name = ASPECTS.get(aspect, aspect)
        name += f": {source}" if source else f" of {run}" if run else ""
        if all(row.differs is False for row in rows):
            same.append((name, rows))
        else:
            yield from _group(name, rows, comparison)
    if same:
        inside = tuple(block for name, rows in same for block in _group(name, rows, comparison))
        number = sum(len(rows) for _, rows in same)
        noun = "row" if number == len(comparison.environment) else "other row"
        title = f"{count_text(number, noun)} {'is' if number == 1 else 'are'} the same"
        yield Fold(title, inside, listed([name for name, _ in same], 8), same=True)


def _group(name: str, rows: list[EnvironmentRow], comparison: Comparison) -> Iterator[Block]:
    rows.sort(key=lambda row: CHANGES.index(row.change))
    titles = version_titles(comparison.versions, "Name")
    told = tuple(tables([Row(_cells(row), row.differs) for row in rows], titles, "row"))
    if any(row.change for row in rows):
        yield Heading(name, told_text(row.differs for row in rows))
        yield from told
    else:  # what one version has says nothing about a difference
        yield Fold(name, told, lacking_text(rows, comparison) or "cannot be told")


def _cells(row: EnvironmentRow) -> tuple[Cell, ...]:
    word = "" if row.change == "same" else row.change
    cells = [Cell(row.name, mark=word)]
    for column, value in enumerate(shortened([each or "" for each in row.values])):
        if not row.recorded[column]:
            cells.append(Cell("not recorded", tone="absent"))
        elif row.values[column] is None:
            cells.append(Cell(NONE, tone="absent"))
        else:
            changed = column > 0 and row.recorded[0] and row.keys[column] != row.keys[0]
            cells.append(Cell(value, "code", "changed" if changed else ""))
    return tuple(cells)
