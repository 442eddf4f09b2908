"""`forebear compare --inside`: models loaded inside their recorded images."""

from __future__ import annotations

import argparse
from contextlib import ExitStack
from dataclasses import replace

from forebear.cli.asking import project_of
from forebear.cli.consenting import ask
from forebear.cli.terminal import Terminal
from forebear.cli.units import size, time
from forebear.compare.comparison import Comparison
from forebear.lineage.errors import ActionableError, UsageError
from forebear.lineage.person import who
from forebear.lineage.project import Project
from forebear.lineage.questions import Questions
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
    from forebear.rebuild.guarding import guarded
    from forebear.rebuild.inside.comparing import Choice, InsideComparer
    from forebear.rebuild.workshop import open_workshop
    from forebear.sources.docker.engine import connect

    paths = [row.path for row in comparison.models if row.values_inside]
    if not paths:
        return replace(comparison, notes=(*comparison.notes, NOTHING))
    projects = _projects(comparison, questions, arguments)
    by = arguments.by or who()
    files = "\n".join(f"  {path}" for path in paths)
    held = list(dict.fromkeys(project for project in projects if project is not None))
    for project in held:
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
    choice = Choice(arguments.image or "", arguments.memory, arguments.timeout)
    with ExitStack() as stack:
        opened = {
            project: stack.enter_context(open_workshop(project, terminal, by, read_only=True))
            for project in held
        }
        place = held[0].prepare()
        stack.enter_context(guarded(held[0]))
        client = stack.enter_context(connect())
        workshops = [opened.get(project) if project else None for project in projects]
        return InsideComparer(workshops, place, client, choice, terminal).compare(comparison)


def _projects(
    comparison: Comparison, questions: Questions, arguments: argparse.Namespace
) -> list[Project | None]:
    """Return the project that holds each version, None where none does."""
    project = project_of(arguments)
    if not project.beside:
        return [project for _ in comparison.versions]
    roots = [holder(project, [questions.resolve(version.ref)]) for version in comparison.versions]
    if not any(roots):
        raise ActionableError(
            "No project here holds any of these versions.",
            where=", ".join(version.ref for version in comparison.versions),
            todo="Open the project whose repository has their commits: --project PATH.",
        )
    return [Project.at(root) if root else None for root in roots]
