"""Which of several projects something belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from forebear.sources.git.place import GitPlace

if TYPE_CHECKING:
    from forebear.lineage.answers import Resolved
    from forebear.lineage.project import Project


def holder(project: Project, named: Sequence[Resolved]) -> Path | None:
    """Return the root of the project whose repository holds the commits of all these REFs.

    None where there is none; a project alone is always the one.
    """
    if not project.beside:
        return project.root
    return next((root for root in project.roots if named and _holds(root, _commits(named))), None)


def _commits(named: Sequence[Resolved]) -> Iterable[str | None]:
    return [each.commit or each.node.commit for each in named]


def _holds(root: Path, commits: Iterable[str | None]) -> bool:
    place = GitPlace.find(root)
    return place is not None and all(commit and place.holds(commit) for commit in commits)
