"""Plots of a comparison as JSON: no more points of a curve than can be drawn."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict

from forebear.compare.json_values import Json, json_value
from forebear.compare.plots.findings import Axis, Matrix, PlotRow, PlotStudy, Series
from forebear.compare.plots.series import number
from forebear.lineage.words import Scalar

MOST_POINTS = 2_000
"""Points of a curve that are written; of more, the smallest and the largest of each stretch."""


def plot_document(row: PlotRow) -> Json:
    """Return a plot: how it is declared, its files, and where these were read its curves or matrices."""
    definition = row.definition
    return {
        "name": row.name,
        "declared_in": row.source or None,
        "kind": str(row.study.kind if row.study else row.kind),
        "title": row.title,
        "template": definition.template or None,
        "x": _axis(definition.x),
        "y": _axis(definition.y),
        "declared": [each is not None for each in row.definitions],
        "files": [
            {
                "path": file,
                "digests": [str(found) if (found := digests.get(file)) else None for digests in row.digests],
            }
            for file in row.files
        ],
        "differs": row.differs,
        **(_study(row.study) if row.study else {}),
    }


def thinned(series: Series, most: int = MOST_POINTS) -> list[int]:
    """Return the places of the points to draw: all of few; else the ends, and of every stretch the smallest
    and the largest, and the first that is no number."""
    count = len(series.y)
    if count <= most:
        return list(range(count))
    values = [number(value) for value in series.y]
    kept = {0, count - 1}
    stretches = max(1, (most - 2) // 3)
    for stretch in range(stretches):
        places = range(stretch * count // stretches, (stretch + 1) * count // stretches)
        known = [place for place in places if not math.isnan(values[place])]
        if known:
            kept |= {min(known, key=values.__getitem__), max(known, key=values.__getitem__)}
        if len(known) < len(places):
            kept.add(next(place for place in places if math.isnan(values[place])))
    return sorted(kept)


def _axis(axis: Axis) -> list[Json]:
    return [{"file": file, "field": field} for file, field in axis]


def _study(study: PlotStudy) -> Json:
    return {
        "x_label": study.x_label,
        "y_label": study.y_label,
        "points_differ": study.differs,
        "series": [_series(each) for each in study.series] if not study.kind.is_matrix else [],
        "matrices": [_matrix(each) for each in study.matrices],
        "problems": [{"version": each.label, "path": each.path, "why": each.why} for each in study.problems],
        "absent": [
            {
                "version": each.label,
                "digest": str(each.digest),
                "obtainable": [asdict(place) for place in each.obtainable],
            }
            for each in study.absent
        ],
        "notes": list(study.notes),
    }


def _series(series: Series) -> Json:
    places = thinned(series)
    return {
        "version": series.label,
        "file": series.file,
        "field": series.field,
        "points": len(series.y),
        "shown": len(places),
        "x": _values(series.x, places),
        "y": _values(series.y, places),
        "auc": series.auc,
    }


def _values(values: Sequence[Scalar], places: Sequence[int]) -> list[object]:
    return [_value(values[place]) for place in places]


def _value(value: object) -> object:
    return json_value(value) if value is None or isinstance(value, (bool, int, float, str)) else str(value)


def _matrix(matrix: Matrix) -> Json:
    return {
        "version": matrix.label,
        "file": matrix.file,
        "rows": list(matrix.rows),
        "columns": list(matrix.columns),
        "counts": [list(row) for row in matrix.counts],
    }
