"""What came of loading models inside their images, put into a comparison. Loading itself is not done here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from forebear.compare.comparison import LoadedInside, ModelRow
from forebear.compare.model import compare_contents
from forebear.compare.models import skops
from forebear.compare.models.contents import ModelContents
from forebear.compare.models.leaves import ARRAY, LEAF, VOLATILE
from forebear.compare.models.numpy_files import OBJECTS
from forebear.compare.models.pickles import INSIDE
from forebear.lineage.rebuilds import Verdict

NOTES = (INSIDE, OBJECTS, skops.INSIDE)
"""What is said of a model whose values take loading."""


@dataclass(frozen=True, slots=True)
class FoundInside:
    """What loading one version's model gave: where that was, and what it holds (None: it failed)."""

    loaded: LoadedInside
    contents: ModelContents | None = None


def merge_inside(row: ModelRow, found: Sequence[FoundInside | None]) -> ModelRow:
    """Return a model with the values that were found by loading it; None is a version that holds no model.

    The files behind `found` are read here, and not needed afterwards.
    """
    compared = compare_contents(row.digests, [each.contents if each else None for each in found])
    answered = not any(each.loaded.problem for each in found if each)
    notes = (note for note in row.notes if not (answered and note in NOTES))
    return replace(
        row,
        parts=(*row.parts, *compared.parts),
        counts={**row.counts, **compared.counts},
        values_inside=not answered,
        notes=tuple(dict.fromkeys((*notes, *compared.notes))),
        inside=tuple(each.loaded if each else None for each in found),
    )


def values_verdict(row: ModelRow) -> Verdict | None:
    """Say what loading showed of a model: *same values*, *equivalent* (only what may differ between equal
    models does), *different*, or None where it cannot be told."""
    if not row.inside or row.values_inside:
        return None
    values = [part.differs for part in row.parts if part.kind in (ARRAY, LEAF)]
    if True in values:
        return Verdict.DIFFERENT
    if None in values or not {ARRAY, LEAF} & row.counts.keys():
        return None
    settings = [part.differs for part in row.parts if part.kind == VOLATILE]
    if None in settings:
        return None
    return Verdict.EQUIVALENT if True in settings else Verdict.SAME_VALUES


def values_counted(row: ModelRow) -> tuple[int, int]:
    """Return how many leaves differ and how many there are, arrays among them and settings not."""
    counts = [row.counts.get(kind, (0, 0)) for kind in (ARRAY, LEAF)]
    return sum(few for few, _ in counts), sum(every for _, every in counts)
