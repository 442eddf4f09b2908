"""Archives: what is packed is compared, and how it was packed is set aside by name."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, TypeVar, cast

from forebear.lineage.rebuilds import Verdict
from forebear.rebuild.judging import normalisations as named
from forebear.rebuild.judging.finding import (
    Comparator,
    Finding,
    NoComparatorError,
    OtherFormatError,
    Pair,
    aside_words,
)
from forebear.rebuild.judging.many import Members, judge_members, with_aside
from forebear.rebuild.judging.sentences import Compared

_Entry = TypeVar("_Entry")
_Side = TypeVar("_Side")

DEEPEST = 4
"""Archives within each other that are opened."""

_MOST = 200_000  # members
_LARGEST = 16 << 30  # bytes that one archive may unpack to
_BLOCK = 1 << 20
_BROKEN = (
    *(zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, EOFError, OSError, RuntimeError),
    *(NotImplementedError, ValueError),
)
_OPENERS: Mapping[bytes, tuple[str, Callable[[Path], IO[bytes]]]] = {
    b"\x1f\x8b": ("gzip", cast("Callable[[Path], IO[bytes]]", gzip.open)),
    b"BZh": ("bzip2", cast("Callable[[Path], IO[bytes]]", bz2.open)),
    b"\xfd7zXZ": ("xz", cast("Callable[[Path], IO[bytes]]", lzma.open)),
}


def packing_of(first: bytes) -> str:
    """Return how a file of these first bytes is compressed as a whole, "" where it is not."""
    return next((name for mark, (name, _) in _OPENERS.items() if first.startswith(mark)), "")


@dataclass(frozen=True, slots=True)
class _Archive:
    """One side: a digest for each member, and how it was packed by the names of normalisations."""

    digests: Mapping[str, str]
    special: Mapping[str, str]
    """What members are that are no plain files, for people."""
    packed: Mapping[str, object]
    extract: Callable[[str, Path], None]


@dataclass(frozen=True, slots=True)
class ArchiveComparator:
    """Compares archives; what is in them is compared by `inner`."""

    inner: Comparator

    def compressed(self, pair: Pair) -> Finding:
        """Compare what two files hold that are compressed as a whole."""
        packings = [packing_of(_first(path)) for path in (pair.before, pair.after)]
        _refuse_deep(pair)
        plain, digests = [], []
        for side, path in enumerate((pair.before, pair.after)):
            target = pair.scratch / f"unpacked-{pair.depth}-{side}"
            digests.append(_reading(side, partial(_unpack, path, target, pair.pulse)))
            plain.append(target)
        aside = [named.COMPRESSION]
        if packings == ["gzip", "gzip"] and _gzip_header(pair.before) != _gzip_header(pair.after):
            aside = [named.GZIP_HEADER]
        try:
            if digests[0] == digests[1]:
                return Finding(Verdict.EQUIVALENT, aside_words(aside), packings[0], tuple(aside))
            name = pair.name.rsplit("/", 1)[-1]
            for end in (".gz", ".bz2", ".xz", ".tgz"):
                if name.lower().endswith(end):
                    name = name[: -len(end)] + (".tar" if end == ".tgz" else "")
            found = self.inner(pair.within(name, plain[0], plain[1], depth=1))
            if _gzip_header(pair.before) == _gzip_header(pair.after) and packings[0] == packings[1]:
                return found
            return with_aside(found, aside)
        finally:
            for each in plain:
                each.unlink(missing_ok=True)

    def zipped(self, pair: Pair) -> Finding:
        """Compare two ZIP archives member by member."""
        return self._members("zip", pair, zip_archive)

    def tarred(self, pair: Pair) -> Finding:
        """Compare two TAR archives member by member."""
        return self._members("tar", pair, _tar_archive)

    def _members(
        self, kind: str, pair: Pair, read: Callable[[Path, Callable[[], None]], _Archive]
    ) -> Finding:
        _refuse_deep(pair)
        before, after = (
            _reading(side, partial(read, path, pair.pulse))
            for side, path in enumerate((pair.before, pair.after))
        )
        members = Members.of(before.digests, after.digests)
        aside = [name for name in before.packed if before.packed[name] != after.packed.get(name)]

        def judge(name: str) -> Finding:
            was, now = (each.special.get(name, "a file") for each in (before, after))
            if name in before.special or name in after.special:
                return Finding(Verdict.DIFFERENT, f"It was {was}, and is {now}.", kind)
            files = [pair.scratch / f"member-{pair.depth}-{side}" for side in (0, 1)]
            try:
                for archive, file in zip((before, after), files, strict=True):
                    archive.extract(name, file)
                return self.inner(pair.within(name, files[0], files[1], depth=1))
            finally:
                for file in files:
                    file.unlink(missing_ok=True)

        found = judge_members(kind, members, judge)
        if found.verdict is not Verdict.IDENTICAL:
            return with_aside(found, aside)
        if not aside:
            return Finding(Verdict.SAME_VALUES, Compared.SAME_MEMBERS.said(), kind)
        return Finding(Verdict.EQUIVALENT, aside_words(aside), kind, tuple(aside))


def zip_archive(path: Path, pulse: Callable[[], None]) -> _Archive:
    """Read the members of a ZIP archive; damaged ones raise what `zipfile` raises."""
    with zipfile.ZipFile(path) as archive:
        entries = _unique((entry.filename, entry) for entry in archive.infolist())
        _refuse_large(len(entries), sum(entry.file_size for entry in entries.values()))
        digests = {}
        for name, entry in entries.items():
            with archive.open(entry) as stream:
                digests[name] = _digest(stream, entry.file_size, pulse)
        special = {name: "a folder" for name, entry in entries.items() if entry.is_dir()}
        comment = archive.comment

    def extract(name: str, target: Path) -> None:
        with (
            zipfile.ZipFile(path) as archive,
            archive.open(entries[name]) as stream,
            target.open("wb") as out,
        ):
            _copy(stream, out, entries[name].file_size, pulse)

    by_name = sorted(entries)
    every = [entries[name] for name in by_name]
    packed = {
        named.ZIP_ORDER: list(entries),
        named.ZIP_TIMES: [entry.date_time for entry in every],
        named.ZIP_MODES: [entry.external_attr for entry in every],
        named.COMPRESSION: [(entry.compress_type, entry.compress_size) for entry in every],
        named.ZIP_EXTRA: (
            comment,
            [(entry.create_system, entry.create_version, entry.extra, entry.comment) for entry in every],
        ),
    }
    return _Archive(digests, special, packed, extract)


def _tar_archive(path: Path, pulse: Callable[[], None]) -> _Archive:
    with tarfile.open(path, "r:") as archive:
        entries = _unique((entry.name, entry) for entry in archive)
        _refuse_large(len(entries), sum(entry.size for entry in entries.values()))
        digests, special = {}, {}
        for name, entry in entries.items():
            stream = archive.extractfile(entry) if entry.isreg() else None
            if stream is None:
                digests[name] = special[name] = _special(entry)
            else:
                digests[name] = _digest(stream, entry.size, pulse)

    def extract(name: str, target: Path) -> None:
        entry = entries[name]
        with tarfile.open(path, "r:") as archive, target.open("wb") as out:
            stream = archive.extractfile(entry)
            if stream is not None:  # of a plain file it is none
                _copy(stream, out, entry.size, pulse)

    every = [entries[name] for name in sorted(entries)]
    packed = {
        named.TAR_ORDER: list(entries),
        named.TAR_TIMES: [(entry.mtime, *_pax_times(entry)) for entry in every],
        named.TAR_OWNERS: [(entry.uid, entry.gid, entry.uname, entry.gname) for entry in every],
        named.TAR_MODES: [entry.mode for entry in every],
        named.TAR_FORMAT: archive.format,
    }
    return _Archive(digests, special, packed, extract)


def _special(entry: tarfile.TarInfo) -> str:
    if entry.isdir():
        return "a folder"
    if entry.issym() or entry.islnk():
        return f"a link to {entry.linkname}"
    return f"a device or the like ({entry.type!r}, {entry.devmajor}:{entry.devminor})"


def _pax_times(entry: tarfile.TarInfo) -> tuple[str, ...]:
    return tuple(entry.pax_headers.get(name, "") for name in ("atime", "ctime", "mtime"))


def _unique(found: Iterator[tuple[str, _Entry]]) -> dict[str, _Entry]:
    entries: dict[str, _Entry] = {}
    for name, entry in found:
        slot, times = name, 1
        while slot in entries:  # a name may be there twice
            times += 1
            slot = f"{name} ({times})"
        entries[slot] = entry
        if len(entries) > _MOST:
            raise NoComparatorError(Compared.MANY_MEMBERS.said(count=f"{_MOST:,}"))
    return entries


def _reading(side: int, read: Callable[[], _Side]) -> _Side:
    try:
        return read()
    except _BROKEN as error:
        if side == 0:
            raise NoComparatorError(Compared.RECORDED_ARCHIVE.said(why=error)) from error
        raise OtherFormatError(Compared.REBUILT_ARCHIVE.said(why=error)) from error


def _refuse_deep(pair: Pair) -> None:
    if pair.depth >= DEEPEST:
        raise NoComparatorError(Compared.TOO_DEEP.said())


def _refuse_large(members: int, size: int) -> None:
    if members > _MOST or size > _LARGEST:
        raise NoComparatorError(Compared.UNPACKS_LARGE.said(count=f"{members:,}", size=f"{size:,}"))


def _digest(stream: IO[bytes], size: int, pulse: Callable[[], None]) -> str:
    found = hashlib.sha256()
    for block in _blocks(stream, size, pulse):
        found.update(block)
    return found.hexdigest()


def _copy(stream: IO[bytes], out: IO[bytes], size: int, pulse: Callable[[], None]) -> None:
    for block in _blocks(stream, size, pulse):
        out.write(block)


def _blocks(stream: IO[bytes], size: int, pulse: Callable[[], None]) -> Iterator[bytes]:
    """Yield what a stream holds; one that holds more than it says raises ValueError."""
    seen = 0
    while block := stream.read(_BLOCK):
        seen += len(block)
        if seen > size:
            raise ValueError("it unpacks to more than it says")
        pulse()
        yield block


def _unpack(path: Path, target: Path, pulse: Callable[[], None]) -> str:
    """Unpack a file and return its digest; what comes out is bounded, whatever it says."""
    first = _first(path)
    opener = next(opener for mark, (_, opener) in _OPENERS.items() if first.startswith(mark))
    found = hashlib.sha256()
    with opener(path) as stream, target.open("wb") as out:
        for block in _blocks(stream, _LARGEST, pulse):
            found.update(block)
            out.write(block)
    return found.hexdigest()


def _first(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(8)


def _gzip_header(path: Path) -> bytes:
    """Return the header of a gzip file (RFC 1952, 2.3): flags, time, system, and the name in it."""
    with path.open("rb") as stream:
        head = stream.read(1 << 10)
    return head[:10] + head[10 : head.find(b"\0", 10) + 1] if head[3:4] == b"\x08" else head[:10]
