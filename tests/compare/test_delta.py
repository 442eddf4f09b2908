"""Delta tables written by the real deltalake: what a directory's log says is compared, and no other file."""

from __future__ import annotations

import hashlib
import json
import shutil
import struct
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import deltalake
import pyarrow as pa
import pytest
from deltalake import CommitProperties, DeltaTable, write_deltalake
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forebear.cli.comparing import compare_in
from forebear.cli.data_text import data_lines
from forebear.compare.comparison import CodeChanges, Comparison, DataRole, DataRow, NodeKind, Version
from forebear.compare.data.document import study_document
from forebear.compare.data.findings import Form, Obtainable, Study
from forebear.compare.data.study import DataStudent
from forebear.lineage.database import Database
from forebear.lineage.errors import UsageError
from forebear.lineage.progress import Silent
from forebear.lineage.project import Project
from forebear.lineage.questions import Questions
from forebear.lineage.words import Digest
from forebear.sources.dvc.storage import DirectoryEntry
from forebear.sources.importing import import_project


class Cache:
    """Directories as DVC keeps them: each file under its md5, a listing for each directory."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        self.listings: dict[Digest, tuple[DirectoryEntry, ...]] = {}

    def add(self, directory: Path) -> Digest:
        entries = []
        for path in sorted(directory.rglob("*")):
            if path.is_file():
                content = path.read_bytes()
                md5 = hashlib.md5(content).hexdigest()  # noqa: S324
                (self.folder / md5).write_bytes(content)
                entries.append(DirectoryEntry(path.relative_to(directory).as_posix(), Digest("md5", md5)))
        digest = Digest("md5", f"{len(self.listings):032x}.dir")
        self.listings[digest] = tuple(entries)
        return digest

    def file(self, digest: Digest, _scratch: Path) -> Path | None:
        path = self.folder / digest.value
        return path if path.exists() else None

    def listing(self, digest: Digest) -> tuple[DirectoryEntry, ...] | None:
        return self.listings.get(digest)

    def obtainable(self, digest: Digest) -> tuple[Obtainable, ...]:
        return (Obtainable("dvc", "store", "s3://bucket/dvc", digest.value),)

    def study(self, *digests: Digest) -> Study:
        held = list(zip("ABC", digests, strict=False))
        return DataStudent(self, Silent()).study("table", held)


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "cache")


def rows(first: int, last: int, price: float = 1.0) -> pa.Table:
    ids = list(range(first, last))
    return pa.table({"id": ids, "region": ["ns"[n % 2] for n in ids], "price": [n * price for n in ids]})


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "table"
    write_deltalake(path, rows(0, 40), partition_by=["region"])
    return path


def test_a_version_is_its_own_files_alone(cache: Cache, table: Path) -> None:
    first = cache.add(table)
    why = CommitProperties(custom_metadata={"why": "prices in cents", "userName": "Ada"})
    write_deltalake(table, rows(40, 50), mode="append", commit_properties=why)
    DeltaTable(table).delete("id < 4")
    source = pa.table({"id": [5, 60], "region": ["s", "n"], "price": [500.0, 6.0]})
    merging = DeltaTable(table).merge(source, "t.id = s.id", source_alias="s", target_alias="t")
    merging.when_matched_update_all().when_not_matched_insert_all().execute()
    later = cache.add(table)
    study = cache.study(first, later)
    assert not study.unreadable
    assert [(facts.form, facts.rows) for facts in study.tables.values()] == [
        (Form.DELTA, 40),
        (Form.DELTA, 47),
    ]
    assert {column.name for column in study.tables["A"].columns} == {"id", "region", "price"}
    (change,) = study.changes
    assert change.rows is not None
    assert change.rows.key == ("id",)
    assert (change.rows.added, change.rows.removed, change.rows.changed) == (11, 4, 1)
    assert [(each.version, each.operation) for each in change.commits] == [
        (1, "WRITE"),
        (2, "DELETE"),
        (3, "MERGE"),
    ]
    assert (change.commits[0].metadata, change.commits[0].by) == ("why: prices in cents", "Ada")
    assert "id < 4" in change.commits[1].parameters
    assert all(each.when is not None for each in change.commits)


def test_rewriting_files_changes_no_row(cache: Cache, table: Path) -> None:
    for first in (40, 50, 60):
        write_deltalake(table, rows(first, first + 10), mode="append")
    before = cache.add(table)
    opened = DeltaTable(table)
    opened.optimize.compact()
    opened.create_checkpoint()
    compacted = cache.add(table)
    opened.vacuum(retention_hours=0, enforce_retention_duration=False, dry_run=False)
    study = cache.study(before, compacted, cache.add(table))
    assert not study.unreadable
    assert len(study.changes) == 2
    for change in study.changes:
        assert change.rows is not None
        assert change.rows.equal
        assert change.schema == ()
        assert {each.level for each in change.drift or ()} == {"none"}
    assert [each.operation for each in study.changes[0].commits] == ["OPTIMIZE"]


def test_another_schema_and_another_table(cache: Cache, table: Path, tmp_path: Path) -> None:
    first = cache.add(table)
    more = rows(0, 40).append_column("note", pa.array(["x"] * 40)).drop_columns(["price"])
    write_deltalake(table, more, mode="overwrite", schema_mode="overwrite")
    other = tmp_path / "other"
    write_deltalake(other, rows(0, 40))
    changed, replaced = cache.study(first, cache.add(table), cache.add(other)).changes
    assert {(each.column, each.status) for each in changed.schema or ()} == {
        ("price", "removed"),
        ("note", "added"),
    }
    assert replaced.commits == ()
    assert replaced.rows is not None
    assert replaced.rows.equal


def test_an_earlier_version_of_the_same_table_is_told_the_same_way(cache: Cache, table: Path) -> None:
    first = cache.add(table)
    write_deltalake(table, rows(40, 41), mode="append")
    (change,) = cache.study(cache.add(table), first).changes
    assert [each.version for each in change.commits] == [1]
    assert change.rows is not None
    assert (change.rows.added, change.rows.removed) == (0, 1)


def test_versions_of_one_directory_are_compared_by_their_numbers(cache: Cache, table: Path) -> None:
    write_deltalake(table, rows(40, 50), mode="append")
    DeltaTable(table).delete("id < 10")
    digest = cache.add(table)

    def study(*versions: int | None) -> Study:
        student = DataStudent(cache, Silent(), table_versions=versions)
        assert student.travels
        return student.study("table", [("A", digest), ("B", digest)])

    told = study(0, 2)
    assert [facts.rows for facts in told.tables.values()] == [40, 40]
    (change,) = told.changes
    assert change.rows is not None
    assert (change.rows.added, change.rows.removed) == (10, 10)
    assert [each.operation for each in change.commits] == ["WRITE", "DELETE"]
    (change,) = study(None, 1).changes
    assert change.rows is not None
    assert (change.rows.added, change.rows.removed) == (10, 0)
    assert "B" in study(0, 7).unreadable


def test_files_that_are_gone_and_logs_that_are_damaged_are_told(cache: Cache, table: Path) -> None:
    first = cache.add(table)
    write_deltalake(table, rows(40, 41), mode="append")
    second = cache.add(table)
    data = [entry for entry in cache.listings[second] if entry.path.endswith(".parquet")]
    gone = next(entry for entry in data if entry not in cache.listings[first])
    (cache.folder / gone.digest.value).unlink()
    study = cache.study(first, second)
    assert study.tables["A"].rows == 40
    assert study.unreadable == {"B": "1 of its files are not here."}
    assert [(absent.label, absent.obtainable[0].name) for absent in study.absent] == [("B", "store")]
    log = table / "_delta_log" / "00000000000000000001.json"
    log.write_text("{broken", encoding="utf-8")
    told = cache.study(first, cache.add(table)).unreadable["B"]
    assert told.startswith("It cannot be read as a Delta table: ")
    shutil.rmtree(table / "_delta_log")
    (table / "_delta_log").mkdir()
    (table / "_delta_log" / "nothing.txt").write_text("x", encoding="utf-8")
    assert "B" in cache.study(first, cache.add(table)).unreadable


@pytest.mark.parametrize(
    "path", ["../outside.parquet", "{folder}/outside.parquet", "file://{folder}/outside.parquet"]
)
def test_a_log_never_leads_outside_its_directory(cache: Cache, table: Path, path: str) -> None:
    first = cache.add(table)
    write_deltalake(table, rows(40, 41), mode="append")
    source = next(file for file in table.rglob("*.parquet"))
    shutil.copyfile(source, table.parent / "outside.parquet")
    log = table / "_delta_log" / "00000000000000000001.json"
    lines = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    for line in lines:
        if "add" in line:
            line["add"]["path"] = path.format(folder=table.parent)
    log.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    told = cache.study(first, cache.add(table)).unreadable["B"]
    assert "names a file that is not in the directory" in told


def test_it_is_told_in_text_and_in_the_document(cache: Cache, table: Path) -> None:
    first = cache.add(table)
    write_deltalake(table, rows(40, 41), mode="append")
    second = cache.add(table)
    study = cache.study(first, second)
    versions = tuple(Version(letter, letter, letter, NodeKind.COMMIT) for letter in "AB")
    none = (None, None)
    row = DataRow("table", DataRole.SOURCE, (first, second), none, none, none, study=study)
    text = "\n".join(data_lines(Comparison(versions, (), (), (row,), (), CodeChanges(False), None)))
    assert "version 1 of the Delta table" in text
    assert "version 1: WRITE, " in text
    told: Any = json.loads(json.dumps(study_document(study)))
    assert told["tables"]["B"]["delta"]["version"] == 1
    assert [each["operation"] for each in told["changes"][0]["commits"]] == ["WRITE"]
    assert deltalake.__version__


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(0, 19), column=st.sampled_from(["price", "region"]), fresh=st.integers(0, 10**6))
def test_a_changed_cell_is_never_the_same(
    tmp_path_factory: pytest.TempPathFactory, place: int, column: str, fresh: int
) -> None:
    folder = tmp_path_factory.mktemp("cell")
    cache, path = Cache(folder / "cache"), folder / "table"
    write_deltalake(path, rows(0, 20))
    first = cache.add(path)
    value = str(float(-1 - fresh)) if column == "price" else "'z'"
    DeltaTable(path).update(updates={column: value}, predicate=f"id = {place}")
    (change,) = cache.study(first, cache.add(path)).changes
    assert change.rows is not None
    assert (change.rows.changed, change.rows.columns) == (1, {column: 1})


def _vector(*rows: int) -> dict[str, object]:
    """Rows of a file that are deleted, within the log, as the Delta protocol has it: a magic number and one
    32-bit Roaring bitmap of one array, in Z85. By hand, for delta-rs writes the file anew instead."""
    roaring = struct.pack("<IIHHI", 12346, 1, 0, len(rows) - 1, 16) + struct.pack(f"<{len(rows)}H", *rows)
    content = struct.pack("<IQI", 1681511377, 1, 0) + roaring
    padded = content + b"\0" * (-len(content) % 4)
    letters = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#"
    text = ""
    for (word,) in struct.iter_unpack(">I", padded):
        text += "".join(letters[word // 85**place % 85] for place in range(4, -1, -1))
    return {
        "storageType": "i", "pathOrInlineDv": text, "sizeInBytes": len(content), "cardinality": len(rows),
    }  # fmt: skip


def test_rows_that_a_deletion_vector_leaves_out_are_no_rows(cache: Cache, tmp_path: Path) -> None:
    path = tmp_path / "vectors"
    write_deltalake(path, rows(0, 40), configuration={"delta.enableDeletionVectors": "true"})
    before = cache.add(path)
    (log,) = (path / "_delta_log").glob("*.json")
    actions = [json.loads(line) for line in log.read_text().splitlines()]
    (added,) = [action["add"] for action in actions if "add" in action]
    added["deletionVector"] = _vector(3, 4, 7, 11, 18, 29)
    log.write_text("\n".join(map(json.dumps, actions)))
    study = cache.study(before, cache.add(path))
    assert study.unreadable == {}
    assert [table.rows for table in study.tables.values()] == [40, 34]
    (change,) = study.changes
    assert change.rows is not None
    assert (change.rows.key, change.rows.removed, change.rows.added, change.rows.same) == (("id",), 6, 0, 34)
    assert {example.key for example in change.rows.examples} == {("3",), ("4",), ("7",)}


@pytest.fixture
def project(table: Path) -> Iterator[Callable[..., Comparison]]:
    """Compare REFs of a project whose table is read where it lies: the first of two versions is restored."""
    write_deltalake(table, rows(40, 50), mode="append")
    DeltaTable(table).restore(0)
    root = table.parent
    for words in (("init", "--quiet"), ("commit", "--quiet", "--allow-empty", "-m", "begun")):
        subprocess.run(["git", *words], cwd=root, check=True)
    database = Database.open(f"sqlite:///{root / 'lineage.db'}", create=True)
    opened = Project(root, database.url)
    import_project(opened, database, Silent())
    yield lambda *refs: compare_in(opened, Questions(database), refs, key=())
    database.close()


def test_versions_of_a_table_are_compared_where_it_lies(
    project: Callable[..., Comparison], table: Path
) -> None:
    (row,) = project("table@v0", "table@1").data
    assert (row.path, row.rows, row.differs) == ("table", (40, 50), True)
    assert row.study is not None
    (change,) = row.study.changes
    assert change.rows is not None
    assert (change.rows.added, change.rows.removed, change.rows.changed) == (10, 0, 0)
    assert [each.operation for each in change.commits] == ["WRITE"]
    table_id = DeltaTable(table).metadata().id
    (row,) = project(f"delta:{table_id}@1", "table").data
    assert row.rows == (50, 40)
    (row,) = project("table@v0", "table@v2").data
    assert row.study is not None
    (change,) = row.study.changes
    assert change.rows is not None
    assert change.rows.equal


def test_a_version_that_cannot_be_read_any_more_is_told(
    project: Callable[..., Comparison], table: Path
) -> None:
    def told() -> Study:
        (row,) = project("table@v0", "table@v1").data
        assert row.study is not None
        return row.study

    DeltaTable(table).vacuum(retention_hours=0, enforce_retention_duration=False, dry_run=False)
    assert "are not here" in told().unreadable["B"]
    shutil.rmtree(table)
    assert [absent.label for absent in told().absent] == ["A", "B"]
    for first in (0, 40):
        write_deltalake(table, rows(first, first + 10), mode="append")
    assert told().unreadable == dict.fromkeys("AB", "The table that lies there is another one by now.")
    with pytest.raises(UsageError, match="Nothing is called this"):
        project("table@v0", "table@v17")


def test_a_version_that_was_written_again_is_not_taken_for_it(
    project: Callable[..., Comparison], table: Path
) -> None:
    latest = DeltaTable(table).version()
    (table / "_delta_log" / f"{latest:020}.json").unlink()
    write_deltalake(table, rows(0, 7), mode="append")
    assert DeltaTable(table).version() == latest
    (row,) = project("table@v0", f"table@v{latest}").data
    assert row.study is not None
    assert row.study.unreadable == {"B": "Another version has this number there by now."}
