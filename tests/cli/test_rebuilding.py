"""`forebear rebuild`: its words, and which run a REF names."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.docker

Forebear = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def project(churn_project: Path, tmp_path: Path, forebear: Forebear, base_image: str) -> Path:
    root = tmp_path / "churn"
    shutil.copytree(churn_project, root, symlinks=True)
    forebear("import", root)
    forebear("assign", base_image, "--all", "--by", "Ada", cwd=root)
    return root


def answer(done: subprocess.CompletedProcess[str]) -> Any:
    return json.loads(done.stdout)


def test_a_ref_may_be_a_file_at_a_revision_a_digest_a_run_or_a_rebuild(
    project: Path, forebear: Forebear
) -> None:
    plan = answer(forebear("rebuild", "model.json@v1.0", "--dry-run", "--json", cwd=project))
    digest = next(each["digest"] for each in plan["outputs"] if each["path"] == "model.json")
    for ref in ("metrics.json@v1.0", digest, f"run:{plan['run'][:12]}", "train@v1.0"):
        again = answer(forebear("rebuild", ref, "--dry-run", "--json", cwd=project))
        assert again["run"] == plan["run"]
    done = answer(forebear("rebuild", "model.json@v1.0", "--yes", "--json", cwd=project))
    assert done["verdict"] == "identical"
    again = answer(forebear("rebuild", f"rebuild:{done['id']}", "--json", cwd=project))
    assert (again["plan"]["run"], again["verdict"]) == (plan["run"], "identical")
    assert again["id"] != done["id"]
    graph = answer(forebear("lineage", "model.json@v1.0", "--upstream", "--json", cwd=project))
    assert "rebuild" in {node["kind"] for node in graph["nodes"]}


def test_a_revision_with_several_runs_lists_them(project: Path, forebear: Forebear) -> None:
    said = forebear("rebuild", "v1.0", "--dry-run", cwd=project, code=2).stderr
    assert "(prepare)" in said
    assert "(train)" in said


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("data/customers.csv@v1.0",), 2, "No recorded run made this"),
        (("nosuch@v1.0",), 2, "nosuch"),
        (("model.json@v1.0", "--tolerance", "2"), 2, "less than 1"),
        (("model.json@v1.0", "--cpus", "x"), 2, "set of processors"),
        (("model.json@v1.0", "--image", "nobody/has:this", "--dry-run"), 3, "no such image"),
        (("model.json@v1.0", "--cpus", "0-4095", "--yes"), 3, "this engine has the processors 0"),
        (("model.json@v1.0", "--memory", "1m", "--yes"), 3, "at least 6 MiB"),
    ],
)
def test_what_it_refuses(
    project: Path, forebear: Forebear, words: tuple[str, ...], code: int, said: str
) -> None:
    done = forebear("rebuild", *words, cwd=project, code=code)
    assert said in done.stderr + done.stdout


def test_an_archive_is_not_read_where_the_image_is_here_and_that_is_said(
    project: Path, forebear: Forebear, tmp_path: Path
) -> None:
    archive = tmp_path / "image.tar"
    archive.touch()
    plan = answer(
        forebear("rebuild", "model.json@v1.0", "--archive", archive, "--dry-run", "--json", cwd=project)
    )
    assert plan["image"]["how"] == "assumed"
    assert f"The recorded image is here, so {archive} is not read." in plan["notes"]


def test_the_text_says_what_the_document_says(project: Path, forebear: Forebear) -> None:
    plan = forebear("rebuild", "model.json@v1.1", "--dry-run", cwd=project).stdout
    assert "python3 train.py" in plan
    assert "docker run --rm" in plan
    done = forebear("rebuild", "model.json@v1.1", "--yes", "--memory", "1g", "--timeout", "10m", cwd=project)
    assert done.stdout.startswith("completed: identical")
    assert "assumed" in done.stdout
