"""kill -9 at every point of a rebuild: nothing stays behind, and the attempt is not forgotten."""

from __future__ import annotations

import itertools
import json
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from forebear.lineage.project import Project
from forebear.rebuild.journal import has_leftovers

if TYPE_CHECKING:
    from docker import DockerClient

pytestmark = pytest.mark.docker

DOINGS = (
    "it began",
    "its image was made ready",
    "code and inputs were laid out",
    "its command ran",
    "its outputs were judged",
    "it was written down",
)
"""What a journal says, one after the other."""


def kill_when(held: Any, process: subprocess.Popen[str], doing: str, *, watchdog: bool) -> bool:
    """Kill a rebuild as soon as its journal says so; return whether it was still at that."""

    def says() -> bool:
        found = [path for path in held.journals() if doing in _read(path)]
        return bool(found) or process.poll() is not None

    held.eventually(says, doing)
    if watchdog:
        process.kill()
        process.communicate()
    else:
        held.kill_all(process)
    return process.returncode == -9


def _read(path: Any) -> str:
    try:
        return str(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return ""


@pytest.mark.docker(alone=True)
@pytest.mark.parametrize(
    ("doing", "watchdog"),
    [*((doing, False) for doing in DOINGS), ("its command ran", True), ("its outputs were judged", True)],
)
def test_killed_while(held: Any, engine: DockerClient, doing: str, watchdog: bool) -> None:
    before, state = held.rebuilds(), held.user_state()
    process = held.start("rebuild", held.ref, "--yes")
    killed = kill_when(held, process, doing, watchdog=watchdog)
    if not watchdog:
        assert bool(held.journals()) == killed
        assert has_leftovers(Project.at(held.root).private) == killed
        held.call("jobs", "--settle")
    held.eventually(lambda: not held.journals(), "the journal is settled")
    held.eventually(lambda: not held.containers(engine), "no container is left")
    held.eventually(lambda: not held.half_made(), "no half-made folder is left")
    new = held.rebuilds()[: -len(before)] if before else held.rebuilds()
    assert len(new) == 1, "each attempt is recorded, and once"
    if killed and new[0].ended != "completed":  # else it died right after it was written down
        assert (new[0].ended, new[0].verdict) == ("failed", None)
        assert new[0].explanation.startswith("Its process died while ")
        assert new[0].run == held.run
    assert held.user_state() == state


@pytest.mark.docker(alone=True)
def test_after_all_that_a_rebuild_works_and_says_what_it_settled(held: Any, engine: DockerClient) -> None:
    process = held.start("rebuild", held.ref, "--yes")
    kill_when(held, process, "its command ran", watchdog=False)
    assert held.journals()
    done = held.call("rebuild", held.ref)
    assert done["verdict"] == "identical"
    first, second = held.rebuilds()[:2]
    assert (first.id, second.ended) == (done["id"], "failed")
    assert not held.journals()
    assert not held.half_made()
    assert not held.containers(engine)


def until_begun(process: subprocess.Popen[str]) -> None:
    assert process.stderr is not None
    for line in process.stderr:
        if json.loads(line).get("log") == "begun":
            return
    pytest.fail("it ended before its command ran")


def test_what_lives_is_not_settled(waiting: Any, engine: DockerClient) -> None:
    process = waiting.start("rebuild", waiting.ref, "--yes")
    until_begun(process)
    settled = waiting.call("jobs", "--settle")
    assert (settled["rebuilds"], settled["folders"]) == ([], 0)
    assert len(waiting.containers(engine)) == 1
    waiting.let_go(engine)
    assert json.loads(process.communicate()[0])["verdict"] == "identical"


def test_several_at_once_share_nothing(waiting: Any, engine: DockerClient) -> None:
    known = len(waiting.rebuilds())
    other = waiting.call(
        "run", "--network", "--image", waiting.image, "--uses", "train.py", "--makes", "model.bin",
        "--name", "other", "--", "python3 train.py && true",
    )["run"]  # fmt: skip
    assert other != waiting.run
    refs = (waiting.ref, waiting.ref, f"run:{other[:16]}")
    processes = [waiting.start("rebuild", ref, "--yes") for ref in refs]
    for process in processes:
        until_begun(process)
    containers = waiting.containers(engine)
    mounts = [{mount["Source"] for mount in each.attrs["Mounts"]} for each in containers]
    assert len(mounts) == len(refs)
    assert all(not one & two for one, two in itertools.combinations(mounts, 2))
    waiting.let_go(engine)
    answers = [json.loads(process.communicate()[0]) for process in processes]
    assert [answer["verdict"] for answer in answers] == ["identical"] * 3
    assert len({answer["id"] for answer in answers}) == len({answer["kept"] for answer in answers}) == 3
    assert len(waiting.rebuilds()) == known + 2
    assert not waiting.containers(engine)
    assert not waiting.half_made()
