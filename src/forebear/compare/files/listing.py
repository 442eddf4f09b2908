"""Which files versions hold: digests and sizes; nothing is opened but the listings of directories."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from forebear.compare.comparison import CodeChanges
from forebear.compare.data.listing import common_digests
from forebear.compare.files.findings import Content, FileRole, FileRow
from forebear.compare.files.kinds import content_of
from forebear.compare.files.trees import ListFolder, Trees, source_of
from forebear.compare.version import Contents, DataHeld
from forebear.lineage.facts import Slot
from forebear.lineage.words import Digest

MOST_INSIDE = 500
"""Files of one directory that are listed one by one."""

_ROLES = {
    Slot.PLOT: FileRole.PLOT,
    Slot.METRICS: FileRole.METRICS,
    Slot.PARAMETERS: FileRole.PARAMETERS,
}
_SHOWN = (Content.NOTEBOOK, Content.IMAGE, Content.DRAWING)


def compare_files(contents: Sequence[Contents], list_folder: ListFolder, trees: Trees) -> tuple[FileRow, ...]:
    """Return a row for each file that a version holds, those in directories that differ below these."""
    rows: list[FileRow] = []
    for path, role, held in _held(contents):
        digests, comparable = common_digests(held)
        if any(digest is not None and digest.algorithm == "delta" for digest in digests):
            continue  # a version of a table is no file
        directory = any(digest is not None and digest.is_directory for digest in digests)
        sizes = tuple(each.size if each else None for each in held)
        sources = tuple(
            source_of(each, trees.files(content.version.commit).get(path))
            for content, each in zip(contents, held, strict=True)
        )
        row = FileRow(path, role, content_of(path, directory=directory), digests, sizes, sources, comparable)
        inside: list[FileRow] = []
        if directory and comparable and row.differs:
            inside, left = _inside(row, list_folder)
            row = replace(row, left=left)
        rows += [row, *inside]
    rows = _without_unlisted(rows)
    own = {row.path for row in rows if not row.folder}
    return tuple(row for row in rows if not row.folder or row.path not in own)


def _without_unlisted(rows: Sequence[FileRow]) -> list[FileRow]:
    """Leave out files of which only the directory they are in is known, where that is listed itself."""
    folders = {row.path: row.digests for row in rows if row.content is Content.DIRECTORY}

    def is_told(row: FileRow) -> bool:
        above = (str(folder) for folder in PurePosixPath(row.path).parents)
        return any(folders.get(folder) == row.digests for folder in above)

    return [row for row in rows if row.content is not Content.DIRECTORY or not is_told(row)]


def _held(contents: Sequence[Contents]) -> Iterator[tuple[str, FileRole, list[DataHeld | None]]]:
    paths = {path for content in contents for path in (*content.data, *content.reports)}
    for path in sorted(paths):
        held: list[DataHeld | None] = []
        roles: list[FileRole] = []
        for content in contents:
            slot, each = content.reports.get(path, (None, None))
            if each is None and path in content.data:
                each = content.data[path]
                roles.append(FileRole(each.role))
            elif slot is not None:
                roles.append(_ROLES[slot])
            held.append(each)
        yield path, roles[0], held


def repository_files(contents: Sequence[Contents], code: CodeChanges, trees: Trees) -> tuple[FileRow, ...]:
    """Return a row for each file of Git that differs between the commits and that a run made, or that is a
    notebook or a picture."""
    known = {path for content in contents for path in (*content.data, *content.reports)}
    made = {path for content in contents for run in content.runs for path in run.outputs}
    rows = []
    for path in [file.path for file in code.files if file.path not in known]:
        if path not in made and content_of(path) not in _SHOWN:
            continue
        digests = tuple(trees.digest(content.version.commit, path) for content in contents)
        if len(set(digests)) > 1:
            sizes = (None,) * len(digests)
            role = FileRole.RESULT if path in made else FileRole.CODE
            rows.append(FileRow(path, role, content_of(path), digests, sizes, digests))
    return tuple(rows)


def _inside(row: FileRow, list_folder: ListFolder) -> tuple[list[FileRow], int]:
    """Return rows for the files of a directory that differ, and how many more there are."""
    listed: list[Mapping[str, Digest] | None] = []
    for digest in row.digests:
        if digest is None:
            listed.append({})
            continue
        entries = list_folder(digest) if digest.is_directory else None
        listed.append(None if entries is None else {entry.path: entry.digest for entry in entries})
    if any(each is None for each in listed):
        return [], 0
    tables = [each for each in listed if each is not None]
    found = {}
    for path in sorted({path for table in tables for path in table}):
        digests = tuple(table.get(path) for table in tables)
        if len(set(digests)) > 1:
            found[path] = digests
    renamed = _renamed(found) if len(tables) == 2 else {}
    gone = set(renamed.values())
    rows = []
    for path, digests in found.items():
        if path in gone:
            continue
        where = f"{row.path}/{path}"
        before = f"{row.path}/{renamed[path]}" if path in renamed else ""
        shown = (digests[1], digests[1]) if before else digests
        rows.append(
            FileRow(
                where,
                row.role,
                content_of(path),
                shown,
                (None,) * len(shown),
                shown,
                folder=row.path,
                before=before,
            )
        )
    return rows[:MOST_INSIDE], max(0, len(rows) - MOST_INSIDE)


def _renamed(found: Mapping[str, tuple[Digest | None, ...]]) -> dict[str, str]:
    """Return the new path of a file to its old one: gone there, new here, of the same bytes."""
    waiting: dict[Digest, list[str]] = {}
    for path, (before, after) in reversed(list(found.items())):
        if before is not None and after is None:
            waiting.setdefault(before, []).append(path)
    renamed = {}
    for path, (before, after) in found.items():
        if before is None and after is not None and waiting.get(after):
            renamed[path] = waiting[after].pop()
    return renamed
