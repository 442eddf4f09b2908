"""Contents at the places where tools saw them: files of this machine, objects of stores, URLs."""

from __future__ import annotations

import shutil
import stat
import tempfile
import weakref
from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import unquote, urlsplit

from sqlalchemy import bindparam, select

from forebear.lineage import schema
from forebear.lineage.database import Database
from forebear.lineage.durable import write_whole
from forebear.lineage.project import Project
from forebear.lineage.words import Digest
from forebear.rebuild.addresses import Address, Addresses, fetched
from forebear.rebuild.kept_texts import KeptTexts
from forebear.rebuild.origins import OriginStore
from forebear.rebuild.stores import KeptStore, Store
from forebear.sources.hashing import Entry, folder_digest, listing_pieces, measure, walk
from forebear.sources.remembered import Remembered
from forebear.sources.secrets import Secrets
from forebear.sources.tool import Context
from forebear.sources.urls import without_secrets

_NO_FILES = ("/proc", "/sys", "/dev")
"""Folders whose files are none: some never end."""
_PLACES = (
    select(schema.place.c.place, schema.place.c.version)
    .join(schema.digest, schema.digest.c.node == schema.place.c.artifact)
    .where(schema.digest.c.key == bindparam("digest"))
    .order_by(schema.place.c.seen_at.desc())
)


class _Seen:
    """The places of contents as the lineage knows them, the newest first; each is looked up once."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: dict[Digest, tuple[tuple[str, str], ...]] = {}

    def of(self, digest: Digest) -> Sequence[tuple[str, str]]:
        """Return places and versions."""
        if digest not in self._known:
            with self._database.reading() as connection:
                rows = connection.execute(_PLACES, {"digest": str(digest)})
                self._known[digest] = tuple((row[0], row[1]) for row in rows)
        return self._known[digest]


class LocalPlaces:
    """Files and folders of this machine at which a content was seen; what is there now is checked.

    `remapped` says where a folder is by now that has moved.
    """

    name = "where it was seen"
    remote = False

    def __init__(self, seen: _Seen, remapped: Callable[[str], str]) -> None:
        self._seen, self._remapped = seen, remapped
        self._listings: Path | None = None
        self._inside: dict[Digest, Path] = {}  # files of folders that were listed

    def may_have(self, digest: Digest) -> bool:
        """Whether it was seen at a path."""
        return digest in self._inside or any(_path(place) for place, _ in self._seen.of(digest))

    def has(self, digest: Digest, size: int | None = None) -> bool:
        """Whether there is a file, or for a folder a folder, at such a path."""
        return self._find(digest, size) is not None

    def fetch(self, digest: Digest, size: int | None = None) -> Path | None:
        """Return the file itself; of a folder its listing, which is made of what is there now."""
        found = self._find(digest, size)
        return self._listing(digest, found) if found is not None and digest.is_directory else found

    def where(self, digest: Digest) -> str:
        """Return a path at which it was seen."""
        found = self._find(digest, None)
        return str(found) if found is not None else next((place for place, _ in self._seen.of(digest)), "")

    def _find(self, digest: Digest, size: int | None) -> Path | None:
        paths = [_path(self._remapped(place)) for place, _ in self._seen.of(digest)]
        for path in (self._inside.get(digest), *paths):
            if path is None:
                continue
            try:
                about = path.lstat()
            except (OSError, ValueError):
                continue
            if digest.is_directory:
                if stat.S_ISDIR(about.st_mode):
                    return path
            elif stat.S_ISREG(about.st_mode) and size in (None, about.st_size):
                return path
        return None

    def _listing(self, digest: Digest, folder: Path) -> Path | None:
        """Write the listing of a folder for as long as this is used; None where it is another by now."""
        entries = []
        for relpath, file in walk(folder):
            md5 = measure(file, ["md5"]).digests["md5"]
            self._inside.setdefault(md5, file)
            entries.append(Entry(relpath, md5.value))
        if folder_digest(entries) != digest:
            return None
        if self._listings is None:
            self._listings = Path(tempfile.mkdtemp(prefix="forebear-"))
            weakref.finalize(self, shutil.rmtree, self._listings, ignore_errors=True)
        target = self._listings / digest.value
        write_whole(target, b"".join(listing_pieces(entries)))
        return target


class FarPlaces:
    """Objects of stores and URLs at which a content was seen, asked only by a rebuild."""

    name = "where it was seen"
    remote = True

    def __init__(self, seen: _Seen, kept: KeptStore, addresses: Addresses) -> None:
        self._seen, self._kept, self._addresses = seen, kept, addresses

    def may_have(self, digest: Digest) -> bool:
        """Whether it was seen at a URL."""
        return bool(self._at(digest))

    def has(self, digest: Digest, size: int | None = None) -> bool:  # noqa: ARG002  (of servers)
        """Whether there is something at such a URL."""
        return any(address.has() for address in self._at(digest))

    def fetch(self, digest: Digest, size: int | None = None) -> Path | None:
        """Bring what is at the first such URL that has something, in the version that was seen."""
        for address in self._at(digest):
            found = fetched(address, self._kept, size)
            if found is not None:
                return found
        return None

    def where(self, digest: Digest) -> str:
        """Return a URL at which it was seen."""
        places = (without_secrets(place) for place, _ in self._seen.of(digest) if "://" in place)
        return next(places, "")

    def _at(self, digest: Digest) -> list[Address]:
        opened = (self._addresses.open(place, version) for place, version in self._seen.of(digest))
        return [each for each in opened if each is not None]


def with_places(
    project: Project, database: Database, kept: KeptStore, stores: Sequence[Store]
) -> tuple[Store, ...]:
    """Return stores together with the places that the lineage knows, what is on this machine first."""
    choices, seen = Remembered(project.root).read(), _Seen(database)
    addresses = Addresses(Secrets.of_user(), [location for _, location in choices.added])
    return (
        *(store for store in stores if not store.remote),
        LocalPlaces(seen, Context(project.root, None, choices.remaps).remapped),
        KeptTexts(database),
        *(store for store in stores if store.remote),
        OriginStore(database, kept, addresses),
        FarPlaces(seen, kept, addresses),
    )


def _path(place: str) -> Path | None:
    """Return a place as a path of this machine, None where it is none, or one of something endless."""
    if place.startswith("file://"):
        place = unquote(urlsplit(place).path)
    path = Path(place)
    if "://" in place or "\0" in place or not path.is_absolute() or place.startswith(_NO_FILES):
        return None
    return path
