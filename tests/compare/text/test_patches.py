"""Patches of several files: read as Git and diff print them, and written so that Git applies them."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forebear.compare.text.lines import compare_texts
from forebear.compare.text.patches import read_patch, write_binary, write_patch


def git(root: Path, *words: str) -> str:
    done = subprocess.run(["git", *words], cwd=root, capture_output=True, check=True)
    return done.stdout.decode("utf-8", "replace")


def changed(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q")
    files = {
        "a.py": "x = 1\n-- y\n",
        "b b.py": "".join(f"{n}\n" for n in range(30)),
        "gone": "1\n",
        "m.sh": "1\n",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    (tmp_path / "c.bin").write_bytes(b"\0\1")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "1")
    (tmp_path / "a.py").write_text("x = 2\n++ y\n")
    (tmp_path / "b b.py").rename(tmp_path / "모델\t.py")
    (tmp_path / "gone").unlink()
    (tmp_path / "m.sh").chmod(0o755)
    (tmp_path / "c.bin").write_bytes(b"\0\2")
    (tmp_path / "empty").write_text("")
    git(tmp_path, "add", "-A")
    return tmp_path


def test_a_patch_of_git_is_read(tmp_path: Path) -> None:
    text = git(changed(tmp_path), "diff", "--cached", "-M")
    files = {file.path: file for file in read_patch(f"From: Ada\n\n--- a message\n\n{text}")}
    assert {path: file.status for path, file in files.items()} == {
        "a.py": "modified",
        "모델\t.py": "renamed",
        "gone": "deleted",
        "m.sh": "mode changed",
        "c.bin": "modified",
        "empty": "added",
    }
    assert files["모델\t.py"].before == "b b.py"
    assert files["c.bin"].binary
    assert [line.text for line in files["a.py"].lines[1:]] == ["x = 1", "-- y", "x = 2", "++ y"]
    assert (files["a.py"].added, files["a.py"].removed) == (2, 2)


def test_a_patch_of_diff_is_read(tmp_path: Path) -> None:
    for folder, text in (("old", "a\nb\n"), ("new", "a\nc\n")):
        (tmp_path / folder).mkdir()
        for name in ("one", "two"):
            (tmp_path / folder / name).write_text(text + name + "\n")
    done = subprocess.run(
        ["diff", "-ru", "old", "new"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    found = [(file.path, file.before, file.added, file.removed) for file in read_patch(done.stdout)]
    assert found == [("new/one", "old/one", 1, 1), ("new/two", "old/two", 1, 1)]


def test_what_is_no_patch_has_no_files() -> None:
    assert read_patch("") == []
    assert read_patch("nothing\n@@ -1 +1 @@\n-a\n+b\n") == []
    assert read_patch("\0\xff" * 1_000) == []


names = st.text(
    st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1, max_size=8
).filter(lambda name: name.strip(". ") and name not in {".git", ".", ".."} and len(name.encode()) < 200)
texts = st.text(alphabet="ab\n\r\t", max_size=40)


@settings(max_examples=40)
@given(names, texts, texts)
def test_what_is_written_can_be_applied_by_git_and_read_again(
    tmp_path_factory: pytest.TempPathFactory, name: str, before: str, after: str
) -> None:
    root = tmp_path_factory.mktemp("apply")
    git(root, "init", "-q")
    (root / name).write_bytes(before.encode())
    patch = write_patch(name, compare_texts(before, after))
    assert bool(patch) == (before != after)
    if patch:
        subprocess.run(
            ["git", "apply", "--whitespace=nowarn", "-"], cwd=root, input=patch.encode(), check=True
        )
        assert (root / name).read_bytes() == after.encode()
        [file] = read_patch(patch)
        assert (file.path, file.status) == (name, "modified")


def test_added_deleted_and_binary_files_are_written() -> None:
    assert [file.status for file in read_patch(write_patch("a", compare_texts("", "x\n"), added=True))] == [
        "added"
    ]
    assert [file.status for file in read_patch(write_patch("a", compare_texts("x\n", ""), deleted=True))] == [
        "deleted"
    ]
    [file] = read_patch(write_binary('a "b"\n'))
    assert (file.path, file.binary) == ('a "b"\n', True)
