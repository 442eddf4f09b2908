"""Nodes, edges and graphs as JSON values. The keys are what other programs hold on to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from forebear.lineage.answers import Edge, Graph, Node
from forebear.lineage.words import NodeKind

Document = dict[str, object]


def identity(node: Node) -> str:
    """Return the REF of a node in full length."""
    match node.kind:
        case NodeKind.RUN | NodeKind.REBUILD | NodeKind.ENVIRONMENT:
            return f"{node.kind.value}:{node.key}"
        case _:
            return node.key


def identities(graph: Graph) -> Mapping[int, str]:
    """Return by id what each node of a graph is called in a document: a REF, or `group:` and its key."""
    return {
        node.id: f"group:{graph.groups[node.id].key}" if node.id in graph.groups else identity(node)
        for node in graph.nodes
    }


def time(when: datetime | None) -> str | None:
    """Return a time in UTC as ISO 8601."""
    return None if when is None else when.isoformat()


def node_document(node: Node) -> Document:
    """Return what a node is."""
    return {
        "id": identity(node),
        "kind": node.kind.value,
        "name": node.name,
        "type": None if node.type is None else node.type.value,
        "digests": {digest.algorithm: digest.value for digest in node.digests},
        "commit": node.commit,
        "origin": node.origin.value,
        "when": time(node.when),
        "detail": node.detail,
    }


def edge_document(edge: Edge, called: Mapping[int, str]) -> Document:
    """Return an edge between nodes that are called so."""
    return {
        "from": called[edge.source],
        "to": called[edge.target],
        "role": edge.role.value,
        "path": edge.path,
        "known": edge.known.value,
        "evidence": edge.said,
    }


def graph_document(graph: Graph) -> Document:
    """Return `nodes[]` and `edges[]`; a node that stands for many has a `group` {kind, members}."""
    called = identities(graph)
    nodes = []
    for node in graph.nodes:
        document = node_document(node)
        if node.id in graph.groups:
            group = graph.groups[node.id]
            document |= {
                "id": called[node.id],
                "group": {"kind": group.kind.value, "members": len(group.members)},
            }
        nodes.append(document)
    return {
        "nodes": nodes,
        "edges": [
            edge_document(edge, called)
            for edge in graph.edges
            if edge.source in called and edge.target in called
        ],
    }
