"""The container: what it cannot do, how it ends, and that it never stays behind."""

from __future__ import annotations

import fcntl
import io
import json
import os
import shlex
import signal
import subprocess
import sys
import tarfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from forebear.lineage.errors import CancelledError
from forebear.lineage.progress import Silent
from forebear.lineage.rebuilds import ProcessEnd
from forebear.rebuild.container import ContainerRunner, Ended, sweep
from forebear.rebuild.log import RunLog
from forebear.rebuild.sandbox import LABEL, PLACE_LABEL, Limits, Mounted, Sandbox
from forebear.sources.docker.engine import EngineError, connect

if TYPE_CHECKING:
    from docker import DockerClient

pytestmark = pytest.mark.docker

MEGABYTE = 1 << 20
Run = Callable[..., tuple[Ended, str]]


def sandbox(image: str, folder: Path, *commands: str, **limits: Any) -> Sandbox:
    tree, data = folder / "tree", folder / "data.csv"
    tree.mkdir(exist_ok=True)
    tree.chmod(0o777)
    (tree / "data.csv").touch()
    data.write_text("1,2\n")
    given = {"memory": 256 * MEGABYTE, **limits}
    return Sandbox(
        image, commands, "/work", (Mounted(tree, "/work", False), Mounted(data, "/work/data.csv")),
        {"HOME": "/nowhere", "LC_ALL": "C.UTF-8"}, "65534:65534", Limits(**given),
        {LABEL: "test", PLACE_LABEL: str(folder)},
    )  # fmt: skip


@pytest.fixture
def held(tmp_path: Path) -> Iterator[None]:
    """The lock of the place, so that no sweep of another test takes its container for one left behind."""
    with (tmp_path / "lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@pytest.fixture
def run(engine: DockerClient, base_image: str, tmp_path: Path, held: None) -> Run:
    def start(
        *commands: str, progress: Any = None, image: str = base_image, **limits: Any
    ) -> tuple[Ended, str]:
        log = tmp_path / "log"
        ended = ContainerRunner(engine, progress or Silent()).run(
            sandbox(image, tmp_path, *commands, **limits), RunLog(log)
        )
        assert not engine.containers.list(
            all=True, filters={"label": f"{PLACE_LABEL}={tmp_path}"}, ignore_removed=True
        )
        return ended, log.read_text()

    return start


def test_what_it_cannot_do(run: Run) -> None:
    ended, log = run(
        "cat /proc/self/status; cat /proc/mounts; env; id -u; ls /sys/class/net; hostname",
        "(echo x > /etc/x) 2>&1 || echo root is read-only",
        "(echo x > data.csv) 2>&1 || echo input is read-only",
        "(rm -f data.csv) 2>&1 || echo input stays",
        "echo x > made && echo x > /tmp/made && echo may write",
    )
    assert ended.end is ProcessEnd.COMPLETED
    for word in ("CapEff:\t0000000000000000", "NoNewPrivs:\t1", "Seccomp:\t2", "\n65534\nlo\nforebear\n"):
        assert word in log
    for word in ("root is read-only", "input is read-only", "input stays", "may write"):
        assert word in log
    names = {line.partition("=")[0] for line in log.splitlines() if "=" in line and " " not in line}
    assert names <= {"HOME", "LC_ALL", "PATH", "HOSTNAME", "PWD", "OTHER", "SHLVL", "_"}


def test_the_line_that_is_shown_makes_the_same_container(
    engine: DockerClient, base_image: str, tmp_path: Path
) -> None:
    image = str(engine.images.get(base_image).id)
    place = tmp_path / 'a "good", long\nname'
    place.mkdir()
    wanted = sandbox(image, place, "echo 'a b'", "true", processors="0", network=True, gpus="0,1")
    words = shlex.split(wanted.line())
    assert words[:2] == ["docker", "run"]
    words.remove("--rm")
    by_line = subprocess.run(
        ["docker", "create", *words[2:]], capture_output=True, text=True, check=True
    ).stdout.strip()
    by_us = engine.containers.create(**wanted.arguments())  # type: ignore[arg-type]
    try:
        ours, theirs = by_us.attrs, engine.containers.get(by_line).attrs
        for part in ("Config", "HostConfig", "Mounts"):
            assert _comparable(ours[part]) == _comparable(theirs[part]), part
    finally:
        by_us.remove()
        engine.containers.get(by_line).remove()


def test_the_record_says_under_which_isolation_it_ran(tmp_path: Path) -> None:
    assert sandbox("sha256:1", tmp_path, "true", processors="0", file=5, writable_root=True).profile() == {
        "network": "none", "capabilities": "none", "no new privileges": True, "user": "65534:65534",
        "read-only root": False, "read-only mounts": 1, "memory": 256 * MEGABYTE, "swap": "none",
        "seconds": 86400.0, "processes": 2048, "temporary": 1 << 30, "shared memory": 1 << 30,
        "processors": "0", "file": 5, "gpus": "none", "init": True, "host name": "forebear",
        "working directory": "/work",
    }  # fmt: skip


def _comparable(part: Any) -> Any:
    if isinstance(part, list):
        return sorted(json.dumps(each, sort_keys=True) for each in part)
    # What both mean by nothing, and what only says how the caller is attached.
    if "RestartPolicy" in part:
        part = {**part, "RestartPolicy": part["RestartPolicy"]["Name"].replace("no", "")}
    left_out = {"AttachStdout", "AttachStderr", "ConsoleSize", "NetworkMode", "MemorySwappiness"}
    part = {
        name: sorted(value) if name == "Env" else value for name, value in part.items()
    }  # no order is meant
    return {name: value or None for name, value in part.items() if name not in left_out}


def test_it_stops_at_the_first_command_that_fails(run: Run) -> None:
    ended, log = run("echo one; cd /tmp", "pwd; exit 7", "echo three")
    assert (ended.end, ended.code) == (ProcessEnd.FAILED, 7)
    assert log == "one\n/work\n"


def test_too_much_memory(run: Run) -> None:
    ended, _ = run("python3 -c 'x = bytearray(300 << 20)'", memory=64 * MEGABYTE)
    assert ended.end is ProcessEnd.OUT_OF_MEMORY
    assert "--memory" in ended.explanation


def test_too_long(run: Run) -> None:
    begun = time.monotonic()
    ended, log = run("echo begun; sleep 100", seconds=0.5)
    assert ended.end is ProcessEnd.TIMED_OUT
    assert log == "begun\n"
    assert time.monotonic() - begun < 20


def test_too_many_processes(run: Run) -> None:
    ended, log = run("for i in 1 2 3 4 5 6 7 8 9 10 11 12; do sleep 5 & done; wait", processes=6)
    assert ended.end is ProcessEnd.FAILED
    assert "fork" in log.lower()


class _CancelsAtFirstLine(Silent):
    def __init__(self) -> None:
        self.lines: list[str] = []
        self.cancelled_at = self.seen_at = 0.0

    def log(self, line: str) -> None:
        self.lines.append(line)
        if line.startswith("Cancelled"):
            self.seen_at = time.monotonic()

    def step(self, *_words: Any, **_named: Any) -> None:
        if "begun" in self.lines:
            self.cancelled_at = time.monotonic()
            raise CancelledError("Cancelled.")


def test_cancelling_is_seen_at_once_and_leaves_nothing(run: Run) -> None:
    progress = _CancelsAtFirstLine()
    ended, log = run("trap '' TERM; echo begun; while :; do sleep 1; done", progress=progress)
    assert ended.end is ProcessEnd.CANCELLED
    assert log == "begun\n"
    assert progress.seen_at - progress.cancelled_at < 0.2


def test_a_flood_of_output_is_cut_and_the_end_is_kept(
    engine: DockerClient, base_image: str, tmp_path: Path
) -> None:
    log = RunLog(tmp_path / "log", head=1000, tail=500)
    command = "seq 1 100000; echo the end"
    ended = ContainerRunner(engine, Silent()).run(sandbox(base_image, tmp_path, command), log)
    text = (tmp_path / "log").read_text()
    assert ended.end is ProcessEnd.COMPLETED
    assert text.startswith("1\n2\n3\n")
    assert "bytes of output are left out here]" in text
    assert text.endswith("100000\nthe end\n")
    assert len(text) < 1700


def test_what_would_steer_the_terminal_is_made_visible(
    engine: DockerClient, base_image: str, tmp_path: Path
) -> None:
    seen: list[str] = []

    class Listening(Silent):
        def log(self, line: str) -> None:
            seen.append(line)

    command = r"printf '\033[2Jgone\n'; printf '\377\n'"
    ContainerRunner(engine, Listening()).run(sandbox(base_image, tmp_path, command), RunLog(tmp_path / "log"))
    assert seen == [r"\x1b[2Jgone", "\N{REPLACEMENT CHARACTER}"]


def test_an_image_that_is_not_there(run: Run) -> None:
    with pytest.raises(EngineError, match="The image is gone"):
        run("true", image="sha256:" + "0" * 64)


def test_an_image_for_another_processor(engine: DockerClient, run: Run) -> None:
    program = b"\x7fELF\x02\x01\x01" + bytes(9) + b"\x02\x00\xb7\x00" + bytes(100)  # an ELF for arm64
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w") as tar:
        member = tarfile.TarInfo("bin/sh")
        member.size, member.mode = len(program), 0o755
        tar.addfile(member, io.BytesIO(program))
    engine.api.import_image_from_data(archive.getvalue(), repository="forebear-test-arch", tag="1")
    try:
        with pytest.raises(EngineError, match="another kind of processor"):
            run("true", image="forebear-test-arch:1")
    finally:
        engine.images.remove("forebear-test-arch:1", force=True)


def _ask_as_nobody(write: int) -> None:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
    try:
        with connect():
            answer = "allowed"
    except EngineError as error:
        answer = str(error)
    os.write(write, answer.encode())


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else to be refused")
def test_a_person_who_may_not_use_the_socket(engine: DockerClient) -> None:
    socket = Path("/var/run/docker.sock")
    assert not socket.stat().st_mode & 0o002
    engine.close()  # a child must not share its connections
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            _ask_as_nobody(write)
        finally:
            os._exit(0)
    os.close(write)
    os.waitpid(child, 0)
    with os.fdopen(read) as stream:
        answer = stream.read()
    assert "You may not use Docker" in answer
    assert "usermod -aG docker" in answer


# the whole command, as a process


def start(folder: Path, *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "forebear", words[0], "--progress", "json", *words[1:]],
        cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def until(process: subprocess.Popen[str], line: str) -> None:
    assert process.stderr is not None
    for said in process.stderr:
        if json.loads(said).get("log") == line:
            return
    pytest.fail(f"it ended without saying {line!r}")


@pytest.fixture
def sleeper(tmp_path: Path) -> Path:
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    return tmp_path


def containers_of(engine: DockerClient, root: Path) -> list[Any]:
    found = engine.containers.list(all=True, filters={"label": LABEL}, ignore_removed=True)
    return [each for each in found if each.labels[PLACE_LABEL].startswith(str(root))]


def test_a_terminated_process_removes_its_container(
    engine: DockerClient, base_image: str, sleeper: Path
) -> None:
    words = ("run", "--image", base_image, "--makes", "x", "--", "echo begun; sleep 100")
    with start(sleeper, *words) as process:
        until(process, "begun")
        assert len(containers_of(engine, sleeper)) == 1
        asked = time.monotonic()
        process.send_signal(signal.SIGTERM)
        until(process, "Cancelled; stopping the container.")
        seen = time.monotonic() - asked
        process.communicate()
    assert process.returncode == 4
    assert seen < 0.2
    assert containers_of(engine, sleeper) == []
    assert not list((sleeper / ".forebear" / "runs").glob("*/tree"))


@pytest.mark.docker(alone=True)
def test_what_a_killed_process_leaves_is_removed_by_its_watchdog(
    engine: DockerClient, base_image: str, sleeper: Path
) -> None:
    words = ("run", "--image", base_image, "--makes", "x", "--", "echo begun; sleep 100")
    with start(sleeper, *words) as process:
        until(process, "begun")
        sweep(engine)
        assert len(containers_of(engine, sleeper)) == 1, "a container whose owner lives is left alone"
        process.kill()
        process.communicate()
    limit = time.monotonic() + 60
    while containers_of(engine, sleeper) or list((sleeper / ".forebear" / "runs").glob("*/tree")):
        assert time.monotonic() < limit
        time.sleep(0.05)


@pytest.mark.docker(alone=True)
def test_what_is_left_is_removed_by_the_next_one_where_the_watchdog_was_killed_too(
    engine: DockerClient, base_image: str, sleeper: Path
) -> None:
    words = ("run", "--image", base_image, "--makes", "x", "--", "echo begun; sleep 100")
    with start(sleeper, *words) as process:
        until(process, "begun")
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text()
        for child in map(int, children.split()):
            os.kill(child, signal.SIGKILL)
        process.kill()
        process.communicate()
    assert len(containers_of(engine, sleeper)) == 1
    sweep(engine)
    assert containers_of(engine, sleeper) == []
