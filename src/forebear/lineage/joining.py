"""Joining projects in one lineage where an import says that data of one is data of the other.

Where both recorded the same bytes under the same digest they are one artifact anyway. This is for the rest:
DVC 2 and DVC 3 digest text differently, and an import may say only where its data came from.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select

from forebear.lineage import schema
from forebear.lineage.database import Database
from forebear.lineage.facts import Slot
from forebear.lineage.history import History
from forebear.lineage.tables import Row, Tables
from forebear.lineage.words import Role


def join_imports(database: Database, is_ours: Callable[[str], bool]) -> int:
    """Draw an edge from the artifact that a commit held to the one that was imported from it.

    `is_ours` says whether the URL of a repository is that of one of the lineage's projects. Returns how many
    edges are new.
    """
    table = schema.came_from
    with database.reading() as connection:
        rows = connection.execute(select(table)).all()
        wanted = [row for row in rows if row.revision and is_ours(row.source)]
        if not wanted:
            return 0
        history = History(connection)
        edges: list[Row] = []
        for row in wanted:
            held = history.held(row.revision).get((Slot.DATA, row.path))
            if held is not None and held.node not in (None, row.artifact):
                edges.append((held.node, row.artifact, Role.IMPORT.value, row.path))
    if not edges:
        return 0
    with database.writing() as connection:
        new = Tables(connection).insert(schema.edge, edges)
        if new:
            connection.exec_driver_sql("UPDATE revision SET number = number + 1")
    return new
