"""Where the content of versions is read from: the repository that holds them, and its caches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

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
    from forebear.compare.holding import holding_repository
    from forebear.compare.objects import LocalObjects
    from forebear.compare.seen_files import SeenFiles

    with holding_repository(project, questions, refs) as (root, repository):
        yield LocalObjects(root, repository, SeenFiles(questions)), repository
