"""What was found out about data as JSON."""

from __future__ import annotations

from collections.abc import Mapping

from forebear.compare.data.findings import (
    MISSING_LARGE,
    MISSING_MODERATE,
    PSI_LARGE,
    PSI_MODERATE,
    SIGNIFICANT,
    Absent,
    ColumnDrift,
    DataChange,
    DeltaCommit,
    FolderChanges,
    RowChanges,
    Study,
    Summary,
    TableFacts,
)
from forebear.compare.json_values import Json, json_time, json_value

THRESHOLDS: Mapping[str, float] = {
    "psi_moderate": PSI_MODERATE,
    "psi_large": PSI_LARGE,
    "corrected_p": SIGNIFICANT,
    "missing_moderate": MISSING_MODERATE,
    "missing_large": MISSING_LARGE,
}


def drift_document(study: Study | None) -> Json | None:
    """Return the promised key `drift`: thresholds, and for each version the columns, the worst first."""
    changes = [change for change in study.changes if change.drift is not None] if study else []
    if not changes:
        return None
    return {
        "thresholds": dict(THRESHOLDS),
        "versions": [
            {
                "version": change.label,
                "part": change.part or None,
                "columns": [_column(column) for column in change.drift or ()],
            }
            for change in changes
        ],
    }


def study_document(study: Study | None) -> Json:
    """Return the keys beside the promised ones."""
    if study is None:
        return {"tables": None, "changes": None, "absent": None, "unreadable": None}
    return {
        "tables": {label: _table(facts) for label, facts in study.tables.items()},
        "changes": [_change(change) for change in study.changes],
        "absent": [_absent(absent) for absent in study.absent],
        "unreadable": dict(study.unreadable),
    }


def _table(facts: TableFacts) -> Json:
    return {
        "form": str(facts.form),
        "rows": facts.rows,
        "columns": [
            {"name": column.name, "type": column.type, "kind": str(column.kind)} for column in facts.columns
        ],
        "broken": facts.broken,
        "broken_lines": [{"line": line.line or None, "why": line.why} for line in facts.examples],
        "notes": list(facts.notes),
        "delta": facts.log
        and {
            "id": facts.log.id,
            "version": facts.log.version,
            "commits": [_commit(commit) for commit in facts.log.commits],
        },
    }


def _commit(commit: DeltaCommit) -> Json:
    return {
        "version": commit.version,
        "when": json_time(commit.when),
        "operation": commit.operation,
        "parameters": commit.parameters,
        "by": commit.by,
        "metadata": commit.metadata,
    }


def _summary(summary: Summary) -> Json:
    return {
        "count": summary.count,
        "missing": summary.missing,
        "least": json_value(summary.least),
        "mean": json_value(summary.mean),
        "most": json_value(summary.most),
        "distinct": summary.distinct,
    }


def _column(drift: ColumnDrift) -> Json:
    histogram, rescaled = drift.histogram, drift.rescaled
    return {
        "column": drift.column,
        "kind": str(drift.kind),
        "level": str(drift.level),
        "psi": json_value(drift.psi),
        "test": drift.test or None,
        "statistic": json_value(drift.statistic),
        "sampled": drift.sampled and list(drift.sampled),
        "p": json_value(drift.p),
        "corrected_p": json_value(drift.corrected),
        "js": json_value(drift.js),
        "before": _summary(drift.before),
        "after": _summary(drift.after),
        "names_rows": drift.names_rows,
        "below": drift.below,
        "above": drift.above,
        "rescaled": rescaled
        and {"factor": rescaled.factor, "count": rescaled.count, "distance": rescaled.distance},
        "histogram": histogram
        and {
            "edges": [json_value(edge) for edge in histogram.edges],
            "before": list(histogram.before),
            "after": list(histogram.after),
            "logarithmic": histogram.logarithmic,
        },
        "shares": [
            {"value": share.value, "before": share.before, "after": share.after} for share in drift.shares
        ],
    }


def _change(change: DataChange) -> Json:
    return {
        "version": change.label,
        "part": change.part or None,
        "schema": None
        if change.schema is None
        else [
            {"column": each.column, "status": each.status, "before": each.before, "after": each.after}
            for each in change.schema
        ],
        "rows": change.rows and _rows(change.rows),
        "files": change.folder and _folder(change.folder),
        "note": change.note or None,
        "commits": [_commit(commit) for commit in change.commits],
    }


def _rows(rows: RowChanges) -> Json:
    return {
        "key": list(rows.key) or None,
        "why_no_key": rows.why or None,
        "added": rows.added,
        "removed": rows.removed,
        "changed": rows.changed,
        "same": rows.same,
        "columns": None if rows.columns is None else dict(rows.columns),
        "counted": rows.counted,
        "ignored": list(rows.ignored),
        "by_hash": rows.by_hash,
        "examples": [
            {
                "key": list(example.key) or None,
                "before": None if example.before is None else dict(example.before),
                "after": None if example.after is None else dict(example.after),
            }
            for example in rows.examples
        ],
    }


def _folder(folder: FolderChanges) -> Json:
    return {
        "added": folder.added,
        "removed": folder.removed,
        "changed": folder.changed,
        "renamed": folder.renamed,
        "same": folder.same,
        "examples": [
            {"path": file.path, "status": file.status, "before": file.before or None} for file in folder.files
        ],
    }


def _absent(absent: Absent) -> Json:
    return {
        "version": absent.label,
        "digest": str(absent.digest),
        "obtainable": [
            {"how": at.how, "name": at.name, "url": at.url, "path": at.path} for at in absent.obtainable
        ],
    }
