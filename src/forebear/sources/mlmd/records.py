"""The records of an ML-Metadata store, read by the tables and columns it has (schema 0 to 10, and newer).

Source: ml_metadata/metadata_store (metadata_source_queries, migrations), proto/metadata_store.proto.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from forebear.lineage.batches import batched
from forebear.lineage.words import Listed, Scalar
from forebear.sources.mlflow.tables import Known, Tables
from forebear.sources.mlmd.structures import is_structure, structure_of
from forebear.sources.shapes import as_text

NEWEST = 10
"""The newest schema that was seen."""

TABLES = ("Artifact", "Execution", "Event", "Type")
"""What every store has."""

_MANY = 20_000  # ids in one question
EXECUTION, ARTIFACT, CONTEXT = 0, 1, 2  # kinds of types


@dataclass(frozen=True, slots=True)
class Thing:
    """An artifact, an execution or a context. Times are milliseconds since 1970, 0 = not recorded."""

    id: int
    type: str
    base: str  # the type of the tool's own that its type is one of, "" = none
    name: str
    uri: str = ""
    state: int = 0
    external_id: str = ""
    created: int = 0
    updated: int = 0
    properties: Mapping[str, Scalar] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Event:
    """An execution read or wrote an artifact; `path` says as which of its inputs or outputs."""

    id: int
    artifact: int
    execution: int
    type: int
    path: str = ""
    at: int = 0


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a table was read: its largest id, its last time, and how many rows have that time."""

    id: int = 0
    updated: int = 0
    ties: int = 0


class Records:
    """The records of one store. Raises StoreError where the database does not answer."""

    def __init__(self, tables: Tables) -> None:
        self._known = Known(tables)
        self._types: dict[int, tuple[str, str]] | None = None

    def is_store(self) -> bool:
        """Whether the tables of every store are there."""
        return all(self._known.has(table) for table in TABLES)

    def schema(self) -> int:
        """Return the version of the schema; stores of version 0 do not say it."""
        rows = self._known.rows("MLMDEnv", {"schema_version": 0})
        return max((int(version) for (version,) in rows if isinstance(version, int)), default=0)

    def count(self, table: str) -> int:
        """Return how many rows a table has."""
        return len(self._known.rows(table, {"id": 0}))

    def changed(self, table: str, since: Mark) -> tuple[Collection[int] | None, Mark]:
        """Return the ids of the rows that are new or changed (None = all of them), and how far that is."""
        rows = self._known.rows(table, {"id": 0, "last_update_time_since_epoch": 0})
        last = max((updated or 0 for _, updated in rows), default=0)
        ties = sum(1 for _, updated in rows if updated == last) if last else 0
        mark = Mark(max((id_ for id_, _ in rows), default=0), last, ties)
        if since == Mark():
            return None if rows else (), mark
        # In the millisecond that was the last, more may have been written since.
        more = sum(1 for _, updated in rows if updated == since.updated) > since.ties
        first = max(since.updated + (not more), 1)
        return [id_ for id_, updated in rows if id_ > since.id or (updated or 0) >= first], mark

    def new(self, table: str, since: int) -> tuple[list[int] | None, int]:
        """Return the ids of a table's rows that are larger than `since` (None = all), and the largest."""
        ids = [id_ for (id_,) in self._known.rows(table, {"id": 0})]
        largest = max(ids, default=0)
        if not since:
            return None if ids else [], largest
        return [id_ for id_ in ids if id_ > since], largest

    def first(self, table: str) -> Thing | None:
        """Return the oldest artifact, execution or context, None where there is none."""
        smallest = min((id_ for (id_,) in self._known.rows(table, {"id": 0})), default=None)
        read = {"Artifact": self.artifacts, "Execution": self.executions, "Context": self.contexts}[table]
        return None if smallest is None else next(read([smallest]), None)

    def first_event(self) -> Event | None:
        """Return the oldest event, None where there is none."""
        smallest = min((id_ for (id_,) in self._known.rows("Event", {"id": 0})), default=None)
        return None if smallest is None else next(self.events([smallest]), None)

    def artifacts(self, ids: Collection[int] | None) -> Iterator[Thing]:
        """Yield artifacts, all for None."""
        return self._things("Artifact", "artifact_id", ARTIFACT, ids)

    def executions(self, ids: Collection[int] | None) -> Iterator[Thing]:
        """Yield executions, all for None."""
        return self._things("Execution", "execution_id", EXECUTION, ids)

    def contexts(self, ids: Collection[int] | None) -> Iterator[Thing]:
        """Yield contexts, all for None."""
        return self._things("Context", "context_id", CONTEXT, ids)

    def events(self, ids: Collection[int] | None) -> Iterator[Event]:
        """Yield events, all for None."""
        paths: dict[int, list[str]] = defaultdict(list)
        columns = {"event_id": 0, "is_index_step": 0, "step_index": None, "step_key": None}
        for event, is_index, index, key in self._rows("EventPath", columns, "event_id", ids):
            paths[event].append(as_text(index if is_index else key))
        columns = dict.fromkeys(("id", "artifact_id", "execution_id", "type"), 0)
        for id_, artifact, execution, type_, at in self._rows(
            "Event", {**columns, "milliseconds_since_epoch": 0}, "id", ids
        ):
            yield Event(id_, artifact, execution, type_, "/".join(paths.get(id_, ())), at or 0)

    def associations(self, executions: Collection[int] | None) -> Mapping[int, list[int]]:
        """Return the contexts of executions, all for None."""
        return self._grouped("Association", "execution_id", executions)

    def attributions(self, artifacts: Collection[int] | None) -> Mapping[int, list[int]]:
        """Return the contexts of artifacts, all for None."""
        return self._grouped("Attribution", "artifact_id", artifacts)

    def linked(self, table: str, column: str, ids: Collection[int] | None) -> set[int]:
        """Return what a table's rows of these ids link."""
        return {linked for (linked,) in self._rows(table, {column: 0}, "id", ids)}

    def _grouped(self, table: str, column: str, ids: Collection[int] | None) -> Mapping[int, list[int]]:
        found: dict[int, list[int]] = defaultdict(list)
        for linked, context in sorted(self._rows(table, {column: 0, "context_id": 0}, column, ids)):
            found[linked].append(context)
        return found

    def _things(self, table: str, owner: str, kind: int, ids: Collection[int] | None) -> Iterator[Thing]:
        columns: dict[str, object] = {"id": 0, "type_id": 0, "name": "", "uri": "", "external_id": ""}
        columns |= dict.fromkeys(("state", "last_known_state"), 0)
        columns |= dict.fromkeys(("create_time_since_epoch", "last_update_time_since_epoch"), 0)
        for part in _parts(ids):
            properties = self._properties(f"{table}Property", owner, part)
            for row in sorted(self._rows(table, columns, "id", part), key=lambda row: row[0]):
                id_, type_, name, uri, external, state, last_known, created, updated = row
                yield Thing(
                    id_,
                    *self._type(kind, type_),
                    as_text(name),
                    as_text(uri),
                    state or last_known or 0,
                    as_text(external),
                    created or 0,
                    updated or 0,
                    properties.get(id_, {}),
                )

    def _properties(
        self, table: str, owner: str, ids: Collection[int] | None
    ) -> dict[int, dict[str, Scalar]]:
        columns: dict[str, object] = {owner: 0, "name": "", "is_custom_property": 0}
        columns |= dict.fromkeys(("int_value", "double_value", "string_value", "bool_value"))
        found: dict[int, dict[str, Scalar]] = defaultdict(dict)
        # Those of the type come last: where a property goes by a name of theirs, theirs is meant.
        rows = sorted(
            self._rows(table, columns, owner, ids), key=lambda row: (row[0], not row[2], str(row[1]))
        )
        for id_, name, _, whole, number, text, truth in rows:
            value = _value(whole, number, text, truth)
            if value is not None:
                found[id_][as_text(name)] = value
        return found

    def _type(self, kind: int, id_: int) -> tuple[str, str]:
        if self._types is None:
            columns = {"id": 0, "name": "", "type_kind": None, "is_artifact_type": None}
            names = {row[0]: as_text(row[1]) for row in self._known.rows("Type", columns)}
            parents = dict(self._known.rows("ParentType", {"type_id": 0, "parent_type_id": 0}))
            self._types = {key: (name, names.get(parents.get(key, 0), "")) for key, name in names.items()}
        word = {EXECUTION: "execution", ARTIFACT: "artifact", CONTEXT: "context"}[kind]
        return self._types.get(id_, (word, ""))

    def _rows(
        self, table: str, columns: Mapping[str, object], column: str, ids: Collection[int] | None
    ) -> Iterator[tuple[Any, ...]]:
        for part in _parts(ids):
            yield from self._known.rows(table, columns, None if part is None else (column, part))


def _parts(ids: Collection[int] | None) -> Iterable[Collection[int] | None]:
    return (None,) if ids is None else batched(sorted(ids), _MANY)


def _value(whole: object, number: object, text: object, truth: object) -> Scalar:
    if isinstance(truth, int):
        return bool(truth)
    if isinstance(whole, int):
        return whole
    if isinstance(number, int | float):
        return float(number)
    if isinstance(text, bytes):
        text = text.decode("utf-8", "replace")
    if not isinstance(text, str):
        return None
    if is_structure(text):
        structure = structure_of(text)
        return None if structure is None else Listed(as_text(json.dumps(structure, ensure_ascii=False)))
    return as_text(text)
