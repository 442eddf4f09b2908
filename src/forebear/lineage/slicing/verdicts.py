"""What rebuilds showed, as cards show it: of the rebuild, of the run, and of each of its outputs."""

from __future__ import annotations

import numpy as np
from sqlalchemy import Connection, and_, select

from forebear.lineage import schema
from forebear.lineage.rebuilds import VOUCHING, ProcessEnd, Verdict
from forebear.lineage.slicing.belonging import Ints
from forebear.lineage.slicing.parsing import close_to
from forebear.lineage.slicing.terms import Text
from forebear.lineage.slicing.wrong import WrongWordError
from forebear.lineage.words import Role

VERDICTS = tuple(dict.fromkeys(each.value.replace(" ", "-") for each in (*Verdict, *ProcessEnd)))
"""The words after `verdict:`."""
_MADE = (Role.OUTPUT.value, Role.METRICS.value, Role.PLOT.value)


def with_verdict(connection: Connection, text: Text) -> Ints:
    """Return rebuilds with a verdict (or end), and runs and outputs whose newest rebuild has it."""
    word = Text(tuple(part.casefold().replace(" ", "-").replace("_", "-") for part in text.parts))
    wanted = set(word.among(VERDICTS)) if word.is_pattern else {word.plain} & set(VERDICTS)
    if not wanted:
        advice = close_to(word.plain, VERDICTS) or f"Write one of {', '.join(VERDICTS)}."
        raise WrongWordError(f"There is no verdict {text.plain}.", advice)
    rebuild, output, edge = schema.rebuild, schema.rebuild_output, schema.edge
    found: set[int] = set()
    newest: dict[int, tuple[int, str]] = {}
    query = select(rebuild.c.node, rebuild.c.run, rebuild.c.ended, rebuild.c.verdict).where(
        rebuild.c.purpose.in_(VOUCHING)
    )
    for id_, run, ended, verdict in connection.execute(query.order_by(rebuild.c.started_at, rebuild.c.node)):
        said = (verdict or ended).replace(" ", "-")
        newest[run] = (id_, said)
        if said in wanted:
            found.add(id_)
    found |= {run for run, (_, said) in newest.items() if said in wanted}
    singles = select(output.c.rebuild, output.c.path, output.c.verdict)
    single = {(row.rebuild, row.path): row.verdict.replace(" ", "-") for row in connection.execute(singles)}
    made = (
        select(edge.c.source, edge.c.target, edge.c.path)
        .join(rebuild, and_(rebuild.c.run == edge.c.source))
        .where(edge.c.role.in_(_MADE), rebuild.c.purpose.in_(VOUCHING))
        .distinct()
    )
    for run, artifact, path in connection.execute(made):
        id_, whole = newest[run]
        if single.get((id_, path), whole) in wanted:
            found.add(artifact)
    return np.fromiter(found, np.int64, len(found))
