"""`forebear rebuild`: make a past artifact again in its recorded image and judge it."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from forebear.cli import diagnosing, rebuilding_many
from forebear.cli.asking import holding
from forebear.cli.consenting import ask
from forebear.cli.detaching import detach
from forebear.cli.terminal import Terminal
from forebear.cli.text import printable_lines
from forebear.cli.units import count, processors, share, size, time
from forebear.lineage.errors import CancelledError, UsageError
from forebear.lineage.person import who
from forebear.lineage.rebuilds import ProcessEnd
from forebear.rebuild.documents import (
    plan_document,
    plan_text,
    result_document,
    result_text,
    upstream_document,
    upstream_text,
)
from forebear.rebuild.judging.policies import DEFAULT, FOLDER, policy_of
from forebear.rebuild.judging.tolerance import METRICS, Policy, Tolerance
from forebear.rebuild.plan import Loosened, Occasion, Plan
from forebear.rebuild.rebuilding import Result
from forebear.rebuild.repeating import repeat
from forebear.rebuild.steps import room, shared_out
from forebear.rebuild.why_documents import repeats_document, repeats_text
from forebear.rebuild.workshop import Workshop, open_workshop
from forebear.sources.docker.engine import EngineError, connect

_NAMED = 20  # commands that the question names

if TYPE_CHECKING:
    from docker import DockerClient


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what to rebuild, and what may be loosened."""
    parser.add_argument(
        "ref", metavar="REF", nargs="*", help="a run, an artifact (PATH@REVISION, a digest) or a revision"
    )
    parser.add_argument("--dry-run", action="store_true", help="only show the plan")
    again = parser.add_mutually_exclusive_group()
    again.add_argument("--twice", action="store_true", help="rebuild two times and compare both")
    again.add_argument(
        "--times",
        metavar="N",
        type=count,
        default=1,
        help="rebuild N times: the natural spread of each metric, and whether the record is part of it",
    )
    upstream = parser.add_mutually_exclusive_group()
    upstream.add_argument("--upstream", action="store_true", help="first rebuild inputs that are gone")
    upstream.add_argument(
        "--from-scratch", action="store_true", help="first rebuild every run upstream, also what is here"
    )
    parser.add_argument(
        "--detach",
        action="store_true",
        help="start it as a job that goes on by itself; `forebear jobs` lists it",
    )
    parser.add_argument("--yes", action="store_true", help="allow this project to run its commands")
    parser.add_argument("--by", metavar="NAME", help="who rebuilds (default: your name in Git)")
    image = parser.add_mutually_exclusive_group()
    image.add_argument("--image", help="use this image instead of the recorded one")
    image.add_argument(
        "--archive", metavar="FILE", type=Path, help="load the image from `docker save` or a layout of OCI"
    )
    image.add_argument(
        "--reconstruct",
        metavar="FILE",
        nargs="?",
        const="",
        help="make another image from a Dockerfile, lock or environment file of the commit "
        "(default: the surest there is); only --network lets it fetch packages",
    )
    parser.add_argument(
        "--base", metavar="IMAGE", help="with --reconstruct: what a generated Dockerfile starts from"
    )
    parser.add_argument(
        "--policy",
        metavar="NAME",
        help=f"judge numbers by {FOLDER}/NAME.yaml as it is committed, or by a file (default: "
        f"{DEFAULT}, where the project has it). It holds name, version and rules; a rule has path and name "
        "(of a metric, column or tensor; * matches anything) and allows relative, absolute, ulp, nan_equal",
    )
    parser.add_argument(
        "--tolerance",
        metavar="R",
        type=share,
        help=f"without a policy: how far metrics may be apart, relative (default: {METRICS.relative:g})",
    )
    parser.add_argument("--nan-equal", action="store_true", help="a metric that is NaN both times is equal")
    parser.add_argument(
        "--accept",
        metavar="PATH",
        action="append",
        default=[],
        help="use what the commit holds at PATH although the run used something else",
    )
    parser.add_argument(
        "--without-patch",
        action="store_true",
        help="use the clean commit although the run had changes that were not committed, and were kept",
    )
    parser.add_argument("--network", action="store_true", help="let the command use the network")
    parser.add_argument("--writable", action="store_true", help="let the command write to the image's files")
    parser.add_argument("--memory", metavar="SIZE", type=size, help="how much memory it may take, like 4g")
    parser.add_argument("--timeout", metavar="TIME", type=time, help="how long it may take, like 2h; 0 = any")
    parser.add_argument("--cpus", metavar="SET", type=processors, help="processors, like 0-3")
    parser.add_argument(
        "--series", default="", help=argparse.SUPPRESS
    )  # the batch that asks for this rebuild
    diagnosing.add_arguments(parser)
    rebuilding_many.add_arguments(parser)


def act(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Plan, ask, rebuild, judge. 0 = as recorded, 1 = not, 3 = something is missing, 4 = cancelled."""
    project, refs = holding(arguments, arguments.ref, terminal)
    if arguments.base and arguments.reconstruct is None:
        raise UsageError(
            "--base says what a reconstructed image starts from.", todo="Say --reconstruct, too."
        )
    if rebuilding_many.is_wanted(arguments):
        return rebuilding_many.act(project, refs, arguments, terminal)
    if not refs:
        raise UsageError("Say what to rebuild.", todo="Give a REF, or --all: forebear list runs")
    _check(arguments)
    (ref,) = refs
    loosened = Loosened(
        network=arguments.network,
        writable_root=arguments.writable,
        memory=arguments.memory,
        seconds=arguments.timeout,
        processors=arguments.cpus or "",
        accepted=tuple(arguments.accept),
        image=arguments.image or "",
        archive=arguments.archive,
        reconstruct=arguments.reconstruct,
        base=arguments.base or "",
        without_patch=arguments.without_patch,
        options=_conditions(arguments),
    )
    with ExitStack() as stack:
        workshop = stack.enter_context(
            open_workshop(project, terminal, arguments.by or who(), read_only=arguments.dry_run)
        )
        loosened = replace(loosened, tolerance=_policy(workshop, arguments))
        terminal.step("plan", message="Planning")
        client: DockerClient | None = None
        try:
            client = stack.enter_context(connect())
        except EngineError as error:
            if not arguments.dry_run:
                raise
            workshop = replace(workshop, trouble=error)
        upstream = arguments.upstream or arguments.from_scratch
        return (_rebuild_all if upstream else _rebuild_one)(
            workshop, ref, loosened, client, arguments, terminal
        )


def _conditions(arguments: argparse.Namespace) -> tuple[str, ...]:
    """Return the options under which one rebuild is made; what is rebuilt before it is none of them."""
    before = ("--upstream", "--from-scratch")
    return tuple(word for word in rebuilding_many.options(arguments) if word not in before)


def _check(arguments: argparse.Namespace) -> None:
    """Refuse what one rebuild would leave out without a word."""
    if arguments.diagnose and (arguments.twice or arguments.times > 1):
        raise UsageError(
            "A diagnosis repeats the rebuild by itself.",
            where="--diagnose",
            todo="Leave out --twice and --times.",
        )
    if arguments.diagnose and (arguments.upstream or arguments.from_scratch):
        raise UsageError(
            "A diagnosis is of one run, whose inputs are there.",
            where="--diagnose",
            todo="Rebuild with --upstream first, then: forebear rebuild --diagnose rebuild:ID",
        )
    if arguments.limit or arguments.budget:
        raise UsageError(
            "--limit and --budget are for many rebuilds.", todo="For one run --timeout TIME says how long."
        )


def _rebuild_one(  # noqa: PLR0913, PLR0917
    workshop: Workshop,
    ref: str,
    loosened: Loosened,
    client: DockerClient | None,
    arguments: argparse.Namespace,
    terminal: Terminal,
) -> int:
    """Rebuild what is asked for alone."""
    plan = workshop.plan(ref, loosened, client)
    asked = None
    if arguments.diagnose and client is not None:
        asked = diagnosing.Asked(workshop, client, ref, plan, arguments.reruns)
    if arguments.dry_run or client is None:
        if asked is not None:
            return asked.show(terminal)
        terminal.result(plan_document(plan), printable_lines(plan_text(plan)))
        return 3 if plan.missing else 0
    _ask(workshop, (plan,), terminal, arguments)
    workshop.project.prepare()
    if arguments.detach:
        return detach(workshop.project, arguments, f"Rebuild {plan.record.run.name}", terminal)
    if asked is not None:
        return _exit_code(asked.diagnose(terminal))
    return _rebuild(workshop, plan, client, arguments, terminal)


def _rebuild_all(  # noqa: PLR0913, PLR0917
    workshop: Workshop,
    ref: str,
    loosened: Loosened,
    client: DockerClient | None,
    arguments: argparse.Namespace,
    terminal: Terminal,
) -> int:
    """Rebuild what is upstream first."""
    upstream = workshop.plan_upstream(ref, loosened, client, everything=arguments.from_scratch)
    jobs = room(upstream, workshop.engine(client).facts if client else None, arguments.jobs)
    if arguments.dry_run or client is None:
        upstream = shared_out(upstream, jobs)
        terminal.result(upstream_document(upstream, jobs), printable_lines(upstream_text(upstream, jobs)))
        return 3 if upstream.missing else 0
    _ask(workshop, tuple(step.plan for step in upstream.steps), terminal, arguments)
    workshop.project.prepare()
    if arguments.detach:
        return detach(workshop.project, arguments, f"Rebuild {upstream.target.record.run.name}", terminal)
    if upstream.missing:  # then nothing is run at all
        plan = replace(upstream.target, missing=upstream.missing)
        return _rebuild(workshop, plan, client, arguments, terminal, ())
    plan, before = workshop.rebuild_upstream(upstream, jobs)
    return _rebuild(workshop, plan, client, arguments, terminal, before)


def _policy(workshop: Workshop, arguments: argparse.Namespace) -> Policy:
    """Return the policy that numbers are judged by: what is said here goes before the project's own."""
    said = arguments.tolerance is not None or arguments.nan_equal
    if said and arguments.policy:
        raise UsageError(
            "Give either --policy, or --tolerance and --nan-equal.",
            where=f"--policy {arguments.policy}",
            todo="Write the tolerance into the policy, or leave --policy out.",
        )
    if said:
        relative = METRICS.relative if arguments.tolerance is None else arguments.tolerance
        return Policy(metrics=Tolerance(relative=relative, nan_equal=arguments.nan_equal))
    return policy_of(workshop.repository, arguments.policy or "") or Policy()


def _rebuild(  # noqa: PLR0913, PLR0917
    workshop: Workshop,
    plan: Plan,
    client: DockerClient,
    arguments: argparse.Namespace,
    terminal: Terminal,
    before: Sequence[Result] | None = None,
) -> int:
    """Rebuild once or more often; `before` is what came of the runs upstream, None where none was asked."""
    more: dict[str, object] = {}
    if before is not None:
        more["upstream"] = [result_document(each) for each in before]
    said = [f"{each.plan.record.run.name}: {result_text(each)}" for each in before or ()]
    wanted = 2 if arguments.twice else arguments.times
    occasion = Occasion(series=arguments.series)
    if wanted > 1:
        repeats = repeat(workshop, plan, client, wanted, occasion)
        result, text = repeats.first, f"{result_text(repeats.first, repeats.causes)}\n{repeats_text(repeats)}"
        more |= repeats_document(repeats)
    else:
        result = workshop.rebuild(plan, client, occasion)
        text = result_text(result)
    if result.trouble is not None:
        more["error"] = result.trouble.document()
    terminal.result({**result_document(result), **more}, printable_lines("\n".join((*said, text))))
    code = _exit_code(result)
    return code or int(not all(each.is_good for each in before or ()))


def _exit_code(result: Result) -> int:
    if result.trouble is not None:
        return result.trouble.exit_code
    match result.rebuild.ended:
        case ProcessEnd.BLOCKED:
            return 3
        case ProcessEnd.CANCELLED:
            return CancelledError.exit_code
        case _:
            return 0 if result.is_good else 1


def _ask(
    workshop: Workshop, plans: Sequence[Plan], terminal: Terminal, arguments: argparse.Namespace
) -> None:
    """Ask before a project's commands run here for the first time."""
    images = dict.fromkeys(plan.image.image.reference if plan.image else "no image" for plan in plans)
    commands = list(dict.fromkeys(command for plan in plans for command in plan.record.run.command))
    network = "with" if arguments.network else "without"
    listed = [f"  {command}" for command in commands[:_NAMED]]
    listed += [f"  and {len(commands) - _NAMED:,} more"] if len(commands) > _NAMED else []
    ask(
        workshop.project,
        terminal,
        "\n".join((f"This runs, in {', '.join(images)}, {network} network:", *listed)),
        UsageError(
            "A rebuild runs this project's commands, and nobody has allowed that yet.",
            where=str(workshop.project.root),
            todo="Look at them with --dry-run, then say --yes.",
        ),
        said_yes=arguments.yes,
        by=workshop.by,
    )
