"""Which fold each node of a lineage belongs to: runs of one stage, artifacts of one path, all commits …

Read in bulk and kept as arrays, so that folding 100,000 nodes makes no objects for them.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, func, select

from forebear.lineage import schema
from forebear.lineage.answers import GroupKind
from forebear.lineage.driver import driven
from forebear.lineage.words import ArtifactType, NodeKind

Ints = NDArray[np.int64]

_MADE = ("output", "metrics", "plot", "rebuilt")


@dataclass(frozen=True, slots=True)
class Fold:
    """What nodes have in common that are drawn as one. `path` is how it is called in full."""

    key: str
    kind: GroupKind
    title: str
    path: str
    of: NodeKind
    type: ArtifactType | None = None


class Folds:
    """The fold of each node.

    Attributes: `folds`; `ids` of all nodes, rising; `number` which of `folds` each belongs to.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._numbers: dict[tuple[NodeKind, str], int] = {}
        self.folds: list[Fold] = []
        self.ids, self.number = self._read()
        del self._connection, self._numbers

    def of(self, ids: Ints) -> Ints:
        """Return the number of the fold of each of some nodes, -1 for those that are not known."""
        if not len(self.ids):
            return np.full(len(ids), -1, dtype=np.int64)
        place = np.minimum(np.searchsorted(self.ids, ids), len(self.ids) - 1)
        found: Ints = np.where(self.ids[place] == ids, self.number[place], -1)
        return found

    def _read(self) -> tuple[Ints, Ints]:
        node = schema.node
        names, types = self._names(), self._types()
        ids: list[int] = []
        numbers: list[int] = []
        # Most nodes are of a fold that is known already, and a look-up is all they cost.
        known: dict[tuple[str, str, str | None], int] = {}
        query = select(node.c.id, node.c.kind, node.c.name).order_by(node.c.id)
        for id_, kind, own in self._rows(query):
            key = (kind, names.get(id_, own), types.get(id_))
            number = known.get(key)
            if number is None:
                number = known[key] = self._number(NodeKind(kind), key[1], key[2])
            ids.append(id_)
            numbers.append(number)
        return np.asarray(ids, dtype=np.int64), np.asarray(numbers, dtype=np.int64)

    def _number(self, kind: NodeKind, name: str, type_: str | None) -> int:
        called = "" if kind is NodeKind.COMMIT else name
        if kind is NodeKind.RUN:
            called = stage_of(name)
        number = self._numbers.get((kind, called))
        if number is None:
            number = self._numbers[kind, called] = len(self.folds)
            self.folds.append(_fold(kind, called))
        if type_ is not None:
            self._refine(number, ArtifactType(type_))
        return number

    def _refine(self, number: int, type_: ArtifactType) -> None:
        fold = self.folds[number]
        if fold.type is None or type_.says > fold.type.says:
            self.folds[number] = Fold(fold.key, fold.kind, fold.title, fold.path, fold.of, type_)

    def _types(self) -> dict[int, str]:
        artifact = schema.artifact
        return dict(self._pairs(select(artifact.c.node, artifact.c.type)))

    def _names(self) -> dict[int, str]:
        """Under which name a node is folded where that is not its own: paths, images, stages."""
        edge, held, environment = schema.edge, schema.held, schema.environment
        rebuild, node = schema.rebuild, schema.node
        made = edge.c.role.in_(_MADE)
        names: dict[int, str] = {}
        # What says best where an artifact belongs comes last: where it was made, then held, then used.
        for query in (
            select(edge.c.source, func.min(edge.c.path))
            .where(edge.c.role == "input", edge.c.path != "")
            .group_by(edge.c.source),
            select(held.c.node, func.min(held.c.path))
            .where(held.c.node.is_not(None), held.c.slot != "run")
            .group_by(held.c.node),
            select(edge.c.target, func.min(edge.c.path))
            .where(made, edge.c.path != "")
            .group_by(edge.c.target),
        ):
            names.update(self._pairs(query))
        images = self._pairs(select(environment.c.node, environment.c.image_reference))
        names.update((id_, repository_of(image)) for id_, image in images if image)
        versions = self._pairs(
            select(node.c.id, node.c.key).where(node.c.kind == NodeKind.MODEL_VERSION.value)
        )
        # `registry:name/version`; two registries may have models of one name
        models = {id_: key.rpartition("/")[0] or key for id_, key in versions}
        named = {model: model.partition(":")[2] or model for model in models.values()}
        taken = Counter(named.values())
        names.update(
            (id_, named[model] if taken[named[model]] == 1 else model) for id_, model in models.items()
        )
        runs = self._pairs(
            select(rebuild.c.node, node.c.name).join_from(rebuild, node, node.c.id == rebuild.c.run)
        )
        names.update((id_, stage_of(name)) for id_, name in runs)
        return names

    def _pairs(self, query: Any) -> list[tuple[int, str]]:
        return self._rows(query)

    def _rows(self, query: Any) -> list[Any]:
        """Read rows through the driver itself, where they take half as long."""
        compiled = query.compile(self._connection, compile_kwargs={"literal_binds": True})
        with driven(self._connection, str(compiled)) as rows:
            return list(rows.fetchall())


def stage_of(name: str) -> str:
    """Return the stage that a run of a matrix belongs to: `train` of `train@rf`."""
    return name.partition("@")[0] or name


def repository_of(reference: str) -> str:
    """Return an image's name without tag and digest."""
    bare = reference.partition("@")[0]
    head, slash, tail = bare.rpartition("/")
    return f"{head}{slash}{tail.partition(':')[0]}"


def titles(folds: list[Fold]) -> dict[str, str]:
    """Return what each fold is called, by key: its short title where no other has the same."""
    said = Counter((fold.of, fold.title) for fold in folds)
    return {fold.key: fold.title if said[fold.of, fold.title] == 1 else fold.path for fold in folds}


def _fold(kind: NodeKind, called: str) -> Fold:
    match kind:
        case NodeKind.ARTIFACT:
            return Fold(
                f"path:{called}", GroupKind.DATASET, called.rstrip("/").rpartition("/")[2], called, kind
            )
        case NodeKind.RUN:
            return Fold(f"stage:{called}", GroupKind.STAGE, called, called, kind)
        case NodeKind.COMMIT:
            return Fold("commits", GroupKind.COMMITS, "commits", "commits", kind)
        case NodeKind.ENVIRONMENT:
            return Fold(f"image:{called}", GroupKind.IMAGE, called.rpartition("/")[2], called, kind)
        case NodeKind.MODEL_VERSION:
            return Fold(f"registered:{called}", GroupKind.REGISTERED, called, called, kind)
        case NodeKind.REBUILD:
            return Fold(f"rebuilds:{called}", GroupKind.REBUILDS, called, called, kind)
