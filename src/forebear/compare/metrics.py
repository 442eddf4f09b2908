"""Metrics side by side; for revisions the same values as `dvc metrics diff` and `dvc metrics show`.

Two things differ from DVC on purpose: NaN equals NaN, and a metrics file whose content is not here is named
as unavailable, where DVC prints nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from forebear.compare.comparison import MetricRow, Unavailable
from forebear.compare.version import Contents
from forebear.lineage.facts import Slot


def compare_metrics(contents: Sequence[Contents]) -> tuple[tuple[MetricRow, ...], tuple[Unavailable, ...]]:
    """Return a row for each (source file, name), sorted, and the files whose content is not here."""
    files = [content.metrics for content in contents]
    rows = []
    for source in sorted({source for held in files for source in held}):
        available = tuple(held.get(source, {}) is not None for held in files)
        values = [held.get(source) or {} for held in files]
        names = sorted({name for known in values for name in known})
        rows += [
            MetricRow(source, name, tuple(known.get(name) for known in values), available) for name in names
        ]
    return tuple(rows), tuple(_unavailable(contents))


def _unavailable(contents: Sequence[Contents]) -> Iterator[Unavailable]:
    why = "its content is not here, or holds no metrics; “dvc fetch” it and import again"
    for content in contents:
        for source, values in sorted(content.metrics.items()):
            if values is None:
                yield Unavailable(content.version.label, Slot.METRICS, source, why)
