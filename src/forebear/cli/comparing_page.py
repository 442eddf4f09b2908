"""`forebear compare --html`: the comparison as a page."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from forebear.cli.comparing_repository import holding_repository
from forebear.cli.terminal import Terminal
from forebear.compare.comparison import Comparison
from forebear.compare.objects import LocalObjects
from forebear.lineage.errors import UsageError
from forebear.lineage.project import Project
from forebear.lineage.questions import Questions

_LINEAGES = 4  # versions whose lineage is merged with the baseline's, each in a picture of its own
_ENDINGS = (".html", ".htm")


def page_file(name: str | None) -> Path | None:
    """Return the file that was asked for, before anything is compared; raises UsageError for no such name."""
    if name is None:
        return None
    file = Path(name)
    if file.suffix.lower() not in _ENDINGS or file.is_dir():
        raise UsageError(
            "The page is written to a file whose name ends in .html.", where=name, todo="Give such a file."
        )
    return file


def page_document(comparison: Comparison, file: Path) -> dict[str, object]:
    """Return the answer of the command: where the page is, and what changed. The page holds the rest."""
    return {
        "page": str(file),
        "versions": [version.heading for version in comparison.versions],
        "changed": comparison.changed,
    }


def write_comparison_page(  # noqa: PLR0913 -- what is on the page, and where it goes
    comparison: Comparison,
    questions: Questions,
    project: Project,
    file: Path,
    terminal: Terminal,
    *,
    key: Sequence[str] = (),
) -> None:
    """Read what only the page shows, and write it."""
    # The templates, the fonts and the colours are needed for nothing else that `compare` does.
    from forebear.compare.files.study import FileStudent
    from forebear.compare.lineages.document import merged_lineage
    from forebear.compare.page.curves import metric_curves
    from forebear.compare.page.images import embedded_pictures
    from forebear.compare.page.writing import PageContent, write_page

    terminal.step("curves")
    curves = metric_curves(questions, comparison)
    others = range(1, min(len(comparison.versions), _LINEAGES + 1))
    lineages = tuple(merged_lineage(questions, comparison, against) for against in others)
    terminal.step("pictures")
    refs = [version.ref for version in comparison.versions]
    with holding_repository(project, questions, refs) as (root, repository):
        pictures = embedded_pictures(comparison, FileStudent(LocalObjects(root, repository)))
    options = tuple(word for column in key for word in ("--key", column))
    content = PageContent(comparison, project.name, curves, lineages, pictures, options)
    write_page(content, file, terminal)
