"""`forebear rebuild --all`: rebuild a whole selection, and go on with it later."""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from functools import partial

from forebear.cli.consenting import ask
from forebear.cli.detaching import detach
from forebear.cli.terminal import Terminal
from forebear.cli.text import printable_lines
from forebear.cli.units import count
from forebear.cli.units import time as duration
from forebear.lineage.errors import CancelledError, UsageError
from forebear.lineage.person import who
from forebear.lineage.project import Project
from forebear.rebuild.many.batch import LAST, Batch, Batches
from forebear.rebuild.many.carrying import Carrier, Told
from forebear.rebuild.many.choosing import Chosen, by_refs, by_slice
from forebear.rebuild.many.documents import stood_document, stood_text
from forebear.rebuild.many.standing import State, Stood, stand
from forebear.rebuild.workshop import Workshop, open_workshop
from forebear.sources.docker.engine import connect

_NAMED = 12  # commands that the question names

# Options of a single rebuild that are passed on to each: the name in the namespace, the option.
_PASSED_ON = {
    "upstream": "--upstream",
    "from_scratch": "--from-scratch",
    "image": "--image",
    "archive": "--archive",
    "reconstruct": "--reconstruct",
    "base": "--base",
    "nan_equal": "--nan-equal",
    "accept": "--accept",
    "without_patch": "--without-patch",
    "network": "--network",
    "writable": "--writable",
    "memory": "--memory",
    "timeout": "--timeout",
    "cpus": "--cpus",
    "tolerance": "--tolerance",
    "policy": "--policy",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what to choose, and how much of it at a time."""
    many = parser.add_argument_group("many at once")
    many.add_argument(
        "--all",
        metavar="SLICE",
        nargs="?",
        const="",
        help="rebuild every run behind what a slice chooses, like 'stage:production'; without one, every run",
    )
    many.add_argument(
        "--continue", dest="batch", metavar="BATCH", nargs="?", const=LAST, help="go on with a batch"
    )
    many.add_argument(
        "--status", dest="batch_status", metavar="BATCH", nargs="?", const=LAST, help="only show one"
    )
    many.add_argument("--limit", metavar="N", type=count, help="begin at most so many rebuilds")
    many.add_argument(
        "--jobs", metavar="N", type=count, help="so many beside each other (default: 1; 2 upstream)"
    )
    many.add_argument("--budget", metavar="TIME", type=duration, help="begin none after this time, like 2h")


def is_wanted(arguments: argparse.Namespace) -> bool:
    """Whether the arguments ask for many rebuilds."""
    return (
        arguments.all is not None
        or arguments.batch is not None
        or arguments.batch_status is not None
        or len(arguments.ref) > 1
    )


def act(project: Project, refs: Sequence[str], arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Choose, ask, rebuild one by one. 0 = all as recorded, 1 = one is not, 3 = something is missing."""
    if project.beside:
        raise UsageError(
            "Many are rebuilt in one project at a time.", where=project.name, todo="Name it: --project PATH."
        )
    _check(arguments)
    by = arguments.by or who()
    batches = Batches(project)
    with open_workshop(project, terminal, by, read_only=True) as workshop:
        batch = _batch(workshop, refs, arguments, batches, by)
        stood = stand(batch, workshop.questions.rebuilds(), batches.running(batch))
        if arguments.batch_status is not None or arguments.dry_run:
            kept = arguments.all is None and not refs
            terminal.result(stood_document(stood, kept), printable_lines(stood_text(stood, kept)))
            return _exit_code(stood)
        runs = stood.remaining[: arguments.limit] if arguments.limit else stood.remaining
        _ask(project, workshop, batch, runs, terminal, arguments)
    with connect():  # before anything is begun: an engine that is not there is one message, not a hundred
        project.prepare()
    if arguments.detach:
        return detach(project, arguments, f"Rebuild {len(runs)} runs", terminal)
    batches.write(batch)
    terminal.step("batch", message=batch.id)
    with batches.held(batch):
        broke = _carry(project, batch, runs, arguments, terminal)
    with open_workshop(project, terminal, by, read_only=True) as workshop:
        stood = stand(batch, workshop.questions.rebuilds())
    document = {**stood_document(stood), "broke": broke}
    text = "\n".join(
        [stood_text(stood), *(f"  broke            {name}: {why}" for name, why in broke.items())]
    )
    terminal.result(document, printable_lines(text))
    if terminal.cancelled:
        return CancelledError.exit_code
    return max(_exit_code(stood), 1 if broke else 0)


def _check(arguments: argparse.Namespace) -> None:
    """Refuse what many rebuilds would leave out without a word."""
    single = ("twice", arguments.twice), ("times", arguments.times > 1), ("diagnose", arguments.diagnose)
    if said := [f"--{name}" for name, given in single if given]:
        raise UsageError(
            "Many are rebuilt once each.",
            where=" ".join(said),
            todo=f"Leave it out; then rebuild the one that you ask about: forebear rebuild REF {said[0]}",
        )
    given = options(arguments)
    if given and (arguments.batch is not None or arguments.batch_status is not None):
        raise UsageError(
            "A batch that is continued has its options already.",
            where=" ".join(given),
            todo="Leave them out, or start a new batch with --all.",
        )


def _batch(
    workshop: Workshop, refs: Sequence[str], arguments: argparse.Namespace, batches: Batches, by: str
) -> Batch:
    """Return the batch to go on with, or a new one of what is chosen."""
    known = arguments.batch or arguments.batch_status
    if known is not None:
        if refs or arguments.all is not None:
            raise UsageError(
                "A batch that is continued has its runs already.",
                where=" ".join(refs),
                todo="Leave out REF and --all.",
            )
        return batches.read(known)
    if refs and arguments.all is not None:
        raise UsageError(
            "Give either REFs or --all SLICE.", where=" ".join(refs), todo="Leave out one of the two."
        )
    if arguments.all is None:
        return Batch.new(" ".join(refs), by_refs(workshop.questions, refs), options(arguments), by)
    chosen = by_slice(workshop.questions, arguments.all, by)
    return Batch.new(arguments.all or "every run", chosen, options(arguments), by)


def _carry(
    project: Project, batch: Batch, runs: Sequence[Chosen], arguments: argparse.Namespace, terminal: Terminal
) -> dict[str, str]:
    """Rebuild what remains; return the runs whose command broke, with why."""
    broke: dict[str, str] = {}
    batches = Batches(project)

    def words(chosen: Chosen) -> list[str]:
        fixed = ["rebuild", f"run:{chosen.run}", "--json", "--progress", "json", "--yes", "--by", batch.by]
        return [*fixed, "--series", batch.id, *project.words, *batch.options]

    def told(answer: Told) -> None:
        said = answer.document.get("verdict") or answer.document.get("ended") or "broke"
        terminal.log(f"{answer.chosen.name} (run:{answer.chosen.run[:12]}): {said}")
        if answer.broke:
            broke[f"run:{answer.chosen.run[:12]}"] = answer.broke

    until = time.monotonic() + arguments.budget if arguments.budget else None
    try:
        Carrier(words, arguments.jobs or 1, terminal, partial(batches.note_running, batch)).carry(
            runs, told, until=until
        )
    except CancelledError:
        terminal.log(f"Cancelled; go on with: forebear rebuild --continue {batch.id}")
    return broke


def options(arguments: argparse.Namespace) -> list[str]:
    """Return the options of this command line that each rebuild is given."""
    words: list[str] = []
    for name, option in _PASSED_ON.items():
        value = getattr(arguments, name)
        if value is True:
            words.append(option)
        elif option == "--reconstruct" and value is not None:
            words.append(f"{option}={value}" if value else option)
        elif isinstance(value, list):
            words += [word for each in value for word in (option, str(each))]
        elif value is not None and value is not False:  # 0 is a tolerance
            words += [option, str(value)]
    return words


def _ask(  # noqa: PLR0913, PLR0917
    project: Project,
    workshop: Workshop,
    batch: Batch,
    runs: Sequence[Chosen],
    terminal: Terminal,
    arguments: argparse.Namespace,
) -> None:
    """Ask before a project's commands run here for the first time."""
    commands = [line for each in runs for line in workshop.questions.run(each.run).run.command]
    distinct = list(dict.fromkeys(commands))
    shown = "\n".join(f"  {line}" for line in distinct[:_NAMED])
    more = f"\n  … and {len(distinct) - _NAMED} more" if len(distinct) > _NAMED else ""
    ask(
        project,
        terminal,
        f"This rebuilds {len(runs)} runs{_conditions(batch.options)}:\n{shown}{more}",
        UsageError(
            "A rebuild runs this project's commands, and nobody has allowed that yet.",
            where=str(project.root),
            todo="Look at them with --dry-run, then say --yes.",
        ),
        said_yes=arguments.yes,
        by=arguments.by or who(),
    )


def _conditions(options: Sequence[str]) -> str:
    """Say under which conditions a batch runs its commands."""
    if "--image" in options:
        image = f"in {options[options.index('--image') + 1]}"
    elif any(option.partition("=")[0] == "--reconstruct" for option in options):
        image = "each in an image made again from its commit"
    else:
        image = "each in its recorded image"
    return f", {image}, {'with' if '--network' in options else 'without'} network"


def _exit_code(stood: Stood) -> int:
    if stood.state_is(State.NOT_SO):
        return 1
    return 3 if stood.state_is(State.BLOCKED) else 0
