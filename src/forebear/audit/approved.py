"""Who moved the model to which stage, and who approved what: as its registries and forges recorded it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from forebear.audit.blocks import Block, Cell, Paragraph, Table
from forebear.audit.evidence import Evidence
from forebear.compare.json_values import json_time
from forebear.lineage.noted import noted
from forebear.lineage.questions import Questions
from forebear.lineage.visible import visible
from forebear.lineage.words import NodeKind, Role

Json = Mapping[str, Any]


def approvals_document(questions: Questions, evidence: Evidence) -> dict[str, Any]:
    """Return `moves` and `approvals` of the subject's model versions and of its commit, oldest first."""
    subjects = {evidence.subject.node.id}
    subjects |= {run.node.id for run in evidence.focus} | {made.node.id for made in evidence.products}
    if evidence.commit is not None:
        subjects.add(questions.node(NodeKind.COMMIT, evidence.commit.sha).id)
    around = questions.around(subjects)
    named = {edge.target for edge in around.edges if edge.role is Role.REGISTERED and edge.source in subjects}
    registered = questions.registered(named) if named else {}
    nodes = {node.id: node for node in around.nodes}
    moves = [
        {
            "version": nodes[id_].name,
            "registry": entry.version.registry,
            "move": move.move.value,
            "stage": move.stage or None,
            "when": json_time(move.when),
            "seen": json_time(move.seen),
            "by": None if move.by is None else str(move.by),
            "why": move.why.strip() or None,
            "record": move.record,
        }
        for id_, entry in registered.items()
        for move in entry.transitions
    ]
    with questions.look() as look:
        told = [nodes[id_] for id_ in sorted({*named, *subjects}) if id_ in nodes]
        approvals = [
            {
                "of": node.name or node.ref,
                "what": each.what,
                "state": each.state,
                "by": None if each.by is None else str(each.by),
                "when": json_time(each.when),
                "url": each.url or None,
                "why": each.why.strip() or None,
                "record": each.record,
            }
            for node in told
            for each in noted(look, node).approvals
        ]
    return {
        "moves": sorted(moves, key=lambda each: each["when"] or each["seen"] or ""),
        "approvals": sorted(approvals, key=lambda each: (each["when"] or "", each["record"] or "")),
    }


def approval_blocks(document: Json) -> Iterator[Block]:
    """Yield the tables, and what is not in them."""
    yield Paragraph("As the registries and forges recorded it. A blank is not recorded.")
    if document["moves"]:
        yield Table(
            ("When", "Version", "Move", "By", "Why", "Record"),
            (4, 3, 4, 4, 5, 5),
            tuple(tuple(_cells(_move(each))) for each in document["moves"]),
            "Stages and aliases",
        )
    if document["approvals"]:
        yield Table(
            ("When", "Of", "What", "State", "By", "Record"),
            (4, 4, 3, 3, 4, 7),
            tuple(tuple(_cells(_approval(each))) for each in document["approvals"]),
            "Approvals",
        )


def _move(move: Json) -> tuple[str, ...]:
    when = _moment(move["when"]) or (f"seen {_moment(move['seen'])}" if move["seen"] else "")
    stage = f" {move['stage']}" if move["stage"] else ""
    return (
        when,
        move["version"],
        f"{move['move']}{stage}",
        move["by"] or "",
        move["why"] or "",
        move["record"],
    )


def _approval(each: Json) -> tuple[str, ...]:
    return (
        _moment(each["when"]),
        each["of"],
        each["what"],
        each["state"],
        each["by"] or "",
        each["url"] or each["record"],
    )


def _moment(time: str | None) -> str:
    return f"{time[:10]} {time[11:16]} UTC" if time else ""


def _cells(texts: tuple[str, ...]) -> Iterator[Cell]:
    return (Cell(visible(text)) for text in texts)
