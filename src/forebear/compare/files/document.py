"""Files of a comparison as JSON."""

from __future__ import annotations

from dataclasses import asdict

from forebear.compare.files.findings import (
    ByteDifference,
    FileDifference,
    FileRow,
    FileStudy,
    ImageDifference,
    NotebookDifference,
    Side,
    TextDifference,
)
from forebear.compare.json_values import Json


def file_document(row: FileRow) -> Json:
    """Return a file: what each version holds there, and where it was opened how that differs."""
    return {
        "path": row.path,
        "role": str(row.role),
        "content": str(row.study.content if row.study else row.content),
        "in": row.folder or None,
        "before": row.before or None,
        "digests": [str(digest) if digest else None for digest in row.digests],
        "sizes": list(row.sizes),
        "differs": row.differs,
        "opened": row.study is not None,
        **({"sides": [], "differences": [], "absent": []} if row.study is None else _study(row.study)),
    }


def _study(study: FileStudy) -> Json:
    return {
        "sides": [_side(side) for side in study.sides],
        "differences": [_difference(each) for each in study.differences],
        "absent": [
            {
                "version": each.label,
                "digest": str(each.digest),
                "obtainable": [asdict(place) for place in each.obtainable],
            }
            for each in study.absent
        ],
    }


def _side(side: Side) -> Json:
    return {
        "version": side.label,
        "size": side.size,
        "encoding": side.encoding or None,
        "image": asdict(side.image) if side.image else None,
        "problem": side.problem or None,
    }


def _difference(each: FileDifference) -> Json:
    return {
        "version": each.label,
        "note": each.note or None,
        "bytes": _bytes(each.bytes) if each.bytes else None,
        "image": _image(each.image) if each.image else None,
        "text": _text(each.text) if each.text else None,
        "notebook": _notebook(each.notebook) if each.notebook else None,
        "folder": asdict(each.folder) if each.folder else None,
    }


def _bytes(found: ByteDifference) -> Json:
    return {
        "first_difference": found.offset,
        "line": found.line,
        "sizes": list(found.sizes),
        "read": found.read,
        "common_suffix": found.suffix,
        "whole": found.whole,
        "window": {"start": found.start, "before": found.before.hex(), "after": found.after.hex()},
    }


def _image(found: ImageDifference) -> Json:
    return {
        "pixels": found.pixels,
        "differing": found.differing,
        "share": found.share,
        "largest": found.largest,
        "mean": found.mean,
        "box": list(found.box) if found.box else None,
        "same_pixels": found.same,
    }


def _text(found: TextDifference) -> Json:
    return {
        "added": found.added,
        "removed": found.removed,
        "ignored": found.rule or None,
        "diff": found.text,
        "omitted": found.omitted or None,
        "notes": list(found.notes),
    }


def _notebook(found: NotebookDifference) -> Json:
    return {
        "same": found.same,
        "cells": [asdict(cell) for cell in found.cells],
        "metadata": found.metadata or None,
        "ignored": ["execution counts", "ids of cells"],
    }
