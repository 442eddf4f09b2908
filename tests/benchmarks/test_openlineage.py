"""How fast events of OpenLineage are read, against parsing their JSON.

FOREBEAR_BENCHMARK_EVENTS says how many; for the 100,000 of a year it takes minutes.
"""

from __future__ import annotations

import json
import os
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import pytest

from forebear.lineage.database import Database
from forebear.lineage.facts import Checkpoint
from forebear.lineage.progress import Silent
from forebear.lineage.project import Project
from forebear.lineage.words import Run
from forebear.sources.importing import import_project, nothing_new
from forebear.sources.openlineage.source import OpenLineageSource

pytestmark = pytest.mark.anywhere

EVENTS = int(os.environ.get("FOREBEAR_BENCHMARK_EVENTS", "8000"))


def _event(number: int) -> dict[str, object]:
    """One of a nightly job's events, with the facets that schedulers write: START with what it reads, then
    COMPLETE with what it wrote.
    """
    run, ends = divmod(number, 2)
    schema = {"_producer": "p", "fields": [{"name": f"column_{n}", "type": "VARCHAR"} for n in range(6)]}
    lineage = {
        f"column_{n}": {"inputFields": [{"namespace": "postgres://db", "name": "shop.raw", "field": f"c{n}"}]}
        for n in range(6)
    }
    minute = f"2026-{1 + run // 43200 % 12:02}-{1 + run // 1440 % 28:02}T{run // 60 % 24:02}:{run % 60:02}"
    facets = {
        "schema": schema,
        "columnLineage": {"fields": lineage},
        "dataSource": {"name": "db", "uri": "x"},
    }
    event: dict[str, object] = {
        "eventType": "COMPLETE" if ends else "START",
        "eventTime": f"{minute}:{30 * ends:02}.123Z",
        "producer": "https://example.org/scheduler/2.9",
        "schemaURL": "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent",
        "run": {
            "runId": str(UUID(int=run)),
            "facets": {
                "processing_engine": {"name": "Airflow", "version": "2.9"},
                "nominalTime": {"nominalStartTime": minute},
            },
        },
        "job": {
            "namespace": "nightly",
            "name": f"task_{run % 40}",
            "facets": {"sql": {"query": "SELECT 1 " * 30}},
        },
        "inputs": [
            {"namespace": "postgres://db", "name": f"shop.t{(run + n) % 50}", "facets": facets}
            for n in range(2)
        ],
    }
    if ends:
        event["outputs"] = [{"namespace": "postgres://db", "name": f"shop.t{run % 50}", "facets": facets}]
    return event


@pytest.fixture(scope="module")
def events(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], Path]:
    """Return `events(count)`: a file of so many."""
    folder = tmp_path_factory.mktemp("events")

    def make(count: int) -> Path:
        path = folder / f"{count}.jsonl"
        if not path.exists():
            with path.open("w") as file:
                file.writelines(f"{json.dumps(_event(number))}\n" for number in range(count))
        return path

    return make


def _seconds(act: Callable[[], object], rounds: int = 2) -> float:
    """The least CPU time of a few rounds: neighbours on the machine only ever add to it."""
    least = float("inf")
    for _ in range(rounds):
        start = time.process_time()
        act()
        least = min(least, time.process_time() - start)
    return least


def _facts(path: Path) -> Iterator[object]:
    return OpenLineageSource(str(path)).facts(None, Silent())


def _say(capsys: pytest.CaptureFixture[str], line: str) -> None:
    with capsys.disabled():
        sys.stdout.write(f"\n{line}\n")


def test_reading_costs_at_most_sixteen_times_what_parsing_the_json_does(events, capsys):
    path = events(EVENTS)

    def floor() -> None:
        with path.open("rb") as file:
            for line in file:
                json.loads(line)

    def read() -> None:
        assert sum(isinstance(fact, Run) for fact in _facts(path)) == EVENTS // 2

    turns = [(_seconds(floor, 1), _seconds(read, 1)) for _ in range(3)]  # both see the same machine
    parsed, taken = (min(each) for each in zip(*turns, strict=True))
    _say(capsys, f"{EVENTS:,} events: {taken:.2f} s, their JSON {parsed:.2f} s, ratio {taken / parsed:.1f}")
    assert taken <= 16 * parsed


def test_reading_grows_with_the_events_and_no_faster(events, capsys):
    few, many = EVENTS // 4, EVENTS
    small, large = (
        _seconds(lambda count=count: sum(1 for _ in _facts(events(count)))) for count in (few, many)
    )
    _say(capsys, f"{few:,} events {small:.2f} s, {many:,} events {large:.2f} s: {large / small:.1f} times")
    assert large <= 1.5 * (many / few) * small


def test_memory_holds_the_runs_and_not_the_events(events):
    path = events(EVENTS // 4)
    tracemalloc.start()
    try:
        for _ in _facts(path):
            pass
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < path.stat().st_size / 2


def test_a_hundred_new_events_cost_no_more_than_a_tenth_of_all(events, tmp_path, capsys):
    path = tmp_path / "growing.jsonl"
    path.write_bytes(events(EVENTS).read_bytes())
    state = next(fact.state for fact in _facts(path) if isinstance(fact, Checkpoint))
    with path.open("a") as file:
        file.writelines(f"{json.dumps(_event(number))}\n" for number in range(EVENTS, EVENTS + 100))

    def read() -> None:
        facts = OpenLineageSource(str(path)).facts(state, Silent())
        assert sum(isinstance(fact, Run) for fact in facts) == 50

    new, whole = _seconds(read), _seconds(lambda: sum(1 for _ in _facts(path)), rounds=1)
    _say(capsys, f"100 new events {new * 1e3:.0f} ms, all {EVENTS:,} {whole:.2f} s")
    assert new <= whole / 10


def test_nothing_new_is_seen_at_once(events, tmp_path, capsys):
    root = tmp_path / "project"
    (root / "openlineage").mkdir(parents=True)
    os.link(events(EVENTS // 4), root / "openlineage" / "events.jsonl")
    project = Project.at(root)
    project.prepare()
    database = Database.open(project.database_url)
    try:
        assert import_project(project, database, Silent()).runs == EVENTS // 8
    finally:
        database.close()

    def look() -> None:
        assert nothing_new(project) is not None

    seconds = _seconds(look, rounds=5)
    _say(capsys, f"nothing new: {seconds * 1e3:.0f} ms")
    assert seconds < 0.2
