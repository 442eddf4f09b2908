"""Parquet, read where it lies; Arrow and Feather, streamed into the engine through pyarrow."""

# ruff: noqa: S608 -- names in the SQL are ours (t0, c0, …); texts are quoted or parameters

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from forebear.compare.data.engine import Engine, EngineError
from forebear.compare.data.findings import Form
from forebear.compare.data.opened import OpenTable, UnreadableTableError, columns_of
from forebear.lineage.errors import ActionableError

_ROWS_A_BYTE = 10_000  # a page of 20,000 equal rows takes more than 20 bytes


def open_parquet(engine: Engine, paths: Sequence[Path], table: str) -> OpenTable:
    """Open one Parquet table, in one file or several; raises UnreadableTableError where it is damaged."""
    listed = "[" + ", ".join(engine.link(path) for path in paths) + "]"
    source = f"read_parquet({listed}, union_by_name = {'true' if len(paths) > 1 else 'false'})"
    try:
        described = engine.rows(f"DESCRIBE SELECT * FROM {source}")
        named = ", ".join(f"c{place}" for place in range(len(described)))
        numbered = source.removesuffix(")") + ", file_row_number = true)"
        engine.rows(f"CREATE OR REPLACE VIEW {table} AS SELECT * FROM {numbered} AS given({named}, place)")
        groups = _promised(engine, listed, sum(path.stat().st_size for path in paths))
    except EngineError as error:
        raise UnreadableTableError(f"It cannot be read as Parquet: {error}") from error
    types = [str(row[1]) for row in described]
    names = [str(row[0]) for row in described]
    columns = columns_of(names, types, exact=True)
    file = paths[0] if len(paths) == 1 else None
    return OpenTable(
        table,
        Form.PARQUET,
        sum(groups),
        columns,
        tuple(types),
        place="place",
        file=file,
        groups=groups if file else (),
    )


def _promised(engine: Engine, listed: str, size: int) -> tuple[int, ...]:
    """Return how many rows files say their row groups have, once that is possible in so many bytes."""
    found = engine.rows(
        "SELECT any_value(row_group_num_rows) "
        f"FROM parquet_metadata({listed}) GROUP BY file_name, row_group_id ORDER BY file_name, row_group_id"
    )
    groups = tuple(int(rows) for (rows,) in found)
    if not all(rows >= 0 for rows in groups) or sum(groups) > size * _ROWS_A_BYTE:
        raise UnreadableTableError(f"It says it has {sum(groups):,} rows, in {size:,} bytes.")
    return groups


def open_arrow(engine: Engine, path: Path, table: str) -> OpenTable:
    """Read an Arrow file or stream, or Feather; raises UnreadableTableError where it is damaged."""
    try:
        pa: Any = import_module("pyarrow")
        feather: Any = import_module("pyarrow.feather")
    except ImportError as error:
        raise ActionableError(
            "Arrow and Feather files are read by pyarrow, which is not installed.",
            todo="Install it with: pip install 'forebear[arrow]'",
        ) from error
    try:
        with path.open("rb") as file:
            start = file.read(6)
            file.seek(0)
            if start.startswith(b"FEA1"):
                reader = feather.read_table(file).to_reader()
            elif start == b"ARROW1":
                opened = pa.ipc.open_file(file)
                batches = (opened.get_batch(place) for place in range(opened.num_record_batches))
                reader = pa.RecordBatchReader.from_batches(opened.schema, batches)
            else:
                reader = pa.ipc.open_stream(file)
            return open_stream(engine, pa, reader, Form.ARROW, table)
    except (pa.ArrowException, EngineError, OSError, MemoryError) as error:
        raise UnreadableTableError(f"It cannot be read as Arrow: {str(error).splitlines()[0]}") from error


def open_stream(engine: Engine, pa: Any, reader: Any, form: Form, table: str) -> OpenTable:
    """Read a pyarrow RecordBatchReader into `table`; raises what pyarrow raises, and EngineError."""
    names = list(reader.schema.names)
    shown = [str(field.type).removesuffix("_view") for field in reader.schema]
    engine.insert_stream(table, _renamed(pa, reader))
    types = [str(row[1]) for row in engine.rows(f"DESCRIBE {table}")]
    columns = tuple(
        type(column)(column.name, said, column.kind)
        for column, said in zip(columns_of(names, types, exact=True), shown, strict=True)
    )
    rows = int(engine.row(f"SELECT count(*) FROM {table}")[0])
    return OpenTable(table, form, rows, columns, tuple(types))


def _renamed(pa: Any, reader: Any) -> Any:
    """Call the columns c0, c1, …; dictionaries are decoded, for DuckDB would see enumerations."""
    fields = [
        pa.field(f"c{place}", field.type.value_type if pa.types.is_dictionary(field.type) else field.type)
        for place, field in enumerate(reader.schema)
    ]
    wanted = pa.schema(fields)

    def batches() -> Iterator[Any]:
        for batch in reader:
            columns = [
                column.dictionary_decode() if pa.types.is_dictionary(column.type) else column
                for column in batch.columns
            ]
            yield pa.record_batch(columns, schema=wanted)

    return pa.RecordBatchReader.from_batches(wanted, batches())
