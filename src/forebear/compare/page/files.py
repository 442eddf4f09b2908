"""The files: what each version holds at a path, and where two differ: lines, cells, pixels, bytes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from forebear.compare.comparison import Comparison
from forebear.compare.files.findings import (
    ByteDifference,
    Content,
    FileDifference,
    FileRow,
    ImageDifference,
    NotebookDifference,
    Side,
    TextDifference,
)
from forebear.compare.page.blocks import (
    Block,
    Cell,
    CodeLine,
    Figure,
    Figures,
    Fold,
    Heading,
    Listing,
    Paragraph,
    Row,
    Section,
)
from forebear.compare.page.colouring import coloured_diff
from forebear.compare.page.images import LARGEST_DRAWING, Picture, PicturesOf
from forebear.compare.page.tables import tables, version_titles
from forebear.compare.page.words import NONE, count_text, digest_text, share_text, size_text, told_text

_TOLD, _OPEN, _LINES, _ALL_LINES = 300, 6, 300, 5_000
_CELLS = 60  # of a notebook
_BYTES = 16  # in a row


def files_section(comparison: Comparison, pictures: Mapping[str, PicturesOf]) -> Section:
    """Return the section; `pictures` are by path."""
    rows = comparison.files
    count = told_text(row.differs for row in rows) if rows else "none are recorded"
    return Section("files", "Files", tuple(_blocks(comparison, pictures)), count)


def _blocks(comparison: Comparison, pictures: Mapping[str, PicturesOf]) -> Iterator[Block]:
    told = [row for row in comparison.files if row.differs is not False and row.study is not None][:_TOLD]
    anchors: dict[str, str] = {}
    for place, row in enumerate(told):
        anchors.setdefault(row.path, f"file-{place}")
    lines = [Row(_cells(row, anchors.get(row.path, "")), row.differs) for row in comparison.files]
    yield from tables(lines, version_titles(comparison.versions, "File"), "file")
    room, opened = _ALL_LINES, 0
    for place, row in enumerate(told):
        blocks = list(_file(row, comparison, pictures.get(row.path), room))
        room -= sum(len(block.lines) for block in blocks if isinstance(block, Listing))
        content = row.study.content if row.study else row.content
        looked_at = content in (Content.IMAGE, Content.DRAWING, Content.NOTEBOOK)
        is_open, opened = looked_at and opened < _OPEN, opened + looked_at
        marks = ((str(content), ""),)
        yield Fold(row.path, tuple(blocks), open=is_open, anchor=f"file-{place}", marks=marks)


def _cells(row: FileRow, anchor: str) -> tuple[Cell, ...]:
    notes = [str(row.study.content if row.study else row.content)]
    notes += [f"in {row.folder}"] if row.folder else []
    notes += [f"was {row.before}"] if row.before else []
    notes += [f"{count_text(row.left, 'file')} more of this directory are not listed"] if row.left else []
    cells = [Cell(row.path, note=", ".join(notes), link=anchor)]
    sides: Sequence[Side | None] = row.study.sides if row.study else [None] * len(row.digests)
    for column, (digest, side) in enumerate(zip(row.digests, sides, strict=True)):
        if digest is None:
            cells.append(Cell(NONE, tone="absent"))
            continue
        size = side.size if side and side.size is not None else row.sizes[column]
        changed = bool(column) and bool(row.differs) and digest != row.digests[0]
        tone = "changed" if changed else ""
        cells.append(Cell(digest_text(digest), "code", tone, size_text(size), full=str(digest)))
    return tuple(cells)


def _file(row: FileRow, comparison: Comparison, pictures: PicturesOf | None, room: int) -> Iterator[Block]:
    study = row.study
    if study is None:
        return
    for side in study.sides:
        if side.problem:
            yield Paragraph(f"{side.label}: {side.problem}", "warned")
        for note in side.image.notes if side.image else ():
            yield Paragraph(f"{side.label}: {note}", "note")
    for absent in study.absent:
        places = ", ".join(map(str, absent.obtainable))
        fetched = f" It could be fetched from {places}." if places else ""
        yield Paragraph(f"{absent.label}: it is not on this machine.{fetched}", "warned")
    if pictures is not None:
        yield from _pictures(row, comparison, pictures)
    several = len(comparison.versions) > 2
    for each in study.differences:
        blocks = list(_difference(row.path, each, room))
        room -= sum(len(block.lines) for block in blocks if isinstance(block, Listing))
        if several and blocks:
            yield Heading(f"{each.label} against {comparison.versions[0].label}")
        yield from blocks


def _difference(path: str, each: FileDifference, room: int) -> Iterator[Block]:
    if each.note:
        yield Paragraph(f"{each.label}: {each.note}.")
    if each.image is not None:
        yield Paragraph(_image_text(each.image))
    if each.notebook is not None:
        yield from _notebook(path, each.notebook, room)
    elif each.text is not None:
        yield from _text(path, each.text, room)
    if each.folder is not None:
        folder = each.folder
        counts = [("added", folder.added), ("removed", folder.removed), ("changed", folder.changed)]
        counts += [("renamed", folder.renamed), ("the same", folder.same)]
        yield Paragraph("Files: " + ", ".join(f"{count:,} {word}" for word, count in counts if count) + ".")
    if each.bytes is not None:
        read = each.image or each.notebook or (each.text and not each.text.omitted)
        yield from _bytes(each.bytes, shown=not read)


def _image_text(image: ImageDifference) -> str:
    if not image.differing:
        return {True: "No pixel differs.", False: "Only their number of pictures differs."}.get(
            bool(image.same), "No pixel that was compared differs; more than those could."
        )
    said = f"{image.differing:,} of {image.pixels:,} pixels differ ({share_text(image.share)})"
    said += f", a channel at most by {image.largest} of 255, on average by {image.mean:.3g}"
    if image.box:
        left, top, wide, high = image.box
        said += f"; all of them within {wide:,} by {high:,} pixels at {left:,}, {top:,}"
    return f"{said}."


def _pictures(row: FileRow, comparison: Comparison, pictures: PicturesOf) -> Iterator[Block]:
    if pictures.left_out:
        yield Paragraph("The page has no room for more pictures.", "warned")
        return
    figures = []
    for version, picture in zip(comparison.versions, pictures.versions, strict=True):
        if picture is not None:
            figures.append(_figure(version.heading, f"{row.path} of {version.heading}", picture))
    baseline = comparison.versions[0].label
    for version, picture in zip(comparison.versions[1:], pictures.differences, strict=True):
        if picture is not None:
            name = f"Where {version.label} differs from {baseline}"
            figures.append(_figure(name, f"{name}: the darker, the more.", picture))
    if figures:
        yield Figures(tuple(figures))
    if pictures.heavy:
        labels = ", ".join(comparison.versions[place].label for place in pictures.heavy)
        yield Paragraph(f"Drawings over {LARGEST_DRAWING // 1000} kB are left out: {labels}.", "warned")


def _figure(name: str, says: str, picture: Picture) -> Figure:
    note = f"{picture.whole[0]:,} by {picture.whole[1]:,} pixels" if picture.whole else ""
    if picture.whole and picture.size != picture.whole:
        note += ", shown smaller"
    return Figure(name, says, image=picture.uri, note=note, size=picture.size)


def _text(path: str, text: TextDifference, room: int) -> Iterator[Block]:
    if text.omitted:
        yield Paragraph(f"Its lines are not shown: {text.omitted}.", "note")
        return
    said = f"+{text.added:,} \N{MINUS SIGN}{text.removed:,} lines"
    if text.rule:
        added, removed = text.plain
        said += f", {text.rule} left out of account (with them +{added:,} \N{MINUS SIGN}{removed:,})"
    yield Paragraph(f"{said}.", "note")
    for note in text.notes:
        yield Paragraph(note, "note")
    yield from _listing(path, text.text, room)


def _listing(path: str, text: str, room: int) -> Iterator[Block]:
    if not text:
        return
    lines, every = coloured_diff(path, text, min(_LINES, max(0, room)))
    left = f"{count_text(every - len(lines), 'line')} more are not shown." if every > len(lines) else ""
    if lines:
        yield Listing(lines, left)
    elif left:
        yield Paragraph(left, "note")


def _notebook(path: str, notebook: NotebookDifference, room: int) -> Iterator[Block]:
    ignored = "execution counts and ids of cells are left out of account"
    yield Paragraph(
        f"{count_text(len(notebook.cells), 'cell')} differ, {notebook.same:,} are the same; {ignored}.",
        "note",
    )
    script = path.rpartition(".")[0] + ".py"
    for cell in notebook.cells[:_CELLS]:
        number = " → ".join(
            dict.fromkeys(str(each) for each in (cell.before, cell.after) if each is not None)
        )
        yield Heading(f"Cell {number}", f"{cell.kind}, {cell.status}")
        for name, text in (
            (script, cell.source),
            ("outputs.txt", cell.outputs),
            ("metadata.json", cell.metadata),
        ):
            for block in _listing(name if cell.kind == "code" else "cell.md", text, room):
                room -= len(block.lines) if isinstance(block, Listing) else 0
                yield block
    if len(notebook.cells) > _CELLS:
        yield Paragraph(f"{count_text(len(notebook.cells) - _CELLS, 'cell')} more are not shown.", "warned")
    if notebook.metadata:
        yield Heading("Its own metadata")
        yield from _listing("metadata.json", notebook.metadata, room)


def _bytes(found: ByteDifference, *, shown: bool) -> Iterator[Block]:
    if found.offset is None:
        if not found.whole:
            yield Paragraph(
                f"No difference in the first {size_text(found.read)}; the rest was not read.", "note"
            )
        return
    line = f", in line {found.line:,}" if found.line else ""
    same = (
        f"; the last {count_text(found.suffix, 'byte')} are the same" if found.whole and found.suffix else ""
    )
    yield Paragraph(f"The first difference is at byte {found.offset:,}{line}{same}.", "note")
    if shown and (found.before or found.after):
        yield Listing(tuple(_hex_lines(found)))


def _hex_lines(found: ByteDifference) -> Iterator[CodeLine]:
    """Rows of sixteen bytes: those of both where they are the same, else one below the other."""
    longest = max(len(found.before), len(found.after))
    for start in range(0, longest, _BYTES):
        before, after = found.before[start : start + _BYTES], found.after[start : start + _BYTES]
        place = f"{found.start + start:08x}  "
        if before == after:
            yield CodeLine(" ", (("", place + _hex(before)),))
            continue
        if before:
            yield CodeLine("-", (("", place + _hex(before)),))
        if after:
            yield CodeLine("+", (("", place + _hex(after)),))


def _hex(content: bytes) -> str:
    shown = "".join(chr(byte) if 32 <= byte < 127 else "." for byte in content)
    return f"{content.hex(' '):<{3 * _BYTES - 1}}  {shown}"
