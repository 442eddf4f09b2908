"""What a Parquet file says of its columns in its footer, so that it need not be looked for in all values."""

# ruff: noqa: S608 -- names in the SQL are ours (t0, c0, …); texts are quoted or parameters

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np

from forebear.compare.data.engine import Engine
from forebear.compare.data.opened import OpenTable, is_integer


class Extremes(NamedTuple):
    """The smallest and the largest value of a column."""

    least: float
    most: float

    def include(self, least: float | None, most: float | None) -> bool:
        """Whether these, found in some rows, may be values of the column."""
        return least is None or most is None or (self.least <= least and most <= self.most)


def extremes(engine: Engine, table: OpenTable) -> Mapping[int, Extremes]:
    """Return those of the columns of numbers, by place, of which each row group tells them.

    NaN is left out of them. None is told of tables in several files and of nested columns.
    Source: Statistics in https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift
    """
    if table.file is None:
        return {}
    width = len(table.columns)
    told = engine.rows(
        "SELECT column_id, stats_min_value, stats_max_value "
        f"FROM parquet_metadata({engine.link(table.file)}) ORDER BY row_group_id, column_id"
    )
    if [place for place, *_ in told] != [*range(width)] * len(table.groups):
        return {}
    found = {
        place: _of_groups(table.sql[place].upper(), [tuple(each) for _, *each in told[place::width]])
        for place in range(width)
    }
    return {place: each for place, each in found.items() if each is not None}


def _of_groups(sql: str, told: list[tuple[str | None, ...]]) -> Extremes | None:
    read = _reader(sql)
    if read is None:
        return None
    try:
        least, most = zip(*[[read(text) for text in each if text is not None] for each in told], strict=True)
    except ValueError:  # not told of each group, or told otherwise than numbers are
        return None
    lowest, highest = min(least) + 0.0, max(most) + 0.0  # of zeros, the footer has the negative one
    return None if any(map(math.isnan, (*least, *most))) or lowest > highest else Extremes(lowest, highest)


def _reader(sql: str) -> Callable[[str], float] | None:
    """Return what reads values of a type of numbers; it raises ValueError where a text is none."""
    if is_integer(sql):
        return lambda text: float(int(text))
    return {"FLOAT": lambda text: float(np.float32(text)), "DOUBLE": float}.get(sql)
