"""When two values are the same value."""

from __future__ import annotations

import json
from collections.abc import Hashable
from functools import lru_cache
from typing import TypeGuard, cast

from forebear.lineage.words import Listed, Scalar


def is_number(value: object) -> TypeGuard[float]:
    """Say whether a value can be reckoned with; true and false cannot."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def sameness(value: Scalar) -> Hashable:
    """Return what a value is compared by.

    1 equals 1.0 but not True, and NaN equals NaN; lists are the same where all that is in them is, and never
    the same as text.
    """
    if isinstance(value, str):
        return _within(value) if isinstance(value, Listed) else value
    if isinstance(value, bool):
        return ("bool", value)
    if isinstance(value, (int, float)):
        return ("number", "NaN" if value != value else value)  # noqa: PLR0124  NaN is not itself
    return value


@lru_cache(maxsize=4096)
def _within(value: Listed) -> Hashable:
    try:
        return _inside(json.loads(value))
    except (ValueError, RecursionError):
        return ("list", str(value))


def _inside(item: object) -> Hashable:
    if isinstance(item, list):
        return ("list", tuple(map(_inside, item)))
    if isinstance(item, dict):
        return ("mapping", frozenset((key, _inside(inner)) for key, inner in item.items()))
    return sameness(cast("Scalar", item))
