"""Reading a project's sources into its database."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from forebear.lineage.errors import ActionableError, UsageError
from forebear.lineage.facts import Fact
from forebear.lineage.garbage import uncollected
from forebear.lineage.glance import Glance, glance
from forebear.lineage.progress import Progress
from forebear.lineage.project import Project
from forebear.lineage.words import NodeKind, Problem, Ref
from forebear.sources.git.place import GitPlace
from forebear.sources.reading import Reader, has_records

if TYPE_CHECKING:
    from forebear.lineage.database import Database
    from forebear.sources.source import Source
    from forebear.sources.tool import Found

KINDS = ("git", "dvc", "gto")
"""The sources that are looked for, in the order in which they are read."""


@dataclass(frozen=True, slots=True)
class SourceReport:
    """One source of an import; `facts` is how many facts it brought that were not known.

    `first` = it was not in the lineage before; `watched` are paths whose change means that there may be more.
    """

    kind: str
    location: str
    facts: int
    first: bool = False
    watched: tuple[Path, ...] = ()


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
    for root in project.roots:
        place = GitPlace.find(root)
        with Reader.of(root, place) as reader:
            others = reader.sources()
            if place is None and not others:
                raise _nothing_here(root)
            known = glance(project.database_url, str(root))
            if known is None or not _all_current(project, place, known):
                return None
            here = {(kind, str(root)): state for kind, state in known.checkpoints.items()}
            states = {**known.others, **here}
            if not (reader.has_told(states) and all(reader.is_current(each, states) for each in others)):
                return None
            if place is not None:
                sources += _found(place, known)
            sources += [
                SourceReport(*_key(each), 0, watched=reader.watched(each))
                for each in others
                if has_records(states[_key(each)])
            ]
    return None if known is None else _report(sources, known)


def import_project(project: Project, database: Database, progress: Progress, only: str = "") -> ImportReport:
    """Read what is new in the project's sources and write it; reading the same state again changes nothing.

    Each source is one transaction: what stops an import (a person, a full disk) leaves the sources that were
    read, and nothing of the one that was not. Of several projects each is read in turn, then they are joined.
    With `only`, that at one location and nothing else. Raises ActionableError where there is nothing to read.
    """
    from forebear.lineage.copies import forget_copies
    from forebear.lineage.joining import join_imports
    from forebear.lineage.mentions import resolve_mentions
    from forebear.lineage.questions import Questions
    from forebear.lineage.same_images import join_images
    from forebear.sources.git.committed import CommittedFiles

    questions = Questions(database)
    reports: list[SourceReport] = []
    places: list[GitPlace] = []
    for root in project.roots:
        place = GitPlace.find(root)
        if place is not None:
            places.append(place)
            if only in ("", str(root)):
                before, checkpoints, facts = _read(project, place, database, progress)
                known = Glance(checkpoints, questions.counts(), questions.problems())
                reports += _found(place, known, facts, before)
        with Reader.of(root, place) as reader, uncollected():
            readings = reader.read(database, progress, only)
            reports += [
                SourceReport(*_key(each.found), each.facts, each.first, reader.watched(each.found))
                for each in readings
                if has_records(database.checkpoint(*_key(each.found)) or {})
            ]
        if place is None and not readings and not only:
            raise _nothing_here(root)
    if only and not reports:
        raise _no_such_source(only)
    if project.beside:
        from forebear.sources.git.remotes import Remotes

        join_imports(database, Remotes(places).includes)
    if any(report.facts for report in reports):
        with CommittedFiles(places) as committed:
            resolve_mentions(database, project.roots, committed.at)
        forget_copies(database)
        join_images(database)
    return _report(reports, Glance({}, questions.counts(), questions.problems()))


def _read(
    project: Project, place: GitPlace, database: Database, progress: Progress
) -> tuple[Container[str], dict[str, Mapping[str, object]], dict[str, int]]:
    """Read the sources of one project.

    Returns which kinds were known before, the checkpoints of all, and how many facts of each were new.
    """
    location = str(place.root)
    checkpoints = {
        kind: state
        for kind in (*KINDS, "forebear")
        if (state := database.checkpoint(kind, location)) is not None
    }
    before = frozenset(checkpoints)
    facts: dict[str, int] = {}
    if not _is_current(place, checkpoints):
        # The readers are only loaded where there is something to read.
        from forebear.sources.dvc.source import DvcSource
        from forebear.sources.git.repository import GitRepository
        from forebear.sources.git.source import GitSource
        from forebear.sources.gto.source import GtoSource

        with GitRepository(place.root) as repository:
            dvc = DvcSource(repository)
            dvc.begin(checkpoints.get(dvc.kind))
            gto = GtoSource(repository, shared=not project.owns_database)
            sources: tuple[Source, ...] = (GitSource(repository), dvc, gto)
            with uncollected():
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
    return before, checkpoints, facts


def _all_current(project: Project, place: GitPlace | None, known: Glance) -> bool:
    """Whether nothing is new in a project's Git, and in what was witnessed there if that is wanted."""
    if place is None:
        return True
    if not _is_current(place, known.checkpoints):
        return False
    return not project.beside or _is_witnessed(place, known.checkpoints)


def _nothing_here(root: Path) -> ActionableError:
    return ActionableError(
        "This folder has no Git repository, and no other records that Forebear reads.",
        where=str(root),
        todo="Open a folder that is under Git, or run `git init` in this one and commit.",
    )


def _no_such_source(location: str) -> ActionableError:
    return UsageError(
        "There is no such source.", where=location, todo="`forebear sources` lists those of the project."
    )


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


def _named(facts: Iterator[Fact], repository: str) -> Iterator[Fact]:
    """Say of references whose they are."""
    return (replace(fact, repository=repository) if isinstance(fact, Ref) else fact for fact in facts)


def _key(found: Found) -> tuple[str, str]:
    return found.kind, found.location


def _found(
    place: GitPlace,
    known: Glance,
    facts: Mapping[str, int] | None = None,
    before: Container[str] = (*KINDS, "forebear"),
) -> list[SourceReport]:
    """Return the sources that the project has: DVC only where its history holds files of DVC's."""
    watched = place.watched()
    return [
        SourceReport(kind, str(place.root), (facts or {}).get(kind, 0), kind not in before, watched)
        for kind in (*KINDS, "forebear")
        if kind in known.checkpoints and has_records(known.checkpoints[kind])
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
