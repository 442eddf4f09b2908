"""Says why no container engine answers, and what to do."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication

from forebear.desktop.pieces import EmptyState
from forebear.desktop.rebuilding.plan import Trouble


def say_no_engine(empty: EmptyState, trouble: Trouble, again: Callable[[], object]) -> None:
    """Say it; what an engine or the system refuses is told in the words of the command."""
    translate = QCoreApplication.translate
    what, more = trouble.what, "\n".join(line for line in (trouble.where, trouble.todo) if line)
    if what == "Docker is not running.":
        what = translate("RebuildPanel", "Docker is not running")
        more = translate(
            "RebuildPanel",
            "A rebuild runs in a container. Start Docker (sudo systemctl start docker, or Docker "
            "Desktop), or let DOCKER_HOST point to an engine that runs. Everything else works without it.",
        )
    empty.say(what, more, translate("RebuildPanel", "Try again"), again)
