"""The ML-Metadata source: what is new in one store since it was read last."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import astuple

from forebear.lineage.errors import ActionableError
from forebear.lineage.facts import Checkpoint, Fact
from forebear.lineage.progress import Progress
from forebear.lineage.words import Problem
from forebear.sources.mlflow.tables import Tables
from forebear.sources.mlmd.lineage import EVENTS, KIND, PENDING, MlmdLineage, holds_metrics
from forebear.sources.mlmd.records import NEWEST, Mark, Records, Thing
from forebear.sources.shapes import as_list, as_text, as_whole

_THINGS = ("Artifact", "Execution", "Context")
_LINKS = ("Event", "Association", "Attribution")

Ids = Collection[int] | None
"""Which rows are to be read, None = all of them."""


class MlmdSource:
    """One store.

    `tables` opens it, `stamp` tells whether it was written to, `remapped` says where a path of another
    machine is on this one.
    """

    kind = KIND

    def __init__(
        self,
        location: str,
        tables: Callable[[], Tables],
        stamp: Callable[[], object],
        remapped: Callable[[str], str] = str,
    ) -> None:
        self.location = location
        self._remapped = remapped
        self._tables = tables
        self._stamp = stamp

    def facts(self, since: Mapping[str, object] | None, progress: Progress) -> Iterator[Fact]:
        """Yield what is new or changed since `since`: everything when it is another store than it was."""
        stamp = self._stamp()
        tables = self._tables()
        try:
            yield from self._facts(Records(tables), since or {}, stamp, progress)
        finally:
            close = getattr(tables, "close", None)
            if close is not None:
                close()

    def _facts(
        self, records: Records, since: Mapping[str, object], stamp: object, progress: Progress
    ) -> Iterator[Fact]:
        if not records.is_store():
            raise ActionableError("This database is no store of ML-Metadata.", todo="Take this source away.")
        schema = records.schema()
        if schema > NEWEST:
            what = f"Its schema is {schema}, newer than {NEWEST}; what is known of that was read."
            yield Problem(KIND, self.location, what)
        first = _first(records)
        if first != since.get("first"):
            since = {}
        store = as_text(since.get("store")) or hashlib.sha256(first.encode()).hexdigest()[:16]
        marks: dict[str, Mark] = {}
        changed: dict[str, Ids] = {}
        for table in _THINGS:
            changed[table], marks[table] = records.changed(table, _mark(since.get(table)))
        ends: dict[str, int] = {}
        for table in _LINKS:
            changed[table], ends[table] = records.new(table, as_whole(since.get(table)) or 0)
        yield from _read(records, store, changed, self._remapped, progress)
        state = {table: list(astuple(mark)) for table, mark in marks.items()} | ends
        yield Checkpoint(
            KIND, self.location, {**state, "schema": schema, "first": first, "store": store, "stamp": stamp}
        )


def _read(
    records: Records,
    store: str,
    changed: Mapping[str, Ids],
    remapped: Callable[[str], str],
    progress: Progress,
) -> Iterator[Fact]:
    # What came to belong to a context is read again: its key and its name may be the context's.
    executions = _also(changed["Execution"], records, "Association", "execution_id", changed)
    artifacts = _also(changed["Artifact"], records, "Attribution", "artifact_id", changed)
    events = list(records.events(changed["Event"]))
    of_events = None if executions is None else {*executions, *(event.execution for event in events)}
    of_executions = records.associations(of_events)
    of_artifacts = records.attributions(artifacts)
    wanted: Ids = changed["Context"]
    if wanted is not None:
        linked = (*of_executions.values(), *of_artifacts.values())
        wanted = {*wanted, *(context for contexts in linked for context in contexts)}
    contexts = {each.id: each for each in records.contexts(wanted)}
    lineage = MlmdLineage(store, contexts, of_executions, of_artifacts, remapped)
    told = changed["Context"]
    for context in contexts.values():
        # Told once: what the API of Kubeflow Pipelines says of the same run says more.
        if told is None or context.id in told:
            yield from lineage.context(context)
    total = None if executions is None else len(executions)
    for done, execution in enumerate(records.executions(executions)):
        if done % 1000 == 0:
            progress.step("runs", done, total)
        yield from lineage.execution(execution)
    known: dict[int, Thing] = {}
    for artifact in records.artifacts(artifacts):
        known[artifact.id] = artifact
        yield from lineage.artifact(artifact)
    missing = {event.artifact for event in events} - known.keys()
    known |= {artifact.id: artifact for artifact in records.artifacts(missing)}
    places = {id_: artifact.uri for id_, artifact in known.items()}
    metrics = {id_ for id_, artifact in known.items() if holds_metrics(artifact)}
    unknown = 0
    for event in events:
        edge = lineage.event(event, metrics, places)
        if edge is not None:
            yield edge
        elif event.type != PENDING:
            unknown += 1
    if unknown:
        what = f"{unknown} events are of a type that is not known (known are {', '.join(EVENTS.values())})."
        yield Problem(KIND, f"{store}: events", f"{what} They were left out.")


def _also(changed: Ids, records: Records, table: str, column: str, all_: Mapping[str, Ids]) -> Ids:
    if changed is None or all_[table] is None:
        return None
    return {*changed, *records.linked(table, column, all_[table])}


def _mark(state: object) -> Mark:
    numbers = [as_whole(each) or 0 for each in as_list(state)]
    return Mark(*numbers) if len(numbers) == 3 else Mark()


def _first(records: Records) -> str:
    """Return what tells one store from another, wherever it lies: how its first records came to be.

    A store has no name of its own. In those of old schemas executions have no times, but their events have.
    """
    for table in ("Execution", "Artifact", "Context"):
        found = records.first(table)
        if found is not None:
            event = records.first_event() if table == "Execution" and not found.created else None
            at = [] if event is None else [event.artifact, event.execution, event.at]
            return json.dumps([table, found.id, found.type, found.name, found.uri, found.created, *at])
    return ""
