"""The curves, points or bars of a plot as numbers that can be drawn. Knows no Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from forebear.compare.plots.document import MOST_POINTS, thinned
from forebear.compare.plots.findings import PlotKind, PlotStudy, Series
from forebear.compare.plots.series import number
from forebear.compare.pyramid import smoothed

Floats = np.ndarray[Any, np.dtype[np.float64]]


MOST_MARKS = 20_000
"""Single points that are drawn in all."""

CURVES = (PlotKind.LINE, PlotKind.SMOOTH, PlotKind.ROC)
"""The kinds whose points are joined, sorted by x."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A curve ready to be drawn: its version's place, its place among that version's curves, and its points.

    `left` counts points that are not drawn, because there are more than can be told apart.
    """

    name: str
    version: int
    part: int
    x: Floats
    y: Floats
    auc: float | None = None
    left: int = 0


@dataclass(frozen=True, slots=True)
class Drawing:
    """What a plot shows; `ticks` are the words at whole numbers along an axis of words (() = of numbers).

    Of bars `x` is along what they stand for, `y` how long they are.
    """

    kind: PlotKind
    curves: tuple[Drawn, ...]
    x_label: str = ""
    y_label: str = ""
    x_ticks: tuple[str, ...] = ()
    y_ticks: tuple[str, ...] = ()


def drawing_of(study: PlotStudy, labels: Sequence[str]) -> Drawing:
    """Make the numbers of a plot; words along an axis are counted in their order."""
    x_words = _words([value for series in study.series for value in series.x])
    y_words = _words([value for series in study.series for value in series.y])
    # Bars lie along the classes: those are up, as DVC has it, where not only the others are words.
    turned = study.kind.is_bars and not (x_words and not y_words)
    if turned:
        x_words, y_words = y_words, ()
    most = max(50, min(MOST_POINTS, MOST_MARKS // max(1, len(study.series))))
    parts: dict[tuple[str, str], int] = {}
    curves = []
    for series in study.series:
        key = (series.file, series.field)
        part = parts.setdefault(key, len(parts))
        places = thinned(series, most) if study.kind is PlotKind.SCATTER else list(range(len(series.y)))
        across = [series.x[place] for place in places]
        up = [series.y[place] for place in places]
        if turned:
            across, up = up, across
        x, y = _numbers(across, x_words), _numbers(up, y_words)
        if study.kind in CURVES:
            order = np.argsort(x, kind="stable")  # what is no number comes last
            x, y = x[order], y[order]
        left = len(series.y) - len(places)
        curves.append(
            Drawn(_name(series, study.series), labels.index(series.label), part, x, y, series.auc, left)
        )
    labels_of = (study.y_label, study.x_label) if turned else (study.x_label, study.y_label)
    return Drawing(study.kind, tuple(curves), *labels_of, x_words, () if study.kind.is_bars else y_words)


def smooth(values: Floats, amount: float) -> Floats:
    """Return values smoothed by an exponential mean."""
    return smoothed(values, amount) if amount else values


def bars(drawing: Drawing) -> tuple[list[str], list[Floats]]:
    """Return the names along the bars, and for each curve their lengths (NaN = it has none).

    The longest come first where they are to be sorted.
    """
    names = list(drawing.x_ticks) or [f"{value:g}" for value in _all(drawing)]
    places = dict(
        zip(range(len(names)) if drawing.x_ticks else _all(drawing), range(len(names)), strict=True)
    )
    lengths = []
    for curve in drawing.curves:
        found = np.full(len(names), np.nan)
        for x, y in zip(curve.x.tolist(), curve.y.tolist(), strict=True):
            if x in places:
                found[places[x]] = y
        lengths.append(found)
    if drawing.kind is PlotKind.SORTED_BARS and lengths:
        order = np.argsort(
            -np.nan_to_num(np.nanmax(np.vstack([*lengths, np.full(len(names), -np.inf)]), axis=0))
        )
        return [names[place] for place in order], [found[order] for found in lengths]
    return names, lengths


def _all(drawing: Drawing) -> list[float]:
    return sorted({value for curve in drawing.curves for value in curve.x.tolist() if value == value})  # noqa: PLR0124


def _words(values: Sequence[Any]) -> tuple[str, ...]:
    """Return the words of an axis, () where its values are numbers."""
    told = [value for value in values if value is not None]
    words = [str(value) for value in told if np.isnan(number(value)) and not _is_nan(value)]
    return tuple(dict.fromkeys(str(value) for value in told)) if len(words) * 2 > len(told) else ()


def _is_nan(value: object) -> bool:
    return isinstance(value, float) or (isinstance(value, str) and value.strip().lower() in ("nan", ""))


def _numbers(values: Sequence[Any], words: tuple[str, ...]) -> Floats:
    if words:
        places = {word: float(place) for place, word in enumerate(words)}
        return np.array([places.get(str(value), np.nan) for value in values], dtype=np.float64)
    found = np.array([number(value) for value in values], dtype=np.float64)
    return np.where(np.isfinite(found), found, np.nan)  # what is endless has no place


def _name(series: Series, every: Sequence[Series]) -> str:
    """What tells a curve from the others of its version: its file, its field, or both."""
    files = {each.file for each in every}
    fields = {each.field for each in every}
    words = []
    if len(files) > 1:
        common = _common([*files])
        words.append(series.file[common:])
    if len(fields) > 1:
        words.append(series.field)
    return " ".join(words)


def _common(files: Sequence[str]) -> int:
    """Return how much of the folders all files share."""
    folders = [file.split("/")[:-1] for file in files]
    shared = 0
    for parts in zip(*folders, strict=False):
        if len(set(parts)) > 1:
            break
        shared += len(parts[0]) + 1
    return shared
