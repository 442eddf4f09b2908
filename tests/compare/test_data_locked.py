"""The engine reads the files it was given: no name, content or statement makes it open another."""

# ruff: noqa: S608 -- the paths in the SQL are those of this test

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from forebear.compare.data.engine import Engine, EngineError, quoted
from forebear.compare.data.study import DataStudent
from forebear.lineage.progress import Silent
from forebear.lineage.words import Digest

SECRET = "7f1c-very-secret"


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    folder = tmp_path / "outside"
    folder.mkdir()
    (folder / "given.csv").write_text("id,name\n1,a\n2,b\n", encoding="utf-8")
    (folder / "secret.csv").write_text(f"id,name\n1,{SECRET}\n", encoding="utf-8")
    pq.write_table(pa.table({"id": [1], "name": [SECRET]}), folder / "secret.parquet")
    return folder


@pytest.fixture
def engine(tmp_path: Path, outside: Path) -> Iterator[Engine]:
    folder = tmp_path / "engine"
    folder.mkdir()
    made = Engine(folder, Silent(), [outside / "given.csv"])
    yield made
    made.close()


def test_what_it_was_given_is_read_and_its_folder_is_written(engine: Engine, outside: Path) -> None:
    given = engine.link(outside / "given.csv")
    assert engine.rows(f"SELECT name FROM read_csv({given}) ORDER BY ALL") == [("a",), ("b",)]
    copy = quoted(str(engine.scratch("copy")))
    engine.rows(f"COPY (SELECT 1 AS one) TO {copy} (FORMAT parquet)")
    assert engine.rows(f"SELECT one FROM read_parquet({copy})") == [(1,)]


STATEMENTS = (
    "SELECT * FROM read_csv('{outside}/secret.csv')",
    "SELECT * FROM read_csv('{outside}/*.csv')",
    "SELECT * FROM read_csv('{folder}/../outside/secret.csv')",
    "SELECT * FROM read_csv('{link}')",
    "SELECT * FROM read_parquet('{outside}/secret.parquet')",
    "SELECT * FROM parquet_metadata('{outside}/secret.parquet')",
    "SELECT * FROM read_text('{outside}/secret.csv')",
    "SELECT * FROM read_blob('/etc/passwd')",
    "SELECT * FROM '{outside}/secret.csv'",
    "SELECT * FROM local",
    "CREATE TABLE t (x VARCHAR); COPY t FROM '{outside}/secret.csv'",
    "COPY (SELECT 1) TO '{outside}/written.csv'",
    "ATTACH '{outside}/other.duckdb'",
    "EXPORT DATABASE '{outside}/exported'",
    "INSTALL httpfs",
    "LOAD '{outside}/evil.duckdb_extension'",
    "SELECT * FROM read_csv('http://127.0.0.1:9/x.csv')",
    "SET enable_external_access = true",
    "SET allowed_directories = ['/']",
    "SET memory_limit = '900GB'",
)


@pytest.mark.parametrize("statement", STATEMENTS)
def test_nothing_else_is_opened(engine: Engine, outside: Path, tmp_path: Path, statement: str) -> None:
    link = tmp_path / "engine" / "link"
    link.symlink_to(outside / "secret.csv")
    before = sorted(outside.iterdir())
    local = {"secret": [SECRET]}  # DuckDB looks for tables among the variables of who calls it
    assert local
    with pytest.raises(EngineError) as refused:
        engine.rows(statement.format(outside=outside, folder=tmp_path / "engine", link=link))
    assert SECRET not in str(refused.value)
    assert sorted(outside.iterdir()) == before


class Files:
    """Contents by the path that is their digest."""

    def file(self, digest: Digest, _scratch: Path) -> Path | None:
        return Path(digest.value)

    def listing(self, _digest: Digest) -> None:
        return None

    def obtainable(self, _digest: Digest) -> tuple[()]:
        return ()


@pytest.mark.parametrize("form", ["csv", "parquet", "jsonl"])
@pytest.mark.parametrize(
    "name", ["*", "[a-z]*", "?ecret", "a', '{outside}/secret", "x') UNION ALL SELECT * FROM read_csv('secret"]
)
def test_a_name_is_a_name_and_no_pattern(tmp_path: Path, form: str, name: str) -> None:
    held = []
    for label, count in (("A", 2), ("B", 3)):
        folder = tmp_path / label
        folder.mkdir()
        for stem, rows in ((name.replace("/", "-"), count), ("secret", 9)):
            path = folder / f"{stem}.{form}"
            if form == "parquet":
                pq.write_table(pa.table({"id": list(range(rows))}), path)
            else:
                lines = [f'{{"id": {n}}}' if form == "jsonl" else str(n) for n in range(rows)]
                path.write_text("\n".join(["id"] * (form == "csv") + lines) + "\n", encoding="utf-8")
        held.append((label, Digest("md5", str(folder / f"{name.replace('/', '-')}.{form}"))))
    told = DataStudent(Files(), Silent()).study(f"{name}.{form}", held)
    assert not told.unreadable
    assert {label: table.rows for label, table in told.tables.items()} == {"A": 2, "B": 3}
    assert told.changes[0].rows is not None
    assert told.changes[0].rows.added == 1


def test_contents_are_text_and_no_statement(tmp_path: Path) -> None:
    evil = "'); COPY (SELECT 1) TO '/tmp/x'; SELECT read_text('/etc/passwd')--"
    held = []
    for label, cell in (("A", "x"), ("B", evil)):
        path = tmp_path / label
        path.write_text(f'"{evil}",id\n"{cell}",1\n', encoding="utf-8")
        held.append((label, Digest("md5", str(path))))
    (change,) = DataStudent(Files(), Silent()).study("t.csv", held).changes
    assert change.rows is not None
    assert change.rows.columns == {evil: 1}
    assert change.rows.examples[0].after == {evil: evil}
