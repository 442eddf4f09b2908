"""What a card says, in the person's language and before it is cut to size."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from forebear.desktop import sentences, wording
from forebear.desktop.graph.measures import is_flagged
from forebear.lineage.answers import CardFacts, Edge, Group, Node
from forebear.lineage.visible import visible
from forebear.lineage.words import NodeKind, Origin, Readiness, Role

_REASONS = 2  # of why something cannot be made again; the inspector has all
_LONGEST = 200
"""Letters of a name that are looked at; no card has room for more."""

_MARKS = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_PILES = re.compile(f"([{_MARKS}]{{3}})[{_MARKS}]+")
"""Marks over and under one letter: no language needs more than a few, and many grow out of the line."""


@dataclass(frozen=True, slots=True)
class CardText:
    """The texts of a card; "" is left out.

    `brief` is what tells it from its like in little room, longest first; `verdict` is a word of `Verdict` or
    `ProcessEnd`; `ready` is what was looked up (None: it was not), `flagged` whether a badge of its own says
    so; `tip` are whole sentences for what the card shows by a mark alone.
    """

    name: str
    detail: str
    version: str = ""
    metric: str = ""
    value: str = ""
    trend: tuple[float, ...] = ()
    verdict: str = ""
    stage: str = ""
    rebuildable: bool | None = None
    ready: Readiness | None = None
    flagged: bool = False
    brief: tuple[str, ...] = ()
    tip: str = ""

    @property
    def whole(self) -> str:
        """All of it in one line."""
        said = wording.verdict_word(self.verdict) if self.verdict else ""
        parts = (
            self.name,
            self.version,
            self.detail,
            f"{self.metric} {self.value}".strip(),
            said,
            self.stage,
        )
        return " · ".join(part for part in (*parts, self.tip) if part)


def card_text(node: Node, facts: CardFacts | None = None, group: Group | None = None) -> CardText:
    """Say what a node is."""
    facts = facts or CardFacts()
    name = _flat(node.name) or wording.short_key(_flat(node.key))
    date, kind = wording.date_text(node.when), wording.node_text(node)
    version = _flat(facts.version) or wording.place_text(facts.place)
    metric = _flat(facts.metric.name) if facts.metric is not None else ""
    value = wording.number_text(facts.metric.value) if facts.metric is not None else ""
    verdict = facts.verdict
    if group is not None:
        count = wording.count_text(len(group.members))
        return CardText(
            name,
            _joined(kind, date),
            count,
            metric,
            value,
            facts.trend,
            brief=_brief(f"{count} · {kind}", count),
        )
    told = date
    match node.kind:
        case NodeKind.COMMIT:
            sha = wording.short_key(node.key)
            detail, told = _joined(sha, date, _flat(node.detail.partition(" <")[0])), sha
        case NodeKind.REBUILD:
            verdict = verdict or node.detail
            detail, told = _joined(kind, date), wording.verdict_word(verdict)
        case NodeKind.RUN | NodeKind.MODEL_VERSION:
            detail = _joined(kind, date)
        case _:
            digest = wording.short_key(node.key.rpartition(":")[2])
            detail, told = _joined(kind, date or digest), digest
    if facts.detail:
        detail = _flat(facts.detail)
        return CardText(name, detail, brief=_brief(detail, *detail.split(" · ")))
    if node.origin is Origin.ASSUMED:
        detail = _joined(detail, wording.origin_text(node.origin))
    return CardText(
        name,
        detail,
        version,
        metric,
        value,
        facts.trend,
        verdict,
        _flat(facts.stage),
        _able(facts),
        facts.ready.state if facts.ready is not None else None,
        is_flagged(node, facts),
        _brief(_joined(version, f"{metric} {value}".strip()), value, _flat(facts.stage), version, told),
        _tip(facts),
    )


def _able(facts: CardFacts) -> bool | None:
    """Whether it can be made again: as it was looked up, where that says so, else as the record has it."""
    looked_up = facts.ready.state.possible if facts.ready is not None else None
    return facts.rebuildable if looked_up is None else looked_up


def _tip(facts: CardFacts) -> str:
    """Say whether it can be made again, why not, and what it last came to."""
    ready, lines = facts.ready, []
    if ready is None:
        lines.append(wording.rebuildable_text(facts.rebuildable, facts.why_not))
    else:
        lines += [
            wording.readiness_tip(ready.state),
            *map(_flat, map(sentences.told, ready.details[:_REASONS])),
        ]
        checked = QCoreApplication.translate("Words", "Looked up {when}.")
        lines.append(checked.format(when=wording.when_text(ready.checked_at)))
    if facts.judged_at is not None:
        judged = QCoreApplication.translate("Words", "Rebuilt {when}: {verdict}.")
        word = wording.verdict_word(facts.verdict) if facts.verdict else "-"
        lines.append(judged.format(when=wording.when_text(facts.judged_at), verdict=word))
    return " ".join(filter(None, lines))


def link_text(source: Node, target: Node, edges: Sequence[Edge]) -> str:
    """Say what joins two nodes: `customers.csv → prepare   Input: data/customers.csv`."""
    roles: dict[Role, list[str]] = {}
    for edge in edges:
        roles.setdefault(edge.role, []).append(_flat(edge.path))
    said = "; ".join(
        f"{wording.role_text(role)}: {', '.join(named)}"
        if (named := list(dict.fromkeys(path for path in paths if path)))
        else wording.role_text(role)
        for role, paths in roles.items()
    )
    return f"{card_text(source).name} \N{RIGHTWARDS ARROW} {card_text(target).name}   {said}"


def _flat(text: str) -> str:
    """Return text of a project as a card can show it: in one line, hiding nothing, piling up nothing."""
    short = visible(" ".join(text.split())[:_LONGEST])
    return short if short.isascii() else _PILES.sub(r"\1", short)


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def _brief(*texts: str) -> tuple[str, ...]:
    """The texts that say something, each once."""
    return tuple(dict.fromkeys(text for text in texts if text))
