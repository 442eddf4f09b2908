"""YAML as DVC reads it, built straight from libyaml's events.

DVC reads YAML 1.2 with ruamel.yaml, where `on` is text, `010` is ten and `1e-3` is a number; PyYAML's own
loaders follow YAML 1.1 and would read other values. Building from the events keeps those rules, refuses
repeated keys and all tags of other than plain data, and takes less than half the time of `CSafeLoader`.
"""

from __future__ import annotations

import codecs
import re
from functools import lru_cache
from typing import Any, cast

from yaml import (
    AliasEvent,
    CSafeLoader,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    YAMLError,
)
from yaml import MappingEndEvent as _MappingEnd
from yaml.events import DocumentStartEvent

_INTEGER = re.compile(r"[-+]?(?:0b[01_]+|0o?[0-7_]+|[0-9][0-9_]*|0x[0-9a-fA-F_]+)\Z")
_FLOAT = re.compile(
    r"(?:[-+]?[0-9][0-9_]*(?:\.[0-9_]*)?(?:[eE][-+]?[0-9]+)?|[-+]?\.[0-9][0-9_]*(?:[eE][-+]?[0-9]+)?)\Z"
)
_WORDS: dict[str, object] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), float("inf")),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), float("-inf")),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
}
_TAG = "tag:yaml.org,2002:"
_KEY = object()  # a mapping that waits for its next key
_MERGE = object()  # the key `<<`, which merges mappings
_DEEPEST = 100  # levels of nesting
_REPEATED = 250_000  # values that aliases may stand for, all together: few lines can stand for billions


class UnreadableError(Exception):
    """A document that cannot be read; the message is the reason, for people."""


def decoded(content: bytes) -> str:
    """Return a file's text; raises UnreadableError where it is not UTF-8."""
    try:
        return content.removeprefix(codecs.BOM_UTF8).decode()
    except UnicodeDecodeError as error:
        raise UnreadableError(f"it is not UTF-8 text (byte {error.start})") from error


def load_yaml(text: str) -> object:
    """Return the one document of a YAML text as dicts, lists and scalars, None for an empty text.

    Dates stay text. Raises UnreadableError for what is no YAML, for repeated keys, several documents and tags
    that are not of plain data; nothing a tag names is ever looked up or run.
    """
    try:
        return _build(CSafeLoader(text))
    except YAMLError as error:
        raise UnreadableError(_reason(error, text)) from error


def _build(parser: Any) -> object:  # noqa: PLR0912, PLR0915
    next_event = parser.get_event
    anchors: dict[str, tuple[object, int]] = {}  # what they name, and how many values that is
    # Containers around this one, each with the key that waits for a value, its anchor and where it began.
    stack: list[tuple[Any, Any, str | None, int]] = []
    seen = repeated = 0
    container: Any = None
    key: Any = None
    documents = 0
    root: object = None
    while (event := next_event()) is not None:
        kind = type(event)
        seen += 1
        if kind is ScalarEvent:
            if event.tag is not None:
                value = _tagged(event.tag, event.value)
            else:
                value = _plain(event.value) if event.implicit[0] else event.value
            if event.anchor:
                anchors[event.anchor] = value, 1
        elif kind is MappingStartEvent or kind is SequenceStartEvent:
            _check_tag(event.tag, "map" if kind is MappingStartEvent else "seq")
            new: Any = {} if kind is MappingStartEvent else []
            if len(stack) >= _DEEPEST:
                raise UnreadableError(f"line {event.start_mark.line + 1}: it is nested too deep")
            stack.append((container, key, event.anchor, seen + repeated))
            container, key = new, _KEY
            continue
        elif kind is _MappingEnd or kind is SequenceEndEvent:
            value = _merged(container) if kind is _MappingEnd and _MERGE in container else container
            container, key, anchor, began = stack.pop()
            if anchor:
                anchors[anchor] = value, seen + repeated - began
        elif kind is AliasEvent:
            if event.anchor not in anchors:
                if any(event.anchor == level[2] for level in stack):
                    raise UnreadableError(f"it refers to the anchor {event.anchor!r} inside of itself")
                raise UnreadableError(f"it refers to the anchor {event.anchor!r}, which is not there")
            value, amount = anchors[event.anchor]
            repeated += amount
            if repeated > _REPEATED:
                raise UnreadableError("its aliases stand for too many values")
        else:
            documents += kind is DocumentStartEvent
            if documents > 1:
                raise UnreadableError("it holds more than one YAML document")
            continue
        if container is None:
            root = value
        elif type(container) is list:
            container.append(value)
        elif key is _KEY:
            if value == "<<" and kind is ScalarEvent and event.implicit[0]:
                value = _MERGE  # in quotes it is a name like any other
            key = _checked_key(value, container, event)
        else:
            container[key] = value
            key = _KEY
    return root


def _checked_key(value: object, container: dict[Any, Any], event: Any) -> object:
    if isinstance(value, dict | list):
        raise UnreadableError(f"line {event.start_mark.line + 1}: a key is not a plain value")
    if value in container:
        raise UnreadableError(f"line {event.start_mark.line + 1}: the key {value!r} is there twice")
    return value


def _merged(mapping: dict[Any, Any]) -> dict[Any, Any]:
    merged: dict[Any, Any] = {}
    sources = mapping.pop(_MERGE)
    for source in sources if isinstance(sources, list) else [sources]:
        if not isinstance(source, dict):
            raise UnreadableError("a merge key (<<) names something that is no mapping")
        merged = {**source, **merged}
    own = dict(mapping)
    mapping.clear()  # in place: anchors point at this very mapping
    mapping.update({**merged, **own})
    return mapping


@lru_cache(maxsize=65536)
def _plain(text: str) -> object:
    """Return the value of a plain scalar by the rules of YAML 1.2 as ruamel.yaml has them."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] in "-+.0123456789":
        if len(text) > 3500:  # Python refuses to write such a number, and nobody wrote it as one
            return text
        if _INTEGER.match(text):
            digits = text.replace("_", "").lower()
            body = digits.lstrip("+-")
            base = {"0b": 2, "0o": 8, "0x": 16}.get(body[:2], 10)
            return int(digits, base) if base == 10 else int(digits.replace(body[:2], "", 1), base)
        if _FLOAT.match(text):
            return float(text.replace("_", ""))
    return text


def _tagged(tag: str, text: str) -> object:
    if tag in ("!", f"{_TAG}str"):
        return text
    value = _plain(text)
    if tag == f"{_TAG}float" and isinstance(value, int | float):
        try:
            return float(value)
        except OverflowError as error:
            raise UnreadableError("it holds a number that is too large for a float") from error
    wanted = {f"{_TAG}int": int, f"{_TAG}bool": bool, f"{_TAG}null": type(None)}.get(tag)
    if wanted is not None and isinstance(value, wanted):
        return value
    raise UnreadableError(f"it uses the YAML tag {tag}, which is not read")


def _check_tag(tag: str | None, name: str) -> None:
    if tag is not None and tag not in ("!", _TAG + name):
        raise UnreadableError(f"it uses the YAML tag {tag}, which is not read")


def _reason(error: YAMLError, text: str) -> str:
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith(("<<<<<<< ", ">>>>>>> ")) or line == "=======":
            return f"line {number}: it holds the markers of a merge that was not finished"
    mark = getattr(error, "problem_mark", None)
    problem = cast("str | None", getattr(error, "problem", None)) or str(error)
    where = f"line {mark.line + 1}: " if mark is not None else ""
    return f"{where}it is no YAML ({problem.splitlines()[0]})"
