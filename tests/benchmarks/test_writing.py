"""Bulk writing, measured against the least that SQLite itself needs for as many rows."""

from __future__ import annotations

import gc
import hashlib
import sqlite3
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from forebear.lineage import schema
from forebear.lineage.database import Database
from forebear.lineage.facts import CodeOf, Generated, Held, Metric, Parameter, Slot, Used
from forebear.lineage.questions import Questions
from forebear.lineage.words import Artifact, ArtifactType, Commit, Digest, Person, Ref, RefKind, Role, Run

pytestmark = pytest.mark.anywhere

COMMITS = 10_000


def hexadecimal(*words: object) -> str:
    return hashlib.md5(repr(words).encode()).hexdigest()  # noqa: S324


def history() -> list[object]:
    """What a repository of 10,000 commits, each of which changes the lock of one stage, yields."""
    ada, start = Person("Ada", "ada@example.org"), datetime(2020, 1, 1, tzinfo=UTC)
    facts: list[object] = [Ref("HEAD", RefKind.HEAD, hexadecimal("commit", COMMITS - 1))]
    for n in range(COMMITS):
        when = start + timedelta(minutes=n)
        sha, run = hexadecimal("commit", n), hexadecimal("run", n)
        model, scores = Digest("md5", hexadecimal("model", n)), Digest("md5", hexadecimal("scores", n))
        data = Digest("md5", hexadecimal("data", n // 7))
        parents = (hexadecimal("commit", n - 1),) if n else ()
        facts += [
            Commit(sha, parents, ada, when, ada, when, f"Train again, {n}\n\nWith other parameters."),
            Artifact((data,), "data.csv", ArtifactType.DATASET, n),
            Artifact((model,), "model.pkl", ArtifactType.MODEL, n),
            Artifact((scores,), "scores.json", ArtifactType.METRICS, n),
            Run(run, "train", ("python train.py",), source="dvc"),
            CodeOf(run, sha),
            Used(run, data, "data/data.csv"),
            Generated(run, model, "model.pkl"),
            Generated(run, scores, "scores.json", Role.METRICS),
            Parameter(run, "train.depth", n, "params.yaml"),
            Metric(scores, "auc", n / COMMITS),
            Metric(scores, "loss", 1 / (n + 1)),
            Held(sha, Slot.RUN, "train", run),
            Held(sha, Slot.DATA, "model.pkl", model),
            Held(sha, Slot.METRICS, "scores.json", scores),
        ]
    return facts


def seconds_of(act) -> float:
    start = time.process_time()
    act()
    return time.process_time() - start


def test_writing_costs_a_small_multiple_of_plain_inserts(benchmark, tmp_path: Path) -> None:
    """The floor: executemany of rows that are ready, into tables with the same indexes and foreign keys."""
    facts = history()
    database = Database.open(f"sqlite:///{tmp_path / 'lineage.db'}")
    seconds = seconds_of(lambda: benchmark.pedantic(database.write, (facts,), rounds=1))
    gc.collect()  # no burden of what is measured next
    bare = sqlite3.connect(tmp_path / "bare.db", isolation_level=None)
    bare.execute("PRAGMA journal_mode = WAL")
    bare.execute("PRAGMA synchronous = NORMAL")
    bare.execute("PRAGMA foreign_keys = ON")
    with database.reading() as connection:
        for (statement,) in connection.exec_driver_sql(
            # The tables behind the full-text index come with it.
            "SELECT sql FROM sqlite_master WHERE sql <> '' AND name NOT GLOB 'name_search_*' ORDER BY rowid"
        ):
            bare.execute(statement)
        rows = {
            table.name: [tuple(row) for row in connection.execute(select(table))]
            for table in schema.metadata.sorted_tables
        }

    def insert() -> None:
        bare.execute("BEGIN IMMEDIATE")
        for table, each in rows.items():
            if each:
                marks = ", ".join("?" * len(each[0]))
                bare.executemany(f"INSERT INTO {table} VALUES ({marks})", each)  # noqa: S608
        bare.execute("COMMIT")

    floor = seconds_of(insert)
    bare.close()
    database.close()
    benchmark.extra_info |= {
        "facts": len(facts), "rows": sum(map(len, rows.values())), "seconds": seconds, "floor": floor,
    }  # fmt: skip
    assert len(facts) == 15 * COMMITS + 1
    assert seconds <= 5 * floor


def test_a_few_new_facts_cost_a_few(benchmark, tmp_path: Path) -> None:
    """What ten more commits cost does not grow with what is there."""
    facts = history()
    database = Database.open(f"sqlite:///{tmp_path / 'lineage.db'}")
    all_of_it = seconds_of(lambda: database.write(facts[:-150]))
    few = seconds_of(lambda: benchmark.pedantic(database.write, (facts[-150:],), rounds=1))
    with database.reading() as connection:
        assert connection.execute(select(func.count()).select_from(schema.git_commit)).scalar() == COMMITS
    database.close()
    assert few <= all_of_it / 20


def test_questions_about_one_thing_take_a_moment(benchmark, tmp_path: Path) -> None:
    """Upstream of one model among 10,000 costs little against loading the graph once."""
    database = Database.open(f"sqlite:///{tmp_path / 'lineage.db'}")
    database.write(history())
    questions = Questions(database)
    model = questions.resolve("model.pkl").node

    def load() -> None:
        Questions(database).upstream([model.id])

    load()  # imports what it needs
    loaded = seconds_of(load)
    questions.upstream([model.id])
    benchmark.pedantic(questions.upstream, ([model.id],), rounds=20)
    assert seconds_of(lambda: questions.upstream([model.id])) <= loaded / 5
    database.close()
