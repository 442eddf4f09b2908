"""Jobs that outlive who started them: their folders, their progress, and the command that lists them."""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forebear.lineage.durable import write_whole
from forebear.lineage.errors import UsageError
from forebear.rebuild.detached import JobStore
from forebear.rebuild.following import Follower, ProgressFile, old_of

if TYPE_CHECKING:
    from docker import DockerClient


@pytest.fixture(autouse=True)
def _own_store(store_folder: Path) -> None:
    """Jobs of these tests alone."""


# the command, on a real rebuild


@pytest.mark.docker
def test_a_rebuild_goes_on_by_itself_is_listed_and_shown(waiting: Any, engine: DockerClient) -> None:
    waiting.environment["XDG_STATE_HOME"] = os.environ["XDG_STATE_HOME"]
    started = waiting.call("rebuild", waiting.ref, "--yes", "--detach")
    waiting.eventually(lambda: waiting.containers(engine), "it runs")
    (job,) = waiting.call("jobs")["jobs"]
    assert (job["id"], job["title"], job["state"]) == (started["job"], "Rebuild train", "running")
    assert job["words"] == ["rebuild", waiting.ref, "--yes"]
    assert waiting.call("jobs", "--project", "/")["jobs"] == []
    assert len(waiting.call("jobs", "--project", "/", "--everywhere")["jobs"]) == 1
    assert waiting.call("jobs", "--show", job["id"], code=2)["error"]["what"]
    waiting.eventually(lambda: _said(job, "begun"), "what the command prints is in its progress")
    waiting.let_go(engine)
    waiting.eventually(lambda: waiting.call("jobs")["jobs"][0]["state"] == "done", "it is done")
    answer = waiting.call("jobs", "--show", job["id"])
    assert answer["verdict"] == "identical"
    assert answer["id"] == waiting.rebuilds()[0].id


@pytest.mark.docker
def test_a_detached_rebuild_is_cancelled_from_anywhere(waiting: Any, engine: DockerClient) -> None:
    waiting.environment["XDG_STATE_HOME"] = os.environ["XDG_STATE_HOME"]
    started = waiting.call("rebuild", waiting.ref, "--yes", "--detach")
    waiting.eventually(lambda: waiting.containers(engine), "it runs")
    done = waiting.call("jobs", "--cancel", started["job"][-8:])
    assert (done["state"], done["exit_code"]) == ("cancelled", 4)
    assert not waiting.containers(engine)
    assert waiting.rebuilds()[0].ended == "cancelled"


@pytest.mark.docker(alone=True)
def test_a_detached_rebuild_that_is_killed_has_died_and_is_put_in_order(
    waiting: Any, engine: DockerClient
) -> None:
    waiting.environment["XDG_STATE_HOME"] = os.environ["XDG_STATE_HOME"]
    known = len(waiting.rebuilds())
    started = waiting.call("rebuild", waiting.ref, "--yes", "--detach")
    waiting.eventually(lambda: waiting.containers(engine), "it runs")
    job = JobStore.of_user().find(started["job"])
    os.kill(int((job.folder / "lock").read_text()), signal.SIGKILL)
    assert job.wait(30)
    assert waiting.call("jobs")["jobs"][0]["state"] == "died"
    waiting.eventually(lambda: not waiting.containers(engine), "its watchdog removes the container")
    waiting.eventually(lambda: len(waiting.rebuilds()) == known + 1, "and records the attempt")
    assert waiting.rebuilds()[0].ended == "failed"


def _said(job: dict[str, Any], line: str) -> bool:
    return any(
        json.loads(each).get("log") == line
        for each in (Path(job["folder"]) / "progress").read_text(encoding="utf-8").splitlines()
    )


# the folder


def test_words_that_make_no_sense_are_a_job_that_failed(tmp_path: Path) -> None:
    store = JobStore.of_user()
    job = store.start(["import", "--no-such-option"], "Nonsense", tmp_path)
    assert job.wait(60)
    assert job.exit_code == 2
    with Follower(job.progress) as follower:
        assert any("--no-such-option" in line for line in follower.rest())
    assert store.all(tmp_path) == (job,)
    assert store.find(job.id[:20]) == job
    with pytest.raises(UsageError):
        store.find("no-such-job")


def test_a_folder_of_nonsense_is_no_job(store_folder: Path) -> None:
    for name, text in (("a", ""), ("b", "[]"), ("c", '{"words": 1}'), ("d", "{")):
        (store_folder / name).mkdir(parents=True)
        (store_folder / name / "job.json").write_text(text)
    (store_folder / "e").mkdir()
    (store_folder / "f").touch()
    assert JobStore.of_user().all() == ()


def test_a_job_of_a_process_that_is_gone_is_signalled_to_nobody(tmp_path: Path) -> None:
    """Its number may be somebody else's by now: here it is that of this very process."""
    job = JobStore.of_user().start(["import", "--no-such-option"], "Nonsense", tmp_path)
    assert job.wait(60)
    (job.folder / "lock").write_text(str(os.getpid()))
    job.cancel()
    job.kill()
    assert not job.alive


# its progress


def test_what_is_written_whole_leaves_nothing_beside_it(tmp_path: Path) -> None:
    write_whole(tmp_path / "file", b"one")
    write_whole(tmp_path / "file", b"two")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
    assert (tmp_path / "file").read_bytes() == b"two"


def test_progress_cannot_grow_without_end_and_its_end_is_read(tmp_path: Path) -> None:
    path = tmp_path / "progress"
    kept, limit = os.dup(2), 10_000
    lines: list[str] = []
    try:
        with Follower(path) as follower:
            written = ProgressFile(path, limit)
            for number in range(5_000):
                written.write(f"line {number}\n")
                if number % 100 == 0:
                    lines += follower.read()
            lines += follower.rest()
    finally:
        os.dup2(kept, 2)
        os.close(kept)
    assert lines == [f"line {number}" for number in range(5_000)]
    assert path.stat().st_size + old_of(path).stat().st_size < 2 * limit + 100
    with Follower(path) as late:
        assert late.rest() == lines[-len(_lines_of(path)) :]


def _lines_of(path: Path) -> list[str]:
    return (old_of(path).read_text() + path.read_text()).splitlines()


@settings(max_examples=100)
@given(st.lists(st.one_of(st.binary(max_size=40), st.none()), max_size=30))
def test_lines_come_whole_however_they_are_written(blocks: list[bytes | None]) -> None:
    """None stands for a look at the file between two blocks."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder, Follower(Path(folder, "progress")) as follower:
        seen: list[str] = []
        with Path(folder, "progress").open("ab", buffering=0) as file:
            for block in blocks:
                if block is None:
                    seen += follower.read()
                else:
                    file.write(block)
        seen += follower.rest()
    whole = b"".join(block for block in blocks if block)
    expected = [line.decode("utf-8", "replace").rstrip("\r") for line in whole.split(b"\n")]
    assert seen == (expected[:-1] if not expected[-1] else expected) or seen == expected[:-1]


def test_a_watchdog_that_is_told_goodbye_does_nothing_and_else_becomes_the_command(tmp_path: Path) -> None:
    import subprocess

    from forebear.rebuild import watchdog

    command = json.dumps([sys.executable, "-c", f"open({str(tmp_path / 'done')!r}, 'w')"])
    for said, done in (("goodbye", False), ("", True)):
        subprocess.run(
            [sys.executable, "-I", "-S", watchdog.__file__], input=f"{command}\n{said}", text=True, check=True
        )
        assert (tmp_path / "done").exists() == done
