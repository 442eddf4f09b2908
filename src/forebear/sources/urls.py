"""URLs as they may be shown."""

from __future__ import annotations

import re


def without_secrets(url: str) -> str:
    """Return a URL without the user, password and query it may hold."""
    scheme, parted, rest = url.partition("://")
    if not parted:
        return url
    host, slash, path = re.split(r"[?#]", rest, maxsplit=1)[0].partition("/")
    return f"{scheme}://{host.rpartition('@')[2]}{slash}{path}"
