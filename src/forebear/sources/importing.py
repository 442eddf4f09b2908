"""Reading a project's sources into its database."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from forebear.lineage.errors import ActionableError
from forebear.lineage.facts import Fact
from forebear.lineage.glance import Glance, glance
from forebear.lineage.progress import Progress
from forebear.lineage.project import Project
from forebear.lineage.words import NodeKind, Problem, Ref
from forebear.sources.git.place import GitPlace

if TYPE_CHECKING:
    from forebear.lineage.database import Database
    from forebear.sources.source import Source

KINDS = ("git", "dvc", "gto")
"""The sources that are looked for, in the order in which they are read."""


@dataclass(frozen=True, slots=True)
class SourceReport:
    """One source of an import; `facts` is how many facts it brought that were not known."""

    kind: str
    location: str
    facts: int


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did.

    `commits`, `runs` and `artifacts` count all that the database knows afterwards; `problems` are all that it
    still knows of, whichever import met them.
    """

    sources: tuple[SourceReport, ...]
    commits: int
    runs: int
    artifacts: int
    problems: tuple[Problem, ...]


def nothing_new(project: Project) -> ImportReport | None:
    """Return the report of an import that has nothing to read, None where there may be something.

    Costs one `git for-each-ref` a project and a look into the database without loading what writes it.
    """
    sources: list[SourceReport] = []
    known: Glance | None = None
    for place in _places(project):
        known = glance(project.database_url, str(place.root))
        if known is None or not _is_current(place, known.checkpoints):
            return None
        if project.beside and not _is_witnessed(place, known.checkpoints):
            return None
        sources += _found(place, known)
    return None if known is None else _report(sources, known)


def import_project(project: Project, database: Database, progress: Progress) -> ImportReport:
    """Read what is new in the project's sources and write it; reading the same state again changes nothing.

    Each source is one transaction: what stops an import (a person, a full disk) leaves the sources that were
    read, and nothing of the one that was not. Of several projects each is read in turn, then they are joined.
    Raises ActionableError where there is no Git repository.
    """
    from forebear.lineage.questions import Questions

    places = _places(project)
    questions = Questions(database)
    reports: list[SourceReport] = []
    for place in places:
        checkpoints, facts = _read(project, place, database, progress)
        known = Glance(checkpoints, questions.counts(), questions.problems())
        reports += _found(place, known, facts)
    if project.beside:
        from forebear.lineage.joining import join_imports
        from forebear.sources.git.remotes import Remotes

        join_imports(database, Remotes(places).includes)
    return _report(reports, Glance({}, questions.counts(), questions.problems()))


def _read(
    project: Project, place: GitPlace, database: Database, progress: Progress
) -> tuple[dict[str, Mapping[str, object]], dict[str, int]]:
    """Read the sources of one project; return their checkpoints, and how many facts of each were new."""
    location = str(place.root)
    checkpoints = {
        kind: state
        for kind in (*KINDS, "forebear")
        if (state := database.checkpoint(kind, location)) is not None
    }
    facts: dict[str, int] = {}
    if not _is_current(place, checkpoints):
        # GitPython and the readers are only loaded where there is something to read.
        from forebear.sources.dvc.source import DvcSource
        from forebear.sources.git.repository import GitRepository
        from forebear.sources.git.source import GitSource
        from forebear.sources.gto.source import GtoSource

        with GitRepository(place.root) as repository:
            readers = (GitSource, DvcSource, GtoSource)
            sources: tuple[Source, ...] = tuple(reader(repository) for reader in readers)
            with _uncollected():
                for source in sources:
                    read = source.facts(checkpoints.get(source.kind), progress)
                    if source.kind == "git" and not project.owns_database:
                        read = _named(read, location)
                    facts[source.kind] = database.write(read, progress).facts
                    checkpoints[source.kind] = database.checkpoint(source.kind, location) or {}
    if project.beside and not _is_witnessed(place, checkpoints):
        from forebear.lineage.questions import Questions
        from forebear.sources.forebear.source import WitnessSource

        witness = WitnessSource(place.root)
        facts["forebear"] = database.write(
            witness.facts(checkpoints.get("forebear"), progress), progress
        ).facts
        checkpoints["forebear"] = database.checkpoint("forebear", location) or {}
        known = frozenset(rebuild.id for rebuild in Questions(database).rebuilds())
        for each in witness.rebuilds(known):
            database.record_rebuild(each.rebuild, each.produced, each.environment)
    return checkpoints, facts


def _places(project: Project) -> list[GitPlace]:
    return [_place(root) for root in project.roots]


def _place(root: Path) -> GitPlace:
    place = GitPlace.find(root)
    if place is None:
        raise ActionableError(
            "This folder has no Git repository.",
            where=str(root),
            todo="Open a folder that is under Git, or run `git init` in this one and commit.",
        )
    return place


def _is_witnessed(place: GitPlace, checkpoints: Mapping[str, Mapping[str, object]]) -> bool:
    """Whether all that was witnessed in a project is in the lineage of several."""
    from forebear.sources.forebear.source import state_of

    return "forebear" in checkpoints and checkpoints["forebear"].get("number") == state_of(place.root)


def _is_current(place: GitPlace, checkpoints: Mapping[str, Mapping[str, object]]) -> bool:
    """Whether every source was read up to the references of now, and misses nothing that is here now."""
    if not all(kind in checkpoints for kind in KINDS):
        return False
    tips = place.tips()
    states = [checkpoints[kind] for kind in KINDS]
    if any(state.get("tips") != tips or state.get("shallow") != place.cut() for state in states):
        return False
    lacking = checkpoints["dvc"].get("lacking")
    if isinstance(lacking, list) and any(place.holds(str(sha)) for sha in lacking):
        return False
    absent = checkpoints["dvc"].get("absent")
    if not absent:
        return True
    from forebear.sources.dvc.absent import any_present

    return not any_present(place.root, checkpoints["dvc"])


@contextmanager
def _uncollected() -> Iterator[None]:
    """Hold back the collector of cycles: facts have none, and looking takes a fifth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _named(facts: Iterator[Fact], repository: str) -> Iterator[Fact]:
    """Say of references whose they are."""
    return (replace(fact, repository=repository) if isinstance(fact, Ref) else fact for fact in facts)


def _found(place: GitPlace, known: Glance, facts: Mapping[str, int] | None = None) -> list[SourceReport]:
    """Return the sources that the project has: DVC only where its history holds files of DVC's."""
    return [
        SourceReport(kind, str(place.root), (facts or {}).get(kind, 0))
        for kind in (*KINDS, "forebear")
        if kind in known.checkpoints and known.checkpoints[kind].get("found", True)
    ]


def _report(sources: list[SourceReport], known: Glance) -> ImportReport:
    counts = known.counts
    return ImportReport(
        tuple(sources),
        counts.get(NodeKind.COMMIT, 0),
        counts.get(NodeKind.RUN, 0),
        counts.get(NodeKind.ARTIFACT, 0),
        known.problems,
    )
