"""A comparison as one JSON document.

A value that a version lacks is null. NaN and the infinities, which JSON does not have, are the strings
"NaN", "Infinity" and "-Infinity". Beside the promised keys every row says whether it `differs` (null =
cannot be told).
"""

from __future__ import annotations

from collections.abc import Sequence

from forebear.compare.comparison import (
    CodeChanges,
    CodeFile,
    Comparison,
    DataRow,
    MetricRow,
    ParameterRow,
    Version,
)
from forebear.compare.data.document import drift_document, study_document
from forebear.compare.directions import Direction, SetDirections, better
from forebear.compare.files.document import file_document
from forebear.compare.json_values import Json, json_time, json_value
from forebear.compare.metrics import best_columns
from forebear.compare.part_documents import environment_document, model_document, parameter_types
from forebear.compare.plots.document import plot_document
from forebear.compare.ranking_text import ranking_document
from forebear.lineage.words import Digest


def comparison_document(comparison: Comparison, directions: SetDirections | None = None) -> dict[str, object]:
    """Return the document; the same versions give the same text.

    `directions` say which way a person said that metrics are better.
    """
    labels = [version.label for version in comparison.versions]
    return {
        "versions": [_version(version) for version in comparison.versions],
        "changed": comparison.changed,
        "ranking": ranking_document(comparison),
        "metrics": [_metric(row, labels, directions) for row in comparison.metrics],
        "parameters": [_parameter(row) for row in comparison.parameters],
        "data": [_data(row) for row in comparison.data],
        "environment": [environment_document(row) for row in comparison.environment],
        "models": [model_document(row) for row in comparison.models],
        "files": [file_document(row) for row in comparison.files],
        "plots": [plot_document(row) for row in comparison.plots],
        "code": _code(comparison.code),
        "unavailable": [
            {"version": file.label, "what": str(file.slot), "path": file.path, "why": file.why}
            for file in comparison.unavailable
        ],
        "notes": list(comparison.notes),
    }


def _digest(digest: Digest | None) -> str | None:
    return str(digest) if digest else None


def _version(version: Version) -> Json:
    return {
        "label": version.label,
        "ref": version.ref,
        "title": version.title,
        "kind": str(version.kind),
        "commit": version.commit,
        "run": version.run,
        "artifact": _digest(version.artifact),
        "when": json_time(version.when),
        "by": version.by,
        "summary": version.summary,
        "origin": str(version.origin),
    }


def _metric(row: MetricRow, labels: Sequence[str], directions: SetDirections | None) -> Json:
    columns = range(len(row.values))
    way = better(row.name, directions)
    return {
        "name": row.name,
        "source": row.source,
        "values": [json_value(value) for value in row.values],
        "deltas": [json_value(row.delta(column)) for column in columns],
        "relative": [json_value(row.relative(column)) for column in columns],
        "available": list(row.available),
        "better": None if way is Direction.UNKNOWN else str(way),
        "best": [labels[column] for column in sorted(best_columns(row, way))],
        "differs": row.differs,
    }


def _parameter(row: ParameterRow) -> Json:
    return {
        "name": row.name,
        "source": row.source,
        "values": [json_value(value) for value in row.values],
        **parameter_types(row),
        "present": list(row.present),
        "available": list(row.available),
        "differs": row.differs,
    }


def _data(row: DataRow) -> Json:
    return {
        "path": row.path,
        "role": str(row.role),
        "digests": [_digest(digest) for digest in row.digests],
        "sizes": list(row.sizes),
        "files": list(row.files),
        "rows": list(row.rows) if any(rows is not None for rows in row.rows) else None,
        "schema": [{"column": column.name, "types": list(column.types)} for column in row.columns] or None,
        "drift": drift_document(row.study),
        **study_document(row.study),
        "differs": row.differs,
    }


def _code(code: CodeChanges) -> Json:
    return {
        "commits": len(code.commits),
        "log": [
            {
                "sha": commit.sha,
                "author": commit.author,
                "when": json_time(commit.when),
                "summary": commit.summary,
                "versions": list(commit.labels),
            }
            for commit in code.commits
        ],
        "files": [_file(file) for file in code.files],
        "uncommitted": [
            {
                "version": kept.label,
                "by": kept.by,
                "base": kept.base,
                "text": kept.text,
                "note": kept.note or None,
            }
            for kept in code.uncommitted
        ],
        "note": code.note,
    }


def _file(file: CodeFile) -> Json:
    return {
        "path": file.path,
        "kind": str(file.kind),
        "used": file.used,
        "diffs": [
            {
                "version": diff.label,
                "status": diff.status,
                "before": diff.before or None,
                "modes": list(diff.modes) if len(set(diff.modes)) > 1 else None,
                "sizes": list(diff.sizes) if diff.binary else None,
                "added": diff.added,
                "removed": diff.removed,
                "binary": diff.binary,
                "omitted": diff.omitted or None,
                "text": diff.text,
            }
            for diff in file.diffs
        ],
    }
