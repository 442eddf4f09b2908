"""Opening, sharing and refusing databases, each with words that say what to do."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect, text

from forebear.lineage import glance, migrations, schema
from forebear.lineage.database import Database
from forebear.lineage.errors import ActionableError
from forebear.lineage.facts import Metric
from forebear.lineage.questions import Questions
from forebear.lineage.words import Artifact, Digest, NodeKind

ARTIFACT = Artifact((Digest("md5", "a" * 32),), "model.pkl")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "lineage.db"


@pytest.fixture
def written(file: Path) -> str:
    url = f"sqlite:///{file}"
    database = Database.open(url)
    database.write([ARTIFACT])
    database.close()
    return url


def shape(engine) -> dict[str, object]:
    """All that a database says of its tables."""
    found: dict[str, object] = {}
    seen = inspect(engine)
    for table in seen.get_table_names():
        if table.startswith(schema.NAME_SEARCH):  # of SQLite's own making; its statement is compared below
            continue
        found[table] = (
            [(each["name"], str(each["type"]), each["nullable"]) for each in seen.get_columns(table)],
            seen.get_pk_constraint(table),
            sorted(seen.get_foreign_keys(table), key=str),
            sorted(seen.get_indexes(table), key=str),
        )
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            statements = "SELECT type, name, tbl_name FROM sqlite_master"
            made = "SELECT name, sql FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL%'"
            found["virtual"] = sorted(map(tuple, connection.execute(text(made))))
            found["rowid"] = sorted(
                name
                for (name, sql) in connection.execute(
                    text("SELECT name, sql FROM sqlite_master WHERE sql <> ''")
                )
                if "WITHOUT ROWID" in sql.upper()
            )
        else:
            statements = (
                "SELECT event_manipulation, trigger_name, event_object_table FROM information_schema.triggers"
            )
        found["things"] = sorted(map(tuple, connection.execute(text(statements))))
        found["rows"] = [
            list(map(tuple, connection.execute(text(f"SELECT * FROM {table}"))))  # noqa: S608
            for table in ("alembic_version", "revision")
        ]
    return found


def among_the_tables(_thing: object, name: str, *_more: object) -> bool:
    """Whether Alembic should compare it: the full-text index is no table of SQLAlchemy's."""
    return not name.startswith(schema.NAME_SEARCH)


def test_a_new_database_is_what_the_migrations_make(url, tmp_path, request):
    Database.open(url).close()
    other = f"sqlite:///{tmp_path / 'migrated.db'}" if url.startswith("sqlite") else url
    made = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    expected = shape(made)
    if other == url:
        with made.begin() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
    migrated = create_engine(other.replace("postgresql:", "postgresql+psycopg:"))
    with migrated.begin() as connection:
        migrations.upgrade(connection)
    assert shape(migrated) == expected
    with migrated.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": among_the_tables})
        assert compare_metadata(context, schema.metadata) == []
    made.dispose()
    migrated.dispose()


def test_the_tables_know_the_newest_migration():
    assert ScriptDirectory.from_config(migrations.settings()).get_heads() == [schema.HEAD]
    assert glance.REVISION == schema.HEAD


def test_an_older_database_is_brought_up_to_date_when_it_is_opened_for_writing(url, monkeypatch):
    Database.open(url).close()
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    engine.dispose()
    upgraded = []
    monkeypatch.setattr(schema, "HEAD", "9998")  # as a later version would have it
    monkeypatch.setattr(migrations, "upgrade", upgraded.append)
    with pytest.raises(ActionableError, match="older Forebear"):
        Database.open(url, read_only=True)
    Database.open(url).close()
    assert len(upgraded) == 1


@pytest.mark.parametrize("read_only", [True, False])
def test_a_newer_schema_is_refused(url, read_only):
    database = Database.open(url)
    with database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    database.close()
    with pytest.raises(ActionableError, match="newer Forebear") as caught:
        Database.open(url, read_only=read_only)
    assert caught.value.todo == "Update Forebear."


def test_a_database_of_another_program_is_left_alone(url):
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32))"))
        connection.execute(text("CREATE TABLE experiments (id INTEGER)"))
    with pytest.raises(ActionableError, match="another program"):
        Database.open(url)
    assert sorted(inspect(engine).get_table_names()) == ["alembic_version", "experiments"]
    engine.dispose()


def test_opening_loads_alembic_only_to_migrate(tmp_path):
    program = (
        "import sys\n"
        "from forebear.lineage.database import Database\n"
        "for _ in range(2): Database.open(sys.argv[1]).close()\n"
        "sys.exit('alembic' in sys.modules or 'numpy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program, f"sqlite:///{tmp_path / 'new.db'}"], check=False)
    assert done.returncode == 0


@pytest.mark.parametrize(("create", "read_only"), [(False, False), (True, True), (False, True)])
def test_a_database_that_is_not_there(file, create, read_only):
    with pytest.raises(ActionableError, match="no lineage here yet") as caught:
        Database.open(f"sqlite:///{file}", create=create, read_only=read_only)
    assert "forebear import" in caught.value.todo
    assert not file.exists()


def test_an_empty_server_database_is_no_lineage(postgresql_url):
    with pytest.raises(ActionableError, match="no lineage here yet"):
        Database.open(postgresql_url, create=False)


def test_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(ActionableError, match="folder for the database does not exist") as caught:
        Database.open(f"sqlite:///{tmp_path}/nowhere/lineage.db")
    assert caught.value.where.endswith("nowhere")


@pytest.mark.parametrize("read_only", [True, False])
def test_a_file_that_is_no_database(file, read_only):
    file.write_text("a letter, not a database\n" * 100)
    with pytest.raises(ActionableError, match="not a lineage database"):
        Database.open(f"sqlite:///{file}", read_only=read_only)
    assert file.read_text().startswith("a letter")


@pytest.mark.parametrize("url", ["no url", "mysql://root@localhost/x", "sqlite"])
def test_addresses_that_are_none(url):
    with pytest.raises(ActionableError) as caught:
        Database.open(url)
    assert "sqlite:////path" in caught.value.todo


def test_a_second_writer_is_told_that_one_is_writing(url):
    first, second = Database.open(url), Database.open(url, wait=0.2)
    with first.writing(), pytest.raises(ActionableError, match="Another import is writing") as caught:
        second.write([ARTIFACT])
    assert "Wait" in caught.value.todo
    assert second.write([ARTIFACT]).artifacts == 1
    first.close()
    second.close()


def test_a_second_writer_sees_what_the_first_has_written(url):
    first, second = Database.open(url), Database.open(url)
    with second.reading() as connection:
        connection.execute(text("SELECT count(*) FROM node")).scalar()
        first.write([ARTIFACT])
    assert second.write([ARTIFACT, Metric(ARTIFACT.digests[0], "auc", 1.0)]).artifacts == 0
    first.close()
    second.close()


def test_a_reader_reads_while_an_import_writes(url):
    writer = Database.open(url)
    writer.write([ARTIFACT])
    reader = Database.open(url, read_only=True)
    questions = Questions(reader)
    other = Artifact((Digest("md5", "b" * 32),), "other")

    def facts():
        yield other
        assert questions.counts() == {NodeKind.ARTIFACT: 1}

    writer.write(facts())
    assert questions.counts() == {NodeKind.ARTIFACT: 2}
    reader.close()
    writer.close()


def test_a_full_disk_keeps_what_was_there(written, story, snapshot):
    database = Database.open(written)
    before = snapshot(database)
    with database.reading() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 2}")  # of this pooled connection
    many = [Artifact((Digest("md5", f"{n:032}"),), f"file {n}") for n in range(5000)]
    with pytest.raises(ActionableError, match="disk is full") as caught:
        database.write(many)
    assert "Free some space" in caught.value.todo
    assert snapshot(database) == before
    database.close()


def test_an_import_that_is_killed_leaves_what_was_there(url):
    database = Database.open(url, wait=30)
    database.write([ARTIFACT])
    program = (
        "import os, sys\n"
        "from forebear.lineage.database import Database\n"
        "from forebear.lineage.words import Artifact, Digest\n"
        "def facts():\n"
        "    for n in range(60_000):\n"
        "        yield Artifact((Digest('md5', f'{n:032}'),), 'x')\n"
        "    os._exit(9)\n"
        "Database.open(sys.argv[1]).write(facts())\n"
    )
    assert subprocess.run([sys.executable, "-c", program, url], check=False).returncode == 9
    assert Questions(database).counts() == {NodeKind.ARTIFACT: 1}
    assert database.write([Artifact((Digest("md5", "b" * 32),), "other")]).artifacts == 1
    database.close()


def test_a_reader_cannot_write(url):
    Database.open(url).close()
    database = Database.open(url, read_only=True)
    with pytest.raises(ActionableError, match=r"cannot be written|takes no changes"):
        database.write([Artifact((Digest("md5", "b" * 32),), "other")])
    database.close()


def test_a_lineage_in_a_folder_that_may_not_be_written_is_read(written, file):
    """As on a read-only medium; writing to it says what to do."""
    user = os.geteuid() or 65534  # root may write everywhere and so acts as nobody
    program = (
        "import os, sys\n"
        "from forebear.lineage.database import Database\n"
        "from forebear.lineage.questions import Questions\n"
        "from forebear.lineage.errors import ActionableError\n"
        "import forebear.lineage.writing, forebear.lineage.describing\n"
        "import sqlalchemy.dialects.sqlite, sqlalchemy.dialects.postgresql\n"
        "os.setuid(int(sys.argv[2]))\n"
        "print(len(Questions(Database.open(sys.argv[1], read_only=True)).artifacts()))\n"
        "try:\n"
        "    Database.open(sys.argv[1]).write([])\n"
        "    with Database.open(sys.argv[1]).writing() as c: c.exec_driver_sql('DELETE FROM problem')\n"
        "except ActionableError as error: print(error.todo)\n"
    )
    folder = file.parent
    for parent in (folder, *folder.parents):
        if parent.stat().st_uid == os.geteuid() and parent != Path("/") and "pytest" in str(parent):
            parent.chmod(0o755)
    folder.chmod(0o555)
    file.chmod(0o444)
    try:
        done = subprocess.run(
            [sys.executable, "-c", program, written, str(user)], capture_output=True, text=True, check=False
        )
    finally:
        folder.chmod(0o755)
    assert done.stdout.splitlines()[:1] == ["1"], done.stderr
    assert "writable" in done.stdout or "read and written" in done.stdout


def test_a_server_that_is_not_there(tmp_path):
    with pytest.raises(ActionableError, match="cannot be reached") as caught:
        Database.open(f"postgresql://nobody@/lineage?host={tmp_path}")
    assert "server runs" in caught.value.todo


def test_a_server_without_that_database(postgresql_url):
    base, _, options = postgresql_url.partition("?")
    with pytest.raises(ActionableError, match="no such database") as caught:
        Database.open(f"{base}_gone?{options}")
    assert "createdb" in caught.value.todo


def test_passwords_are_not_shown(tmp_path):
    with pytest.raises(ActionableError) as caught:
        Database.open(f"postgresql://ada:secret@/lineage?host={tmp_path}")
    assert "secret" not in str(caught.value)


def test_the_file_is_one_that_sqlite_reads(written, file):
    with sqlite3.connect(file) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    connection.close()
    assert not list(file.parent.glob("*-wal"))
