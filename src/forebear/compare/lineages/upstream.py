"""What a version was made from: the part of the lineage upstream of it, as that version sees it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from forebear.compare.comparison import Version
from forebear.compare.paths import is_code
from forebear.lineage.answers import Edge, Holding, Node, ParameterValue
from forebear.lineage.describing import Describer
from forebear.lineage.facts import Slot
from forebear.lineage.questions import Look, Questions
from forebear.lineage.words import ArtifactType, NodeKind, Role

if TYPE_CHECKING:
    from forebear.lineage.graph import Adjacency

_MADE = frozenset((Role.OUTPUT, Role.METRICS, Role.PLOT))
_READ = frozenset((Role.INPUT, Role.PATCH))
_CAME = frozenset((Role.PART, Role.IMPORT, Role.REVISION))
_BESIDE = (ArtifactType.CONFIG, ArtifactType.METRICS, ArtifactType.PLOT)
_LATEST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing that a version was made from, or holds.

    `names` are what it is called in that version and found again by in another: the paths of an artifact, the
    name of a run, the runs of an environment, `code` for the commit; the first is shown. `given` are a run's
    parameters as (name, value). `place` is the path where a run read what it made again somewhere else: the
    same content twice, of which one piece was there before the run. `own` says that the version itself
    holds it, not only something that it was made from.
    """

    node: Node
    names: tuple[str, ...]
    given: tuple[tuple[str, str], ...] = ()
    place: str = ""
    own: bool = False

    @property
    def content(self) -> str:
        """The same for the same thing in every version, wherever it is."""
        return f"{self.node.kind}:{self.node.key}"

    @property
    def key(self) -> str:
        """What it is known by in its version."""
        return f"{self.content}@{self.place}" if self.place else self.content


@dataclass(frozen=True, slots=True)
class Link:
    """An edge between two pieces, by their keys, in the direction in which data flows."""

    source: str
    target: str
    role: Role
    path: str = ""


@dataclass(frozen=True, slots=True)
class Upstream:
    """What the version `label` was made from; `heading` says what and when it is.

    `subject` is the key of what was asked for, "" for a revision. `bare` says that nothing is recorded of
    what it was made from. `stale` are the runs of a revision that read at a path what the revision does not
    hold there, as (run, path): their record is older than what stands beside it.
    """

    label: str
    heading: str
    pieces: tuple[Piece, ...]
    links: tuple[Link, ...]
    subject: str = ""
    bare: bool = False
    stale: tuple[tuple[str, str], ...] = ()


CODE = "code"
"""What the commit of a version is called, whatever its message: it is all of its code."""


def upstream_of(questions: Questions, version: Version) -> Upstream:
    """Return what a version was made from.

    Of several runs that made the same bytes those count that the version's commit holds, else the first one
    ever. Commits are one piece, the version's code: where a run names the code that it read, the code leads
    to these files, else to the run itself. A parameters file leads to the runs that were given its values.
    """
    subject = questions.resolve(version.ref).node
    held = questions.held(version.commit) if version.commit else ()
    with questions.look() as look:
        walk = _Walk(look, {item.node.id for item in held})
        run = None
        if version.run is not None:
            run = questions.node(NodeKind.RUN, version.run)
            walk.favour(run.id)
        if subject.kind is NodeKind.COMMIT:
            runs = [item.node.id for item in held if item.slot is Slot.RUN]
            walk.go(runs, outputs=True)
            walk.go(_shown(held, walk))
        elif subject.kind is NodeKind.RUN:
            walk.go([subject.id], outputs=True)
        else:
            walk.go([subject.id])
        edges = walk.edges()
    return _Pieces(questions, version, held, walk, edges).upstream(subject)


def _shown(held: Iterable[Holding], walk: _Walk) -> list[int]:
    """Leave out small files that no run read or wrote, unless there is nothing else."""
    data = [item.node for item in held if item.slot is not Slot.RUN]
    kept = [node.id for node in data if node.type not in _BESIDE]
    return kept if kept or walk.nodes else [node.id for node in data]


class _Walk:
    """Walks upstream layer by layer. `held` are the ids that the version's commit holds.

    Attributes: `nodes` what was met, by id; `own` the ids it started at; `pairs` the pairs of ids that edges
    join on the way; `coded` the runs whose code is known.
    """

    def __init__(self, look: Look, held: set[int]) -> None:
        self._look, self._favoured = look, held
        self._adjacency: Adjacency = look.adjacency
        self.nodes: dict[int, Node] = {}
        self.pairs: set[tuple[int, int]] = set()
        self.coded: set[int] = set()
        self.own: set[int] = set()

    def favour(self, run: int) -> None:
        """Count this run before any other that made the same."""
        self._favoured.add(run)

    def go(self, start: Collection[int], *, outputs: bool = False) -> None:
        """Take in `start`, with `outputs` what these runs made, and all upstream of it."""
        layer = dict.fromkeys(start)
        if outputs:
            for run in start:
                for other in self._adjacency.after(run):
                    if self._adjacency.roles(run, other) & _MADE:
                        self.pairs.add((run, other))
                        layer[other] = None
        self.own |= set(layer)
        waiting = [id_ for id_ in layer if id_ not in self.nodes]
        while waiting:
            known = Describer(self._look.connection).nodes(waiting)
            self.nodes |= known
            found = self._before(known.values())
            waiting = [id_ for id_ in found if id_ not in self.nodes]

    def edges(self) -> list[Edge]:
        """Return the edges that were walked along."""
        part = self._adjacency.part(self.nodes)
        return [edge for edge in part.edges if (edge.source, edge.target) in self.pairs]

    def _before(self, nodes: Iterable[Node]) -> dict[int, None]:
        """Take in the edges that lead to these nodes, and return where they come from."""
        found: dict[int, None] = {}
        unclear: list[tuple[int, list[int]]] = []
        for node in nodes:
            roles = {id_: self._adjacency.roles(id_, node.id) for id_ in self._adjacency.before(node.id)}
            if node.kind is NodeKind.ARTIFACT:
                makers = [id_ for id_, each in roles.items() if each & _MADE]
                origins = [id_ for id_, each in roles.items() if each & _CAME]
                unclear.append((node.id, makers))
                if any(digest.is_directory for digest in node.digests):  # of its files, all are in it
                    self._take(node.id, origins, found)
                else:
                    unclear.append((node.id, origins))
            elif node.kind is NodeKind.RUN:
                self._take(node.id, [id_ for id_, each in roles.items() if each & _READ], found)
                unclear.append((node.id, [id_ for id_, each in roles.items() if Role.ENVIRONMENT in each]))
                if any(Role.CODE in each for each in roles.values()):
                    self.coded.add(node.id)
            else:  # what is registered, for one, came from what it names
                self._take(node.id, [id_ for id_, each in roles.items() if Role.CODE not in each], found)
        self._choose(unclear, found)
        return found

    def _choose(self, unclear: Sequence[tuple[int, list[int]]], found: dict[int, None]) -> None:
        """Of several that may have been before a node take those of the version, else the first ever."""
        several = {id_ for _, ids in unclear if len(ids) > 1 for id_ in ids if id_ not in self._favoured}
        described = Describer(self._look.connection).nodes(several) if several else {}
        for target, ids in unclear:
            chosen = [id_ for id_ in ids if id_ in self._favoured]
            if not chosen and ids:
                chosen = ids[:1] if len(ids) == 1 else [min(ids, key=lambda id_: _age(described.get(id_)))]
            self._take(target, chosen, found)

    def _take(self, target: int, sources: Iterable[int], found: dict[int, None]) -> None:
        for source in sources:
            self.pairs.add((source, target))
            found[source] = None


def _age(node: Node | None) -> tuple[int, datetime, str]:
    """Order candidates: what is recorded before what is assumed, the oldest first."""
    if node is None:
        return 9, _LATEST, ""
    return list(type(node.origin)).index(node.origin), node.when or _LATEST, node.key


class _Pieces:
    """Makes the pieces of what a walk met."""

    def __init__(
        self,
        questions: Questions,
        version: Version,
        held: Iterable[Holding],
        walk: _Walk,
        edges: list[Edge],
    ) -> None:
        self._version = version
        self._walk, self._edges = walk, edges
        self._nodes = dict(walk.nodes)
        self._held: dict[int, list[str]] = defaultdict(list)
        self._files: dict[str, Node] = {}
        for item in held:
            self._held[item.node.id].append(item.path)
            if item.slot is Slot.PARAMETERS:
                self._files[item.path] = item.node
        runs = [id_ for id_, node in self._nodes.items() if node.kind is NodeKind.RUN]
        self._given: Mapping[int, tuple[ParameterValue, ...]] = questions.parameters(runs)
        code = version.commit
        self._code = questions.node(NodeKind.COMMIT, code) if code else None

    def upstream(self, subject: Node) -> Upstream:
        """Return all of it, in an order that does not come from the database."""
        self._read_files()
        copied = self._copied()
        links = {
            Link(self._key(edge.source, copied, edge), self._key(edge.target), edge.role, edge.path)
            for edge in self._edges
        }
        names = self._names()
        if self._code is not None:
            links |= set(self._code_links())
            self._nodes[self._code.id] = self._code
            names[self._code.id] = [CODE]
        pieces = [
            Piece(
                node,
                tuple(dict.fromkeys(names.get(id_) or [node.name or node.key])),
                self._parameters(id_),
                own=id_ in self._walk.own,
            )
            for id_, node in self._nodes.items()
        ]
        for id_, paths in copied.items():
            node = self._nodes[id_]
            pieces.append(Piece(node, tuple(sorted(paths)), place=min(paths)))
            made = [piece for piece in pieces if piece.node is node and not piece.place]
            pieces = [piece for piece in pieces if piece not in made]
            pieces += [replace(piece, names=_without(piece.names, paths)) for piece in made]
        key = "" if subject.kind is NodeKind.COMMIT else f"{subject.kind}:{subject.key}"
        return Upstream(
            self._version.label,
            self._version.heading,
            tuple(sorted(pieces, key=lambda piece: (piece.names, piece.key))),
            tuple(sorted(links, key=lambda link: (link.source, link.target, link.role, link.path))),
            key,
            bare=not links,
            stale=self._stale() if subject.kind is NodeKind.COMMIT else (),
        )

    def _stale(self) -> tuple[tuple[str, str], ...]:
        """What runs of the revision read that it does not hold at that path."""
        holds: dict[str, set[int]] = defaultdict(set)
        for id_, paths in self._held.items():
            for path in paths:
                holds[path].add(id_)
        found = {
            (self._nodes[edge.target].name, edge.path)
            for edge in self._edges
            if edge.role is Role.INPUT and edge.target in self._held and edge.path in holds
            if edge.source not in holds[edge.path]
        }
        return tuple(sorted(found))

    def _key(self, id_: int, copied: Mapping[int, set[str]] = {}, edge: Edge | None = None) -> str:
        node = self._nodes[id_]
        key = f"{node.kind}:{node.key}"
        paths = copied.get(id_, ())
        return f"{key}@{min(paths)}" if paths and edge is not None and edge.path in paths else key

    def _copied(self) -> dict[int, set[str]]:
        """Where a run read at one path what it wrote, byte by byte, to another: the paths it was read at."""
        made: dict[int, set[str]] = defaultdict(set)
        makes: set[tuple[int, int]] = set()
        for edge in self._edges:
            if edge.role in _MADE:
                made[edge.target].add(edge.path)
                makes.add((edge.target, edge.source))
        copied: dict[int, set[str]] = defaultdict(set)
        for edge in self._edges:
            circle = edge.role is Role.INPUT and (edge.source, edge.target) in makes
            if circle and edge.path and edge.path not in made[edge.source]:
                copied[edge.source].add(edge.path)
        return copied

    def _read_files(self) -> None:
        """Join parameters files to the runs that were given their values."""
        joined = {(edge.source, edge.target) for edge in self._edges}
        for run, values in self._given.items():
            for path in sorted({value.source for value in values}):
                file = self._files.get(path)
                if file is not None:
                    self._nodes.setdefault(file.id, file)
                    if (file.id, run) not in joined:
                        self._edges.append(Edge(file.id, run, Role.INPUT, path))

    def _names(self) -> dict[int, list[str]]:
        """Paths of artifacts, held before used; runs of an environment, then its image."""
        names: dict[int, list[str]] = defaultdict(list)
        for id_, paths in self._held.items():
            if id_ in self._nodes and self._nodes[id_].kind is NodeKind.ARTIFACT:
                names[id_] += sorted(paths)
        for edge in sorted(self._edges, key=lambda edge: (edge.role not in _MADE, edge.path)):
            source, target = self._nodes[edge.source], self._nodes[edge.target]
            if edge.role is Role.ENVIRONMENT:
                names[edge.source].append(target.name)
            elif edge.path:
                names[edge.source if source.kind is NodeKind.ARTIFACT else edge.target].append(edge.path)
        for id_, node in self._nodes.items():
            if node.kind is NodeKind.ENVIRONMENT:
                names[id_] = [node.name, *sorted(names[id_])]
        return names

    def _code_links(self) -> Iterable[Link]:
        """The code leads to the files that runs name as code they read, else to the runs."""
        assert self._code is not None  # noqa: S101 - asked before
        code = f"{self._code.kind}:{self._code.key}"
        naming: set[int] = set()
        made = {edge.target for edge in self._edges if edge.role in _MADE}
        for edge in self._edges:
            artifact, run = self._nodes[edge.source], self._nodes[edge.target]
            read = run.kind is NodeKind.RUN and edge.role is Role.INPUT
            if read and artifact.id not in made and _reads_code(artifact, edge):
                naming.add(run.id)
                yield Link(code, self._key(artifact.id), Role.PART, edge.path)
        for run_id in self._walk.coded - naming:
            yield Link(code, self._key(run_id), Role.CODE)

    def _parameters(self, run: int) -> tuple[tuple[str, str], ...]:
        return tuple(
            sorted(
                (f"{each.source}: {each.name}" if each.source else each.name, repr(each.value))
                for each in self._given.get(run, ())
            )
        )


def _without(names: tuple[str, ...], paths: set[str]) -> tuple[str, ...]:
    return tuple(name for name in names if name not in paths) or names


def _reads_code(artifact: Node, edge: Edge) -> bool:
    return artifact.type is ArtifactType.CODE or is_code(edge.path)
