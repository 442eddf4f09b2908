"""The upstream graph of a report as a picture, drawn by the same code as every other picture of a lineage."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from forebear.drawing.cards import COMPACT
from forebear.drawing.composing import Sheet, compose
from forebear.drawing.files.svg import Letters, svg
from forebear.drawing.picture import About
from forebear.lineage.answers import Edge, Graph, Node
from forebear.lineage.visible import visible
from forebear.lineage.words import ArtifactType, Digest, NodeKind, Origin, Role

Json = Mapping[str, Any]

MOST_NODES = 40
_PAGE = (820.0, 1080.0)  # what a page takes at a size that reads well, in pixels


@dataclass(frozen=True, slots=True)
class Drawing:
    """An SVG picture, its size in pixels, and what it shows in words."""

    svg: str
    caption: str
    description: str
    width: float
    height: float


def draw_lineage(lineage: Json, subject: Json, spell: Callable[[str], str] = visible) -> Drawing | None:
    """Draw `report.json`'s lineage; None where there is nothing to draw.

    Of a large graph the nodes nearest to the subject are drawn, and the caption says how many are not. Names
    are written as `spell` has them.
    """
    nodes: Sequence[Json] = lineage["nodes"]
    if len(nodes) < 2:
        return None
    edges: Sequence[Json] = lineage["edges"]
    chosen = _nearest(nodes, [(edge["from"], edge["to"]) for edge in edges], MOST_NODES)
    number = {node["id"]: place for place, node in enumerate(nodes) if node["id"] in chosen}
    graph = Graph(
        tuple(_node(number[node["id"]], node, spell) for node in nodes if node["id"] in chosen),
        tuple(
            Edge(number[edge["from"]], number[edge["to"]], Role(edge["role"]), spell(edge.get("path") or ""))
            for edge in edges
            if chosen.issuperset((edge["from"], edge["to"]))
        ),
    )
    left = len(nodes) - len(chosen)
    beyond = f"{left} nodes further upstream are not drawn; the tables hold them." if left else ""
    about = About(
        title=f"Lineage of {spell(subject['title'])}",
        says=(beyond,) if beyond else (),
        subjects=frozenset(place for id_, place in number.items() if id_.endswith(f":{subject['key']}")),
    )
    picture = compose(graph, about, sheet=Sheet(framed=False, cut=COMPACT, page=_PAGE))
    flow = f"Data flows from {'top to bottom' if picture.down else 'left to right'}."
    return Drawing(
        svg(picture, Letters.PLAIN),
        f"{flow} {beyond}".strip(),
        picture.description,
        picture.width,
        picture.height,
    )


def _node(place: int, node: Json, spell: Callable[[str], str]) -> Node:
    type_ = node.get("type")
    return Node(
        place,
        NodeKind(node["kind"]),
        str(node["id"]).partition(":")[2],
        spell(node["name"]),
        Origin(node["origin"]),
        ArtifactType(type_) if type_ else None,
        tuple(Digest(*digest.split(":", 1)) for digest in node["digests"]),
        detail=spell(node.get("author") or ""),
    )


def _nearest(nodes: Sequence[Json], edges: Sequence[tuple[str, str]], most: int) -> set[str]:
    """Return the ids of at most `most` nodes, those with the shortest way down first."""
    sources: dict[str, list[str]] = {}
    feeding = set()
    for source, target in edges:
        sources.setdefault(target, []).append(source)
        feeding.add(source)
    waiting = [node["id"] for node in nodes if node["id"] not in feeding] or [nodes[0]["id"]]
    chosen: dict[str, None] = {}
    while waiting and len(chosen) < most:
        node = waiting.pop(0)
        if node not in chosen:
            chosen[node] = None
            waiting += sorted(sources.get(node, ()))
    return set(chosen)
