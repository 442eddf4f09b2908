"""The lineage table of a report: nodes and edges under names that outlive the database."""

from __future__ import annotations

from typing import Any

from forebear.audit.evidence import Evidence
from forebear.compare.json_values import json_time
from forebear.lineage.answers import Node
from forebear.lineage.words import NodeKind


def node_name(node: Node) -> str:
    """Return the name that a report knows a node by: `artifact:md5:…`, `run:…`, `commit:…`."""
    return f"{str(node.kind).replace(' ', '-')}:{node.key}"


def chain_document(evidence: Evidence) -> dict[str, Any]:
    """Return `nodes` and `edges`, both sorted, edges in the direction in which data flows."""
    names = {node.id: node_name(node) for node in evidence.graph.nodes}
    edges = {
        (names[edge.source], names[edge.target], str(edge.role), edge.path) for edge in evidence.graph.edges
    }
    return {
        "nodes": sorted(
            (_node(node, evidence) for node in evidence.graph.nodes),
            key=lambda node: (node["kind"], node["name"], node["id"]),
        ),
        "edges": [
            {"from": source, "to": target, "role": role, "path": path or None}
            for source, target, role, path in sorted(edges)
        ],
    }


def _node(node: Node, evidence: Evidence) -> dict[str, Any]:
    found: dict[str, Any] = {
        "id": node_name(node),
        "kind": str(node.kind),
        "name": node.name,
        "origin": str(node.origin),
        "digests": sorted(str(digest) for digest in node.digests),
        "when": json_time(node.when),
        "commit": node.commit,
    }
    if node.kind is NodeKind.ARTIFACT:
        record = evidence.artifacts[node.id]
        found |= {
            "type": str(record.artifact.type),
            "size": record.artifact.size,
            "files": record.artifact.files,
            "paths": sorted({seen.path for seen in record.sightings}),
            "came_from": [
                {"source": place.source, "path": place.path or None, "revision": place.revision or None}
                for place in sorted(record.came_from, key=lambda place: (place.source, place.path))
            ],
        }
    if node.kind is NodeKind.COMMIT and (commit := evidence.commits.get(node.key)):
        found["summary"] = commit.summary
        found["author"] = str(commit.author)
    return found
