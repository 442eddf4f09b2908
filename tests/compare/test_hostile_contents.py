"""Contents that were made to do harm: nothing outside is read, nothing is without end, each is told."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from deltalake import write_deltalake

from forebear.compare.data.findings import Study
from forebear.compare.data.study import DataStudent
from forebear.compare.files.drawings import harmless_drawing
from forebear.compare.files.notebooks import UnreadableNotebookError, compare_notebooks, read_notebook
from forebear.compare.objects import LocalObjects
from forebear.compare.plots.series import number
from forebear.lineage.progress import Silent
from forebear.lineage.project import Project
from forebear.lineage.words import Digest
from forebear.rebuild.stores import KeptStore, WebRemote
from forebear.sources.dvc.storage import Remote, directory_entries, object_name
from forebear.sources.dvc.values import flattened, metric_values, read_values
from forebear.sources.dvc.yaml_text import UnreadableError

DIRECTORY = Digest("md5", f"{'a' * 32}.dir")
SECRET = "hunter2"


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """A table that is none of the project's."""
    folder = tmp_path / "outside"
    folder.mkdir()
    pq.write_table(pa.table({"id": [1, 2], "v": [SECRET, SECRET]}), folder / "secret.parquet")
    return folder


def put(root: Path, content: bytes, end: str = "") -> str:
    """Keep bytes in the project's cache as DVC does; return their name there."""
    name = hashlib.md5(content, usedforsecurity=False).hexdigest() + end
    path = root / ".dvc" / "cache" / "files" / "md5" / name[:2] / name[2:]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return name


def delta(tmp_path: Path, named: str, vector: dict[str, object] | None = None) -> Study:
    """Study a real Delta table whose log and listing name its file otherwise."""
    table, root = tmp_path / "table", tmp_path / "project"
    write_deltalake(str(table), pa.table({"id": [1, 2], "v": ["a", "b"]}))
    (file,) = table.glob("*.parquet")
    (log,) = (table / "_delta_log").glob("*.json")
    actions = [json.loads(line) for line in log.read_text().splitlines()]
    for action in actions:
        if "add" in action:
            action["add"]["path"] = named or action["add"]["path"]
            if vector is not None:
                action["add"]["deletionVector"] = vector
    entries = [
        {"md5": put(root, "\n".join(map(json.dumps, actions)).encode()), "relpath": f"_delta_log/{log.name}"},
        {"md5": put(root, file.read_bytes()), "relpath": named or file.name},
    ]
    digest = Digest("md5", put(root, json.dumps(entries).encode(), ".dir"))
    return DataStudent(LocalObjects(root, None), Silent()).study("table", [("A", digest)])


def test_a_delta_table_of_its_own_files_is_read(tmp_path: Path) -> None:
    study = delta(tmp_path, "")
    assert study.unreadable == {}
    assert study.tables["A"].rows == 2


@pytest.mark.parametrize(
    "form",
    ["file://{}/secret.parquet", "\\{}\\secret.parquet", "fi\tle://{}/secret.parquet", "http://h/x.parquet"],
)
def test_a_delta_table_reads_nothing_outside_even_if_its_listing_names_it(
    tmp_path: Path, outside: Path, form: str
) -> None:
    where = str(outside)
    named = form.format(where[1:].replace("/", "\\") if form.startswith("\\") else where)
    study = delta(tmp_path, named)
    assert study.tables == {}
    assert "names a file that is not in the directory" in study.unreadable["A"]
    assert SECRET not in str(study)


def test_a_delta_table_takes_no_deletion_vector_from_outside(tmp_path: Path, outside: Path) -> None:
    vector: dict[str, object] = {
        "storageType": "p", "pathOrInlineDv": f"file://{outside}/secret.parquet",
        "offset": 1, "sizeInBytes": 36, "cardinality": 1,
    }  # fmt: skip
    assert "deletion vector outside" in delta(tmp_path, "", vector).unreadable["A"]


def test_a_cache_leads_nowhere_by_links_or_odd_names(tmp_path: Path, outside: Path) -> None:
    root = tmp_path / "project"
    name = put(root, b"id\n1\n")
    objects = LocalObjects(root, None)
    found = objects.file(Digest("md5", name), tmp_path / "scratch")
    assert found is not None
    found.unlink()
    found.symlink_to(outside / "secret.parquet")
    assert objects.file(Digest("md5", name), tmp_path / "scratch") is None
    assert object_name(Digest("md5", "etcpasswd")) is None
    assert object_name(Digest("md5", name)) == f"files/md5/{name[:2]}/{name[2:]}"


def test_a_listing_nested_without_end_is_told() -> None:
    with pytest.raises(UnreadableError, match="is no JSON"):
        directory_entries(b"[" * 100_000, DIRECTORY)


def test_a_drawing_nested_without_end_is_not_drawn() -> None:
    def nested(depth: int) -> bytes:
        return b'<svg xmlns="http://www.w3.org/2000/svg">' + b"<g>" * depth + b"</g>" * depth + b"</svg>"

    assert harmless_drawing(nested(100)) is not None
    assert harmless_drawing(nested(100_000)) is None


def notebook(sources: list[str], metadata: str = "{}") -> bytes:
    cells = [{"cell_type": "code", "source": source, "metadata": "@"} for source in sources]
    return json.dumps({"nbformat": 4, "cells": cells}).replace('"@"', metadata).encode()


def test_a_notebook_nested_without_end_is_told() -> None:
    with pytest.raises(UnreadableNotebookError, match="nested too deep"):
        read_notebook(notebook(["x"], "[" * 100_000 + "]" * 100_000))


def test_notebooks_of_thousands_of_other_cells_are_compared_at_once() -> None:
    one = read_notebook(notebook([f"a{n} = b{n} + {n}" for n in range(4_000)]))
    other = read_notebook(notebook([f"c{n} * d{n} - {n} / e" for n in range(4_000)]))
    found = compare_notebooks(one, other)  # each cell with each would be sixteen million comparisons
    assert found.same == 0
    assert len(found.cells) >= 4_000


LONG = f"0x{'f' * 6_000}"


@pytest.mark.parametrize(
    ("path", "text"),
    [("p.toml", f"h = {LONG}"), ("p.py", f"h = {LONG}"), ("p.toml", f"h = [{LONG}]")],
)
def test_numbers_of_thousands_of_digits_are_told(path: str, text: str) -> None:
    with pytest.raises(UnreadableError, match="thousands of digits"):
        flattened(read_values(path, text.encode()))


def test_numbers_larger_than_any_float_stay_what_they_are() -> None:
    digits = f"1{'0' * 400}"
    assert metric_values({"m": int(digits)}, "") == {"m": (float("inf"), digits)}
    assert metric_values({"m": -int(digits)}, "") == {"m": (float("-inf"), f"-{digits}")}
    assert number(int(digits)) == float("inf")
    assert number(-int(digits)) == float("-inf")
    with pytest.raises(UnreadableError, match="too large for a float"):
        read_values("p.yaml", f"h: !!float {digits}".encode())


def test_where_an_object_of_a_remote_is_tells_no_password(tmp_path: Path) -> None:
    remote = Remote("r", f"https://bob:{SECRET}@127.0.0.1:1/x?token={SECRET}", settings={"password": SECRET})
    store = WebRemote(remote, KeptStore(Project(tmp_path, "")))
    assert SECRET not in store.where(Digest("md5", "a" * 32))
    with pytest.raises(OSError, match=r".") as raised:
        store.fetch(Digest("md5", "a" * 32))
    assert SECRET not in str(raised.value)
