"""Many versions by their metrics and parameters, and a metric along the history, as DVC recorded them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from forebear.compare.population import Scope, all_commits, all_runs, columns_of, of_comparison
from forebear.compare.side_by_side import compare
from forebear.compare.suggested import candidates, suggested
from forebear.lineage.facts import Slot
from forebear.lineage.fields import Field, FieldKind
from forebear.lineage.metric_history import Line, LineKind, Why, lines_of, metric_history
from forebear.lineage.project import Project
from forebear.lineage.questions import Questions

AUC = Field(FieldKind.METRIC, "metrics.json", "auc")
RATE = Field(FieldKind.PARAMETER, "params.yaml", "train.rate")


def test_all_commits_have_what_they_held(imported: tuple[Project, Questions]) -> None:
    _, questions = imported
    population = all_commits(questions)
    assert [subject.summary for subject in population.subjects] == [
        "The first version",
        "New data",
        "Other parameters",
        "Another formula",
    ]  # what changed no metrics and no parameters is not among them
    auc, rate = columns_of(questions, population, [AUC, RATE])
    assert [round(value, 6) for value in auc.values if isinstance(value, float)] == [0.91, 0.91, 0.95, 0.85]
    assert rate.values == (0.01, 0.01, 0.05, 0.05)
    (nothing,) = columns_of(questions, population, [Field(FieldKind.METRIC, "metrics.json", "gone")])
    assert nothing.missing == 4


def test_every_run_has_the_metrics_of_its_files(imported: tuple[Project, Questions]) -> None:
    _, questions = imported
    population = all_runs(questions)
    assert population.scope is Scope.RUNS
    assert {AUC, RATE} <= set(population.fields)
    auc, rate = columns_of(questions, population, [AUC, RATE])
    trained = [
        (a, r)
        for a, r, subject in zip(auc.values, rate.values, population.subjects, strict=True)
        if subject.title.startswith("train")
    ]
    expected = {
        questions.run(row.run.key).node.id: (
            next(v.value for v in row.metrics if v.name == "auc"),
            next(v.value for v in row.parameters if v.name == "train.rate"),
        )
        for row in questions.runs()
        if row.run.name == "train"
    }
    assert sorted(trained) == sorted(expected.values())  # type: ignore[type-var]
    assert auc.missing == len(population.subjects) - len(trained)


def test_the_versions_compared_are_a_population_too(imported: tuple[Project, Questions]) -> None:
    _, questions = imported
    comparison = compare(questions, None, ["base", "params", "code"])
    population = of_comparison(comparison, {"A": "first"})
    assert [subject.label for subject in population.subjects] == ["A", "B", "C"]
    assert population.subjects[0].title == "first"
    columns = columns_of(questions, population, candidates(population.fields, AUC))
    found = suggested(columns, AUC)
    assert found.y == AUC
    assert found.x is not None
    assert found.x.kind is FieldKind.PARAMETER
    assert found.axes[-1] == AUC


def test_what_all_commits_hold_is_what_each_holds(imported: tuple[Project, Questions]) -> None:
    _, questions = imported
    slots = (Slot.METRICS, Slot.PARAMETERS)
    with questions.look() as look:
        together = look.history.through(slots)
        assert set(together) == set(look.history.shas)
        for sha, held in together.items():
            alone = {place: at for place, at in look.history.held(sha).items() if place[0] in slots}
            assert held == alone


def test_a_metric_is_followed_along_a_branch(imported: tuple[Project, Questions]) -> None:
    _, questions = imported
    with questions.look() as look:
        assert Line(LineKind.BRANCH, "side") in lines_of(look)
        assert Line(LineKind.STAGE, "train") in lines_of(look)
        points = metric_history(look, AUC, Line(LineKind.BRANCH, "main")).points
        side = metric_history(look, AUC, Line(LineKind.BRANCH, "side")).points
        absent = metric_history(
            look, Field(FieldKind.METRIC, "none.json", "auc"), Line(LineKind.BRANCH, "main")
        )
        nowhere = metric_history(look, AUC, Line(LineKind.BRANCH, "gone"))
    assert [point.tags for point in points] == [("base",), ("data",), ("params",), ("code",)]
    assert [point.changed for point in points] == [True, True, True, True]
    assert all(point.by == "Ada Example" and point.joined for point in points)
    assert [point.summary for point in side] == ["The first version", "Only the side"]
    assert [point.changed for point in side] == [True, False]  # carried on
    assert {point.why for point in absent.points} == {Why.NOT_RECORDED}
    assert nowhere.points == ()


def test_a_metric_is_followed_along_the_runs_of_a_stage(imported: tuple[Project, Questions]) -> None:
    _, questions = imported
    with questions.look() as look:
        points = metric_history(look, AUC, Line(LineKind.STAGE, "train")).points
        others = metric_history(look, AUC, Line(LineKind.STAGE, "prepare")).points
    assert [round(p.value, 6) for p in points if isinstance(p.value, float)] == [0.91, 0.91, 0.95, 0.85]
    assert {point.why for point in others} == {Why.NOT_RECORDED}


def test_the_values_are_those_that_dvc_shows_of_all_commits(
    dvc_project: tuple[Path, Callable[..., str]], imported: tuple[Project, Questions]
) -> None:
    _, run = dvc_project
    _, questions = imported
    shown = json.loads(run("dvc", "metrics", "show", "--all-commits", "--json"))
    population = all_commits(questions)
    fields = [field for field in population.fields if field.kind is FieldKind.METRIC]
    columns = columns_of(questions, population, fields)
    with questions.look() as look:
        histories = [metric_history(look, field, Line(LineKind.BRANCH, "main")).points for field in fields]
    assert len(fields) >= 4
    for place, subject in enumerate(population.subjects):
        data = shown[subject.ref]["data"]
        for field, column, points in zip(fields, columns, histories, strict=True):
            value = data.get(field.source, {}).get("data", {})
            for part in field.name.split("."):
                value = value.get(part) if isinstance(value, dict) else None
            assert column.values[place] == value
            assert [point.value for point in points if point.key == subject.ref] == [value]
