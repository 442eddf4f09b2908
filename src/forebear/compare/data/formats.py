"""Which tables can be read, told by their names."""

from __future__ import annotations

from pathlib import PurePosixPath

from forebear.compare.data.findings import Form

_ENDS = {
    ".csv": Form.DELIMITED,
    ".tsv": Form.DELIMITED,
    ".tab": Form.DELIMITED,
    ".psv": Form.DELIMITED,
    ".parquet": Form.PARQUET,
    ".pq": Form.PARQUET,
    ".arrow": Form.ARROW,
    ".feather": Form.ARROW,
    ".ipc": Form.ARROW,
    ".jsonl": Form.JSON_LINES,
    ".ndjson": Form.JSON_LINES,
    ".json": Form.JSON,
    ".npy": Form.NPY,
    ".npz": Form.NPZ,
}
_TEXT = (Form.DELIMITED, Form.JSON_LINES, Form.JSON)
IMAGES = frozenset([".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp", ".tif", ".tiff"])
"""Endings of pictures whose size is read from their headers."""


def form_of(path: str) -> Form | None:
    """Return how a file of this name is stored, None where it is no table."""
    pure = PurePosixPath(path.lower())
    form = _ENDS.get(PurePosixPath(pure.stem).suffix if pure.suffix == ".gz" else pure.suffix)
    return form if pure.suffix != ".gz" or form in _TEXT else None


def is_packed(path: str) -> bool:
    """Whether a table of this name is compressed as a whole."""
    return path.lower().endswith(".gz")
