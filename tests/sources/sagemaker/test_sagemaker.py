"""SageMaker: over its API (moto's server), and as its command line printed the same."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forebear.lineage.errors import ActionableError
from forebear.lineage.facts import (
    Checkpoint,
    CodeOf,
    Fact,
    Generated,
    Mentioned,
    Metric,
    Nested,
    Parameter,
    RanIn,
    Seen,
    Tag,
    Used,
)
from forebear.lineage.progress import Silent
from forebear.lineage.words import (
    Artifact,
    ArtifactType,
    Environment,
    Model,
    ModelVersion,
    Move,
    Person,
    Problem,
    Role,
    Run,
    Transition,
)
from forebear.sources.sagemaker.api import SageMakerApiSource
from forebear.sources.sagemaker.source import SavedSageMakerSource
from forebear.sources.sagemaker.tool import SageMakerTool
from forebear.sources.tool import Context

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
ACCOUNT = "arn:aws:sagemaker:eu-west-1:123456789012"
REGISTRY = "sagemaker-eu-west-1-123456789012"


def read(region: Any, since: dict[str, object] | None = None) -> list[Fact]:
    source = SageMakerApiSource(region.location, lambda: region.client, lambda: NOW)
    return list(source.facts(since, Silent()))


def read_saved(place: Path, since: dict[str, object] | None = None) -> list[Fact]:
    files = SageMakerTool().files(str(place))
    return list(SavedSageMakerSource(files, lambda: NOW).facts(since, Silent()))


def of(facts: list[Fact], kind: type) -> list[Any]:
    return [fact for fact in facts if isinstance(fact, kind)]


def state_of(facts: list[Fact]) -> dict[str, Any]:
    (checkpoint,) = of(facts, Checkpoint)
    return json.loads(json.dumps(dict(checkpoint.state)))


def noted(facts: list[Fact], subject: object) -> dict[str, str]:
    return {tag.name: tag.value for tag in of(facts, Tag) if tag.subject == subject}


def save(folder: Path, name: str, document: object) -> Path:
    """As the `aws` command prints an answer."""
    if isinstance(document, dict):
        document = {key: value for key, value in document.items() if key != "ResponseMetadata"}
    path = folder / name
    text = document if isinstance(document, str) else json.dumps(document, default=datetime.isoformat)
    path.write_text(text, encoding="utf-8")
    return path


def test_a_package_is_a_model_version(region: Any) -> None:
    name = region.package()
    facts = read(region)
    (version,) = of(facts, ModelVersion)
    said = region.client.describe_model_package(ModelPackageName=name)
    registry = f"sagemaker-{region.name}-123456789012"
    assert (version.registry, version.name, version.version) == (registry, "churn", "1")
    assert (version.description, version.commit) == ("a forest", "c" * 40)
    assert version.run == f"sagemaker:{region.name}/123456789012/training-job/job-1"
    (artifact,) = of(facts, Artifact)
    assert artifact.type is ArtifactType.MODEL
    assert version.artifact in artifact.digests
    (seen,) = of(facts, Seen)
    assert (seen.place, seen.artifact) == ("s3://models/Job-1/output/model.tar.gz", version.artifact)
    (environment,) = of(facts, Environment)
    assert environment.image.digest == f"sha256:{'a' * 64}"
    assert environment.image.reference.endswith("/serve:1")
    assert environment.variables == {"WORKERS": "2", "API_TOKEN": "(hidden)"}
    tags = noted(facts, version.key)
    assert tags["framework"] == "SKLEARN 1.5"
    assert tags["repository"] == "https://***@example.org/churn"
    assert tags["team"] == "risk"
    assert tags["db_password"] == "(hidden)"
    assert tags["image"].endswith(f"/serve:1@sha256:{'a' * 64}")
    (model,) = of(facts, Model)
    assert model == Model(registry, "churn", "Who leaves?")
    registered, pending = of(facts, Transition)
    creator = Person("fake-user-profile-name")
    assert (registered.move, registered.when, registered.by) == (
        Move.REGISTERED,
        said["CreationTime"],
        creator,
    )
    assert (pending.move, pending.stage, pending.seen) == (Move.APPROVAL, "PendingManualApproval", None)
    assert "hunter2" not in repr(facts)


def test_moves_that_sagemaker_forgets_are_kept(region: Any) -> None:
    name = region.package()
    region.package("other")
    first = read(region)
    assert len(of(first, ModelVersion)) == 2
    state = state_of(first)
    again = read(region, state)
    assert {type(fact) for fact in again} == {Model, Problem, Checkpoint}, "what was known is not told again"
    assert state_of(again) == state
    region.client.update_model_package(
        ModelPackageArn=name, ModelApprovalStatus="Approved", ApprovalDescription="AUC is fine"
    )
    second = read(region, state)
    (approved,) = of(second, Transition)
    said = region.client.describe_model_package(ModelPackageName=name)
    assert (approved.move, approved.stage, approved.why) == (Move.APPROVAL, "Approved", "AUC is fine")
    assert approved.when == said["LastModifiedTime"]
    assert approved.by == Person("fake-user-profile-name")
    assert approved.seen == NOW
    assert len(of(second, ModelVersion)) == 1, "the other one is not described again"
    region.client.update_model_package(ModelPackageArn=name, ModelApprovalStatus="Rejected")
    (rejected,) = of(read(region, state_of(second)), Transition)
    assert rejected.stage == "Rejected"
    assert rejected.record != approved.record


def test_a_package_that_is_gone(region: Any) -> None:
    region.package()
    state = state_of(read(region))
    lost = f"arn:aws:sagemaker:{region.name}:123456789012:model-package/churn/9"
    state["packages"][lost] = ["2026-01-01T00:00:00+00:00", "Approved", ""]
    facts = read(region, state)
    (move,) = of(facts, Transition)
    assert (move.move, move.seen, move.version.rpartition(":")[2]) == (Move.DEREGISTERED, NOW, "churn/9")
    assert lost not in state_of(facts)["packages"]


def test_jobs_are_runs(region: Any) -> None:
    region.train(Environment={"DB_PASSWORD": "hunter2", "OMP_NUM_THREADS": "2"})
    region.process()
    facts = read(region)
    runs = {run.name: run for run in of(facts, Run)}
    said = region.client.describe_training_job(TrainingJobName="Job-1")
    training, processing = runs["Job-1"], runs["prepare"]
    assert (training.status, training.started_at) == ("completed", said["TrainingStartTime"])
    assert training.ended_at == said["TrainingEndTime"]
    assert processing.command == ("python prepare.py --token '(hidden)' --rows 10",)
    names = {training.key: "train", processing.key: "prepare"}
    assert {(names[each.run], each.place, each.role, each.evidence) for each in of(facts, Mentioned)} == {
        ("train", "s3://data/churn/", Role.INPUT, "channel train"),
        ("train", said["ModelArtifacts"]["S3ModelArtifacts"], Role.OUTPUT, "ModelArtifacts"),
        ("prepare", "s3://data/raw/", Role.INPUT, "input raw"),
        ("prepare", "s3://data/churn/", Role.OUTPUT, "output churn"),
    }
    assert {p.name: p.value for p in of(facts, Parameter)} == {
        "rate": "0.1",
        "max_tokens": "512",
        "api_key": "(hidden)",
    }
    metrics = {metric.name: metric.value for metric in of(facts, Metric)}
    assert metrics == {m["MetricName"]: pytest.approx(m["Value"]) for m in said["FinalMetricDataList"]}
    images = {names[each.run]: each.environment.image for each in of(facts, RanIn)}
    assert images["train"].digest == f"sha256:{'d' * 64}"
    assert images["prepare"].reference.endswith("/prepare:3")
    assert "hunter2" not in repr(facts)


def test_a_component_and_its_job_are_one_run(region: Any) -> None:
    region.train()
    region.client.create_trial_component(
        TrialComponentName="job-1-aws-training-job",
        DisplayName="train",
        Parameters={"rate": {"NumberValue": 0.1}, "solver": {"StringValue": "adam"}},
        InputArtifacts={"train": {"Value": "s3://data/churn/", "MediaType": "text/csv"}},
    )
    region.client.create_trial_component(TrialComponentName="by-hand", DisplayName="tried by hand")
    facts = read(region)
    assert {run.name for run in of(facts, Run)} == {"Job-1", "tried by hand"}
    (key,) = {run.key for run in of(facts, Run) if run.name == "Job-1"}
    assert {p.name for p in of(facts, Parameter) if p.subject == key} >= {"solver", "rate"}


def test_only_jobs_that_are_new_are_asked_about(region: Any) -> None:
    region.train("first")
    state = state_of(read(region))
    region.train("second")
    assert {run.name for run in of(read(region, state), Run)} == {"second"}


def test_calls_that_a_server_refuses_are_problems(region: Any) -> None:
    """moto has no lineage; nor has an account whose person may not read it."""
    region.train()
    facts = read(region)
    refused = {problem.where.rpartition(": ")[2] for problem in of(facts, Problem)}
    assert refused == {"list_artifacts", "list_actions", "list_associations"}
    assert of(facts, Run)
    assert state_of(facts)["refused"]


def test_pages_are_followed(region: Any) -> None:
    for _ in range(12):
        region.package()
    small = region.client.get_paginator("list_model_packages").paginate(
        ModelPackageType="Both", PaginationConfig={"PageSize": 5}
    )
    assert len(list(small)) > 1
    assert len(of(read(region), ModelVersion)) == 12


def test_who_may_not_ask_is_told_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, region: Any
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    tool, context = SageMakerTool(), Context(tmp_path)
    with pytest.raises(ActionableError, match="who asks"):
        tool.at("sagemaker://eu-west-1", context)
    with pytest.raises(ActionableError, match="who asks"):
        list(tool.open("sagemaker://eu-west-1", context).facts(None, Silent()))
    with pytest.raises(ActionableError, match="no profile"):
        tool.at("sagemaker://eu-west-1?profile=nobody", context)


def test_a_server_that_is_not_there(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, region: Any) -> None:
    monkeypatch.setattr("forebear.sources.aws._TRIES", 1)
    tool, context = SageMakerTool(), Context(tmp_path)
    with pytest.raises(ActionableError, match="Nothing answers"):
        tool.at("sagemaker://eu-west-1?endpoint_url=http://127.0.0.1:9", context)


def test_a_region_is_offered_and_looked_at(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, region: Any
) -> None:
    region.package()
    monkeypatch.setattr("forebear.sources.aws._TRIES", 1)  # what moto does not know, it does not learn
    monkeypatch.setenv("AWS_REGION", region.name)
    tool, context = SageMakerTool(), Context(tmp_path)
    (offered,) = tool.discover(context)
    assert (offered.location, offered.inside) == (region.location, False)
    found = tool.at(region.location, context)
    assert found is not None
    assert found.said == ("1 model",)
    assert of(list(tool.open(region.location, context).facts(None, Silent())), ModelVersion)
    assert not tool.is_current(region.location, {}, context)


def test_saved_answers_say_the_same(region: Any, tmp_path: Path) -> None:
    folder = tmp_path / "aws"
    folder.mkdir()
    name = region.package()
    region.train()
    region.process()
    client = region.client
    save(folder, "groups.json", client.list_model_package_groups())
    save(folder, "packages.json", client.list_model_packages(ModelPackageType="Both"))
    save(folder, "package.json", client.describe_model_package(ModelPackageName=name))
    jobs = [client.describe_training_job(TrainingJobName="Job-1")]
    jobs.append(client.describe_processing_job(ProcessingJobName="prepare"))
    # Answers that were appended to one file.
    save(folder, "jobs.json", "\n".join(json.dumps(job, default=datetime.isoformat) for job in jobs))
    (found,) = [each for each in SageMakerTool().discover(Context(tmp_path)) if each.inside]
    assert found.location == str(folder)
    assert found.said == ("4 files",)
    ours, theirs = (
        {repr(fact) for fact in facts if not isinstance(fact, Checkpoint | Problem)}
        for facts in (read_saved(folder), read(region))
    )
    assert ours == theirs


def test_describes_of_different_days_are_a_history(tmp_path: Path) -> None:
    package = {
        "ModelPackageGroupName": "churn",
        "ModelPackageVersion": 3,
        "ModelPackageArn": f"{ACCOUNT}:model-package/churn/3",
        "CreationTime": "2026-01-01T10:00:00+01:00",
        "CreatedBy": {"IamIdentity": {"Arn": "arn:aws:sts::1:assumed-role/dev/ada@example.org"}},
        "ModelApprovalStatus": "PendingManualApproval",
    }
    approved = {
        **package,
        "LastModifiedTime": 1767866400.5,
        "LastModifiedBy": {"UserProfileName": "bob", "DomainId": "d"},
        "ModelApprovalStatus": "Approved",
        "ApprovalDescription": "reviewed",
        "ModelLifeCycle": {"Stage": "Staging", "StageStatus": "Approved", "StageDescription": "go"},
    }
    save(tmp_path, "z-january.json", package)
    first = read_saved(tmp_path)
    registered, pending = of(first, Transition)
    assert registered.by == Person("ada@example.org", "ada@example.org")
    assert (pending.when, pending.by) == (registered.when, registered.by)
    save(tmp_path, "a-february.json", approved)
    moves = [
        (move.move, move.stage, move.why) for move in of(read_saved(tmp_path, state_of(first)), Transition)
    ]
    assert moves == [
        (Move.APPROVAL, "Approved", "reviewed"),
        (Move.STAGED, "Staging", "Approved: go"),
    ]
    whole = read_saved(tmp_path)
    assert [move.stage for move in of(whole, Transition)] == [
        "",
        "PendingManualApproval",
        "Approved",
        "Staging",
    ]
    assert of(whole, Transition)[2].when == datetime(2026, 1, 8, 10, 0, 0, 500_000, UTC)
    assert read_saved(tmp_path, state_of(whole)) == []
    save(tmp_path, "b-march.json", {"ModelPackageSummaryList": []})
    assert not of(read_saved(tmp_path, state_of(whole)), Transition)


LINEAGE = {
    "AssociationSummaries": [
        {
            "SourceArn": f"{ACCOUNT}:artifact/{source}",
            "SourceName": source,
            "SourceType": type_,
            "DestinationArn": f"{ACCOUNT}:experiment-trial-component/job-1-aws-training-job",
            "DestinationName": "job-1-aws-training-job",
            "DestinationType": "SageMakerTrainingJob",
            "AssociationType": "ContributedTo",
        }
        for source, type_ in (("data1", "DataSet"), ("image1", "Image"))
    ]
    + [
        {
            "SourceArn": f"{ACCOUNT}:experiment-trial-component/job-1-aws-training-job",
            "SourceName": "job-1-aws-training-job",
            "SourceType": "SageMakerTrainingJob",
            "DestinationArn": f"{ACCOUNT}:artifact/{target}",
            "DestinationName": target,
            "DestinationType": type_,
            "AssociationType": "Produced",
        }
        for target, type_ in (("model1", "Model"), ("package1", "ModelPackage"))
    ]
    + [
        {
            "SourceArn": f"{ACCOUNT}:artifact/package1",
            "SourceName": "package1",
            "DestinationArn": f"{ACCOUNT}:action/approve",
            "DestinationName": "approve",
            "DestinationType": "Approval",
            "AssociationType": "ContributedTo",
        },
        {
            "SourceArn": f"{ACCOUNT}:artifact/data0",
            "SourceName": "raw",
            "DestinationArn": f"{ACCOUNT}:artifact/data1",
            "AssociationType": "DerivedFrom",
        },
        {
            "SourceArn": f"{ACCOUNT}:artifact/model1",
            "DestinationArn": f"{ACCOUNT}:context/endpoint",
            "DestinationName": "churn-endpoint",
            "AssociationType": "AssociatedWith",
        },
    ]
}
ARTIFACTS = [
    ("data1", "DataSet", "s3://data/churn/"),
    ("image1", "Image", f"123.dkr.ecr.eu-west-1.amazonaws.com/train@sha256:{'d' * 64}"),
    ("model1", "Model", "s3://models/Job-1/output/model.tar.gz"),
    ("package1", "ModelPackage", f"{ACCOUNT}:model-package/churn/1"),
]


def described(name: str, type_: str, uri: str) -> dict[str, object]:
    return {
        "ArtifactArn": f"{ACCOUNT}:artifact/{name}",
        "ArtifactName": name,
        "ArtifactType": type_,
        "Source": {"SourceUri": uri, "SourceTypes": [{"SourceIdType": "S3ETag", "Value": "e"}]},
        "Properties": {"purpose": "churn", "access_key": "hunter2"},
        "CreationTime": "2026-01-01T10:00:00Z",
    }


ACTION = {
    "ActionArn": f"{ACCOUNT}:action/approve",
    "ActionName": "approve",
    "ActionType": "Approval",
    "Status": "Completed",
    "CreationTime": "2026-01-01T10:00:00Z",
    "LastModifiedTime": "2026-01-01T10:05:00Z",
    "MetadataProperties": {"CommitId": "c" * 40},
}


def test_the_hand_made_answers_are_of_the_published_shapes() -> None:
    """moto answers no question about lineage, so these are made from the service's model."""
    import botocore.session
    from botocore.validate import ParamValidator

    model = botocore.session.get_session().get_service_model("sagemaker")
    answers = {"ListAssociations": [LINEAGE], "DescribeAction": [ACTION]}
    answers["DescribeArtifact"] = [described(*each) for each in ARTIFACTS]
    for operation, documents in answers.items():
        shape = model.operation_model(operation).output_shape
        for document in documents:
            report = ParamValidator().validate(document, shape)
            assert not report.has_errors(), report.generate_report()
            assert document.keys() <= shape.members.keys()


def test_lineage_of_saved_answers(tmp_path: Path) -> None:
    save(tmp_path, "associations.json", LINEAGE)
    save(tmp_path, "artifacts.json", [described(*each) for each in ARTIFACTS])
    save(tmp_path, "action.json", ACTION)
    facts = read_saved(tmp_path)
    job = "sagemaker:eu-west-1/123456789012/training-job/job-1"
    action = "sagemaker:eu-west-1/123456789012/action/approve"
    names = {each.digests[0]: each.name for each in of(facts, Artifact)}
    assert {(names[each.artifact], each.run, each.evidence) for each in of(facts, Used)} == {
        ("data1", job, "association ContributedTo"),
    }
    assert noted(facts, action)["model version"] == "churn 1"
    assert {(names[each.artifact], each.run, each.path) for each in of(facts, Generated)} == {
        ("model1", job, "s3://models/Job-1/output/model.tar.gz")
    }
    (ran,) = of(facts, RanIn)
    assert (ran.run, ran.environment.image.digest) == (job, f"sha256:{'d' * 64}")
    (run,) = of(facts, Run)
    assert (run.key, run.status) == (action, "completed")
    (code,) = of(facts, CodeOf)
    assert (code.run, code.commit) == (action, "c" * 40)
    version = noted(facts, f"{REGISTRY}:churn/1")
    assert version["association Produced"] == "job-1-aws-training-job"
    tags = {(tag.name, tag.value) for tag in of(facts, Tag)}
    assert ("DerivedFrom", "raw") in tags
    assert ("AssociatedWith with", "churn-endpoint") in tags
    assert "hunter2" not in repr(facts)
    assert {(names[each.artifact], each.place) for each in of(facts, Seen)} == {
        ("data1", "s3://data/churn/"),
        ("model1", "s3://models/Job-1/output/model.tar.gz"),
    }


def test_a_query_of_lineage(tmp_path: Path) -> None:
    edges = [
        {name: each[name] for name in ("SourceArn", "DestinationArn", "AssociationType")}
        for each in LINEAGE["AssociationSummaries"]
    ]
    save(tmp_path, "query.json", {"Vertices": [], "Edges": edges, "NextToken": "more"})
    facts = read_saved(tmp_path)
    assert len(of(facts, Generated)) == 2
    assert not of(facts, Nested)
    (problem,) = of(facts, Problem)
    assert "next page" in problem.what


BAD = {
    "cut": f'{{"ModelPackageArn": "{ACCOUNT}:model-package/churn/1", ',
    "deep": f'{{"ModelPackageArn": "{ACCOUNT}:model-package/churn/1", "x": ' + "[" * 100_000,
    "rather deep": f'{{"TrainingJobArn": "{ACCOUNT}:training-job/j", "HyperParameters": {{"a": '
    + "[" * 800
    + "]" * 800
    + "}}",
    "huge": f'{{"TrainingJobArn": "{ACCOUNT}:training-job/j", "CreationTime": 1e999, '
    '"FinalMetricDataList": [{"MetricName": "loss", "Value": 1e999}, {"MetricName": "n", "Value": 1'
    + "0" * 400
    + "}]}",
}


@pytest.mark.parametrize("name", BAD)
def test_bad_files_keep_nothing_else_from_being_read(tmp_path: Path, name: str) -> None:
    save(tmp_path, "bad.json", BAD[name])
    save(tmp_path, "good.json", ACTION)
    facts = read_saved(tmp_path)
    assert bool(of(facts, Problem)) is (name in ("cut", "deep"))
    assert "approve" in {run.name for run in of(facts, Run)}


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_whatever_the_shape_it_is_facts_or_a_problem(
    mutate: Callable[[object, st.DataObject], object],
    written: Callable[[list[Fact]], int],
    tmp_path: Path,
    data: st.DataObject,
) -> None:
    package = {
        "ModelPackageArn": f"{ACCOUNT}:model-package/churn/1",
        "CreationTime": "2026-01-01T10:00:00Z",
        "LastModifiedTime": 1767866400.5,
        "InferenceSpecification": {"Containers": [{"Image": "x/y:1", "ModelDataUrl": "s3://b/k"}]},
        "MetadataProperties": {"CommitId": "c" * 40},
        "ModelMetrics": {"ModelQuality": {"Statistics": {"S3Uri": "s3://b/q.json"}}},
    }
    document = data.draw(
        st.sampled_from([package, LINEAGE, ACTION, [described(*each) for each in ARTIFACTS]])
    )
    path = save(tmp_path, "saved.json", mutate(document, data))
    facts = read_saved(path)
    written(facts)


def test_reading_twice_changes_nothing(region: Any, written: Callable[[list[Fact]], int]) -> None:
    region.package()
    region.train()
    first = read(region)
    assert written(first) > 20
    assert written(read(region)) == 0
    assert written(read(region, state_of(first))) == 0
