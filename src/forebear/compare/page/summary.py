"""The summary: what changed, what happened to the metrics, and where to look first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from forebear.compare.comparison import Comparison, MetricRow
from forebear.compare.directions import SetDirections, better
from forebear.compare.lineages.merging import MergedLineage
from forebear.compare.lineages.words import first_text
from forebear.compare.page.blocks import (
    Block,
    Cause,
    Causes,
    Cell,
    Heading,
    Paragraph,
    Row,
    Section,
    Strip,
    Table,
)
from forebear.compare.page.metrics import metric_cells
from forebear.compare.page.tables import version_titles
from forebear.compare.page.words import NONE, count_text, difference_text, digest_text
from forebear.compare.ranking import Cause as Ranked
from forebear.compare.ranking import rank, unexplored
from forebear.compare.ranking_text import reason_text
from forebear.lineage.facts import Slot
from forebear.lineage.words import Digest

_STATES = {True: ("changed", "changed"), False: ("the same", "same"), None: ("not recorded", "absent")}
_CAUSES, _METRICS, _VERSIONS = 30, 6, 8
_LONGEST = 160  # characters of the values of a cause


def summary_section(
    comparison: Comparison,
    lineages: Sequence[MergedLineage] = (),
    said: SetDirections | None = None,
) -> Section:
    """Return the summary; `said` is which way a person said that metrics are better."""
    return Section("summary", "Summary", tuple(_blocks(comparison, lineages, said)))


def _blocks(
    comparison: Comparison, lineages: Sequence[MergedLineage], said: SetDirections | None
) -> Iterator[Block]:
    yield Strip(
        tuple((side.capitalize(), *_STATES[changed], side) for side, changed in comparison.changed.items())
    )
    yield Heading("What happened to the metrics")
    yield from _metrics(comparison, said)
    yield Heading("Where to look first", "ordered by rules that are named with each change: a hint, no proof")
    for merged in lineages:
        if text := first_text(merged):
            several = len(comparison.versions) > 2
            yield Paragraph(f"{merged.labels[1]} against {merged.labels[0]}: {text}" if several else text)
    causes = rank(comparison)
    if causes:
        yield Causes(tuple(_cause(cause) for cause in causes[:_CAUSES]))
        if len(causes) > _CAUSES:
            yield Paragraph(
                f"{count_text(len(causes) - _CAUSES, 'change')} more are in the sections below.", "note"
            )
    else:
        yield Paragraph(_nothing(comparison))
    if blind := unexplored(comparison):
        yield Paragraph(f"Not recorded, so it cannot be ruled out: {', '.join(blind)}.", "warned")


def _nothing(comparison: Comparison) -> str:
    if None in comparison.changed.values():
        return "No recorded change can explain a difference."
    return "Code, data, parameters and environment are the same."


def _metrics(comparison: Comparison, said: SetDirections | None) -> Iterator[Block]:
    differing = [row for row in comparison.metrics if row.differs]
    if not differing:
        yield Paragraph(_no_metrics(comparison))
        return
    yield Paragraph(_outcome(comparison, differing, said))
    columns = _columns(len(comparison.versions))
    versions = [comparison.versions[column] for column in columns]
    yield Table(
        version_titles(versions, "Metric"),
        tuple(Row(_some(row, columns, said)) for row in differing[:_METRICS]),
        f"{count_text(len(differing), 'metric')} of {len(comparison.metrics):,} "
        f"{'differs' if len(differing) == 1 else 'differ'}",
        frozenset(range(1, len(columns) + 1)),
        sortable=False,
    )
    if len(differing) > _METRICS or len(columns) < len(comparison.versions):
        yield Paragraph("All of them are in the section Metrics.", "note")


def _outcome(comparison: Comparison, differing: Sequence[MetricRow], said: SetDirections | None) -> str:
    """Say what became of the metrics from the baseline to each version that has room, a sentence each."""
    every = f"{len(comparison.metrics):,} metrics"
    told = []
    for column in _columns(len(comparison.versions))[1:]:
        tones = Counter(difference_text(row, column, better(row.name, said))[1] for row in differing)
        parts = [f"{word} in {tones[word]:,}" for word in ("worse", "better") if tones[word]]
        count = sum(row.values[column] != row.values[0] for row in differing)
        what = f"is {' and '.join(parts)}" if parts else f"differs in {count:,}"
        told.append(f"{comparison.versions[column].label} {what} of {every}.")
    return " ".join(told)


def _no_metrics(comparison: Comparison) -> str:
    lost = [file.label for file in comparison.unavailable if file.slot is Slot.METRICS]
    if lost:
        labels = ", ".join(dict.fromkeys(lost))
        return f"Metrics of {labels} are recorded, but not on this machine; the notes say which and why."
    if not comparison.metrics:
        return "No metrics are recorded."
    unknown = any(row.differs is None for row in comparison.metrics)
    return "It cannot be told whether a metric differs." if unknown else "No metric differs."


def _some(row: MetricRow, columns: list[int], said: SetDirections | None) -> tuple[Cell, ...]:
    name, *cells = metric_cells(row, said)
    return (name, *(cells[column] for column in columns))


def _columns(count: int) -> list[int]:
    """The versions that have room here: the first ones and the last."""
    return list(range(count)) if count <= _VERSIONS else [*range(_VERSIONS - 1), count - 1]


def _cause(cause: Ranked) -> Cause:
    name = f"{cause.source}: {cause.what}" if cause.source else cause.what
    reasons = tuple(_sentence(reason_text(reason)) for reason in cause.reasons)
    return Cause(f"{cause.side.capitalize()} · {name}", _values(cause), reasons, cause.side)


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def _values(cause: Ranked) -> str:
    """Say the values, the baseline's first; equal ones that follow each other once."""
    said: list[str] = []
    for value in cause.values:
        text = NONE if value is None else value
        if cause.side == "data" and value is not None:
            algorithm, _, digest = value.partition(":")
            text = digest_text(Digest(algorithm, digest))
        if not said or said[-1] != text:
            said.append(text)
    if cause.side == "code":
        said = [text for text in said if text != NONE]
    text = " → ".join(said[:6]) + (" …" if len(said) > 6 else "")
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
