"""The report: the same lineage gives the same bytes, and what is not recorded is said."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forebear.audit.html import html_report
from forebear.audit.pages import lay_out
from forebear.audit.report import Report, build_report, canonical
from forebear.compare.side_by_side import compare
from forebear.lineage.database import Database
from forebear.lineage.errors import UnknownReferenceError
from forebear.lineage.facts import Approval, CodeOf
from forebear.lineage.questions import Questions
from forebear.lineage.words import Commit, ModelVersion, Move, NodeKind, Person, Run, Transition

MakeQuestions = Callable[..., Questions]


def report_on(questions: Questions, ref: str = "v1.2", against: str | None = "v1.1") -> Report:
    return build_report(
        questions,
        ref,
        project="credit",
        comparison=compare(questions, None, [against, ref]) if against else None,
    )


def test_the_same_lineage_gives_the_same_report(make_questions: MakeQuestions) -> None:
    one, two = (report_on(make_questions(rebuilt=True, place=place)) for place in ("a", "b"))
    assert one.text == two.text
    assert one.id == two.id
    assert report_on(make_questions(rebuilt=False, place="c")).id != one.id


def test_the_id_is_that_of_the_canonical_content(make_questions: MakeQuestions) -> None:
    report = report_on(make_questions())
    parsed, claimed = Report.parse(report.text)
    assert claimed == report.id == parsed.id
    document = json.loads(report.text)
    assert document["id"] == report.id
    del document["id"]
    assert canonical(document) == canonical(report.content)


def test_the_first_page_answers_the_five_questions(make_questions: MakeQuestions) -> None:
    answers = report_on(make_questions()).content["answers"]
    assert len(answers) == 5
    values = [{fact["label"]: fact["value"] for fact in answer["facts"]} for answer in answers]
    assert values[0]["models/model.pkl"].startswith("md5:")
    assert list(values[1]) == ["data/raw.csv"]
    assert list(values[2]) == ["prepare", "train"]
    assert values[3]["auc"] == "0.87"
    assert values[3]["loss"] == "NaN"
    assert values[3]["train.rate"] == "0.1"
    assert values[4]["Author"] == "Ada Example <ada@example.org>"
    assert values[4]["Approved by"] == "not recorded"
    assert all(
        fact["origin"] for answer in answers for fact in answer["facts"] if fact["label"] != "Approved by"
    )


def test_what_is_missing_is_listed(make_questions: MakeQuestions) -> None:
    gaps = {(gap["where"], gap["what"]) for gap in report_on(make_questions(rebuilt=True)).content["missing"]}
    where = [place for place, _ in gaps]
    assert ("run prepare", "The image and packages that it ran with are not recorded.") in gaps
    assert ("data/raw.csv", "Where this data came from is not recorded.") in gaps
    assert any("never rebuilt" in what for place, what in gaps if place == "run prepare")
    assert not any("rebuilt" in what for place, what in gaps if place == "run train")
    assert "data/clean.csv" not in where


def test_the_verdict_counts_every_run_that_made_the_subject(make_questions: MakeQuestions) -> None:
    questions = make_questions(rebuilt=True)
    assert report_on(questions).content["verdict"]["state"] == "partly"
    artifact = report_on(questions, "models/model.pkl@v1.2", None).content
    assert artifact["verdict"] == {
        "state": "verified",
        "verdict": "identical",
        "runs": 1,
        "rebuilt": 1,
        "good": 1,
        "rebuilds": ["0f3a"],
        "taken": ["prepare"],
    }
    assert report_on(questions, "v1.1", None).content["verdict"]["state"] == "not rebuilt"


def test_rebuilds_are_evidence_and_not_ancestry(make_questions: MakeQuestions) -> None:
    content = report_on(make_questions(rebuilt=True), "models/model.pkl@v1.2", None).content
    assert {node["kind"] for node in content["lineage"]["nodes"]} == {
        "artifact",
        "run",
        "commit",
        "environment",
    }
    assert [rebuild["verdict"] for rebuild in content["rebuilds"]] == ["identical"]
    assert [run["name"] for run in content["runs"]] == ["prepare", "train"]


def test_a_source_alone_has_no_run_and_says_so(make_questions: MakeQuestions) -> None:
    content = report_on(make_questions(), "data/raw.csv@v1.2", None).content
    assert content["runs"] == []
    assert content["answers"][2]["missing"]
    assert any("No run is recorded" in gap["what"] for gap in content["missing"])


def test_every_edge_ends_at_a_node_and_every_list_is_sorted(make_questions: MakeQuestions) -> None:
    lineage = report_on(make_questions()).content["lineage"]
    ids = [node["id"] for node in lineage["nodes"]]
    assert len(set(ids)) == len(ids)
    assert {end for edge in lineage["edges"] for end in (edge["from"], edge["to"])} <= set(ids)
    keys = [(node["kind"], node["name"], node["id"]) for node in lineage["nodes"]]
    assert keys == sorted(keys)


def test_an_unknown_reference_is_refused(make_questions: MakeQuestions) -> None:
    with pytest.raises(UnknownReferenceError):
        report_on(make_questions(), "v9.9", None)


def test_other_documents_are_no_report() -> None:
    for text in (b"{}", b"[]", b"1", b"not json", b"\xff"):
        with pytest.raises(ValueError):  # noqa: PT011  any kind of it
            Report.parse(text)


@given(st.dictionaries(st.text(max_size=5), st.integers() | st.text(max_size=5) | st.none(), max_size=5))
def test_the_order_of_keys_does_not_matter_to_the_id(content: dict[str, object]) -> None:
    assert Report(content).id == Report(dict(reversed(content.items()))).id


def test_stages_and_approvals_are_in_it_and_no_approval_is_a_finding(tmp_path: Path) -> None:
    now = datetime(2026, 3, 1, 12, tzinfo=UTC)
    ann = Person("Ann", "ann@example.org")
    commit = Commit("a" * 40, (), ann, now, ann, now, "first")
    version = ModelVersion("mlflow", "churn", "1", run="mlflow:r1")
    database = Database.open(f"sqlite:///{tmp_path / 'lineage.db'}")
    database.write(
        [
            commit,
            Run("mlflow:r1", "nightly", source="mlflow"),
            CodeOf("mlflow:r1", commit.sha),
            version,
            Transition(version.key, Move.STAGED, "stage", "Production", seen=now, why="ticket <b>4711</b>"),
        ]
    )
    questions = Questions(database)
    report = build_report(questions, "models:/churn/1", project="p")
    assert "No approval is recorded." in {gap["what"] for gap in report.content["missing"]}
    (move,) = report.content["approvals"]["moves"]
    assert (move["move"], move["stage"], move["when"], move["by"]) == ("staged", "Production", None, None)
    review = Approval(NodeKind.COMMIT, commit.sha, "review:1", "review", "approved", ann, now, "https://x/1")
    database.write([review])
    report = build_report(Questions(database), "models:/churn/1", project="p")
    assert "No approval is recorded." not in {gap["what"] for gap in report.content["missing"]}
    assert [each["what"] for each in report.content["approvals"]["approvals"]] == ["review"]
    (section,) = [each for each in lay_out(report).sections if each.anchor == "approvals"]
    assert section.title == "Stages and approvals"
    assert "<b>4711</b>" not in html_report(report).decode()
    database.close()
