"""The metrics of a comparison as lines for people."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator

from forebear.cli.text import section
from forebear.compare.comparison import Comparison, MetricRow
from forebear.compare.directions import Direction, SetDirections, better
from forebear.compare.json_values import json_value
from forebear.compare.metrics import best_columns
from forebear.compare.sameness import sameness
from forebear.lineage.words import Scalar

_BEST = " *"
_TOLD = 7  # versions beside the baseline of which a line is said


def outcome_lines(comparison: Comparison, said: SetDirections | None = None) -> Iterator[str]:
    """Yield a line on what became of the metrics from the baseline to each version; of many, to the last."""
    differing = [row for row in comparison.metrics if row.differs]
    last, every = len(comparison.versions) - 1, len(comparison.metrics)
    for column in range(1, last + 1) if last <= _TOLD else (last,):
        tones = Counter(_tone(row, column, better(row.name, said)) for row in differing)
        count = sum(sameness(row.values[column]) != sameness(row.values[0]) for row in differing)
        parts = [f"{word} in {tones[word]:,}" for word in ("worse", "better") if tones[word]]
        what = f"is {' and '.join(parts)}" if parts else f"differs in {count:,}"
        if differing:
            metrics = "metric" if every == 1 else "metrics"
            yield f"{comparison.versions[column].label} {what} of {every:,} {metrics}."


def metric_lines(
    comparison: Comparison, said: SetDirections | None = None, *, everything: bool
) -> Iterator[str]:
    """Yield the metrics as a table, the best marked; only what differs, unless `everything` is wanted."""
    rows = [row for row in comparison.metrics if everything or row.differs is not False]
    labels = [version.label for version in comparison.versions]
    best = {id(row): best_columns(row, better(row.name, said)) for row in rows}
    last = len(labels) - 1
    yield from section(
        "Metrics (* the best)" if any(best.values()) else "Metrics",
        ("Metric", *labels, "Difference" if last == 1 else f"{labels[last]} against {labels[0]}"),
        [
            (
                f"{row.source}: {row.name}" if row.source else row.name,
                *(f"{cell}{_BEST * (place in best[id(row)])}" for place, cell in enumerate(_cells(row))),
                _difference(row.delta(last), row.relative(last)),
            )
            for row in rows
        ],
    )


def _tone(row: MetricRow, column: int, way: Direction) -> str:
    """Say whether a version is better or worse than the baseline, "" where that is not known."""
    delta = row.delta(column)
    if way is Direction.UNKNOWN or delta is None or math.isnan(delta) or delta == 0:
        return ""
    return "better" if (delta > 0) == (way is Direction.HIGHER) else "worse"


def _cells(row: MetricRow) -> Iterator[str]:
    for value, here in zip(row.values, row.available, strict=True):
        yield _value(value) if here else "not available"


def _value(value: Scalar) -> str:
    match value:
        case None:
            return "-"
        case bool():
            return "true" if value else "false"
        case float():
            return f"{value:.6g}" if isinstance(json_value(value), float) else str(json_value(value))
        case _:
            return str(value)


def _difference(delta: float | None, relative: float | None) -> str:
    if delta is None or math.isnan(delta):
        return ""
    said = f"{delta:+.6g}"
    return said + (f" ({relative:+.1%})" if relative is not None and math.isfinite(relative) else "")
