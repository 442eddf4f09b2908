"""HDF5 and Keras by the library that writes them: what is read, and what is not followed."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import h5py
import numpy as np
import pytest

from forebear.compare.models.contents import UnreadableModelError
from forebear.compare.models.reading import read_model

W = np.arange(12, dtype="f4").reshape(3, 4)


def written(path: Path, scale: float = 1.0) -> Path:
    with h5py.File(path, "w") as file:
        file.create_dataset("dense/kernel", data=W, compression="gzip")
        file["dense/kernel"].attrs["scale"] = scale
        file.create_dataset("names", data=np.array([b"a", b"b"]))
        file.attrs["backend"] = "numpy"
    return path


def test_datasets_and_attributes_are_read_by_their_paths(tmp_path: Path) -> None:
    found = read_model(written(tmp_path / "m.h5"), "m.h5")
    assert found.format == "HDF5"
    assert set(found.parts) == {
        ("tensor", "dense/kernel"),
        ("tensor", "names"),
        ("attribute", "dense/kernel@scale"),
        ("attribute", "/@backend"),
    }
    other = read_model(written(tmp_path / "other.h5", scale=2.0), "other.h5")
    key = ("attribute", "dense/kernel@scale")
    assert found.parts[key] != other.parts[key]


def test_links_out_of_the_file_are_not_followed(tmp_path: Path) -> None:
    written(tmp_path / "secret.h5")
    with h5py.File(tmp_path / "m.h5", "w") as file:
        file["out"] = h5py.ExternalLink(str(tmp_path / "secret.h5"), "/dense/kernel")
        file.create_dataset("own", data=W)
    assert {name for _, name in read_model(tmp_path / "m.h5", "m.h5").parts} == {"own"}


def test_values_in_other_files_are_refused(tmp_path: Path) -> None:
    (tmp_path / "values").write_bytes(bytes(48))
    with h5py.File(tmp_path / "m.h5", "w") as file:
        file.create_dataset("out", (12,), "f4", external=[(str(tmp_path / "values"), 0, 48)])
    with pytest.raises(UnreadableModelError, match="in other files"):
        read_model(tmp_path / "m.h5", "m.h5")


def test_a_keras_archive_is_its_configuration_and_its_weights(tmp_path: Path) -> None:
    config = {"class_name": "Sequential", "config": {"layers": [{"units": 4}]}}
    with zipfile.ZipFile(tmp_path / "m.keras", "w") as archive:
        archive.writestr("config.json", json.dumps(config))
        archive.write(written(tmp_path / "w.h5"), "model.weights.h5")
    found = read_model(tmp_path / "m.keras", "m.keras")
    assert found.format == "Keras"
    assert ("tensor", "dense/kernel") in found.parts
    assert any(kind == "setting" and "units" in name for kind, name in found.parts)
