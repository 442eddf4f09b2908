"""One content at an address of its own: a URL of the web, an object of a store in one version."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from forebear.lineage.errors import ActionableError
from forebear.rebuild.stores import KeptStore
from forebear.sources.objects.stored import ObjectStore
from forebear.sources.objects.tool import SCHEMES, object_store
from forebear.sources.secrets import Secret, Secrets, split


class Address(Protocol):
    """Where one content may be. Both methods raise OSError where that cannot be reached."""

    def has(self) -> bool:
        """Whether something is there; it may be another content by now."""
        ...

    def fetch(self, target: Path, size: int | None) -> bool:
        """Write what is there to a new file, of more than `size` bytes so much that it is seen; False where
        nothing is there.
        """
        ...


class Addresses:
    """Opens addresses; what was opened of a store serves for all that is in it.

    `named` are the locations of object stores that a person added, which may say by which server or profile
    a bucket is reached.
    """

    def __init__(self, secrets: Secrets, named: Sequence[str] = ()) -> None:
        self._secrets = secrets
        self._named = tuple(named)
        self._stores: dict[str, ObjectStore] = {}

    def open(self, place: str, version: str = "") -> Address | None:
        """Return the address at a URL, None for one of a kind that is not known."""
        if place.startswith(("https://", "http://")):
            return _Web(place, self._secrets)
        if "://" in place and place.partition("://")[0] in SCHEMES:
            return _Object(self, place, version)
        return None

    def store(self, place: str) -> ObjectStore:
        """Return the store that holds a place; raises ActionableError."""
        above = [each for each in self._named if place.startswith(f"{each.partition('?')[0].rstrip('/')}/")]
        root = "/".join(place.split("/")[:3])
        query = max(above, key=len).partition("?")[2] if above else ""
        location = f"{root}?{query}" if query else root
        if location not in self._stores:
            self._stores[location] = object_store(location, self._secrets.of(location, "objects"))
        return self._stores[location]


def fetched(address: Address, kept: KeptStore, size: int | None) -> Path | None:
    """Bring what is at an address to a new file among what is kept; None where nothing is there."""
    target = kept.incoming()
    try:
        if address.fetch(target, size):
            return target
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    target.unlink(missing_ok=True)
    return None


class _Web:
    def __init__(self, url: str, secrets: Secrets) -> None:
        self._url, self._secrets = url, secrets

    def has(self) -> bool:
        from forebear.sources.web.gateway import Web

        try:
            with Web(self._url, self._secret()) as web:
                return web.has()
        except ActionableError as error:
            raise _told(error) from None

    def fetch(self, target: Path, size: int | None) -> bool:
        from forebear.sources.web.errors import WebError
        from forebear.sources.web.gateway import Web

        try:
            with Web(self._url, self._secret()) as web:
                web.download("", target, None if size is None else size + 1)
        except WebError as error:
            if error.status in (404, 410):
                return False
            raise _told(error) from None
        return True

    def _secret(self) -> Secret | None:
        shown, held = split(self._url)
        return held or self._secrets.of(shown)


class _Object:
    def __init__(self, addresses: Addresses, place: str, version: str) -> None:
        self._addresses, self._place, self._version = addresses, place, version

    def has(self) -> bool:
        try:
            return self._addresses.store(self._place).has(self._place, self._version)
        except ActionableError as error:
            raise _told(error) from None

    def fetch(self, target: Path, size: int | None) -> bool:
        try:
            store = self._addresses.store(self._place)
            return store.fetch(self._place, self._version, target, None if size is None else size + 1)
        except ActionableError as error:
            raise _told(error) from None


def _told(error: ActionableError) -> OSError:
    return OSError(f"{error.what} {error.todo}")
