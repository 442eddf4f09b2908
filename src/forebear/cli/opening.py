"""`forebear open`: the window."""

from __future__ import annotations

import gc
import importlib
from typing import TYPE_CHECKING, Any

from forebear.lineage.errors import ActionableError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence
    from pathlib import Path

    from forebear.cli.terminal import Terminal


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the project to open."""
    parser.add_argument(
        "paths",
        nargs="*",
        metavar="PATH",
        help="a project (default: the first page), several for one graph, or the link to a view",
    )


def act(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Open the window and stay until it is closed."""
    from pathlib import Path

    del terminal  # the window says what there is to say
    link = next((path for path in arguments.paths if path.startswith("forebear://")), "")
    paths = [Path(path) for path in arguments.paths if not path.startswith("forebear://")]
    return open_window(paths, arguments.database, link)


def load() -> Any:
    """Load and return `forebear.desktop.app`, as fast as can be.

    Nothing that is loaded becomes garbage, so looking for garbage meanwhile is a fifth of the time to the
    first window; `main` there turns it on again once the window is on screen.
    """
    gc.disable()
    # By name: a terminal without Qt must still be able to do everything else.
    return importlib.import_module("forebear.desktop.app")


def open_window(paths: Sequence[Path], database_url: str | None, link: str = "") -> int:
    """Open the window on the projects at `paths` (none: the first page); returns the exit code."""
    desktop = load()
    if not desktop.has_display():
        raise ActionableError(
            "There is no display to open a window on.",
            todo="Start it from a desktop session, or use the commands; `forebear --help` lists them.",
        )
    code: int = desktop.main(paths, database_url, link)
    return code
