"""What a run kept a copy of: content that it was given, and that lies among its artifacts as well."""

from __future__ import annotations

from sqlalchemy import delete, text, tuple_

from forebear.lineage import schema
from forebear.lineage.database import Database
from forebear.lineage.words import Role

KEPT = "its artifacts"
"""The evidence of a tool that keeps whatever files a run hands to it, made by the run or not."""


_COPIES = """
SELECT made.source, made.target, made.path
FROM edge AS given {join} edge AS made ON made.source = given.target AND made.target = given.source
JOIN evidence ON evidence.source = made.source AND evidence.target = made.target
  AND evidence.role = made.role AND evidence.path = made.path
WHERE given.role = :input AND made.role = :output AND evidence.said = :kept
"""
_NAMES = {"input": Role.INPUT.value, "output": Role.OUTPUT.value, "kept": KEPT}


def forget_copies(database: Database) -> int:
    """Take away that runs made what they were given, where all that says so is a copy among their artifacts.

    Else what was made from that content by one run would be made from every run that kept a copy of it.
    Returns how many edges are gone.
    """
    with database.reading() as connection:
        # CROSS JOIN has SQLite begin with what was given, which is less than what was made.
        join = "CROSS JOIN" if connection.dialect.name == "sqlite" else "JOIN"
        found = [tuple(row) for row in connection.execute(text(_COPIES.format(join=join)), _NAMES)]
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
