"""Contents at the URLs from which they were imported (`dvc import-url`), where the lineage knows them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import select

from forebear.lineage import schema
from forebear.lineage.database import Database
from forebear.lineage.words import Digest
from forebear.rebuild.addresses import Address, Addresses, fetched
from forebear.rebuild.stores import KeptStore
from forebear.sources.dvc.digests import is_url
from forebear.sources.urls import without_secrets

_NOT_ASKED = ("file:", "local:", "remote:", "memory:")
"""URLs of this machine, and those that mean something to DVC alone."""


class OriginStore:
    """The URLs that are recorded for contents. What is there now may be another version: it is checked."""

    name = "its recorded URL"
    remote = True

    def __init__(self, database: Database, kept: KeptStore, addresses: Addresses) -> None:
        self._database, self._kept, self._addresses = database, kept, addresses
        self._known: Mapping[str, str] | None = None

    def may_have(self, digest: Digest) -> bool:
        """Whether a URL is recorded for it."""
        return self._at(digest) is not None

    def has(self, digest: Digest, size: int | None = None) -> bool:  # noqa: ARG002  (of servers)
        """Whether there is something at its URL."""
        there = self._at(digest)
        return there is not None and there.has()

    def fetch(self, digest: Digest, size: int | None = None) -> Path | None:
        """Bring to this machine what is at its URL now."""
        there = self._at(digest)
        return None if there is None else fetched(there, self._kept, size)

    def where(self, digest: Digest) -> str:
        """Return its URL."""
        return without_secrets(self._urls.get(str(digest), ""))

    def _at(self, digest: Digest) -> Address | None:
        url = self._urls.get(str(digest))
        if url is None or digest.is_directory:  # a folder's listing is nothing that a URL has
            return None
        return self._addresses.open(url)

    @property
    def _urls(self) -> Mapping[str, str]:
        """URLs by digest, read at the first use."""
        if self._known is None:
            came_from, digest = schema.came_from, schema.digest
            query = (
                select(digest.c.key, came_from.c.source)
                .join(came_from, came_from.c.artifact == digest.c.node)
                .where(came_from.c.path == "", came_from.c.revision == "")
            )
            with self._database.reading() as connection:
                self._known = {
                    key: url
                    for key, url in connection.execute(query)
                    if is_url(url) and "::" not in url and not url.startswith(_NOT_ASKED)
                }
        return self._known
