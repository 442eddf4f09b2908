"""The list of plots and files, in words for people."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from forebear.compare.comparison import Comparison
from forebear.compare.files.findings import Content, FileRole
from forebear.compare.plots.findings import PlotKind
from forebear.desktop import wording
from forebear.desktop.comparing.files.looking import Item, items_of
from forebear.desktop.comparing.sheet import Cell, Line, Sheet, Tone

_ICONS = {
    Content.IMAGE: "picture",
    Content.DRAWING: "picture",
    Content.DIRECTORY: "dataset",
    Content.NOTEBOOK: "code",
}


def file_sheet(comparison: Comparison) -> tuple[Sheet, dict[str, Item]]:
    """Return a line for each plot and file in groups, and what each line is about by its key."""
    translate = QCoreApplication.translate
    items = items_of(comparison.plots, comparison.files)
    headings = (translate("Files", "Plot or file"), translate("Files", "Change"))
    groups: dict[str, list[Line]] = {}
    inside: dict[str, list[Line]] = {}
    for item in items:
        line = _line(item)
        if item.plot is None and item.file is not None and item.file.folder:
            inside.setdefault(item.file.folder, []).append(line)
        else:
            groups.setdefault(_group(item), []).append(line)
    lines = [
        Line(
            (Cell(name), Cell("")), None, tuple(_filled(line, inside) for line in members), name, heading=True
        )
        for name, members in groups.items()
    ]
    return Sheet(headings, tuple(lines)), {item.key: item for item in items}


def _filled(line: Line, inside: dict[str, list[Line]]) -> Line:
    """Put the files of a directory below it."""
    kind, _, path = line.key.partition("\0")
    children = inside.get(path, ()) if kind == "file" else ()
    return Line(line.cells, line.differs, tuple(children), line.key)


def _group(item: Item) -> str:
    translate = QCoreApplication.translate
    if item.plot is not None:
        return translate("Files", "Plots")
    role = item.file.role if item.file else FileRole.RESULT
    return {
        FileRole.PLOT: translate("Files", "Plots"),
        FileRole.RESULT: translate("Compare", "Made"),
        FileRole.SOURCE: translate("Compare", "Made from"),
        FileRole.METRICS: translate("Files", "Metrics and parameters"),
        FileRole.PARAMETERS: translate("Files", "Metrics and parameters"),
        FileRole.CODE: translate("Files", "Notebooks and images in Git"),
    }[role]


def _line(item: Item) -> Line:
    translate = QCoreApplication.translate
    if item.plot is not None:
        plot = item.plot
        icon = "picture" if plot.kind is PlotKind.IMAGE else "plot"
        there = [each is not None for each in plot.definitions]
        told = f"{plot.title}\n{plot.source}" if plot.source else plot.title
        return Line(
            (Cell(plot.title, told, icon=icon), _change(plot.differs, there)), plot.differs, key=item.key
        )
    row = item.file
    if row is None:
        return Line((Cell(""), Cell("")))
    name = row.path.removeprefix(f"{row.folder}/") if row.folder else row.path
    there = [digest is not None for digest in row.digests]
    change = _change(row.differs, there)
    if row.before:
        change = Cell(
            translate("Files", "renamed"),
            translate("Files", "was {path}").format(path=row.before),
            Tone.CHANGED,
        )
    sizes = [wording.size_text(size) if size is not None else "\N{EN DASH}" for size in row.sizes]
    full = f"{row.path}\n{' · '.join(sizes)}" if any(size is not None for size in row.sizes) else row.path
    cell = Cell(name, full, icon=_ICONS.get(row.content, "file"))
    return Line((cell, change), row.differs, key=item.key)


def _change(differs: bool | None, there: Sequence[bool]) -> Cell:
    translate = QCoreApplication.translate
    if differs is None:
        return Cell(translate("Files", "not known"), tone=Tone.ABSENT)
    if not differs:
        return Cell(translate("Files", "same"), tone=Tone.ABSENT)
    if not there[0]:
        return Cell(translate("Files", "added"), tone=Tone.CHANGED)
    if not any(there[1:]):
        return Cell(translate("Files", "removed"), tone=Tone.CHANGED)
    return Cell(translate("Files", "changed"), tone=Tone.CHANGED)
