"""Change any one leaf of any format and it is never identical, equivalent or the same values; write the same
leaves in another way and it is never different."""

from __future__ import annotations

import csv
import io
import json
import math
import struct
import tarfile
import zipfile
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from PIL import Image
from pyarrow import feather

from forebear.compare.models.weights import MOST_ULPS
from forebear.lineage.rebuilds import GOOD, Verdict
from forebear.rebuild.judging.finding import Finding
from forebear.rebuild.judging.tolerance import Policy, Rule, Tolerance

Compared = Callable[..., Finding]

KEYS = st.text("abc", min_size=1, max_size=2)
NUMBERS = st.integers(-3, 3) | st.floats(allow_nan=False, width=32)
LEAVES = NUMBERS | st.booleans() | st.none() | st.text("ab1. ", max_size=3)
TREES = st.dictionaries(
    KEYS,
    st.recursive(
        LEAVES,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
        max_leaves=6,
    ),
    min_size=1,
    max_size=3,
)
ARRAYS = st.lists(st.floats(width=32), min_size=1, max_size=6).map(lambda row: np.array(row, "<f4"))


def paths(tree: object, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    if isinstance(tree, dict) and tree:
        return [found for key, value in tree.items() for found in paths(value, (*path, key))]
    if isinstance(tree, list) and tree:
        return [found for place, value in enumerate(tree) for found in paths(value, (*path, place))]
    return [path]


def with_leaf(tree: Any, path: tuple[Any, ...], leaf: object) -> Any:
    copied = json.loads(json.dumps(tree))
    inner = copied
    for part in path[:-1]:
        inner = inner[part]
    inner[path[-1]] = leaf
    return copied


def same(one: object, other: object) -> bool:
    if isinstance(one, float | int) and isinstance(other, float | int):
        alike = isinstance(one, bool) == isinstance(other, bool)
        return alike and one == other and math.copysign(1, one) == math.copysign(1, other)
    return type(one) is type(other) and one == other


def as_json(tree: object) -> bytes:
    return json.dumps(tree).encode()


def as_yaml(tree: object) -> bytes:
    return yaml.safe_dump(tree).encode()


def as_lines(tree: object) -> bytes:
    return b'{"first": 1}\n' + json.dumps(tree).encode() + b"\n"


def as_packed(tree: object) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(zipfile.ZipInfo("inner/tree.json"), as_json(tree))
    return target.getvalue()


DOCUMENTS: Mapping[str, Callable[[object], bytes]] = {
    "a.json": as_json,
    "a.yaml": as_yaml,
    "a.jsonl": as_lines,
    "a.zip": as_packed,
}


@pytest.mark.parametrize("name", DOCUMENTS)
@given(tree=TREES, data=st.data())
@settings(max_examples=40)
def test_any_leaf_of_a_document(
    compared: Compared, name: str, tree: dict[str, Any], data: st.DataObject
) -> None:
    path = data.draw(st.sampled_from(paths(tree)))
    was = tree
    for part in path:
        was = was[part]
    leaf = data.draw(LEAVES | st.sampled_from([[], {}, [0], {"a": 0}]))
    assume(not same(was, leaf))
    write = DOCUMENTS[name]
    found = compared(name, write(tree), write(with_leaf(tree, path, leaf)))
    assert found.verdict is Verdict.DIFFERENT, found
    tolerant = Policy(metrics=Tolerance(relative=1e-9))
    other = compared(name, write(tree), write(with_leaf(tree, path, leaf)), policy=tolerant, is_metrics=True)
    near = same_number(was, leaf) or math.isclose(number(was), number(leaf), rel_tol=1e-9)
    assert (other.verdict is Verdict.WITHIN_TOLERANCE) is ((near and name != "a.zip") or near), other


def number(value: object) -> float:
    return float(value) if isinstance(value, float | int) and not isinstance(value, bool) else math.nan


def same_number(one: object, other: object) -> bool:
    return number(one) == number(other)


@given(TREES)
@settings(max_examples=40)
def test_the_same_document_in_another_order_is_equivalent(compared: Compared, tree: dict[str, Any]) -> None:
    def turned(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: turned(item) for key, item in reversed(value.items())}
        return [turned(item) for item in value] if isinstance(value, list) else value

    other = json.dumps(turned(tree), indent=1).encode()
    assert compared("a.json", as_json(tree), other).verdict is Verdict.EQUIVALENT


def bytes_of_tensors(arrays: Mapping[str, np.ndarray[Any, Any]]) -> bytes:
    header: dict[str, Any] = {}
    body = b""
    for name, array in arrays.items():
        content = array.tobytes()
        header[name] = {
            "dtype": "F32",
            "shape": list(array.shape),
            "data_offsets": [len(body), len(body) + len(content)],
        }
        body += content
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + body


def as_npz(arrays: Mapping[str, np.ndarray[Any, Any]]) -> bytes:
    target = io.BytesIO()
    np.savez(target, **dict(arrays))
    return target.getvalue()


def as_tar(arrays: Mapping[str, np.ndarray[Any, Any]]) -> bytes:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w") as archive:
        for name, array in arrays.items():
            one = io.BytesIO()
            np.save(one, array)
            info = tarfile.TarInfo(f"{name}.npy")
            info.size = len(one.getvalue())
            archive.addfile(info, io.BytesIO(one.getvalue()))
    return target.getvalue()


TENSORS: Mapping[str, Callable[[Mapping[str, np.ndarray[Any, Any]]], bytes]] = {
    "a.safetensors": bytes_of_tensors,
    "a.npz": as_npz,
    "a.tar": as_tar,
}


@pytest.mark.parametrize("name", TENSORS)
@given(first=ARRAYS, second=ARRAYS, bit=st.integers(0, 31), data=st.data())
@settings(max_examples=30)
def test_any_bit_of_any_weight(  # noqa: PLR0917
    compared: Compared,
    name: str,
    first: np.ndarray[Any, Any],
    second: np.ndarray[Any, Any],
    bit: int,
    data: st.DataObject,
) -> None:
    place = data.draw(st.integers(0, len(second) - 1))
    changed = second.copy()
    changed.view("<u4")[place] ^= np.uint32(1 << bit)
    write = TENSORS[name]
    before, after = write({"w": first, "b": second}), write({"w": first, "b": changed})
    found = compared(name, before, after)
    assert found.verdict is Verdict.DIFFERENT
    assert "1 of " in found.explanation
    assert found.ulp is None or found.ulp <= MOST_ULPS
    if not (math.isnan(second[place]) or math.isnan(changed[place])):
        loose = Policy((Rule(Tolerance(absolute=math.inf)),), name="any")
        verdict = compared(name, before, after, policy=loose).verdict
        within = math.isfinite(float(second[place])) and math.isfinite(float(changed[place]))
        assert verdict is (Verdict.WITHIN_TOLERANCE if within else Verdict.DIFFERENT)


CELLS = (
    st.integers(-9, 9)
    | st.integers(2**53, 2**53 + 3)
    | st.floats(allow_nan=False)
    | st.text('ab,"; é', max_size=4)
)


@given(
    rows=st.lists(st.lists(CELLS, min_size=2, max_size=2), min_size=1, max_size=5),
    other=CELLS,
    data=st.data(),
)
@settings(max_examples=40)
def test_any_cell_of_delimited_text(
    compared: Compared, rows: list[list[Any]], other: object, data: st.DataObject
) -> None:
    row, column = data.draw(st.integers(0, len(rows) - 1)), data.draw(st.integers(0, 1))
    was = rows[row][column]
    assume(not same_cell(was, other))
    changed = [list(each) for each in rows]
    changed[row][column] = other
    assert compared("a.csv", as_csv(rows), as_csv(changed)).verdict is Verdict.DIFFERENT
    quoted = as_csv(rows, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    assert compared("a.csv", as_csv(rows), quoted).verdict is Verdict.EQUIVALENT


def same_cell(one: object, other: object) -> bool:
    return str(one) == str(other) or (
        isinstance(one, float | int) and isinstance(other, float | int) and same(one, other)
    )


def as_csv(rows: list[list[Any]], **how: Any) -> bytes:
    target = io.StringIO()
    csv.writer(target, **{"lineterminator": "\n", **how}).writerows([["one", "two"], *rows])
    return target.getvalue().encode()


COLUMN = st.lists(st.none() | st.floats(), min_size=1, max_size=5)


def as_parquet(table: pa.Table, **how: Any) -> bytes:
    target = io.BytesIO()
    pq.write_table(table, target, **how)
    return target.getvalue()


def as_arrow(table: pa.Table) -> bytes:
    target = io.BytesIO()
    feather.write_feather(table, target, compression="uncompressed")
    return target.getvalue()


@pytest.mark.parametrize(("name", "write"), [("a.parquet", as_parquet), ("a.arrow", as_arrow)])
@given(values=COLUMN, other=st.none() | st.floats(), data=st.data())
@settings(max_examples=15)
def test_any_value_of_a_column(  # noqa: PLR0917
    compared: Compared,
    name: str,
    write: Callable[[pa.Table], bytes],
    values: list[float | None],
    other: float | None,
    data: st.DataObject,
) -> None:
    place = data.draw(st.integers(0, len(values) - 1))
    was = values[place]
    both_nan = isinstance(was, float) and isinstance(other, float) and math.isnan(was) and math.isnan(other)
    assume(not both_nan)
    assume(was is not other and not (was is not None and other is not None and same(was, other)))
    changed = [*values[:place], other, *values[place + 1 :]]
    before, after = (
        write(pa.table({"id": range(len(values)), "x": pa.array(column, pa.float64())}))
        for column in (values, changed)
    )
    found = compared(name, before, after)
    assert found.verdict is Verdict.DIFFERENT
    assert "x (1 of " in found.explanation


@given(place=st.tuples(st.integers(0, 7), st.integers(0, 4), st.integers(0, 2)), value=st.integers(1, 255))
@settings(max_examples=20)
def test_any_channel_of_any_pixel(compared: Compared, place: tuple[int, int, int], value: int) -> None:
    pixels = np.zeros((8, 5, 3), "u1")
    changed = pixels.copy()
    changed[place] = value
    written = []
    for each in (pixels, changed):
        target = io.BytesIO()
        Image.fromarray(each).save(target, "PNG")
        written.append(target.getvalue())
    found = compared("a.png", written[0], written[1])
    assert (found.verdict, found.largest) == (Verdict.DIFFERENT, float(value))


@given(lines=st.lists(st.text("ab 1:", max_size=5), min_size=1, max_size=6), data=st.data())
@settings(max_examples=40)
def test_any_letter_of_a_text(compared: Compared, lines: list[str], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(lines) - 1))
    changed = [*lines[:place], lines[place] + "x", *lines[place + 1 :]]
    for name in ("a.txt", "a.log"):
        found = compared(name, "\n".join(lines).encode(), "\n".join(changed).encode())
        assert found.verdict is Verdict.DIFFERENT


@given(one=st.binary(max_size=40), other=st.binary(max_size=40))
@settings(max_examples=60)
@pytest.mark.parametrize(
    "name", ["a.bin", "a", "a.json", "a.npz", "a.pkl", "a.parquet", "a.png", "a.csv", "a.h5", "a.tar.gz"]
)
def test_no_two_random_contents_pass(compared: Compared, name: str, one: bytes, other: bytes) -> None:
    assume(one != other)
    found = compared(name, one, other)
    # Of text and tables a few bytes may be the same but for a line end, quotes or how a number is spelled.
    assert found.verdict not in GOOD or found.verdict is Verdict.EQUIVALENT, found
    assert found.explanation
