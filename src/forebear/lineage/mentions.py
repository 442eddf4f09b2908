"""Which artifact a run means that names data only by a path or URI."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from sqlalchemy import Connection, delete, func, select

from forebear.lineage import schema
from forebear.lineage.database import Database
from forebear.lineage.facts import Slot
from forebear.lineage.history import Change, History, Place
from forebear.lineage.identity import last_part
from forebear.lineage.place_names import spellings, usual_name
from forebear.lineage.tables import Row, among, fitting
from forebear.lineage.words import Artifact, Known, Role
from forebear.lineage.writing import Writer

_SLOTS = (Slot.DATA, Slot.METRICS, Slot.PLOT, Slot.PARAMETERS, Slot.ENVIRONMENT)
_FROM_RUN = frozenset({Role.OUTPUT.value, Role.METRICS.value, Role.PLOT.value})

Committed = Callable[[str, str], Artifact | None]
"""Says what a commit has at a path in Git itself, None where that is no file or is not here."""


@dataclass(frozen=True, slots=True)
class _Meant:
    """What a mention means: a node, an artifact that has none yet, or a place that is all that is known; and
    how that is known."""

    node: int | None
    said: str = ""
    artifact: Artifact | None = None


def resolve_mentions(
    database: Database,
    roots: Collection[Path] = (),
    committed: Committed = lambda _commit, _path: None,
) -> int:
    """Join runs to the artifacts that they name; return how many were joined anew.

    In this order: what was seen at that place in the version that is named; what the run's commit holds at
    that path, or a directory above it; what a run was given and its commit has there in Git itself, which
    `committed` says; what was seen at that place (before the run began, if that is known);
    else an artifact of which only the place is known. What
    was found once stays; what was not is looked for again each time. `roots` are the projects' folders:
    absolute paths below them are paths in their repositories.
    """
    with database.reading() as connection:
        open_ones = _unresolved(connection)
        if not open_ones:
            return 0
        meant = _Meanings(connection, open_ones, roots, committed)
        found = [(row, meant.of(row)) for row in open_ones]
    news = [(row, each) for row, each in found if _is_new(row, each)]
    if not news:
        return 0
    with database.writing() as connection:
        writer = Writer(connection)
        _join(writer, news)
        writer.finish(changed=True)
    return len(news)


def _is_new(row: Any, meant: _Meant) -> bool:
    """Whether a mention means something else than it was known to."""
    if row.artifact is None or meant.artifact is not None:
        return True
    return bool(row.key != _key(row) if meant.node is None else meant.node != row.artifact)


def _key(row: Any) -> str:
    """Return what the place of a mention is known by where nothing else is known."""
    name = usual_name(row.place)
    return fitting(f"{name}@{row.version}" if row.version else name)


def path_in_repository(place: str, roots: Iterable[Path]) -> str | None:
    """Return a place as a path in a repository (`data/train.csv`), None where it is none."""
    if "://" in place:
        if not place.startswith("file://"):
            return None
        place = unquote(urlsplit(place).path)
    path = PurePosixPath(place.replace("\\", "/"))
    if path.is_absolute():
        inside = [path.relative_to(str(root)) for root in roots if path.is_relative_to(str(root))]
        if not inside:
            return None
        path = inside[0]
    parts = [part for part in path.parts if part != "."]
    return "/".join(parts) if parts and ".." not in parts and ":" not in parts[0] else None


class _Meanings:
    """Finds what mentions mean, from one connection."""

    def __init__(
        self, connection: Connection, rows: Collection[Any], roots: Collection[Path], committed: Committed
    ) -> None:
        self._roots = roots
        self._committed = committed
        runs = {row.run for row in rows}
        self._commits = _commits_of(connection, runs)
        self._held: Mapping[str, Mapping[Place, Change]] = (
            History(connection).through(_SLOTS) if self._commits else {}
        )
        self._began = _began(connection, runs)
        named = {row.place for row in rows}
        inside = {path for place in named if (path := path_in_repository(place, roots))}
        self._seen = _seen(connection, named | inside)

    def of(self, row: Any) -> _Meant:
        """Return what a row of `mention` means."""
        path = path_in_repository(row.place, self._roots)
        places = dict.fromkeys(map(usual_name, (row.place, path or row.place)))
        seen = [
            each for place in places for each in self._seen.get(place, ()) if row.version in ("", each[1])
        ]
        # A version of a place says more than the commit, which may hold another one.
        for sha in self._commits.get(row.run, ()) if path and not (row.version and seen) else ():
            said = f"named by {row.said or 'its record'}: {path} at {sha[:10]}"
            node, holder = _holding(self._held.get(sha, {}), path or "")
            if node is not None:
                return _Meant(node, said if holder == path else f"{said}, which is in {holder}")
            # What a run made is committed after it, if at all.
            artifact = None if row.role in _FROM_RUN else self._committed(sha, path or "")
            if artifact is not None:
                return _Meant(None, said, artifact)
        began = self._began.get(row.run)
        before = [each for each in seen if began is None or each[2] is None or each[2] <= began]
        nodes = {node for node, _, _ in before or seen}
        if nodes:
            node, version, _ = max(before or seen, key=lambda each: (each[2] or 0, each[0]))
            which = f" (version {version})" if version else ""
            doubt = "; the newest of several that were seen there" if len(nodes) > 1 else ""
            return _Meant(node, f"named by {row.said or 'its record'}: seen at {row.place}{which}{doubt}")
        return _Meant(None, f"named by {row.said}" if row.said else "")


def _unresolved(connection: Connection) -> list[Any]:
    """Return the mentions that mean nothing yet, or an artifact of which no digest is known."""
    mention, digest, node = schema.mention, schema.digest, schema.node
    known = select(digest.c.node).where(digest.c.node == mention.c.artifact)
    query = select(mention, node.c.key).outerjoin(node, node.c.id == mention.c.artifact)
    return list(connection.execute(query.where(mention.c.artifact.is_(None) | ~known.exists())))


def _commits_of(connection: Connection, runs: Collection[int]) -> Mapping[int, list[str]]:
    edge, node = schema.edge, schema.node
    found: dict[int, list[str]] = defaultdict(list)
    for condition in among(edge.c.target, runs):
        query = (
            select(edge.c.target, node.c.key)
            .join(node, node.c.id == edge.c.source)
            .where(condition, edge.c.role == Role.CODE.value)
        )
        for run, sha in connection.execute(query):
            found[run].append(sha)
    return found


def _began(connection: Connection, runs: Collection[int]) -> Mapping[int, int]:
    run = schema.run
    found: dict[int, int] = {}
    for condition in among(run.c.node, runs):
        query = select(run.c.node, run.c.started_at).where(condition, run.c.started_at.is_not(None))
        found.update(map(tuple, connection.execute(query)))
    return found


def _seen(connection: Connection, places: Collection[str]) -> Mapping[str, list[tuple[int, str, int | None]]]:
    """Return what was seen at places, in which version and when, by their usual names."""
    table = schema.place
    wanted = {usual_name(place) for place in places}
    query = select(table.c.place, table.c.artifact, table.c.version, table.c.seen_at)
    every = connection.execute(select(func.count()).select_from(table)).scalar_one()
    # Of each place several names have to be asked for, unless all that is known is not much more.
    spelled = [] if every <= len(wanted) * 4 else {each for place in wanted for each in spellings(place)}
    queries = [query.where(condition) for condition in among(table.c.place, spelled)] if spelled else [query]
    found: dict[str, list[tuple[int, str, int | None]]] = defaultdict(list)
    for each in queries:
        for place, node, version, at in connection.execute(each):
            if (name := usual_name(place)) in wanted:
                found[name].append((node, version, at))
    return found


def _holding(held: Mapping[Place, Change], path: str) -> tuple[int | None, str]:
    """Return what a commit holds at a path, or in the nearest directory above that is held as a whole."""
    for slot in _SLOTS:
        change = held.get((slot, path))
        if change is not None:
            return change.node, path
    above = PurePosixPath(path).parents
    for folder in map(str, above):
        change = held.get((Slot.DATA, folder))
        if change is not None:
            return change.node, folder
    return None, ""


def _join(writer: Writer, news: Collection[tuple[Any, _Meant]]) -> None:
    keys = {row: _key(row) for row, _ in news}
    names = {
        keys[row]: last_part(row.place)
        for row, meant in news
        if meant.node is None and meant.artifact is None
    }
    writer.artifacts.load_elsewhere(names)
    elsewhere = {place: writer.artifacts.elsewhere(place, name) for place, name in names.items()}
    in_git = {row: meant.artifact for row, meant in news if meant.artifact is not None}
    made = writer.artifacts_at((row.place, artifact) for row, artifact in in_git.items())
    of_git = dict(zip(in_git, (node for _, node in made), strict=True))
    writer.flush_nodes()
    connection, edge, evidence = writer.connection, schema.edge, schema.evidence
    edges: list[Row] = []
    said: list[Row] = []
    resolved: list[Row] = []
    nodes: set[int] = set()
    for row, meant in news:
        node = writer.artifacts.find(of_git[row] if row in of_git else meant.node or elsewhere[keys[row]])
        if row.artifact is not None:
            ends = (row.run, row.artifact) if row.role in _FROM_RUN else (row.artifact, row.run)
            for table in (edge, evidence):
                connection.execute(
                    delete(table).where(
                        table.c.source == ends[0], table.c.target == ends[1], table.c.path == row.place
                    )
                )
        ends = (row.run, node) if row.role in _FROM_RUN else (node, row.run)
        edges.append((*ends, row.role, row.place))
        said.append((*ends, row.role, row.place, Known.NAMED.value, meant.said))
        nodes.add(node)
        resolved.append((node, row.run, row.place, row.version, row.role))
    writer.tables.insert(edge, edges)
    writer.tables.insert(evidence, said)
    writer.tables.execute(
        "UPDATE mention SET artifact = ? WHERE run = ? AND place = ? AND version = ? AND role = ?", resolved
    )
    writer.touch(nodes)
