"""What a program inside an image answers, read as if a hostile model had written it."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forebear.compare.models import leaves
from forebear.compare.models.contents import UnreadableModelError
from forebear.compare.models.leaves import LoadFailedError, read_leaves

BEGIN, END = {"forebear": 1}, {"end": 1}
ARRAY = {"leaf": ".a", "kind": "array", "shown": "float64", "key": "float64", "sha256": "00", "shape": [2]}


def answer(folder: Path, *lines: Any) -> Path:
    path = folder / "found"
    path.write_bytes(
        b"".join(line if isinstance(line, bytes) else json.dumps(line).encode() + b"\n" for line in lines)
    )
    return path


def test_an_answer(tmp_path: Path) -> None:
    lines = (BEGIN, {"loaded": "pickle", "missing": ["a.B"]}, {"versions": {"python": "3.6.1"}},
             {"leaf": "", "kind": "int", "shown": "1", "key": "1"},
             {**ARRAY, "dtype": "<f8", "bytes": 16}, bytes(16), {"end": 2})  # fmt: skip
    found = read_leaves(answer(tmp_path, *lines))
    assert (found.how, found.missing, found.versions) == ("pickle", ("a.B",), {"python": "3.6.1"})
    assert {slot: part.shown for slot, part in found.contents.parts.items()} == {
        ("leaf", "."): "1",
        ("array", ".a"): "float64: 0, 0",
    }


@pytest.mark.parametrize(
    "lines",
    [
        (),
        (b"\xff" * 100,),
        (END,),
        (BEGIN,),
        (BEGIN, b'{"leaf": "' + b"a" * (1 << 20)),
        (BEGIN, b"[" * 60_000 + b"\n"),
        (BEGIN, b"[1]\n", END),
        (BEGIN, {"leaf": "a"}, END),
        (BEGIN, {"leaf": "a", "kind": "float", "shown": "1", "key": "zz"}, END),
        (BEGIN, {"leaf": "a", "kind": "float", "shown": "1", "key": "00"}, END),
        (BEGIN, {"leaf": "a", "kind": "float", "shown": "1", "key": 12}, END),
        (BEGIN, {**ARRAY, "dtype": "<f8", "bytes": 1 << 60}, END),
        (BEGIN, {**ARRAY, "dtype": "<f8", "bytes": -16}, bytes(16), END),
        (BEGIN, {**ARRAY, "dtype": "<f8", "bytes": 1.5}, bytes(16), END),
        (BEGIN, {**ARRAY, "dtype": "<f8", "bytes": 16, "shape": 3}, bytes(16), END),
        (BEGIN, {**ARRAY, "dtype": "<f8", "bytes": 16, "shape": [-2]}, bytes(16), END),
        (BEGIN, {**ARRAY, "dtype": "<f8", "bytes": 16}, bytes(8)),
        (BEGIN, {"rest": "many", "sha256": "0"}, END),
    ],
)
def test_answers_that_are_none(lines: tuple[Any, ...], tmp_path: Path) -> None:
    with pytest.raises(UnreadableModelError, match=r"answer|ended"):
        read_leaves(answer(tmp_path, *lines))


@pytest.mark.parametrize("line", [{}, {"leaf": "a", "kind": "int", "shown": "1", "key": "1"}])
def test_an_answer_without_end(line: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leaves, "MOST_PARTS", 100)
    with pytest.raises(UnreadableModelError, match="too many parts"):
        read_leaves(answer(tmp_path, BEGIN, *[line] * 200, END))
    assert read_leaves(answer(tmp_path, BEGIN, *[line] * 90, END))


def test_lies_are_read_as_what_they_are(tmp_path: Path) -> None:
    lines = (BEGIN, {"loaded": ["x"], "missing": "all", "versions": [1]},
             {**ARRAY, "leaf": "../../etc/passwd\u001b[2J", "dtype": "|O", "bytes": 16}, bytes(16),
             {**ARRAY, "leaf": "a" * 9000, "dtype": "<f8", "bytes": 16, "shape": [1 << 40]}, bytes(16),
             {**ARRAY, "leaf": ["\ud800"], "dtype": "V999999999999"},
             {"leaf": "twice", "kind": "int", "shown": "1", "key": "1"},
             {"leaf": "twice", "kind": "int", "shown": "2", "key": "2"}, END)  # fmt: skip
    parts = read_leaves(answer(tmp_path, *lines)).contents.parts
    assert {("leaf", "twice"), ("leaf", "twice (2)")} < set(parts)
    assert max(len(name) for _, name in parts) == 4000
    assert {part.tensor.dtype for part in parts.values() if part.tensor} == {""}


def test_a_failure_is_a_sentence(tmp_path: Path) -> None:
    lines = (BEGIN, {"failed": "ImportError: " + "x" * 9000}, {"versions": {"python": "3.9"}})
    with pytest.raises(LoadFailedError, match="ImportError") as raised:
        read_leaves(answer(tmp_path, *lines))
    assert len(str(raised.value)) == 4000
    assert raised.value.versions == {"python": "3.9"}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "bytes"]), inner, max_size=2)
    ),
    max_leaves=5,
)
NAMES = ["leaf", "kind", "shown", "key", "dtype", "shape", "bytes", "sha256", "rest", "versions", "missing"]
LINES = st.dictionaries(st.sampled_from(NAMES), JSON | st.sampled_from(["array", "float", "<f8", "cut"]))


@settings(max_examples=300)
@given(st.lists(LINES | st.binary(max_size=40), max_size=5))
def test_nothing_else_comes_of_any_answer(tmp_path_factory: pytest.TempPathFactory, lines: list[Any]) -> None:
    path = answer(tmp_path_factory.mktemp("answers"), BEGIN, *lines, END)
    with contextlib.suppress(UnreadableModelError):
        assert len(read_leaves(path).contents.parts) <= len(lines) + 1
