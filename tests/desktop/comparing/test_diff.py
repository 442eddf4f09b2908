"""Diffs as numbered lines, against what Git prints and what Python's difflib makes."""

from __future__ import annotations

import difflib
import subprocess
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from forebear.desktop.comparing.diff import Change, read_diff


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
