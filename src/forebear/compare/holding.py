"""The repository that holds the versions of a comparison."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from forebear.lineage.errors import ActionableError
from forebear.lineage.project import Project
from forebear.lineage.questions import Questions
from forebear.sources.git.holding import holder
from forebear.sources.git.repository import GitRepository


@contextmanager
def holding_repository(
    project: Project, questions: Questions, refs: Sequence[str]
) -> Iterator[tuple[Path, GitRepository | None]]:
    """Open the repository that holds all versions; where none does, the comparison says so itself."""
    root = holder(project, [questions.resolve(ref) for ref in refs] if project.beside else ())
    repository = None if root is None else _open(root)
    if root is None or repository is None:
        yield project.root, None
        return
    with repository:
        yield root, repository


def _open(root: Path) -> GitRepository | None:
    try:
        return GitRepository(root)
    except ActionableError:  # a project without Git
        return None
