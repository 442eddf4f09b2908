"""`forebear lineage` on a project that Git and DVC made."""

from __future__ import annotations

import json
import shutil
import subprocess

import pytest
import yaml

from forebear.lineage.saved_views import SavedViews
from forebear.lineage.view import Show, View


@pytest.fixture
def lineage(imported, forebear):
    def ask(*words):
        return json.loads(forebear("lineage", *words, "--json", "--project", imported).stdout)

    return ask


def names(document):
    return {node["id"]: node["name"] for node in document["nodes"]}


@pytest.mark.parametrize("revision", ["v1.0", "v1.1", "main"])
def test_a_revision_has_the_edges_that_its_lock_file_has(lineage, imported, revision):
    lock = yaml.safe_load(
        subprocess.run(
            ["git", "show", f"{revision}:dvc.lock"], cwd=imported, capture_output=True, check=True
        ).stdout
    )
    expected = {
        edge
        for name, stage in lock["stages"].items()
        for edge in (
            *((dep["path"], dep["md5"], name) for dep in stage["deps"]),
            *((name, out["path"], out["md5"]) for out in stage["outs"]),
        )
    }
    document = lineage(revision)
    nodes = {node["id"]: node for node in document["nodes"]}
    found = set()
    for edge in document["edges"]:
        source, target = nodes[edge["from"]], nodes[edge["to"]]
        if target["kind"] == "run":
            found.add((edge["path"], source["digests"]["md5"], target["name"]))
        else:
            found.add((source["name"], edge["path"], target["digests"]["md5"]))
    assert found == expected
    assert {node["kind"] for node in document["nodes"]} == {"run", "artifact"}


def test_dvc_draws_the_same_stages(lineage, imported, run_tool):
    drawn = run_tool("dvc", "dag", "--dot", cwd=imported)
    expected = {
        tuple(part.strip(' \t";') for part in line.split("->")) for line in drawn.splitlines() if "->" in line
    }
    document = lineage("HEAD")
    kinds = {node["id"]: node for node in document["nodes"]}
    makers = {
        edge["to"]: kinds[edge["from"]]["name"]
        for edge in document["edges"]
        if kinds[edge["from"]]["kind"] == "run"
    }
    found = {
        (makers.get(edge["from"], f"{edge['path']}.dvc"), kinds[edge["to"]]["name"])
        for edge in document["edges"]
        if kinds[edge["to"]]["kind"] == "run" and not edge["path"].endswith(".py")
    }
    assert found == expected


def test_upstream_of_a_model(lineage):
    document = lineage("model.json@v1.0", "--upstream")
    kinds = {(node["kind"], node["name"]) for node in document["nodes"]}
    assert {
        ("run", "train"),
        ("run", "prepare"),
        ("artifact", "customers.csv"),
        ("commit", "Train a first model"),
    } <= kinds
    ids = names(document)
    assert all(edge["from"] in ids and edge["to"] in ids for edge in document["edges"])
    for node in document["nodes"]:
        assert {"id", "kind", "name", "digests", "commit", "origin"} <= node.keys()


def test_downstream_of_the_data(lineage):
    document = lineage("data/customers.csv@v1.0", "--downstream")
    made = [node for node in document["nodes"] if node["name"] == "model.json"]
    assert len(made) == 2  # v1.0 and v1.1 learned from it
    assert (
        len(
            [
                node
                for node in lineage("data/customers.csv", "--downstream")["nodes"]
                if node["name"] == "model.json"
            ]
        )
        == 1
    )


def test_depth(lineage):
    near = lineage("model.json@v1.0", "--upstream", "--depth", "1")
    assert {node["kind"] for node in near["nodes"]} == {"artifact", "run"}
    assert len(lineage("model.json@v1.0", "--depth", "0")["nodes"]) == 1


def test_without_a_direction_both_are_given(lineage):
    both = names(lineage("train.csv@v1.0"))
    up, down = (
        names(lineage("train.csv@v1.0", "--upstream")),
        names(lineage("train.csv@v1.0", "--downstream")),
    )
    assert both == {**up, **down}


def test_the_tree_for_people(imported, forebear):
    text = forebear("lineage", "model.json@v1.0", "--project", imported).stdout.splitlines()
    assert text[0].startswith("model.json  [model]  md5:")
    assert text[1] == "made from:"
    assert any(line.startswith("    input  train.csv") for line in text)
    held = forebear("lineage", "v1.0", "--project", imported).stdout.splitlines()
    assert [line for line in held if line.startswith("  train  [run]")]
    assert [line for line in held if line.startswith("    → model.json")]


def test_a_depth_that_is_no_number(imported, forebear):
    done = forebear("lineage", "main", "--depth", "-1", "--project", imported, code=2)
    assert "--depth" in done.stderr


def test_a_saved_view_is_shown_by_its_name(imported, forebear, tmp_path):
    root = shutil.copytree(imported, tmp_path / "project")
    shown = View(Show.NEIGHBOURHOOD, about="model.json@v1.1", up=1, down=0, slice="-kind:commit")
    SavedViews(root / ".forebear" / "views.json").save("the model", shown)
    done = forebear("lineage", "--view", "the model", "--json", "--project", root)
    assert {node["name"] for node in json.loads(done.stdout)["nodes"]} == {"model.json", "train"}
    picture = forebear("lineage", "--view", "the model", "--dot", "--project", root).stdout
    assert picture.startswith("digraph")
    assert "train" in picture
    missing = forebear("lineage", "--view", "another", "--project", root, code=2)
    assert "the model" in missing.stderr
    assert "alone" in forebear("lineage", "v1.1", "--view", "the model", "--project", root, code=2).stderr
    assert "--view NAME" in forebear("lineage", "--project", root, code=2).stderr
