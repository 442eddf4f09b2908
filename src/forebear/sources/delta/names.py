"""What the log of a Delta table names: nothing that lies outside the table's directory may be read.

Delta protocol: "Add File" (a path may be absolute), "Deletion Vectors" (storage type `p` is an absolute
path), "Sidecar Files".
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from forebear.lineage.errors import ActionableError

_SCHEME = re.compile(r"\s*[A-Za-z][A-Za-z0-9+.-]*:")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_TELLING = (b"deletionVector", b"sidecar", b"\\u")  # an escape may spell either
_COLUMNS = ("add.deletionVector.storageType", "remove.deletionVector.storageType", "sidecar.path")


class UnsafeLogError(ActionableError):
    """A log that names what is not the table's, or cannot be looked through."""


def leads_outside(path: str) -> bool:
    """Whether a path is a URL, absolute or climbs, however it is read: a listing may hold such a name too."""
    for text in (path, unquote(path)):
        # To a URL a backslash is a slash, and control characters are nothing at all.
        plain = _CONTROL.sub("", text).replace("\\", "/")
        if _SCHEME.match(plain) or plain.startswith("/") or ".." in plain.split("/"):
            return True
    return False


def refuse_outside(names: Iterable[str]) -> None:
    """Raise UnsafeLogError where one of the names leads outside."""
    for name in sorted(names):
        if leads_outside(name):
            raise UnsafeLogError(f"Its log names a file that is not in the directory: {name[:200]!r}.")


def check_log(files: Iterable[Path]) -> None:
    """Look through a log before anything follows it: for what the library would read besides the data.

    Raises UnsafeLogError; what is no log at all is left to the library to say.
    """
    for file in files:
        if file.suffix == ".json":
            _check_commit(file)
        elif file.suffix == ".parquet":
            _check_checkpoint(file)


def _check_commit(file: Path) -> None:
    with file.open("rb") as lines:
        for line in lines:
            if not any(word in line for word in _TELLING):
                continue
            try:
                action = json.loads(line, object_pairs_hook=_once)
            except (ValueError, RecursionError) as error:
                raise UnsafeLogError("Its log holds a line that is no JSON.") from error
            for kind in ("add", "remove", "sidecar"):
                inner = action.get(kind) if isinstance(action, dict) else None
                if isinstance(inner, dict):
                    vector = inner.get("deletionVector")
                    _refuse_absolute([vector.get("storageType")] if isinstance(vector, dict) else [])
                    if kind == "sidecar":
                        refuse_outside([str(inner.get("path"))])


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Make an object of JSON; of a name that is there twice, programs take one or the other."""
    made = dict(pairs)
    if len(made) < len(pairs):
        raise ValueError("a name is there twice")
    return made


def _check_checkpoint(file: Path) -> None:
    pa: Any = import_module("pyarrow")
    parquet: Any = import_module("pyarrow.parquet")
    try:
        opened = parquet.ParquetFile(file)
        columns = {opened.schema.column(place).path for place in range(len(opened.schema))}
        wanted = [name for name in _COLUMNS if name in columns]
        for batch in opened.iter_batches(columns=wanted) if wanted else ():
            rows = batch.to_pylist()
            _refuse_absolute(list(_values(rows, "deletionVector", "storageType")))
            refuse_outside(str(row["sidecar"]["path"]) for row in rows if row.get("sidecar"))
    except (pa.ArrowException, OSError) as error:
        raise UnsafeLogError("Its log holds a checkpoint that cannot be read.") from error


def _values(rows: Sequence[dict[str, Any]], part: str, key: str) -> Iterator[object]:
    for row in rows:
        for kind in ("add", "remove"):
            inner = (row.get(kind) or {}).get(part)
            if inner:
                yield inner.get(key)


def _refuse_absolute(kinds: Iterable[object]) -> None:
    if any(kind is not None and kind not in ("u", "i") for kind in kinds):
        raise UnsafeLogError("Its log names a deletion vector outside of the directory.")
