"""A project whose run is recorded, and rebuilds of it in processes that can be killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from forebear.lineage.database import Database
from forebear.lineage.project import Project
from forebear.lineage.questions import Questions
from forebear.lineage.rebuilds import Rebuild
from forebear.rebuild.journal import journals
from forebear.rebuild.sandbox import LABEL, PLACE_LABEL

if TYPE_CHECKING:
    from docker import DockerClient

# The network shows inside as a second interface: a recorded run ends at once, a rebuild takes a second.
SLOW = """
import os, time
print("begun", flush=True)
time.sleep(1 if len(os.listdir("/sys/class/net")) == 1 else 0)
open("model.bin", "w").write("the model" * 1000)
"""

# A rebuild of this waits until it is let go, see `Held.let_go`.
WAITING = """
import os, time
print("begun", flush=True)
while len(os.listdir("/sys/class/net")) == 1 and not os.path.exists("/tmp/go"):
    time.sleep(0.01)
open("model.bin", "w").write("the model" * 1000)
"""


@dataclass
class Held:
    """A Git project with one recorded run, and an environment for its commands."""

    root: Path
    run: str
    image: str
    environment: dict[str, str]

    @property
    def ref(self) -> str:
        return f"run:{self.run[:16]}"

    @property
    def places(self) -> Path:
        return self.root / ".forebear" / "rebuilds"

    def start(self, *words: str) -> subprocess.Popen[str]:
        """Start `forebear WORDS` here."""
        return subprocess.Popen(
            [sys.executable, "-m", "forebear", words[0], "--json", "--progress", "json", *words[1:]],
            cwd=self.root,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def call(self, *words: str, code: int | None = 0) -> dict[str, Any]:
        """Run `forebear WORDS` here and return its document."""
        process = self.start(*words)
        out, err = process.communicate()
        assert code is None or process.returncode == code, f"{words}: {process.returncode}\n{out}\n{err}"
        found: dict[str, Any] = json.loads(out) if out else {}
        return found

    @staticmethod
    def eventually(condition: Callable[[], object], what: str, seconds: float = 60) -> None:
        """Wait for a condition."""
        until = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < until, f"never came: {what}"
            time.sleep(0.01)

    @staticmethod
    def kill_all(process: subprocess.Popen[str]) -> None:
        """Kill a process, its watchdog first so that this cannot help."""
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text(encoding="ascii")
        for child in map(int, children.split()):
            with suppress(ProcessLookupError):  # a Git that has ended meanwhile
                os.kill(child, signal.SIGKILL)
        process.kill()
        process.communicate()

    def rebuilds(self) -> tuple[Rebuild, ...]:
        database = Database.open(Project.at(self.root).database_url, create=False)
        try:
            with database.reading() as connection:
                assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
            return Questions(database).rebuilds(self.run)
        finally:
            database.close()

    def containers(self, engine: DockerClient) -> list[Any]:
        found = engine.containers.list(all=True, filters={"label": LABEL}, ignore_removed=True)
        return [each for each in found if each.labels[PLACE_LABEL].startswith(str(self.root))]

    def let_go(self, engine: DockerClient) -> None:
        """Let all commands end that wait."""
        for container in self.containers(engine):
            assert container.exec_run(["touch", "/tmp/go"]).exit_code == 0  # noqa: S108 -- inside

    def journals(self) -> list[Path]:
        return journals(self.places)

    def half_made(self) -> list[Path]:
        return [*self.places.glob("*/tree"), *self.places.glob("*/inputs")]

    def user_state(self) -> dict[str, tuple[int, bytes]]:
        """Every file but Forebear's own, byte for byte: work tree, index, refs, objects."""
        return {
            str(path.relative_to(self.root)): (path.lstat().st_mode, path.read_bytes())
            for path in sorted(self.root.rglob("*"))
            if path.is_file() and ".forebear" not in path.relative_to(self.root).parts
        }


def record(root: Path, image: str, script: str, **environment: str) -> Held:
    """Make a project at `root` with one recorded run of a script."""
    root.mkdir(exist_ok=True)
    (root / "train.py").write_text(script)
    for words in (["init", "-q"], ["add", "train.py"], ["commit", "-q", "-m", "Begin"]):
        subprocess.run(["git", *words], cwd=root, check=True)
    held = Held(root, "", image, {**os.environ, **environment})
    held.run = held.call(
        "run", "--network", "--image", image, "--uses", "train.py", "--makes", "model.bin",
        "--", "python3 train.py",
    )["run"]  # fmt: skip
    return held


@pytest.fixture(scope="session")
def recorded(base_image: str) -> Callable[..., Held]:
    """Return `recorded(root, script=…, image=…, **environment)`, which makes a project with one run."""

    def make(root: Path, script: str = SLOW, image: str = base_image, **environment: str) -> Held:
        return record(root, image, script, **environment)

    return make


@pytest.fixture(scope="module")
def held(recorded: Callable[..., Held], tmp_path_factory: pytest.TempPathFactory) -> Held:
    return recorded(tmp_path_factory.mktemp("held") / "project")


@pytest.fixture(scope="module")
def waiting(recorded: Callable[..., Held], tmp_path_factory: pytest.TempPathFactory) -> Held:
    return recorded(tmp_path_factory.mktemp("waiting") / "project", WAITING)


@pytest.fixture
def store_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where the jobs of this test are kept; what still runs at its end is cancelled."""
    from forebear.lineage.person import state_folder
    from forebear.rebuild.detached import JobStore

    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    yield state_folder() / "jobs"
    for job in JobStore.of_user().all():
        if job.alive:
            job.cancel()
            assert job.wait(30)
