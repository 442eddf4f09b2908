"""A clean copy of a commit's files, written without Git's checkout, which would run filters."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from forebear.lineage.errors import ActionableError
from forebear.sources.git.patches import SUBMODULE
from forebear.sources.git.repository import REGULAR, SYMLINK, GitRepository, TreeEntry


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written, as paths relative to the destination.

    `submodules` are empty folders: nothing is fetched. `left_out` are links that lead out of the tree.
    """

    files: tuple[str, ...]
    links: tuple[str, ...]
    submodules: tuple[str, ...]
    left_out: tuple[str, ...]


def export_commit(repository: GitRepository, commit: str, destination: Path) -> Exported:
    """Write the files of `commit` into the empty or absent folder `destination`.

    Contents are the bytes in Git (Git LFS pointers stay pointers), with executable bits. Links are made last,
    so that nothing is ever written through one, and only those stay that lead to somewhere inside.
    Raises ActionableError for a path that would escape, a missing object, or a folder that is not empty.
    """
    destination.mkdir(parents=True, exist_ok=True)
    if any(destination.iterdir()):
        raise ActionableError(
            "The folder for the export is not empty.", where=str(destination), todo="Choose an empty one."
        )
    entries = repository.tree(commit).values()
    for entry in entries:
        _check(entry.path, commit)
    regular = [entry for entry in entries if entry.mode in REGULAR]
    _write_files(repository, regular, destination)
    submodules = [entry.path for entry in entries if entry.mode == SUBMODULE]
    for path in submodules:
        (destination / path).mkdir(parents=True, exist_ok=True)
    links = [entry for entry in entries if entry.mode == SYMLINK]
    left_out = _make_links(repository, links, destination)
    kept = tuple(entry.path for entry in links if entry.path not in left_out)
    return Exported(tuple(entry.path for entry in regular), kept, tuple(submodules), tuple(left_out))


def _check(path: str, commit: str) -> None:
    parts = path.split("/")
    # What Git itself refuses to check out; a crafted tree may hold it all the same.
    if any(part in ("", ".", "..") or part.casefold() == ".git" or "\\" in part for part in parts):
        raise ActionableError(
            "A path of this commit would lead outside the folder.",
            where=f"{path}@{commit[:12]}",
            todo="Do not trust this repository: ordinary tools do not write such paths.",
        )


def _write_files(repository: GitRepository, entries: Sequence[TreeEntry], destination: Path) -> None:
    folders: set[str] = set()
    for entry, (sha, content) in zip(
        entries, repository.blobs((entry.sha for entry in entries), largest=1 << 40, block=1), strict=True
    ):
        if content is None:
            raise ActionableError(
                "A file of this commit is not in this clone.",
                where=f"{entry.path} ({sha})",
                todo="The clone is partial or damaged: fetch it with Git, or clone again.",
            )
        folder = os.path.dirname(entry.path)  # noqa: PTH120  (a plain string, thousands of times)
        if folder not in folders:
            (destination / folder).mkdir(parents=True, exist_ok=True)
            folders.add(folder)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
        mode = 0o755 if entry.mode == "100755" else 0o644
        with open(os.open(destination / entry.path, flags, mode), "wb") as file:  # noqa: PTH123
            file.write(content)


def _make_links(repository: GitRepository, entries: Sequence[TreeEntry], destination: Path) -> list[str]:
    left_out = []
    made = []
    for entry, (_, content) in zip(entries, repository.blobs(entry.sha for entry in entries), strict=True):
        target = os.fsdecode(content) if content else ""
        if not target or "\0" in target or PurePosixPath(target).is_absolute():
            left_out.append(entry.path)
            continue
        link = destination / entry.path
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(target)
        made.append(entry.path)
    # Where a link leads depends on the others, so it is asked when all are there.
    inside = destination.resolve()
    for path in made:
        if not _resolved(destination / path).is_relative_to(inside):
            (destination / path).unlink()
            left_out.append(path)
    return left_out


def _resolved(link: Path) -> Path:
    try:
        return link.resolve()
    except (OSError, RuntimeError):  # links in a circle
        return Path("/")
