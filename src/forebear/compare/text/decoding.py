"""Bytes of a file as text."""

from __future__ import annotations

import codecs

_BEGINNING = 8_000  # bytes in which Git looks for a zero byte
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def read_text(content: bytes) -> str | None:
    """Return a file's text, None for what is no text: Git's rule is a zero byte near the beginning.

    Bytes that are no UTF-8 come as Python's surrogate escapes, so that no two texts read the same; a file in
    UTF-16 or UTF-32 is one that begins with its mark.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            try:
                return content.decode(encoding)
            except UnicodeDecodeError:
                break
    if b"\0" in content[:_BEGINNING]:
        return None
    return content.decode("utf-8", "surrogateescape")
