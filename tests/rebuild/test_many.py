"""A selection rebuilt as one batch: on a real engine, each rebuild a process of its own."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from forebear.lineage.database import Database
from forebear.lineage.errors import ActionableError, UnknownReferenceError, UsageError
from forebear.lineage.project import Project
from forebear.lineage.questions import Questions
from forebear.lineage.rebuilds import Purpose
from forebear.rebuild.many.batch import Batch, Batches
from forebear.rebuild.many.choosing import Chosen, by_refs, by_slice
from forebear.rebuild.many.standing import stand

Run = Callable[..., "subprocess.CompletedProcess[str]"]

_SCRIPT = """import os, sys, time
name = sys.argv[1]
if name == "unseeded":
    text = os.urandom(8).hex()
elif name == "slow":
    text = "slow"
    time.sleep(4)
else:
    text = name
open(f"{name}.out", "w").write(text)
"""
_NAMES = ("one", "two", "three", "unseeded", "gone", "slow")


def git(folder: Path, *words: str) -> None:
    subprocess.run(["git", *words], cwd=folder, check=True, capture_output=True)


@pytest.fixture(scope="module")
def recorded(
    tmp_path_factory: pytest.TempPathFactory, base_image: str, forebear: Run
) -> tuple[Path, dict[str, str]]:
    """A project with six recorded runs, one of which cannot come out the same and one whose input is gone."""
    root = tmp_path_factory.mktemp("many") / "project"
    root.mkdir()
    git(root, "init", "--quiet")
    (root / "make.py").write_text(_SCRIPT)
    (root / ".gitignore").write_text("*.data\n*.out\n")
    git(root, "add", ".")
    git(root, "commit", "--quiet", "-m", "Begin")
    git(root, "tag", "v1")
    runs = {}
    for name in _NAMES:
        uses = ["make.py"]
        if name == "gone":
            (root / "some.data").write_text("soon gone")
            uses.append("some.data")
        words = ["--image", base_image, "--name", name, "--uses", *uses, "--makes", f"{name}.out"]
        done = forebear("run", "--json", *words, "--", "python3", "make.py", name, cwd=root)
        runs[name] = json.loads(done.stdout)["run"]
    (root / "some.data").unlink()
    for kept in (root / ".forebear" / "objects").rglob("*"):
        if kept.is_file() and kept.read_bytes() == b"soon gone":
            kept.unlink()
    return root, runs


@pytest.fixture
def project(recorded: tuple[Path, dict[str, str]], tmp_path: Path) -> tuple[Path, dict[str, str]]:
    root, runs = recorded
    copy = tmp_path / "project"
    shutil.copytree(root, copy, symlinks=True)
    return copy, runs


def document(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def states(answer: dict[str, Any]) -> dict[str, str]:
    return {each["name"]: each["state"] for each in answer["runs"]}


@pytest.mark.docker
def test_a_batch_rebuilds_each_and_one_that_fails_ends_nothing(
    project: tuple[Path, dict[str, str]], forebear: Run
) -> None:
    root, runs = project
    planned = document(forebear("rebuild", "--all", "kind:run", "--dry-run", "--json", cwd=root))
    assert states(planned) == dict.fromkeys(_NAMES, "waiting")
    assert planned["batch"] is None  # there is none to go on with
    assert "--continue" not in forebear("rebuild", "--all", "--dry-run", cwd=root).stdout
    done = forebear("rebuild", "--all", "kind:run", "--jobs", "2", "--yes", "--json", cwd=root, code=1)
    answer = document(done)
    assert states(answer) == {
        "one": "good", "two": "good", "three": "good", "slow": "good", "unseeded": "not so", "gone": "blocked"
    }  # fmt: skip
    assert (
        answer["counts"] == {"identical": 4, "blocked": 1, "different": 1}
        or answer["counts"]["identical"] == 4
    )
    assert answer["remaining"] == 1
    assert answer["broke"] == {}
    gone = next(each for each in answer["runs"] if each["name"] == "gone")
    assert gone["ended"] == "blocked"
    assert "some.data" in gone["missing"][0]
    database = Database.open(Project.at(root).database_url, create=False, read_only=True)
    rebuilds = Questions(database).rebuilds()
    database.close()
    assert {each.series for each in rebuilds} == {answer["batch"]}
    assert all(each.purpose is Purpose.REBUILD for each in rebuilds)
    assert {each.run for each in rebuilds} == set(runs.values())
    # Going on with it tries only what was blocked.
    more = document(forebear("rebuild", "--continue", "--yes", "--json", cwd=root, code=1))
    assert more["batch"] == answer["batch"]
    before = {each["name"]: each["rebuild"] for each in answer["runs"]}
    after = {each["name"]: each["rebuild"] for each in more["runs"]}
    assert {name for name in _NAMES if before[name] != after[name]} == {"gone"}
    shown = forebear("rebuild", "--status", cwd=root, code=1).stdout
    assert "6 runs: 4 identical" in shown
    assert "forebear rebuild --continue" in shown
    # The summary is a report, for people and for machines, and the same each time.
    for form in ("html", "pdf", "json", "zip"):
        for number in (1, 2):
            forebear("report", "batch:last", "--output", root / f"{number}.{form}", cwd=root)
        assert (root / f"1.{form}").read_bytes() == (root / f"2.{form}").read_bytes()
    assert "Verified: 4 files" in forebear("verify", root / "1.zip", cwd=root).stdout
    page = (root / "1.html").read_text()
    assert "At least one run of the selection did not give the recorded outputs" in page
    assert all(name in page for name in _NAMES)
    report = json.loads((root / "1.json").read_text())
    assert report["batch"]["counts"] == more["counts"]
    assert report["verdict"]["state"] == "not verified"
    assert any("some.data" in gap["what"] for gap in report["missing"])


@pytest.mark.docker
def test_a_limit_and_what_is_left_later(project: tuple[Path, dict[str, str]], forebear: Run) -> None:
    root, runs = project
    refs = [f"run:{runs[name]}" for name in ("three", "one", "two")]
    first = document(forebear("rebuild", *refs, "--limit", "1", "--yes", "--json", cwd=root))
    assert states(first) == {"three": "good", "one": "waiting", "two": "waiting"}
    assert first["remaining"] == 2
    rest = document(forebear("rebuild", "--continue", first["batch"][:12], "--json", cwd=root))
    assert states(rest) == {"three": "good", "one": "good", "two": "good"}
    assert rest["runs"][0]["rebuild"] == first["runs"][0]["rebuild"]
    again = document(forebear("rebuild", "--continue", first["batch"], "--json", cwd=root))
    assert [each["rebuild"] for each in again["runs"]] == [each["rebuild"] for each in rest["runs"]]
    wrong = forebear("rebuild", refs[0], "--continue", "last", "--json", cwd=root, code=2)
    assert "has its runs already" in wrong.stdout


@pytest.mark.docker
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--all", "--twice"), "rebuilt once each"),
        (("--all", "--times", "3"), "rebuilt once each"),
        (("--all", "--diagnose"), "rebuilt once each"),
        (("--continue", "--memory", "1g"), "has its options already"),
        (("run:{one}", "--diagnose", "--twice"), "repeats the rebuild by itself"),
        (("run:{one}", "--diagnose", "--upstream"), "of one run"),
        (("run:{one}", "--budget", "2h"), "for many rebuilds"),
    ],
)
def test_what_would_be_left_out_is_refused(
    project: tuple[Path, dict[str, str]], forebear: Run, words: tuple[str, ...], said: str
) -> None:
    root, runs = project
    asked = (word.format(**runs) for word in words)
    error = document(forebear("rebuild", *asked, "--yes", "--json", cwd=root, code=2))["error"]
    assert said in error["what"]
    assert error["todo"]


@pytest.mark.docker
def test_the_question_tells_image_and_network_as_they_will_be(project: tuple[Path, dict[str, str]]) -> None:
    root, _ = project
    for words, said in (
        ((), "6 runs, each in its recorded image, without network:"),
        (("--network", "--image", "other:1"), "6 runs, in other:1, with network:"),
        (("--reconstruct=a.lock",), "6 runs, each in an image made again from its commit, without network:"),
    ):
        ours, theirs = os.openpty()
        with subprocess.Popen(
            [sys.executable, "-m", "forebear", "rebuild", "--all", *words],
            cwd=root, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True,
        ) as process:  # fmt: skip
            os.close(theirs)
            os.write(ours, b"no\n")
            printed = b""
            with contextlib.suppress(OSError):  # a terminal that nobody has open any more
                while block := os.read(ours, 4096):
                    printed += block
            os.close(ours)
        assert process.returncode == 4
        assert said in printed.decode()


@pytest.mark.docker
def test_each_rebuild_of_a_batch_has_its_options(project: tuple[Path, dict[str, str]], forebear: Run) -> None:
    root, runs = project
    words = ("--all", "name:one kind:run", "--reconstruct=none.lock", "--base", "some:1")
    answer = document(forebear("rebuild", *words, "--yes", "--json", cwd=root, code=3))
    (one,) = answer["runs"]
    assert one["run"] == runs["one"]
    assert "none.lock" in one["missing"][0]


@pytest.mark.docker
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_what_was_stopped_is_gone_on_with(
    how: signal.Signals, project: tuple[Path, dict[str, str]], forebear: Run
) -> None:
    root, runs = project
    names = ("one", "slow", "two")
    refs = [f"run:{runs[name]}" for name in names]
    words = [sys.executable, "-m", "forebear", "rebuild", *refs, "--yes", "--json", "--progress", "json"]
    with subprocess.Popen(
        words, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stderr is not None
        for line in process.stderr:  # the first is done: stop while the second runs
            if "identical" in line:
                break
        os.kill(process.pid, how)
        process.communicate(timeout=60)
        assert process.returncode == (4 if how is signal.SIGTERM else -signal.SIGKILL)
    rest = document(forebear("rebuild", "--continue", "--json", cwd=root))
    assert states(rest) == dict.fromkeys(names, "good")


@pytest.mark.docker
def test_a_rebuild_that_was_killed_is_made_when_its_batch_goes_on(
    project: tuple[Path, dict[str, str]], forebear: Run
) -> None:
    root, runs = project
    names = ("one", "slow", "two")
    words = ["rebuild", *(f"run:{runs[name]}" for name in names), "--yes", "--json", "--progress", "json"]
    with subprocess.Popen(
        [sys.executable, "-m", "forebear", *words],
        cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True,
    ) as process:  # fmt: skip
        assert process.stderr is not None
        for line in process.stderr:
            if "slow running" in line:
                break
        listed = subprocess.run(
            ["ps", "-ww", "-o", "pid=,args=", "--ppid", str(process.pid)],
            capture_output=True,
            text=True,
            check=True,
        )
        (child,) = (line for line in listed.stdout.splitlines() if runs["slow"] in line)
        os.kill(int(child.split()[0]), signal.SIGKILL)
        answer, _ = process.communicate(timeout=120)
    assert list(json.loads(answer)["broke"]) == [f"run:{runs['slow'][:12]}"]
    forebear("jobs", "--settle", cwd=root)
    status = document(forebear("rebuild", "--status", "--json", cwd=root, code=3))
    assert states(status) == {"one": "good", "slow": "blocked", "two": "good"}
    assert "Its process died" in next(each["why"] for each in status["runs"] if each["name"] == "slow")
    rest = document(forebear("rebuild", "--continue", "--json", cwd=root))
    assert states(rest) == dict.fromkeys(names, "good")


@pytest.mark.docker
def test_a_slice_stands_for_the_runs_behind_it(project: tuple[Path, dict[str, str]], forebear: Run) -> None:
    root, runs = project
    forebear("import", cwd=root)
    database = Database.open(Project.at(root).database_url, create=False, read_only=True)
    try:
        questions = Questions(database)
        assert [each.name for each in by_slice(questions, "")] == list(_NAMES)
        (one,) = by_slice(questions, "name:one.out")
        assert one.run == runs["one"]
        assert one.stands_for == ("one.out",)
        assert [
            each.run for each in by_refs(questions, [f"run:{runs['two']}", f"run:{runs['two'][:20]}"])
        ] == [runs["two"]]
        with pytest.raises(UsageError):
            by_slice(questions, "verdict:nothing-like-it")
        with pytest.raises(UsageError, match="nothing to rebuild"):
            by_slice(questions, "kind:commit")
    finally:
        database.close()


def test_a_batch_is_kept_and_found_by_its_beginning(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    batches = Batches(Project.at(tmp_path))
    with pytest.raises(UnknownReferenceError, match="no such batch"):
        batches.read("last")
    batch = Batch.new("모든 모델", [Chosen("r" * 64, "학습", "c" * 40, ("model.pkl",))], ["--network"], "Ada")
    batches.write(batch)
    assert batches.read("last") == batches.read(batch.id[:10]) == batch
    assert batches.all() == (batch,)
    assert stand(batch, []).remaining == batch.runs
    with batches.held(batch):
        assert batches.is_held(batch)
        with pytest.raises(ActionableError, match="already"), batches.held(batch):
            pass
    assert not batches.is_held(batch)
    (tmp_path / ".forebear" / "batches" / "20990101-000000-00000000.json").write_text("{")
    with pytest.raises(ActionableError, match="cannot be read"):
        batches.read("last")
    assert batches.all() == (batch,)
