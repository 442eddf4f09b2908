"""The first page: the five questions that an auditor asks, answered or said not to be recorded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from forebear.audit.evidence import Evidence, Given, place
from forebear.compare.json_values import json_time, json_value
from forebear.compare.version import preferred
from forebear.lineage.answers import Link
from forebear.lineage.words import NodeKind, Origin, Role

_MOST = 12  # facts shown under one question; the tables hold all


def five_answers(evidence: Evidence) -> list[dict[str, Any]]:
    """Return for each question its `facts` (label, value, style, origin) or, without any, what is `missing`.

    A style is text, code (a digest, a path, a command), time or number. `more` counts facts that only the
    tables hold.
    """
    return [
        _answer("Which version is this?", _version(evidence), "This artifact is in no known commit or run."),
        _answer(
            "Which data was it made from?", _data(evidence), "No record names the data that it was made from."
        ),
        _answer("How was it made?", _chain(evidence), "No run that made it is recorded."),
        _answer(
            "With which parameters, and how good is it?",
            _numbers(evidence),
            "No parameters or metrics are recorded.",
        ),
        _answer(
            "Who made it, who approved it, and when?", _people(evidence), "Nobody is recorded as its maker."
        ),
    ]


def _answer(question: str, facts: list[dict[str, Any]], missing: str) -> dict[str, Any]:
    shown = facts[:_MOST]
    return {
        "question": question,
        "facts": shown,
        "more": len(facts) - len(shown),
        "missing": None if facts else missing,
    }


def _fact(label: str, value: str, style: str = "text", origin: Origin | None = None) -> dict[str, Any]:
    return {"label": label, "value": value, "style": style, "origin": str(origin) if origin else None}


def _version(evidence: Evidence) -> list[dict[str, Any]]:
    facts = []
    for product in evidence.products:
        digest = preferred(product.artifact.digests)
        name = place(product)
        facts.append(_fact(name, str(digest) if digest else "no digest", "code", product.node.origin))
    if evidence.subject.node.kind is NodeKind.RUN:
        run = evidence.focus[0].run
        facts.append(_fact("Run", f"{run.name} {run.key}", "code", run.origin))
    if commit := evidence.commit:
        facts.append(_fact("Code at commit", commit.sha, "code", Origin.IMPORTED))
        facts.append(_fact("Message", commit.summary, "text", Origin.IMPORTED))
    facts += [_fact("Tag", tag.name, "text", Origin.IMPORTED) for tag in evidence.tags]
    return facts


def _data(evidence: Evidence) -> list[dict[str, Any]]:
    facts = []
    for source in evidence.sources:
        digest = preferred(source.artifact.digests)
        facts.append(_fact(place(source), str(digest) if digest else "no digest", "code", source.node.origin))
        for origin in source.came_from:
            at = f" at {origin.revision}" if origin.revision else ""
            inside = f", {origin.path}" if origin.path else ""
            facts.append(_fact("fetched from", f"{origin.source}{inside}{at}", "code", source.node.origin))
    return facts


def _chain(evidence: Evidence) -> list[dict[str, Any]]:
    return [
        _fact(run.run.name, f"{_paths(run.inputs)} → {_paths(run.outputs)}", "code", run.run.origin)
        for run in evidence.order
    ]


def _paths(links: Sequence[Link]) -> str:
    paths = sorted({link.path for link in links if link.role is not Role.CODE})
    return (
        ", ".join(paths[:4]) + (f" and {len(paths) - 4} more" if len(paths) > 4 else "")
        if paths
        else "nothing"
    )


def _numbers(evidence: Evidence) -> list[dict[str, Any]]:
    origin = evidence.focus[-1].run.origin if evidence.focus else evidence.subject.node.origin
    metrics, parameters = (
        [_fact(_name(given, all_), value_text(json_value(given.value)), "number", origin) for given in all_]
        for all_ in (evidence.metrics, evidence.parameters)
    )
    shown = max(_MOST - len(parameters), _MOST // 2)
    return [*metrics[:shown], *parameters, *metrics[shown:]]


def _name(given: Given, others: Iterable[Given]) -> str:
    """Return the name; with its file before it where two files hold the same name."""
    twice = sum(other.name == given.name for other in others) > 1
    return f"{given.source}: {given.name}" if twice and given.source else given.name


def value_text(value: object) -> str:
    """Return a value of a report for people; numbers have six significant digits."""
    match value:
        case None:
            return "none"
        case bool():
            return "true" if value else "false"
        case float():
            return f"{value:.6g}"
        case _:
            return str(value)


def _people(evidence: Evidence) -> list[dict[str, Any]]:
    facts = []
    if commit := evidence.commit:
        facts += [
            _fact("Author", str(commit.author), "text", Origin.IMPORTED),
            _fact("Committed", json_time(commit.committed_at) or "", "time", Origin.IMPORTED),
        ]
        if commit.committer != commit.author:
            facts.insert(1, _fact("Committer", str(commit.committer), "text", Origin.IMPORTED))
    for record in evidence.focus:
        run = record.run
        if run.by:
            facts.append(_fact(f"{run.name} run by", run.by, "text", run.origin))
        if when := json_time(run.started_at or run.ended_at):
            facts.append(_fact(f"{run.name} run on", when, "time", run.origin))
    for tag in evidence.tags:
        if tag.tagger is not None:
            said = tag.message.partition("\n")[0]
            facts.append(_fact(f"Tagged {tag.name}", f"{tag.tagger}: {said}", "text", Origin.IMPORTED))
    if facts:
        facts.append(_fact("Approved by", "not recorded"))
    return facts
