"""The order of the changes, by each rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from forebear.compare.comparison import (
    CodeChanges,
    CodeFile,
    Comparison,
    DataRole,
    DataRow,
    EnvironmentRow,
    FileDiff,
    FileKind,
    MetricRow,
    ParameterRow,
    Step,
    Version,
)
from forebear.compare.data.drifted import drifted_columns
from forebear.compare.data.findings import (
    ColumnDrift,
    DataChange,
    Kind,
    Level,
    RowChanges,
    Study,
    Summary,
)
from forebear.compare.document import comparison_document
from forebear.compare.ranking import WEIGHTS, Cause, Reason, Rule, of_look, rank, unexplored
from forebear.compare.ranking_text import looked_reasons, ranking_document, ranking_lines, reason_text
from forebear.compare.side_by_side import compare
from forebear.lineage.project import Project
from forebear.lineage.questions import Questions
from forebear.lineage.words import Digest, NodeKind
from forebear.sources.git.repository import GitRepository

PREPARE = Step("prepare", frozenset({"raw.csv", "src/prepare.py"}), frozenset({"clean.csv"}), frozenset())
TRAIN = Step(
    "train",
    frozenset({"clean.csv", "src/train.py"}),
    frozenset({"model.bin"}),
    frozenset({("params.yaml", "rate"), ("params.yaml", "seed")}),
    1,
)
EVALUATE = Step("evaluate", frozenset({"model.bin"}), frozenset({"metrics.json"}), frozenset(), 2)
ASIDE = Step(
    "plot", frozenset({"clean.csv"}), frozenset({"plot.svg"}), frozenset({("params.yaml", "dpi")}), 1
)


def versions(count: int) -> tuple[Version, ...]:
    return tuple(Version("ABCDE"[place], f"v{place}", f"v{place}", NodeKind.COMMIT) for place in range(count))


def compared(count: int = 2, **parts: object) -> Comparison:
    values = (0.9, 0.7, 0.7, 0.7, 0.7)[:count]
    base = Comparison(
        versions=versions(count),
        metrics=(MetricRow("metrics.json", "auc", values, (True,) * count),),
        parameters=(),
        data=(),
        environment=(),
        code=CodeChanges(changed=False),
        environment_changed=False,
        steps=(PREPARE, TRAIN, ASIDE, EVALUATE),
    )
    return replace(base, **parts)  # type: ignore[arg-type]


def data(path: str, *values: str, role: DataRole = DataRole.SOURCE) -> DataRow:
    digests = tuple(Digest("md5", value) for value in values)
    none = (None,) * len(values)
    return DataRow(path, role, digests, none, none, none)


def drift(column: str, psi: float) -> ColumnDrift:
    level = Level.LARGE if psi > 0.25 else Level.MODERATE if psi > 0.1 else Level.NONE
    return ColumnDrift(column, Kind.NUMBER, level, Summary(100, 0), Summary(100, 0), psi)


def study(*columns: ColumnDrift, rows: RowChanges | None = None, note: str = "") -> Study:
    return Study({}, (DataChange("B", rows=rows, drift=columns, note=note),))


def parameter(name: str, *values: object) -> ParameterRow:
    there = (True,) * len(values)
    return ParameterRow("params.yaml", name, values, there, there)  # type: ignore[arg-type]


def package(name: str, *values: str) -> EnvironmentRow:
    return EnvironmentRow("package", name, "", values, (True,) * len(values), values)


def code(path: str, used: bool | None, kind: FileKind = FileKind.CODE) -> CodeFile:
    return CodeFile(path, kind, used, (FileDiff("B", "modified", "", 3, 1),))


def rules(cause: Cause) -> set[Rule]:
    return {reason.rule for reason in cause.reasons}


def test_what_the_first_step_reads_comes_before_what_a_later_one_was_given() -> None:
    found = rank(compared(data=(data("raw.csv", "1", "2"),), parameters=(parameter("rate", 1, 2),)))
    assert [cause.what for cause in found] == ["raw.csv", "rate"]
    assert rules(found[0]) == {Rule.FIRST_STEP, Rule.BEFORE_METRIC}
    assert rules(found[1]) == {Rule.BEFORE_METRIC}
    assert found[1].values == ("1", "2")


def test_results_of_the_runs_are_consequences_not_causes() -> None:
    assert not rank(compared(data=(data("clean.csv", "1", "2", role=DataRole.RESULT),)))


def test_what_the_metrics_were_not_made_from_comes_last() -> None:
    found = rank(compared(parameters=(parameter("dpi", 1, 2), parameter("rate", 1, 2))))
    assert [cause.what for cause in found] == ["rate", "dpi"]
    assert Rule.ASIDE in rules(found[1])


def test_code_that_no_run_used_comes_after_code_that_one_did() -> None:
    changes = CodeChanges(True, (), (code("docs/conf.py", used=False), code("src/train.py", used=True)))
    found = rank(compared(code=changes))
    assert [cause.what for cause in found] == ["src/train.py", "docs/conf.py"]
    assert Rule.USED_CODE in rules(found[0])
    assert Rule.UNUSED_CODE in rules(found[1])


def test_records_and_documents_are_no_causes() -> None:
    files = (code("README.md", None, FileKind.DOCUMENT), code("dvc.lock", None, FileKind.RECORD))
    assert not rank(compared(code=CodeChanges(changed=False, files=files)))


def test_packages_of_numerics_come_before_others() -> None:
    found = rank(compared(environment=(package("colorama", "1", "2"), package("numpy", "1", "2"))))
    assert [cause.what for cause in found] == ["numpy", "colorama"]
    assert rules(found[0]) == {Rule.NUMERICS}


@pytest.mark.parametrize("name", ["seed", "train.seed", "random_state", "model.random-seed"])
def test_seeds_are_known(name: str) -> None:
    (found, _) = rank(compared(parameters=(parameter(name, 1, 2), parameter("zebra", 1, 2))))
    assert found.what == name
    assert Rule.SEED in rules(found)


@pytest.mark.parametrize("name", ["seedling", "estate", "reseeded"])
def test_other_names_are_no_seeds(name: str) -> None:
    (found,) = rank(compared(parameters=(parameter(name, 1, 2),)))
    assert Rule.SEED not in rules(found)


def test_drift_comes_first_where_it_is_known() -> None:
    rows = (data("a.csv", "1", "2"), data("b.csv", "1", "2"))
    assert [cause.what for cause in rank(compared(data=rows))] == ["a.csv", "b.csv"]
    studied = replace(rows[1], study=study(drift("income", 0.41), drift("age", 0.2), drift("same", 0.01)))
    found = rank(compared(data=(rows[0], studied)))
    assert [cause.what for cause in found] == ["b.csv", "a.csv"]
    assert reason_text(found[0].reasons[0]) == "columns drifted: income: PSI 0.41, age: PSI 0.20"
    told = ranking_document(compared(data=(rows[0], studied)))
    assert [cause.what for cause in rank(compared(data=rows), looked_reasons(told))] == ["b.csv", "a.csv"]


def test_data_that_was_only_written_otherwise_comes_last() -> None:
    same = replace(data("a.csv", "1", "2"), study=study(rows=RowChanges(("id",), 0, 0, 5, 0)))
    found = rank(compared(data=(same, data("b.csv", "1", "2"))))
    assert [cause.what for cause in found] == ["b.csv", "a.csv"]
    assert found[1].reasons[0] == Reason(Rule.SAME_VALUES)
    for told in (
        study(rows=RowChanges(("id",), 0, 0, 4, 1)),
        study(rows=RowChanges(("id",), 0, 0, 5, 0), note="no drift"),
        replace(study(rows=RowChanges(("id",), 0, 0, 5, 0)), unreadable={"B": "damaged"}),
        Study({}, ()),
    ):
        assert of_look(told) == ()


def test_the_worst_of_several_versions_counts_and_missing_values_are_said() -> None:
    emptied = replace(drift("age", 0.0), level=Level.LARGE, after=Summary(60, 40))
    told = Study(
        {},
        (
            DataChange("B", drift=(drift("income", 0.2),)),
            DataChange("C", drift=(drift("income", 0.9), emptied)),
        ),
    )
    assert drifted_columns(told) == ("income: PSI 0.90", "age: NULL 0% → 40%")


def test_what_also_differs_where_the_metrics_do_is_likelier_than_what_does_not() -> None:
    rows = (parameter("rate", 1, 1, 2), parameter("seed", 1, 2, 2))
    found = rank(compared(3, parameters=rows))
    assert [cause.what for cause in found] == ["seed", "rate"]
    assert Rule.COVERS in rules(found[0])
    (reason,) = (each for each in found[1].reasons if each.rule is Rule.NOT_IN_ALL)
    assert reason.about == "B"
    assert found[1].labels == ("C",)


def test_what_differs_without_the_metrics_differing_says_so() -> None:
    metrics = (MetricRow("metrics.json", "auc", (0.9, 0.9, 0.7), (True,) * 3),)
    (found,) = rank(compared(3, metrics=metrics, parameters=(parameter("rate", 1, 2, 2),)))
    assert Rule.WITHOUT_EFFECT in rules(found)


def test_the_only_change_says_so_but_not_where_a_side_is_unknown() -> None:
    one = (parameter("rate", 1, 2),)
    sources = (data("raw.csv", "1", "1"),)
    (found,) = rank(compared(parameters=one, data=sources))
    assert Rule.ONLY_CHANGE in rules(found)
    blind = compared(parameters=one, data=sources, environment_changed=None)
    (found,) = rank(blind)
    assert Rule.ONLY_CHANGE not in rules(found)
    assert unexplored(blind) == ("environment",)
    assert "cannot be ruled out: environment" in "\n".join(ranking_lines(blind, everything=False))


def test_the_score_is_the_sum_that_the_reasons_tell() -> None:
    (document,) = ranking_document(compared(parameters=(parameter("seed", 1, 2),)))
    reasons = document["reasons"]
    assert isinstance(reasons, list)
    assert document["score"] == 20 + sum(reason["weight"] for reason in reasons)
    assert set(WEIGHTS) == set(Rule)


def test_steps_in_a_circle_and_no_steps_at_all_do_not_matter() -> None:
    round_ = (
        Step("a", frozenset({"2"}), frozenset({"1"}), frozenset()),
        Step("b", frozenset({"1"}), frozenset({"2", "metrics.json"}), frozenset()),
    )
    for steps in ((), round_):
        assert rank(compared(steps=steps, data=(data("1", "1", "2"),)))


def test_a_project_that_dvc_made(imported: tuple[Project, Questions]) -> None:
    project, questions = imported
    with GitRepository(project.root) as repository:
        of: Mapping[str, Comparison] = {
            name: compare(questions, repository, refs)
            for name, refs in (
                ("data", ["base", "data"]),
                ("parameters", ["data", "params"]),
                ("all", ["base", "code"]),
            )
        }
    (first, *_) = rank(of["data"])
    assert (first.side, first.what) == ("data", "data/raw.csv")
    assert [step.name for step in of["all"].steps] == ["prepare", "train"]
    assert {cause.side for cause in rank(of["parameters"])} == {"parameters"}
    assert {cause.what for cause in rank(of["all"])} >= {"data/raw.csv", "train.rate", "src/train.py"}
    document = comparison_document(of["all"])
    assert isinstance(document["ranking"], list)
    assert document["ranking"][0]["rank"] == 1
