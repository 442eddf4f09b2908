"""A comparison agrees with the real DVC, on a project that the real DVC made."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from forebear.cli.comparing import compare_in
from forebear.cli.data_text import data_lines
from forebear.compare.comparison import Comparison, DataRole, FileKind, MetricRow, ParameterRow
from forebear.compare.document import comparison_document
from forebear.lineage.project import Project
from forebear.lineage.questions import Questions

TAGS = ("base", "data", "params", "code")
PAIRS = [*itertools.combinations(TAGS, 2), ("code", "base")]

Imported = tuple[Project, Questions]
Made = tuple[Path, Callable[..., str]]


def of(imported: Imported, *refs: str) -> Comparison:
    return compare_in(*imported, refs)


def as_dvc(
    rows: tuple[MetricRow, ...] | tuple[ParameterRow, ...],
) -> dict[str, dict[str, tuple[object, object]]]:
    found: dict[str, dict[str, tuple[object, object]]] = {}
    for row in rows:
        if row.differs:
            found.setdefault(row.source, {})[row.name] = (row.values[0], row.values[1])
    return found


def dvc_says(text: str) -> dict[str, dict[str, tuple[object, object]]]:
    return {
        file: {name: (values["old"], values["new"]) for name, values in names.items()}
        for file, names in json.loads(text).items()
    }


@pytest.mark.parametrize(("old", "new"), PAIRS)
def test_metrics_agree_with_dvc_metrics_diff(
    dvc_project: Made, imported: Imported, old: str, new: str
) -> None:
    said = json.loads(dvc_project[1]("dvc", "metrics", "diff", "--json", old, new))
    rows = of(imported, old, new).metrics
    assert as_dvc(rows) == dvc_says(json.dumps(said))
    for row in rows:
        if row.differs and row.delta(1) is not None:
            assert row.delta(1) == pytest.approx(said[row.source][row.name]["diff"])


@pytest.mark.parametrize(("old", "new"), PAIRS)
def test_parameters_agree_with_dvc_params_diff(
    dvc_project: Made, imported: Imported, old: str, new: str
) -> None:
    said = dvc_says(dvc_project[1]("dvc", "params", "diff", "--json", old, new))
    assert as_dvc(of(imported, old, new).parameters) == said


@pytest.mark.parametrize(("old", "new"), [("base", "code"), ("data", "params")])
def test_unchanged_values_agree_with_dvc_metrics_diff_all(
    dvc_project: Made, imported: Imported, old: str, new: str
) -> None:
    said = dvc_says(dvc_project[1]("dvc", "metrics", "diff", "--json", "--all", old, new))
    rows = of(imported, old, new).metrics
    known: dict[str, dict[str, tuple[object, object]]] = {}
    for row in rows:
        known.setdefault(row.source, {})[row.name] = (row.values[0], row.values[1])
    assert known == said


@pytest.mark.parametrize(("old", "new"), PAIRS)
def test_data_agrees_with_dvc_diff(dvc_project: Made, imported: Imported, old: str, new: str) -> None:
    said = json.loads(dvc_project[1]("dvc", "diff", "--json", "--show-hash", old, new))
    told = {item["path"] for kind in ("added", "deleted", "modified") for item in said.get(kind, [])}
    comparison = of(imported, old, new)
    metrics = {row.source for row in comparison.metrics}
    assert {row.path for row in comparison.data if row.differs} == told - metrics
    hashes = {item["path"]: item["hash"] for item in said.get("modified", [])}
    for row in comparison.data:
        if row.path in hashes:
            values = [digest.value if digest else None for digest in row.digests]
            assert values == [hashes[row.path]["old"], hashes[row.path]["new"]]


@pytest.mark.parametrize(
    ("old", "new", "changed"),
    [
        ("base", "data", {"data"}),
        ("data", "params", {"parameters"}),
        ("params", "code", {"code"}),
        ("base", "code", {"data", "parameters", "code"}),
        ("base", "side", {"code"}),
    ],
)
def test_changed_names_the_causes(imported: Imported, old: str, new: str, changed: set[str]) -> None:
    said = of(imported, old, new).changed
    assert {kind for kind, is_changed in said.items() if is_changed} == changed
    assert said["environment"] is None


def test_a_version_compared_with_itself_differs_nowhere(imported: Imported) -> None:
    comparison = of(imported, "base", "base")
    rows = [*comparison.metrics, *comparison.parameters, *comparison.data]
    assert len(rows) > 10
    assert not any(row.differs for row in rows)
    assert comparison.changed == {"code": False, "data": False, "parameters": False, "environment": None}


def test_turned_round_it_is_the_mirror(imported: Imported) -> None:
    forth, back = of(imported, "base", "code"), of(imported, "code", "base")
    assert [row.values for row in forth.metrics] == [row.values[::-1] for row in back.metrics]
    assert [row.values for row in forth.parameters] == [row.values[::-1] for row in back.parameters]
    assert [row.digests for row in forth.data] == [row.digests[::-1] for row in back.data]
    assert {commit.sha for commit in forth.code.commits} == {commit.sha for commit in back.code.commits}
    for row, other in zip(forth.metrics, back.metrics, strict=True):
        delta, mirrored = row.delta(1), other.delta(1)
        assert (delta is None) == (mirrored is None)
        assert delta is None or delta == -(mirrored or 0)


def test_code_lists_commits_and_files_and_what_the_runs_used(dvc_project: Made, imported: Imported) -> None:
    root, run = dvc_project
    code = of(imported, "params", "code").code
    assert [commit.sha for commit in code.commits] == run("git", "rev-list", "params..code").split()
    assert [commit.labels for commit in code.commits] == [("B",)]
    files = {file.path: file for file in code.files}
    assert set(files) == set(run("git", "diff", "--name-only", "params", "code").split())
    assert files["src/train.py"].kind is FileKind.CODE
    assert files["src/train.py"].used is True
    assert files["README.md"].kind is FileKind.DOCUMENT
    assert files["dvc.lock"].kind is files["metrics.json"].kind is FileKind.RECORD
    diff = files["src/train.py"].diffs[0]
    assert (diff.added, diff.removed, diff.status) == (1, 1, "modified")
    assert "0.8 + rate" in diff.text
    side = {file.path: file.used for file in of(imported, "base", "side").code.files}
    assert side == {"src/unused.py": False}
    assert root.is_dir()


def test_branches_that_parted_show_the_commits_of_both(imported: Imported) -> None:
    commits = of(imported, "side", "data").code.commits
    assert sorted(commit.labels for commit in commits) == [("A",), ("B",)]


def test_many_versions(imported: Imported) -> None:
    comparison = of(imported, *TAGS, "side")
    assert [version.label for version in comparison.versions] == ["A", "B", "C", "D", "E"]
    rate = next(row for row in comparison.parameters if row.name == "train.rate")
    assert rate.values == (0.01, 0.01, 0.05, 0.05, 0.01)
    labels = {commit.summary: commit.labels for commit in comparison.code.commits}
    assert labels["New data"] == ("B", "C", "D")
    assert labels["Only the side"] == ("E",)


def test_rows_and_schema_of_small_tables(imported: Imported) -> None:
    row = next(row for row in of(imported, "base", "data").data if row.path == "data/raw.csv")
    assert row.role is DataRole.SOURCE
    assert row.rows == (3, 5)
    types = {column.name: column.types for column in row.columns}
    assert types["region"] == (None, "text")
    assert types["income"] == ("integer", "number")
    document = next(
        item for item in comparison_document(of(imported, "base", "data"))["data"] if item["path"] == row.path
    )
    assert document["rows"] == [3, 5]
    assert document["drift"] is None  # not asked for


def test_runs_artifacts_and_paths_are_compared_by_their_own_records(imported: Imported) -> None:
    _, questions = imported
    by_path = of(imported, "model.txt@base", "model.txt@params")
    assert [version.title for version in by_path.versions] == ["model.txt@base", "model.txt@params"]
    keys = [version.run for version in by_path.versions]
    assert None not in keys
    by_run = of(imported, *(f"run:{key}" for key in keys))
    assert by_run.metrics == by_path.metrics
    assert by_run.data == by_path.data
    assert {row.path: row.role for row in by_run.data} == {
        "data/clean.csv": DataRole.SOURCE,
        "model.txt": DataRole.RESULT,
    }
    assert {(row.source, row.name) for row in by_run.parameters} == {
        ("params.yaml", "train.rate"),
        ("other.yaml", "depth"),
    }
    assert by_run.changed["data"] is True
    digest = by_path.versions[0].artifact
    assert of(imported, str(digest), "model.txt@params").versions[0].run == keys[0]
    assert questions.run(keys[0] or "").run.name == "train"


def test_what_differs_is_looked_into_where_asked(imported: Imported) -> None:
    comparison = compare_in(*imported, ("base", "data"), key=())
    document = json.loads(json.dumps(comparison_document(comparison), allow_nan=False))
    row = next(item for item in document["data"] if item["path"] == "data/raw.csv")
    assert row["rows"] == [3, 5]
    (change,) = row["changes"]
    assert change["rows"]["key"] == ["id"]
    assert (change["rows"]["added"], change["rows"]["removed"]) == (2, 0)
    assert {each["status"] for each in change["schema"]} >= {"added", "type"}
    assert {each["column"] for each in row["drift"]["versions"][0]["columns"]} == {"id", "income", "good"}
    told = "\n".join(data_lines(comparison))
    assert "rows by id: 2 added, 0 removed" in told
    assert "for example id 1: income 1000.0 → 1.5\n" in told
    assert "for example id 3 is new: income 4.5, good true\n" in told
    assert "Drift is moderate from PSI 0.1 and large from 0.25, where the p-value" in told
    same = compare_in(*imported, ("base", "base"), key=())
    assert all(item["drift"] is None for item in comparison_document(same)["data"])


def test_a_run_beside_a_whole_revision_is_compared_by_what_it_tells(imported: Imported) -> None:
    same = of(imported, "model.txt@base", "base")
    assert same.changed == {"code": False, "data": False, "parameters": False, "environment": None}
    assert {(row.source, row.name) for row in same.parameters} == {
        ("params.yaml", "train.rate"),
        ("other.yaml", "depth"),
    }
    assert {row.path for row in same.data} == {"data/clean.csv", "model.txt"}
    assert same.notes[0].startswith("A is no whole revision")
    other = of(imported, "base", "model.txt@code", "params")
    assert {row.name: row.differs for row in other.parameters if row.differs is not False} == {
        "train.rate": True,
        "depth": True,
        "train.layers": True,  # between the two revisions
        "train.note": True,
    }
    data = {row.path: (row.differs, row.outside) for row in other.data}
    assert data["data/clean.csv"] == (True, (False, False, False))
    assert data["data/raw.csv"] == (True, (False, True, False))


def test_the_same_thing_by_every_name_is_the_same(dvc_project: Made, imported: Imported) -> None:
    _, run = dvc_project
    sha = run("git", "rev-parse", "code").strip()
    key = of(imported, "model.txt@code", "code").versions[0].run or ""
    for refs in (("code", sha), ("code", "HEAD"), (f"run:{key[:12]}", f"model.txt@{sha[:9]}", "model.txt")):
        comparison = of(imported, *refs)
        rows = (*comparison.metrics, *comparison.parameters, *comparison.data)
        assert rows
        assert not [row for row in rows if row.differs is not False]
        assert comparison.changed["code"] is False
