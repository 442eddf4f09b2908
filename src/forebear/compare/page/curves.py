"""Metrics over their steps, as SVG."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from forebear.compare.comparison import Comparison, Version
from forebear.compare.page.blocks import Figure
from forebear.compare.page.svg import opening, text
from forebear.compare.page.words import count_text, number_text
from forebear.lineage.facts import Slot
from forebear.lineage.questions import Questions

_METRICS, _VERSIONS = 24, 12
_POINTS = 300  # of a curve that are drawn
_WIDE, _HIGH, _LEFT, _RIGHT, _TOP, _BOTTOM = 560, 200, 62, 34, 8, 24
_DASHES = ("", "7 3", "2 3", "8 3 2 3")

Points = tuple[tuple[int | None, float | None], ...]


@dataclass(frozen=True, slots=True)
class MetricCurves:
    """A metric's reports, a curve (step and value of each report) for each version; () where it has none."""

    source: str
    name: str
    curves: tuple[Points, ...]
    left_out: int = 0  # metrics, or versions, that have curves too


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
    thinned = any(len(points) > _POINTS for _, points in drawn)
    note = f"Of long curves the extremes of about {_POINTS // 2} pieces are drawn." if thinned else ""
    if len(comparison.versions) > _VERSIONS:
        note += f" The first {_VERSIONS} versions of {len(comparison.versions)}."
    return Figure(each.name, f"{name} over its steps. {says}", svg=_picture(drawn), note=note.strip())


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


def _picture(drawn: Sequence[tuple[str, Points]]) -> str:
    lines = [(label, _pieces(points)) for label, points in drawn]
    flat = [point for _, pieces in lines for piece in pieces for point in piece]
    if not flat:
        return ""
    left, right = min(x for x, _ in flat), max(x for x, _ in flat)
    low, high = min(y for _, y in flat), max(y for _, y in flat)
    across, up = (right - left) or 1.0, (high - low) or 1.0

    def at(x: float, y: float) -> tuple[float, float]:
        return (
            _LEFT + (x - left) / across * (_WIDE - _LEFT - _RIGHT),
            _TOP + (high - y) / up * (_HIGH - _TOP - _BOTTOM),
        )

    parts = [opening(_WIDE, _HIGH)]
    for value in dict.fromkeys((low, (low + high) / 2, high)):
        _, y = at(left, value)
        parts.append(f'<path class="grid" d="M{_LEFT} {y:.1f}H{_WIDE - _RIGHT}"/>')
        parts.append(text(number_text(float(f"{value:.3g}")), _LEFT - 6, y + 4, "tick end"))
    for place, value in enumerate(dict.fromkeys((left, right))):
        parts.append(text(number_text(value), at(value, low)[0], _HIGH - 6, "tick end" if place else "tick"))
    ends: list[float] = []
    for place, (label, pieces) in enumerate(lines):
        parts += _line(place, label, [[at(x, y) for x, y in piece] for piece in pieces], ends)
    return "".join(parts) + "</svg>"


def _line(
    place: int, label: str, pieces: Sequence[Sequence[tuple[float, float]]], ends: list[float]
) -> Iterator[str]:
    dash = _DASHES[place // 8 % len(_DASHES)] if place >= 8 else _DASHES[place % len(_DASHES)]
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    path = "".join(
        "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in (piece if len(piece) > 1 else [piece[0], piece[0]]))
        for piece in pieces
    )
    if not path:
        return
    yield f'<path class="line c{place % 8}" d="{path}"{dashes}/>'
    x, y = pieces[-1][-1]
    while any(abs(y - other) < 11 for other in ends):  # letters do not lie on each other
        y += 11 if y < _HIGH / 2 else -11
    ends.append(y)
    yield text(label, min(x, _WIDE - _RIGHT) + 5, y + 4, f"name c{place % 8}")


def _pieces(points: Points) -> list[list[tuple[float, float]]]:
    """Return the curve without its gaps, thinned by the extremes of blocks where it is long."""
    xs, ys = _thinned(points)
    pieces: list[list[tuple[float, float]]] = [[]]
    for x, y in zip(xs, ys, strict=True):
        if math.isfinite(y):
            pieces[-1].append((x, y))
        elif pieces[-1]:
            pieces.append([])
    return [piece for piece in pieces if piece]


def _thinned(points: Points) -> tuple[Sequence[float], Sequence[float]]:
    xs = [float(place if step is None else step) for place, (step, _) in enumerate(points)]
    ys = [math.nan if value is None or not math.isfinite(value) else float(value) for _, value in points]
    if len(points) <= _POINTS:
        return xs, ys
    import numpy as np

    from forebear.compare.pyramid import Pyramid

    x, y = Pyramid(np.array(xs), np.array(ys)).thinned(slice(0, len(xs)), _POINTS)
    return x.tolist(), y.tolist()
