"""Which metrics and parameters to show first of very many: those that differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from forebear.compare.columns import Column, drawable
from forebear.lineage.fields import Field, FieldKind

_PARAMETERS, _METRICS = 24, 12  # that are looked at
_AXES_OF_PARAMETERS, _AXES_OF_METRICS = 7, 5


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Axes and colour to begin with. `x` and `y` are None where nothing fits."""

    x: Field | None
    y: Field | None
    colour: Field | None
    axes: tuple[Field, ...]


def candidates(fields: Sequence[Field], metric: Field | None) -> tuple[Field, ...]:
    """Return the fields to look at for a suggestion; `metric` is the one that the person looks at."""
    metrics = [field for field in fields if field.kind is FieldKind.METRIC]
    if metric is not None:  # the metrics of the same file first
        metrics.sort(key=lambda field: (field != metric, field.source != metric.source))
    parameters = [field for field in fields if field.kind is FieldKind.PARAMETER]
    return (*metrics[:_METRICS], *parameters[:_PARAMETERS])


def suggested(columns: Sequence[Column], metric: Field | None) -> Suggestion:
    """Return what to show of the candidates: parameters that differ against the metric."""
    known = [column for column in columns if column.missing < len(column.values)]
    metrics = [each for each in known if each.field.kind is FieldKind.METRIC]
    parameters = [each for each in known if each.field.kind is FieldKind.PARAMETER and each.differs]
    y = next((each for each in metrics if each.field == metric), None) or next(iter(metrics), None)
    if y is None:
        return Suggestion(None, None, None, ())
    together = sorted(parameters, key=lambda each: -_together(each, y))
    together = [each for each in together if _together(each, y) > 1]
    others = [each for each in metrics if each is not y]
    x = next(iter(together), None) or next((each for each in others if each.differs), None) or y
    colour = next((each for each in together if each is not x), None)
    axes = [*together[:_AXES_OF_PARAMETERS], *[e for e in others if e.differs][: _AXES_OF_METRICS - 1], y]
    return Suggestion(
        x.field,
        y.field,
        colour.field if colour is not None else None,
        tuple(each.field for each in axes),
    )


def _together(one: Column, other: Column) -> int:
    """How many versions have a number of both."""
    return int(drawable([one, other]).sum())
