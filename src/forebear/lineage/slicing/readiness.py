"""Which runs can be made again here, as it was looked up last: of the run, and of each of its outputs."""

from __future__ import annotations

import numpy as np
from sqlalchemy import Connection, select

from forebear.lineage import schema
from forebear.lineage.known_runs import MADE
from forebear.lineage.readiness import read_readiness
from forebear.lineage.slicing.belonging import Ints
from forebear.lineage.slicing.parsing import close_to
from forebear.lineage.slicing.terms import Text
from forebear.lineage.slicing.wrong import WrongWordError
from forebear.lineage.words import Readiness

STATES = tuple(state.value.replace(" ", "-") for state in Readiness)
"""The words after `ready:`."""


def with_readiness(connection: Connection, text: Text) -> Ints:
    """Return runs that were found to be in a state, and what they made."""
    word = Text(tuple(part.casefold().replace(" ", "-").replace("_", "-") for part in text.parts))
    wanted = set(word.among(STATES)) if word.is_pattern else {word.plain} & set(STATES)
    if not wanted:
        advice = close_to(word.plain, STATES) or f"Write one of {', '.join(STATES)}."
        raise WrongWordError(f"There is no such state as {text.plain}.", advice)
    known = read_readiness(connection, None)
    runs = {run for run, ready in known.items() if ready.state.value.replace(" ", "-") in wanted}
    edge = schema.edge
    query = select(edge.c.source, edge.c.target).where(edge.c.role.in_([role.value for role in MADE]))
    made = {target for source, target in connection.execute(query).all() if source in runs} if runs else set()
    return np.fromiter(sorted(runs | made), np.int64, len(runs | made))
