"""HDF5 and Keras, where h5py is installed: datasets and attributes by their paths.

Links that lead out of the file are not followed, and nothing that a Keras configuration names is made.
"""

from __future__ import annotations

import json
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from forebear.compare.models.contents import (
    LARGEST_TEXT,
    MOST_PARTS,
    ModelContents,
    Part,
    Tensor,
    UnreadableModelError,
    setting,
    settings_below,
    tensor_part,
)

_LARGEST = 8 << 30  # bytes of the weights of a .keras archive


def read_hdf5(path: Path) -> ModelContents:
    """Read a file; raises UnreadableModelError, also where h5py is not installed."""
    parts: dict[tuple[str, str], Part] = {}
    _collect(lambda: path.open("rb"), parts)
    return ModelContents("HDF5", path.stat().st_size, parts)


def read_keras(path: Path) -> ModelContents:
    """Read a .keras archive: its JSON files, and the weights in it."""
    parts: dict[tuple[str, str], Part] = {}
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            if "config.json" not in names:
                raise UnreadableModelError("it holds no config.json")
            for name in sorted(names & {"config.json", "metadata.json"}):
                if archive.getinfo(name).file_size > LARGEST_TEXT:
                    raise UnreadableModelError(f"its {name} is too large")
                document = json.loads(archive.read(name))
                for key, value in settings_below(document):
                    parts["setting", f"{name.removesuffix('.json')}: {key}"] = setting(value)
            if "model.weights.h5" in names:
                if archive.getinfo("model.weights.h5").file_size > _LARGEST:
                    raise UnreadableModelError("its weights are too large")

                def opened() -> Any:
                    return _unpacked(path)

                _collect(opened, parts)
    except (zipfile.BadZipFile, OSError, ValueError, RecursionError, NotImplementedError) as error:
        raise UnreadableModelError(f"it is no Keras archive ({error})") from error
    return ModelContents("Keras", path.stat().st_size, parts)


def _unpacked(path: Path) -> Any:
    """Return the weights of an archive as a file that can be sought in; it goes when it is closed."""
    held = tempfile.TemporaryFile()  # noqa: SIM115  given to the caller
    with zipfile.ZipFile(path) as archive, archive.open("model.weights.h5") as stream:
        shutil.copyfileobj(stream, held, 1 << 20)
    held.seek(0)
    return held


def _collect(opened: Callable[[], Any], parts: dict[tuple[str, str], Part]) -> None:
    try:
        import h5py  # type: ignore[import-not-found, import-untyped, unused-ignore]
    except ImportError as error:
        raise UnreadableModelError("h5py, which reads HDF5, is not installed here") from error

    def visit(name: str, item: Any) -> None:
        if len(parts) > MOST_PARTS:
            raise UnreadableModelError("it has too many parts")
        for key, value in item.attrs.items():
            plain = value.decode("utf-8", "replace") if isinstance(value, bytes) else value
            parts["attribute", f"{name}@{key}"] = setting(plain if isinstance(plain, str) else repr(plain))
        if isinstance(item, h5py.Dataset):
            parts["tensor", name] = _dataset(opened, name, item)

    try:
        with opened() as stream, h5py.File(stream, "r") as file:
            visit("/", file)
            file.visititems(visit)
    except (OSError, RuntimeError, KeyError, ValueError, TypeError) as error:
        raise UnreadableModelError(f"it cannot be read as HDF5 ({error})") from error


def _dataset(opened: Callable[[], Any], name: str, item: Any) -> Part:
    shape = tuple(int(length) for length in item.shape or ())
    if item.external or item.is_virtual:
        raise UnreadableModelError(f"the values of {name} are in other files")
    plain = item.dtype.kind in "fiub"

    def chunks(size: int) -> Iterator[bytes]:
        import h5py  # type: ignore[import-not-found, import-untyped, unused-ignore]

        with opened() as stream, h5py.File(stream, "r") as file:
            dataset = file[name]
            if not shape:
                yield dataset[()].tobytes() if plain else repr(dataset[()]).encode()
                return
            per_row = max(1, dataset.nbytes // max(1, shape[0]))
            rows = max(1, (64 << 20) // per_row)
            rest = b""
            for row in range(0, shape[0], rows):
                values = dataset[row : row + rows]
                rest += values.tobytes() if plain else repr(values.tolist()).encode()
                while len(rest) >= size:
                    yield rest[:size]
                    rest = rest[size:]
            if rest:
                yield rest

    tensor = Tensor(item.dtype.str if plain else "", shape, int(item.nbytes), chunks)
    return tensor_part(tensor, str(item.dtype))
