"""`forebear assign`: an assumption by a named person, shown as such."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from docker import DockerClient

pytestmark = pytest.mark.docker

Forebear = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def project(churn_project: Path, tmp_path: Path, forebear: Forebear) -> Path:
    root = tmp_path / "churn"
    shutil.copytree(churn_project, root, symlinks=True)
    forebear("import", root)
    return root


def answer(done: subprocess.CompletedProcess[str]) -> Any:
    return json.loads(done.stdout)


def test_one_run_a_stage_or_all(
    project: Path, forebear: Forebear, base_image: str, engine: DockerClient
) -> None:
    one = answer(
        forebear("assign", base_image, "--run", "model.json@v1.1", "--by", "Ada", "--json", cwd=project)
    )
    assert [run["name"] for run in one["runs"]] == ["train"]
    assert one["image"]["id"] == engine.images.get(base_image).id
    stage = answer(forebear("assign", base_image, "--stage", "train", "--json", cwd=project))
    assert {run["name"] for run in stage["runs"]} == {"train"}
    assert len(stage["runs"]) == 3
    rest = answer(forebear("assign", base_image, "--all", "--json", cwd=project))
    assert {run["name"] for run in rest["runs"]} == {"prepare"}
    shown = answer(forebear("show", "model.json@v1.1", "--json", cwd=project))
    run = answer(forebear("show", shown["producers"][0]["id"], "--json", cwd=project))
    assert {(each["origin"], each["by"]) for each in run["environments"]} >= {("assumed", "Ada")}
    assert run["environments"][0]["packages"]["deb:python3"]


def test_an_assumption_survives_an_import(project: Path, forebear: Forebear, base_image: str) -> None:
    forebear("assign", base_image, "--all", "--by", "Ada", cwd=project)
    forebear("import", project)
    runs = answer(forebear("list", "runs", "--json", cwd=project))["runs"]
    assert {run["image"] for run in runs} == {base_image}


def test_an_image_that_is_not_here_is_known_by_its_digest(
    project: Path, forebear: Forebear, engine: DockerClient
) -> None:
    digest = "sha256:" + "a" * 64
    done = answer(forebear("assign", f"reg.example.org/t@{digest}", "--all", "--json", cwd=project))
    assert done["image"] == {"reference": "reg.example.org/t", "id": None, "digest": digest}
    assert "does not have this image" in done["note"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("x:1",), "required"),
        (("x:1", "--stage", "nosuch"), "Stages: prepare, train"),
        (("x 1", "--all"), "no image"),
        (("x:1", "--run", "data/customers.csv@v1.0"), "No recorded run made this"),
    ],
)
def test_what_it_refuses(project: Path, forebear: Forebear, words: tuple[str, ...], said: str) -> None:
    assert said in forebear("assign", *words, cwd=project, code=2).stderr
