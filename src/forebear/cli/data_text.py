"""What was found out about data, in lines of text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from forebear.cli.text import printable
from forebear.compare.comparison import Comparison, DataRow
from forebear.compare.data.findings import (
    MISSING_LARGE,
    MISSING_MODERATE,
    PSI_LARGE,
    PSI_MODERATE,
    SIGNIFICANT,
    Absent,
    ColumnDrift,
    DataChange,
    FolderChanges,
    Level,
    RowChanges,
    Study,
    TableFacts,
)

_MOST = 10  # columns that are named
_CELLS = 4  # of a row that is shown
_LONGEST = 40  # characters of a cell
_THRESHOLDS = (
    f"Drift is moderate from PSI {PSI_MODERATE} and large from {PSI_LARGE}, where the p-value, corrected for "
    f"all columns, is below {SIGNIFICANT}; or where the share of missing values moved by "
    f"{MISSING_MODERATE:.0%} or {MISSING_LARGE:.0%}."
)


def data_lines(comparison: Comparison) -> Iterator[str]:
    """Yield for each dataset that was looked into its path, and indented what differs and how."""
    for row in comparison.data:
        lines = list(_row(row, row.study)) if row.study else []
        if lines:
            yield ""
            yield f"  {printable(row.path)}"
            yield from (f"    {printable(line)}" for line in lines)
    if any(change.drift for row in comparison.data if row.study for change in row.study.changes):
        yield ""
        yield f"  {_THRESHOLDS}"


def _row(row: DataRow, study: Study) -> Iterator[str]:
    for absent in study.absent:
        yield _absent(absent)
    for label, why in study.unreadable.items():
        yield f"{label}: {why}"
    for label, facts in study.tables.items():
        yield from _table(label, facts)
    several = len(row.digests) > 2
    for change in study.changes:
        parts = [change.label if several else "", change.part]
        before = ": ".join(part for part in parts if part)
        if change.note in study.unreadable.values():
            change = replace(change, note="")  # noqa: PLW2901 -- it is said with the version's letter
        for line in _change(change):
            yield f"{before}: {line}" if before else line


def _absent(absent: Absent) -> str:
    places = ", ".join(map(str, absent.obtainable))
    where = f"it could be fetched from {places}" if places else "no remote is known that could have it"
    return f"{absent.label}: not on this machine; {where}"


def _table(label: str, facts: TableFacts) -> Iterator[str]:
    for note in facts.notes:
        yield f"{label}: {note}"
    if facts.log:
        yield f"{label}: version {facts.log.version} of the Delta table {facts.log.id}"
    if facts.broken:
        first = facts.examples[0] if facts.examples else None
        place = f"line {first.line:,}: " if first and first.line else ""
        yield f"{label}: {facts.broken:,} could not be read" + (f" ({place}{first.why})" if first else "")


def _change(change: DataChange) -> Iterator[str]:
    if change.note:
        yield change.note
    for commit in change.commits[:_MOST]:
        said = [f"version {commit.version}: {commit.operation}"]
        said += [f"{commit.when:%Y-%m-%d %H:%M}"] if commit.when else []
        said += [f"by {commit.by}"] if commit.by else []
        yield ", ".join([*said, *(part for part in (commit.parameters, commit.metadata) if part)])
    if len(change.commits) > _MOST:
        yield f"and {len(change.commits) - _MOST} more versions"
    for each in change.schema or ():
        told = {
            "added": f"is new ({each.after})",
            "removed": f"is gone (was {each.before})",
            "type": f"was {each.before}, is {each.after}",
            "moved": f"moved from place {each.before} to {each.after}",
        }
        yield f"column {each.column} {told[each.status]}"
    if change.folder:
        yield _folder(change.folder)
    if change.rows:
        yield _rows(change.rows)
        yield from _examples(change.rows)
    if change.drift is not None:
        drifted = [column for column in change.drift if column.level is not Level.NONE]
        yield from (drift_line(column) for column in drifted[:_MOST])
        rest = len(change.drift) - len(drifted[:_MOST])
        if rest:
            other = "other " if drifted else ""
            columns = "column" if rest == 1 else "columns"
            yield f"{rest} {other}{columns}: {'less' if len(drifted) > _MOST else 'no'} drift"


def _folder(folder: FolderChanges) -> str:
    counts = (
        ("added", folder.added),
        ("removed", folder.removed),
        ("changed", folder.changed),
        ("renamed", folder.renamed),
        ("the same", folder.same),
    )
    return "files: " + ", ".join(f"{count:,} {word}" for word, count in counts if count)


def _rows(rows: RowChanges) -> str:
    by = f"by {', '.join(rows.key)}" if rows.key else f"by all values ({rows.why})"
    if rows.equal:
        return f"rows {by}: all have the same values, written otherwise or in another order"
    counts = [f"{rows.added:,} added", f"{rows.removed:,} removed"]
    if rows.changed is not None:
        counts.append(f"{rows.changed:,} changed")
    counts.append(f"{rows.same:,} the same")
    cells = list((rows.columns or {}).items())
    where = "; changed in " + ", ".join(f"{name} ({count:,})" for name, count in cells[:5]) if cells else ""
    return f"rows {by}: {', '.join(counts)}{where}"


def _examples(rows: RowChanges) -> Iterator[str]:
    """Yield one row of those that changed, came and went, where a key names it."""
    told = set()
    for each in rows.examples if rows.key else ():
        before, after = each.before, each.after
        status = "new" if before is None else "gone" if after is None else "changed"
        if status in told:
            continue
        told.add(status)
        if before is not None and after is not None:
            cells = [
                f"{name} {_cell(before[name])} → {_cell(after.get(name))}"
                for name in before
                if before[name] != after.get(name)
            ]
        else:
            cells = [f"{name} {_cell(value)}" for name, value in (after or before or {}).items()]
        row = ", ".join(f"{name} {_cell(value)}" for name, value in zip(rows.key, each.key, strict=True))
        said = ", ".join(cells[:_CELLS]) + (" …" if len(cells) > _CELLS else "")
        yield f"for example {row}{'' if status == 'changed' else f' is {status}'}{said and f': {said}'}"


def _cell(value: str | None) -> str:
    if value is None:
        return "-"
    return value if len(value) <= _LONGEST else f"{value[: _LONGEST - 1]}…"


def drift_line(drift: ColumnDrift) -> str:
    """Return how a column drifted in one line: only what was computed."""
    said = [f"{drift.column}: {drift.level} drift"]
    if drift.psi is not None:
        said.append(f"PSI {drift.psi:.2f}")
    if drift.statistic is not None and drift.corrected is not None:
        name = "KS" if drift.test == "ks" else "chi-squared"
        p = "p < 0.001" if drift.corrected < 0.001 else f"p = {drift.corrected:.3f}"
        said.append(f"{name} {drift.statistic:.3g} ({p})")
    before, after = (side.missing / max(1, side.count + side.missing) for side in (drift.before, drift.after))
    if abs(after - before) >= 0.01:
        said.append(f"missing {before:.0%}, now {after:.0%}")
    if drift.sampled:
        said.append(f"from a sample of {drift.sampled[0]:,} and {drift.sampled[1]:,} rows")
    line = ", ".join(said)
    if drift.rescaled:
        share = drift.rescaled.count / max(1, drift.after.count)
        factor = drift.rescaled.factor
        times = f"{factor:g} times larger" if factor > 1 else f"{1 / factor:g} times smaller"
        line += f"; {share:.0%} of the values are {times}: rescaled, they are distributed as before"
    elif drift.above or drift.below:
        beyond = (drift.above + drift.below) / max(1, drift.after.count)
        line += f"; {beyond:.0%} of the values lie outside the earlier range" if beyond >= 0.01 else ""
    return line
