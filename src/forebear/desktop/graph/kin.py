"""Who was made from whom, for the outline: of a graph, drawn or not, or of a whole map. Knows no Qt."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Protocol

from forebear.lineage.answers import CardFacts, Edge, Graph, Node
from forebear.lineage.words import Role

if TYPE_CHECKING:  # NumPy comes in with the first picture
    from forebear.desktop.graph.map_scene import MapScene
    from forebear.lineage.questions import Questions

MOST_FOUND = 1_000


class Kin(Protocol):
    """Nodes by id, and their neighbours. `root` is what the graph is around, None = a whole graph."""

    root: int | None

    def __contains__(self, id_: object) -> bool: ...

    def sources(self) -> Sequence[int]:
        """Where to begin, so that all is reached: what was made from nothing here."""

    def before(self, id_: int) -> Sequence[int]:
        """What a node was made from."""

    def after(self, id_: int) -> Sequence[int]:
        """What was made from a node."""

    def members(self, id_: int) -> Sequence[int]:
        """What a node stands for, newest first; nothing for a single one."""

    def node(self, id_: int) -> Node | None:
        """A node's details; None where they are not known here."""

    def facts(self, id_: int) -> CardFacts | None:
        """What a card shows beside it."""

    def roles(self, source: int, target: int) -> Sequence[Role]:
        """How a node went into another."""

    def supply(self, nodes: Iterable[Node]) -> None:
        """Take in details."""

    def find(self, questions: Questions, text: str) -> Sequence[int]:
        """The nodes in whose names all words of `text` are, some at most. For a worker thread."""


class GraphKin:
    """Of a graph with all its nodes and edges."""

    def __init__(
        self, graph: Graph, facts: Mapping[int, CardFacts] | None = None, root: int | None = None
    ) -> None:
        self.root = root
        self._nodes = {node.id: node for node in graph.nodes}
        self._groups, self._facts = graph.groups, facts or {}
        self._supplied: Mapping[int, Node] = {}
        self._before: dict[int, dict[int, None]] = {}
        self._after: dict[int, dict[int, None]] = {}
        self._edges: dict[tuple[int, int], list[Edge]] = {}
        for edge in graph.edges:
            if edge.source in self._nodes and edge.target in self._nodes:
                self._after.setdefault(edge.source, {})[edge.target] = None
                self._before.setdefault(edge.target, {})[edge.source] = None
                self._edges.setdefault((edge.source, edge.target), []).append(edge)

    def __contains__(self, id_: object) -> bool:
        return id_ in self._nodes

    def sources(self) -> Sequence[int]:
        """What was made from nothing here, and one of each circle that nothing leads to."""
        named = sorted(self._nodes.values(), key=lambda node: (node.name.casefold(), node.id))
        found = [node.id for node in named if not self._before.get(node.id)]
        reached: set[int] = set()
        self._reach(found, reached)
        for node in named:
            if node.id not in reached:
                found.append(node.id)
                self._reach([node.id], reached)
        return found

    def before(self, id_: int) -> Sequence[int]:
        """What a node was made from, by name."""
        return self._by_name(self._before.get(id_, ()))

    def after(self, id_: int) -> Sequence[int]:
        """What was made from a node, by name."""
        return self._by_name(self._after.get(id_, ()))

    def members(self, id_: int) -> Sequence[int]:
        """What a group stands for."""
        return self._groups[id_].members if id_ in self._groups else ()

    def node(self, id_: int) -> Node | None:
        """A node, or a member that was supplied."""
        return self._nodes.get(id_) or self._supplied.get(id_)

    def facts(self, id_: int) -> CardFacts | None:
        """What its card shows."""
        return self._facts.get(id_)

    def roles(self, source: int, target: int) -> Sequence[Role]:
        """The roles of the edges between two, each once."""
        return tuple(dict.fromkeys(edge.role for edge in self._edges.get((source, target), ())))

    def supply(self, nodes: Iterable[Node]) -> None:
        """Take in details of members."""
        self._supplied = {**self._supplied, **{node.id: node for node in nodes}}

    def find(self, questions: Questions, text: str) -> Sequence[int]:
        """Those of the graph by name, then members of its groups."""
        words = text.casefold().split()
        found = [
            node.id
            for node in self._nodes.values()
            if all(word in f"{node.name} {node.key}".casefold() for word in words)
        ]
        members = [member for group in self._groups.values() for member in group.members]
        if members and len(found) < MOST_FOUND:
            from forebear.desktop.graph.listing import among

            nodes = among(questions, members, text).nodes
            self.supply(nodes)
            found += [node.id for node in nodes if node.id not in self._nodes]
        return self._by_name(found)[:MOST_FOUND]

    def _by_name(self, ids: Iterable[int]) -> list[int]:
        def name(id_: int) -> tuple[str, int]:
            node = self.node(id_)
            return node.name.casefold() if node is not None else "", id_

        return sorted(ids, key=name)

    def _reach(self, start: Sequence[int], reached: set[int]) -> None:
        waiting = deque(start)
        reached.update(start)
        while waiting:
            for other in self._after.get(waiting.popleft(), ()):
                if other not in reached:
                    reached.add(other)
                    waiting.append(other)


class MapKin:
    """Of everything: details are those of the map, and come by and by."""

    root: int | None = None

    def __init__(self, scene: MapScene) -> None:
        self._scene = scene

    def __contains__(self, id_: object) -> bool:
        return id_ in self._scene.row

    def sources(self) -> Sequence[int]:
        """What was made from nothing, oldest first; where all are in circles, everything."""
        import numpy as np

        scene = self._scene
        made = np.zeros(scene.count, np.bool_)
        made[scene.known.targets] = True
        rows = np.flatnonzero(~made) if not made.all() else np.arange(scene.count)
        found: list[int] = scene.ids[rows[np.argsort(scene.boxes[rows, 0], kind="stable")]].tolist()
        return found

    def before(self, id_: int) -> Sequence[int]:
        """What a node was made from."""
        return self._ids(self._scene.before(self._scene.row[id_]))

    def after(self, id_: int) -> Sequence[int]:
        """What was made from a node."""
        return self._ids(self._scene.after(self._scene.row[id_]))

    def members(self, _id: int) -> Sequence[int]:
        """Nothing: every node of a map is a single one."""
        return ()

    def node(self, id_: int) -> Node | None:
        """A node, once its details are known."""
        row = self._scene.row.get(id_)
        return self._scene.node(row) if row is not None else None

    def facts(self, _id: int) -> CardFacts | None:
        """Nothing is known of cards."""
        return None

    def roles(self, _source: int, _target: int) -> Sequence[Role]:
        """Nothing is known of edges."""
        return ()

    def supply(self, nodes: Iterable[Node]) -> None:
        """Take in details."""
        self._scene.supply(nodes)

    def find(self, questions: Questions, text: str) -> Sequence[int]:
        """The newest of those that are found."""
        from forebear.desktop.graph.listing import among

        ids: list[int] = self._scene.ids.tolist()
        return [node.id for node in islice(among(questions, ids, text).nodes, MOST_FOUND)]

    def _ids(self, rows: Sequence[int]) -> list[int]:
        found: list[int] = self._scene.ids[list(rows)].tolist()
        return found
