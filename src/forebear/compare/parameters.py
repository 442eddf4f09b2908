"""Parameters side by side; for revisions the same values as `dvc params diff`.

That is: params.yaml whole, of other files the names that stages track, all dotted. Lists are their JSON
text. 1 equals 1.0, but not True (DVC takes the last two for equal).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from forebear.compare.comparison import ParameterRow, Unavailable
from forebear.compare.version import Contents
from forebear.lineage.facts import Slot


def compare_parameters(
    contents: Sequence[Contents],
) -> tuple[tuple[ParameterRow, ...], tuple[Unavailable, ...]]:
    """Return a row for each (file, name), sorted, and the files whose content is not here."""
    files = [content.parameters for content in contents]
    rows = []
    for source in sorted({source for held in files for source in held}):
        available = tuple(held.get(source, {}) is not None for held in files)
        values = [held.get(source) or {} for held in files]
        rows += [
            ParameterRow(
                source,
                name,
                tuple(known.get(name) for known in values),
                tuple(name in known for known in values),
                available,
            )
            for name in sorted({name for known in values for name in known})
        ]
    return tuple(rows), tuple(_unavailable(contents))


def _unavailable(contents: Sequence[Contents]) -> Iterator[Unavailable]:
    why = "its content is not here, or holds no parameters"
    for content in contents:
        for source, values in sorted(content.parameters.items()):
            if values is None:
                yield Unavailable(content.version.label, Slot.PARAMETERS, source, why)
