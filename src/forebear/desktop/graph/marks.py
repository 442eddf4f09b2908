"""What stands out of a picture."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, field

from forebear.desktop.graph.drawn import Closure
from forebear.lineage.answers import Change

_NOTHING = Closure(frozenset(), frozenset())


@dataclass(frozen=True, slots=True)
class Marks:
    """What stands out: rows of the scene, `None` and empty = nothing. `ring` is the keyboard's focus.

    `dimmed` is what is out of focus, `later` what came after the moment that is looked at; `changes` is what
    became of nodes between two moments, or from one to the other of two `sides`, by the name of each; `links`
    is the same of lines, by their numbers; `pins` are the letters of what is pinned for a comparison.
    """

    selected: int | None = None
    also: frozenset[int] = field(default_factory=frozenset)  # selected together with it
    hovered: int | None = None
    ring: int | None = None
    link: int | None = None
    up: Closure = _NOTHING
    down: Closure = _NOTHING
    dimmed: Set[int] = field(default_factory=frozenset)
    later: Set[int] = field(default_factory=frozenset)
    changes: Mapping[int, Change] = field(default_factory=dict)
    unfolded: frozenset[tuple[int, bool]] = field(default_factory=frozenset)  # (row, upstream)
    pins: Mapping[int, str] = field(default_factory=dict)
    sides: tuple[str, str] | None = None
    links: Mapping[int, Change] = field(default_factory=dict)
