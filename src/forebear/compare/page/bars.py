"""A metric as bars over the versions, as SVG."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from forebear.compare.comparison import MetricRow
from forebear.compare.directions import Direction
from forebear.compare.metrics import best_columns
from forebear.compare.page.blocks import Figure
from forebear.compare.page.svg import box, opening, text, told
from forebear.compare.page.words import listed, numbers_text

_NAMED = 16  # versions whose bars have room for a letter and a value
_LETTER, _WIDE, _VALUE, _LINE = 34, 190, 96, 22
_HIGH = 90  # of the bars of many versions


def bars(row: MetricRow, labels: Sequence[str], way: Direction) -> Figure:
    """Return a bar for each version, from zero; what is no finite number is written instead."""
    best = best_columns(row, way)
    texts = numbers_text(row.values)
    note = "" if way is Direction.UNKNOWN else f"{way} is better"
    said = [f"{label} {text}" for label, text in zip(labels, texts, strict=True)]
    says = f"{row.name}: {listed(said, 12)}"
    if best:
        says += f"; best {listed([labels[column] for column in sorted(best)])}"
    draw = _named if len(labels) <= _NAMED else _many
    return Figure(row.name, says, svg="".join(draw(row, labels, texts, best)), note=note)


def _scale(row: MetricRow) -> tuple[list[float | None], float, float]:
    """Return the finite values, and the smallest and largest with zero among them."""
    values = [
        float(value) if isinstance(value, (int, float)) and math.isfinite(value) else None
        for value in row.values
    ]
    known = [value for value in values if value is not None]
    low, high = min([0.0, *known]), max([0.0, *known])
    return values, low, high if high > low else low + 1


def _named(
    row: MetricRow, labels: Sequence[str], texts: Sequence[str], best: frozenset[int]
) -> Iterator[str]:
    values, low, high = _scale(row)
    height = _LINE * len(labels) + 4
    zero = _LETTER - low / (high - low) * _WIDE
    yield opening(_LETTER + _WIDE + _VALUE, height)
    for place, value in enumerate(values):
        top = place * _LINE + 4
        yield text(labels[place], 0, top + 13, "letter")
        end = float(_LETTER)
        if value is not None:
            length = abs(value) / (high - low) * _WIDE
            left = zero - length if value < 0 else zero
            yield box(_kind(place, best), left, top, (max(length, 1), 16))
            end = max(zero, left + length)
        yield text(texts[place][:14] + (" ★" if place in best else ""), end + 6, top + 13, "value")
    yield f'<path class="axis" d="M{zero:.1f} 0V{height}"/></svg>'


def _many(row: MetricRow, labels: Sequence[str], texts: Sequence[str], best: frozenset[int]) -> Iterator[str]:
    """Narrow bars without letters; pointing at one names it."""
    values, low, high = _scale(row)
    step = max(2.0, min(12.0, 640 / len(labels)))
    width = step * len(labels)
    zero = high / (high - low) * _HIGH
    yield opening(width, _HIGH + 2)
    for place, value in enumerate(values):
        said = told(f"{labels[place]}: {texts[place]}")
        if value is None:
            yield box("gap", place * step, 0, (step, _HIGH), said)
            continue
        length = abs(value) / (high - low) * _HIGH
        top = zero if value < 0 else zero - length
        yield box(_kind(place, best), place * step, top, (max(1.0, step - 1), max(length, 1)), said)
    yield f'<path class="axis" d="M0 {zero:.1f}H{width:.0f}"/></svg>'


def _kind(place: int, best: frozenset[int]) -> str:
    return "bar best" if place in best else "bar" if place else "bar base"
