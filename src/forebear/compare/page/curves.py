"""Metrics over their steps, as SVG."""

from __future__ import annotations

import math

from forebear.compare.comparison import Comparison
from forebear.compare.page.axes import POINTS, Curve, draw_axes
from forebear.compare.page.blocks import Figure
from forebear.compare.page.words import count_text, number_text
from forebear.compare.step_curves import MetricCurves, Points

CURVES, VERSIONS = 24, 12
"""Metrics and versions whose curves are drawn."""


def curve_figure(each: MetricCurves, comparison: Comparison) -> Figure:
    """Return the curves of one metric over each other; gaps stay gaps."""
    labels = [version.label for version in comparison.versions]
    drawn = [(labels[place], points) for place, points in enumerate(each.curves) if points]
    says = "; ".join(_told(label, points) for label, points in drawn)
    name = f"{each.source}: {each.name}" if each.source else each.name
    thinned = any(len(points) > POINTS for _, points in drawn)
    note = f"Of long curves the extremes of about {POINTS // 2} pieces are drawn." if thinned else ""
    if len(comparison.versions) > VERSIONS:
        note += f" The first {VERSIONS} versions of {len(comparison.versions)}."
    curves = [_curve(labels[place], place, points) for place, points in enumerate(each.curves) if points]
    return Figure(each.name, f"{name} over its steps. {says}", svg=draw_axes(curves), note=note.strip())


def _told(label: str, points: Points) -> str:
    known = [value for _, value in points if value is not None and math.isfinite(value)]
    if not known:
        return f"{label}: no numbers"
    gaps = len(points) - len(known)
    return (
        f"{label}: {count_text(len(points), 'step')}, "
        f"from {number_text(known[0])} to {number_text(known[-1])}, "
        f"least {number_text(min(known))}, most {number_text(max(known))}"
        + (f", {count_text(gaps, 'gap')}" if gaps else "")
    )


def _curve(label: str, place: int, points: Points) -> Curve:
    xs = [float(number if step is None else step) for number, (step, _) in enumerate(points)]
    ys = [math.nan if value is None else float(value) for _, value in points]
    return Curve(label, place, xs, ys)
