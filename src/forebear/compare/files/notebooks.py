"""Jupyter notebooks cell by cell, as nbformat 3 and 4 say; nothing in them is run or shown as HTML."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from forebear.compare.files.findings import CellChange, NotebookDifference
from forebear.compare.files.texts import text_lines, unified
from forebear.compare.text.matching import same_runs
from forebear.sources.dvc.values import as_list, as_mapping

MOST_CELLS = 5_000
_ALIKE = 0.5  # of their words, from which two cells are one that was changed
_MOST_PAIRS = 900  # cells of both sides of a stretch that are looked at beside each other
_WORD = re.compile(r"\w+|[^\w\s]")
_ESCAPES = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_OWN_TEXT = ("text/", "application/json", "image/svg+xml")


class UnreadableNotebookError(Exception):
    """A file that is no notebook; the message is the reason, for people."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: everything of it but its id and execution count, as text."""

    kind: str
    source: str
    outputs: str
    metadata: str


@dataclass(frozen=True, slots=True)
class Notebook:
    """A notebook's cells, and its own metadata as text."""

    cells: tuple[Cell, ...]
    metadata: str


def read_notebook(content: bytes) -> Notebook:
    """Read a notebook; raises UnreadableNotebookError."""
    try:
        document = json.loads(content)
    except RecursionError as error:
        raise UnreadableNotebookError("It is no notebook: it is nested too deep.") from error
    except ValueError as error:
        raise UnreadableNotebookError(f"It is no notebook: {error}.") from error
    table = as_mapping(document)
    listed = as_list(table.get("cells"))
    for sheet in as_list(table.get("worksheets")):  # nbformat 3
        listed = [*listed, *as_list(as_mapping(sheet).get("cells"))]
    if "cells" not in table and "worksheets" not in table:
        raise UnreadableNotebookError("It is no notebook: it has no cells.")
    if len(listed) > MOST_CELLS:
        raise UnreadableNotebookError(f"It has more than {MOST_CELLS:,} cells.")
    rest = {key: value for key, value in table.items() if key not in ("cells", "worksheets")}
    try:
        return Notebook(tuple(_cell(as_mapping(cell)) for cell in listed), _json(rest))
    except (RecursionError, ValueError) as error:  # writing goes deeper than reading; numbers without end
        raise UnreadableNotebookError("Its cells are nested too deep.") from error


def compare_notebooks(before: Notebook, after: Notebook) -> NotebookDifference:
    """Match the cells in their order, first those that are the same, then those that are alike."""
    numbers: dict[Cell, str] = {}
    old, new = (
        [numbers.setdefault(cell, str(len(numbers))) for cell in each.cells] for each in (before, after)
    )
    changes: list[CellChange] = []
    same = at = to = 0
    for start, other, count in (*same_runs(old, new), (len(old), len(new), 0)):
        if start > at or other > to:
            changes += _between(before.cells, after.cells, range(at, start), range(to, other))
        same, at, to = same + count, start + count, other + count
    metadata = _diff(before.metadata, after.metadata)
    return NotebookDifference(tuple(changes), same, metadata)


def _cell(cell: Mapping[str, object]) -> Cell:
    source = cell.get("source", cell.get("input", ""))
    known = {"source", "input", "outputs", "cell_type", "execution_count", "prompt_number", "id"}
    rest = {key: value for key, value in cell.items() if key not in known}
    return Cell(
        str(cell.get("cell_type", "")),
        _text(source),
        "".join(_output(as_mapping(output)) for output in as_list(cell.get("outputs"))),
        _json(rest) if rest not in ({}, {"metadata": {}}) else "",
    )


def _output(output: Mapping[str, object]) -> str:
    """Return an output as text: a line that names it, then what it holds."""
    kind = str(output.get("output_type", ""))
    lines = [f"[{' '.join(word for word in (kind, _text(output.get('name', ''))) if word)}]\n"]
    for key, value in sorted(output.items()):
        if key in ("output_type", "name", "execution_count", "prompt_number"):
            continue
        if key == "data":
            for mime, content in sorted(as_mapping(value).items()):
                lines.append(f"[{mime}]\n{_shown(mime, content)}")
        elif value not in ({}, []):
            lines.append(_ended(_text(value)) if key == "text" else f"[{key}]\n{_ended(_text(value))}")
    return "".join(lines)


def _shown(mime: str, content: object) -> str:
    """Return text as it is, and of a picture or the like how long it is and its digest."""
    if mime.startswith(_OWN_TEXT) or not isinstance(content, (str, list)):
        return _ended(_text(content))
    text = _text(content)
    return (
        f"({len(text):,} characters, sha256:{hashlib.sha256(text.encode('utf-8', 'replace')).hexdigest()})\n"
    )


def _text(value: object) -> str:
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        joined = "".join(value) if any("\n" in item for item in value) else "\n".join(value)
        return _ESCAPES.sub("", joined)
    return _ESCAPES.sub("", value) if isinstance(value, str) else _json(value)


def _json(value: object) -> str:
    return json.dumps(value, indent=1, sort_keys=True, ensure_ascii=False)


def _diff(before: str, after: str) -> str:
    if before == after:
        return ""
    if not before.endswith("\n") and not after.endswith("\n"):
        before, after = _ended(before), _ended(after)  # a cell ends without one
    return unified(text_lines(before, after))


def _ended(text: str) -> str:
    return text if not text or text.endswith("\n") else f"{text}\n"


def _between(
    before: Sequence[Cell], after: Sequence[Cell], gone: Sequence[int], new: Sequence[int]
) -> list[CellChange]:
    """Pair the cells of a stretch that differs: in order, each with the first one later that is alike; in a
    long stretch each with the one in its place."""
    found: list[CellChange] = []
    words = {place: _words(before[place]) for place in gone}
    others = {place: _words(after[place]) for place in new}

    def alike(place: int, other: int) -> bool:
        return _alike(before[place], after[other], words[place], others[other])

    in_place = len(gone) * len(new) > _MOST_PAIRS
    at = 0
    for number, place in enumerate(gone):
        candidates = new[max(at, number) : number + 1] if in_place else new[at:]
        match = next((other for other in candidates if alike(place, other)), None)
        if match is None:
            found.append(_one(before[place], place, None))
            continue
        found += [_one(after[other], None, other) for other in new[at : match - new[0]]]
        at = match - new[0] + 1
        found.append(_pair(before[place], after[match], place, match))
    found += [_one(after[other], None, other) for other in new[at:]]
    return found


def _words(cell: Cell) -> Counter[str]:
    return Counter(_WORD.findall(cell.source[:2_000]))


def _alike(before: Cell, after: Cell, words: Counter[str], others: Counter[str]) -> bool:
    """Whether one cell is the other changed: at least half of their words are the same."""
    if before.kind != after.kind:
        return False
    if before.source == after.source:
        return True
    return 2 * (words & others).total() >= _ALIKE * (words.total() + others.total()) > 0


def _pair(before: Cell, after: Cell, place: int, other: int) -> CellChange:
    return CellChange(
        "changed",
        after.kind,
        place + 1,
        other + 1,
        _diff(before.source, after.source),
        _diff(before.outputs, after.outputs),
        _diff(before.metadata, after.metadata),
    )


def _one(cell: Cell, place: int | None, other: int | None) -> CellChange:
    texts = (cell.source, cell.outputs, cell.metadata)
    if place is not None:
        return CellChange("removed", cell.kind, place + 1, None, *(_diff(text, "") for text in texts))
    number = None if other is None else other + 1
    return CellChange("added", cell.kind, None, number, *(_diff("", text) for text in texts))
