"""Where the content of versions is read from: the repository that holds them, and its caches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from forebear.lineage.errors import ActionableError

if TYPE_CHECKING:
    from forebear.compare.objects import LocalObjects
    from forebear.lineage.project import Project
    from forebear.lineage.questions import Questions
    from forebear.sources.git.repository import GitRepository


@contextmanager
def contents_of(
    questions: Questions, project: Project, refs: Sequence[str]
) -> Iterator[tuple[LocalObjects, GitRepository | None]]:
    """Open the repository that holds all versions (None = there is none) and what keeps their content."""
    from forebear.compare.objects import LocalObjects
    from forebear.sources.git.holding import holder
    from forebear.sources.git.repository import GitRepository

    root = holder(project, [questions.resolve(ref) for ref in refs] if project.beside else ())
    try:
        repository = GitRepository(root or project.root)
    except ActionableError:  # without Git; the comparison says so itself
        yield LocalObjects(project.root, None), None
        return
    if root is None:
        repository.close()
        yield LocalObjects(project.root, None), None
        return
    with repository:
        yield LocalObjects(root, repository), repository
