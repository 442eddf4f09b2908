"""What a file holds, told by its name."""

from __future__ import annotations

from pathlib import PurePosixPath

from forebear.compare.files.findings import Content

_ENDS = {
    **dict.fromkeys((".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp", ".tif", ".tiff"), Content.IMAGE),
    ".svg": Content.DRAWING,
    ".ipynb": Content.NOTEBOOK,
    **dict.fromkeys((".log", ".out", ".err"), Content.LOG),
    **dict.fromkeys(
        (
            *(".txt", ".md", ".rst", ".csv", ".tsv", ".json", ".jsonl", ".yaml", ".yml", ".toml", ".ini"),
            *(".cfg", ".xml", ".html", ".py", ".r", ".sql", ".sh", ".tex"),
        ),
        Content.TEXT,
    ),
}


def content_of(path: str, *, directory: bool = False) -> Content:
    """Return what a file of this name holds; OTHER where only its bytes can tell."""
    if directory:
        return Content.DIRECTORY
    return _ENDS.get(PurePosixPath(path).suffix.lower(), Content.OTHER)
