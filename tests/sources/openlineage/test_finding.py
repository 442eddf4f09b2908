"""Where events are looked for, and what is watched."""

from __future__ import annotations

import json
import shutil

import pytest

from forebear.lineage.facts import Checkpoint
from forebear.sources.openlineage.tool import OpenLineageTool
from forebear.sources.tool import Context


@pytest.fixture
def tool():
    return OpenLineageTool()


def test_events_are_found_in_the_usual_folders_and_files(tool, events, tmp_path):
    root = tmp_path / "project"
    (root / "openlineage" / "2026").mkdir(parents=True)
    shutil.copy(events, root / "openlineage" / "2026" / "events.ndjson")
    shutil.copy(events, root / "run.jsonl")
    (root / "other.jsonl").write_text('{"prompt": "no event"}\n')
    (root / "my-lineage.json").write_text(json.dumps([json.loads(events.read_text().splitlines()[0])]))
    found = {each.location: each for each in tool.discover(Context(root))}
    assert set(found) == {str(root / name) for name in ("openlineage", "run.jsonl", "my-lineage.json")}
    assert all(each.inside for each in found.values())


def test_what_a_person_names_is_looked_at(tool, events, tmp_path):
    context = Context(tmp_path)
    assert tool.at(str(events), context).location == str(events)
    assert tool.at("events.jsonl", context).location == str(events)
    assert tool.at(str(tmp_path), context).location == str(tmp_path)
    assert tool.at(f"{tmp_path}/ev*", context).location == f"{tmp_path}/ev*"
    assert tool.at("nothing.jsonl", context) is None
    assert tool.at("https://example.org/events.jsonl", context) is None


def test_where_the_environment_says_is_offered(tool, events, tmp_path, monkeypatch):
    root = tmp_path / "project"
    root.mkdir()
    monkeypatch.setenv("OPENLINEAGE__TRANSPORT__LOG_FILE_PATH", str(events))
    monkeypatch.setenv("OPENLINEAGE__TRANSPORT__APPEND", "true")
    (found,) = tool.discover(Context(root))
    assert (found.location, found.inside) == (str(events), False)


def test_what_grows_is_watched_and_not_current(tool, events, facts_of, emit, tmp_path):
    context = Context(tmp_path)
    state = next(fact.state for fact in facts_of(events) if isinstance(fact, Checkpoint))
    assert tool.is_current(str(events), state, context)
    assert set(tool.watched(str(events), context)) == {events, events.parent}
    emit("more", events)
    assert not tool.is_current(str(events), state, context)
