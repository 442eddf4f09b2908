"""Dates as people write them: `2026-06`, `2026-06-01`, `2026-06-01T12:00`, `yesterday`, `3 months ago`."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from forebear.lineage.errors import UsageError

EXAMPLES = "2026-06, 2026-06-01, 2026-06-01T12:00, yesterday or 3 months ago"
"""Dates that `period_of` reads, to name in advice."""

_DATE = re.compile(
    r"(?P<year>[12]\d{3})(?:-(?P<month>\d{1,2})(?:-(?P<day>\d{1,2})"
    r"(?:[T ](?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d+)?)?"
    r"\s?(?P<zone>Z|[+-]\d{2}:?\d{2})?)?)?)?",
    re.ASCII | re.IGNORECASE,
)
_AGO = re.compile(r"(?P<count>\d{1,4}|an?) (?P<unit>minute|hour|day|week|month|year)s? ago", re.ASCII)
_LEAST = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Period:
    """From the first to the last moment of what a date names, both included, in UTC."""

    first: datetime
    last: datetime


def period_of(text: str, now: datetime) -> Period | None:
    """Read a date in the person's time zone; None where the text does not look like one.

    `now` is aware. A time with seconds, and what is so long `ago`, is one moment; a minute, a day, a month
    or a year is all of it. After ISO 8601, with a space allowed before the time. Raises UsageError for a date
    that does not exist.
    """
    words = " ".join(text.split()).casefold()
    try:
        if match := _DATE.fullmatch(words):
            return _written(match)
        if match := _AGO.fullmatch(words):
            moment = _ago(now, 1 if match["count"] in ("a", "an") else int(match["count"]), match["unit"])
            return Period(moment, moment)
        if words in ("today", "yesterday"):
            day = now.astimezone().replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
            day -= timedelta(days=words == "yesterday")
            return _between(day, day + timedelta(days=1), None)
    except (ValueError, OverflowError) as error:
        raise UsageError(
            "There is no such date.", where=text, todo=f"Dates are written like {EXAMPLES}."
        ) from error
    if words == "now":
        return Period(now.astimezone(UTC), now.astimezone(UTC))
    return None


def _written(match: re.Match[str]) -> Period:
    year, month, day = int(match["year"]), int(match["month"] or 1), int(match["day"] or 1)
    if match["hour"] is None:
        start = datetime(year, month, day)  # noqa: DTZ001 - the zone comes with `_between`
        if match["day"] is not None:
            return _between(start, start + timedelta(days=1), None)
        return _between(start, _months_on(start, 1 if match["month"] else 12), None)
    second = int(match["second"] or 0)
    start = datetime(year, month, day, int(match["hour"]), int(match["minute"]), second)  # noqa: DTZ001
    zone = _zone(match["zone"])
    return _between(start, start + timedelta(seconds=1 if match["second"] else 60), zone)


def _between(start: datetime, end: datetime, zone: tzinfo | None) -> Period:
    """Return what is from `start` until before `end`; without a zone in that of the person."""
    first, last = (
        (each.replace(tzinfo=zone) if zone else each).astimezone(UTC) for each in (start, end - _LEAST)
    )
    return Period(first, last)


def _zone(text: str | None) -> tzinfo | None:
    if text is None:
        return None
    return UTC if text == "z" else datetime.strptime(text, "%z").tzinfo


def _ago(now: datetime, count: int, unit: str) -> datetime:
    if unit in ("month", "year"):
        local = now.astimezone().replace(tzinfo=None)
        return _months_on(local, -count * (12 if unit == "year" else 1)).astimezone(UTC)
    return now.astimezone(UTC) - count * timedelta(**{f"{unit}s": 1})


def _months_on(start: datetime, months: int) -> datetime:
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    day = min(start.day, calendar.monthrange(year, month + 1)[1])
    return start.replace(year=year, month=month + 1, day=day)
