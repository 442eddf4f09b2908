"""Plots and files of a comparison as lines for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from forebear.cli.text import printable, table
from forebear.compare.comparison import Comparison
from forebear.compare.data.findings import Absent
from forebear.compare.files.findings import FileDifference, FileRow, Side
from forebear.compare.plots.findings import PlotRow, PlotStudy

_MOST = 200  # files


def plot_lines(comparison: Comparison, *, everything: bool) -> Iterator[str]:
    """Yield for each plot what each version draws, and whether the points differ."""
    labels = [version.label for version in comparison.versions]
    rows = [row for row in comparison.plots if everything or row.differs]
    if not rows:
        return
    yield ""
    yield f"Plots: {sum(row.differs for row in comparison.plots)} of {len(comparison.plots)} differ"
    cells = [
        (row.title, str(row.study.kind if row.study else row.kind), *_drawn(row, labels), _points(row))
        for row in rows
    ]
    yield from _table(("Plot", "Kind", *labels, "Difference"), cells)
    for row in rows:
        if row.study is not None:
            yield from (f"  {printable(row.title)}: {line}" for line in _told(row.study))


def file_lines(comparison: Comparison, *, everything: bool, patch: bool) -> Iterator[str]:
    """Yield for each file its size in each version and how it differs; with `patch` the text that does."""
    labels = [version.label for version in comparison.versions]
    rows = [row for row in comparison.files if everything or row.differs is not False]
    if not rows:
        return
    yield ""
    differing = sum(row.differs is not False for row in comparison.files)
    yield f"Files of the versions: {differing} of {len(comparison.files)} differ"
    cells = [
        (row.path, str(row.study.content if row.study else row.content), *_sizes(row), _difference(row))
        for row in rows[:_MOST]
    ]
    yield from _table(("File", "Kind", *labels, "Difference"), cells)
    if len(rows) > _MOST:
        yield f"  … and {len(rows) - _MOST:,} more files; --json has all"
    for row in rows:
        if row.study is not None:
            yield from (f"  {printable(row.path)}: {line}" for line in _absent(row.study.absent))
            if patch:
                yield from _patch(row)


def _drawn(row: PlotRow, labels: Sequence[str]) -> Iterator[str]:
    for label, definition in zip(labels, row.definitions, strict=True):
        if definition is None:
            yield "-"
            continue
        series = [each for each in row.study.series if each.label == label] if row.study else []
        if not series:
            yield "image" if row.study is None else "not available"
            continue
        areas = [f"AUC {each.auc:.4f}" for each in series if each.auc is not None]
        yield ", ".join([f"{sum(len(each.y) for each in series):,} points", *areas])


def _points(row: PlotRow) -> str:
    if row.study is None:
        return "other files" if row.differs else ""
    return {True: "points differ", False: "same points", None: "not known"}[row.study.differs]


def _told(study: PlotStudy) -> Iterator[str]:
    for problem in study.problems:
        yield f"{problem.label}: {printable(problem.path)}: {printable(problem.why)}"
    yield from map(printable, study.notes)
    yield from _absent(study.absent)


def _absent(absent: Sequence[Absent]) -> Iterator[str]:
    """Yield a line for each place that content which is not here could be fetched from."""
    lacking: dict[str, dict[str, None]] = {}
    for each in absent:
        said = ", ".join(f"{at.how} {at}" for at in each.obtainable)
        lacking.setdefault(said, {})[each.label] = None
    for said, labels in lacking.items():
        fetched = f"; it could be fetched from {printable(said)}" if said else ""
        yield f"not on this machine for {', '.join(labels)}{fetched}."


def _sizes(row: FileRow) -> Iterator[str]:
    sides: Sequence[Side | None] = row.study.sides if row.study else [None] * len(row.digests)
    for digest, size, side in zip(row.digests, row.sizes, sides, strict=True):
        known = size if side is None or side.size is None else side.size
        yield "-" if digest is None else "" if known is None else f"{known:,} bytes"


def _difference(row: FileRow) -> str:
    if row.before:
        return f"renamed from {row.before}"
    if row.study is None:
        return ""
    problems = [f"{side.label}: {side.problem}" for side in row.study.sides if side.problem]
    several = len(row.digests) > 2
    words = [
        f"{each.label}: {said}" if several else said
        for each in row.study.differences
        if (said := difference_text(each))
    ]
    return "; ".join([*problems, *words])


def difference_text(each: FileDifference) -> str:
    """Return in a few words how a file differs; "" where that is not known."""
    words = [each.note] if each.note else []
    if each.image is not None:
        words.append(f"{each.image.share:.2%} of the pixels, at most by {each.image.largest}")
    if each.notebook is not None:
        cells = len(each.notebook.cells)
        words.append(f"{cells} cell differs" if cells == 1 else f"{cells} cells differ")
    if each.text is not None:
        words.append(
            f"+{each.text.added} -{each.text.removed} lines" if not each.text.omitted else each.text.omitted
        )
    if each.folder is not None:
        folder = each.folder
        counts = [("added", folder.added), ("removed", folder.removed)]
        counts += [("changed", folder.changed), ("renamed", folder.renamed)]
        words.append(", ".join(f"{count:,} {word}" for word, count in counts if count))
    if each.bytes is not None and each.bytes.offset is not None:
        words.append(f"first difference at byte {each.bytes.offset:,}")
    return ", ".join(words)


def _patch(row: FileRow) -> Iterator[str]:
    if row.study is None:
        return
    for each in row.study.differences:
        texts = [each.text.text] if each.text else []
        if each.notebook is not None:
            for cell in each.notebook.cells:
                number = cell.after or cell.before
                texts += [
                    f"Cell {number} ({cell.kind}), {cell.status}",
                    cell.source,
                    cell.outputs,
                    cell.metadata,
                ]
            texts.append(each.notebook.metadata)
        lines = [line for text in texts if text for line in text.rstrip("\n").split("\n")]
        if lines:
            yield ""
            yield f"{printable(row.path)} ({each.label})"
            yield from map(printable, lines)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    for line in table(head, rows).split("\n"):
        yield f"  {line}"
