"""`forebear run`: record a run as it happens, in a container."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from forebear.cli.terminal import Terminal
from forebear.cli.text import printable
from forebear.cli.units import gpus, processors, size, time
from forebear.lineage.database import Database
from forebear.lineage.errors import ActionableError, CancelledError, UsageError
from forebear.lineage.person import who
from forebear.lineage.project import Project
from forebear.lineage.rebuilds import ProcessEnd
from forebear.rebuild.guarding import guarded
from forebear.rebuild.job import Job, job_of_stage, job_of_words
from forebear.rebuild.planning import default_memory
from forebear.rebuild.recording import Recorded, Recorder
from forebear.rebuild.sandbox import Limits
from forebear.rebuild.workspace import largest_file
from forebear.sources.docker.engine import EngineFacts, connect
from forebear.sources.git.repository import GitRepository

_NAMED = 20  # paths that are named


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the image, what the command uses and makes, and the command."""
    parser.description = (
        "Run a command in a container and record it. The command sees the files that Git tracks or would, "
        "and what --uses names; what --makes names goes to the work tree when it succeeds."
    )
    parser.add_argument("--image", required=True, help="the image to run in, which the engine must have")
    parser.add_argument(
        "--uses", metavar="PATH", nargs="+", action="extend", default=[], help="what it reads"
    )
    parser.add_argument(
        "--makes", metavar="PATH", nargs="+", action="extend", default=[], help="what it writes"
    )
    parser.add_argument(
        "--stage", metavar="NAME", help="take command, uses, makes and parameters from dvc.yaml"
    )
    parser.add_argument("--params", metavar="FILE", action="append", default=[], help="a file of parameters")
    parser.add_argument("--env", metavar="NAME=VALUE", action="append", default=[], help="a variable to set")
    parser.add_argument("--name", help="what to call the run (default: the script's name)")
    parser.add_argument("--by", metavar="NAME", help="who runs it (default: your name in Git)")
    parser.add_argument("--network", action="store_true", help="let the command use the network")
    parser.add_argument("--memory", metavar="SIZE", type=size, help="how much memory it may take, like 4g")
    parser.add_argument("--timeout", metavar="TIME", type=time, help="how long it may take, like 2h; 0 = any")
    parser.add_argument("--cpus", metavar="SET", type=processors, help="processors, like 0-3")
    parser.add_argument("--gpus", metavar="WHICH", type=gpus, help="NVIDIA GPUs to give it: all, or 0,1")
    parser.add_argument("command", nargs="*", metavar="COMMAND", help="the command, after --")


def act(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Run and record. 0 = it ended well, 1 = it did not, 4 = cancelled."""
    project = Project.at(Path((arguments.project or ["."])[0]), arguments.database)
    job = _job(arguments, project)
    variables = dict(map(_variable, arguments.env))
    by = arguments.by or who()
    project.prepare()
    with connect() as client:
        limits = Limits(
            memory=arguments.memory or default_memory(EngineFacts.of(client)),
            seconds=Limits(0).seconds if arguments.timeout is None else arguments.timeout or None,
            processors=arguments.cpus or "",
            network=arguments.network,
            gpus=arguments.gpus or "",
            file=largest_file(project.root),
        )
        database = Database.open(project.database_url)
        try:
            repository = _repository(project)
            try:
                recorder = Recorder(project, database, repository, client, terminal)
                with guarded(project):
                    recorded = recorder.record(job, arguments.image, variables, limits, by)
            finally:
                if repository is not None:
                    repository.close()
        finally:
            database.close()
    terminal.result(_document(recorded), _text(recorded))
    if recorded.ended.end is ProcessEnd.CANCELLED:
        return CancelledError.exit_code
    return 0 if recorded.ended.end is ProcessEnd.COMPLETED else 1


def _job(arguments: argparse.Namespace, project: Project) -> Job:
    if arguments.stage:
        if arguments.command or arguments.uses or arguments.makes or arguments.params:
            raise UsageError(
                "--stage says it all.", todo="Leave out --uses, --makes, --params and the command."
            )
        return job_of_stage(project, arguments.stage)
    return job_of_words(
        project,
        arguments.command,
        uses=arguments.uses,
        makes=arguments.makes,
        files=arguments.params,
        name=arguments.name or "",
    )


def _variable(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise UsageError("This is no variable.", where=text, todo="Say --env NAME=VALUE")
    return name, value


def _repository(project: Project) -> GitRepository | None:
    try:
        return GitRepository(project.root)
    except ActionableError:
        return None


def _document(recorded: Recorded) -> dict[str, object]:
    image = recorded.image
    return {
        "run": recorded.run.key,
        "name": recorded.run.name,
        "ended": recorded.ended.end.value,
        "code": recorded.ended.code,
        "explanation": recorded.ended.explanation,
        "seconds": round(recorded.ended.seconds, 3),
        "usage": dict(recorded.ended.usage),
        "commit": recorded.commit or None,
        "uncommitted": list(recorded.uncommitted),
        "image": {"reference": image.reference, "id": image.id, "digest": image.digest or None},
        "used": [
            {"path": path, "digests": [str(each) for each in measured.digests.values()]}
            for path, measured in recorded.used.items()
        ],
        "made": [
            {"path": path, "digests": [str(each) for each in measured.digests.values()]}
            for path, measured in recorded.made.items()
        ],
        "undeclared": list(recorded.undeclared),
        "log": str(recorded.log),
    }


def _named(paths: Sequence[str]) -> str:
    """Name some paths, and count the others."""
    more = f" and {len(paths) - _NAMED:,} more" if len(paths) > _NAMED else ""
    return f"{', '.join(paths[:_NAMED])}{more}"


def _text(recorded: Recorded) -> str:
    lines = [f"{recorded.run.name}: {recorded.ended.end.value} in {recorded.ended.seconds:.1f} s"]
    lines += [f"  {recorded.ended.explanation}"] if recorded.ended.explanation else []
    lines += [f"  made        {path}  {each.digests['md5']}" for path, each in recorded.made.items()]
    if recorded.undeclared:
        lines.append(f"  left out    {_named(recorded.undeclared)} (not declared with --makes)")
    if recorded.uncommitted:
        lines.append(f"  uncommitted {_named(recorded.uncommitted)}")
    lines.append(f"  recorded as run:{recorded.run.key[:12]} in {recorded.image.reference}")
    return "\n".join(map(printable, lines))
