"""Kubeflow Pipelines: compiled pipelines, runs and artifacts, held against its own classes."""

from __future__ import annotations

import json
import shlex
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forebear.lineage.facts import (
    Checkpoint,
    Fact,
    Generated,
    Metric,
    Nested,
    Parameter,
    RanIn,
    Seen,
    Solved,
    Tag,
    Used,
)
from forebear.lineage.progress import Silent
from forebear.lineage.words import Artifact, ArtifactType, Digest, Environment, Origin, Problem, Run
from forebear.sources.kfp.tool import KfpTool
from forebear.sources.tool import Context

RUN = "6a2c1f0e-0000-4000-8000-00000000c0de"
KEY = f"kfp:{RUN}"


def read(place: Path, since: dict[str, object] | None = None) -> list[Fact]:
    return list(KfpTool().open(str(place), Context(place.parent)).facts(since, Silent()))


def of(facts: list[Fact], kind: type) -> list[Any]:
    return [fact for fact in facts if isinstance(fact, kind)]


def said(facts: list[Fact], name: str) -> Any:
    (tag,) = (tag for tag in of(facts, Tag) if tag.name == name)
    return tag.value


def save(folder: Path, name: str, document: object) -> Path:
    path = folder / name
    path.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
    return path


def test_a_compiled_pipeline_is_what_its_own_classes_read(made_pipelines: tuple[Path, Any]) -> None:
    folder, told = made_pipelines
    facts = read(folder / "churn.yaml")
    images = [environment.image for environment in of(facts, Environment)]
    assert sorted(f"{i.reference}@{i.digest}" if i.digest else i.reference for i in images) == told["images"]
    tasks = json.loads(said(facts, "tasks"))
    assert {name: task.get("image", "") for name, task in tasks.items()} == told["tasks"]
    assert tasks["condition-1/deploy"]["after"] == ["train"]
    (artifact,) = of(facts, Artifact)
    assert artifact.type is ArtifactType.CONFIG
    assert said(facts, "pipeline") == "churn"
    assert said(facts, "description") == "Who leaves?"
    assert said(facts, "pipeline root") == "gs://bucket/root"
    assert said(facts, "compiler").startswith("kfp-2.")
    (trained,) = (each for each in of(facts, Environment) if each.image.reference.endswith("train:1"))
    assert trained.variables == {"API_TOKEN": "(hidden)", "OMP_NUM_THREADS": "2"}
    assert "hunter2" not in repr(facts)


def test_its_digests_are_those_of_git_and_of_the_bytes(
    made_pipelines: tuple[Path, Any], run_tool: Callable[..., str]
) -> None:
    folder, _ = made_pipelines
    (artifact,) = of(read(folder / "churn.yaml"), Artifact)
    blob = run_tool("git", "hash-object", "--no-filters", str(folder / "churn.yaml"), cwd=folder).strip()
    assert Digest("git", blob) in artifact.digests
    assert {digest.algorithm for digest in artifact.digests} == {"git", "md5", "sha256"}


def test_two_documents_are_one_pipeline(made_pipelines: tuple[Path, Any]) -> None:
    folder, told = made_pipelines
    assert told["two"] == 2
    facts = read(folder / "two.yaml")
    assert not of(facts, Problem)
    assert len(of(facts, Artifact)) == 1
    assert len(of(facts, Environment)) == 3


def test_a_run_with_its_tasks(made_pipelines: tuple[Path, Any]) -> None:
    folder, _ = made_pipelines
    facts = read(folder / "runs.json")
    runs = {run.key: run for run in of(facts, Run)}
    run = runs.pop(KEY)
    assert (run.name, run.status, run.by) == ("churn of November", "failed", "pipeline-runner")
    assert run.started_at == datetime(2026, 11, 3, 9, 59, tzinfo=UTC)
    assert run.ended_at == datetime(2026, 11, 3, 11, tzinfo=UTC)
    assert {key.removeprefix(KEY): each.name for key, each in runs.items()} == {
        "/task-1": "root",
        "/execution/11": "prepare",
        "/task-3": "condition-1",
        "/execution/12": "train",
        "/execution/13": "deploy",
    }
    assert {(each.run.removeprefix(KEY), each.parent.removeprefix(KEY)) for each in of(facts, Nested)} == {
        ("/task-1", ""),
        ("/execution/11", "/task-1"),
        ("/task-3", "/task-1"),
        ("/execution/12", "/task-3"),
        ("/execution/13", "/task-3"),
    }
    edges = {(each.run.removeprefix(KEY), each.artifact.value, "in") for each in of(facts, Used)}
    edges |= {(each.run.removeprefix(KEY), each.artifact.value, "out") for each in of(facts, Generated)}
    assert edges == {
        ("/execution/11", f"{RUN}/7", "out"),
        ("/execution/12", f"{RUN}/7", "in"),
        ("/execution/12", f"{RUN}/8", "out"),
        ("/execution/12", f"{RUN}/9", "out"),
        ("/execution/13", f"{RUN}/8", "in"),
    }
    assert {p.name: p.value for p in of(facts, Parameter)} == {
        "rate": 0.25,
        "rows": 100,
        "columns": '["a", "b"]',
        "db_password": "(hidden)",
    }
    assert {each.run.removeprefix(KEY): each.environment.image.reference for each in of(facts, RanIn)} == {
        "/execution/11": "python:3.11",
        "/execution/12": "registry.example.org:5000/train:1",
        "/execution/13": "registry.example.org:5000/deploy:2",
    }
    assert {each.digests[0].value: (each.name, each.type) for each in of(facts, Artifact)} == {
        f"{RUN}/7": ("out", ArtifactType.DATASET),
        f"{RUN}/8": ("model", ArtifactType.MODEL),
        f"{RUN}/9": ("metrics", ArtifactType.METRICS),
    }
    assert said(facts, "error") == "deploy: no such host"
    assert said(facts, "description") == "see https://***@example.org/notes"
    assert said(facts, "pipeline") == "churn"


def test_secrets_of_a_command_are_not_kept(made_pipelines: tuple[Path, Any]) -> None:
    facts = read(made_pipelines[0])
    assert "hunter2" not in repr(facts)
    (deploy,) = (run for run in of(facts, Run) if run.name == "deploy")
    (line,) = deploy.command
    words = ["sh", "-c", "deploy --token (hidden) --to prod", "--password=(hidden)", "--api-key", "(hidden)"]
    assert shlex.split(line) == [*words, "{{$.inputs.artifacts['model'].path}}"]


def test_a_run_finds_its_pipeline_in_another_file(made_pipelines: tuple[Path, Any], tmp_path: Path) -> None:
    (run,) = json.loads((made_pipelines[0] / "runs.json").read_text())["runs"]
    reference = {"pipeline_id": "p", "pipeline_version_id": "v"}
    save(tmp_path, "a.json", {**run, "pipeline_spec": None, "pipeline_version_reference": reference})
    # The API wraps a version's specification once more where there is a platform's beside it.
    version = {**reference, "display_name": "v1", "pipeline_spec": {"pipeline_spec": run["pipeline_spec"]}}
    save(tmp_path, "b.json", {"pipeline_versions": [version]})
    facts = read(tmp_path)
    assert {each.origin for each in of(facts, RanIn)} == {Origin.IMPORTED}
    assert len(of(facts, RanIn)) == 3
    assert said(facts, "pipeline version") == "v"
    assert len(of(facts, Artifact)) == 3


ARTIFACTS = {
    "artifacts": [
        {
            "artifact_id": "a-1",
            "name": "forest",
            "type": "Model",
            "uri": "s3://ada:hunter2@bucket/forest?X-Amz-Signature=hunter2",
            "metadata": {"framework": "sklearn", "sha256": "c" * 64, "token": "hunter2"},
            "created_at": "2026-11-03T10:04:30.123456789Z",
            "namespace": "team",
        },
        {"artifact_id": "a-2", "name": "auc", "type": "Metric", "number_value": 0.75, "namespace": "team"},
        {"artifact_id": "a-3", "type": "Dataset", "uri": "/data/churn.csv", "namespace": "team"},
    ],
    "total_size": 3,
}
LINKS = {
    "artifact_tasks": [
        {
            "id": "1",
            "artifact_id": "a-3",
            "run_id": RUN,
            "task_id": "t",
            "type": "TASK_OUTPUT_INPUT",
            "key": "x",
        },
        {"id": "2", "artifact_id": "a-1", "run_id": RUN, "task_id": "t", "type": "OUTPUT", "key": "model"},
        {
            "id": "3",
            "artifact_id": "a-2",
            "run_id": RUN,
            "task_id": "t",
            "type": "ONE_OF_OUTPUT",
            "key": "auc",
        },
        {
            "id": "4",
            "artifact_id": "a-3",
            "run_id": RUN,
            "task_id": "t",
            "type": "COMPONENT_INPUT",
            "key": "y",
        },
    ],
    "next_page_token": "more",
}
TASKS = {
    "run_id": RUN,
    "display_name": "churn",
    "state": "SUCCEEDED",
    "runtime_config": {},
    "state_history": [{"update_time": "2026-11-03T10:01:00Z", "state": "RUNNING"}],
    "tasks": [
        {"name": "root", "task_id": "r", "run_id": RUN, "state": "SUCCEEDED", "type": "ROOT"},
        {
            "name": "train",
            "task_id": "t",
            "run_id": RUN,
            "parent_task_id": "r",
            "state": "CACHED",
            "cache_fingerprint": "f00",
            "status_metadata": {"message": "taken from another run"},
            "inputs": {
                "parameters": [{"parameter_key": "rate", "value": 0.5, "type": "COMPONENT_INPUT"}],
                "artifacts": [
                    {
                        "artifact_key": "x",
                        "type": "TASK_OUTPUT_INPUT",
                        "artifacts": ARTIFACTS["artifacts"][2:],
                    }
                ],
            },
            "outputs": {
                "parameters": [
                    {"parameter_key": "seconds", "value": 12, "type": "OUTPUT"},
                    {"parameter_key": "note", "value": "ok", "type": "OUTPUT"},
                ],
                "artifacts": [
                    {"artifact_key": "model", "type": "OUTPUT", "artifacts": ARTIFACTS["artifacts"][:1]}
                ],
            },
        },
    ],
}


def test_artifacts_and_what_links_them(tmp_path: Path) -> None:
    """Written by the published schema of the artifact API; no released server answers with it yet."""
    save(tmp_path, "artifacts.json", ARTIFACTS)
    save(tmp_path, "links.json", LINKS)
    facts = read(tmp_path)
    found = {each.digests[0].value: each for each in of(facts, Artifact)}
    assert {key: (each.name, each.type) for key, each in found.items()} == {
        "a-1": ("forest", ArtifactType.MODEL),
        "a-2": ("auc", ArtifactType.METRICS),
        "a-3": ("churn.csv", ArtifactType.DATASET),
    }
    assert Digest("sha256", "c" * 64) in found["a-1"].digests
    (metric,) = of(facts, Metric)
    assert (metric.subject.value, metric.name, metric.value) == ("a-2", "auc", 0.75)
    places = {(each.artifact.value, each.place) for each in of(facts, Seen)}
    assert places == {("a-1", "s3://bucket/forest"), ("a-3", "/data/churn.csv")}
    assert {each.artifact.value for each in of(facts, Generated)} == {"a-1", "a-2"}
    assert {(each.artifact.value, each.run) for each in of(facts, Used)} == {("a-3", f"{KEY}/t")}
    (problem,) = of(facts, Problem)
    assert "next page" in problem.what
    assert "hunter2" not in repr(facts)


def test_runs_that_tell_their_tasks_themselves(tmp_path: Path) -> None:
    facts = read(save(tmp_path, "run.json", TASKS))
    runs = {run.key.removeprefix(KEY): run for run in of(facts, Run)}
    assert {key: run.status for key, run in runs.items()} == {
        "": "completed",
        "/r": "completed",
        "/t": "cached",
    }
    assert runs[""].started_at == datetime(2026, 11, 3, 10, 1, tzinfo=UTC)
    (used,), (made,) = of(facts, Used), of(facts, Generated)
    assert (used.artifact.value, used.path, used.evidence) == ("a-3", "/data/churn.csv", "artifact x")
    assert (made.artifact.value, made.path) == ("a-1", "s3://bucket/forest")
    assert {p.name: p.value for p in of(facts, Parameter)} == {"rate": 0.5}
    assert {m.name: m.value for m in of(facts, Metric)} == {"seconds": 12.0}
    assert said(facts, "output note") == "ok"
    assert said(facts, "error") == "taken from another run"


def test_what_is_there_is_found(made_pipelines: tuple[Path, Any], tmp_path: Path) -> None:
    shutil.copy(made_pipelines[0] / "churn.yaml", tmp_path / "pipeline.yaml")
    shutil.copytree(made_pipelines[0], tmp_path / "saved" / "november")
    save(tmp_path, "other.json", {"a": 1})
    save(tmp_path, "values.yaml", "image: x\n")
    save(tmp_path, "workflow.yaml", """kind: Workflow\nspec: '{"executorLabel": "exec-train"}'\n""")  # Argo's
    found = {Path(each.location).name: each.said for each in KfpTool().discover(Context(tmp_path))}
    assert found == {"pipeline.yaml": (), "november": ("3 files",)}
    assert KfpTool().at(str(tmp_path / "other.json"), Context(tmp_path)) is None
    assert KfpTool().at(str(tmp_path / "saved"), Context(tmp_path)) is not None


def test_nothing_new_is_nothing(made_pipelines: tuple[Path, Any], tmp_path: Path) -> None:
    folder = tmp_path / "saved"
    shutil.copytree(made_pipelines[0], folder)
    first = read(folder)
    (checkpoint,) = of(first, Checkpoint)
    state = json.loads(json.dumps(dict(checkpoint.state)))
    assert read(folder, state) == []
    assert KfpTool().is_current(str(folder), state, Context(tmp_path))
    save(folder, "more.json", TASKS)
    assert not KfpTool().is_current(str(folder), state, Context(tmp_path))
    assert read(folder, state)


def test_reading_twice_changes_nothing(
    made_pipelines: tuple[Path, Any], written: Callable[[list[Fact]], int]
) -> None:
    assert written(read(made_pipelines[0])) > 50
    assert written(read(made_pipelines[0])) == 0


BAD = {
    "cut": '{"runs": [{"run_id": "r-1", "runtime_config": {}',
    "deep": '{"run_details": ' + "[" * 100_000,
    "no json": '{"run_details": hello}',
    "a number of thousands of digits": '{"run_details": ' + "9" * 5_000 + "}",
}


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_read_is_a_problem_and_no_more(tmp_path: Path, name: str) -> None:
    bad = save(tmp_path, "bad.json", BAD[name])
    save(tmp_path, "good.json", TASKS)
    facts = read(tmp_path)
    (problem,) = of(facts, Problem)
    assert problem.where == str(bad)
    assert len(of(facts, Run)) == 3
    (checkpoint,) = of(facts, Checkpoint)
    save(tmp_path, "bad.json", {"run_id": "r-1", "runtime_config": {}})
    facts = read(tmp_path, dict(checkpoint.state))
    assert [each.where for each in of(facts, Solved)] == [str(bad)]
    assert not of(facts, Problem)
    assert len(of(facts, Run)) == 4


def test_what_is_before_the_break_is_kept(tmp_path: Path) -> None:
    path = save(tmp_path, "runs.json", json.dumps(TASKS) + '\n{"run_id": "r-2", "runti')
    facts = read(path)
    assert len(of(facts, Run)) == 3
    assert len(of(facts, Problem)) == 1


def test_a_bomb_of_aliases_is_a_problem(tmp_path: Path) -> None:
    lines = ["pipelineInfo: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"k{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    facts = read(save(tmp_path, "bomb.yaml", "\n".join(lines)))
    (problem,) = of(facts, Problem)
    assert "aliases" in problem.what


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_whatever_the_shape_it_is_facts_or_a_problem(
    mutate: Callable[[object, st.DataObject], object],
    written: Callable[[list[Fact]], int],
    made_pipelines: tuple[Path, Any],
    tmp_path: Path,
    data: st.DataObject,
) -> None:
    runs = json.loads((made_pipelines[0] / "runs.json").read_text())
    document = data.draw(st.sampled_from([runs, TASKS, ARTIFACTS, LINKS]))
    facts = read(save(tmp_path, "saved.json", mutate(document, data)))
    assert facts
    written(facts)
