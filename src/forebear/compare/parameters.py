"""Parameters side by side; for revisions the same values as `dvc params diff`.

That is: params.yaml whole, of other files the names that stages track, all dotted. Lists are their JSON
text; `inner_rows` looks into them. 1 equals 1.0, but not True (DVC takes the last two for equal).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import cast

from forebear.compare.comparison import ParameterRow, Unavailable
from forebear.compare.sameness import sameness
from forebear.compare.version import Contents, is_beyond, outside
from forebear.lineage.facts import Slot
from forebear.lineage.words import Listed, Scalar

_NAMES = ("id", "name", "key")  # what the objects in a list are known by
_DEEPEST = 30
_MOST = 10_000  # values of one list that are looked into


def compare_parameters(
    contents: Sequence[Contents],
) -> tuple[tuple[ParameterRow, ...], tuple[Unavailable, ...]]:
    """Return a row for each (file, name), sorted, and the files whose content is not here."""
    files = [content.parameters for content in contents]
    beyond = outside(contents)
    rows = []
    for source in sorted({source for held in files for source in held}):
        available = tuple(held.get(source, {}) is not None for held in files)
        values = [held.get(source) or {} for held in files]
        rows += [
            ParameterRow(
                source,
                name,
                tuple(known.get(name) for known in values),
                tuple(name in known for known in values),
                tuple(
                    here and (name in known or not out)
                    for here, known, out in zip(available, values, beyond, strict=True)
                ),
            )
            for name in sorted({name for known in values for name in known})
        ]
    kept = tuple(row for row in rows if not is_beyond(row, row.present, beyond))
    return kept, tuple(_unavailable(contents))


def _unavailable(contents: Sequence[Contents]) -> Iterator[Unavailable]:
    why = "its content is not here, or holds no parameters"
    for content in contents:
        for source, values in sorted(content.parameters.items()):
            if values is None:
                said = content.unread.get(source, why)
                yield Unavailable(content.version.label, Slot.PARAMETERS, source, said)


def type_name(value: Scalar) -> str:
    """Return the type of a value in words: whole number, number, true or false, null, text, list, mapping."""
    match value:
        case None:
            return "null"
        case bool():
            return "true or false"
        case int():
            return "whole number"
        case float():
            return "number"
        case _:
            return _kind_of(value)


def _kind_of(value: str) -> str:
    if not isinstance(value, Listed):
        return "text"
    return "mapping" if value.startswith("{") else "list"


def types_matter(row: ParameterRow) -> bool:
    """Say whether only the types tell the values of a row apart: 1 and "1", true and "true", 1 and 1.0."""
    here = [
        value
        for value, is_there, here in zip(row.values, row.present, row.available, strict=True)
        if is_there and here
    ]
    types = {type(value) for value in here}
    if len(types) < 2:
        return False
    by_text: dict[str, set[type]] = {}
    for value in here:
        by_text.setdefault(_spelt(value), set()).add(type(value))
    return any(len(kinds) > 1 for kinds in by_text.values())


def inner_rows(row: ParameterRow) -> tuple[ParameterRow, ...]:
    """Return what is inside of a list that differs, a row for each value: `[2].rate`, `[name=conv1].units`.

    Items are matched by `id`, `name` or `key` where all of them are objects with one, else by their place. A
    row that holds no list in at least two versions, or the same in all, has nothing inside.
    """
    lists = [_listed(value) if here else None for value, here in zip(row.values, row.available, strict=True)]
    if row.differs is not True or sum(items is not None for items in lists) < 2:
        return ()
    name = next((name for name in _NAMES if _are_named(lists, name)), "")
    flat: list[dict[str, object]] = []
    for items in lists:
        leaves: dict[str, object] = {}
        for place, item in enumerate(items or ()):
            key = f"[{name}={cast('Mapping[str, object]', item)[name]}]" if name else f"[{place}]"
            _flatten(item, key, leaves, 0)
        flat.append(leaves)
    names = list(dict.fromkeys(leaf for leaves in flat for leaf in leaves))
    if len(names) > _MOST:
        return ()
    rows = [
        ParameterRow(
            row.source,
            f"{row.name}{leaf}",
            tuple(cast("Scalar", leaves.get(leaf)) for leaves in flat),
            tuple(leaf in leaves for leaves in flat),
            row.available,
        )
        for leaf in names
    ]
    # The order of named items is no value of theirs, and yet a difference: then the whole lists are shown.
    return tuple(rows) if any(_apart(each) for each in rows) else ()


def _apart(row: ParameterRow) -> bool:
    return len({(there, sameness(value)) for there, value in zip(row.present, row.values, strict=True)}) > 1


def _listed(value: Scalar) -> list[object] | None:
    """Return the list that a value is the JSON text of; None where it is any other value."""
    if not isinstance(value, Listed):
        return None
    try:
        found = json.loads(value)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, list) else None


def _are_named(lists: Sequence[list[object] | None], name: str) -> bool:
    """Say whether all items of all lists are objects whose `name` is unique within its list."""
    for items in lists:
        seen = set()
        for item in items or ():
            known = item.get(name) if isinstance(item, dict) else None
            if not isinstance(known, str | int) or isinstance(known, bool) or known in seen:
                return False
            seen.add(known)
    return True


def _flatten(value: object, name: str, leaves: dict[str, object], depth: int) -> None:
    if isinstance(value, dict) and value and depth < _DEEPEST:
        for key, item in value.items():
            _flatten(item, f"{name}.{key}", leaves, depth + 1)
    elif isinstance(value, list) and value and depth < _DEEPEST:
        for place, item in enumerate(value):
            _flatten(item, f"{name}[{place}]", leaves, depth + 1)
    elif isinstance(value, dict | list):
        leaves[name] = json.dumps(value, ensure_ascii=False)
    else:
        leaves[name] = value


def _spelt(value: Scalar) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "null" if value is None else str(value).strip()
