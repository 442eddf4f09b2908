"""A view: all that says what a graph shows, as one value that can be saved, linked to and opened again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Show(StrEnum):
    """How much of the lineage is drawn."""

    NEIGHBOURHOOD = "neighbourhood"  # `about` with what is `up` and `down` hops away
    HELD = "held"  # all that the commit `about` held
    SLICE = "slice"  # what `slice` chooses
    FOLDED = "folded"  # the project folded to stages and datasets
    MAP = "map"  # everything: time to the right, a lane for each dataset, pipeline and model


class Later(StrEnum):
    """What becomes of nodes that came after the moment that is looked at."""

    FADED = "faded"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class Opened:
    """Neighbours of one node that a person unfolded: by REF, the node's and theirs."""

    node: str
    upstream: bool
    neighbours: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class View:
    """What a graph shows. Everything is named by REF or group key, so that a view outlives the database.

    `slice` also narrows the other shows: what it does not choose is left out. `as_of` and `against` are
    revisions or dates ("" = now, none); `hidden` are words of the legend; `unfolded` keys of groups that are
    shown as their members, `opened` single neighbours; `moved` how far a person moved a node, in units.
    """

    show: Show = Show.NEIGHBOURHOOD
    about: str = ""
    up: int = 2
    down: int = 2
    slice: str = ""
    as_of: str = ""
    against: str = ""
    later: Later = Later.FADED
    hidden: frozenset[str] = frozenset()
    unfolded: frozenset[str] = frozenset()
    opened: tuple[Opened, ...] = ()
    moved: Mapping[str, tuple[float, float]] = field(default_factory=dict)
