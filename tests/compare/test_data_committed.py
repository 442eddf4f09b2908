"""Data that a DVC pipeline reads and Git keeps: compared from the commits, without any cache."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest
from deltalake import write_deltalake

from forebear.cli.comparing import compare_in
from forebear.compare.comparison import Comparison, DataRow
from forebear.lineage.database import Database
from forebear.lineage.progress import Silent
from forebear.lineage.project import Project
from forebear.lineage.questions import Questions
from forebear.sources.importing import import_project

PIPELINE = """\
stages:
  count:
    cmd: ls > made.txt
    deps: [table.csv, sales]
    outs: [made.txt]
"""


@pytest.fixture(scope="module")
def comparison(
    tmp_path_factory: pytest.TempPathFactory, tool: Callable[[str], Path], _settled_git: None
) -> Comparison:
    root = tmp_path_factory.mktemp("committed")
    dvc = tool("dvc")
    environment = {**os.environ, "DVC_NO_ANALYTICS": "1"}

    def run(*words: str) -> None:
        command = [str(dvc) if words[0] == "dvc" else words[0], *words[1:]]
        subprocess.run(command, cwd=root, env=environment, check=True, capture_output=True)

    run("git", "init", "-q")
    run("dvc", "init", "-q")
    (root / "dvc.yaml").write_text(PIPELINE, encoding="utf-8")
    for tag, factor in (("one", 1), ("two", 7)):
        text = "id,x\n" + "".join(f"{n},{n * factor}\n" for n in range(50))
        (root / "table.csv").write_text(text, encoding="utf-8")
        rows = pa.table({"id": list(range(factor, factor + 5)), "x": [float(factor)] * 5})
        write_deltalake(root / "sales", rows, mode="append")
        run("dvc", "repro", "-q")
        run("git", "add", "-A")
        run("git", "commit", "-qm", tag)
        run("git", "tag", tag)
    shutil.rmtree(root / ".dvc" / "cache")
    project = Project.at(root)
    project.prepare()
    database = Database.open(project.database_url)
    try:
        import_project(project, database, Silent())
        return compare_in(project, Questions(database), ["one", "two"], key=())
    finally:
        database.close()


def row_of(comparison: Comparison, path: str) -> DataRow:
    return next(row for row in comparison.data if row.path == path)


def test_a_file_is_read_from_its_commit(comparison: Comparison) -> None:
    study = row_of(comparison, "table.csv").study
    assert study is not None
    assert study.absent == ()
    assert study.changes[0].rows is not None
    assert study.changes[0].rows.changed == 49


def test_a_delta_table_is_read_from_its_commits(comparison: Comparison) -> None:
    study = row_of(comparison, "sales").study
    assert study is not None
    assert (study.absent, dict(study.unreadable)) == ((), {})
    assert [facts.rows for facts in study.tables.values()] == [5, 10]
    (change,) = study.changes
    assert change.rows is not None
    assert (change.rows.added, change.rows.removed, change.rows.changed) == (5, 0, 0)
    assert [commit.operation for commit in change.commits] == ["WRITE"]
    assert change.folder is None, "they are versions of one table, not two folders"


def test_what_was_in_the_cache_alone_is_gone(comparison: Comparison) -> None:
    study = row_of(comparison, "made.txt").study
    assert study is None or study.absent
