"""Whether runs can be made again here and now: looked up ahead, and only ever a copy."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping

from sqlalchemy import Connection, delete, select

from forebear.lineage import schema
from forebear.lineage.answers import Ready
from forebear.lineage.rows import microseconds, moment
from forebear.lineage.tables import Tables, among
from forebear.lineage.words import Readiness


def write_readiness(connection: Connection, found: Mapping[int, Ready]) -> None:
    """Put what was found in place of all that was known before; it changes nothing of the lineage."""
    table = schema.readiness
    connection.execute(delete(table))
    Tables(connection).insert(
        table,
        [
            (run, ready.state.value, json.dumps(ready.details), microseconds(ready.checked_at))
            for run, ready in found.items()
        ],
    )


def read_readiness(connection: Connection, runs: Collection[int] | None) -> dict[int, Ready]:
    """Return what is known of runs, all for None; one that was never looked up has no entry."""
    table = schema.readiness
    found = {}
    for condition in among(table.c.run, runs):
        for row in connection.execute(select(table).where(condition)).all():
            when = moment(row.checked_at)
            # A word of a later version says nothing here.
            if when is not None and row.state in _STATES:
                found[row.run] = Ready(Readiness(row.state), tuple(json.loads(row.detail)), when)
    return found


_STATES = frozenset(state.value for state in Readiness)
