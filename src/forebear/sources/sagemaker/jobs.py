"""Training and processing jobs, and the components of experiments, as runs."""

from __future__ import annotations

import shlex
from collections.abc import Iterator

from forebear.lineage.facts import CodeOf, Fact, Mentioned, Metric, Parameter, RanIn, Tag
from forebear.lineage.words import Environment, NodeKind, Origin, Role, Run
from forebear.sources.guarded import guarded, guarded_words, without_passwords
from forebear.sources.sagemaker.names import KIND, Arn, place, run_key
from forebear.sources.shapes import (
    Entry,
    as_commit,
    as_list,
    as_mapping,
    as_moment,
    as_number,
    as_text,
    image_named,
    parameters_of,
)

_STATES = {"stopped": "cancelled", "inprogress": "running", "stopping": "running", "succeeded": "completed"}
_IMAGE = "SageMaker.ImageUri"
_DIRECTORY = "sagemaker_submit_directory"


def training_facts(job: Entry, arn: Arn) -> Iterator[Fact]:
    """Yield a training job: its run, data, image, parameters and metrics."""
    key = run_key(arn)
    algorithm = as_mapping(job.get("AlgorithmSpecification"))
    yield Run(
        key,
        as_text(job.get("TrainingJobName")) or arn.id,
        source=KIND,
        status=_state(job.get("TrainingJobStatus")),
        started_at=as_moment(job.get("TrainingStartTime")) or as_moment(job.get("CreationTime")),
        ended_at=as_moment(job.get("TrainingEndTime")),
    )
    yield from _ran(key, as_text(algorithm.get("TrainingImage")), job)
    parameters = as_mapping(job.get("HyperParameters"))
    yield from (Parameter(key, *each) for each in parameters_of(parameters))
    if code := place(as_text(parameters.get(_DIRECTORY)).strip('"')):
        yield Mentioned(key, code, Role.INPUT, _DIRECTORY)
    for channel in map(as_mapping, as_list(job.get("InputDataConfig"))):
        source = as_mapping(as_mapping(channel.get("DataSource")).get("S3DataSource"))
        if uri := place(source.get("S3Uri")):
            yield Mentioned(key, uri, Role.INPUT, f"channel {as_text(channel.get('ChannelName'))}")
    if uri := place(as_mapping(job.get("ModelArtifacts")).get("S3ModelArtifacts")):
        yield Mentioned(key, uri, Role.OUTPUT, "ModelArtifacts")
    for metric in map(as_mapping, as_list(job.get("FinalMetricDataList"))):
        yield from _metric(key, metric.get("MetricName"), metric.get("Value"))
    resources = as_mapping(job.get("ResourceConfig"))
    noted = {
        "algorithm": algorithm.get("AlgorithmName"),
        "instances": " x ".join(
            as_text(resources.get(each)) for each in ("InstanceCount", "InstanceType") if each in resources
        ),
        "output": place(as_mapping(job.get("OutputDataConfig")).get("S3OutputPath")),
        "model package": job.get("OutputModelPackageArn"),
        "mlflow run": as_mapping(job.get("MlflowDetails")).get("MlflowRunId"),
    }
    yield from _notes(key, job, noted)


def processing_facts(job: Entry, arn: Arn) -> Iterator[Fact]:
    """Yield a processing job: its run, data and image."""
    key = run_key(arn)
    application = as_mapping(job.get("AppSpecification"))
    words = [
        as_text(each)
        for part in ("ContainerEntrypoint", "ContainerArguments")
        for each in as_list(application.get(part))
    ]
    yield Run(
        key,
        as_text(job.get("ProcessingJobName")) or arn.id,
        (shlex.join(guarded_words(words)),) if words else (),
        source=KIND,
        status=_state(job.get("ProcessingJobStatus")),
        started_at=as_moment(job.get("ProcessingStartTime")) or as_moment(job.get("CreationTime")),
        ended_at=as_moment(job.get("ProcessingEndTime")),
    )
    yield from _ran(key, as_text(application.get("ImageUri")), job)
    for each in map(as_mapping, as_list(job.get("ProcessingInputs"))):
        if uri := place(as_mapping(each.get("S3Input")).get("S3Uri")):
            yield Mentioned(key, uri, Role.INPUT, f"input {as_text(each.get('InputName'))}")
    outputs = as_mapping(job.get("ProcessingOutputConfig")).get("Outputs")
    for each in map(as_mapping, as_list(outputs)):
        if uri := place(as_mapping(each.get("S3Output")).get("S3Uri")):
            yield Mentioned(key, uri, Role.OUTPUT, f"output {as_text(each.get('OutputName'))}")
    yield from _notes(key, job, {"message": job.get("ExitMessage")})


def component_facts(component: Entry, arn: Arn) -> Iterator[Fact]:
    """Yield a component of an experiment: a run, that of its job where SageMaker made it for one."""
    source = Arn.parse(as_mapping(component.get("Source")).get("SourceArn"))
    key = run_key(source if source is not None and source.is_run else arn)
    if key.split("/", 2)[-1].startswith("experiment-trial-component/"):
        status = as_mapping(component.get("Status"))
        yield Run(
            key,
            as_text(component.get("DisplayName")) or as_text(component.get("TrialComponentName")) or arn.id,
            source=KIND,
            status=_state(status.get("PrimaryStatus")),
            started_at=as_moment(component.get("StartTime")) or as_moment(component.get("CreationTime")),
            ended_at=as_moment(component.get("EndTime")),
        )
    for name, value in as_mapping(component.get("Parameters")).items():
        if name == _IMAGE:
            yield from _ran(key, as_text(as_mapping(value).get("StringValue")), {})
            continue
        entry = as_mapping(value)
        inner = entry["NumberValue"] if "NumberValue" in entry else entry.get("StringValue")
        yield from (Parameter(key, *each) for each in parameters_of({name: inner}))
    for group, role in (("InputArtifacts", Role.INPUT), ("OutputArtifacts", Role.OUTPUT)):
        for name, value in as_mapping(component.get(group)).items():
            said = as_mapping(value).get("Value")
            if uri := place(said):
                yield Mentioned(key, uri, role, f"artifact {as_text(name)}")
            elif name == _IMAGE:
                yield from _ran(key, as_text(said), {})
    for metric in map(as_mapping, as_list(component.get("Metrics"))):
        last = metric.get("Last")
        yield from _metric(key, metric.get("MetricName"), metric.get("Avg") if last is None else last)
    properties = as_mapping(component.get("MetadataProperties"))
    if commit := as_commit(properties.get("CommitId")):
        yield CodeOf(key, commit, evidence="MetadataProperties.CommitId")
    noted = {"repository": properties.get("Repository"), "component": component.get("TrialComponentName")}
    yield from _notes(key, component, noted)


def _ran(key: str, reference: str, job: Entry) -> Iterator[Fact]:
    image = image_named(reference)
    if image is not None:
        variables = as_mapping(job.get("Environment"))
        shown = {as_text(name): guarded(str(name), as_text(value))[0] for name, value in variables.items()}
        yield RanIn(key, Environment(image, variables=shown), Origin.IMPORTED)


def _metric(key: str, name: object, value: object) -> Iterator[Fact]:
    number = as_number(value)
    if number is not None and as_text(name):
        yield Metric(key, as_text(name), number)


def _notes(key: str, job: Entry, more: Entry) -> Iterator[Fact]:
    experiment = as_mapping(job.get("ExperimentConfig"))
    noted = {
        "experiment": experiment.get("ExperimentName"),
        "trial": experiment.get("TrialName"),
        "failure": job.get("FailureReason"),
        "role": job.get("RoleArn"),
        **more,
    }
    for name, said in noted.items():
        if text := as_text(said):
            yield Tag(NodeKind.RUN, key, name, without_passwords(text))


def _state(value: object) -> str:
    text = as_text(value).lower()
    return _STATES.get(text, text)
