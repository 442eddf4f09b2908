"""Events in a lineage: who read a place read what was last written there."""

from __future__ import annotations

import json

import pytest


@pytest.fixture
def project(work, emit):
    """A repository whose commit the events name, which holds the file that a run wrote."""
    work.dvc("init", "--quiet")
    work.file("model.pkl", "weights")
    work.dvc("add", "--quiet", "model.pkl")
    commit = work.commit("A model")
    emit("all", work.root / "openlineage" / "events.jsonl", commit)
    return work


def test_runs_are_joined_by_what_they_wrote_and_read(project, forebear, emit):
    report = json.loads(forebear("import", project.root, "--json").stdout)
    assert report["problems"] == []
    assert report["runs"] == 4
    graph = json.loads(
        forebear(
            "lineage",
            "run:openlineage:0192f5a0-0000-7000-8000-000000000003",
            "--upstream",
            "--json",
            cwd=project.root,
        ).stdout
    )
    names = {node["id"]: node["name"] for node in graph["nodes"]}
    edges = {(names[edge["from"]], edge["role"], names[edge["to"]]) for edge in graph["edges"]}
    assert {
        ("prepare", "output", "shop.clean"),
        ("shop.clean", "input", "train"),
        ("features.parquet", "input", "train"),
        ("shop.raw", "input", "prepare"),
        ("pipeline", "parent", "train"),
        ("A model", "code", "prepare"),
    } <= edges
    emit("more", project.root / "openlineage" / "events.jsonl")
    again = json.loads(forebear("import", project.root, "--json").stdout)
    assert again["runs"] == 5
    third = json.loads(forebear("import", project.root, "--json").stdout)
    assert [source["facts"] for source in third["sources"]] == [0] * len(third["sources"])
    # What the second run wrote is another dataset than the one that was read.
    shown = json.loads(forebear("list", "artifacts", "--json", cwd=project.root).stdout)
    assert "000000000005" in json.dumps(shown)


def test_no_secret_is_in_the_database(project, forebear):
    forebear("import", project.root)
    for path in (project.root / ".forebear").rglob("*"):
        if path.is_file():
            assert b"hunter2" not in path.read_bytes()
