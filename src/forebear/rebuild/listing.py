"""Folders that list their entries in an order of our choice, to see whether a command depends on it.

A disk's file system lists by an order of its own (ext4 by a hash that no copy changes); one in memory lists
what came last first, or what came first. There the order is made by the order of copying.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from forebear.lineage.errors import ActionableError
from forebear.rebuild.workspace import Workspace, copy, is_abandoned, own_tree, remove

if sys.platform != "win32":
    import fcntl

MEMORY = Path("/dev/shm")  # noqa: S108  (a file system in memory, which Linux has)
BY_NAME, BACKWARDS = "by name", "backwards"
ORDERS = (BACKWARDS, BY_NAME)
_SHARE = 4  # at most one part in so many of what is free there is taken
_PREFIX = "forebear-"


def can_order() -> bool:
    """Whether this machine has a file system in memory to lay folders out in."""
    return MEMORY.is_dir() and os.access(MEMORY, os.W_OK)


@contextmanager
def listed(
    order: str, workspace: Workspace, sources: Mapping[str, Path], user: str
) -> Iterator[Mapping[str, Path]]:
    """Lay tree and folders out so that each lists its entries in this order; give where inputs are then.

    With "" nothing is done. Raises ActionableError where there is too little memory for a copy.
    """
    if not order:
        yield sources
        return
    folders = {
        path: source
        for path, source in sources.items()
        if source.is_dir() and not source.is_relative_to(workspace.tree)
    }
    _check_room([workspace.tree, *folders.values()])
    _clear()
    place = MEMORY / f"{_PREFIX}{workspace.place.name}"
    place.mkdir(mode=0o755)
    try:
        with (place / "lock").open("wb") as lock:
            if sys.platform != "win32":
                fcntl.flock(lock, fcntl.LOCK_EX)
            tree = place / "tree"
            last_first = _lists_last_first()
            _lay(workspace.tree, tree, order, last_first=last_first)
            own_tree(tree, user)
            laid = dict(sources)
            for number, (path, source) in enumerate(folders.items()):
                laid[path] = place / "inputs" / str(number)
                _lay(source, laid[path], order, last_first=last_first)
            remove(workspace.tree)
            workspace.tree.symlink_to(tree)
            yield laid
    finally:
        remove(place)


def _lay(source: Path, target: Path, order: str, *, last_first: bool) -> None:
    """Copy a folder, making its entries in the order in which they are to be listed, or the other way."""
    target.mkdir(parents=True)
    shutil.copystat(source, target)
    names = sorted((path.name for path in source.iterdir()), reverse=(order == BACKWARDS) is not last_first)
    for name in names:
        path, there = source / name, target / name
        if path.is_symlink():
            there.symlink_to(path.readlink())
        elif path.is_dir():
            _lay(path, there, order, last_first=last_first)
        else:
            copy(path, there)
            shutil.copystat(path, there)


def _lists_last_first() -> bool:
    """Whether what came last is listed first: kernels differ."""
    probe = MEMORY / f"{_PREFIX}probe-{os.getpid()}"
    probe.mkdir()
    try:
        for name in ("first", "second"):
            (probe / name).touch()
        return [path.name for path in probe.iterdir()] == ["second", "first"]
    finally:
        shutil.rmtree(probe)


def _check_room(folders: list[Path]) -> None:
    needed = sum(
        file.stat().st_size
        for folder in folders
        for file in folder.rglob("*")
        if file.is_file() and not file.is_symlink()
    )
    free = shutil.disk_usage(MEMORY).free // _SHARE
    if needed > free:
        raise ActionableError(
            f"The order of files was not varied: that takes {needed >> 20} MiB of memory, and {free >> 20} "
            "are to spare.",
            where=str(MEMORY),
            todo="Free memory, then diagnose it again.",
        )


def _clear() -> None:
    """Remove what a process left that was killed."""
    for place in MEMORY.glob(f"{_PREFIX}*"):
        if (place / "lock").exists() and is_abandoned(place):
            remove(place)
