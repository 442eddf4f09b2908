"""Engines that are not there, too old, full or of another kind: each says what, where and what to do."""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socketserver import ThreadingUnixStreamServer
from typing import TYPE_CHECKING, Any

import pytest

from forebear.lineage.errors import ActionableError
from forebear.lineage.progress import Silent
from forebear.lineage.words import Environment, Image
from forebear.rebuild.archives.held import held_images
from forebear.rebuild.archives.loading import load
from forebear.rebuild.archives.opened import open_archive
from forebear.rebuild.images import ASSUMED, ChosenImage, Engine
from forebear.sources.docker.engine import EngineError, connect

if TYPE_CHECKING:
    from docker import DockerClient

pytestmark = pytest.mark.docker


def test_docker_is_not_installed(tmp_path: Path) -> None:
    """A machine without Docker: no socket below /run, no program in PATH."""
    words = [sys.executable, "-m", "forebear", "keep", "--image", "x", "--project", str(tmp_path)]
    programs = tmp_path / "programs"
    programs.mkdir()
    (programs / "git").symlink_to(str(shutil.which("git")))
    script = f'mount -t tmpfs none /run && PATH={programs} exec "$@"'
    away = ("DOCKER_HOST", "XDG_RUNTIME_DIR")
    kept = {name: value for name, value in os.environ.items() if name not in away}
    done = subprocess.run(
        ["unshare", "--mount", "/bin/sh", "-c", script, "sh", *words],
        env={**kept, "HOME": str(tmp_path), "DOCKER_CONFIG": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 3, done.stderr
    assert "Docker is not installed" in done.stderr
    assert "apt-get install docker.io" in done.stderr


@pytest.fixture
def old_engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What Docker 1.6 of 2015 answers; it does not run on today's kernels."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.dumps(
                {"Version": "1.6.2", "ApiVersion": "1.18", "Os": "linux", "Arch": "amd64"}
            ).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def address_string(self) -> str:
            return "socket"

        def log_message(self, *_said: object) -> None:
            """Say nothing."""

    path = tmp_path / "docker.sock"
    server = ThreadingUnixStreamServer(str(path), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    monkeypatch.setenv("DOCKER_HOST", f"unix://{path}")
    yield
    server.shutdown()
    server.server_close()
    thread.join()


def test_an_engine_that_is_too_old(old_engine: None) -> None:
    with pytest.raises(EngineError, match="do not understand each other") as caught, connect():
        pass
    assert "1.24" in caught.value.what
    assert "Update Docker" in caught.value.todo


def test_a_plan_says_why_no_engine_answers(
    record: Callable[..., Any], call: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    project = record("open('model.bin', 'w')\n")
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path / 'nobody'}")
    plan = call(project.root, "rebuild", project.ref, "--dry-run")
    assert plan.code == 3
    assert plan["engine"]["what"] == "Docker is not running."
    assert plan["engine"]["todo"]
    assert plan["missing"] == ["Docker is not running, so the image cannot be looked for."]
    assert plan["image"]["identified_by"].startswith("config digest sha256:")


@pytest.fixture
def full_engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[DockerClient]:
    """An engine whose disk has room for nothing, in a network of its own: the bridge is that of others."""
    root = Path(tempfile.mkdtemp(prefix="forebear-"))  # paths of sockets are short
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64m", "none", root], check=True)
    host = f"unix://{root}/sock"
    words = ["unshare", "--net", "dockerd", "--host", host, "--data-root", f"{root}/data"]
    words += ["--exec-root", f"{root}/exec", "--pidfile", f"{root}/pid", "--bridge=none", "--iptables=false"]
    words += ["--storage-driver=vfs"]
    monkeypatch.setenv("DOCKER_HOST", host)
    log = (tmp_path / "log").open("wb")
    with log, subprocess.Popen(words, stdout=log, stderr=log) as process, ExitStack() as opened:
        opened.callback(process.wait, 60)
        opened.callback(process.terminate)
        deadline = time.monotonic() + 60
        while True:
            try:
                client = opened.enter_context(connect())
                break
            except EngineError:
                assert process.poll() is None, (tmp_path / "log").read_text()
                assert time.monotonic() < deadline
        yield client
    subprocess.run(["umount", "--lazy", root], check=True)
    root.rmdir()


def archive_of(path: Path, size: int, platform: str = "amd64") -> Path:
    """Write what `docker save` writes of an image with one file of `size` bytes."""
    layer = io.BytesIO()
    with tarfile.open(fileobj=layer, mode="w") as tar:
        entry = tarfile.TarInfo("opt/content")
        entry.size = size
        tar.addfile(entry, io.BytesIO(os.urandom(size)))
    diff_id = f"sha256:{hashlib.sha256(layer.getvalue()).hexdigest()}"
    config = json.dumps(
        {
            "os": "linux",
            "architecture": platform,
            "config": {},
            "rootfs": {"type": "layers", "diff_ids": [diff_id]},
        }
    ).encode()
    name = f"{hashlib.sha256(config).hexdigest()}.json"
    listed = [{"Config": name, "RepoTags": None, "Layers": ["l/layer.tar"]}]
    with tarfile.open(path, "w") as tar:
        for member, content in (
            (name, config), ("l/layer.tar", layer.getvalue()), ("manifest.json", json.dumps(listed).encode()),
        ):  # fmt: skip
            entry = tarfile.TarInfo(member)
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
    return path


def test_an_engine_whose_disk_is_full(full_engine: DockerClient, tmp_path: Path) -> None:
    path = archive_of(tmp_path / "large.tar", 80 << 20)
    with open_archive(path, Silent()) as archive, pytest.raises(EngineError, match="disk is full") as caught:
        load(full_engine, held_images(archive)[0], Silent())
    assert "docker system df" in caught.value.todo


def test_an_image_that_goes_away_between_plan_and_run(engine: DockerClient, tmp_path: Path) -> None:
    path = archive_of(tmp_path / "small.tar", 100)
    with open_archive(path, Silent()) as archive:
        (name,) = load(engine, held_images(archive)[0], Silent())
    here = Engine.of(engine)
    chosen = here.images.given(name, "Ada")
    assert (chosen.how, chosen.id) == (ASSUMED, name)
    engine.images.remove(name)
    with pytest.raises(ActionableError, match="gone from the engine") as caught:
        here.images.obtain(chosen, None, Silent())
    assert "--archive" in caught.value.todo
    again = here.images.obtain(chosen, path, Silent())
    assert (again.how, again.id) == (ASSUMED, name)
    engine.images.remove(name)


def test_an_image_for_another_processor_is_told_in_the_plan(engine: DockerClient, tmp_path: Path) -> None:
    path = archive_of(tmp_path / "arm.tar", 100, "arm64")
    here = Engine.of(engine)
    empty = Image("train:1")
    done = here.images.obtain(ChosenImage(empty, "pulled", False, Environment(empty)), path, Silent())
    chosen = here.images.given(done.id, "Ada")
    assert "for linux/arm64 and the engine for linux/amd64" in chosen.note
    engine.images.remove(done.id)
