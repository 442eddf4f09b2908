"""Rows of tables with thousands of columns, compared as a whole: a few columns are read at a time."""

# ruff: noqa: S608 -- names in the SQL are ours (t0, c0, …); texts are quoted or parameters

from __future__ import annotations

from typing import Any

from forebear.compare.data.engine import Engine
from forebear.compare.data.findings import RowChanges
from forebear.compare.data.opened import OpenTable

WIDEST_BY_CELL = 2_000
"""Columns of a table that is compared cell by cell; of a wider one whole rows are compared."""

_WHY = "there are too many columns"
_AT_ONCE = 2_000  # columns
_MIXED = 0x9E3779B97F4A7C15  # odd, so that multiplying by it loses nothing


def wide_rows(engine: Engine, before: OpenTable, after: OpenTable) -> RowChanges:
    """Compare rows by 64-bit hashes of all their values; tables of other columns have no row in common."""
    import numpy as np

    if not before.is_like(after):
        return RowChanges((), after.rows, before.rows, 0, by_hash=True, why=_WHY)
    one, other = _hashes(engine, before), _hashes(engine, after)
    values, places = np.unique(np.concatenate([one, other]), return_inverse=True)
    counts = [np.bincount(side, minlength=len(values)) for side in (places[: len(one)], places[len(one) :])]
    same = int(np.minimum(*counts).sum())
    return RowChanges((), len(other) - same, len(one) - same, same, by_hash=True, why=_WHY)


def _hashes(engine: Engine, table: OpenTable) -> Any:
    """Return a hash of each row, in the order of the rows."""
    import numpy as np

    found: Any = None
    for first in range(0, len(table.columns), _AT_ONCE):
        last = min(first + _AT_ONCE, len(table.columns))
        columns = ", ".join(f"c{place}" for place in range(first, last))
        statement = f"SELECT hash({columns}) AS h FROM {table.name} ORDER BY {table.place}"
        some = np.asarray(engine.arrays(statement)["h"], np.uint64)
        found = some if found is None else (found * np.uint64(_MIXED)) ^ some
    return found
