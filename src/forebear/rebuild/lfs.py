"""Git LFS servers, asked only by a rebuild or where a person fetches."""

from __future__ import annotations

import base64
import contextlib
import http.client
import json
import netrc
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, cast
from urllib.parse import unquote, urlsplit, urlunsplit

from forebear.lineage.words import Digest
from forebear.sources.git.lfs import LfsRemote
from forebear.sources.urls import without_secrets

if TYPE_CHECKING:
    from forebear.rebuild.stores import KeptStore

_TYPE = "application/vnd.git-lfs+json"
_SECONDS = 60
_BLOCK = 1 << 20
_UNKNOWN = 1 << 62  # bytes, where no pointer says how many
_LARGEST_ANSWER = 1 << 20  # bytes


class LfsServer:
    """A Git LFS server over http(s): the batch API with the basic transfer (git-lfs, docs/api/batch.md).

    Who asks is taken from the URL or from ~/.netrc; nothing that the project configures is run. Raises
    OSError where it cannot be reached, refuses, or answers what the API does not say.
    """

    remote = True

    def __init__(self, remote: LfsRemote, kept: KeptStore) -> None:
        self.name = f"git lfs {remote.name}"
        parts = urlsplit(remote.url)
        host = parts.hostname or ""
        self._credentials = (unquote(parts.username or ""), unquote(parts.password or ""))
        self._url = urlunsplit(parts._replace(netloc=f"{host}:{parts.port}" if parts.port else host)).rstrip(
            "/"
        )
        self._kept = kept

    def may_have(self, digest: Digest) -> bool:
        """Whether it is a digest of Git LFS."""
        return digest.algorithm == "sha256"

    def has(self, digest: Digest, size: int | None = None) -> bool:
        """Whether the server has the content."""
        return self._action(digest, size) is not None

    def fetch(
        self, digest: Digest, size: int | None = None, received: Callable[[int], None] | None = None
    ) -> Path | None:
        """Bring the content to this machine, at most as many bytes as its pointer says."""
        action = self._action(digest, size)
        if action is None:
            return None
        target = self._kept.incoming()
        request = urllib.request.Request(str(action["href"]))  # noqa: S310  (_action lets http(s) alone pass)
        for name, value in cast("Mapping[str, object]", action.get("header") or {}).items():
            request.add_unredirected_header(str(name), str(value))
        try:
            with self._open(request) as answer, target.open("wb") as file:
                # What is more than the pointer says is not read: the digest will tell.
                left = _UNKNOWN if size is None else size + 1
                while left and (block := answer.read(min(_BLOCK, left))):
                    left -= len(block)
                    file.write(block)
                    if received is not None:
                        received(len(block))
        except BaseException:
            target.unlink(missing_ok=True)
            raise
        return target

    def where(self, digest: Digest) -> str:
        """Return what the content is called there."""
        return f"{without_secrets(self._url)}/objects/{digest.value}"

    def _action(self, digest: Digest, size: int | None) -> Mapping[str, object] | None:
        if digest.algorithm != "sha256" or digest.is_directory:
            return None
        asked = {
            "operation": "download",
            "transfers": ["basic"],
            "objects": [{"oid": digest.value, "size": size or 0}],
        }
        request = urllib.request.Request(  # noqa: S310  (made for http(s) URLs alone)
            f"{self._url}/objects/batch",
            data=json.dumps(asked).encode(),
            headers={"Accept": _TYPE, "Content-Type": _TYPE},
        )
        if (known := self._authorization()) is not None:
            request.add_unredirected_header("Authorization", known)
        with self._open(request) as answer:
            text = answer.read(_LARGEST_ANSWER)
        try:
            found = json.loads(text)["objects"][0]
            action = None if "error" in found else found["actions"]["download"]
            href = "" if action is None else str(action["href"])
        except (ValueError, LookupError, TypeError, RecursionError) as error:
            raise OSError("its answer is not what the batch API says") from error
        if action is not None and not href.startswith(("https://", "http://")):
            raise OSError(f"it names a place that is none of the web: {href[:100]}")
        return cast("Mapping[str, object] | None", action)

    @contextlib.contextmanager
    def _open(self, request: urllib.request.Request) -> Iterator[http.client.HTTPResponse]:
        try:
            with urllib.request.urlopen(request, timeout=_SECONDS) as answer:  # noqa: S310
                yield answer
        except urllib.error.HTTPError as error:
            with error:
                if error.code in (401, 403):
                    raise OSError(
                        f"it wants to know who asks ({error.code}); put your name and token for "
                        f"{urlsplit(self._url).hostname} into ~/.netrc, or run `git lfs fetch`"
                    ) from error
                raise OSError(f"it answers {error.code} {error.reason}") from error
        except http.client.HTTPException as error:
            raise OSError(f"it does not speak HTTP: {error}") from error

    def _authorization(self) -> str | None:
        name, secret = self._credentials
        if not name:
            try:
                found = netrc.netrc().authenticators(urlsplit(self._url).hostname or "")
            except (OSError, netrc.NetrcParseError):
                found = None
            if found is None:
                return None
            name, secret = found[0], found[2] or ""
        return f"Basic {base64.b64encode(f'{name}:{secret}'.encode()).decode()}"
