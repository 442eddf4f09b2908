"""Data side by side: digests, sizes, numbers of files, and of small tables that are here rows and columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from forebear.compare.comparison import ColumnRow, DataRole, DataRow
from forebear.compare.tables import LARGEST_TABLE, Table, is_table, read_table
from forebear.compare.version import Contents, DataHeld, is_beyond, outside, preferred
from forebear.lineage.words import Digest

if TYPE_CHECKING:  # it loads NumPy
    from forebear.compare.data.study import DataStudent

ReadObject = Callable[[Digest], bytes | None]
"""Returns the bytes that a digest names, if they are in this machine's caches; None where they are not."""


def compare_data(
    contents: Sequence[Contents], read_object: ReadObject, student: DataStudent | None = None
) -> tuple[DataRow, ...]:
    """Return a row for each data path of any version, sorted by path; `student` looks into what differs."""
    tables: dict[Digest, Table | None] = {}

    def table(path: str, held: DataHeld | None) -> Table | None:
        digest = preferred(held.artifact.digests) if held else None
        if held is None or digest is None or digest.is_directory or (held.size or 0) > LARGEST_TABLE:
            return None
        if digest not in tables:
            content = read_object(digest)
            tables[digest] = None if content is None else read_table(content, path)
        return tables[digest]

    rows = []
    beyond = outside(contents)
    for path in sorted({path for content in contents for path in content.data}):
        held = [content.data.get(path) for content in contents]
        here = [item for item in held if item]
        role = DataRole.SOURCE if any(item.role is DataRole.SOURCE for item in here) else DataRole.RESULT
        digests, comparable = common_digests(held)
        read = [table(path, item) if is_table(path) else None for item in held]
        row = DataRow(
            path,
            role,
            digests,
            tuple(item.size if item else None for item in held),
            tuple(item.files if item else None for item in held),
            tuple(found.rows if found else None for found in read),
            _columns(read),
            comparable,
            outside=tuple(out and item is None for out, item in zip(beyond, held, strict=True)),
        )
        if is_beyond(row, [item is not None for item in held], beyond):
            continue
        rows.append(_studied(row, student, contents) if student and _is_studied(row, student) else row)
    return tuple(rows)


def _is_studied(row: DataRow, student: DataStudent) -> bool:
    """Whether it is looked into: where it differs, or may hold several versions of one table."""
    return row.differs is not False or (
        student.travels and any(digest is not None and digest.is_directory for digest in row.digests)
    )


def _studied(row: DataRow, student: DataStudent, contents: Sequence[Contents]) -> DataRow:
    labels = [content.version.label for content in contents]
    digests = [
        preferred(content.data[row.path].artifact.digests) if row.path in content.data else None
        for content in contents
    ]
    commits = [content.version.commit for content in contents]
    study = student.study(row.path, list(zip(labels, digests, strict=True)), commits)
    facts = [study.tables.get(label) for label in labels]
    tables = [
        Table(found.rows, {column.name: column.type for column in found.columns}) if found else None
        for found in facts
    ]
    if not any(tables):
        return replace(row, study=study)
    return replace(
        row,
        study=study,
        rows=tuple(table.rows if table else None for table in tables),
        columns=_columns(tables),
    )


def common_digests(held: Sequence[DataHeld | None]) -> tuple[tuple[Digest | None, ...], bool]:
    """Choose digests of one algorithm, where all have one; an artifact is always comparable with itself."""
    known = [{digest.algorithm: digest for digest in item.artifact.digests} for item in held if item]
    common = set.intersection(*(set(digests) for digests in known)) if known else set()
    chosen = preferred(Digest(algorithm, "") for algorithm in common)
    if chosen:
        by_algorithm = iter(known)
        return tuple(next(by_algorithm)[chosen.algorithm] if item else None for item in held), True
    shown = tuple(preferred(item.artifact.digests) if item else None for item in held)
    return shown, len({item.artifact.id for item in held if item}) <= 1


def _columns(tables: Sequence[Table | None]) -> tuple[ColumnRow, ...]:
    """Return the columns in the baseline's order, those of later versions after them."""
    if sum(table is not None for table in tables) < 2:
        return ()
    names = dict.fromkeys(name for table in tables if table for name in table.columns)
    return tuple(
        ColumnRow(name, tuple(table.columns.get(name) if table else None for table in tables))
        for name in names
    )
