"""Where a repository lives on a forge, from the URLs of its remotes; nothing is asked of any server."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from forebear.sources.git.place import GitPlace
from forebear.sources.git.remotes import normal

GITHUB, GITLAB = "github", "gitlab"

_FIRST = ("upstream", "origin")  # a fork's merge requests are those of what it was forked from
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ForgeProject:
    """A project on GitHub, GitLab, or a server of one's own that runs either.

    `web` is the address of the server (`https://github.com`), `path` the project's on it (`owner/name`; of
    GitLab with all its groups).
    """

    kind: str
    web: str
    path: str

    @property
    def url(self) -> str:
        """Where people look at it."""
        return f"{self.web}/{self.path}"

    @property
    def interface(self) -> str:
        """The base of what programs ask: https://docs.github.com/en/rest, https://docs.gitlab.com/api/rest/."""
        if self.kind == GITLAB:
            return f"{self.web}/api/v4/projects/{quote(self.path, safe='')}"
        host = "https://api.github.com" if self.web == "https://github.com" else f"{self.web}/api/v3"
        return f"{host}/repos/{self.path}"

    def merge_request(self, number: int) -> str:
        """Return the address of a pull request or merge request."""
        return f"{self.url}/{'-/merge_requests' if self.kind == GITLAB else 'pull'}/{number}"


def projects_of(place: GitPlace) -> list[ForgeProject]:
    """Return the projects that the remotes of a repository lead to, the most telling first."""
    listing = place.ask("config", "--get-regexp", r"^remote\..*\.url$", fails=True)
    remotes = []
    for line in listing.splitlines():
        name, _, url = line.partition(" ")
        remotes.append((name.removeprefix("remote.").removesuffix(".url"), url))
    remotes.sort(key=lambda each: _FIRST.index(each[0]) if each[0] in _FIRST else len(_FIRST))
    return list(dict.fromkeys(_known(url for _, url in remotes)))


def project_at(url: str, kind: str = "") -> ForgeProject | None:
    """Return the project behind a URL (of a page or of Git), None where its host does not tell what it runs.

    `kind` says what it runs where the name of the host does not.
    """
    where = normal(url)
    host, _, path = where.partition("/")
    if not _HOST.fullmatch(host):
        return None
    path = path.partition("/-/")[0].strip("/")
    kind = kind or next((each for each in (GITHUB, GITLAB) if each in host), "")
    parts = path.split("/")
    if not kind or len(parts) < 2 or not all(parts) or any(part in (".", "..") for part in parts):
        return None
    if kind == GITHUB:
        path = "/".join(parts[:2])
    return ForgeProject(kind, _server(url, host), path.removesuffix(".git"))


def _known(urls: Iterable[str]) -> Iterable[ForgeProject]:
    for url in urls:
        found = project_at(url)
        if found is not None:
            yield found


def _server(url: str, host: str) -> str:
    """Return the address of the server; who uses Git over SSH reaches its pages over HTTPS."""
    parts = urlsplit(url) if url.startswith(("http://", "https://")) else None
    if parts is None:
        return f"https://{host}"
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{host}{port}"
