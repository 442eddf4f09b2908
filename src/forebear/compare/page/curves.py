"""Metrics over their steps, as SVG."""

from __future__ import annotations

import math

from forebear.compare.comparison import Comparison
from forebear.compare.page.axes import POINTS, Curve, draw_axes
from forebear.compare.page.blocks import Figure
from forebear.compare.page.words import count_text, number_text
from forebear.compare.step_curves import MetricCurves
from forebear.compare.step_series import StepSeries

CURVES, VERSIONS = 24, 12
"""Metrics and versions whose curves are drawn."""


def curve_figure(each: MetricCurves, comparison: Comparison) -> Figure:
    """Return the curves of one metric over each other; gaps stay gaps."""
    drawn = [
        (comparison.versions[place].label, place, series)
        for place, series in enumerate(each.curves)
        if series is not None
    ]
    says = "; ".join(_told(label, series) for label, _, series in drawn)
    name = f"{each.source}: {each.name}" if each.source else each.name
    thinned = any(len(series) > POINTS for _, _, series in drawn)
    note = "Of long curves the extremes of pieces are drawn." if thinned else ""
    if len(comparison.versions) > VERSIONS:
        note += f" The first {VERSIONS} versions of {len(comparison.versions)}."
    curves = [
        Curve(label, place, series.steps.tolist(), series.values.tolist()) for label, place, series in drawn
    ]
    return Figure(each.name, f"{name} over its steps. {says}", svg=draw_axes(curves), note=note.strip())


def _told(label: str, series: StepSeries) -> str:
    known = [value for value in series.values.tolist() if math.isfinite(value)]
    if not known:
        return f"{label}: no numbers"
    gaps = len(series) - len(known)
    return (
        f"{label}: {count_text(len(series), 'step')}, "
        f"from {number_text(known[0])} to {number_text(known[-1])}, "
        f"least {number_text(min(known))}, most {number_text(max(known))}"
        + (f", {count_text(gaps, 'gap')}" if gaps else "")
    )
