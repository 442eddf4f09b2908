"""GitHub and GitLab as a tool whose records can be read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from forebear.sources.details import Detail, Told
from forebear.sources.tool import Context, Found

if TYPE_CHECKING:
    from forebear.sources.forges.projects import ForgeProject
    from forebear.sources.source import Source


class ForgesTool:
    """Merge requests that messages of commits name; reviews, checks, releases and deployments of a server."""

    kind = "forges"
    title = "GitHub and GitLab"

    def discover(self, context: Context) -> Iterator[Found]:
        """Yield the history of the project, and offer the servers that its remotes lead to."""
        if context.place is None:
            return
        from forebear.sources.forges.projects import projects_of

        yield Found(self.kind, str(context.root), "Merge requests named by messages of commits")
        for project in projects_of(context.place):
            yield self._server(project, context)

    def at(self, location: str, context: Context) -> Found | None:
        """Return the project at an address; a host that does not say what it runs is asked."""
        from forebear.sources.forges.projects import project_at

        if "://" not in location or context.place is None:
            return None
        project = project_at(location)
        if project is None and location.startswith(("https://", "http://")):
            from forebear.sources.forges.opening import asked_for

            project = asked_for(location, context)
        return None if project is None else self._server(project, context)

    def open(self, location: str, context: Context) -> Source:
        """Return the source."""
        if _is_history(location, context):
            from forebear.sources.forges.source import MessagesSource

            return MessagesSource(context.repository)
        from forebear.sources.forges.opening import server_source

        return server_source(location, context)

    def is_current(self, location: str, since: Mapping[str, object], context: Context) -> bool:
        """Whether no reference has moved; what a server knows, only asking it tells."""
        return _is_history(location, context) and context.is_read(since)

    def watched(self, location: str, context: Context) -> Sequence[Path]:  # noqa: ARG002
        """Return nothing: Git's own references are watched, and servers cannot be."""
        return ()

    def _server(self, project: ForgeProject, context: Context) -> Found:
        name = {"github": "GitHub", "gitlab": "GitLab"}[project.kind]
        known = context.secret(project.url, self.kind) is not None
        details = (Detail(Told.TOKEN if known else Told.NO_TOKEN),)
        title = f"Reviews, checks, releases and deployments on {name}"
        return Found(self.kind, project.url, title, details, inside=False)


def _is_history(location: str, context: Context) -> bool:
    return context.place is not None and location == str(context.root)
