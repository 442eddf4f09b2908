"""`forebear assign`: say which image a run ran in, where nobody recorded it."""

from __future__ import annotations

import argparse

from forebear.cli.asking import holding
from forebear.cli.terminal import Terminal
from forebear.cli.text import printable
from forebear.lineage.database import Database
from forebear.lineage.errors import UsageError
from forebear.lineage.person import who
from forebear.rebuild.assigning import Assigned, assign, runs_to_assign
from forebear.rebuild.workshop import questions_of


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the image and the runs."""
    parser.add_argument("image", metavar="IMAGE", help="a reference, best with its digest: NAME@sha256:…")
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--run", metavar="REF", help="the run, or an artifact that it made")
    which.add_argument("--stage", metavar="NAME", help="all runs of this stage")
    which.add_argument("--all", action="store_true", help="all runs of which no image is known")
    parser.add_argument("--by", metavar="NAME", help="who says so (default: your name in Git)")


def act(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Write down the assumption."""
    if not arguments.image or arguments.image.startswith("-") or " " in arguments.image:
        raise UsageError(
            "This is no image.", where=arguments.image, todo="Name one that the engine has: docker images."
        )
    project, named = holding(arguments, [arguments.run] if arguments.run else [], terminal)
    by = arguments.by or who()
    database = Database.open(project.database_url, create=False)
    try:
        runs = runs_to_assign(questions_of(project, database), next(iter(named), None), arguments.stage)
        assigned = assign(database, runs, arguments.image, by, project.private)
    finally:
        database.close()
    terminal.result(_document(assigned, by), printable(_text(assigned, by)))
    return 0


def _document(assigned: Assigned, by: str) -> dict[str, object]:
    image = assigned.image
    return {
        "image": {"reference": image.reference, "id": image.id or None, "digest": image.digest or None},
        "runs": [{"key": run.key, "name": run.name} for run in assigned.runs],
        "by": by,
        "note": assigned.note,
    }


def _text(assigned: Assigned, by: str) -> str:
    what = (
        f"{assigned.image.reference} ({assigned.image.id[:19] or assigned.image.digest[:19] or 'only a tag'})"
    )
    note = f" {assigned.note}" if assigned.note else ""
    return f"{len(assigned.runs)} runs are assumed by {by} to have run in {what}.{note}"
