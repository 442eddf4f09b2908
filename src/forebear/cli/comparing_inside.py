"""`forebear compare --inside`: models loaded inside their recorded images."""

from __future__ import annotations

import argparse
from dataclasses import replace

from forebear.cli.asking import project_of
from forebear.cli.consenting import ask
from forebear.cli.terminal import Terminal
from forebear.cli.units import size, time
from forebear.compare.comparison import Comparison
from forebear.lineage.errors import ActionableError, UsageError
from forebear.lineage.project import Project
from forebear.lineage.questions import Questions
from forebear.rebuild.engine import connect
from forebear.rebuild.inside.comparing import Choice, InsideComparer
from forebear.rebuild.person import who
from forebear.rebuild.workshop import open_workshop
from forebear.sources.git.holding import holder

NOTHING = "No model has to be loaded to see its values."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what goes with loading models."""
    group = parser.add_argument_group("models that have to be loaded (pickle, joblib, .pt)")
    group.add_argument(
        "--inside",
        action="store_true",
        help="load each in its recorded image, without network, and compare the values; this runs their code",
    )
    group.add_argument("--yes", action="store_true", help="allow this project to run its code")
    group.add_argument("--by", metavar="NAME", help="who allows it (default: your name in Git)")
    group.add_argument("--image", help="load them in this image instead of the recorded ones")
    group.add_argument("--memory", metavar="SIZE", type=size, help="how much memory each may take, like 4g")
    group.add_argument(
        "--timeout", metavar="TIME", type=time, help="how long each may take (default: 10m); 0 = any"
    )


def look_inside(
    comparison: Comparison, questions: Questions, arguments: argparse.Namespace, terminal: Terminal
) -> Comparison:
    """Return the comparison with the values of its models, after asking whether their code may run.

    Raises EngineError where no engine answers, UsageError where nobody has allowed it.
    """
    paths = [row.path for row in comparison.models if row.values_inside]
    if not paths:
        return replace(comparison, notes=(*comparison.notes, NOTHING))
    project = _project(comparison, questions, arguments)
    by = arguments.by or who()
    files = "\n".join(f"  {path}" for path in paths)
    ask(
        project,
        terminal,
        f"This loads, each in its recorded image, without network, and so runs code in them:\n{files}",
        UsageError(
            "Loading a model runs code that is in it, and nobody has allowed that for this project yet.",
            where=str(project.root),
            todo="Say --yes to allow it.",
        ),
        said_yes=arguments.yes,
        by=by,
    )
    project.prepare()
    choice = Choice(arguments.image or "", arguments.memory, arguments.timeout)
    with open_workshop(project, terminal, by, read_only=True) as workshop, connect() as client:
        return InsideComparer(workshop, client, choice).compare(comparison)


def _project(comparison: Comparison, questions: Questions, arguments: argparse.Namespace) -> Project:
    """Return the one project that holds all versions."""
    project = project_of(arguments)
    if not project.beside:
        return project
    root = holder(project, [questions.resolve(version.ref) for version in comparison.versions])
    if root is None:
        raise ActionableError(
            "No one project holds all of these versions.",
            where=", ".join(version.ref for version in comparison.versions),
            todo="Compare the models of one project at a time: --project PATH.",
        )
    return Project.at(root)
