"""Diffs as numbered lines, against what Git prints and what Python's difflib makes, and made of two texts."""

from __future__ import annotations

import difflib
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forebear.compare.text.lines import Change, compare_texts, filled, read_diff, split_lines


def test_a_diff_of_git_is_numbered_on_both_sides(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("one\ntwo\nthree\n")
    (tmp_path / "b").write_text("one\n2\n2.5\nthree")
    done = subprocess.run(
        ["git", "diff", "--no-index", "a", "b"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    lines = read_diff(done.stdout)
    assert [(str(line.change), line.text, line.before, line.after) for line in lines[1:]] == [
        (" ", "one", 1, 1),
        ("-", "two", 2, None),
        ("-", "three", 3, None),
        ("+", "2", None, 2),
        ("+", "2.5", None, 3),
        ("+", "three", None, 4),
        ("\\", "No newline at end of file", None, None),
    ]
    assert lines[0].change is Change.HUNK


def test_lines_that_look_like_a_head_inside_a_hunk_are_lines() -> None:
    lines = read_diff("--- a/f\n+++ b/f\n@@ -1,2 +1,2 @@ def f():\n--- x\n+++ y\n same\n")
    assert [(line.change, line.text) for line in lines[1:]] == [
        (Change.REMOVED, "-- x"),
        (Change.ADDED, "++ y"),
        (Change.SAME, "same"),
    ]


def test_nothing_is_read_from_nothing() -> None:
    assert read_diff("") == []
    assert read_diff("Binary files a and b differ\n") == []


words = st.lists(st.text(alphabet="ab +-@\\", max_size=5), max_size=12)


@given(words, words)
def test_both_files_can_be_read_back_from_a_diff_with_all_context(
    before: list[str], after: list[str]
) -> None:
    text = "\n".join(difflib.unified_diff(before, after, "a", "b", lineterm="", n=100))
    lines = read_diff(text)
    if before == after:
        assert lines == []
        return
    assert [line.text for line in lines if line.before is not None] == before
    assert [line.text for line in lines if line.after is not None] == after
    assert [line.before for line in lines if line.before is not None] == list(range(1, len(before) + 1))
    assert [line.after for line in lines if line.after is not None] == list(range(1, len(after) + 1))


def test_a_hunk_ends_where_its_head_says() -> None:
    two = "@@ -1 +1 @@\n-a\n+b\ndiff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-c\n+d\n"
    assert [line.text for line in read_diff(two) if line.change is not Change.HUNK] == ["a", "b", "c", "d"]


texts = st.text(alphabet="ab\n\r\f\u2028", max_size=40)


@given(texts, texts)
def test_both_texts_can_be_read_back_from_their_comparison(before: str, after: str) -> None:
    lines = [line for line in compare_texts(before, after) if line.change is not Change.NOTE]
    assert [line.text for line in lines if line.before] == split_lines(before)
    assert [line.text for line in lines if line.after] == split_lines(after)
    assert [line.before for line in lines if line.before] == list(range(1, len(split_lines(before)) + 1))
    assert [line.after for line in lines if line.after] == list(range(1, len(split_lines(after)) + 1))


@given(texts, texts)
def test_two_texts_are_the_same_where_no_character_differs(before: str, after: str) -> None:
    assert (before == after) == all(line.change is Change.SAME for line in compare_texts(before, after))


def test_a_last_line_without_its_newline_is_another_line() -> None:
    assert [(str(line.change), line.text) for line in compare_texts("a\nb\n", "a\nb")] == [
        (" ", "a"),
        ("-", "b"),
        ("+", "b"),
        ("\\", "No newline at end of file"),
    ]


lists = st.lists(st.sampled_from(["a", "b", "c", "", "d e"]), max_size=30)


@settings(max_examples=40)
@given(lists, lists, st.integers(0, 3))
def test_the_whole_file_is_filled_in_from_the_hunks_of_git(
    tmp_path_factory: pytest.TempPathFactory, before: list[str], after: list[str], context: int
) -> None:
    folder = tmp_path_factory.mktemp("filled")
    texts = ["".join(f"{line}\n" for line in lines) for lines in (before, after)]
    for name, text in zip("ab", texts, strict=True):
        (folder / name).write_text(text)
    words = ["git", "diff", "--no-index", f"-U{context}", "a", "b"]
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)
    whole = filled(read_diff(done.stdout), texts[1])
    assert [line.text for line in whole if line.before] == before
    assert [line.text for line in whole if line.after] == after
    assert [line.before for line in whole if line.before] == list(range(1, len(before) + 1))
    assert [line.after for line in whole if line.after] == list(range(1, len(after) + 1))
