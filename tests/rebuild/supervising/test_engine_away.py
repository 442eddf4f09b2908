"""An engine that ends, or is killed, in the middle of a rebuild: an engine of the test's own, restarted."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from forebear.rebuild.sandbox import LABEL

pytestmark = [
    pytest.mark.docker,
    pytest.mark.skipif(os.geteuid() != 0, reason="only root can start an engine"),
]


class OwnEngine:
    """A Docker engine with a socket, data and processes of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.host = f"unix://{folder}/socket"
        self._socket = folder / "containerd.sock"
        # What runs containers outlives the engine, as it does where a service manager starts both.
        self._runner = self._start(
            "containerd", "--address", self._socket, "--root", folder / "root", "--state", folder / "state"
        )
        self._engine: subprocess.Popen[bytes] | None = None

    def _start(self, *words: str | Path) -> subprocess.Popen[bytes]:
        with (self.folder / f"{words[0]}.log").open("ab") as log:
            # In a network of its own: an engine without a bridge takes away that of another one.
            return subprocess.Popen(["unshare", "--net", *map(str, words)], stdout=log, stderr=log)

    def start(self) -> None:
        folder = self.folder
        self._engine = self._start(
            "dockerd", "--data-root", folder / "data", "--exec-root", folder / "exec", "--pidfile",
            folder / "pid", "--containerd", self._socket, "-H", self.host, "--bridge=none",
            "--iptables=false", "--ip6tables=false",
        )  # fmt: skip
        until = time.monotonic() + 60
        while not self.answers():
            assert self._engine.poll() is None, (folder / "dockerd.log").read_text()[-2000:]
            assert time.monotonic() < until
            time.sleep(0.05)

    def stop(self) -> None:
        """End it all, and take off what a killed engine leaves mounted."""
        if self._engine is not None and self._engine.poll() is None:
            self.end(signal.SIGKILL)
        self._runner.kill()
        self._runner.wait(60)
        mounts = Path("/proc/self/mounts").read_text(encoding="utf-8").splitlines()
        for place in reversed([line.split()[1] for line in mounts if str(self.folder) in line]):
            subprocess.run(["umount", "--lazy", place], check=True)

    def answers(self) -> bool:
        return self.ask("version").returncode == 0

    def ask(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["docker", "-H", self.host, *words], capture_output=True, text=True, check=False
        )

    def end(self, number: int) -> None:
        """End the engine as a signal does; what a kill leaves behind stays until it starts again."""
        assert self._engine is not None
        self._engine.send_signal(number)
        self._engine.wait(60)

    def containers(self) -> list[str]:
        done = self.ask("ps", "-aq", "--filter", f"label={LABEL}")
        assert done.returncode == 0, done.stderr
        return done.stdout.split()


@pytest.fixture(scope="module")
def own_engine(base_image: str) -> Iterator[OwnEngine]:
    folder = Path(tempfile.mkdtemp(prefix="forebear-engine-"))  # a socket's path is short
    engine = OwnEngine(folder)
    try:
        engine.start()
        save = subprocess.Popen(["docker", "save", base_image], stdout=subprocess.PIPE)
        subprocess.run(
            ["docker", "-H", engine.host, "load", "-q"], stdin=save.stdout, check=True, capture_output=True
        )
        assert save.stdout is not None
        save.stdout.close()
        assert save.wait() == 0
        yield engine
    finally:
        engine.stop()
        shutil.rmtree(folder)


@pytest.fixture(scope="module")
def away(
    own_engine: OwnEngine, recorded: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory
) -> Any:
    """A project whose run was recorded in the engine of its own; it takes two seconds."""
    script = (
        "import time\nprint('begun', flush=True)\ntime.sleep(2)\n"
        "open('model.bin', 'w').write('the model' * 1000)\n"
    )
    return recorded(tmp_path_factory.mktemp("away") / "project", script, DOCKER_HOST=own_engine.host)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL], ids=["shut down", "killed"])
def test_it_ends_as_failed_and_is_cleaned_up_when_the_engine_is_back(
    away: Any, own_engine: OwnEngine, number: int
) -> None:
    known = len(away.rebuilds())
    process = away.start("rebuild", away.ref, "--yes")
    for line in process.stderr:
        if json.loads(line).get("log") == "begun":
            break
    own_engine.end(number)
    begun = time.monotonic()
    out, _ = process.communicate(timeout=60)
    assert time.monotonic() - begun < 30, "it does not wait for what never comes"
    answer = json.loads(out)
    assert (process.returncode, answer["ended"], answer["verdict"]) == (3, "failed", None)
    assert "went away" in answer["error"]["what"]
    assert "went away" in answer["explanation"]
    assert away.rebuilds()[0].id == answer["id"]
    assert len(away.rebuilds()) == known + 1
    assert not away.journals()
    assert not away.half_made()
    own_engine.start()
    # Nobody does anything: the watchdog has waited for the engine.
    away.eventually(lambda: not own_engine.containers(), "what was left is removed")


def test_a_rebuild_works_when_it_is_back(away: Any, own_engine: OwnEngine) -> None:
    assert away.call("rebuild", away.ref, "--yes")["verdict"] == "identical"
    assert not own_engine.containers()


def test_killed_while_the_engine_is_away(away: Any, own_engine: OwnEngine) -> None:
    """Both at once: the engine first, so that nobody can remove the container, and then the process."""
    known = len(away.rebuilds())
    process = away.start("rebuild", away.ref, "--yes")
    for line in process.stderr:
        if json.loads(line).get("log") == "begun":
            break
    process.send_signal(signal.SIGSTOP)
    own_engine.end(signal.SIGKILL)
    process.kill()
    process.communicate()
    own_engine.start()
    away.eventually(lambda: not own_engine.containers(), "the container is removed")
    away.eventually(lambda: len(away.rebuilds()) == known + 1, "the attempt is recorded")
    assert away.rebuilds()[0].explanation.startswith("Its process died while its command ran")
