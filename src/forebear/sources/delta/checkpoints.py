"""The state that a checkpoint tells, through the deltalake library."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from forebear.lineage.errors import ActionableError
from forebear.sources.delta.folder import LOG, TableFolder
from forebear.sources.delta.log import Described
from forebear.sources.delta.names import UnsafeLogError, check_log
from forebear.sources.dvc.yaml_text import UnreadableError

NEEDED = "pip install 'forebear[delta]'"

State = tuple[Described, list[tuple[str, int, int | None]]]
"""What the table says of itself, and its files: path, bytes, rows (None = not recorded)."""


def state_at(folder: TableFolder, version: int) -> State:
    """Return the state of a version that a checkpoint tells; raises UnreadableError with the reason.

    Of a table with deletion vectors no rows are told: the library counts what they leave out.
    """
    try:
        deltalake: Any = import_module("deltalake")
        pa: Any = import_module("pyarrow")
    except ImportError as error:
        raise UnreadableError(f"a checkpoint is read by deltalake and pyarrow: {NEEDED}") from error
    local = Path(folder.url)
    try:
        if not folder.options and local.is_dir():
            # Before the library follows what a log of an opened project names.
            check_log(path for path in (local / LOG).rglob("*") if path.is_file() and not path.is_symlink())
        table = deltalake.DeltaTable(
            folder.url, version=version, storage_options=dict(folder.options) or None
        )
        metadata = table.metadata()
        described = Described(
            str(metadata.id),
            str(metadata.name or ""),
            str(metadata.description or ""),
            table.schema().to_json(),
            tuple(metadata.partition_columns),
        )
        vectors = "deletionVectors" in (table.protocol().reader_features or ())
        actions = pa.table(table.get_add_actions(flatten=True))
        return described, list(_files(actions, counted=not vectors))
    except UnsafeLogError as error:
        raise UnreadableError(error.what) from error
    except ActionableError:
        raise
    except Exception as error:  # the library raises errors of several others
        said = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise UnreadableError(said[:300]) from error


def _files(actions: Any, *, counted: bool) -> Iterator[tuple[str, int, int | None]]:
    paths, sizes = actions.column("path").to_pylist(), actions.column("size_bytes").to_pylist()
    rows = actions.column("num_records").to_pylist() if "num_records" in actions.schema.names else []
    for number, path in enumerate(paths):
        known = rows[number] if counted and number < len(rows) else None
        yield unquote(str(path)), int(sizes[number] or 0), None if known is None else int(known)
