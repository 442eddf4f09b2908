"""Whether the URL of a repository is that of one of some repositories here."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from forebear.sources.git.place import GitPlace

_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*://(?:[^@/]*@)?(?P<rest>.*)$")
_SCP = re.compile(r"^(?:[^@/]+@)?(?P<host>[^:/]+):(?!/{0,2}\\)(?P<path>.+)$")


class Remotes:
    """The URLs and paths under which some repositories are known; nothing is asked of any server."""

    def __init__(self, places: Iterable[GitPlace]) -> None:
        self._known: set[str] = set()
        for place in places:
            self._known.add(normal(str(place.root)))
            listing = place.ask("config", "--get-regexp", r"^remote\..*\.url$", fails=True)
            for line in listing.splitlines():
                self._known.add(normal(line.partition(" ")[2]))

    def includes(self, url: str) -> bool:
        """Whether that is one of the repositories, however the URL is written."""
        return normal(url) in self._known


def normal(url: str) -> str:
    """Return a URL or path so that two that lead to the same repository are equal: `host/owner/name`."""
    text = url.strip().rstrip("/").removesuffix(".git").rstrip("/")
    scheme = _SCHEME.match(text)
    if text.startswith("file://") or Path(text).is_absolute():
        return str(Path(text.removeprefix("file://")).resolve())
    if scheme is not None:
        host, _, path = scheme["rest"].partition("/")
        return f"{host.partition(':')[0].lower()}/{path}"
    scp = _SCP.match(text)
    return f"{scp['host'].lower()}/{scp['path'].lstrip('/')}" if scp is not None else text
