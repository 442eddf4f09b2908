"""`forebear rebuild`: make a past artifact again in its recorded image and judge it."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from forebear.cli.asking import holding
from forebear.cli.consenting import ask
from forebear.cli.terminal import Terminal
from forebear.cli.text import printable
from forebear.cli.units import processors, share, size, time
from forebear.lineage.errors import CancelledError, UsageError
from forebear.lineage.project import Project
from forebear.lineage.words import ProcessEnd
from forebear.rebuild.documents import plan_document, plan_text, result_document, result_text
from forebear.rebuild.engine import EngineError, connect
from forebear.rebuild.person import who
from forebear.rebuild.plan import Loosened, Plan
from forebear.rebuild.rebuilding import Result
from forebear.rebuild.verdict import Tolerance
from forebear.rebuild.workshop import Workshop, open_workshop

if TYPE_CHECKING:
    from docker import DockerClient


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what to rebuild, and what may be loosened."""
    parser.add_argument(
        "ref", metavar="REF", help="a run, an artifact (PATH@REVISION, a digest) or a revision"
    )
    parser.add_argument("--dry-run", action="store_true", help="only show the plan")
    parser.add_argument("--twice", action="store_true", help="rebuild two times and compare both")
    parser.add_argument("--upstream", action="store_true", help="first rebuild inputs that are gone")
    parser.add_argument("--yes", action="store_true", help="allow this project to run its commands")
    parser.add_argument("--by", metavar="NAME", help="who rebuilds (default: your name in Git)")
    parser.add_argument("--image", help="use this image instead of the recorded one")
    parser.add_argument("--archive", metavar="FILE", type=Path, help="load the image from `docker save`")
    parser.add_argument(
        "--tolerance",
        metavar="R",
        type=share,
        default=Tolerance().relative,
        help="how far metrics may be apart, relative (default: 1e-9)",
    )
    parser.add_argument("--nan-equal", action="store_true", help="a metric that is NaN both times is equal")
    parser.add_argument(
        "--accept",
        metavar="PATH",
        action="append",
        default=[],
        help="use what the commit holds at PATH although the run used something else",
    )
    parser.add_argument("--network", action="store_true", help="let the command use the network")
    parser.add_argument("--writable", action="store_true", help="let the command write to the image's files")
    parser.add_argument("--memory", metavar="SIZE", type=size, help="how much memory it may take, like 4g")
    parser.add_argument("--timeout", metavar="TIME", type=time, help="how long it may take, like 2h; 0 = any")
    parser.add_argument("--cpus", metavar="SET", type=processors, help="processors, like 0-3")


def act(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Plan, ask, rebuild, judge. 0 = as recorded, 1 = not, 3 = something is missing, 4 = cancelled."""
    project, (ref,) = holding(arguments, [arguments.ref], terminal)
    loosened = Loosened(
        network=arguments.network,
        writable_root=arguments.writable,
        memory=arguments.memory,
        seconds=arguments.timeout,
        processors=arguments.cpus or "",
        accepted=tuple(arguments.accept),
        image=arguments.image or "",
        archive=arguments.archive,
        tolerance=Tolerance(relative=arguments.tolerance, nan_equal=arguments.nan_equal),
    )
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
        plan = workshop.plan(ref, loosened, client)
        if arguments.dry_run or client is None:
            terminal.result(plan_document(plan), _printable(plan_text(plan)))
            return 3 if plan.missing else 0
        _ask(project, plan, terminal, arguments)
        project.prepare()
        return _rebuild(workshop, plan, client, arguments, terminal)


def _rebuild(
    workshop: Workshop, plan: Plan, client: DockerClient, arguments: argparse.Namespace, terminal: Terminal
) -> int:
    more: dict[str, object] = {}
    if arguments.upstream:
        plan, upstream = workshop.rebuild_upstream(plan, client)
        more["upstream"] = [result_document(each) for each in upstream]
    if arguments.twice:
        result, second, same = workshop.rebuild_twice(plan, client)
        more |= {"second": result_document(second) if second else None, "deterministic": same}
    else:
        result = workshop.rebuild(plan, client)
    terminal.result({**result_document(result), **more}, _printable(_text(result, more)))
    return _exit_code(result)


def _exit_code(result: Result) -> int:
    match result.rebuild.ended:
        case ProcessEnd.BLOCKED:
            return 3
        case ProcessEnd.CANCELLED:
            return CancelledError.exit_code
        case _:
            return 0 if result.is_good else 1


def _text(result: Result, more: Mapping[str, object]) -> str:
    text = result_text(result)
    match more.get("deterministic"):
        case True:
            text += "\n  twice            both came out the same: the step is deterministic here"
        case False:
            text += "\n  twice            the two differ: the step is not deterministic"
    return text


def _ask(project: Project, plan: Plan, terminal: Terminal, arguments: argparse.Namespace) -> None:
    """Ask before a project's commands run here for the first time."""
    image = plan.image.image.reference if plan.image else "no image"
    commands = "\n".join(f"  {command}" for command in plan.record.run.command)
    ask(
        project,
        terminal,
        f"This runs, in {image}, without network:\n{commands}",
        UsageError(
            "A rebuild runs this project's commands, and nobody has allowed that yet.",
            where=str(project.root),
            todo="Look at them with --dry-run, then say --yes.",
        ),
        said_yes=arguments.yes,
        by=arguments.by or who(),
    )


def _printable(text: str) -> str:
    return "\n".join(map(printable, text.split("\n")))
