"""Object stores and servers of files other than S3, through fsspec: Google Cloud Storage, Azure, SFTP."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from forebear.lineage.errors import ActionableError
from forebear.lineage.words import Digest
from forebear.sources.objects.errors import told
from forebear.sources.objects.opening import open_system
from forebear.sources.objects.stored import StoredObject
from forebear.sources.secrets import Secret

_BLOCK = 1 << 20
_VERSIONS = {"gs": "generation", "gcs": "generation"}
"""How the query of a name has its version."""


class FileSystemStore:
    """The objects below a URL of a kind that `open_system` opens, its query what that is told.

    Every method raises ActionableError.
    """

    def __init__(self, location: str, secret: Secret | None = None) -> None:
        self._location, _, query = location.partition("?")
        self._location = self._location.rstrip("/")
        self._secret = secret or Secret()
        self._scheme = location.partition("://")[0]
        try:
            self._system, self._root = open_system(self._location, dict(parse_qsl(query)), self._secret)
        except Exception as error:  # noqa: BLE001  (each file system raises its own)
            raise self._told(error) from None

    def objects(self) -> Iterator[StoredObject]:
        """Yield all files below the URL, folder by folder."""
        try:
            if self._system.isfile(self._root):
                yield self._stored(self._system.info(self._root))
                return
            for _, _, files in self._system.walk(self._root, detail=True, on_error="raise"):
                yield from map(self._stored, files.values())
        except ActionableError:
            raise
        except Exception as error:  # noqa: BLE001
            raise self._told(error) from None

    def studied(self, stored: StoredObject) -> StoredObject:
        """Return it as it is: the listing told all."""
        return stored

    def has(self, place: str, version: str = "") -> bool:
        """Whether there is a file at a place below the URL, in that version ("" = now)."""
        try:
            return bool(self._system.info(self._path(place, version))["type"] == "file")
        except FileNotFoundError:
            return False
        except Exception as error:  # noqa: BLE001
            raise self._told(error) from None

    def fetch(self, place: str, version: str, target: Path, largest: int | None = None) -> bool:
        """Write a file to a new one here, at most `largest` bytes of it; False where there is none."""
        left = largest
        try:
            with self._system.open(self._path(place, version), "rb") as source, target.open("xb") as file:
                while left is None or left > 0:
                    block = source.read(_BLOCK if left is None else min(_BLOCK, left))
                    if not block:
                        break
                    left = None if left is None else left - len(block)
                    file.write(block)
        except FileNotFoundError:
            return False
        except Exception as error:  # noqa: BLE001
            raise self._told(error) from None
        return True

    def _path(self, place: str, version: str) -> str:
        """Return how the file system calls a place; Google and Azure have the version in the name's query.

        Of a name that holds such signs itself it is what is there now: who fetches it looks at its bytes.
        """
        path = str(self._root) + place.removeprefix(self._location)
        name = _VERSIONS.get(self._scheme)
        return f"{path}?{name}={version}" if version and name and not {"?", "#"} & set(path) else path

    def _stored(self, about: Mapping[str, Any]) -> StoredObject:
        name = str(about.get("name", ""))
        digests = tuple(Digest("md5", value) for value in [_md5(about)] if value)
        crc = _hex(about.get("crc32c"))
        size = about.get("size")
        return StoredObject(
            self._location + name.removeprefix(str(self._root)),
            size if isinstance(size, int) else None,
            str(about.get("generation") or about.get("version_id") or ""),
            str(about.get("etag") or about.get("ETag") or "").strip('"'),
            _time(about),
            digests,
            {"crc32c": crc} if crc else {},
        )

    def _told(self, error: Exception) -> ActionableError:
        return told(error, self._location, self._secret)


def _md5(about: Mapping[str, Any]) -> str:
    """Return the md5 in hex: Google's `md5Hash` and Azure's `content_md5` are of all the bytes."""
    settings: Any = about.get("content_settings")  # an object of Azure's own that is read as a mapping
    value = settings.get("content_md5") if hasattr(settings, "get") else about.get("md5Hash")
    found = bytes(value).hex() if isinstance(value, bytes | bytearray) else _hex(value)
    return found if len(found) == 32 else ""


def _hex(value: object) -> str:
    """Return base64 as hex, "" for what is none."""
    try:
        return base64.b64decode(value, validate=True).hex() if isinstance(value, str) else ""
    except ValueError:
        return ""


def _time(about: Mapping[str, Any]) -> datetime | None:
    for name in ("updated", "last_modified", "LastModified", "mtime", "created"):
        value = about.get(name)
        try:
            if isinstance(value, int | float):
                return datetime.fromtimestamp(value, UTC)
            found = datetime.fromisoformat(value) if isinstance(value, str) else value
        except (ValueError, OverflowError, OSError):
            continue
        if isinstance(found, datetime):
            return found if found.tzinfo is not None else found.replace(tzinfo=UTC)
    return None
