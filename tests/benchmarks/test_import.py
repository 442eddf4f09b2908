"""How fast an import is, as ratios measured within one run against what cannot be avoided."""

from __future__ import annotations

import hashlib
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from forebear.lineage.database import Database
from forebear.lineage.progress import Silent
from forebear.lineage.project import Project
from forebear.sources.dvc.yaml_text import load_yaml
from forebear.sources.git.following import PATTERNS
from forebear.sources.importing import import_project, nothing_new

COMMITS = int(os.environ.get("FOREBEAR_BENCHMARK_COMMITS", "10000"))
DVC_COMMITS = int(os.environ.get("FOREBEAR_BENCHMARK_DVC_COMMITS", "200"))
LINEAGE = ("dvc.yaml", "dvc.lock", "*.dvc", "params.yaml", "metrics.json")
STAGES = ("prepare", "features", "split", "train", "evaluate")


def _md5(*words: object) -> str:
    return hashlib.md5(repr(words).encode(), usedforsecurity=False).hexdigest()


class _Project:
    """A machine-learning project of five stages that goes on changing, as its files would be."""

    def __init__(self) -> None:
        self.code = dict.fromkeys(STAGES, 0)
        self.parameters = {"prepare": 0, "features": 0, "split": 0, "train": 0, "evaluate": 0}
        self.data = 0

    def pipeline(self) -> str:
        lines = ["stages:"]
        for number, stage in enumerate(STAGES):
            before = f"out/{STAGES[number - 1]}" if number else "data/raw.csv"
            lines += [
                f"  {stage}:",
                f"    cmd: python src/{stage}.py {before} out/{stage}",
                "    deps:",
                f"    - {before}",
                f"    - src/{stage}.py",
                "    params:",
                f"    - {stage}",
                "    outs:",
                f"    - out/{stage}",
            ]
        return "\n".join([*lines, "    metrics:", "    - metrics.json:", "        cache: false", ""])

    def values(self, stage: str) -> dict[str, object]:
        step = self.parameters[stage]
        return {"seed": 20170428 + step, "rate": round(0.001 * (step + 1), 6), "kind": f"v{step % 7}"}

    def params(self) -> str:
        lines = []
        for stage in STAGES:
            lines.append(f"{stage}:")
            lines += [f"  {name}: {value}" for name, value in self.values(stage).items()]
        return "\n".join([*lines, ""])

    def lock(self) -> str:
        """The lock as DVC 3 writes it; a stage's outputs depend on all that comes before it."""
        lines = ["schema: '2.0'", "stages:"]
        before, made = "data/raw.csv", _md5("raw", self.data)
        for stage in STAGES:
            lines += [f"  {stage}:", f"    cmd: python src/{stage}.py {before} out/{stage}", "    deps:"]
            lines += _entry(before, made, 14445097) + _entry(
                f"src/{stage}.py", _md5(stage, self.code[stage]), 2231
            )
            lines += ["    params:", "      params.yaml:", f"        {stage}:"]
            lines += [f"          {name}: {value}" for name, value in self.values(stage).items()]
            made = _md5(made, stage, self.code[stage], self.parameters[stage])
            before = f"out/{stage}"
            lines += ["    outs:", *_entry(before, made, 8437363)]
        metrics = self.metrics().encode()
        lines += _entry("metrics.json", hashlib.md5(metrics, usedforsecurity=False).hexdigest(), len(metrics))
        return "\n".join([*lines, ""])

    def metrics(self) -> str:
        seed = int(_md5(self.code, self.parameters, self.data)[:8], 16)
        return json.dumps(
            {"auc": seed % 9973 / 9973, "loss": seed % 7919 / 7919, "test": {"f1": seed % 97 / 97}}
        )

    def data_file(self) -> str:
        return f"outs:\n- md5: {_md5('raw', self.data)}\n  size: 14445097\n  hash: md5\n  path: raw.csv\n"


def _entry(path: str, md5: str, size: int) -> list[str]:
    return [f"    - path: {path}", "      hash: md5", f"      md5: {md5}", f"      size: {size}"]


def _make(root: Path, commits: int) -> None:
    """Write the project's history through `git fast-import`: experiments, new code, new data, merges."""
    subprocess.run(["git", "init", "--quiet", str(root)], check=True)
    project = _Project()
    stream: list[bytes] = []
    for number in range(commits):
        files: dict[str, str] = {}
        if number == 0:
            files = {".dvc/config": "", "dvc.yaml": project.pipeline(), "readme.md": "A project\n"}
        stage = STAGES[number % len(STAGES)]
        match number % 10:
            case 0 | 4:  # other parameters, everything after them ran again
                project.parameters[STAGES[number // 10 % len(STAGES)]] += 1
            case 2:  # other code
                project.code[stage] += 1
                files[f"src/{stage}.py"] = f"# {number}\n" * 40
            case 5 if number % 50 == 5:  # other data
                project.data += 1
            case _:  # nothing of DVC's
                files[f"docs/page{number % 13}.md"] = f"{number}\n" * 20
        if number % 10 in (0, 2, 4) or number % 50 == 5:
            files |= {
                "params.yaml": project.params(),
                "dvc.lock": project.lock(),
                "metrics.json": project.metrics(),
            }
            files["data/raw.csv.dvc"] = project.data_file()
        when = 1_600_000_000 + number * 600
        message = f"change {number}".encode()
        stream.append(b"commit refs/heads/main\nmark :%d\n" % (number + 1))
        stream.append(b"committer Ada Example <ada@example.org> %d +0000\n" % when)
        stream.append(b"data %d\n%s\n" % (len(message), message))
        if number:
            stream.append(b"from :%d\n" % number)
        if number % 50 == 49:  # a branch that is merged
            stream.append(b"merge :%d\n" % (number - 5))
        for path, content in files.items():
            stream.append(
                b"M 100644 inline %s\ndata %d\n%s\n" % (path.encode(), len(content), content.encode())
            )
    subprocess.run(["git", "fast-import", "--quiet"], cwd=root, input=b"".join(stream), check=True)
    subprocess.run(["git", "reset", "--quiet", "--hard", "main"], cwd=root, check=True)


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("history") / "project"
    _make(root, COMMITS)
    return root


def _seconds(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def _floor(root: Path) -> None:
    """What no import can do without: list the changes, read the distinct blobs, parse each once.

    Listed are also those of package files and manifests, which are followed too; this history has none.
    """
    listed = subprocess.run(
        ["git", "log", "--raw", "--all", "-z", "--no-abbrev", "--no-renames", "--full-history",
         "--diff-merges=first-parent", "--format=%H %P", "--", *LINEAGE, *PATTERNS],
        cwd=root, capture_output=True, check=True,
    ).stdout  # fmt: skip
    tokens = listed.split(b"\0")
    blobs: dict[bytes, bytes] = {}
    for meta, path in pairwise(tokens):
        if b":" in meta[:2] and len(words := meta.split()) == 5 and words[4] != b"D":
            blobs[words[3]] = path
    contents = subprocess.run(
        ["git", "cat-file", "--batch"],
        cwd=root,
        input=b"\n".join(blobs) + b"\n",
        capture_output=True,
        check=True,
    ).stdout
    position = 0
    for path in blobs.values():
        end = contents.index(b"\n", position)
        size = int(contents[position:end].split()[2])
        text = contents[end + 1 : end + 1 + size].decode()
        position = end + size + 2
        if path.endswith(b".json"):
            json.loads(text)
        else:
            load_yaml(text)
    assert len(blobs) > COMMITS // 2


def _import(root: Path, database: Path) -> None:
    opened = Database.open(f"sqlite:///{database}")
    try:
        report = import_project(Project(root, opened.url), opened, Silent())
    finally:
        opened.close()
    assert report.commits == COMMITS
    assert report.problems == ()


def test_an_import_costs_at_most_three_times_the_floor(history, tmp_path, capsys):
    """The floor's YAML loader is ours: of the safe ones that read values as DVC does, the fastest measured.

    The first of eight turns that is good enough counts; in each both follow one another: a machine that
    slows down slows both.
    """
    ratios = []
    for turn in range(8):
        floor = _seconds(lambda: _floor(history))
        spent = _seconds(lambda turn=turn: _import(history, tmp_path / f"{turn}.db"))
        ratios.append(spent / floor)
        _say(capsys, f"import {spent:.2f} s, floor {floor:.2f} s, ratio {ratios[-1]:.2f}")
        if ratios[-1] <= 3:
            break
    assert min(ratios) <= 3


def test_nothing_new_costs_at_most_twice_a_rev_list(history, tmp_path, capsys):
    """Compares the work of a second import, in a running process, with a `git rev-list` process."""
    _import(history, tmp_path / "lineage.db")
    project = Project(history, f"sqlite:///{tmp_path / 'lineage.db'}")

    def rev_list() -> None:
        subprocess.run(["git", "rev-list", "--all", "--count"], cwd=history, capture_output=True, check=True)

    def second_import() -> None:
        report = nothing_new(project)
        assert report is not None
        assert report.commits == COMMITS

    walks = [_seconds(rev_list) for _ in range(9)]
    imports = [_seconds(second_import) for _ in range(9)]
    walk, second = statistics.median(walks), statistics.median(imports)
    _say(
        capsys,
        f"second import {second * 1e3:.1f} ms, rev-list {walk * 1e3:.1f} ms, ratio {second / walk:.2f}",
    )
    assert second <= 2 * walk


def test_dvc_takes_at_least_twenty_times_as_long(history, tmp_path, capsys, run_tool):
    """`dvc metrics show --all-commits` over the last DVC_COMMITS commits, per commit, against a whole import.

    The time of an empty `dvc` command is taken off, so that its start is not counted for every commit. Set
    FOREBEAR_BENCHMARK_DVC_COMMITS to FOREBEAR_BENCHMARK_COMMITS to let DVC read all of them instead.
    """
    clone = tmp_path / "clone"
    words = ["--depth", str(DVC_COMMITS)] if DVC_COMMITS < COMMITS else []
    subprocess.run(["git", "clone", "--quiet", *words, f"file://{history}", str(clone)], check=True)
    count = subprocess.run(
        ["git", "rev-list", "--all", "--count"], cwd=clone, capture_output=True, text=True, check=True
    )
    commits = int(count.stdout)
    start = min(_seconds(lambda: run_tool("dvc", "version", cwd=clone)) for _ in range(2))
    dvc = _seconds(lambda: run_tool("dvc", "metrics", "show", "--all-commits", "--json", cwd=clone)) - start
    ours = _seconds(lambda: _import(history, tmp_path / "lineage.db"))
    extrapolated = dvc / commits * COMMITS
    _say(
        capsys,
        f"dvc {dvc:.1f} s for {commits} commits ({extrapolated:.0f} s for {COMMITS}), import {ours:.2f} s, "
        f"{extrapolated / ours:.0f} times",
    )
    assert extrapolated >= 20 * ours


def _say(capsys: pytest.CaptureFixture[str], line: str) -> None:
    with capsys.disabled():
        sys.stdout.write(f"\n{line}\n")
