"""Comparing versions for the view, on a worker thread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from forebear.compare.comparison import Comparison
from forebear.desktop.comparing.contents import contents_of
from forebear.lineage.words import RefKind

if TYPE_CHECKING:
    from forebear.lineage.project import Project
    from forebear.lineage.questions import Questions


def compared_versions(
    questions: Questions, project: Project, refs: Sequence[str]
) -> tuple[Comparison, Mapping[str, str]]:
    """Return the comparison of REFs, the first being the baseline, and the tags of commits; nothing is run.

    Raises ActionableError where they cannot be compared.
    """
    from forebear.compare.side_by_side import compare
    from forebear.sources.images.library import ImageLibrary

    tags: dict[str, list[str]] = {}
    for ref in questions.refs():
        if ref.kind is RefKind.TAG:
            tags.setdefault(ref.commit, []).append(ref.name)
    named = {commit: ", ".join(names[:2]) for commit, names in tags.items()}
    # Only what `forebear compare` has read of images is known here: reading them takes long.
    library = ImageLibrary(project.private)
    with contents_of(questions, project, refs) as (objects, repository):
        compared = compare(
            questions,
            repository,
            refs,
            objects=objects,
            read_image=library.read,
        )
    return compared, named
