"""What is said of each node and each edge in files that other programs read."""

from __future__ import annotations

from collections.abc import Mapping

from forebear.drawing.kinds import kind_of
from forebear.drawing.ordering import Ordered
from forebear.drawing.picture import About
from forebear.lineage.answers import CardFacts, Edge, Graph, Node
from forebear.lineage.documents import time

Value = str | int | float | bool | None

NODE_COLUMNS: Mapping[str, type] = {
    "ref": str,
    "kind": str,
    "type": str,
    "name": str,
    "label": str,
    "digests": str,
    "commit": str,
    "when": str,
    "origin": str,
    "detail": str,
    "version": str,
    "metric": str,
    "value": float,
    "stage": str,
    "verdict": str,
    "members": int,
    "upstream_left_out": int,
    "downstream_left_out": int,
    "later": bool,
    "change": str,
}
EDGE_COLUMNS: Mapping[str, type] = {"role": str, "path": str}


def node_values(node: Node, order: Ordered, graph: Graph, about: About) -> Mapping[str, Value]:
    """Return the value of each of `NODE_COLUMNS`; "" and None where nothing is known."""
    facts = about.facts.get(node.id, CardFacts())
    group = graph.groups.get(node.id)
    up, down = graph.more.get(node.id, (0, 0))
    return {
        "ref": order.called[node.id],
        "kind": node.kind.value,
        "type": node.type.value if node.type else "",
        "name": node.name,
        "label": f"{kind_of(node).word}: {order.texts[node.id].name[:200]}",
        "digests": " ".join(map(str, node.digests)),
        "commit": node.commit,
        "when": time(node.when),
        "origin": node.origin.value,
        "detail": node.detail,
        "version": facts.version,
        "metric": facts.metric.name if facts.metric else "",
        "value": facts.metric.value if facts.metric else None,
        "stage": facts.stage,
        "verdict": facts.verdict,
        "members": len(group.members) if group else 1,
        "upstream_left_out": up,
        "downstream_left_out": down,
        "later": node.id in about.later,
        "change": about.changes[node.id].value if node.id in about.changes else "",
    }


def edge_values(edge: Edge) -> Mapping[str, Value]:
    """Return the value of each of `EDGE_COLUMNS`."""
    return {"role": edge.role.value, "path": edge.path}
