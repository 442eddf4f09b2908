"""Says why no container engine answers, and what to do."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication

from forebear.desktop.pieces import EmptyState
from forebear.desktop.rebuilding.plan import Trouble
from forebear.desktop.sentences import told
from forebear.sources.docker.refusals import EngineRefused


def say_no_engine(empty: EmptyState, trouble: Trouble, again: Callable[[], object]) -> None:
    """Say it, and what to do."""
    translate = QCoreApplication.translate
    what, more = told(trouble.what), "\n".join(line for line in (trouble.where, told(trouble.todo)) if line)
    if trouble.what == EngineRefused.NOT_RUNNING.said():
        what = translate("RebuildPanel", "Docker is not running")
        more = translate(
            "RebuildPanel",
            "A rebuild runs in a container. Start Docker (sudo systemctl start docker, or Docker "
            "Desktop), or let DOCKER_HOST point to an engine that runs. Everything else works without it.",
        )
    empty.say(what, more, translate("RebuildPanel", "Try again"), again)
