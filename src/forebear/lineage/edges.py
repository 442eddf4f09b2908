"""Edges out of the database: all of them as numbers, a few of them with role and path."""

from __future__ import annotations

import itertools
import json
from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING

from sqlalchemy import Connection, select

from forebear.lineage import schema
from forebear.lineage.answers import Edge
from forebear.lineage.driver import driven
from forebear.lineage.tables import among
from forebear.lineage.words import Known, Role

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Pair = tuple[int, int]
"""Source and target."""

ROLE_BITS = 5  # so that an edge fits into 63 bits: source, target, number of the role
ID_BITS = (63 - ROLE_BITS) // 2
ROLES = tuple(Role)


def packed(source: int, target: int, role: Role) -> int:
    """Return an edge as one number; numbers sort as source, target, role."""
    return (source << ID_BITS | target) << ROLE_BITS | ROLES.index(role)


def load(connection: Connection) -> NDArray[np.int64]:
    """Return all edges as `packed` numbers, ascending; 1,000,000 take some 0.4 s."""
    cases = " ".join(f"WHEN '{role.value}' THEN {number}" for number, role in enumerate(ROLES))
    # The order is that of the primary key, so SQLite need not sort. A row in one number and read from the
    # driver itself costs a third of what rows of four columns do.
    statement = (
        f"SELECT ((source << {ID_BITS}) | target) << {ROLE_BITS} | CASE role {cases} END "  # noqa: S608
        "FROM edge ORDER BY source, target"
    )
    found = numbers(connection, statement)
    found.sort()  # the roles of two nodes; all else is sorted already
    return found


def numbers(connection: Connection, statement: str) -> NDArray[np.int64]:
    """Return all whole numbers that a query gives, row by row in one array."""
    import numpy as np

    with driven(connection, statement) as rows:
        return np.fromiter(itertools.chain.from_iterable(rows), np.int64)


def described(connection: Connection, pairs: Sequence[Pair]) -> Iterator[Edge]:
    """Yield the edges between these sources and targets, in any order.

    Looked up pair by pair: a hub of 100,000 children of which ten are asked for costs ten.
    """
    columns = "edge.source, edge.target, edge.role, edge.path, evidence.known, evidence.said"
    same = " AND ".join(f"evidence.{each} = edge.{each}" for each in ("source", "target", "role", "path"))
    known = f"LEFT JOIN evidence ON {same}"
    parameters: tuple[object, ...]
    if connection.dialect.name == "postgresql":
        statement = (
            f"SELECT {columns} FROM unnest(%s::bigint[], %s::bigint[]) AS pair (source, target) "  # noqa: S608
            f"JOIN edge ON edge.source = pair.source AND edge.target = pair.target {known}"
        )
        parameters = ([source for source, _ in pairs], [target for _, target in pairs])
    else:
        # CROSS JOIN keeps SQLite from scanning all edges first.
        statement = (
            f"SELECT {columns} FROM json_each(?) AS pair CROSS JOIN edge "  # noqa: S608
            f"ON edge.source = pair.value >> 32 AND edge.target = pair.value & 4294967295 {known}"
        )
        parameters = (json.dumps([source << 32 | target for source, target in pairs]),)
    if pairs:
        for source, target, role, path, known_by, said in connection.exec_driver_sql(statement, parameters):
            yield Edge(source, target, Role(role), path, Known(known_by or Known.RECORDED), said or "")


def beside(connection: Connection, nodes: Collection[int]) -> Iterator[Edge]:
    """Yield the edges from and to these nodes."""
    edge = schema.edge
    wanted = set(nodes)
    for condition in among(edge.c.target, nodes):
        for row in connection.execute(select(edge).where(condition)).all():
            yield Edge(row.source, row.target, Role(row.role), row.path)
    for condition in among(edge.c.source, nodes):
        for row in connection.execute(select(edge).where(condition)).all():
            if row.target not in wanted:
                yield Edge(row.source, row.target, Role(row.role), row.path)
