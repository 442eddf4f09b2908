"""What was not committed, as DVC and Forebear really kept it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from forebear.compare.comparison import CodeChanges, Comparison
from forebear.compare.kept import KeptPatch
from forebear.compare.objects import LocalObjects
from forebear.compare.side_by_side import compare
from forebear.compare.text.patches import read_patch
from forebear.lineage.database import Database
from forebear.lineage.progress import Silent
from forebear.lineage.project import Project
from forebear.lineage.questions import Questions
from forebear.sources.git.repository import GitRepository
from forebear.sources.importing import import_project

Run = Callable[..., str]


@pytest.fixture(scope="module")
def experiment(
    dvc_project: tuple[Path, Run], tool: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, str]:
    """A copy of the project in which the real `dvc exp run` kept changed code; and its baseline."""
    root = tmp_path_factory.mktemp("experiment") / "project"
    shutil.copytree(dvc_project[0], root, symlinks=True)
    train = root / "src" / "train.py"
    train.write_text(train.read_text().replace("0.8 + rate", "0.7 + rate"))
    dvc = tool("dvc")
    settings = {
        **os.environ,
        "DVC_NO_ANALYTICS": "1",
        "PATH": f"{dvc.parent}{os.pathsep}{os.environ['PATH']}",
    }
    subprocess.run([dvc, "exp", "run", "-q", "-n", "lower"], cwd=root, env=settings, check=True)
    base = subprocess.run(["git", "rev-parse", "HEAD"], cwd=root, capture_output=True, text=True, check=True)
    return root, base.stdout.strip()


def compared(root: Path, *refs: str) -> Comparison:
    project = Project.at(root)
    project.prepare()
    database = Database.open(project.database_url)
    try:
        import_project(project, database, Silent())
        with GitRepository(root) as repository:
            objects = LocalObjects(root, repository)
            return compare(Questions(database), repository, refs, objects=objects)
    finally:
        database.close()


def test_an_experiment_of_dvc_keeps_what_was_in_the_work_tree(experiment: tuple[Path, str]) -> None:
    root, base = experiment
    code = compared(root, "code", "lower").code
    [kept] = code.uncommitted
    assert (kept.label, kept.by, kept.base, kept.note) == ("B", "DVC experiment lower", base, "")
    files = {file.path: file for file in read_patch(kept.text)}
    assert '+json.dump({"auc": 0.7 + rate' in files["src/train.py"].text
    git = subprocess.run(
        ["git", "diff", "--full-index", base, "refs/exps/" + f"{base[:2]}/{base[2:]}/lower"],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    )
    assert kept.text == git.stdout
    assert code.changed is True


def test_a_commit_has_nothing_uncommitted(experiment: tuple[Path, str]) -> None:
    assert compared(experiment[0], "base", "data").code.uncommitted == ()


@pytest.mark.docker
@pytest.mark.xdist_group("engine")
def test_a_recorded_run_keeps_the_code_that_no_commit_holds(
    tmp_path: Path, forebear: Callable[..., subprocess.CompletedProcess[str]], base_image: str
) -> None:
    root = tmp_path / "project"
    root.mkdir()
    (root / "train.py").write_text('open("out", "w").write("1")\n')
    (root / "other.py").write_text("x = 1\n")
    for words in (("init", "-q"), ("add", "."), ("commit", "-qm", "Begin")):
        subprocess.run(["git", *words], cwd=root, check=True)

    def run(*more: str) -> str:
        words = ("--uses", "train.py", "--makes", "out", "--", "python3", "train.py", *more)
        done = forebear("run", "--json", "--image", base_image, *words, cwd=root)
        (root / "out").unlink()
        found: Any = json.loads(done.stdout)
        return f"run:{found['run']}"

    clean = run()
    (root / "train.py").write_text('open("out", "w").write("2")\n')
    dirty = run()
    (root / "other.py").write_text("x = 2\n")
    more = run("more")
    head = subprocess.run(["git", "rev-parse", "HEAD"], cwd=root, capture_output=True, text=True, check=True)
    code = compared(root, clean, dirty).code
    assert code.changed is True  # although the commit is the same
    [kept] = code.uncommitted
    assert (kept.label, kept.base, kept.note) == ("B", head.stdout.strip(), "")
    assert '-open("out", "w").write("1")\n+open("out", "w").write("2")\n' in kept.text
    subprocess.run(["git", "checkout", "-q", "."], cwd=root, check=True)
    subprocess.run(["git", "apply", "--check", "-"], cwd=root, input=kept.text.encode(), check=True)
    found = compared(root, dirty, more).code
    [_, whole] = found.uncommitted
    assert (whole.note, found.changed, found.note) == ("", True, "")
    assert "-x = 1\n+x = 2\n" in whole.text
    for each in (root / ".forebear" / "objects").rglob("*"):
        if each.is_file() and b"+x = 2" in each.read_bytes():
            each.unlink()
    [_, unkept] = compared(root, dirty, more).code.uncommitted
    assert unkept.note == "Not kept: other.py."
    same = compared(root, dirty, more).code
    assert same.changed is None
    assert "B ran with changes that were not committed" in same.note


def test_a_patch_of_any_tool_has_a_place() -> None:
    kept = KeptPatch("A", "a tool", "a" * 40, "")
    assert CodeChanges(False, uncommitted=(kept,)).uncommitted == (kept,)
