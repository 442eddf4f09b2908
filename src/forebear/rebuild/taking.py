"""Takes the inputs of a run that is recorded from the work tree, without copying what need not be copied."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from forebear.lineage.errors import ActionableError
from forebear.rebuild.workspace import copy
from forebear.sources.hashing import Measured, UnsafePathError, measure, walk

ALGORITHMS = ("md5", "sha256", "git")

State = tuple[tuple[int, int, int], ...]
"""Inode, size and time of change of each file."""


@dataclass(frozen=True, slots=True)
class Taken:
    """An input: where it is mounted from, what it is, and what tells whether it changed meanwhile."""

    source: Path
    measured: Measured
    original: Path
    state: State


def take(original: Path, spare: Path, pulse: Callable[[], None]) -> Taken:
    """Digest an input of the work tree.

    It is mounted from where it is, or from a copy at `spare` where a container's user, who may be anybody,
    could not read it. Raises ActionableError where it is not there or holds links.
    """
    # DVC may have put a link to its cache here; links inside a folder are refused.
    source = Path(os.path.realpath(original))
    try:
        state = _state(source)
        measured = measure(source, ALGORITHMS, pulse)
    except FileNotFoundError as error:
        raise ActionableError(
            "An input does not exist.", where=str(original), todo="Make it first, or `dvc checkout` it."
        ) from error
    except UnsafePathError as error:
        raise ActionableError(
            error.what,
            where=error.where,
            todo="For data of DVC: dvc config cache.type hardlink,copy && dvc checkout --relink",
        ) from error
    if _readable(source):
        return Taken(source, measured, source, state)
    _copy_readable(source, spare)
    return Taken(spare, measured, source, state)


def check_unchanged(taken: Mapping[str, Taken]) -> None:
    """Raise ActionableError where an input is no longer what it was when it was taken."""
    for path, each in taken.items():
        if _state(each.original) != each.state:
            raise ActionableError(
                "An input was changed while the command ran, so nothing is recorded.",
                where=path,
                todo="Run it again, and leave the file alone meanwhile.",
            )


def _state(path: Path) -> State:
    files = [file for _, file in walk(path)] if path.is_dir() else [path]
    states = [file.stat() for file in files]
    return tuple((state.st_ino, state.st_size, state.st_mtime_ns) for state in states)


def _readable(path: Path) -> bool:
    if path.is_dir():
        folders = [Path(folder) for folder, _, _ in os.walk(path)]
        return all(_readable(file) for _, file in walk(path)) and all(
            folder.stat().st_mode & stat.S_IXOTH for folder in folders
        )
    return bool(path.stat().st_mode & stat.S_IROTH)


def _copy_readable(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        target.mkdir()
        for relpath, file in walk(source):
            _copy_readable(file, target / relpath)
    else:
        copy(source, target)
        target.chmod(0o444)
