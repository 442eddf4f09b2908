"""Studies the data of versions path by path: opens what is here, and compares it with the baseline's."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from forebear.compare.data import distances
from forebear.compare.data.aligned_rows import compared_in_place, keys_agree
from forebear.compare.data.committed import CommittedData
from forebear.compare.data.delta import LOG, commits_between
from forebear.compare.data.drift import column_drift
from forebear.compare.data.engine import EngineError
from forebear.compare.data.findings import (
    Absent,
    DataChange,
    FolderChanges,
    Form,
    SchemaChange,
    Study,
)
from forebear.compare.data.folders import compare_folders
from forebear.compare.data.footers import Extremes, extremes
from forebear.compare.data.numbered_rows import Numbering, numbering
from forebear.compare.data.opened import OpenTable, Survey
from forebear.compare.data.opening import MOST_TABLES, At, Objects, Opening
from forebear.compare.data.row_changes import UnusableKeyError, row_changes
from forebear.compare.data.same_columns import same_columns
from forebear.compare.data.survey import LONG, probable_key, survey
from forebear.compare.data.survey import WIDEST as WIDEST_SURVEYED
from forebear.compare.data.wide_rows import WIDEST_BY_CELL
from forebear.lineage.progress import Progress
from forebear.lineage.words import Digest
from forebear.sources.git.repository import GitRepository


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

        What cannot be read is told in its place, and a key that names no rows; raises CancelledError.
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


class _Reading:
    """One path's tables while they are open."""

    def __init__(
        self, objects: Objects, progress: Progress, folder: Path, path: str, key: Sequence[str]
    ) -> None:
        self._key, self._objects, self._path = key, objects, path
        self._opening = Opening(objects, progress, folder, path, key)
        self._known: dict[str, Mapping[int, Extremes]] = {}

    def study(self, held: Sequence[tuple[str, Digest | None]], versions: Sequence[int | None] = ()) -> Study:
        wanted = [*versions, *[None] * len(held)]
        places = [
            (label, self._at(digest, version)) for (label, digest), version in zip(held, wanted, strict=False)
        ]
        opening = self._opening
        try:
            opening.open(at for _, at in places if at is not None)
            tables = {
                f"{label}/{part}" if part else label: table.facts
                for label, at in places
                for part, table in opening.tables(at).items()
            }
            baseline = places[0][1]
            changes = tuple(
                change for label, at in places[1:] for change in self._changes(label, baseline, at)
            )
        finally:
            opening.close()
        absent = tuple(
            Absent(label, at.digest, self._objects.obtainable(at.digest))
            for label, at in places
            if at is not None and at in opening.missing
        )
        unreadable = {label: opening.failed[at] for label, at in places if at in opening.failed}
        for label, at in places:
            unreadable |= {f"{label}/{path}": why for (torn, path), why in opening.torn.items() if torn == at}
        return Study(tables, changes, absent, unreadable)

    def _at(self, digest: Digest | None, version: int | None) -> At | None:
        if digest is None or version is None or not digest.is_directory:
            return At(digest) if digest else None
        entries = self._objects.listing(digest) or ()
        return At(digest, version if any(entry.path.startswith(LOG) for entry in entries) else None)

    def _changes(self, label: str, before: At | None, after: At | None) -> Iterator[DataChange]:
        if before is None or after is None or before == after:
            return
        folder = self._folders(before.digest, after.digest)
        one, other = self._opening.tables(before), self._opening.tables(after)
        note = self._opening.failed.get(before, "") or self._opening.failed.get(after, "")
        if folder and self._opening.differing > MOST_TABLES:
            every = self._opening.differing
            note = note or f"{MOST_TABLES} of its {every:,} tables that differ were looked into."
        if (folder or note) and not ("" in one and "" in other):
            yield DataChange(label, folder=folder, note=note)
        if not one or not other:
            return
        for part in dict.fromkeys((*one, *other)):
            if part not in one or part not in other:
                if folder is None:  # of files of a folder that is said already
                    yield DataChange(label, part, note="removed" if part in one else "added")
            elif not self._opening.is_same(before, after, part):
                change = self._tables_changed(label, part, one[part], other[part])
                commits = commits_between(one[part].log, other[part].log)
                yield replace(change, folder=None if part else folder, commits=commits)

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
        engine = self._opening.engine
        schema = tuple(_schema(before, after))
        try:
            engine.doing("rows", part or self._path)
            before, after = self._surveyed(before, after)
            note = ""
            try:
                rows = row_changes(engine, before, after, self._key)
            except UnusableKeyError as error:
                rows, note = row_changes(engine, before, after), f"{error}: another was looked for."
            if max(len(before.columns), len(after.columns)) > WIDEST_BY_CELL:
                wide = f"It has more than {WIDEST_BY_CELL:,} columns"
                note = f"{note} {wide}: rows are compared as a whole, without drift.".lstrip()
                return DataChange(label, part, schema, rows, note=note)
            engine.doing("drift", part or self._path)
            drift = column_drift(engine, before, after, rows.key)
        except EngineError as error:
            return DataChange(label, part, schema, note=f"Its rows could not be read: {error}.")
        return DataChange(label, part, schema, rows, drift, note=note)

    def _surveyed(self, before: OpenTable, after: OpenTable) -> tuple[OpenTable, OpenTable]:
        """Read each of two long tables once, which all that follows is taken from."""
        if before.rows + after.rows <= LONG or _is_wide(before) or _is_wide(after):
            return before, after
        distances.prepare()
        names = [column.name for column in before.columns]
        key: tuple[int, ...] = ()
        if before.is_like(after):
            done = before.survey or after.survey
            if done is not None:
                key = done.key
            else:
                if all(name in names for name in self._key):
                    key = tuple(names.index(name) for name in self._key)
                key = key or probable_key(self._opening.engine, before, after)
        same = before.survey.same if before.survey is not None else self._same(before, key)
        shared = same if before.is_like(after) else frozenset[int]()
        engine = self._opening.engine
        in_place = after.survey is None and bool(key) and keys_agree(engine, before, after, key, shared)
        one = before
        if one.survey is None or not (in_place or one.survey.kept):
            one = self._surveyed_once(before, key, same, kept=not in_place)
        if after.survey is not None:
            return one, after
        other = self._surveyed_once(after, key, shared, one, kept=not in_place)
        return one, self._surveyed_is(other, compared_in_place(engine, one, other)) if in_place else other

    def _same(self, before: OpenTable, key: Sequence[int]) -> frozenset[int]:
        """Return the columns that are the same in this version and in all that are compared with it."""
        others = self._opening.others_like(before)
        found = [same_columns(self._opening.engine, before, other) for other in others] if key else []
        same = frozenset.intersection(*found) if found else frozenset()
        return same if same.issuperset(key) else frozenset()

    def _surveyed_once(
        self,
        table: OpenTable,
        key: Sequence[int],
        same: frozenset[int],
        before: OpenTable | None = None,
        *,
        kept: bool,
    ) -> OpenTable:
        made = survey(
            self._opening.engine,
            table,
            key,
            before=before,
            same=same,
            kept=kept,
            known=self._extremes(table),
            numbers=self._numbering(before or table, key),
        )
        return self._surveyed_is(table, made)

    def _extremes(self, table: OpenTable) -> Mapping[int, Extremes]:
        if table.name not in self._known:
            self._known[table.name] = extremes(self._opening.engine, table)
        return self._known[table.name]

    def _numbering(self, before: OpenTable, key: Sequence[int]) -> Numbering | None:
        """Return how the keys of this version and of all that are compared with it are numbered."""
        tables = [before, *self._opening.others_like(before)] if key else []
        return numbering(key, [(table, self._extremes(table)) for table in tables])

    def _surveyed_is(self, table: OpenTable, made: Survey) -> OpenTable:
        surveyed = replace(table, survey=made)
        self._opening.put(table, surveyed)
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
