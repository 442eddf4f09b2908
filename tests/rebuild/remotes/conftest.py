"""Servers that hold DVC remotes: OpenSSH's own, and one that speaks as Google Cloud Storage does."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from forebear.cli.main import main


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def answers(port: int) -> bool:
    with socket.socket() as asking:
        return asking.connect_ex(("127.0.0.1", port)) == 0


def wait_for(port: int, running: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + 30
    while not answers(port):
        assert running.poll() is None, log.read_text()
        assert time.monotonic() < until, log.read_text()
        time.sleep(0.02)


@dataclass(frozen=True)
class SshServer:
    """An sshd on this machine that lets in who has the key `folder/id`; `host.pub` is its own key."""

    folder: Path
    port: int

    @property
    def url(self) -> str:
        """Its address, without a path."""
        return f"ssh://127.0.0.1:{self.port}"

    @property
    def line(self) -> str:
        """What a file of known hosts holds of it."""
        return f"[127.0.0.1]:{self.port} {(self.folder / 'host.pub').read_text()}"


def key(folder: Path, name: str) -> None:
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / name], check=True)


@pytest.fixture(scope="session")
def ssh_server() -> Iterator[SshServer]:
    sshd = shutil.which("sshd") or "/usr/sbin/sshd"
    assert Path(sshd).exists(), "OpenSSH's server is not installed: apt-get install openssh-server"
    folder, port = Path(tempfile.mkdtemp(prefix="fb-ssh-", dir="/tmp")), free_port()
    for name in ("host", "id", "stranger"):
        key(folder, name)
    settings = {
        "Port": port,
        "ListenAddress": "127.0.0.1",
        "HostKey": folder / "host",
        "AuthorizedKeysFile": folder / "id.pub",
        "StrictModes": "no",
        "UsePAM": "no",
        "PermitRootLogin": "yes",
        "PidFile": "none",
        "Subsystem": "sftp internal-sftp",
    }
    (folder / "config").write_text("".join(f"{name} {value}\n" for name, value in settings.items()))
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)  # where it keeps apart what speaks with strangers
    log = folder / "log"
    running = subprocess.Popen([sshd, "-D", "-f", folder / "config", "-E", log])
    try:
        wait_for(port, running, log)
        yield SshServer(folder, port)
    finally:
        running.terminate()
        running.wait()
        shutil.rmtree(folder)


@pytest.fixture
def home(ssh_server: SshServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The `.ssh` of a person who may sign in and knows the server."""
    folder = tmp_path / "home" / ".ssh"
    folder.mkdir(parents=True)
    shutil.copy(ssh_server.folder / "id", folder / "id_ed25519")
    (folder / "known_hosts").write_text(ssh_server.line)
    monkeypatch.setenv("HOME", str(folder.parent))
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    return folder


@dataclass
class Relay:
    """A way to a server that goes dumb once it is told to: nothing comes through, nothing is closed."""

    port: int = 0
    dumb: threading.Event = field(default_factory=threading.Event)


@pytest.fixture
def relay(ssh_server: SshServer) -> Iterator[Relay]:
    made, ends = Relay(), []

    def pump(source: socket.socket, target: socket.socket) -> None:
        while block := source.recv(65536):
            if not made.dumb.is_set():
                target.sendall(block)

    def guarded(source: socket.socket, target: socket.socket) -> None:
        try:
            pump(source, target)
        except OSError:
            return  # it was closed at the end of the test

    def accept() -> None:
        while True:
            try:
                caller, _ = listening.accept()
            except OSError:
                return
            server = socket.create_connection(("127.0.0.1", ssh_server.port))
            ends.extend((caller, server))
            for pair in ((caller, server), (server, caller)):
                threads.append(threading.Thread(target=guarded, args=pair))
                threads[-1].start()

    with socket.create_server(("127.0.0.1", 0)) as listening:
        made.port = listening.getsockname()[1]
        threads = [threading.Thread(target=accept)]
        threads[0].start()
        yield made
        listening.shutdown(socket.SHUT_RDWR)
    for end in ends:
        with end:
            if end.fileno() >= 0:
                try:
                    end.shutdown(socket.SHUT_RDWR)
                except OSError:
                    continue
    for thread in threads:
        thread.join()


@pytest.fixture(scope="session")
def google_server(tool: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server that speaks as Google Cloud Storage does, with an empty bucket `data`."""
    folder, port = tmp_path_factory.mktemp("google"), free_port()
    log = folder / "log"
    words = [
        str(tool("gcp-storage-emulator")),
        "start",
        "--host=127.0.0.1",
        f"--port={port}",
        "--in-memory",
        "--default-bucket=data",
    ]
    with log.open("wb") as written:
        running = subprocess.Popen(words, stdout=written, stderr=written, cwd=folder)
    try:
        wait_for(port, running, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        running.terminate()
        running.wait()


@pytest.fixture(scope="session")
def pushed(
    tool: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory, _settled_git: None
) -> tuple[Path, Path]:
    """A project whose data is only in a remote, to which the real DVC pushed: it, and the remote's folder."""
    folder = tmp_path_factory.mktemp("pushed")
    root, remote = folder / "project", folder / "remote"
    (root / "parts").mkdir(parents=True)
    (root / "table.csv").write_text("".join(f"{n},{n}\n" for n in range(50)))
    for part in range(3):
        (root / "parts" / f"{part}.txt").write_text(f"{part}\n")

    def run(program: str | Path, *words: str) -> None:
        subprocess.run([program, *words], cwd=root, check=True, capture_output=True)

    run("git", "init", "-q")
    run(tool("dvc"), "init", "-q")
    (root / ".dvc" / "config").write_text(
        f"[core]\n    remote = store\n['remote \"store\"']\n    url = {remote}\n"
    )
    run(tool("dvc"), "add", "-q", "table.csv", "parts")
    run("git", "add", "-A")
    run("git", "commit", "-qm", "Data")
    run(tool("dvc"), "push", "-q")
    shutil.rmtree(root / ".dvc" / "cache")
    assert main(["import", str(root)]) == 0
    return root, remote


@pytest.fixture
def project(pushed: tuple[Path, Path], tmp_path: Path) -> Path:
    """The same project, to write to."""
    root = tmp_path / "project"
    shutil.copytree(pushed[0], root, symlinks=True)
    return root
