"""Model files that are read without running anything: tensors, trees and settings by name."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

from forebear.compare.models import volatile
from forebear.compare.models.contents import ModelContents, Part, Parts, UnreadableModelError
from forebear.compare.models.leaves import Loaded
from forebear.compare.models.reading import read_model
from forebear.compare.models.weights import width
from forebear.lineage.rebuilds import Verdict
from forebear.rebuild.judging import normalisations as named
from forebear.rebuild.judging.archives import zip_archive
from forebear.rebuild.judging.finding import Finding, NoComparatorError, OtherFormatError, Pair, aside_words
from forebear.rebuild.judging.parts import Read, judge_parts
from forebear.rebuild.judging.sentences import Compared
from forebear.sources.dvc.values import as_mapping


class Loader(Protocol):
    """Loads a model where running it does no harm: inside the recorded image."""

    def load(self, file: Path, name: str) -> Loaded:
        """Return what it holds. Raises UnreadableModelError with the reason, CancelledError."""


@dataclass(frozen=True, slots=True)
class ModelComparator:
    """Compares models. `loader` is for those whose values take running them; None = that cannot be done."""

    loader: Loader | None = None

    def judge(self, pair: Pair) -> Finding:
        """Compare two models."""
        before = _read(pair.before, pair.name, 0)
        after = _read(pair.after, pair.name, 1)
        if before.format != after.format:
            raise OtherFormatError(
                Compared.OTHER_FORMAT.said(format_before=before.format, format_after=after.format)
            )
        if before.values_inside or after.values_inside:
            return self._inside(pair, before.format)
        return judge_parts(before.format, pair, _side(before, pair.before), _side(after, pair.after))

    def _inside(self, pair: Pair, kind: str) -> Finding:
        """Compare by loading, unless the members of both archives are equal already."""
        if kind in ("PyTorch", "npz", "skops"):
            found = _same_members(pair, kind)
            if found is not None:
                return found
        if self.loader is None:
            raise NoComparatorError(Compared.NOTHING_TO_LOAD_IN.said(kind=kind))
        loaded = []
        sides = (Compared.RECORDED_NOT_LOADED, pair.before), (Compared.REBUILT_NOT_LOADED, pair.after)
        for not_loaded, file in sides:
            try:
                loaded.append(self.loader.load(file, pair.name))
            except UnreadableModelError as error:
                raise NoComparatorError(not_loaded.said(why=str(error).rstrip("."))) from error
        before, after = (Read(each.contents.parts) for each in loaded)
        return judge_parts(f"{kind} ({loaded[0].how}, inside the image)", pair, before, after)


def _read(path: Path, name: str, side: int) -> ModelContents:
    try:
        return read_model(path, name)
    except UnreadableModelError as error:
        said = str(error).rstrip(".")
        if side == 0:
            raise NoComparatorError(Compared.RECORDED_MODEL.said(why=said)) from error
        raise OtherFormatError(Compared.REBUILT_MODEL.said(why=said)) from error


def _same_members(pair: Pair, kind: str) -> Finding | None:
    """Judge two archives whose members are the same but for how they are packed; None for others."""
    sides = [zip_archive(path, pair.pulse) for path in (pair.before, pair.after)]
    plain = [{_inner(name, kind): digest for name, digest in side.digests.items()} for side in sides]
    if plain[0] != plain[1] or any(
        len(each) != len(side.digests) for each, side in zip(plain, sides, strict=True)
    ):
        return None
    aside = [name for name in sides[0].packed if sides[0].packed[name] != sides[1].packed.get(name)]
    if sides[0].digests.keys() != sides[1].digests.keys():
        # The members have other names, and so another order where only that of the names tells.
        aside = [named.TOP_FOLDER, *(name for name in aside if name != named.ZIP_ORDER)]
    if not aside:
        return Finding(Verdict.SAME_VALUES, Compared.SAME_MEMBERS.said(), kind)
    return Finding(Verdict.EQUIVALENT, aside_words(aside), kind, tuple(aside))


def _inner(name: str, kind: str) -> str:
    return name.partition("/")[2] or name if kind == "PyTorch" else name


# what says nothing of the values, by format

_THREADS = frozenset(("num_threads", "n_jobs", "nthread", "num_thread"))
_TALK = frozenset(("verbosity", "verbose", "silent"))
_PRODUCER = {
    "ONNX": ("producer", "producer version"),
    "GGUF": ("general.quantized_by",),
}
_BY_COLUMNS = ", by columns"
_LARGEST_TURNED = 256 << 20  # bytes of an array that is turned in memory
_DOCUMENTATION = {"ONNX": ("description", "graph description")}


def _side(model: ModelContents, path: Path) -> Read:
    """Return a model's parts, with reasons for those that may differ, and what is set aside of its file."""
    by_columns = [slot for slot, part in model.parts.items() if part.key.endswith(_BY_COLUMNS)]
    parts: Parts = {
        slot: _by_rows(_with_reason(model.format, *slot, part)) for slot, part in model.parts.items()
    }
    aside = {**_aside(model, path), **({named.MEMORY_ORDER: by_columns} if by_columns else {})}
    return Read(parts, aside, notes=model.notes)


def _by_rows(part: Part) -> Part:
    """Return an array that lies in memory by columns as one that lies there by rows, if it is not large."""
    tensor = part.tensor
    if not part.key.endswith(_BY_COLUMNS) or tensor is None or not width(tensor):
        return part
    if tensor.nbytes > _LARGEST_TURNED:
        return part

    def chunks(size: int) -> Iterator[bytes]:
        import numpy as np

        content = np.frombuffer(b"".join(tensor.chunks(1 << 20)), tensor.dtype)
        rows = content.reshape(tensor.shape, order="F").tobytes("C")
        for place in range(0, len(rows), size):
            yield rows[place : place + size]

    return replace(part, key=part.key.removesuffix(_BY_COLUMNS), tensor=replace(tensor, chunks=chunks))


def _with_reason(form: str, kind: str, name: str, part: Part) -> Part:
    reason = ""
    if kind == "parameter" or (form.startswith("XGBoost") and kind == "setting"):
        last = name.rpartition(".")[2]
        reason = volatile.THREADS if last in _THREADS else volatile.TALK if last in _TALK else ""
    elif kind == "setting" and name in _PRODUCER.get(form, ()):
        reason = named.PRODUCER
    elif kind == "setting" and name in _DOCUMENTATION.get(form, ()):
        reason = named.DOCUMENTATION
    return replace(part, reason=reason) if reason else part


def _aside(model: ModelContents, path: Path) -> Mapping[str, object]:
    """Return what is known to differ between two writings of the same values."""
    found: Callable[[Path], Iterator[tuple[str, object]]] | None = {
        "safetensors": _safetensors,
        "npz": _npz,
        "Keras": _npz,
        "XGBoost JSON": _json,
        "JSON": _json,
        "LightGBM": _lines,
        "PMML": _lines,
        "HDF5": _hdf5,
    }.get(model.format)
    return dict(found(path)) if found else {}


def _safetensors(path: Path) -> Iterator[tuple[str, object]]:
    with path.open("rb") as stream:
        header = as_mapping(json.loads(stream.read(int.from_bytes(stream.read(8), "little"))))
    tensors = {name: as_mapping(value) for name, value in header.items() if name != "__metadata__"}
    by_place = sorted(tensors, key=lambda name: str(tensors[name].get("data_offsets")).zfill(40))
    yield named.TENSOR_ORDER, by_place
    yield named.METADATA_ORDER, (list(header), list(as_mapping(header.get("__metadata__"))))


def _npz(path: Path) -> Iterator[tuple[str, object]]:
    yield from zip_archive(path, lambda: None).packed.items()


def _hdf5(path: Path) -> Iterator[tuple[str, object]]:
    import h5py  # type: ignore[import-not-found, import-untyped, unused-ignore]  # it read the file already

    times, stored = [], []

    def visit(name: str, item: Any) -> None:
        times.append((name, h5py.h5g.get_objinfo(item.id).mtime))
        if isinstance(item, h5py.Dataset):
            stored.append((name, item.chunks, item.compression, item.compression_opts, item.shuffle))

    with h5py.File(path, "r") as file:
        file.visititems(visit)
    yield named.HDF5_TIMES, times
    yield named.HDF5_CHUNKS, stored


def _json(path: Path) -> Iterator[tuple[str, object]]:
    yield named.KEY_ORDER, _key_order(json.loads(path.read_bytes()))


def _key_order(value: object) -> object:
    if isinstance(value, dict):
        return [(key, _key_order(item)) for key, item in value.items()]
    return [_key_order(item) for item in value] if isinstance(value, list) else None


def _lines(path: Path) -> Iterator[tuple[str, object]]:
    with path.open("rb") as stream:
        yield named.LINE_ENDS, b"\r\n" in stream.read(1 << 16)
