"""Opening a project's lineage to ask it something."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from forebear.lineage.database import Database
from forebear.lineage.errors import ActionableError
from forebear.lineage.project import Project
from forebear.lineage.questions import Questions


@contextmanager
def asking(arguments: argparse.Namespace) -> Iterator[Questions]:
    """Give the questions of the project that `--project` and `--database` name; its lineage is only read."""
    project = Project.at(Path(arguments.project), arguments.database)
    database = Database.open(project.database_url, create=False, read_only=True)
    try:
        yield Questions(database, lambda text: _rev_parse(project.root, text))
    finally:
        database.close()


def _rev_parse(root: Path, text: str) -> str | None:
    """Ask Git for a revision that the lineage cannot read itself (`main@{yesterday}`, `:/words`)."""
    from forebear.sources.git.repository import GitRepository

    try:
        with GitRepository(root) as repository:
            return repository.rev_parse(text)
    except ActionableError:  # no Git here; then it is no revision either
        return None
