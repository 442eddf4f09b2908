"""Text, logs, notebooks, SVG and PDF, without what is made up anew for each writing."""

from __future__ import annotations

import difflib
import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from itertools import zip_longest
from pathlib import Path
from typing import IO, TypeVar
from xml.etree import ElementTree as ET

from forebear.compare.files.findings import Content, NotebookDifference
from forebear.compare.files.kinds import content_of
from forebear.compare.files.notebooks import (
    Notebook,
    UnreadableNotebookError,
    compare_notebooks,
    read_notebook,
)
from forebear.compare.files.texts import LARGEST, decoded_text, looks_like_text, without_times
from forebear.lineage.rebuilds import Verdict
from forebear.rebuild.judging import normalisations as named
from forebear.rebuild.judging.differences import first_difference
from forebear.rebuild.judging.finding import Finding, NoComparatorError, OtherFormatError, Pair, aside_words
from forebear.rebuild.judging.sentences import Compared
from forebear.sources.dvc.values import as_list, as_mapping

_Read = TypeVar("_Read")

_LONGEST = 16 << 20  # characters of a line that are in memory; of a longer one as many at a time
_SHOWN = 64 << 10  # bytes of a text whose lines are shown
_FEW = 3  # cells that are named
_LINES = 12  # of a difference that are shown
_WIDE = 160  # characters of one of them
_ID = re.compile(r"(?<=#)[^)\s\"']+")
_ANSI = re.compile(rb"\\u001b\[[0-9;]*[A-Za-z]", re.IGNORECASE)
_PDF = re.compile(rb"/(?:CreationDate|ModDate) ?\(D:[^)]{0,40}\)|/ID ?\[ ?<[0-9A-Fa-f]*> ?<[0-9A-Fa-f]*> ?\]")


def judge_text(pair: Pair) -> Finding:
    """Compare two texts line by line; of logs, times are set aside where nothing else of a line differs."""
    codecs = _both(pair, _codec)
    aside = {named.ENCODING: None} if codecs[0] != codecs[1] else {}
    is_log = content_of(pair.name) is Content.LOG
    with _opened(pair.before, codecs[0]) as one, _opened(pair.after, codecs[1]) as other:
        for number, (before, after) in enumerate(zip_longest(_lines(one), _lines(other)), 1):
            if before == after:
                continue
            pair.pulse()
            normalisations = _line_aside(before or "", after or "", is_log=is_log)
            if normalisations is None:
                return Finding(Verdict.DIFFERENT, _text_words(pair, codecs, number), "text", tuple(aside))
            aside |= dict.fromkeys(normalisations)
    return Finding(Verdict.EQUIVALENT, aside_words(list(aside)), "text", tuple(aside))


def _line_aside(before: str, after: str, *, is_log: bool) -> tuple[str, ...] | None:
    """Return what has to be set aside to make two lines the same; None where they are not."""
    one, other = before.rstrip("\r\n"), after.rstrip("\r\n")
    ends = before[len(one) :], after[len(other) :]
    aside: tuple[str, ...] = ()
    if ends[0] != ends[1]:
        if not (before and after):
            return None  # a line more is a line more, be it empty
        aside = (named.LINE_ENDS,) if all(ends) else (named.LAST_LINE,)
    if one == other:
        return aside
    return (*aside, named.TIMES) if is_log and without_times(one) == without_times(other) else None


_CODECS = {
    "UTF-8": "utf-8",
    "UTF-8 with a byte order mark": "utf-8-sig",
    "UTF-16": "utf-16",
    "UTF-32": "utf-32",
    "Latin-1": "latin-1",
}


def _codec(path: Path) -> str:
    if path.stat().st_size > LARGEST:
        if not looks_like_text(path):
            raise ValueError("it is no text")
        return "utf-8"
    found = decoded_text(path.read_bytes())
    if found is None:
        raise ValueError("it is no text")
    return _CODECS[found[1]]


def _opened(path: Path, codec: str) -> IO[str]:
    # What is not in its encoding stays what it is, so that it can be compared.
    return path.open(encoding=codec, newline="", errors="surrogateescape")


def _lines(stream: IO[str]) -> Iterator[str]:
    while line := stream.readline(_LONGEST):
        yield line


def _text_words(pair: Pair, codecs: tuple[str, str], number: int) -> str:
    said = f"{first_difference(pair.before, pair.after)} {Compared.FIRST_LINE.said(line=f'{number:,}')}"
    if max(path.stat().st_size for path in (pair.before, pair.after)) > _SHOWN:
        return said
    before, after = _plain_lines(pair.before, codecs[0]), _plain_lines(pair.after, codecs[1])
    lines = list(difflib.unified_diff(before, after, "recorded", "rebuilt", lineterm="", n=0))
    shown = [line[:_WIDE].encode("utf-8", "replace").decode() for line in lines[2 : 2 + _LINES]]
    return "\n".join([said, *shown, *(["…"] if len(lines) > 2 + _LINES else [])])


def _plain_lines(path: Path, codec: str) -> list[str]:
    with _opened(path, codec) as stream:
        return [line.rstrip("\r\n") for line in _lines(stream)]


def judge_notebook(pair: Pair) -> Finding:
    """Compare two notebooks cell by cell, without execution counts and the cells' ids."""
    one, other = _both(pair, _notebook)
    found = compare_notebooks(one[0], other[0])
    if not found.equal:
        return Finding(Verdict.DIFFERENT, _notebook_words(found), "notebook")
    aside = tuple(name for name in one[1] if one[1][name] != other[1][name])
    if aside:
        return Finding(Verdict.EQUIVALENT, aside_words(aside), "notebook", aside)
    return Finding(Verdict.EQUIVALENT, aside_words([named.LAYOUT]), "notebook", (named.LAYOUT,))


def _notebook(path: Path) -> tuple[Notebook, Mapping[str, object]]:
    if path.stat().st_size > 8 * LARGEST:
        raise ValueError("it is too large to be compared cell by cell")
    content = path.read_bytes()
    read = read_notebook(content)
    cells = [as_mapping(cell) for cell in as_list(as_mapping(json.loads(content)).get("cells"))]
    outputs = [as_mapping(output) for cell in cells for output in as_list(cell.get("outputs"))]
    counted = ("execution_count", "prompt_number")
    return read, {
        named.EXECUTION: [[each.get(name) for name in counted] for each in (*cells, *outputs)],
        named.CELL_IDS: [cell.get("id") for cell in cells],
        named.COLOURS: _ANSI.findall(content),
    }


def _notebook_words(found: NotebookDifference) -> str:
    said = []
    for cell in found.cells[:_FEW]:
        parts = [part for part in ("source", "outputs", "metadata") if getattr(cell, part)]
        said.append(
            f"cell {cell.after or cell.before} was {cell.status}"
            + (f" ({', '.join(parts)})" if parts else "")
        )
    said += [f"and {len(found.cells) - _FEW:,} more"] if len(found.cells) > _FEW else []
    said += ["the notebook's metadata differ"] if found.metadata else []
    text = "; ".join(said)
    return f"{text[:1].upper()}{text[1:]}."


def judge_svg(pair: Pair) -> Finding:
    """Compare two SVG drawings element by element, without the ids and the date that are made up for each."""
    one, other = _both(pair, _Drawing.read)
    if one.shapes != other.shapes:
        place = next(
            (
                number
                for number, (was, now) in enumerate(zip(one.shapes, other.shapes, strict=False))
                if was != now
            ),
            min(len(one.shapes), len(other.shapes)),
        )
        was, now = (
            drawing.shapes[place][0] if place < len(drawing.shapes) else "nothing" for drawing in (one, other)
        )
        figures = {"number": f"{place + 1:,}", "count": f"{len(one.shapes):,}"}
        said = (
            Compared.SVG.said(**figures, name=was)
            if was == now
            else Compared.SVG_NOW.said(**figures, before=was, after=now)
        )
        return Finding(Verdict.DIFFERENT, said, "SVG")
    aside = tuple(
        name
        for name, differs in (
            (named.SVG_IDS, one.ids != other.ids),
            (named.SVG_DATE, one.metadata != other.metadata),
        )
        if differs
    ) or (named.LAYOUT,)
    return Finding(Verdict.EQUIVALENT, aside_words(aside), "SVG", aside)


class _Drawing:
    """A drawing with its ids numbered in the order in which they come."""

    def __init__(self, root: ET.Element) -> None:
        self.ids = [element.attrib["id"] for element in root.iter() if "id" in element.attrib]
        numbers = {id_: f"id{number}" for number, id_ in enumerate(dict.fromkeys(self.ids))}
        self.metadata: list[str] = []
        self.shapes: list[tuple[str, tuple[tuple[str, str], ...], str, str]] = []
        pending = [root]
        while pending:
            element = pending.pop()
            tag = element.tag  # the parser leaves comments out
            if tag.rpartition("}")[2] == "metadata":
                for part in element.iter():
                    self.metadata.append(
                        repr((part.tag, sorted(part.attrib.items()), (part.text or "").strip()))
                    )
                self.shapes.append(("metadata", (), "", (element.tail or "").strip()))
                continue
            said = sorted((name, self._plain(name, value, numbers)) for name, value in element.attrib.items())
            text, tail = ((part or "").strip() for part in (element.text, element.tail))
            if tag.rpartition("}")[2] == "style":
                text = _ID.sub(lambda found: numbers.get(found[0], found[0]), text)
            self.shapes.append((tag.rpartition("}")[2], tuple(said), text, f"{len(element)} {tail}"))
            pending += reversed(list(element))

    @staticmethod
    def read(path: Path) -> _Drawing:
        """Read a drawing; raises ValueError where it is none."""
        if path.stat().st_size > 8 * LARGEST:
            raise ValueError("it is too large to be compared element by element")
        try:
            return _Drawing(ET.fromstring(path.read_bytes()))  # noqa: S314 -- expat bounds entities
        except (ET.ParseError, LookupError, RecursionError) as error:
            raise ValueError(f"it is no SVG ({error})") from error

    @staticmethod
    def _plain(name: str, value: str, numbers: Mapping[str, str]) -> str:
        if name == "id":
            return numbers[value]
        if "#" not in value:
            return value
        return _ID.sub(lambda found: numbers.get(found[0], found[0]), value)


def judge_pdf(pair: Pair) -> Finding:
    """Compare two PDF files without their dates and ids; whatever else differs, nobody here can say."""

    def read(path: Path) -> str:
        if path.stat().st_size > 16 * LARGEST:
            raise ValueError("it is too large")
        return hashlib.sha256(_PDF.sub(b"", path.read_bytes())).hexdigest()

    one, other = _both(pair, read)
    if one == other:
        aside = (named.PDF_DATES,)
        return Finding(Verdict.EQUIVALENT, aside_words(aside), "PDF", aside)
    place = first_difference(pair.before, pair.after)
    raise NoComparatorError(f"{Compared.PDF.said()} {place}")


def _both(pair: Pair, read: Callable[[Path], _Read]) -> tuple[_Read, _Read]:
    found = []
    for side, path in enumerate((pair.before, pair.after)):
        try:
            found.append(read(path))
        except (ValueError, UnreadableNotebookError) as error:
            said = str(error).rstrip(".")
            if side == 0:
                raise NoComparatorError(Compared.RECORDED_UNREADABLE.said(why=said)) from error
            raise OtherFormatError(Compared.REBUILT_UNREADABLE.said(why=said)) from error
    return found[0], found[1]
