"""A graph becomes a picture: laid out or as a person left it, with title, legend, caption; never cropped."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from forebear import __version__
from forebear.drawing import wires
from forebear.drawing.cards import ROOMY, Cut, card_size, change_words, set_card
from forebear.drawing.framing import Setting
from forebear.drawing.kinds import kind_of
from forebear.drawing.layout.arranging import arrange
from forebear.drawing.layout.diagram import Arrangement, Diagram, Gaps, Point
from forebear.drawing.layout.diagram import Wire as Line
from forebear.drawing.ordering import Ordered, ordered
from forebear.drawing.picture import About, Box, Picture, Text, Wire
from forebear.lineage.answers import Change, Graph, Node
from forebear.lineage.visible import visible
from forebear.lineage.words import Role

DECK = 8.0
"""How far the cards below the first of a group look out."""

_NARROWEST = 460.0  # a picture's own words need some room
_WEIGHTS = {Role.CODE: 0.4, Role.ENVIRONMENT: 0.4}
_NOTHING = Graph((), ())
_Routes = Mapping[tuple[int, int], Sequence[Point]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a picture is for: a file of its own, or (`framed` False) a place that has its title and caption.

    On a `page` (width, height) data flows from top to bottom where that is larger there.
    """

    framed: bool = True
    cut: Cut = ROOMY
    page: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class _Places:
    """Where nodes stand and edges run; `down`: data flows from top to bottom."""

    boxes: Mapping[int, Box]
    routes: _Routes
    down: bool = False


@dataclass(frozen=True, slots=True)
class _Draft:
    order: Ordered
    graph: Graph
    about: About
    cut: Cut


def compose(
    graph: Graph, about: About, arrangement: Arrangement | None = None, sheet: Sheet = Sheet()
) -> Picture:
    """Return the picture of a graph; the same graph gives the same picture.

    With an `arrangement` nodes and edges are where it has them (those it lacks are left out); otherwise they
    are laid out.
    """
    order = ordered(graph, about, None if arrangement is None else frozenset(arrangement.ids))
    draft = _Draft(order, graph, about, sheet.cut)
    places = _laid_out(draft, sheet.page) if arrangement is None else _arranged(arrangement)
    return _framed(draft, places, framed=sheet.framed)


# where things are


def _arranged(arrangement: Arrangement) -> _Places:
    boxes = {
        id_: (left, top, wide, high)
        for id_, (left, top, wide, high) in zip(arrangement.ids, arrangement.boxes.tolist(), strict=True)
    }
    routes = {
        (wire.source, wire.target): route
        for wire, route in zip(arrangement.wires, arrangement.routes, strict=True)
    }
    return _Places(boxes, routes)


def _laid_out(draft: _Draft, page: tuple[float, float] | None) -> _Places:
    nodes = draft.order.nodes
    sizes = [card_size(draft.order.texts[node.id], draft.cut) for node in nodes]
    # Numbers in the order of the nodes, so that the drawing does not depend on the database's ids.
    number = {node.id: place for place, node in enumerate(nodes)}
    lines = [
        Line(number[source], number[target], max(_WEIGHTS.get(edge.role, 1.0) for edge in edges))
        for (source, target), edges in draft.order.links.items()
    ]

    gaps = Gaps(56, 20, 12) if page is None else Gaps(36, 10, 7)

    def laid(*, down: bool) -> _Places:
        turned = [(high, wide) for wide, high in sizes] if down else sizes
        found = _arranged(arrange(Diagram(range(len(nodes)), lines, turned), gaps))
        boxes, routes = found.boxes, found.routes
        if down:
            boxes = {id_: (top, left, high, wide) for id_, (left, top, wide, high) in boxes.items()}
            routes = {ends: tuple((y, x) for x, y in route) for ends, route in routes.items()}
        ids = [node.id for node in nodes]
        return _Places(
            {ids[place]: box for place, box in boxes.items()},
            {(ids[source], ids[target]): route for (source, target), route in routes.items()},
            down,
        )

    across = laid(down=False)
    if page is None or _extent(across)[2] <= page[0]:
        return across
    down = laid(down=True)
    return max((across, down), key=lambda places: _scale(places, page))


def _scale(places: _Places, page: tuple[float, float]) -> float:
    _, _, wide, high = _extent(places)
    return min(page[0] / max(wide, 1.0), page[1] / max(high, 1.0))


def _extent(places: _Places, nodes: Sequence[Node] = (), graph: Graph = _NOTHING) -> Box:
    """Return the rectangle around all boxes and routes, and what stands out beside the boxes."""
    ids = [node.id for node in nodes] or list(places.boxes)
    left = top = math.inf
    right = bottom = -math.inf
    for id_ in ids:
        x, y, wide, high = places.boxes[id_]
        deck = DECK if id_ in graph.groups else 0.0
        left, top = min(left, x), min(top, y)
        right = max(right, x + wide + deck)
        bottom = max(bottom, y + high + deck)
    kept = set(ids)
    for (source, target), route in places.routes.items():
        if source in kept and target in kept:
            for x, y in route:
                left, top, right, bottom = min(left, x), min(top, y), max(right, x), max(bottom, y)
    if left > right:
        return 0.0, 0.0, 0.0, 0.0
    return left, top, right - left, bottom - top


# the picture


def _framed(draft: _Draft, places: _Places, *, framed: bool) -> Picture:
    left, top, wide, high = _extent(places, draft.order.nodes, draft.graph)
    setting = Setting(24.0, max(wide, _NARROWEST)) if framed else Setting(4.0, wide)
    texts: list[Text] = []
    rules: list[float] = []
    title, caption = visible(draft.about.title), _caption(draft, places.down)
    y = setting.margin
    if framed:
        texts += setting.head(title, draft.about.says)
        rules.append(texts[-1].y + 14)
        y = rules[-1] + 22
    moved = _moved(places, setting.margin - left, y - top)
    cards = tuple(
        set_card(node, draft.order.texts[node.id], draft.about, moved.boxes[node.id], draft.cut)
        for node in draft.order.nodes
    )
    lines = tuple(_wires(draft, moved))
    y += high + 22
    if framed:
        rules.append(y)
        y += 16
    is_part = any(draft.order.texts[node.id].more for node in draft.order.nodes)
    legend = setting.legend(cards, lines, y, is_part=is_part)
    texts += legend.texts
    y = legend.bottom
    if framed:
        texts += setting.caption(caption, y)
        y = texts[-1].y
    return Picture(
        math.ceil(setting.room + 2 * setting.margin),
        math.ceil(y + setting.margin),
        title,
        " ".join((f"{title}.", *map(visible, draft.about.says), _counted(draft), caption)),
        caption,
        cards,
        lines,
        tuple(texts),
        legend.samples,
        tuple(rules),
        places.down,
        _newest(draft),
    )


def _moved(places: _Places, right: float, down: float) -> _Places:
    return _Places(
        {id_: (x + right, y + down, wide, high) for id_, (x, y, wide, high) in places.boxes.items()},
        {ends: [(x + right, y + down) for x, y in route] for ends, route in places.routes.items()},
        places.down,
    )


def _wires(draft: _Draft, places: _Places) -> Iterator[Wire]:
    names = {node.id: visible(node.name) or draft.order.called[node.id] for node in draft.order.nodes}
    for (source, target), edges in draft.order.links.items():
        route = places.routes.get((source, target)) or _direct(places, source, target)
        draw = wires.loop if source == target and len(route) == 4 else wires.curve
        later = bool(draft.about.later.intersection((source, target)))
        change = draft.about.links.get((source, target), Change.SAME)
        told = (wires.told(edges, names[source], names[target]), change_words(change, draft.about.sides))
        yield Wire(
            draw(route, down=places.down),
            wires.stroke_of(edges),
            ", ".join(part for part in told if part),
            later,
            change,
        )


def _direct(places: _Places, source: int, target: int) -> tuple[Point, Point]:
    x, y, wide, high = places.boxes[source]
    to_x, to_y, to_wide, to_high = places.boxes[target]
    if places.down:
        return (x + wide / 2, y + high), (to_x + to_wide / 2, to_y)
    return (x + wide, y + high / 2), (to_x, to_y + to_high / 2)


def _counted(draft: _Draft) -> str:
    counts = Counter(kind_of(node).word for node in draft.order.nodes)
    kinds = ", ".join(f"{count} {word}" for word, count in sorted(counts.items()))
    return f"{_number(len(draft.order.nodes), 'node')} ({kinds}), {_number(len(draft.order.links), 'link')}."


def _caption(draft: _Draft, down: bool) -> str:
    """Say how much is shown, how recent it is, and what made the picture: the same for the same records."""
    newest = _newest(draft)
    hidden = sum(len(group.members) for group in draft.graph.groups.values())
    parts = [f"{_number(len(draft.order.nodes), 'node')}, {_number(len(draft.order.links), 'link')}"]
    if hidden:
        parts[0] += f", standing for {hidden + len(draft.order.nodes) - len(draft.graph.groups)} nodes"
    parts.append(f"data flows from {'top to bottom' if down else 'left to right'}")
    if newest is not None:
        parts.append(f"newest record {newest:%Y-%m-%d %H:%M} UTC")
    parts.append(f"Forebear {__version__}")
    return " · ".join(parts)


def _newest(draft: _Draft) -> datetime | None:
    return max((node.when for node in draft.order.nodes if node.when), default=None)


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
