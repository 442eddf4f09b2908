"""Reads a model file of any known format, told by its first bytes rather than by its name."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path, PurePosixPath

from forebear.compare.models.contents import ModelContents, UnreadableModelError
from forebear.compare.models.documents import read_json_model, read_pmml
from forebear.compare.models.gguf import read_gguf
from forebear.compare.models.hdf5 import read_hdf5, read_keras
from forebear.compare.models.numpy_files import read_npy, read_npz
from forebear.compare.models.onnx import read_onnx
from forebear.compare.models.pickles import read_pickle, read_torch
from forebear.compare.models.safetensors import read_safetensors
from forebear.compare.models.skops import SCHEMA, read_skops
from forebear.compare.models.trees import read_lightgbm, read_xgboost

ENDS = frozenset(
    (
        *(".safetensors", ".onnx", ".ubj", ".h5", ".hdf5", ".keras", ".pmml", ".gguf", ".lgb", ".bst"),
        *(".pkl", ".pickle", ".joblib", ".skops", ".pt", ".pth", ".ckpt"),
    )
)
"""Endings of files that are models for the comparison whatever the record calls them."""


def read_model(path: Path, name: str) -> ModelContents:
    """Read the model at `path`, which the project calls `name`; raises UnreadableModelError.

    Nothing in it is executed or unpickled, and memory is bounded whatever its headers say.
    """
    try:
        with path.open("rb") as stream:
            first = stream.read(4096)
        return _reader(path, first, name)(path)
    except OSError as error:
        raise UnreadableModelError(f"it cannot be read ({error.strerror or error})") from error
    except (RecursionError, MemoryError, OverflowError) as error:
        raise UnreadableModelError("it is nested too deep, or its numbers are too large") from error


def _reader(path: Path, first: bytes, name: str) -> Callable[[Path], ModelContents]:  # noqa: PLR0911, PLR0912
    end = PurePosixPath(name).suffix.lower()
    if first.startswith(b"\x89HDF\r\n\x1a\n"):
        return read_hdf5
    if first.startswith(b"\x93NUMPY"):
        return read_npy
    if first.startswith(b"GGUF"):
        return read_gguf
    if first.startswith(b"PK"):
        return _zipped(path)
    if first.startswith((b"tree\n", b"tree\r\n")):
        return read_lightgbm
    if first[6:9] == b"\0\0{":  # no header is so long that its length has more than six bytes
        return read_safetensors
    if first[:1] == b"{" and first[1:2] in b"LilIU" and end != ".json":
        return read_xgboost
    if first.lstrip()[:1] in (b"{", b"["):
        return read_json_model
    if first.lstrip().startswith((b"<?xml", b"<PMML")) or end == ".pmml":
        return read_pmml
    if end == ".onnx" or first[:1] == b"\x08":
        return read_onnx
    if first.startswith(b"\x1f\x8b") and {".joblib", ".pkl", ".pickle"} & set(PurePosixPath(name).suffixes):
        return read_pickle
    if end in (".pkl", ".pickle", ".joblib", ".pt", ".pth", ".bin", ".ckpt") or first[:1] == b"\x80":
        return read_pickle
    readers = {".h5": read_hdf5, ".hdf5": read_hdf5, ".npy": read_npy, ".npz": read_npz, ".keras": read_keras}
    readers |= {
        ".safetensors": read_safetensors,
        ".gguf": read_gguf,
        ".ubj": read_xgboost,
        ".json": read_json_model,
    }
    if end in readers:
        return readers[end]
    raise UnreadableModelError("it is of no format that is read here; its bytes are compared")


def _zipped(path: Path) -> Callable[[Path], ModelContents]:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()[:10_000]
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise UnreadableModelError(f"it is no zip archive ({error})") from error
    if any(name.endswith("/data.pkl") or name == "data.pkl" for name in names):
        return read_torch
    if SCHEMA in names:
        return read_skops
    if "config.json" in names and "model.weights.h5" in names:
        return read_keras
    return read_npz
