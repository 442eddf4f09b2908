"""Values that JSON has. NaN and the infinities become the strings "NaN", "Infinity" and "-Infinity"."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import UTC, datetime

Json = Mapping[str, object]
"""An object of a document."""


def json_value(value: object) -> object:
    """Return a value that JSON has."""
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    return value


def json_time(when: datetime | None) -> str | None:
    """Return a time as ISO 8601 in UTC, to the second."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if when else None
