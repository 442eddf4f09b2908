"""What of the code is read when a person looks at it: a file's two versions as a whole, a commit's files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from forebear.compare.comparison import FileDiff
from forebear.compare.text.lines import compare_texts, filled, read_diff
from forebear.compare.text.rows import TextDiff
from forebear.lineage.errors import ActionableError
from forebear.sources.git.patches import SUBMODULE
from forebear.sources.git.place import GitPlace
from forebear.sources.git.repository import GitRepository


def read_changed_file(roots: Sequence[Path], path: str, diff: FileDiff) -> TextDiff:
    """Return all lines of a file that differs, from the project of `roots` that holds it.

    Raises ActionableError where no repository has it any more.
    """
    old, new = diff.blobs
    if SUBMODULE in diff.modes or not (old or new):
        return TextDiff.of(path, read_diff(diff.text), whole=False)
    with GitRepository(_root(roots, new or old)) as repository:
        texts = [_text(repository.blob(blob)) if blob else "" for blob in (old, new)]
        if old and new:
            patch = _text(repository.differences.of_blobs(old, new))
            return TextDiff.of(path, filled(read_diff(patch), texts[1]), whole=True)
    return TextDiff.of(path, compare_texts(*texts), whole=True)


def files_of_commit(roots: Sequence[Path], sha: str) -> frozenset[str]:
    """Return the paths that a commit changed, of a merge those that differ from its first parent."""
    with GitRepository(_root(roots, sha)) as repository:
        changes = repository.changes([sha], [f"{sha}^@"])
        return frozenset(path for change in changes for path in change.files)


def _root(roots: Sequence[Path], sha: str) -> Path:
    for root in roots:
        place = GitPlace.find(root)
        if place is not None and place.holds(sha):
            return root
    raise ActionableError(
        "This version of the file is not here any more.",
        where=sha,
        todo="Fetch the project's history again, then refresh.",
    )


def _text(content: bytes) -> str:
    return content.decode("utf-8", "surrogateescape")
