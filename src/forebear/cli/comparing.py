"""`forebear compare`: what differs between versions."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence

from forebear.cli.asking import asking, project_of
from forebear.cli.code_text import code_lines
from forebear.cli.comparing_files import file_lines, plot_lines
from forebear.cli.comparing_inside import add_arguments as add_inside
from forebear.cli.comparing_inside import look_inside
from forebear.cli.comparing_page import LINEAGES, page_document, page_file, write_comparison_page
from forebear.cli.comparing_page import add_arguments as add_page
from forebear.cli.comparing_parts import environment_lines, model_lines, parameter_lines
from forebear.cli.data_text import data_lines
from forebear.cli.metrics_text import metric_lines, outcome_lines
from forebear.cli.terminal import Terminal
from forebear.cli.text import printable, table
from forebear.compare.comparison import Changed, Comparison, DataRow
from forebear.compare.contents_study import study_contents
from forebear.compare.data.study import DataStudent
from forebear.compare.directions import SetDirections
from forebear.compare.document import comparison_document
from forebear.compare.files.committed import CommittedObjects, where_committed
from forebear.compare.files.study import FileStudent
from forebear.compare.holding import holding_repository
from forebear.compare.lineages.document import lineage_document, lineage_lines, merged_lineage
from forebear.compare.objects import LocalObjects
from forebear.compare.plots.study import PlotStudent
from forebear.compare.ranking_text import ranking_lines
from forebear.compare.seen_files import SeenFiles
from forebear.compare.side_by_side import compare
from forebear.compare.step_curves import MOST_CURVES, MetricCurves, curves_document, metric_curves
from forebear.compare.step_series import StepFiles
from forebear.lineage.progress import Progress, Silent
from forebear.lineage.project import Project
from forebear.lineage.questions import Questions
from forebear.rebuild.image_reading import image_reader


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the versions and what is printed."""
    parser.add_argument(
        "refs", metavar="REF", nargs="+", help="two or more versions; the first is the baseline"
    )
    parser.add_argument("--all", action="store_true", help="print what is the same as well")
    parser.add_argument(
        "--key",
        metavar="COLUMN",
        action="append",
        default=[],
        help="a column that names a row of the tables (may be given more than once); else one is looked for",
    )
    parser.add_argument(
        "--table-version",
        metavar="N",
        action="append",
        default=[],
        type=_table_version,
        help="the version of Delta tables that is compared, once for each REF (`latest` = the last)",
    )
    parser.add_argument(
        "--patch", action="store_true", help="print the differences of code and texts as well"
    )
    add_page(parser)
    parser.add_argument("--no-data", action="store_true", help="do not look into the data that differs")
    add_inside(parser)


def act(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Compare and print; the exit code is 0 whether something differs or not."""
    project, page = project_of(arguments), page_file(arguments.html)
    with asking(arguments) as questions:
        key = None if arguments.no_data else arguments.key
        comparison = compare_in(
            project, questions, arguments.refs, terminal, key=key, table_versions=arguments.table_version
        )
        if arguments.inside:
            comparison = look_inside(comparison, questions, arguments, terminal)
        if page is not None:
            write_comparison_page(
                comparison, questions, project, page, arguments=arguments, terminal=terminal
            )
            terminal.result(page_document(comparison, page), printable(str(page)))
            return 0
        merged = [
            merged_lineage(questions, comparison, against) for against in _merged_with(comparison, terminal)
        ]
        curves = _curves(project, questions, comparison) if terminal.as_json else ()
    if terminal.as_json:
        labels = [version.label for version in comparison.versions]
        document = {
            **comparison_document(comparison, dict(arguments.better)),
            "curves": curves_document(curves[:MOST_CURVES], labels),
            "more_curves": len(curves) > MOST_CURVES,
            "lineage": lineage_document(merged[-1]),
            "lineages": list(map(lineage_document, merged)),
        }
        terminal.result(document, "")
        return 0
    lines = [
        *comparison_text(comparison, dict(arguments.better), everything=arguments.all, patch=arguments.patch),
        *map(
            printable,
            lineage_lines(merged[-1], everything=arguments.all, several=len(comparison.versions) > 2),
        ),
    ]
    terminal.result({}, "\n".join(lines))
    return 0


def _merged_with(comparison: Comparison, terminal: Terminal) -> Sequence[int]:
    """Return the places of the versions whose lineage is merged with the baseline's, the last one last."""
    last = len(comparison.versions) - 1
    if not terminal.as_json:
        return (last,)
    return range(1, last + 1) if last <= LINEAGES else (*range(1, LINEAGES), last)


def _table_version(text: str) -> int | None:
    if text == "latest":
        return None
    if not text.isascii() or not text.isdigit():
        raise argparse.ArgumentTypeError(f"{text!r} is no version of a Delta table: give a number, or latest")
    return int(text)


def _curves(project: Project, questions: Questions, comparison: Comparison) -> tuple[MetricCurves, ...]:
    refs = [version.ref for version in comparison.versions]
    with holding_repository(project, questions, refs) as (root, repository):
        read = StepFiles(questions, root, repository).read
        return metric_curves(questions, comparison, read, most=MOST_CURVES + 1)


def compare_in(  # noqa: PLR0913 -- what it compares, and how
    project: Project,
    questions: Questions,
    refs: Sequence[str],
    progress: Progress | None = None,
    *,
    key: Sequence[str] | None = None,
    table_versions: Sequence[int | None] = (),
) -> Comparison:
    """Compare REFs of a project, with its Git repository and its caches where it has them.

    With `key` the data that differs is looked into, its rows matched by these columns (() = a key is looked
    for) and its Delta tables read at `table_versions`, and files and plots are opened.
    """
    with (
        holding_repository(project, questions, refs) as (root, repository),
        image_reader(project.private, progress) as read_image,
    ):
        objects = LocalObjects(root, repository, SeenFiles(questions))
        student = None
        if key is not None:
            student = DataStudent(
                objects, progress or Silent(), {"": key}, table_versions, repository=repository
            )
        comparison = compare(
            questions,
            repository,
            refs,
            objects=objects,
            student=student,
            read_image=read_image,
            progress=progress,
        )
        if key is None:
            return comparison
        told = progress or Silent()
        commits = [version.commit for version in comparison.versions]
        where = where_committed(commits, comparison.files, comparison.plots)
        held = CommittedObjects(objects, repository, where)
        files = FileStudent(held, look=lambda read: told.step("bytes", read))
        return study_contents(comparison, files, PlotStudent(held), told)


def comparison_text(
    comparison: Comparison, directions: SetDirections | None = None, *, everything: bool, patch: bool
) -> Iterator[str]:
    """Yield the lines of a comparison for people; only what differs, unless `everything` is asked for.

    `directions` say which way a person said that metrics are better.
    """
    for version in comparison.versions:
        yield f"{printable(version.heading)}  {printable(version.summary)}".rstrip()
    yield ""
    yield _summary(comparison)
    yield from map(printable, outcome_lines(comparison, directions))
    yield from map(printable, ranking_lines(comparison, everything=everything))
    labels = [version.label for version in comparison.versions]

    def shown(differs: Changed) -> bool:
        return everything or differs is not False

    yield from metric_lines(comparison, directions, everything=everything)
    yield from parameter_lines(comparison, everything=everything)
    yield from _section(
        "Data",
        ("Path", "Role", *labels),
        [(row.path, str(row.role), *_held(row)) for row in comparison.data if shown(row.differs)],
    )
    yield from data_lines(comparison)
    yield from model_lines(comparison, everything=everything)
    yield from plot_lines(comparison, everything=everything)
    yield from file_lines(comparison, everything=everything, patch=patch)
    yield from environment_lines(comparison, everything=everything)
    yield from code_lines(comparison.code, patch=patch)
    if comparison.unavailable:
        yield ""
        yield "Not available"
        for file in comparison.unavailable:
            yield f"  {file.label}: {printable(file.path)}: {file.why}"
    if comparison.notes:
        yield ""
        yield from map(printable, comparison.notes)


def _summary(comparison: Comparison) -> str:
    words: dict[Changed, list[str]] = {True: [], False: [], None: []}
    for kind, changed in comparison.changed.items():
        words[changed].append(kind)
    said = (("Changed", words[True]), ("The same", words[False]), ("Not recorded", words[None]))
    return "  ".join(f"{title}: {', '.join(kinds)}." for title, kinds in said if kinds)


def _section(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    if rows:
        yield ""
        yield title
        for line in table(head, rows).split("\n"):
            yield f"  {line}"


def _held(row: DataRow) -> Iterator[str]:
    for digest, size, rows in zip(row.digests, row.sizes, row.rows, strict=True):
        if digest is None:
            yield "-"
            continue
        words = [digest.short]
        words += [f"{rows:,} rows"] if rows is not None else [f"{size:,} bytes"] if size is not None else []
        yield ", ".join(words)
