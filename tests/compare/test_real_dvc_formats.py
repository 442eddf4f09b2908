"""A comparison agrees with the real DVC and the real Git on files of every format, renames and folders."""

from __future__ import annotations

import ast
import itertools
import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from forebear.cli.comparing import compare_in
from forebear.compare.comparison import Comparison, MetricRow, ParameterRow
from forebear.lineage.database import Database
from forebear.lineage.progress import Silent
from forebear.lineage.project import Project
from forebear.lineage.questions import Questions
from forebear.lineage.words import Listed
from forebear.sources.importing import import_project

PIPELINE = """\
params: [conf/net.py, conf/data.toml, conf/run.json]
metrics: [m/a.json, m/b.yaml, m/c.toml, m/moved]
stages:
  pack:
    cmd: mkdir -p out/deep && cp raw/a.txt out/deep/a.txt && cp raw/b.txt out/b.txt
    deps: [raw]
    params:
      - seed
      - extra.yaml:
      - grid.json: [rates, deep.more]
    outs: [out]
  read:
    cmd: cp out/deep/a.txt end.txt
    deps: [out/deep/a.txt]
    outs: [end.txt]
"""

NET = """\
from math import pi
depth: int = 3
name = "base"
shape = (8, 16)
area = pi * 2

class Train:
    rate = 1e-3
    steps = [1, 2]

    def __init__(self):
        self.warm = True
"""

FIRST = {
    "dvc.yaml": PIPELINE,
    "params.yaml": "seed: 7\nempty: {}\nlist: [1, [2, {a: b}]]\nquoted: '1'\non: yes\nday: 010\n",
    "extra.yaml": "base: &base {lr: 1e-3, momentum: .9}\nfast:\n  <<: *base\n  lr: 0.1\n"
    "note: |\n  two\n  lines\n",
    "grid.json": json.dumps({"rates": [1, 2], "deep": {"more": {"x": 1}, "less": 1}, "big": 2**60}),
    "conf/net.py": NET,
    "conf/data.toml": 'files = ["a", "b"]\n[split]\ntrain = 0.8\n[split.by]\nkey = "id"\n',
    "conf/run.json": json.dumps({"gpu": None, "tags": {"a": "1", "b": {}}}),
    "m/a.json": '{"auc": 0.9, "deep": {"er": {"f1": NaN}}, "top": Infinity, "list": [1, 2], "none": null}',
    "m/b.yaml": "loss: .inf\nnested: {acc: 1e-3, text: fine}\nflag: true\ncount: 9007199254740993\n",
    "m/c.toml": "rmse = 3\n[deep]\nmae = 2.5\nworst = -inf\n",
    "m/moved": "auc: 0.5\n",
    "raw/a.txt": "a\n",
    "raw/b.txt": "b\n",
    "raw/c.txt": "a longer text that stays the same\n",
    "old name.csv": "id\n1\n2\n",
    "same.csv": "id\n1\n",
}

CHANGES: list[tuple[str, dict[str, str | None]]] = [
    (
        "values",
        {
            "params.yaml": "seed: 8\nempty: {a: 1}\nlist: [1, [2, {a: c}]]\nquoted: 1\non: no\nday: 10\n",
            "extra.yaml": "base: &base {lr: 1e-3, momentum: .8}\nfast: {<<: *base}\n"
            "note: |\n  two\n  words\n",
            "grid.json": json.dumps({"rates": [1.0, 3], "deep": {"more": {"x": "1"}, "less": 2}, "big": 1}),
            "conf/net.py": NET.replace("depth: int = 3", "depth = 4").replace("1e-3", "0.002"),
            "conf/data.toml": 'files = ["a"]\n[split]\ntrain = 0.7\n',
            "conf/run.json": json.dumps({"gpu": 0, "tags": {"a": 1, "b": {"c": 1}}}),
            "m/a.json": '{"auc": 0.8, "deep": {"er": {"f1": 0.5}}, "top": -Infinity, "list": [3], "new": 1}',
            "m/b.yaml": "loss: 3.5\nnested: {acc: 1, text: bad}\nflag: false\ncount: 9007199254740995\n",
            "m/c.toml": "rmse = 4\n[deep]\nmae = 2.5\nworst = 1.5\n",
            "raw/a.txt": "other\n",
            "same.csv": "id\n1\n2\n3\n",
        },
    ),
    (
        "forms",
        {
            "params.yaml": "seed: {a: 1, b: {c: 2}}\n",
            "conf/net.py": None,
            "conf/run.json": '["gpu"]\n',
            "m/moved": '{"auc": "half"}\n',
            "m/b.yaml": "0.75\n",
            "m/c.toml": None,
            "raw/c.txt": None,
            "raw/deep/c.txt": "a longer text that stays the same\n",
            "old name.csv": None,
            "new/name.csv": "id\n1\n2\n",
        },
    ),
    ("broken", {"conf/data.toml": "not toml [\n", "m/a.json": "{not json", "extra.yaml": "a: 1\na: 2\n"}),
]

TAGS = ("first", *(name for name, _ in CHANGES))
PAIRS = [*itertools.pairwise(TAGS), ("first", "forms"), ("forms", "first")]


Rows = tuple[MetricRow, ...] | tuple[ParameterRow, ...]
Said = dict[tuple[str, str], tuple[object, ...]]


class Made:
    """The project, what the real tools say about it, and its lineage."""

    def __init__(self, root: Path, dvc: Path) -> None:
        self._root = root
        self._dvc = dvc
        self._environment = {
            **os.environ,
            "DVC_NO_ANALYTICS": "1",
            "PATH": f"{dvc.parent}{os.pathsep}{os.environ['PATH']}",
        }
        self.run("git", "init", "-q")
        self.run("dvc", "init", "-q")
        self.commit("first", FIRST)
        for name, files in CHANGES:
            self.commit(name, files)
        self.project = Project.at(root)
        self.project.prepare()
        self.database = Database.open(self.project.database_url)
        import_project(self.project, self.database, Silent())
        self.questions = Questions(self.database)

    def run(self, *words: str) -> str:
        command = [str(self._dvc) if words[0] == "dvc" else words[0], *words[1:]]
        done = subprocess.run(
            command, cwd=self._root, env=self._environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{words}: {done.stderr or done.stdout}"
        return done.stdout

    def commit(self, tag: str, files: dict[str, str | None]) -> None:
        for name, text in files.items():
            path = self._root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if text is None:
                path.unlink()
                path.with_name(f"{path.name}.dvc").unlink(missing_ok=True)
            else:
                path.write_text(text, encoding="utf-8")
        added = [name for name in files if name.endswith(".csv") and (self._root / name).exists()]
        if added:
            self.run("dvc", "add", "-q", *added)
        if tag in ("first", "values"):
            self.run("dvc", "repro", "-q")
        self.run("git", "add", "-A")
        self.run("git", "commit", "-qm", tag)
        self.run("git", "tag", tag)

    def compare(self, old: str, new: str) -> Comparison:
        return compare_in(self.project, self.questions, (old, new))


@pytest.fixture(scope="module")
def made(
    tmp_path_factory: pytest.TempPathFactory, tool: Callable[[str], Path], _settled_git: None
) -> Iterator[Made]:
    root = tmp_path_factory.mktemp("formats") / "project"
    root.mkdir()
    found = Made(root, tool("dvc"))
    yield found
    found.database.close()
    shutil.rmtree(root)


def plain(value: object) -> object:
    """Return a value as DVC's JSON has it, but lists as lists: there they are the text that Python prints."""
    if isinstance(value, Listed):
        return json.loads(value)
    if isinstance(value, str) and value.startswith("["):
        return ast.literal_eval(value)
    if value == "unable to parse":  # a file that holds no names any more
        return None
    return "NaN" if value != value else value  # noqa: PLR0124


def ours(rows: Rows) -> Said:
    return {(row.source, row.name): tuple(map(plain, row.values)) for row in rows if row.differs}


def theirs(text: str) -> Said:
    return {
        (file, name): (plain(values["old"]), plain(values["new"]))
        for file, names in json.loads(text).items()
        for name, values in names.items()
    }


def readable(said: Said, rows: Rows) -> Said:
    """Leave out what cannot be read any more: DVC takes that for gone, a comparison does not."""
    unknown = {(row.source, row.name) for row in rows if row.differs is None}
    return {name: values for name, values in said.items() if name not in unknown}


@pytest.mark.parametrize(("old", "new"), PAIRS)
def test_metrics_of_every_format(made: Made, old: str, new: str) -> None:
    said = theirs(made.run("dvc", "metrics", "diff", "--json", old, new))
    comparison = made.compare(old, new)
    assert said
    found = ours(comparison.metrics)
    # A file that is one bare number is a metric here; for DVC 3 it holds none.
    found.pop(("m/b.yaml", "b"), None)
    assert found == readable(said, comparison.metrics)


@pytest.mark.parametrize(("old", "new"), PAIRS)
def test_parameters_of_every_format(made: Made, old: str, new: str) -> None:
    said = theirs(made.run("dvc", "params", "diff", "--json", old, new))
    comparison = made.compare(old, new)
    assert said
    # DVC does not tell an empty mapping from none.
    found = {name: values for name, values in ours(comparison.parameters).items() if {} not in values}
    assert found == readable(said, comparison.parameters)


def test_broken_files_are_not_known_and_the_rest_stands(made: Made) -> None:
    comparison = made.compare("forms", "broken")
    assert {(file.label, file.path) for file in comparison.unavailable} == {
        ("A", "conf/run.json"),  # a list, which has no names
        ("B", "conf/run.json"),
        ("B", "conf/data.toml"),
        ("B", "extra.yaml"),
        ("B", "m/a.json"),
    }
    assert {row.source for row in comparison.metrics if row.differs is None} == {"m/a.json"}
    assert {row.source for row in comparison.parameters if row.differs is None} == {
        "conf/data.toml",
        "extra.yaml",
    }
    assert comparison.changed["parameters"] is None


@pytest.mark.parametrize(("old", "new"), PAIRS)
def test_renamed_data_and_folders(made: Made, old: str, new: str) -> None:
    said = json.loads(made.run("dvc", "diff", "--json", "--show-hash", old, new))
    told = {}
    for item in said.get("added", []):
        told[item["path"]] = (None, item["hash"])
    for item in said.get("deleted", []):
        told[item["path"]] = (item["hash"], None)
    for item in said.get("modified", []):
        told[item["path"]] = (item["hash"]["old"], item["hash"]["new"])
    for item in said.get("renamed", []):
        told[item["path"]["old"]] = (item["hash"], None)
        told[item["path"]["new"]] = (None, item["hash"])
    whole = {
        path.rstrip("/"): hashes
        for path, hashes in told.items()
        if not path.startswith("out/") or path == "out/"
    }
    comparison = made.compare(old, new)
    found = {
        row.path: tuple(digest.value if digest else None for digest in row.digests)
        for row in comparison.data
        if row.differs and row.path not in ("raw", "out/deep/a.txt")  # inputs, which DVC does not list
    }
    assert found == whole
    roles = {row.path: str(row.role) for row in comparison.data}
    assert roles["out"] == roles["out/deep/a.txt"] == "result"


@pytest.mark.parametrize(("old", "new"), PAIRS)
def test_files_and_lines_are_those_of_git(made: Made, old: str, new: str) -> None:
    said = {}
    words = iter(made.run("git", "diff", "--numstat", "-M", "-z", old, new).split("\0"))
    for word in words:
        if word:
            added, removed, path = word.split("\t")
            before, path = ("", path) if path else (next(words), next(words))
            said[path] = (added, removed, before)
    assert said == {
        file.path: (str(diff.added), str(diff.removed), diff.before)
        for file in made.compare(old, new).code.files
        for diff in file.diffs
    }
