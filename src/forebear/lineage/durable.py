"""Files that are there whole or not at all, also after a power cut."""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Sequence
from pathlib import Path

_SINGLY = 256  # files that are written through one by one; of more, the system writes all it has at once


def write_whole(path: Path, data: bytes, mode: int = 0o666) -> None:
    """Write a file under another name, down to the disk, and then give it its own; raises OSError.

    `mode` says who may read it, from its first byte on.
    """
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), mode)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
    write_through_folder(path.parent)


def write_through(paths: Sequence[Path]) -> None:
    """Have the contents of files written down to the disk before anything relies on them."""
    if sys.platform != "win32" and len(paths) > _SINGLY:
        os.sync()
        return
    for path in paths:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def write_through_folder(folder: Path) -> None:
    """Have the names in a folder written down to the disk."""
    if sys.platform == "win32":  # no folder can be opened there, and NTFS keeps a journal of names
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
