"""What a node's card says on paper, how large it must be for that, and where each line stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from forebear.drawing.fonts import REGULAR, STRONG, face
from forebear.drawing.kinds import TILE, kind_of
from forebear.drawing.picture import About, Box, Card, Text
from forebear.lineage.answers import CardFacts, Change, Graph, MetricValue, Node
from forebear.lineage.visible import visible
from forebear.lineage.words import NodeKind, Origin

INK, MUTED = "#1c2129", "#4b5563"
_SIGNS = {Change.ADDED: "+", Change.REMOVED: "−", Change.CHANGED: "≠"}  # noqa: RUF001
MORE_SAMPLE, MORE_WORDS = "←2 →1", "neighbours not shown"
CHANGE_INKS = {Change.ADDED: "#116334", Change.REMOVED: "#a81f1f", Change.CHANGED: "#7a5200"}

_PADDING = 10.0
_WORD, _NAME, _LINE = 8.5, 13.0, 9.5  # sizes of letters
_LEADING = {_WORD: 12.0, _NAME: 17.0, _LINE: 13.0}
_APART = " · "
_LONGEST = 400  # letters of a line that are looked at; no card is wider


@dataclass(frozen=True, slots=True)
class Cut:
    """How cards are cut: the side of the kind's mark, whether all lines stand beside it, and their widths."""

    mark: float
    beside: bool
    narrowest: float
    widest: float
    roundest: float

    @property
    def indent(self) -> tuple[float, float]:
        """How far in the first line begins, and the others."""
        beside = self.mark + (2 * _PADDING if self.beside else _PADDING + 5)
        return beside, beside if self.beside else _PADDING


ROOMY = Cut(TILE, beside=True, narrowest=190.0, widest=300.0, roundest=26.0)
COMPACT = Cut(15.0, beside=False, narrowest=126.0, widest=150.0, roundest=16.0)
"""For a page, on which many must stand side by side."""


@dataclass(frozen=True, slots=True)
class CardText:
    """The lines of a card, whole."""

    word: str
    change: str
    count: str
    more: str
    ref: str
    name: str
    lines: tuple[str, ...]


def card_text(node: Node, ref: str, graph: Graph, about: About) -> CardText:
    """Say what a node is."""
    words = [kind_of(node).word]
    if node.id in about.subjects:
        words.append("subject")
    if node.id in about.later:
        words.append("later")
    group = graph.groups.get(node.id)
    facts = about.facts.get(node.id, CardFacts())
    lines = (_APART.join(_detail(node, facts, group is not None)), _APART.join(_known(facts)))
    change = change_words(about.changes.get(node.id, Change.SAME), about.sides)
    return CardText(
        " · ".join(words).upper(),
        change.upper(),
        f"×{len(group.members)}" if group else "",  # noqa: RUF001
        _more(*graph.more.get(node.id, (0, 0))),
        ref,
        visible(" ".join(node.name.split())) or visible(node.key[:12]),
        tuple(line for line in lines if line),
    )


def change_words(change: Change, sides: tuple[str, str] | None = None) -> str:
    """Say what became of a node, with its sign; of two `sides` by name, which of them alone has it."""
    if change is Change.SAME:
        return ""
    if sides is None or change is Change.CHANGED:
        return f"{_SIGNS[change]} {change}"
    return f"{_SIGNS[change]} only in {sides[0 if change is Change.REMOVED else 1]}"


def _detail(node: Node, facts: CardFacts, is_group: bool) -> Iterator[str]:
    """Yield what tells a version from its like: version or digest, date, who."""
    if facts.detail:
        yield visible(facts.detail)
        return
    place = f"version {facts.place[0]} of {facts.place[1]}" if facts.place else ""
    if facts.version or place:
        yield visible(facts.version) or place
    elif not is_group:
        match node.kind:
            case NodeKind.COMMIT:
                yield visible(node.key[:10])
            case NodeKind.ARTIFACT if node.digests:
                yield visible(node.digests[0].short.replace(":", " ", 1))
            case NodeKind.REBUILD:
                yield visible(node.detail) or "no verdict"
            case NodeKind.MODEL_VERSION:
                yield visible(node.detail)
            case _:
                yield visible(node.key[:10])
    if node.when is not None:
        yield f"{node.when:%Y-%m-%d}"
    if facts.version and place:
        yield place
    if node.kind is NodeKind.COMMIT and node.detail:
        yield visible(node.detail.partition(" <")[0])
    elif node.origin is Origin.ASSUMED:
        yield "assumed"


def _known(facts: CardFacts) -> Iterator[str]:
    if facts.metric is not None:
        yield visible(f"{facts.metric.name} {_number(facts.metric)}")
    if facts.stage:
        yield visible(facts.stage)
    if facts.verdict:
        yield f"rebuilt: {visible(facts.verdict)}"
    elif facts.ready is not None:
        yield facts.ready.state.value
    elif facts.rebuildable is not None:
        yield "can be rebuilt" if facts.rebuildable else "cannot be rebuilt"


def _more(up: int, down: int) -> str:
    return " ".join(part for part in (f"←{up}" if up else "", f"→{down}" if down else "") if part)


def _number(metric: MetricValue) -> str:
    return metric.text if metric.value is None else f"{metric.value:.5g}"


def card_size(text: CardText, cut: Cut) -> tuple[float, float]:
    """Return how wide and high a card must be to say this, as far as cards get wide."""
    strong, regular = face(STRONG), face(REGULAR)
    head = sum(
        strong.width(part, _WORD) + 8 for part in (text.word, text.change, text.count, text.more) if part
    )
    lines = (regular.width(line[:_LONGEST], _LINE) for line in text.lines)
    first, others = cut.indent
    widest = max(first + head, others + max(strong.width(text.name[:_LONGEST], _NAME), *lines, 0.0))
    wide = min(cut.widest, max(cut.narrowest, widest + _PADDING + 1))
    high = _LEADING[_WORD] + _LEADING[_NAME] + _LEADING[_LINE] * len(text.lines) + 14
    return float(round(wide + 0.5)), max(high, cut.mark + 18)


def set_card(node: Node, text: CardText, about: About, box: Box, cut: Cut) -> Card:
    """Set the lines of a node's card into its box; what is too wide loses its middle, never its end."""
    kind = kind_of(node)
    change = about.changes.get(node.id, Change.SAME)
    left, top, _, high = box
    mark = (left + _PADDING, top + ((high - cut.mark) / 2 if cut.beside else 5), cut.mark)
    return Card(
        told=_told(node, text),
        kind=kind,
        box=box,
        mark=mark,
        texts=tuple(_lines(text, (kind.colour, CHANGE_INKS.get(change, INK)), box, cut)),
        radius=min(high / 2, cut.roundest) if node.kind in (NodeKind.RUN, NodeKind.REBUILD) else 8.0,
        subject=node.id in about.subjects,
        assumed=node.origin is Origin.ASSUMED,
        deck=bool(text.count),
        later=node.id in about.later,
        change=change,
    )


def _lines(text: CardText, inks: tuple[str, str], box: Box, cut: Cut) -> Iterator[Text]:
    left, top, wide, high = box
    first, others = cut.indent
    x, end = left + first, left + wide - _PADDING
    needed = _LEADING[_WORD] + _LEADING[_NAME] + _LEADING[_LINE] * len(text.lines)
    scale = min(1.0, (high - 6) / needed)  # the window's cards may be lower than ours
    y = top + (high - needed * scale) / 2
    word, name, line = _WORD * scale, _NAME * scale, _LINE * scale
    strong = face(STRONG)
    baseline = y + _LEADING[_WORD] * scale * 0.76
    room = end - x
    for said, size, ink in ((text.more, word, MUTED), (text.count, word * 1.2, INK)):
        if said:
            yield Text(said, x + room, baseline, size, ink, strong=True, end=True)
            room -= strong.width(said, size) + 6
    wanted = strong.width(text.change, word) + 6 if text.change else 0.0
    shown = strong.fitted(text.word, word, room - wanted)
    yield Text(shown, x, baseline, word, inks[0], strong=True)
    if text.change:
        yield Text(text.change, x + strong.width(shown, word) + 6, baseline, word, inks[1], strong=True)
    y += _LEADING[_WORD] * scale
    x = left + others
    yield Text(
        strong.fitted(text.name, name, end - x),
        x,
        y + _LEADING[_NAME] * scale * 0.76,
        name,
        INK,
        strong=True,
    )
    y += _LEADING[_NAME] * scale
    for said in text.lines:
        yield Text(_shortened(said, line, end - x), x, y + _LEADING[_LINE] * scale * 0.76, line, MUTED)
        y += _LEADING[_LINE] * scale


def _shortened(said: str, size: float, room: float) -> str:
    """Leave out the last of the things said, then the middle of what is left, until it fits."""
    measure, rest = face(REGULAR), said
    while len(said) < _LONGEST and _APART in rest and measure.width(rest, size) > room:
        said = rest.rpartition(_APART)[0]
        rest = f"{said} …"
    return measure.fitted(rest, size, room)


def _told(node: Node, text: CardText) -> str:
    """Say a node in words, its whole name first; isolated, so that names keep to their own direction."""
    name = visible(node.name) or visible(node.key)
    parts = [f"\u2068{name}\u2069", text.word.lower(), text.change.lower(), text.count, *text.lines]
    if text.more:
        parts.append(f"{MORE_WORDS}: {text.more}")
    return f"{', '.join(part for part in parts if part)} ({visible(text.ref)})"
