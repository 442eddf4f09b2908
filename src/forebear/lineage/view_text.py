"""A view as text: a JSON document, and a link. Both may come from a stranger and are checked.

    {"forebear": "view", "version": 1, "show": "neighbourhood", "about": "model.pkl@v1", "up": 2, …}

What is as usual is left out; keys that are not known are passed over. A link,
`forebear://view?project=NAME&v=…`, holds the same, compressed, in the alphabet of URLs. It only says where to
look: nothing is run or fetched by it.
"""

from __future__ import annotations

import base64
import binascii
import json
import math
import zlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from enum import StrEnum
from typing import Any, NoReturn, TypeVar
from urllib.parse import parse_qs, quote, urlsplit

from forebear.lineage.errors import UsageError
from forebear.lineage.view import Later, Opened, Show, View

VERSION = 1
LONGEST_LINK = 100_000
NEWER = "This was made by a newer Forebear."
_LINK = "forebear://view"
_SHORT_LINK = 8_000  # what mail and chat let through
_LONGEST_DOCUMENT = 4_000_000
_LONGEST_SLICE = 10_000
_LONGEST = 4_000  # of names, keys and revisions
_MOST_HOPS = 1_000
_MOST = 20_000
_FURTHEST = 1e7

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)


def document_of(view: View) -> dict[str, Any]:
    """Return a view as a JSON document."""
    usual = View()
    found: dict[str, Any] = {"forebear": "view", "version": VERSION}
    for name in ("show", "about", "up", "down", "slice", "as_of", "against", "later"):
        value = getattr(view, name)
        if value != getattr(usual, name) or name == "show":
            found[name] = value.value if isinstance(value, StrEnum) else value
    if view.hidden:
        found["hidden"] = sorted(view.hidden)
    if view.unfolded:
        found["unfolded"] = sorted(view.unfolded)
    if view.opened:
        found["opened"] = [
            {"node": each.node, "upstream": each.upstream, "neighbours": list(each.neighbours)}
            for each in view.opened
        ]
    if view.moved:
        found["moved"] = {key: list(offset) for key, offset in sorted(view.moved.items())}
    return found


def view_of(document: object) -> View:
    """Return the view that a JSON document holds; raises UsageError for anything else."""
    if not isinstance(document, Mapping):
        _refuse("It is no JSON object.")
    version = document.get("version")
    if document.get("forebear") != "view" or not isinstance(version, int) or isinstance(version, bool):
        _refuse("It does not say that it is a view.")
    if version > VERSION:
        raise UsageError(NEWER, todo="Update Forebear, then open it again.")
    read = _Reading(document)
    return View(
        show=read.one_of("show", Show, Show.NEIGHBOURHOOD),
        about=read.text("about"),
        up=read.hops("up"),
        down=read.hops("down"),
        slice=read.text("slice", _LONGEST_SLICE),
        as_of=read.text("as_of"),
        against=read.text("against"),
        later=read.one_of("later", Later, Later.FADED),
        hidden=frozenset(read.texts("hidden")),
        unfolded=frozenset(read.texts("unfolded")),
        opened=read.opened(),
        moved=read.moved(),
    )


def link_to(view: View, project: str) -> str:
    """Return a link to a view of a project; one that would be very long leaves out what was moved by hand."""
    link = _link(view, project)
    return link if len(link) <= _SHORT_LINK or not view.moved else _link(replace(view, moved={}), project)


def read_link(link: str) -> tuple[str, View]:
    """Return the project's name ("" = not said) and the view of a link; raises UsageError."""
    if len(link) > LONGEST_LINK:
        _refuse("It is too long.")
    try:
        parts = urlsplit(link.strip())
        asked = parse_qs(parts.query, max_num_fields=20)
    except ValueError:
        _refuse("It is no link.")
    if f"{parts.scheme}://{parts.netloc}" != _LINK or parts.path not in ("", "/"):
        _refuse("It does not begin with forebear://view.")
    packed = asked.get("v", [""])[0]
    try:
        raw = base64.b64decode(packed + "=" * (-len(packed) % 4), altchars=b"-_", validate=True)
        inflating = zlib.decompressobj()
        # Not more than a document may have, however much a small link would unpack to.
        text = inflating.decompress(raw, _LONGEST_DOCUMENT)
        if inflating.unconsumed_tail or not inflating.eof:
            _refuse("It is cut off or too long.")
    except (binascii.Error, ValueError, zlib.error):
        _refuse("It is damaged; perhaps a part of it was not copied.")
    return asked.get("project", [""])[0][:_LONGEST], view_of(loaded(text))


def loaded(text: str | bytes, longest: int = _LONGEST_DOCUMENT) -> object:
    """Read JSON of a stranger; raises UsageError."""
    if len(text) > longest:
        _refuse("It is too long.")
    try:
        found: object = json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise UsageError("This is no JSON.", todo="Ask who made it to send it again.") from error
    return found


def _link(view: View, project: str) -> str:
    text = json.dumps(document_of(view), separators=(",", ":"), ensure_ascii=False)
    packed = zlib.compress(text.encode("utf-8", "backslashreplace"), 9)
    value = base64.urlsafe_b64encode(packed).decode().rstrip("=")
    name = quote(project.encode("utf-8", "backslashreplace"), safe="")
    return f"{_LINK}?project={name}&v={value}"


class _Reading:
    """Reads fields of a document, each with its usual value where it is not there."""

    def __init__(self, document: Mapping[Any, object]) -> None:
        self._document = document

    def text(self, key: str, longest: int = _LONGEST) -> str:
        return self._read(key, "", lambda value: _text(value, longest))

    def one_of(self, key: str, kind: type[E], usual: E) -> E:
        def read(value: object) -> E:
            try:
                return kind(_text(value))
            except ValueError:
                _refuse(f"{key} is none of {', '.join(kind)}.")

        return self._read(key, usual, read)

    def hops(self, key: str) -> int:
        def read(value: object) -> int:
            if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= _MOST_HOPS:
                _refuse(f"{key} is no number of hops.")
            return value

        usual: int = getattr(View(), key)
        return self._read(key, usual, read)

    def texts(self, key: str) -> tuple[str, ...]:
        return self._read(key, (), _texts)

    def opened(self) -> tuple[Opened, ...]:
        def read(value: object) -> tuple[Opened, ...]:
            found = []
            for each in _list(value):
                if not isinstance(each, Mapping) or not isinstance(each.get("upstream"), bool):
                    _refuse("What was unfolded is not said as it should be.")
                neighbours = _texts(each.get("neighbours", ()))
                found.append(Opened(_text(each.get("node")), bool(each["upstream"]), neighbours))
            if sum(len(each.neighbours) for each in found) > _MOST:
                _refuse("Too much was unfolded.")
            return tuple(found)

        return self._read("opened", (), read)

    def moved(self) -> Mapping[str, tuple[float, float]]:
        def read(value: object) -> Mapping[str, tuple[float, float]]:
            if not isinstance(value, Mapping) or len(value) > _MOST:
                _refuse("What was moved is not said as it should be.")
            return {_text(key): _offset(offset) for key, offset in value.items()}

        return self._read("moved", {}, read)

    def _read(self, key: str, usual: T, read: Callable[[object], T]) -> T:
        return read(self._document[key]) if key in self._document else usual


def _text(value: object, longest: int = _LONGEST) -> str:
    if not isinstance(value, str) or len(value) > longest:
        _refuse("It holds something else where a text should be, or a very long one.")
    return value


def _list(value: object) -> list[object] | tuple[object, ...]:
    if not isinstance(value, (list, tuple)) or len(value) > _MOST:
        _refuse("It holds something else where a list should be, or a very long one.")
    return value


def _texts(value: object) -> tuple[str, ...]:
    return tuple(_text(each) for each in _list(value))


def _offset(value: object) -> tuple[float, float]:
    numbers = [
        float(each)
        for each in _list(value)
        if isinstance(each, (int, float)) and not isinstance(each, bool) and abs(each) <= _FURTHEST
    ]
    if len(numbers) != len(("x", "y")) or not all(map(math.isfinite, numbers)):
        _refuse("What was moved is not said as it should be.")
    return numbers[0], numbers[1]


def _refuse(why: str) -> NoReturn:
    raise UsageError(f"This is no view of Forebear. {why}", todo="Ask who made it to send it again.")


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)
