"""Stores on servers: tracking servers over HTTP, databases of PostgreSQL, MySQL and MariaDB."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from forebear.sources.details import Detail, Told
from forebear.sources.mlflow.schemas import schema_detail
from forebear.sources.secrets import Secret, split
from forebear.sources.sql.server import is_sql_url
from forebear.sources.tool import Context, Found

if TYPE_CHECKING:
    from forebear.sources.mlflow.places import Places
    from forebear.sources.mlflow.records import Store

_OTHERS = ("github.com", "gitlab.com", "wandb.ai", "amazonaws.com")
"""Hosts that are none of MLflow's, and are not asked whether they are."""
_TABLES = {"experiments", "runs", "metrics", "params"}


def is_on_server(location: str) -> bool:
    """Whether a location is one that is reached over the network."""
    return location.startswith(("http://", "https://")) or is_sql_url(location)


def usual_server() -> Found | None:
    """Return the server that MLFLOW_TRACKING_URI names, which is only offered; nothing is asked of it."""
    location, _ = split(os.environ.get("MLFLOW_TRACKING_URI", ""))
    if not is_on_server(location):
        return None
    return Found(
        "mlflow",
        location.rstrip("/"),
        _title(location),
        (Detail(Told.VARIABLE, "MLFLOW_TRACKING_URI"),),
        inside=False,
    )


def found_at(location: str, context: Context) -> Found | None:
    """Ask what is there; None where it is nothing of MLflow's.

    Raises ActionableError where a server cannot be asked, or refuses.
    """
    shown, held = split(location)
    secret = held or context.secret(shown, "mlflow")
    found = _database_at if is_sql_url(shown) else _server_at
    details = found(shown, secret)
    if details is None:
        return None
    return Found("mlflow", shown.rstrip("/"), _title(shown), details, inside=False)


@contextmanager
def opened(location: str, secret: Secret | None) -> Iterator[Store]:
    """Give the store at a location; raises StoreError where it cannot be reached."""
    if is_sql_url(location):
        from forebear.sources.mlflow.database import DatabaseStore
        from forebear.sources.mlflow.server_tables import ServerTables

        with closing(ServerTables(location, secret)) as tables:
            yield DatabaseStore(location, tables)
        return
    from forebear.sources.mlflow.rest import RestStore
    from forebear.sources.web.gateway import Web

    with Web(location, secret, authorities=os.environ.get("MLFLOW_TRACKING_SERVER_CERT_PATH", "")) as web:
        yield RestStore(web)


def places(location: str, context: Context) -> Places:
    """Return where the files of a store on a server are: here, at that server, or in an object store."""
    from forebear.sources.mlflow.far import FarPlaces

    def secret_of(place: str) -> Secret | None:
        return context.secret(place, "objects" if "://" in place and place != location else "mlflow")

    return FarPlaces(context.remapped, secret_of, "" if is_sql_url(location) else location)


def _server_at(location: str, secret: Secret | None) -> tuple[Detail | str, ...] | None:
    from forebear.sources.mlflow.records import StoreError
    from forebear.sources.mlflow.rest import RestStore, is_another

    host = urlsplit(location).hostname or ""
    if host.endswith(_OTHERS):
        return None
    with opened(location, secret) as store:
        if not isinstance(store, RestStore):
            return None
        try:
            experiments = len(store.experiments())
        except StoreError as error:
            if is_another(error):
                return None
            raise
        release = store.version()
    counted = Detail(Told.EXPERIMENTS, experiments)
    return (counted, f"MLflow {release}") if release else (counted,)


def _database_at(location: str, secret: Secret | None) -> tuple[Detail | str, ...] | None:
    from forebear.sources.sql.server import SqlServer

    with SqlServer(location, secret) as server:
        if not server.tables.keys() >= _TABLES:
            return None
        runs, experiments = (
            next(iter(server.rows(f'SELECT count(*) FROM "{table}"')))[0]  # noqa: S608  (our own names)
            for table in ("runs", "experiments")
        )
        revisions = list(server.rows('SELECT "version_num" FROM "alembic_version"'))
    schema = schema_detail(str(revisions[0][0]) if revisions else "")
    return (Detail(Told.RUNS, runs), Detail(Told.EXPERIMENTS, experiments), schema)


def _title(location: str) -> str:
    if not is_sql_url(location):
        return "MLflow tracking server"
    name = "PostgreSQL" if location.startswith("postgres") else "MySQL"
    return f"MLflow tracking store in {name}"
