"""Remotes over SSH, on OpenSSH's own server: what comes, and whom nobody may be taken for."""

from __future__ import annotations

import hashlib
import socket
import subprocess
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from forebear.lineage.errors import ActionableError, CancelledError
from forebear.lineage.project import Project
from forebear.lineage.words import Digest
from forebear.rebuild.addresses import Addresses
from forebear.rebuild.stores import KeptStore, RemoteStore
from forebear.sources.dvc.storage import Remote, object_name
from forebear.sources.objects import opening
from forebear.sources.objects.file_systems import FileSystemStore
from forebear.sources.secrets import Secret, Secrets


def configure(root: Path, url: str, **settings: str) -> None:
    lines = "".join(f"    {name} = {value}\n" for name, value in {"url": url, **settings}.items())
    (root / ".dvc" / "config.local").write_text(f"['remote \"store\"']\n{lines}")


@pytest.fixture
def store(home: Path, ssh_server: Any, tmp_path: Path) -> Callable[..., RemoteStore]:
    """Return a function that opens a folder on the server as a DVC remote."""

    def make(folder: Path, **settings: str) -> RemoteStore:
        kept = KeptStore(Project(tmp_path / "project", "sqlite://"))
        return RemoteStore(Remote("far", f"{ssh_server.url}{folder}", settings=settings), kept)

    return make


def content(folder: Path, text: bytes) -> Digest:
    """Put a content into a remote's folder."""
    digest = Digest("md5", hashlib.md5(text, usedforsecurity=False).hexdigest())
    path = folder / str(object_name(digest))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text)
    return digest


def test_what_dvc_pushed_comes_over_ssh_and_every_byte_is_checked(
    call: Any, project: Path, pushed: tuple[Path, Path], home: Path, ssh_server: Any
) -> None:
    configure(project, f"{ssh_server.url}{pushed[1]}")
    answer = call(project, "fetch", "HEAD")
    found = {row["path"]: (row["from"], row["files"], row["missing"]) for row in answer["data"]}
    assert found == {
        "table.csv": (["dvc remote store"], 1, None),
        "parts": (["dvc remote store"], 4, None),  # with its listing
    }
    assert [row["from"] for row in call(project, "fetch", "HEAD")["data"]] == [[], []]


def test_a_host_that_is_named_in_the_settings_of_ssh_is_found(
    call: Any, project: Path, pushed: tuple[Path, Path], home: Path, ssh_server: Any
) -> None:
    (home / "id_ed25519").rename(home / "other")
    (home / "config").write_text(
        f"Host lab\n  HostName 127.0.0.1\n  Port {ssh_server.port}\n  IdentityFile ~/.ssh/other\n"
    )
    configure(project, f"ssh://lab{pushed[1]}")
    assert call(project, "fetch", "HEAD").code == 0


@pytest.mark.parametrize("config", ["", "Host *\n  StrictHostKeyChecking no\n  UserKnownHostsFile none\n"])
def test_a_server_that_is_not_known_gets_nothing_and_its_key_is_told(
    call: Any, project: Path, home: Path, ssh_server: Any, config: str
) -> None:
    (home / "known_hosts").write_text("")
    (home / "config").write_text(config)
    log = ssh_server.folder / "log"
    before = len(log.read_text())
    configure(project, f"{ssh_server.url}/data", user="root", password="not to be sent")
    answer = call(project, "fetch", "HEAD")
    assert answer.code == 3
    missing = answer["data"][0]["missing"]
    printed = subprocess.run(
        ["ssh-keygen", "-lf", ssh_server.folder / "host.pub"], check=True, capture_output=True, text=True
    )
    assert printed.stdout.split()[1] in missing
    assert "a host key that is not known here" in missing
    assert missing.endswith("`ssh-keygen -R HOST`."), "what to do is not cut off"
    assert (home / "known_hosts").read_text() == ""
    assert "not to be sent" not in str(answer)
    assert "password" not in log.read_text()[before:].lower()


def test_a_server_with_another_key_than_the_known_one_is_not_spoken_with(
    home: Path, ssh_server: Any, store: Callable[..., RemoteStore], tmp_path: Path
) -> None:
    stranger = (ssh_server.folder / "stranger.pub").read_text()
    (home / "known_hosts").write_text(f"[127.0.0.1]:{ssh_server.port} {stranger}")
    digest = content(tmp_path / "remote", b"x")
    with pytest.raises(OSError, match=r"another host key than the known one .*ssh-keygen -R"):
        store(tmp_path / "remote").has(digest)
    with pytest.raises(ActionableError, match="another host key than the known one"):
        FileSystemStore(f"{ssh_server.url}{tmp_path}", Secret("root"))


def test_who_is_not_let_in_is_told_so_and_no_secret(home: Path, ssh_server: Any) -> None:
    (home / "id_ed25519").unlink()
    with pytest.raises(ActionableError) as raised:
        FileSystemStore(f"{ssh_server.url}/data", Secret("root", "wrong-password"))
    assert "does not let you sign in" in raised.value.what
    assert "wrong-password" not in str(raised.value)


def test_the_key_that_dvc_names_is_used_and_one_without_end_is_not(
    home: Path, store: Callable[..., RemoteStore], tmp_path: Path
) -> None:
    (home / "id_ed25519").rename(tmp_path / "a key")
    digest = content(tmp_path / "remote", b"x")
    assert store(tmp_path / "remote", keyfile=str(tmp_path / "a key"), user="root").has(digest)
    with pytest.raises(OSError, match="not there"):
        store(tmp_path / "remote", keyfile="/dev/zero").has(digest)
    (tmp_path / "a key").write_text("this is none")
    with pytest.raises(OSError, match="cannot be read"):
        store(tmp_path / "remote", keyfile=str(tmp_path / "a key")).has(digest)


def test_what_is_not_there_is_told_apart(
    ssh_server: Any, store: Callable[..., RemoteStore], tmp_path: Path
) -> None:
    digest = content(tmp_path / "remote", b"x")
    assert not store(tmp_path / "remote").has(Digest("md5", "0" * 32))
    with pytest.raises(OSError, match="nothing at this address"):
        store(tmp_path / "none").has(digest)


@pytest.mark.parametrize(
    "host", ["-oProxyCommand=x", "a;b", "$(id)", "a b", "`id`", "ada|b@host", "a'b@host", "-l@host"]
)
def test_a_host_or_user_that_a_shell_would_read_is_none(home: Path, host: str, tmp_path: Path) -> None:
    (home / "config").write_text(f"Host *\n  ProxyCommand sh -c 'touch {tmp_path}/run %r %h'\n")
    with pytest.raises(ActionableError, match="no name of a server"):
        opening.open_system(f"ssh://{host}/data")
    assert not (tmp_path / "run").exists()


def test_a_server_that_says_nothing_is_left(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "_CONNECT", 0.2)
    before = time.monotonic()
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(ActionableError) as raised:
        FileSystemStore(f"ssh://127.0.0.1:{silent.getsockname()[1]}/data")
    assert "in time" in raised.value.what
    assert time.monotonic() - before < 20


def test_a_server_that_falls_silent_is_left(
    home: Path, ssh_server: Any, relay: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "_SILENCE", 0.6)
    (home / "known_hosts").write_text(ssh_server.line.replace(str(ssh_server.port), str(relay.port)))
    (tmp_path / "x").write_bytes(b"x")
    place = f"ssh://127.0.0.1:{relay.port}{tmp_path}"
    opened = FileSystemStore(place)
    assert opened.has(f"{place}/x")
    relay.dumb.set()
    with pytest.raises(ActionableError, match=r"broke off|in time"):
        opened.has(f"{place}/x")


def test_a_cancel_is_heard_within_a_file_and_leaves_nothing(
    store: Callable[..., RemoteStore], tmp_path: Path
) -> None:
    digest = content(tmp_path / "remote", bytes(8 << 20))
    counts: list[int] = []

    def received(count: int) -> None:
        counts.append(count)
        if sum(counts) > 1 << 20:
            raise CancelledError("Cancelled.")

    with pytest.raises(CancelledError):
        store(tmp_path / "remote").fetch(digest, received=received)
    assert 1 << 20 < sum(counts) < 8 << 20
    assert list((tmp_path / "project" / ".forebear" / "objects").iterdir()) == []


def test_many_files_come_at_once_over_one_connection(
    store: Callable[..., RemoteStore], ssh_server: Any, tmp_path: Path
) -> None:
    texts = [bytes([number]) * 50_000 for number in range(40)]
    digests = [content(tmp_path / "remote", text) for text in texts]
    remote = store(tmp_path / "remote")
    assert remote.has(digests[0])
    before = (ssh_server.folder / "log").read_text().count("Accepted publickey")
    with ThreadPoolExecutor(8) as workers:
        fetched = list(workers.map(remote.fetch, digests))
    assert [path.read_bytes() for path in fetched if path is not None] == texts
    assert (ssh_server.folder / "log").read_text().count("Accepted publickey") == before


def test_files_of_a_server_are_listed(home: Path, ssh_server: Any, tmp_path: Path) -> None:
    digest = content(tmp_path / "store", b"12345")
    place = f"ssh://127.0.0.1{tmp_path}/store"
    location = f"{place}?port={ssh_server.port}&user=root"
    opened = FileSystemStore(location)
    [found] = opened.objects()
    assert (found.place, found.size) == (f"{place}/{object_name(digest)}", 5)
    assert found.at is not None
    assert opened.has(found.place)
    assert not opened.has(f"{place}/other")
    assert opened.fetch(found.place, "", tmp_path / "fetched", largest=3)
    assert (tmp_path / "fetched").read_bytes() == b"123"
    assert not opened.fetch(f"{place}/other", "", tmp_path / "none")
    address = Addresses(Secrets(tmp_path / "secrets", {}), [location]).open(found.place)
    assert address is not None
    assert address.fetch(tmp_path / "again", found.size)
    assert (tmp_path / "again").read_bytes() == b"12345"
