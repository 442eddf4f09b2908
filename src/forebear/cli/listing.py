"""`forebear list`: what there is, newest first."""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Mapping, Sequence

from forebear.cli.asking import asking
from forebear.cli.documents import (
    commit_document,
    environment_document,
    run_row_document,
)
from forebear.cli.registry import registry_list
from forebear.cli.terminal import Terminal
from forebear.cli.text import day, short, table
from forebear.lineage.answers import ArtifactRow, MetricValue
from forebear.lineage.describing import readable_size
from forebear.lineage.documents import Document, node_document
from forebear.lineage.questions import Questions
from forebear.lineage.words import ArtifactType, RefKind

_SHOWN = 4  # metrics on a line


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what to list."""
    parser.add_argument(
        "what",
        choices=tuple(_LISTS),
        metavar="|".join(_LISTS),
        help="what to list (registry: registered models with their versions, stages, aliases and moves)",
    )


def act(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Print the list."""
    with asking(arguments) as questions:
        documents, text = _LISTS[arguments.what](questions)
    terminal.result({arguments.what: documents}, text if documents else _nothing(arguments.what))
    return 0


def _nothing(what: str) -> str:
    if what == "registry":
        return (
            "No models are registered. Versions come from the registries of MLflow, W&B and SageMaker, and "
            "from the Git tags of GTO: `forebear sources --discover` says what there is to read."
        )
    return f"No {what} are known."


def _artifacts(questions: Questions) -> tuple[list[Document], str]:
    return _artifact_table(questions.artifact_rows())


def _models(questions: Questions) -> tuple[list[Document], str]:
    return _artifact_table(questions.artifact_rows(ArtifactType.MODEL))


def _artifact_table(rows: Sequence[ArtifactRow]) -> tuple[list[Document], str]:
    documents = [
        {**node_document(row.node), "size": row.size, "files": row.files, "paths": list(row.paths)}
        for row in rows
    ]
    lines = [
        (
            short(row.node.ref),
            row.node.type.value if row.node.type else "",
            ", ".join(row.paths) or row.node.name,
            "" if row.size is None else readable_size(row.size),
            (row.node.commit or "")[:10],
            day(row.node.when),
            row.node.origin.value,
        )
        for row in rows
    ]
    return documents, table(("ARTIFACT", "TYPE", "PATH", "SIZE", "COMMIT", "WHEN", "ORIGIN"), lines)


def _runs(questions: Questions) -> tuple[list[Document], str]:
    rows = questions.runs()
    ready = questions.readiness()
    lines = [
        (
            short(row.node.ref),
            row.node.name,
            (row.commit or "")[:10],
            day(row.when),
            row.node.origin.value,
            row.image,
            ", ".join(row.refs),
            ready[row.node.id].state.value if row.node.id in ready else "",
            _metrics(row.metrics),
        )
        for row in rows
    ]
    head = ("RUN", "NAME", "COMMIT", "WHEN", "ORIGIN", "IMAGE", "REFS", "READY", "METRICS")
    documents = [
        {
            **run_row_document(row),
            "readiness": ready[row.node.id].state.value if row.node.id in ready else None,
        }
        for row in rows
    ]
    return documents, table(head, lines)


def _metrics(metrics: Sequence[MetricValue]) -> str:
    shown = [
        f"{metric.name}={metric.text if metric.value is None else format(metric.value, '.6g')}"
        for metric in metrics[:_SHOWN]
    ]
    return " ".join(shown) + (f" +{len(metrics) - _SHOWN}" if len(metrics) > _SHOWN else "")


def _commits(questions: Questions) -> tuple[list[Document], str]:
    refs = names_at_commits(questions)
    commits = questions.commits()
    lines = [
        (
            commit.sha[:10],
            day(commit.committed_at),
            commit.author.name,
            ", ".join(refs.get(commit.sha, ())),
            commit.summary,
        )
        for commit in commits
    ]
    documents = [commit_document(commit, refs.get(commit.sha, ())) for commit in commits]
    return documents, table(("COMMIT", "WHEN", "AUTHOR", "REFS", "SUMMARY"), lines)


def names_at_commits(questions: Questions) -> Mapping[str, Sequence[str]]:
    """Return the names of branches, tags and experiments at each commit; HEAD is a place, not a name."""
    names: dict[str, list[str]] = defaultdict(list)
    for ref in questions.refs():
        if ref.kind is not RefKind.HEAD:
            names[ref.commit].append(ref.title)
    return names


def _environments(questions: Questions) -> tuple[list[Document], str]:
    answers = questions.environments()
    lines = [
        (
            short(answer.node.ref),
            answer.node.name,
            short(image.id or image.digest) if (image := answer.environment.image) else "",
            answer.environment.platform,
            str(len(answer.environment.packages) or ""),
            answer.origin.value + (f" by {answer.by}" if answer.by else ""),
        )
        for answer in answers
    ]
    head = ("ENVIRONMENT", "NAME", "IMAGE ID", "PLATFORM", "PACKAGES", "ORIGIN")
    return [environment_document(answer) for answer in answers], table(head, lines)


_LISTS = {
    "artifacts": _artifacts,
    "runs": _runs,
    "models": _models,
    "registry": registry_list,
    "commits": _commits,
    "environments": _environments,
}
