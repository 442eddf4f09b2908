"""Where an installed environment keeps its records; light to import."""

from __future__ import annotations

from pathlib import Path


def is_environment(folder: Path) -> bool:
    """Say whether a folder is a virtual environment or a prefix of conda."""
    return (folder / "pyvenv.cfg").is_file() or (folder / "conda-meta" / "history").is_file()


def folders_of(prefix: Path) -> list[Path]:
    """Return the folders that hold the records of packages."""
    places = [
        *prefix.glob("lib/python*/site-packages"),
        prefix / "Lib" / "site-packages",
        prefix / "conda-meta",
    ]
    return sorted(path for path in places if path.is_dir())


def state_of(prefix: Path) -> dict[str, object]:
    """Return what changes when a package comes or goes: when these folders last changed."""
    return {str(path.relative_to(prefix)): path.stat().st_mtime_ns for path in folders_of(prefix)}
