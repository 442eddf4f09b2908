"""Comparators in a process of their own: they answer the same, and their end is not ours."""

from __future__ import annotations

import io
import os
import signal
from collections.abc import Callable, Iterator

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from PIL import Image

from forebear.lineage.errors import CancelledError
from forebear.lineage.rebuilds import Verdict
from forebear.rebuild.judging.apart import Apart
from forebear.rebuild.judging.choosing import Comparing
from forebear.rebuild.judging.finding import Finding
from forebear.rebuild.judging.tolerance import Policy, Rule, Tolerance

Compared = Callable[..., Finding]


def parquet(values: list[float]) -> bytes:
    target = io.BytesIO()
    pq.write_table(pa.table({"x": values}), target)
    return target.getvalue()


def png(value: int) -> bytes:
    target = io.BytesIO()
    Image.fromarray(np.full((4, 4, 3), value, "u1")).save(target, "PNG")
    return target.getvalue()


@pytest.fixture(scope="module")
def apart() -> Iterator[Apart]:
    with Apart() as made:
        yield made


POLICY = Policy((Rule(Tolerance(absolute=0.5), name="x"),), name="half", version="1", digest="ab")


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("a.parquet", parquet([1.0, 2.0]), parquet([1.0, 2.25])),
        ("a.parquet", parquet([1.0, 2.0]), parquet([1.0, 7.0])),
        ("a.parquet", parquet([1.0]), parquet([1.0])[:-9]),
        ("a.parquet", parquet([1.0])[:-9], parquet([1.0])),
        ("a.png", png(1), png(3)),
        ("\udce9\n.png", png(1), png(2)),
    ],
    ids=[
        "a quarter more",
        "far apart",
        "the later one cut",
        "the earlier one cut",
        "pictures",
        "an odd name",
    ],
)
def test_it_answers_what_is_answered_here(
    compared: Compared, apart: Apart, name: str, before: bytes, after: bytes
) -> None:
    there = compared(name, before, after, policy=POLICY, comparing=Comparing(None, apart))
    assert there == compared(name, before, after, policy=POLICY)
    assert there.explanation


def test_a_crash_is_no_comparator_and_the_next_one_is_compared(compared: Compared) -> None:
    with Apart() as apart:
        comparing = Comparing(None, apart)
        assert compared("a.png", png(1), png(3), comparing=comparing).verdict is Verdict.DIFFERENT
        assert apart._process is not None
        os.kill(apart._process.pid, signal.SIGSEGV)
        found = compared("a.png", png(1), png(3), comparing=comparing)
        assert found.verdict is Verdict.NO_COMPARATOR
        assert "The comparator crashed (SIGSEGV)." in found.explanation
        assert compared("a.png", png(1), png(3), comparing=comparing).verdict is Verdict.DIFFERENT


def test_one_that_takes_too_long_is_no_comparator(compared: Compared) -> None:
    with Apart(seconds=0.0) as apart:
        found = compared("a.png", png(1), png(3), comparing=Comparing(None, apart))
        assert found.verdict is Verdict.NO_COMPARATOR
        assert "took longer" in found.explanation
        assert apart._process is None


def test_a_cancel_ends_it(compared: Compared) -> None:
    def cancel() -> None:
        raise CancelledError("Cancelled.")

    with Apart() as apart, pytest.raises(CancelledError):
        compared("a.png", png(1), png(3), comparing=Comparing(None, apart), pulse=cancel)
    assert apart._process is None


def test_an_answer_that_is_none_is_no_comparator(compared: Compared, monkeypatch: pytest.MonkeyPatch) -> None:
    for answer in (b"{}\n", b"[]\n", b"no\n", b'{"verdict": "fine"}\n'):
        monkeypatch.setattr(Apart, "_asked", lambda *_, answer=answer: answer)
        with Apart() as apart:
            found = compared("a.png", png(1), png(3), comparing=Comparing(None, apart))
            assert found.verdict is Verdict.NO_COMPARATOR
            assert "cannot be read" in found.explanation
