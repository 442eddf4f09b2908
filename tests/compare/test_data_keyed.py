"""Rows matched by the hashes of their keys: they differ as dictionaries of them do, wherever they lie."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forebear.compare.data import keyed_rows, study, survey
from forebear.compare.data.engine import Engine, EngineError
from forebear.compare.data.findings import RowChanges
from forebear.compare.data.keyed_rows import KeyedRows, Matched
from forebear.compare.data.study import DataStudent
from forebear.lineage.progress import Silent
from forebear.lineage.words import Digest

SPREAD = 0x9E37_79B9_7F4A_7C15  # odd: a product with it is another for each number, and has all its bits
ROWS = st.dictionaries(st.integers(0, 60), st.integers(0, 2), max_size=40)
SIZES = st.tuples(st.integers(1, 12), st.integers(1, 12))
SLOW = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def duck(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    made = Engine(tmp_path_factory.mktemp("engine"), Silent(), ())
    yield made
    made.close()


def hashed(numbers: Sequence[int], factor: int) -> Any:
    return np.array([number * factor % 2**64 for number in numbers], np.uint64)


def stored(path: Path, rows: Sequence[tuple[int, int]], size: int, factor: int) -> KeyedRows:
    made = KeyedRows(path)
    for first in range(0, len(rows), size):
        keys, values = zip(*rows[first : first + size], strict=True)
        made.add({"k": hashed(keys, factor), "v": np.array(values, np.uint64)})
    return made


def matched(
    duck: Engine, factor: int, sizes: tuple[int, int], *tables: Sequence[tuple[int, int]]
) -> Matched | None:
    with TemporaryDirectory() as folder:
        one, other = (
            stored(Path(folder) / f"{number}", rows, size, factor)
            for number, (rows, size) in enumerate(zip(tables, sizes, strict=True))
        )
        return one.match(duck, other)


@SLOW
@given(
    before=ROWS,
    after=ROWS,
    sizes=SIZES,
    seed=st.integers(0, 9),
    factor=st.sampled_from([1, SPREAD, 2**57, 2**32 + 1]),
    room=st.sampled_from([0, 1, 4]),
)
def test_rows_differ_as_dictionaries_say(  # noqa: PLR0917
    duck: Engine,
    monkeypatch: pytest.MonkeyPatch,
    before: dict[int, int],
    after: dict[int, int],
    sizes: tuple[int, int],
    seed: int,
    factor: int,
    room: int,
) -> None:
    monkeypatch.setattr(keyed_rows, "_ROOM", room)
    monkeypatch.setattr(keyed_rows, "_CHUNK", 5)
    later = list(after.items())
    random.Random(seed).shuffle(later)
    found = matched(duck, factor, sizes, list(before.items()), later)
    both = before.keys() & after.keys()
    expected = {
        "changed": [key for key in both if before[key] != after[key]],
        "added": list(after.keys() - both),
        "removed": list(before.keys() - both),
    }
    assert found is not None
    assert found.counts._asdict() == {status: len(keys) for status, keys in expected.items()}
    for status, keys in expected.items():
        assert sorted(found.some[status].tolist()) == sorted(hashed(keys, factor).tolist())


@SLOW
@given(
    rows=st.dictionaries(st.integers(0, 60), st.integers(0, 2), min_size=1, max_size=40),
    sizes=SIZES,
    data=st.data(),
    later=st.booleans(),
    other=ROWS,
)
def test_a_key_twice_on_a_side_is_found(  # noqa: PLR0917
    duck: Engine,
    rows: dict[int, int],
    sizes: tuple[int, int],
    data: st.DataObject,
    later: bool,
    other: dict[int, int],
) -> None:
    twice = [*rows.items(), (data.draw(st.sampled_from(sorted(rows))), data.draw(st.integers(0, 2)))]
    tables = (list(other.items()), twice) if later else (twice, list(other.items()))
    assert matched(duck, SPREAD, sizes, *tables) is None


def test_only_some_of_very_many_are_told(duck: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyed_rows, "LOOKED_AT", 7)
    rows = [(key, 0) for key in range(100)]
    found = matched(duck, SPREAD, (30, 30), rows, [(key, 1) for key in range(1, 100)])
    assert found is not None
    assert found.counts == (99, 0, 1)
    assert {status: len(keys) for status, keys in found.some.items()} == {
        "changed": 7, "added": 0, "removed": 1,
    }  # fmt: skip


def test_no_room_is_told(tmp_path: Path) -> None:
    rows = KeyedRows(tmp_path / "gone" / "a")
    with pytest.raises(EngineError, match="No such file"):
        rows.add({"k": np.ones(1, np.uint64), "v": np.zeros(1, np.uint64)})


# through files

Table = Sequence[tuple[Any, int]]
KEYS: Mapping[str, tuple[pa.DataType, Callable[[int], Any]]] = {
    "int8": (pa.int8(), lambda n: n - 50),
    "int64": (pa.int64(), lambda n: n * 10**15),
    "uint64": (pa.uint64(), lambda n: 2**64 - 1 - n),
    "text": (pa.string(), lambda n: f"käse {n}"),
    "date": (pa.date32(), lambda n: n * 7),
    "decimal": (pa.decimal128(30, 0), lambda n: n * 10**20),
}


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything is long, and few rows are in memory at a time."""
    monkeypatch.setattr(study, "LONG", 0)
    monkeypatch.setattr(survey, "_AT_ONCE", 25)


class Files:
    """Contents by the path that is their digest."""

    def file(self, digest: Digest, _scratch: Path) -> Path | None:
        return Path(digest.value)

    def listing(self, _digest: Digest) -> None:
        return None

    def obtainable(self, _digest: Digest) -> tuple[()]:
        return ()


def compared(folder: Path, types: Sequence[pa.DataType], *tables: Table, note: bool = False) -> RowChanges:
    """Compare tables of keys of so many columns, and a value."""
    names = [f"id{number}" for number in range(len(types))]
    held = []
    for label, rows in zip("AB", tables, strict=True):
        columns = [pa.array([key[n] for key, _ in rows], type_) for n, type_ in enumerate(types)]
        path = folder / f"{label}.parquet"
        pq.write_table(
            pa.table([*columns, pa.array([v for _, v in rows], pa.int32())], names=[*names, "n"]),
            path,
            row_group_size=30,
        )
        held.append((label, Digest("md5", str(path))))
    (change,) = DataStudent(Files(), Silent(), {"": names}).study("t.parquet", held).changes
    assert bool(change.note) == note, change.note
    assert change.rows is not None
    return change.rows


def counts(rows: RowChanges) -> Sequence[int | None]:
    return rows.added, rows.removed, rows.changed, rows.same


@pytest.mark.parametrize("kind", KEYS)
@pytest.mark.parametrize("shuffled", [0, 1, 2], ids=["in order", "later shuffled", "both shuffled"])
def test_rows_are_found_wherever_they_lie(few: None, tmp_path: Path, kind: str, shuffled: int) -> None:
    type_, key = KEYS[kind]
    before = [((key(n),), n % 5) for n in range(20, 110)]
    after = [((key(n),), n % 5) for n in range(100) if n != 50]
    after[60] = (after[60][0], 9)
    for table in (after, before)[:shuffled]:
        random.Random(7).shuffle(table)
    found = compared(tmp_path, [type_], before, after)
    assert counts(found) == (20, 11, 1, 78)
    assert found.columns == {"n": 1}
    assert {example.key for example in found.examples if example.before and example.after}
    assert len(found.examples) == 7


def test_two_columns_name_rows_together(few: None, tmp_path: Path) -> None:
    before = [((n // 10, f"{n % 10}"), n % 5) for n in range(90)]
    after = [*before[40:], ((9, "0"), 1), *before[1:39]]
    after[3] = (after[3][0], 7)
    found = compared(tmp_path, [pa.int32(), pa.string()], before, after)
    assert counts(found) == (1, 2, 1, 87)
    assert found.key == ("id0", "id1")
    assert {example.key for example in found.examples} == {("9", "0"), ("0", "0"), ("3", "9"), ("4", "3")}


@pytest.mark.parametrize("status", range(3))
@pytest.mark.parametrize("shuffled", [False, True])
def test_one_row_is_found_though_no_sample_holds_it(
    few: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, status: int, shuffled: bool
) -> None:
    monkeypatch.setattr(survey, "SAMPLED", 1)
    before = [((f"k{n}",), n) for n in range(80)]
    after = [*before[:70], *(((f"k{n}",), -n) if status == 0 else row for n, row in [(70, before[70])])]
    after += before[71:]
    if status == 1:
        after.insert(33, (("new",), 0))
    if status == 2:
        del after[33]
    if shuffled:
        random.Random(3).shuffle(after)
    found = compared(tmp_path, [pa.string()], before, after)
    assert counts(found) == ((0, 0, 1, 79), (1, 0, 0, 80), (0, 1, 0, 79))[status]
    (example,) = found.examples
    assert example.key == ("k70", "new", "k33")[status : status + 1]


@pytest.mark.parametrize("key", [None, "k3"], ids=["missing", "twice"])
def test_what_names_no_row_is_no_key(few: None, tmp_path: Path, key: str | None) -> None:
    before = [((f"k{n}",), n % 5) for n in range(80)]
    after = [*before[:60], ((key,), 7), *before[61:]]
    found = compared(tmp_path, [pa.string()], before, after, note=True)
    assert found.key == ()
    assert (found.added, found.removed) == (1, 1)


def test_keys_that_share_a_hash_are_told_apart(
    few: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    add = KeyedRows.add
    monkeypatch.setattr(KeyedRows, "add", lambda self, rows: add(self, {**rows, "k": rows["k"] & 31}))
    before = [((f"k{n}",), n % 5) for n in range(80)]
    after = [*before[50:], *before[2:50], (("new",), 0)]
    after[3] = (after[3][0], 9)
    assert counts(compared(tmp_path, [pa.string()], before, after)) == (1, 2, 1, 77)


def test_the_same_rows_in_another_order_are_the_same(few: None, tmp_path: Path) -> None:
    rows = [((key * 3,), key) for key in range(80)]
    found = compared(tmp_path, [pa.int64()], rows, rows[::-1])
    assert found.equal
    assert counts(found) == (0, 0, 0, 80)
