"""The head: which versions are compared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from forebear.compare.comparison import Comparison, Version
from forebear.compare.page.blocks import Cell, Column, Fold, Head, Row, Table
from forebear.compare.page.words import count_text, listed, moment
from forebear.lineage.comparison_link import MOST, Chosen, link_to_comparison

_MOST_TOLD = 12


def page_head(comparison: Comparison, project: str, tool: str) -> Head:
    """Return what, when, who, commit, REF and origin of each version, the baseline first."""
    versions = comparison.versions
    refs = tuple(version.ref for version in versions)
    rest = versions[_MOST_TOLD:]
    return Head(
        title=" · ".join(version.title for version in versions[:4])
        + (f" and {count_text(len(versions) - 4, 'other')}" if len(versions) > 4 else ""),
        project=project,
        tool=tool,
        link=link_to_comparison(Chosen(project, refs)) if len(set(refs)) > 1 and len(refs) <= MOST else "",
        versions=tuple(map(_column, versions[:_MOST_TOLD])),
        more=_more(rest) if rest else None,
    )


def _more(versions: Sequence[Version]) -> Fold:
    titles = tuple(map(Cell, ("Version", "When", "By", "Says", "Commit or run", "REF")))
    rows = tuple(
        Row(
            (
                Cell(version.title, stem=f"{version.label} "),
                Cell(moment(version.when), "time"),
                Cell(version.by),
                Cell(version.summary),
                Cell(
                    (version.run or version.commit or "")[:12],
                    "code",
                    full=version.run or version.commit or "",
                ),
                Cell(version.ref, "code"),
            )
        )
        for version in versions
    )
    name = count_text(len(versions), "further version")
    return Fold(
        name,
        (Table(titles, rows, name, sortable=False, quiet=True),),
        listed([v.label for v in versions], 60),
    )


def _column(version: Version) -> Column:
    return Column(version.label, version.title, moment(version.when), tuple(_rows(version)))


def _rows(version: Version) -> Iterator[tuple[str, Cell]]:
    yield "Kind", Cell(str(version.kind))
    if version.by:
        yield "By", Cell(version.by)
    if version.summary:
        yield "Says", Cell(version.summary)
    if version.commit:
        yield "Commit", Cell(version.commit, "code")
    if version.run:
        yield "Run", Cell(version.run, "code")
    if version.artifact:
        yield "Artifact", Cell(str(version.artifact), "code")
    yield "REF", Cell(version.ref, "code")
    yield "Known how", Cell(str(version.origin))
