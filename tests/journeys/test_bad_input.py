"""What a stranger meets: folders, clones, databases, disks and engines that are not as they should be."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

Forebear = Callable[..., subprocess.CompletedProcess[str]]
Run = Callable[..., str]

QUESTIONS = (
    ("list", "runs"),
    ("show", "v1.0"),
    ("lineage", "model.json@v1.0"),
    ("compare", "v1.0", "v1.1"),
    ("rebuild", "model.json@v1.0", "--dry-run"),
    ("report", "v1.0", "--output", "{tmp}/report.html"),
)
IMPORTED = "4 commits, 5 runs"


@pytest.fixture
def project(churn_project: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(churn_project, tmp_path / "churn", symlinks=True))


@pytest.fixture
def imported(project: Path, forebear: Forebear) -> Path:
    forebear("import", project)
    return project


def state_of(root: Path) -> dict[str, tuple[int, str]]:
    """Everything but Forebear's own folder: modes and contents, index, stash and references included."""
    return {
        str(path.relative_to(root)): (
            path.lstat().st_mode,
            os.readlink(path) if path.is_symlink() else hashlib.sha256(path.read_bytes()).hexdigest(),  # noqa: PTH115
        )
        for path in sorted(root.rglob("*"))
        if (path.is_symlink() or path.is_file()) and ".forebear" not in path.relative_to(root).parts
    }


def said(done: subprocess.CompletedProcess[str], *words: str) -> str:
    """The message of a command that failed: one that a person can act on, with all of `words`."""
    assert "Traceback" not in done.stderr
    (message,) = [line for line in done.stderr.splitlines() if line.startswith("forebear: ")]
    assert "\x1b" not in message
    for word in words:
        assert word in message, message
    return message


def without_rights(*words: object, cwd: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run forebear as somebody whom file modes stop: root gives up the right to overlook them."""
    fewer = ["setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-all"]
    return subprocess.run(
        [*(fewer if os.geteuid() == 0 else ()), sys.executable, "-m", "forebear", *map(str, words)],
        cwd=cwd, env={**os.environ, **variables}, stdin=subprocess.DEVNULL,
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip


def loose(project: Path, run_tool: Run, name: str) -> Path:
    """The file of a loose Git object."""
    sha = run_tool("git", "rev-parse", name, cwd=project).strip()
    return project / ".git" / "objects" / sha[:2] / sha[2:]


# folders


def test_a_folder_that_is_no_project(forebear: Forebear, tmp_path: Path) -> None:
    said(forebear("import", tmp_path / "nowhere", code=3), "no such folder", "nowhere", "Give the folder")
    (tmp_path / "plain").mkdir()
    (tmp_path / "plain" / "notes.txt").write_text("hello")
    message = said(forebear("import", tmp_path / "plain", code=3), "no Git repository", "git init")
    assert str(tmp_path / "plain") in message
    said(forebear("import", tmp_path / "plain" / "notes.txt", code=3), "no Git repository")
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    said(forebear("import", tmp_path / "a", code=3), "no such folder")
    for question in QUESTIONS:
        words = [word.format(tmp=tmp_path) for word in question]
        message = said(
            forebear(*words, cwd=tmp_path / "plain", code=3), "no lineage here yet", "forebear import"
        )
        assert "sqlite:" not in message
    assert [path.name for path in (tmp_path / "plain").iterdir()] == ["notes.txt"]
    assert not (tmp_path / "report.html").exists()


def test_names_of_nothing(imported: Path, forebear: Forebear) -> None:
    said(forebear("show", "v9.9", cwd=imported, code=2), "Nothing is called this", "v9.9")
    said(forebear("lineage", "modle.json@v1.0", cwd=imported, code=2), "Did you mean model.json@v1.0")
    said(forebear("compare", "v1.0", "v9.9", cwd=imported, code=2), "v9.9")
    said(forebear("rebuild", "data/customers.csv@v1.0", "--dry-run", cwd=imported, code=2), "No recorded run")
    answer = json.loads(forebear("show", "v9.9", "--json", cwd=imported, code=2).stdout)
    assert set(answer["error"]) == {"what", "where", "todo"}


# clones


def test_a_branch_without_commits(tmp_path: Path, forebear: Forebear, run_tool: Run) -> None:
    run_tool("git", "init", "--quiet", cwd=tmp_path)
    assert "This branch has no commit yet" in forebear("import", tmp_path).stdout
    assert "No runs are known" in forebear("list", "runs", cwd=tmp_path).stdout
    said(forebear("compare", "HEAD", "HEAD", cwd=tmp_path, code=2), "HEAD")


def test_a_shallow_and_a_bare_clone_and_a_detached_head(
    project: Path, tmp_path: Path, forebear: Forebear, run_tool: Run
) -> None:
    run_tool("git", "clone", "--quiet", "--depth=1", f"file://{project}", "shallow", cwd=tmp_path)
    assert "git fetch --unshallow" in forebear("import", "shallow", cwd=tmp_path).stdout
    said(forebear("compare", "HEAD~1", "HEAD", cwd=tmp_path / "shallow", code=2), "HEAD~1")

    run_tool("git", "clone", "--quiet", "--bare", str(project), "bare.git", cwd=tmp_path)
    assert IMPORTED in forebear("import", "bare.git", cwd=tmp_path).stdout
    assert "train.rate" in forebear("compare", "v1.0", "v1.1", cwd=tmp_path / "bare.git").stdout
    plan = forebear("rebuild", "model.json@v1.0", "--dry-run", cwd=tmp_path / "bare.git", code=3).stdout
    assert "train.csv (md5:" in plan
    assert "is in no place that was asked" in plan

    run_tool("git", "checkout", "--quiet", "--detach", "v1.0", cwd=project)
    before = state_of(project)
    assert IMPORTED in forebear("import", project).stdout
    assert "first model" in forebear("show", "HEAD", cwd=project).stdout
    assert state_of(project) == before


def test_a_partial_clone_says_how_to_get_the_rest(
    project: Path, tmp_path: Path, forebear: Forebear, run_tool: Run
) -> None:
    run_tool("git", "config", "uploadpack.allowFilter", "true", cwd=project)
    clone = ("git", "clone", "--quiet", "--no-checkout")
    run_tool(*clone, "--filter=tree:0", f"file://{project}", "treeless", cwd=tmp_path)
    treeless = tmp_path / "treeless"
    advice = "git fetch --refetch --no-filter"
    message = said(forebear("import", treeless, code=3), "not in this clone", advice, str(treeless))
    assert "warning" not in message
    assert "4 commits" not in forebear("list", "commits", cwd=treeless).stdout
    run_tool("git", "fetch", "--quiet", "--refetch", "--no-filter", cwd=treeless)
    assert IMPORTED in forebear("import", treeless).stdout

    run_tool(*clone, "--filter=blob:none", f"file://{project}", "blobless", cwd=tmp_path)
    blobless = tmp_path / "blobless"
    told = forebear("import", blobless).stdout
    assert "4 commits, 0 runs" in told
    assert advice in told
    run_tool("git", "fetch", "--quiet", "--refetch", "--no-filter", cwd=blobless)
    assert IMPORTED in forebear("import", blobless).stdout


# objects


def test_a_missing_blob_is_named_where_it_is_needed(
    imported: Path, forebear: Forebear, run_tool: Run
) -> None:
    code = loose(imported, run_tool, "v1.0:train.py")
    code.unlink()
    plan = forebear("rebuild", "model.json@v1.0", "--dry-run", cwd=imported, code=3)
    assert "train.py (" in plan.stdout
    assert "its Git object is not in this clone" in plan.stdout
    assert forebear("compare", "v1.0", "v1.1", cwd=imported).returncode == 0
    assert "nothing is new" in forebear("import", imported).stdout


@pytest.mark.parametrize("name", ["v1.1^{commit}", "v1.1^{tree}"])
def test_a_missing_commit_or_tree_loses_nothing_known(
    imported: Path, forebear: Forebear, run_tool: Run, name: str
) -> None:
    gone = loose(imported, run_tool, name)
    kept = gone.read_bytes()
    gone.unlink()
    runs = forebear("list", "runs", cwd=imported).stdout
    shutil.copytree(imported, imported.parent / "afresh", ignore=shutil.ignore_patterns(".forebear"))
    said(forebear("import", imported.parent / "afresh", code=3), "not in this clone", "clone again")
    assert forebear("list", "runs", cwd=imported).stdout == runs
    gone.write_bytes(kept)
    shutil.copy(gone, imported.parent / "afresh" / gone.relative_to(imported))
    assert IMPORTED in forebear("import", imported.parent / "afresh").stdout


def test_a_reference_to_nothing_is_a_problem_until_what_it_leads_to_is_here(
    imported: Path, forebear: Forebear, run_tool: Run
) -> None:
    run_tool("git", "switch", "--quiet", "--create", "side", cwd=imported)
    run_tool("git", "commit", "--quiet", "--allow-empty", "--message", "on the side", cwd=imported)
    run_tool("git", "switch", "--quiet", "-", cwd=imported)
    run_tool("git", "tag", "blob", "HEAD:.dvc/config", cwd=imported)  # a tag of no commit is no problem
    gone = loose(imported, run_tool, "side")
    kept = gone.read_bytes()
    gone.unlink()
    (problem,) = json.loads(forebear("import", "--json", imported).stdout)["problems"]
    assert problem["where"] == "refs/heads/side"
    assert "git fetch" in problem["what"]
    gone.write_bytes(kept)
    assert json.loads(forebear("import", "--json", imported).stdout)["problems"] == []
    assert "on the side" in forebear("list", "commits", cwd=imported).stdout
    assert "nothing is new" in forebear("import", imported).stdout


def test_the_record_counts_and_not_what_lies_in_the_cache_now(imported: Path, forebear: Forebear) -> None:
    model = json.loads(forebear("show", "train.csv@v1.0", "--json", cwd=imported).stdout)
    md5 = model["digests"]["md5"]
    stored = imported / ".dvc" / "cache" / "files" / "md5" / md5[:2] / md5[2:]
    stored.chmod(stat.S_IRUSR | stat.S_IWUSR)
    stored.write_text("other bytes\n")
    compared = json.loads(forebear("compare", "v1.0", "v1.1", "--json", cwd=imported).stdout)
    assert compared["changed"]["data"] is False  # what was recorded counts, not what lies there now


@pytest.mark.parametrize(
    ("file", "text", "reason"),
    [
        ("dvc.yaml", "stages:\n\ttrain: 1\n", "line 2"),
        ("dvc.lock", "schema: '2.0'\nstages:\n<<<<<<< HEAD\n  a: {}\n", "merge that was not finished"),
        ("params.yaml", "a: &a [*a]\n", "inside of itself"),
        ("params.yaml", "train: !!python/object/apply:os.system ['touch ran']\n", "YAML tag"),
        ("metrics.json", '{"n": ' + "9" * 5000 + "}", "thousands of digits"),
    ],
    ids=["yaml", "merge", "circle", "tag", "digits"],
)
def test_a_broken_file_is_a_problem_and_what_was_known_stays(  # noqa: PLR0917
    imported: Path, forebear: Forebear, run_tool: Run, file: str, text: str, reason: str
) -> None:
    (imported / file).write_text(text)
    run_tool("git", "commit", "--quiet", "--all", "--message", "broken", cwd=imported)
    before = state_of(imported)
    told = forebear("import", imported).stdout
    assert "5 commits, 5 runs" in told
    assert "1 problem:" in told
    assert f"  {file}@" in told
    assert reason in told
    assert "train.rate" in forebear("compare", "v1.0", "v1.1", cwd=imported).stdout
    forebear("compare", "v1.0", "main", cwd=imported)
    forebear("report", "main", "--output", imported.parent / "report.html", cwd=imported)
    assert not (imported / "ran").exists()
    assert state_of(imported) == before


# the engine


@pytest.mark.parametrize(
    ("host", "words"),
    [
        ("unix:///nowhere/docker.sock", ("Docker is not running", "/nowhere/docker.sock", "DOCKER_HOST")),
        ("tcp://127.0.0.1:1", ("Docker is not running", "127.0.0.1:1")),
        ("nonsense", ("does not answer", "nonsense", "DOCKER_HOST")),
    ],
)
def test_no_engine(
    imported: Path, forebear: Forebear, monkeypatch: pytest.MonkeyPatch, host: str, words: tuple[str, ...]
) -> None:
    monkeypatch.setenv("DOCKER_HOST", host)
    before = state_of(imported)
    forebear("assign", "python:3.11", "--all", cwd=imported)
    plan = forebear("rebuild", "model.json@v1.0", "--dry-run", cwd=imported, code=3)
    assert "python3 train.py" in plan.stdout
    said(forebear("rebuild", "model.json@v1.0", "--yes", cwd=imported, code=3), *words)
    said(forebear("run", "--image", "python:3.11", "--", "true", cwd=imported, code=3), *words)
    assert state_of(imported) == before


def test_an_engine_that_may_not_be_used(imported: Path, tmp_path: Path) -> None:
    place = tmp_path / "closed"
    place.mkdir()
    place.chmod(0)
    try:
        done = without_rights(
            "rebuild", "model.json@v1.0", "--yes", cwd=imported, DOCKER_HOST=f"unix://{place}/docker.sock"
        )
    finally:
        place.chmod(0o700)
    assert done.returncode == 3
    said(done, "You may not use Docker", "usermod -aG docker")


@pytest.fixture
def locked(imported: Path) -> Iterator[Path]:
    """A project while another process writes to its lineage."""
    connection = sqlite3.connect(imported / ".forebear" / "lineage.db", isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    yield imported
    connection.close()


def test_a_locked_database_can_be_read_and_says_when_it_cannot_be_written(
    locked: Path, forebear: Forebear, run_tool: Run, tmp_path: Path
) -> None:
    run_tool("git", "tag", "another", cwd=locked)
    said(forebear("import", locked, code=3), "is writing to the lineage", "Wait until it has ended")
    for question in QUESTIONS:
        words = [word.format(tmp=tmp_path) for word in question]
        forebear(*words, cwd=locked, code=3 if question[0] == "rebuild" else 0)
