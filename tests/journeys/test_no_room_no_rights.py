"""A disk that is full, a project that may not be written, and an output that goes nowhere."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

Forebear = Callable[..., subprocess.CompletedProcess[str]]
Run = Callable[..., str]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 4 MB; only root can mount one."""
    if os.geteuid() != 0:
        pytest.fail("this test mounts a disk; run packaging/test as root")
    place = tmp_path / "disk"
    place.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", place], check=True)
    yield place
    subprocess.run(["umount", place], check=True)


def fill(disk: Path, *, leave: int = 0) -> Path:
    filler = disk / "filler"
    filler.unlink(missing_ok=True)
    state = os.statvfs(disk)
    filler.write_bytes(b"\0" * (state.f_bavail * state.f_frsize - leave))
    return filler


def without_rights(*words: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run forebear as somebody whom file modes stop: root gives up the right to overlook them."""
    fewer = ["setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-all"]
    return subprocess.run(
        [*(fewer if os.geteuid() == 0 else ()), sys.executable, "-m", "forebear", *map(str, words)],
        cwd=cwd, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip


def test_a_full_disk_loses_nothing(
    churn_project: Path, small_disk: Path, forebear: Forebear, run_tool: Run
) -> None:
    project = Path(shutil.copytree(churn_project, small_disk / "churn", symlinks=True))
    for room in (0, 40_000, 150_000):  # at each the import ends in another place
        filler = fill(small_disk, leave=room)
        stopped = forebear("import", project, code=3)
        assert "The disk is full" in stopped.stderr
        assert "Free some space" in stopped.stderr
        filler.unlink()
    assert "4 commits, 5 runs" in forebear("import", project).stdout
    runs = forebear("list", "runs", cwd=project).stdout

    run_tool("git", "tag", "another", cwd=project)
    filler = fill(small_disk)
    assert forebear("list", "runs", cwd=project).stdout == runs  # what is known can still be asked
    assert "disk is full" in forebear("import", project, code=3).stderr
    for form in ("html", "pdf", "zip"):
        stopped = forebear("report", "v1.0", "--output", f"report.{form}", cwd=project, code=3)
        assert "The report cannot be written: No space left on device" in stopped.stderr
        assert not list(project.glob("*report*"))
    filler.unlink()
    forebear("import", project)
    assert "another" in forebear("list", "commits", cwd=project).stdout


def test_a_project_that_may_only_be_read(churn_project: Path, tmp_path: Path, forebear: Forebear) -> None:
    project = Path(shutil.copytree(churn_project, tmp_path / "churn", symlinks=True))
    forebear("import", project)
    for path in (project, *project.rglob("*")):
        path.chmod(path.stat().st_mode & ~0o222)
    try:
        for words in (("list", "runs"), ("show", "v1.0"), ("compare", "v1.0", "v1.1")):
            assert without_rights(*words, cwd=project).returncode == 0
        plan = without_rights("rebuild", "model.json@v1.0", "--dry-run", cwd=project)
        assert "python3 train.py" in plan.stdout, plan.stderr
        written = without_rights("report", "v1.0", "--output", "report.html", cwd=project)
        assert written.returncode == 3
        assert "The report cannot be written: Permission denied" in written.stderr
        refused = without_rights("assign", "python:3.11", "--all", cwd=project)
        assert refused.returncode == 3
        assert "The lineage cannot be written" in refused.stderr
        assert "--database" in refused.stderr
        elsewhere = f"sqlite:///{tmp_path}/elsewhere.db"
        assert "4 commits" in without_rights("import", ".", "--database", elsewhere, cwd=project).stdout
        fresh = tmp_path / "fresh"
        shutil.copytree(project, fresh, symlinks=True, ignore=shutil.ignore_patterns(".forebear"))
        refused = without_rights("import", fresh, cwd=tmp_path)
        assert refused.returncode == 3
        assert "The project cannot be written" in refused.stderr
        assert "--database sqlite:///" in refused.stderr
    finally:
        for path in (tmp_path, *tmp_path.rglob("*")):
            path.chmod(path.stat().st_mode | 0o700)


@pytest.mark.parametrize("closed", ["", ".git", ".git/objects", ".git/config"])
def test_a_project_that_may_not_be_read(churn_project: Path, tmp_path: Path, closed: str) -> None:
    project = Path(shutil.copytree(churn_project, tmp_path / "churn", symlinks=True))
    (project / closed).chmod(0)
    try:
        refused = without_rights("import", project, cwd=tmp_path)
    finally:
        (project / closed).chmod(0o700)
    assert refused.returncode == 3, refused.stderr
    assert "Traceback" not in refused.stderr
    assert str(project) in refused.stderr


def test_an_output_without_room_or_reader(churn_project: Path, tmp_path: Path, forebear: Forebear) -> None:
    project = Path(shutil.copytree(churn_project, tmp_path / "churn", symlinks=True))
    forebear("import", project)
    command = f"{sys.executable} -m forebear list runs"

    def shell(line: str, **variables: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["bash", "-o", "pipefail", "-c", line], cwd=project, env={**os.environ, **variables},
            capture_output=True, text=True, check=False,
        )  # fmt: skip

    full = shell(f"{command} > /dev/full")
    assert full.returncode == 3
    assert "cannot be printed: No space left on device" in full.stderr
    assert "Traceback" not in full.stderr
    gone = shell(f"{command} | true")
    assert (gone.returncode, gone.stderr) == (0, "")
    ascii_only = shell(f"{sys.executable} -m forebear list commits", PYTHONIOENCODING="ascii")
    assert ascii_only.returncode == 0
    assert "\\uace0\\uac1d" in ascii_only.stdout
