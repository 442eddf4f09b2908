"""A graph as two tables, of nodes and of edges: CSV after RFC 4180, UTF-8, safe to open in a spreadsheet.

A cell that a spreadsheet would take as a formula (it begins with `=`, `+`, `-`, `@`, a tab or a line end)
gets an apostrophe before it, as OWASP advises ("CSV Injection"). Who needs a name as it is reads JSON.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from forebear.drawing.files.columns import NODE_COLUMNS, Value, edge_values, node_values
from forebear.drawing.ordering import Ordered
from forebear.drawing.picture import About
from forebear.lineage.answers import Graph
from forebear.lineage.visible import visible

_FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001  wide ones count too


def node_table(order: Ordered, graph: Graph, about: About) -> str:
    """Return a line for each node, after a line with the names of the columns."""
    values = (node_values(node, order, graph, about) for node in order.nodes)
    return _table(tuple(NODE_COLUMNS), (tuple(row.values()) for row in values))


def edge_table(order: Ordered) -> str:
    """Return a line for each edge: both ends by REF, kind and name, its role, and the path."""
    nodes = {node.id: node for node in order.nodes}
    rows = []
    for (source, target), edges in order.links.items():
        ends = (nodes[source], nodes[target])
        for edge in edges:
            said = edge_values(edge)
            rows.append(
                (
                    *(
                        value
                        for node in ends
                        for value in (order.called[node.id], (node.type or node.kind).value, node.name)
                    ),
                    said["role"],
                    said["path"],
                )
            )
    columns = ("from", "from_kind", "from_name", "to", "to_kind", "to_name", "role", "path")
    return _table(columns, rows)


def no_formula(text: str) -> str:
    """Return a text as a cell that no spreadsheet takes as a formula."""
    said = visible(text)
    return f"'{said}" if text.lstrip().startswith(_FORMULAS) or text.startswith(_FORMULAS) else said


def _table(columns: Sequence[str], rows: Iterable[Sequence[Value]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue()


def _cell(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return no_formula(value)
    return str(value).lower() if isinstance(value, bool) else str(value)
