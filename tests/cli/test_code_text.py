"""The code of a comparison as it is printed."""

from __future__ import annotations

from datetime import UTC, datetime

from forebear.cli.code_text import code_lines
from forebear.compare.comparison import CodeChanges, CodeCommit, CodeFile, FileDiff, FileKind
from forebear.compare.kept import KeptPatch

PATCH = "diff --git a/a.py b/a.py\n--- a/a.py\n+++ b/a.py\n@@ -1 +1 @@\n-x\t= 1\n+x\t= 2  # \u202e\x1b[31m\n"
CODE = CodeChanges(
    True,
    (CodeCommit("f" * 40, "Ada <a@example.org>", datetime(2026, 3, 1, tzinfo=UTC), "More", ("B",)),),
    (
        CodeFile("a.py", FileKind.CODE, True, (FileDiff("B", "modified", "", 1, 1, text=PATCH),)),
        CodeFile("new.py", FileKind.CODE, None, (FileDiff("B", "renamed", "old.py"),)),
        CodeFile("run.sh", FileKind.CODE, None, (FileDiff("B", "mode changed", modes=("100644", "100755")),)),
        CodeFile(
            "m.bin",
            FileKind.DATA,
            False,
            (FileDiff("B", "modified", binary=True, omitted="binary", sizes=(300, 1_303)),),
        ),
    ),
    uncommitted=(KeptPatch("B", "DVC experiment try", "0123456789abcdef", PATCH, "Not kept: b.py."),),
)


def test_each_file_says_what_it_is() -> None:
    lines = list(code_lines(CODE, patch=False))
    text = "\n".join(lines)
    assert "ffffffffff  2026-03-01  Ada <a@example.org>  B   More" in text
    assert "old.py → new.py  code  B        renamed" in text
    assert "mode changed (100644 → 100755)" in text
    assert "binary, 300 → 1,303 bytes" in text
    assert "Uncommitted changes of B, kept by DVC experiment try, on top of 0123456789" in text
    assert "Not kept: b.py." in text
    assert "x\t= 2" not in text


def test_patches_keep_their_tabs_and_nothing_else_that_does_not_show() -> None:
    text = "\n".join(code_lines(CODE, patch=True))
    assert text.count("+x\t= 2  # \\u202e\\x1b[31m") == 2
    assert "new.py: renamed" in text
    long = FileDiff("B", "modified", "", 1, 0, text=f"@@ -0,0 +1 @@\n+{'y' * 10_000_000}\n")
    lines = list(
        code_lines(CodeChanges(True, (), (CodeFile("a", FileKind.CODE, None, (long,)),)), patch=True)
    )
    assert lines[-1].endswith("y … 9,998,001 more characters")


def test_nothing_is_said_of_code_that_is_the_same() -> None:
    assert list(code_lines(CodeChanges(changed=False), patch=True)) == []
