"""Digests of files and folders as the tools write them; every byte is read once and no link is followed."""

from __future__ import annotations

import hashlib
import json
import os
import stat
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from operator import attrgetter
from pathlib import Path
from typing import BinaryIO, Protocol, TypeVar

from forebear.lineage.errors import ActionableError
from forebear.lineage.words import Digest

BLOCK = 1 << 20  # bytes; DVC 2 folds CRLF within blocks of this size, so it is part of `md5-dos2unix`
WORKERS = max(2, min(16, os.cpu_count() or 2))
"""How many threads read files at once."""

_QUICK = 0.03  # seconds that a batch of small files takes at most
_LARGE = 8 << 20  # bytes of a file from which on each algorithm has a thread
_T = TypeVar("_T")
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


_MAKERS: Mapping[str, Callable[[int], _Sum]] = {
    "md5": lambda _size: hashlib.md5(usedforsecurity=False),
    "sha256": lambda _size: hashlib.sha256(),
    "md5-dos2unix": lambda _size: _Dos2Unix(),
    "git": _git_blob,
}

KNOWN = tuple(_MAKERS)
"""The algorithms that can be checked here; `etag` and `checksum` are opaque."""


def _sums(algorithms: Iterable[str], size: int) -> dict[str, _Sum]:
    return {name: _MAKERS[name](size) for name in dict.fromkeys(algorithms) if name in _MAKERS}


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


def measure_stream(
    stream: BinaryIO, size: int, algorithms: Iterable[str], pulse: Callable[[], None] | None = None
) -> Measured:
    """Digest an open file of `size` bytes (only Git's digest needs the size beforehand).

    Where it is large, each algorithm has a thread of its own: hashing holds no lock. `pulse` is called now
    and then and may raise to stop.
    """
    sums = _sums(algorithms, size)
    if size >= _LARGE and len(sums) > 1:
        read = _read_by_several(stream, list(sums.values()), pulse)
    else:
        read = 0
        while block := stream.read(BLOCK if read else min(BLOCK, size + 1)):  # a small file at once
            read += len(block)
            for each in sums.values():
                each.update(block)
            if pulse is not None:
                pulse()
    return Measured({name: Digest(name, each.hexdigest()) for name, each in sums.items()}, read)


def _read_by_several(stream: BinaryIO, sums: Sequence[_Sum], pulse: Callable[[], None] | None) -> int:
    read = 0
    with ThreadPoolExecutor(len(sums)) as pool:
        block = stream.read(BLOCK)
        while block:
            read += len(block)
            updating = [pool.submit(each.update, block) for each in sums]
            block = stream.read(BLOCK)  # the next one is read meanwhile
            for future in updating:
                future.result()
            if pulse is not None:
                pulse()
    return read


def measure(path: Path, algorithms: Iterable[str], pulse: Callable[[], None] | None = None) -> Measured:
    """Digest a file or a folder; `pulse` is called now and then and may raise to stop.

    A folder has DVC's digest, the md5 (or md5-dos2unix) of the listing of its files, and no other; its files
    are read by as many threads as there are processors.
    Raises UnsafePathError for links, devices and the like, FileNotFoundError where there is nothing.
    """
    state = path.lstat()
    if stat.S_ISDIR(state.st_mode):
        return _measure_folder(path, algorithms, pulse)
    with _open(path, state.st_mode) as stream:
        return measure_stream(stream, os.fstat(stream.fileno()).st_size, algorithms, pulse)


def _measure_folder(path: Path, algorithms: Iterable[str], pulse: Callable[[], None] | None) -> Measured:
    wanted = [name for name in algorithms if name in ("md5", "md5-dos2unix")]
    listings: dict[str, list[Entry]] = {name: [] for name in wanted}
    size = files = 0

    def take(batch: list[tuple[str, Measured]]) -> None:
        nonlocal size, files
        for relpath, part in batch:
            size, files = size + part.size, files + 1
            for name in wanted:
                listings[name].append(Entry(relpath, part.digests[name].value))

    waiting: deque[Future[list[tuple[str, Measured]]]] = deque()
    turns = Turns()
    with ThreadPoolExecutor(WORKERS) as pool:
        try:
            for batch in shared_out(walk(path)):
                waiting.append(pool.submit(_measure_batch, batch, wanted, pulse, turns))
                if len(waiting) > 2 * WORKERS:
                    take(waiting.popleft().result())
            while waiting:
                take(waiting.popleft().result())
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    digests = {name: folder_digest(entries, name) for name, entries in listings.items()}
    return Measured(digests, size, files, tuple(listings.get("md5", ())))


def _measure_batch(
    batch: Sequence[tuple[str, Path]],
    algorithms: Sequence[str],
    pulse: Callable[[], None] | None,
    turns: Turns,
) -> list[tuple[str, Measured]]:
    done = []
    with turns.take():
        for relpath, file in batch:
            with _open(file, file.lstat().st_mode) as stream:
                size = os.fstat(stream.fileno()).st_size
                done.append((relpath, measure_stream(stream, size, algorithms, pulse if size else None)))
    return done


class Turns:
    """Has threads that read batches of files go one after the other while each is quick.

    With small files at hand it is Python that takes the time, and threads would only struggle for its lock.
    Where a batch takes longer, because its files are large or far away, the others do not wait for it.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()

    @contextmanager
    def take(self) -> Iterator[None]:
        """Wait for one's turn, but not long."""
        mine = self._lock.acquire(timeout=_QUICK)
        try:
            yield
        finally:
            if mine:
                self._lock.release()


def shared_out(files: Iterable[_T], most: int = 64) -> Iterator[list[_T]]:
    """Yield what is given in lists of up to `most`, the first ones short: few files may be large, and are
    shared out evenly among the threads then.
    """
    rest, seen = iter(files), 0
    while batch := list(islice(rest, max(1, min(most, seen // (4 * WORKERS))))):
        seen += len(batch)
        yield batch


def walk(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield the files below a folder as (relative path with `/`, path); refuses what `measure` refuses.

    However deep folders are inside one another, they are read one by one.
    """
    pending = [("", str(folder))]
    while pending:
        prefix, place = pending.pop()
        with os.scandir(place) as entries:
            found = sorted(entries, key=lambda entry: entry.name)
        folders = [entry for entry in reversed(found) if entry.is_dir(follow_symlinks=False)]
        pending += [(f"{prefix}{entry.name}/", entry.path) for entry in folders]
        for entry in found:
            if entry.is_file(follow_symlinks=False):
                yield f"{prefix}{entry.name}", Path(entry.path)
            elif not entry.is_dir(follow_symlinks=False):
                raise _unsafe(Path(entry.path), entry.stat(follow_symlinks=False).st_mode)


def folder_digest(entries: Iterable[Entry], algorithm: str = "md5") -> Digest:
    """Return DVC's digest of a folder: the md5 of its listing, with `.dir` behind."""
    listing = hashlib.md5(usedforsecurity=False)
    for piece in listing_pieces(entries):
        listing.update(piece)
    return Digest(algorithm, listing.hexdigest() + ".dir")


def listing_pieces(entries: Iterable[Entry]) -> Iterator[bytes]:
    """Yield the listing of a folder as DVC writes it, byte for byte: JSON, sorted by path.

    It comes piece by piece, as json.dumps would write the whole: of a million files that would be too long.
    """
    start = "["
    for entry in sorted(entries, key=attrgetter("relpath")):
        yield f'{start}{{"md5": "{entry.md5}", "relpath": {json.dumps(entry.relpath)}}}'.encode()
        start = ", "
    yield b"[]" if start == "[" else b"]"


def is_inside(relpath: str) -> bool:
    """Whether a relative path, taken as text, stays inside its folder."""
    parts = relpath.split("/")
    return (
        bool(relpath)
        and "\0" not in relpath
        and not any(part in ("", ".", "..") for part in parts)
        and not (os.name == "nt" and ("\\" in relpath or ":" in relpath))
    )


def _open(path: Path, mode: int) -> BinaryIO:
    """Open a file whose mode was just looked at without following links."""
    # O_NONBLOCK so that a pipe in the place of a file cannot make us wait for ever.
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
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
