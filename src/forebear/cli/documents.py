"""Answers as JSON values. The keys are what other programs hold on to."""

from __future__ import annotations

import math
from collections.abc import Iterable

from forebear.lineage.answers import (
    Link,
    MetricValue,
    Node,
    ParameterValue,
    RanInAnswer,
    RunRow,
)
from forebear.lineage.documents import Document, node_document, time
from forebear.lineage.rebuilds import Rebuild
from forebear.lineage.words import Commit, Image, Run, Transition


def link_document(link: Link) -> Document:
    """Return an artifact at its path on one side of a run."""
    return {"path": link.path, "role": link.role.value, **node_document(link.artifact)}


def number(value: float | None) -> float | None:
    """Return a number that JSON has, None for the others."""
    return None if value is None or not math.isfinite(value) else value


def metric_documents(metrics: Iterable[MetricValue]) -> list[Document]:
    """Return metrics; one that is no finite number has a null value and says in `text` what it is."""
    return [
        {
            "source": metric.source,
            "name": metric.name,
            "value": number(metric.value),
            "text": metric.text
            or ("" if metric.value is None or math.isfinite(metric.value) else str(metric.value)),
            "steps": metric.steps,
        }
        for metric in metrics
    ]


def parameter_documents(parameters: Iterable[ParameterValue]) -> list[Document]:
    """Return parameters; a value that JSON lacks becomes its text."""
    return [
        {
            "source": parameter.source,
            "name": parameter.name,
            "value": str(parameter.value)
            if isinstance(parameter.value, float) and not math.isfinite(parameter.value)
            else parameter.value,
        }
        for parameter in parameters
    ]


def run_document(node: Node, run: Run) -> Document:
    """Return what a run's own record says."""
    return {
        **node_document(node),
        "command": list(run.command),
        "working_directory": run.working_directory,
        "source": run.source,
        "status": run.status,
        "started": time(run.started_at),
        "ended": time(run.ended_at),
        "by": run.by,
    }


def run_row_document(row: RunRow) -> Document:
    """Return a line of the history."""
    return {
        **run_document(row.node, row.run),
        "image": row.image,
        "refs": list(row.refs),
        "metrics": metric_documents(row.metrics),
        "parameters": parameter_documents(row.parameters),
    }


def commit_document(commit: Commit, refs: Iterable[str]) -> Document:
    """Return a commit and the names of the references that point at it."""
    return {
        "id": commit.sha,
        "parents": list(commit.parents),
        "author": {"name": commit.author.name, "email": commit.author.email},
        "authored": time(commit.authored_at),
        "committer": {"name": commit.committer.name, "email": commit.committer.email},
        "when": time(commit.committed_at),
        "summary": commit.summary,
        "message": commit.message,
        "refs": list(refs),
    }


def image_document(image: Image | None) -> Document | None:
    """Return an image, None where none is recorded."""
    if image is None:
        return None
    return {"reference": image.reference, "id": image.id or None, "digest": image.digest or None}


def environment_document(answer: RanInAnswer) -> Document:
    """Return an environment and how it is known."""
    environment = answer.environment
    return {
        **node_document(answer.node),
        "origin": answer.origin.value,
        "by": answer.by,
        "image": image_document(environment.image),
        "platform": environment.platform,
        "packages": dict(environment.packages),
        "variables": dict(environment.variables),
        "facts": dict(environment.facts),
    }


def rebuild_document(rebuild: Rebuild) -> Document:
    """Return a rebuild; the keys that `forebear rebuild --json` has too mean the same."""
    image = image_document(rebuild.image)
    return {
        "id": f"rebuild:{rebuild.id}",
        "run": f"run:{rebuild.run}",
        "purpose": rebuild.purpose.value,
        "series": rebuild.series or None,
        "variation": dict(rebuild.variation),
        "metrics": {name: number(value) for name, value in rebuild.metrics.items()},
        "ended": rebuild.ended.value,
        "verdict": None if rebuild.verdict is None else rebuild.verdict.value,
        "outputs": [
            {
                "path": output.path,
                "expected": None if output.expected is None else str(output.expected),
                "obtained": None if output.obtained is None else str(output.obtained),
                "verdict": output.verdict.value,
                "explanation": output.explanation,
            }
            for output in rebuild.outputs
        ],
        "image": {**image, "how": rebuild.how} if image else None,
        "when": time(rebuild.started_at),
        "seconds": rebuild.seconds,
        "by": rebuild.by,
        "explanation": rebuild.explanation,
        "missing": list(rebuild.missing),
        "steps": list(rebuild.steps),
    }


def transition_documents(transitions: Iterable[Transition]) -> list[Document]:
    """Return the history of a model version; `seen` is when a move was noticed that has no time."""
    return [
        {
            "move": move.move.value,
            "stage": move.stage or None,
            "when": time(move.when),
            "seen": time(move.seen),
            "by": None if move.by is None else str(move.by),
            "why": move.why or None,
            "record": move.record,
        }
        for move in transitions
    ]
