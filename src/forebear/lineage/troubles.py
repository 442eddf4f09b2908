"""What went wrong with a database, in words that a person can act on."""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from forebear.lineage.errors import ActionableError

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


def place_of(url: str) -> str:
    """Return what people know a database by: the file, or the address of the server."""
    return url.removeprefix("sqlite:///") if url.startswith("sqlite:///") else url


def explained(error: SQLAlchemyError, url: str) -> Exception:
    """Return what to raise for `error`: an ActionableError, or itself where it is a defect of ours."""
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
        reason = said.strip().splitlines()[0] if said.strip() else "no answer"
        if "does not exist" in reason and "database" in reason:
            return ActionableError(
                "There is no such database on the server.", where=url, todo="Create it: createdb NAME."
            )
        return ActionableError(
            f"The database server cannot be reached: {reason}",
            where=url,
            todo="Check the address and that the server runs.",
        )
    return error
