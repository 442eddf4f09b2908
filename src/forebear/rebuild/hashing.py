"""Digests of files and folders as the tools write them; every byte is read once and no link is followed."""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from forebear.lineage.errors import ActionableError
from forebear.lineage.words import Digest

BLOCK = 1 << 20  # bytes; DVC 2 folds CRLF within blocks of this size, so it is part of `md5-dos2unix`
_TEXT = bytes(range(32, 127)) + b"\n\r\t\f\b"


class UnsafePathError(ActionableError):
    """A link that leads outside, or something that is neither a file nor a folder."""


class _Sum(Protocol):
    def update(self, block: bytes) -> None: ...
    def hexdigest(self) -> str: ...


class _Dos2Unix:
    """DVC 1 and 2: CRLF folded to LF where the first 512 bytes look like text (dvc_data/hashfile/hash.py)."""

    def __init__(self) -> None:
        self._sum = hashlib.md5(usedforsecurity=False)
        self._text: bool | None = None

    def update(self, block: bytes) -> None:
        if self._text is None:
            self._text = _looks_like_text(block[:512])
        self._sum.update(block.replace(b"\r\n", b"\n") if self._text else block)

    def hexdigest(self) -> str:
        return self._sum.hexdigest()


def _looks_like_text(start: bytes) -> bool:
    return b"\0" not in start and len(start.translate(None, _TEXT)) <= 0.30 * len(start)


def _git_blob(size: int) -> _Sum:
    blob = hashlib.sha1(usedforsecurity=False)
    blob.update(b"blob %d\0" % size)
    return blob


def _sums(algorithms: Iterable[str], size: int) -> dict[str, _Sum]:
    makers: Mapping[str, Callable[[], _Sum]] = {
        "md5": lambda: hashlib.md5(usedforsecurity=False),
        "sha256": hashlib.sha256,
        "md5-dos2unix": _Dos2Unix,
        "git": lambda: _git_blob(size),
    }
    return {name: makers[name]() for name in dict.fromkeys(algorithms) if name in makers}


KNOWN = ("md5", "sha256", "md5-dos2unix", "git")
"""The algorithms that can be checked here; `etag` and `checksum` are opaque."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a folder's listing. `relpath` is relative to the folder, with `/`."""

    relpath: str
    md5: str


@dataclass(frozen=True, slots=True)
class Measured:
    """What a file or folder is: `digests` by algorithm, `size` in bytes, `files` None for a file.

    `entries` are a folder's files with their md5, where that was asked for.
    """

    digests: Mapping[str, Digest]
    size: int
    files: int | None = None
    entries: tuple[Entry, ...] = ()

    def agrees(self, digest: Digest) -> bool:
        """Whether `digest` is one of these."""
        return self.digests.get(digest.algorithm) == digest


def measure_stream(stream: BinaryIO, size: int, algorithms: Iterable[str]) -> Measured:
    """Digest an open file of `size` bytes (only Git's digest needs the size beforehand)."""
    sums = _sums(algorithms, size)
    read = 0
    while block := stream.read(BLOCK):
        read += len(block)
        for each in sums.values():
            each.update(block)
    return Measured({name: Digest(name, each.hexdigest()) for name, each in sums.items()}, read)


def measure(path: Path, algorithms: Iterable[str], pulse: Callable[[], None] | None = None) -> Measured:
    """Digest a file or a folder; `pulse` is called now and then and may raise to stop.

    A folder has DVC's digest, the md5 (or md5-dos2unix) of the listing of its files, and no other.
    Raises UnsafePathError for links, devices and the like, FileNotFoundError where there is nothing.
    """
    state = path.lstat()
    if stat.S_ISDIR(state.st_mode):
        return _measure_folder(path, algorithms, pulse)
    with _open(path) as stream:
        return measure_stream(stream, os.fstat(stream.fileno()).st_size, algorithms)


def _measure_folder(path: Path, algorithms: Iterable[str], pulse: Callable[[], None] | None) -> Measured:
    wanted = [name for name in algorithms if name in ("md5", "md5-dos2unix")]
    listings: dict[str, list[Entry]] = {name: [] for name in wanted}
    size = files = 0
    for relpath, file in walk(path):
        if pulse is not None:
            pulse()
        with _open(file) as stream:
            part = measure_stream(stream, os.fstat(stream.fileno()).st_size, wanted)
        size, files = size + part.size, files + 1
        for name in wanted:
            listings[name].append(Entry(relpath, part.digests[name].value))
    digests = {name: folder_digest(entries, name) for name, entries in listings.items()}
    return Measured(digests, size, files, tuple(listings.get("md5", ())))


def walk(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield the files below a folder as (relative path with `/`, path); refuses what `measure` refuses."""
    for path in sorted(folder.iterdir()):
        mode = path.lstat().st_mode
        if stat.S_ISDIR(mode):
            for relpath, file in walk(path):
                yield f"{path.name}/{relpath}", file
        elif stat.S_ISREG(mode):
            yield path.name, path
        else:
            raise _unsafe(path, mode)


def folder_digest(entries: Iterable[Entry], algorithm: str = "md5") -> Digest:
    """Return DVC's digest of a folder: the md5 of its listing as JSON, sorted by path, with `.dir` behind."""
    lines = [{"md5": entry.md5, "relpath": entry.relpath} for entry in entries]
    lines.sort(key=lambda line: line["relpath"])
    text = json.dumps(lines, sort_keys=True).encode()
    return Digest(algorithm, hashlib.md5(text, usedforsecurity=False).hexdigest() + ".dir")


def is_inside(relpath: str) -> bool:
    """Whether a relative path, taken as text, stays inside its folder."""
    parts = relpath.split("/")
    return (
        bool(relpath)
        and "\0" not in relpath
        and not any(part in ("", ".", "..") for part in parts)
        and not (os.name == "nt" and ("\\" in relpath or ":" in relpath))
    )


def _open(path: Path) -> BinaryIO:
    # O_NONBLOCK so that a pipe in the place of a file cannot make us wait for ever.
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    mode = path.lstat().st_mode
    if not stat.S_ISREG(mode):
        raise _unsafe(path, mode)
    descriptor = os.open(path, flags | getattr(os, "O_BINARY", 0))
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise _unsafe(path, mode)
    return open(descriptor, "rb")  # noqa: PTH123


def _unsafe(path: Path, mode: int) -> UnsafePathError:
    if stat.S_ISLNK(mode):
        what = f"This is a link (to {os.readlink(path)!r}), and links are not followed."  # noqa: PTH115
    else:
        what = "This is neither a file nor a folder."
    return UnsafePathError(what, where=str(path))
