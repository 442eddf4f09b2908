"""What tools noted of a node, as the inspector shows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from forebear.desktop.description_parts import Part, Row, link
from forebear.desktop.wording import known_text, role_text, when_text
from forebear.lineage.answers import Node
from forebear.lineage.noted import NotedEdge, noted

if TYPE_CHECKING:
    from forebear.lineage.questions import Questions

_LONGEST = 300  # characters of a value that are shown; all of it is copied
_MOST = 200  # rows of a table


def note_parts(questions: Questions, node: Node) -> Sequence[Part]:
    """Say where tools saw it, who approved it, what else they noted, and how its edges are known."""
    translate = QCoreApplication.translate
    with questions.look() as look:
        found = noted(look, node)
    places = tuple(
        Row(
            each.source,
            f"{each.place} ({each.version})" if each.version else each.place,
            tip=when_text(each.at),
            fixed=True,
        )
        for each in found.places
    )
    approvals = tuple(
        Row(
            each.what,
            " · ".join(
                part
                for part in (each.state, str(each.by or ""), when_text(each.when), each.why[:_LONGEST])
                if part
            ),
            each.url or each.record,
            tip=each.why,
        )
        for each in found.approvals
    )
    tables = found.tables()
    tags = tuple(
        Row(name, value[:_LONGEST], value) for name, value in found.tags.items() if name not in tables
    )
    return (
        Part(translate("Description", "Seen by other tools"), places),
        Part(translate("Description", "Approvals"), approvals),
        Part(translate("Description", "Noted"), tags),
        *(_table(name, values) for name, values in tables.items()),
        Part(translate("Description", "How it is known"), tuple(map(_edge, found.edges))),
    )


def _table(name: str, values: Mapping[str, str]) -> Part:
    """Return a table that a tool noted, one row an entry, as far as somebody may read it here."""
    rows = tuple(Row(each, value[:_LONGEST], value) for each, value in list(values.items())[:_MOST])
    more = len(values) - len(rows)
    note = QCoreApplication.translate("Description", "and {count} more").format(count=more) if more else ""
    return Part(f"{name} ({len(values)})", rows, note)


def _edge(edge: NotedEdge) -> Row:
    row = link(role_text(edge.role), edge.other)
    said = edge.said or edge.path
    value = f"{row.value}: {said}" if said else row.value
    return Row(row.label, value, value, row.node, badge=known_text(edge.known))
