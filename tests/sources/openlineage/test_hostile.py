"""Files of events that are broken or mean harm: a listed problem each, and everything else is read."""

from __future__ import annotations

import json
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forebear.lineage.errors import ActionableError
from forebear.lineage.facts import Checkpoint, Fact, Mentioned, Tag
from forebear.lineage.progress import Silent
from forebear.lineage.words import Problem, Run
from forebear.sources.openlineage.events import RefusedError, Runs
from forebear.sources.openlineage.source import OpenLineageSource
from forebear.sources.openlineage.telling import event_facts
from forebear.sources.openlineage.tool import OpenLineageTool
from forebear.sources.tool import Context

DEEP = '{"eventTime": "2026-01-01T00:00:00Z", "run": ' + "[" * 100_000 + "]" * 100_000 + "}"


def of(facts, kind):
    return [fact for fact in facts if isinstance(fact, kind)]


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        ("{nothing}", "no JSON"),
        (DEEP, "too deep"),
        ("7", "no event"),
        ('{"eventTime": "2026-01-01T00:00:00Z"}', "no OpenLineage event"),
        ('{"eventTime": "x", "run": {"runId": "{{ any(result) }}"}, "job": {}}', "no runId"),
        ('{"eventTime": "x", "run": {}, "job": {}}', "no runId"),
        ('{"eventTime": "x", "run": "no", "job": 7}', "no runId"),
        ('{"eventTime":"x","run":{"runId":"a1"},"inputs":[{"namespace":"n"}]}', "without a name"),
        (
            '{"eventTime":"x","run":{"runId":"a1"},"inputs":[{"namespace":"n","name":"' + "x" * 3000 + '"}]}',
            "too long",
        ),
        ('{"eventTime": 1' + "0" * 5000 + ', "run": {"runId": "a"}}', "no JSON"),
        ("\ud800", "no JSON"),
    ],
    ids=[
        "braces", "deep", "number", "no run", "template", "empty run", "text for run", "no name", "long name",
        "long number", "no UTF-8",
    ],
)  # fmt: skip
def test_a_bad_line_is_one_problem(events, facts_of, bad, says):
    expected = {repr(run) for run in of(facts_of(events), Run)}
    lines = events.read_bytes().splitlines(keepends=True)
    lines.insert(3, bad.encode("utf-8", "surrogatepass") + b"\n")
    events.write_bytes(b"".join(lines))
    facts = facts_of(events)
    (problem,) = of(facts, Problem)
    assert problem.where == f"{events}, line 4"
    assert says in problem.what
    assert {repr(run) for run in of(facts, Run) if "a1" not in run.key} == expected
    assert of(facts, Checkpoint)


def test_many_bad_lines_are_not_all_listed(events, facts_of):
    with events.open("a") as file:
        file.write("broken\n" * 1000)
    problems = of(facts_of(events), Problem)
    assert len(problems) == 21
    assert problems[-1].what == "980 more events of this file are left out."


@pytest.mark.parametrize(
    "text", ['[{"eventTime": 1, "run": ' + "[" * 100_000, '[{"eventTime":"x","run":{"runId":"a"']
)
def test_an_array_that_does_not_end_is_one_problem(facts_of, tmp_path, text):
    path = tmp_path / "events.json"
    path.write_text(text)
    facts = facts_of(path)
    assert len(of(facts, Problem)) == 1
    assert of(facts, Checkpoint)


def test_links_and_pipes_are_not_followed(events, facts_of, tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "link.jsonl").symlink_to(events)
    os.mkfifo(folder / "pipe.jsonl")
    (folder / "other.json").write_text('{"some": "thing"}')
    facts = facts_of(folder)
    assert [type(fact) for fact in facts] == [Checkpoint]


def test_a_folder_that_is_gone_says_nothing(events, facts_of):
    first = facts_of(events)
    state = of(first, Checkpoint)[0].state
    events.unlink()
    assert of(facts_of(events, state), Run) == []


def test_secrets_in_names_and_facets_are_not_kept(events, facts_of):
    event = {
        "eventTime": "2026-01-01T00:00:00Z",
        "eventType": "COMPLETE",
        "run": {
            "runId": "a1",
            "facets": {"errorMessage": {"message": "at https://ada:hunter2@example.org/x"}},
        },
        "job": {
            "namespace": "n",
            "name": "j",
            "facets": {"sql": {"query": "COPY x FROM 's3://k:hunter2@b/c'"}},
        },
        "inputs": [{"namespace": "postgres://ada:hunter2@db:5432", "name": "t"}],
        "outputs": [
            {
                "namespace": "s3://b",
                "name": "k",
                "facets": {"storage": {"password": "hunter2", "fileFormat": "csv"}},
            }
        ],
    }
    events.write_text(json.dumps(event) + "\n")
    facts = facts_of(events)
    assert of(facts, Problem) == []
    assert "hunter2" not in repr(facts)
    assert of(facts, Mentioned)
    assert "csv" in repr(of(facts, Tag))


def test_configuration_with_aliases_without_end_is_a_problem(tmp_path):
    bombs = "a: &a [x, x]\n" + "".join(
        f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join([f'*{chr(97 + n)}'] * 20)}]\n" for n in range(12)
    )
    (tmp_path / "openlineage.yml").write_text(bombs)
    with pytest.raises(ActionableError, match="too many values"):
        list(OpenLineageTool().discover(Context(tmp_path)))


def test_where_the_configuration_says_is_looked(emit, tmp_path):
    (tmp_path / "openlineage.yml").write_text(
        "transport: {type: file, log_file_path: out/ol, append: false}\n"
    )
    emit("single", tmp_path / "out" / "ol")
    (found,) = OpenLineageTool().discover(Context(tmp_path))
    assert (found.location, found.inside) == (str(tmp_path / "out" / "ol-*"), True)
    assert found.said[0] == "11 files"


NAMES = st.sampled_from(
    [
        "run",
        "job",
        "runId",
        "facets",
        "inputs",
        "outputs",
        "namespace",
        "name",
        "parent",
        "version",
        "datasetVersion",
        "tags",
        "key",
        "value",
        "ownership",
        "owners",
        "schema",
        "columnLineage",
        "eventTime",
        "environmentVariables",
        "sourceCodeLocation",
        "processing_engine",
        "sql",
        "query",
        "executionParameters",
        "parameters",
        "outputFacets",
        "outputStatistics",
        "errorMessage",
        "message",
    ]
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(NAMES, VALUES, max_size=6), VALUES, VALUES, VALUES)
def test_no_event_of_any_form_breaks_the_reading(event, facets, job, inputs):
    event |= {
        "run": {"runId": "a1", "facets": facets},
        "job": job,
        "inputs": [inputs, {"namespace": "n", "name": "x", "facets": facets}],
    }
    runs = Runs({})
    try:
        facts: list[Fact] = list(event_facts(event, runs))
    except RefusedError:
        return
    facts += [run.run(key) for key, run in runs]
    assert any(isinstance(fact, Run) for fact in facts)
    json.dumps(runs.state())


def test_a_source_that_was_never_there_has_nothing(tmp_path):
    facts = list(OpenLineageSource(str(tmp_path / "nothing.jsonl")).facts(None, Silent()))
    assert [type(fact) for fact in facts] == [Checkpoint]
