"""Logging in at a lineage database: by the URL that was given, or with what was kept for it."""

from __future__ import annotations

import os
from collections.abc import Iterable, MutableMapping
from contextlib import suppress

from forebear.lineage.errors import ActionableError
from forebear.lineage.login import SECRETS, VARIABLE, parsed, told, whole
from forebear.sources.secrets import Secret, Secrets


def log_in(url: str, variables: MutableMapping[str, str] = os.environ) -> str:
    """Return a database's URL without its password, which this process and its children have from now on.

    One that lacks it gets what was kept for it. Raises ActionableError for what is no URL.
    """
    shown = told(url)
    if shown == url and whole(url, variables) == url:
        url = _with_kept(url, Secrets.of_user(variables))
    if shown != url:
        variables[VARIABLE] = url
    return shown


def keep_login(words: Iterable[str], variables: MutableMapping[str, str] = os.environ) -> None:
    """Keep the password of the database that the words of a job name, for whoever repeats the job later.

    Where it cannot be kept, that is all: the job itself has it from its environment.
    """
    url = variables.get(VARIABLE, "")
    with suppress(ActionableError):
        shown = told(url) if url else ""
        if shown != url and any(word.endswith(shown) for word in words):
            address = parsed(url)
            parameters = {name: str(value) for name, value in address.query.items() if name in SECRETS}
            secret = Secret(address.username or "", address.password or "", "", parameters)
            Secrets.of_user(variables).keep(shown, secret)


def _with_kept(url: str, secrets: Secrets) -> str:
    if url.startswith("sqlite:"):
        return url
    address = parsed(url)
    kept = secrets.of(url)
    if kept is None or (address.username or kept.user) != kept.user:
        return url
    found = address.set(username=kept.user, password=kept.password or None)
    return found.update_query_dict(kept.parameters).render_as_string(hide_password=False)
