"""Studies the data of versions path by path: opens what is here, and compares it with the baseline's."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Protocol

from forebear.compare.data.arrays import open_arrays
from forebear.compare.data.columnar import open_arrow, open_parquet
from forebear.compare.data.committed import CommittedData
from forebear.compare.data.delimited import open_delimited
from forebear.compare.data.delta import LOG, commits_between, open_delta
from forebear.compare.data.drift import column_drift
from forebear.compare.data.engine import Engine, EngineError
from forebear.compare.data.findings import (
    Absent,
    DataChange,
    FolderChanges,
    Form,
    Obtainable,
    SchemaChange,
    Study,
)
from forebear.compare.data.folders import compare_folders
from forebear.compare.data.formats import IMAGES, form_of
from forebear.compare.data.json_rows import open_json
from forebear.compare.data.opened import OpenTable, UnreadableTableError
from forebear.compare.data.pictures import open_pictures
from forebear.compare.data.row_changes import row_changes
from forebear.compare.data.survey import LONG, probable_key, survey
from forebear.compare.data.survey import WIDEST as WIDEST_SURVEYED
from forebear.compare.data.wide_rows import WIDEST_BY_CELL
from forebear.lineage.errors import ActionableError, CancelledError, UsageError
from forebear.lineage.progress import Progress
from forebear.lineage.words import Digest
from forebear.sources.dvc.storage import DirectoryEntry
from forebear.sources.git.repository import GitRepository


class Objects(Protocol):
    """Where content comes from; see `LocalObjects`."""

    def file(self, digest: Digest, scratch: Path) -> Path | None:
        """Return a file with the content, None where it is not here."""

    def listing(self, digest: Digest) -> tuple[DirectoryEntry, ...] | None:
        """Return the files of a directory, None where its listing is not here."""

    def obtainable(self, digest: Digest) -> tuple[Obtainable, ...]:
        """Return where it could be fetched from."""


class DataStudent:
    """Studies datasets one after another, in a temporary folder that each leaves empty.

    `keys` are columns that name a row, by dataset path (`""` for all). `table_versions` are, in the order of
    the versions that are compared, those of Delta tables that are wanted, None for the latest.
    `repository` is where what a commit holds is looked for, None = nowhere.
    """

    def __init__(
        self,
        objects: Objects,
        progress: Progress,
        keys: Mapping[str, Sequence[str]] | None = None,
        table_versions: Sequence[int | None] = (),
        *,
        repository: GitRepository | None = None,
    ) -> None:
        self._repository = repository
        self._objects, self._progress = objects, progress
        self._keys, self._versions = keys or {}, tuple(table_versions)

    @property
    def travels(self) -> bool:
        """Whether versions of tables are asked for, so that the same bytes may hold several."""
        return len(set(self._versions)) > 1

    def study(
        self,
        path: str,
        held: Sequence[tuple[str, Digest | None]],
        commits: Sequence[str | None] = (),
    ) -> Study:
        """Compare what versions (label, digest; the baseline first) hold at a path, at these commits.

        What cannot be read is told in its place; raises CancelledError, and UsageError for a wrong key.
        """
        folder = Path(tempfile.mkdtemp(prefix="forebear-data-"))
        try:
            key = self._keys.get(path, self._keys.get("", ()))
            objects = self._objects
            if self._repository is not None:
                known = {
                    digest: commit
                    for (_, digest), commit in zip(held, commits, strict=False)
                    if digest is not None and commit is not None
                }
                objects = CommittedData(objects, self._repository, path, known)
            reading = _Reading(objects, self._progress, folder, path, key)
            return reading.study(held, self._versions)
        finally:
            shutil.rmtree(folder, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class _At:
    """A content, and the version of the Delta table in it (None = the latest, or it is none)."""

    digest: Digest
    version: int | None = None


class _Reading:
    """One path's tables while they are open."""

    def __init__(
        self, objects: Objects, progress: Progress, folder: Path, path: str, key: Sequence[str]
    ) -> None:
        self._key = key
        self._objects, self._progress, self._folder, self._path = objects, progress, folder, path
        self._opened: dict[_At, dict[str, OpenTable]] = {}
        self._failed: dict[_At, str] = {}
        self._missing: set[_At] = set()
        self._engine: Engine | None = None

    def study(self, held: Sequence[tuple[str, Digest | None]], versions: Sequence[int | None] = ()) -> Study:
        wanted = [*versions, *[None] * len(held)]
        places = [
            (label, self._at(digest, version)) for (label, digest), version in zip(held, wanted, strict=False)
        ]
        try:
            for _, at in places:
                self._open(at)
            tables = {
                f"{label}/{part}" if part else label: table.facts
                for label, at in places
                for part, table in self._tables(at).items()
            }
            baseline = places[0][1]
            changes = tuple(
                change for label, at in places[1:] for change in self._changes(label, baseline, at)
            )
        finally:
            if self._engine is not None:
                self._engine.close()
        absent = tuple(
            Absent(label, at.digest, self._objects.obtainable(at.digest))
            for label, at in places
            if at is not None and at in self._missing
        )
        unreadable = {label: self._failed[at] for label, at in places if at in self._failed}
        return Study(tables, changes, absent, unreadable)

    def _at(self, digest: Digest | None, version: int | None) -> _At | None:
        if digest is None or version is None or not digest.is_directory:
            return _At(digest) if digest else None
        entries = self._objects.listing(digest) or ()
        return _At(digest, version if any(entry.path.startswith(LOG) for entry in entries) else None)

    @property
    def _running(self) -> Engine:
        if self._engine is None:
            self._engine = Engine(self._folder, self._progress)
        return self._engine

    def _tables(self, at: _At | None) -> Mapping[str, OpenTable]:
        return self._opened.get(at, {}) if at else {}

    # opening

    def _open(self, at: _At | None) -> None:
        if at is None or at in self._opened or at in self._failed or at in self._missing:
            return
        try:
            opened = dict(self._read(at))
        except (CancelledError, UsageError):
            raise
        except (ActionableError, EngineError) as error:
            self._failed[at] = str(error)
        except OSError as error:
            self._failed[at] = error.strerror or str(error)
        else:
            self._opened[at] = opened

    def _read(self, at: _At) -> Iterator[tuple[str, OpenTable]]:
        digest = at.digest
        if digest.is_directory:
            yield from self._read_folder(at)
            return
        file = self._objects.file(digest, self._folder / f"git-{digest.value}")
        form = form_of(self._path)
        if file is None:
            self._missing.add(at)
            return
        if form is None:
            return
        engine = self._running
        engine.doing("data", self._path)
        name = f"t{len(self._opened)}"
        match form:
            case Form.DELIMITED:
                yield "", open_delimited(engine, file, self._path, name, self._key)
            case Form.PARQUET:
                yield "", open_parquet(engine, [file], name)
            case Form.ARROW:
                yield "", open_arrow(engine, file, name)
            case Form.NPY | Form.NPZ:
                yield from open_arrays(engine, file, form, name)
            case Form.JSON | Form.JSON_LINES:
                if (opened := open_json(engine, file, self._path, form, name)) is not None:
                    yield "", opened

    def _read_folder(self, at: _At) -> Iterator[tuple[str, OpenTable]]:
        """Open a directory of Parquet files as one table, one of pictures as a list of them."""
        entries = self._objects.listing(at.digest)
        if entries is None:
            self._missing.add(at)
            return
        listed = [entry for entry in entries if not PurePosixPath(entry.path).name.startswith((".", "_"))]
        ends = [PurePosixPath(entry.path).suffix.lower() for entry in listed]
        parquet = sum(end in (".parquet", ".pq") for end in ends)
        pictures = sum(end in IMAGES for end in ends)
        if any(entry.path.startswith(LOG) for entry in entries):
            yield "", self._delta(at, entries)
        elif parquet and parquet == len(listed):
            files = [self._objects.file(entry.digest, self._folder / entry.digest.value) for entry in listed]
            found = [file for file in files if file is not None]
            if len(found) < len(files):
                self._missing.add(at)
                raise UnreadableTableError(f"{len(files) - len(found):,} of its files are not here.")
            engine = self._running
            engine.doing("data", self._path)
            yield "", open_parquet(engine, found, f"t{len(self._opened)}")
        elif pictures and pictures >= len(listed) / 2:
            chosen = [entry for entry, end in zip(listed, ends, strict=True) if end in IMAGES]
            yield "", self._pictures(chosen)

    def _delta(self, at: _At, entries: Sequence[DirectoryEntry]) -> OpenTable:
        """Open a Delta table: its files belong to several versions of it, and only its log says which."""

        def find(entry: DirectoryEntry) -> Path | None:
            return self._objects.file(entry.digest, self._folder / entry.digest.value)

        engine = self._running
        engine.doing("data", self._path)
        try:
            return open_delta(engine, entries, find, f"t{len(self._opened)}", at.version)
        except UnreadableTableError:
            if any(find(entry) is None for entry in entries):
                self._missing.add(at)
            raise

    def _pictures(self, entries: Sequence[DirectoryEntry]) -> OpenTable:
        """List pictures as a table: path, format, width, height and size."""

        def find(entry: DirectoryEntry) -> Path | None:
            return self._objects.file(entry.digest, self._folder / entry.digest.value)

        engine = self._running
        engine.doing("data", self._path)
        return open_pictures(engine, entries, find, f"t{len(self._opened)}")

    # comparing

    def _changes(self, label: str, before: _At | None, after: _At | None) -> Iterator[DataChange]:
        if before is None or after is None or before == after:
            return
        folder = self._folders(before.digest, after.digest)
        one, other = self._tables(before), self._tables(after)
        note = self._failed.get(before, "") or self._failed.get(after, "")
        if not one or not other:
            if folder or note:
                yield DataChange(label, folder=folder, note=note)
            return
        for part in dict.fromkeys((*one, *other)):
            if part in one and part in other:
                change = self._tables_changed(label, part, one[part], other[part])
                commits = commits_between(one[part].log, other[part].log)
                yield replace(change, folder=folder, commits=commits)
            else:
                yield DataChange(label, part, note="removed" if part in one else "added")

    def _folders(self, before: Digest, after: Digest) -> FolderChanges | None:
        if before == after or not (before.is_directory and after.is_directory):
            return None
        one, other = self._objects.listing(before), self._objects.listing(after)
        if one is None or other is None:
            return None
        return compare_folders(
            {entry.path: entry.digest for entry in one}, {entry.path: entry.digest for entry in other}
        )

    def _tables_changed(self, label: str, part: str, before: OpenTable, after: OpenTable) -> DataChange:
        engine = self._running
        schema = tuple(_schema(before, after))
        try:
            engine.doing("rows", part or self._path)
            before, after = self._surveyed(before, after)
            rows = row_changes(engine, before, after, self._key)
            if max(len(before.columns), len(after.columns)) > WIDEST_BY_CELL:
                wide = f"It has more than {WIDEST_BY_CELL:,} columns"
                note = f"{wide}: rows are compared as a whole, without drift."
                return DataChange(label, part, schema, rows, note=note)
            engine.doing("drift", part or self._path)
            drift = column_drift(engine, before, after, rows.key)
        except EngineError as error:
            return DataChange(label, part, schema, note=f"Its rows could not be read: {error}.")
        return DataChange(label, part, schema, rows, drift)

    def _surveyed(self, before: OpenTable, after: OpenTable) -> tuple[OpenTable, OpenTable]:
        """Read each of two long tables once, which all that follows is taken from."""
        if before.rows + after.rows <= LONG or _is_wide(before) or _is_wide(after):
            return before, after
        names = [column.name for column in before.columns]
        key: tuple[int, ...] = ()
        if before.is_like(after):
            done = before.survey or after.survey
            if done is not None:
                key = done.key
            elif all(name in names for name in self._key):
                key = tuple(names.index(name) for name in self._key)
                key = key or probable_key(self._running, before, after)
        one, other = (
            table if table.survey is not None else self._survey(table, key) for table in (before, after)
        )
        return one, other

    def _survey(self, table: OpenTable, key: Sequence[int]) -> OpenTable:
        surveyed = replace(table, survey=survey(self._running, table, key))
        for tables in self._opened.values():
            for part, opened in tables.items():
                if opened is table:
                    tables[part] = surveyed
        return surveyed


def _is_wide(table: OpenTable) -> bool:
    return table.digested or len(table.columns) > WIDEST_SURVEYED


def _schema(before: OpenTable, after: OpenTable) -> Iterator[SchemaChange]:
    """Yield what differs in the columns; a place counts among the columns that both have."""
    types = {column.name: column.type for column in before.columns}
    later = {column.name: column.type for column in after.columns}
    guessed = Form.DELIMITED in (before.form, after.form)  # from the cells, where there are any
    typed = not guessed or bool(before.rows and after.rows)
    for name, type_ in types.items():
        if name not in later:
            yield SchemaChange(name, "removed", type_)
        elif typed and later[name] != type_:
            yield SchemaChange(name, "type", type_, later[name])
    for name, type_ in later.items():
        if name not in types:
            yield SchemaChange(name, "added", "", type_)
    common = [name for name in types if name in later]
    placed = [name for name in later if name in types]
    for place, name in enumerate(placed):
        if common[place] != name:
            yield SchemaChange(name, "moved", str(common.index(name) + 1), str(place + 1))
