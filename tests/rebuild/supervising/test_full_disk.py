"""A disk that is full before, and gets full in the middle of, a rebuild: Forebear's folder on a small one."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from docker import DockerClient

pytestmark = [
    pytest.mark.docker,
    pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a small disk"),
]

MEBIBYTE = 1 << 20

# A rebuild, which has no network, writes more than there is room for.
GREEDY = """
import os
size = 400 if len(os.listdir("/sys/class/net")) == 1 else 1
with open("model.bin", "wb") as model:
    for _ in range(size):
        model.write(bytes(1 << 20))
"""


@pytest.fixture
def cramped(recorded: Callable[..., Any], tmp_path: Path) -> Iterator[Any]:
    root = tmp_path / "project"
    private = root / ".forebear"
    private.mkdir(parents=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=300m", "forebear-test", str(private)], check=True)
    try:
        yield recorded(root, GREEDY)
    finally:
        subprocess.run(["umount", "--lazy", str(private)], check=True)


def fill(folder: Path, left: int) -> Path:
    """Write a file that leaves so many bytes of the disk; return it."""
    file = folder / "filler"
    with file.open("wb") as stream:
        os.posix_fallocate(stream.fileno(), 0, shutil.disk_usage(folder).free - left)
    return file


def test_a_disk_that_gets_full_while_the_command_runs(cramped: Any, engine: DockerClient) -> None:
    state = cramped.user_state()
    answer = cramped.call("rebuild", cramped.ref, "--yes", code=1)
    assert (answer["ended"], answer["verdict"]) == ("failed", None)
    assert "disk" in answer["explanation"] or "No space left" in Path(answer["log"]).read_text()
    assert [each.id for each in cramped.rebuilds()] == [answer["id"]]
    assert not cramped.half_made()
    assert not cramped.containers(engine)
    assert cramped.user_state() == state


def test_a_disk_that_is_too_full_for_it(cramped: Any, engine: DockerClient) -> None:
    filler = fill(cramped.root / ".forebear", 20 * MEBIBYTE)
    answer = cramped.call("rebuild", cramped.ref, "--yes", code=3)
    assert answer["ended"] == "failed"
    assert "disk is too full" in answer["error"]["what"]
    assert "disk is too full" in cramped.rebuilds()[0].explanation
    assert not cramped.containers(engine)
    filler.unlink()
    assert cramped.call("rebuild", cramped.ref, code=1)["ended"] == "failed"


def test_a_disk_on_which_nothing_can_be_written(cramped: Any, engine: DockerClient) -> None:
    filler = fill(cramped.root / ".forebear", 0)
    answer = cramped.call("rebuild", cramped.ref, "--yes", code=3)
    assert "full" in answer["error"]["what"]
    assert answer["error"]["todo"]
    filler.unlink()
    assert cramped.rebuilds() == ()
    assert not cramped.journals()
    assert not cramped.half_made()
    assert not cramped.containers(engine)
