"""A model's folder: what its `MLmodel` says, and the packages that it asks for. Nothing of it is loaded."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from forebear.sources.dvc.values import as_mapping
from forebear.sources.dvc.yaml_text import UnreadableError, load_yaml
from forebear.sources.packages.files import read_package_file

NAME = "MLmodel"
"""The file that makes a folder a model."""

_LARGEST = 4 << 20  # bytes; a signature of many columns is long
_PACKAGES = ("requirements.txt", "conda.yaml", "python_env.yaml")
"""Files that name packages, what counts most first."""

_DATA = ("data", "pickled_model", "model_data", "model_path", "saved_model_dir", "model_file", "weights")
"""Keys of flavors that name files of the model."""


@dataclass(frozen=True, slots=True)
class ModelFolder:
    """What a model's folder says of itself.

    `files` are the paths in it that hold the model proper; `packages` exact versions by name, `python` that
    of the interpreter. `notes` are what is shown: flavors, signature, the version of MLflow.
    """

    notes: Mapping[str, str] = field(default_factory=dict)
    files: tuple[str, ...] = ()
    packages: Mapping[str, str] = field(default_factory=dict)
    problem: str = ""


def read_model(folder: Path) -> ModelFolder:
    """Read the model in a folder; what cannot be read is its `problem`."""
    packages = _packages(folder)
    try:
        document = as_mapping(load_yaml(_text(folder / NAME)))
    except (UnreadableError, OSError, RecursionError) as error:
        return ModelFolder(packages=packages, problem=f"This model description cannot be read: {error}.")
    flavors = as_mapping(document.get("flavors"))
    notes = {"flavors": ", ".join(sorted(map(str, flavors)))}
    for key in ("mlflow_version", "model_size_bytes", "utc_time_created", "model_uuid"):
        if (value := document.get(key)) is not None:
            notes[f"model.{key}"] = str(value)
    signature = as_mapping(document.get("signature"))
    for key, value in signature.items():
        if value is not None:
            notes[f"signature.{key}"] = value if isinstance(value, str) else json.dumps(value)
    return ModelFolder(notes, tuple(sorted(set(_files(flavors, folder)))), packages)


def _files(flavors: Mapping[str, object], folder: Path) -> Iterator[str]:
    for flavor in flavors.values():
        for key, value in as_mapping(flavor).items():
            if key in _DATA and isinstance(value, str) and ".." not in value.split("/"):
                path = folder / value
                if path.is_file() and not path.is_symlink():
                    yield value


def _packages(folder: Path) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for name in reversed(_PACKAGES):
        try:
            content = _text(folder / name).encode()
        except (UnreadableError, OSError):
            continue
        for package in read_package_file(name, content).packages:
            if package.version:
                found[package.name] = package.version
    return found


def _text(path: Path) -> str:
    if path.is_symlink() or not path.is_file():
        raise UnreadableError("it is not there, or a link")
    if path.stat().st_size > _LARGEST:
        raise UnreadableError(f"it is larger than {_LARGEST >> 20} MB")
    return path.read_text(encoding="utf-8", errors="replace")
