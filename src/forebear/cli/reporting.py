"""`forebear report`: write the audit report."""

from __future__ import annotations

import argparse
from pathlib import Path

from forebear.audit.findings import grouped
from forebear.audit.report import Report, build_report
from forebear.cli.asking import asking, project_of
from forebear.cli.comparing import compare_in
from forebear.cli.terminal import Terminal
from forebear.cli.text import printable
from forebear.drawing.files.whole import write_whole
from forebear.lineage.errors import UsageError

_FORMS = (".html", ".pdf", ".zip", ".json")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the subject and the file."""
    parser.add_argument("ref", metavar="REF", help="a revision, PATH@REVISION, run:ID or a digest")
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
    terminal.step("gathering", message=arguments.ref)
    with asking(arguments) as questions:
        comparison = None
        if arguments.against is not None:
            comparison = compare_in(project, questions, [arguments.against, arguments.ref], terminal)
        report = build_report(
            questions, arguments.ref, project=project.name, comparison=comparison, progress=terminal
        )
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
