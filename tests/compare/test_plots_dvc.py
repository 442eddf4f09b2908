"""Plots of versions against the real `dvc plots diff`: the same points of the same curves."""

from __future__ import annotations

import json
import posixpath
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from forebear.cli.comparing import compare_in
from forebear.compare.comparison import Comparison
from forebear.compare.plots.findings import PlotKind, PlotRow
from forebear.lineage.database import Database
from forebear.lineage.progress import Silent
from forebear.lineage.project import Project
from forebear.lineage.questions import Questions
from forebear.sources.importing import import_project

Run = Callable[..., str]

PIPELINE = """\
stages:
  train:
    cmd: python3 train.py
    deps: [train.py]
    outs: [eval]
    plots:
      - loss.csv: {cache: false, x: epoch, y: loss, template: smooth, title: Loss}
      - bare.tsv: {cache: false}
      - headless.csv: {cache: false, header: false, x: "0", y: "1", template: scatter}
      - curves: {cache: false, x: step}
plots:
  - ROC:
      template: simple
      x: fpr
      y:
        eval/roc/train.json: tpr
        eval/roc/test.json: tpr
  - Matrix:
      template: confusion
      x: actual
      y: {eval/classes.csv: predicted}
  - Joined:
      x: {eval/steps.yaml: at}
      y: {loss.csv: [loss, accuracy]}
      x_label: when
  - Own:
      template: ours
      y: {loss.csv: accuracy}
  - loss.csv: {x: epoch, y: accuracy, template: bar_horizontal_sorted}
"""

TRAIN = """\
import json, os
k = K
os.makedirs("eval/roc", exist_ok=True)
os.makedirs("curves", exist_ok=True)
rows = [(n, 1 / (n + k), n * k / 10) for n in range(6)]
with open("loss.csv", "w") as f:
    f.write("epoch,loss,accuracy\\n")
    f.writelines(f"{e},{l},{a}\\n" for e, l, a in rows)
with open("bare.tsv", "w") as f:
    f.write("first\\tlast\\n")
    f.writelines(f"{e}\\t{l}\\n" for e, l, a in rows)
with open("headless.csv", "w") as f:
    f.writelines(f"{e},{a}\\n" for e, l, a in rows)
with open("curves/one.csv", "w") as f:
    f.write("step,one\\n")
    f.writelines(f"{e},{a}\\n" for e, l, a in rows)
with open("curves/two.csv", "w") as f:
    f.write("step,two\\n")
    f.writelines(f"{e},{l}\\n" for e, l, a in rows)
with open("eval/steps.yaml", "w") as f:
    f.writelines(f"- at: {n * 10}\\n" for n in range(6))
for name, bend in (("train", 1 + k), ("test", k)):
    points = [{"fpr": n / 4, "tpr": min(1.0, bend * n / 4)} for n in range(5)]
    json.dump({"about": {"roc": points}, "n": 5}, open(f"eval/roc/{name}.json", "w"))
with open(f"eval/{'kept' if k == 1 else 'moved'}.txt", "w") as f:
    f.write("the same bytes")
with open("eval/classes.csv", "w") as f:
    f.write("actual,predicted\\n")
    f.writelines(f"{('cat', 'dog')[n % 2]},{('cat', 'dog')[n % (1 + k) % 2]}\\n" for n in range(9))
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, run_tool: Run) -> Path:
    root = tmp_path_factory.mktemp("plots") / "project"
    root.mkdir()

    def run(*words: str) -> str:
        return run_tool("dvc", *words, cwd=root)

    run_tool("git", "init", "-q", cwd=root)
    run("init", "-q")
    (root / ".dvc" / "plots").mkdir(exist_ok=True)
    own = json.dumps({"data": {"values": "<DVC_METRIC_DATA>"}, "mark": "<DVC_METRIC_Y>"})
    (root / ".dvc" / "plots" / "ours.json").write_text(own)
    (root / "dvc.yaml").write_text(PIPELINE)
    for tag, factor in (("one", "1"), ("two", "2")):
        (root / "train.py").write_text(TRAIN.replace("K\n", f"{factor}\n", 1))
        run("repro", "-q")
        run_tool("git", "add", "-A", cwd=root)
        run_tool("git", "commit", "-qm", tag, cwd=root)
        run_tool("git", "tag", tag, cwd=root)
    return root


@pytest.fixture(scope="module")
def comparison(made: Path) -> Iterator[Comparison]:
    project = Project.at(made)
    project.prepare()
    database = Database.open(project.database_url)
    import_project(project, database, Silent())
    yield compare_in(project, Questions(database), ["one", "two"], key=())
    database.close()


def plot(comparison: Comparison, name: str, template: str = "") -> PlotRow:
    found = [
        row
        for row in comparison.plots
        if row.name == name and (not template or row.definition.template == template)
    ]
    assert found, [row.name for row in comparison.plots]
    return found[0]


def dvc_points(made: Path, run_tool: Run) -> Mapping[str, list[Any]]:
    told = run_tool("dvc", "plots", "diff", "one", "two", "--json", cwd=made)
    document = json.loads(told)
    assert not document.get("errors"), document["errors"]
    return {
        name: [point for item in items for point in item["content"]["data"]["values"]]
        for name, items in document["data"].items()
    }


def test_every_point_is_dvcs(comparison: Comparison, made: Path, run_tool: Run) -> None:
    told = dvc_points(made, run_tool)
    labels = {"A": "one", "B": "two"}
    seen = set()
    for row in comparison.plots:
        # DVC puts the file before a name that is declared twice.
        full = f"{row.source}::{row.name}"
        key = full if full in told else row.name
        points = told[key]
        seen.add(key)
        study = row.study
        assert study is not None
        assert not study.problems
        assert study.differs is True
        for series in study.series:
            mine = list(zip(series.x, series.y, strict=True))
            field = series.field
            own = [
                point
                for point in points
                if point["rev"] == labels[series.label]
                and series.file.endswith(point.get("filename", ""))
                and point.get("field", field) == field
            ]
            xs = dict.fromkeys(x for _, x in row.definition.x)
            across = next(iter(xs), "step")
            theirs = [(point[across], point.get("dvc_inferred_y_value", point[field])) for point in own]
            assert mine == theirs, (row.name, series.file)
            assert mine
        groups = {(point["rev"], point.get("filename"), point.get("field")) for point in points}
        assert len(groups) == len(study.series)
    assert seen == set(told)


def test_how_they_are_drawn(comparison: Comparison) -> None:
    kinds = {(row.name, row.definition.template): row.study and row.study.kind for row in comparison.plots}
    assert kinds["ROC", "simple"] is PlotKind.ROC
    assert kinds["Matrix", "confusion"] is PlotKind.MATRIX
    assert kinds["Joined", ""] is PlotKind.LINE
    assert kinds["headless.csv", "scatter"] is PlotKind.SCATTER
    assert kinds["curves/one.csv", ""] is PlotKind.LINE
    joined = plot(comparison, "Joined").study
    assert joined is not None
    assert (joined.x_label, joined.y_label) == ("when", "y")
    assert {each.field for each in joined.series} == {"loss", "accuracy"}
    own = plot(comparison, "Own").study
    assert own is not None
    assert own.notes == ("The project's template ours is not used: it is code.",)


def test_the_area_under_a_roc_curve(comparison: Comparison) -> None:
    study = plot(comparison, "ROC").study
    assert study is not None
    areas = {(each.label, posixpath.basename(each.file)): each.auc for each in study.series}
    assert areas["A", "test.json"] == pytest.approx(0.5)
    # 0 0.5 1 1 1 at 0 0.25 0.5 0.75 1
    assert areas["B", "test.json"] == pytest.approx(0.75)


def test_the_matrix_counts_every_pair(comparison: Comparison, made: Path) -> None:
    study = plot(comparison, "Matrix").study
    assert study is not None
    first, second = study.matrices
    assert first.rows == first.columns == ("cat", "dog")
    lines = (made / "eval" / "classes.csv").read_text().splitlines()[1:]
    counted = tuple(
        tuple(sum(line == f"{actual},{predicted}" for line in lines) for actual in ("cat", "dog"))
        for predicted in ("cat", "dog")
    )
    assert second.counts == counted
    assert first.counts != second.counts


def test_tables_are_recognised_without_a_declaration(comparison: Comparison) -> None:
    assert not [row for row in comparison.plots if not row.source]
    listed = {row.path for row in comparison.files}
    assert {"eval", "eval/roc/train.json", "eval/classes.csv", "loss.csv", "curves/one.csv"} <= listed


def test_runs_have_the_plots_that_git_keeps(made: Path) -> None:
    project = Project.at(made)
    database = Database.open(project.database_url)
    questions = Questions(database)
    runs = [f"run:{run.node.key}" for run in questions.runs()]
    told = compare_in(project, questions, runs, key=())
    database.close()
    study = plot(told, "loss.csv", "smooth").study
    assert study is not None
    assert not study.absent
    assert {each.label: len(each.y) for each in study.series} == {"A": 6, "B": 6}
    assert study.differs is True


def test_files_of_a_directory_are_listed_and_opened(comparison: Comparison) -> None:
    inside = {row.path: row for row in comparison.files if row.folder == "eval"}
    moved = inside["eval/moved.txt"]
    assert (moved.before, moved.differs) == ("eval/kept.txt", True)
    assert "eval/kept.txt" not in inside
    assert "eval/steps.yaml" not in inside  # it is the same
    folder = next(row for row in comparison.files if row.path == "eval")
    assert folder.study is not None
    changes = folder.study.differences[0].folder
    assert changes is not None
    assert (changes.renamed, changes.changed, changes.added, changes.removed) == (1, 3, 0, 0)
    loss = next(row for row in comparison.files if row.path == "loss.csv")
    assert loss.study is not None
    text = loss.study.differences[0].text
    assert text is not None
    assert (text.added, text.removed) == (6, 6)
