"""Git, DVC, Git LFS, MLflow and Docker become one lineage: from a commit to a registry's model version."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from docker import DockerClient

pytestmark = pytest.mark.docker

Forebear = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def team(
    tmp_path_factory: pytest.TempPathFactory,
    run_tool: Callable[..., str],
    tool: Callable[[str], Path],
    engine: DockerClient,
    base_image: str,
) -> Path:
    """A team's project: data under DVC, the same model in DVC, Git LFS and MLflow, an image of Docker."""
    root = tmp_path_factory.mktemp("team") / "churn"
    (root / "data").mkdir(parents=True)
    (root / "data" / "train.csv").write_text("x,y\n1,2\n3,4\n")
    (root / "model.bin").write_bytes(b"the same bytes everywhere " * 9)
    (root / "released").mkdir()
    (root / "released" / "model.bin").write_bytes((root / "model.bin").read_bytes())

    def git(*words: str) -> None:
        subprocess.run(["git", *words], cwd=root, check=True, capture_output=True)

    git("init", "-q", "-b", "main")
    run_tool("dvc", "init", "-q", cwd=root)
    run_tool("dvc", "add", "-q", "data/train.csv", "model.bin", cwd=root)
    git("lfs", "install", "--local")
    git("lfs", "track", "released/*.bin")
    git("add", "-A")
    git("commit", "-q", "-m", "train nightly")
    git("tag", "v1.0")
    image = engine.images.get(base_image).id
    assert image is not None
    subprocess.run(
        [
            tool("mlflow").parent / "python",
            "-W",
            "ignore",
            Path(__file__).with_name("logs_to_mlflow.py"),
            "sqlite:///mlflow.db",
            image,
        ],
        cwd=root,
        check=True,
        capture_output=True,
    )
    return root


def answer(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(done.stdout)
    return document


@pytest.fixture(scope="module")
def upstream(team: Path, forebear: Forebear) -> dict[str, Any]:
    imported = answer(forebear("import", team, "--json"))
    assert imported["problems"] == []
    assert {each["kind"] for each in imported["sources"]} >= {"git", "dvc", "lfs", "mlflow"}
    return answer(forebear("lineage", "models:/churn@champion", "--upstream", "--json", cwd=team))


def names(upstream: dict[str, Any], kind: str) -> set[str]:
    return {node["name"] for node in upstream["nodes"] if node["kind"] == kind}


def test_the_registry_leads_to_run_commit_data_and_image(upstream: dict[str, Any]) -> None:
    assert names(upstream, "run") == {"nightly"}
    assert names(upstream, "commit") == {"train nightly"}
    assert "train.csv" in names(upstream, "artifact")
    assert "churn:latest" in names(upstream, "environment")


def test_each_edge_shows_how_it_is_known(upstream: dict[str, Any]) -> None:
    (code,) = [edge for edge in upstream["edges"] if edge["role"] == "code"]
    assert "mlflow.source.git.commit" in code["evidence"]
    (named,) = [edge for edge in upstream["edges"] if edge["known"] == "named"]
    assert named["role"] == "input"
    assert "data/train.csv at " in named["evidence"]


def test_the_same_bytes_are_one_artifact_whoever_saw_them(
    team: Path, upstream: dict[str, Any], forebear: Forebear
) -> None:
    shown = answer(forebear("show", "model.bin@v1.0", "--json", cwd=team))
    assert {"md5", "sha256"} <= shown["digests"].keys()
    paths = {each["path"] for each in shown["seen"]}
    assert {"model.bin", "released/model.bin"} <= paths
    assert {each["source"] for each in shown["places"]} >= {"mlflow"}
    assert [node["name"] for node in shown["producers"]] == ["nightly"]


def test_what_mlflow_calls_a_digest_joins_nothing(team: Path, forebear: Forebear) -> None:
    artifacts = answer(forebear("list", "artifacts", "--json", cwd=team))["artifacts"]
    sample = [each for each in artifacts if "mlflow-dataset" in each["digests"]]
    assert all(set(each["digests"]) == {"mlflow-dataset"} for each in sample)
    assert not any("deadbeef" in (each["digests"].get("md5") or "") for each in artifacts)


def test_reading_it_again_changes_nothing(team: Path, forebear: Forebear) -> None:
    assert all(each["facts"] == 0 for each in answer(forebear("import", team, "--json"))["sources"])
