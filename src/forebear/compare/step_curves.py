"""Metrics that were reported at several steps: their values over the steps, in each version."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from forebear.compare.comparison import Comparison, Version
from forebear.compare.pyramid import Pyramid
from forebear.lineage.facts import Slot
from forebear.lineage.questions import Questions

MOST_POINTS = 2_000
"""Points of a curve that are written into a document; of more, the extremes of half as many pieces."""

Points = tuple[tuple[int | None, float | None], ...]


@dataclass(frozen=True, slots=True)
class MetricCurves:
    """A metric's reports, a curve (step and value of each report) for each version; () where it has none."""

    source: str
    name: str
    curves: tuple[Points, ...]


def metric_curves(
    questions: Questions, comparison: Comparison, most: int = 100, versions: int | None = None
) -> tuple[MetricCurves, ...]:
    """Read the steps of the metrics that have several, those that differ first.

    `most` bounds the metrics, `versions` the versions (None = all).
    """
    told = comparison.versions[:versions]
    stepped = [_stepped(questions, version) for version in told]
    differs = {(row.source, row.name): row.differs is not False for row in comparison.metrics}
    names = {name for found in stepped for name in found}
    order = sorted(names, key=lambda name: (not differs.get(name, False), name))
    return tuple(
        MetricCurves(
            *name,
            tuple(questions.metric_steps(found[name], name[1]) if name in found else () for found in stepped),
        )
        for name in order[:most]
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


def curves_document(curves: Sequence[MetricCurves], labels: Sequence[str]) -> list[dict[str, object]]:
    """Return the curves as JSON; a value that is no number is null."""
    return [
        {
            "name": each.name,
            "source": each.source,
            "versions": [
                {"version": label, **_points(points)}
                for label, points in zip(labels, each.curves, strict=False)
                if points
            ],
        }
        for each in curves
    ]


def _points(points: Points) -> dict[str, object]:
    x = [float(place if step is None else step) for place, (step, _) in enumerate(points)]
    y = [np.nan if value is None else float(value) for _, value in points]
    # A pyramid gives up to four times as many points as are asked for.
    most = MOST_POINTS if len(x) <= MOST_POINTS else MOST_POINTS // 4
    steps, values = Pyramid(np.array(x), np.array(y)).thinned(slice(0, len(x)), most)
    return {
        "points": len(points),
        "steps": [int(step) for step in steps],
        "values": [float(value) if np.isfinite(value) else None for value in values],
    }
