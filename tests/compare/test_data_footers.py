"""What a Parquet file's footer says of its columns: believed where it can be, never against the values."""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forebear.compare.data.columnar import open_parquet
from forebear.compare.data.engine import Engine
from forebear.compare.data.footers import extremes
from forebear.compare.data.opened import Survey
from forebear.compare.data.survey import survey
from forebear.lineage.progress import Silent

WHOLE = st.none() | st.integers(-(2**63), 2**63 - 1)
FLOATS = st.none() | st.floats() | st.sampled_from([0.0, -0.0, math.nan, math.inf, -math.inf])
SINGLES = st.none() | st.floats(width=32)
SLOW = settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def reading(tmp_path: Path) -> Iterator[tuple[Engine, Path]]:
    path = tmp_path / "t.parquet"
    folder = tmp_path / "engine"
    folder.mkdir()
    engine = Engine(folder, Silent(), [path])
    yield engine, path
    engine.close()


def surveyed(engine: Engine, path: Path) -> Survey:
    table = open_parquet(engine, [path], "t")
    return survey(engine, table, (0,), known=extremes(engine, table))


def of_values(values: list[Any]) -> tuple[float | None, float | None]:
    known = [float(value) for value in values if value is not None and not math.isnan(value)]
    return (min(known), max(known)) if known else (None, None)


@SLOW
@given(
    rows=st.lists(st.tuples(WHOLE, FLOATS, SINGLES, st.text(max_size=3)), min_size=1, max_size=30),
    group=st.integers(1, 40),
    told=st.booleans(),
)
def test_extremes_are_those_of_the_values(
    reading: tuple[Engine, Path], rows: list[tuple[Any, ...]], group: int, told: bool
) -> None:
    engine, path = reading
    types = [pa.int64(), pa.int64(), pa.float64(), pa.float32(), pa.string()]
    columns = [list(range(len(rows))), *map(list, zip(*rows, strict=True))]
    table = pa.table([pa.array(*each) for each in zip(columns, types, strict=True)], names=list("abcde"))
    pq.write_table(table, path, row_group_size=group, write_statistics=told)
    found = surveyed(engine, path).summaries
    for values, summary in zip(columns[:4], found, strict=False):
        assert (summary.least, summary.most) == of_values(values)


def test_a_footer_is_believed_only_as_far_as_it_goes(reading: tuple[Engine, Path]) -> None:
    engine, path = reading
    one = pa.array([1.5, 2.5, math.nan], pa.float64())
    nested = pa.array([[1], [2], [3]], pa.list_(pa.int64()))
    pq.write_table(pa.table({"id": [3, 1, 2], "x": one}), path)
    assert extremes(engine, open_parquet(engine, [path], "t")) == {0: (1, 3), 1: (1.5, 2.5)}
    pq.write_table(pa.table({"id": [1, 2, 3], "y": pa.array([{"a": 1, "b": 2}] * 3), "x": one}), path)
    assert extremes(engine, open_parquet(engine, [path], "t")) == {}
    pq.write_table(pa.table({"id": [1, 2, 3], "y": nested}), path)
    assert extremes(engine, open_parquet(engine, [path], "t")) == {0: (1, 3)}


def test_a_footer_that_lies_is_found_out(reading: tuple[Engine, Path]) -> None:
    engine, path = reading
    values = [1.25, *[50.0 + n for n in range(40)], 98.75]
    pq.write_table(pa.table({"id": list(range(42)), "x": values}), path, compression="none")
    written = path.read_bytes()
    footer = written.rindex(b"PAR1") - 4 - struct.unpack("<I", written[-8:-4])[0]
    true, false = struct.pack("<d", 98.75), struct.pack("<d", 60.0)
    assert true in written[footer:]
    path.write_bytes(written[:footer] + written[footer:].replace(true, false))
    assert extremes(engine, open_parquet(engine, [path], "t"))[1].most == 60.0
    (_, x) = surveyed(engine, path).summaries
    assert (x.least, x.most) == (1.25, 98.75)
