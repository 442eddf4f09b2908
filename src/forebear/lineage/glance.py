"""A first look at a lineage database without SQLAlchemy, for what must be answered at once."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from forebear.lineage.words import NodeKind, Problem

REVISION = "0005"
"""The schema that is read here; of another one nothing is said."""


@dataclass(frozen=True, slots=True)
class Glance:
    """How far each source of a place was read (by its kind), and which nodes and problems are known.

    `others` are the states of sources in other places, by kind and location.
    """

    checkpoints: Mapping[str, Mapping[str, object]]
    counts: Mapping[NodeKind, int]
    problems: tuple[Problem, ...]
    others: Mapping[tuple[str, str], Mapping[str, object]] = field(default_factory=dict)


def glance(url: str, location: str) -> Glance | None:
    """Look at a SQLite database; None where it is none, or cannot be read like this just now."""
    file = url.removeprefix("sqlite:///")
    if file == url or not Path(file).is_file():
        return None
    try:
        connection = sqlite3.connect(f"file:{quote(str(Path(file).absolute()))}?mode=ro", uri=True)
        try:
            if connection.execute("SELECT version_num FROM alembic_version").fetchone() != (REVISION,):
                return None
            states = {
                (source, where): json.loads(state)
                for source, where, state in connection.execute(
                    "SELECT source, location, state FROM checkpoint"
                )
            }
            counts = connection.execute("SELECT kind, count(*) FROM node GROUP BY kind")
            problems = connection.execute('SELECT source, "where", what FROM problem ORDER BY 1, 2, 3')
            return Glance(
                {source: state for (source, where), state in states.items() if where == location},
                {NodeKind(kind): count for kind, count in counts},
                tuple(Problem(*row) for row in problems),
                {each: state for each, state in states.items() if each[1] != location},
            )
        finally:
            connection.close()
    except (sqlite3.Error, ValueError):
        return None
