"""What the real MLflow records: run by the Python of `.venv/tools/mlflow…`, of MLflow 1, 2 or 3 alike.

`make FOLDER FORM…` makes stores in FOLDER/FORM (`database`, `folder`) and writes beside each, as JSON, all
that MLflow's own client says of it; `tell URI` prints that; `more URI COUNT` adds runs; `call URI (METHOD
ARGUMENTS)…` calls methods of the client, each with a JSON list.
"""

# ruff: noqa: T201
from __future__ import annotations

import json
import math
import os
import sys
from pathlib import Path
from typing import Any

import mlflow
from mlflow.entities import Metric, Param, RunTag, ViewType
from mlflow.tracking import MlflowClient

VERSION = tuple(int(part) for part in mlflow.__version__.split(".")[:2])


def make(uri: str, folder: Path) -> None:
    """Record some of everything that this version of MLflow can record."""
    client = MlflowClient(uri)
    mlflow.set_tracking_uri(uri)
    experiment = client.create_experiment("churn", artifact_location=(folder / "artifacts").as_uri())
    client.set_experiment_tag(experiment, "team", "growth")
    parent = _first(client, experiment, folder)
    child = client.create_run(experiment, start_time=1_700_000_100_000, tags={"mlflow.parentRunId": parent})
    client.log_metric(child.info.run_id, "loss", 0.25, 1_700_000_100_500, 3)
    client.set_terminated(child.info.run_id, "FAILED", 1_700_000_101_000)
    client.create_run(experiment, start_time=1_700_000_200_000)  # still runs
    # A child of another experiment, as a nested run that names none is recorded.
    other = client.create_run("0", start_time=1_700_000_250_000, tags={"mlflow.parentRunId": parent})
    client.set_terminated(other.info.run_id, "KILLED", 1_700_000_251_000)
    gone = client.create_run(experiment, start_time=1_700_000_300_000)
    client.log_param(gone.info.run_id, "depth", 1)
    client.delete_run(gone.info.run_id)
    thrown = client.create_experiment("thrown away", artifact_location=(folder / "thrown").as_uri())
    client.create_run(thrown, start_time=1_700_000_400_000)
    client.delete_experiment(thrown)
    if VERSION >= (2, 0):
        _dataset(client, parent)
    if VERSION >= (3, 0):
        _logged_model(client, experiment, parent, folder)
    if VERSION >= (2, 0) or not uri.startswith("file"):
        _register(client, experiment, parent, folder)


def _first(client: MlflowClient, experiment: str, folder: Path) -> str:
    tags = {
        "mlflow.user": "ada",
        "mlflow.source.name": "train.py",
        "mlflow.source.type": "LOCAL",
        "mlflow.source.git.commit": os.environ.get("GIT_COMMIT", "0" * 40),
        "mlflow.note.content": "The *first* one",
        "mlflow.project.env": "docker",
        "mlflow.docker.image.uri": "registry.example.org/churn:abc1234",
        "mlflow.docker.image.id": "sha256:" + "5" * 64,
        "colour": "blue\nand more",
    }
    run = client.create_run(experiment, start_time=1_700_000_000_123, tags=tags).info.run_id
    params = [
        Param("alpha", "0.5"),
        Param("layers", "[8, 8]"),
        Param("model/depth", "3"),
        Param("empty", "-"),
    ]
    start = 1_700_000_000_200
    metrics = [Metric("loss", 1.0 / (step + 1), start + 10 * step, step) for step in range(40)]
    metrics += [Metric("val/auc", value, start, 7) for value in (0.5, 0.75)]  # twice at one step
    metrics += [
        Metric("odd", math.nan, start, 0),
        Metric("odd", math.inf, start + 1, 1),
        Metric("odd", -math.inf, start + 2, 2),
        Metric("back", 3.0, start + 9, -5),
        Metric("once", 42.0, start, 0),
        Metric("last is nan", 1.0, start, 0),
        Metric("last is nan", math.nan, start + 1, 1),
    ]
    client.log_batch(run, metrics, params, [RunTag("kind", "nightly")])
    texts = folder / "texts"
    (texts / "plots").mkdir(parents=True)
    (texts / "report.txt").write_text("fine\n")
    (texts / "plots" / "roc.csv").write_text("x,y\n0,1\n")
    client.log_artifacts(run, str(texts))
    if VERSION < (3, 0):
        client.log_artifacts(run, str(_model(folder, run)), "model")
    client.set_terminated(run, "FINISHED", 1_700_000_060_456)
    return run


def _model(folder: Path, run: str, model: str = "") -> Path:
    """A model's folder as MLflow's flavors write it, without one of their frameworks."""
    from mlflow.models import Model

    path = folder / "model"
    path.mkdir(exist_ok=True)
    (path / "model.pkl").write_bytes(b"\x80\x04N.")
    (path / "requirements.txt").write_text("mlflow==" + mlflow.__version__ + "\nscikit-learn==1.5.2\n")
    (path / "python_env.yaml").write_text(
        "python: 3.11.7\nbuild_dependencies:\n- pip==24.0\ndependencies:\n- -r requirements.txt\n"
    )
    (path / "conda.yaml").write_text(
        "channels:\n- conda-forge\n"
        "dependencies:\n- python=3.11.7\n- pip<=24.0\n- pip:\n  - scikit-learn==1.5.2\nname: mlflow-env\n"
    )
    more = {"model_id": model} if model else {}
    made = Model(artifact_path="model", run_id=run, **more)
    made.add_flavor(
        "sklearn", pickled_model="model.pkl", sklearn_version="1.5.2", serialization_format="pickle"
    )
    made.save(str(path / "MLmodel"))
    return path


def _dataset(client: MlflowClient, run: str) -> None:
    from mlflow.entities import Dataset, DatasetInput, InputTag

    schema = json.dumps({"mlflow_colspec": [{"type": "double", "name": "x", "required": True}]})
    source = json.dumps({"uri": "data/customers.csv"})
    inputs = [
        DatasetInput(
            Dataset("customers", "deadbeef", "local", source, schema, json.dumps({"num_rows": 4})),
            [InputTag("mlflow.data.context", "training")],
        ),
        DatasetInput(
            Dataset("held out", "0badcafe", "code", json.dumps({"tags": {"mlflow.user": "ada"}}), None, None),
            [InputTag("mlflow.data.context", "evaluation")],
        ),
    ]
    client.log_inputs(run, inputs)


def _logged_model(client: MlflowClient, experiment: str, run: str, folder: Path) -> None:
    from mlflow.entities import LoggedModelOutput

    made = client.create_logged_model(
        experiment, "best", run, tags={"trained": "yes"}, params={"alpha": "0.5"}, model_type="sklearn"
    )
    client.log_model_artifacts(made.model_id, str(_model(folder, run, made.model_id)))
    client.finalize_logged_model(made.model_id, "READY")
    client.log_outputs(run, [LoggedModelOutput(made.model_id, 3)])
    client.log_batch(run, [Metric("auc", 0.875, 1_700_000_000_900, 3, made.model_id, None, None, run)])


def _register(client: MlflowClient, experiment: str, run: str, folder: Path) -> None:
    client.create_registered_model("churn", tags={"owner": "growth"}, description="Who leaves")
    source = f"{client.get_run(run).info.artifact_uri}/model"
    more: dict[str, Any] = {}
    if VERSION >= (3, 0):
        model = client.search_logged_models([experiment])[0].model_id
        source, more = f"models:/{model}", {"model_id": model}
    client.create_model_version("churn", source, run, tags={"checked": "yes"}, description="First", **more)
    client.create_model_version("churn", f"runs:/{run}/model", run)
    client.create_model_version("churn", (folder / "artifacts" / "nowhere").as_uri())
    client.create_registered_model("empty")
    stage = "Production" if VERSION < (2, 9) else "Staging"
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        client.transition_model_version_stage("churn", "1", stage)
    if VERSION >= (2, 3):
        client.set_registered_model_alias("churn", "champion", "1")
        client.set_registered_model_alias("churn", "challenger", "2")


def more(uri: str, count: int) -> None:
    """Add runs to what `make` made."""
    client = MlflowClient(uri)
    experiment = client.get_experiment_by_name("churn").experiment_id
    for number in range(count):
        run = client.create_run(experiment, start_time=1_700_001_000_000 + number).info.run_id
        client.log_batch(
            run, [Metric("loss", number / 8, 1_700_001_000_000, 0)], [Param("alpha", str(number))], []
        )
        client.set_terminated(run, "FINISHED", 1_700_001_001_000 + number)


def tell(uri: str) -> dict[str, Any]:
    """Return all that MLflow's client says."""
    client = MlflowClient(uri)
    list_them = getattr(client, "search_experiments", None) or client.list_experiments
    experiments = list(list_them(view_type=ViewType.ALL))
    found: dict[str, Any] = {
        "experiments": {
            each.experiment_id: {
                "name": each.name,
                "lifecycle": each.lifecycle_stage,
                "tags": dict(each.tags),
            }
            for each in experiments
        },
        "runs": {},
        "versions": {},
        "models": {},
        "logged": {},
    }
    for run in client.search_runs(list(found["experiments"]), run_view_type=ViewType.ALL, max_results=5000):
        info = run.info
        found["runs"][info.run_id] = {
            "experiment": info.experiment_id,
            "status": info.status,
            "start": info.start_time,
            "end": info.end_time,
            "lifecycle": info.lifecycle_stage,
            "uri": info.artifact_uri,
            "params": dict(run.data.params),
            "tags": dict(run.data.tags),
            "metrics": dict(run.data.metrics),
            "histories": {
                name: [
                    (each.step, each.value, each.timestamp)
                    for each in client.get_metric_history(info.run_id, name)
                ]
                for name in run.data.metrics
            },
            "inputs": [
                (
                    each.dataset.name,
                    each.dataset.digest,
                    each.dataset.source,
                    [(tag.key, tag.value) for tag in each.tags],
                )
                for each in getattr(getattr(run, "inputs", None), "dataset_inputs", [])
            ],
            "outputs": [
                each.model_id for each in getattr(getattr(run, "outputs", None), "model_outputs", [])
            ],
            "artifacts": [] if info.lifecycle_stage == "deleted" else sorted(_files(client, info.run_id, "")),
        }
    if VERSION >= (3, 0):
        for model in client.search_logged_models(list(found["experiments"])):
            found["logged"][model.model_id] = {
                "name": model.name,
                "run": model.source_run_id,
                "status": str(model.status).rpartition(".")[2],
                "tags": dict(model.tags),
                "params": dict(model.params or {}),
                "location": model.artifact_location,
            }
    if VERSION >= (2, 0) or not uri.startswith("file"):
        for model in client.search_registered_models():
            full = client.get_registered_model(model.name)
            found["models"][model.name] = {
                "description": full.description or "", "tags": dict(full.tags),
                "aliases": {name: str(version) for name, version in getattr(full, "aliases", {}).items()},
            }  # fmt: skip
            for version in client.search_model_versions(f"name='{model.name}'"):
                found["versions"][f"{model.name}/{version.version}"] = {
                    "stage": version.current_stage, "source": version.source, "run": version.run_id or "",
                    "tags": dict(version.tags), "description": version.description or "",
                    "created": version.creation_timestamp,
                }  # fmt: skip
    return found


def _files(client: MlflowClient, run: str, path: str) -> list[str]:
    found: list[str] = []
    for each in client.list_artifacts(run, path):
        found += _files(client, run, each.path) if each.is_dir else [each.path]
    return found


def main() -> None:
    """Do what the words say."""
    act, uri, *rest = sys.argv[1:]
    if act == "make":
        for form in rest:
            folder = Path(uri, form)
            folder.mkdir(parents=True)
            os.chdir(folder)
            made = f"sqlite:///{folder / 'mlflow.db'}" if form == "database" else (folder / "mlruns").as_uri()
            make(made, folder)
            (folder / "told.json").write_text(json.dumps(tell(made)))
    elif act == "make-at":
        folder = Path(rest[0])
        os.chdir(folder)
        make(uri, folder)
        (folder / "told.json").write_text(json.dumps(tell(uri)))
    elif act == "more":
        more(uri, int(rest[0]))
    elif act == "call":
        client = MlflowClient(uri)
        for method, arguments in zip(rest[::2], rest[1::2], strict=True):
            getattr(client, method)(*json.loads(arguments))
    else:
        print(json.dumps(tell(uri)))


if __name__ == "__main__":
    main()
