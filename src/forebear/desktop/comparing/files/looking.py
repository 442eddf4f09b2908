"""What is to be shown of a plot or a file, found out on another thread: all that reads or takes time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from forebear.compare.contents_study import plot_in
from forebear.compare.files.committed import CommittedObjects, where_committed
from forebear.compare.files.findings import Content, FileDifference, FileRow, FileStudy
from forebear.compare.files.study import FileStudent, Opened
from forebear.compare.files.texts import has_times, text_lines
from forebear.compare.plots.findings import PlotRow, PlotStudy
from forebear.compare.plots.study import PlotStudent
from forebear.compare.text.lines import Change, DiffLine, read_diff
from forebear.compare.text.rows import TextDiff
from forebear.desktop.comparing.contents import contents_of
from forebear.desktop.comparing.files.drawing import drawn
from forebear.desktop.comparing.files.layers import Layers, layers_of
from forebear.desktop.comparing.files.plot_lines import Drawing, drawing_of
from forebear.lineage.errors import CancelledError

if TYPE_CHECKING:
    from forebear.lineage.project import Project
    from forebear.lineage.questions import Questions

AT_ONCE = 256 << 20
"""Bytes of each file that are read for the first difference without being asked."""


@dataclass(frozen=True, slots=True)
class Item:
    """A line of the list: a plot, a file, or a plot that is drawn from that one file."""

    plot: PlotRow | None = None
    file: FileRow | None = None

    @property
    def key(self) -> str:
        """What it is known by in the list."""
        if self.plot is not None:
            return f"plot\0{self.plot.source}\0{self.plot.name}"
        return f"file\0{self.file.path if self.file else ''}"

    @property
    def name(self) -> str:
        """What it is called."""
        return self.plot.title if self.plot else self.file.path if self.file else ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person looks at: an item, the versions by label, and the two that are compared.

    `rule` is what is left out of account in texts, `whole` whether a large file is read to its end.
    """

    item: Item
    refs: tuple[str, ...]
    labels: tuple[str, ...]
    commits: tuple[str | None, ...]
    pair: tuple[int, int] = (0, 1)
    rule: str = ""
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """What was found out. `plot_row` is the plot that `plot` was made of, declared or recognised."""

    wanted: Wanted
    study: FileStudy | None = None
    plot_row: PlotRow | None = None
    plot: PlotStudy | None = None
    drawing: Drawing | None = None
    layers: Layers | None = None
    text: TextDiff | None = None
    notebook: TextDiff | None = None
    has_times: bool = False
    """Whether times of day or dates are in the texts."""

    @property
    def difference(self) -> FileDifference | None:
        """How the two files differ; None where they are the same."""
        return self.study.differences[0] if self.study and self.study.differences else None


def look(
    questions: Questions, project: Project, wanted: Wanted, still: Callable[[], bool] = lambda: True
) -> Found:
    """Find out what is shown; may take as long as the files are large.

    Raises CancelledError soon after `still` says that it is not wanted any more.
    """
    with contents_of(questions, project, wanted.refs) as (local, repository):
        item = wanted.item
        where = where_committed(
            wanted.commits, [item.file] if item.file else [], [item.plot] if item.plot else []
        )
        objects = CommittedObjects(local, repository, where)
        plots = PlotStudent(objects)
        plot_row = wanted.item.plot
        if plot_row is None and wanted.item.file is not None:
            plot_row = plot_in(wanted.item.file, plots)
        plot = plots.study(plot_row, wanted.labels) if plot_row and not plot_row.is_image else None
        drawing = drawing_of(plot, wanted.labels) if plot else None
        found = Found(wanted, plot_row=plot_row, plot=plot, drawing=drawing)
        return found if wanted.item.file is None else _with_file(found, wanted.item.file, objects, still)


def _with_file(found: Found, file: FileRow, objects: CommittedObjects, still: Callable[[], bool]) -> Found:
    def check(_read: int) -> None:
        if not still():
            raise CancelledError("Another file is wanted.")

    wanted = found.wanted
    student = FileStudent(objects, draw=drawn, most=None if wanted.whole else AT_ONCE, look=check)
    held = [(wanted.labels[place], file.sources[place]) for place in wanted.pair]
    study, opened = student.opened(file.path, held, rule=wanted.rule)
    sides = [opened.get(digest) if digest else None for _, digest in held]
    text = _text(file.path, study, sides, wanted.rule)
    difference = study.differences[0] if study.differences else None
    notebook = _notebook(file.path, difference) if difference and difference.notebook else None
    pictures = [side.picture if side else None for side in sides]
    return replace(
        found,
        study=study,
        layers=layers_of(pictures[0], pictures[1]) if any(pictures) else None,
        text=text,
        notebook=notebook,
        has_times=any(side is not None and side.text is not None and has_times(side.text) for side in sides),
    )


def _text(path: str, study: FileStudy, sides: Sequence[Opened | None], rule: str) -> TextDiff | None:
    """Return the diff of two texts; a side that is not there counts as empty, one that is no text as none."""
    texts = ["" if side is None else side.text for side in sides]
    difference = study.differences[0] if study.differences else None
    if difference and difference.text and difference.text.omitted and difference.text.text:
        return TextDiff.of(path, read_diff(difference.text.text), whole=False)
    if texts[0] is None or texts[1] is None or study.content is Content.DIRECTORY or not any(sides):
        return None
    return TextDiff.of(path, text_lines(texts[0], texts[1], rule=rule), whole=True)


def _notebook(path: str, difference: FileDifference) -> TextDiff:
    """Return the changes of all cells one after another, a gap with the cell's name before each."""
    lines: list[DiffLine] = []
    changes = difference.notebook
    if changes is not None:
        for cell in changes.cells:
            number = cell.after or cell.before
            for part, text in (("", cell.source), ("outputs", cell.outputs), ("metadata", cell.metadata)):
                lines += _titled(
                    text, " ".join(filter(None, (f"Cell {number}", cell.kind, part, cell.status)))
                )
        lines += _titled(changes.metadata, "metadata")
    return TextDiff.of(f"{path}.py" if path.endswith(".ipynb") else path, lines, whole=False)


def _titled(text: str, title: str) -> list[DiffLine]:
    return [
        DiffLine(Change.HUNK, f"{line.text} {title}") if line.change is Change.HUNK else line
        for line in read_diff(text)
    ]


def items_of(plots: Sequence[PlotRow], files: Sequence[FileRow]) -> list[Item]:
    """Return the plots, then the files that no plot alone is drawn from."""
    by_path: Mapping[str, FileRow] = {row.path: row for row in files}
    taken: set[str] = set()
    items = []
    for plot in plots:
        file = by_path.get(plot.files[0]) if len(plot.files) == 1 else None
        if file is not None:
            taken.add(file.path)
        items.append(Item(plot, file))
    return [*items, *(Item(file=row) for row in files if row.path not in taken)]
