"""Confusion matrices as SVG: how often each pair of classes was counted, and what differs between two."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from forebear.compare.page.svg import box, opening, text, told
from forebear.compare.plots.findings import Matrix

_CELL, _LEFT, _TOP = 46, 96, 40
_SMALL = 12  # classes for which there is room for names and counts


def draw_matrix(matrix: Matrix, *, shares: bool = False) -> Iterator[str]:
    """Yield the SVG of one version; with `shares` of each row, what they are of it."""
    rows = [_shares(row) if shares else [float(count) for count in row] for row in matrix.counts]
    most = max((value for row in rows for value in row), default=0.0) or 1.0
    say = (lambda value: f"{value:.2f}") if shares else (lambda value: f"{value:,.0f}")
    yield from _grid(matrix, rows, most, say)


def draw_difference(before: Matrix, after: Matrix) -> Iterator[str]:
    """Yield the SVG of the counts of `after` less those of `before`, each with its sign."""
    rows = [
        [float(other - one) for one, other in zip(*pair, strict=True)]
        for pair in zip(before.counts, after.counts, strict=True)
    ]
    most = max((abs(value) for row in rows for value in row), default=0.0) or 1.0
    yield from _grid(after, rows, most, lambda value: f"{value:+,.0f}" if value else "0")


def _shares(row: tuple[int, ...]) -> list[float]:
    whole = sum(row)
    return [count / whole if whole else 0.0 for count in row]


def _grid(matrix: Matrix, rows: list[list[float]], most: float, say: Callable[[float], str]) -> Iterator[str]:
    small = max(len(matrix.rows), len(matrix.columns)) <= _SMALL
    cell = _CELL if small else max(6, 480 // max(len(matrix.rows), len(matrix.columns)))
    left, top = (_LEFT, _TOP) if small else (4, 4)
    yield opening(left + cell * len(matrix.columns) + 4, top + cell * len(matrix.rows) + 4)
    if small:
        for place, name in enumerate(matrix.columns):
            yield text(_fitted(name, 7), left + (place + 0.5) * cell, top - 8, "tick middle")
        for place, name in enumerate(matrix.rows):
            yield text(_fitted(name, 14), left - 8, top + (place + 0.5) * cell + 4, "tick end")
    for down, row in enumerate(rows):
        for across, value in enumerate(row):
            kind = "cell less" if value < 0 else "cell"
            said = f"{matrix.rows[down]}, {matrix.columns[across]}: {say(value)}"
            x, y = left + across * cell, top + down * cell
            shade = f'<g fill-opacity="{0.75 * abs(value) / most:.3f}">'
            yield f"{shade}{box(kind, x, y, (cell - 1, cell - 1), told(said))}</g>"
            if small:
                yield text(say(value), x + cell / 2, y + cell / 2 + 4, "middle")
    yield "</svg>"


def _fitted(name: str, most: int) -> str:
    return name if len(name) <= most else f"{name[: most - 1]}…"
