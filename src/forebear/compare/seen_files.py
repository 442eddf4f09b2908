"""Files and folders of this machine where tools saw artifacts, as long as they still hold their bytes."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

from sqlalchemy import select

from forebear.lineage import schema
from forebear.lineage.errors import ActionableError
from forebear.lineage.identity import digest_key
from forebear.lineage.kept_texts import kept_text
from forebear.lineage.questions import Questions
from forebear.lineage.words import Digest
from forebear.sources.dvc.storage import DirectoryEntry
from forebear.sources.hashing import measure

_ALGORITHMS = ("md5", "sha256", "sha1")


class SeenFiles:
    """Finds files by digest at the places that the lineage knows; each is hashed before it is given."""

    def __init__(self, questions: Questions) -> None:
        self._questions = questions
        self._good: dict[tuple[str, int, int, str], bool] = {}
        self._folders: dict[Digest, tuple[DirectoryEntry, ...] | None] = {}
        self._inside: dict[Digest, Path] = {}

    def find(self, digest: Digest) -> Path | None:
        """Return a file that holds the bytes of `digest`, None where none of its places does any more."""
        if digest.algorithm not in _ALGORITHMS or digest.is_directory:
            return None
        return next((path for path in self._files(digest) if self._holds(path, digest)), None)

    def listing(self, digest: Digest) -> tuple[DirectoryEntry, ...] | None:
        """Return the files of a folder (a model of MLflow's, say), None where none of its places is it any
        more; its files are found from then on."""
        if digest.algorithm != "md5" or not digest.is_directory:
            return None
        if digest not in self._folders:
            read = (self._read(path, digest) for path in self._files(digest))
            self._folders[digest] = next((found for found in read if found is not None), None)
        return self._folders[digest]

    def text(self, digest: Digest) -> bytes | None:
        """Return the bytes of `digest` where they are a text that the lineage keeps itself."""
        with self._questions.look() as look:
            return kept_text(look.connection, digest)

    def places(self, digest: Digest) -> list[str]:
        """Return where an artifact was seen, as recorded: paths and URIs."""
        place, known = schema.place, schema.digest
        query = select(place.c.place).join(known, known.c.node == place.c.artifact)
        with self._questions.look() as look:
            key = known.c.key == digest_key(digest, "")
            return list(look.connection.execute(query.where(key).distinct()).scalars())

    def _read(self, path: Path, digest: Digest) -> tuple[DirectoryEntry, ...] | None:
        try:
            if not stat.S_ISDIR(path.lstat().st_mode):
                return None
            found = measure(path, (digest.algorithm,))
        except (ActionableError, OSError):
            return None
        if not found.agrees(digest):
            return None
        entries = [DirectoryEntry(each.relpath, Digest("md5", each.md5)) for each in found.entries]
        self._inside.update((each.digest, path / each.path) for each in entries)
        return tuple(sorted(entries, key=lambda each: each.path))

    def _files(self, digest: Digest) -> Iterator[Path]:
        if digest in self._inside:
            yield self._inside[digest]
        for row in self.places(digest):
            text = unquote(urlsplit(row).path) if row.startswith("file://") else row
            if Path(text).is_absolute():
                yield Path(text)

    def _holds(self, path: Path, digest: Digest) -> bool:
        try:
            about = path.lstat()
            if not stat.S_ISREG(about.st_mode):
                return False
            key = (os.fspath(path), about.st_size, about.st_mtime_ns, str(digest))
            if key not in self._good:
                with path.open("rb") as file:
                    found = hashlib.file_digest(file, digest.algorithm).hexdigest()
                self._good[key] = found == digest.value
            return self._good[key]
        except OSError:
            return False
