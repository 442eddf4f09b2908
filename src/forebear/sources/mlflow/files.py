"""The files of a run or a model: their digests, and when they have to be read again."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from forebear.lineage.errors import ActionableError, CancelledError
from forebear.sources.hashing import Measured, measure

_MOST = 10_000
"""Files of one run that are looked at."""

_LARGEST = 4 << 30
"""Bytes of a file that is read; larger ones are only named."""


@dataclass(frozen=True, slots=True)
class Listed:
    """The files below a folder by their path in it, with size in bytes; links and the like are `refused`."""

    sizes: Mapping[str, int]
    newest: int  # nanoseconds; when the last of them was written or put there
    refused: tuple[str, ...] = ()
    cut: bool = False  # there are more than are looked at

    @property
    def mark(self) -> str:
        """A text that changes when a file comes, goes or is written to."""
        return f"{len(self.sizes)}.{sum(self.sizes.values())}.{self.newest}.{len(self.refused)}"


def listed(folder: Path) -> Listed:
    """List the files below a folder; none is opened and no link is followed."""
    sizes: dict[str, int] = {}
    refused: list[str] = []
    newest = 0
    pending = [("", folder)]
    while pending:
        prefix, place = pending.pop()
        try:
            with os.scandir(place) as entries:
                found = sorted(entries, key=lambda entry: entry.name)
        except OSError:
            refused.append(prefix or ".")
            continue
        for entry in found:
            path = prefix + entry.name
            if len(sizes) + len(refused) >= _MOST:
                return Listed(sizes, newest, tuple(refused), cut=True)
            try:
                about = entry.stat(follow_symlinks=False)
            except OSError:
                continue  # gone meanwhile
            if stat.S_ISDIR(about.st_mode):
                pending.append((f"{path}/", place / entry.name))
            elif stat.S_ISREG(about.st_mode):
                sizes[path] = about.st_size
                # The time of a change cannot be set as that of a writing can, which copies keep.
                newest = max(newest, about.st_ctime_ns, about.st_mtime_ns)
            else:
                refused.append(path)
    return Listed(dict(sorted(sizes.items())), newest, tuple(refused))


def measured(
    folder: Path, files: Listed, pulse: Callable[[str], None], left_out: Mapping[str, str] | None = None
) -> Iterator[tuple[str, Measured | str]]:
    """Yield each file's digests (md5 and sha256), or why it has none; `pulse` may raise to stop.

    `left_out` says of files that are not in the folder why they are not.
    """
    for path, size in files.sizes.items():
        if left_out and path in left_out:
            yield path, left_out[path]
            continue
        if size > _LARGEST:
            yield path, f"it is larger than {_LARGEST >> 30} GB"
            continue
        pulse(path)
        try:
            yield path, measure(folder / path, ("md5", "sha256"), partial(pulse, path))
        except CancelledError:
            raise
        except OSError as error:
            yield path, error.strerror or str(error)
        except ActionableError as error:
            yield path, error.what
