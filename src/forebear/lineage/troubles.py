"""What went wrong with a database, in words that a person can act on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from forebear.lineage.errors import ActionableError

if TYPE_CHECKING:
    from sqlalchemy.exc import SQLAlchemyError

# (what the database says, what it means, what to do); the first that is found in the message counts.
_SQLITE = (
    (
        "database is locked",
        "Another import is writing to the lineage.",
        "Wait until it has ended, then try again.",
    ),
    (
        "database or disk is full",
        "The disk is full; the lineage is as it was before.",
        "Free some space, then try again.",
    ),
    (
        "readonly database",
        "The lineage cannot be written.",
        "Make the file and its folder writable, or keep the lineage elsewhere with --database.",
    ),
    (
        "file is not a database",
        "This file is not a lineage database.",
        "Move it away, then run forebear import PATH, or name another place with --database.",
    ),
    (
        "malformed",
        "The lineage database is damaged.",
        "Move it away and run forebear import PATH. Runs and rebuilds recorded here need a backup.",
    ),
    (
        "unable to open database file",
        "The lineage database cannot be opened.",
        "Check that the file and its folder can be read and written, or name another place with --database.",
    ),
    (
        "disk i/o error",
        "The disk is full, or reports an error.",
        "Free some space or check the disk, then try again.",
    ),
    (
        "append-only",
        "What was witnessed is never changed.",
        "",
    ),
)

# https://www.postgresql.org/docs/current/errcodes-appendix.html
_POSTGRESQL = (
    ("55P03", "Another import is writing to the lineage.", "Wait until it has ended, then try again."),
    ("53100", "The disk of the database server is full.", "Free some space there, then try again."),
    ("25006", "The database takes no changes.", "Connect to the server that may be written to."),
    ("42501", "The database account may not do this.", "Ask for rights to read and write."),
    ("28", "The database refuses this account.", "Check the user and the password in the URL."),
    ("3D000", "There is no such database on the server.", "Create it: createdb NAME."),
    ("P0001", "What was witnessed is never changed.", ""),
)

_TLS = (
    (
        r"does not match host name|[Hh]ostname mismatch|IP address mismatch|doesn't match",
        "The database server shows the certificate of another server.",
        "Use the name that stands in the certificate in the address, or ask the owner which one is right.",
    ),
    (
        r"root certificate file .* does not exist|could not read root certificate file",
        "There is no file to check the certificate of the database server with.",
        "Name the file of its authority: ?sslrootcert=FILE, or sslrootcert=system for those of this machine.",
    ),
    (
        r"certificate verify failed|CERTIFICATE_VERIFY_FAILED|self.signed certificate",
        "The certificate of the database server is not accepted: it is of another authority, or has ended.",
        "Name the file of its authority: ?sslrootcert=FILE (PostgreSQL), ?ssl_ca=FILE (MySQL).",
    ),
    (
        r"server does not support SSL|SSL is required but|server doesn't support SSL",
        "The database server has no TLS, which the address asks for.",
        "Ask the owner to turn it on. Without it others on the network can read along.",
    ),
    (
        r"no encryption|insecure transport",
        "The database server lets nobody in without TLS.",
        "Add ?sslmode=require (PostgreSQL) or ?ssl_mode=REQUIRED (MySQL) to the address.",
    ),
)
"""What drivers say of TLS, what it means, what to do."""


def trouble_of_tls(said: str) -> tuple[str, str] | None:
    """Return what an error says of TLS and what to do, None where it is about something else."""
    return next(((what, todo) for words, what, todo in _TLS if re.search(words, said)), None)


def place_of(url: str) -> str:
    """Return what people know a database by: the file, or the address of the server."""
    return url.removeprefix("sqlite:///") if url.startswith("sqlite:///") else url


def explained(error: SQLAlchemyError, url: str) -> Exception:
    """Return what to raise for `error`: an ActionableError, or itself where it is a defect of ours."""
    from sqlalchemy.exc import DBAPIError  # what is told of TLS is also told of other databases

    if not isinstance(error, DBAPIError) or error.orig is None:
        return error
    said = str(error.orig)
    state = getattr(error.orig, "sqlstate", None)
    if url.startswith("sqlite"):
        for words, what, todo in _SQLITE:
            if words in said.lower():
                return ActionableError(what, where=place_of(url), todo=todo)
    elif state is not None:
        for code, what, todo in _POSTGRESQL:
            if state.startswith(code):
                return ActionableError(what, where=url, todo=todo)
    elif type(error.orig).__name__ == "OperationalError":  # no state: it never spoke with a server
        what, todo = _unconnected(said)
        return ActionableError(what, where=url, todo=todo)
    return error


def _unconnected(said: str) -> tuple[str, str]:
    """Return why there is no connection, and what to do."""
    of_tls = trouble_of_tls(said)
    if of_tls is not None:
        return of_tls
    reason = said.strip().splitlines()[0] if said.strip() else "no answer"
    if "does not exist" in reason and "database" in reason:
        return "There is no such database on the server.", "Create it: createdb NAME."
    if re.search(r"authentication failed|no password supplied", reason):
        return "The database refuses this account.", "Check the user and the password in the URL."
    return (
        f"The database server cannot be reached: {reason}",
        "Check the address and that the server runs.",
    )
