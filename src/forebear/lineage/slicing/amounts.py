"""Dates and sizes as people write them in a slice."""

from __future__ import annotations

import re
from datetime import datetime, tzinfo

from forebear.lineage.rows import microseconds

_DATE = re.compile(r"(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{1,2})(?:-(?P<day>[0-9]{1,2}))?)?\Z")


def beginning(text: str, zone: tzinfo | None = None) -> int | None:
    """Return when a year, month, day or moment (ISO 8601) begins, None where the text is none of them.

    In microseconds since 1970. Where no zone is written it is `zone`, or that of this machine, in which dates
    are shown.
    """
    found = _DATE.match(text)
    if found is None and not text[:4].isdigit():
        return None
    try:
        if found is not None:
            when = datetime(int(found["year"]), int(found["month"] or 1), int(found["day"] or 1))  # noqa: DTZ001
        else:
            when = datetime.fromisoformat(text)
        if when.tzinfo is None:
            when = when.astimezone() if zone is None else when.replace(tzinfo=zone)
        return microseconds(when)
    except (ValueError, OverflowError, OSError):
        return None


_SIZE = re.compile(r"(?P<number>[0-9]+(?:[.,][0-9]+)?|[.][0-9]+)\s*(?P<unit>[kmgtp]?i?b?)\Z", re.IGNORECASE)
_POWERS = {"": 0, "k": 1, "m": 2, "g": 3, "t": 4, "p": 5}


def size_of(text: str) -> float | None:
    """Return how many bytes `1.5GB`, `300 kB`, `2MiB` or `17` are, None where the text says no size."""
    found = _SIZE.match(text.strip())
    if found is None or len(text) > 40:
        return None
    unit = found["unit"].casefold()
    step = 1024 if "i" in unit else 1000
    number = float(found["number"].replace(",", "."))
    return number * float(step ** _POWERS[unit.rstrip("b").rstrip("i")])
