"""The question before code of a project runs here for the first time."""

from __future__ import annotations

import sys

from forebear.cli.terminal import Terminal
from forebear.cli.text import printable
from forebear.lineage.errors import CancelledError, UsageError
from forebear.lineage.project import Project
from forebear.rebuild.consent import Consent


def ask(  # noqa: PLR0913 -- what is asked, of whom, and the answer given beforehand
    project: Project, terminal: Terminal, what: str, refusal: UsageError, *, said_yes: bool, by: str
) -> None:
    """Ask whether a project's code may run, unless that was allowed before, and remember that it may.

    `what` says what would run. Raises `refusal` where nobody can be asked, CancelledError for a no.
    """
    consent = Consent.of_user()
    if consent.is_given(project.root):
        return
    if not said_yes:
        if terminal.as_json or not (sys.stdin.isatty() and sys.stderr.isatty()):
            raise refusal
        question = f"{what}\nAllow this project to run? [y/N] "
        sys.stderr.write("\n".join(map(printable, question.split("\n"))))
        sys.stderr.flush()
        if sys.stdin.readline().strip().lower() not in ("y", "yes"):
            raise CancelledError("Nothing was run.")
    consent.give(project.root, by)
