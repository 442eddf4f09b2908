"""How a kind of node looks on paper: its word, its icon in a shape, its colour.

Colours are those of the window's light theme, after Okabe and Ito (2008). None of them says anything alone:
shape, icon and word say the same, so that a picture printed in black and white loses nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import cos, pi, sin

from forebear.lineage.answers import Node
from forebear.lineage.words import ArtifactType, NodeKind
from forebear.resources import resource

TILE = 30.0
"""The side of the square that a kind's mark fills."""

_ICON = 16.0  # the side of an icon's view box


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of node on paper; `mark` names it among the marks of a picture."""

    mark: str
    word: str
    icon: str
    colour: str


_KINDS = {
    NodeKind.COMMIT: Kind("commit", "commit", "commit", "#4a4f57"),
    NodeKind.RUN: Kind("run", "run", "run", "#b04c86"),
    NodeKind.ENVIRONMENT: Kind("environment", "environment", "environment", "#6b4fbb"),
    NodeKind.MODEL_VERSION: Kind("model-version", "model version", "tag", "#c75000"),
    NodeKind.REBUILD: Kind("rebuild", "rebuild", "rebuild", "#a86f00"),
}
_TYPES = {
    ArtifactType.DATASET: Kind("dataset", "dataset", "dataset", "#0072b2"),
    ArtifactType.MODEL: Kind("model", "model", "model", "#c75000"),
    ArtifactType.METRICS: Kind("metrics", "metrics", "metrics", "#00805d"),
    ArtifactType.PLOT: Kind("plot", "plot", "plot", "#2a84bd"),
    ArtifactType.CONFIG: Kind("config", "configuration", "config", "#857c00"),
    ArtifactType.CODE: Kind("code", "code", "code", "#4a4f57"),
    ArtifactType.IMAGE_ARCHIVE: Kind("image-archive", "image archive", "image", "#6b4fbb"),
    ArtifactType.FILE: Kind("file", "file", "file", "#77808d"),
}


def kind_of(node: Node) -> Kind:
    """Return how a node's kind looks."""
    return _KINDS.get(node.kind) or _TYPES[node.type or ArtifactType.FILE]


@cache
def icon_markup(icon: str) -> str:
    """Return what is inside the SVG of one of our icons, black where it has a colour of its own."""
    text = (resource("icons") / f"{icon}.svg").read_text(encoding="utf-8")
    return text[text.index(">") + 1 : text.rindex("</svg>")]


def mark_markup(kind: Kind) -> str:
    """Return a kind's mark as SVG, `TILE` wide and high: its icon in its shape, in its colour."""
    down = 2.5 if kind.mark == "dataset" else 0.0  # below the lid of the cylinder
    inset = (TILE - _ICON) / 2
    return (
        f'<path d="{_OUTLINES.get(kind.mark, _ROUNDED)}" fill="{_tint(kind.colour)}" stroke="{kind.colour}"'
        ' stroke-width="1.3" stroke-linejoin="round"/>'
        f'<g transform="translate({inset:g} {inset + down:g})" fill="none" stroke="{kind.colour}"'
        ' stroke-width="1.4" stroke-linecap="round" stroke-linejoin="round">'
        f"{icon_markup(kind.icon).replace('#000', kind.colour)}</g>"
    )


def _tint(colour: str) -> str:
    """Return a colour with 86 % of white: light enough that the icon stands out in grey as well."""
    channels = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
    return "#" + "".join(f"{round(255 - (255 - channel) * 0.14):02x}" for channel in channels)


def _polygon(corners: int, turned: float) -> str:
    middle, radius = TILE / 2, TILE / 2 - 0.5
    points = (
        (
            middle + radius * cos(turned + 2 * pi * corner / corners),
            middle + radius * sin(turned + 2 * pi * corner / corners),
        )
        for corner in range(corners)
    )
    return f"M{'L'.join(f'{x:.2f} {y:.2f}' for x, y in points)}z"


_ROUNDED = (
    "M8 1.5h14a6.5 6.5 0 0 1 6.5 6.5v14a6.5 6.5 0 0 1 -6.5 6.5h-14a6.5 6.5 0 0 1 -6.5 -6.5v-14"
    "a6.5 6.5 0 0 1 6.5 -6.5z"
)
_OUTLINES = {
    "commit": "M1 15a14 14 0 1 1 28 0a14 14 0 1 1 -28 0z",
    "dataset": "M2 6a13 5 0 0 1 26 0v18a13 5 0 0 1 -26 0zM2 6a13 5 0 0 0 26 0",
    "model": _polygon(6, pi / 6),
    "model-version": _polygon(6, pi / 6),
    "rebuild": _polygon(8, pi / 8),
    "run": "M1 2H22L29.5 15 22 28H1z",
    "environment": "M2 2H28V28H2z",
    **dict.fromkeys(("config", "code", "file", "image-archive"), "M4 1H19L26 8V29H4zM19 1V8H26"),
}
"""The outline of each kind, which tells it apart where its colour does not, as an SVG path."""
