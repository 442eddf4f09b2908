"""Metrics over their steps, as SVG."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from forebear.compare.comparison import Comparison, Version
from forebear.compare.page.axes import POINTS, Curve, draw_axes
from forebear.compare.page.blocks import Figure
from forebear.compare.page.words import count_text, number_text
from forebear.lineage.facts import Slot
from forebear.lineage.questions import Questions

_METRICS, _VERSIONS = 24, 12

Points = tuple[tuple[int | None, float | None], ...]


@dataclass(frozen=True, slots=True)
class MetricCurves:
    """A metric's reports, a curve (step and value of each report) for each version; () where it has none."""

    source: str
    name: str
    curves: tuple[Points, ...]


def metric_curves(questions: Questions, comparison: Comparison) -> tuple[MetricCurves, ...]:
    """Read the steps of the metrics that have several: of those that differ first, up to a bound."""
    versions = comparison.versions[:_VERSIONS]
    stepped = [_stepped(questions, version) for version in versions]
    differs = {(row.source, row.name): row.differs is not False for row in comparison.metrics}
    names = {name for found in stepped for name in found}
    order = sorted(names, key=lambda name: (not differs.get(name, False), name))
    return tuple(
        MetricCurves(
            *name,
            tuple(questions.metric_steps(found[name], name[1]) if name in found else () for found in stepped),
        )
        for name in order[:_METRICS]
    )


def _stepped(questions: Questions, version: Version) -> Mapping[tuple[str, str], int]:
    """Return source and name of the metrics with several steps, and the node that reported them."""
    nodes: dict[int, str] = {}
    if version.run is not None:
        record = questions.run(version.run)
        nodes[record.node.id] = ""
        nodes |= {link.artifact.id: link.path for link in record.outputs}
    elif version.commit is not None:
        held = questions.held(version.commit)
        nodes = {item.node.id: item.path for item in held if item.slot is Slot.METRICS}
    found: dict[tuple[str, str], int] = {}
    for node, values in questions.metrics(list(nodes)).items():
        for value in values:
            if value.steps > 1 and node in nodes:
                found.setdefault((nodes[node] or value.source, value.name), node)
    return found


def curve_figure(each: MetricCurves, comparison: Comparison) -> Figure:
    """Return the curves of one metric over each other; gaps stay gaps."""
    labels = [version.label for version in comparison.versions]
    drawn = [(labels[place], points) for place, points in enumerate(each.curves) if points]
    says = "; ".join(_told(label, points) for label, points in drawn)
    name = f"{each.source}: {each.name}" if each.source else each.name
    thinned = any(len(points) > POINTS for _, points in drawn)
    note = f"Of long curves the extremes of about {POINTS // 2} pieces are drawn." if thinned else ""
    if len(comparison.versions) > _VERSIONS:
        note += f" The first {_VERSIONS} versions of {len(comparison.versions)}."
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
