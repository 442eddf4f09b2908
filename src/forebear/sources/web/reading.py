"""The bytes of an answer, never more than was agreed to."""

from __future__ import annotations

import threading
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from forebear.sources.web.errors import WebError, of_exception

if TYPE_CHECKING:
    import requests

_BLOCK = 1 << 16


def blocks(response: requests.Response, where: str, given_up: threading.Event) -> Iterator[bytes]:
    """Yield the bytes as they come, packed as they are, until they are given up; raises WebError where they
    break off.
    """
    from urllib3.exceptions import HTTPError

    said = response.headers.get("content-length", "")
    left = int(said) if said.isdecimal() else None
    try:
        while block := response.raw.read1(_BLOCK, decode_content=False):
            if given_up.is_set():
                return
            left = None if left is None else left - len(block)
            yield block
    except (HTTPError, OSError) as error:
        raise of_exception(error, where) from None
    if left:
        raise of_exception(ConnectionError(), where)


def unpacked(response: requests.Response, where: str, given_up: threading.Event, largest: int) -> bytes:
    """Return the whole content, unpacked; raises WebError where that is more than `largest` bytes."""
    packing = response.headers.get("content-encoding", "identity").strip().lower()
    if packing not in ("gzip", "x-gzip", "identity", ""):
        raise WebError(
            "The server packs its answers in a way that was not asked for.", where=where, todo="Check it."
        )
    unpacker = zlib.decompressobj(wbits=31) if "gzip" in packing else None
    content = bytearray()
    try:
        for block in blocks(response, where, given_up):
            # Never more than the limit is unpacked, however small the packed block.
            content += unpacker.decompress(block, largest + 1 - len(content)) if unpacker else block
            if len(content) > largest:
                raise WebError(
                    f"The answer of the server is larger than {largest >> 20:,} MB.",
                    where=where,
                    todo="Name a smaller part of it, if it has parts.",
                )
    except zlib.error:
        raise of_exception(ConnectionError(), where) from None
    return bytes(content)
