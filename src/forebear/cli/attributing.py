"""`forebear attribute`: what caused the change of a metric, found by rebuilding mixtures of two versions."""

from __future__ import annotations

import argparse
from contextlib import ExitStack
from typing import TYPE_CHECKING

from forebear.cli.asking import holding
from forebear.cli.consenting import ask
from forebear.cli.terminal import Terminal
from forebear.cli.text import printable
from forebear.cli.units import count, size, time
from forebear.lineage.errors import UsageError
from forebear.lineage.person import who
from forebear.rebuild.plan import Loosened
from forebear.rebuild.workshop import open_workshop
from forebear.sources.docker.engine import EngineError, connect

if TYPE_CHECKING:
    from docker import DockerClient

    from forebear.lineage.project import Project
    from forebear.rebuild.attribution.attribution import Attribution
    from forebear.rebuild.attribution.carrying_out import Attributor


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the two versions, the metric, and how much may be run."""
    parser.add_argument("a", metavar="A", help="the version to start from (a revision, a run, …)")
    parser.add_argument("b", metavar="B", help="the version it changed to")
    parser.add_argument("--metric", metavar="FILE:NAME", required=True, help="like metrics.json:auc")
    parser.add_argument("--dry-run", action="store_true", help="only show what is known and what would run")
    parser.add_argument("--budget", metavar="N", type=count, help="make at most N runs")
    parser.add_argument(
        "--times",
        metavar="K",
        type=count,
        default=1,
        help="make each mixture K times, for shares with an interval",
    )
    parser.add_argument("--yes", action="store_true", help="allow this project to run its commands")
    parser.add_argument("--by", metavar="NAME", help="who rebuilds (default: your name in Git)")
    parser.add_argument("--memory", metavar="SIZE", type=size, help="how much memory a run may take, like 4g")
    parser.add_argument("--timeout", metavar="TIME", type=time, help="how long a run may take, like 2h")


def act(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Plan, ask, run, share out. 0 = shared out, 1 = it cannot be, 3 = something is gone, 4 = cancelled."""
    from forebear.rebuild.attribution.carrying_out import Attributor, Ends
    from forebear.rebuild.attribution.documents import attribution_document, attribution_text
    from forebear.rebuild.attribution.versions import Metric

    metric = Metric.parse(arguments.metric)
    project, (a, b) = holding(arguments, [arguments.a, arguments.b], terminal)
    loosened = Loosened(memory=arguments.memory, seconds=arguments.timeout)
    with ExitStack() as stack:
        workshop = stack.enter_context(
            open_workshop(project, terminal, arguments.by or who(), read_only=arguments.dry_run)
        )
        terminal.step("plan", message="Planning")
        client: DockerClient | None = None
        try:
            client = stack.enter_context(connect())
        except EngineError:
            if not arguments.dry_run:
                raise
        attributor = Attributor(workshop, Ends(a, b, metric), loosened, client, arguments.times)
        outlook = attributor.outlook(arguments.budget)
        if not arguments.dry_run and outlook.runs:
            _check(outlook.runs, arguments.budget)
            _ask(project, attributor, terminal, arguments)
            project.prepare()
            attributor.carry_out(arguments.budget)
        found = attributor.attribution(arguments.budget)
        text = "\n".join(map(printable, attribution_text(found).split("\n")))
        terminal.result({**attribution_document(found), "engine": client is not None}, text)
        return 0 if arguments.dry_run else _exit_code(found)


def _exit_code(found: Attribution) -> int:
    return 0 if found.sharing is not None or not found.factors else 1


def _check(runs: int, budget: int | None) -> None:
    if budget is not None and runs > budget:
        raise UsageError(
            f"To make the two versions themselves again takes {runs} runs.",
            where=f"--budget {budget}",
            todo=f"Allow at least {runs}; --dry-run shows what would run.",
        )


def _ask(project: Project, attributor: Attributor, terminal: Terminal, arguments: argparse.Namespace) -> None:
    """Ask before a project's commands run here for the first time."""
    commands = dict.fromkeys(
        command
        for version in (attributor.a, attributor.b)
        for stage in version.stages
        for command in stage.record.run.command
    )
    ask(
        project,
        terminal,
        "This runs, in the recorded images, without network:\n" + "\n".join(f"  {each}" for each in commands),
        UsageError(
            "An attribution runs this project's commands, and nobody has allowed that yet.",
            where=str(project.root),
            todo="Look at them with --dry-run, then say --yes.",
        ),
        said_yes=arguments.yes,
        by=arguments.by or who(),
    )
