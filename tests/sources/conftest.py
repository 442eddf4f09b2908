"""Repositories made by the real tools, and what the sources read from them."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

import pytest

from forebear.lineage.facts import Checkpoint, Fact, Held, Slot
from forebear.lineage.progress import Silent
from forebear.lineage.words import Commit, Digest, Problem
from forebear.sources.dvc.source import DvcSource
from forebear.sources.git.repository import GitRepository
from forebear.sources.git.source import GitSource

T = TypeVar("T")


class Reading:
    """All facts of a repository, and what its commits hold."""

    def __init__(self, facts: list[Fact]) -> None:
        self.facts = facts
        self._parents = {commit.sha: commit.parents[:1] for commit in self.of(Commit)}

    def of(self, kind: type[T]) -> list[T]:
        return [fact for fact in self.facts if isinstance(fact, kind)]

    def at(self, sha: str) -> dict[tuple[Slot, str], Digest | str]:
        """What a commit holds, found as `Held` says: along first parents."""
        nearest: dict[tuple[Slot, str], Held] = {}
        by_commit: dict[str, list[Held]] = {}
        for held in self.of(Held):
            by_commit.setdefault(held.commit, []).append(held)
        walk: tuple[str, ...] = (sha,)
        while walk:
            for held in by_commit.get(walk[0], []):
                nearest.setdefault((held.slot, held.path), held)
            walk = self._parents.get(walk[0], ())
        return {key: held.subject for key, held in nearest.items() if held.subject is not None}

    def paths(self, sha: str, slot: Slot) -> set[str]:
        return {path for held, path in self.at(sha) if held is slot}

    @property
    def problems(self) -> list[Problem]:
        return self.of(Problem)

    @property
    def states(self) -> Mapping[str, Mapping[str, object]]:
        return {checkpoint.source: checkpoint.state for checkpoint in self.of(Checkpoint)}


def read(root: Path, since: Mapping[str, Mapping[str, object]] | None = None) -> Reading:
    """Read all of a repository's sources, or what is new since their states."""
    known = since or {}
    with GitRepository(root) as repository:
        facts = list(GitSource(repository).facts(known.get("git"), Silent()))
        facts += DvcSource(repository).facts(known.get("dvc"), Silent())
    return Reading(facts)


class Work:
    """A folder in which real tools run."""

    def __init__(self, root: Path, tool: Callable[[str], Path]) -> None:
        self.root = root
        self._tool = tool
        self._clock = 1_700_000_000

    def run(self, name: str, *words: str, cwd: str = "") -> str:
        self._clock += 60
        environment = {
            **os.environ,
            "DVC_NO_ANALYTICS": "1",
            "GIT_AUTHOR_DATE": f"{self._clock} +0900",
            "GIT_COMMITTER_DATE": f"{self._clock} +0900",
        }
        done = subprocess.run(
            [str(self._tool(name)), *words],
            cwd=self.root / cwd,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{name} {' '.join(words)}: {done.stderr or done.stdout}"
        return done.stdout

    def git(self, *words: str) -> str:
        return self.run("git", *words).strip()

    def dvc(self, *words: str, cwd: str = "") -> str:
        return self.run("dvc", *words, cwd=cwd)

    def file(self, path: str, content: str | bytes) -> Path:
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.encode() if isinstance(content, str) else content)
        return target

    def commit(self, message: str = "change") -> str:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", message)
        return self.git("rev-parse", "HEAD")

    def read(self, since: Mapping[str, Mapping[str, object]] | None = None) -> Reading:
        return read(self.root, since)


@pytest.fixture(scope="session")
def work_in(tool: Callable[[str], Path]) -> Callable[[Path], Work]:
    """Return a function that lets the real tools work in a folder."""
    return lambda root: Work(root, tool)


@pytest.fixture
def work(tmp_path: Path, work_in: Callable[[Path], Work]) -> Work:
    """An empty Git repository."""
    root = tmp_path / "project"
    root.mkdir()
    made = work_in(root)
    made.git("init", "--quiet")
    return made


PIPELINE = """\
vars:
  - vars.yaml
  - greeting: hello
stages:
  prepare:
    cmd:
      - mkdir -p prepared
      - cp data/raw.csv prepared/a.csv
      - cp data/shared.csv prepared/b.csv
    deps: [data/raw.csv, data/shared.csv]
    outs: [prepared]
  train:
    foreach: ${models}
    do:
      cmd: >-
        sh code/train.sh ${item.depth} ${greeting} > model-${key}.pkl &&
        echo '{"auc":0.${item.depth},"of":{"f1":1e-3}}' > metrics-${key}.json
      deps: [prepared, code/train.sh]
      params:
        - train.rate
        - train.layers
        - switch
        - settings.toml: [model.width]
        - limits.json:
        - options.py: [Options.size]
      outs: ['model-${key}.pkl']
      metrics:
        - metrics-${key}.json: {cache: false}
  grid:
    matrix:
      a: [1, 2]
      b: [x]
    cmd: echo ${item.a}-${item.b} > grid-${key}.txt
    outs: ['grid-${key}.txt']
  inner:
    wdir: deep/work
    cmd: cp ../../data/raw.csv out.csv
    deps: [../../data/raw.csv, ../../prepared/a.csv]
    outs: [out.csv]
  evaluate:
    cmd: >-
      mkdir -p eval &&
      echo '{"loss":0.25,"text":"fine","list":[1]}' > eval/metrics.json &&
      printf 'x,y\\n0,1\\n' > eval/roc.csv &&
      echo 'score = 0.75' > score.toml
    deps: [model-rf.pkl]
    outs: [eval]
    metrics:
      - score.toml
  never:
    cmd: exit 1
    deps: [model-rf.pkl]
    outs: [nothing.bin]
metrics: [eval/metrics.json]
plots:
  - eval/roc.csv
  - curve:
      y: {drawn.csv: y}
artifacts:
  best:
    path: model-rf.pkl
    type: model
"""


@pytest.fixture(scope="session")
def everything(tmp_path_factory: pytest.TempPathFactory, tool: Callable[[str], Path]) -> Work:
    """A project with all that DVC 3 writes, made by DVC itself; tests read it and change nothing."""
    base = tmp_path_factory.mktemp("everything")
    other = Work(base / "other", tool)
    other.root.mkdir()
    other.git("init", "--quiet")
    other.dvc("init", "--quiet")
    other.file("lists/shared.csv", "s\n1\n")
    other.dvc("add", "--quiet", "lists/shared.csv")
    other.commit("a list to share")
    work = Work(base / "project", tool)
    work.root.mkdir()
    work.git("init", "--quiet")
    work.dvc("init", "--quiet")
    work.file("params.yaml", "train: {rate: 1e-3, layers: [8, 8]}\nswitch: on\nseed: 010\n")
    work.file("vars.yaml", "models:\n  rf: {depth: 7}\n  lr: {depth: 1}\n")
    work.file("settings.toml", "[model]\nwidth = 3\nname = 'm'\n")
    work.file("limits.json", '{"low": 1, "high": {"a": NaN}}')
    work.file("options.py", "import os\nclass Options:\n    size = 5\n    other = os.sep\n")
    work.file("code/train.sh", 'echo "model of depth $1 says $2"\n')
    work.file("drawn.csv", "x,y\n1,2\n")
    work.file("data/raw.csv", "a,b\n1,2\n")
    work.file("data/images/one.txt", "one")
    work.file("data/images/sub/two.txt", "two")
    (work.root / "deep/work").mkdir(parents=True)
    work.dvc("add", "--quiet", "data/raw.csv", "data/images")
    work.dvc("import", "--quiet", str(other.root), "lists/shared.csv", "--out", "data/shared.csv")
    (base / "outside.csv").write_text("u\n1\n", encoding="utf-8")
    work.dvc("import-url", "--quiet", str(base / "outside.csv"), "data/from-url.csv")
    work.file("dvc.yaml", PIPELINE)
    work.file("second/params.yaml", "n: 2\n")
    work.file(
        "second/dvc.yaml",
        "stages:\n  count:\n    cmd: wc -l < ../data/raw.csv > lines.txt\n    deps: [../data/raw.csv]\n"
        "    params: [n]\n    outs: [lines.txt]\n",
    )
    work.commit("everything is declared")
    work.git("tag", "declared")
    work.dvc("repro", "prepare", "train", "grid", "inner", "evaluate", "second/dvc.yaml")
    work.commit("everything ran")
    work.git("tag", "--annotate", "ran", "--message", "All stages ran")
    work.dvc("exp", "run", "--quiet", "--name", "faster", "--set-param", "train.rate=0.5", "train@lr")
    work.git("checkout", "--quiet", "--force", "HEAD")
    work.file("data/raw.csv", "a,b\n3,4\n5,6\n")
    work.dvc("repro", "prepare", "train", "inner", "evaluate")
    work.commit("the data changed")
    work.git("tag", "changed")
    return work
