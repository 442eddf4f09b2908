"""`forebear open`: the window."""

from __future__ import annotations

import argparse
import importlib
from pathlib import Path

from forebear.cli.terminal import Terminal
from forebear.lineage.errors import ActionableError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the project to open."""
    parser.add_argument("path", nargs="?", help="the folder of a project (default: the first page)")


def act(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Open the window and stay until it is closed."""
    del terminal  # the window says what there is to say
    return open_window(Path(arguments.path) if arguments.path else None, arguments.database)


def open_window(path: Path | None, database_url: str | None) -> int:
    """Open the window on the project at `path` (None: the first page); returns the exit code."""
    # By name: a terminal without Qt must still be able to do everything else.
    desktop = importlib.import_module("forebear.desktop.app")
    if not desktop.has_display():
        raise ActionableError(
            "There is no display to open a window on.",
            todo="Start it from a desktop session, or use the commands; `forebear --help` lists them.",
        )
    code: int = desktop.main(path, database_url)
    return code
