"""A first look at a lineage database without SQLAlchemy, for what must be answered at once."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from forebear.lineage.words import NodeKind, Problem

REVISION = "0003"
"""The schema that is read here; of another one nothing is said."""


@dataclass(frozen=True, slots=True)
class Glance:
    """How far each source of a place was read (by its kind), and which nodes and problems are known."""

    checkpoints: Mapping[str, Mapping[str, object]]
    counts: Mapping[NodeKind, int]
    problems: tuple[Problem, ...]


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
            states = connection.execute(
                "SELECT source, state FROM checkpoint WHERE location = ?", (location,)
            )
            counts = connection.execute("SELECT kind, count(*) FROM node GROUP BY kind")
            problems = connection.execute('SELECT source, "where", what FROM problem ORDER BY 1, 2, 3')
            return Glance(
                {source: json.loads(state) for source, state in states},
                {NodeKind(kind): count for kind, count in counts},
                tuple(Problem(*row) for row in problems),
            )
        finally:
            connection.close()
    except (sqlite3.Error, ValueError):
        return None
