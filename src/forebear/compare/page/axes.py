"""Curves and points of versions over each other in one pair of axes, as SVG."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from forebear.compare.page.svg import opening, text
from forebear.compare.page.words import number_text

POINTS = 300
"""Points of a curve that are drawn; of longer ones the extremes of half as many pieces."""

_WIDE, _HIGH, _LEFT, _RIGHT, _TOP, _BOTTOM = 560, 212, 62, 44, 8, 24
_DASHES = ("", "7 3", "2 3", "8 3 2 3")

Piece = list[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Curve:
    """A curve of one version; `place` is that version's, for colour and dashes. NaN are gaps."""

    label: str
    place: int
    x: Sequence[float]
    y: Sequence[float]


def draw_axes(
    curves: Sequence[Curve], names: tuple[str, str] = ("", ""), *, dots: bool = False, diagonal: bool = False
) -> str:
    """Return the SVG; "" where there is nothing to draw.

    `names` stand at the axes, `dots` are not joined; `diagonal` draws the line from (0, 0) to (1, 1).
    """
    pieces = [(curve, _pieces(curve, joined=not dots)) for curve in curves]
    flat = [point for _, each in pieces for piece in each for point in piece]
    if not flat:
        return ""
    bounds = _bounds([*flat, (0.0, 0.0), (1.0, 1.0)] if diagonal else flat)
    parts = [opening(_WIDE, _HIGH + (16 if names[0] else 0)), *_grid(bounds)]
    if names[0]:
        parts.append(text(names[0], (_WIDE + _LEFT - _RIGHT) / 2, _HIGH + 10, "tick middle"))
    if names[1]:
        parts.append(text(names[1], _LEFT + 6, _TOP + 10, "tick"))
    if diagonal:
        (x, y), (to_x, to_y) = _at(bounds, 0.0, 0.0), _at(bounds, 1.0, 1.0)
        parts.append(
            f'<path class="grid" stroke-dasharray="4 4" d="M{x:.1f} {y:.1f}L{to_x:.1f} {to_y:.1f}"/>'
        )
    ends: list[tuple[float, float]] = []
    for curve, each in pieces:
        placed = [[_at(bounds, x, y) for x, y in piece] for piece in each]
        parts += _dots(curve, placed) if dots else _line(curve, placed)
        parts += _name(curve, placed, ends)
    return "".join(parts) + "</svg>"


Bounds = tuple[float, float, float, float]


def _bounds(points: Piece) -> Bounds:
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    low, high = min(y for _, y in points), max(y for _, y in points)
    return left, right if right > left else left + 1, low, high if high > low else low + 1


def _at(bounds: Bounds, x: float, y: float) -> tuple[float, float]:
    left, right, low, high = bounds
    # Halves, so that the largest numbers have a difference that is one.
    across = (x / 2 - left / 2) / (right / 2 - left / 2)
    up = (high / 2 - y / 2) / (high / 2 - low / 2)
    return _LEFT + across * (_WIDE - _LEFT - _RIGHT), _TOP + up * (_HIGH - _TOP - _BOTTOM)


def _grid(bounds: Bounds) -> Iterator[str]:
    left, right, low, high = bounds
    for value in dict.fromkeys((low, low / 2 + high / 2, high)):
        _, y = _at(bounds, left, value)
        yield f'<path class="grid" d="M{_LEFT} {y:.1f}H{_WIDE - _RIGHT}"/>'
        yield text(_short(value), _LEFT - 6, y + 4, "tick end")
    yield text(_short(left), _LEFT, _HIGH - 6, "tick")
    yield text(_short(right), _WIDE - _RIGHT, _HIGH - 6, "tick end")


def _short(value: float) -> str:
    return number_text(float(f"{value:.4g}"))


def _line(curve: Curve, pieces: Sequence[Sequence[tuple[float, float]]]) -> Iterator[str]:
    place = curve.place
    dash = _DASHES[(place // 8 if place >= 8 else place) % len(_DASHES)]
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    path = "".join(
        "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in (piece if len(piece) > 1 else [piece[0], piece[0]]))
        for piece in pieces
    )
    if path:
        yield f'<path class="line c{place % 8}" d="{path}"{dashes}/>'


def _dots(curve: Curve, pieces: Sequence[Sequence[tuple[float, float]]]) -> Iterator[str]:
    """A shape for each version as well as a colour: round, square, on its point."""
    shapes = ("M-3 0a3 3 0 1 0 6 0a3 3 0 1 0-6 0", "M-3-3h6v6h-6z", "M0-4l4 4-4 4-4-4z", "M0-4l4 7h-8z")
    shape = shapes[curve.place % len(shapes)]
    for piece in pieces:
        for x, y in piece:
            at = f'transform="translate({x:.1f} {y:.1f})"'
            yield f'<path class="line c{curve.place % 8}" {at} d="{shape}"/>'


def _name(
    curve: Curve, pieces: Sequence[Sequence[tuple[float, float]]], ends: list[tuple[float, float]]
) -> Iterator[str]:
    """The letter at the end of a curve; letters do not lie on each other."""
    if not pieces:
        return
    x, y = pieces[-1][-1]
    step = 11 if y < _HIGH / 2 else -11
    while any(abs(x - other_x) < 16 and abs(y - other_y) < 11 for other_x, other_y in ends):
        y += step
    ends.append((x, y))
    yield text(curve.label, x + 5, y + 4, f"name c{curve.place % 8}")


def _pieces(curve: Curve, *, joined: bool) -> list[Piece]:
    """Return the curve without its gaps, thinned by the extremes of blocks where it is long."""
    xs, ys = _thinned(curve, joined=joined)
    pieces: list[Piece] = [[]]
    for x, y in zip(xs, ys, strict=True):
        if math.isfinite(y) and math.isfinite(x):
            pieces[-1].append((x, y))
        elif pieces[-1]:
            pieces.append([])
    return [piece for piece in pieces if piece]


def _thinned(curve: Curve, *, joined: bool) -> tuple[Sequence[float], Sequence[float]]:
    ys = [value if math.isfinite(value) else math.nan for value in curve.y]
    if len(ys) <= POINTS:
        return curve.x, ys
    finite = all(map(math.isfinite, curve.x))
    ascends = finite and all(one <= other for one, other in zip(curve.x, curve.x[1:], strict=False))
    if not joined or not ascends:
        step = -(-len(ys) // POINTS)
        return curve.x[::step], ys[::step]
    import numpy as np

    from forebear.compare.pyramid import Pyramid

    x, y = Pyramid(np.array(curve.x), np.array(ys)).thinned(slice(0, len(ys)), POINTS // 2)
    return x.tolist(), y.tolist()
