"""`forebear import` as a program sees it."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest


def forebear(*words, cwd):
    return subprocess.run(
        [sys.executable, "-m", "forebear", *words], cwd=cwd, capture_output=True, text=True, check=False
    )


@pytest.fixture
def project(tmp_path, run_tool):
    root = tmp_path / "project"
    root.mkdir()
    run_tool("git", "init", "--quiet", cwd=root)
    run_tool("dvc", "init", "--quiet", cwd=root)
    (root / "data.csv").write_text("a\n1\n")
    run_tool("dvc", "add", "--quiet", "data.csv", cwd=root)
    run_tool("git", "add", "--all", cwd=root)
    run_tool("git", "commit", "--quiet", "--message", "data", cwd=root)
    return root


def test_the_document_of_an_import(project):
    done = forebear("import", str(project), "--json", "--progress", "json", cwd=project.parent)
    assert done.returncode == 0
    document = json.loads(done.stdout)
    assert (document["commits"], document["runs"], document["artifacts"], document["problems"]) == (
        1,
        0,
        1,
        [],
    )
    assert [source["kind"] for source in document["sources"]] == ["git", "dvc"]
    assert {source["location"] for source in document["sources"]} == {str(project)}
    assert all(source["facts"] > 0 for source in document["sources"])
    phases = {json.loads(line)["phase"] for line in done.stderr.splitlines()}
    assert {"commits", "documents", "writing"} <= phases
    again = json.loads(forebear("import", "--json", cwd=project).stdout)
    assert [source["facts"] for source in again["sources"]] == [0, 0]
    assert (again["commits"], again["runs"], again["artifacts"]) == (1, 0, 1)
    told = forebear("import", cwd=project).stdout
    assert told == "1 commit, 0 runs and 1 artifact are known; nothing is new.\n"


def test_git_does_not_see_what_forebear_keeps(project, run_tool):
    assert forebear("import", cwd=project).returncode == 0
    assert run_tool("git", "status", "--porcelain", "--ignored", cwd=project).split() == [
        "!!", ".dvc/cache/", "!!", ".dvc/tmp/", "!!", ".forebear/", "!!", "data.csv",
    ]  # fmt: skip


def test_a_folder_without_git(tmp_path):
    done = forebear("import", str(tmp_path), "--json", cwd=tmp_path)
    assert done.returncode == 3
    error = json.loads(done.stdout)["error"]
    assert error["where"] == str(tmp_path)
    assert "Git" in error["what"]
    assert "git init" in error["todo"]
    assert list(tmp_path.iterdir()) == []


def test_problems_are_listed_and_are_no_failure(project, run_tool):
    (project / "broken.dvc").write_text("outs: [\n")
    run_tool("git", "add", "broken.dvc", cwd=project)
    run_tool("git", "commit", "--quiet", "--message", "broken", cwd=project)
    done = forebear("import", str(project), cwd=project)
    assert done.returncode == 0
    assert "broken.dvc@" in done.stdout


def test_nothing_new_is_told_without_loading_what_writes(project):
    assert forebear("import", cwd=project).returncode == 0
    script = (
        "import sys\nfrom forebear.cli.main import main\ncode = main(['import', '--json'])\n"
        "heavy = {'sqlalchemy', 'git', 'yaml', 'numpy', 'PySide6'} & set(sys.modules)\n"
        "assert not heavy, heavy\nsys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=project, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
