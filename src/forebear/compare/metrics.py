"""Metrics side by side; for revisions the same values as `dvc metrics diff` and `dvc metrics show`.

Two things differ from DVC on purpose: NaN equals NaN, and a metrics file whose content is not here is named
as unavailable, where DVC prints nothing.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from forebear.compare.comparison import Comparison, MetricRow, Unavailable, Version
from forebear.compare.directions import Direction, better
from forebear.compare.sameness import is_number
from forebear.compare.version import Contents, is_beyond, outside
from forebear.lineage.facts import Slot
from forebear.lineage.noted import series_of
from forebear.lineage.questions import Questions
from forebear.lineage.values import Series


def compare_metrics(contents: Sequence[Contents]) -> tuple[tuple[MetricRow, ...], tuple[Unavailable, ...]]:
    """Return a row for each (source file, name), sorted, and the files whose content is not here."""
    files = [content.metrics for content in contents]
    beyond = outside(contents)
    rows = []
    for source in sorted({source for held in files for source in held}):
        available = tuple(
            source in held and held[source] is not None if out else held.get(source, {}) is not None
            for held, out in zip(files, beyond, strict=True)
        )
        values = [held.get(source) or {} for held in files]
        names = sorted({name for known in values for name in known})
        found = (
            MetricRow(source, name, tuple([known.get(name) for known in values]), available) for name in names
        )
        has = [source in held for held in files]
        rows += [row for row in found if not is_beyond(row, has, beyond)]
    return tuple(rows), tuple(_unavailable(contents))


def _unavailable(contents: Sequence[Contents]) -> Iterator[Unavailable]:
    why = "its content is not here, or holds no metrics; “dvc fetch” it and import again"
    for content in contents:
        for source, values in sorted(content.metrics.items()):
            if values is None:
                said = content.unread.get(source, why)
                yield Unavailable(content.version.label, Slot.METRICS, source, said)


def best_columns(row: MetricRow, direction: Direction | None = None) -> frozenset[int]:
    """Return the columns of the best value; none where it is not known which way is better, or all agree."""
    way = better(row.name) if direction is None else direction
    known = {
        column: value for column, value in enumerate(row.values) if is_number(value) and math.isfinite(value)
    }
    if way is Direction.UNKNOWN or len(set(known.values())) < 2:
        return frozenset()
    best = max(known.values()) if way is Direction.HIGHER else min(known.values())
    return frozenset(column for column, value in known.items() if value == best)


def series(
    questions: Questions, version: Version, source: str, name: str
) -> tuple[tuple[int | None, float | None], ...]:
    """Return step and value of each report of a metric in a version, by step; none: it has none."""
    for node_id in _reporters(questions, version, source):
        found = questions.metric_steps(node_id, name)
        if found:
            return found
    return ()


def timed_series(questions: Questions, version: Version, source: str, name: str) -> Series | None:
    """Return all reports of a metric in a version with their times, None where no tool kept them so."""
    for node_id in _reporters(questions, version, source):
        with questions.look() as look:
            found = series_of(look, node_id, name)
        if found is not None:
            return found
    return None


def _reporters(questions: Questions, version: Version, source: str) -> Iterator[int]:
    """The nodes that may have reported the metrics of a source: the run, its metrics files, the commit's."""
    if version.run is not None:
        record = questions.run(version.run)
        yield record.node.id
        yield from (link.artifact.id for link in record.outputs if link.path == source)
    elif version.commit is not None:
        held = questions.held(version.commit)
        yield from (item.node.id for item in held if item.slot is Slot.METRICS and item.path == source)


def differing_parameters(comparison: Comparison, most: int = 3) -> tuple[str, ...]:
    """Return for each version the values of the parameters that differ, as in `rate=0.05, depth=3`."""
    rows = [row for row in comparison.parameters if row.differs][:most]
    return tuple(
        ", ".join(f"{row.name.rpartition('.')[2]}={row.values[column]}" for row in rows)
        for column in range(len(comparison.versions))
    )
