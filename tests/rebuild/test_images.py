"""Images by digest from a registry: Debian's docker-registry on the loopback."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import secrets
import socket
import subprocess
import tarfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from forebear.lineage.answers import Node, RanInAnswer
from forebear.lineage.errors import ActionableError
from forebear.lineage.progress import Silent
from forebear.lineage.words import Environment, Image, NodeKind, Origin
from forebear.rebuild.archives.keeping import KeptImages
from forebear.rebuild.archives.saving import keep_from_engine
from forebear.rebuild.images import ChosenImage, Engine, image_of
from forebear.sources.docker.engine import connect

if TYPE_CHECKING:
    from docker import DockerClient

pytestmark = pytest.mark.docker


Serve = Callable[..., AbstractContextManager[str]]


@pytest.fixture
def serve(tool: Callable[[str], Path], tmp_path: Path) -> Serve:
    """Return `serve(more settings)`, in which an empty registry answers at the address it gives."""

    @contextmanager
    def start(more: str = "") -> Iterator[str]:
        port = free_port()
        settings = tmp_path / "registry.yml"
        settings.write_text(
            f"version: 0.1\nstorage: {{filesystem: {{rootdirectory: {tmp_path / 'registry'}}}}}\n"
            f"http: {{addr: '127.0.0.1:{port}'}}\nlog: {{level: error}}\n{more}"
        )
        with subprocess.Popen(
            [tool("docker-registry"), "serve", settings], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as process:
            _until_it_answers(f"http://127.0.0.1:{port}/v2/", process)
            try:
                yield f"127.0.0.1:{port}"
            finally:
                process.terminate()

    return start


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture
def registry(serve: Serve) -> Iterator[str]:
    """The address of a registry that is empty."""
    with serve() as address:
        yield address


def _until_it_answers(url: str, process: subprocess.Popen[bytes]) -> None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with opener.open(url, timeout=1):
                return
        except urllib.error.HTTPError:  # it wants a password, so it is there
            return
        except OSError:
            continue
    pytest.fail("the registry does not answer")


def test_an_image_that_is_gone_is_pulled_by_its_digest(
    registry: str,
    engine: DockerClient,
    other_image: str,
    record: Callable[..., Any],
    call: Callable[..., Any],
) -> None:
    name = f"{registry}/train"
    engine.images.get(other_image).tag(name, "1")
    engine.images.push(name, "1")
    image = image_of(engine.images.get(f"{name}:1"), f"{name}:1")
    assert image.digest.startswith("sha256:")
    project = record("open('model.bin', 'w').write('x')\n", image=f"{name}:1")
    engine.images.remove(image.id, force=True)

    plan = call(project.root, "rebuild", project.ref, "--dry-run")
    assert (plan["image"]["how"], plan["image"]["here"], plan["missing"]) == ("pulled", False, [])
    done = call(project.root, "rebuild", project.ref, "--yes")
    assert (done["verdict"], done["image"]["how"]) == ("identical", "pulled")
    assert done["image"]["digest"] == image.digest
    assert engine.images.get(image.id)

    engine.images.remove(image.id, force=True)
    engine.images.get("forebear-sample:1").tag(name, "1")
    engine.images.push(name, "1")  # the tag moves; the digest still names the old one
    engine.images.remove(f"{name}:1")
    again = call(project.root, "rebuild", project.ref)
    assert (again["verdict"], again["image"]["how"]) == ("identical", "pulled")


def test_a_digest_that_no_registry_has_blocks(
    registry: str, record: Callable[..., Any], call: Callable[..., Any]
) -> None:
    project = record("open('model.bin', 'w').write('x')\n")
    nowhere = f"{registry}/gone@sha256:{'1' * 64}"
    assert call(project.root, "assign", nowhere, "--run", project.ref, "--by", "Ada").code == 0
    shown = call(project.root, "show", project.ref)
    assert [each["origin"] for each in shown["environments"]] == ["recorded", "assumed"]
    done = call(project.root, "rebuild", project.ref, "--yes")
    assert done["image"]["how"] == "local", "what was recorded goes before what is assumed"


# What a registry refuses, each in its own words


@pytest.fixture
def small(engine: DockerClient) -> Iterator[Callable[..., str]]:
    """Return `make(repository)`, which names a new image of one small file; all are gone afterwards."""
    import docker.errors

    made: list[str] = []

    def make(repository: str) -> str:
        buffer = io.BytesIO()
        with tarfile.open(fileobj=buffer, mode="w") as archive:
            entry, content = tarfile.TarInfo("opt/content"), secrets.token_bytes(64)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
        engine.api.import_image_from_data(buffer.getvalue(), repository=repository, tag="1")
        made.append(str(engine.images.get(f"{repository}:1").id))
        return f"{repository}:1"

    yield make
    for id_ in made:
        with suppress(docker.errors.ImageNotFound):
            engine.images.remove(id_, force=True)


def chosen(image: Image, private: Path | None = None) -> tuple[Engine, ChosenImage]:
    """Choose a recorded image with a client that has read Docker's settings anew."""
    node = Node(1, NodeKind.ENVIRONMENT, "key", "name", Origin.RECORDED)
    with connect() as client:
        engine = Engine.of(client, private)
        found = engine.images.choose([RanInAnswer(node, Environment(image), Origin.RECORDED)])
    assert found is not None
    return engine, found


def refused(image: Image) -> ActionableError:
    engine, found = chosen(image)
    assert (found.how, found.id) == ("pulled", "")
    with pytest.raises(ActionableError) as caught:
        engine.images.obtain(found, None, Silent())
    assert caught.value.todo
    return caught.value


# htpasswd of ada:secret
HTPASSWD = "ada:$2y$05$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a\n"


@pytest.fixture
def locked(serve: Serve, tmp_path: Path, engine: DockerClient, small: Callable[..., str]) -> Iterator[Image]:
    """An image that only Ada may pull, and that is not here."""
    (tmp_path / "htpasswd").write_text(HTPASSWD)
    with serve(f"auth: {{htpasswd: {{realm: forebear, path: {tmp_path / 'htpasswd'}}}}}\n") as address:
        name = small(f"{address}/team/train")
        engine.images.push(name, auth_config={"username": "ada", "password": "secret"})
        image = image_of(engine.images.get(name), name)
        engine.images.remove(image.id, force=True)
        yield image


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Return `write(**entries)`, which makes the `config.json` that Docker and we read."""
    folder = tmp_path / "docker"
    folder.mkdir()
    monkeypatch.setenv("DOCKER_CONFIG", str(folder))

    def write(**entries: object) -> None:
        (folder / "config.json").write_text(json.dumps(entries))

    write()
    return write


def test_credentials_that_are_missing_or_wrong(locked: Image, settings: Callable[..., None]) -> None:
    host = locked.reference.partition("/")[0]
    without = refused(locked)
    assert "credentials are missing or wrong" in without.what
    assert f"docker login {host}" in without.todo
    settings(auths={host: {"auth": base64.b64encode(b"ada:guess").decode()}})
    assert "credentials are missing or wrong" in refused(locked).what


def test_credentials_of_docker_s_own_store(
    locked: Image,
    settings: Callable[..., None],
    engine: DockerClient,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    host = locked.reference.partition("/")[0]
    settings(auths={host: {"auth": base64.b64encode(b"ada:secret").decode()}})
    here, found = chosen(locked)
    assert here.images.obtain(found, None, Silent()).how == "pulled"
    engine.images.remove(locked.id, force=True)

    settings(credHelpers={host: "forebear-test"})
    missing = refused(locked)
    assert "store of credentials does not answer" in missing.what
    assert "credHelpers" in missing.todo

    helper = tmp_path / "docker-credential-forebear-test"
    said = json.dumps({"ServerURL": host, "Username": "ada", "Secret": "secret"})
    helper.write_text(f"#!/bin/sh\n[ \"$1\" = get ] && echo '{said}'\n")
    helper.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    here, found = chosen(locked)
    pulled = here.images.obtain(found, None, Silent())
    assert (pulled.how, pulled.id, pulled.is_recorded) == ("pulled", locked.id, True)


def test_a_registry_that_is_away_and_what_was_kept(
    serve: Serve, engine: DockerClient, small: Callable[..., str], tmp_path: Path
) -> None:
    private = tmp_path / "private"
    with serve() as address:
        name = small(f"{address}/train")
        engine.images.push(name)
        found = engine.images.get(name)
        image = image_of(found, name)
        keep_from_engine(engine, found, KeptImages(private), name, Silent())
        engine.images.remove(image.id, force=True)
        gone = refused(Image(name, digest=f"sha256:{'4' * 64}"))
        assert "no longer has this image" in gone.what
    away = refused(image)
    assert "cannot be reached" in away.what
    assert "--archive" in away.todo
    here, kept = chosen(Image(name, digest=image.digest), private)
    assert (kept.how, kept.id) == ("archive", ""), "what was kept needs no network"
    done = here.images.obtain(kept, None, Silent())
    assert (done.how, done.id, done.is_recorded) == ("archive", image.id, True)


class Registry:
    """A registry that answers as it likes. `answers` maps a path to (status, type, body)."""

    def __init__(self) -> None:
        self.answers: dict[str, tuple[int, str, bytes]] = {"/v2/": (200, "application/json", b"{}")}
        registry = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                nothing = (404, "application/json", b'{"errors": [{"code": "NAME_UNKNOWN"}]}')
                status, kind, body = registry.answers.get(self.path, nothing)
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                if self.command == "GET":
                    self.wfile.write(body)

            do_HEAD = do_GET  # noqa: N815

            def log_message(self, *_said: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.host = f"127.0.0.1:{self.server.server_port}"


@pytest.fixture
def liar() -> Iterator[Registry]:
    """A registry that may serve anything."""
    registry = Registry()
    thread = threading.Thread(target=registry.server.serve_forever)
    thread.start()
    yield registry
    registry.server.shutdown()
    registry.server.server_close()
    thread.join()


MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"


def test_a_registry_that_serves_another_manifest(liar: Registry) -> None:
    wanted = f"sha256:{'5' * 64}"
    body = json.dumps({"schemaVersion": 2, "mediaType": MANIFEST, "config": {}, "layers": []}).encode()
    liar.answers[f"/v2/train/manifests/{wanted}"] = (200, MANIFEST, body)
    error = refused(Image(f"{liar.host}/train:1", digest=wanted))
    assert "other bytes than those of the digest" in error.what


def test_a_registry_that_serves_another_layer(liar: Registry) -> None:
    def described(content: bytes, kind: str) -> dict[str, object]:
        digest = f"sha256:{hashlib.sha256(content).hexdigest()}"
        liar.answers[f"/v2/train/blobs/{digest}"] = (200, "application/octet-stream", content)
        return {"mediaType": kind, "size": len(content), "digest": digest}

    layer = described(b"the layer", "application/vnd.docker.image.rootfs.diff.tar.gzip")
    config = {
        "architecture": "amd64",
        "os": "linux",
        "rootfs": {"type": "layers", "diff_ids": [layer["digest"]]},
    }
    manifest = {
        "schemaVersion": 2,
        "mediaType": MANIFEST,
        "config": described(json.dumps(config).encode(), "application/vnd.docker.container.image.v1+json"),
        "layers": [layer],
    }
    body = json.dumps(manifest).encode()
    wanted = f"sha256:{hashlib.sha256(body).hexdigest()}"
    liar.answers[f"/v2/train/manifests/{wanted}"] = (200, MANIFEST, body)
    liar.answers[f"/v2/train/blobs/{layer['digest']}"] = (200, "application/octet-stream", b"another ")
    error = refused(Image(f"{liar.host}/train:1", digest=wanted))
    assert "other bytes than those of the digest" in error.what


def test_a_registry_that_refuses(liar: Registry) -> None:
    wanted = f"sha256:{'6' * 64}"
    body = b'{"errors": [{"code": "DENIED", "message": "requested access to the resource is denied"}]}'
    liar.answers[f"/v2/train/manifests/{wanted}"] = (403, "application/json", body)
    error = refused(Image(f"{liar.host}/train:1", digest=wanted))
    assert "this account may not read the image" in error.what
    assert f"docker login {liar.host}" in error.todo
