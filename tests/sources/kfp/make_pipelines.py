"""Compiles a pipeline with the real compiler, and writes a run of it as the models of the API's client do.

Run by the Python of Kubeflow Pipelines: `make_pipelines.py FOLDER`. Prints what its own classes say of both.
"""

import json
import pathlib
import sys
from datetime import UTC, datetime, timedelta

import kfp_server_api as api
import yaml
from google.protobuf import json_format
from kfp import compiler, dsl
from kfp.pipeline_spec import pipeline_spec_pb2

RUN = "6a2c1f0e-0000-4000-8000-00000000c0de"
DIGEST = "a" * 64


@dsl.component(base_image=f"python:3.11@sha256:{DIGEST}", packages_to_install=["pandas==2.2.0"])
def prepare(rows: int, out: dsl.Output[dsl.Dataset]):
    """Make the data."""


@dsl.component(base_image="registry.example.org:5000/train:1")
def train(
    data: dsl.Input[dsl.Dataset], rate: float, model: dsl.Output[dsl.Model], metrics: dsl.Output[dsl.Metrics]
):
    """Train on it."""


@dsl.container_component
def deploy(model: dsl.Input[dsl.Model]):
    """Put it where it is used."""
    return dsl.ContainerSpec(
        image="registry.example.org:5000/deploy:2",
        command=["sh", "-c"],
        args=["deploy --token hunter2 --to prod", "--password=hunter2", "--api-key", "hunter2", model.path],
    )


@dsl.pipeline(name="churn", description="Who leaves?", pipeline_root="gs://bucket/root")
def churn(rate: float = 0.1, rows: int = 10):
    """Two tasks, and a third where the rate says so."""
    prepared = prepare(rows=rows)
    with dsl.If(rate > 0.0, name="worth it"):
        trained = train(data=prepared.outputs["out"], rate=rate)
        trained.set_env_variable("API_TOKEN", "hunter2").set_env_variable("OMP_NUM_THREADS", "2")
        deploy(model=trained.outputs["model"])


def task(number, name, parent="", **fields):
    began = datetime(2026, 11, 3, 10, number, tzinfo=UTC)
    return api.V2beta1PipelineTaskDetail(
        run_id=RUN,
        task_id=f"task-{number}",
        display_name=name,
        create_time=began,
        start_time=began,
        end_time=began + timedelta(seconds=30),
        state="SUCCEEDED",
        parent_task_id=parent or None,
        pod_name=f"pod-{number}",
        **fields,
    )


def listed(*numbers):
    return api.V2beta1ArtifactList(artifact_ids=[str(number) for number in numbers])


def run(specification):
    return api.V2beta1Run(
        experiment_id="exp-1",
        run_id=RUN,
        display_name="churn of November",
        description="see https://ada:hunter2@example.org/notes",
        pipeline_spec=specification,
        runtime_config=api.V2beta1RuntimeConfig(
            parameters={"rate": 0.25, "rows": 100, "columns": ["a", "b"], "db_password": "hunter2"},
            pipeline_root="gs://bucket/root",
        ),
        service_account="pipeline-runner",
        created_at=datetime(2026, 11, 3, 9, 59, tzinfo=UTC),
        finished_at=datetime(2026, 11, 3, 11, 0, tzinfo=UTC),
        state="FAILED",
        error=api.GoogleRpcStatus(code=13, message="deploy: no such host"),
        run_details=api.V2beta1RunDetails(
            pipeline_context_id="1",
            pipeline_run_context_id="2",
            task_details=[
                task(1, "root"),
                task(2, "prepare", "task-1", execution_id="11", outputs={"out": listed(7)}),
                task(3, "condition-1", "task-1"),
                task(
                    4,
                    "train",
                    "task-3",
                    execution_id="12",
                    inputs={"data": listed(7)},
                    outputs={"model": listed(8), "metrics": listed(9)},
                ),
                task(5, "deploy", "task-3", execution_id="13", inputs={"model": listed(8)}),
            ],
        ),
    )


def told(folder):
    documents = list(yaml.safe_load_all((folder / "churn.yaml").read_text()))
    specification = json_format.ParseDict(documents[0], pipeline_spec_pb2.PipelineSpec())
    executors = specification.deployment_spec["executors"]
    images = {name: entry["container"]["image"] for name, entry in executors.items()}
    tasks = {}

    def walk(above, dag):
        for name, each in dag.tasks.items():
            component = specification.components[each.component_ref.name]
            tasks[f"{above}{name}"] = images.get(component.executor_label, "")
            walk(f"{above}{name}/", component.dag)

    walk("", specification.root.dag)
    return {"documents": len(documents), "images": sorted(images.values()), "tasks": tasks}


if __name__ == "__main__":
    folder = pathlib.Path(sys.argv[1])
    with_workspace = dsl.PipelineConfig(workspace=dsl.WorkspaceConfig(size="1Gi"))
    churn_in_a_workspace = dsl.pipeline(
        churn.pipeline_func, name="churn", description="Who leaves?", pipeline_config=with_workspace
    )
    compiler.Compiler().compile(churn, str(folder / "churn.yaml"))
    compiler.Compiler().compile(churn_in_a_workspace, str(folder / "two.yaml"))
    specification = yaml.safe_load((folder / "churn.yaml").read_text())
    client = api.ApiClient()
    page = api.V2beta1ListRunsResponse(runs=[run(specification)], total_size=1)
    (folder / "runs.json").write_text(json.dumps(client.sanitize_for_serialization(page)))
    two = len(list(yaml.safe_load_all((folder / "two.yaml").read_text())))
    sys.stdout.write(json.dumps({**told(folder), "two": two}))
