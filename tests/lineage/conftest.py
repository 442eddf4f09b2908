"""Databases to test on: SQLite in a file, and a real PostgreSQL server."""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from forebear.lineage import schema
from forebear.lineage.database import Database
from forebear.lineage.facts import (
    CameFrom,
    Checkpoint,
    CodeOf,
    Fact,
    Generated,
    Held,
    Metric,
    Parameter,
    Slot,
    Used,
)
from forebear.lineage.questions import Questions
from forebear.lineage.words import (
    Artifact,
    ArtifactType,
    Commit,
    Digest,
    Person,
    Problem,
    Ref,
    RefKind,
    Role,
    Run,
)

MISSING = "PostgreSQL is not installed: apt-get install postgresql, or set FOREBEAR_TEST_POSTGRESQL to a URL"


def _programmes() -> Path:
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
    if folders:
        return folders[-1]
    found = shutil.which("initdb")
    if found is None:
        pytest.fail(MISSING)
    return Path(found).parent


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The URL of a server to make databases on: one that was given, or one started for this."""
    given = os.environ.get("FOREBEAR_TEST_POSTGRESQL")
    if given:
        yield given
        return
    programmes = _programmes()
    # PostgreSQL refuses to run as root, and its socket's path must be short.
    account = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    folder = Path(tempfile.mkdtemp(prefix="fb-pg-", dir="/tmp"))
    if account:
        shutil.chown(folder, "postgres")

    def run(name: str, *words: str) -> None:
        done = subprocess.run(
            [*account, str(programmes / name), *words],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{name}: {done.stdout}{done.stderr}"

    data = str(folder / "data")
    run("initdb", "--pgdata", data, "--auth=trust", "--username=postgres", "--encoding=UTF8", "--no-sync")
    # The socket in the folder is the only way in.
    options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
    run("pg_ctl", "start", "--pgdata", data, "--wait", "--log", str(folder / "log"), "--options", options)
    try:
        yield f"postgresql://postgres@/postgres?host={folder}"
    finally:
        run("pg_ctl", "stop", "--pgdata", data, "--mode=immediate")
        shutil.rmtree(folder)


@pytest.fixture
def postgresql_url(postgresql_server: str) -> Iterator[str]:
    """The URL of an empty database of its own."""
    import psycopg

    name = f"forebear_{secrets.token_hex(6)}"
    with psycopg.connect(postgresql_server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    base, _, options = postgresql_server.partition("?")
    yield f"{base.rpartition('/')[0]}/{name}{'?' if options else ''}{options}"
    with psycopg.connect(postgresql_server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database, once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'lineage.db'}"
    made: str = request.getfixturevalue("postgresql_url")
    return made


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    """An open, empty database."""
    opened = Database.open(url)
    yield opened
    opened.close()


@pytest.fixture
def questions(database: Database) -> Questions:
    """Questions to that database."""
    return Questions(database)


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Callable[[], Database]]:
    """Return a function that opens another empty SQLite database each time."""
    opened: list[Database] = []

    def another() -> Database:
        opened.append(Database.open(f"sqlite:///{tmp_path / f'{len(opened)}.db'}"))
        return opened[-1]

    yield another
    for each in opened:
        each.close()


@dataclass(frozen=True)
class Story:
    """A small project: three commits on main, one beside, a pipeline of two stages, two models.

    `facts` in the order in which a source would yield them; the rest are names for what the tests ask for.
    """

    facts: tuple[Fact, ...]
    commits: tuple[str, ...]
    side: str
    raw: Digest
    data: Digest
    models: tuple[Digest, Digest]
    metrics: tuple[Digest, Digest]
    prepare: str
    trains: tuple[str, str]


def _digest(text: str, algorithm: str = "md5") -> Digest:
    return Digest(algorithm, hashlib.new(algorithm, text.encode()).hexdigest())


def _sha(text: str) -> str:
    return hashlib.sha1(text.encode()).hexdigest()  # noqa: S324 - as Git does


@pytest.fixture
def story() -> Story:
    ada, day = Person("Ada", "ada@example.org"), datetime(2026, 3, 1, tzinfo=UTC)
    c0, c1, c2, side = (_sha(f"commit {number}") for number in range(4))
    parents = {c0: (), c1: (c0,), side: (c0,), c2: (c1, side)}
    commits = [
        Commit(
            sha,
            parents[sha],
            ada,
            day + timedelta(hours=n),
            ada,
            day + timedelta(hours=n),
            f"step {n}\n\nwhy",
        )
        for n, sha in enumerate((c0, c1, side, c2))
    ]
    raw, data = _digest("raw"), _digest("data")
    models = _digest("model 1"), _digest("model 2")
    metrics = _digest("metrics 1"), _digest("metrics 2")
    prepare, trains = "a" * 64, ("b1" + "b" * 62, "b2" + "b" * 62)
    facts: list[Fact] = [
        *commits,
        Ref("main", RefKind.BRANCH, c2),
        Ref("HEAD", RefKind.HEAD, c2),
        Ref("v1", RefKind.TAG, c1, ada, day, "good"),
        Ref("origin/main", RefKind.REMOTE_BRANCH, c1),
        Ref(f"ab/{'c' * 38}/slow-fox", RefKind.EXPERIMENT, side),
        Artifact((raw,), "raw", ArtifactType.DATASET, 2_000_000, 12),
        Artifact((data,), "data.csv", ArtifactType.DATASET, 1000),
        CameFrom(raw, "https://example.org/registry", "data/raw", "d" * 40),
        Run(prepare, "prepare", ("python prepare.py",), source="dvc"),
        CodeOf(prepare, c0),
        Used(prepare, raw, "data/raw"),
        Generated(prepare, data, "data/data.csv"),
        Held(c0, Slot.DATA, "data/raw", raw),
        Held(c0, Slot.RUN, "prepare", prepare),
        Held(c0, Slot.DATA, "data/data.csv", data),
    ]
    for n, (sha, run, model, scores) in enumerate(zip((c0, c1), trains, models, metrics, strict=True)):
        facts += [
            Artifact((model,), "model@best.pkl", ArtifactType.MODEL, 10 + n),
            Artifact((scores,), "scores.json", ArtifactType.METRICS, 20),
            Run(run, "train", ("python train.py", "echo done"), source="dvc"),
            CodeOf(run, sha),
            Used(run, data, "data/data.csv"),
            Generated(run, model, "model@best.pkl"),
            Generated(run, scores, "scores.json", Role.METRICS),
            Metric(scores, "auc", 0.8 + n / 10),
            Metric(scores, "loss", float("nan")),
            Parameter(run, "train.depth", 3 + n, "params.yaml"),
            Held(sha, Slot.RUN, "train", run),
            Held(sha, Slot.DATA, "model@best.pkl", model),
            Held(sha, Slot.METRICS, "scores.json", scores),
        ]
    facts += [
        Held(c2, Slot.DATA, "data/raw", None),
        Problem("dvc", f"dvc.yaml@{side[:8]}", "This is no YAML."),
        Checkpoint("git", "/project", {"tips": {"main": c2}}),
    ]
    return Story(tuple(facts), (c0, c1, c2), side, raw, data, models, metrics, prepare, trains)


@pytest.fixture
def told(database: Database, story: Story) -> Questions:
    """Questions to a database that holds the story."""
    database.write(story.facts)
    return Questions(database)


@pytest.fixture
def snapshot() -> Callable[[Database], dict[str, list[object]]]:
    """Return a function that gives all rows of a database, with nodes named by kind and key, in one order."""

    def rows(database: Database) -> dict[str, list[object]]:
        with database.reading() as connection:
            names = {row.id: f"{row.kind} {row.key}" for row in connection.execute(select(schema.node))}
            names |= {row.id: f"{row.id >> 40} {row.text}" for row in connection.execute(select(schema.name))}
            found: dict[str, list[object]] = {}
            for table in schema.metadata.sorted_tables:
                if table.name == "revision":
                    continue
                refers = {column.name for column in table.c if column.foreign_keys} | {"id"}
                found[table.name] = sorted(
                    repr(
                        [
                            names.get(value, value) if name in refers else value
                            for name, value in row._mapping.items()
                        ]
                    )
                    for row in connection.execute(select(table))
                )
        return found

    return rows
