"""Bytes that pass are counted and checked: a layer is what its digest says, packed and unpacked."""

from __future__ import annotations

import bz2
import hashlib
import lzma
import tarfile
import zlib
from collections.abc import Callable, Iterator
from typing import IO, Protocol

from forebear.rebuild.archives.opened import ArchiveError, broken
from forebear.sources.hashing import BLOCK
from forebear.sources.images.layers import LONGEST_LAYER

_MARK = 6  # bytes by which a compression is known
_ZSTD = b"\x28\xb5\x2f\xfd"

Pulse = Callable[[int], None]
"""Is called with the number of bytes that passed; may raise to stop."""


class _Unpacker(Protocol):
    """What zlib, bz2 and lzma offer to take a stream apart."""

    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int, /) -> bytes: ...


class Sums:
    """Digests of a layer that passes: of its bytes as they are, and of the tar in them.

    `diff_id` is "" where the compression (zstd) is not read here; the engine then checks it alone.
    """

    def __init__(self) -> None:
        self._packed, self._plain = hashlib.sha256(), hashlib.sha256()
        self._first = b""
        self._unpack: Callable[[], _Unpacker] | None = None
        self._current: _Unpacker | None = None
        self._length = 0
        self.size = 0

    def update(self, block: bytes) -> None:
        """Take the next bytes; raises what a damaged stream raises (see `PACKED_ERRORS`)."""
        self.size += len(block)
        self._packed.update(block)
        if len(self._first) < _MARK:  # the first bytes say how it is packed
            block = self._first + block
            self._first = block[:_MARK]
            self._unpack = _unpacker(self._first)
            if len(block) < _MARK:
                return
        if self._unpack is not None:
            self._take(block, self._unpack)

    def _take(self, block: bytes, unpack: Callable[[], _Unpacker]) -> None:
        while block:
            if self._current is None or self._current.eof:  # members that follow one another
                self._current = unpack()
            for part in _unpacked(self._current, block):
                self._length += len(part)
                if self._length > LONGEST_LAYER:
                    raise ValueError("it unpacks to far more than a layer has")
                self._plain.update(part)
            block = self._current.unused_data if self._current.eof else b""

    @property
    def digest(self) -> str:
        """The digest of the bytes as they came."""
        return f"sha256:{self._packed.hexdigest()}"

    @property
    def diff_id(self) -> str:
        """The digest of the tar."""
        if self._unpack is not None and self.size >= _MARK:
            return f"sha256:{self._plain.hexdigest()}"
        return "" if self._first.startswith(_ZSTD) else self.digest


PACKED_ERRORS = (tarfile.TarError, zlib.error, lzma.LZMAError, EOFError, ValueError, OSError)
"""What reading something damaged raises."""


def passing(  # noqa: PLR0913
    stream: IO[bytes], where: str, name: str, *, digest: str, diff_id: str, size: int, pulse: Pulse
) -> Iterator[bytes]:
    """Yield the blocks of a layer of `size` bytes; raises ArchiveError at the end if it is another one.

    `digest` and `diff_id` are what it must be, each "" where that is not known.
    """
    sums = Sums()
    while sums.size < size:
        try:
            block = stream.read(min(BLOCK, size - sums.size))
            sums.update(block)
        except PACKED_ERRORS as error:
            raise broken(where, f"{name} cannot be read ({error})") from error
        if not block:
            raise broken(where, f"{name} ends too early")
        pulse(len(block))
        yield block
    check(sums, where, name, digest=digest, diff_id=diff_id)


def check(sums: Sums, where: str, name: str, *, digest: str, diff_id: str) -> None:
    """Raise ArchiveError where what passed is something else than its digests say."""
    if digest and sums.digest != digest:
        raise mismatch(where, name, digest, sums.digest)
    if diff_id and sums.diff_id and sums.diff_id != diff_id:
        raise mismatch(where, name, diff_id, sums.diff_id)


def mismatch(where: str, name: str, wanted: str, found: str) -> ArchiveError:
    """Return what to say of bytes that are not those of their digest."""
    return ArchiveError(
        f"The bytes are not those of their digest: {name} should be {wanted} and is {found}.",
        where=where,
        todo="The archive was changed or damaged: get it again, or use another one.",
    )


def _unpacker(first: bytes) -> Callable[[], _Unpacker] | None:
    if first.startswith(b"\x1f\x8b"):
        return lambda: zlib.decompressobj(31)
    if first.startswith(b"BZh"):
        return bz2.BZ2Decompressor
    if first.startswith(b"\xfd7zXZ\0"):
        return lzma.LZMADecompressor
    return None


def _unpacked(unpacker: _Unpacker, block: bytes) -> Iterator[bytes]:
    """Yield what a block unpacks to in parts of bounded size, so that no bomb fills the memory."""
    rest = block
    while not unpacker.eof:
        part = unpacker.decompress(rest, BLOCK)
        yield part
        rest = getattr(unpacker, "unconsumed_tail", b"")  # zlib gives back what it had no room for
        if not rest and len(part) < BLOCK:
            return
