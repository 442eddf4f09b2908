"""Values, differences and counts as the page writes them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from forebear.compare.comparison import Changed, MetricRow
from forebear.compare.directions import Direction
from forebear.lineage.words import Digest, Scalar

NONE = "\N{EN DASH}"
"""Stands where a version has no such thing."""

_UP, _DOWN, _MINUS = "\N{BLACK UP-POINTING TRIANGLE}", "\N{BLACK DOWN-POINTING TRIANGLE}", "\N{MINUS SIGN}"
_LONGEST = 240  # characters of a value
_BEFORE = 24  # of them before the first that differs


def count_text(number: int, noun: str, several: str = "") -> str:
    """Return `1 file`, `1,204 files`."""
    return f"{number:,} {noun if number == 1 else several or noun + 's'}"


def differ_text(differing: int, every: int) -> str:
    """Return `12 of 117 differ`."""
    return f"{differing:,} of {every:,} {'differs' if differing == 1 else 'differ'}"


def told_text(differs: Iterable[Changed]) -> str:
    """Return how many of several rows differ, and of how many that cannot be told."""
    each = list(differs)
    said = differ_text(sum(one is True for one in each), len(each))
    unknown = sum(one is None for one in each)
    return f"{said}; of {unknown:,} it cannot be told" if unknown else said


def moment(when: datetime | None) -> str:
    """Return a time in UTC to the minute; "" where it is not known."""
    return f"{when.astimezone(UTC):%Y-%m-%d %H:%M} UTC" if when else ""


def number_text(value: float) -> str:
    """Write a number with six significant digits; NaN and the infinities as their names."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else f"{_MINUS}Infinity"
    text = str(value) if isinstance(value, int) else f"{value:.6g}"
    return text if "e" in text else text.replace("-", _MINUS, 1)


def numbers_text(values: Sequence[float | str | None]) -> list[str]:
    """Write the values of one row; in full where six digits would show two different ones as the same."""
    short = [_plain(value) for value in values]
    different = {value for value in values if not (isinstance(value, float) and math.isnan(value))}
    written = {_plain(value) for value in different}
    if len(written) == len(different):
        return short
    return [
        repr(value) if isinstance(value, float) and math.isfinite(value) else text
        for value, text in zip(values, short, strict=True)
    ]


def _plain(value: float | str | None) -> str:
    if value is None:
        return NONE
    return value if isinstance(value, str) else number_text(value)


def scalar_text(value: Scalar) -> str:
    """Write a parameter's value as its file would."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case float():
            return repr(value) if math.isfinite(value) else number_text(value)
        case _:
            return str(value)


def shortened(texts: Sequence[str]) -> list[str]:
    """Cut long texts of one row so that what differs is seen: a long beginning that all share is left out."""
    if all(len(text) <= _LONGEST for text in texts):
        return list(texts)
    shared = _shared([text for text in texts if len(text) > _LONGEST])
    cut = max(0, shared - _BEFORE)
    found = []
    for text in texts:
        if len(text) <= _LONGEST:
            found.append(text)
            continue
        shown = ("…" if cut else "") + text[cut : cut + _LONGEST]
        end = "…" if cut + _LONGEST < len(text) else ""
        found.append(f"{shown}{end} ({len(text):,} characters)")
    return found


def _shared(texts: Sequence[str]) -> int:
    """Return how many characters all of them begin with; 0 where they are all the same."""
    first, last = min(texts), max(texts)
    if first == last:
        return 0
    return next((place for place, letter in enumerate(first) if last[place] != letter), len(first))


def difference_text(row: MetricRow, column: int, way: Direction) -> tuple[str, str]:
    """Say how a version's metric stands to the baseline's, and the tone: better, worse, changed or ""."""
    delta, relative = row.delta(column), row.relative(column)
    if delta is None or math.isnan(delta):
        return "", ""
    if delta == 0:
        return "=", ""
    text = f"{_UP if delta > 0 else _DOWN} {signed(delta)}"
    if relative is not None and math.isfinite(relative):
        text += f" ({percent(relative)})"
    if way is Direction.UNKNOWN:
        return text, "changed"
    word = "better" if (delta > 0) == (way is Direction.HIGHER) else "worse"
    return f"{text} {word}", word


def percent(share: float) -> str:
    """Return a signed share in per cent."""
    size = abs(share) * 100
    return f"{signed(share * 100, '.2g' if size < 10 else '.3g' if size < 100 else ',.0f')} %"


def signed(value: float, form: str = ".6g") -> str:
    """Return a number with its sign."""
    return (
        f"{'+' if value > 0 else _MINUS}{abs(value):{form}}" if math.isfinite(value) else number_text(value)
    )


def share_text(share: float) -> str:
    """Return a share without a sign: `54 %`, `0.3 %`."""
    return f"{share * 100:.0f} %" if share >= 0.095 or not share else f"{share * 100:.1g} %"


def size_text(size: int | None) -> str:
    """Return a size in bytes as people read it; "" where it is not known."""
    if size is None:
        return ""
    value, units = float(size), ["kB", "MB", "GB", "TB"]
    if value < 1000:
        return count_text(size, "byte")
    while value >= 1000 and units:
        value, unit = value / 1000, units.pop(0)
    return f"{value:.3g} {unit}" if value < 1000 else f"{value:,.0f} {unit}"


def digest_text(digest: Digest | None) -> str:
    """Return the beginning of a digest, `md5:8f3a12bc04`."""
    return NONE if digest is None else digest.short


def listed(names: Sequence[str], most: int = 4) -> str:
    """Return the first names, and how many more there are."""
    shown = ", ".join(names[:most])
    return shown if len(names) <= most else f"{shown} and {len(names) - most:,} more"
