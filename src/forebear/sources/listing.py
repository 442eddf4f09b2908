"""How the sources of a project stand: found or added, read or not, with what problems."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from forebear.lineage.glance import glance
from forebear.lineage.project import Project
from forebear.lineage.words import NodeKind, Problem
from forebear.sources.details import Detail, Told
from forebear.sources.git.place import GitPlace
from forebear.sources.reading import Reader, has_records
from forebear.sources.reads import Read, Reads
from forebear.sources.tool import Found

_OWN = {
    "git": "Git repository",
    "dvc": "Records of DVC",
    "gto": "Model registry in tags of Git",
    "forebear": "Runs and rebuilds recorded by Forebear",
}
"""What is in a repository itself; it is always read."""
_TOOLS = {"git": "Git", "dvc": "DVC", "gto": "GTO", "forebear": "Forebear"}

Named = tuple[str, str]
"""Kind and location."""
State = Mapping[str, object]


class Standing(StrEnum):
    """How a source stands; the worst counts."""

    NEW = "new"  # not read yet
    FINE = "fine"
    PROBLEMS = "problems"  # some of it could not be read
    UNREACHABLE = "unreachable"  # nothing of it could be read this time
    GONE = "gone"  # it is not where it was
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Listed:
    """A source of a project.

    Attributes: `root` the project's folder; `tool` what people call its tool; `added` a person named it, else
    it was found; `fixed` it is part of the repository and cannot be switched off; `read_at` None = never
    here; `watched` paths whose change means that there may be something new.
    """

    found: Found
    root: Path
    tool: str
    standing: Standing = Standing.NEW
    added: bool = False
    fixed: bool = False
    read_at: datetime | None = None
    facts: int = 0
    problems: tuple[Problem, ...] = ()
    watched: tuple[Path, ...] = ()

    @property
    def named(self) -> Named:
        """What names it."""
        return self.found.kind, self.found.location


@dataclass(frozen=True, slots=True)
class Listing:
    """All sources of a project, in the order in which they are read.

    Attributes: `offered` what was found in usual places and is not read; `remaps` folders that have moved;
    `tools` kind and title of those that can be read; `problems` those of no source that is listed.
    """

    sources: tuple[Listed, ...]
    offered: tuple[tuple[Found, str], ...]
    remaps: tuple[tuple[str, str], ...]
    tools: tuple[tuple[str, str], ...]
    problems: tuple[Problem, ...]


def list_sources(project: Project) -> Listing:
    """Look at what there is and what is known of it; reads no source, asks no network."""
    sources: list[Listed] = []
    offered: list[tuple[Found, str]] = []
    remaps: dict[str, str] = {}
    tools: dict[str, str] = {}
    troubles: list[Problem] = []
    with _known(project) as known:
        for root in project.roots:
            place = GitPlace.find(root)
            if place is not None:
                sources += _own(place, known, alone=not project.beside and project.owns_database)
            with Reader.of(root, place) as reader:
                found, more = _others(reader, known)
                sources += found
                offered += more
                remaps.update(reader.choices.remaps)
                tools.update({tool.kind: tool.title for tool in reader.catalogue})
                troubles += [*reader.catalogue.problems, *reader.problems]
        sources, left = _with_problems(sources, known.problems)
    reads = Reads(project).all()
    return Listing(
        tuple(_with_reads(source, reads) for source in sources),
        tuple(offered),
        tuple(remaps.items()),
        tuple(tools.items()),
        tuple(dict.fromkeys([*troubles, *left])),
    )


def _own(place: GitPlace, known: _Known, *, alone: bool) -> list[Listed]:
    """Return what the repository itself holds; DVC and GTO where their records were found.

    `alone`: all commits of the lineage are of this repository.
    """
    watched = place.watched()
    details = (Detail(Told.COMMITS, known.commits),) if alone and known.commits > 1 else ()
    listed = []
    for kind, title in _OWN.items():
        state = known.state((kind, str(place.root)))
        if kind != "git" and (state is None or not has_records(state)):
            continue
        standing = Standing.NEW if state is None else Standing.FINE
        listed.append(
            Listed(
                Found(kind, str(place.root), title, details if kind == "git" else ()),
                place.root,
                _TOOLS[kind],
                standing,
                fixed=True,
                watched=watched if kind == "git" else (),
            )
        )
    return listed


def _others(reader: Reader, known: _Known) -> tuple[list[Listed], list[tuple[Found, str]]]:
    """Return the other tools' sources that are read or switched off, and what is only offered."""
    choices, catalogue = reader.choices, reader.catalogue
    discovered = {(each.kind, each.location): each for each in reader.discovered()}
    wanted = [named for named, each in discovered.items() if each.inside]
    wanted += [named for named in choices.added if named not in wanted]
    root = reader.context.root
    # What was read once and is not found any more: a folder that was deleted, a drive that is not there.
    wanted += [
        (kind, location)
        for kind, location in known.named
        if (kind, location) not in wanted and kind in catalogue and Path(location).is_relative_to(root)
    ]
    listed = []
    for kind, location in wanted:
        state = known.state((kind, location))
        off, added = (kind, location) in choices.off, (kind, location) in choices.added
        # A tool that reads the history of any repository has found nothing in that of this one.
        if kind not in catalogue or not (off or added or state is None or has_records(state)):
            continue
        tool = catalogue[kind]
        there = (kind, location) in discovered or _is_there(location)
        found = (
            discovered.get((kind, location))
            or (reader.at(kind, location) if there and "://" not in location else None)
            or Found(kind, location, tool.title, inside=False)
        )
        standing = (
            Standing.OFF
            if off
            else Standing.GONE
            if not there
            else Standing.NEW
            if state is None
            else Standing.FINE
        )
        watched = reader.watched(found) if there else (Path(location).parent,)
        listed.append(Listed(found, root, tool.title, standing, added, watched=watched))
    offered = [
        (each, catalogue[each.kind].title if each.kind in catalogue else each.kind)
        for named, each in discovered.items()
        if not each.inside and named not in choices.added
    ]
    return listed, offered


def _is_there(location: str) -> bool:
    return "://" in location or Path(location).exists()


@dataclass(frozen=True, slots=True)
class _Known:
    """What the lineage knows: the state of a source, those with one, all problems, how many commits."""

    state: Callable[[Named], State | None] = lambda _named: None
    named: tuple[Named, ...] = ()
    problems: tuple[Problem, ...] = ()
    commits: int = 0


@contextmanager
def _known(project: Project) -> Iterator[_Known]:
    """Look at the lineage as it is.

    A look at SQLite where that is enough; else the database is opened, and nothing is made where there is
    none.
    """
    seen = glance(project.database_url, str(project.root))
    if seen is not None:
        states = {
            **seen.others,
            **{(kind, str(project.root)): state for kind, state in seen.checkpoints.items()},
        }
        yield _Known(states.get, tuple(states), seen.problems, seen.counts.get(NodeKind.COMMIT, 0))
        return
    file = project.database_url.removeprefix("sqlite:///")
    if file != project.database_url and not Path(file).is_file():
        yield _Known()
        return
    from forebear.lineage.database import Database
    from forebear.lineage.questions import Questions

    database = Database.open(project.database_url, create=False, read_only=True)
    try:
        questions = Questions(database)
        commits = questions.counts().get(NodeKind.COMMIT, 0)
        yield _Known(lambda named: database.checkpoint(*named), (), questions.problems(), commits)
    finally:
        database.close()


def _with_problems(
    sources: Sequence[Listed], problems: Sequence[Problem]
) -> tuple[list[Listed], list[Problem]]:
    """Give each source its problems, and return those that are of none."""
    mine: dict[Named, list[Problem]] = {source.named: [] for source in sources}
    left = []
    for problem in problems:
        named = [name for name in mine if name[0] == problem.source]
        if not named:
            left.append(problem)
            continue
        at = [name for name in named if problem.where.startswith(name[1])]
        mine[max(at, key=lambda name: len(name[1])) if at else named[0]].append(problem)
    return [_troubled(source, tuple(mine[source.named])) for source in sources], left


def _troubled(source: Listed, problems: tuple[Problem, ...]) -> Listed:
    if source.standing in (Standing.OFF, Standing.GONE) or not problems:
        return replace(source, problems=problems)
    whole = any(problem.where == source.found.location for problem in problems)
    return replace(source, problems=problems, standing=Standing.UNREACHABLE if whole else Standing.PROBLEMS)


def _with_reads(source: Listed, reads: Mapping[Named, Read]) -> Listed:
    read = reads.get(source.named)
    return source if read is None else replace(source, read_at=read.at, facts=read.facts)
