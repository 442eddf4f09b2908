"""The data: what each version holds at each path, and where it was looked into, what differs inside."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from forebear.compare.comparison import Comparison, DataRole, DataRow
from forebear.compare.data.findings import (
    Absent,
    DataChange,
    DeltaCommit,
    FolderChanges,
    RowChanges,
    RowExample,
    Study,
    TableFacts,
)
from forebear.compare.page.blocks import Block, Cell, Fold, Heading, Paragraph, Row, Section, Table
from forebear.compare.page.drift import drift_blocks, thresholds
from forebear.compare.page.tables import tables, version_titles
from forebear.compare.page.words import (
    NONE,
    count_text,
    digest_text,
    moment,
    shortened,
    size_text,
    told_text,
)

_ROLES = {DataRole.SOURCE: "Made from", DataRole.RESULT: "Made"}
_COLUMNS = 40  # of a row that is shown as an example


def data_section(comparison: Comparison) -> Section:
    """Return the section."""
    rows = comparison.data
    count = told_text(row.differs for row in rows) if rows else "none is recorded"
    return Section("data", "Data", tuple(_blocks(comparison)), count)


def _blocks(comparison: Comparison) -> Iterator[Block]:
    titles = version_titles(comparison.versions, "Path")
    anchors = {row.path: f"data-{place}" for place, row in enumerate(comparison.data) if _is_told(row)}
    for role in DataRole:
        rows = [row for row in comparison.data if row.role is role]
        if rows:
            yield Heading(_ROLES[role], told_text(row.differs for row in rows))
            lines = [Row(_held(row, anchors.get(row.path, "")), row.differs) for row in rows]
            yield from tables(lines, titles, "path")
    changes = [change for row in comparison.data if row.study for change in row.study.changes]
    if any(change.drift is not None for change in changes):
        yield thresholds()
    for row in comparison.data:
        if row.path in anchors:
            yield Heading(row.path, "what is in it", anchors[row.path])
            yield from _columns(row, comparison)
            if row.study:
                yield from _study(row.study, comparison)


def _is_told(row: DataRow) -> bool:
    study = row.study
    inside = study and (study.changes or study.absent or study.unreadable or _told_tables(study))
    return bool(inside or any(len(set(column.types)) > 1 for column in row.columns))


def _told_tables(study: Study) -> bool:
    return any(facts.notes or facts.broken for facts in study.tables.values())


def _held(row: DataRow, anchor: str) -> tuple[Cell, ...]:
    cells = [Cell(row.path, link=anchor)]
    for column, digest in enumerate(row.digests):
        if digest is None:
            cells.append(Cell(NONE, tone="absent"))
            continue
        files, rows = row.files[column], row.rows[column]
        notes = [size_text(row.sizes[column])]
        notes += [count_text(files, "file")] if files is not None else []
        notes += [count_text(rows, "row")] if rows is not None else []
        changed = bool(column) and bool(row.differs) and digest != row.digests[0]
        note = ", ".join(note for note in notes if note)
        cells.append(Cell(digest_text(digest), "code", "changed" if changed else "", note, full=str(digest)))
    if not row.comparable:
        cells[0] = Cell(
            row.path, link=anchor, note="digests of different kinds: they say nothing about each other"
        )
    return tuple(cells)


def _columns(row: DataRow, comparison: Comparison) -> Iterator[Block]:
    """The schema, where the tables were read without being looked into."""
    if row.study and any(change.schema for change in row.study.changes):
        return
    lines = [
        Row(
            (
                Cell(column.name),
                *(Cell(type_ or NONE, tone="" if type_ else "absent") for type_ in column.types),
            ),
            len(set(column.types)) > 1,
        )
        for column in row.columns
    ]
    if any(line.differs for line in lines):
        yield from tables(lines, version_titles(comparison.versions, "Column"), "column")


def _study(study: Study, comparison: Comparison) -> Iterator[Block]:
    for absent in study.absent:
        yield Paragraph(_absent(absent), "warned")
    for label, why in study.unreadable.items():
        yield Paragraph(f"{label}: {why}", "warned")
    for label, facts in study.tables.items():
        yield from _table(label, facts)
    several = len(comparison.versions) > 2
    for change in study.changes:
        baseline = comparison.versions[0].label
        name = f"{change.label} against {baseline}" if several else ""
        if change.part:
            name = f"{change.part}: {name}" if name else change.part
        if name:
            yield Heading(name)
        yield from _change(change, baseline)


def _absent(absent: Absent) -> str:
    places = ", ".join(map(str, absent.obtainable))
    where = f"It could be fetched from {places}." if places else "No remote is known that could have it."
    return f"{absent.label} ({digest_text(absent.digest)}) is not on this machine. {where}"


def _table(label: str, facts: TableFacts) -> Iterator[Block]:
    for note in facts.notes:
        yield Paragraph(f"{label}: {note}", "note")
    if facts.log:
        yield Paragraph(f"{label}: version {facts.log.version} of the Delta table {facts.log.id}.", "note")
    if facts.broken:
        first = facts.examples[0] if facts.examples else None
        place = (
            f" (line {first.line:,}: {first.why})"
            if first and first.line
            else f" ({first.why})"
            if first
            else ""
        )
        yield Paragraph(f"{label}: {count_text(facts.broken, 'line')} could not be read{place}.", "warned")


def _change(change: DataChange, baseline: str) -> Iterator[Block]:
    if change.note:
        yield Paragraph(change.note, "warned")
    if change.commits:
        yield from _commits(change.commits)
    if change.schema:
        lines = [
            Row((Cell(each.column), Cell(each.status), Cell(each.before or NONE), Cell(each.after or NONE)))
            for each in change.schema
        ]
        titles = (Cell("Column"), Cell("What happened"), Cell(baseline), Cell(change.label))
        yield from tables(lines, titles, "column", caption="Schema")
    if change.folder:
        yield from _folder(change.folder)
    if change.rows:
        yield from _rows(change.rows, baseline, change.label)
    if change.drift is not None:
        yield from drift_blocks(change.drift, baseline, change.label)


def _commits(commits: Sequence[DeltaCommit]) -> Iterator[Block]:
    """What a Delta table's log says of the versions between."""
    names = ("Version", "When", "What was done", "With", "By", "Said with it")
    lines = [
        Row(
            (
                Cell(f"{each.version}"),
                Cell(moment(each.when), "time"),
                Cell(each.operation),
                Cell(each.parameters),
                Cell(each.by),
                Cell(each.metadata),
            )
        )
        for each in commits
    ]
    titles = tuple(map(Cell, names))
    yield from tables(lines, titles, "version", caption="What the table's log says of the versions between")


def _folder(folder: FolderChanges) -> Iterator[Block]:
    counts = (
        ("added", folder.added),
        ("removed", folder.removed),
        ("changed", folder.changed),
        ("renamed", folder.renamed),
        ("the same", folder.same),
    )
    yield Paragraph("Files: " + ", ".join(f"{count:,} {word}" for word, count in counts if count) + ".")
    lines = [
        Row((Cell(file.path), Cell(file.status), Cell(file.before or "", tone="absent")))
        for file in folder.files
    ]
    titles = (Cell("File"), Cell("What happened"), Cell("Before"))
    yield from tables(
        lines, titles, "file", caption=f"The first {count_text(len(lines), 'file')} that differ"
    )


def _rows(rows: RowChanges, baseline: str, label: str) -> Iterator[Block]:
    by = (
        f"by {', '.join(rows.key)}"
        if rows.key
        else f"by all values ({rows.why})"
        if rows.why
        else "by all values"
    )
    if rows.equal:
        yield Paragraph(f"Rows {by}: all have the same values, written otherwise or in another order.")
        return
    counts = [f"{rows.added:,} added", f"{rows.removed:,} removed"]
    if rows.changed is not None:
        counts.append(f"{rows.changed:,} changed")
    yield Paragraph(f"Rows {by}: {', '.join(counts)}, {rows.same:,} the same.")
    if rows.columns:
        counted = (
            f" (counted over {rows.counted:,} rows)" if rows.changed and rows.counted < rows.changed else ""
        )
        cells = ", ".join(f"{name} ({count:,})" for name, count in list(rows.columns.items())[:_COLUMNS])
        yield Paragraph(f"Changed cells{counted}: {cells}.")
    if rows.ignored:
        yield Paragraph(f"Only one version has these columns: {', '.join(rows.ignored[:_COLUMNS])}.", "note")
    if rows.by_hash:
        yield Paragraph("Rows were told apart by 64-bit hashes of their values.", "note")
    if rows.examples:
        yield Fold(
            f"Examples of {count_text(len(rows.examples), 'row')}", (_examples(rows, baseline, label),)
        )


def _examples(rows: RowChanges, baseline: str, label: str) -> Table:
    """A line for each side of a row; a changed cell is marked in the later one."""
    names: dict[str, None] = {}
    for example in rows.examples:
        names |= dict.fromkeys([*(example.before or ()), *(example.after or ())])
    columns = [name for name in names if name not in rows.key][:_COLUMNS]
    titles = (Cell(" · ".join(rows.key) or "Row"), Cell("Version"), *map(Cell, columns))
    lines = [
        line
        for place, example in enumerate(rows.examples, 1)
        for line in _example(example, place, columns, (baseline, label))
    ]
    more = len(names) - len(columns) - len(rows.key)
    caption = "Rows that differ" + (f"; {count_text(more, 'column')} more are not shown" if more > 0 else "")
    return Table(titles, tuple(lines), caption, sortable=False)


def _example(example: RowExample, place: int, columns: list[str], sides: tuple[str, str]) -> Iterator[Row]:
    named = " · ".join(example.key) or f"{place}"
    word = "" if example.before and example.after else "removed" if example.before else "added"
    for side, held, other in ((sides[0], example.before, None), (sides[1], example.after, example.before)):
        if held is None:
            continue
        values = shortened([held.get(name) or "" for name in columns])
        cells = [
            Cell(
                value if held.get(name) is not None else NONE,
                tone="changed"
                if other is not None and other.get(name) != held.get(name)
                else "absent"
                if held.get(name) is None
                else "",
            )
            for name, value in zip(columns, values, strict=True)
        ]
        yield Row((Cell(named, mark=word), Cell(side), *cells))
