"""Which artifact a digest names: contents seen by several tools become one node."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, select

from forebear.lineage import schema
from forebear.lineage.tables import Conflict, Row, Tables, among, fitting
from forebear.lineage.words import Artifact, ArtifactType, Digest, NodeKind, Origin

OPAQUE = frozenset({"etag", "checksum"})
"""Digests that are no function of the bytes alone: they name an artifact only together with its name."""

# Of two artifacts that turn out to be one, the more telling type stays; FILE says nothing.
_SAYS = {type_.value: type_.says for type_ in ArtifactType}
_PREFERENCE = {name: rank for rank, name in enumerate(("md5", "sha256", "git", "md5-dos2unix"))}


def digest_key(digest: Digest, name: str) -> str:
    """Return what `digest` is looked up by, for an artifact called `name`."""
    if digest.algorithm in OPAQUE:
        return fitting(f"{digest.algorithm}:{digest.value} {name}")
    return f"{digest.algorithm}:{digest.value}"


def digest_of(key: str) -> Digest:
    """Return the digest that `digest_key` made `key` from."""
    algorithm, _, value = key.partition(":")
    return Digest(algorithm, value.partition(" ")[0] if algorithm in OPAQUE else value)


def preference(key: str) -> tuple[int, str]:
    """Sort key of digest keys: the one an artifact is best known by comes first."""
    return _PREFERENCE.get(key.partition(":")[0], len(_PREFERENCE)), key


def last_part(path: str) -> str:
    """Return the last part of a path or URL."""
    return path.rstrip("/").rpartition("/")[2]


@dataclass(slots=True)
class _Known:
    """What is known of an artifact in this write; `described` once an Artifact fact spoke of it."""

    key: str
    name: str
    type: str = ArtifactType.FILE.value
    size: int | None = None
    files: int | None = None
    described: bool = False

    def take(self, name: str, type_: str, size: int | None, files: int | None) -> bool:
        """Add what another fact says; return whether that was news."""
        before = (self.name, self.type, self.size, self.files, self.described)
        if name and not (self.described and self.name):
            self.name = name
        if _SAYS[type_] > _SAYS[self.type]:
            self.type = type_
        self.size = size if self.size is None else self.size
        self.files = files if self.files is None else self.files
        self.described = True
        return before != (self.name, self.type, self.size, self.files, self.described)


class Artifacts:
    """The artifacts of one write: finds their nodes, makes new ones, joins those that share a digest.

    `new_id` gives the next free node id. Nothing reaches the database before `flush`.
    """

    def __init__(self, connection: Connection, new_id: Callable[[], int], *, empty: bool) -> None:
        self._connection = connection
        self._tables = Tables(connection)
        self._new_id = new_id
        self._empty = empty
        self._ids: dict[str, int] = {}
        self._joined: dict[int, int] = {}  # node that is gone -> node that it became part of
        self._known: dict[int, _Known] = {}
        self._opaque: dict[str, int] = {}
        self._new: set[int] = set()
        self._changed: set[int] = set()
        self._new_digests: list[str] = []
        self._merges: list[tuple[int, int]] = []
        self.touched: set[int] = set()  # nodes that are called differently now
        self.count = 0  # artifacts that were not known before this write

    def load(self, keys: Iterable[str]) -> None:
        """Learn what the database knows of these digest keys; must come before they are used."""
        if self._empty:
            return
        wanted = [key for key in keys if key not in self._ids]
        node, artifact, digest = schema.node, schema.artifact, schema.digest
        for condition in among(digest.c.key, wanted):
            query = (
                select(digest.c.key, node.c.id, node.c.key, node.c.name, artifact)
                .join_from(digest, node, digest.c.node == node.c.id)
                .outerjoin(artifact, artifact.c.node == node.c.id)
                .where(condition)
            )
            for key, id_, preferred, name, described, type_, size, files in self._connection.execute(query):
                self._ids[key] = id_
                if id_ not in self._known:
                    self._known[id_] = _Known(
                        preferred, name, type_ or ArtifactType.FILE.value, size, files, described is not None
                    )

    def add(self, artifact: Artifact) -> int:
        """Take in an Artifact fact and return its node; it must have a digest."""
        keys = [digest_key(digest, artifact.name) for digest in artifact.digests]
        found = {self.find(self._ids[key]) for key in keys if key in self._ids}
        if not found:
            id_ = self._make(keys[0], artifact.name)
        else:
            id_ = min(found)
            for other in found - {id_}:
                self._join(other, id_)
        known = self._known[id_]
        for key in keys:
            if key not in self._ids:
                self._name(key, id_)
        if len(keys) > 1:
            best = min(keys, key=preference)
            if preference(best) < preference(known.key):
                known.key = best
                self._changed.add(id_)
        if known.take(artifact.name, artifact.type.value, artifact.size, artifact.files):
            self._changed.add(id_)
        return id_

    def at(self, digest: Digest, path: str) -> int:
        """Return the node of what a run or a commit has at `path`; makes one where the digest is new."""
        key = f"{digest.algorithm}:{digest.value}"
        if digest.algorithm in OPAQUE:
            key = digest_key(digest, last_part(path))
        id_ = self._ids.get(key)
        if id_ is None:
            return self._make(key, last_part(path))
        return self.find(id_)

    def of(self, digest: Digest) -> int:
        """Return the node of a digest that comes without a path."""
        key = f"{digest.algorithm}:{digest.value}"
        if digest.algorithm not in OPAQUE:
            id_ = self._ids.get(key)
            return self._make(key, "") if id_ is None else self.find(id_)
        if key not in self._opaque and not self._empty:
            table = schema.digest
            like = select(table.c.node).where(table.c.key.startswith(key + " ", autoescape=True))
            id_ = self._connection.execute(like.order_by(table.c.node)).scalar()
            if id_ is not None:
                self._opaque[key] = id_
        return self.find(self._opaque[key]) if key in self._opaque else self._make(key + " ", "")

    def elsewhere(self, key: str, name: str) -> int:
        """Return the node of something in another place that is known by no digest, only by `key`."""
        return self._ids.get(key) or self._make(key, name, digest=False)

    def load_elsewhere(self, keys: Iterable[str]) -> None:
        """Learn which of these keys of `elsewhere` the database knows."""
        if self._empty:
            return
        node = schema.node
        wanted = [key for key in keys if key not in self._ids]
        for key, id_ in self._tables.rows((node.c.key, node.c.id), node.c.key, wanted):
            self._ids[str(key)] = int(str(id_))

    def find(self, id_: int) -> int:
        """Return the node that `id_` is part of by now."""
        while id_ in self._joined:
            id_ = self._joined[id_]
        return id_

    def new_nodes(self, origin: Origin) -> list[Row]:
        """Return rows of `node` for what is new; they must be in the database before `flush`."""
        kind, known = NodeKind.ARTIFACT.value, self._known
        return [(id_, kind, known[id_].key, known[id_].name, origin.value) for id_ in sorted(self._new)]

    def flush(self) -> int:
        """Write digests, descriptions and joins; return how many rows changed."""
        for merge in self._merges:
            self._write_merge(*merge)
            self.touched.add(merge[1])
        changed = len(self._merges)
        self._merges.clear()
        old = self._changed - self._new
        self.touched |= old
        changed += self._tables.execute(
            "UPDATE node SET key = ?, name = ? WHERE id = ?",
            [(self._known[id_].key, self._known[id_].name, id_) for id_ in old],
        )
        changed += self._tables.insert(
            schema.digest, [(key, self.find(self._ids[key])) for key in self._new_digests]
        )
        described = [
            (id_, known.type, known.size, known.files)
            for id_ in sorted(self._changed)
            if (known := self._known[id_]).described
        ]
        changed += self._tables.insert(schema.artifact, described, Conflict.REPLACE)
        self._new.clear()
        self._changed.clear()
        self._new_digests.clear()
        return changed

    def _make(self, key: str, name: str, *, digest: bool = True) -> int:
        id_ = self._new_id()
        self._known[id_] = _Known(key, name)
        self._new.add(id_)
        self.count += 1
        if digest:
            self._name(key, id_)
        else:
            self._ids[key] = id_
        return id_

    def _name(self, key: str, id_: int) -> None:
        self._ids[key] = id_
        self._new_digests.append(key)
        if key.partition(":")[0] in OPAQUE:
            self._opaque.setdefault(key.partition(" ")[0], id_)

    def _join(self, gone: int, kept: int) -> None:
        self._joined[gone] = kept
        other, known = self._known.pop(gone), self._known[kept]
        known.key = min(known.key, other.key, key=preference)
        if other.described:
            known.take(other.name, other.type, other.size, other.files)
        elif not known.name:
            known.name = other.name
        self._changed.add(kept)
        self._changed.discard(gone)
        if gone in self._new:
            self._new.remove(gone)
            self.count -= 1
        else:
            self._merges.append((gone, kept))

    def _write_merge(self, gone: int, kept: int) -> None:
        """Hand all that hangs on one node over to another. What both have stays once."""
        for table, column in (
            (schema.edge, "source"),
            (schema.edge, "target"),
            (schema.metric, "node"),
            (schema.parameter, "node"),
            (schema.came_from, "artifact"),
            (schema.called, "node"),
            (schema.evidence, "source"),
            (schema.evidence, "target"),
            (schema.place, "artifact"),
            (schema.metric_series, "node"),
            (schema.tag, "node"),
        ):
            columns = ", ".join(f'"{each.name}"' for each in table.c)
            values = ", ".join("?" if each.name == column else f'"{each.name}"' for each in table.c)
            # Only names of our own tables and columns are put into these statements.
            copy = f"INSERT INTO {table.name} ({columns}) SELECT {values} FROM {table.name}"  # noqa: S608
            self._tables.execute(f'{copy} WHERE "{column}" = ? ON CONFLICT DO NOTHING', [(kept, gone)])
            self._tables.execute(f'DELETE FROM {table.name} WHERE "{column}" = ?', [(gone,)])  # noqa: S608
        self._tables.execute("UPDATE held SET node = ? WHERE node = ?", [(kept, gone)])
        self._tables.execute("UPDATE mention SET artifact = ? WHERE artifact = ?", [(kept, gone)])
        self._tables.execute("UPDATE digest SET node = ? WHERE node = ?", [(kept, gone)])
        self._tables.execute("DELETE FROM artifact WHERE node = ?", [(gone,)])
        self._tables.execute("DELETE FROM node WHERE id = ?", [(gone,)])
