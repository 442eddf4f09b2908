"""A project that the real DVC made: four versions, in which one kind of thing changes at a time."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from forebear.lineage.database import Database
from forebear.lineage.progress import Silent
from forebear.lineage.project import Project
from forebear.lineage.questions import Questions
from forebear.sources.importing import import_project

Run = Callable[..., str]

TRAIN = """\
import json, sys, yaml
given = yaml.safe_load(open("params.yaml"))
rows = open("data/clean.csv").read().count("\\n")
rate = given["train"]["rate"]
open("model.txt", "w").write(f"model {rows} {rate}\\n")
json.dump({"auc": 0.9 + rate, "split": {"rows": rows, "name": "test"}}, open("metrics.json", "w"))
open("scores.yaml", "w").write(f"f1: {0.5 + rate}\\n" + ("" if rows > 4 else "old: 1\\n"))
"""

PIPELINE = """\
stages:
  prepare:
    cmd: cp data/raw.csv data/clean.csv
    deps: [data/raw.csv]
    outs: [data/clean.csv]
  train:
    cmd: python3 src/train.py
    deps: [src/train.py, data/clean.csv]
    params:
      - train.rate
      - other.yaml:
          - depth
    outs: [model.txt]
    metrics:
      - metrics.json: {cache: false}
      - scores.yaml
"""

PARAMETERS = {
    "train": {"rate": 0.01, "layers": [8, 16], "shuffle": True, "note": None, "name": "base"},
    "seed": 7,
}


def _write(root: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


@pytest.fixture(scope="session")
def dvc_project(
    once: Callable[..., Path], tool: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Run]:
    """Return the project's folder and `run(name, *words)`. Tags: base, data, params, code; branch `side`."""
    made = once("compared", lambda root: _make(root, _runner(root, tool("dvc"))))
    root = shutil.copytree(made, tmp_path_factory.mktemp("compare") / "project", symlinks=True)
    return root, _runner(root, tool("dvc"))


def _runner(root: Path, dvc: Path) -> Run:
    environment = {
        **os.environ,
        "DVC_NO_ANALYTICS": "1",
        "PATH": f"{dvc.parent}{os.pathsep}{os.environ['PATH']}",
    }

    def run(*words: str) -> str:
        command = [str(dvc) if words[0] == "dvc" else words[0], *words[1:]]
        done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{words}: {done.stderr or done.stdout}"
        return done.stdout

    return run


def _make(root: Path, run: Run) -> None:
    root.mkdir()

    def commit(tag: str, message: str) -> None:
        run("dvc", "repro", "-q")
        run("git", "add", "-A")
        run("git", "commit", "-qm", message)
        run("git", "tag", tag)

    run("git", "init", "-q")
    run("dvc", "init", "-q")
    rows = "id,income,good\n" + "".join(f"{n},{n * 1000},true\n" for n in range(3))
    _write(
        root,
        {
            "data/raw.csv": rows,
            "src/train.py": TRAIN,
            "src/unused.py": "print(1)\n",
            "dvc.yaml": PIPELINE,
            "params.yaml": json.dumps(PARAMETERS),
            "other.yaml": "depth: 3\nignored: 1\n",
            "README.md": "# A project\n",
        },
    )
    run("dvc", "add", "-q", "data/raw.csv")
    commit("base", "The first version")

    more = "id,region,income,good\n" + "".join(f"{n},north,{n * 1.5},true\n" for n in range(5))
    _write(root, {"data/raw.csv": more})
    run("dvc", "add", "-q", "data/raw.csv")
    commit("data", "New data")

    changed = {
        "train": {"rate": 0.05, "layers": [8, 16, 32], "shuffle": True, "note": "why", "name": "base"},
        "seed": 7,
    }
    _write(root, {"params.yaml": json.dumps(changed), "other.yaml": "depth: 5\nignored: 2\n"})
    commit("params", "Other parameters")

    _write(root, {"src/train.py": TRAIN.replace("0.9", "0.8"), "README.md": "# The project\n"})
    commit("code", "Another formula")

    run("git", "checkout", "-q", "-b", "side", "base")
    _write(root, {"src/unused.py": "print(2)\n"})
    run("git", "commit", "-qam", "Only the side")
    run("git", "checkout", "-q", "main")


@pytest.fixture(scope="session")
def imported(dvc_project: tuple[Path, Run]) -> Iterator[tuple[Project, Questions]]:
    """Return the project after a real import, and its questions."""
    project = Project.at(dvc_project[0])
    project.prepare()
    database = Database.open(project.database_url)
    import_project(project, database, Silent())
    yield project, Questions(database)
    database.close()
    shutil.rmtree(project.private)
