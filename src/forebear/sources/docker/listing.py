"""The images that an engine has, asked over its local socket with the standard library alone.

That is all that is needed to see whether anything changed; https://docs.docker.com/reference/api/engine/.
"""

from __future__ import annotations

import hashlib
import http.client
import json
import socket
from collections.abc import Mapping
from dataclasses import dataclass

_SECONDS = 5
_LARGEST = 32 << 20


class _Local(http.client.HTTPConnection):
    """A connection to a socket in the file system."""

    def __init__(self, path: str) -> None:
        super().__init__("localhost", timeout=_SECONDS)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(_SECONDS)
        self.sock.connect(self._path)


@dataclass(frozen=True, slots=True)
class Listed:
    """An image in a list: its id, the names and digests it goes by, and its labels."""

    id: str
    tags: tuple[str, ...]
    digests: tuple[str, ...]
    labels: Mapping[str, str]


def listed(document: object) -> list[Listed]:
    """Return the images of `GET /images/json`; those that are only parts of others have no name."""
    found = []
    for entry in document if isinstance(document, list) else ():
        if isinstance(entry, dict) and isinstance(entry.get("Id"), str):
            labels = entry.get("Labels")
            named = (
                {str(name): str(value) for name, value in labels.items()} if isinstance(labels, dict) else {}
            )
            found.append(
                Listed(entry["Id"], _names(entry.get("RepoTags")), _names(entry.get("RepoDigests")), named)
            )
    return sorted(found, key=lambda each: each.id)


def _names(names: object) -> tuple[str, ...]:
    """Return names of an image, without what stands for none."""
    return tuple(
        str(each) for each in (names if isinstance(names, list) else ()) if "<none>" not in str(each)
    )


def local_images(host: str) -> list[Listed] | None:
    """Return the images of the engine at a local socket (`unix://…`); None where none answers."""
    if not host.startswith("unix://") or not hasattr(socket, "AF_UNIX"):
        return None
    connection = _Local(host.removeprefix("unix://"))
    try:
        connection.request("GET", "/images/json")
        answer = connection.getresponse()
        return listed(json.loads(answer.read(_LARGEST))) if answer.status == 200 else None
    except (OSError, http.client.HTTPException, ValueError, RecursionError):
        return None
    finally:
        connection.close()


def digest_of(images: list[Listed]) -> str:
    """Return what changes when an image or one of its names comes or goes."""
    names = [(each.id, sorted(each.tags), sorted(each.digests)) for each in images]
    return hashlib.sha256(json.dumps(names).encode()).hexdigest()
