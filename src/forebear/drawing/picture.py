"""A lineage as it looks on paper: everything measured and in its place, in pixels at natural size.

`composing` makes it, `files` write it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from forebear.drawing.fonts import REGULAR, STRONG, face
from forebear.drawing.kinds import Kind
from forebear.lineage.answers import CardFacts, Change

Box = tuple[float, float, float, float]
"""Left, top, width, height."""


@dataclass(frozen=True, slots=True)
class About:
    """What a picture is about, beside its graph.

    `ref` is what was asked for; `says` are sentences on what is shown (how far, which slice, as of when);
    `subjects` are the ids of what was asked for, `later` of what came after the moment that is looked at;
    `changes` is what became of nodes between two moments, or from one of two `sides` to the other, which are
    named so; `links` is the same of what joins two nodes, by their ids; `facts` what more is known of a node.
    """

    title: str = "Lineage"
    ref: str = ""
    says: tuple[str, ...] = ()
    subjects: frozenset[int] = frozenset()
    later: frozenset[int] = frozenset()
    changes: Mapping[int, Change] = field(default_factory=dict)
    facts: Mapping[int, CardFacts] = field(default_factory=dict)
    sides: tuple[str, str] | None = None
    links: Mapping[tuple[int, int], Change] = field(default_factory=dict)


class Stroke(StrEnum):
    """How a wire is drawn: its meaning is told by its dashes."""

    DATA = "data"
    CODE = "code"
    ENVIRONMENT = "environment"
    PART = "part"
    REBUILD = "rebuild"


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text that begins (or, with `end`, ends) at `x` on the baseline `y`."""

    text: str
    x: float
    y: float
    size: float
    ink: str
    strong: bool = False
    end: bool = False

    @property
    def width(self) -> float:
        """How wide it is at most."""
        return face(STRONG if self.strong else REGULAR).width(self.text, self.size)

    @property
    def left(self) -> float:
        """Where its first letter begins."""
        return self.x - self.width if self.end else self.x


@dataclass(frozen=True, slots=True)
class Card:
    """A node; `told` says all of it in words, `mark` is where its kind's mark is and how large."""

    told: str
    kind: Kind
    box: Box
    mark: tuple[float, float, float]
    texts: tuple[Text, ...]
    radius: float
    subject: bool = False
    assumed: bool = False
    deck: bool = False
    later: bool = False
    change: Change = Change.SAME


@dataclass(frozen=True, slots=True)
class Wire:
    """The edges between two nodes as one line; `path` is an SVG path, `told` says them in words."""

    path: str
    stroke: Stroke
    told: str
    later: bool = False
    change: Change = Change.SAME


@dataclass(frozen=True, slots=True)
class Sample:
    """A mark or a stroke in the legend, at its left top corner; its text stands among the picture's."""

    of: Kind | Stroke
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Picture:
    """All of it; `rules` are the heights of thin lines that part the title and the legend from the graph;
    `newest` is the time of the newest record shown.
    """

    width: float
    height: float
    title: str
    description: str
    caption: str
    cards: tuple[Card, ...]
    wires: tuple[Wire, ...]
    texts: tuple[Text, ...] = ()
    samples: tuple[Sample, ...] = ()
    rules: tuple[float, ...] = ()
    down: bool = False
    newest: datetime | None = None
