"""How edges look on paper, and the curves that they run along."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from forebear.drawing.layout.diagram import Point
from forebear.drawing.picture import Stroke
from forebear.lineage.answers import Edge
from forebear.lineage.visible import visible
from forebear.lineage.words import Role

DASHES: Mapping[Stroke, str] = {
    Stroke.DATA: "",
    Stroke.CODE: "1.5 3.5",
    Stroke.ENVIRONMENT: "7 3 1.5 3",
    Stroke.PART: "9 4",
    Stroke.REBUILD: "4 2.5",
}
"""The dashes of each stroke, as SVG writes them."""

STROKE_WORDS: Mapping[Stroke, str] = {
    Stroke.DATA: "data",
    Stroke.CODE: "code",
    Stroke.ENVIRONMENT: "environment",
    Stroke.PART: "part of, imported from, earlier version of",
    Stroke.REBUILD: "rebuilt",
}

_STROKES = {
    Role.CODE: Stroke.CODE,
    Role.ENVIRONMENT: Stroke.ENVIRONMENT,
    Role.PART: Stroke.PART,
    Role.IMPORT: Stroke.PART,
    Role.REVISION: Stroke.PART,
    Role.REBUILD: Stroke.REBUILD,
    Role.REBUILT: Stroke.REBUILD,
}


def stroke_of(edges: Iterable[Edge]) -> Stroke:
    """Return how the edges between two nodes are drawn together: data before anything else."""
    strokes = {_STROKES.get(edge.role, Stroke.DATA) for edge in edges}
    return min(strokes, key=list(Stroke).index)


def told(edges: Sequence[Edge], source: str, target: str) -> str:
    """Say the edges between two nodes in words."""
    roles = dict.fromkeys(f"{edge.role.value} {visible(edge.path)}".strip() for edge in edges)
    return f"\u2068{source}\u2069 → \u2068{target}\u2069: {', '.join(roles)}"


def curve(route: Sequence[Point], *, down: bool = False) -> str:
    """Return a route as an SVG path: an S-curve in each gap between columns, straight through a column."""
    (x, y), *rest = route
    path = [f"M{_pair(x, y)}"]
    for number, (to_x, to_y) in enumerate(rest):
        straight = (x == to_x) if down else (y == to_y)
        if number % 2 or straight:
            path.append(f"L{_pair(to_x, to_y)}")
        elif down:
            middle = (y + to_y) / 2
            path.append(f"C{_pair(x, middle)} {_pair(to_x, middle)} {_pair(to_x, to_y)}")
        else:
            middle = (x + to_x) / 2
            path.append(f"C{_pair(middle, y)} {_pair(middle, to_y)} {_pair(to_x, to_y)}")
        x, y = to_x, to_y
    return "".join(path)


def loop(route: Sequence[Point], *, down: bool = False) -> str:
    """Return the four points of a wire from a node to itself as an SVG path with round corners."""
    out, over, back, home = route
    if down:
        reach = over[1] - out[1]
        return (
            f"M{_pair(*out)}C{_pair(out[0], over[1])} {_pair(*over)} {_pair(over[0], over[1] - reach)}"
            f"L{_pair(back[0], back[1] + reach)}C{_pair(*back)} {_pair(home[0], back[1])} {_pair(*home)}"
        )
    reach = over[0] - out[0]
    return (
        f"M{_pair(*out)}C{_pair(over[0], out[1])} {_pair(*over)} {_pair(over[0] - reach, over[1])}"
        f"L{_pair(back[0] + reach, back[1])}C{_pair(*back)} {_pair(back[0], home[1])} {_pair(*home)}"
    )


def _pair(x: float, y: float) -> str:
    return f"{x:.1f} {y:.1f}".replace("-0.0", "0.0")
