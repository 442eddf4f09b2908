"""Series as they are drawn: over the wanted x, smoothed, in logarithms, as pyramids."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from forebear.compare.columns import bounded, logarithms
from forebear.compare.pyramid import Pyramid, smoothed
from forebear.compare.step_series import StepSeries


class Over(StrEnum):
    """What is across."""

    STEP = "step"
    TIME = "time"
    RELATIVE = "relative"


@dataclass(frozen=True, slots=True)
class Drawing:
    """How series are drawn; `smoothing` from 0 (none) to below 1."""

    over: Over = Over.STEP
    smoothing: float = 0.0
    log_x: bool = False
    log_y: bool = False


def drawn(series: Mapping[str, StepSeries], how: Drawing) -> dict[str, Pyramid]:
    """Return the pyramids of series; one without times has none over time.

    Curves of the same x share its array.
    """
    found: dict[str, Pyramid] = {}
    shared: list[np.ndarray] = []
    for key, each in series.items():
        x = across(each, how.over)
        if x is None:
            continue
        order = np.argsort(x, kind="stable") if how.over is not Over.STEP else slice(None)
        x, y = x[order], smoothed(bounded(each.values), how.smoothing)[order]
        there = np.isfinite(bounded(x))
        x, y = (x, y) if there.all() else (x[there], y[there])
        if how.log_y:
            y = logarithms(y)
        if how.log_x:
            kept = x > 0
            x, y = np.log10(x[kept]), y[kept]
        same = next((other for other in shared if np.array_equal(other, x)), None)
        if same is None:
            shared.append(x)
        found[key] = Pyramid(x if same is None else same, y)
    return found


def across(series: StepSeries, over: Over) -> np.ndarray | None:
    """Return a series' x; None where it has none."""
    if over is Over.STEP:
        return series.steps
    if series.times is None or not len(series.times):
        return None
    return series.times if over is Over.TIME else series.times - series.times.min()
