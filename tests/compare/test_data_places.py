"""Directories as DVC lists them, pictures by their headers, and where content is or could be had."""

from __future__ import annotations

import json
import os
import struct
import subprocess
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forebear.compare.data.findings import FileChange, Form
from forebear.compare.data.folders import compare_folders
from forebear.compare.data.images import Picture, read_header
from forebear.compare.data.study import DataStudent
from forebear.compare.objects import LocalObjects
from forebear.lineage.progress import Silent
from forebear.lineage.words import Digest
from forebear.sources.git.repository import GitRepository
from forebear.sources.urls import without_secrets

LISTINGS = st.dictionaries(
    st.sampled_from("abcdefgh"), st.sampled_from("0123").map(lambda value: Digest("md5", value)), max_size=8
)


@given(LISTINGS, LISTINGS)
def test_every_file_is_counted_once(before: dict[str, Digest], after: dict[str, Digest]) -> None:
    found = compare_folders(before, after)
    assert found is not None
    assert found.removed + found.renamed + found.changed + found.same == len(before)
    assert found.added + found.renamed + found.changed + found.same == len(after)
    assert (found.same == len(before) == len(after)) == (before == after)
    for file in found.files:
        if file.status == "renamed":
            assert before[file.before] == after[file.path]


def test_digests_of_other_algorithms_say_nothing() -> None:
    assert compare_folders({"a": Digest("md5", "1")}, {"a": Digest("md5-dos2unix", "1")}) is None


def png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    rows = zlib.compress(b"".join(b"\0" + b"\7" * width for _ in range(height)))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("head", "picture"),
    [
        (png(31, 17), Picture("PNG", 31, 17)),
        (b"GIF89a" + struct.pack("<HH", 5, 6), Picture("GIF", 5, 6)),
        (b"BM" + b"\0" * 16 + struct.pack("<ii", 7, -8), Picture("BMP", 7, 8)),
        (
            b"\xff\xd8\xff\xe0\x00\x10JFIF"
            + b"\0" * 10
            + b"\xff\xc0\x00\x11\x08"
            + struct.pack(">HH", 9, 10),
            Picture("JPEG", 10, 9),
        ),
        (b"RIFF....WEBPVP8X" + b"\0" * 8 + b"\x0f\0\0\x07\0\0", Picture("WebP", 16, 8)),
        (
            b"II*\0\x08\0\0\0\x02\0"
            + struct.pack("<HHII", 256, 3, 1, 40)
            + struct.pack("<HHII", 257, 4, 1, 30),
            Picture("TIFF", 40, 30),
        ),
        (b"no image", None),
        (png(31, 17)[:20], None),
        (b"", None),
        (b"\xff\xd8\xff" + b"\xff" * 50, None),
    ],
)
def test_headers_of_pictures(head: bytes, picture: Picture | None) -> None:
    assert read_header(head) == picture


@given(st.binary(max_size=60), st.sampled_from([b"\xff\xd8\xff", b"II*\0", b"RIFF....WEBPVP8 ", b"BM", b""]))
def test_no_bytes_break_the_reading_of_a_header(rest: bytes, start: bytes) -> None:
    found = read_header(start + rest)
    assert found is None or (found.width > 0 and found.height > 0)


@pytest.fixture
def project(
    tmp_path: Path, tool: Callable[[str], Path], _settled_git: None
) -> tuple[Path, Callable[..., str]]:
    """Return a project of the real DVC with a directory of pictures, and `run`."""
    root = tmp_path / "project"
    root.mkdir()
    dvc = tool("dvc")
    environment = {**os.environ, "DVC_NO_ANALYTICS": "1"}

    def run(*words: str) -> str:
        command = [str(dvc) if words[0] == "dvc" else words[0], *words[1:]]
        done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{words}: {done.stderr or done.stdout}"
        return done.stdout

    run("git", "init", "-q")
    run("dvc", "init", "-q")
    run("dvc", "remote", "add", "-d", "store", "https://me:secret@host.example/dvc?token=x")
    return root, run


def _digest(root: Path) -> Digest:
    text = (root / "pictures.dvc").read_text(encoding="utf-8")
    return Digest("md5", next(line.split()[-1] for line in text.splitlines() if "md5: " in line))


def test_a_directory_agrees_with_dvc_diff(project: tuple[Path, Callable[..., str]]) -> None:
    root, run = project
    folder = root / "pictures"
    (folder / "cats").mkdir(parents=True)
    for place in range(6):
        (folder / "cats" / f"{place}.png").write_bytes(png(10 + place, 20))
    run("dvc", "add", "-q", "pictures")
    run("git", "add", "-A")
    run("git", "commit", "-qm", "one")
    before = _digest(root)
    (folder / "cats" / "0.png").rename(folder / "zero.png")
    (folder / "cats" / "1.png").unlink()
    (folder / "cats" / "2.png").unlink()
    (folder / "cats" / "2.png").write_bytes(b"no image")
    (folder / "new.png").write_bytes(png(99, 9))
    run("dvc", "add", "-q", "pictures")
    run("git", "add", "-A")
    run("git", "commit", "-qm", "two")
    after = _digest(root)

    objects = LocalObjects(root, None)
    study = DataStudent(objects, Silent()).study("pictures", [("A", before), ("B", after)])
    (change,) = study.changes
    assert change.folder is not None
    told = json.loads(run("dvc", "diff", "--json", "HEAD~1", "HEAD"))

    def files(kind: str) -> set[str]:
        return {item["path"] for item in told[kind] if item["path"] != "pictures/"}

    found = {
        status: {f"pictures/{file.path}" for file in change.folder.files if file.status == status}
        for status in ("added", "removed", "changed", "renamed")
    }
    assert (found["added"], found["removed"], found["changed"]) == (
        files("added"),
        files("deleted"),
        files("modified"),
    )
    moved = {(item["path"]["old"], item["path"]["new"]) for item in told["renamed"]}
    assert moved == {("pictures/cats/0.png", "pictures/zero.png")}
    assert FileChange("zero.png", "renamed", "cats/0.png") in change.folder.files

    assert (study.tables["A"].form, study.tables["A"].rows) == (Form.IMAGES, 6)
    assert (study.tables["B"].broken, study.tables["B"].examples[0].why) == (1, "cats/2.png is no image.")
    assert change.rows is not None
    assert change.rows.key == ("path",)
    assert (change.rows.added, change.rows.removed, change.rows.changed) == (2, 2, 1)


def test_what_is_gone_from_the_cache_says_where_it_could_be_had(
    project: tuple[Path, Callable[..., str]],
) -> None:
    root, run = project
    (root / "t.csv").write_text("a\n1\n", encoding="utf-8")
    run("dvc", "add", "-q", "t.csv")
    text = (root / "t.csv.dvc").read_text(encoding="utf-8")
    digest = Digest("md5", next(line.split()[-1] for line in text.splitlines() if "md5: " in line))
    objects = LocalObjects(root, None)
    assert objects.file(digest, root / "x") is not None
    for path in (root / ".dvc" / "cache" / "files").rglob("*"):
        if path.is_file():
            path.unlink()
    study = DataStudent(objects, Silent()).study("t.csv", [("A", digest), ("B", None)])
    (absent,) = study.absent
    (place,) = absent.obtainable
    assert (place.how, place.name, place.url) == ("dvc", "store", "https://host.example/dvc")
    assert place.path == f"files/md5/{digest.value[:2]}/{digest.value[2:]}"


def test_git_lfs_pointers_lead_to_the_store_or_to_the_remote(
    project: tuple[Path, Callable[..., str]],
) -> None:
    root, run = project
    oid = "ab" * 32
    pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{oid}\nsize 4\n"
    (root / "t.csv").write_text(pointer, encoding="utf-8")
    run("git", "remote", "add", "origin", "https://me:secret@host.example/repo.git")
    run("git", "add", "t.csv")
    run("git", "commit", "-qm", "pointer")
    digest = Digest("git", run("git", "rev-parse", "HEAD:t.csv").strip())
    with GitRepository(root) as repository:
        objects = LocalObjects(root, repository)
        study = DataStudent(objects, Silent()).study("t.csv", [("A", digest), ("B", None)])
        (place,) = study.absent[0].obtainable
        assert (place.how, place.name, place.url, place.path) == (
            "lfs",
            "origin",
            "https://host.example/repo.git/info/lfs",
            oid,
        )
        stored = root / ".git" / "lfs" / "objects" / oid[:2] / oid[2:4] / oid
        stored.parent.mkdir(parents=True)
        stored.write_bytes(b"a\n1\n")
        study = DataStudent(objects, Silent()).study("t.csv", [("A", digest), ("B", None)])
        assert study.absent == ()
        assert study.tables["A"].rows == 1


@pytest.mark.parametrize(
    ("url", "clean"),
    [
        ("s3://bucket/path", "s3://bucket/path"),
        ("ssh://user@host/path", "ssh://host/path"),
        ("/srv/dvc", "/srv/dvc"),
        ("https://u:p@host:8080/x?sig=1#y", "https://host:8080/x"),
    ],
)
def test_secrets_of_urls_are_not_told(url: str, clean: str) -> None:
    assert without_secrets(url) == clean


LOGS_MODELS = """
import pathlib, sys
from mlflow import MlflowClient
from mlflow.models import Model
client = MlflowClient("sqlite:///mlflow.db")
experiment = client.create_experiment("churn", artifact_location=str(pathlib.Path("artifacts").resolve()))
folder = pathlib.Path("model")
folder.mkdir()
for weight in ("1", "2"):
    run = client.create_run(experiment, run_name=weight).info.run_id
    (folder / "weights.txt").write_text(weight)
    (folder / "same.txt").write_text("same")
    Model(artifact_path="model", run_id=run).save(str(folder / "MLmodel"))
    client.log_artifacts(run, str(folder), "model")
    client.set_terminated(run)
    print(run)
"""


def test_models_are_compared_in_the_folders_where_mlflow_has_them(
    project: tuple[Path, Callable[..., str]],
    tool: Callable[[str], Path],
    forebear: Callable[..., subprocess.CompletedProcess[str]],
) -> None:
    root, run = project
    run("git", "commit", "-q", "--allow-empty", "-m", "one")
    ids = run(str(tool("mlflow").parent / "python"), "-W", "ignore", "-c", LOGS_MODELS).split()
    forebear("import", root)

    def model() -> Any:
        words = ("--json", "--project", root, *(f"run:mlflow:{each}" for each in ids))
        (row,) = [
            each for each in json.loads(forebear("compare", *words).stdout)["data"] if each["path"] == "model"
        ]
        return row

    row = model()
    assert row["absent"] == []
    (change,) = row["changes"]
    assert {each["path"]: each["status"] for each in change["files"]["examples"]} == {
        "MLmodel": "changed",
        "weights.txt": "changed",
    }
    assert change["files"]["same"] == 1
    (root / "artifacts" / ids[0] / "artifacts" / "model" / "weights.txt").write_text("other")
    assert [each["version"] for each in model()["absent"]] == ["A"], "it is not what was logged any more"
