"""`forebear show`: all that is known of one thing."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Sequence

from forebear.cli.asking import asking
from forebear.cli.documents import (
    commit_document,
    environment_document,
    link_document,
    metric_documents,
    parameter_documents,
    rebuild_document,
    run_document,
    transition_documents,
)
from forebear.cli.noted_text import noted_document, noted_lines
from forebear.cli.registry import stages_document, stages_text
from forebear.cli.terminal import Terminal
from forebear.cli.text import called, day, moved, printable, section, short, table
from forebear.lineage.answers import (
    Link,
    MetricValue,
    Node,
    ParameterValue,
    RanInAnswer,
    Resolved,
)
from forebear.lineage.documents import Document, node_document, time
from forebear.lineage.model_names import shown_registry
from forebear.lineage.noted import noted
from forebear.lineage.questions import Questions
from forebear.lineage.rebuilds import Rebuild
from forebear.lineage.words import NodeKind, RefKind

Shown = tuple[Document, Iterable[str]]
"""A document and its lines of text."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what to show."""
    named = "a revision, PATH@REVISION, TABLE@NUMBER, run:ID, a digest, or models:/NAME/VERSION or @ALIAS"
    parser.add_argument("ref", metavar="REF", help=named)


def act(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Print everything that is known of the thing."""
    with asking(arguments) as questions:
        resolved = questions.resolve(arguments.ref)
        document, lines = _KINDS[resolved.node.kind](questions, resolved)
        with questions.look() as look:
            more = noted(look, resolved.node)
        text = "\n".join((*lines, *noted_lines(more)))
    terminal.result({"ref": arguments.ref, **document, **noted_document(more)}, text)
    return 0


def _commit(questions: Questions, resolved: Resolved) -> Shown:
    commit = questions.known_commit(resolved.node.key)
    if commit is None:
        said = "This commit is in none of the repositories that were read."
        return node_document(resolved.node), (f"commit {resolved.node.key}", said)
    held = questions.held(commit.sha)
    refs = [
        ref.title for ref in questions.refs() if ref.commit == commit.sha and ref.kind is not RefKind.HEAD
    ]
    document = {
        **commit_document(commit, refs),
        **node_document(resolved.node),
        "held": [
            {
                "slot": each.slot.value,
                "path": each.path,
                "names": list(each.names),
                **node_document(each.node),
            }
            for each in held
        ],
    }

    def lines() -> Iterator[str]:
        yield f"commit {commit.sha}" + (f"  ({printable(', '.join(refs))})" if refs else "")
        yield f"author {printable(str(commit.author))}  {day(commit.authored_at)}"
        yield ""
        yield from (f"    {printable(line)}" for line in commit.message.splitlines())
        yield ""
        yield (
            table(
                ("HOLDS", "PATH", "IS", "FROM COMMIT"),
                [
                    (each.slot.value, each.path, short(each.node.ref), (each.node.commit or "")[:10])
                    for each in held
                ],
            )
            if held
            else "Nothing is tracked here."
        )

    return document, lines()


def _run(questions: Questions, resolved: Resolved) -> Shown:
    record = questions.run(resolved.node.key)
    rebuilds = questions.rebuilds(resolved.node.key)
    ready = questions.readiness([resolved.node.id]).get(resolved.node.id)
    document = {
        **run_document(record.node, record.run),
        "code": list(record.code),
        "inputs": [link_document(link) for link in record.inputs],
        "outputs": [link_document(link) for link in record.outputs],
        "parameters": parameter_documents(record.parameters),
        "metrics": metric_documents(record.metrics),
        "environments": [environment_document(answer) for answer in record.environments],
        "rebuilds": [rebuild_document(rebuild) for rebuild in rebuilds],
        "readiness": None
        if ready is None
        else {
            "state": ready.state.value,
            "details": list(ready.details),
            "checked": time(ready.checked_at),
        },
    }

    def lines() -> Iterator[str]:
        run = record.run
        yield f"run:{run.key}"
        yield from _facts(
            ("name", run.name),
            ("origin", f"{run.origin.value}{f' from {run.source}' if run.source else ''}"),
            ("status", run.status),
            ("by", run.by),
            ("started", day(run.started_at)),
            ("ended", day(run.ended_at)),
            ("directory", run.working_directory),
            ("ready", "" if ready is None else f"{ready.state.value} (checked {day(ready.checked_at)})"),
        )
        yield from (f"           {printable(line)}" for line in (ready.details if ready else ()))
        yield from (f"command    {printable(line)}" for line in run.command)
        yield from (f"code       {sha[:10]}" for sha in record.code)
        yield from _environment_lines(record.environments)
        yield from _links("inputs", record.inputs)
        yield from _links("outputs", record.outputs)
        yield from _parameter_lines(record.parameters)
        yield from _metric_lines(record.metrics)
        yield from _rebuild_lines(rebuilds)

    return document, lines()


def _artifact(questions: Questions, resolved: Resolved) -> Shown:
    record = questions.artifact(resolved.node.id)
    document = {
        **node_document(record.node),
        "path": resolved.path,
        "size": record.artifact.size,
        "files": record.artifact.files,
        "seen": [
            {"path": each.path, "commit": each.commit, "slot": each.slot.value, "when": time(each.when)}
            for each in record.sightings
        ],
        "producers": [node_document(node) for node in record.producers],
        "consumers": [node_document(node) for node in record.consumers],
        "came_from": [
            {"source": each.source, "path": each.path, "revision": each.revision} for each in record.came_from
        ],
        "metrics": metric_documents(record.metrics),
        "parameters": parameter_documents(record.parameters),
    }

    def lines() -> Iterator[str]:
        artifact = record.artifact
        yield printable(record.node.key)
        yield from _facts(
            ("name", artifact.name),
            ("type", artifact.type.value),
            ("origin", record.node.origin.value),
            ("size", "" if artifact.size is None else f"{artifact.size} bytes, {record.node.detail}"),
            ("files", "" if artifact.files is None else str(artifact.files)),
            *(("digest", str(digest)) for digest in artifact.digests),
            *(("from", f"{each.source} {each.path} {each.revision}".strip()) for each in record.came_from),
        )
        yield from section(
            "seen",
            ("COMMIT", "WHEN", "PATH", "AS"),
            [(each.commit[:10], day(each.when), each.path, each.slot.value) for each in record.sightings],
        )
        yield from _nodes("made by", record.producers)
        yield from _nodes("used by", record.consumers)
        yield from _parameter_lines(record.parameters)
        yield from _metric_lines(record.metrics)

    return document, lines()


def _environment(questions: Questions, resolved: Resolved) -> Shown:
    answers = [answer for answer in questions.environments() if answer.node.id == resolved.node.id]
    graph = questions.downstream([resolved.node.id], 1)
    users = [node for node in graph.nodes if node.kind is not NodeKind.ENVIRONMENT]
    document = {
        **environment_document(answers[0]),
        "known": [{"origin": answer.origin.value, "by": answer.by} for answer in answers],
        "runs": [node_document(node) for node in users],
    }

    def lines() -> Iterator[str]:
        yield f"environment:{resolved.node.key}"
        yield from _environment_lines(answers)
        environment = answers[0].environment
        for title, values in (
            ("packages", environment.packages),
            ("variables", environment.variables),
            ("facts", environment.facts),
        ):
            yield from section(title, ("NAME", "VALUE"), sorted(values.items()))
        yield from _nodes("ran here", users)

    return document, lines()


def _rebuild(questions: Questions, resolved: Resolved) -> Shown:
    found = [rebuild for rebuild in questions.rebuilds() if rebuild.id == resolved.node.key]
    return rebuild_document(found[0]), _rebuild_lines(found)


def _model_version(questions: Questions, resolved: Resolved) -> Shown:
    node = resolved.node
    registered = questions.registered([node.id])[node.id]
    version = registered.version
    artifact = next(
        (each for each in questions.upstream([node.id], 1).nodes if each.kind is NodeKind.ARTIFACT), None
    )
    document = {
        **node_document(node),
        "registry": version.registry,
        "name": version.name,
        "version": version.version,
        "description": version.description or None,
        "commit": version.commit or None,
        "path": version.path or None,
        "artifact": None if artifact is None else node_document(artifact),
        **stages_document(registered),
        "transitions": transition_documents(registered.transitions),
    }

    def lines() -> Iterator[str]:
        yield node.ref
        yield from _facts(
            ("registry", shown_registry(version.registry, alone=":" not in node.called)),
            ("stage", stages_text(registered)),
            ("about", version.description),
            ("commit", version.commit[:10]),
            ("path", version.path),
            ("artifact", "" if artifact is None else short(artifact.ref)),
        )
        moves = [
            (
                move.move.value,
                move.stage,
                moved(move),
                str(move.by or ""),
                move.why.partition("\n")[0],
            )
            for move in registered.transitions
        ]
        yield from section("history", ("MOVE", "STAGE", "WHEN", "BY", "WHY"), moves)

    return document, lines()


_KINDS = {
    NodeKind.COMMIT: _commit,
    NodeKind.RUN: _run,
    NodeKind.ARTIFACT: _artifact,
    NodeKind.ENVIRONMENT: _environment,
    NodeKind.REBUILD: _rebuild,
    NodeKind.MODEL_VERSION: _model_version,
}


def _facts(*facts: tuple[str, str]) -> Iterator[str]:
    return (f"{name:<10} {printable(value)}" for name, value in facts if value)


def _links(title: str, links: Sequence[Link]) -> Iterator[str]:
    rows = [(link.path, link.role.value, short(link.artifact.ref), link.artifact.detail) for link in links]
    return section(title, ("PATH", "ROLE", "ARTIFACT", "SIZE"), rows)


def _nodes(title: str, nodes: Sequence[Node]) -> Iterator[str]:
    if nodes:
        yield f"\n{title}"
        yield from (f"  {called(node)}  {day(node.when)}".rstrip() for node in nodes)


def _metric_lines(metrics: Sequence[MetricValue]) -> Iterator[str]:
    rows = [
        (
            metric.name,
            metric.text if metric.value is None else repr(metric.value),
            metric.source,
            str(metric.steps) if metric.steps > 1 else "",
        )
        for metric in metrics
    ]
    return section("metrics", ("NAME", "VALUE", "FILE", "STEPS"), rows)


def _parameter_lines(parameters: Sequence[ParameterValue]) -> Iterator[str]:
    rows = [(parameter.name, str(parameter.value), parameter.source) for parameter in parameters]
    return section("parameters", ("NAME", "VALUE", "FILE"), rows)


def _environment_lines(answers: Sequence[RanInAnswer]) -> Iterator[str]:
    rows = []
    for answer in answers:
        image = answer.environment.image
        rows.append(
            (
                image.reference if image else answer.node.name,
                short(image.id or image.digest) if image else "",
                answer.environment.platform,
                answer.origin.value + (f" by {answer.by}" if answer.by else ""),
            )
        )
    return section("environment", ("IMAGE", "ID", "PLATFORM", "ORIGIN"), rows)


def _rebuild_lines(rebuilds: Sequence[Rebuild]) -> Iterator[str]:
    rows = [
        (
            f"rebuild:{rebuild.id}",
            day(rebuild.started_at),
            rebuild.ended.value,
            rebuild.verdict.value if rebuild.verdict else "",
            f"{rebuild.image.reference} ({rebuild.how})" if rebuild.image else "",
            rebuild.by,
        )
        for rebuild in rebuilds
    ]
    yield from section("rebuilds", ("REBUILD", "WHEN", "ENDED", "VERDICT", "IMAGE", "BY"), rows)
    for rebuild in rebuilds:
        outputs = [
            (output.path, output.verdict.value, str(output.expected or ""), str(output.obtained or ""))
            for output in rebuild.outputs
        ]
        yield from section(f"rebuild:{rebuild.id}", ("OUTPUT", "VERDICT", "EXPECTED", "OBTAINED"), outputs)
