"""Lets a command go on by itself, as a job that outlives the terminal."""

from __future__ import annotations

import argparse
from itertools import pairwise
from pathlib import Path

from forebear.cli.terminal import Terminal
from forebear.lineage.errors import ActionableError, UsageError
from forebear.lineage.project import Project
from forebear.rebuild.detached import CAN_DETACH, JobStore

_OURS = ("--detach", "--json")  # of the command that starts it; the job always speaks JSON


def detach(project: Project, arguments: argparse.Namespace, title: str, terminal: Terminal) -> int:
    """Start the command that was given, without `--detach`, as a job, and print its id."""
    if not CAN_DETACH:
        raise ActionableError("Jobs cannot be detached on this system.", todo="Leave out --detach.")
    given = list(arguments.given)
    end = given.index("--") if "--" in given else len(given)
    if "--detach" not in given[:end]:  # a short form would be passed on, and detach again and again
        raise UsageError("--detach was shortened.", todo="Say it in full.")
    words = [
        word
        for before, word in pairwise(["", *given[:end]])
        if word not in _OURS and not word.startswith("--progress") and before != "--progress"
    ] + given[end:]
    job = JobStore.of_user().start(words, title, project.root, Path.cwd())
    terminal.result(
        {"job": job.id, "title": job.title, "folder": str(job.folder)},
        f"{job.id}\n`forebear jobs` says how far it is, `forebear jobs --cancel {job.id}` stops it.",
    )
    return 0
