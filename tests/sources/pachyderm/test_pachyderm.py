"""Pachyderm: commits, jobs and their provenance, from messages of its own client."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forebear.lineage.facts import Checkpoint, Fact, Generated, RanIn, Seen, Tag, Used
from forebear.lineage.progress import Silent
from forebear.lineage.words import Artifact, Digest, Problem, Run
from forebear.sources.pachyderm.tool import PachydermTool
from forebear.sources.saved import json_documents
from forebear.sources.tool import Context

FIRST, SECOND, THIRD = (f"{digit * 32}" for digit in "123")


def read(place: Path, since: dict[str, object] | None = None) -> list[Fact]:
    return list(PachydermTool().open(str(place), Context(place.parent)).facts(since, Silent()))


def of(facts: list[Fact], kind: type) -> list[Any]:
    return [fact for fact in facts if isinstance(fact, kind)]


def digest(repo: str, id_: str) -> Digest:
    return Digest("pachyderm", f"churn/{repo}@{id_}")


def noted(facts: list[Fact], subject: object) -> dict[str, str]:
    return {tag.name: tag.value for tag in of(facts, Tag) if tag.subject == subject}


def documents(path: Path) -> list[Any]:
    return list(json_documents(path.read_text()))


def test_commits_of_people_and_pipelines_are_data(made_records: Path) -> None:
    facts = read(made_records / "raw")
    told = documents(made_records / "raw" / "commits.json")
    users = [each["commit"] for each in told if each["commit"]["repo"]["type"] == "user"]
    assert {artifact.digests[0] for artifact in of(facts, Artifact)} == {
        digest(each["repo"]["name"], each["id"]) for each in users
    }
    assert {artifact.size for artifact in of(facts, Artifact)} == {1 << 33}
    (seen,) = (each for each in of(facts, Seen) if each.artifact == digest("raw", FIRST))
    assert (seen.place, seen.version) == (f"pfs://churn/raw@{FIRST}", FIRST)
    assert seen.at == datetime(2026, 11, 3, 10, 2, tzinfo=UTC)
    assert noted(facts, digest("raw", SECOND)) == {
        "origin": "USER",
        "commit set": SECOND,
        "branch": "master",
        "parent": FIRST,
        "ticket": "7",
        "token": "(hidden)",
    }
    assert "head of master" in noted(facts, digest("model", SECOND))


def test_provenance_is_what_the_messages_say(made_records: Path) -> None:
    facts = read(made_records / "raw")
    used = {(each.run, each.artifact) for each in of(facts, Used)}
    expected = set()
    for each in documents(made_records / "raw" / "commits.json"):
        made = each["commit"]
        for source in each.get("direct_provenance", []):
            if made["repo"]["type"] == source["repo"]["type"] == "user":
                run = f"pachyderm:churn/{made['repo']['name']}@{made['id']}"
                expected.add((run, digest(source["repo"]["name"], source["id"])))
    assert used == expected
    assert {(each.run, each.artifact) for each in of(facts, Generated)} == {
        (f"pachyderm:churn/{name}@{id_}", digest(name, id_))
        for name, id_ in (
            ("clean", FIRST),
            ("clean", SECOND),
            ("model", FIRST),
            ("model", SECOND),
            ("model", THIRD),
        )
    }


def test_jobs_are_runs(made_records: Path) -> None:
    facts = read(made_records / "raw")
    runs = {run.key: run for run in of(facts, Run)}
    assert len(of(facts, Run)) == len(runs) == 5
    first, second, third = (runs[f"pachyderm:churn/model@{id_}"] for id_ in (FIRST, SECOND, THIRD))
    assert (first.name, first.status, second.status, third.status) == (
        "churn/model",
        "completed",
        "failed",
        "failed",
    )
    assert first.command == ("python3 train.py --password '(hidden)'",)
    assert second.command == first.command, "its pipeline, of the same version, says so"
    assert first.started_at == datetime(2026, 11, 3, 10, 0, 1, tzinfo=UTC)
    images = {each.run[-1]: each.environment for each in of(facts, RanIn)}
    assert images["1"].image.digest == f"sha256:{'e' * 64}"
    assert images["2"].image.digest == f"sha256:{'f' * 64}", "a datum says which image it really was"
    assert images["2"].image.reference == "registry.example.org/train:2"
    assert images["1"].variables == {"RATE": "0.1", "API_TOKEN": "(hidden)", "DB_PASSWORD": "(hidden)"}
    assert noted(facts, first.key)["data processed"] == "2"
    assert noted(facts, second.key)["reason"] == "datum 7 failed"
    assert noted(facts, second.key)["description"] == "Trains the forest."


def test_nothing_secret_is_kept(made_records: Path) -> None:
    assert "hunter2" in (made_records / "raw" / "jobs.json").read_text()
    assert "hunter2" not in repr(read(made_records / "raw"))


def test_what_the_api_streams_says_the_same(made_records: Path) -> None:
    ours, theirs = (
        {repr(fact) for fact in read(made_records / form) if not isinstance(fact, Checkpoint)}
        for form in ("raw", "api")
    )
    assert ours == theirs


def test_commits_alone_tell_of_jobs(made_records: Path, tmp_path: Path) -> None:
    shutil.copy(made_records / "raw" / "commits.json", tmp_path / "commits.json")
    facts = read(tmp_path)
    assert {run.name for run in of(facts, Run)} == {"churn/clean", "churn/model"}
    (failed,) = (run for run in of(facts, Run) if run.status == "failed")
    assert failed.key == f"pachyderm:churn/model@{THIRD}"


def test_commit_sets_hold_commits(made_records: Path, tmp_path: Path) -> None:
    commits = [
        each for each in documents(made_records / "raw" / "commits.json") if each["commit"]["id"] == FIRST
    ]
    path = tmp_path / "set.json"
    path.write_text(json.dumps({"commit_set": {"id": FIRST}, "commits": commits}))
    assert {each.digests[0] for each in of(read(path), Artifact)} == {
        digest(name, FIRST) for name in ("raw", "clean", "model")
    }


def test_reading_twice_changes_nothing(made_records: Path, written: Callable[[list[Fact]], int]) -> None:
    first = read(made_records / "raw")
    assert written(first) > 50
    assert written(read(made_records / "raw")) == 0
    (checkpoint,) = of(first, Checkpoint)
    assert read(made_records / "raw", json.loads(json.dumps(dict(checkpoint.state)))) == []


def test_it_is_found_in_a_project(made_records: Path, tmp_path: Path) -> None:
    shutil.copytree(made_records, tmp_path / "saved")
    (tmp_path / "saved" / "raw" / "other.json").write_text('{"repo": "text"}')
    found = {Path(each.location).name: each.said for each in PachydermTool().discover(Context(tmp_path))}
    assert found == {"raw": ("5 files",), "api": ("5 files",)}


def test_a_stream_that_broke_off(made_records: Path, tmp_path: Path) -> None:
    text = (made_records / "api" / "commits.json").read_text()
    path = tmp_path / "commits.json"
    path.write_text(
        text + '{"error": {"code": 14, "message": "https://a:hunter2@host is gone"}}\n{"result": {"comm'
    )
    facts = read(path)
    broken, cut = of(facts, Problem)
    assert any("broke off: https://***@host is gone" in each.what for each in (broken, cut))
    assert any("could not be read" in each.what for each in (broken, cut))
    assert len(of(facts, Artifact)) == 7


@pytest.mark.parametrize("text", ["[" * 100_000, '{"commit": {"repo": {}}', "9" * 10_000])
def test_files_that_cannot_be_read(made_records: Path, tmp_path: Path, text: str) -> None:
    shutil.copytree(made_records / "raw", tmp_path / "saved")
    (tmp_path / "saved" / "bad.json").write_text('{"parent_commit": {"repo": {}}}' + text)
    facts = read(tmp_path / "saved")
    assert len(of(facts, Problem)) == 1
    assert len(of(facts, Run)) == 5


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_whatever_the_shape_it_is_facts_or_a_problem(
    mutate: Callable[[object, st.DataObject], object],
    written: Callable[[list[Fact]], int],
    made_records: Path,
    tmp_path: Path,
    data: st.DataObject,
) -> None:
    name = data.draw(st.sampled_from(["commits", "jobs", "pipelines", "branches", "datums"]))
    changed = mutate(documents(made_records / "raw" / f"{name}.json"), data)
    path = tmp_path / "saved.json"
    path.write_text(json.dumps(changed))
    written(read(path))
