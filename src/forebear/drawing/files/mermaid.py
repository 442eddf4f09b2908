"""A graph as a Mermaid flowchart, which many wikis, READMEs and issue trackers draw where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from forebear.drawing.cards import CardText
from forebear.drawing.kinds import kind_of
from forebear.drawing.ordering import Ordered
from forebear.drawing.picture import About, Stroke
from forebear.drawing.wires import stroke_of
from forebear.lineage.answers import Change, Node
from forebear.lineage.visible import visible

MOST_LINKS, MOST_LETTERS = 500, 50_000
"""What Mermaid draws unless its `maxEdges` and `maxTextSize` are raised."""

_LONGEST = 120  # letters of a line in a label
_SHAPES: Mapping[str, tuple[str, str]] = {
    "commit": ("([", "])"),
    "run": ("(", ")"),
    "environment": ("[", "]"),
    "model-version": ("{{", "}}"),
    "rebuild": ("[[", "]]"),
    "dataset": ("[(", ")]"),
    "model": ("{{", "}}"),
}
_ARROWS: Mapping[Stroke, str] = {
    Stroke.DATA: "-->",
    Stroke.CODE: "-.->",
    Stroke.ENVIRONMENT: "-.->",
    Stroke.PART: "-->",
    Stroke.REBUILD: "==>",
}
_PLAIN = re.compile(r"[^\w .,:/+()\[\]·→←×−≠-]")  # noqa: RUF001  what means nothing to Mermaid


def mermaid(graph: Ordered, about: About) -> str:
    """Return a flowchart from left to right."""
    return "\n".join(_lines(graph, about))


def too_large(text: str, graph: Ordered) -> bool:
    """Return whether Mermaid refuses to draw this with its usual limits."""
    return len(graph.links) > MOST_LINKS or len(text) > MOST_LETTERS


def _lines(graph: Ordered, about: About) -> Iterator[str]:
    yield "flowchart LR"
    yield f"  accTitle: {_sentence(about.title)}"
    if about.says:
        yield f"  accDescr: {_sentence(' '.join(about.says))}"
    short = {node.id: f"n{number}" for number, node in enumerate(graph.nodes)}
    kinds = {}
    for node in graph.nodes:
        kind = kind_of(node)
        kinds[kind.mark] = kind
        before, after = _SHAPES.get(kind.mark, ("[", "]"))
        yield f'  {short[node.id]}{before}"{_label(graph.texts[node.id])}"{after}:::{kind.mark}'
    for (source, target), edges in graph.links.items():
        roles = ", ".join(dict.fromkeys(edge.role.value for edge in edges))
        yield f'  {short[source]} {_ARROWS[stroke_of(edges)]}|"{_escaped(roles)}"| {short[target]}'
    for mark, kind in sorted(kinds.items()):
        yield f"  classDef {mark} fill:#ffffff,stroke:{kind.colour},color:#1c2129"
    for name, style, chosen in _standing_out(graph, about):
        yield f"  classDef {name} {style}"
        yield f"  class {','.join(short[node.id] for node in chosen)} {name}"
    yield ""


def _standing_out(graph: Ordered, about: About) -> Iterator[tuple[str, str, list[Node]]]:
    def nodes(change: Change) -> list[Node]:
        return [node for node in graph.nodes if about.changes.get(node.id) is change]

    for name, style, chosen in (
        ("subject", "stroke-width:3px", [node for node in graph.nodes if node.id in about.subjects]),
        ("later", "opacity:0.5", [node for node in graph.nodes if node.id in about.later]),
        ("added", "stroke-width:3px", nodes(Change.ADDED)),
        ("removed", "stroke-dasharray:6 4", nodes(Change.REMOVED)),
        ("changed", "stroke-width:3px,stroke-dasharray:2 3", nodes(Change.CHANGED)),
    ):
        if chosen:
            yield name, style, chosen


def _label(text: CardText) -> str:
    head = " ".join(part for part in (text.word, text.change, text.count) if part)
    return "<br/>".join(_escaped(_shortened(line)) for line in (head, text.name, *text.lines))


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST // 2]}…{text[-_LONGEST // 2 :]}"


def _escaped(text: str) -> str:
    """Write letters that could mean something to Mermaid, Markdown or HTML as Mermaid's own entities."""
    return _PLAIN.sub(lambda found: f"#{ord(found[0])};", visible(text))


def _sentence(text: str) -> str:
    """Return a text for a line that knows no entities: what could mean something becomes a space."""
    return " ".join(_PLAIN.sub(" ", visible(text)).replace("[", "(").replace("]", ")").split()) or "-"
