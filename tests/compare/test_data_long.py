"""Long tables, read once: the same answers as a comparison of every value, and as one written in Python.

What is long is made short here: the same code, on tables that a test can write.
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forebear.compare.data import delimited, study, survey
from forebear.compare.data.findings import DataChange, RowChanges
from forebear.compare.data.study import DataStudent
from forebear.lineage.progress import Silent
from forebear.lineage.words import Digest

Row = tuple[int, float | None, str, int]
NAMES = ("id", "price", "kind", "n")
SLOW = settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
ROW = st.tuples(
    st.integers(0, 12), st.none() | st.floats(-9, 9).map(lambda x: round(x, 2)), st.sampled_from("abc"),
    st.integers(0, 3),
)  # fmt: skip


class Files:
    """Contents by the path that is their digest."""

    def file(self, digest: Digest, _scratch: Path) -> Path | None:
        return Path(digest.value)

    def listing(self, _digest: Digest) -> None:
        return None

    def obtainable(self, _digest: Digest) -> tuple[()]:
        return ()


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Everything is long, and read in pieces of 25 rows."""
    monkeypatch.setattr(study, "LONG", 0)
    monkeypatch.setattr(delimited, "LONG", 0)
    monkeypatch.setattr(delimited, "_LARGE", 0)
    monkeypatch.setattr(survey, "_AT_ONCE", 25)
    return


def write(path: Path, rows: Sequence[Row]) -> Path:
    if path.suffix == ".parquet":
        arrays = [pa.array([row[n] for row in rows], type_) for n, type_ in enumerate(TYPES)]
        pq.write_table(pa.table(arrays, names=list(NAMES)), path)
        return path
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(NAMES)
    writer.writerows(rows)
    path.write_text(out.getvalue(), encoding="utf-8")
    return path


TYPES = (pa.int64(), pa.float64(), pa.string(), pa.int32())


def compared(
    folder: Path,
    ending: str,
    before: Sequence[Row],
    after: Sequence[Row],
    *,
    key: Sequence[str] = (),
    note: str = "^$",
) -> DataChange:
    paths = [write(folder / f"{name}{ending}", rows) for name, rows in (("a", before), ("b", after))]
    held = [(label, Digest("md5", str(path))) for label, path in zip("AB", paths, strict=True)]
    told = DataStudent(Files(), Silent(), {"": key}).study(f"t{ending}", held)
    assert not told.unreadable
    (change,) = told.changes
    assert re.search(note, change.note)
    return change


def by_hand(before: Sequence[Row], after: Sequence[Row]) -> tuple[int, int, int, int | None]:
    """Added, removed, the same, changed: by id where it names each row, else by all values."""
    one, other = ({row[0]: row for row in rows} for rows in (before, after))
    if len(one) == len(before) and len(other) == len(after):
        both = one.keys() & other.keys()
        changed = sum(one[key] != other[key] for key in both)
        return len(other.keys() - both), len(one.keys() - both), len(both) - changed, changed
    left, right = Counter(before), Counter(after)
    same = sum((left & right).values())
    return len(after) - same, len(before) - same, same, None


def counts(rows: RowChanges | None) -> tuple[int, int, int, int | None]:
    assert rows is not None
    return rows.added, rows.removed, rows.same, rows.changed


@SLOW
@given(
    tables=st.tuples(*[st.lists(ROW, min_size=1, max_size=20)] * 2),
    ending=st.sampled_from([".csv", ".parquet"]),
    unique=st.booleans(),
)
def test_rows_are_those_of_a_comparison_by_hand(
    short: None, tmp_path: Path, tables: tuple[list[Row], list[Row]], ending: str, unique: bool
) -> None:
    before, after = tables
    if unique:
        before, after = (list({row[0]: row for row in rows}.values()) for rows in (before, after))
    change = compared(tmp_path, ending, before, after)
    assert change.rows is not None
    if change.rows.key in ((), ("id",)):
        expected = by_hand(before, after)
        if not change.rows.key:  # one of the values may be NULL in all rows, and the types be others
            expected = (*by_values(before, after), None)
        assert counts(change.rows) == expected


def by_values(before: Sequence[Row], after: Sequence[Row]) -> tuple[int, int, int]:
    same = sum((Counter(before) & Counter(after)).values())
    return len(after) - same, len(before) - same, same


LONGER = [(n, n * 0.5, "abc"[n % 3], n % 2) for n in range(60)]


@pytest.mark.parametrize("ending", [".csv", ".parquet"])
def test_surveys_say_what_every_value_says(
    tmp_path: Path, ending: str, request: pytest.FixtureRequest
) -> None:
    later: list[Row] = [
        (n, None if n == 6 else price * (100 if n % 4 == 0 else 1), kind, m)
        for n, price, kind, m in LONGER[5:]
    ]
    later += [(99, 1.0, "z", 1)]
    exact = compared(tmp_path, ending, LONGER, later)
    request.getfixturevalue("short")
    found = compared(tmp_path, ending, LONGER, later)
    assert found.rows is not None
    assert exact.rows is not None
    assert found.rows.key == exact.rows.key == ("id",)
    assert found.rows.by_hash
    assert counts(found.rows) == counts(exact.rows) == (1, 5, 41, 14)
    assert dict(found.rows.columns or {}) == dict(exact.rows.columns or {}) == {"price": 14}
    assert found.rows.counted == 14
    assert {len(example.key) for example in found.rows.examples} == {1}
    assert [(e.key, e.before, e.after) for e in found.rows.examples] == [
        (e.key, e.before, e.after) for e in exact.rows.examples
    ]
    assert found.drift is not None
    for one, other in zip(found.drift, exact.drift or (), strict=True):
        assert (one.column, one.level, one.psi, one.p) == (other.column, other.level, other.psi, other.p)
        assert one.sampled == (None if one.names_rows else (60, 56))
        for side, truth in ((one.before, other.before), (one.after, other.after)):
            assert (side.count, side.missing, side.least, side.most) == (
                truth.count, truth.missing, truth.least, truth.most,
            )  # fmt: skip
            assert side.mean == (truth.mean if truth.mean is None else pytest.approx(truth.mean))


@pytest.mark.parametrize("ending", [".csv", ".parquet"])
def test_a_single_changed_row_is_found_though_no_sample_holds_it(
    short: None, tmp_path: Path, ending: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(survey, "SAMPLED", 5)
    rows: list[Row] = [(n, n / 7, "abc"[n % 3], n % 2) for n in range(400)]
    for place in (0, 399):
        later = [(n, -1.0 if n == place else price, kind, m) for n, price, kind, m in rows]
        change = compared(tmp_path, ending, rows, later)
        assert counts(change.rows) == (0, 0, 399, 1)
        assert change.rows is not None
        assert change.rows.columns == {"price": 1}
        (example,) = change.rows.examples
        assert example.key == (str(place),)
        assert example.after is not None
        assert float(str(example.after["price"])) == -1.0


@pytest.mark.parametrize("ending", [".csv", ".parquet"])
def test_a_key_that_repeats_late_is_none(
    short: None, tmp_path: Path, ending: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(survey, "_AT_ONCE", 5_000)
    rows: list[Row] = [(n, 1.0, "a", 0) for n in range(12_000)]
    twice = [*rows[:-1], (5, 1.0, "a", 0)]
    change = compared(tmp_path, ending, twice, [*twice, (7, 1.0, "a", 0)])
    assert change.rows is not None
    assert change.rows.key == ()
    assert (change.rows.added, change.rows.removed) == (1, 0)
    given = compared(
        tmp_path, ending, twice, rows, key=("id",), note=r"The key that was given \(id\) does not"
    )
    assert given.rows is not None
    assert given.rows.key == ()
    unknown = compared(tmp_path, ending, rows, rows[1:], key=("nothing",), note="have the column 'nothing'")
    assert unknown.rows is not None
    assert (unknown.rows.key, unknown.rows.removed) == (("id",), 1)
    named = compared(tmp_path, ending, rows, rows[1:], key=("id",)).rows
    assert named is not None
    assert (named.key, named.removed) == (("id",), 1)


def test_a_wrong_cell_far_down_widens_its_column(short: None, tmp_path: Path) -> None:
    rows: list[Any] = [(n, n, "a", 1) for n in range(9_000)]
    later = [*rows[:-1], (8_999, "none", "a", 1)]
    change = compared(tmp_path, ".csv", rows, later)
    assert change.schema is not None
    assert [(each.column, each.before, each.after) for each in change.schema] == [
        ("price", "integer", "text")
    ]
    assert counts(change.rows) == (0, 0, 8_999, 1)


def test_broken_lines_of_a_long_file_are_told(short: None, tmp_path: Path) -> None:
    write(tmp_path / "a.csv", LONGER)
    text = (tmp_path / "a.csv").read_text(encoding="utf-8").splitlines()
    text[30] += ",more"
    broken = tmp_path / "b.csv"
    broken.write_text("\n".join(text) + "\n", encoding="utf-8")
    held = [("A", Digest("md5", str(tmp_path / "a.csv"))), ("B", Digest("md5", str(broken)))]
    told = DataStudent(Files(), Silent()).study("t.csv", held)
    assert (told.tables["A"].rows, told.tables["B"].rows) == (60, 59)
    assert [line.line for line in told.tables["B"].examples] == [31]
    assert counts(told.changes[0].rows) == (0, 1, 59, 0)


@pytest.mark.parametrize("long", [False, True])
def test_values_that_are_no_numbers_count_as_missing(
    tmp_path: Path, long: bool, request: pytest.FixtureRequest
) -> None:
    if long:
        request.getfixturevalue("short")
    later: list[Row] = [(n, math.nan if n < 6 else price, kind, m) for n, price, kind, m in LONGER]
    change = compared(tmp_path, ".parquet", LONGER, later)
    assert change.drift is not None
    (price,) = [each for each in change.drift if each.column == "price"]
    assert (price.after.count, price.after.missing, price.after.most) == (54, 6, 29.5)
    assert counts(change.rows) == (0, 0, 54, 6)
