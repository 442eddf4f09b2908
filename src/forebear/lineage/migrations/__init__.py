"""The steps from each released schema to the newest, run by Alembic when an older database is opened."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection

from forebear.lineage.naming import Naming
from forebear.lineage.schema import HEAD


def settings(connection: Connection | None = None) -> Config:
    """Return Alembic's settings; there is no file of them."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def known(revision: str) -> bool:
    """Whether this version of Forebear has a step that leads to `revision`."""
    try:
        return ScriptDirectory.from_config(settings()).get_revision(revision) is not None
    except CommandError:
        return False


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Bring the schema to `revision`, within the transaction of `connection`.

    At the newest, what is derived is made anew; that takes about 20 s for a million names.
    """
    command.upgrade(settings(connection), revision)
    if revision in ("head", HEAD):
        Naming(connection).refill()
