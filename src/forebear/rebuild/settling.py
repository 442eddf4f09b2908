"""Puts in order what a process left that died: containers, half-made folders, attempts not written down."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from forebear.lineage.database import Database
from forebear.lineage.errors import ActionableError
from forebear.lineage.project import Project
from forebear.lineage.questions import Questions
from forebear.lineage.rebuilds import ProcessEnd, Rebuild
from forebear.rebuild.container import sweep
from forebear.rebuild.journal import ENDING, Attempt, interrupted, journals, remove_unborn
from forebear.rebuild.sentences import Ending
from forebear.rebuild.workspace import Workspace, is_abandoned
from forebear.sources.docker.engine import EngineError, connect

_AGAIN = 1.0  # seconds between two calls for an engine that is away


@dataclass(frozen=True, slots=True)
class Settled:
    """What was put in order. `problems` are sentences: what could not be, and why."""

    rebuilds: tuple[Rebuild, ...] = ()
    containers: int = 0
    folders: int = 0
    problems: tuple[str, ...] = ()


def settle(project: Project, database: Database, patience: float = 0) -> Settled:
    """Remove containers and folders whose process is gone, and record the rebuilds that it left unfinished.

    Waits up to `patience` seconds for an engine that is away. Nothing that a living process holds is touched.
    """
    problems: list[str] = []
    containers = 0
    try:
        containers = _sweep(patience)
    except EngineError as error:
        problems.append(str(error))
    rebuilds = []
    folder = project.private / "rebuilds"
    remove_unborn(folder)
    for path in journals(folder):
        with interrupted(path) as attempt:
            if attempt is None:
                continue
            try:
                recorded = _record(attempt, path, database)
            except ActionableError as error:  # it stays, to be tried again
                problems.append(f"{attempt.id}: {error}")
                continue
            rebuilds += [recorded] if recorded else []
            path.unlink(missing_ok=True)
    return Settled(tuple(rebuilds), containers, _clear(project, problems), tuple(problems))


def _sweep(patience: float) -> int:
    from docker.errors import DockerException
    from requests.exceptions import RequestException

    until = time.monotonic() + patience
    while True:
        try:
            with connect(timeout=10) as client:
                return sweep(client)
        except EngineError:
            if time.monotonic() >= until:
                raise
        except (DockerException, RequestException) as error:
            if time.monotonic() >= until:
                raise EngineError(
                    f"The container engine does not answer: {error}.", todo="`docker info` shows its state."
                ) from error
        time.sleep(_AGAIN)


def _record(attempt: Attempt, path: Path, database: Database) -> Rebuild | None:
    """Record an attempt as failed; None where its process did so itself and died right after."""
    questions = Questions(database)
    if any(known.id == attempt.id for known in questions.rebuilds(attempt.run)):
        return None
    place = path.with_name(path.name.removesuffix(ENDING))
    log = Workspace(place).log
    last = max((each.stat().st_mtime for each in (path, log) if each.exists()), default=0.0)
    rebuild = Rebuild(
        id=attempt.id,
        run=attempt.run,
        ended=ProcessEnd.FAILED,
        verdict=None,
        outputs=(),
        image=attempt.image,
        how=attempt.how,
        started_at=attempt.started_at,
        seconds=max(0.0, round(last - attempt.started_at.timestamp(), 3)),  # a clock may have been set back
        by=attempt.by,
        explanation=Ending.DIED.said(doing=attempt.doing),
        steps=attempt.steps,
        log=str(log) if log.exists() else "",
        profile=attempt.profile,
        purpose=attempt.purpose,
        series=attempt.series,
        variation=attempt.variation,
    )
    database.record_rebuild(rebuild, (), None)
    return rebuild


def _clear(project: Project, problems: list[str]) -> int:
    """Remove the parts of folders that nobody needs any more and nobody holds."""
    cleared = 0
    for kind in ("rebuilds", "runs", "inside"):
        for place in (project.private / kind).glob("*"):
            workspace = Workspace(place)
            if place.is_symlink() or not (workspace.tree.exists() or workspace.inputs.exists()):
                continue
            if is_abandoned(place):
                try:
                    workspace.clear()
                except OSError as error:
                    problems.append(f"{place}: {error.strerror}")
                    continue
                cleared += 1
    return cleared
