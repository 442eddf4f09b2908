"""`forebear demo`: make the sample project and open it."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from forebear.cli.sample import SampleProject, find_dvc, story
from forebear.cli.terminal import Terminal
from forebear.lineage.errors import ActionableError, UsageError
from forebear.resources import resource


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the folder to make and whether to open it."""
    parser.add_argument(
        "directory",
        nargs="?",
        default="forebear-sample",
        help="a folder that is empty or not there (default: forebear-sample)",
    )
    parser.add_argument(
        "--image", help="an image with python3 to run the sample's stages in (default: found or made)"
    )
    parser.add_argument("--no-window", action="store_true", help="do not open the window afterwards")


def act(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Make the sample, import it, and open the window where there is a display."""
    from forebear.lineage.database import Database
    from forebear.lineage.project import Project
    from forebear.rebuild.base_image import sample_image
    from forebear.sources.docker.engine import connect
    from forebear.sources.importing import import_project

    root = Path(arguments.directory).expanduser().resolve()
    finished = root / ".forebear" / "sample-complete"
    if not finished.exists():
        _check_empty(root)
        dvc = find_dvc()
        with connect() as client:
            image = arguments.image or sample_image(client, terminal)
        root.mkdir(parents=True, exist_ok=True)
        SampleProject(root, image, dvc, terminal).make(story(resource("sample")))
        finished.touch()
    project = Project.at(root, arguments.database)
    database = Database.open(project.database_url)
    try:
        report = import_project(project, database, terminal)
    finally:
        database.close()
    document = {
        "project": str(root),
        "commits": report.commits,
        "runs": report.runs,
        "artifacts": report.artifacts,
    }
    terminal.result(document, f"The sample project is in {root}. Open it with: forebear {root}")
    if arguments.no_window or arguments.json or not _has_display():
        return 0
    from forebear.cli.opening import open_window

    return open_window([root], arguments.database)


def _check_empty(root: Path) -> None:
    if root.exists() and (not root.is_dir() or any(root.iterdir())):
        raise UsageError(
            "The folder for the sample is not empty.",
            where=str(root),
            todo="Name another: forebear demo DIRECTORY",
        )
    parent = root.parent
    while not parent.exists():
        parent = parent.parent
    if not os.access(parent, os.W_OK):
        raise ActionableError(
            "The sample cannot be written there.", where=str(root), todo="Name another folder."
        )


def _has_display() -> bool:
    return sys.platform in ("win32", "darwin") or bool(
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )
