"""Every comparator: what must match, with the normalisations that it took, and what must differ."""

from __future__ import annotations

import bz2
import csv
import gzip
import io
import json
import lzma
import struct
import tarfile
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from pyarrow import feather

from forebear.lineage.rebuilds import Verdict
from forebear.rebuild.judging import normalisations as named
from forebear.rebuild.judging.finding import Finding

MODELS = Path(__file__).parents[2] / "compare" / "models"

Compared = Callable[..., Finding]


def model(name: str) -> bytes:
    return (MODELS / name).read_bytes()


def zipped(
    members: Mapping[str, bytes] | Sequence[tuple[str, bytes]],
    *,
    when: tuple[int, int, int, int, int, int] = (2024, 1, 1, 0, 0, 0),
    mode: int = 0o644,
    method: int = zipfile.ZIP_STORED,
    comment: bytes = b"",
) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in members.items() if isinstance(members, Mapping) else members:
            info = zipfile.ZipInfo(name, when)
            info.external_attr = mode << 16
            info.compress_type = method
            archive.writestr(info, content)
        archive.comment = comment
    return target.getvalue()


def tarred(members: Iterable[tuple[str, bytes]], form: int = tarfile.PAX_FORMAT, **facts: Any) -> bytes:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w", format=form) as archive:
        for name, content in members:
            info = tarfile.TarInfo(name)
            info.size = len(content)
            for fact, value in facts.items():
                setattr(info, fact, value)
            archive.addfile(info, io.BytesIO(content))
    return target.getvalue()


def safetensors(
    tensors: Mapping[str, np.ndarray[Any, Any]], metadata: Mapping[str, str] | None = None
) -> bytes:
    """Write tensors as https://huggingface.co/docs/safetensors has it."""
    header: dict[str, Any] = {"__metadata__": dict(metadata)} if metadata else {}
    body = b""
    for name, array in tensors.items():
        content = array.astype("<f4").tobytes()
        header[name] = {
            "dtype": "F32",
            "shape": list(array.shape),
            "data_offsets": [len(body), len(body) + len(content)],
        }
        body += content
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + body


def npy(array: np.ndarray[Any, Any]) -> bytes:
    target = io.BytesIO()
    np.save(target, array, allow_pickle=False)
    return target.getvalue()


def npz(save: Callable[..., None] = np.savez, **arrays: np.ndarray[Any, Any]) -> bytes:
    target = io.BytesIO()
    save(target, **arrays)
    return target.getvalue()


def png(pixels: np.ndarray[Any, Any], text: Mapping[str, str] | None = None, **options: Any) -> bytes:
    target = io.BytesIO()
    info = PngInfo()
    for key, value in (text or {}).items():
        info.add_text(key, value)
    Image.fromarray(pixels).save(target, "PNG", pnginfo=info, **options)
    return target.getvalue()


def parquet(table: pa.Table, **options: Any) -> bytes:
    target = io.BytesIO()
    pq.write_table(table, target, **options)
    return target.getvalue()


def arrow(table: pa.Table, **options: Any) -> bytes:
    target = io.BytesIO()
    feather.write_feather(table, target, **options)
    return target.getvalue()


def notebook(count: int | None = 1, id_: str = "aa", source: str = "1 + 1", text: str = "2") -> bytes:
    import nbformat.v4

    cell = nbformat.v4.new_code_cell(source, execution_count=count, id=id_)
    cell.outputs = [nbformat.v4.new_output("execute_result", {"text/plain": text}, execution_count=count)]
    return nbformat.writes(nbformat.v4.new_notebook(cells=[cell])).encode()


def svg(id_: str = "p1", date: str = "2024-01-01", colour: str = "#ff0000") -> bytes:
    """An SVG as matplotlib writes one."""
    return (
        '<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg" '
        'xmlns:xlink="http://www.w3.org/1999/xlink" width="10">\n'
        f"<metadata><date>{date}</date></metadata>\n"
        f'<defs><clipPath id="{id_}"><rect width="3"/></clipPath></defs>\n'
        f'<g clip-path="url(#{id_})" fill="{colour}"><use xlink:href="#{id_}"/></g></svg>\n'
    ).encode()


def hdf5(
    values: np.ndarray | None = None, *, scale: float = 1.0, name: str = "dense/kernel", **how: Any
) -> bytes:
    """Weights as Keras keeps them, written by h5py; `times` puts times of writing in."""
    target = io.BytesIO()
    with h5py.File(target, "w") as file:
        dataset = file.create_dataset(
            name, data=W if values is None else values, track_times=how.pop("times", False), **how
        )
        dataset.attrs["scale"] = scale
        file.attrs["backend"] = "numpy"
    return target.getvalue()


def rewritten(content: bytes) -> bytes:
    """The same file as it would be had its dataset been written an hour later."""
    with h5py.File(io.BytesIO(content), "r") as file:
        when = h5py.h5g.get_objinfo(file["dense/kernel"].id).mtime
    before, after = (struct.pack("<I", each) for each in (when, when + 3600))
    assert content.count(before) == 1
    return content.replace(before, after)


def pdf(when: str = "20240101", text: str = "Hello") -> bytes:
    return (
        f"%PDF-1.4\n1 0 obj << /CreationDate (D:{when}120000Z) /Title ({text}) >> endobj\n"
        f"trailer << /ID [<{when}> <{when}>] >>\n%%EOF\n"
    ).encode()


W = np.linspace(0, 1, 12, dtype="f4").reshape(3, 4)
B = np.arange(4, dtype="f4")
TIMED = hdf5(times=True)
PIXELS = np.arange(300, dtype="u1").reshape(10, 10, 3)
TABLE = pa.table({"id": [1, 2, 3], "x": [0.5, None, float("nan")], "word": ["a", "b", None]})
ROWS = [["id", "x", "word"], ["1", "0.5", "a, b"], ["2", "", "c"]]


def delimited(rows: Sequence[Sequence[str]], **how: Any) -> bytes:
    target = io.StringIO()
    csv.writer(target, **{"lineterminator": "\n", **how}).writerows(rows)
    return target.getvalue().encode()


def shuffled(content: bytes) -> bytes:
    return json.dumps(dict(reversed(json.loads(content).items()))).encode()


LATER = (2025, 6, 7, 8, 9, 10)
MEMBERS = {"a.txt": b"hello\n", "b/c.bin": bytes(range(256))}
PT = {"archive/data.pkl": b"\x80\x02}q\x00.", "archive/data/0": b"\0" * 16, "archive/version": b"3\n"}

MUST_MATCH: Mapping[str, tuple[str, bytes, bytes, set[str]]] = {
    "HDF5 chunks and compression": (
        "a.h5",
        hdf5(),
        hdf5(chunks=(1, 4), compression="gzip"),
        {named.HDF5_CHUNKS},
    ),
    "HDF5 times": ("a.h5", TIMED, rewritten(TIMED), {named.HDF5_TIMES}),
    "HDF5 shuffled": ("a.hdf5", hdf5(chunks=(1, 4)), hdf5(chunks=(1, 4), shuffle=True), {named.HDF5_CHUNKS}),
    "zip times": ("a.zip", zipped(MEMBERS), zipped(MEMBERS, when=LATER), {named.ZIP_TIMES}),
    "zip order": (
        "a.zip",
        zipped(MEMBERS),
        zipped(list(reversed(MEMBERS.items()))),
        {named.ZIP_ORDER},
    ),
    "zip modes": ("a.zip", zipped(MEMBERS), zipped(MEMBERS, mode=0o600), {named.ZIP_MODES}),
    "zip comment": ("a.zip", zipped(MEMBERS), zipped(MEMBERS, comment=b"x"), {named.ZIP_EXTRA}),
    "zip compression": (
        "a.zip",
        zipped(MEMBERS),
        zipped(MEMBERS, method=zipfile.ZIP_DEFLATED),
        {named.COMPRESSION},
    ),
    "tar times and owners": (
        "a.tar",
        tarred(MEMBERS.items(), mtime=1),
        tarred(MEMBERS.items(), mtime=2, uid=7, uname="me"),
        {named.TAR_TIMES, named.TAR_OWNERS},
    ),
    "tar order": ("a.tar", tarred(MEMBERS.items()), tarred(reversed(MEMBERS.items())), {named.TAR_ORDER}),
    "tar modes": (
        "a.tar",
        tarred(MEMBERS.items()),
        tarred(MEMBERS.items(), mode=0o600),
        {named.TAR_MODES},
    ),
    "gzip time": (
        "a.bin.gz",
        gzip.compress(b"x" * 99, mtime=1),
        gzip.compress(b"x" * 99, mtime=2),
        {named.GZIP_HEADER},
    ),
    "gzip level": (
        "a.bin.gz",
        gzip.compress(model("a.pkl"), 9, mtime=0),
        gzip.compress(model("a.pkl"), 6, mtime=0)[:8]
        + b"\x02"
        + gzip.compress(model("a.pkl"), 1, mtime=0)[9:],
        {named.COMPRESSION},
    ),
    "bzip2 for xz": (
        "a.bin",
        bz2.compress(b"x" * 999),
        lzma.compress(b"x" * 999),
        {named.COMPRESSION},
    ),
    "tar in gzip": (
        "a.tar.gz",
        gzip.compress(tarred(MEMBERS.items(), mtime=1), mtime=1),
        gzip.compress(tarred(MEMBERS.items(), mtime=2), mtime=2),
        {named.GZIP_HEADER, named.TAR_TIMES},
    ),
    "JSON in zip": (
        "a.zip",
        zipped({"m.json": b'{"a": 1, "b": 2}'}),
        zipped({"m.json": b'{"b": 2, "a": 1}'}),
        {named.KEY_ORDER},
    ),
    "JSON keys": ("a.json", b'{"a": 1, "b": [1, 2]}', b'{"b": [1, 2], "a": 1}', {named.KEY_ORDER}),
    "JSON layout": ("a.json", b'{"a": 1}', b'{\n "a": 1\n}\n', {named.LAYOUT}),
    "JSON numbers": ("a.json", b'{"a": 1}', b'{"a": 1.0}', {named.NUMBER_SPELLING}),
    "YAML comments": ("a.yaml", b"a: 1\nb: [1, 2]\n", b"a: 1 # one\nb:\n- 1\n- 2\n", {named.LAYOUT}),
    "TOML keys": ("a.toml", b"a = 1\nb = 2\n", b"b = 2\na = 1\n", {named.KEY_ORDER}),
    "JSON Lines": (
        "a.jsonl",
        b'{"a": 1, "b": 2}\n{"a": 3}\n',
        b'{"b": 2, "a": 1}\n{"a":3}\n',
        {named.KEY_ORDER, named.LAYOUT},
    ),
    "JSON Lines, last line": ("a.jsonl", b'{"a": 1}\n', b'{"a": 1}', {named.LAST_LINE}),
    "CSV delimiter": (
        "a.csv",
        delimited(ROWS),
        delimited(ROWS, delimiter=";"),
        {named.DELIMITER},
    ),
    "CSV line ends": ("a.csv", delimited(ROWS), delimited(ROWS, lineterminator="\r\n"), {named.LINE_ENDS}),
    "CSV quotes": ("a.csv", delimited(ROWS), delimited(ROWS, quoting=csv.QUOTE_ALL), {named.QUOTING}),
    "CSV numbers": ("a.csv", b"a,b\n0.10,1e-1\n", b"a,b\n0.1,0.1\n", {named.NUMBER_SPELLING}),
    "CSV last line": ("a.csv", b"a,b\n1,2\n", b"a,b\n1,2", {named.LAST_LINE}),
    "CSV in UTF-16": (
        "a.csv",
        "a,b\n1,é\n".encode(),
        "a,b\n1,é\n".encode("utf-16"),
        {named.ENCODING},
    ),
    "CSV encoding": ("a.csv", "a,b\n1,é\n".encode(), "\ufeffa,b\n1,é\n".encode(), {named.ENCODING}),
    "Parquet compression": (
        "a.parquet",
        parquet(TABLE, compression="snappy"),
        parquet(TABLE, compression="gzip"),
        {named.COMPRESSION},
    ),
    "Parquet row groups": (
        "a.parquet",
        parquet(TABLE),
        parquet(TABLE, row_group_size=1),
        {named.ROW_GROUPS},
    ),
    "Parquet dictionary": (
        "a.parquet",
        parquet(TABLE),
        parquet(TABLE, use_dictionary=False),
        {named.DICTIONARY},
    ),
    "notebook counts": ("a.ipynb", notebook(1), notebook(7), {named.EXECUTION}),
    "notebook ids": ("a.ipynb", notebook(id_="aa"), notebook(id_="bb"), {named.CELL_IDS}),
    "notebook colours": (
        "a.ipynb",
        notebook(text="2"),
        notebook(text="\x1b[31m2\x1b[0m"),
        {named.COLOURS},
    ),
    "SVG ids": ("a.svg", svg("p1"), svg("p92af"), {named.SVG_IDS}),
    "SVG date": ("a.svg", svg(), svg(date="2025-02-03"), {named.SVG_DATE}),
    "SVG layout": ("a.svg", svg(), svg().replace(b"\n", b"\n  "), {named.LAYOUT}),
    "PNG text": ("a.png", png(PIXELS), png(PIXELS, {"Software": "x"}), {named.PNG_TEXT}),
    "PNG compression": (
        "a.png",
        png(PIXELS, compress_level=1),
        png(PIXELS, compress_level=9),
        {named.COMPRESSION},
    ),
    "PDF dates": ("a.pdf", pdf(), pdf("20250203"), {named.PDF_DATES}),
    "text line ends": ("a.txt", b"a\nb\n", b"a\r\nb\r\n", {named.LINE_ENDS}),
    "text last line": ("a.txt", b"a\nb\n", b"a\nb", {named.LAST_LINE}),
    "text encoding": ("a.txt", "é\n".encode(), "é\n".encode("utf-16"), {named.ENCODING}),
    "log times": (
        "run.log",
        b"2024-01-01 10:00:00 loss 0.5\n",
        b"2025-02-03 11:22:33 loss 0.5\n",
        {named.TIMES},
    ),
    "safetensors metadata order": (
        "a.safetensors",
        safetensors({"w": W}, {"a": "1", "b": "2"}),
        safetensors({"w": W}, {"b": "2", "a": "1"}),
        {named.METADATA_ORDER},
    ),
    "safetensors tensor order": (
        "a.safetensors",
        safetensors({"w": W, "b": B}),
        safetensors({"b": B, "w": W}),
        {named.TENSOR_ORDER, named.METADATA_ORDER},
    ),
    "npy by columns": ("a.npy", npy(W), npy(np.asfortranarray(W)), {named.MEMORY_ORDER}),
    "npz by columns": ("a.npz", npz(w=W), npz(w=np.asfortranarray(W)), {named.MEMORY_ORDER}),
    "npz times": (
        "a.npz",
        zipped({"w.npy": npy(W)}),
        zipped({"w.npy": npy(W)}, when=LATER),
        {named.ZIP_TIMES},
    ),
    "npz compression": (
        "a.npz",
        npz(w=W * 0),
        npz(np.savez_compressed, w=W * 0),
        {named.COMPRESSION},
    ),
    "PyTorch top folder": (
        "b.pt",
        zipped(PT),
        zipped({name.replace("archive", "b"): content for name, content in PT.items()}),
        {named.TOP_FOLDER},
    ),
    "PyTorch times": ("b.pt", zipped(PT), zipped(PT, when=LATER), {named.ZIP_TIMES}),
    "LightGBM threads": ("m.txt", model("a.lgb.txt"), model("b.lgb.txt"), {named.THREADS}),
    "XGBoost keys": ("m.json", model("a.xgb.json"), shuffled(model("a.xgb.json")), {named.KEY_ORDER}),
    "ONNX producer": (
        "m.onnx",
        model("a.onnx"),
        model("a.onnx") + b"\x1a\x033.1",
        {named.PRODUCER},
    ),
}


@pytest.mark.parametrize("case", MUST_MATCH)
def test_what_must_match(compared: Compared, case: str) -> None:
    name, before, after, normalisations = MUST_MATCH[case]
    for one, other in ((before, after), (after, before)):
        found = compared(name, one, other)
        assert found.verdict is Verdict.EQUIVALENT, found
        assert set(found.normalisations) == normalisations
        assert found.comparator
        assert all(normalisation in found.explanation for normalisation in normalisations)


def test_every_normalisation_has_its_reason() -> None:
    names = {value for key, value in vars(named).items() if key.isupper() and isinstance(value, str)}
    assert names == set(named.REASONS)
    assert all(named.REASONS.values())


SAME_VALUES: Mapping[str, tuple[str, bytes, bytes]] = {
    "Arrow batches": ("a.arrow", arrow(TABLE, chunksize=1), arrow(TABLE)),
    "Feather compression": ("a.feather", arrow(TABLE, compression="lz4"), arrow(TABLE, compression="zstd")),
    "Parquet's notes": (
        "a.parquet",
        parquet(TABLE),
        parquet(TABLE.replace_schema_metadata({"pandas": "{}"})),
    ),
    "PNG's gamma": ("a.png", png(PIXELS), png(PIXELS, dpi=(100, 100))),
}


@pytest.mark.parametrize("case", SAME_VALUES)
def test_another_container_of_the_same_values(compared: Compared, case: str) -> None:
    name, before, after = SAME_VALUES[case]
    found = compared(name, before, after)
    assert found.verdict is Verdict.SAME_VALUES, found
    assert "equal" in found.explanation


def flipped(array: np.ndarray[Any, Any], bit: int = 0) -> np.ndarray[Any, Any]:
    """Flip one bit of the last number."""
    content = bytearray(array.tobytes())
    content[-array.itemsize] ^= 1 << bit
    return np.frombuffer(bytes(content), array.dtype).reshape(array.shape)


MUST_DIFFER: Mapping[str, tuple[str, bytes, bytes, str]] = {
    "HDF5 weight": ("a.h5", hdf5(), hdf5(W + np.eye(3, 4, dtype="f4")), "kernel"),
    "HDF5 attribute": ("a.h5", hdf5(), hdf5(scale=2.0), "scale"),
    "HDF5 name": ("a.h5", hdf5(), hdf5(name="dense/kernel2"), "kernel"),
    "HDF5 shape": ("a.h5", hdf5(), hdf5(W.reshape(4, 3)), "kernel"),
    "a bit of a weight": (
        "a.safetensors",
        safetensors({"w": W, "b": B}),
        safetensors({"w": flipped(W), "b": B}),
        "1 of 2 tensors differ: w (1 of 12 values, at most by ",
    ),
    "a weight": (
        "a.safetensors",
        model("a.safetensors"),
        model("b.safetensors"),
        "tensors differ; 1 of 1 setting differs: w (1 of 12 values, at most by 0.5)",
    ),
    "metadata": (
        "a.safetensors",
        safetensors({"w": W}, {"a": "1"}),
        safetensors({"w": W}, {"a": "2"}),
        "a was 1, is 2. Equal: 1 tensor.",
    ),
    "a tensor more": (
        "a.safetensors",
        safetensors({"w": W}),
        safetensors({"w": W, "b": B}),
        "b is only in the rebuilt one",
    ),
    "GGUF": ("a.gguf", model("a.gguf"), model("b.gguf"), "w (1 of 12 values"),
    "ONNX": ("a.onnx", model("a.onnx"), model("b.onnx"), "w (1 of 12 values"),
    "XGBoost's trees": ("a.ubj", model("a.ubj"), model("c.ubj"), "5 of 5 trees differ"),
    "XGBoost's trees as JSON": ("a.json", model("a.xgb.json"), model("c.xgb.json"), "5 of 5 trees differ"),
    "LightGBM's leaf": (
        "a.txt",
        model("a.lgb.txt"),
        model("a.lgb.txt").replace(b"leaf_value=", b"leaf_value=1", 1),
        "1 of 5 trees differ: 00000",
    ),
    "LightGBM's setting": (
        "a.txt",
        model("a.lgb.txt"),
        model("b.lgb.txt").replace(b"[learning_rate: ", b"[learning_rate: 1"),
        "Equal: ",
    ),
    "npy": ("a.npy", npy(W), npy(flipped(W)), "1 of 12 values"),
    "npy by columns": ("a.npy", npy(W), npy(np.asfortranarray(flipped(W))), "1 of 12 values"),
    "npy's type": ("a.npy", npy(W), npy(W.astype("f8")), "array"),
    "npy's shape": ("a.npy", npy(W), npy(W.T.copy()), "array"),
    "a zero's sign": ("a.npy", npy(np.zeros(2)), npy(np.array([0.0, -0.0])), "1 of 2 values"),
    "npz": ("a.npz", npz(w=W, b=B), npz(w=W, b=flipped(B)), "1 of 2 tensors differ: b"),
    "npz's names": ("a.npz", npz(w=W), npz(v=W), "is only in"),
    "a member": ("a.zip", zipped(MEMBERS), zipped({**MEMBERS, "a.txt": b"hallo\n"}), "a.txt"),
    "a member less": ("a.zip", zipped(MEMBERS), zipped({"a.txt": b"hello\n"}), "1 missing (b/c.bin)"),
    "a member more": ("a.tar", tarred([("a", b"x")]), tarred([("a", b"x"), ("b", b"")]), "1 extra (b)"),
    "a link for a file": (
        "a.tar",
        tarred([("a", b"")]),
        tarred([("a", b"")], type=tarfile.SYMTYPE, linkname="/etc/passwd"),
        "a: It was a file, and is a link to /etc/passwd.",
    ),
    "what is in gzip": (
        "a.txt.gz",
        gzip.compress(b"one\n", mtime=0),
        gzip.compress(b"two\n", mtime=0),
        "-one\n+two",
    ),
    "JSON's leaf": ("a.json", b'{"a": {"b": [1, 2]}}', b'{"a": {"b": [1, 3]}}', "a.b[1] was 2, is 3"),
    "JSON's type": ("a.json", b'{"a": 1}', b'{"a": "1"}', "a was 1, is 1"),
    "JSON's truth": ("a.json", b'{"a": 1}', b'{"a": true}', "a was 1, is True"),
    "JSON's list": ("a.json", b"[1, 2]", b"[2, 1]", "[0] was 1, is 2"),
    "JSON's dotted keys": ("a.json", b'{"a.b": 1}', b'{"a": {"b": 1}}', "a.b was 1, is gone"),
    "JSON's NaN": ("a.json", b'{"a": NaN}', b'{"a":NaN}', "NaN equals nothing"),
    "JSON's zero": ("a.json", b'{"a": 0.0}', b'{"a": -0.0}', "a was 0.0, is -0.0"),
    "JSON's large number": (
        "a.json",
        b'{"a": 9007199254740993}',
        b'{"a": 9007199254740992.0}',
        "a was 9007199254740993, is 9007199254740992.0",
    ),
    "YAML's key": ("a.yaml", b"1: a\n", b'"1": a\n', "1 was a, is gone"),
    "JSON Lines' line": ("a.jsonl", b'{"a": 1}\n', b'{"a": 1}\n{"a": 1}\n', "line 2 is only in the rebuilt"),
    "JSON Lines' order": (
        "a.jsonl",
        b'{"a": 1}\n{"a": 2}\n',
        b'{"a": 2}\n{"a": 1}\n',
        "line 1: a was 1, is 2",
    ),
    "CSV's cell": ("a.csv", b"a,b\n1,2\n", b"a,b\n1,3\n", "row 1, b was 2, is 3"),
    "CSV's long number": (
        "a.csv",
        b"a\n9007199254740993\n",
        b"a\n9007199254740992\n",
        "a was 9007199254740993, is 9007199254740992",
    ),
    "CSV's too large number": ("a.csv", b"a\n1e999\n", b"a\n1e998\n", "a was 1e999, is 1e998"),
    "CSV's infinity": ("a.csv", b"a\ninf\n", b"a\n-inf\n", "a was inf, is -inf"),
    "CSV's code": ("a.csv", b"a\n007\n", b"a\n7\n", "row 1, a was 007, is 7"),
    "CSV's name": ("a.csv", b"a,b\n1,2\n", b"a,c\n1,2\n", "the line of names, b was b, is c"),
    "CSV's rows": ("a.csv", b"a\n1\n2\n", b"a\n1\n", "it had 3 rows, and has 2"),
    "CSV's order": ("a.csv", b"a\n1\n2\n", b"a\n2\n1\n", "row 1, a was 1, is 2"),
    "CSV's empty cell": ("a.csv", b"a,b\n,1\n", b"a,b\n0,1\n", "row 1, a was , is 0"),
    "Parquet's cell": (
        "a.parquet",
        parquet(TABLE),
        parquet(TABLE.set_column(1, "x", pa.array([0.25, None, float("nan")]))),
        "1 of 3 columns differ: x (1 of 3 values, at most by 0.25)",
    ),
    "Parquet's zero": (
        "a.parquet",
        parquet(pa.table({"x": [0.0, 1.0]})),
        parquet(pa.table({"x": [-0.0, 1.0]})),
        "x (1 of 2 values",
    ),
    "Parquet's NaN for nothing": (
        "a.parquet",
        parquet(pa.table({"x": pa.array([None, 1.0])})),
        parquet(pa.table({"x": [float("nan"), 1.0]})),
        "x (1 of 2 values",
    ),
    "Parquet's list": (
        "a.parquet",
        parquet(pa.table({"x": [[0.0, 1.0]]})),
        parquet(pa.table({"x": [[-0.0, 1.0]]})),
        "x (1 of 1 values",
    ),
    "Parquet's type": (
        "a.parquet",
        parquet(pa.table({"x": pa.array([1, 2], pa.int32())})),
        parquet(pa.table({"x": pa.array([1, 2], pa.int64())})),
        "Its columns differ: x was integer, is bigint",
    ),
    "Parquet's rows in another order": (
        "a.parquet",
        parquet(pa.table({"x": [1, 2]})),
        parquet(pa.table({"x": [2, 1]})),
        "The rows are the same, in another order.",
    ),
    "Arrow's cell": (
        "a.arrow",
        arrow(TABLE),
        arrow(TABLE.set_column(2, "word", pa.array(["a", "b", ""]))),
        "word (1 of 3 values)",
    ),
    "Arrow's column": ("a.arrow", arrow(TABLE), arrow(TABLE.drop_columns("x")), "x is gone"),
    "a notebook's source": ("a.ipynb", notebook(), notebook(source="1 + 2"), "Cell 1 was changed (source)"),
    "a notebook's output": ("a.ipynb", notebook(), notebook(text="3"), "Cell 1 was changed (outputs)"),
    "SVG's colour": ("a.svg", svg(), svg(colour="#00ff00"), "Element 6 of 7 differs (g)"),
    "SVG's reference": (
        "a.svg",
        svg(),
        svg().replace(b'href="#p1"', b'href="#other"'),
        "differs (use)",
    ),
    "a pixel": ("a.png", png(PIXELS), png(flipped(PIXELS)), "1 of 100 pixels differ, at most by 1 of 255"),
    "a picture's size": ("a.png", png(PIXELS), png(PIXELS[:9]), "It was 10 by 10 pixels, and is 10 by 9."),
    "another format": ("a.png", png(PIXELS), b"%PDF-1.4\n", "It was a picture, and is a PDF."),
    "a line": ("a.txt", b"one\ntwo\n", b"one\ntoo\n", "-two\n+too"),
    "a line more": ("a.txt", b"one\n", b"one\n\n", "The first line that differs is 2."),
    "a log's line": (
        "a.log",
        b"2024-01-01 10:00:00 loss 0.5\n",
        b"2025-02-03 11:22:33 loss 0.6\n",
        "The first line that differs is 1.",
    ),
    "times in no log": ("a.txt", b"2024-01-01\n", b"2025-01-01\n", "The first line that differs is 1."),
    "a rebuilt file that is broken": ("a.json", b'{"a": 1}', b'{"a": ', "It cannot be read as JSON"),
    "a rebuilt archive that is broken": ("a.npz", npz(w=W), npz(w=W)[:-30], "It was a model, and is"),
    "a rebuilt model that is cut": ("a.npy", npy(W), npy(W)[:-4], "The rebuilt model cannot be read"),
}


@pytest.mark.parametrize("case", MUST_DIFFER)
def test_what_must_differ(compared: Compared, case: str) -> None:
    name, before, after, said = MUST_DIFFER[case]
    found = compared(name, before, after)
    assert found.verdict is Verdict.DIFFERENT, found
    assert said in found.explanation
    assert compared(name, after, before).verdict in {Verdict.DIFFERENT, Verdict.NO_COMPARATOR}


NOBODY_CAN_SAY: Mapping[str, tuple[str, bytes, bytes, str]] = {
    "unknown bytes": ("a.bin", b"\0\1\2\3", b"\0\1\2\4", "Other bytes (4 bytes), the first at offset 3."),
    "unknown bytes in an archive": (
        "a.zip",
        zipped({"a": b"\0\1"}),
        zipped({"a": b"\0\2"}),
        "1 no comparator (a)",
    ),
    "more of a PDF": ("a.pdf", pdf(), pdf(text="Bye"), "More than the dates of the PDF differs."),
    "a pickle without an image": ("a.pkl", model("a.pkl"), model("b.pkl"), "there is nothing to load it in"),
    "a recorded file that is broken": ("a.json", b'{"a": ', b'{"a": 1}', "The recorded file cannot be read"),
    "a recorded picture that is broken": (
        "a.png",
        png(PIXELS)[:60],
        png(PIXELS),
        "The recorded picture cannot be read",
    ),
    "HDF5 that is broken": (
        "a.h5",
        b"\x89HDF\r\n\x1a\n1",
        b"\x89HDF\r\n\x1a\n2",
        "The recorded model cannot be read",
    ),
}


@pytest.mark.parametrize("case", NOBODY_CAN_SAY)
def test_what_nobody_can_say_is_no_comparator(compared: Compared, case: str) -> None:
    name, before, after, said = NOBODY_CAN_SAY[case]
    found = compared(name, before, after)
    assert found.verdict is Verdict.NO_COMPARATOR, found
    assert said in found.explanation
