"""One object of an object store, and what it is known by."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol
from urllib.parse import quote

from forebear.lineage.words import Digest
from forebear.sources.dvc.digests import LEGACY

_OF_DVC = re.compile(r"(?:^|/)(?P<new>files/md5/)?(?P<first>[0-9a-f]{2})/(?P<rest>[0-9a-f]{30}(?:\.dir)?)$")


@dataclass(frozen=True, slots=True)
class StoredObject:
    """What is at a place: `size` in bytes, `version` the store's own id of it (a version id, a generation).

    `digests` are hashes of its bytes; `tag` is what changes with the content and is no hash (an ETag of an
    upload in parts). `checksums` are others that the store told, too short to say that two are the same.
    """

    place: str
    size: int | None = None
    version: str = ""
    tag: str = ""
    at: datetime | None = None
    digests: tuple[Digest, ...] = ()
    checksums: Mapping[str, str] = field(default_factory=dict)

    @property
    def identity(self) -> Digest:
        """What it is known by: a hash of its bytes, else that it was this version of what is at its place."""
        if self.digests:
            return self.digests[0]
        which = self.version or self.tag or f"{self.size} {self.at}"
        return Digest("object", quote(f"{self.place}@{which}", safe=":/@"))

    @property
    def mark(self) -> bytes:
        """Eight bytes that are others once the object is another."""
        text = f"{self.place}\n{self.version}\n{self.tag}\n{self.size}\n{self.at}"
        return hashlib.blake2b(text.encode("utf-8", "surrogateescape"), digest_size=8).digest()


class ObjectStore(Protocol):
    """What lists objects and gives their bytes. Every method raises ActionableError."""

    def objects(self) -> Iterator[StoredObject]:
        """Yield all objects below the place, with what a listing tells."""
        ...

    def studied(self, stored: StoredObject) -> StoredObject:
        """Return an object with all that the store knows of its bytes; may ask the store for each."""
        ...

    def has(self, place: str, version: str = "") -> bool:
        """Whether there is an object at a place below this one, in that version ("" = now)."""
        ...

    def fetch(self, place: str, version: str, target: Path, largest: int | None = None) -> bool:
        """Write an object to a new file, at most `largest` bytes of it; False where there is none.

        May raise OSError where the file cannot be written.
        """
        ...


def named_by_dvc(place: str) -> Digest | None:
    """Return the digest that the name of an object in a DVC remote is made of, None for any other name."""
    found = _OF_DVC.search(place)
    if found is None:
        return None
    return Digest("md5" if found["new"] else LEGACY, found["first"] + found["rest"])
