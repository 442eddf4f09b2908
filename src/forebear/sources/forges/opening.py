"""Which forge is at an address, and its source."""

from __future__ import annotations

from contextlib import suppress

from forebear.lineage.errors import ActionableError
from forebear.sources.dvc.values import as_mapping
from forebear.sources.forges.github import HEADERS
from forebear.sources.forges.projects import GITHUB, GITLAB, ForgeProject, project_at
from forebear.sources.forges.server import ServerSource
from forebear.sources.tool import Context
from forebear.sources.web.gateway import Limits, Web

_LIMITS = Limits(connect=5, read=10, total=15, largest=1 << 20, tries=1)


def asked_for(location: str, context: Context) -> ForgeProject | None:
    """Return the project at an address of a host whose name does not say what it runs, by asking it."""
    for kind in (GITLAB, GITHUB):
        project = project_at(location, kind)
        if project is None:
            return None
        path = "/api/v4/version" if kind == GITLAB else "/api/v3/meta"
        with (
            suppress(ActionableError),
            Web(project.web, context.secret(project.web, "forges"), limits=_LIMITS) as web,
        ):
            answer = web.get(path, accepted=(401, 403))
            said = as_mapping(answer.document())
            # Both answer in JSON, also to whom they do not know; GitHub names itself in its headers.
            if answer.status != 200 or said.keys() & {
                "version",
                "installed_version",
                "verifiable_password_authentication",
            }:
                return project
    return None


def server_source(location: str, context: Context) -> ServerSource:
    """Return the source of a project on a server; raises ActionableError where it is none."""
    project = project_at(location) or asked_for(location, context)
    if project is None:
        raise ActionableError(
            "This is no project on GitHub or GitLab.",
            where=location,
            todo="Give the address of the project's page, like https://github.com/owner/name.",
        )
    headers = HEADERS if project.kind == GITHUB else {}
    secret = context.secret(project.url, "forges") or context.secret(project.interface, "forges")
    return ServerSource(project, context.repository, Web(project.interface, secret, headers=headers))
