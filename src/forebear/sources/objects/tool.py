"""Object stores as a tool: what is there, before it is read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from forebear.sources.details import Detail, Told
from forebear.sources.regular import open_regular
from forebear.sources.tool import Context, Found

if TYPE_CHECKING:
    from forebear.sources.objects.stored import ObjectStore
    from forebear.sources.secrets import Secret
    from forebear.sources.source import Source

SCHEMES = ("s3", "gs", "gcs", "azure", "az", "abfs", "abfss", "sftp", "ssh")
"""The kinds of URL that are read."""
_SETTINGS = {
    "endpointurl": "endpoint_url",
    "projectname": "project",
    **{name: name for name in ("region", "profile", "account_name", "user", "port", "keyfile")},
}
"""DVC's settings of a remote that are no secrets, and what the query of a location calls them."""
_LARGEST_SETTINGS = 1 << 20  # bytes
_LOOKED_AT = 10_000  # objects that are counted before anything is read


class ObjectsTool:
    """Buckets and prefixes that a person names: `s3://bucket/prefix`, `gs://…`, `az://…`, `sftp://…`.

    The query says what else has to be known: `?endpoint_url=…`, `?account_name=…` (Azure), `?keyfile=…` (SSH)
    """

    kind = "objects"
    title = "Object store"

    def discover(self, context: Context) -> Iterator[Found]:
        """Yield the object stores that are remotes of DVC; they are only offered."""
        if not _names_a_store(context.root / ".dvc"):
            return
        from forebear.sources.dvc.storage import DvcStorage
        from forebear.sources.secrets import split

        for remote in DvcStorage(context.root).remotes:
            if remote.url.partition("://")[0] in SCHEMES and "://" in remote.url:
                location, _ = split(remote.url)
                more = {
                    name: remote.settings[key] for key, name in _SETTINGS.items() if key in remote.settings
                }
                query = f"?{urlencode(more, safe=':/~')}" if more else ""
                yield Found(
                    self.kind,
                    location.rstrip("/") + query,
                    self.title,
                    (Detail(Told.DVC_REMOTE, remote.name),),
                    inside=False,
                )

    def at(self, location: str, context: Context) -> Found | None:
        """Count what is at a URL; raises ActionableError where it cannot be listed."""
        if location.partition("://")[0] not in SCHEMES or "://" not in location:
            return None
        sizes = [
            stored.size or 0 for stored in islice(self._store(location, context).objects(), _LOOKED_AT + 1)
        ]
        more = len(sizes) > _LOOKED_AT
        counted = sizes[:_LOOKED_AT]
        details = (Detail(Told.OBJECTS, len(counted), more), Detail(Told.SIZE, sum(counted), more))
        return Found(self.kind, location.rstrip("/"), self.title, details, inside=False)

    def open(self, location: str, context: Context) -> Source:
        """Return the source at a URL."""
        from forebear.sources.objects.source import ObjectsSource

        return ObjectsSource(location, self._store(location, context))

    def is_current(self, location: str, since: Mapping[str, object], context: Context) -> bool:  # noqa: ARG002
        """Return False: only the store itself knows."""
        return False

    def watched(self, location: str, context: Context) -> Sequence[Path]:  # noqa: ARG002
        """Return nothing: it is on a server."""
        return ()

    def _store(self, location: str, context: Context) -> ObjectStore:
        return object_store(location, context.secret(location, self.kind))


def _names_a_store(folder: Path) -> bool:
    """Whether settings of DVC name an object store at all; to read them takes loading what reads YAML."""
    for name in ("config", "config.local"):
        try:
            with open_regular(folder / name) as file:  # a project's may be a link to what has no end
                text = file.read(_LARGEST_SETTINGS)
        except OSError:
            continue
        if any(f"{scheme}://".encode() in text for scheme in SCHEMES):
            return True
    return False


def object_store(location: str, secret: Secret | None) -> ObjectStore:
    """Return the store at a URL of one of the kinds in `SCHEMES`; raises ActionableError."""
    if location.startswith("s3://"):
        from forebear.sources.objects.s3 import S3Store

        return S3Store(location, secret)
    from forebear.sources.objects.file_systems import FileSystemStore

    return FileSystemStore(location, secret)
