"""Events by the real OpenLineage client: `emit.py WHAT`, in the folder for them."""

import sys
from pathlib import Path

from openlineage.client import OpenLineageClient
from openlineage.client.event_v2 import (
    DatasetEvent,
    InputDataset,
    Job,
    JobEvent,
    OutputDataset,
    Run,
    RunEvent,
    RunState,
    StaticDataset,
)
from openlineage.client.facet_v2 import (
    column_lineage_dataset,
    dataset_version_dataset,
    documentation_job,
    environment_variables_run,
    error_message_run,
    execution_parameters_run,
    job_type_job,
    output_statistics_output_dataset,
    ownership_job,
    parent_run,
    processing_engine_run,
    schema_dataset,
    source_code_location_job,
    sql_job,
)
from openlineage.client.transport.file import FileConfig, FileTransport

PARENT, PREPARE, TRAIN, FAILED, SECOND = (f"0192f5a0-0000-7000-8000-00000000000{n}" for n in range(1, 6))
REMOTE = "https://ada:hunter2@example.org/team/churn.git"


def at(minute):
    return f"2026-01-01T10:{minute:02d}:00.123456+09:00"


def event(state, minute, run, name, job_facets=None, run_facets=None, inputs=(), outputs=()):  # noqa: PLR0917
    return RunEvent(
        eventType=state, eventTime=at(minute), producer="https://example.org/scheduler/1",
        run=Run(run, run_facets or {}), job=Job("nightly", name, job_facets or {}), inputs=list(inputs),
        outputs=list(outputs),
    )  # fmt: skip


def clean(facets=None, output_facets=None):
    return OutputDataset(
        "postgres://db:5432", "shop.clean", facets=facets or {}, outputFacets=output_facets or {}
    )


def events(commit):
    schema = schema_dataset.SchemaDatasetFacet([schema_dataset.SchemaDatasetFacetFields("id", "int")])
    source = column_lineage_dataset.InputField("postgres://db:5432", "shop.raw", "id")
    columns = column_lineage_dataset.ColumnLineageDatasetFacet(
        {"id": column_lineage_dataset.Fields([source])}
    )
    rows = output_statistics_output_dataset.OutputStatisticsOutputDatasetFacet(rowCount=12, size=345)
    parent = {
        "parent": parent_run.ParentRunFacet(parent_run.Run(PARENT), parent_run.Job("nightly", "pipeline"))
    }
    variable = environment_variables_run.EnvironmentVariable
    version = dataset_version_dataset.DatasetVersionDatasetFacet
    raw = InputDataset("postgres://db:5432", "shop.raw")
    yield event(RunState.START, 0, PARENT, "pipeline")
    yield event(
        RunState.START, 1, PREPARE, "prepare",
        {
            "sourceCodeLocation": source_code_location_job.SourceCodeLocationJobFacet(
                "git", REMOTE, path="prepare.py", version=commit, branch="main"
            ),
            "sql": sql_job.SQLJobFacet("INSERT INTO clean SELECT id FROM raw"),
            "jobType": job_type_job.JobTypeJobFacet("BATCH", "AIRFLOW", "TASK"),
            "ownership": ownership_job.OwnershipJobFacet([ownership_job.Owner("team:data", "MAINTAINER")]),
            "documentation": documentation_job.DocumentationJobFacet("Cleans the customers."),
        },
        parent | {
            "environmentVariables": environment_variables_run.EnvironmentVariablesRunFacet(
                [variable("REGION", "eu"), variable("DB_PASSWORD", "hunter2")]
            ),
            "executionParameters": execution_parameters_run.ExecutionParametersRunFacet(
                [execution_parameters_run.ExecutionParameter("retries", value="3")]
            ),
        },
        [raw],
    )  # fmt: skip
    yield event(
        RunState.COMPLETE, 5, PREPARE, "prepare", None,
        {"processing_engine": processing_engine_run.ProcessingEngineRunFacet("2.9.0", "Airflow")},
        outputs=[clean({"schema": schema, "columnLineage": columns}, {"outputStatistics": rows})],
    )  # fmt: skip
    yield event(
        RunState.START, 6, TRAIN, "train", None, parent, [InputDataset("postgres://db:5432", "shop.clean")]
    )
    yield event(RunState.RUNNING, 7, TRAIN, "train")
    yield event(
        RunState.COMPLETE, 9, TRAIN, "train",
        inputs=[InputDataset("s3://lake", "features.parquet", facets={"version": version("v7")})],
        outputs=[OutputDataset("file", "model.pkl")],
    )  # fmt: skip
    yield event(RunState.START, 10, FAILED, "publish", None, parent)
    failure = error_message_run.ErrorMessageRunFacet("no such table", "PYTHON", "Traceback …")
    yield event(RunState.FAIL, 11, FAILED, "publish", None, {"errorMessage": failure})
    yield JobEvent(eventTime=at(12), producer="https://example.org/p", job=Job("nightly", "declared"))
    yield DatasetEvent(
        eventTime=at(12), producer="https://example.org/p", dataset=StaticDataset("s3://lake", "alone")
    )
    yield event(RunState.COMPLETE, 20, PARENT, "pipeline")


def more():
    yield event(
        RunState.START, 30, SECOND, "prepare", inputs=[InputDataset("postgres://db:5432", "shop.raw")]
    )
    yield event(RunState.COMPLETE, 31, SECOND, "prepare", outputs=[clean()])


def emit(found, path, append):
    client = OpenLineageClient(transport=FileTransport(FileConfig(log_file_path=path, append=append)))
    for each in found:
        client.emit(each)


what, path, commit = (*sys.argv[1:], "", "")[:3]
Path(path).parent.mkdir(parents=True, exist_ok=True)
emit(more() if what == "more" else events(commit), path, what != "single")
