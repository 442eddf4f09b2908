"""File systems of fsspec at the URLs of stores, opened as whoever asks, and within limits.

A project's own settings may name any server: Google's credentials of this machine go to Google alone, and
nobody signs in to a server of SSH whose host key is not known.
"""

from __future__ import annotations

import json
import logging
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from forebear.lineage.errors import ActionableError
from forebear.sources.secrets import Secret
from forebear.sources.urls import without_secrets

_CONNECT = 10  # seconds
_ANSWER = 30  # seconds until a bucket has answered, with all that is tried again
_SILENCE = 60  # seconds in which nothing comes
_TRUE = ("true", "1", "yes", "on")
_HOST = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*|[0-9a-fA-F:.]+")
_USER = re.compile(r"[A-Za-z0-9_][\w.@+\\-]*\$?")
_S3 = {
    "access_key_id": "key",
    "secret_access_key": "secret",
    "session_token": "token",
    "profile": "profile",
}
_AZURE = (
    "account_name",
    "account_key",
    "sas_token",
    "connection_string",
    "tenant_id",
    "client_id",
    "client_secret",
)
_SYSTEM_HOSTS = Path("/etc/ssh/ssh_known_hosts")


def open_system(
    url: str, settings: Mapping[str, str] | None = None, secret: Secret | None = None
) -> tuple[Any, str]:
    """Return the file system at a URL, and the path of that URL in it.

    `settings` go by the names that DVC gives them (`endpointurl`, `account_name`, `keyfile` …). Raises what
    the file system raises, ImportError where its package is not installed, ActionableError for what is
    refused.
    """
    scheme = url.partition("://")[0]
    given, known = dict(settings or {}), secret or Secret()
    if "endpoint_url" in given:
        given.setdefault("endpointurl", given["endpoint_url"])
    opening = _OPENING.get(scheme)
    if opening is not None:
        return opening(url, given, known)
    from fsspec.core import url_to_fs

    system, root = url_to_fs(url)
    return system, str(root)


def _s3(url: str, settings: Mapping[str, str], secret: Secret) -> tuple[Any, str]:
    from s3fs import S3FileSystem  # type: ignore[import-untyped]

    options: dict[str, Any] = {_S3[key]: value for key, value in settings.items() if key in _S3}
    client = {
        name: settings[key]
        for key, name in (("endpointurl", "endpoint_url"), ("region", "region_name"))
        if key in settings
    }
    if secret.user and "key" not in options:
        options |= {"key": secret.user, "secret": secret.password, "token": secret.token or None}
    limits = {"connect_timeout": _CONNECT, "read_timeout": _SILENCE / 3, "retries": {"max_attempts": 1}}
    system = S3FileSystem(**options, config_kwargs=limits, **({"client_kwargs": client} if client else {}))
    return system, _answering(system, url)


def _google(url: str, settings: Mapping[str, str], secret: Secret) -> tuple[Any, str]:
    import aiohttp
    from gcsfs.core import GCSFileSystem  # type: ignore[import-not-found,import-untyped,unused-ignore]

    # Not the one that gcsfs names first: it asks by gRPC of which type a bucket is, a minute long where
    # another server is named.

    endpoint = settings.get("endpointurl", "")
    host = urlsplit(endpoint).hostname or ""
    key = settings.get("credentialpath", "")
    token: Any = _google_token(secret.token) if secret.token else str(_file(key)) if key else None
    of_google = not endpoint or host.endswith(".googleapis.com")
    if settings.get("allow_anonymous_login", "").lower() in _TRUE or not (of_google or secret.token):
        token = "anon"  # noqa: S105
    options = {
        "token": token,
        "project": settings.get("projectname") or settings.get("project"),
        "endpoint_url": endpoint,
    }
    limits = aiohttp.ClientTimeout(total=None, sock_connect=_CONNECT, sock_read=_SILENCE / 3)
    given = {key: value for key, value in options.items() if value}
    system = GCSFileSystem(**given, requests_timeout=limits, version_aware=True)
    return system, _answering(system, url)


def _google_token(token: str) -> Any:
    """Return what a person kept: the key of a service account as JSON, or a token that is passed on."""
    if token.startswith("{"):
        return json.loads(token)
    import google.oauth2.credentials as google  # type: ignore[import-not-found,unused-ignore]

    return google.Credentials(token=token)  # type: ignore[no-untyped-call,unused-ignore]


def _azure(url: str, settings: Mapping[str, str], secret: Secret) -> tuple[Any, str]:
    from adlfs import AzureBlobFileSystem  # type: ignore[import-not-found,import-untyped,unused-ignore]

    options: dict[str, Any] = {key: settings[key] for key in _AZURE if settings.get(key)}
    options |= {key: value for key, value in secret.parameters.items() if key in _AZURE}
    kept = {"account_name": secret.user, "account_key": secret.password}
    if secret.token:
        kept["connection_string" if "Endpoint=" in secret.token else "sas_token"] = secret.token
    for name, value in kept.items():
        if value:
            options.setdefault(name, value)
    if settings.get("allow_anonymous_login", "").lower() in _TRUE:
        options["anon"] = True
    if url.startswith("azure://"):  # DVC's name for it
        url = f"az{url.removeprefix('azure')}"
    else:
        options = {**AzureBlobFileSystem._get_kwargs_from_urls(url), **options}  # noqa: SLF001
    system = AzureBlobFileSystem(
        **options, assume_container_exists=True, connection_timeout=_CONNECT, read_timeout=_SILENCE
    )
    return system, _answering(system, url)


def _answering(system: Any, url: str) -> str:
    """Return the path of a URL, once its bucket has answered: these ask again and again for minutes.

    What they write of that into their logs is ours to tell.
    """
    from fsspec.asyn import sync

    root = str(system._strip_protocol(url))  # noqa: SLF001  (as fsspec's own url_to_fs does)
    for name in ("azure", "gcsfs", "asyncio"):
        logging.getLogger(name).addHandler(logging.NullHandler())
    try:
        sync(system.loop, system._info, root.partition("/")[0], timeout=_ANSWER)  # noqa: SLF001
    except TimeoutError:
        raise
    except Exception:  # noqa: BLE001, S110  (who may not ask for the bucket may still read what is in it)
        pass
    return root


def _ssh(url: str, settings: Mapping[str, str], secret: Secret) -> tuple[Any, str]:
    """Open a server of SFTP as `~/.ssh/config` says; its host key has to be known."""
    import asyncssh  # type: ignore[import-not-found,import-untyped,unused-ignore]
    from sshfs import SSHFileSystem  # type: ignore[import-not-found,import-untyped,unused-ignore]

    parts = urlsplit(url)
    host = parts.hostname or ""
    user = settings.get("user") or secret.user or parts.username or ""
    # They may get into a ProxyCommand of the person's, which a shell reads.
    if not _HOST.fullmatch(host) or (user and not _USER.fullmatch(user)):
        raise ActionableError(
            "This is no name of a server, or of a user on it.", where=without_secrets(url), todo="Check it."
        )
    port = settings.get("port") or parts.port
    options: dict[str, Any] = {
        "port": int(port) if port else (),
        "username": user or (),
        "password": settings.get("password") or secret.password or None,
        "passphrase": settings.get("passphrase") or None,
        "client_keys": [str(_file(settings["keyfile"]))] if settings.get("keyfile") else (),
        "agent_forwarding": False,
        "connect_timeout": _CONNECT,
        "login_timeout": _CONNECT * 2,
        "keepalive_interval": _SILENCE / 3,
        "keepalive_count_max": 3,
    }
    read = asyncssh.SSHClientConnectionOptions(host=host, **options)
    of_person: Any = read.known_hosts or ["~/.ssh/known_hosts"]  # None = no check, which is not taken
    named = [Path(each).expanduser() for each in of_person]
    files = [str(each) for each in (*named, _SYSTEM_HOSTS) if each.is_file()]
    system = SSHFileSystem(
        host,
        **options,
        known_hosts=files or b"",
        client_factory=lambda: _watchful(asyncssh, files),
        skip_instance_cache=True,
    )
    return system, parts.path or "/"


def _watchful(asyncssh: Any, files: list[str]) -> Any:
    """Return a client that tells which key it refuses."""

    class Watchful(asyncssh.SSHClient):  # type: ignore[misc]
        def validate_host_public_key(self, host: str, addr: str, port: int, key: Any) -> bool:
            known = asyncssh.match_known_hosts(files, host, addr, port)[0] if files else ()
            shown = f"{key.get_algorithm()} {key.get_fingerprint()}"
            said = "another host key than the known one" if known else "a host key that is not known here"
            raise ValueError(f"{said} ({shown})")

    return Watchful()


def _file(path: str) -> Path:
    """Return a file that settings name; a project's may name what has no end."""
    found = Path(os.path.expanduser(path)).absolute()  # noqa: PTH111  (one of no known user stays as it is)
    if not found.is_file():
        raise ActionableError(
            "The key that the settings name is not there.",
            where=path,
            todo="Put it there, or name it in .dvc/config.local.",
        )
    return found


_OPENING = {
    "s3": _s3,
    **dict.fromkeys(("gs", "gcs"), _google),
    **dict.fromkeys(("azure", "az", "abfs", "abfss"), _azure),
    **dict.fromkeys(("ssh", "sftp"), _ssh),
}
"""What opens each kind of URL; all others are opened as fsspec does by itself."""
