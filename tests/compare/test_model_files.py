"""Model files written by the real libraries: what differs, by how much, and that nothing of them runs.

The files in `models/` were made by safetensors 0.6, NumPy 2, onnx, LightGBM, XGBoost, gguf, skops and
scikit-learn's pickles and joblib files; a and b differ as their test says.
"""

from __future__ import annotations

import hashlib
import json
import pickle
import struct
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forebear.compare.comparison import DataRole, DataRow, ModelRow, Version
from forebear.compare.model import NOT_HERE, compare_models
from forebear.compare.models.contents import UnreadableModelError
from forebear.compare.models.reading import read_model
from forebear.compare.part_documents import model_document
from forebear.compare.version import Contents, label
from forebear.lineage.words import Digest, NodeKind

FILES = Path(__file__).parent / "models"


def compared(*paths: Path | None, name: str = "") -> ModelRow:
    """Compare files as versions of one model; None is a version whose file is not here."""
    digests = [
        Digest("sha256", f"{number:064x}" if path is None else hashlib.sha256(path.read_bytes()).hexdigest())
        for number, path in enumerate(paths)
    ]
    here = dict(zip(digests, paths, strict=True))
    path = name or next(path.name for path in paths if path)
    versions = [Version(label(place), "x", "x", NodeKind.COMMIT) for place, _ in enumerate(paths)]
    contents = [Contents(version, {}, {}, {}, {}, frozenset(), frozenset()) for version in versions]
    none = (None,) * len(paths)
    row = DataRow(path, DataRole.RESULT, tuple(digests), none, none, none)
    [model] = compare_models(contents, [row], lambda digest, _scratch: here[digest])
    json.dumps(model_document(model), allow_nan=False)
    return model


def differing(row: ModelRow) -> dict[tuple[str, str], tuple[str | None, ...]]:
    return {(part.kind, part.name): part.values for part in row.parts if part.differs is not False}


@pytest.mark.parametrize("end", ["safetensors", "onnx", "gguf"])
def test_one_weight_that_differs_is_found_and_measured(end: str) -> None:
    row = compared(FILES / f"a.{end}", FILES / f"b.{end}")
    [part] = [part for part in row.parts if part.kind == "tensor" and part.differs]
    apart = part.distances[1]
    assert apart is not None
    assert (part.name, apart.changed, apart.values) == ("w", 1, 12)
    assert apart.largest == pytest.approx(0.5)
    assert apart.cosine == pytest.approx(0.98003, abs=1e-5)
    assert row.formats[0] == row.formats[1]
    assert not any(part.differs for part in compared(FILES / f"a.{end}", FILES / f"a.{end}").parts)


def test_boosters_tell_trees_from_settings() -> None:
    threads = compared(FILES / "a.lgb.txt", FILES / "b.lgb.txt", name="model.lgb")
    assert differing(threads) == {("parameter", "num_threads"): ("1", "2")}
    assert threads.counts["tree"] == (0, 5)
    for end in ("ubj", "xgb.json"):
        row = compared(FILES / f"a.{end}", FILES / f"c.{end}", name="model.bst")
        assert row.counts["tree"] == (5, 5)
        assert {kind for kind, _ in differing(row)} == {"tree"}
        assert row.formats[0].startswith("XGBoost")


@pytest.mark.parametrize("name", ["a.pkl", "a.joblib", "az.joblib", "a.joblib.gz"])
def test_pickles_are_looked_at_and_never_loaded(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pickle, "Unpickler", None)
    monkeypatch.setattr(pickle, "loads", None)
    other = FILES / name.replace("a", "b", 1)
    row = compared(FILES / name, other if other.exists() else None, name="model.joblib")
    assert row.values_inside
    assert any("runs code" in note for note in row.notes)
    assert ("class", "sklearn.linear_model._logistic.LogisticRegression") in {
        (part.kind, part.name) for part in row.parts
    }


def test_skops_files_are_compared_where_they_are_loaded(tmp_path: Path) -> None:
    row = compared(FILES / "a.skops", FILES / "b.skops")
    assert row.formats == ("skops", "skops")
    assert row.values_inside
    assert not differing(row), "members are named by where they lay in memory"
    assert "sklearn.linear_model._logistic.LogisticRegression" in {part.name for part in row.parts}
    for text in (b"{", b"[" * 100_000):
        with zipfile.ZipFile(tmp_path / "c.skops", "w") as archive:
            archive.writestr("schema.json", text)
        with pytest.raises(UnreadableModelError):
            read_model(tmp_path / "c.skops", "c.skops")


class _Trap:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return (exec, ("open('trapped', 'w').write('x')",))


def test_a_hostile_pickle_has_no_effect(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "m.pkl").write_bytes(pickle.dumps(_Trap()))
    np.save(tmp_path / "m.npy", np.array([_Trap()], dtype=object), allow_pickle=True)
    with zipfile.ZipFile(tmp_path / "m.pt", "w") as archive:
        archive.writestr("m/data.pkl", pickle.dumps(_Trap()))
        archive.writestr("m/data/0", b"1234")
    for name in ("m.pkl", "m.npy", "m.pt"):
        row = compared(tmp_path / name, None, name=name.replace(".npy", ".onnx"))
        assert row.formats[0]
        assert row.values_inside
    assert not (tmp_path / "trapped").exists()
    found = read_model(tmp_path / "m.pt", "m.pt").parts
    assert ("class", "builtins.exec") in found
    assert found["storage", "data/0"].shown == "4 bytes"


def test_torch_archives_of_other_names_are_the_same(tmp_path: Path) -> None:
    for name, value in (("a", b"1234"), ("b", b"1234"), ("c", b"1235")):
        with zipfile.ZipFile(tmp_path / f"{name}.pt", "w") as archive:
            archive.writestr(f"{name}/data.pkl", pickle.dumps({"w": 1}))
            archive.writestr(f"{name}/data/0", value)
    assert not differing(compared(tmp_path / "a.pt", tmp_path / "b.pt"))
    assert set(differing(compared(tmp_path / "a.pt", tmp_path / "c.pt"))) == {("storage", "data/0")}


def test_what_one_version_lacks(tmp_path: Path) -> None:
    row = compared(FILES / "a.safetensors", None, FILES / "b.safetensors")
    assert row.problems == ("", NOT_HERE, "")
    tensor = next(part for part in row.parts if part.name == "w")
    assert tensor.same == (True, None, False)
    np.savez(tmp_path / "a.npz", w=np.ones(3))
    np.savez_compressed(tmp_path / "b.npz", w=np.ones(3), v=np.ones(1))
    assert differing(compared(tmp_path / "a.npz", tmp_path / "b.npz", name="x.onnx")) == {
        ("tensor", "v"): (None, "float64, 1")
    }


@pytest.mark.parametrize(
    ("dtype", "a", "b", "ulps"),
    [
        ("<f8", 1.0, np.nextafter(1.0, 2), 1),
        (">f8", 1.0, np.nextafter(1.0, 0), 1),
        ("<f4", -0.0, 0.0, 0),
        ("<f4", np.float32(-1e-45), np.float32(1e-45), 2),
        ("<f2", 1.0, 1.5, 512),
        ("<f8", -1.7976931348623157e308, 1.7976931348623157e308, 2 * 0x7FEFFFFFFFFFFFFF),
        ("<f8", 1.0, float("nan"), 0),
        ("<i8", 1, 2, None),
    ],
)
def test_steps_between_two_numbers(tmp_path: Path, dtype: str, a: float, b: float, ulps: int | None) -> None:
    for name, value in (("a", a), ("b", b)):
        np.savez(tmp_path / f"{name}.npz", w=np.array([value, 3], dtype))
    [part] = compared(tmp_path / "a.npz", tmp_path / "b.npz", name="x.onnx").parts
    assert part.differs
    assert part.distances[1] is not None
    assert part.distances[1].ulps == ulps


def header(names: dict[str, object], values: bytes = b"") -> bytes:
    text = json.dumps(names).encode()
    return struct.pack("<Q", len(text)) + text + values


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("m.safetensors", struct.pack("<Q", 1 << 62) + b"{"),
        (
            "m.safetensors",
            header({"w": {"dtype": "F32", "shape": [1 << 40], "data_offsets": [0, 4]}}, b"1234"),
        ),
        ("m.safetensors", header({"w": {"dtype": "F32", "shape": [1], "data_offsets": [0, 1 << 50]}})),
        ("m.safetensors", header({"w": {"dtype": "F32", "shape": [1], "data_offsets": [-4, 0]}})),
        ("m.gguf", b"GGUF" + struct.pack("<IQQ", 3, 10**9, 1)),
        ("m.gguf", b"GGUF" + struct.pack("<IQQQ", 3, 1, 1, 1 << 60)),
        ("m.onnx", b"\x08\x07\x3a\xff\xff\xff\xff\xff\xff\xff\xff\x7f"),
        ("m.onnx", b""),
        ("m.ubj", b"{L" + b"\x7f" * 9),
        ("m.ubj", b"{[#" * 500),
        ("m.json", b"[" * 100_000),
        ("m.pmml", b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><PMML>&a;</PMML>'),
        ("m.pmml", b"<PMML>"),
        ("m.pkl", b"no pickle at all"),
        ("m.pt", b"PK\x03\x04 and no archive"),
        ("m.h5", b"\x89HDF\r\n\x1a\n" + bytes(100)),
        ("m.npy", b"\x93NUMPY\x01\x00\xff\xff{"),
        ("m.weights", b"\x00\x01"),
    ],
)
def test_damaged_and_lying_files_are_a_sentence(name: str, content: bytes, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(UnreadableModelError) as raised:
        read_model(path, name)
    assert str(raised.value)


def test_a_bomb_gives_no_more_than_it_says(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.npz", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("w.npy", bytes(50 << 20))
    with pytest.raises(UnreadableModelError):
        read_model(tmp_path / "a.npz", "a.npz")
    for name, value in (("b", 0.0), ("c", 1.0)):
        values = np.zeros(3_000_000)
        values[-1] = value
        np.savez_compressed(tmp_path / f"{name}.npz", w=values)
    [part] = compared(tmp_path / "b.npz", tmp_path / "c.npz", name="x.onnx").parts
    assert part.distances[1] is not None
    assert (part.distances[1].changed, part.distances[1].relative) == (1, float("inf"))


LEAVES = st.none() | st.booleans() | st.integers(-5, 5) | st.floats(-2, 2) | st.text("ab", max_size=3)
TREES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text("xy", min_size=1), inner),
    max_leaves=8,
)


@settings(max_examples=60)
@given(st.dictionaries(st.text("klm", min_size=1), TREES, min_size=1), st.data())
def test_one_other_leaf_of_a_document_is_never_the_same(
    tmp_path_factory: pytest.TempPathFactory, document: dict[str, object], data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("documents")
    paths: list[tuple[object, ...]] = []

    def walk(value: object, path: tuple[object, ...]) -> None:
        items = (
            value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        )
        for key, item in items:
            walk(item, (*path, key))
        if path and not (isinstance(value, dict | list) and value):
            paths.append(path)

    walk(document, ())
    chosen = data.draw(st.sampled_from(paths))
    changed = json.loads(json.dumps(document))
    inner = changed
    for key in chosen[:-1]:
        inner = inner[key]
    inner[chosen[-1]] = data.draw(
        LEAVES.filter(lambda leaf: json.dumps(leaf) != json.dumps(inner[chosen[-1]]))
    )
    (folder / "a.json").write_text(json.dumps(document))
    (folder / "b.json").write_text(json.dumps(changed))
    (folder / "c.json").write_text(json.dumps(document, indent=3))
    assert differing(compared(folder / "a.json", folder / "b.json", name="x.keras"))
    assert not differing(compared(folder / "a.json", folder / "c.json", name="x.keras"))


@settings(max_examples=60)
@given(
    st.sampled_from(["<f8", "<f4", "<f2", ">f8", "<i8", "u1", "?", "<c8"]),
    st.lists(st.integers(0, 7), min_size=1, max_size=20),
    st.data(),
)
def test_one_other_value_of_a_tensor_is_never_the_same(
    tmp_path_factory: pytest.TempPathFactory, dtype: str, values: list[int], data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("tensors")
    before = np.array(values).astype(dtype)
    after = before.copy()
    place = data.draw(st.integers(0, len(values) - 1))
    raw = after.view(np.uint8)
    raw[place * before.itemsize + data.draw(st.integers(0, before.itemsize - 1))] ^= 1
    np.savez(folder / "a.npz", w=before)
    np.savez_compressed(folder / "b.npz", w=after)
    np.savez_compressed(folder / "c.npz", w=before)
    assert differing(compared(folder / "a.npz", folder / "b.npz", name="x.onnx"))
    assert not differing(compared(folder / "a.npz", folder / "c.npz", name="x.onnx"))


def test_pmml_by_its_paths(tmp_path: Path) -> None:
    text = (
        '<?xml version="1.0"?><PMML version="4.4"><RegressionModel><RegressionTable intercept="0.5">'
        '<NumericPredictor name="age" coefficient="{}"/></RegressionTable></RegressionModel></PMML>'
    )
    (tmp_path / "a.pmml").write_text(text.format("1.5"))
    (tmp_path / "b.pmml").write_text(text.format("1.25"))
    [(name, values)] = differing(compared(tmp_path / "a.pmml", tmp_path / "b.pmml")).items()
    assert name[1].endswith("NumericPredictor[age]@coefficient")
    assert values == ("1.5", "1.25")


@pytest.mark.parametrize(
    ("name", "file", "found"),
    [
        ("out/model.npz", "npz", True),
        ("best-weights_3.npz", "npz", True),
        ("features.npz", "npz", False),  # arrays are data unless they are called weights
        ("model.txt", "a.lgb.txt", True),
        ("model.txt", None, False),  # text that is no model of any library
        ("xgb.json", "a.xgb.json", True),
        ("summary.json", "a.xgb.json", False),
        ("remodelled.txt", "a.lgb.txt", False),
    ],
)
def test_a_file_that_may_hold_anything_is_a_model_by_its_name_and_content(
    name: str, file: str | None, found: bool, tmp_path: Path
) -> None:
    paths = [tmp_path / "a", tmp_path / "b"]
    for number, path in enumerate(paths):
        if file == "npz":
            with path.open("wb") as stream:
                np.savez(stream, w=np.arange(4.0) + number)
        else:
            content = (FILES / file).read_bytes() if file is not None else b"accuracy: high\n"
            path.write_bytes(content + b" " * number)
    versions = [Version(label(place), "x", "x", NodeKind.COMMIT) for place in range(2)]
    contents = [Contents(version, {}, {}, {}, {}, frozenset(), frozenset()) for version in versions]
    digests = (Digest("md5", "a"), Digest("md5", "b"))
    row = DataRow(name, DataRole.RESULT, digests, (None, None), (None, None), (None, None))
    models = compare_models(contents, [row], lambda digest, _scratch: tmp_path / digest.value)
    assert [model.path for model in models] == [name] * found
    for model in models:
        assert all(model.formats)
        assert not any(model.problems)
    given_to_a_run = replace(row, role=DataRole.SOURCE)
    models = compare_models(contents, [given_to_a_run], lambda digest, _scratch: tmp_path / digest.value)
    assert bool(models) == (found and not name.endswith(".json"))
