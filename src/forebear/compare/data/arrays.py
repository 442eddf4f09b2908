"""npy and npz, read into the engine without unpickling: rows along the first axis."""

from __future__ import annotations

import math
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

from forebear.compare.data.engine import Engine
from forebear.compare.data.findings import Column, Form
from forebear.compare.data.opened import OpenTable, UnreadableTableError, kind_of
from forebear.compare.data.text_files import LARGEST_UNPACKED

_WIDEST = 256  # an array with more values a row is described by all its values together
_BLOCK = 8 << 20  # bytes read at a time


def open_arrays(engine: Engine, path: Path, form: Form, table: str) -> list[tuple[str, OpenTable]]:
    """Read the arrays of a file, each a table, by name ("" in an npy).

    Raises UnreadableTableError where it is damaged, holds objects, or unpacks to too much.
    """
    opened = []
    try:
        if form is Form.NPY:
            with path.open("rb") as file:
                return [("", _read(engine, file, path.stat().st_size, form, table))]
        with zipfile.ZipFile(path) as archive:
            members = [info for info in archive.infolist() if info.filename.endswith(".npy")]
            if sum(info.file_size for info in members) > LARGEST_UNPACKED or len(members) > 1_000:
                raise UnreadableTableError("It holds too much to be unpacked.")
            for place, info in enumerate(members):
                with archive.open(info) as file:
                    name = info.filename.removesuffix(".npy")
                    opened.append((name, _read(engine, file, info.file_size, form, f"{table}_{place}")))
    except (ValueError, OSError, EOFError, zipfile.BadZipFile, NotImplementedError, SyntaxError) as error:
        raise UnreadableTableError(f"It cannot be read as {form}: {error}") from error
    return opened


def _read(engine: Engine, file: IO[bytes], size: int, form: Form, table: str) -> OpenTable:
    import numpy as np

    shape, column_major, dtype = _header(file)
    values = math.prod(shape)
    if dtype.hasobject:
        raise UnreadableTableError("It holds Python objects, which are never unpickled here.")
    if values * dtype.itemsize > size:
        raise UnreadableTableError(f"Its header promises {values:,} values, but they are not all there.")
    if column_major and len(shape) > 1:
        whole = np.frombuffer(file.read(), dtype, values).reshape(shape, order="F")
        blocks: Iterator[Any] = iter([np.ascontiguousarray(whole).reshape(shape[0], -1)])
    else:
        blocks = _blocks(file, shape, dtype, engine.look)
    rows = shape[0] if shape else 1
    width = values // rows if rows else math.prod(shape[1:])
    described = f"{dtype.name}, shape {' x '.join(map(str, shape)) or 'scalar'}"
    if dtype.names:
        names = list(dtype.names)
    elif width <= _WIDEST and len(shape) < 3:
        names = ["value"] if len(shape) < 2 else [str(place) for place in range(width)]
    else:
        names, rows = ["value"], values
    for block in blocks:
        engine.insert(table, _columns(block, dtype, len(names)))
    if not values:
        engine.insert(table, _columns(np.zeros((0, len(names)), dtype), dtype, len(names)))
    types = [str(row[1]) for row in engine.rows(f"DESCRIBE {table}")]
    columns = tuple(
        Column(name, str(dtype.fields[name][0]) if dtype.fields else dtype.name, kind_of(sql))
        for name, sql in zip(names, types, strict=True)
    )
    return OpenTable(table, form, rows, columns, tuple(types), notes=(f"{described}.",))


def _header(file: IO[bytes]) -> tuple[tuple[int, ...], bool, Any]:
    from numpy.lib import format as npy

    version = npy.read_magic(file)
    read: Any = npy.read_array_header_1_0 if version == (1, 0) else npy.read_array_header_2_0
    shape, column_major, dtype = read(file)
    return shape, column_major, dtype


def _blocks(file: IO[bytes], shape: tuple[int, ...], dtype: Any, look: Callable[[], None]) -> Iterator[Any]:
    """Yield blocks of whole rows as arrays of two dimensions."""
    import numpy as np

    rows = shape[0] if shape else 1
    width = math.prod(shape[1:]) if len(shape) > 1 else 1
    step = max(1, _BLOCK // max(1, width * dtype.itemsize))
    for first in range(0, rows, step):
        count = min(step, rows - first)
        wanted = count * width * dtype.itemsize
        piece = file.read(wanted)
        if len(piece) < wanted:
            raise ValueError("it ends before its last row")
        look()
        yield np.frombuffer(piece, dtype).reshape(count, width)


def _columns(block: Any, dtype: Any, width: int) -> dict[str, Any]:
    import numpy as np

    if dtype.names:
        flat = block.reshape(-1)
        parts = [flat[name] for name in dtype.names]
    elif width == 1:
        parts = [block.reshape(-1)]
    else:
        parts = [block[:, place] for place in range(width)]
    return {f"c{place}": _plain(np.ascontiguousarray(part)) for place, part in enumerate(parts)}


def _plain(values: Any) -> Any:
    """Return values of a type that DuckDB takes: the machine's byte order, no halves and no complexes."""
    import numpy as np

    kind = values.dtype.kind
    if kind == "f" and values.dtype.itemsize not in (4, 8):
        return values.astype(np.float64)
    if kind in "biuf":
        return values.astype(values.dtype.newbyteorder("="))
    if kind == "M":
        return values.astype("datetime64[us]")
    if kind == "S":
        return np.array([item.decode("latin-1") for item in values], dtype=object)
    return np.array([str(item) for item in values], dtype=object)
