"""What a run kept a copy of: content that it was given, and that lies among its artifacts as well."""

from __future__ import annotations

from sqlalchemy import delete, exists, select, tuple_

from forebear.lineage import schema
from forebear.lineage.database import Database
from forebear.lineage.words import Role

KEPT = "its artifacts"
"""The evidence of a tool that keeps whatever files a run hands to it, made by the run or not."""


def forget_copies(database: Database) -> int:
    """Take away that runs made what they were given, where all that says so is a copy among their artifacts.

    Else what was made from that content by one run would be made from every run that kept a copy of it.
    Returns how many edges are gone.
    """
    made, given, evidence = schema.edge, schema.edge.alias(), schema.evidence
    same = [evidence.c[name] == made.c[name] for name in ("source", "target", "role", "path")]
    copies = select(made.c.source, made.c.target, made.c.path).where(
        made.c.role == Role.OUTPUT.value,
        exists().where(*same, evidence.c.said == KEPT),
        exists().where(
            given.c.source == made.c.target,
            given.c.target == made.c.source,
            given.c.role == Role.INPUT.value,
        ),
    )
    with database.reading() as connection:
        found = [tuple(row) for row in connection.execute(copies)]
    if not found:
        return 0
    with database.writing() as connection:
        for table in (schema.edge, schema.evidence):
            ends = tuple_(table.c.source, table.c.target, table.c.path)
            for start in range(0, len(found), 200):
                some = ends.in_(found[start : start + 200])
                connection.execute(delete(table).where(table.c.role == Role.OUTPUT.value, some))
        connection.exec_driver_sql("UPDATE revision SET number = number + 1")
    return len(found)
