"""The report on a batch: what came of each run of a selection that was rebuilt together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from forebear import __version__
from forebear.audit.blocks import Block, Cell, Facts, Table
from forebear.audit.report import SCHEMA, SCOPE, Json, Report, encodable
from forebear.audit.verdicts import rebuild_document, worst
from forebear.compare.json_values import json_time
from forebear.lineage.rebuilds import GOOD
from forebear.lineage.visible import visible
from forebear.rebuild.many.documents import stood_document
from forebear.rebuild.many.standing import State, Stood

SENTENCES = {
    "verified": "Every run of the selection was rebuilt and gave the recorded outputs.",
    "not verified": "At least one run of the selection did not give the recorded outputs.",
    "partly": "What was rebuilt gave the recorded outputs; some runs were not rebuilt.",
    "not rebuilt": "No run of the selection has been rebuilt yet.",
}
"""What the states of a verdict mean for a batch."""
_NO_WORD = "waiting"


def build_batch_report(stood: Stood, *, project: str) -> Report:
    """Write the report on a batch as it stands; the same standing gives the same report."""
    made = [
        each.rebuild for each in stood.runs if each.rebuild is not None and each.state is not State.WAITING
    ]
    good = sum(rebuild.verdict in GOOD for rebuild in made)
    state = (
        "not rebuilt"
        if not made
        else "not verified"
        if stood.state_is(State.NOT_SO)
        else "verified"
        if good == len(stood.runs)
        else "partly"
    )
    names = {each.chosen.run: each.chosen.name for each in stood.runs}
    batch = stood.batch
    content: dict[str, Any] = {
        "schema": SCHEMA,
        "tool": {"name": "Forebear", "version": __version__},
        "project": project,
        "query": {"ref": f"batch:{batch.id}", "against": None},
        "as_of": json_time(stood.ended_at or batch.made_at),
        "subject": {
            "kind": "batch",
            "title": f"Rebuilds of {batch.asked}",
            "ref": f"batch:{batch.id}",
            "key": batch.id,
            "path": "",
            "digests": [],
            "origin": "recorded",
            "run": None,
            "commit": None,
        },
        "answers": [],
        "verdict": {
            "state": state,
            "verdict": worst(made),
            "runs": len(stood.runs),
            "rebuilt": len(made),
            "good": good,
            "rebuilds": sorted(rebuild.id for rebuild in made),
            "taken": [],
        },
        "scope": list(SCOPE),
        "lineage": {"nodes": [], "edges": []},
        "runs": [],
        "batch": stood_document(stood),
        "rebuilds": [rebuild_document(rebuild, names[rebuild.run]) for rebuild in made],
        "comparison": None,
        "missing": list(_missing(stood)),
        "problems": [],
    }
    return Report(encodable(content))


def batch_blocks(batch: Json, tones: dict[str, str]) -> Iterator[Block]:
    """Return the page: how many came out how, and each run with what it stands for; see `pages`."""
    counts = ", ".join(f"{count} {name}" for name, count in batch["counts"].items())
    yield Facts(
        "",
        (
            ("Selection", Cell(visible(batch["asked"]), "code"), None),
            ("Asked by", Cell(visible(batch["by"])), None),
            ("Runs", Cell(f"{len(batch['runs'])}: {counts}"), None),
            ("Time of rebuilding", Cell(f"{batch['seconds']:g} seconds"), None),
        ),
    )
    yield Table(
        ("Run", "For", "Commit", "Outcome", "Why"),
        (3.2, 3.2, 2.2, 2.4, 5),
        tuple(
            (
                Cell(f"{visible(run['name'])}\n{run['run'][:12]}"),
                Cell("\n".join(map(visible, run["for"])) or "itself", "muted"),
                Cell((run["commit"] or "")[:10] or "not recorded", "code"),
                Cell(word := _word(run), "badge", tones.get(word, "")),
                Cell(visible(run["why"]), "muted"),
            )
            for run in batch["runs"]
        ),
    )


def _word(run: Json) -> str:
    return _NO_WORD if run["state"] == State.WAITING else run["verdict"] or run["ended"]


def _missing(stood: Stood) -> Iterator[dict[str, Any]]:
    for each in stood.runs:
        where = f"run:{each.chosen.run[:12]} ({each.chosen.name})"
        if each.state is State.WAITING:
            todo = f"forebear rebuild --continue {stood.batch.id}"
            yield {"what": "This run of the selection was not rebuilt.", "where": where, "todo": todo}
        if each.state is State.BLOCKED and each.rebuild is not None:
            for line in each.rebuild.missing:
                yield {"what": line, "where": where, "todo": ""}
