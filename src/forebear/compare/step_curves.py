"""The metrics of a comparison that were reported at several steps, with their reports in each version."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from forebear.compare.comparison import Comparison, MetricRow, Version
from forebear.compare.pyramid import Pyramid
from forebear.compare.step_series import ReadAt, StepSeries, step_series
from forebear.lineage.facts import Slot
from forebear.lineage.questions import Questions

MOST_CURVES = 100
"""Metrics whose curves are written into a document; it says whether there are more."""

MOST_POINTS = 2_000
"""Points of a curve that are written into a document; of more, the extremes of pieces."""

_TRIED = 100  # metrics for which files are looked for


@dataclass(frozen=True, slots=True)
class MetricCurves:
    """A metric's reports in each version, None where it has none or only one."""

    source: str
    name: str
    curves: tuple[StepSeries | None, ...]


def metric_curves(
    questions: Questions,
    comparison: Comparison,
    read: ReadAt | None = None,
    *,
    most: int = MOST_CURVES,
    versions: int | None = None,
) -> tuple[MetricCurves, ...]:
    """Read the steps of the metrics that have several, those that differ first.

    `read` gives files of versions, in which DVCLive keeps steps (None = they are not looked into). `most`
    bounds the metrics, `versions` the versions (None = all).
    """
    told = comparison.versions[:versions]
    reported = {name for version in told for name in _reported(questions, version)}
    found: list[MetricCurves] = []
    tried = 0
    for row in sorted(comparison.metrics, key=lambda row: row.differs is False):
        if len(found) >= most:
            break
        in_lineage = (row.source, row.name) in reported
        if not in_lineage:
            if read is None or tried >= _TRIED:
                continue
            tried += 1
            if all(step_series(questions, each, row.source, row.name, read) is None for each in _ends(told)):
                continue
        found.append(_curves(questions, told, row, None if in_lineage else read))
    return tuple(found)


def _curves(
    questions: Questions, versions: Sequence[Version], row: MetricRow, read: ReadAt | None
) -> MetricCurves:
    series = (step_series(questions, version, row.source, row.name, read) for version in versions)
    return MetricCurves(row.source, row.name, tuple(series))


def _ends(versions: Sequence[Version]) -> Iterator[Version]:
    """The first and the last: what neither keeps is looked for in no other."""
    yield versions[0]
    if len(versions) > 1:
        yield versions[-1]


def _reported(questions: Questions, version: Version) -> Iterator[tuple[str, str]]:
    """Yield source and name of the metrics that the lineage has at several steps."""
    nodes: Mapping[int, str] = {}
    if version.run is not None:
        record = questions.run(version.run)
        nodes = {record.node.id: "", **{link.artifact.id: link.path for link in record.outputs}}
    elif version.commit is not None:
        held = questions.held(version.commit)
        nodes = {item.node.id: item.path for item in held if item.slot is Slot.METRICS}
    for node, values in questions.metrics(list(nodes)).items():
        for value in values:
            if value.steps > 1:
                yield nodes.get(node) or value.source, value.name


def curves_document(curves: Sequence[MetricCurves], labels: Sequence[str]) -> list[dict[str, object]]:
    """Return the curves as JSON; a value that is no number is null, `times` are seconds since 1970."""
    return [
        {
            "name": each.name,
            "source": each.source,
            "versions": [
                {"version": label, **_points(series)}
                for label, series in zip(labels, each.curves, strict=False)
                if series is not None
            ],
        }
        for each in curves
    ]


def _points(series: StepSeries) -> dict[str, object]:
    # A pyramid gives up to four times as many points as are asked for.
    most = MOST_POINTS if len(series) <= MOST_POINTS else MOST_POINTS // 4
    steps, values = Pyramid(series.steps, series.values).thinned(slice(0, len(series)), most)
    timed = series.times is not None and len(steps) == len(series)
    return {
        "points": len(series),
        "steps": [float(step) for step in steps],
        "values": [float(value) if np.isfinite(value) else None for value in values],
        "times": [float(time) for time in series.times] if timed and series.times is not None else None,
    }
