"""What stands out of a picture."""

from __future__ import annotations

from dataclasses import dataclass, field

from forebear.desktop.graph.scene import Closure

_NOTHING = Closure(frozenset(), frozenset())


@dataclass(frozen=True, slots=True)
class Marks:
    """What stands out: rows of the scene, `None` and empty = nothing. `ring` is the keyboard's focus."""

    selected: int | None = None
    hovered: int | None = None
    ring: int | None = None
    link: int | None = None
    up: Closure = _NOTHING
    down: Closure = _NOTHING
    dimmed: frozenset[int] = field(default_factory=frozenset)
    unfolded: frozenset[tuple[int, bool]] = field(default_factory=frozenset)  # (row, upstream)
