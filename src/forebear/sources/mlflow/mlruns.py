"""Where things are in a store's folder, and marks that tell when they change; no file is opened here."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

TRASH = ".trash"
"""Where MLflow puts deleted experiments."""

_DEEPEST = 16  # folders: the name of a metric may have slashes
_ID = re.compile(r"[0-9a-zA-Z_-]{1,64}")

Refuse = Callable[[Path, str], object]
"""Is told of a folder that cannot be read, and why."""


def experiment_folders(root: Path, refuse: Refuse | None = None) -> Iterator[Path]:
    """Yield the folders of all experiments, the deleted ones too."""
    for parent in (root, root / TRASH):
        for folder in folders_in(parent, refuse):
            if folder.name not in ("models", TRASH) and is_file(folder / "meta.yaml"):
                yield folder


def run_folders(experiment: Path, refuse: Refuse | None = None) -> Iterator[Path]:
    """Yield the folders of an experiment's runs."""
    for folder in folders_in(experiment, refuse):
        if is_id(folder.name) and is_file(folder / "meta.yaml"):
            yield folder


def model_folders(experiment: Path, refuse: Refuse | None = None) -> Iterator[Path]:
    """Yield the folders of an experiment's logged models."""
    for folder in folders_in(experiment / "models", refuse):
        if is_file(folder / "meta.yaml"):
            yield folder


def folders_in(parent: Path, refuse: Refuse | None = None) -> Iterator[Path]:
    """Yield the folders in a folder in the order of their names; nothing where there is none."""
    try:
        with os.scandir(parent) as entries:
            names = sorted(entry.name for entry in entries if entry.is_dir(follow_symlinks=False))
    except (FileNotFoundError, NotADirectoryError):
        return
    except OSError as error:
        if refuse is not None:
            refuse(parent, f"This folder cannot be read ({error.strerror}).")
        return
    yield from (parent / name for name in names)


def files_below(folder: Path, prefix: str = "", depth: int = 0) -> Iterator[tuple[str, Path]]:
    """Yield all that is no folder below a folder, in order, with its path in it."""
    try:
        with os.scandir(folder) as entries:
            found = sorted((entry.name, entry.is_dir(follow_symlinks=False)) for entry in entries)
    except OSError:
        return
    for name, is_folder in found:
        if not is_folder:
            yield prefix + name, folder / name
        elif depth < _DEEPEST:
            yield from files_below(folder / name, f"{prefix}{name}/", depth + 1)


def mark_of(folder: Path, once: Sequence[str]) -> str:
    """Return a text that changes when something in a run's or model's folder does.

    Of the folders `once`, whose files are written once, only their own times are looked at.
    """
    seen = hashlib.blake2b(digest_size=8)

    def note(name: str, path: Path) -> None:
        try:
            about = path.lstat()
        except OSError:
            return
        seen.update(f"{name}\0{about.st_size}\0{about.st_mtime_ns}\n".encode("utf-8", "surrogateescape"))

    for name in ("meta.yaml", *once):
        note(name, folder / name)
    for name in ("tags", "metrics"):
        for inside, path in files_below(folder / name):
            note(f"{name}/{inside}", path)
    return seen.hexdigest()


def run_mark(folder: Path, experiment: str) -> str:
    """Return the mark of a run, of which that of its experiment is a part."""
    return experiment + mark_of(folder, ("params", "inputs", "outputs"))


def model_mark(folder: Path) -> str:
    """Return the mark of a logged model."""
    return mark_of(folder, ("params",))


def state_of(root: Path) -> str:
    """Return a text that changes when anything in a store does."""
    seen = hashlib.blake2b(digest_size=16)
    for experiment in experiment_folders(root):
        about = mark_of(experiment, ())
        seen.update(f"{experiment.name} {about}\n".encode())
        for folder in run_folders(experiment):
            seen.update(f"{folder.name} {run_mark(folder, about)}\n".encode())
        for folder in model_folders(experiment):
            seen.update(f"{folder.name} {model_mark(folder)}\n".encode())
    for inside, path in files_below(root / "models"):
        try:
            about_file = path.lstat()
        except OSError:
            continue
        line = f"{inside} {about_file.st_size} {about_file.st_mtime_ns}\n"
        seen.update(line.encode("utf-8", "surrogateescape"))
    return seen.hexdigest()


def is_store(root: Path) -> bool:
    """Whether a folder is a store: one of its folders describes an experiment."""
    return next(experiment_folders(root), None) is not None


def is_file(path: Path) -> bool:
    """Whether there is a file, and no link to one."""
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except OSError:
        return False


def is_id(text: str) -> bool:
    """Whether a text can be the id of a run or a dataset, and is no path."""
    return _ID.fullmatch(text) is not None
