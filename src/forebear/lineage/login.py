"""The password of a lineage database: no words that others can read hold it.

A URL that holds one is split once, where it comes in: from then on it is told without, and the whole of it
goes by a variable of the environment. Child processes inherit that one, and only their owner can read it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from forebear.lineage.errors import ActionableError

if TYPE_CHECKING:
    from sqlalchemy import URL

VARIABLE = "FOREBEAR_DATABASE_URL"
"""The variable with the whole URL of the database that `--database` names without its password."""

# https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-PARAMKEYWORDS
SECRETS = frozenset(
    {"password", "sslpassword", "oauth_client_secret", "scram_client_key", "scram_server_key"}
)
"""Parameters of a PostgreSQL URL that are secrets."""

_LOGIN = re.compile(r"(?<=:).*@", re.DOTALL)


def parsed(url: str) -> URL:
    """Return the parts of a database URL; raises ActionableError, which tells nothing secret of it."""
    from sqlalchemy import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        address = make_url(url)
    except (ArgumentError, ValueError):
        raise ActionableError(
            "This is not the address of a database.",
            where=_LOGIN.sub("…@", url),
            todo="Give a URL such as sqlite:////path/to/lineage.db or postgresql://user@host/name.",
        ) from None  # the error tells what it could not read
    if "@" in (address.host or ""):
        raise ActionableError(
            "This is not the address of a database.",
            where=_LOGIN.sub("…@", url),
            todo="Write signs like / # ? @ in its user and password as %2F %23 %3F %40.",
        )
    return address


def told(url: str) -> str:
    """Return a database URL as it may be shown, kept and passed on: without what proves who asks.

    The user stays, as do URLs without a secret to the letter. Raises ActionableError for what is no URL.
    """
    if url.startswith("sqlite:"):
        return url
    address = parsed(url)
    shown = {name: value for name, value in address.query.items() if name not in SECRETS}
    if address.password is None and len(shown) == len(address.query):
        return url
    place = (address.host, address.port, address.database)
    return address.create(address.drivername, address.username, None, *place, shown).render_as_string()


def whole(url: str, variables: Mapping[str, str] | None = None) -> str:
    """Return a URL with the password that the environment has for it; as it is where there is none."""
    known = (os.environ if variables is None else variables).get(VARIABLE, "")
    return known if known and not url.startswith("sqlite:") and told(known) == url else url
