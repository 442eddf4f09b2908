"""`dvc.lock` read part by part: from commit to commit, and from stage to stage, most parts are the same text.

A part is only taken by itself where the text is laid out as DVC writes it and the part is a whole by itself;
any other text is read in one go. Both ways give the same (a test compares them).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from forebear.sources.dvc.values import as_mapping
from forebear.sources.dvc.yaml_text import UnreadableError, load_yaml

_HEAD = "schema: '2.0'\nstages:\n"
_STAGE = re.compile(r"^ {2}(?=[^ \-#\n])", re.MULTILINE)
_FIELD = re.compile(r"^ {4}(?=[^ \-#\n])", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class LockEntry:
    """A stage's entry in `dvc.lock`. `text` is its part of the file: the same text, the same entry."""

    name: str
    entry: object
    text: str


class _NotByParts(Exception):  # noqa: N818
    """The text is not laid out in parts that can be read alone."""


class LockReader:
    """Reads lock files and remembers their parts."""

    def __init__(self) -> None:
        self._entries: dict[str, LockEntry] = {}
        self._parts: dict[str, object] = {}

    def read(self, text: str) -> tuple[LockEntry, ...]:
        """Return the entries of a lock of schema 1.0 (stages at the top) or 2.0 (below `stages`).

        Raises UnreadableError.
        """
        if text.startswith(_HEAD) and "\t" not in text and "\r" not in text:
            try:
                return self._by_parts(text[len(_HEAD) :])
            except _NotByParts:
                pass
        return whole(text)

    def _by_parts(self, body: str) -> tuple[LockEntry, ...]:
        found: dict[str, LockEntry] = {}
        for block in _split(body, _STAGE):
            entry = self._entries.get(block)
            if entry is None:
                entry = self._entries[block] = self._entry(block)
            if entry.name in found:
                raise _NotByParts
            found[entry.name] = entry
        return tuple(found.values())

    def _entry(self, block: str) -> LockEntry:
        head, _, body = block.partition("\n")
        (name,) = self._mapping(head)
        entry: dict[object, object] = {}
        for part in _split(body, _FIELD):
            first, _, rest = part.partition("\n")
            if first in ("    deps:", "    outs:") and rest.startswith("    - "):
                key: object = first.strip(" :")
                value: object = [item for text in _items(rest) for item in self._list(text)]
            else:
                ((key, value),) = self._mapping(part).items()
            if key in entry:
                raise _NotByParts
            entry[key] = value
        return LockEntry(str(name), entry, block)

    def _mapping(self, text: str) -> Mapping[object, object]:
        part = self._part(text)
        if not isinstance(part, dict) or len(part) != 1:
            raise _NotByParts
        return part

    def _list(self, text: str) -> list[object]:
        part = self._part(text)
        if not isinstance(part, list) or len(part) != 1:
            raise _NotByParts
        return part

    def _part(self, text: str) -> object:
        if text not in self._parts:
            try:
                self._parts[text] = load_yaml(text)
            except UnreadableError as error:
                raise _NotByParts from error
        return self._parts[text]


def whole(text: str) -> tuple[LockEntry, ...]:
    """Return the entries of a lock read in one go; raises UnreadableError."""
    document = load_yaml(text)
    if document is None:
        return ()
    if not isinstance(document, dict):
        raise UnreadableError("it is no mapping of stages")
    root = as_mapping(document)
    stages = as_mapping(root.get("stages")) if "schema" in root or "stages" in root else root
    return tuple(LockEntry(name, entry, f"{name}\0{entry!r}") for name, entry in stages.items())


def _split(text: str, begins: re.Pattern[str]) -> list[str]:
    """Split a block at the lines that begin a key of it."""
    starts = [match.start() for match in begins.finditer(text)]
    if not starts or starts[0] != 0:
        raise _NotByParts
    return [text[start:end] for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]


def _items(text: str) -> list[str]:
    first, *others = text.split("\n    - ")
    return [first, *("    - " + other for other in others)]
