"""Delta tables, through the deltalake library: the latest version that the log in a directory tells of.

The log of an opened project is not to be trusted: what it names outside the directory is not read (Delta
protocol, "Add File": a path may be absolute).
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from forebear.compare.data.columnar import open_stream
from forebear.compare.data.delta_names import check_log, refuse_outside
from forebear.compare.data.engine import Engine, EngineError
from forebear.compare.data.findings import DeltaCommit, DeltaLog, Form
from forebear.compare.data.opened import OpenTable, UnreadableTableError
from forebear.lineage.errors import ActionableError
from forebear.sources.dvc.storage import DirectoryEntry

LOG = "_delta_log/"
"""Where a Delta table has its log, below its directory."""

_LARGEST_LOG = 512 << 20  # bytes
_COMMITS = 1_000
_KNOWN = {
    "timestamp", "operation", "operationParameters", "operationMetrics", "engineInfo", "clientVersion",
    "version", "readVersion", "isBlindAppend", "isolationLevel", "userId", "userName", "userMetadata",
    "txnId", "job", "notebook", "clusterId", "inCommitTimestamp", "tags",
}  # fmt: skip


def open_delta(
    engine: Engine,
    entries: Sequence[DirectoryEntry],
    find: Callable[[DirectoryEntry], Path | None],
    table: str,
    version: int | None = None,
) -> OpenTable:
    """Read a version of a Delta table (None = the latest) whose files are found one by one.

    Raises UnreadableTableError where it is damaged, names files outside, or lacks some.
    """
    try:
        deltalake: Any = import_module("deltalake")
        pa: Any = import_module("pyarrow")
    except ImportError as error:
        raise ActionableError(
            "Delta tables are read by deltalake and pyarrow, which are not installed.",
            todo="Install them with: pip install 'forebear[delta]'",
        ) from error
    folder = engine.scratch("delta")
    here = _laid_out(entries, find, folder)
    try:
        check_log(folder / entry.path for entry in entries if entry.path.startswith(LOG))
        opened = deltalake.DeltaTable(str(folder), version=version)
        named = pa.table(opened.get_add_actions(flatten=True)).column("path").to_pylist()
        _check(named, {entry.path for entry in entries}, here)
        log = _log(opened)
        query = deltalake.QueryBuilder().register("t", opened).execute("SELECT * FROM t")
        reader = pa.RecordBatchReader.from_stream(query)
        found = open_stream(engine, pa, reader, Form.DELTA, table)
    except (
        deltalake.exceptions.DeltaError, pa.ArrowException, EngineError, OSError, ValueError, KeyError,
    ) as error:  # fmt: skip
        said = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise UnreadableTableError(f"It cannot be read as a Delta table: {said[:300]}") from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return replace(found, log=log)


def commits_between(before: DeltaLog | None, after: DeltaLog | None) -> tuple[DeltaCommit, ...]:
    """Return what made the later version of one table of the earlier one, oldest first; () where nothing
    tells."""
    if before is None or after is None or before.id != after.id:
        return ()
    low, high = sorted((before.version, after.version))
    newer = after if after.version == high else before
    return tuple(commit for commit in reversed(newer.commits) if low < commit.version <= high)


def _laid_out(
    entries: Sequence[DirectoryEntry], find: Callable[[DirectoryEntry], Path | None], folder: Path
) -> set[str]:
    """Lay the directory out by links, as the library needs it; returns the paths that are here."""
    here: set[str] = set()
    size = 0
    for entry in entries:
        path = find(entry)
        if path is None:
            continue
        if entry.path.startswith(LOG):
            size += path.stat().st_size
            if size > _LARGEST_LOG:
                raise UnreadableTableError(f"Its log is larger than {_LARGEST_LOG >> 20} MiB.")
        target = folder / entry.path
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            target.symlink_to(path.resolve())
        except OSError:  # Windows lets only some people make links
            shutil.copyfile(path, target)
        here.add(entry.path)
    if missing := [entry.path for entry in entries if entry.path.startswith(LOG) and entry.path not in here]:
        raise UnreadableTableError(f"{len(missing):,} files of its log are not here.")
    return here


def _check(named: Sequence[str], listed: set[str], here: set[str]) -> None:
    paths = {unquote(path) for path in named}
    refuse_outside(paths)
    if outside := sorted(paths - listed):
        raise UnreadableTableError(
            f"Its log names a file that is not in the directory: {outside[0][:200]!r}."
        )
    if missing := paths - here:
        raise UnreadableTableError(f"{len(missing):,} of its files are not here.")


def _log(opened: Any) -> DeltaLog:
    return DeltaLog(
        str(opened.metadata().id),
        int(opened.version()),
        tuple(_commits(opened.history(_COMMITS))),
    )


def _commits(history: Sequence[Mapping[str, Any]]) -> Iterator[DeltaCommit]:
    for each in history:
        own = {key: value for key, value in each.items() if key not in _KNOWN and value is not None}
        said = [str(each["userMetadata"])] if each.get("userMetadata") else []
        said += [f"{key}: {value}" for key, value in own.items()]
        given = each.get("operationParameters") or {}
        moment = each.get("timestamp")
        yield DeltaCommit(
            int(each.get("version", 0)),
            datetime.fromtimestamp(moment / 1000, UTC) if isinstance(moment, (int, float)) else None,
            str(each.get("operation", "")),
            ", ".join(f"{key}: {value}" for key, value in given.items())[:500],
            str(each.get("userName") or ""),
            "; ".join(said)[:1_000],
        )
