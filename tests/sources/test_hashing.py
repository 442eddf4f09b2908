"""Digests agree with the tools that invented them, and nothing unsafe is read."""

from __future__ import annotations

import hashlib
import json
import os
import socket
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forebear.lineage.errors import CancelledError
from forebear.lineage.words import Digest
from forebear.rebuild.workspace import remove
from forebear.sources.hashing import (
    KNOWN,
    WORKERS,
    Entry,
    Turns,
    UnsafePathError,
    folder_digest,
    is_inside,
    measure,
    shared_out,
)

CONTENTS = {
    "text.txt": b"one\r\ntwo\r\n",
    "unix.txt": b"uno\ndos\n",
    "binary.bin": bytes(range(256)) * 9 + b"\r\n",
    "nul.txt": b"a\r\n\0b\r\n",
    "empty": b"",
    "long.txt": b"line\r\n" * 400_000,
    "late.bin": b"text\r\n" * 200 + bytes(range(128, 256)) * 50 + b"\r\n",
    "deep/er/한글.txt": b"x\r\n",
    "deep/a b.txt": b"\xff\xfe\r\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    top = tmp_path / "data"
    for name, content in CONTENTS.items():
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_bytes(content)
    return top


@pytest.mark.parametrize(("tool_name", "algorithm"), [("dvc", "md5"), ("dvc2", "md5-dos2unix")])
def test_files_and_folders_have_the_digests_that_dvc_gives_them(
    folder: Path, run_tool: Callable[..., str], tool_name: str, algorithm: str
) -> None:
    import yaml

    root = folder.parent
    subprocess.run(["git", "init", "-q"], cwd=root, check=True)
    run_tool(tool_name, "init", "-q", cwd=root)
    run_tool(tool_name, "add", "-q", "data", cwd=root)
    said = yaml.safe_load((root / "data.dvc").read_text())["outs"][0]
    measured = measure(folder, [algorithm])
    assert measured.digests[algorithm].value == said["md5"]
    assert (measured.size, measured.files) == (said["size"], said["nfiles"])
    single = root / "single.txt"
    for content in CONTENTS.values():
        single.write_bytes(content)
        run_tool(tool_name, "add", "-q", "single.txt", cwd=root)
        said = yaml.safe_load((root / "single.txt.dvc").read_text())["outs"][0]
        assert measure(single, [algorithm]).digests[algorithm].value == said["md5"], content[:20]


def test_a_file_has_git_s_own_digest(folder: Path) -> None:
    done = subprocess.run(
        ["git", "hash-object", "--no-filters", folder / "text.txt"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert measure(folder / "text.txt", ["git"]).digests["git"] == Digest("git", done.stdout.strip())


@given(st.binary(max_size=4000))
def test_one_read_gives_all_digests(content: bytes) -> None:
    import io

    from forebear.sources.hashing import measure_stream

    measured = measure_stream(io.BytesIO(content), len(content), ["md5", "sha256", "md5-dos2unix"])
    assert measured.digests["md5"].value == hashlib.md5(content, usedforsecurity=False).hexdigest()
    assert measured.digests["sha256"].value == hashlib.sha256(content).hexdigest()
    assert measured.size == len(content)
    if b"\r\n" not in content:
        assert measured.digests["md5"].value == measured.digests["md5-dos2unix"].value


@given(st.dictionaries(st.text("ab/.é", min_size=1, max_size=5), st.text("0123456789abcdef"), max_size=6))
def test_a_folder_s_digest_does_not_depend_on_the_order(files: dict[str, str]) -> None:
    entries = [Entry(path, md5) for path, md5 in files.items()]
    assert folder_digest(entries) == folder_digest(reversed(entries))


def test_changing_a_byte_or_a_name_changes_a_folder_s_digest(folder: Path) -> None:
    before = measure(folder, ["md5"]).digests["md5"]
    (folder / "unix.txt").write_bytes(b"uno\ndoS\n")
    changed = measure(folder, ["md5"]).digests["md5"]
    (folder / "unix.txt").write_bytes(b"uno\ndos\n")
    (folder / "unix.txt").rename(folder / "renamed.txt")
    assert len({before, changed, measure(folder, ["md5"]).digests["md5"]}) == 3


def test_links_pipes_and_sockets_are_refused(folder: Path) -> None:
    link, pipe, end = folder / "link", folder.parent / "pipe", folder.parent / "end"
    link.symlink_to("text.txt")
    os.mkfifo(pipe)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(end))
        for path in (folder, link, pipe, end):
            with pytest.raises(UnsafePathError):
                measure(path, ["md5"])


@pytest.mark.parametrize("path", ["", "/a", "../a", "a/../b", "a//b", "./a", "a/.", "a\0b"])
def test_paths_that_lead_outside(path: str) -> None:
    assert not is_inside(path)


def test_paths_that_stay() -> None:
    assert is_inside("a/b..c/한글")


@given(
    st.dictionaries(st.text(st.characters(exclude_characters="\0"), min_size=1), st.integers(0, 2**128 - 1))
)
def test_the_listing_of_a_folder_is_what_json_writes(files: dict[str, int]) -> None:
    lines = [{"md5": f"{number:032x}", "relpath": path} for path, number in files.items()]
    text = json.dumps(sorted(lines, key=lambda line: line["relpath"]), sort_keys=True)
    entries = [Entry(line["relpath"], line["md5"]) for line in lines]
    assert (
        folder_digest(entries).value == hashlib.md5(text.encode(), usedforsecurity=False).hexdigest() + ".dir"
    )


def test_large_files_are_digested_as_small_ones_are_and_can_be_stopped(tmp_path: Path) -> None:
    content = bytes(range(256)) * 256 * 1024 + b"\r\n"  # 64 MiB
    (tmp_path / "large").write_bytes(content)
    beats: list[None] = []
    measured = measure(tmp_path / "large", KNOWN, lambda: beats.append(None))
    blob = hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()
    assert measured.digests["md5"].value == hashlib.md5(content, usedforsecurity=False).hexdigest()
    assert measured.digests["sha256"].value == hashlib.sha256(content).hexdigest()
    assert measured.digests["git"].value == blob
    assert measured.digests["md5-dos2unix"].value == measured.digests["md5"].value, "it is no text"
    assert measured.size == len(content)
    assert len(beats) >= 64

    def stop() -> None:
        raise CancelledError("Cancelled.")

    for algorithms in (["md5"], ["md5", "sha256"]):
        with pytest.raises(CancelledError):
            measure(tmp_path / "large", algorithms, stop)
        with pytest.raises(CancelledError):
            measure(tmp_path, algorithms, stop)


def test_folders_in_folders_without_end_are_measured(tmp_path: Path) -> None:
    deep = place = tmp_path / "data"
    deep.mkdir()
    for _ in range(1199):  # more than functions may call one another, less than a path may be long
        place /= "d"
        place.mkdir()
    (place / "file").write_bytes(b"x")
    measured = measure(deep, ["md5"])
    assert (measured.files, measured.size) == (1, 1)
    assert measured.entries[0].relpath == "d/" * 1199 + "file"
    remove(deep)
    assert not deep.exists()


@given(st.integers(min_value=0, max_value=5000), st.integers(min_value=1, max_value=100))
def test_batches_hold_everything_once_and_never_much_of_the_whole(count: int, most: int) -> None:
    batches = list(shared_out(iter(range(count)), most))
    assert [number for batch in batches for number in batch] == list(range(count))
    assert all(1 <= len(batch) <= most for batch in batches)
    assert all(len(batch) <= max(1, count / (4 * WORKERS)) for batch in batches)


def test_one_that_takes_long_does_not_hold_up_the_others() -> None:
    turns, done = Turns(), threading.Event()

    def other() -> None:
        with turns.take():
            done.set()

    with turns.take():
        thread = threading.Thread(target=other)
        thread.start()
        assert done.wait(60)
    thread.join()
    with turns.take():  # and it does not take the turn of the first from it
        pass
