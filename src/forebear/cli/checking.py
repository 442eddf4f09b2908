"""`forebear check`: look up which runs can be rebuilt here and now, for badges and lists."""

from __future__ import annotations

import argparse
from contextlib import ExitStack

from forebear.cli.asking import holding
from forebear.cli.terminal import Terminal
from forebear.cli.text import printable, table
from forebear.lineage.person import who
from forebear.rebuild.checking import Checker, counted, worst_first
from forebear.rebuild.workshop import open_workshop
from forebear.sources.docker.engine import EngineError, connect

_SHOWN = 20  # runs that are named


def add_arguments(_parser: argparse.ArgumentParser) -> None:
    """There is nothing to choose: it is cheap, and always all of it."""


def act(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Check all runs. 0 = all can be rebuilt, 1 = some cannot; nothing is fetched and no remote is asked."""
    project, _ = holding(arguments, [], terminal)
    with ExitStack() as stack:
        workshop = stack.enter_context(open_workshop(project, terminal, who(), read_only=True))
        client = None
        try:
            client = stack.enter_context(connect())
        except EngineError as error:
            terminal.log(printable(str(error)))
        before = {run: (ready.state, ready.details) for run, ready in workshop.questions.readiness().items()}
        found = Checker(workshop, client).check()
        changed = before != {run: (ready.state, ready.details) for run, ready in found.items()}
        worst = worst_first(found)
        nodes = {node.id: node for node in workshop.questions.nodes(worst)}
    counts = counted(found.values())
    runs = [
        {
            "run": f"run:{nodes[run].key}",
            "name": nodes[run].name,
            "state": found[run].state.value,
            "details": list(found[run].details),
        }
        for run in worst
    ]
    document = {
        "checked": len(found),
        "changed": changed,
        "states": {state.value: count for state, count in counts.items()},
        "runs": runs,
    }
    lines = [f"{count:>8,}  {state.value}" for state, count in counts.items()]
    rows = [
        (nodes[run].ref, nodes[run].name, found[run].state.value, *found[run].details[:1])
        for run in worst[:_SHOWN]
    ]
    if rows:
        lines += ["", table(("RUN", "NAME", "STATE", "WHY"), [(*row, "")[:4] for row in rows])]
    if len(worst) > _SHOWN:
        lines.append(f"and {len(worst) - _SHOWN:,} more")
    terminal.result(document, "\n".join(lines) or "No runs are known.")
    return int(any(ready.state.possible is not True for ready in found.values()))
