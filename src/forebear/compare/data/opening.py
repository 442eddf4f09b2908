"""Opens what versions hold at one path as tables in one engine, whatever their form is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Protocol

from forebear.compare.data.arrays import open_arrays
from forebear.compare.data.columnar import open_arrow, open_parquet
from forebear.compare.data.delimited import open_delimited
from forebear.compare.data.delta import LOG, open_delta, open_in_place
from forebear.compare.data.engine import Engine, EngineError
from forebear.compare.data.findings import Form, Obtainable
from forebear.compare.data.formats import IMAGES, form_of
from forebear.compare.data.json_rows import open_json
from forebear.compare.data.opened import OpenTable, UnreadableTableError
from forebear.compare.data.pictures import open_pictures
from forebear.lineage.errors import ActionableError, CancelledError
from forebear.lineage.progress import Progress
from forebear.lineage.words import Digest
from forebear.sources.dvc.storage import DirectoryEntry

_PARQUET = (".parquet", ".pq")
_NUMBER = re.compile(r"[0-9a-f]{8,}(-[0-9a-f]{4,})*|\d+")

MOST_TABLES = 40
"""Tables of a folder that are looked into, of those that differ."""


class Objects(Protocol):
    """Where content comes from; see `LocalObjects`."""

    def file(self, digest: Digest, scratch: Path) -> Path | None:
        """Return a file with the content, None where it is not here."""

    def listing(self, digest: Digest) -> tuple[DirectoryEntry, ...] | None:
        """Return the files of a directory, None where its listing is not here."""

    def table(self, digest: Digest) -> Path | None:
        """Return the folder of the Delta table that a `delta` digest names, None where it is not here."""

    def obtainable(self, digest: Digest) -> tuple[Obtainable, ...]:
        """Return where it could be fetched from."""


@dataclass(frozen=True, slots=True)
class At:
    """A content, and the version of the Delta table in it (None = the latest, or it is none)."""

    digest: Digest
    version: int | None = None


class Opening:
    """The tables of the contents that stand at one path; what cannot be opened is in `failed` or `missing`.

    Of a folder `torn` are the files that cannot be read, and `differing` counts the tables that both have and
    that are not the same.
    `folder` is empty and the caller's to remove; `key` are columns that a person says name a row.
    """

    def __init__(
        self, objects: Objects, progress: Progress, folder: Path, path: str, key: Sequence[str]
    ) -> None:
        self._objects, self._progress, self._folder, self._path = objects, progress, folder, path
        self._key = key
        self._opened: dict[At, dict[str, OpenTable]] = {}
        self._files: dict[Digest, Path | None] = {}
        self._readable: tuple[Path, ...] = ()
        self._engine: Engine | None = None
        self._tables = 0
        self._wanted: frozenset[str] = frozenset()
        self._digests: dict[tuple[At, str], Digest] = {}
        self.failed: dict[At, str] = {}
        self.torn: dict[tuple[At, str], str] = {}
        self.missing: set[At] = set()
        self.differing = 0

    def open(self, contents: Iterable[At]) -> None:
        """Open contents, of all that will be; each once."""
        wanted = list(dict.fromkeys(contents))
        paths = sorted(self._tables_that_differ(wanted))
        self.differing, self._wanted = len(paths), frozenset(paths[:MOST_TABLES])
        self._readable = tuple(file for at in wanted for file in self._read_by_engine(at))
        for at in wanted:
            self._open(at)

    def close(self) -> None:
        """Let go of all files."""
        if self._engine is not None:
            self._engine.close()

    @property
    def engine(self) -> Engine:
        """The engine, which may read the contents' own files and nothing else."""
        if self._engine is None:
            self._engine = Engine(self._folder, self._progress, self._readable)
        return self._engine

    def tables(self, at: At | None) -> Mapping[str, OpenTable]:
        """Return the tables of a content by their part, "" where there is but one."""
        return self._opened.get(at, {}) if at else {}

    def is_same(self, before: At, after: At, part: str) -> bool:
        """Whether a part of two contents is of one file of a folder, with the same bytes."""
        digest = self._digests.get((before, part))
        return digest is not None and digest == self._digests.get((after, part))

    def others_like(self, table: OpenTable) -> list[OpenTable]:
        """Return what other contents have in its place, with the same columns."""
        sides = [tables.items() for tables in self._opened.values()]
        parts = {part for side in sides for part, opened in side if opened is table}
        every = [opened for side in sides for part, opened in side if part in parts]
        return [other for other in every if other is not table and other.is_like(table)]

    def put(self, table: OpenTable, known: OpenTable) -> None:
        """Keep a table of which more is known in the place of itself."""
        for tables in self._opened.values():
            for part, opened in tables.items():
                if opened is table:
                    tables[part] = known

    def _file(self, digest: Digest) -> Path | None:
        if digest not in self._files:
            self._files[digest] = self._objects.file(digest, self._folder / f"object-{digest.value}")
        return self._files[digest]

    def _find(self, entry: DirectoryEntry) -> Path | None:
        return self._file(entry.digest)

    def _read_by_engine(self, at: At) -> Iterator[Path]:
        """Yield the files that the engine itself will read; what is wrong is told when they are opened."""
        digests = [at.digest]
        if at.digest.is_directory:
            listed = self._objects.listing(at.digest) or ()
            read = (entry for entry in listed if entry.path in self._wanted or _ending(entry) in _PARQUET)
            digests = [entry.digest for entry in read]
        for digest in digests:
            try:
                file = self._file(digest)
            except (ActionableError, OSError):
                continue
            if file is not None:
                yield file

    def _open(self, at: At) -> None:
        try:
            opened = dict(self._read(at))
        except CancelledError:
            raise
        except (ActionableError, EngineError) as error:
            self.failed[at] = str(error)
        except OSError as error:
            self.failed[at] = error.strerror or str(error)
        else:
            self._opened[at] = opened

    def _read(self, at: At) -> Iterator[tuple[str, OpenTable]]:
        if at.digest.is_directory:
            yield from self._read_folder(at)
            return
        if at.digest.algorithm == "delta":
            yield from self._read_table(at)
            return
        file = self._file(at.digest)
        if file is None:
            self.missing.add(at)
            return
        yield from self._tables_of(file, self._path)

    def _tables_of(self, file: Path, path: str) -> Iterator[tuple[str, OpenTable]]:
        """Open what a file holds that the project calls `path`; nothing where that names no table."""
        form = form_of(path)
        if form is None:
            return
        name = self._next(path)
        match form:
            case Form.DELIMITED:
                yield "", open_delimited(self.engine, file, path, name, self._key)
            case Form.PARQUET:
                yield "", open_parquet(self.engine, [file], name)
            case Form.ARROW:
                yield "", open_arrow(self.engine, file, name)
            case Form.NPY | Form.NPZ:
                yield from open_arrays(self.engine, file, form, name)
            case Form.JSON | Form.JSON_LINES:
                if (opened := open_json(self.engine, file, path, form, name)) is not None:
                    yield "", opened

    def _next(self, path: str = "") -> str:
        """Name the next table, and say that it is being read."""
        self.engine.doing("data", path or self._path)
        self._tables += 1
        return f"t{self._tables - 1}"

    def _read_folder(self, at: At) -> Iterator[tuple[str, OpenTable]]:
        """Open the parts of a Parquet table as one, a directory of pictures as a list of them, and of any
        other the tables that differ, each by its path."""
        entries = self._objects.listing(at.digest)
        if entries is None:
            self.missing.add(at)
            return
        listed = [entry for entry in entries if not PurePosixPath(entry.path).name.startswith((".", "_"))]
        ends = [_ending(entry) for entry in listed]
        pictures = sum(end in IMAGES for end in ends)
        if any(entry.path.startswith(LOG) for entry in entries):
            yield "", self._delta(at, entries)
        elif all(end in _PARQUET for end in ends) and _are_parts([entry.path for entry in listed]):
            found = [file for file in map(self._find, listed) if file is not None]
            if len(found) < len(listed):
                self.missing.add(at)
                raise UnreadableTableError(f"{len(listed) - len(found):,} of its files are not here.")
            yield "", open_parquet(self.engine, found, self._next())
        elif pictures and pictures >= len(listed) / 2:
            chosen = [entry for entry, end in zip(listed, ends, strict=True) if end in IMAGES]
            name = self._next()
            yield (
                "",
                open_pictures(self.engine, chosen, self._find, name),
            )  # path, format, width, height, size
            yield from self._tables_in(at, listed)
        else:
            yield from self._tables_in(at, listed)

    def _tables_in(self, at: At, entries: Iterable[DirectoryEntry]) -> Iterator[tuple[str, OpenTable]]:
        for entry in entries:
            if entry.path not in self._wanted:
                continue
            try:
                file = self._find(entry)
                if file is None:
                    self.missing.add(at)
                    continue
                for inner, table in self._tables_of(file, entry.path):
                    part = f"{entry.path}/{inner}" if inner else entry.path
                    self._digests[at, part] = entry.digest
                    yield part, table
            except CancelledError:
                raise
            except (ActionableError, EngineError) as error:
                self.torn[at, entry.path] = str(error)

    def _tables_that_differ(self, contents: Iterable[At]) -> Iterator[str]:
        """Yield the paths in folders at which the first has a table, and another one not the same."""
        listings = [self._objects.listing(at.digest) for at in contents if at.digest.is_directory]
        held = [{entry.path: entry.digest for entry in listed} for listed in listings if listed]
        for path, digest in held[0].items() if held else ():
            if form_of(path) and any(other.get(path, digest) != digest for other in held[1:]):
                yield path

    def _read_table(self, at: At) -> Iterator[tuple[str, OpenTable]]:
        """Open a version of a Delta table where the table itself lies."""
        folder = self._objects.table(at.digest)
        if folder is None:
            self.missing.add(at)
            return
        found = open_in_place(self.engine, folder, at.digest, self._next())
        yield "", found

    def _delta(self, at: At, entries: Sequence[DirectoryEntry]) -> OpenTable:
        """Open a Delta table: its files belong to several versions of it, and only its log says which."""
        name = self._next()
        try:
            return open_delta(self.engine, entries, self._find, name, at.version)
        except UnreadableTableError:
            if any(self._find(entry) is None for entry in entries):
                self.missing.add(at)
            raise


def _are_parts(paths: Sequence[str]) -> bool:
    """Whether files are parts of one table: but for numbers their names are one, as Spark (`part-00000-3f…`),
    Dask (`part.0`) and Hive (`000000_0`, in folders such as `day=3`) call them."""
    plain = {
        tuple(_NUMBER.sub("#", step) for step in PurePosixPath(path).parts if "=" not in step)
        for path in paths
    }
    return len(plain) == 1 and "#" in plain.pop()[-1]


def _ending(entry: DirectoryEntry) -> str:
    return PurePosixPath(entry.path).suffix.lower()
