"""Keeps the index of what people look for in step with the lineage; `names` reads it.

A name is a text by which a person may know a node: what it is called, the paths at which it was held, made or
used, the command of a run, the tags and branches of a commit, the image of an environment. Nodes of one kind
share a text: a thousand versions of a model are one name with a thousand nodes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from enum import IntEnum
from typing import Any, cast

from sqlalchemy import ColumnElement, Connection, Select, func, select

from forebear.lineage import schema
from forebear.lineage.batches import batched
from forebear.lineage.rows import command_of, ref_of
from forebear.lineage.spelling import LONGEST, words_of
from forebear.lineage.tables import BATCH, Row, Tables, among
from forebear.lineage.words import ArtifactType, NodeKind, RefKind, Role

_SHIFT = 40  # bits of a name's id below its kind
_KNOWN = 200_000  # names that are remembered while writing
_SLICE = 20_000  # nodes whose names are worked out together
_MADE = (Role.OUTPUT.value, Role.METRICS.value, Role.PLOT.value, Role.REBUILT.value)
_LETTERS = range(4, 25)  # lengths of words that are worth mending

# Only names of our own tables are put into these statements.
_INDEX = f"INSERT INTO {schema.NAME_SEARCH} (rowid, words) VALUES (?, ?)"  # noqa: S608
_CLEAR = f"INSERT INTO {schema.NAME_SEARCH} ({schema.NAME_SEARCH}) VALUES ('delete-all')"  # noqa: S608
_FORGET = f"INSERT INTO {schema.NAME_SEARCH} ({schema.NAME_SEARCH}, rowid, words) VALUES ('delete', ?, ?)"  # noqa: S608

Pair = tuple[int, str]
"""What kind of thing a text names (the number of a `NameKind`), and the text."""


Chosen = Callable[[ColumnElement[int]], ColumnElement[bool]]
"""Says of a column with nodes which of them are meant."""


class NameKind(IntEnum):
    """What a name names. Of two that fit alike, the smaller number is wanted more often.

    The numbers are in the database: to change one, add a migration, after which all names are made anew.
    """

    MODEL_VERSION = 10
    MODEL = 20
    DATASET = 30
    TAG = 40
    BRANCH = 50
    RUN = 60
    COMMIT = 70
    EXPERIMENT = 80
    METRICS = 90
    PLOT = 100
    REBUILD = 110
    ENVIRONMENT = 120
    IMAGE_ARCHIVE = 130
    FILE = 140
    CODE = 150
    CONFIG = 160

    @property
    def ids(self) -> range:
        """The ids that names of this kind can have; later names have greater ones."""
        return range(self << _SHIFT, (self + 1) << _SHIFT)

    @classmethod
    def of(cls, id_: int) -> NameKind:
        """Return the kind of the name with this id."""
        return cls(id_ >> _SHIFT)


# As plain numbers: each look at a member of an enumeration costs more than the rest of the work on a name.
_REFS = {
    RefKind.TAG.value: int(NameKind.TAG),
    RefKind.REGISTRY.value: int(NameKind.TAG),
    RefKind.BRANCH.value: int(NameKind.BRANCH),
    RefKind.REMOTE_BRANCH.value: int(NameKind.BRANCH),
    RefKind.EXPERIMENT.value: int(NameKind.EXPERIMENT),
}
_KINDS = {
    **{(kind.value, ""): int(NameKind[kind.name]) for kind in NodeKind if kind is not NodeKind.ARTIFACT},
    **{(NodeKind.ARTIFACT.value, type_.value): int(NameKind[type_.name]) for type_ in ArtifactType},
    (NodeKind.ARTIFACT.value, ""): int(NameKind.FILE),
}


class Naming:
    """Writes the names of nodes, on the connection of the only writer."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._tables = Tables(connection)
        self._sqlite = connection.dialect.name == "sqlite"
        self._refs: dict[str, list[Pair]] | None = None
        self._next: dict[int, int] = {}
        self._known: dict[Pair, int] = {}  # names that were looked up or made
        self._spelled: set[str] = set()  # words that are in the database
        self._empty = connection.execute(select(schema.name.c.id).limit(1)).first() is None

    def refill(self) -> None:
        """Make all names anew."""
        for table in (schema.called, schema.name, schema.word):
            self._connection.execute(table.delete())
        if self._sqlite:
            self._connection.exec_driver_sql(_CLEAR)
        self._known.clear()
        self._spelled.clear()
        self._next.clear()
        self._empty = True
        self.update(above=0)

    def update(self, *, above: int, touched: Collection[int] = ()) -> None:
        """Write the names of all nodes whose id is greater than `above`, and of those that were touched."""
        last = self._connection.execute(select(func.max(schema.node.c.id))).scalar() or 0
        for start in range(above, last, _SLICE):
            self._write(_between(start, start + _SLICE), old=False)
        old = sorted(id_ for id_ in touched if id_ <= above)
        for some in batched(old, BATCH):
            self._write(_among(some), old=True)

    # what nodes are called

    def _write(self, chosen: Chosen, *, old: bool) -> None:
        wanted = self._called(chosen)
        pairs = {pair for each in wanted.values() for pair in each}
        stale: list[Row] = []
        if old:
            called, name = schema.called, schema.name
            query = select(called.c.node, name.c.id, name.c.text).join_from(called, name)
            for id_, number, text in self._connection.execute(query.where(chosen(called.c.node))).all():
                pair = (number >> _SHIFT, text)
                if pair in wanted.get(id_, ()):
                    wanted[id_].discard(pair)
                else:
                    stale.append((number, id_))
        self._make(pairs)
        known = self._known
        rows = [(known[pair], id_) for id_, each in wanted.items() for pair in each]
        self._tables.insert(schema.called, sorted(rows))
        self._tables.execute("DELETE FROM called WHERE name = ? AND node = ?", stale)
        self._drop({cast("int", number) for number, _ in stale})

    def _called(self, chosen: Chosen) -> dict[int, set[Pair]]:
        """Return what the chosen nodes are called."""
        node, artifact, held, edge = schema.node, schema.artifact, schema.held, schema.edge
        kinds: dict[int, int] = {}
        called: dict[int, set[Pair]] = {}
        query = select(node.c.id, node.c.kind, node.c.key, node.c.name, artifact.c.type)
        for id_, kind, key, name, type_ in self._rows(
            query.outerjoin_from(node, artifact, artifact.c.node == node.c.id), node.c.id, chosen
        ):
            kinds[id_] = number = _KINDS[kind, type_ or ""]
            called[id_] = {(number, name[:LONGEST])} if name else set()
            if kind == "commit":
                called[id_].update(self._refs_at(key))
        paths: Iterable[tuple[Select[Any], ColumnElement[int]]] = (
            (select(held.c.node, held.c.path), held.c.node),
            (select(edge.c.source, edge.c.path).where(edge.c.role == Role.INPUT.value), edge.c.source),
            (select(edge.c.target, edge.c.path).where(edge.c.role.in_(_MADE)), edge.c.target),
        )
        for found, column in paths:
            for id_, path in self._rows(found.distinct(), column, chosen):
                if path and id_ in kinds:
                    called[id_].add((kinds[id_], path[:LONGEST]))
        for id_, text in self._texts(chosen):
            if text:
                called[id_].add((kinds[id_], text[:LONGEST]))
        return called

    def _texts(self, chosen: Chosen) -> Iterator[tuple[int, str]]:
        run, environment, came_from = schema.run, schema.environment, schema.came_from
        commands: dict[str, str] = {}
        for id_, command in self._rows(select(run.c.node, run.c.command), run.c.node, chosen):
            if command not in commands:
                commands[command] = " && ".join(command_of(command))
            yield id_, commands[command]
        images = select(environment.c.node, environment.c.image_id, environment.c.image_digest)
        for id_, *identities in self._rows(images, environment.c.node, chosen):
            yield from ((id_, identity) for identity in identities)
        origins = select(came_from.c.artifact, came_from.c.source, came_from.c.path)
        for id_, source, path in self._rows(origins, came_from.c.artifact, chosen):
            yield id_, f"{source}/{path}" if path else source

    def _rows(self, query: Select[Any], column: ColumnElement[int], chosen: Chosen) -> Iterable[Any]:
        return self._connection.execute(query.where(chosen(column))).all()

    def _refs_at(self, sha: str) -> list[Pair]:
        if self._refs is None:
            self._refs = defaultdict(list)
            for row in self._connection.execute(select(schema.ref)):
                if row.kind in _REFS:
                    ref = ref_of(row)
                    self._refs[row.sha].append((_REFS[row.kind], ref.title[:LONGEST]))
        return self._refs.get(sha, [])

    # names

    def _make(self, pairs: Iterable[Pair]) -> None:
        """Find the ids of these names; make those that are new."""
        if len(self._known) > _KNOWN:
            self._known.clear()
            self._empty = False
        lines = {pair: " ".join(words_of(pair[1])) for pair in pairs if pair not in self._known}
        if not self._empty:
            name = schema.name
            for id_, text in self._tables.rows((name.c.id, name.c.text), name.c.words, set(lines.values())):
                self._known[cast("int", id_) >> _SHIFT, cast("str", text)] = cast("int", id_)
        rows: list[Row] = []
        words: set[str] = set()
        for pair in sorted(lines.keys() - self._known.keys()):
            self._known[pair] = id_ = self._new_id(pair[0])
            rows.append((id_, pair[1], lines[pair]))
            words.update(lines[pair].split())
        self._tables.insert(schema.name, rows)
        if self._sqlite:
            self._tables.execute(_INDEX, [(id_, line) for id_, _, line in rows])
        self._tables.insert(schema.word, sorted((each,) for each in words - self._spelled if mendable(each)))
        self._spelled |= words

    def _new_id(self, kind: int) -> int:
        if kind not in self._next:
            ids, name = NameKind(kind).ids, schema.name
            last = None
            if not self._empty:
                query = select(func.max(name.c.id)).where(name.c.id.between(ids.start, ids.stop - 1))
                last = self._connection.execute(query).scalar()
            self._next[kind] = ids.start if last is None else last + 1
        id_ = self._next[kind]
        self._next[kind] = id_ + 1
        return id_

    def _drop(self, ids: Collection[int]) -> None:
        """Delete those of these names that no node has any more, and words that no name has any more."""
        name, called = schema.name, schema.called
        unused = ~select(called.c.name).where(called.c.name == name.c.id).exists()
        rows = [
            row
            for condition in among(name.c.id, ids)
            for row in self._connection.execute(select(name).where(condition, unused)).all()
        ]
        if self._sqlite:
            self._tables.execute(_FORGET, [(row.id, row.words) for row in rows])
        self._tables.execute("DELETE FROM name WHERE id = ?", [(row.id,) for row in rows])
        for row in rows:
            self._known.pop((row.id >> _SHIFT, row.text), None)
        words = {word for row in rows for word in row.words.split()}
        gone = {word for word in words if mendable(word) and not self._in_use(word)}
        self._tables.execute("DELETE FROM word WHERE text = ?", [(word,) for word in gone])
        self._spelled -= gone

    def _in_use(self, word: str) -> bool:
        search = schema.NAME_SEARCH
        query = (
            f"SELECT rowid FROM {search} WHERE words MATCH ? LIMIT 1"  # noqa: S608
            if self._sqlite
            else "SELECT id FROM name WHERE to_tsvector('simple', words) @@ to_tsquery('simple', %s) LIMIT 1"
        )
        return self._connection.exec_driver_sql(query, (f'"{word}"',)).first() is not None


def mendable(word: str) -> bool:
    """Whether a word is kept by itself, so that a mistyped one can be mended: letters only, not too short."""
    return len(word) in _LETTERS and word.isalpha()


def _between(before: int, last: int) -> Chosen:
    return lambda column: (column > before) & (column <= last)


def _among(ids: Collection[int]) -> Chosen:
    return lambda column: column.in_(ids)
