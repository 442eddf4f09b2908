"""`forebear import`: read a project's sources into its database."""

from __future__ import annotations

import argparse
from pathlib import Path

from forebear.cli.terminal import Terminal
from forebear.cli.text import printable
from forebear.lineage.project import Project
from forebear.sources.importing import ImportReport, import_project, nothing_new
from forebear.sources.reads import Reads


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the project's folder."""
    parser.add_argument(
        "paths",
        nargs="*",
        default=["."],
        metavar="PATH",
        help="the project's folder (default: this one); several are read into one lineage",
    )
    parser.add_argument("--only", metavar="LOCATION", default="", help="read one source and no other")


def act(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Import and report; problems are listed and are no failure."""
    project = Project.together([Path(path) for path in arguments.paths], arguments.database)
    report = None if arguments.only else nothing_new(project)
    if report is None:
        report = _import(project, terminal, arguments.only)
    Reads(project).note(report)
    terminal.result(_document(report), _text(report))
    return 0


def _import(project: Project, terminal: Terminal, only: str) -> ImportReport:
    from forebear.lineage.database import Database

    project.prepare_database()
    database = Database.open(project.database_url)
    try:
        return import_project(project, database, terminal, only)
    finally:
        database.close()


def _document(report: ImportReport) -> dict[str, object]:
    return {
        "sources": [
            {
                "kind": source.kind,
                "location": source.location,
                "facts": source.facts,
                "watched": [str(path) for path in source.watched],
            }
            for source in report.sources
        ],
        "commits": report.commits,
        "runs": report.runs,
        "artifacts": report.artifacts,
        "problems": [
            {"source": problem.source, "where": problem.where, "what": problem.what}
            for problem in report.problems
        ],
    }


def _text(report: ImportReport) -> str:
    new = sum(source.facts for source in report.sources)
    lines = [
        f"{_counted(report.commits, 'commit')}, {_counted(report.runs, 'run')} and "
        f"{_counted(report.artifacts, 'artifact')} are known; "
        + ("nothing is new." if not new else "1 fact is new." if new == 1 else f"{new} facts are new.")
    ]
    if report.problems:
        count = len(report.problems)
        lines.append("1 problem:" if count == 1 else f"{count} problems:")
        lines += [f"  {printable(problem.where)}: {printable(problem.what)}" for problem in report.problems]
    return "\n".join(lines)


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
