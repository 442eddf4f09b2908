"""Runs of W&B in a lineage with what Git and DVC know: the same bytes are one artifact."""

from __future__ import annotations

import json
import shutil

import pytest


@pytest.fixture(scope="module")
def project(new_store, work_in, tmp_path_factory):
    """The data and the model are tracked by DVC; W&B logged both."""
    root = tmp_path_factory.mktemp("joined") / "project"
    root.mkdir()
    work = work_in(root)
    work.git("init", "--quiet")
    work.dvc("init", "--quiet")
    for name in ("data", "model.bin"):
        (shutil.copytree if name == "data" else shutil.copyfile)(new_store.root / name, root / name)
    work.dvc("add", "--quiet", "data", "model.bin")
    work.file(".gitignore", "/wandb\n/data\n/model.bin\n")
    work.commit("Data and a model")
    shutil.copytree(new_store.place, root / "wandb", symlinks=True)
    return root


def test_runs_models_and_data_are_joined(project, forebear):
    report = json.loads(forebear("import", project, "--json").stdout)
    assert report["problems"] == []
    assert {source["kind"] for source in report["sources"]} == {"git", "dvc", "wandb"}
    assert report["runs"] == 4
    words = ("lineage", "models:/team/churn/churn-model@best", "--upstream", "--json")
    graph = json.loads(forebear(*words, cwd=project).stdout)
    kinds = {node["id"]: node["kind"] for node in graph["nodes"]}
    names = {node["name"] for node in graph["nodes"]}
    roles = {(kinds[edge["from"]], edge["role"], kinds[edge["to"]]) for edge in graph["edges"]}
    assert {
        ("artifact", "registered", "model version"),
        ("run", "output", "artifact"),
        ("commit", "code", "run"),
        ("environment", "environment", "run"),
    } <= roles
    assert "first try" in names
    (model,) = [node for node in graph["nodes"] if node["name"] == "model.bin"]
    assert {"md5", "wandb"} <= set(model["digests"])
    shown = json.loads(forebear("show", "model.bin@HEAD", "--json", cwd=project).stdout)
    assert "wandb:team/churn/first001" in json.dumps(shown)
    data = json.loads(forebear("show", "data@HEAD", "--json", cwd=project).stdout)
    assert "wandb:team/churn/first001" in json.dumps(data)


def test_a_second_import_changes_nothing(project, forebear):
    forebear("import", project)
    before = json.loads(forebear("list", "artifacts", "--json", cwd=project).stdout)
    again = json.loads(forebear("import", project, "--json").stdout)
    assert [source["facts"] for source in again["sources"]] == [0] * len(again["sources"])
    log = next(project.glob("wandb/offline-*/run-failed01.wandb"))
    log.touch()
    touched = json.loads(forebear("import", project, "--json").stdout)
    assert [source["facts"] for source in touched["sources"]] == [0] * len(again["sources"])
    assert json.loads(forebear("list", "artifacts", "--json", cwd=project).stdout) == before


def test_two_runs_are_compared(project, forebear):
    forebear("import", project)
    words = ("run:wandb:team/churn/first001", "run:wandb:team/churn/failed01")
    compared = json.loads(forebear("compare", *words, "--json", cwd=project, code=None).stdout)
    values = {each["name"]: each["values"] for each in compared["metrics"]}
    assert values["loss"][1] == 3.5
    parameters = {each["name"]: each["values"] for each in compared["parameters"]}
    assert parameters["lr"] == [0.01, None]


def test_no_secret_is_in_the_database(project, forebear):
    forebear("import", project)
    for path in (project / ".forebear").rglob("*"):
        if path.is_file():
            assert b"hunter2" not in path.read_bytes()
