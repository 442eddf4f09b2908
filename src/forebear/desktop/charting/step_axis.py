"""The axis of a curve chart: steps, times of day, or how long after the start."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import pyqtgraph as pg

from forebear.compare.drawn_series import Over

_UNITS = (
    1,
    5,
    15,
    30,
    60,
    300,
    900,
    1_800,
    3_600,
    10_800,
    21_600,
    43_200,
    86_400,
    172_800,
    604_800,
    2_592_000,
)
"""Seconds between two ticks of a time."""
_ROOM = 90.0  # pixels that a tick's text needs
_DAY = 86_400


class StepAxis(pg.AxisItem):  # type: ignore[misc]
    """An axis along the foot."""

    def __init__(self) -> None:
        super().__init__(orientation="bottom")
        self._over = Over.STEP
        self._apart = 1.0

    def show_over(self, over: Over) -> None:
        """Measure something else."""
        self._over = over
        self.picture = None
        self.update()

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[float]]]:
        """Return where ticks are; of times at whole seconds, minutes, hours and days."""
        if self._over is Over.STEP or self.logMode or high - low < 1:
            found: list[tuple[float, list[float]]] = super().tickValues(low, high, size)
            return found
        wanted = (high - low) * _ROOM / max(1.0, size)
        self._apart = next((unit for unit in _UNITS if unit >= wanted), wanted)
        offset = _offset(low) if self._over is Over.TIME else 0.0
        first = -(-(low + offset) // self._apart) * self._apart - offset
        count = int((high - first) / self._apart) + 1
        return [(self._apart, [first + place * self._apart for place in range(max(0, count))])]

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        """Return what stands at the ticks."""
        if self._over is Over.STEP or self.logMode:
            found: list[str] = super().tickStrings(values, scale, spacing)
            return found
        if self._over is Over.RELATIVE:
            return [lasting(value) for value in values]
        form = "%Y-%m-%d" if self._apart >= _DAY else "%m-%d %H:%M" if self._apart >= 60 else "%H:%M:%S"
        return [_local(value).strftime(form) for value in values]

    def said(self, value: float) -> str:
        """Say a time, or how long it lasted."""
        return lasting(value) if self._over is Over.RELATIVE else f"{_local(value):%Y-%m-%d %H:%M:%S}"


def lasting(seconds: float) -> str:
    """Write how long something lasted: `1:02:03`, `2:05`, `0.5 s`."""
    if abs(seconds) < 10 and seconds != int(seconds):
        return f"{seconds:.3g} s"
    whole = round(abs(seconds))
    sign = "\N{MINUS SIGN}" if seconds < 0 else ""
    hours, minutes, rest = whole // 3_600, whole // 60 % 60, whole % 60
    return f"{sign}{hours}:{minutes:02}:{rest:02}" if hours else f"{sign}{minutes}:{rest:02}"


def _local(seconds: float) -> datetime:
    try:
        return datetime.fromtimestamp(seconds, UTC).astimezone()
    except (OverflowError, OSError, ValueError):  # no time that a calendar has
        return datetime.fromtimestamp(0, UTC)


def _offset(seconds: float) -> float:
    """How far the person's clock is from UTC."""
    offset = _local(seconds).utcoffset()
    return offset.total_seconds() if offset is not None else 0.0
