"""SageMaker as moto's server has it, with a region for each test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

IMAGE = "123456789012.dkr.ecr.eu-west-1.amazonaws.com"


@dataclass
class Region:
    """One region of the server, which holds nothing yet."""

    name: str
    client: Any

    @property
    def location(self) -> str:
        return f"sagemaker://{self.name}"

    def package(self, model: str = "churn", **more: Any) -> str:
        container = {
            "Image": f"{IMAGE}/serve:1",
            "ImageDigest": f"sha256:{'a' * 64}",
            "ModelDataUrl": "s3://models/Job-1/output/model.tar.gz",
            "ModelDataETag": '"e-2"',
            "Environment": {"WORKERS": "2", "API_TOKEN": "hunter2"},
            "Framework": "SKLEARN",
            "FrameworkVersion": "1.5",
        }
        inference = {
            "Containers": [container],
            "SupportedContentTypes": ["text/csv"],
            "SupportedResponseMIMETypes": ["text/csv"],
        }
        known = self.client.list_model_package_groups()["ModelPackageGroupSummaryList"]
        if model not in {each["ModelPackageGroupName"] for each in known}:
            self.client.create_model_package_group(
                ModelPackageGroupName=model, ModelPackageGroupDescription="Who leaves?"
            )
        given = {
            "ModelApprovalStatus": "PendingManualApproval",
            "MetadataProperties": {
                "CommitId": "c" * 40,
                "Repository": "https://ada:hunter2@example.org/churn",
                "GeneratedBy": f"arn:aws:sagemaker:{self.name}:123456789012:training-job/Job-1",
            },
            "CustomerMetadataProperties": {"team": "risk", "db_password": "hunter2"},
            **more,
        }
        answer = self.client.create_model_package(
            ModelPackageGroupName=model,
            ModelPackageDescription="a forest",
            InferenceSpecification=inference,
            **given,
        )
        return str(answer["ModelPackageArn"])

    def train(self, name: str = "Job-1", **more: Any) -> None:
        source = {"S3DataType": "S3Prefix", "S3Uri": "s3://data/churn/"}
        self.client.create_training_job(
            TrainingJobName=name,
            AlgorithmSpecification={
                "TrainingImage": f"{IMAGE}/train@sha256:{'d' * 64}",
                "TrainingInputMode": "File",
            },
            RoleArn="arn:aws:iam::123456789012:role/trainer",
            HyperParameters={"rate": "0.1", "max_tokens": "512", "api_key": "hunter2"},
            InputDataConfig=[{"ChannelName": "train", "DataSource": {"S3DataSource": source}}],
            OutputDataConfig={"S3OutputPath": "s3://models/"},
            ResourceConfig={"InstanceType": "ml.m5.large", "InstanceCount": 1, "VolumeSizeInGB": 10},
            StoppingCondition={"MaxRuntimeInSeconds": 100},
            **more,
        )

    def process(self, name: str = "prepare") -> None:
        cluster = {"InstanceType": "ml.m5.large", "InstanceCount": 1, "VolumeSizeInGB": 10}
        raw = {"S3Uri": "s3://data/raw/", "S3DataType": "S3Prefix"}
        made = {"S3Uri": "s3://data/churn/", "LocalPath": "/opt/ml/out", "S3UploadMode": "EndOfJob"}
        self.client.create_processing_job(
            ProcessingJobName=name,
            AppSpecification={
                "ImageUri": f"{IMAGE}/prepare:3",
                "ContainerEntrypoint": ["python", "prepare.py"],
                "ContainerArguments": ["--token", "hunter2", "--rows", "10"],
            },
            RoleArn="arn:aws:iam::123456789012:role/trainer",
            ProcessingResources={"ClusterConfig": cluster},
            ProcessingInputs=[{"InputName": "raw", "S3Input": raw}],
            ProcessingOutputConfig={"Outputs": [{"OutputName": "churn", "S3Output": made}]},
        )


@pytest.fixture(scope="session")
def sagemaker_regions() -> Iterator[str]:
    """Names of regions, each given once."""
    import boto3

    return iter(boto3.Session().get_available_regions("sagemaker"))


@pytest.fixture
def region_of(
    s3_server: str, sagemaker_regions: Iterator[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[Callable[[], Region]]:
    """Return `region_of()`, which gives an empty region of moto's server; the environment says who asks."""
    import boto3
    import botocore.config

    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "ada")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "very-secret-key")
    monkeypatch.setenv("AWS_ENDPOINT_URL", s3_server)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    for name in ("AWS_PROFILE", "AWS_REGION", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(name, raising=False)
    clients: list[Any] = []
    once = botocore.config.Config(retries={"total_max_attempts": 1})

    def region() -> Region:
        name = next(sagemaker_regions)
        clients.append(boto3.client("sagemaker", region_name=name, config=once))
        return Region(name, clients[-1])

    yield region
    for client in clients:
        client.close()


@pytest.fixture
def region(region_of: Callable[[], Region]) -> Region:
    """An empty region."""
    return region_of()
