"""Keeps places: what stands for the same thing in the next picture stays where it was, under another id."""

from __future__ import annotations

from collections import Counter
from copy import copy
from dataclasses import replace

from forebear.desktop.graph.scene import Scene
from forebear.lineage.answers import Graph


def inherited(scene: Scene, graph: Graph) -> Scene:
    """Return a drawn scene with the ids of what takes its nodes' places in `graph`.

    A group takes the place of its member that was drawn alone, a member (or the largest part) that of its
    group: so nothing jumps while one plays through history.
    """
    there = {node.id for node in graph.nodes}
    owner: dict[int, int] = {}
    for node in scene.nodes:
        if node.id not in there:
            owner.update(dict.fromkeys(_members(scene.graph, node.id), node.id))
    heirs: dict[int, int] = {}
    fresh = [node.id for node in graph.nodes if node.id not in scene.row]
    for id_ in sorted(fresh, key=lambda each: (-len(_members(graph, each)), each)):
        # Of several, the oldest: it is also what takes a group's place when that is unfolded.
        owners = Counter(owner[member] for member in sorted(_members(graph, id_)) if member in owner)
        for old, _ in owners.most_common(1):
            heirs.setdefault(old, id_)
    if not heirs:
        return scene
    made, drawn = copy(scene), scene.arrangement
    made.arrangement = replace(
        drawn,
        ids=tuple(heirs.get(id_, id_) for id_ in drawn.ids),
        wires=tuple(
            replace(
                wire, source=heirs.get(wire.source, wire.source), target=heirs.get(wire.target, wire.target)
            )
            for wire in drawn.wires
        ),
    )
    made.row = {heirs.get(id_, id_): row for id_, row in scene.row.items()}
    return made


def _members(graph: Graph, id_: int) -> tuple[int, ...]:
    group = graph.groups.get(id_)
    return group.members if group is not None else (id_,)
