"""Events of the real client, merged into runs."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime

import pytest

from forebear.lineage.facts import (
    Checkpoint,
    CodeOf,
    Generated,
    Mentioned,
    Metric,
    Nested,
    Parameter,
    RanIn,
    Seen,
    Solved,
    Tag,
)
from forebear.lineage.words import NodeKind, Problem, Role, Run

PARENT, PREPARE, TRAIN, FAILED, SECOND = (
    f"openlineage:0192f5a0-0000-7000-8000-00000000000{n}" for n in range(1, 6)
)


def of(facts, kind):
    return [fact for fact in facts if isinstance(fact, kind)]


def state_of(facts):
    (checkpoint,) = of(facts, Checkpoint)
    return json.loads(json.dumps(checkpoint.state))


def at(minute):
    return datetime(2026, 1, 1, 1, minute, 0, 123456, tzinfo=UTC)


def said(facts):
    """The facts that do not depend on where and how the events were read."""
    return {repr(fact) for fact in facts if not isinstance(fact, Checkpoint)}


def test_events_are_merged_into_runs(events, facts_of):
    runs = {run.key: run for run in of(facts_of(events), Run)}
    assert {key: (run.name, run.status, run.started_at, run.ended_at) for key, run in runs.items()} == {
        PARENT: ("pipeline", "completed", at(0), at(20)),
        PREPARE: ("prepare", "completed", at(1), at(5)),
        TRAIN: ("train", "completed", at(6), at(9)),
        FAILED: ("publish", "failed", at(10), at(11)),
    }
    assert {run.source for run in runs.values()} == {"openlineage"}


def test_runs_are_nested_and_tied_to_their_code(events, facts_of):
    facts = facts_of(events)
    assert {(each.run, each.parent) for each in of(facts, Nested)} == {
        (PREPARE, PARENT),
        (TRAIN, PARENT),
        (FAILED, PARENT),
    }
    (code,) = of(facts, CodeOf)
    assert (code.run, len(code.commit), code.evidence) == (PREPARE, 40, "facet sourceCodeLocation.version")


def test_what_is_written_is_another_dataset_each_time(events, facts_of):
    facts = facts_of(events)
    (made,) = of(facts, Generated)
    assert (made.run, made.path) == (PREPARE, "postgres://db:5432/shop.clean")
    (seen,) = of(facts, Seen)
    assert (seen.artifact, seen.place, seen.at) == (made.artifact, made.path, at(5))
    assert {(each.run, each.place, each.role, each.version) for each in of(facts, Mentioned)} == {
        (PREPARE, "postgres://db:5432/shop.raw", Role.INPUT, ""),
        (TRAIN, "postgres://db:5432/shop.clean", Role.INPUT, ""),
        (TRAIN, "s3://lake/features.parquet", Role.INPUT, "v7"),
        (TRAIN, "model.pkl", Role.OUTPUT, ""),
    }


def test_facets_are_kept(events, facts_of):
    facts = facts_of(events)
    tags = {(str(each.subject), each.name): each.value for each in of(facts, Tag)}
    expected = {
        "SQL": "INSERT INTO clean SELECT id FROM raw",
        "job type": "AIRFLOW TASK BATCH",
        "owners": "team:data",
        "description": "Cleans the customers.",
        "branch": "main",
        "source path": "prepare.py",
        "source code": "https://example.org/team/churn.git",
        "namespace": "nightly",
    }
    assert {name: tags[PREPARE, name] for name in expected} == expected
    assert tags[FAILED, "error"] == "no such table"
    on_data = {each.name: json.loads(each.value) for each in of(facts, Tag) if each.kind is NodeKind.ARTIFACT}
    assert on_data["schema"] == {"fields": [{"name": "id", "type": "int", "fields": []}]}
    (source,) = on_data["column lineage"]["fields"]["id"]["inputFields"]
    assert (source["name"], source["field"]) == ("shop.raw", "id")
    assert {(each.name, each.value) for each in of(facts, Metric)} == {
        ("postgres://db:5432/shop.clean rowCount", 12.0),
        ("postgres://db:5432/shop.clean size", 345.0),
    }
    assert {(each.subject, each.name, each.value) for each in of(facts, Parameter)} == {
        (PREPARE, "retries", "3")
    }


def test_the_environment_has_no_secrets(events, facts_of):
    facts = facts_of(events)
    (ran,) = of(facts, RanIn)
    assert ran.environment.variables == {"REGION": "eu", "DB_PASSWORD": "(hidden)"}
    assert ran.environment.facts == {"engine": "Airflow 2.9.0"}
    assert "hunter2" not in repr(facts)


def test_the_form_of_the_file_does_not_matter(events, facts_of, tmp_path):
    expected = said(facts_of(events))
    lines = [json.loads(line) for line in events.read_text().splitlines()]
    forms = {
        "array.json": json.dumps(lines),
        "indented.json": json.dumps(lines, indent=2),
        "behind.json": "\n".join(json.dumps(line, indent=2) for line in lines),
        "crlf.ndjson": "\r\n".join(map(json.dumps, lines)),
        "bom.json": "\ufeff" + json.dumps(lines),
        "bom.jsonl": "\ufeff" + "\n".join(map(json.dumps, lines)),
    }
    for name, text in forms.items():
        path = tmp_path / "forms" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        facts = facts_of(path)
        assert of(facts, Problem) == [], name
        assert said(facts) == expected, name


def test_a_file_for_each_event_is_read_as_one(events, emit, facts_of, tmp_path):
    folder = tmp_path / "single"
    emit("single", folder / "ol")
    assert len(list(folder.iterdir())) == 11
    expected = said(facts_of(events))
    assert said(facts_of(folder)) == expected
    assert said(facts_of(folder / "ol-*")) == expected


def test_the_order_of_events_does_not_matter_for_the_run(events, facts_of):
    expected = {repr(run) for run in of(facts_of(events), Run)}
    lines = events.read_text().splitlines(keepends=True)
    for seed in range(5):
        random.Random(seed).shuffle(lines)
        events.write_text("".join(lines))
        assert {repr(run) for run in of(facts_of(events), Run)} == expected


@pytest.mark.parametrize("large", [False, True])
def test_only_what_is_new_is_read(events, emit, facts_of, large):
    if large:  # a file is gone on with where it was left
        first = events.read_text()
        lines = [json.loads(line) for line in first.splitlines()]
        for number in range(300):
            line = json.loads(json.dumps(lines[-1]))
            line["run"]["runId"] = f"0192f5a0-0000-7000-9000-{number:012}"
            first += json.dumps(line) + "\n"
        events.write_text(first)
    before = state_of(facts_of(events))
    assert facts_of(events, before) == []
    emit("more", events)
    new = facts_of(events, before)
    runs = {run.key for run in of(new, Run)}
    assert SECOND in runs
    assert len(runs) == (1 if large else 5)
    assert facts_of(events, state_of(new)) == []


def test_a_run_that_goes_on_is_told_whole_when_it_ends(events, facts_of):
    lines = events.read_text().splitlines(keepends=True)
    events.write_text("".join(lines[:2]))
    first = facts_of(events)
    assert {run.key: run.status for run in of(first, Run)} == {PARENT: "running", PREPARE: "running"}
    events.write_text("".join(lines))
    runs = {run.key: run for run in of(facts_of(events, state_of(first)), Run)}
    assert (runs[PREPARE].started_at, runs[PREPARE].ended_at) == (at(1), at(5))


def test_a_rotated_file_is_not_read_again(events, emit, facts_of):
    text = events.read_text()
    filler = json.loads(text.splitlines()[-1])
    for number in range(300):
        filler["run"]["runId"] = f"0192f5a0-0000-7000-9000-{number:012}"
        text += json.dumps(filler) + "\n"
    events.write_text(text)
    before = state_of(facts_of(events))
    events.rename(events.with_name("events.jsonl.1"))
    emit("more", events)
    new = facts_of(events, before)
    assert {run.key for run in of(new, Run)} == {SECOND}


def test_a_line_that_is_not_finished_is_read_when_it_is(events, facts_of):
    whole = events.read_bytes()
    events.write_bytes(whole[:-40])
    first = facts_of(events)
    (problem,) = of(first, Problem)
    assert problem.where == str(events)
    assert "not finished" in problem.what
    assert next(run for run in of(first, Run) if run.key == PARENT).status == "running"
    events.write_bytes(whole)
    second = facts_of(events, state_of(first))
    assert [each.where for each in of(second, Solved)] == [str(events)]
    assert of(second, Problem) == []
    assert next(run for run in of(second, Run) if run.key == PARENT).status == "completed"


def test_an_event_of_a_run_that_ended_long_ago_is_merged_with_what_was_known(events, facts_of):
    """The state remembers the last 2,000 ended runs as a whole: all is read again where it must be."""
    lines = events.read_text().splitlines(keepends=True)
    filler = json.loads(lines[-1])
    for number in range(2_100):
        filler["run"]["runId"] = f"0192f5a0-0000-7000-9000-{number:012}"
        lines.append(json.dumps(filler) + "\n")
    events.write_text("".join(lines))
    before = state_of(facts_of(events))
    assert PREPARE not in before["runs"]
    late = json.loads(lines[2])
    late["eventType"], late["eventTime"] = "OTHER", "2026-01-02T10:00:00Z"
    with events.open("a") as file:
        file.write(json.dumps(late) + "\n")
    new = facts_of(events, before)
    run = next(run for run in of(new, Run) if run.key == PREPARE)
    assert (run.started_at, run.ended_at, run.status) == (at(1), at(5), "completed")
