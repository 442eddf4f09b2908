"""A graph as Graphviz DOT: valid and safe whatever names hold; Graphviz lays it out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from forebear.drawing.kinds import kind_of
from forebear.drawing.ordering import Ordered
from forebear.drawing.picture import About, Stroke
from forebear.drawing.wires import stroke_of
from forebear.lineage.answers import Change, Node
from forebear.lineage.visible import visible
from forebear.lineage.words import Origin

_SHAPES: Mapping[str, str] = {
    "commit": "ellipse",
    "run": "box",
    "environment": "box",
    "model-version": "hexagon",
    "rebuild": "octagon",
    "dataset": "cylinder",
    "model": "hexagon",
    "metrics": "box",
    "plot": "box",
    "config": "note",
    "code": "note",
    "image-archive": "box3d",
    "file": "note",
}
_STYLES: Mapping[Stroke, str] = {
    Stroke.DATA: "solid",
    Stroke.CODE: "dotted",
    Stroke.ENVIRONMENT: "dashed",
    Stroke.PART: "dashed",
    Stroke.REBUILD: "bold",
}


def dot(graph: Ordered, about: About) -> str:
    """Return a digraph; nodes are named by their REF, edges are labelled with their roles."""
    return "\n".join(_lines(graph, about))


def _lines(graph: Ordered, about: About) -> Iterator[str]:
    yield "digraph lineage {"
    yield '  charset="UTF-8";'
    yield "  rankdir=LR;"
    yield f"  label={_label(' '.join((about.title, *about.says)))};"
    yield '  labelloc=t; fontname="Pretendard,sans-serif";'
    yield '  node [fontname="Pretendard,sans-serif", fontsize=11, style=filled, fillcolor=white];'
    yield '  edge [fontname="Pretendard,sans-serif", fontsize=9, color="#6b7480"];'
    for node in graph.nodes:
        yield f"  {_quoted(graph.called[node.id])} [{_attributes(node, graph, about)}];"
    for (source, target), edges in graph.links.items():
        roles = ", ".join(dict.fromkeys(edge.role.value for edge in edges))
        paths = ", ".join(dict.fromkeys(visible(edge.path) for edge in edges if edge.path))
        yield (
            f"  {_quoted(graph.called[source])} -> {_quoted(graph.called[target])}"
            f" [label={_label(roles)}, tooltip={_label(paths or roles)}, style={_STYLES[stroke_of(edges)]}];"
        )
    yield "}\n"


def _attributes(node: Node, graph: Ordered, about: About) -> str:
    kind, text = kind_of(node), graph.texts[node.id]
    lines = [
        part for part in (f"{text.word} {text.change} {text.count}".strip(), text.name, *text.lines) if part
    ]
    change = about.changes.get(node.id, Change.SAME)
    styles = ["filled", "rounded"] if kind.mark == "run" else ["filled"]
    if node.origin is Origin.ASSUMED or change is Change.REMOVED:
        styles.append("dashed")
    elif change is not Change.SAME:
        styles.append("bold")
    attributes = {
        "label": _label("\n".join(lines)),
        "tooltip": _label(graph.called[node.id]),
        "shape": _SHAPES[kind.mark],
        "color": f'"{kind.colour}"',
        "style": f'"{",".join(styles)}"',
        "penwidth": "2.4" if node.id in about.subjects else "1.2",
    }
    if node.id in graph.grouped:
        attributes["peripheries"] = "2"
    if node.id in about.later:
        attributes["fontcolor"] = '"#8d96a3"'
    return ", ".join(f"{name}={value}" for name, value in attributes.items())


def _quoted(text: str) -> str:
    """Return a text as an id: nothing but a quotation mark and what escapes it means anything there."""
    return f'"{_escaped(text)}"'


def _label(text: str) -> str:
    """Return a text as a label, in which `\\N` and `&lt;` would be replaced; lines are kept."""
    lines = (_escaped(line.replace("&", "&amp;")) for line in text.split("\n"))
    return '"' + "\\n".join(lines) + '"'


def _escaped(text: str) -> str:
    return visible(text).replace("\\", "\\\\").replace('"', '\\"')
