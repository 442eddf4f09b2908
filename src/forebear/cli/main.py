"""The `forebear` command: parses the words, runs one act, turns errors into exit codes."""

from __future__ import annotations

import argparse
import errno
import gc
import importlib
import json
import sys
from collections.abc import Sequence
from types import TracebackType
from typing import Protocol, cast

from forebear import __version__
from forebear.cli.terminal import Terminal
from forebear.cli.text import printable
from forebear.lineage.errors import ActionableError
from forebear.lineage.garbage import uncollected

# Each module has `add_arguments(parser)` and `act(arguments, terminal) -> exit code`; it is imported only
# when its command is called, so that the window and `--help` start fast.
COMMANDS = {
    "open": ("opening", "open the window"),
    "import": ("importing", "read a project's sources into its database"),
    "sources": ("sources", "what the lineage is read from, and how each stands; add or remove one"),
    "list": ("listing", "list artifacts, runs, models, registries, commits or environments"),
    "show": ("showing", "show all that is known of one thing"),
    "lineage": ("tracing", "what a thing was made from, and what was made from it"),
    "fetch": ("fetching", "bring data of versions here from a DVC remote"),
    "compare": ("comparing", "what differs between versions"),
    "rebuild": ("rebuilding", "make a past artifact again in its recorded image and judge it"),
    "check": ("checking", "look up which runs can be rebuilt here and now"),
    "attribute": (
        "attributing",
        "what caused the change of a metric, by rebuilding mixtures of two versions",
    ),
    "jobs": ("jobs", "the jobs that run by themselves; cancel one"),
    "run": ("recording", "record a run as it happens, in a container"),
    "assign": ("assigning", "say which image a run ran in, where nobody recorded it"),
    "keep": ("keeping", "keep a run's image beside the lineage, for years"),
    "report": ("reporting", "write the audit report"),
    "verify": ("verifying", "check an evidence bundle"),
    "demo": ("demonstrating", "make the sample project"),
}


# What a file system refuses because of the machine it is on; any other OSError is a defect of ours.
_REFUSALS = {
    errno.ENOSPC: "The disk is full.",
    errno.EDQUOT: "The disk quota is used up.",
    errno.EACCES: "This may not be read or written.",
    errno.EPERM: "This may not be changed.",
    errno.EROFS: "This is on a read-only file system.",
    errno.EIO: "The disk reports an error.",
    errno.ENAMETOOLONG: "This name is too long for the file system.",
    errno.ELOOP: "These links lead in a circle.",
}


class Command(Protocol):
    """What a module of a command offers."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the command's own arguments."""

    def act(self, arguments: argparse.Namespace, terminal: Terminal) -> int:
        """Do it; return the exit code."""


def _command(name: str) -> Command:
    with uncollected():
        return cast("Command", importlib.import_module(f"forebear.cli.{COMMANDS[name][0]}"))


def _parser(name: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=f"forebear {name}", description=COMMANDS[name][1].capitalize() + "."
    )
    parser.add_argument(
        "--database",
        metavar="URL",
        help="where the lineage is kept (default: .forebear/ in the project); the URL with a password may "
        "stand in FOREBEAR_DATABASE_URL, where nobody else sees it",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument(
        "--progress",
        choices=("text", "json"),
        default="text",
        help="how progress is printed on standard error",
    )
    if name not in ("open", "import", "demo", "verify"):
        parser.add_argument(
            "--project",
            metavar="PATH",
            action="append",
            help="the project's folder (default: this one); several that were read into one lineage",
        )
    return parser


def _usage() -> str:
    width = max(map(len, COMMANDS))
    lines = "\n".join(f"  {name:<{width}}  {text}" for name, (_, text) in COMMANDS.items())
    return (
        "usage: forebear [COMMAND] …\n\n"
        f"{lines}\n\n"
        "`forebear COMMAND --help` says more. `forebear PATH` opens the window on a project.\n"
        "REF is a Git revision, PATH@REVISION, run:ID, a digest or its prefix, models:/NAME/VERSION\n"
        "or models:/NAME@ALIAS.\n"
    )


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code.

    0 is good, 1 the answer is no, 2 wrong usage, 3 something outside is missing, 4 cancelled.
    """
    if argv is None:  # a process of its own
        sys.excepthook = _defect
    words = list(sys.argv[1:] if argv is None else argv)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a terminal without UTF-8 gets `\uac00` for what it cannot show
            stream.reconfigure(errors="backslashreplace")
    if words and words[0] in ("-h", "--help", "help"):
        sys.stdout.write(_usage())
        return 0
    if words and words[0] == "--version":
        sys.stdout.write(f"forebear {__version__}\n")
        return 0
    name = words.pop(0) if words and words[0] in COMMANDS else "open"
    command = _command(name)
    if argv is None:  # the process is ours; to look through what is loaded takes a fifth of a short command
        gc.freeze()
    parser = _parser(name)
    command.add_arguments(parser)
    try:
        # Options may stand between names, but where it is said that they end, and in `run`.
        parse = parser.parse_args if name == "run" or "--" in words else parser.parse_intermixed_args
        arguments = parse(words)
    except SystemExit as stop:  # argparse has printed help (0) or what is wrong (2)
        return int(stop.code or 0)
    terminal = Terminal(as_json=arguments.json, progress_json=arguments.progress == "json")
    try:
        arguments.given = (name, *_logged_in(arguments, words))
        with terminal.cancellable():
            return command.act(arguments, terminal)
    except ActionableError as error:
        _report(error, as_json=arguments.json)
        return error.exit_code
    except OSError as error:
        if error.errno not in _REFUSALS:
            raise
        refused = ActionableError(
            _REFUSALS[error.errno],
            where=str(error.filename or ""),
            todo="Free some space, then try again."
            if error.errno in (errno.ENOSPC, errno.EDQUOT)
            else "Check the file and its folder, and as whom you work.",
        )
        _report(refused, as_json=arguments.json)
        return refused.exit_code


def _logged_in(arguments: argparse.Namespace, words: Sequence[str]) -> list[str]:
    """Take the password out of `--database`: no job, no child and no message has it in its words.

    Returns the words of the command without it.
    """
    given = arguments.database
    if not given or given.startswith("sqlite:"):
        return list(words)
    from forebear.sources.lineage_login import log_in

    arguments.database = log_in(given)
    end = words.index("--") if "--" in words else len(words)
    ours = [
        word.removesuffix(given) + arguments.database if word.endswith(given) else word
        for word in words[:end]
    ]
    return [*ours, *words[end:]]


def _defect(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Print what nobody caught without the passwords that another program may have put into it."""
    import traceback

    from forebear.sources.hiding import hidden

    sys.stderr.write(hidden("".join(traceback.format_exception(kind, error, trace))))


def _report(error: ActionableError, *, as_json: bool) -> None:
    if as_json:
        sys.stdout.write(json.dumps({"error": error.document()}, indent=2) + "\n")
    said = "\n".join(map(printable, str(error).split("\n")))  # names of a project may be in it
    sys.stderr.write(f"forebear: {said}\n")
