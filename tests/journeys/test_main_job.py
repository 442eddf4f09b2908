"""The main job from a terminal: open a project, see its graph, compare, rebuild, report, verify."""

from __future__ import annotations

import json
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.docker

Forebear = Callable[..., subprocess.CompletedProcess[str]]


def answer(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(done.stdout)
    return document


def state_of_work_tree(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Every file but Forebear's own, byte for byte: work tree, index, stash, refs, objects."""
    return {
        str(path.relative_to(folder)): (path.lstat().st_mode, path.read_bytes())
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".forebear" not in path.relative_to(folder).parts
    }


def test_the_sample_tells_its_story(sample: Path, forebear: Forebear) -> None:
    compared = answer(forebear("compare", "v1.2", "v1.3", "--json", cwd=sample))
    assert compared["changed"]["code"] is False
    assert compared["changed"]["parameters"] is False
    assert compared["changed"]["data"] is True
    assert compared["changed"]["environment"] is False
    metrics = {row["name"]: row["values"] for row in compared["metrics"]}
    good, fallen = metrics["accuracy"]
    assert good > 0.82
    assert fallen < 0.75
    changed = {row["path"] for row in compared["data"] if len(set(row["digests"])) > 1}
    assert "data/customers.csv" in changed

    fixed = answer(forebear("compare", "v1.2", "fix-billing-units", "--json", cwd=sample))
    assert fixed["changed"]["code"] is True
    good, mended = next(row["values"] for row in fixed["metrics"] if row["name"] == "accuracy")
    assert abs(good - mended) < 0.02


def test_lineage_leads_from_the_model_to_data_and_code(sample: Path, forebear: Forebear) -> None:
    graph = answer(forebear("lineage", "model.json@v1.2", "--upstream", "--json", cwd=sample))
    names = {node["name"] for node in graph["nodes"]}
    assert {"model.json", "train.csv", "customers.csv"} <= names
    assert {node["kind"] for node in graph["nodes"]} >= {"artifact", "run", "commit"}
    known = {node["id"] for node in graph["nodes"]}
    assert all(edge["from"] in known and edge["to"] in known for edge in graph["edges"])
    origins = {node["origin"] for node in graph["nodes"] if node["kind"] == "run"}
    assert origins == {"recorded"}


def test_the_rebuild_of_the_good_version_is_identical_and_touches_nothing(
    sample: Path, forebear: Forebear
) -> None:
    before = state_of_work_tree(sample)
    plan = answer(forebear("rebuild", "model.json@v1.2", "--dry-run", "--json", cwd=sample))
    assert plan["missing"] == []

    rebuilt = answer(forebear("rebuild", "model.json@v1.2", "--yes", "--json", cwd=sample))

    assert rebuilt["ended"] == "completed"
    assert rebuilt["verdict"] == "identical"
    assert {output["path"]: output["verdict"] for output in rebuilt["outputs"]}["model.json"] == "identical"
    assert rebuilt["image"]["how"] == "local"
    assert state_of_work_tree(sample) == before

    shown = forebear("lineage", "model.json@v1.2", "--json", cwd=sample)
    assert "rebuild" in {node["kind"] for node in answer(shown)["nodes"]}


def test_the_report_is_written_and_its_bundle_verifies(
    sample: Path, forebear: Forebear, tmp_path: Path
) -> None:
    for ending in ("html", "pdf", "zip"):
        forebear("report", "model.json@v1.2", "--output", tmp_path / f"report.{ending}", cwd=sample)
    forebear("verify", tmp_path / "report.zip")
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF")
    assert "v1.2" in (tmp_path / "report.html").read_text(encoding="utf-8")

    altered = tmp_path / "altered.zip"
    with zipfile.ZipFile(tmp_path / "report.zip") as source, zipfile.ZipFile(altered, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, content.replace(b"v1.2", b"v9.9") if name == "report.json" else content)
    forebear("verify", altered, code=1)


def test_a_second_import_finds_nothing_new(sample: Path, forebear: Forebear) -> None:
    again = answer(forebear("import", sample, "--json"))
    assert sum(source["facts"] for source in again["sources"]) == 0
    assert again["problems"] == []
