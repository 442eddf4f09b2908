"""Why a command ended as it did: each cause really made, in a container, and named."""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from forebear.lineage.progress import Silent
from forebear.lineage.rebuilds import ProcessEnd
from forebear.rebuild.container import ContainerRunner, Ended
from forebear.rebuild.endings import hints
from forebear.rebuild.log import RunLog
from forebear.rebuild.sandbox import LABEL, PLACE_LABEL, Limits, Mounted, Sandbox
from forebear.rebuild.usage import Meter

if TYPE_CHECKING:
    from docker import DockerClient

pytestmark = pytest.mark.docker

MEGABYTE = 1 << 20
Run = Callable[..., Ended]


def box(image: str, folder: Path, command: str, **limits: Any) -> Sandbox:
    tree, data = folder / "tree", folder / "data.csv"
    tree.mkdir(exist_ok=True)
    tree.chmod(0o777)
    (tree / "data.csv").touch()
    data.write_text("1,2\n")
    return Sandbox(
        image, [command], "/work", (Mounted(tree, "/work", False), Mounted(data, "/work/data.csv")),
        {"LC_ALL": "C.UTF-8"}, "65534:65534", Limits(**{"memory": 256 * MEGABYTE, "seconds": 60, **limits}),
        {LABEL: "test", PLACE_LABEL: str(folder)},
    )  # fmt: skip


@pytest.fixture
def run(engine: DockerClient, base_image: str, tmp_path: Path) -> Iterator[Run]:
    def start(command: str, *, reserve: int = 0, **limits: Any) -> Ended:
        wanted = box(base_image, tmp_path, command, **limits)
        meter = Meter(tmp_path / "tree", tmp_path / "usage.json", reserve)
        return ContainerRunner(engine, Silent()).run(wanted, RunLog(tmp_path / "log"), meter)

    with (tmp_path / "lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield start


def python(*lines: str) -> str:
    return "python3 -c '" + "\n".join(lines).replace("'", '"') + "'"


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (python("import urllib.request", "urllib.request.urlopen('https://data.example.org/x.csv')"), ""),
        (python("import socket", "socket.create_connection(('192.0.2.1', 80))"), ""),
        (
            python("print('from https://pypi.org')", "import socket", "socket.gethostbyname('pypi.org')"),
            " (it asked for pypi.org)",
        ),
    ],
)
def test_it_needs_the_network(run: Run, command: str, said: str) -> None:
    ended = run(command)
    assert ended.end is ProcessEnd.FAILED
    assert f"It needs the network{said}, and has none here; --network lets it out." in ended.explanation


@pytest.mark.parametrize(
    ("command", "path"),
    [
        (python("open('/data/model.bin', 'w')"), ""),
        (python("open('/etc/model bin', 'w')"), "/etc/model"),
        (python("import os", "os.makedirs('/models/v1')"), "/models"),
        ("echo x > /etc/model.bin", "/etc/model.bin"),
        ("touch /opt/model.bin", "/opt/model.bin"),
        ("mkdir /opt/models", "/opt/models"),
        ("cp data.csv /var/", "/var/data.csv"),
    ],
)
def test_it_writes_outside_of_the_project(run: Run, command: str, path: str) -> None:
    ended = run(command)
    assert ended.end is ProcessEnd.FAILED
    if path:
        assert f"It tried to write to {path}" in ended.explanation
        assert "--writable" in ended.explanation
    else:  # there is no such folder, which is another matter
        assert "No such file or directory: '/data/model.bin'" in ended.explanation


@pytest.mark.parametrize("command", [python("open('data.csv', 'a')"), "echo x > /work/data.csv"])
def test_it_changes_its_input(run: Run, command: str) -> None:
    ended = run(command)
    assert "It tried to change its input data.csv, which cannot be written." in ended.explanation


def test_memory_that_a_child_lacks_and_memory_that_is_refused(run: Run) -> None:
    child = "subprocess.run([sys.executable, '-c', 'x = bytearray(500 << 20)'])"
    for command in (
        python("x = bytearray(500 << 20)"),
        python("import subprocess, sys", child, "sys.exit(3)"),
        python("import resource as r", "r.setrlimit(r.RLIMIT_AS, (1 << 28, 1 << 28))", "bytearray(1 << 30)"),
    ):
        ended = run(command, memory=64 * MEGABYTE)
        assert ended.end is ProcessEnd.OUT_OF_MEMORY, ended
        assert "--memory" in ended.explanation


@pytest.mark.parametrize(
    ("command", "code", "said"),
    [
        ("kill -9 $$", 137, "killed (exit code 137, SIGKILL), and not for lack of memory"),
        ("kill -SEGV $$", 139, "it crashed (SIGSEGV)"),
        ("kill -ILL $$", 132, "an instruction that this processor does not have"),
        (python("import os", "os.abort()"), 134, "SIGABRT"),
        ("nothing-of-that-name", 127, "a program was not found"),
        ("/etc/passwd", 126, "cannot be executed"),
        (python("raise ValueError('no rows')"), 1, "exit code 1: ValueError: no rows."),
        ("exit 7", 7, "The command ended with exit code 7."),
    ],
)
def test_other_ends_are_told_apart(run: Run, command: str, code: int, said: str) -> None:
    ended = run(command)
    assert (ended.end, ended.code) == (ProcessEnd.FAILED, code)
    assert said in ended.explanation


def test_limits_of_processes_files_and_temporary_space(run: Run) -> None:
    ended = run("for i in 1 2 3 4 5 6 7 8 9 10 11 12; do sleep 5 & done; wait", processes=6)
    assert "more than 6 processes" in ended.explanation
    ended = run(python("open('/tmp/x', 'wb').write(bytes(3 << 20))"), temporary=MEGABYTE)
    assert ended.end is ProcessEnd.FAILED
    assert "was full" in ended.explanation
    ended = run("head -c 3000000 /dev/zero > /tmp/x", temporary=MEGABYTE)
    assert "was full" in ended.explanation
    ended = run("head -c 3000000 /dev/zero > x", file=MEGABYTE)
    assert "larger than" in ended.explanation


def test_it_is_stopped_before_the_disk_is_full(run: Run) -> None:
    ended = run("echo begun; sleep 50", reserve=1 << 60)
    assert ended.end is ProcessEnd.FAILED
    assert "too little room" in ended.explanation
    assert ended.seconds < 20


def test_a_hang_is_out_of_time(run: Run) -> None:
    ended = run("sleep 100", seconds=0.5)
    assert ended.end is ProcessEnd.TIMED_OUT


@pytest.mark.parametrize(
    "line",
    [
        "urllib3.exceptions.NameResolutionError: Failed to resolve 'hub.example.org' ([Errno -3] Try again)",
        "curl: (6) Could not resolve host: hub.example.org",
        "java.net.UnknownHostException: hub.example.org",
        "Error: getaddrinfo EAI_AGAIN hub.example.org",
        "wget: unable to resolve host address 'hub.example.org'",
    ],
)
def test_hosts_that_were_asked_for_are_named(line: str, tmp_path: Path) -> None:
    wanted = box("sha256:0", tmp_path, "true")
    assert hints([line], wanted) == (
        "It needs the network (it asked for hub.example.org), and has none here; --network lets it out.",
    )
    assert hints([line], box("sha256:0", tmp_path, "true", network=True)) == ()


def test_a_log_without_such_lines_hints_at_nothing(tmp_path: Path) -> None:
    lines = ["epoch 1", "PermissionError: 'work/x'", "loss 0.2: done", "killed 3 branches of the tree"]
    assert hints(lines, box("sha256:0", tmp_path, "true")) == ()
