"""Passwords that a project's own settings hold: in no lineage, output, page, report or file of ours."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from forebear.cli.main import main

SECRET = "hunter2"
NOWHERE = f"https://ada:{SECRET}@127.0.0.1:9/store"  # the port of `discard`: nothing listens there

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def project(churn_project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project whose remotes of Git, LFS and DVC are named with passwords; what DVC holds is only there."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    root = tmp_path / "churn"
    shutil.copytree(churn_project, root)

    def git(*words: str) -> None:
        subprocess.run(["git", *words], cwd=root, check=True, capture_output=True)

    git("remote", "add", "origin", f"https://ada:{SECRET}@example.org/team/churn.git")
    (root / ".lfsconfig").write_text(f"[lfs]\n\turl = https://ada:{SECRET}@example.org/lfs\n")
    (root / ".dvc" / "config").write_text(
        f"[core]\n    remote = store\n['remote \"store\"']\n    url = {NOWHERE}\n"
    )
    (root / ".dvc" / "config.local").write_text(
        f"['remote \"store\"']\n    url = {NOWHERE}?sig={SECRET}\n    password = {SECRET}\n"
    )
    (root / "run.sh").write_text("python3 train.py\n")
    git("add", "--all")
    git("commit", "--quiet", "--message", f"See https://ada:{SECRET}@example.org/wiki")
    shutil.rmtree(root / ".dvc" / "cache")
    return root


def test_what_a_project_says_of_passwords_stays_there(project: Path, tmp_path: Path, capfd: Captured) -> None:
    place = ["--project", str(project)]
    made = tmp_path / "made"
    made.mkdir()
    acts = [
        (["import", "--json", "--progress", "json", str(project)], (0,)),
        (["sources", "--json", *place], (0,)),
        (["list", "commits", "--json", *place], (0,)),
        (["show", "model.json@HEAD", "--json", *place], (0,)),
        (["fetch", "--json", "HEAD", *place], (0, 1, 3)),
        (["compare", "HEAD~2", "HEAD", "--json", *place], (0, 1)),
        (["compare", "HEAD~2", "HEAD", "--html", str(made / "page.html"), *place], (0, 1)),
        (["rebuild", "model.json@HEAD", "--dry-run", "--json", *place], (0, 1, 3)),
        (["report", "model.json@HEAD", "--output", str(made / "report.html"), *place], (0,)),
    ]
    for words, codes in acts:
        code = main(words)
        said = capfd.readouterr()
        assert code in codes, said.err
        assert said.out, words
        assert SECRET not in said.out + said.err, words
    places = [project / ".forebear", tmp_path / "state", tmp_path / "data", made]
    files = [path for each in places for path in each.rglob("*") if path.is_file()]
    assert {"lineage.db", "page.html", "report.html"} <= {path.name for path in files}
    assert [path for path in files if SECRET.encode() in path.read_bytes()] == []
