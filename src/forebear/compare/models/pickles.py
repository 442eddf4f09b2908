"""Pickles, joblib's files and PyTorch's archives, looked at without loading them: loading runs code.

Only the opcodes are read (`pickletools`), which name the classes and functions that loading would call. The
values can be compared where they are loaded, inside the recorded image; here their bytes are.
"""

from __future__ import annotations

import bz2
import gzip
import lzma
import pickletools
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import IO, cast

from forebear.compare.models.contents import (
    MOST_PARTS,
    ModelContents,
    Part,
    Tensor,
    UnreadableModelError,
    pieces,
    setting,
)

_LARGEST = 64 << 20  # bytes of opcodes that are looked at
_NAMES = 5_000
_COMPRESSED = {b"\x1f\x8b": "gzip", b"BZ": "bzip2", b"\xfd7": "xz", b"\x78": "zlib"}
_STRINGS = ("UNICODE", "BINUNICODE", "SHORT_BINUNICODE", "BINUNICODE8", "STRING", "SHORT_BINSTRING")
INSIDE = "It is a pickle: its values can only be compared by loading it, which runs code of its own."


def read_pickle(path: Path) -> ModelContents:
    """Read which classes a pickle names, compressed or not; raises UnreadableModelError where it is none."""
    size = path.stat().st_size
    with path.open("rb") as stream:
        packing = next((way for mark, way in _COMPRESSED.items() if stream.peek(2).startswith(mark)), "")
    with _unpacked(path, packing) as content:
        try:
            whole = content.read(_LARGEST + 1)
        except (OSError, EOFError, zlib.error, lzma.LZMAError, MemoryError) as error:
            raise UnreadableModelError(f"it cannot be unpacked ({error})") from error
    parts, notes = _classes(whole[:_LARGEST])
    if len(whole) > _LARGEST:
        notes = (*notes, f"Only its first {_LARGEST >> 20} MB were looked at.")
    if packing:
        parts["setting", "compression"] = setting(packing)
    return ModelContents("pickle", size, parts, True, (INSIDE, *notes))


def read_torch(path: Path) -> ModelContents:
    """Read a PyTorch archive: its members without their top folder, and the classes that its pickle names."""
    parts: dict[tuple[str, str], Part] = {}
    notes: tuple[str, ...] = ()
    try:
        with zipfile.ZipFile(path) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            if len(entries) > MOST_PARTS:
                raise UnreadableModelError("it has too many members")
            for entry in entries:
                name = entry.filename.partition("/")[2] or entry.filename
                if name.endswith(".pkl"):
                    with archive.open(entry) as stream:
                        found, notes = _classes(stream.read(_LARGEST))
                    parts |= found
                if not name.startswith(".data/"):
                    parts["storage" if name.startswith("data/") else "file", name] = _member(path, entry)
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, zlib.error) as error:
        raise UnreadableModelError(f"it is no PyTorch archive ({error})") from error
    return ModelContents("PyTorch", path.stat().st_size, parts, True, (INSIDE, *notes))


def _member(path: Path, entry: zipfile.ZipInfo) -> Part:
    def chunks(size: int) -> Iterator[bytes]:
        try:
            with zipfile.ZipFile(path) as archive, archive.open(entry) as stream:
                yield from pieces(stream, entry.file_size, size)
        except (zipfile.BadZipFile, OSError, RuntimeError, zlib.error) as error:
            raise UnreadableModelError(f"a member cannot be read ({error})") from error

    # The checksum would say the same, but a hostile archive writes it itself.
    return Part(
        f"{entry.file_size:,} bytes",
        str(entry.file_size),
        Tensor("", (entry.file_size,), entry.file_size, chunks),
    )


def _unpacked(path: Path, packing: str) -> IO[bytes]:
    match packing:
        case "gzip":
            return cast("IO[bytes]", gzip.open(path, "rb"))
        case "bzip2":
            return cast("IO[bytes]", bz2.open(path, "rb"))
        case "xz":
            return cast("IO[bytes]", lzma.open(path, "rb"))
        case "zlib":
            with path.open("rb") as stream:
                unpacker = zlib.decompressobj()
                try:
                    return BytesIO(unpacker.decompress(stream.read(_LARGEST), _LARGEST + 1))
                except zlib.error as error:
                    raise UnreadableModelError(f"it cannot be unpacked ({error})") from error
        case _:
            return path.open("rb")


def _classes(content: bytes) -> tuple[dict[tuple[str, str], Part], tuple[str, ...]]:
    """Return the names that a pickle's opcodes call for, with how often, and what could not be read."""
    names: Counter[str] = Counter()
    recent: list[str] = []
    memo: dict[int, str] = {}
    last, count, stopped, place = "", 0, "", 0
    try:
        for opcode, argument, position in pickletools.genops(content):
            count += 1
            place = position or 0
            if opcode.name in ("GLOBAL", "INST") and isinstance(argument, str):
                names[argument.replace(" ", ".", 1)] += 1
            elif opcode.name == "STACK_GLOBAL" and len(recent) >= 2:
                names[".".join(recent[-2:])] += 1
            elif opcode.name in _STRINGS and isinstance(argument, str):
                last = argument[:200]
                recent = [*recent[-1:], last]
            elif opcode.name == "MEMOIZE":
                memo[len(memo)] = last
            elif opcode.name in ("BINPUT", "LONG_BINPUT") and isinstance(argument, int):
                memo[argument] = last
            elif opcode.name in ("BINGET", "LONG_BINGET") and isinstance(argument, int):
                recent = [*recent[-1:], memo.get(argument, "")]
            if len(names) > _NAMES:
                stopped = "It names too many classes to list."
                break
    except (ValueError, IndexError, MemoryError, OverflowError, UnicodeDecodeError):
        if not count or place == 0:
            raise UnreadableModelError("it is no pickle") from None
        # joblib puts the bytes of arrays between the opcodes.
        stopped = (
            f"Its opcodes can be read up to byte {place:,}; what comes then is no part of a plain pickle."
        )
    parts = {("class", name): setting(times) for name, times in sorted(names.items())}
    return parts, (stopped,) if stopped else ()
