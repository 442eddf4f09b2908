"""`forebear verify`: check an evidence bundle."""

from __future__ import annotations

import argparse
from pathlib import Path

from forebear.audit.bundle import check_bundle
from forebear.cli.terminal import Terminal
from forebear.cli.text import printable
from forebear.lineage.errors import UsageError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the bundle."""
    parser.add_argument("file", metavar="FILE.zip", nargs="?", help="a bundle that `forebear report` wrote")
    parser.add_argument(
        "--trail", action="store_true", help="check the audit trail (this version keeps none)"
    )


def act(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Recompute every digest; 0 if the bundle is whole, 1 if it is not."""
    if arguments.trail:
        raise UsageError(
            "This version of Forebear keeps no signed audit trail.", todo="Check a bundle instead."
        )
    if arguments.file is None:
        raise UsageError("There is no file to check.", todo="Give a bundle that `forebear report` wrote.")
    check = check_bundle(Path(arguments.file))
    problems = {"altered": check.altered, "missing": check.missing, "extra": check.extra}
    lines = [f"{word}: {printable(name)}" for word, names in problems.items() for name in names]
    lines += [printable(sentence) for sentence in check.wrong]
    answer = "Verified" if check.whole else "Not verified"
    terminal.result(
        {
            "verified": check.whole,
            "id": check.report_id,
            "files": list(check.files),
            **{word: list(names) for word, names in problems.items()},
            "wrong": list(check.wrong),
        },
        "\n".join([f"{answer}: {len(check.files)} files of report {printable(check.report_id)}", *lines]),
    )
    return 0 if check.whole else 1
