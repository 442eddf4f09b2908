"""Makes stores with the real ML-Metadata, and tells what its own client says of them. Run by its own Python.

`make STORE RUNS` adds runs as TensorFlow Extended writes them, `kubeflow STORE RUN` one as Kubeflow Pipelines
does, `many STORE COUNT` many at once. `tell STORE` prints all as JSON, `iterate STORE` the seconds that
this takes, `downgrade FOLDER VERSION…` takes FOLDER/VERSION/metadata.db back.
"""

import json
import sys
import time
from urllib.parse import unquote, urlsplit

from google.protobuf import json_format
from ml_metadata.metadata_store import metadata_store
from ml_metadata.proto import metadata_store_pb2 as pb


def connection(path):
    config = pb.ConnectionConfig()
    if path.startswith("mysql://"):
        url = urlsplit(path)
        config.mysql.host, config.mysql.port = url.hostname, url.port
        config.mysql.user, config.mysql.password = url.username, unquote(url.password)
        config.mysql.database = url.path.strip("/")
        return config
    config.sqlite.filename_uri = path
    config.sqlite.connection_mode = 3  # made where it is not there
    return config


def typed(store, kind, name, base=None, **properties):
    made = {"artifact": pb.ArtifactType, "execution": pb.ExecutionType, "context": pb.ContextType}[kind]()
    made.name = name
    for key, value in properties.items():
        made.properties[key] = value
    if base is not None:
        made.base_type = base
    return getattr(store, f"put_{kind}_type")(made)


def thing(made, type_id, name="", uri="", *, properties=None, custom=None, **fields):
    made.type_id = type_id
    if name:
        made.name = name
    if uri:
        made.uri = uri
    for field, value in fields.items():
        setattr(made, field, value)
    for target, values in ((made.properties, properties), (made.custom_properties, custom)):
        for key, value in (values or {}).items():
            if isinstance(value, bool):
                target[key].bool_value = value
            elif isinstance(value, int):
                target[key].int_value = value
            elif isinstance(value, float):
                target[key].double_value = value
            elif isinstance(value, dict):
                target[key].struct_value.update(value)
            else:
                target[key].string_value = value
    return made


def event(type_, *steps):
    made = pb.Event(type=type_)
    for step in steps:
        if isinstance(step, int):
            made.path.steps.add().index = step
        else:
            made.path.steps.add().key = step
    return made


def make(store, runs):
    examples = typed(
        store, "artifact", "Examples", pb.ArtifactType.DATASET, span=pb.INT, split_names=pb.STRING
    )
    model = typed(
        store, "artifact", "ChurnForest", pb.ArtifactType.MODEL, accuracy=pb.DOUBLE, notes=pb.STRUCT
    )
    metrics = typed(store, "artifact", "ModelEvaluation", loss=pb.DOUBLE, rows=pb.INT)
    gen = typed(store, "execution", "tfx.components.example_gen.csv_example_gen.component.CsvExampleGen")
    trainer = typed(store, "execution", "tfx.components.trainer.component.Trainer", num_steps=pb.INT)
    pipeline = typed(store, "context", "pipeline")
    run = typed(store, "context", "pipeline_run")
    node = typed(store, "context", "node")
    before = len(store.get_contexts_by_type("pipeline_run"))
    for number in range(before, before + runs):
        contexts = [
            thing(pb.Context(), pipeline, "churn"),
            thing(pb.Context(), run, f"2026-11-{number + 1:02}", custom={"started_by": "ada"}),
        ]
        nodes = [thing(pb.Context(), node, f"churn.{name}") for name in ("CsvExampleGen", "Trainer")]
        data = thing(
            pb.Artifact(),
            examples,
            uri=f"/srv/tfx/CsvExampleGen/examples/{number}",
            properties={"span": number, "split_names": '["train", "eval"]'},
            custom={
                "input_fingerprint": f"split:single,num_files:1,xor_checksum:{number}",
                "tfx_version": "1.16",
            },
            state=pb.Artifact.LIVE,
        )
        _, (data_id,), _ = store.put_execution(
            thing(pb.Execution(), gen, f"gen-{number}", custom={"input_base": "/data"}, last_known_state=3),
            [(data, event(pb.Event.OUTPUT, "examples", 0))],
            [*contexts, nodes[0]],
            reuse_context_if_already_exist=True,
        )
        data.id = data_id
        forest = thing(
            pb.Artifact(),
            model,
            f"forest-{number}",
            f"s3://models/churn/{number}/model.tar",
            properties={
                "accuracy": 0.5 + number / 1000,
                "notes": {"layers": [1, 2.5, {"deep": None}], "ok": True, "말": "예"},
            },
            custom={"sha256": f"{number + 1:064x}", "final": True},
            state=pb.Artifact.DELETED if number == 0 else pb.Artifact.LIVE,
            external_id=f"forest/{number}",
        )
        loss = thing(
            pb.Artifact(), metrics, uri=f"/srv/m/{number}", properties={"loss": 1 / (number + 1), "rows": 9}
        )
        never = thing(pb.Artifact(), metrics, f"never-{number}")
        store.put_execution(
            thing(
                pb.Execution(),
                trainer,
                f"train-{number}",
                properties={"num_steps": 100 + number},
                custom={"module": "trainer.py", "api_token": "hunter2", "url": "https://u:hunter2@host/x"},
                last_known_state=4 if number == 1 else 3,
            ),
            [
                (data, event(pb.Event.INPUT, "examples", 0)),
                (forest, event(pb.Event.OUTPUT, "model", 0)),
                (loss, event(pb.Event.OUTPUT, "evaluation")),
                (never, event(pb.Event.PENDING_OUTPUT, "blessing")),
            ],
            [*contexts, nodes[1]],
            reuse_context_if_already_exist=True,
        )


def kubeflow(store, name):
    """As backend/src/v2/metadata/client.go of Kubeflow Pipelines 2.x writes a run."""
    pipeline = typed(store, "context", "system.Pipeline")
    run = typed(store, "context", "system.PipelineRun")
    dag = typed(store, "execution", "system.DAGExecution")
    container = typed(store, "execution", "system.ContainerExecution")
    dataset = typed(store, "artifact", "system.Dataset")
    metrics = typed(store, "artifact", "system.Metrics")
    contexts = [
        thing(pb.Context(), pipeline, "churn", custom={"pipeline_root": "minio://mlpipeline/v2"}),
        thing(pb.Context(), run, name, custom={"namespace": "kubeflow", "resource_name": "churn-x"}),
    ]
    root, _, context_ids = store.put_execution(
        thing(
            pb.Execution(),
            dag,
            f"run/{name}",
            custom={"display_name": "", "task_name": ""},
            last_known_state=3,
        ),
        [],
        contexts,
        reuse_context_if_already_exist=True,
    )
    for context, id_ in zip(contexts, context_ids, strict=True):
        context.id = id_
    child = {"parent_dag_id": root, "task_name": "prepare", "display_name": "prepare", "pod_name": "p-1"}
    child |= {"image": f"registry:5000/prepare@sha256:{'b' * 64}", "cached_execution_id": ""}
    child |= {"inputs": {"rows": 10, "password": "hunter2"}, "namespace": "kubeflow"}
    data = thing(
        pb.Artifact(), dataset, uri="minio://mlpipeline/out", custom={"display_name": "out"}, state=2
    )
    numbers = thing(
        pb.Artifact(), metrics, uri="minio://mlpipeline/m", custom={"display_name": "m", "auc": 0.75}
    )
    store.put_execution(
        thing(pb.Execution(), container, custom=child, last_known_state=3),
        [(data, event(pb.Event.OUTPUT, "out")), (numbers, event(pb.Event.OUTPUT, "m"))],
        contexts,
        reuse_context_if_already_exist=True,
    )


def many(store, count):
    """So many executions, each with ten properties, an artifact that it read and one that it made."""
    data = typed(store, "artifact", "Examples", pb.ArtifactType.DATASET, span=pb.INT)
    trainer = typed(store, "execution", "Trainer", steps=pb.INT, rate=pb.DOUBLE)
    run = typed(store, "context", "pipeline_run")
    context_ids = store.put_contexts(
        [thing(pb.Context(), run, f"run {number}") for number in range(max(1, count // 10))]
    )
    for start in range(0, count, 1000):
        numbers = range(start, min(start + 1000, count))
        artifacts = store.put_artifacts(
            [
                thing(pb.Artifact(), data, uri=f"/srv/data/{n}", properties={"span": n}, custom={"a": "b"})
                for n in numbers
            ]
        )
        noted = {f"note_{each}": f"value {each}" for each in range(8)}
        executions = store.put_executions(
            [
                thing(
                    pb.Execution(),
                    trainer,
                    properties={"steps": n, "rate": n / 7},
                    custom=noted,
                    last_known_state=3,
                )
                for n in numbers
            ]
        )
        events = []
        for place, execution in enumerate(executions):
            for type_, artifact in (
                (pb.Event.INPUT, artifacts[place - 1]),
                (pb.Event.OUTPUT, artifacts[place]),
            ):
                made = event(type_, "examples", 0)
                made.artifact_id, made.execution_id = artifact, execution
                events.append(made)
        store.put_events(events)
        store.put_attributions_and_associations(
            [],
            [
                pb.Association(context_id=context_ids[n * len(context_ids) // count], execution_id=execution)
                for n, execution in zip(numbers, executions, strict=True)
            ],
        )


def tell(store):
    def said(value):
        return json.loads(json_format.MessageToJson(value, preserving_proto_field_name=True))

    artifacts, executions = store.get_artifacts(), store.get_executions()
    events = store.get_events_by_execution_ids([each.id for each in executions])
    return {
        "artifacts": [
            {**said(each), "in": sorted(context.id for context in store.get_contexts_by_artifact(each.id))}
            for each in artifacts
        ],
        "executions": [
            {**said(each), "in": sorted(context.id for context in store.get_contexts_by_execution(each.id))}
            for each in executions
        ],
        "contexts": [said(each) for each in store.get_contexts()],
        "events": [said(each) for each in events],
    }


if __name__ == "__main__":
    act, path, *words = sys.argv[1:]
    if act == "downgrade":
        for version in words:
            metadata_store.downgrade_schema(connection(f"{path}/{version}/metadata.db"), int(version))
        sys.exit()
    opened = metadata_store.MetadataStore(connection(path))
    if act == "make":
        make(opened, int(words[0]))
    elif act == "many":
        many(opened, int(words[0]))
    elif act == "iterate":
        began = time.process_time()
        executions = opened.get_executions()
        opened.get_artifacts()
        opened.get_events_by_execution_ids([each.id for each in executions])
        for context in opened.get_contexts():
            opened.get_executions_by_context(context.id)
        sys.stdout.write(str(time.process_time() - began))
    elif act == "kubeflow":
        kubeflow(opened, words[0])
    else:
        sys.stdout.write(json.dumps(tell(opened)))
