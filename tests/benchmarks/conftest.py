"""Fixtures of the benchmarks: a project of many years, written straight into a lineage database."""

from __future__ import annotations

import gc
import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import shiboken6
from sqlalchemy import Table

from forebear.desktop.collecting import Collector
from forebear.lineage import schema
from forebear.lineage.database import Database

_STAGES = (
    ("fetch", ("data/raw/customers.csv", "data/raw/orders.csv")),
    ("clean", ("data/clean/customers.parquet", "data/clean/orders.parquet")),
    ("features", ("data/features/train.parquet", "data/features/test.parquet")),
    ("train", ("models/churn/model.onnx", "models/churn/metrics.json")),
    ("tune", ("models/uplift/model.onnx", "models/uplift/metrics.json")),
    ("evaluate", ("reports/metrics.json", "reports/roc.svg")),
)
_TYPES = {"csv": "dataset", "parquet": "dataset", "onnx": "model", "json": "metrics", "svg": "plot"}
_START = 1_483_228_800  # 2017


_COUNTED = 3_000_000
_COUNTING = 0.15  # seconds of the processor's time that counting takes where the limits were set


@pytest.fixture
def slower() -> float:
    """How many times as long as there a plain loop takes here, now: what limits in seconds are multiplied by.

    On a faster machine they stay what they are; more than half as much again is no excuse.
    """

    def counting() -> float:
        began, total = time.process_time(), 0
        for number in range(_COUNTED):
            total += number * number % 7
        return time.process_time() - began

    return min(max(min(counting() for _ in range(5)) / _COUNTING, 1.0), 1.5)


@pytest.fixture(autouse=True)
def _collected_as_in_the_window(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let a window's garbage be collected as the program does it.

    Python's own would look through all that other tests left, 0.1 s and more on the window's thread.
    """
    if "qtbot" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("qapp")
    gc.collect()
    gc.freeze()
    collector = Collector()
    yield
    shiboken6.delete(collector)
    gc.unfreeze()


@pytest.fixture(scope="session")
def large_project(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The database's URL of a project with 100,000 nodes."""
    return write_large_project(tmp_path_factory.mktemp("large"), 100_000)


@pytest.fixture(scope="session")
def many_runs(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The database's URL of 1,500 runs, each with 1,500 metrics and 20 parameters."""
    return write_many_runs(tmp_path_factory.mktemp("many"), 1_500, 1_500)


def write_large_project(folder: Path, nodes: int) -> str:
    """Write about that many nodes and half as many edges again; return the database's URL."""
    url = f"sqlite:///{folder / 'lineage.db'}"
    rng = random.Random(3)
    rows: dict[Table, list[tuple[object, ...]]] = {
        table: []
        for table in (
            schema.node, schema.git_commit, schema.run, schema.artifact, schema.edge, schema.held,
        )
    }  # fmt: skip
    latest: dict[str, int] = {}
    when, id_, sha = _START, 0, ""
    while id_ < nodes:
        when += rng.choice((600, 3_600, 40_000)) if rng.random() < 0.97 else 900_000
        id_ += 1
        commit, parent, sha = id_, sha, f"{id_:040x}"
        rows[schema.node].append((commit, "commit", sha, f"change {commit}", "imported"))
        rows[schema.git_commit].append(
            (commit, parent, "Ada", "ada@x.org", when * 10**6, "Ada", "ada@x.org", when * 10**6, "change")
        )
        first = rng.randrange(len(_STAGES))
        for number in range(first, min(first + 2, len(_STAGES))):
            stage, paths = _STAGES[number]
            id_ += 1
            run = id_
            rows[schema.node].append((run, "run", f"{run:064x}", stage, "imported"))
            rows[schema.run].append((run, '["python run.py"]', "", "dvc", "completed", None, None, "Ada"))
            rows[schema.edge].append((commit, run, "code", ""))
            before = _STAGES[number - 1][1] if number else ()
            rows[schema.edge] += [(latest[path], run, "input", path) for path in before if path in latest]
            for path in paths:
                id_ += 1
                latest[path] = id_
                rows[schema.node].append(
                    (id_, "artifact", f"md5:{id_:032x}", path.rpartition("/")[2], "imported")
                )
                rows[schema.artifact].append((id_, _TYPES[path.rpartition(".")[2]], 1000 + id_, None))
                rows[schema.edge].append((run, id_, "output", path))
                rows[schema.held].append((commit, "data", path, id_, "[]"))
    database = Database.open(url, create=True)
    try:
        with database.writing() as connection:
            for table, values in rows.items():
                names = [column.name for column in table.columns]
                marks = ", ".join("?" * len(names))
                quoted = ", ".join(f'"{name}"' for name in names)
                statement = f"INSERT INTO {table.name} ({quoted}) VALUES ({marks})"  # noqa: S608
                connection.connection.cursor().executemany(statement, values)
    finally:
        database.close()
    return url


def write_many_runs(folder: Path, runs: int, metrics: int, parameters: int = 20) -> str:
    """Write runs, each with a commit, metrics and parameters of its own; return the database's URL."""
    url = f"sqlite:///{folder / 'lineage.db'}"
    lots = random.Random(11)
    database = Database.open(url, create=True)
    try:
        with database.writing() as connection:
            cursor = connection.connection.cursor()

            def add(table: str, width: int, rows: object) -> None:
                marks = ", ".join("?" * width)
                cursor.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608

            commits = [(n, f"{n:040x}", f"{n - 1:040x}" if n > 1 else "") for n in range(1, runs + 1)]
            add("node", 5, [(n, "commit", sha, f"change {n}", "imported") for n, sha, _ in commits])
            add("node", 5, [(runs + n, "run", f"{n:064x}", "train", "imported") for n, _, _ in commits])
            when = [(1_700_000_000 + n * 3_600) * 10**6 for n in range(runs + 1)]
            ada = ("Ada", "ada@x.org")
            add(
                "git_commit",
                9,
                [(n, parent, *ada, when[n], *ada, when[n], f"change {n}") for n, _, parent in commits],
            )
            add(
                "run",
                8,
                [(runs + n, "[]", "", "mlflow", "completed", when[n], when[n], "Ada") for n, _, _ in commits],
            )
            add("edge", 4, [(n, runs + n, "code", "") for n, _, _ in commits])
            names = sorted(f"metric_{number:04}.auc" for number in range(metrics))
            for n in range(1, runs + 1):
                add(
                    "metric",
                    5,
                    [(runs + n, name, schema.NO_STEP, lots.random(), None) for name in names],
                )
            add(
                "parameter",
                4,
                [
                    (runs + n, "", f"rate_{number:02}", str(lots.choice((0.1, 0.01, 0.001)) * number))
                    for n, _, _ in commits
                    for number in range(parameters)
                ],
            )
            last = f"{runs:040x}"
            cursor.execute(
                "INSERT INTO ref (repository, kind, name, sha, message) VALUES ('', 'branch', 'main', ?, '')",
                (last,),
            )
    finally:
        database.close()
    return url
