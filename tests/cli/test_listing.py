"""`forebear list` on a project that Git and DVC made."""

from __future__ import annotations

import json
import subprocess

import pytest
import yaml

KINDS = ("artifacts", "runs", "models", "commits", "environments")


@pytest.fixture(scope="module")
def listed(imported, forebear):
    return {
        kind: json.loads(forebear("list", kind, "--json", "--project", imported).stdout)[kind]
        for kind in KINDS
    }


def git(folder, *words):
    return subprocess.run(["git", *words], cwd=folder, capture_output=True, text=True, check=True).stdout


def test_commits_are_those_of_git(listed, imported):
    commits = listed["commits"]
    assert [commit["id"] for commit in commits] == git(imported, "log", "--format=%H", "--date-order").split()
    for commit in commits:
        author, when, subject = git(
            imported, "show", "-s", "--format=%an%n%cI%n%s", commit["id"]
        ).splitlines()
        assert (commit["author"]["name"], commit["summary"]) == (author, subject)
        assert commit["when"][:10] == when[:10]
    assert {name for commit in commits for name in commit["refs"]} == {"main", "v1.0", "v1.1"}


def test_models_are_what_dvc_made_at_each_commit(listed, imported):
    made = set()
    for commit in listed["commits"]:
        lock = yaml.safe_load(git(imported, "show", f"{commit['id']}:dvc.lock"))
        made |= {out["md5"] for out in lock["stages"]["train"]["outs"] if out["path"] == "model.json"}
    models = listed["models"]
    assert {model["digests"]["md5"] for model in models} == made
    assert {model["type"] for model in models} == {"model"}
    assert all(model["paths"] == ["model.json"] and model["size"] > 0 for model in models)


def test_runs_have_metrics_and_parameters(listed):
    runs = [run for run in listed["runs"] if run["name"] == "train"]
    assert len(runs) == 3
    for run in runs:
        assert run["command"] == ["python3 train.py"]
        assert run["origin"] == "imported"
        assert {metric["name"] for metric in run["metrics"]} == {"auc", "loss", "rows"}
        assert [(each["source"], each["name"]) for each in run["parameters"]] == [
            ("params.yaml", "train.rate")
        ]
        assert run["id"].startswith("run:")
    assert [run["parameters"][0]["value"] for run in runs] == [0.05, 0.05, 0.1]


def test_artifacts_hold_what_the_contract_says(listed):
    for artifact in listed["artifacts"]:
        assert {
            "id",
            "name",
            "type",
            "digests",
            "size",
            "commit",
            "when",
            "origin",
            "paths",
        } <= artifact.keys()
    assert {"data/customers.csv", "train.csv", "model.json", "metrics.json"} <= {
        path for artifact in listed["artifacts"] for path in artifact["paths"]
    }


def test_nothing_recorded_an_environment(listed, imported, forebear):
    assert listed["environments"] == []
    assert forebear("list", "environments", "--project", imported).stdout == "No environments are known.\n"
    assert "sources --discover" in forebear("list", "registry", "--project", imported).stdout


@pytest.mark.parametrize("kind", ["artifacts", "runs", "models", "commits"])
def test_a_table_has_a_line_for_each(listed, imported, forebear, kind):
    lines = forebear("list", kind, "--project", imported).stdout.splitlines()
    assert len(lines) == len(listed[kind]) + 1
    assert lines[0].isupper()


def test_every_id_is_a_reference(listed, imported, forebear):
    for kind in KINDS:
        for each in listed[kind][:2]:
            shown = json.loads(forebear("show", each["id"], "--json", "--project", imported).stdout)
            assert shown["id"] == each["id"]


def test_a_project_that_was_not_imported(tmp_path, forebear):
    git(tmp_path, "init", "--quiet")
    done = forebear("list", "runs", "--json", "--project", tmp_path, code=3)
    assert "forebear import" in json.loads(done.stdout)["error"]["todo"]
    assert not (tmp_path / ".forebear").exists()
