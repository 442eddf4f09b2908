"""A graph as GraphML with typed attributes, for Gephi, yEd, Cytoscape, NetworkX and igraph."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Mapping

from forebear.drawing.files.columns import EDGE_COLUMNS, NODE_COLUMNS, Value, edge_values, node_values
from forebear.drawing.ordering import Ordered
from forebear.drawing.picture import About
from forebear.lineage.answers import Graph
from forebear.lineage.visible import visible

_TYPES: Mapping[type, str] = {str: "string", int: "long", bool: "boolean", float: "double"}


def graphml(order: Ordered, graph: Graph, about: About) -> str:
    """Return a directed graph. What a node or edge lacks has no `data` there."""
    root = ET.Element("graphml", xmlns="http://graphml.graphdrawing.org/xmlns")
    for scope, columns in (("node", NODE_COLUMNS), ("edge", EDGE_COLUMNS)):
        for name, type_ in columns.items():
            names = {"id": f"{scope}-{name}", "for": scope, "attr.name": name, "attr.type": _TYPES[type_]}
            ET.SubElement(root, "key", names)
    drawn = ET.SubElement(root, "graph", id="lineage", edgedefault="directed")
    ET.SubElement(drawn, "desc").text = visible(" ".join((about.title, *about.says)))
    short = {node.id: f"n{number}" for number, node in enumerate(order.nodes)}
    for node in order.nodes:
        element = ET.SubElement(drawn, "node", id=short[node.id])
        _add(element, "node", node_values(node, order, graph, about))
    edges = [edge for together in order.links.values() for edge in together]
    for number, edge in enumerate(edges):
        element = ET.SubElement(
            drawn, "edge", id=f"e{number}", source=short[edge.source], target=short[edge.target]
        )
        _add(element, "edge", edge_values(edge))
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _add(element: ET.Element, scope: str, values: Mapping[str, Value]) -> None:
    for name, value in values.items():
        if value is not None and value != "":
            said = str(value).lower() if isinstance(value, bool) else visible(str(value))
            ET.SubElement(element, "data", key=f"{scope}-{name}").text = said
