"""A diff as rows: nothing is left out or doubled, below each other and side by side."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from forebear.compare.text.lines import Change, DiffLine, compare_texts, read_diff
from forebear.compare.text.rows import Row, TextDiff, change_starts, make_rows

BEFORE = "def f(a):\n    return a\n\n\ndef g():\n    one\n    two\n    three\n    four\n    five\n    six\n"
AFTER = BEFORE.replace("(a)", "(a, b)").replace("    six\n", "    6\n    seven\n")


def of(before: str, after: str) -> TextDiff:
    return TextDiff.of("a.py", compare_texts(before, after), whole=True)


def said(row: Row) -> tuple[str, str]:
    if row.gap is not None:
        return ("...", row.where)
    return (row.before.text if row.before else "", row.after.text if row.after else "")


def test_both_sides_beside_each_other() -> None:
    rows = make_rows(of(BEFORE, AFTER), beside=True)
    assert [said(row) for row in rows] == [
        ("def f(a):", "def f(a, b):"),
        ("    return a", "    return a"),
        ("", ""),
        ("", ""),
        ("...", "def g():"),
        ("    three", "    three"),
        ("    four", "    four"),
        ("    five", "    five"),
        ("    six", "    6"),
        ("", "    seven"),
    ]
    assert change_starts(rows) == [0, 8]


def test_a_gap_can_be_opened_and_all_can_be_shown() -> None:
    diff = of(BEFORE, AFTER)
    [gap] = [row.gap for row in make_rows(diff, beside=False) if row.gap]
    assert [line.text for line in diff.lines[gap.start : gap.stop]] == ["def g():", "    one", "    two"]
    opened = make_rows(diff, beside=False, opened={gap.start})
    assert [said(row) for row in opened] == [said(row) for row in make_rows(diff, beside=False, context=None)]


def test_hunks_have_gaps_of_which_nothing_is_known() -> None:
    diff = TextDiff.of("a", read_diff("@@ -5,2 +5,2 @@ def f():\n a\n-b\n+c\n"), whole=False)
    rows = make_rows(diff, beside=True)
    assert [said(row) for row in rows] == [("...", "def f():"), ("a", "a"), ("b", "c")]
    assert not rows[0].gap


def test_lines_that_are_nothing_alike_do_not_share_their_marks() -> None:
    diff = of("alpha beta\nx = 1\n", "x = 2\nfoo(bar, baz)\n")
    assert diff.pairs == {2: 1}
    assert [said(row) for row in make_rows(diff, beside=True)] == [
        ("alpha beta", ""),
        ("x = 1", "x = 2"),
        ("", "foo(bar, baz)"),
    ]


texts = st.text(alphabet="ab \n", max_size=60)


@given(texts, texts, st.integers(0, 3))
def test_rows_hold_each_line_once(before: str, after: str, context: int) -> None:
    diff = of(before, after)
    for beside in (True, False):
        rows = make_rows(diff, beside=beside, context=context)
        seen: list[DiffLine] = []
        for row in rows:
            if row.gap is not None:
                seen += diff.lines[row.gap.start : row.gap.stop]
            else:
                seen += [line for line in dict.fromkeys((row.before, row.after)) if line]
        changed = [line for line in diff.lines if line.change is not Change.NOTE]
        for side in ("before", "after"):
            wanted = [line for line in changed if getattr(line, side)]
            assert [line for line in seen if getattr(line, side)] == wanted
        assert len(change_starts(rows)) == len(change_starts(make_rows(diff, beside=False, context=None)))
