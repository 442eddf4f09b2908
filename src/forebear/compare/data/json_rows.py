"""JSON Lines and JSON arrays of objects, read into the engine: a column for each key of the objects."""

# ruff: noqa: S608 -- names in the SQL are ours (t0, c0, …); texts are quoted or parameters

from __future__ import annotations

import json
from pathlib import Path

from forebear.compare.data.engine import Engine, EngineError
from forebear.compare.data.findings import BrokenLine, Column, Form, Kind
from forebear.compare.data.formats import is_packed
from forebear.compare.data.opened import EXAMPLES, OpenTable, UnreadableTableError, columns_of, kind_of
from forebear.compare.data.text_files import open_text

_MOST_KEYS = 5_000
_LARGEST_OBJECT = 64 << 20


def open_json(engine: Engine, path: Path, name: str, form: Form, table: str) -> OpenTable | None:
    """Read objects into `table`; None where JSON is no array, so no table.

    Raises UnreadableTableError where it holds no objects, or is damaged.
    """
    text = open_text(path, is_packed(name), lambda: engine.scratch("text"), engine.look)
    array = form is Form.JSON
    if array and not text.head.lstrip().startswith("["):
        return None
    shape = "array" if array else "newline_delimited"
    try:
        engine.rows(
            f"CREATE OR REPLACE TABLE {table}_raw AS SELECT json AS j FROM read_json_objects("
            f"{engine.link(text.path)}, format = '{shape}', ignore_errors = {'false' if array else 'true'}, "
            f"maximum_object_size = {_LARGEST_OBJECT})"
        )
        engine.rows(
            f"CREATE OR REPLACE TABLE {table}_objects AS SELECT j FROM {table}_raw "
            "WHERE j IS NOT NULL AND json_type(j) = 'OBJECT'"
        )
    except EngineError as error:
        raise UnreadableTableError(f"It cannot be read as JSON: {error}") from error
    whole = int(engine.row(f"SELECT count(*) FROM {table}_raw")[0])
    rows = int(engine.row(f"SELECT count(*) FROM {table}_objects")[0])
    if whole and not rows:
        raise UnreadableTableError("It holds no objects.", where=name)
    keys = [
        str(key)
        for (key,) in engine.rows(
            f"SELECT key FROM (SELECT unnest(json_keys(j)) AS key FROM {table}_objects) "
            f"GROUP BY key LIMIT {_MOST_KEYS + 1}"
        )
    ]
    if len(keys) > _MOST_KEYS:
        raise UnreadableTableError(f"Its objects have more than {_MOST_KEYS:,} different keys.", where=name)
    keys = _in_order(engine, table, keys)
    kinds = _types(engine, table, keys)
    named = ", ".join(
        f"TRY_CAST(json_extract_string(j, ?) AS {sql}) AS c{place}" for place, (sql, _) in enumerate(kinds)
    )
    engine.rows(
        f"CREATE OR REPLACE TABLE {table} AS SELECT {named or 'NULL AS c0'} FROM {table}_objects",
        [_pointer(key) for key in keys],
    )
    engine.rows(f"DROP TABLE {table}_objects")
    engine.rows(f"DROP TABLE {table}_raw")
    columns = tuple(
        column
        if not nested
        else Column(column.name, nested, Kind.OTHER if nested == "nested" else kind_of(sql))
        for column, (sql, nested) in zip(
            columns_of(keys, [sql for sql, _ in kinds], exact=False), kinds, strict=True
        )
    )
    broken = whole - rows
    examples = _broken(text.path) if broken and not array else ()
    return OpenTable(table, form, rows, columns, tuple(sql for sql, _ in kinds), broken, examples, text.notes)


def _in_order(engine: Engine, table: str, keys: list[str]) -> list[str]:
    """Put the keys as the first object has them, others after them by name."""
    first = engine.rows(f"SELECT json_keys(j) FROM {table}_objects LIMIT 1")
    order = {key: place for place, key in enumerate(first[0][0])} if first else {}
    return sorted(keys, key=lambda key: (order.get(key, len(order)), key))


def _types(engine: Engine, table: str, keys: list[str]) -> list[tuple[str, str]]:
    """Return for each key the type it is stored as, and its name where that does not say it."""
    found: list[tuple[str, str]] = []
    for first in range(0, len(keys), 100):
        some = keys[first : first + 100]
        asked = ", ".join("list(DISTINCT json_type(j, ?))" for _ in some)
        row = engine.row(f"SELECT {asked} FROM {table}_objects", [_pointer(key) for key in some])
        found += [_type({str(kind) for kind in kinds or () if kind}) for kinds in row]
    return found


def _type(kinds: set[str]) -> tuple[str, str]:
    said = kinds - {"NULL"}
    if said & {"OBJECT", "ARRAY"}:
        return "VARCHAR", "nested" if said <= {"OBJECT", "ARRAY"} else "mixed"
    if said == {"BOOLEAN"}:
        return "BOOLEAN", ""
    if said and said <= {"BIGINT", "UBIGINT"}:
        return ("HUGEINT", "integer") if "UBIGINT" in said else ("BIGINT", "")
    if said and said <= {"BIGINT", "UBIGINT", "DOUBLE", "HUGEINT", "UHUGEINT"}:
        return "DOUBLE", ""
    return "VARCHAR", "" if len(said) < 2 else "mixed"


def _pointer(key: str) -> str:
    """Return a JSON pointer to a key of an object."""
    return "/" + key.replace("~", "~0").replace("/", "~1")


def _broken(path: Path) -> tuple[BrokenLine, ...]:
    found: list[BrokenLine] = []
    with path.open(encoding="utf-8", errors="replace", newline="\n") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                value = json.loads(line)
            except (ValueError, RecursionError) as error:
                found.append(BrokenLine(number, f"It is no JSON: {error}"))
            else:
                if not isinstance(value, dict):
                    found.append(BrokenLine(number, "It is no object."))
            if len(found) == EXAMPLES:
                break
    return tuple(found)
