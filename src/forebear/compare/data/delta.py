"""Delta tables, through the deltalake library: the latest version that the log in a directory tells of.

The log of an opened project is not to be trusted: what it names outside the directory is not read (Delta
protocol, "Add File": a path may be absolute).
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from forebear.compare.data.columnar import open_stream
from forebear.compare.data.engine import Engine, EngineError
from forebear.compare.data.findings import DeltaCommit, DeltaLog, Form
from forebear.compare.data.opened import OpenTable, UnreadableTableError
from forebear.lineage.errors import ActionableError
from forebear.lineage.words import Digest
from forebear.sources.delta.folder import log_name
from forebear.sources.delta.log import TableVersion, mark_of, read_actions
from forebear.sources.delta.names import UnsafeLogError, check_log, refuse_outside
from forebear.sources.delta.saying import KNOWN
from forebear.sources.dvc.storage import DirectoryEntry
from forebear.sources.dvc.values import as_mapping
from forebear.sources.dvc.yaml_text import UnreadableError

LOG = "_delta_log/"
"""Where a Delta table has its log, below its directory."""

_LARGEST_LOG = 512 << 20  # bytes
_COMMITS = 1_000
_MOST_FILES = 500_000  # of a table's folder


def open_delta(  # noqa: PLR0913  (where its files are, and which version of which table)
    engine: Engine,
    entries: Sequence[DirectoryEntry],
    find: Callable[[DirectoryEntry], Path | None],
    table: str,
    version: int | None = None,
    *,
    table_id: str = "",
    mark: str = "",
) -> OpenTable:
    """Read a version of a Delta table (None = the latest) whose files are found one by one.

    `entries` are all that its directory should have; with `table_id`, the table that should be there, they
    are only what is there. `mark` is that of the version, "" for whichever has its number.

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
        _check(named, {entry.path for entry in entries} if not table_id else None, here)
        if table_id not in ("", str(opened.metadata().id)):
            raise UnreadableTableError("The table that lies there is another one by now.")
        if mark and _mark_in(folder, opened.version()) not in ("", mark):
            raise UnreadableTableError("Another version has this number there by now.")
        log = _log(opened, folder)
        query = deltalake.QueryBuilder().register("t", opened).execute("SELECT * FROM t")
        reader = pa.RecordBatchReader.from_stream(query)
        found = open_stream(engine, pa, reader, Form.DELTA, table)
    except UnsafeLogError as error:
        raise UnreadableTableError(str(error)) from error
    except (
        deltalake.exceptions.DeltaError, pa.ArrowException, EngineError, OSError, ValueError, KeyError,
    ) as error:  # fmt: skip
        said = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise UnreadableTableError(f"It cannot be read as a Delta table: {said[:300]}") from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return replace(found, log=log)


def open_in_place(engine: Engine, folder: Path, digest: Digest, table: str) -> OpenTable:
    """Read the version that a `delta` digest names of the table in a folder, links left out.

    Raises UnreadableTableError where it is damaged, lacks files, or is another table by now.
    """
    id_, _, version = digest.value.rpartition("@")
    version, _, mark = version.partition("~")
    files = {path.relative_to(folder).as_posix(): path for path in islice(_plain(folder), _MOST_FILES)}
    entries = [DirectoryEntry(path, digest) for path in files]
    found = {"table_id": unquote(id_), "mark": mark}
    return open_delta(engine, entries, lambda entry: files.get(entry.path), table, int(version), **found)


def _mark_in(folder: Path, version: int) -> str:
    """Return the mark of a version in a folder, "" where its commit is not there any more."""
    try:
        return mark_of((folder / LOG / log_name(version)).read_bytes())
    except OSError:
        return ""


def _plain(folder: Path) -> Iterator[Path]:
    for top, folders, names in os.walk(folder):
        folders.sort()
        yield from (path for name in names if not (path := Path(top) / name).is_symlink() and path.is_file())


def commits_between(before: DeltaLog | None, after: DeltaLog | None) -> tuple[DeltaCommit, ...]:
    """Return what made the later version of one table of the earlier one, oldest first; () where nothing
    tells."""
    if before is None or after is None or before.id != after.id:
        return ()
    low, high = sorted((before.version, after.version))
    newer, older = (after, before) if after.version == high else (before, after)
    there = next((commit for commit in newer.commits if commit.version == low), None)
    if there is not None and older.commits and there != older.commits[0]:
        return ()  # copies of a table that have parted
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


def _check(named: Sequence[str], listed: set[str] | None, here: set[str]) -> None:
    paths = {unquote(path) for path in named}
    refuse_outside(paths)
    if listed is not None and (outside := sorted(paths - listed)):
        raise UnreadableTableError(
            f"Its log names a file that is not in the directory: {outside[0][:200]!r}."
        )
    if missing := paths - here:
        raise UnreadableTableError(f"{len(missing):,} of its files are not here.")


def _log(opened: Any, folder: Path) -> DeltaLog:
    version = int(opened.version())
    return DeltaLog(str(opened.metadata().id), version, tuple(_commits(folder / LOG, version)))


def _commits(log: Path, version: int) -> Iterator[DeltaCommit]:
    """Yield the commits up to a version, the latest first. The library numbers them from the latest version
    of the table, and passes over those that say nothing."""
    for number in range(version, max(-1, version - _COMMITS), -1):
        file = log / log_name(number)
        if not file.is_file():
            continue
        try:
            actions = read_actions(file.read_bytes())
            info = next((as_mapping(each["commitInfo"]) for each in actions if "commitInfo" in each), {})
        except UnreadableError:
            info = {}
        told = TableVersion(number, info, None, None, None)
        own = {key: value for key, value in info.items() if key not in KNOWN and value is not None}
        said = [str(info["userMetadata"])] if info.get("userMetadata") else []
        said += [f"{key}: {value}" for key, value in own.items()]
        given = as_mapping(info.get("operationParameters"))
        yield DeltaCommit(
            number,
            told.when,
            told.operation,
            ", ".join(f"{key}: {value}" for key, value in given.items())[:500],
            str(info.get("userName") or ""),
            "; ".join(said)[:1_000],
        )
