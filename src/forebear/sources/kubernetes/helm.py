"""Releases of Helm as its Secrets (or ConfigMaps) hold them: one for each revision.

`data.release` is JSON, compressed with gzip, in base64; Secrets are in base64 once more. See
`pkg/storage/driver` and `pkg/release` of https://github.com/helm/helm.
"""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from forebear.lineage.words import Scalar
from forebear.sources.dvc.values import as_mapping, flattened
from forebear.sources.dvc.yaml_text import UnreadableError
from forebear.sources.guarded import HIDDEN, guarded
from forebear.sources.kubernetes.objects import KubernetesObject, moment
from forebear.sources.secrets import is_secret_name

_SHORTEST = 6  # letters of a secret that is looked for: a shorter one would be found everywhere
_LARGEST = 32 << 20  # bytes of a release; Kubernetes takes Secrets of one million
_GZIP = 16 + zlib.MAX_WBITS


@dataclass(frozen=True, slots=True)
class Release:
    """One revision of a release. `values` are those a person gave, by dotted name, secrets hidden.

    `manifest` is what it made the cluster hold, without those secrets.
    """

    namespace: str
    name: str
    revision: int
    status: str
    first: datetime | None
    deployed: datetime | None
    description: str
    chart: str
    application: str
    values: Mapping[str, Scalar]
    manifest: str

    @property
    def key(self) -> str:
        """What its run is known by: a release that was removed and made anew begins at revision 1 again."""
        first = f"@{self.first.isoformat()}" if self.first else ""
        return f"helm:{self.namespace}/{self.name}/{self.revision}{first}"


def is_release(found: KubernetesObject) -> bool:
    """Say whether an object is one that Helm keeps a release in."""
    labels = as_mapping(found.metadata.get("labels"))
    return (
        found.kind in ("Secret", "ConfigMap")
        and "release" in as_mapping(found.document.get("data"))
        and (found.document.get("type") == "helm.sh/release.v1" or labels.get("owner") == "helm")
    )


def read_release(found: KubernetesObject) -> Release:
    """Read a release; raises UnreadableError."""
    text = str(as_mapping(found.document.get("data")).get("release"))
    try:
        content = text.encode("ascii")
        if found.kind == "Secret":
            content = base64.b64decode(content, validate=True)
        content = base64.b64decode(content, validate=True)
        if content[:2] == b"\x1f\x8b":
            content = _unpacked(content)
        document = as_mapping(json.loads(content))
    except RecursionError as error:
        raise UnreadableError("it is nested too deep") from error
    except (ValueError, zlib.error) as error:
        raise UnreadableError("it is no release of Helm that can be read") from error
    info = as_mapping(document.get("info"))
    metadata = as_mapping(as_mapping(document.get("chart")).get("metadata"))
    if not document.get("name"):
        raise UnreadableError("it is a release of Helm without a name")
    revision = document.get("version")
    try:
        values = flattened(_shown(document.get("config")))
        manifest = _without(_secrets(document.get("config")), str(document.get("manifest") or ""))
    except RecursionError as error:
        raise UnreadableError("its values are nested too deep") from error
    return Release(
        str(document.get("namespace") or found.namespace or "default"),
        str(document["name"]),
        revision if isinstance(revision, int) else 0,
        str(info.get("status") or ""),
        moment(info.get("first_deployed")),
        moment(info.get("last_deployed")),
        guarded("", str(info.get("description") or ""))[0],
        f"{metadata.get('name', '')} {metadata.get('version', '')}".strip(),
        str(metadata.get("appVersion") or ""),
        values,
        manifest,
    )


def _unpacked(content: bytes) -> bytes:
    """Return what gzip packed, up to a limit: few bytes can stand for gigabytes."""
    unpacker = zlib.decompressobj(_GZIP)
    unpacked = unpacker.decompress(content, _LARGEST)
    if unpacker.unconsumed_tail:
        raise UnreadableError(f"its release unpacks to more than {_LARGEST >> 20} MB")
    return unpacked


def _shown(values: object, *, hidden: bool = False) -> object:
    """Return values without secrets: what the name, or a name above it, says is one."""
    if isinstance(values, dict):
        return {name: _shown(inner, hidden=below) for name, inner, below in _below(values, hidden=hidden)}
    if isinstance(values, list):
        return [_shown(inner, hidden=hidden) for inner in values]
    if values is None or isinstance(values, bool):
        return values
    if hidden:
        return HIDDEN
    return guarded("", values)[0] if isinstance(values, str) else values


def _below(table: Mapping[str, object], *, hidden: bool) -> Iterator[tuple[str, object, bool]]:
    """Yield the entries of a table, and whether each is a secret; `{name: TOKEN, value: …}` is one too."""
    told = table.get("name")
    named = isinstance(told, str) and _is_secret(told)
    for name, inner in table.items():
        yield name, inner, hidden or _is_secret(name) or (named and name == "value")


def _secrets(values: object, *, hidden: bool = False) -> Iterator[str]:
    """Yield the values that are not shown, those that are long enough to be looked for."""
    if isinstance(values, dict):
        for _, inner, below in _below(values, hidden=hidden):
            yield from _secrets(inner, hidden=below)
    elif isinstance(values, list):
        for inner in values:
            yield from _secrets(inner, hidden=hidden)
    elif hidden and isinstance(values, str | int) and len(str(values)) >= _SHORTEST:
        yield str(values)


def _is_secret(name: str) -> bool:
    return is_secret_name(name) or guarded(name, "x")[0] != "x"


def _without(secrets: Iterator[str], text: str) -> str:
    """Return a text without secrets, also where what they go by there says nothing."""
    for secret in sorted(set(secrets), key=len, reverse=True):
        text = text.replace(secret, HIDDEN)
    return text
