"""Writes leaves down: one line of JSON each, and behind an array's line its bytes."""

import hashlib
import json
from typing import Any, BinaryIO, Dict, Iterable, List

MOST_LEAVES = 150000
"""Leaves that are written one by one; what comes after them is summed up in one digest."""

Record = Dict[str, Any]


class LeafWriter(object):
    """Writes to a stream, at most `largest` bytes of values; of more only the digests are written."""

    def __init__(self, stream: BinaryIO, largest: int, most: int = MOST_LEAVES) -> None:
        self._stream = stream
        self._room = largest
        self._most = most
        self._leaves = 0
        self._rest = hashlib.sha256()

    def say(self, record: Record) -> None:
        """Write something that is no leaf."""
        self._stream.write(json.dumps(record).encode("ascii") + b"\n")

    def leaf(self, record: Record, values: Iterable[Any] = ()) -> None:
        """Write a leaf; `values` are the bytes of an array in pieces, `record["bytes"]` of them."""
        self._leaves += 1
        size = record.get("bytes", 0)
        if self._leaves <= self._most and size <= self._room:
            self._room -= size
            self.say(record)
            for piece in values:
                self._stream.write(piece)
            return
        without = {name: record[name] for name in record if name != "bytes"}
        if self._leaves <= self._most:
            self.say(without)
        else:
            self._rest.update(_line(without))

    def end(self) -> None:
        """Write how many leaves there are; without this line the answer is not whole."""
        if self._leaves > self._most:
            self.say({"rest": self._leaves - self._most, "sha256": self._rest.hexdigest()})
        self.say({"end": self._leaves})
        self._stream.flush()


class LeafDigest(object):
    """Sums leaves up without regard to their order."""

    def __init__(self) -> None:
        self._sums: List[bytes] = []

    def leaf(self, record: Record, values: Iterable[Any] = ()) -> None:
        """Take a leaf."""
        del values  # the record has their digest
        self._sums.append(hashlib.sha256(_line(record)).digest())

    def hexdigest(self) -> str:
        """Return the digest of all leaves so far."""
        return hashlib.sha256(b"".join(sorted(self._sums))).hexdigest()


def _line(record: Record) -> bytes:
    return json.dumps(record, sort_keys=True).encode("ascii") + b"\n"
