"""Remotes on Google Cloud Storage: a server that speaks as it does, and the client that people use."""

from __future__ import annotations

import hashlib
import json
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from forebear.lineage.errors import ActionableError
from forebear.lineage.words import Digest
from forebear.rebuild.addresses import Addresses
from forebear.sources.objects import opening
from forebear.sources.objects.file_systems import FileSystemStore
from forebear.sources.secrets import Secret, Secrets


@pytest.fixture
def system(google_server: str) -> Any:
    """A client of the server, to put things there."""
    from gcsfs.core import GCSFileSystem

    return GCSFileSystem(endpoint_url=google_server, token="anon", skip_instance_cache=True)


def test_what_dvc_pushed_comes_from_google(
    call: Any, project: Path, pushed: tuple[Path, Path], system: Any, google_server: str
) -> None:
    for path in pushed[1].rglob("*"):
        if path.is_file():
            system.pipe_file(f"data/team/{path.relative_to(pushed[1])}", path.read_bytes())
    settings = f"url = gs://data/team\n    endpointurl = {google_server}"
    (project / ".dvc" / "config.local").write_text(f"['remote \"store\"']\n    {settings}\n")
    answer = call(project, "fetch", "HEAD")
    found = {row["path"]: (row["from"], row["files"], row["missing"]) for row in answer["data"]}
    assert found == {
        "table.csv": (["dvc remote store"], 1, None),
        "parts": (["dvc remote store"], 4, None),
    }


def test_a_bucket_that_is_not_there_is_told_apart_from_an_object_that_is_not(
    call: Any, project: Path, google_server: str
) -> None:
    def missing(url: str) -> str:
        settings = f"url = {url}\n    endpointurl = {google_server}"
        (project / ".dvc" / "config.local").write_text(f"['remote \"store\"']\n    {settings}\n")
        answer = call(project, "fetch", "--path", "table.csv", "HEAD")
        assert answer.code == 3
        return str(answer["data"][0]["missing"])

    assert missing("gs://data/empty") == "dvc remote store does not have it"
    assert "nothing at this address. (gs://none/empty)" in missing("gs://none/empty")


def test_objects_are_read_with_their_hash_in_the_version_that_was_seen(
    system: Any, google_server: str, tmp_path: Path
) -> None:
    names = ("x.csv", "of b #1?.csv")
    for name in names:
        system.pipe_file(f"data/seen/{name}", name.encode())
    location = f"gs://data/seen?endpoint_url={google_server}"
    store = FileSystemStore(location)
    found = {each.place.rpartition("/")[2]: each for each in store.objects()}
    assert set(found) == set(names)
    addresses = Addresses(Secrets(tmp_path / "secrets", {}), [location])
    for number, (name, stored) in enumerate(found.items()):
        md5 = hashlib.md5(name.encode(), usedforsecurity=False).hexdigest()
        assert stored.digests == (Digest("md5", md5),)
        assert int(stored.version) > 0
        assert store.has(stored.place, stored.version)
        address = addresses.open(stored.place, stored.version)
        assert address is not None
        target = tmp_path / str(number)
        assert address.fetch(target, stored.size)
        assert target.read_bytes() == name.encode()
    assert not store.has("gs://data/seen/x.csv", "1")
    assert not store.has("gs://data/seen/none.csv")


@pytest.fixture
def eavesdropper() -> Iterator[tuple[str, list[bytes]]]:
    """The address of a server that has nothing, and what it was sent."""
    heard: list[bytes] = []

    def listen() -> None:
        while True:
            try:
                caller, _ = listening.accept()
            except OSError:
                return
            with caller:
                heard.append(caller.recv(65536))
                caller.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=listen)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}", heard
        listening.shutdown(socket.SHUT_RDWR)
    thread.join()


@pytest.mark.parametrize("kept", ["", "kept-for-this"])
def test_what_google_gave_this_machine_goes_to_no_server_that_a_project_names(
    kept: str, eavesdropper: tuple[str, list[bytes]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keyed = {"type": "authorized_user", "client_id": "a", "client_secret": "b", "refresh_token": "c"}
    (tmp_path / "key.json").write_text(json.dumps(keyed))
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(tmp_path / "key.json"))
    url, heard = eavesdropper
    settings = {"endpointurl": url, "credentialpath": str(tmp_path / "key.json")}
    system, root = opening.open_system("gs://data/x", settings, Secret(token=kept))
    assert not system.exists(root)
    assert heard
    lines = b"".join(heard).decode().splitlines()
    sent = {line.partition(": ")[2] for line in lines if line.lower().startswith("authorization:")}
    assert sent == ({f"Bearer {kept}"} if kept else set())


def test_a_server_that_says_nothing_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "_ANSWER", 0.3)
    before = time.monotonic()
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(ActionableError) as raised:
        FileSystemStore(f"gs://data/x?endpoint_url=http://127.0.0.1:{silent.getsockname()[1]}")
    assert "in time" in raised.value.what
    assert time.monotonic() - before < 20
