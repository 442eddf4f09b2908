"""What `forebear check` says of each run, on real projects, each state made by what really causes it."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from forebear.lineage.database import Database
from forebear.lineage.progress import Silent
from forebear.lineage.project import Project
from forebear.lineage.questions import Questions
from forebear.lineage.words import Image, Readiness
from forebear.rebuild.checking import Checker
from forebear.rebuild.job import UNCOMMITTED
from forebear.rebuild.workshop import open_workshop

if TYPE_CHECKING:
    from docker import DockerClient

pytestmark = pytest.mark.docker

Make = Callable[..., Any]
CHAIN = {"data": (), "model": ("data",)}


def git(folder: Path, *words: str) -> str:
    return subprocess.run(
        ["git", *words], cwd=folder, check=True, capture_output=True, text=True
    ).stdout.strip()


@pytest.fixture(scope="session")
def image(engine: DockerClient, base_image: str) -> Image:
    return Image(base_image, str(engine.images.get(base_image).id))


@pytest.fixture
def pipeline(pipeline_of: Make, tmp_path: Path, image: Image) -> Make:
    """Return `pipeline(steps)`, with another `image` if one is given."""
    return lambda steps, **more: pipeline_of(tmp_path / "project", steps, more.get("image", image))


def checked(made: Any, engine: DockerClient | None) -> dict[str, tuple[str, str]]:
    """Return by name the state and what is said; what is kept in the database is the same."""
    with open_workshop(Project.at(made.root), Silent(), "Ada") as workshop:
        found = Checker(workshop, engine).check()
        assert workshop.questions.readiness() == found
        names = {node.id: node.name for node in workshop.questions.nodes(list(found))}
    return {names[run]: (ready.state.value, " ".join(ready.details)) for run, ready in found.items()}


def test_what_is_here_is_rebuildable_and_what_is_gone_comes_after_others(
    pipeline: Make, engine: DockerClient
) -> None:
    made = pipeline(CHAIN)
    found = checked(made, engine)
    assert found["data"] == ("rebuildable", "")
    state, said = found["model"]
    assert state == "upstream first"
    assert "out/data (md5:" in said
    made.keep("data")
    assert checked(made, engine)["model"] == ("rebuildable", "")
    kept = next((made.root / ".forebear" / "objects").rglob("*/md5/*/*"))
    kept.unlink()
    assert checked(made, engine)["model"][0] == "upstream first"


def test_inputs_that_nothing_makes_are_missing(pipeline: Make, engine: DockerClient) -> None:
    made = pipeline({"data": (), "model": ("data",), "last": ("model",)})
    database = Database.open(made.url)
    with database.writing() as connection:
        connection.exec_driver_sql("DELETE FROM edge WHERE path = 'out/data' AND role = 'output'")
    database.close()
    found = checked(made, engine)
    assert [found[name][0] for name in ("model", "last")] == ["inputs missing"] * 2


def test_inputs_that_a_remote_may_have_are_elsewhere_and_it_is_not_asked(
    pipeline: Make, engine: DockerClient
) -> None:
    made = pipeline(CHAIN)
    (made.root / ".dvc").mkdir()
    # Nobody listens there: to ask would be an error.
    (made.root / ".dvc" / "config").write_text("['remote \"store\"']\n    url = http://127.0.0.1:9/none\n")
    state, said = checked(made, engine)["model"]
    assert state == "inputs elsewhere"
    assert "dvc remote store" in said


def test_without_an_engine_nobody_knows_of_the_image(pipeline: Make) -> None:
    assert checked(pipeline(CHAIN), None)["data"][0] == "no engine"


def test_an_image_that_is_gone_was_never_recorded_or_is_only_a_tag(
    pipeline_of: Make, tmp_path: Path, engine: DockerClient, base_image: str
) -> None:
    def state(name: str, image: Image | None) -> tuple[str, str]:
        return checked(pipeline_of(tmp_path / name, {"data": ()}, image), engine)["data"]

    gone = state("gone", Image("gone:1", f"sha256:{'ab' * 32}"))
    assert gone[0] == "image missing"
    assert "gone:1" in gone[1]
    assert state("none", None)[0] == "never recorded"
    tag = state("tag", Image(base_image))
    assert (tag[0], "tags move" in tag[1]) == ("image assumed", True)


def test_a_commit_that_is_gone_and_one_that_no_remote_has(
    pipeline: Make, engine: DockerClient, tmp_path: Path
) -> None:
    made = pipeline({"data": ()})
    git(tmp_path, "init", "-q", "--bare", "remote.git")
    git(made.root, "remote", "add", "origin", str(tmp_path / "remote.git"))
    git(made.root, "push", "-q", "origin", "main")
    git(made.root, "fetch", "-q")
    assert checked(made, engine)["data"][0] == "rebuildable"
    git(
        made.root,
        "update-ref",
        "refs/remotes/origin/main",
        git(made.root, "commit-tree", "-m", "x", "HEAD^{tree}"),
    )
    assert checked(made, engine)["data"][0] == "commit unpushed"
    shutil.rmtree(made.root / ".git")
    git(made.root, "init", "-q")
    state, said = checked(made, engine)["data"]
    assert (state, made.commit[:10] in said) == ("commit gone", True)


def test_what_was_not_committed_is_told(pipeline: Make, engine: DockerClient) -> None:
    made = pipeline({**CHAIN, "last": ()})
    database = Database.open(made.url)
    with database.writing() as connection:
        for name, row in (
            ("data", ("", UNCOMMITTED, '"step.py, beside.py"')),
            ("model", ("params.yaml", "rate", "0.5")),
            ("last", ("", UNCOMMITTED, '"step.py"')),
        ):
            connection.exec_driver_sql(
                "INSERT INTO parameter SELECT id, ?, ?, ? FROM node WHERE kind = 'run' AND name = ?",
                (*row, name),
            )
    database.close()
    made.keep("data")
    found = checked(made, engine)
    assert found["data"][0] == "recorded from a dirty tree"
    assert found["data"][1] == "These were not committed as they were: beside.py.", "step.py is an input"
    assert found["last"] == (
        "dirty, patch kept: rebuildable", "These were not committed, and were kept: step.py.",
    )  # fmt: skip
    assert found["model"][0] == "recorded from a dirty tree"
    assert "rate = 0.5" in found["model"][1]


def test_the_command_counts_and_names_the_worst(pipeline: Make, call: Make) -> None:
    made = pipeline(CHAIN)
    done = call(made.root, "check")
    assert (done.code, done["checked"], done["states"]) == (0, 2, {"rebuildable": 1, "upstream first": 1})
    assert [(run["name"], run["state"]) for run in done["runs"]] == [("model", "upstream first")]
    shown = call(made.root, "show", f"run:{made.key('model')}")
    assert shown["readiness"]["state"] == "upstream first"
    assert "out/data" in shown["readiness"]["details"][0]
    listed = call(made.root, "list", "runs")
    assert {run["readiness"] for run in listed["runs"]} == {"rebuildable", "upstream first"}


def test_nothing_of_the_lineage_changes(pipeline: Make, engine: DockerClient) -> None:
    made = pipeline(CHAIN)
    database = Database.open(made.url)
    with Questions(database).look() as look:
        before = look.connection.exec_driver_sql("SELECT number FROM revision").scalar()
    checked(made, engine)
    with Questions(database).look() as look:
        assert look.connection.exec_driver_sql("SELECT number FROM revision").scalar() == before
    database.close()


def test_the_words_are_in_order() -> None:
    order = tuple(Readiness)
    assert order[-1] is Readiness.REBUILDABLE
    assert not any(state.possible for state in order[:4])
