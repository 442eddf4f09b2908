"""`forebear show` on a project that Git and DVC made."""

from __future__ import annotations

import json
import shutil
import subprocess

import pytest

from forebear.cli.text import printable, table, width


@pytest.fixture
def show(imported, forebear):
    def ask(ref, *, code=0):
        done = forebear("show", ref, "--json", "--project", imported, code=code)
        return json.loads(done.stdout), forebear("show", ref, "--project", imported, code=code).stdout

    return ask


def test_a_commit_and_what_it_holds(show):
    document, text = show("v1.1")
    assert document["summary"] == "Learn more slowly"
    assert document["refs"] == ["v1.1"]
    held = {(each["slot"], each["path"]) for each in document["held"]}
    assert {("run", "prepare"), ("run", "train"), ("data", "model.json"), ("metrics", "metrics.json")} <= held
    assert "The loss jumped about." in text
    assert "data/customers.csv" in text


def test_a_run(show):
    document, text = show("train@v1.1")
    assert document["command"] == ["python3 train.py"]
    assert {each["path"] for each in document["inputs"]} == {"train.csv", "train.py"}
    assert {each["path"] for each in document["outputs"]} == {"model.json", "metrics.json"}
    assert document["rebuilds"] == document["environments"] == []
    assert all(word in text for word in ("python3 train.py", "train.rate", "0.05", "auc", "model.json"))


def test_an_artifact(show):
    document, text = show("model.json@v1.1")
    assert document["type"] == "model"
    (producer,) = document["producers"]
    assert producer["name"] == "train"
    assert [seen["path"] for seen in document["seen"]] == ["model.json"]
    assert producer["id"][:12] in text


@pytest.fixture
def registered(imported, forebear, tmp_path):
    """The project with a registry in its tags, read again."""
    root = shutil.copytree(imported, tmp_path / "registered")
    for tag, why in (("churn@v1.0.0", "Good enough"), ("churn#prod#1", "Approved by Grace")):
        subprocess.run(["git", "tag", "-a", tag, "-m", why, "v1.1^{}"], cwd=root, check=True)
    forebear("import", root)
    return root


def test_a_model_version(registered, forebear):
    shown = forebear("show", "models:/churn@prod", "--json", "--project", registered).stdout
    document = json.loads(shown)
    assert (document["name"], document["version"], document["stages"]) == ("churn", "v1.0.0", ["prod"])
    assert (document["kind"], document["artifact"]["name"]) == ("model version", "model.json")
    moves = [(each["move"], each["stage"], each["by"], each["why"]) for each in document["transitions"]]
    who = "Ada Example <ada@example.org>"
    assert moves == [("registered", None, who, "Good enough"), ("assigned", "prod", who, "Approved by Grace")]
    text = forebear("show", "models:/churn/v1.0.0", "--project", registered).stdout
    assert "Approved by Grace" in text
    (commit,) = [
        each
        for each in json.loads(forebear("list", "commits", "--json", "--project", registered).stdout)[
            "commits"
        ]
        if "v1.1" in each["refs"]
    ]
    assert "churn#prod#1" in commit["refs"]
    down = json.loads(
        forebear("lineage", "model.json@v1.1", "--downstream", "--json", "--project", registered).stdout
    )
    assert "churn v1.0.0" in {node["name"] for node in down["nodes"]}


def test_the_registries_say_what_is_not_in_them(registered, forebear):
    git = ("git", "-c", "core.editor=true")
    words = ("tag", "-a", "churn@v1.0.0!", "-m", "It drifted", "v1.1^{}")
    subprocess.run([*git, *words], cwd=registered, check=True)
    subprocess.run([*git, "tag", "-a", "churn@v1.1.0", "-m", "", "HEAD"], cwd=registered, check=True)
    forebear("import", registered)
    (model,) = json.loads(forebear("list", "registry", "--json", "--project", registered).stdout)["registry"]
    versions = {each["version"]: each for each in model["versions"]}
    assert {name: each["ended"] for name, each in versions.items()} == {
        "v1.0.0": "deregistered",
        "v1.1.0": None,
    }
    assert model["not_recorded"] == {"when": 0, "by": 0, "why": 1}
    text = forebear("list", "registry", "--project", registered).stdout
    (line,) = [each for each in text.splitlines() if "v1.0.0" in each]
    assert "deregistered" in line
    assert "Records begin " in text
    assert "Of 4 moves it is not recorded: why (1)." in text
    shown = forebear("show", "models:/churn/v1.0.0", "--project", registered).stdout
    assert "stage      deregistered" in shown


def test_what_is_not_there(show, imported, forebear):
    done = forebear("show", "model.jsn@v1.1", "--project", imported, code=2)
    assert "model.json@v1.1" in done.stderr


def test_a_revision_that_only_git_can_read(show):
    document, _ = show("HEAD^{/more slowly}")
    assert document["refs"] == ["v1.1"]


def test_names_cannot_play_tricks_with_the_terminal():
    assert printable("plain.csv") == "plain.csv"
    assert printable("데이터 é.csv") == "데이터 é.csv"
    assert printable("a\x1b[2Jb\n\u202ec\udce9") == "a\\x1b[2Jb\\n\\u202ec\\udce9"


def test_columns_line_up_where_letters_are_wide():
    lines = table(("NAME", "EMPTY", "SIZE"), [("데이터", "", "1"), ("x", "", "22")]).splitlines()
    assert lines == ["NAME    SIZE", "데이터  1", "x       22"]
    assert width("데이터") == 6
