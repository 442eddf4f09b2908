"""Models side by side: format, size, structure and weights, as far as no code has to run for it."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from forebear.compare.comparison import Changed, DataRole, DataRow, ModelRow, PartRow
from forebear.compare.models.contents import ModelContents, Part, UnreadableModelError
from forebear.compare.models.reading import ENDS, read_model
from forebear.compare.models.weights import Distance, distance
from forebear.compare.version import Contents
from forebear.lineage.words import ArtifactType, Digest

FindFile = Callable[[Digest, Path], "Path | None"]
"""Returns a file with the content that a digest names, put at the given path where it has to be made; None
where the content is not here."""

LARGEST_VALUES = 16 << 30
"""Bytes of weights that are compared for one model; what comes after them is not."""

MOST_ROWS = 2_000
"""Parts of one model that are all kept, the same ones included; of more only those that differ."""

_ANYTHING = frozenset((".npz", ".npy", ".txt", ".json", ".xml", ".bin"))
_NAMES = frozenset(
    ("model", "models", "weights", "checkpoint", "booster", "lgbm", "lightgbm", "xgb", "xgboost")
)

NOT_HERE = "its file is not on this machine"


def compare_models(
    contents: Sequence[Contents], data: Iterable[DataRow], find_file: FindFile
) -> tuple[ModelRow, ...]:
    """Return a row for each model among the data paths, sorted by path.

    A model is what the records call one, what has a model's ending, and of files that may hold anything
    (`model.npz`, `model.txt`) what is named like one and can be read as one. Damaged files are a sentence in
    their place, and nothing of any file is executed.
    """
    rows = [(row, _is_model(row, contents)) for row in data]
    rows = [(row, sure) for row, sure in rows if sure or _may_be_model(row)]
    if not rows:
        return ()
    with tempfile.TemporaryDirectory(prefix="forebear-models-") as scratch:
        found = [(_compared(row, find_file, Path(scratch)), sure) for row, sure in rows]
    return tuple(model for model, sure in found if sure or any(model.formats))


def _is_model(row: DataRow, contents: Sequence[Contents]) -> bool:
    held = [content.data.get(row.path) for content in contents]
    called = any(item and item.artifact.type is ArtifactType.MODEL for item in held)
    return called or PurePosixPath(row.path).suffix.lower() in ENDS


def _may_be_model(row: DataRow) -> bool:
    path = PurePosixPath(row.path.lower())
    if path.suffix == ".json" and row.role is not DataRole.RESULT:
        return False  # what a run reads under such a name is rather its settings
    return path.suffix in _ANYTHING and not _NAMES.isdisjoint(re.split(r"[^a-z]+", path.stem))


def _compared(row: DataRow, find_file: FindFile, scratch: Path) -> ModelRow:
    files: dict[Digest, Path | None] = {}
    read: dict[Digest, ModelContents | str] = {}
    for number, digest in enumerate(row.digests):
        if digest is None or digest in read:
            continue
        if digest.is_directory:
            read[digest] = "it is a folder; its files are compared as data"
            continue
        files[digest] = file = find_file(digest, scratch / str(number))
        read[digest] = _read(file, row.path)
    found = [read[digest] if digest else None for digest in row.digests]
    models = [each if isinstance(each, ModelContents) else None for each in found]
    compared = compare_contents(row.digests, models)
    for file in files.values():
        if file is not None and file.parent == scratch:
            file.unlink()
    return ModelRow(
        row.path,
        row.digests,
        row.sizes,
        tuple(model.format if model else None for model in models),
        row.differs,
        compared.parts,
        compared.counts,
        tuple(each if isinstance(each, str) else "" for each in found),
        row.differs is not False and any(model.values_inside for model in models if model),
        compared.notes,
    )


@dataclass(frozen=True, slots=True)
class ComparedParts:
    """Parts that were compared: all, or only those that differ of very many; `counts` as in a ModelRow."""

    parts: tuple[PartRow, ...]
    counts: Mapping[str, tuple[int, int]]
    notes: tuple[str, ...]


def compare_contents(
    digests: Sequence[Digest | None], models: Sequence[ModelContents | None]
) -> ComparedParts:
    """Compare what models hold, part by part; None is a model that could not be read, or is not there."""
    budget = _Budget()
    parts = _parts(digests, models, budget)
    notes = dict.fromkeys(note for model in models if model for note in model.notes)
    if budget.spent > LARGEST_VALUES:
        notes[f"Only {LARGEST_VALUES >> 30} GB of its values were compared."] = None
    for problem in budget.problems:
        notes[problem] = None
    counts: dict[str, tuple[int, int]] = {}
    for part in parts:
        differing, every = counts.get(part.kind, (0, 0))
        counts[part.kind] = (differing + (part.differs is not False), every + 1)
    shown = parts if len(parts) <= MOST_ROWS else [part for part in parts if part.differs is not False]
    return ComparedParts(tuple(shown), counts, tuple(notes))


def _read(file: Path | None, path: str) -> ModelContents | str:
    if file is None:
        return NOT_HERE
    try:
        return read_model(file, path)
    except UnreadableModelError as error:
        return str(error)


class _Budget:
    """How many bytes of values were compared, and what went wrong meanwhile."""

    def __init__(self) -> None:
        self.spent = 0
        self.problems: dict[str, None] = {}


def _parts(
    digests: Sequence[Digest | None], models: Sequence[ModelContents | None], budget: _Budget
) -> list[PartRow]:
    """Compare each part with that of the first version that could be read."""
    base = next((place for place, model in enumerate(models) if model), None)
    if base is None:
        return []
    known = tuple(model is not None or digests[place] is None for place, model in enumerate(models))
    slots = dict.fromkeys(slot for model in models if model for slot in model.parts)
    rows = []
    for slot in sorted(slots, key=lambda each: each[0]):
        found = [model.parts.get(slot) if model else None for model in models]
        same: list[Changed] = []
        distances: list[Distance | None] = []
        for place, part in enumerate(found):
            if not known[place]:
                verdict, apart = None, None
            elif place == base or digests[place] == digests[base]:
                verdict, apart = True, None
            else:
                verdict, apart = _same(found[base], part, budget)
            same.append(verdict)
            distances.append(apart)
        shown = tuple(part.shown if part else None for part in found)
        reason = next((part.reason for part in found if part), "")
        rows.append(PartRow(*slot, shown, known, tuple(same), tuple(distances), reason))
    return rows


def _same(before: Part | None, after: Part | None, budget: _Budget) -> tuple[Changed, Distance | None]:
    """Say whether two parts are the same, and how far their numbers are apart."""
    if before is None or after is None:
        return before is after, None
    alike = before.key == after.key
    if before.tensor is None or after.tensor is None:
        return None if alike and before.opaque else alike, None
    budget.spent += before.tensor.nbytes + after.tensor.nbytes
    if budget.spent > LARGEST_VALUES:
        return None if alike else False, None
    try:
        apart = distance(before.tensor, after.tensor)
    except UnreadableModelError as error:
        budget.problems[f"Some of its values cannot be read: {error}."] = None
        return None if alike else False, None
    if apart is None:
        return False, None
    return alike and apart.same, apart
