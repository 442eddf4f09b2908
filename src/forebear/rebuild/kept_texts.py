"""Contents that a tool's record holds itself, and no file: a patch in a tag of MLflow."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from pathlib import Path

from forebear.lineage.database import Database
from forebear.lineage.durable import write_whole
from forebear.lineage.kept_texts import kept_keys, kept_text
from forebear.lineage.words import Digest


class KeptTexts:
    """Texts that the lineage keeps; a file is made of one when it is asked for."""

    name = "the run's record"
    remote = False

    def __init__(self, database: Database) -> None:
        self._database = database
        self._folder: Path | None = None
        self._known: frozenset[str] | None = None

    def may_have(self, digest: Digest) -> bool:
        """Whether a text is kept of it; which those are is read at the first use."""
        if self._known is None:
            with self._database.reading() as connection:
                self._known = kept_keys(connection)
        return str(digest) in self._known

    def has(self, digest: Digest, size: int | None = None) -> bool:  # noqa: ARG002  (of servers)
        """Whether there is such a text."""
        return self._read(digest) is not None

    def fetch(self, digest: Digest, size: int | None = None) -> Path | None:  # noqa: ARG002
        """Return a file with the text, for as long as this is used."""
        content = self._read(digest)
        if content is None:
            return None
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="forebear-"))
            weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
        target = self._folder / digest.value
        write_whole(target, content)
        return target

    def where(self, digest: Digest) -> str:  # noqa: ARG002
        """Return what it is called."""
        return self.name

    def _read(self, digest: Digest) -> bytes | None:
        if not self.may_have(digest):
            return None
        with self._database.reading() as connection:
            return kept_text(connection, digest)
