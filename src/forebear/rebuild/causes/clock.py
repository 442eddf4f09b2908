"""Finds in a content the moment at which it was made: what a clock wrote is never the same again."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

_SLACK = timedelta(seconds=2)  # zip files count in steps of two seconds
_MOST = 5  # moments that are told
_SECONDS = re.compile(rb"(?<![0-9])1[0-9]{9}(?:[0-9]{3}|[0-9]{6}|[0-9]{9})?(?:\.[0-9]+)?(?![0-9])")
_ISO = re.compile(rb"(?<![0-9])20[0-9]{2}-[01][0-9]-[0-3][0-9][T ][0-2][0-9]:[0-5][0-9](?::[0-5][0-9])?")
_DATE = re.compile(rb"(?<![0-9])20[0-9]{2}-[01][0-9]-[0-3][0-9](?![0-9])")
_ZIP = b"PK\x03\x04"
_GZIP = b"\x1f\x8b\x08"
_UNIT = {10: 1, 13: 1e3, 16: 1e6, 19: 1e9}  # digits of a moment to its ticks a second


def moments_in(content: bytes, started: datetime, ended: datetime) -> tuple[str, ...]:
    """Return, as lines for people, where a content holds a moment between two, in UTC.

    Looked for are seconds since 1970 (also milli-, micro- and nanoseconds), ISO dates with a time, and the
    headers of gzip (RFC 1952) and zip (APPNOTE 4.4.6). A bare date of the day comes only where nothing
    finer is found.
    """
    found = list(_first(_exact(content), started - _SLACK, ended + _SLACK))
    if not found:
        days = {moment.date().isoformat().encode() for moment in (started, ended)}
        found = [
            f"{match[0].decode()} at offset {match.start()}"
            for match in _DATE.finditer(content)
            if match[0] in days
        ][:_MOST]
    return tuple(found)


def _first(
    moments: Iterator[tuple[int, str, datetime, timedelta]], low: datetime, high: datetime
) -> Iterator[str]:
    left = _MOST
    for offset, text, moment, width in moments:
        if moment + width >= low and moment <= high:
            yield f"{text} at offset {offset}"
            left -= 1
            if not left:
                return


def _exact(content: bytes) -> Iterator[tuple[int, str, datetime, timedelta]]:
    """Yield (offset, what is there, the moment, how coarse it is)."""
    nothing = timedelta()
    if content.startswith(_GZIP) and len(content) >= 8:
        (seconds,) = struct.unpack_from("<I", content, 4)
        yield 4, f"gzip's time {_moment(seconds):%Y-%m-%d %H:%M:%S}", _moment(seconds), nothing
    offset = content.find(_ZIP) if content.startswith(_ZIP) else -1
    while offset >= 0 and offset + 14 <= len(content):
        clock, day = struct.unpack_from("<HH", content, offset + 10)
        moment = _of_dos(day, clock)
        if moment is not None:
            yield offset + 10, f"zip's time {moment:%Y-%m-%d %H:%M:%S}", moment, nothing
        offset = content.find(_ZIP, offset + 4)
    for match in _ISO.finditer(content):
        text = match[0].decode()
        try:
            moment = datetime.fromisoformat(text.replace("T", " ")).replace(tzinfo=UTC)
        except ValueError:
            continue
        yield match.start(), text, moment, timedelta(seconds=0 if text.count(":") == 2 else 59)
    for match in _SECONDS.finditer(content):
        digits = match[0].partition(b".")[0]
        yield match.start(), match[0].decode(), _moment(int(digits) / _UNIT[len(digits)]), nothing


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _of_dos(day: int, clock: int) -> datetime | None:
    try:
        return datetime(
            1980 + (day >> 9),
            day >> 5 & 15,
            day & 31,
            clock >> 11,
            clock >> 5 & 63,
            (clock & 31) * 2,
            tzinfo=UTC,
        )
    except ValueError:
        return None
