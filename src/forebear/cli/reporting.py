"""`forebear report`: write the audit report."""

from __future__ import annotations

import argparse
from pathlib import Path

from forebear.audit.batches import build_batch_report
from forebear.audit.findings import grouped
from forebear.audit.report import Report, build_report
from forebear.cli.asking import asking, project_of
from forebear.cli.comparing import compare_in
from forebear.cli.terminal import Terminal
from forebear.cli.text import printable
from forebear.compare.comparison import Comparison
from forebear.drawing.files.whole import write_whole
from forebear.lineage.errors import ActionableError, UsageError
from forebear.lineage.project import Project
from forebear.rebuild.attribution.attribution import Attribution
from forebear.rebuild.attribution.finding import attributions_between
from forebear.rebuild.attribution.versions import Metric
from forebear.rebuild.many.batch import Batches
from forebear.rebuild.many.standing import stand

_BATCH = "batch:"
_FORMS = (".html", ".pdf", ".zip", ".json")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the subject and the file."""
    parser.add_argument(
        "ref",
        metavar="REF",
        help="a revision, PATH@REVISION, run:ID or a digest; or batch:ID for many rebuilds (batch:last)",
    )
    parser.add_argument(
        "--output",
        required=True,
        metavar="FILE",
        help="FILE.html, FILE.pdf, FILE.json, or FILE.zip with them all",
    )
    parser.add_argument("--against", metavar="REF", help="also say what changed since this version")


def act(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Gather, write the file, and print its place, the report's id and what is missing."""
    project = project_of(arguments)
    output = Path(arguments.output)
    if output.suffix.lower() not in _FORMS:
        raise UsageError(
            "The report's form is told by the end of its file's name.",
            where=arguments.output,
            todo="Use .html, .pdf, .json, or .zip for all of them.",
        )
    report = _report(project, arguments, terminal)
    terminal.step("writing", message=output.name)
    write_whole({output: _form(report, output.suffix.lower())}, "report")
    missing = report.content["missing"]
    lines = [f"{output}  {report.id}"]
    if missing:
        lines.append("What is missing:")
        for what, where, _ in grouped(missing):
            lines.append(f"  {what}")
            lines += [f"    {printable(place)}" for place in where]
    terminal.result({"output": str(output), "id": report.id, "missing": missing}, "\n".join(lines))
    return 0


def _report(project: Project, arguments: argparse.Namespace, terminal: Terminal) -> Report:
    """Gather what the report is on."""
    terminal.step("gathering", message=arguments.ref)
    with asking(arguments) as questions:
        if arguments.ref.startswith(_BATCH):
            batch = Batches(project).read(arguments.ref.removeprefix(_BATCH))
            return build_batch_report(stand(batch, questions.rebuilds()), project=project.name)
        comparison = None
        if arguments.against is not None:
            comparison = compare_in(project, questions, [arguments.against, arguments.ref], terminal)
        found = _attributions(project, comparison, terminal) if comparison else ()
        return build_report(
            questions,
            arguments.ref,
            project=project.name,
            comparison=comparison,
            attributions=found,
            progress=terminal,
        )


def _attributions(project: Project, comparison: Comparison, terminal: Terminal) -> tuple[Attribution, ...]:
    """Return what is known of what changed the metrics that differ; none where there is no Git."""
    metrics = [Metric(row.source, row.name) for row in comparison.metrics if row.source and row.differs]
    a, b = comparison.versions[0].ref, comparison.versions[-1].ref
    try:
        return attributions_between(project, a, b, metrics, terminal)
    except ActionableError:  # without Git nothing could be mixed
        return ()


def _form(report: Report, end: str) -> bytes:
    # Each form has libraries of its own, so only the one that is asked for is loaded.
    if end == ".json":
        return report.text
    if end == ".html":
        from forebear.audit.html import html_report

        return html_report(report)
    if end == ".pdf":
        from forebear.audit.pdf import pdf_report

        return pdf_report(report)
    from forebear.audit.bundle import bundle_report

    return bundle_report(report)
