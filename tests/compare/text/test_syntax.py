"""The syntax of files: strings over many lines are strings, whatever is shown of them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from forebear.compare.text.lines import compare_texts, read_diff
from forebear.compare.text.rows import TextDiff
from forebear.compare.text.syntax import MOST, Part, read_syntax

TEXT = '"""A doc string\n\nfor if while\n"""\nx = 1  # one\n\n\n@cache\ndef f():\n    return "a"\n'


def test_a_string_over_lines_is_one_on_both_sides() -> None:
    syntax = read_syntax(TextDiff.of("a.py", compare_texts(TEXT, TEXT.replace("while", "wend")), whole=True))
    assert syntax.before[3] == ((0, 12, Part.STRING),)
    assert syntax.after[3] == ((0, 11, Part.STRING),)
    assert 2 not in syntax.after
    assert syntax.after[5] == ((4, 1, Part.NUMBER), (7, 5, Part.COMMENT))
    assert syntax.after[8] == ((0, 6, Part.DECORATOR),)
    assert syntax.after[9] == ((0, 3, Part.KEYWORD), (4, 1, Part.NAME))


def test_each_hunk_is_read_by_itself() -> None:
    patch = '@@ -1,2 +1,2 @@\n-x = """a\n+x = """b\n """\n@@ -9 +9 @@\n-y = 1\n+y = 2\n'
    syntax = read_syntax(TextDiff.of("a.py", read_diff(patch), whole=False))
    assert syntax.before[2] == ((0, 3, Part.STRING),)
    assert (4, 1, Part.NUMBER) in syntax.after[9]


def test_unknown_and_very_large_files_have_no_colours() -> None:
    for path, text in (("a.unheard-of", "x = 1\n"), ("a.py", "x = 1\n" * (MOST // 6 + 1)), ("", "x = 1\n")):
        diff = TextDiff.of(path, compare_texts(text, ""), whole=True)
        assert read_syntax(diff).before == {}


def test_a_string_that_never_ends() -> None:
    syntax = read_syntax(TextDiff.of("a.py", compare_texts("", 'x = """a\nb'), whole=True))
    assert set(syntax.after) <= {1, 2}


@given(st.text(alphabet="ab'\"#\n\r =1\t(", max_size=80), st.sampled_from(["a.py", "a.yaml", "a.sh"]))
def test_parts_are_within_their_lines(text: str, path: str) -> None:
    diff = TextDiff.of(path, compare_texts("", text), whole=True)
    lines = {line.after: line.text for line in diff.lines if line.after}
    for number, parts in read_syntax(diff).after.items():
        for start, length, _ in parts:
            assert start >= 0
            assert start + length <= len(lines[number])
