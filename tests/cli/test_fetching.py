"""`forebear fetch`, from a remote that the real DVC pushed to."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import fsspec
import pytest

from forebear.cli.main import main
from forebear.lineage.errors import CancelledError
from forebear.lineage.progress import Silent
from forebear.lineage.project import Project
from forebear.lineage.words import Digest
from forebear.rebuild.fetching import Fetcher
from forebear.rebuild.stores import KeptStore, RemoteStore
from forebear.sources.dvc.storage import Remote, object_name


@pytest.fixture(scope="module")
def pushed(
    tmp_path_factory: pytest.TempPathFactory, tool: Callable[[str], Path], _settled_git: None
) -> tuple[Path, Path]:
    """A project of two tags whose data is only in a remote: the project, and the folder behind the remote."""
    folder = tmp_path_factory.mktemp("pushed")
    root, remote = folder / "project", folder / "remote"
    dvc = tool("dvc")
    environment = {**os.environ, "DVC_NO_ANALYTICS": "1"}

    def run(*words: str) -> None:
        command = [str(dvc) if words[0] == "dvc" else words[0], *words[1:]]
        subprocess.run(command, cwd=root, env=environment, check=True, capture_output=True)

    root.mkdir()
    run("git", "init", "-q")
    run("dvc", "init", "-q")
    run("dvc", "remote", "add", "-q", "-d", "store", str(remote))
    for tag, price in (("old", 1), ("new", 100)):
        (root / "table.csv").write_text("id,price\n" + "".join(f"{n},{n * price}\n" for n in range(50)))
        for part in range(3):
            (root / "parts").mkdir(exist_ok=True)
            (root / "parts" / f"{part}.txt").write_text(f"{part} {price if part == 1 else 0}\n")
        run("dvc", "add", "-q", "table.csv", "parts")
        run("git", "add", "-A")
        run("git", "commit", "-qm", tag)
        run("git", "tag", tag)
    run("dvc", "push", "-q", "--all-tags")
    # The same remote, as one that fsspec has to be asked for.
    (root / ".dvc" / "config.local").write_text(f"['remote \"store\"']\n    url = local://{remote}\n")
    for path in (root / ".dvc" / "cache", root / ".dvc" / "tmp", root / "table.csv"):
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    shutil.rmtree(root / "parts")
    assert main(["import", str(root)]) == 0
    return root, remote


@pytest.fixture
def project(pushed: tuple[Path, Path], tmp_path: Path) -> tuple[Path, Path]:
    """The same, to write to."""
    root, remote = tmp_path / "project", tmp_path / "remote"
    shutil.copytree(pushed[0], root, symlinks=True)
    shutil.copytree(pushed[1], remote)
    (root / ".dvc" / "config.local").write_text(f"['remote \"store\"']\n    url = local://{remote}\n")
    return root, remote


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str], project: tuple[Path, Path]) -> Callable[..., tuple[int, Any]]:
    def run(command: str, *words: str) -> tuple[int, Any]:
        capsys.readouterr()
        code = main([command, "--project", str(project[0]), "--json", *words])
        return code, json.loads(capsys.readouterr().out)

    return run


def data_of(document: Any, path: str) -> Any:
    return next(row for row in document["data"] if row["path"] == path)


def test_what_is_gone_is_fetched_and_the_comparison_goes_on(
    call: Callable[..., tuple[int, Any]], project: tuple[Path, Path]
) -> None:
    _, told = call("compare", "old", "new")
    absent = data_of(told, "table.csv")["absent"]
    assert [(each["version"], each["obtainable"][0]["name"]) for each in absent] == [
        ("A", "store"),
        ("B", "store"),
    ]
    code, told = call("fetch", "--path", "table.csv", "old", "new")
    assert code == 0
    assert [(row["path"], row["from"], row["files"], row["missing"]) for row in told["data"]] == [
        ("table.csv", ["dvc remote store"], 1, None)
    ] * 2
    assert not (project[0] / ".dvc" / "cache").exists()
    _, told = call("compare", "old", "new")
    row = data_of(told, "table.csv")
    assert row["absent"] == []
    assert row["rows"] == [50, 50]
    assert row["drift"]["versions"][0]["columns"][0]["column"] == "price"
    code, told = call("fetch", "--path", "table.csv", "old", "new")
    assert (code, [row["from"] for row in told["data"]]) == (0, [[], []])


def test_a_directory_is_fetched_as_far_as_it_is_not_here(call: Callable[..., tuple[int, Any]]) -> None:
    code, told = call("fetch", "--path", "parts", "old")
    assert (code, told["data"][0]["files"]) == (0, 4)  # its listing and three files
    code, told = call("fetch", "--remote", "store", "new")
    assert code == 0
    assert data_of(told, "parts")["files"] == 2
    assert data_of(told, "table.csv")["files"] == 1


def test_wrong_bytes_are_never_kept(call: Callable[..., tuple[int, Any]], project: tuple[Path, Path]) -> None:
    root, remote = project
    text = "id,price\n" + "".join(f"{n},{n}\n" for n in range(50))
    spoiled = next(path for path in remote.rglob("*") if path.is_file() and path.read_text() == text)
    spoiled.chmod(0o644)
    spoiled.write_text(text.replace("7", "8"))
    code, told = call("fetch", "--path", "table.csv", "old")
    assert code == 3
    assert "does not hold what its name says" in told["data"][0]["missing"]
    spoiled.unlink()
    code, told = call("fetch", "--path", "table.csv", "old")
    assert (code, told["data"][0]["missing"]) == (3, "dvc remote store does not have it")
    assert not [path for path in (root / ".forebear" / "objects").rglob("*") if path.is_file()]


def test_wrong_words_are_told(call: Callable[..., tuple[int, Any]]) -> None:
    code, told = call("fetch", "--path", "nothing.csv", "old")
    assert (code, told["error"]["where"]) == (2, "nothing.csv")
    code, told = call("fetch", "--remote", "other", "old")
    assert (code, told["error"]["where"]) == (3, "other")


@pytest.fixture
def memory() -> Iterator[Any]:
    system = fsspec.filesystem("memory")
    yield system
    system.rm("/far", recursive=True)


def test_a_cancel_is_heard_within_a_file_and_leaves_nothing(tmp_path: Path, memory: Any) -> None:
    class Impatient(Silent):
        def step(self, *said: Any) -> None:
            if said[1]:
                raise CancelledError("Cancelled.")

    digest = Digest("md5", "0" * 32)
    memory.pipe(f"/far/{object_name(digest)}", bytes(1 << 20))
    kept = KeptStore(Project(tmp_path, "sqlite://"))
    remote = RemoteStore(Remote("far", "memory://far"), kept)
    with pytest.raises(CancelledError):
        Fetcher(kept, [kept, remote], Impatient()).fetch("x", digest)
    assert list(kept.folder.iterdir()) == []


@pytest.mark.parametrize("value", ["../../../etc/passwd", "ab/../../x", "..", "", "a b"])
def test_a_digest_that_is_a_path_names_nothing(tmp_path: Path, value: str) -> None:
    assert object_name(Digest("md5", value)) is None
    kept = KeptStore(Project(tmp_path, "sqlite://"))
    assert Fetcher(kept, [kept], Silent()).fetch("x", Digest("md5", value)).why
