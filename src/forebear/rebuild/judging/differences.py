"""Says in a few words where the bytes of two files begin to differ."""

from __future__ import annotations

from pathlib import Path

from forebear.rebuild.judging.sentences import Compared


def sizes_words(old_size: int | None, new_size: int) -> str:
    """Say the sizes of both."""
    return f"{new_size:,} bytes" if old_size in (None, new_size) else f"{old_size:,} bytes, now {new_size:,}"


def first_difference(before: Path, after: Path) -> str:
    """Return sizes and the first byte that differs, as a sentence; both files are read once, in blocks."""
    from forebear.compare.files.bytes import compare_bytes

    found = compare_bytes(before, after)
    sizes, offset = sizes_words(*found.sizes), f"{found.offset:,}"
    if found.line and found.line > 1 and _is_text(found.before):
        return Compared.BYTES_OF_LINE.said(sizes=sizes, offset=offset, line=f"{found.line:,}")
    return Compared.BYTES.said(sizes=sizes, offset=offset)


def _is_text(around: bytes) -> bool:
    return b"\0" not in around and around.decode("utf-8", "replace").count("\N{REPLACEMENT CHARACTER}") <= 2
