"""What was not committed, as DVC and Forebear really kept it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from forebear.compare.comparison import CodeChanges, Comparison
from forebear.compare.kept import KeptPatch
from forebear.compare.lineages.document import merged_lineage
from forebear.compare.lineages.merging import Reason as WhyChanged
from forebear.compare.lineages.merging import Why
from forebear.compare.objects import LocalObjects
from forebear.compare.ranking import Reason, Rule, rank
from forebear.compare.seen_files import SeenFiles
from forebear.compare.side_by_side import compare
from forebear.compare.text.patches import read_patch
from forebear.lineage.answers import Change
from forebear.lineage.database import Database
from forebear.lineage.progress import Silent
from forebear.lineage.project import Project
from forebear.lineage.questions import Questions
from forebear.lineage.words import NodeKind
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
        questions = Questions(database)
        with GitRepository(root) as repository:
            objects = LocalObjects(root, repository, SeenFiles(questions))
            return compare(questions, repository, refs, objects=objects)
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


RUNS = """import sys
from pathlib import Path
import wandb
train = Path("train.py").read_text()
for name, text in (("clean", train), ("dirty", train + "y = 2\\n"), ("again", train + "y = 2\\n")):
    Path("train.py").write_text(text)
    with wandb.init(project="churn", id=name, mode="offline") as run:
        run.log({"auc": len(text)})
Path("train.py").write_text(train)
Path("notes.md").write_text("later\\n")
with wandb.init(project="churn", id="notes", mode="offline") as run:
    run.log({"auc": 1})
"""
TAGGED = """import sys
from pathlib import Path
import mlflow
from mlflow.genai.git_versioning.git_info import GitInfo
train = Path("train.py").read_text()
for name, text in (("clean", train), ("dirty", train + "y = 2\\n"), ("lost", train + "y = 3\\n")):
    Path("train.py").write_text(text)
    with mlflow.start_run(run_name=name) as run:
        tags = GitInfo.from_env("origin").to_mlflow_tags()
        if name == "lost":
            del tags["mlflow.source.git.diff"]
        mlflow.set_tags(tags)
        print(name, run.info.run_id)
"""


def tracked(folder: Path, tool: str, script: str, **variables: str) -> tuple[Path, str]:
    """A project in which a tool recorded runs from one commit; and what the script printed."""
    root = folder / "project"
    root.mkdir()
    for name, text in (
        ("train.py", "x = 1\n"),
        ("notes.md", "now\n"),
        ("record.py", script),
        (".gitignore", "/wandb\n/mlruns\n/mlflow.db\n"),
    ):
        (root / name).write_text(text)
    for words in (("init", "-q"), ("add", "."), ("commit", "-qm", "Begin")):
        subprocess.run(["git", *words], cwd=root, check=True)
    subprocess.run(["git", "remote", "add", "origin", "https://example.org/churn.git"], cwd=root, check=True)
    done = subprocess.run(
        [Path(sys.prefix) / "tools" / tool / "bin" / "python", "record.py"],
        cwd=root,
        env={**os.environ, "HOME": str(folder), "MLFLOW_TRACKING_URI": "sqlite:///mlflow.db", **variables},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return root, done.stdout


@pytest.fixture(scope="module")
def kept_by_wandb(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project whose runs W&B recorded, with a patch where the tree was dirty."""
    return tracked(tmp_path_factory.mktemp("wandb"), "wandb", RUNS, WANDB_SAVE_CODE="true")[0]


def test_a_patch_that_wandb_kept_is_a_change_of_the_code(kept_by_wandb: Path, tmp_path: Path) -> None:
    root = tmp_path / "project"
    shutil.copytree(kept_by_wandb, root, ignore=shutil.ignore_patterns(".forebear"))

    def code(one: str, other: str) -> Comparison:
        return compared(root, f"run:wandb:churn/{one}", f"run:wandb:churn/{other}")

    found = code("clean", "dirty")
    assert found.changed["code"] is True  # although the commit is the same
    assert [(kept.label, kept.by) for kept in found.code.uncommitted] == [("B", "diff.patch")]
    [cause] = [each for each in rank(found) if each.side == "code"]
    assert (cause.what, cause.values) == ("train.py", (None, "modified +1 -0, not committed"))
    assert Reason(Rule.UNCOMMITTED, "B") in cause.reasons
    assert code("dirty", "clean").changed["code"] is True
    assert code("dirty", "again").changed["code"] is False
    assert [each for each in rank(code("dirty", "again")) if each.side == "code"] == []
    assert code("clean", "notes").changed["code"] is False  # a document is no code
    assert compared(root, "HEAD", "run:wandb:churn/dirty").changed["code"] is True
    for each in (root / "wandb").glob("*/files/diff.patch"):
        each.unlink()
    found = code("clean", "dirty")
    assert found.changed["code"] is None
    assert found.code.note.startswith("B ran with changes that were not committed")


def test_code_that_mlflow_calls_dirty_is_not_the_same(tmp_path: Path) -> None:
    root, said = tracked(tmp_path, "mlflow", TAGGED)
    runs = {name: f"run:mlflow:{key}" for name, key in map(str.split, said.splitlines())}
    assert compared(root, runs["clean"], runs["dirty"]).changed["code"] is True
    for one, other in (("clean", "lost"), ("dirty", "lost"), ("lost", "lost")):
        found = compared(root, runs[one], runs[other]).code
        assert found.changed is None
        assert "B ran with changes that were not committed" in found.note or "A and B ran" in found.note


def test_a_patch_is_part_of_what_a_run_was_made_from(kept_by_wandb: Path) -> None:
    root = kept_by_wandb
    found = compared(root, "run:wandb:churn/clean", "run:wandb:churn/dirty")
    project = Project.at(root)
    database = Database.open(project.database_url)
    try:
        merged = merged_lineage(Questions(database), found)
    finally:
        database.close()
    states = {node.name: node.change for node in merged.nodes if node.kind is not NodeKind.ENVIRONMENT}
    assert states == {"code": Change.SAME, "diff.patch": Change.ADDED, "clean": Change.CHANGED}
    assert [node.name for node in merged.firsts] == ["diff.patch"]
    [run] = [node for node in merged.nodes if node.name == "clean"]
    assert Why(WhyChanged.READ, ("diff.patch",)) in run.why


def test_a_patch_of_any_tool_has_a_place() -> None:
    kept = KeptPatch("A", "a tool", "a" * 40, "")
    assert CodeChanges(False, uncommitted=(kept,)).uncommitted == (kept,)
