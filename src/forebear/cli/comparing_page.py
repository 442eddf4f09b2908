"""`forebear compare --html`: the comparison as a page."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from forebear.cli.terminal import Terminal
from forebear.compare.comparison import Comparison
from forebear.compare.directions import Direction
from forebear.compare.holding import holding_repository
from forebear.compare.objects import LocalObjects
from forebear.lineage.errors import UsageError
from forebear.lineage.project import Project
from forebear.lineage.questions import Questions

LINEAGES = 4
"""Versions whose lineage is merged with the baseline's, each in a picture of its own."""

_ENDINGS = (".html", ".htm")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the page, and what a person says of metrics."""
    parser.add_argument(
        "--html",
        metavar="FILE",
        help="write all of it as one web page that needs no network, and print only where it is",
    )
    parser.add_argument(
        "--better",
        metavar="METRIC=WAY",
        action="append",
        default=[],
        type=_direction,
        help="which way a metric is better: higher, lower or unknown (may be given more than once); "
        "else its name tells",
    )


def _direction(text: str) -> tuple[str, Direction]:
    name, equals, way = text.rpartition("=")
    if not equals or not name or way not in set(Direction):
        raise argparse.ArgumentTypeError(f"{text!r} is not METRIC=higher, METRIC=lower or METRIC=unknown")
    return name, Direction(way)


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
    *,
    arguments: argparse.Namespace,
    terminal: Terminal,
) -> None:
    """Read what only the page shows, and write it."""
    # The templates, the fonts and the colours are needed for nothing else that `compare` does.
    from forebear.compare.files.study import FileStudent
    from forebear.compare.lineages.document import merged_lineage
    from forebear.compare.page.curves import CURVES, VERSIONS
    from forebear.compare.page.images import embedded_pictures
    from forebear.compare.page.writing import PageContent, write_page
    from forebear.compare.seen_files import SeenFiles
    from forebear.compare.step_curves import metric_curves
    from forebear.compare.step_series import StepFiles

    terminal.step("curves")
    others = range(1, min(len(comparison.versions), LINEAGES + 1))
    lineages = tuple(merged_lineage(questions, comparison, against) for against in others)
    refs = [version.ref for version in comparison.versions]
    with holding_repository(project, questions, refs) as (root, repository):
        read = StepFiles(questions, root, repository).read
        one_more = CURVES + 1  # than is drawn, so that the page can say that there are others
        curves = metric_curves(questions, comparison, read, most=one_more, versions=VERSIONS)
        student = FileStudent(LocalObjects(root, repository, SeenFiles(questions)))
        pictures = embedded_pictures(comparison, student, terminal)
    content = PageContent(
        comparison,
        project.name,
        curves,
        lineages,
        pictures,
        dict(arguments.better),
        tuple(_options(arguments)),
    )
    write_page(content, file, terminal)


def _options(arguments: argparse.Namespace) -> Iterator[str]:
    """The words of the command that have a say in what the page shows."""
    for column in arguments.key:
        yield from ("--key", column)
    for name, way in arguments.better:
        yield from ("--better", f"{name}={way}")
    for word in ("no_data", "inside"):
        if getattr(arguments, word):
            yield f"--{word.replace('_', '-')}"
