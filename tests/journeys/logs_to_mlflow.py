"""Run with a real MLflow's Python: logs a run that names data, code and image, and registers what it made."""

import json
import os
import subprocess
import sys

from mlflow import MlflowClient
from mlflow.entities import Dataset, DatasetInput, InputTag

store, image = sys.argv[1:]
client = MlflowClient(store)
experiment = client.create_experiment("churn", artifact_location=os.path.abspath("artifacts"))  # noqa: PTH100
run = client.create_run(experiment, run_name="nightly").info.run_id
head = subprocess.run(["git", "rev-parse", "HEAD"], capture_output=True, text=True, check=True).stdout.strip()
client.set_tag(run, "mlflow.source.git.commit", head)
client.set_tag(run, "mlflow.docker.image.uri", "churn:latest")
client.set_tag(run, "mlflow.docker.image.id", image)
source = json.dumps({"uri": os.path.abspath("data/train.csv")})  # noqa: PTH100
data = Dataset("train", "deadbeef", "local", source, None, None)
client.log_inputs(run, [DatasetInput(data, [InputTag("mlflow.data.context", "training")])])
client.log_param(run, "depth", 3)
client.log_metric(run, "auc", 0.9)
client.log_artifact(run, "model.bin", "model")
client.set_terminated(run)
client.create_registered_model("churn")
client.create_model_version("churn", f"runs:/{run}/model", run)
client.set_registered_model_alias("churn", "champion", "1")
print(run)  # noqa: T201
