"""Text of a file as UTF-8 with line feeds, whatever encoding it came in; streamed and bounded."""

from __future__ import annotations

import codecs
import csv
import gzip
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from forebear.compare.data.opened import UnreadableTableError

HEAD = 1 << 20
"""Bytes at the beginning that are looked at for encoding, delimiter and types."""

LARGEST_UNPACKED = 16 << 30
"""Bytes that a compressed file may unpack to."""

_CHUNK = 4 << 20
_DELIMITERS = ",;\t|"


@dataclass(frozen=True, slots=True)
class Text:
    """A text file: `path` holds it as UTF-8, `head` is its beginning. `notes` say how it was read."""

    path: Path
    head: str
    notes: tuple[str, ...] = ()


def open_text(path: Path, packed: bool, scratch: Callable[[], Path], look: Callable[[], None]) -> Text:
    """Return the text of a file, in a scratch file where it is not already plain UTF-8.

    A line that is not UTF-8 is read as Latin-1, and the number of them noted. `look` is called often and may
    raise. Raises UnreadableTableError for a damaged archive or one that unpacks to too much.
    """
    with _bytes(path, packed) as stream:
        head = stream.read(HEAD)
    encoding = _encoding(head)
    lone = b"\r" in head and b"\n" not in head
    if not packed and encoding == "utf-8" and not lone and _is_utf8(path, look):
        return Text(path, head.decode("utf-8-sig", "ignore"))
    target = scratch()
    odd = 0
    with target.open("wb") as out, _bytes(path, packed) as stream:
        for chunk, lines in _decoded(stream, encoding, look):
            out.write((chunk.replace("\r\n", "\n").replace("\r", "\n") if lone else chunk).encode())
            odd += lines
    notes = []
    if encoding != "utf-8":
        notes.append(f"Read as {encoding.upper()}.")
    if odd:
        notes.append(f"{odd:,} lines are not UTF-8 and were read as Latin-1.")
    with target.open("rb") as file:
        return Text(target, file.read(HEAD).decode("utf-8", "ignore"), tuple(notes))


def delimiter_of(head: str, path: str) -> str:
    """Return what parts the columns: what parts most of the first lines in as many."""
    lines = [line for line in head.split("\n")[:101] if line.strip()]
    lines = lines[:-1] if len(lines) > 1 and len(head) >= HEAD // 4 else lines
    usual = "\t" if path.lower().removesuffix(".gz").endswith((".tsv", ".tab")) else ","

    def rate(delimiter: str) -> tuple[float, int, bool]:
        try:
            counts = [len(row) for row in csv.reader(lines, delimiter=delimiter) if row]
        except csv.Error:
            return 0.0, 0, False
        if not counts or counts[0] < 2:
            return 0.0, 0, delimiter == usual
        return counts.count(counts[0]) / len(counts), counts[0], delimiter == usual

    rates = {delimiter: rate(delimiter) for delimiter in _DELIMITERS}
    if rates[usual][0] > 0.9:
        return usual
    best = max(_DELIMITERS, key=lambda delimiter: rates[delimiter])
    return best if rates[best][0] > 0.5 else usual


@contextmanager
def _bytes(path: Path, packed: bool) -> Iterator[BinaryIO]:
    try:
        with cast("BinaryIO", gzip.open(path, "rb") if packed else path.open("rb")) as stream:
            yield stream
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise UnreadableTableError(f"The archive is damaged ({error}).") from error


def _encoding(head: bytes) -> str:
    if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "utf-32"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    sample = head[:4096]
    if len(sample) >= 4 and not head.count(b"\0\0"):  # UTF-16 without a mark: every second byte is 0
        if sample[1::2].count(0) > len(sample) * 0.4:
            return "utf-16-le"
        if sample[0::2].count(0) > len(sample) * 0.4:
            return "utf-16-be"
    return "utf-8"


def _is_utf8(path: Path, look: Callable[[], None]) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                if not chunk.isascii() or decoder.getstate()[0]:
                    decoder.decode(chunk)
                look()
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _decoded(stream: BinaryIO, encoding: str, look: Callable[[], None]) -> Iterator[tuple[str, int]]:
    """Yield pieces of text, and how many of their lines were not in the encoding."""
    whole, rest, first = 0, b"", True
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    while True:
        chunk = stream.read(_CHUNK)
        look()
        whole += len(chunk)
        if whole > LARGEST_UNPACKED:
            raise UnreadableTableError(f"It unpacks to more than {LARGEST_UNPACKED >> 30} GiB.")
        if encoding != "utf-8":
            text, odd = decoder.decode(chunk, final=not chunk), 0
        else:
            cut = chunk.rfind(b"\n") + 1 if chunk else 0
            block, rest = (rest + chunk[:cut], chunk[cut:]) if cut else (rest + chunk, b"")
            if chunk and not cut:
                block, rest = b"", block
                if len(rest) > 256 << 20:
                    raise UnreadableTableError("It has a line of more than 256 MiB.")
            text, odd = _lines(block)
        if text:
            yield (text.removeprefix("\ufeff") if first else text), odd
            first = False
        if not chunk:
            return


def _lines(block: bytes) -> tuple[str, int]:
    try:
        return block.decode("utf-8"), 0
    except UnicodeDecodeError:
        pass
    lines, odd = [], 0
    for line in block.split(b"\n"):
        try:
            lines.append(line.decode("utf-8"))
        except UnicodeDecodeError:
            lines.append(line.decode("latin-1"))
            odd += 1
    return "\n".join(lines), odd
