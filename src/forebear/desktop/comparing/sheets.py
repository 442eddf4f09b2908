"""The tables of a comparison, in words for people."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import groupby
from os.path import commonprefix
from typing import Any

from PySide6.QtCore import QCoreApplication

from forebear.compare.abridging import abridged, on_one_line
from forebear.compare.comparison import (
    Comparison,
    DataRole,
    DataRow,
    EnvironmentRow,
    MetricRow,
    ParameterRow,
    Version,
)
from forebear.compare.directions import Direction, SetDirections, better
from forebear.compare.metrics import best_columns
from forebear.compare.parameters import inner_rows, type_name, types_matter
from forebear.compare.sameness import is_number, sameness
from forebear.desktop import wording
from forebear.desktop.comparing.sheet import Cell, Line, Sheet, Tone
from forebear.lineage.words import Scalar

_UP, _DOWN, _SAME = "\N{BLACK UP-POINTING TRIANGLE}", "\N{BLACK DOWN-POINTING TRIANGLE}", "="
_WIDEST = 80  # characters of a parameter's value
_BEST = "\N{BLACK STAR}"
_MINUS = "\N{MINUS SIGN}"
_LONGEST = 200  # letters of a metric's name


def metric_sheet(comparison: Comparison, said: SetDirections | None = None) -> Sheet:
    """A line for each metric; beside each version's value the difference from the first version's.

    `said` are the directions that the person set.
    """
    translate = QCoreApplication.translate
    headings, numbers = [translate("Compare", "Metric")], set()
    for column, version in enumerate(comparison.versions):
        numbers.add(len(headings))
        headings.append(version.label)
        if column:
            headings.append(
                translate("Compare", "{version} against {baseline}").format(
                    version=version.label, baseline=comparison.versions[0].label
                )
            )
    lines = [(row.source, _metric_line(row, better(row.name, said))) for row in comparison.metrics]
    return Sheet(tuple(headings), _grouped(lines, len(headings)), frozenset(numbers))


def parameter_sheet(comparison: Comparison) -> Sheet:
    """A line for each parameter, nested names folded; below a list that differs what does inside."""
    headings = (QCoreApplication.translate("Compare", "Parameter"), *_labels(comparison.versions))
    lines = [(row.source, row.name, _parameter_line(row)) for row in comparison.parameters]
    found: list[Line] = []
    for source, members in groupby(lines, key=lambda each: each[0]):
        inner = _folded([(name, line) for _, name, line in members], "", len(headings))
        found += [_heading(source, inner, len(headings))] if source else inner
    return Sheet(headings, tuple(found))


def data_sheet(comparison: Comparison) -> Sheet:
    """A line for each data path, below it the columns of its tables that differ."""
    translate = QCoreApplication.translate
    headings = (translate("Compare", "Path"), *_labels(comparison.versions))
    named = {
        DataRole.SOURCE: translate("Compare", "Made from"),
        DataRole.RESULT: translate("Compare", "Made"),
    }
    lines = [
        (named[role], _data_line(row)) for role in DataRole for row in comparison.data if row.role is role
    ]
    return Sheet(headings, _grouped(lines, len(headings)))


def environment_sheet(comparison: Comparison) -> Sheet:
    """A line for each thing of the environment, by kind and, where runs differ, by run."""
    translate = QCoreApplication.translate
    named = {
        "image": translate("Compare", "Image"),
        "layers": translate("Compare", "Image layers"),
        "os": translate("Compare", "Operating system"),
        "cuda": translate("Compare", "CUDA"),
        "docker": translate("Compare", "Image configuration"),
        "declared": translate("Compare", "Declared in the project"),
        "config": translate("Compare", "Configuration in the project"),
        "platform": translate("Compare", "Platform"),
        "package": translate("Compare", "Packages"),
        "variable": translate("Compare", "Variables"),
        "fact": translate("Compare", "Other recorded facts"),
    }

    def group(row: EnvironmentRow) -> str:
        kind = named.get(row.aspect, row.aspect)
        if row.source:
            return f"{kind}: {row.source}"
        if not row.run:
            return kind
        return translate("Compare", "{kind} of {run}").format(kind=kind, run=row.run)

    headings = (translate("Compare", "Name"), *_labels(comparison.versions))
    order = ("changed", "added", "removed", "", "same")
    rows = sorted(comparison.environment, key=lambda row: order.index(row.change))
    places = _first_places([(group(row), _environment_line(row)) for row in comparison.environment])
    lines = [(group(row), _environment_line(row)) for row in rows]
    lines.sort(key=lambda pair: places[pair[0]])
    return Sheet(headings, _grouped(lines, len(headings)))


def _folded(lines: Sequence[tuple[str, Line]], prefix: str, columns: int) -> tuple[Line, ...]:
    """Put names with the same beginning (`train.…`) under a heading, where there are several.

    What all of them begin with is in the heading, and not said again below it.
    """
    found: list[Line] = []
    for first, each in groupby(lines, key=lambda pair: pair[0][len(prefix) :].partition(".")[0]):
        members = list(each)
        below = f"{prefix}{first}."
        if len(members) > 1 and all(name.startswith(below) for name, _ in members):
            shared = commonprefix([name for name, _ in members])  # noqa: RUF071  of names, letter by letter
            below = shared[: shared.rindex(".") + 1]
            heading = _heading(below.rstrip("."), _folded(members, below, columns), columns)
            found.append(_named_below(heading, prefix))
        else:
            found += [_named_below(line, prefix) for _, line in members]
    return tuple(found)


def _named_below(line: Line, prefix: str) -> Line:
    """Return a line that is called what comes after `prefix`; copied it has its whole name."""
    name = line.cells[0].whole
    if not prefix or not name.startswith(prefix):
        return line
    return replace(line, cells=(replace(line.cells[0], text=name[len(prefix) :], full=name), *line.cells[1:]))


def _heading(text: str, children: tuple[Line, ...], columns: int) -> Line:
    return Line((Cell(text), *[Cell("")] * (columns - 1)), None, children, text, heading=True)


def _first_places(lines: Sequence[tuple[str, Line]]) -> dict[str, int]:
    places: dict[str, int] = {}
    for place, (group, _) in enumerate(lines):
        places.setdefault(group, place)
    return places


def _labels(versions: Iterable[Version]) -> tuple[str, ...]:
    return tuple(version.label for version in versions)


def _grouped(lines: Iterable[tuple[str, Line]], columns: int) -> tuple[Line, ...]:
    """Put lines with the same group, which stand side by side, under a heading; "" needs none."""
    found: list[Line] = []
    for group, pairs in groupby(lines, key=lambda pair: pair[0]):
        members = tuple(line for _, line in pairs)
        if not group:
            found += members
            continue
        found.append(_heading(group, members, columns))
    return tuple(found)


def _metric_line(row: MetricRow, direction: Direction) -> Line:
    name = row.name if len(row.name) <= _LONGEST else f"{row.name[:_LONGEST]}\N{HORIZONTAL ELLIPSIS}"
    cells = [Cell(name, row.name)]
    best = best_columns(row, direction)
    for column, value in enumerate(row.values):
        cell = _known(value, row.available[column], _metric_text)
        cells.append(Cell(f"{_BEST} {cell.text}", cell.text) if column in best else cell)
        if column:
            cells.append(_delta(row, column, direction))
    return Line(tuple(cells), row.differs, key=f"{row.source}\0{row.name}")


def _metric_text(value: float | str) -> str:
    return wording.number_text(value) if is_number(value) else wording.scalar_text(value)


def _delta(row: MetricRow, column: int, direction: Direction) -> Cell:
    """The difference with a triangle for its direction and a word where it is known what is better."""
    translate = QCoreApplication.translate
    delta, relative = row.delta(column), row.relative(column)
    if delta is None or math.isnan(delta):
        return Cell("")
    if delta == 0:
        return Cell(_SAME)
    text = f"{_UP if delta > 0 else _DOWN} {_signed(delta)}"
    if relative is not None and math.isfinite(relative):
        text += f" ({_percent(relative)})"
    if direction is Direction.UNKNOWN:
        return Cell(text, tone=Tone.CHANGED)
    if (delta > 0) == (direction is Direction.HIGHER):
        return Cell(translate("Compare", "{change} better").format(change=text), tone=Tone.BETTER)
    return Cell(translate("Compare", "{change} worse").format(change=text), tone=Tone.WORSE)


def _percent(share: float) -> str:
    size = abs(share) * 100
    return f"{_signed(share * 100, '.2g' if size < 10 else '.3g' if size < 100 else ',.0f')} %"


def _signed(value: float, form: str = ".6g") -> str:
    return f"{'+' if value > 0 else _MINUS}{abs(value):{form}}"


def _parameter_line(row: ParameterRow) -> Line:
    cells = [Cell(row.name)]
    say = _typed if types_matter(row) else _exact
    for column, value in enumerate(row.values):
        absent = value is None and not row.present[column]
        known = _known(None if absent else value, row.available[column], say, null=not absent)
        cells.append(_marked(known, row.differs, column, row.values))
    short = abridged([on_one_line(cell.text) for cell in cells[1:]], _WIDEST)
    cells[1:] = [
        cell if text == cell.text else replace(cell, text=text, full=cell.whole)
        for cell, text in zip(cells[1:], short, strict=True)
    ]
    inside = tuple(_named_below(_parameter_line(each), row.name) for each in inner_rows(row))
    return Line(tuple(cells), row.differs, inside, f"{row.source}\0{row.name}")


def _typed(value: Scalar) -> str:
    """A value with its type, where that alone tells it from another one."""
    translate = QCoreApplication.translate
    named = {
        "whole number": translate("Compare", "whole number"),
        "number": translate("Compare", "number"),
        "true or false": translate("Compare", "true or false"),
        "text": translate("Compare", "text"),
        "list": translate("Compare", "list"),
        "mapping": translate("Compare", "mapping"),
    }
    kind = type_name(value)
    return f"{_exact(value)} ({named.get(kind, kind)})"


def _exact(value: Scalar) -> str:
    """A value with all of its digits: two that differ must not look the same."""
    return repr(value) if isinstance(value, float) else wording.scalar_text(value)


def _marked(cell: Cell, differs: bool | None, column: int, values: Sequence[Scalar]) -> Cell:
    """Mark a value that is not the first version's; the sign tells it as well as the colour."""
    if not differs or column == 0 or cell.tone is not Tone.PLAIN:
        return cell
    if sameness(values[column]) == sameness(values[0]):
        return cell
    return Cell(cell.text, cell.full, Tone.CHANGED)


def _known(value: Any, available: bool, say: Callable[[Any], str], *, null: bool = False) -> Cell:
    translate = QCoreApplication.translate
    if not available:
        return Cell(
            translate("Compare", "not here"),
            translate("Compare", "The file that holds this value is not on this machine, or cannot be read."),
            Tone.ABSENT,
        )
    if value is None:
        return Cell("null") if null else Cell("\N{EN DASH}", translate("Compare", "none"), Tone.ABSENT)
    return Cell(say(value))


def _data_line(row: DataRow) -> Line:
    translate = QCoreApplication.translate
    cells = [Cell(row.path)]
    for column, digest in enumerate(row.digests):
        if digest is None:
            cells.append(Cell("\N{EN DASH}", translate("Compare", "none"), Tone.ABSENT))
            continue
        parts = [wording.short_key(digest.value), wording.size_text(row.sizes[column])]
        if (files := row.files[column]) is not None:
            parts.append(translate("Compare", "{count} files").format(count=f"{files:,}"))
        if (rows := row.rows[column]) is not None:
            parts.append(translate("Compare", "{count} rows").format(count=f"{rows:,}"))
        changed = bool(column) and bool(row.differs) and digest != row.digests[0]
        tone = Tone.CHANGED if changed else Tone.PLAIN
        cells.append(Cell(" · ".join(part for part in parts if part), str(digest), tone))
    schema = tuple(
        Line(
            (Cell(column.name), *(_known(type_, True, str) for type_ in column.types)),
            len(set(column.types)) > 1,
            key=f"{row.path}\0{column.name}",
        )
        for column in row.columns
    )
    return Line(tuple(cells), row.differs, schema, row.path)


def _environment_line(row: EnvironmentRow) -> Line:
    translate = QCoreApplication.translate
    cells = [Cell(row.name)]
    for column, value in enumerate(row.values):
        if not row.recorded[column]:
            cells.append(Cell(translate("Compare", "not recorded"), tone=Tone.ABSENT))
            continue
        cell = _known(value, True, str)
        changed = column > 0 and row.recorded[0] and row.keys[column] != row.keys[0]
        cells.append(Cell(cell.text, cell.full, Tone.CHANGED) if changed and value is not None else cell)
    return Line(tuple(cells), row.differs, key=f"{row.aspect}\0{row.name}")
