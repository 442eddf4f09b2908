"""Stores that keep contents under their digests: DVC's caches and remotes, and what Forebear itself kept."""

from __future__ import annotations

import os
import re
import stat
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

from forebear.lineage.errors import CancelledError
from forebear.lineage.project import Project
from forebear.lineage.words import Digest
from forebear.rebuild.hashing import Entry, walk
from forebear.sources.dvc.digests import LEGACY
from forebear.sources.dvc.storage import DvcStorage, Remote, object_name
from forebear.sources.urls import without_secrets


class Store(Protocol):
    """A place that may hold a content. `name` is what people are told (`dvc cache`, `dvc remote origin`)."""

    name: str
    remote: bool

    def has(self, digest: Digest) -> bool:
        """Whether there is an object of that name; its bytes may still be wrong."""
        ...

    def fetch(self, digest: Digest) -> Path | None:
        """Return a file on this machine with the object's bytes, not checked; None where there is none.

        What a remote store gives is the caller's to move. Raises OSError.
        """
        ...

    def where(self, digest: Digest) -> str:
        """Return the path or URL of the object, for people."""
        ...


def _names(digest: Digest) -> list[str]:
    """Return the names an object may have: contents without CRLF have one md5 under both layouts."""
    other = replace(digest, algorithm="md5" if digest.algorithm == LEGACY else LEGACY)
    return [name for name in (object_name(digest), object_name(other)) if name]


class FolderStore:
    """A store in a folder of this machine, never written here."""

    remote = False

    def __init__(self, name: str, folder: Path) -> None:
        self.name = name
        self.folder = folder

    def has(self, digest: Digest) -> bool:
        """Whether there is a file of that name."""
        return self.fetch(digest) is not None

    def fetch(self, digest: Digest) -> Path | None:
        """Return the object itself, a regular file."""
        for name in _names(digest):
            path = self.folder / name
            try:
                if stat.S_ISREG(path.lstat().st_mode):
                    return path
            except OSError:
                continue
        return None

    def where(self, digest: Digest) -> str:
        """Return the object's path."""
        return str(self.fetch(digest) or self.folder / _names(digest)[0])


class KeptStore(FolderStore):
    """What Forebear kept of recorded runs and rebuilds, laid out as DVC 3 does, in `.forebear/objects`."""

    def __init__(self, project: Project) -> None:
        super().__init__("kept by Forebear", project.private / "objects")

    def keep(self, path: Path, digest: Digest, entries: Sequence[Entry] = ()) -> None:
        """Keep a file (by another name for it, no copy) or a folder with its listing. `digest` is its md5."""
        if digest.is_directory:
            by_path = {entry.relpath: entry for entry in entries}
            for relpath, file in walk(path):
                self._link(file, Digest("md5", by_path[relpath].md5))
            text = listing_text(entries)
            self._place(digest, lambda target: target.write_bytes(text))
        else:
            self._link(path, digest)

    def keep_copy(self, path: Path, digest: Digest) -> None:
        """Keep a copy of a file that may change later."""
        from forebear.rebuild.workspace import copy

        self._place(digest, lambda target: copy(path, target))

    def incoming(self) -> Path:
        """Return the path of a new file to write to before it is kept."""
        self.folder.mkdir(parents=True, exist_ok=True)
        return self.folder / f"incoming-{uuid.uuid4().hex}"

    def _link(self, path: Path, digest: Digest) -> None:
        path.chmod(0o444)
        self._place(digest, lambda target: os.link(path, target))

    def _place(self, digest: Digest, make: Callable[[Path], object]) -> None:
        target = self.folder / str(object_name(digest))
        if target.exists():
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh = self.incoming()
        try:
            make(fresh)
            fresh.replace(target)
        finally:
            fresh.unlink(missing_ok=True)


def listing_text(entries: Sequence[Entry]) -> bytes:
    """Return the `.dir` object of a folder, byte for byte as DVC writes it."""
    import json

    lines = sorted(
        ({"md5": entry.md5, "relpath": entry.relpath} for entry in entries), key=lambda line: line["relpath"]
    )
    return json.dumps(lines, sort_keys=True).encode()


class RemoteStore:
    """A DVC remote at an fsspec URL (s3://, gs://, ssh://, https://, memory:// …), asked only by a rebuild
    or where a person fetches.

    Raises OSError where it cannot be reached, or the package for its kind of URL is not installed.
    """

    remote = True

    def __init__(self, remote: Remote, kept: KeptStore) -> None:
        self.name = f"dvc remote {remote.name}"
        self._url = remote.url.rstrip("/")
        self._settings = remote.settings
        self._kept = kept
        self._system: Any = None

    def has(self, digest: Digest) -> bool:
        """Whether the remote has an object of that name."""
        with self._troubles():
            return self._find(digest) is not None

    def fetch(self, digest: Digest, received: Callable[[int], None] | None = None) -> Path | None:
        """Bring the object to this machine; `received` is told of bytes as they come, and may raise
        CancelledError."""
        with self._troubles():
            found = self._find(digest)
            if found is None:
                return None
            target = self._kept.incoming()
            try:
                if received is None:
                    self._system.get_file(found, str(target))
                else:
                    self._system.get_file(found, str(target), callback=_callback(received))
            except BaseException:
                target.unlink(missing_ok=True)
                raise
        return target

    def where(self, digest: Digest) -> str:
        """Return the object's URL."""
        return f"{without_secrets(self._url)}/{_names(digest)[0]}"

    @contextmanager
    def _troubles(self) -> Iterator[None]:
        try:
            yield
        except CancelledError:
            raise
        except Exception as error:  # each file system raises its own
            said = str(error).replace(self._url, without_secrets(self._url))
            for secret in self._secrets():
                said = said.replace(secret, "…")
            raise OSError(f"{type(error).__name__}: {said}") from error

    def _secrets(self) -> Iterator[str]:
        """Yield what must not be told: the user and password of the URL, its query, keys of the settings."""
        _, _, rest = self._url.partition("://")
        host, _, query = rest.partition("?")
        yield from (part for part in (host.rpartition("@")[0], query) if part)
        yield from (value for key, value in self._settings.items() if value and _SECRET.search(key))

    def _find(self, digest: Digest) -> str | None:
        if self._system is None:
            self._system, self._root = _file_system(self._url, self._settings)
        for name in _names(digest):
            path = f"{self._root.rstrip('/')}/{name}"
            if self._system.exists(path):
                return path
        return None


def _callback(received: Callable[[int], None]) -> Any:
    from fsspec.callbacks import Callback

    class Told(Callback):  # type: ignore[misc]
        def relative_update(self, inc: int = 1) -> None:
            received(inc)

    return Told()


_SECRET = re.compile("pass|secret|token|key|auth|connection_string|credential")
_S3 = {"access_key_id": "key", "secret_access_key": "secret", "session_token": "token", "profile": "profile"}


def _file_system(url: str, settings: Mapping[str, str]) -> tuple[Any, str]:
    from fsspec.core import url_to_fs

    options: dict[str, object] = {}
    if url.startswith("s3://"):
        options = {_S3[key]: value for key, value in settings.items() if key in _S3}
        client = {
            name: settings[key]
            for key, name in (("endpointurl", "endpoint_url"), ("region", "region_name"))
            if key in settings
        }
        options |= {"client_kwargs": client} if client else {}
    if url.startswith("ssh://"):
        options = {key: value for key, value in settings.items() if key in ("user", "port", "password")}
    system, root = url_to_fs(url, **options)
    return system, str(root)


def stores_of(project: Project, storage: DvcStorage | None) -> tuple[KeptStore, tuple[Store, ...]]:
    """Return what Forebear kept, and all stores of a project in the order in which they are asked."""
    kept = KeptStore(project)
    found: list[Store] = [kept]
    if storage is not None:
        found += [FolderStore("dvc cache", folder) for folder in storage.caches]
        for remote in storage.remotes:
            folder = remote.folder
            if folder is not None:
                found.append(FolderStore(f"dvc remote {remote.name}", folder))
            elif "::" not in remote.url:
                found.append(RemoteStore(remote, kept))
    return kept, tuple(found)
