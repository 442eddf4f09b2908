"""Metric histories from the rows of a store."""

from __future__ import annotations

import math
from array import array
from collections.abc import Mapping, Sequence
from itertools import chain, groupby
from typing import Any

from forebear.sources.mlflow.records import History

_INFINITE = 1.7976931348623157e308
"""What the databases of MLflow keep for an infinity, as not all of them can hold one."""

_LARGEST = 2**63 - 1

Row = Sequence[Any]
"""A metric's name or other key, step, time, value, whether it is NaN."""


def histories(rows: Sequence[Row]) -> tuple[dict[Any, History], int]:
    """Return the history of each key, and how many rows were no numbers and left out."""
    try:
        return _histories(rows), 0
    except (TypeError, ValueError, OverflowError):
        good = [row for row in rows if _is_number(row)]
        return _histories(good), len(rows) - len(good)


def last_values(found: Mapping[str, History]) -> dict[str, float]:
    """Return what MLflow calls the latest value of each metric."""
    return {name: history.values[-1] for name, history in found.items()}


def _histories(rows: Sequence[Row]) -> dict[Any, History]:
    if not rows:
        return {}
    keys, steps, times, values, odd = zip(*rows, strict=True)
    if any(odd) or max(values) >= _INFINITE or min(values) <= -_INFINITE:
        values = tuple(math.nan if nan else _meant(value) for value, nan in zip(values, odd, strict=True))
    spans: dict[Any, list[range]] = {}
    start = 0
    for key, group in groupby(keys):  # mostly in one piece each, as they were logged
        end = start + len(list(group))
        spans.setdefault(key, []).append(range(start, end))
        start = end
    found: dict[Any, History] = {}
    for key, parts in spans.items():
        part = slice(parts[0].start, parts[0].stop)
        own = steps[part], values[part], times[part]
        if len(parts) > 1 or list(own[0]) != sorted(set(own[0])):
            # NaN sorts as the zero that the database keeps for it, and the file store as none.
            order = sorted(chain(*parts), key=lambda n: (steps[n], times[n], _rank(values[n])))
            own = (
                tuple(steps[n] for n in order),
                tuple(values[n] for n in order),
                tuple(times[n] for n in order),
            )
        moments = array("q", [time * 1000 for time in own[2]])
        found[key] = History(array("q", own[0]), array("d", own[1]), moments)
    return found


def _meant(value: float) -> float:
    return math.copysign(math.inf, value) if abs(value) >= _INFINITE else value


def _rank(value: float) -> float:
    return 0.0 if math.isnan(value) else value


def _is_number(row: Row) -> bool:
    _, step, time, value, _ = row
    return (
        isinstance(step, int)
        and isinstance(time, int)
        and isinstance(value, int | float)
        and -_LARGEST <= step <= _LARGEST
        and -_LARGEST // 1000 <= time <= _LARGEST // 1000
    )
