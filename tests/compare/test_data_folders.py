"""Tables in a folder that the real DVC keeps: those that differ are looked into, each by its path."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml
from PIL import Image

from forebear.compare.data.document import drift_document, study_document
from forebear.compare.data.drifted import all_rows_equal, drifted_columns
from forebear.compare.data.findings import DataChange, Study
from forebear.compare.data.opening import MOST_TABLES, At, Opening
from forebear.compare.data.study import DataStudent
from forebear.compare.objects import LocalObjects
from forebear.lineage.progress import Silent
from forebear.lineage.words import Digest
from forebear.sources.git.repository import GitRepository

Add = Callable[[], Digest]


@pytest.fixture
def project(tmp_path: Path, tool: Callable[[str], Path]) -> tuple[Path, Add]:
    """A project with an empty folder `data`, and what adds it as it is."""
    root = tmp_path / "project"
    (root / "data").mkdir(parents=True)
    settings = {**os.environ, "DVC_NO_ANALYTICS": "1"}

    def run(*words: str | Path) -> None:
        subprocess.run(words, cwd=root, env=settings, check=True, capture_output=True)

    run("git", "init", "-q")
    run(tool("dvc"), "init", "-q")

    def add() -> Digest:
        run(tool("dvc"), "add", "-q", "data")
        (entry,) = yaml.safe_load((root / "data.dvc").read_text())["outs"]
        return Digest("md5", entry["md5"])

    return root, add


def studied(root: Path, *digests: Digest) -> Study:
    with GitRepository(root) as repository:
        student = DataStudent(LocalObjects(root, repository), Silent())
        return student.study("data", list(zip("ABCDEF", digests, strict=False)))


def parts(study: Study, label: str = "B") -> dict[str, DataChange]:
    return {change.part: change for change in study.changes if change.label == label}


def csv(path: Path, start: float, *names: str) -> None:
    lines = [",".join(("id", *names))]
    lines += [",".join([f"{n}", *(f"{start + n / 100}" for _ in names)]) for n in range(200)]
    path.write_text("\n".join(lines) + "\n")


def parquet(path: Path, rows: range, factor: float = 1.0, **more: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    columns = {"id": list(rows), "price": [factor * n for n in rows]}
    pq.write_table(pa.table({**columns, **{name: [value] * len(rows) for name, value in more.items()}}), path)


@pytest.mark.parametrize(
    "name", ["part-{:05}-3f0e9c1a-77aa-4b1c-9d1e-5a6b7c8d9e0f-c000.snappy.parquet", "part.{}.parquet"]
)
def test_parts_of_a_parquet_table_are_one(project: tuple[Path, Add], name: str) -> None:
    root, add = project
    for part in range(3):
        parquet(root / "data" / name.format(part), range(100 * part, 100 * part + 100))
    before = add()
    for part in range(4):  # it is written anew, in other parts
        factor = 2.0 if part == 3 else 1.0
        parquet(root / "data" / name.format(part), range(75 * part, 75 * part + 75), factor)
    found = parts(studied(root, before, add()))
    assert set(found) == {""}
    assert found[""].rows is not None
    assert (found[""].rows.same, found[""].rows.changed) == (225, 75)


def test_parts_in_folders_by_value_are_one(project: tuple[Path, Add]) -> None:
    root, add = project
    for day in range(3):
        parquet(root / "data" / f"day={day}" / "000000_0.parquet", range(100 * day, 100 * day + 100))
    before = add()
    parquet(root / "data" / "day=3" / "000000_0.parquet", range(300, 340))
    found = parts(studied(root, before, add()))
    assert set(found) == {""}
    assert found[""].rows is not None
    assert (found[""].rows.same, found[""].rows.added) == (300, 40)


def test_parquet_tables_of_other_names_are_several(project: tuple[Path, Add]) -> None:
    root, add = project
    parquet(root / "data" / "train.parquet", range(100))
    parquet(root / "data" / "customers.parquet", range(20), name="Ada")
    before = add()
    parquet(root / "data" / "train.parquet", range(100), 3.0)
    parquet(root / "data" / "test.parquet", range(30))
    found = parts(studied(root, before, add()))
    folder = found.pop("").folder
    assert folder is not None
    assert (folder.added, folder.changed, folder.same) == (1, 1, 1)
    assert set(found) == {"train.parquet"}
    assert found["train.parquet"].rows is not None
    assert found["train.parquet"].rows.changed == 99


def test_tables_of_a_folder_are_compared_by_their_paths(project: tuple[Path, Add]) -> None:
    root, add = project
    data = root / "data"
    (data / "sub").mkdir()
    csv(data / "train.csv", 0, "price")
    csv(data / "same.csv", 0, "price")
    csv(data / "gone.csv", 0, "price")
    (data / "torn.csv.gz").write_bytes(b"no gzip")
    np.savez(data / "sub" / "arrays.npz", w=np.arange(4.0), same=np.arange(3))
    before = add()
    csv(data / "train.csv", 5, "price", "tax")
    (data / "gone.csv").unlink()
    csv(data / "new.csv", 7, "price")
    (data / "torn.csv.gz").write_bytes(b"nor this")
    np.savez(data / "sub" / "arrays.npz", w=np.arange(4.0) + 9, same=np.arange(3))
    (data / "README.md").write_text("What this is\n")
    after = add()

    study = studied(root, before, after)
    found = parts(study)
    folder = found[""].folder
    assert folder is not None
    assert (folder.added, folder.removed, folder.changed, folder.same) == (2, 1, 3, 1)
    assert set(found) == {"", "train.csv", "sub/arrays.npz/w", "sub/arrays.npz/same"}
    train = found["train.csv"]
    assert train.folder is None
    assert [(each.column, each.status) for each in train.schema or ()] == [("tax", "added")]
    assert train.rows is not None
    assert (train.rows.key, train.rows.changed, train.rows.added) == (("id",), 200, 0)
    rows = found["sub/arrays.npz/same"].rows
    assert rows is not None
    assert rows.equal
    assert sorted(study.unreadable) == ["A/torn.csv.gz", "B/torn.csv.gz"]
    assert drifted_columns(study)[0].startswith("train.csv: price: PSI ")
    assert not all_rows_equal(study)
    drift = drift_document(study)
    assert isinstance(drift, dict)
    assert {each["part"] for each in drift["versions"]} == set(found) - {""}
    assert study_document(study)["unreadable"].keys() == study.unreadable.keys()


def test_a_table_is_like_those_of_its_own_path(project: tuple[Path, Add], tmp_path: Path) -> None:
    root, add = project
    versions = []
    for start in (0, 5):
        for name in ("one.csv", "two.csv"):
            csv(root / "data" / name, start, "price")
        versions.append(At(add()))
    (tmp_path / "scratch").mkdir()
    with GitRepository(root) as repository:
        opening = Opening(LocalObjects(root, repository), Silent(), tmp_path / "scratch", "data", ())
        opening.open(versions)
        before, after = map(opening.tables, versions)
        assert opening.others_like(before["one.csv"]) == [after["one.csv"]]
        assert before["one.csv"].is_like(after["two.csv"])
        opening.close()


def test_of_several_versions_only_what_differs_from_the_baseline_is_told(project: tuple[Path, Add]) -> None:
    root, add = project
    data = root / "data"
    for name in ("one.csv", "two.csv"):
        csv(data / name, 0, "price")
    first = add()
    csv(data / "one.csv", 1, "price")
    second = add()
    csv(data / "two.csv", 2, "price")
    third = add()
    study = studied(root, first, second, third)
    assert set(parts(study, "B")) == {"", "one.csv"}
    assert set(parts(study, "C")) == {"", "one.csv", "two.csv"}
    assert not study.absent
    cached = [path for path in (root / ".dvc" / "cache").rglob("*") if path.is_file()]
    next(path for path in cached if b"\n0,2.0\n" in path.read_bytes()).unlink()
    (data / "two.csv").unlink()
    study = studied(root, first, second, third)
    assert set(parts(study, "C")) == {"", "one.csv"}  # what is not here leaves the others
    assert [absent.label for absent in study.absent] == ["C"]


def test_pictures_and_their_labels(project: tuple[Path, Add]) -> None:
    root, add = project
    data = root / "data"
    for number in range(4):
        Image.new("RGB", (8, 8), (number, 0, 0)).save(data / f"{number}.png")
    csv(data / "labels.csv", 0, "label")
    (data / "README.md").write_text("old\n")
    before = add()
    (data / "README.md").write_text("new\n")
    reworded = add()
    assert not all_rows_equal(studied(root, before, reworded))  # the pictures are, and that is not all
    csv(data / "labels.csv", 3, "label")
    found = parts(studied(root, before, add()))
    assert set(found) == {"", "labels.csv"}
    assert found["labels.csv"].rows is not None
    assert found["labels.csv"].rows.changed == 200


def test_of_very_many_tables_some_are_looked_into_and_it_is_said(project: tuple[Path, Add]) -> None:
    root, add = project
    for start in (0, 1):
        for number in range(MOST_TABLES + 2):
            (root / "data" / f"{number:03}.csv").write_text(f"id,x\n1,{start}\n")
        if not start:
            before = add()
    found = parts(studied(root, before, add()))
    assert len(found) == MOST_TABLES + 1
    assert found[""].note == "40 of its 42 tables that differ were looked into."
