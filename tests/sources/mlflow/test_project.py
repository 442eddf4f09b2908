"""A project whose runs MLflow recorded: found, joined with what Git and DVC know, compared, read again."""

from __future__ import annotations

import contextlib
import json
import math
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from forebear.lineage.database import Database
from forebear.lineage.noted import noted
from forebear.lineage.progress import Silent
from forebear.lineage.project import Project
from forebear.lineage.questions import Questions
from forebear.lineage.words import ArtifactType, NodeKind, Role
from forebear.sources.importing import ImportReport, import_project, nothing_new
from forebear.sources.mlflow.tool import MlflowTool
from forebear.sources.tool import Context


@pytest.fixture
def project(stores, work_in, run_mlflow, tmp_path: Path):
    """A project with DVC data whose `mlflow.db` names its commit; a run logged a file that DVC has, too."""
    made = stores["mlflow2/database"].copied(tmp_path / "project")
    work = work_in(made.folder)
    work.git("init", "--quiet")
    work.dvc("init", "--quiet")
    work.file("data/customers.csv", "x\n1\n2\n")
    work.file("report.txt", "fine\n")
    work.dvc("add", "--quiet", "data/customers.csv", "report.txt")
    work.file(".gitignore", "mlflow.db\nartifacts\nmodel\ntexts\nthrown\ntold.json\n/report.txt\n")
    sha = work.commit("the data")
    words = json.dumps([made.first, "mlflow.source.git.commit", sha])
    run_mlflow(made.tool, "call", made.uri, "set_tag", words)
    return made, sha


def imported(root: Path) -> ImportReport:
    project = Project.at(root)
    project.prepare_database()
    database = Database.open(project.database_url)
    try:
        return import_project(project, database, Silent())
    finally:
        database.close()


@pytest.fixture
def questions(project):
    made, _ = project
    imported(made.folder)
    database = Database.open(Project.at(made.folder).database_url)
    yield Questions(database)
    database.close()


def test_its_records_are_joined_with_those_of_git_and_dvc(project, questions: Questions):
    made, sha = project
    run = questions.run(f"mlflow:{made.first}")
    assert run.code == (sha,)
    inputs = {link.path: link.artifact for link in run.inputs}
    # What the commit holds at the path that MLflow names; MLflow's own digest is not that of a file.
    data = inputs["data/customers.csv"]
    held = {item.path: item.node.id for item in questions.held(sha)}
    assert {node.id for link in run.inputs if (node := link.artifact)} >= {held["data/customers.csv"]}
    assert data.type is ArtifactType.DATASET
    (report,) = [link.artifact for link in run.outputs if link.path == "report.txt"]
    assert report.id == held["report.txt"]
    algorithms = {digest.algorithm for digest in questions.artifact(report.id).artifact.digests}
    assert algorithms >= {"md5", "sha256"}
    assert {link.role for link in run.outputs} == {Role.OUTPUT}


def test_a_file_in_git_that_a_run_names_is_known_by_its_bytes(stores, work_in, run_mlflow, tmp_path: Path):
    """Git keeps the data itself: the run's dataset is what its commit has, not what the next one has."""
    shared = stores["mlflow/database"]
    made = shared.copied(tmp_path / "project")
    with contextlib.closing(sqlite3.connect(made.folder / "mlflow.db")) as moved, moved:
        # What is logged goes to the copy; all tests read the other.
        folders = str(shared.folder), str(made.folder)
        moved.execute("UPDATE runs SET artifact_uri = replace(artifact_uri, ?, ?)", folders)
    work = work_in(made.folder)
    work.git("init", "--quiet")
    work.file("data/customers.csv", "x\n1\n2\n")
    work.file("report.txt", "fine\n")
    work.file(".gitignore", "mlflow.db\nartifacts\nmodel\ntexts\nthrown\ntold.json\n")
    sha = work.commit("the data")
    work.file("data/customers.csv", "x\n1\n2\n3\n")
    work.commit("more of it")
    words = json.dumps([made.first, "mlflow.source.git.commit", sha])
    copy = work.file("kept/customers.csv", "x\n1\n2\n")  # runs are wont to keep what they were given
    kept = json.dumps([made.first, str(copy)])
    run_mlflow(made.tool, "call", made.uri, "set_tag", words, "log_artifact", kept)
    imported(made.folder)
    database = Database.open(Project.at(made.folder).database_url)
    try:
        questions = Questions(database)
        run = questions.run(f"mlflow:{made.first}")
        links = run.inputs
        blob = work.git("rev-parse", f"{sha}:data/customers.csv").strip()
        (data,) = [link.artifact for link in links if f"git:{blob}" in map(str, link.artifact.digests)]
        assert {digest.algorithm for digest in data.digests} == {"git", "md5", "sha256"}
        assert data.type is ArtifactType.DATASET
        record = questions.artifact(data.id)
        assert record.producers == (), "a copy among its artifacts is not what it made"
        assert data.id not in {link.artifact.id for link in run.outputs}
        assert "report.txt" in {link.path for link in run.outputs}
        with questions.look() as look:
            places = {Path(each.place).name for each in noted(look, data).places}
            said = {edge.said for edge in noted(look, data).edges}
        assert places == {"customers.csv"}
        assert said == {f"named by dataset customers (training): data/customers.csv at {sha[:10]}"}
    finally:
        database.close()
    assert [source.facts for source in imported(made.folder).sources if source.kind == "mlflow"] == [0]


def test_the_registry_leads_to_the_run_and_its_commit(project, questions: Questions):
    made, sha = project
    version = questions.resolve("models:/churn@champion").node
    assert version.ref == "models:/churn/1"
    assert questions.resolve("models:/mlflow:churn/1").node == version
    assert questions.resolve(f"models:/{version.key}").node == version
    above = {(node.kind, node.key) for node in questions.upstream([version.id]).nodes}
    assert {(NodeKind.COMMIT, sha), (NodeKind.RUN, f"mlflow:{made.first}")} <= above


def test_a_second_import_has_nothing_to_read(project, run_mlflow):
    made, _ = project
    first = imported(made.folder)
    assert {source.kind for source in first.sources} >= {"git", "dvc", "mlflow"}
    assert first.runs == len(made.told["runs"])
    assert nothing_new(Project.at(made.folder)) is not None
    again = imported(made.folder)
    assert [source.facts for source in again.sources] == [0] * len(again.sources)
    run_mlflow(made.tool, "more", made.uri, "2")
    assert nothing_new(Project.at(made.folder)) is None
    more = imported(made.folder)
    assert more.runs == first.runs + 2
    assert nothing_new(Project.at(made.folder)) is not None


def test_a_store_that_cannot_be_read_is_one_problem_and_what_was_known_stays(project):
    made, _ = project
    first = imported(made.folder)
    good = made.path.read_bytes()
    made.path.write_bytes(good[:5000])
    broken = imported(made.folder)
    (problem,) = [each for each in broken.problems if each.where == str(made.path)]
    assert "damaged" in problem.what
    assert (broken.runs, broken.artifacts) == (first.runs, first.artifacts)
    made.path.write_bytes(good)
    assert str(made.path) not in {each.where for each in imported(made.folder).problems}


@pytest.mark.parametrize("name", ["mlflow/database", "mlflow1/folder"])
def test_compared_runs_have_the_values_that_mlflow_finds(name, stores, forebear: Callable, work_in, tmp_path):
    """`compare --json` of all runs against `MlflowClient.search_runs`."""
    made = stores[name].copied(tmp_path / "project")
    work_in(made.folder).git("init", "--quiet")
    forebear("import", made.folder)
    told = made.told["runs"]
    ids = [made.first, *sorted(told.keys() - {made.first})]
    done = forebear("compare", "--json", *(f"run:mlflow:{id_}" for id_ in ids), cwd=made.folder)
    found = json.loads(done.stdout)
    assert {row["name"]: row["values"] for row in found["parameters"]} == {
        name: [told[id_]["params"].get(name) for id_ in ids]
        for name in {name for run in told.values() for name in run["params"]}
    }

    def number(value: float | None) -> str | None:
        if value is None:
            return None
        return repr(math.copysign(math.inf, value) if abs(value) > 1.7e308 else float(value))

    assert {
        row["name"]: [number(None if value is None else float(value)) for value in row["values"]]
        for row in found["metrics"]
    } == {
        name: [number(told[id_]["metrics"].get(name)) for id_ in ids]
        for name in {name for run in told.values() for name in run["metrics"]}
    }


class TestFinding:
    def test_tells_what_is_there_before_it_is_read(self, stores):
        details = {}
        for name, made in stores.items():
            (found,) = MlflowTool().discover(Context(made.folder))
            assert found.inside
            assert found.location == str(made.path)
            details[name] = found.said
        assert details["mlflow2/folder"] == ("6 runs", "3 experiments")
        assert details["mlflow2/database"][:3] == ("6 runs", "3 experiments", "schema of MLflow 2.22")
        assert details["mlflow1/database"][2] == "schema of MLflow 1.30"

    def test_takes_paths_and_tracking_uris(self, stores, tmp_path):
        database, folder = stores["mlflow/database"], stores["mlflow/folder"]
        context = Context(tmp_path)
        tool = MlflowTool()
        for location in (str(database.path), str(database.folder), database.uri):
            found = tool.at(location, context)
            assert found is not None
            assert (found.location, found.inside) == (str(database.path), False)
        for location in (str(folder.path), str(folder.folder), folder.uri):
            found = tool.at(location, context)
            assert found is not None
            assert found.location == str(folder.path)
        for location in ("", "nowhere", str(tmp_path), "s3://bucket/mlruns", "\0"):
            assert tool.at(location, context) is None

    def test_offers_what_the_tracking_uri_names(self, stores, tmp_path, monkeypatch):
        made = stores["mlflow/database"]
        monkeypatch.setenv("MLFLOW_TRACKING_URI", made.uri)
        monkeypatch.setenv("HOME", str(tmp_path))
        (found,) = MlflowTool().discover(Context(tmp_path))
        assert (found.location, found.inside) == (str(made.path), False)

    def test_takes_no_other_database_for_a_store(self, tmp_path, monkeypatch):
        monkeypatch.setenv("HOME", str(tmp_path))
        with sqlite3.connect(tmp_path / "other.db") as connection:
            connection.execute("CREATE TABLE runs (a)")
        connection.close()
        (tmp_path / "text.db").write_text("no database")
        (tmp_path / "mlruns" / "0").mkdir(parents=True)  # artifacts alone
        assert not list(MlflowTool().discover(Context(tmp_path)))

    def test_watches_what_changes(self, stores):
        tool = MlflowTool()
        for made in stores.values():
            watched = tool.watched(str(made.path), Context(made.folder))
            assert made.path in watched
            assert len(watched) < 100
