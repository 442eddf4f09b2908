"""The curves and matrices that are made of the points of a plot's files."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from forebear.compare.plots.findings import Axis, Matrix, PlotDefinition, Series
from forebear.compare.plots.points import Points
from forebear.lineage.words import Scalar

MOST_CLASSES = 60
"""Classes of a confusion matrix that is counted."""


class NotDrawableError(Exception):
    """A version's plot that cannot be made of its files; the message is the reason, for people."""


def series_of(definition: PlotDefinition, points: Mapping[str, Points], label: str) -> list[Series]:
    """Join the axes of a plot as DVC does; raises NotDrawableError."""
    ys = definition.y or _last_field(definition, points)
    xs = definition.x
    if len(xs) > 1 and len(xs) != len(ys):
        raise NotDrawableError(f"{len(xs)} fields across cannot be joined with {len(ys)} fields up.")
    found = []
    for place, (file, field) in enumerate(ys):
        if file not in points:
            continue
        rows = points[file].rows
        if rows and not any(field in row for row in rows):
            raise NotDrawableError(f"{file} has no field {field}; it has {', '.join(points[file].fields)}.")
        across: tuple[Scalar, ...] = tuple(range(len(rows)))
        if xs:
            x_file, x_field = xs[place] if len(xs) > 1 else xs[0]
            if x_file not in points:
                continue
            others = points[x_file].rows
            if others and not any(x_field in row for row in others):
                raise NotDrawableError(f"{x_file} has no field {x_field}.")
            if len(others) != len(rows):
                counts = f"{len(others):,} and {len(rows):,} points"
                raise NotDrawableError(f"{x_file} and {file} have {counts}, which cannot be joined.")
            across = tuple(row.get(x_field) for row in others)
        found.append(Series(label, file, field, across, tuple(row.get(field) for row in rows)))
    return found


def axis_labels(definition: PlotDefinition, series: Sequence[Series]) -> tuple[str, str]:
    """Return what stands at the axes, as DVC infers it where it is not declared."""
    ups = {field for _, field in definition.y} or {each.field for each in series}
    across = {field for _, field in definition.x}
    x = definition.x_label or (across.pop() if len(across) == 1 else "x" if across else "step")
    y = definition.y_label or (ups.pop() if len(ups) == 1 else "y")
    return x, y


def number(value: Scalar) -> float:
    """Return a value of a point as a number, NaN where it is none, infinite where no float is as large."""
    try:
        return float(value) if isinstance(value, (int, float, str)) else math.nan
    except ValueError:
        return math.nan
    except OverflowError:
        return math.inf if isinstance(value, int) and value > 0 else -math.inf


def area(series: Series) -> float | None:
    """Return the area under a curve by trapezoids, its points sorted by x; None for less than two."""
    points = sorted(
        (x, y)
        for x, y in zip(map(number, series.x), map(number, series.y), strict=True)
        if math.isfinite(x) and math.isfinite(y)
    )
    if len(points) < 2:
        return None
    return math.fsum((b - a) * (c + d) / 2 for (a, c), (b, d) in pairwise(points))


def matrices_of(series: Sequence[Series]) -> list[Matrix]:
    """Count the pairs of every version, all with the same classes; raises NotDrawableError for too many."""
    rows = _classes(value for each in series for value in each.y)
    columns = _classes(value for each in series for value in each.x)
    names = _classes([*rows, *columns]) if set(rows) & set(columns) else ()
    rows, columns = (names or rows), (names or columns)
    if max(len(rows), len(columns)) > MOST_CLASSES:
        raise NotDrawableError(f"It has more than {MOST_CLASSES} classes, too many for a matrix.")
    found = []
    for each in series:
        counts: dict[tuple[str, str], int] = {}
        for x, y in zip(each.x, each.y, strict=True):
            counts[str(y), str(x)] = counts.get((str(y), str(x)), 0) + 1
        table = tuple(tuple(counts.get((row, column), 0) for column in columns) for row in rows)
        found.append(Matrix(each.label, each.file, rows, columns, table))
    return found


def _classes(values: Iterable[Scalar]) -> tuple[str, ...]:
    return tuple(sorted({str(value) for value in values}, key=_class_order))


def _class_order(name: str) -> tuple[int, float, str]:
    value = number(name)
    return (1, 0.0, name) if math.isnan(value) else (0, value, name)


def _last_field(definition: PlotDefinition, points: Mapping[str, Points]) -> Axis:
    fields = points[definition.path].fields if definition.path in points else ()
    return ((definition.path, fields[-1]),) if fields else ()
