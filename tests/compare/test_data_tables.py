"""Tables of every format: what must match, what must differ, and what is broken."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forebear.compare.data.findings import DataChange, Obtainable, Study
from forebear.compare.data.study import DataStudent
from forebear.lineage.errors import CancelledError
from forebear.lineage.progress import Silent
from forebear.lineage.words import Digest
from forebear.sources.dvc.storage import DirectoryEntry


class Held:
    """Contents by digest, as LocalObjects has them; what is None is not here."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files: dict[str, Path] = {}
        self.listings: dict[str, tuple[DirectoryEntry, ...]] = {}

    def put(self, name: str, content: bytes) -> Digest:
        path = self.folder / f"content-{name}"
        path.write_bytes(content)
        self.files[name] = path
        return Digest("md5", name)

    def file(self, digest: Digest, _scratch: Path) -> Path | None:
        return self.files.get(digest.value)

    def listing(self, digest: Digest) -> tuple[DirectoryEntry, ...] | None:
        return self.listings.get(digest.value)

    def obtainable(self, digest: Digest) -> tuple[Obtainable, ...]:
        return (Obtainable("dvc", "store", "s3://bucket/dvc", f"files/md5/{digest.value}"),)


@pytest.fixture
def held(tmp_path: Path) -> Held:
    return Held(tmp_path)


def studied(
    held: Held, path: str, *contents: bytes, progress: Any = None, key: tuple[str, ...] = ()
) -> Study:
    student = DataStudent(held, progress or Silent(), {"": key})
    return student.study(
        path,
        [("ABCDEF"[place], held.put(f"{place}", content)) for place, content in enumerate(contents)],
    )


def changed(held: Held, path: str, *contents: bytes, key: tuple[str, ...] = ()) -> DataChange:
    study = studied(held, path, *contents, key=key)
    assert not study.unreadable, study.unreadable
    (change,) = study.changes
    assert not change.note
    return change


def differs(change: DataChange) -> bool:
    return bool(change.schema) or change.rows is None or not change.rows.equal


# every format: two tables with the same rows, and one with a cell changed

ROWS = [{"id": n, "price": n * 1.5, "kind": "abc"[n % 3], "note": None if n % 7 else "x"} for n in range(60)]


def _delimited(delimiter: str) -> Callable[[list[dict[str, Any]]], bytes]:
    def write(rows: list[dict[str, Any]]) -> bytes:
        lines = [delimiter.join(rows[0])]
        lines += [delimiter.join("" if v is None else str(v) for v in row.values()) for row in rows]
        return ("\n".join(lines) + "\n").encode()

    return write


def _json_lines(rows: list[dict[str, Any]]) -> bytes:
    return b"".join(json.dumps(row).encode() + b"\n" for row in rows)


def _json(rows: list[dict[str, Any]]) -> bytes:
    return json.dumps(rows).encode()


def _parquet(rows: list[dict[str, Any]]) -> bytes:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "in.jsonl", Path(folder) / "out.parquet"
        source.write_bytes(_json_lines(rows))
        with duckdb.connect() as connection:
            connection.execute(f"COPY (FROM read_json('{source}')) TO '{target}' (FORMAT parquet)")
        return target.read_bytes()


def _npy(rows: list[dict[str, Any]]) -> bytes:
    array = np.array(
        [(row["id"], row["price"], row["kind"]) for row in rows],
        dtype=[("id", "<i8"), ("price", ">f8"), ("kind", "U4")],
    )
    return _saved(array)


def _saved(array: Any) -> bytes:
    out = io.BytesIO()
    np.save(out, array)
    return out.getvalue()


def _npz(rows: list[dict[str, Any]]) -> bytes:
    out = io.BytesIO()
    np.savez_compressed(
        out, numbers=np.array([[row["id"], row["price"]] for row in rows]), one=np.array([1.0])
    )
    return out.getvalue()


def _arrow(rows: list[dict[str, Any]]) -> bytes:
    import pyarrow as pa

    out = io.BytesIO()
    table = pa.Table.from_pylist(rows)
    with pa.ipc.new_file(out, table.schema) as writer:
        writer.write_table(table)
    return out.getvalue()


def _packed(rows: list[dict[str, Any]]) -> bytes:
    return gzip.compress(_delimited(",")(rows))


FORMATS: Mapping[str, Callable[[list[dict[str, Any]]], bytes]] = {
    "t.csv": _delimited(","),
    "t.tsv": _delimited("\t"),
    "semicolons.csv": _delimited(";"),
    "t.csv.gz": _packed,
    "t.jsonl": _json_lines,
    "t.json": _json,
    "t.parquet": _parquet,
    "t.arrow": _arrow,
    "t.npy": _npy,
    "t.npz": _npz,
}


def _with(place: int, **values: Any) -> list[dict[str, Any]]:
    return [{**row, **values} if n == place else row for n, row in enumerate(ROWS)]


def _turned(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return rows[::-1]


@pytest.mark.parametrize("path", FORMATS)
def test_the_same_rows_in_another_order_are_the_same(held: Held, path: str) -> None:
    write = FORMATS[path]
    study = studied(held, path, write(ROWS), write(_turned(ROWS)))
    assert not study.unreadable
    assert study.changes
    for change in study.changes:
        assert not differs(change), change
        assert all(drift.psi in (0.0, None) for drift in change.drift or ())


@pytest.mark.parametrize("path", FORMATS)
@pytest.mark.parametrize("place", [0, 31, 59])
@pytest.mark.parametrize("values", [{"price": 0.125}, {"id": 1000}])
def test_one_cell_is_a_difference(held: Held, path: str, place: int, values: dict[str, Any]) -> None:
    write = FORMATS[path]
    study = studied(held, path, write(ROWS), write(_with(place, **values)))
    assert not study.unreadable
    assert any(differs(change) for change in study.changes)


@pytest.mark.parametrize("path", FORMATS)
def test_rows_are_counted_and_columns_told(held: Held, path: str) -> None:
    write = FORMATS[path]
    study = studied(held, path, write(ROWS), write([*ROWS, {**ROWS[0], "id": 77}]))
    first, second = (
        next(facts for label, facts in study.tables.items() if label[0] == side) for side in "AB"
    )
    assert (first.rows, second.rows) == (60, 61)
    names = [column.name for column in first.columns]
    assert names == {"t.npy": ["id", "price", "kind"], "t.npz": ["0", "1"]}.get(path, list(ROWS[0]))


def test_keyed_rows(held: Held) -> None:
    write = FORMATS["t.csv"]
    later = [*_with(5, price=99.0, kind="z")[1:], {"id": 100, "price": 1, "kind": "a", "note": None}]
    rows = changed(held, "t.csv", write(ROWS), write(later)).rows
    assert rows is not None
    assert (rows.key, rows.added, rows.removed, rows.changed, rows.same) == (("id",), 1, 1, 1, 58)
    assert rows.columns == {"price": 1, "kind": 1}
    told = {example.key: example for example in rows.examples}
    assert told["5",].before == {"price": "7.5", "kind": "c", "note": None}
    assert told["5",].after == {"price": "99.0", "kind": "z", "note": None}
    assert told["0",].after is None
    assert told["100",].before is None


def test_a_key_of_two_columns_and_one_that_is_given(held: Held) -> None:
    def write(last: float) -> bytes:
        lines = [f"{shop},2026-01-{day:02},{shop * day % 5}.5" for shop in range(9) for day in range(1, 20)]
        return ("shop_id,date,sales\n" + "\n".join([*lines[:-1], f"8,2026-01-19,{last}"]) + "\n").encode()

    rows = changed(held, "t.csv", write(1.5), write(7.5)).rows
    assert rows is not None
    assert set(rows.key) == {"shop_id", "date"}
    assert (rows.changed, rows.added, rows.removed) == (1, 0, 0)
    rows = changed(held, "t.csv", write(1.5), write(7.5), key=("shop_id", "date")).rows
    assert rows is not None
    assert rows.key == ("shop_id", "date")
    for key, why in (
        (("shop_id",), "The key that was given (shop_id) does not name each row: another was looked for."),
        (
            ("date", "no"),
            "Not both versions have the column 'no' of the key that was given: another was looked for.",
        ),
    ):
        (change,) = studied(held, "t.csv", write(1.5), write(7.5), key=key).changes
        assert change.note == why
        assert change.rows is not None
        assert set(change.rows.key) == {"shop_id", "date"}
        assert change.rows.changed == 1
        assert change.drift is not None


def test_without_a_key_rows_count_as_often_as_they_stand_there(held: Held) -> None:
    rows = changed(held, "t.csv", b"a,b\n1.5,x\n1.5,x\n2.5,y\n", b"a,b\n1.5,x\n2.5,y\n2.5,y\n").rows
    assert rows is not None
    assert (rows.key, rows.added, rows.removed, rows.same, rows.changed) == ((), 1, 1, 2, None)


def test_the_schema(held: Held) -> None:
    change = changed(held, "t.csv", b"a,b,c,d\n1,2,x,1\n", b"d,a,c,e\n1,1.5,x,2026-01-01\n")
    assert {(each.column, each.status, each.before, each.after) for each in change.schema or ()} == {
        ("b", "removed", "integer", ""),
        ("e", "added", "", "date"),
        ("a", "type", "integer", "number"),
        ("d", "moved", "3", "1"),
        ("a", "moved", "1", "2"),
        ("c", "moved", "2", "3"),
    }


def test_leading_zeros_and_columns_that_turn_to_text_late(held: Held) -> None:
    change = changed(held, "t.csv", b"zip,n\n01234,1\n", b"zip,n\n1234,1\n")
    assert differs(change)
    late = b"n,m\n" + b"1,1\n" * 25_000
    study = studied(held, "t.csv", late + b"x,2.5\n", late)
    assert [column.type for column in study.tables["A"].columns] == ["text", "number"]
    assert study.tables["A"].rows == 25_001
    assert study.tables["A"].broken == 0
    long = late + b"9007199254740993,2\n"
    change = changed(held, "t.csv", long, long.replace(b"993", b"992"))
    assert change.rows is not None
    assert change.rows.added == change.rows.removed == 1
    assert not change.schema


def test_names_of_columns_are_only_names(held: Held) -> None:
    header = 'a";DROP TABLE t0;--,A,a,select,c1,%s,"x,y",é'
    change = changed(
        held, "t.csv", f"{header}\n1,2,3,4,5,6,7,8\n".encode(), f"{header}\n1,2,3,4,5,6,7,9\n".encode()
    )
    assert change.rows is not None
    assert differs(change)
    study = studied(held, "t.csv", b"a,a,\n1,2,3\n", b"a,a,\n1,2,4\n")
    assert [column.name for column in study.tables["A"].columns] == ["a (1)", "a (2)", ""]


# encodings, delimiters, broken lines


@pytest.mark.parametrize(
    ("encoding", "note"),
    [
        ("utf-8", ""),
        ("utf-8-sig", ""),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16-LE"),
        ("latin-1", "Latin-1"),
    ],
)
def test_encodings(held: Held, encoding: str, note: str) -> None:
    text = "name,price\ncafé,1.5\nthé,2\n" + "lait,3\n" * 50
    study = studied(held, "t.csv", text.encode("utf-8"), text.encode(encoding))
    (change,) = study.changes
    assert not differs(change)
    assert note in " ".join(study.tables["B"].notes)
    assert bool(study.tables["B"].notes) == bool(note)


def test_mixed_encodings_are_read_line_by_line_and_counted(held: Held) -> None:
    mixed = "name,n\ncafé,1\n".encode() + "thé,2\n".encode("latin-1")
    study = studied(held, "t.csv", "name,n\ncafé,1\nthé,2\n".encode(), mixed)
    assert not differs(study.changes[0])
    assert study.tables["B"].notes == ("1 lines are not UTF-8 and were read as Latin-1.",)


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_ends_of_lines(held: Held, end: str) -> None:
    text = 'a,b\n1,"x, y"\n2,z\n'
    assert not differs(changed(held, "t.csv", text.encode(), text.replace("\n", end).encode()))


def test_one_broken_line_is_told_with_its_number_and_the_rest_stands(held: Held) -> None:
    good = b"a,b\n" + b"".join(b"%d,x\n" % n for n in range(50))
    bad = good.replace(b"\n20,x\n", b'\n20,"x\ny"\n').replace(b"\n30,x\n", b"\n30,x,too,many\n")
    study = studied(held, "t.csv", good, bad)
    facts = study.tables["B"]
    assert (facts.rows, facts.broken) == (49, 1)
    assert [line.line for line in facts.examples] == [33]
    rows = study.changes[0].rows
    assert rows is not None
    assert (rows.key, rows.removed, rows.changed) == (("a",), 1, 1)


def test_broken_lines_of_json(held: Held) -> None:
    good = _json_lines(ROWS)
    lines = good.split(b"\n")
    lines[3], lines[9] = lines[3][:-4], b"[1, 2]"
    study = studied(held, "t.jsonl", good, b"\n".join(lines))
    facts = study.tables["B"]
    assert (facts.rows, facts.broken) == (58, 2)
    assert [line.line for line in facts.examples] == [4, 10]


@pytest.mark.parametrize("path", ["t.parquet", "t.npy", "t.npz", "t.arrow", "t.csv.gz", "t.json"])
def test_a_truncated_file_is_told_in_its_place(held: Held, path: str) -> None:
    whole = FORMATS[path](ROWS)
    study = studied(held, path, whole, whole[: len(whole) * 2 // 3])
    assert set(study.unreadable) == {"B"}
    assert study.unreadable["B"]
    assert study.tables
    (change,) = study.changes
    assert change.note == study.unreadable["B"]
    assert change.rows is None


def test_nothing_is_unpickled_and_absurd_headers_are_refused(held: Held) -> None:
    pickled = io.BytesIO()
    np.save(pickled, np.array([{"a": 1}], dtype=object), allow_pickle=True)
    header = _saved(np.arange(4)).replace(b"(4,), ", b"(10**9,), ".replace(b"10**9", b"9" * 9))
    study = studied(held, "t.npy", pickled.getvalue(), header, _saved(np.arange(4)))
    assert "never unpickled" in study.unreadable["A"]
    assert set(study.unreadable) == {"A", "B"}


@pytest.mark.parametrize("claimed", [5_000, 10**12])
def test_a_parquet_that_lies_about_its_rows_is_told(held: Held, claimed: int) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    out = io.BytesIO()
    pq.write_table(pa.table({"a": list(range(1000)), "b": ["x"] * 1000}), out)
    honest = out.getvalue()
    length = int.from_bytes(honest[-8:-4], "little")
    footer = honest[-8 - length : -8].replace(_varint(1000), _varint(claimed))
    lying = honest[: -8 - length] + footer + len(footer).to_bytes(4, "little") + b"PAR1"
    study = studied(held, "t.parquet", honest, lying)
    told = study.unreadable.get("B", "") + study.changes[0].note
    assert "rows" in told
    assert "/tmp" not in told  # noqa: S108
    assert study.changes[0].rows is None


def _varint(number: int) -> bytes:
    """A whole number as Thrift's compact protocol writes it."""
    left, out = number << 1, b""
    while left > 0x7F:
        out, left = out + bytes([left & 0x7F | 0x80]), left >> 7
    return out + bytes([left])


def test_a_parquet_of_very_many_columns_is_compared_row_by_row(held: Held) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    def written(rows: list[int]) -> bytes:
        out = io.BytesIO()
        pq.write_table(pa.table({f"c{n}": [row * n for row in rows] for n in range(2_100)}), out)
        return out.getvalue()

    study = studied(held, "t.parquet", written([1, 2, 3, 3]), written([3, 2, 7, 1, 3]))
    (change,) = study.changes
    assert "more than 2,000 columns" in change.note
    assert change.rows is not None
    assert (change.rows.added, change.rows.removed, change.rows.same) == (1, 0, 4)


def test_a_table_without_rows_says_nothing_of_its_types(held: Held) -> None:
    change = changed(held, "t.csv", b"a,b\n1,x\n", b"a,b\n")
    assert change.schema == ()
    assert change.rows is not None
    assert (change.rows.added, change.rows.removed) == (0, 1)


def test_empty_tables(held: Held) -> None:
    study = studied(held, "t.csv", b"", b"a,b\n", b"a,b\n1,2\n")
    assert set(study.unreadable) == {"A"}
    assert study.tables["B"].rows == 0
    change = changed(held, "t.csv", b"a,b\n", b"a,b\n1,2\n")
    assert change.rows is not None
    assert (change.rows.added, change.rows.removed) == (1, 0)


def test_twelve_thousand_columns(held: Held) -> None:
    names = ",".join(f"m{n}" for n in range(12_000))
    values = ",".join(str(n) for n in range(12_000))
    study = studied(held, "t.csv", f"{names}\n{values}\n".encode(), f"{names},z\n{values},1\n".encode())
    assert len(study.tables["A"].columns) == 12_000
    (change,) = study.changes
    assert [(each.column, each.status) for each in change.schema or ()] == [("z", "added")]
    assert "columns" in change.note


def test_what_is_not_here_says_where_it_could_be_had(held: Held) -> None:
    student = DataStudent(held, Silent())
    study = student.study("t.csv", [("A", held.put("0", b"a\n1\n")), ("B", Digest("md5", "gone"))])
    (absent,) = study.absent
    assert (absent.label, absent.digest) == ("B", Digest("md5", "gone"))
    assert absent.obtainable[0].url == "s3://bucket/dvc"
    assert study.tables["A"].rows == 1


def test_a_cancel_ends_it_and_leaves_nothing_behind(held: Held, monkeypatch: pytest.MonkeyPatch) -> None:
    room = held.folder / "room"
    room.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(room))

    class Stopped(Silent):
        def step(self, phase: str, *_rest: object) -> None:
            if phase == "rows":
                raise CancelledError("Cancelled.")

    with pytest.raises(CancelledError):
        studied(held, "t.csv", b"a\n1\n", b"a\n2\n", progress=Stopped())
    assert list(room.iterdir()) == []


# whatever the cells

CELLS = st.none() | st.integers(-(2**40), 2**40) | st.floats(allow_nan=False) | st.text(max_size=5)
TABLES = st.lists(
    st.fixed_dictionaries({"k": st.integers(0, 5), "x": CELLS, "y": CELLS}), min_size=1, max_size=6
)
SLOW = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])


@SLOW
@given(rows=TABLES, data=st.data())
def test_a_changed_cell_is_never_the_same(
    held: Held, rows: list[dict[str, Any]], data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(rows) - 1))
    column = data.draw(st.sampled_from(["x", "y"]))
    other = data.draw(CELLS)
    if other == rows[place][column]:
        return
    later = [{**row, column: other} if n == place else row for n, row in enumerate(rows)]
    assert differs(changed(held, "t.jsonl", _json_lines(rows), _json_lines(later)))


@SLOW
@given(
    path=st.sampled_from(sorted(FORMATS)), place=st.integers(0, 59), column=st.sampled_from(["id", "price"]),
    by=st.integers(1, 10**6),
)  # fmt: skip
def test_in_every_format_a_changed_cell_is_never_the_same(
    held: Held, path: str, place: int, column: str, by: int
) -> None:
    later = _with(place, **{column: ROWS[place][column] + by})
    study = studied(held, path, FORMATS[path](ROWS), FORMATS[path](later))
    assert not study.unreadable
    assert any(differs(change) for change in study.changes)  # an npz has one for each array


@SLOW
@given(rows=TABLES, data=st.data())
def test_equal_rows_never_differ(held: Held, rows: list[dict[str, Any]], data: st.DataObject) -> None:
    later = data.draw(st.permutations(rows))
    change = changed(held, "t.jsonl", _json_lines(rows), _json_lines(later))
    assert change.rows is not None
    assert change.rows.equal
    assert all(drift.level == "none" for drift in change.drift or ())


@SLOW
@given(content=st.binary(max_size=200), path=st.sampled_from(sorted(FORMATS)))
def test_no_bytes_break_it(held: Held, content: bytes, path: str) -> None:
    study = studied(held, path, content, b"a,b\n1,2\n")
    assert set(study.unreadable) <= {"A", "B"}
