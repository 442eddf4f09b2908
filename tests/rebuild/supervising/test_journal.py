"""A journal is there whole or not at all, wherever its process dies while it is made."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from forebear.lineage.database import Database
from forebear.lineage.project import Project
from forebear.rebuild.journal import has_leftovers, journals, remove_unborn

# It sends itself a signal where its first line is written to the disk: the journal has not its name yet.
MAKER = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from forebear.rebuild.journal import Attempt, keep_journal

def fsync(handle):
    os.fsync = written
    os.kill(os.getpid(), int(sys.argv[1]))
    written(handle)

written, os.fsync = os.fsync, fsync
place = Path(sys.argv[2])
with keep_journal(place, Attempt(id=place.name, run="a run", started_at=datetime.now(UTC), by="me")):
    print(place.with_name(place.name + ".journal").exists(), flush=True)
"""


def maker(project: Project, name: str, sent: signal.Signals) -> subprocess.Popen[str]:
    place = project.private / "rebuilds" / name
    command = [sys.executable, "-c", MAKER, str(int(sent)), str(place)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def unborn(project: Project) -> list[str]:
    return [path.name for path in (project.private / "rebuilds").glob(".*")]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    project = Project.at(tmp_path)
    project.prepare()
    Database.open(project.database_url).close()
    return project


def settle(project: Project) -> None:
    command = [sys.executable, "-m", "forebear", "jobs", "--settle", *project.words]
    subprocess.run(command, check=True, capture_output=True)


def test_one_whose_process_was_killed_before_it_had_its_name_is_removed(project: Project) -> None:
    process = maker(project, "killed", signal.SIGKILL)
    assert process.communicate()[0] == ""
    assert unborn(project) == [".killed.journal"]
    assert has_leftovers(project.private)
    settle(project)
    assert unborn(project) == []
    assert not has_leftovers(project.private)


def test_one_that_is_just_made_is_left_and_so_is_all_else_meanwhile(project: Project) -> None:
    maker(project, "killed", signal.SIGKILL).communicate()
    process = maker(project, "made", signal.SIGSTOP)
    pid, status = os.waitpid(process.pid, os.WUNTRACED)
    assert pid == process.pid
    assert os.WIFSTOPPED(status)
    folder = project.private / "rebuilds"
    settle(project)
    assert remove_unborn(folder) == 0
    assert sorted(unborn(project)) == [".killed.journal", ".made.journal"]
    process.send_signal(signal.SIGCONT)
    assert process.communicate()[0] == "True\n"
    assert journals(folder) == []
    assert remove_unborn(folder) == 1
    assert unborn(project) == []


def test_where_nothing_was_ever_rebuilt_nothing_is_removed(tmp_path: Path) -> None:
    assert remove_unborn(tmp_path / "rebuilds") == 0
    assert not has_leftovers(tmp_path)
