"""What goes wrong with a database on a server, said so that a person can act on it."""

from __future__ import annotations

import re

from forebear.lineage.errors import ActionableError
from forebear.lineage.troubles import trouble_of_tls
from forebear.sources.secrets import Secret

_ACCESS = ("does not accept the user and password", "Give the right ones with this source.")
_ABSENT = ("has no database of that name", "Check the last part of the address.")
_RIGHTS = ("does not allow this user to read it", "Ask its owner for the right to read (SELECT).")
_UNKNOWN = ("cannot be found: there is no server of that name", "Check its address.")
_REFUSED = ("does not answer at this address", "Check the address and that the server is running.")
_SLOW = ("did not answer in time", "Read this source again later.")
_BROKEN = ("broke off the connection", "Read this source again later.")
_TLS = (
    "and this machine do not agree on TLS",
    "Check its certificate, and ?sslmode= and ?sslrootcert= (PostgreSQL) or ?ssl_ca= (MySQL) in the address.",
)
_BUSY = ("has too many connections", "Read this source again later.")
_LOCKED = ("is locked by somebody else", "Read this source again later.")

_MYSQL = {
    1045: _ACCESS,
    1698: _ACCESS,
    1049: _ABSENT,
    1044: _RIGHTS,
    1142: _RIGHTS,
    1143: _RIGHTS,
    1040: _BUSY,
    1205: _LOCKED,
    1969: _SLOW,
    3024: _SLOW,
    2013: _BROKEN,
    2006: _BROKEN,
}
"""By the numbers of MySQL's and MariaDB's errors."""

_STATES = {
    "28P01": _ACCESS,
    "28000": _ACCESS,
    "3D000": _ABSENT,
    "42501": _RIGHTS,
    "53300": _BUSY,
    "55P03": _LOCKED,
    "57014": _SLOW,
    "57P01": _BROKEN,
}
"""By SQLSTATE."""

_WORDS = (
    (r"password authentication failed|no password supplied|authentication failed|Access denied", _ACCESS),
    (r"no pg_hba\.conf entry", _ACCESS),
    (r"database .* does not exist", _ABSENT),
    (r"permission denied", _RIGHTS),
    (r"resolve host|getaddrinfo|Name or service not known|name resolution", _UNKNOWN),
    (r"[Cc]onnection refused|No such file or directory", _REFUSED),
    (r"SSL|TLS|certificate", _TLS),
    (r"time(d )?-?out|Timeout", _SLOW),
    (r"too many (clients|connections)", _BUSY),
    (r"closed|lost|reset|terminat|broken", _BROKEN),
)
"""By what an error says: of a connection that failed, libpq gives no state."""


class DatabaseError(ActionableError):
    """A database on a server cannot be reached or read."""


def missing_driver(kind: str, where: str) -> DatabaseError:
    """Return the error for a driver that is not installed."""
    name, package = {"mysql": ("MySQL and MariaDB", "PyMySQL")}.get(kind, ("PostgreSQL", "psycopg[binary]"))
    return DatabaseError(
        f"The package that reads {name} is not installed.",
        where=where,
        todo=f"Install it beside Forebear: pip install '{package}'.",
    )


def told(error: Exception, kind: str, where: str, secret: Secret) -> DatabaseError:
    """Return what a driver's error means; of its own words none that are secret are passed on."""
    said = " ".join(str(error).split())
    of_tls = trouble_of_tls(said)
    if of_tls is not None:
        return DatabaseError(of_tls[0], where=where, todo=of_tls[1])
    number = error.args[0] if kind == "mysql" and error.args and isinstance(error.args[0], int) else None
    meaning = _STATES.get(str(getattr(error, "sqlstate", None) or "")) or _MYSQL.get(number or 0)
    if meaning is None:
        meaning = next((means for words, means in _WORDS if re.search(words, said)), None)
    if meaning is None:
        words = secret.hidden_in(said)[:300]
        return DatabaseError(
            f"The database could not be read: {type(error).__name__}: {words}", where=where, todo="Check it."
        )
    what, todo = meaning
    return DatabaseError(f"The database {what}.", where=where, todo=todo)
