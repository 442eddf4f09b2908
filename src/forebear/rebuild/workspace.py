"""The folder in which a rebuild happens, away from the user's work tree, index and stash."""

from __future__ import annotations

import errno
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from forebear.lineage.errors import ActionableError
from forebear.sources.hashing import UnsafePathError

if sys.platform != "win32":
    import fcntl

SPARE = 64 << 20  # bytes that must stay free on the disk
_LOCK = "lock"


@dataclass(frozen=True, slots=True)
class Workspace:
    """The parts of one folder, `place`: `.forebear/rebuilds/<id>` for a rebuild."""

    place: Path

    @property
    def tree(self) -> Path:
        """Where the command runs."""
        return self.place / "tree"

    @property
    def inputs(self) -> Path:
        """Data laid out for mounting, one entry for each input."""
        return self.place / "inputs"

    @property
    def outputs(self) -> Path:
        """What is kept when the tree goes."""
        return self.place / "outputs"

    @property
    def scratch(self) -> Path:
        """What judging the outputs takes."""
        return self.place / "scratch"

    @property
    def log(self) -> Path:
        """What the command printed."""
        return self.place / "log"

    @property
    def usage(self) -> Path:
        """What the command took while it ran."""
        return self.place / "usage.json"

    def clear(self) -> None:
        """Remove what is not kept."""
        for folder in (self.tree, self.inputs, self.scratch):
            remove(folder)


@contextmanager
def open_workspace(place: Path, needed: int) -> Iterator[Workspace]:
    """Make the folder and hold it: as long as its lock is held its container is not swept.

    `needed` is how many bytes it will take. Raises ActionableError where the disk is too full or read-only.
    """
    workspace = Workspace(place)
    try:
        place.mkdir(parents=True)
        check_space(place, needed)
        with (place / _LOCK).open("wb") as lock:
            if sys.platform != "win32":
                fcntl.flock(lock, fcntl.LOCK_EX)
            workspace.inputs.mkdir()
            try:
                yield workspace
            finally:
                workspace.clear()
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise _full(place, None) from error
        if error.errno in (errno.EACCES, errno.EROFS, errno.EPERM):
            raise ActionableError(
                f"The project cannot be written: {error.strerror}.",
                where=str(error.filename or place),
                todo="Make .forebear writable: rebuilds happen in it.",
            ) from error
        raise


def is_abandoned(place: Path) -> bool:
    """Whether no living process holds this workspace; False where that cannot be known."""
    if sys.platform == "win32":
        return False
    try:
        with (place / _LOCK).open("rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return True


def check_space(place: Path, needed: int) -> None:
    """Raise ActionableError unless `needed` bytes and some to spare are free where `place` is."""
    free = shutil.disk_usage(place).free
    if free < needed + SPARE:
        raise _full(place, needed)


def largest_file(place: Path) -> int:
    """Return how many bytes a file may have that a command writes below `place`: as the disk has room for.

    So a file that is nothing but a hole (a sparse one of 1 TB) cannot be made, which would be read for hours.
    """
    return max(1 << 30, shutil.disk_usage(place).free >> 30 << 30)


def _full(place: Path, needed: int | None) -> ActionableError:
    amount = f": {needed / (1 << 20):.0f} MiB are needed" if needed is not None else ""
    return ActionableError(
        f"The disk is too full for a rebuild{amount}.",
        where=str(place.parent),
        todo="Free space (old rebuilds are in .forebear/rebuilds) and try again.",
    )


def link_or_copy(source: Path, target: Path) -> None:
    """Put the bytes of `source` at `target`: the same file where possible, else a copy.

    The result is only for mounting read-only: it may be the very file of a cache.
    """
    # A container's user is somebody else and must be able to read it.
    readable = source.lstat().st_mode & stat.S_IROTH
    if readable and _linked(source, target):
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    if readable and _linked(source, target):
        return
    copy(source, target)
    target.chmod(0o444)


def _linked(source: Path, target: Path) -> bool:
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError:
        return False
    return True


def copy(source: Path, target: Path) -> None:
    """Copy a file's bytes to a new file, sharing blocks where the file system can."""
    with source.open("rb") as reading, target.open("xb") as writing:
        if sys.platform == "linux":
            try:
                fcntl.ioctl(writing.fileno(), 0x40049409, reading.fileno())  # FICLONE
            except OSError:
                shutil.copyfileobj(reading, writing, 1 << 20)
        else:
            shutil.copyfileobj(reading, writing, 1 << 20)


def clear_outputs(tree: Path, outputs: Sequence[str]) -> None:
    """Remove the outputs that the commit holds and make the folders that new ones go to."""
    for path in outputs:
        target = safe_join(tree, path)
        remove(target)
        target.parent.mkdir(parents=True, exist_ok=True)


def safe_join(tree: Path, path: str) -> Path:
    """Return `tree/path`; raises UnsafePathError where the path, or a link on its way, leads outside."""
    target = tree / path
    parts = path.split("/")
    real = os.path.realpath(target.parent)
    inside = real == os.path.realpath(tree) or real.startswith(os.path.realpath(tree) + os.sep)
    if path.startswith("/") or ".." in parts or not path or "\0" in path or not inside:
        raise UnsafePathError(
            "This path leads outside the project.",
            where=path,
            todo="Move the file into the project and record the run again: forebear run.",
        )
    return target


def make_mount_point(tree: Path, path: str, source: Path, mounted: Iterable[str]) -> None:
    """Make the file or folder over which an input is mounted, unless a mounted folder holds it already."""
    if any(path.startswith(f"{other}/") for other in mounted):
        return
    point = safe_join(tree, path)
    if point.is_symlink() or (point.exists() and point.is_dir() != source.is_dir()):
        remove(point)
    if source.is_dir():
        point.mkdir(parents=True, exist_ok=True)
    else:
        point.parent.mkdir(parents=True, exist_ok=True)
        point.touch()


def own_tree(tree: Path, user: str) -> None:
    """Give the tree to the container's user, `uid:gid`, where we may; no link is followed."""
    if sys.platform == "win32" or os.geteuid() != 0:
        return
    uid, gid = (int(part) for part in user.split(":"))
    os.chown(tree, uid, gid)
    for entry in everything(tree):
        os.chown(entry.path, uid, gid, follow_symlinks=False)


def everything(folder: Path) -> Iterator[os.DirEntry[str]]:
    """Yield all below a folder, however deep; no link is followed, what cannot be listed is left out."""
    pending = [str(folder)]
    while pending:
        try:
            entries = os.scandir(pending.pop())
        except OSError:
            continue
        with entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    pending.append(entry.path)
                yield entry


def remove(path: Path) -> None:
    """Remove a file, link or folder, also where a container left folders that cannot be written."""
    if path.is_symlink() or path.is_file():
        path.unlink()
        return
    if not path.exists():
        return

    try:
        shutil.rmtree(path)
    except (OSError, RecursionError):
        _remove_hard(path)


def _remove_hard(path: Path) -> None:
    """Remove a folder that was made to stay: with folders that cannot be written, or too deep for Python."""
    if sys.platform == "win32":
        for folder, _, _ in os.walk(path):
            Path(folder).chmod(0o700)
        shutil.rmtree(path)
        return
    subprocess.run(["chmod", "-R", "u+rwX", "--", path], check=False, capture_output=True)
    done = subprocess.run(["rm", "-rf", "--", path], check=False, capture_output=True, text=True)
    if done.returncode:
        raise OSError(errno.EACCES, f"It cannot be removed: {done.stderr.strip()[:300]}", str(path))


Snapshot = dict[str, tuple[int, int, int, int]]
"""Relative path to (mode, size, inode, change time) of everything in a tree."""


def snapshot(tree: Path, declared: Collection[str] = ()) -> Snapshot:
    """Note what is in the tree, so that what a command did to it can be told afterwards.

    `declared` paths are left out with all that is in them: a million files of an output are nobody's concern.

    A folder that cannot be read (its path is too long, or nobody may) counts as a file, and what is too deep
    in it does not count.
    """
    seen: Snapshot = {}
    pending = [("", str(tree))]
    while pending:
        prefix, folder = pending.pop()
        try:
            entries = os.scandir(folder)
        except OSError:
            seen[prefix.rstrip("/")] = (stat.S_IFDIR, 0, 0, 0)
            continue
        with entries:
            for entry in entries:
                path = f"{prefix}{entry.name}"
                if path in declared:
                    continue
                try:
                    state = entry.stat(follow_symlinks=False)
                except OSError:
                    continue
                if entry.is_dir(follow_symlinks=False):
                    pending.append((f"{path}/", entry.path))
                else:
                    seen[path] = (state.st_mode, state.st_size, state.st_ino, state.st_ctime_ns)
    return seen


@dataclass(frozen=True, slots=True)
class Traces:
    """What a command did beside its declared outputs: files it `added`, `changed` and `removed`."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]

    @property
    def count(self) -> int:
        """How many files that are."""
        return len(self.added) + len(self.changed) + len(self.removed)


def traces(before: Snapshot, after: Snapshot) -> Traces:
    """Compare two snapshots."""
    changed = sorted(path for path in before.keys() & after.keys() if before[path] != after[path])
    added, removed = sorted(after.keys() - before.keys()), sorted(before.keys() - after.keys())
    return Traces(tuple(added), tuple(changed), tuple(removed))
