"""Opening the lineage of a project, or of several, to ask it something."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from forebear.lineage.errors import ActionableError
from forebear.lineage.progress import Progress
from forebear.lineage.project import Project
from forebear.sources.git.holding import holder
from forebear.sources.importing import import_project, nothing_new

if TYPE_CHECKING:
    from forebear.lineage.questions import Questions


def project_of(arguments: argparse.Namespace) -> Project:
    """Return the project of `--project` and `--database`, or several that are one lineage."""
    return Project.together([Path(path) for path in arguments.project or ["."]], arguments.database)


@contextmanager
def asking(arguments: argparse.Namespace) -> Iterator[Questions]:
    """Give the questions of the project that `--project` and `--database` name; its lineage is only read."""
    from forebear.lineage.database import Database
    from forebear.lineage.questions import Questions

    project = project_of(arguments)
    database = Database.open(project.database_url, create=False, read_only=True)
    try:
        yield Questions(database, lambda text: _rev_parse(project.roots, text), project.home)
    finally:
        database.close()


def holding(
    arguments: argparse.Namespace, refs: Sequence[str], progress: Progress
) -> tuple[Project, list[str]]:
    """Return the one project to which REFs belong, and the REFs as that project's own lineage knows them.

    Where a single project is named that is the one. Of several it is the one whose repository holds their
    commits; what changes something happens there, so its own lineage is brought up to date. Raises
    ActionableError where no project holds them all.
    """
    project = project_of(arguments)
    if not project.beside:
        return project, list(refs)
    with asking(arguments) as questions:
        found = [questions.resolve(ref) for ref in refs]
    root = holder(project, found)
    if root is None:
        raise ActionableError(
            "No one project holds all of this.",
            where=", ".join(refs),
            todo="Do it for each project by itself: --project PATH.",
        )
    from forebear.lineage.database import Database

    own = Project.at(root)
    if nothing_new(own) is None:
        own.prepare_database()
        database = Database.open(own.database_url)
        try:
            import_project(own, database, progress)
        finally:
            database.close()
    return own, [
        f"{each.path}@{each.commit}" if each.path and each.commit else each.node.ref for each in found
    ]


def _rev_parse(roots: Sequence[Path], text: str) -> str | None:
    """Ask Git for a revision that the lineage cannot read itself (`main@{yesterday}`, `:/words`)."""
    from forebear.sources.git.repository import GitRepository

    if len(roots) > 1:  # it would mean something else in each
        return None
    try:
        with GitRepository(roots[0]) as repository:
            return repository.rev_parse(text)
    except ActionableError:  # no Git here; then it is no revision either
        return None
