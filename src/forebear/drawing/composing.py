"""A graph becomes a picture: laid out or as a person left it, with title, legend, caption; never cropped."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from forebear import __version__
from forebear.drawing import wires
from forebear.drawing.cards import INK, MORE_SAMPLE, MORE_WORDS, MUTED, card_size, set_card
from forebear.drawing.fonts import REGULAR, STRONG, face
from forebear.drawing.kinds import Kind, kind_of
from forebear.drawing.layout.arranging import arrange
from forebear.drawing.layout.diagram import Arrangement, Diagram, Gaps, Point
from forebear.drawing.layout.diagram import Wire as Line
from forebear.drawing.ordering import Ordered, ordered
from forebear.drawing.picture import About, Box, Card, Picture, Sample, Stroke, Text, Wire
from forebear.lineage.answers import Graph, Node
from forebear.lineage.visible import visible
from forebear.lineage.words import Role

DECK = 8.0
"""How far the cards below the first of a group look out."""

_MARGIN = 24.0
_NARROWEST = 460.0  # a picture's own words need some room
_TITLE, _SAYS, _CAPTION, _KEY = 19.0, 11.5, 9.5, 10.0  # sizes of letters
_WEIGHTS = {Role.CODE: 0.4, Role.ENVIRONMENT: 0.4}
_NOTHING = Graph((), ())
_Routes = Mapping[tuple[int, int], Sequence[Point]]


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around the graph: `False` is for pictures in a page that says the same in its own words."""

    title: bool = True
    legend: bool = True


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


def compose(
    graph: Graph,
    about: About,
    arrangement: Arrangement | None = None,
    *,
    frame: Frame = Frame(),
    page: tuple[float, float] | None = None,
) -> Picture:
    """Return the picture of a graph.

    With an `arrangement` nodes and edges are where it has them (those it lacks are left out); otherwise they
    are laid out from left to right, or from top to bottom where that is larger on a `page` (width, height).
    The same graph gives the same picture.
    """
    order = ordered(graph, about, None if arrangement is None else frozenset(arrangement.ids))
    draft = _Draft(order, graph, about)
    places = _laid_out(draft, page) if arrangement is None else _arranged(arrangement)
    return _framed(draft, places, frame)


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
    sizes = [card_size(draft.order.texts[node.id]) for node in nodes]
    # Numbers in the order of the nodes, so that the drawing does not depend on the database's ids.
    number = {node.id: place for place, node in enumerate(nodes)}
    lines = [
        Line(number[source], number[target], max(_WEIGHTS.get(edge.role, 1.0) for edge in edges))
        for (source, target), edges in draft.order.links.items()
    ]

    def laid(*, down: bool) -> _Places:
        turned = [(high, wide) for wide, high in sizes] if down else sizes
        found = _arranged(arrange(Diagram(range(len(nodes)), lines, turned), Gaps(56, 20, 12)))
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


def _framed(draft: _Draft, places: _Places, frame: Frame) -> Picture:
    left, top, wide, high = _extent(places, draft.order.nodes, draft.graph)
    width = math.ceil(max(wide, _NARROWEST if frame.title else 0.0) + 2 * _MARGIN)
    room = width - 2 * _MARGIN
    texts, rules = [], []
    y = _MARGIN
    title = visible(draft.about.title)
    if frame.title:
        head = list(_head(title, draft.about.says, room))
        texts += head
        y = head[-1].y + 14
        rules.append(y)
        y += 22
    shift_x, shift_y = _MARGIN - left, y - top
    moved = _moved(places, shift_x, shift_y)
    cards = tuple(
        set_card(node, draft.graph, draft.about, moved.boxes[node.id], draft.order.called[node.id])
        for node in draft.order.nodes
    )
    lines = tuple(_wires(draft, moved))
    y += high + 22
    samples: list[Sample] = []
    if frame.legend and cards:
        rules += [y] if frame.title else []
        samples, named, y = _legend(
            cards,
            lines,
            room,
            y + (16 if frame.title else 0),
            is_part=any(draft.order.texts[node.id].more for node in draft.order.nodes),
        )
        texts += named
    caption = _caption(draft, places.down)
    if frame.title:
        for line in _wrapped(caption, _CAPTION, room):
            y += 14
            texts.append(Text(line, _MARGIN, y, _CAPTION, MUTED))
    height = math.ceil(y + (_MARGIN if frame.title else 4))
    description = " ".join((f"{title}.", *map(visible, draft.about.says), _counted(draft), caption))
    return Picture(
        width,
        height,
        title,
        description,
        caption,
        cards,
        lines,
        tuple(texts),
        tuple(samples),
        tuple(rules),
        places.down,
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
        yield Wire(
            draw(route, down=places.down),
            wires.stroke_of(edges),
            wires.told(edges, names[source], names[target]),
            later,
        )


def _direct(places: _Places, source: int, target: int) -> tuple[Point, Point]:
    x, y, wide, high = places.boxes[source]
    to_x, to_y, to_wide, to_high = places.boxes[target]
    if places.down:
        return (x + wide / 2, y + high), (to_x + to_wide / 2, to_y)
    return (x + wide, y + high / 2), (to_x, to_y + to_high / 2)


def _head(title: str, says: Sequence[str], room: float) -> Iterator[Text]:
    y = _MARGIN + 16
    yield Text(face(STRONG).fitted(title, _TITLE, room), _MARGIN, y, _TITLE, INK, strong=True)
    y += 4
    for sentence in says:
        for line in _wrapped(visible(sentence), _SAYS, room):
            y += 17
            yield Text(line, _MARGIN, y, _SAYS, MUTED)


def _wrapped(text: str, size: float, room: float) -> Iterator[str]:
    """Yield the lines of a text; a word that is wider than a line loses its middle."""
    measure, line = face(REGULAR), ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if line and measure.width(longer, size) > room:
            yield line
            line = word
        else:
            line = longer
        line = measure.fitted(line, size, room)
    if line:
        yield line


def _legend(
    cards: Sequence[Card], lines: Sequence[Wire], room: float, y: float, *, is_part: bool
) -> tuple[list[Sample], list[Text], float]:
    """Set the kinds and strokes that are in the picture in rows; return them and where the last row ends."""
    kinds = sorted({card.kind.mark: card.kind for card in cards}.values(), key=lambda kind: kind.word)
    strokes = [stroke for stroke in Stroke if any(line.stroke is stroke for line in lines)]
    samples, texts = [], []
    x = _MARGIN
    measure = face(REGULAR)
    entries: list[tuple[Kind | Stroke | None, float, str]] = [(kind, 18.0, kind.word) for kind in kinds]
    entries += [(stroke, 30.0, wires.STROKE_WORDS[stroke]) for stroke in strokes]
    if is_part:
        entries.append((None, measure.width(MORE_SAMPLE, _KEY), MORE_WORDS))
    for of, wide, word in entries:
        needed = wide + 6 + measure.width(word, _KEY)
        if x > _MARGIN and x + needed > _MARGIN + room:
            x, y = _MARGIN, y + 24
        if of is None:
            texts.append(Text(MORE_SAMPLE, x, y + 12.5, _KEY, MUTED))
        else:
            samples.append(Sample(of, x, y))
        texts.append(Text(word, x + wide + 6, y + 12.5, _KEY, INK))
        x += needed + 20
    return samples, texts, y + 22


def _counted(draft: _Draft) -> str:
    counts = Counter(kind_of(node).word for node in draft.order.nodes)
    kinds = ", ".join(f"{count} {word}" for word, count in sorted(counts.items()))
    return f"{_number(len(draft.order.nodes), 'node')} ({kinds}), {_number(len(draft.order.links), 'link')}."


def _caption(draft: _Draft, down: bool) -> str:
    """Say how much is shown, how recent it is, and what made the picture: the same for the same records."""
    newest = max((node.when for node in draft.order.nodes if node.when), default=None)
    hidden = sum(len(group.members) for group in draft.graph.groups.values())
    parts = [f"{_number(len(draft.order.nodes), 'node')}, {_number(len(draft.order.links), 'link')}"]
    if hidden:
        parts[0] += f", standing for {hidden + len(draft.order.nodes) - len(draft.graph.groups)} nodes"
    parts.append(f"data flows from {'top to bottom' if down else 'left to right'}")
    if newest is not None:
        parts.append(f"newest record {newest:%Y-%m-%d %H:%M} UTC")
    parts.append(f"Forebear {__version__}")
    return " · ".join(parts)


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
