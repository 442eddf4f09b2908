"""Fixtures of the benchmarks: a project of many years, written straight into a lineage database."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from sqlalchemy import Table

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


@pytest.fixture(scope="session")
def large_project(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The database's URL of a project with 100,000 nodes."""
    return write_large_project(tmp_path_factory.mktemp("large"), 100_000)


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
