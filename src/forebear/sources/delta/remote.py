"""Delta tables at URLs: object stores through fsspec, asked only where a person added one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

from forebear.sources.delta.folder import LOG, RemoteFolder
from forebear.sources.objects.errors import told
from forebear.sources.objects.opening import open_system
from forebear.sources.secrets import Secret, split

if TYPE_CHECKING:
    from forebear.sources.tool import Context

_SCHEMES = ("s3", "s3a", "gs", "gcs", "az", "abfs", "abfss")
"""The schemes of object stores."""


def remote_table(location: str, context: Context) -> RemoteFolder | None:
    """Return the table at a URL, None where no table is there or the scheme is not that of an object store.

    `?endpoint_url=` and `?region=` name another server than the provider's. Raises ActionableError where the
    server cannot be asked.
    """
    kept, held = split(location)
    scheme = urlsplit(kept).scheme.lower()
    if scheme not in _SCHEMES:
        return None
    secret = context.secret(kept, "delta") or held or Secret()
    url, _, query = kept.partition("?")
    given = dict(parse_qsl(query))
    try:
        system, root = _opened(url, scheme, secret, given)
        there = system.isdir(f"{root.rstrip('/')}/{LOG}")
    except Exception as error:  # noqa: BLE001  (each file system raises its own)
        raise told(error, kept, secret) from None
    return RemoteFolder(kept, url, system, root, _options(scheme, secret, given)) if there else None


def _opened(url: str, scheme: str, secret: Secret, given: Mapping[str, str]) -> tuple[Any, str]:
    """Return the file system at a URL, and the path in it."""
    if not scheme.startswith("s3"):
        return open_system(url, given, secret)
    from fsspec.core import url_to_fs

    system, root = url_to_fs(url, **_of_s3(secret, given))
    return system, str(root)


def _of_s3(secret: Secret, given: Mapping[str, str]) -> dict[str, Any]:
    """Return what fsspec is told."""
    known = {"key": secret.user, "secret": secret.password, "token": secret.token}
    client = {"region_name": given.get("region")}
    return {
        **{key: value for key, value in known.items() if value},
        **({"endpoint_url": given["endpoint_url"]} if "endpoint_url" in given else {}),
        "client_kwargs": {key: value for key, value in client.items() if value},
        "config_kwargs": {"connect_timeout": 10, "read_timeout": 60, "retries": {"max_attempts": 2}},
        "use_listings_cache": False,
        "skip_instance_cache": True,
    }


def _options(scheme: str, secret: Secret, given: Mapping[str, str]) -> dict[str, str]:
    """Return what the deltalake library is told, for checkpoints."""
    if not scheme.startswith("s3"):
        return {"remote": "true"}
    endpoint = given.get("endpoint_url", "")
    found = {
        "AWS_ACCESS_KEY_ID": secret.user,
        "AWS_SECRET_ACCESS_KEY": secret.password,
        "AWS_SESSION_TOKEN": secret.token,
        "AWS_REGION": given.get("region", ""),
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ALLOW_HTTP": "true" if endpoint.startswith("http://") else "",
    }
    return {key: value for key, value in found.items() if value} or {"remote": "true"}
