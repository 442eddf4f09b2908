"""What the real kubectl and helm export, told as runs, environments and approvals."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forebear.lineage.facts import (
    Approval,
    Checkpoint,
    CodeOf,
    Mentioned,
    Nested,
    Parameter,
    RanIn,
    Solved,
    Tag,
    Used,
)
from forebear.lineage.progress import Silent
from forebear.lineage.words import Artifact, Known, NodeKind, Problem, Run
from forebear.sources.kubernetes.exported import Exported
from forebear.sources.kubernetes.files import ExportedSource
from forebear.sources.kubernetes.tool import KubernetesTool
from forebear.sources.tool import Context

DIGEST = "sha256:" + "1" * 64
COMMIT = "0123456789abcdef0123456789abcdef01234567"
PARAMS = "rate: 0.1\ndb:\n  password: planted-1\n"
JOB = f"""
apiVersion: batch/v1
kind: Job
metadata:
  name: train
  annotations: {{org.opencontainers.image.revision: {COMMIT}}}
spec:
  template:
    spec:
      containers:
        - name: train
          image: registry.example/train:1.4
          command: [python, train.py]
          args: [--data, "s3://bucket/data/train.csv", --db-password=planted-2, --rate, "0.1"]
          env:
            - {{name: API_TOKEN, value: planted-3}}
            - {{name: EPOCHS, value: "5"}}
            - {{name: STORE, value: "postgresql://ada:planted-4@db/x"}}
            - {{name: FROM, valueFrom: {{secretKeyRef: {{name: keys, key: token}}}}}}
          envFrom: [{{configMapRef: {{name: settings}}}}]
          volumeMounts: [{{name: config, mountPath: /config}}]
          resources: {{limits: {{cpu: "2", nvidia.com/gpu: "1"}}}}
      volumes: [{{name: config, configMap: {{name: params}}}}]
---
apiVersion: v1
kind: Secret
metadata: {{name: keys}}
data: {{token: {base64.b64encode(b"planted-5").decode()}}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {{name: serve, labels: {{app.kubernetes.io/version: {COMMIT}}}}}
spec:
  template:
    spec:
      containers:
        - name: serve
          image: registry.example/serve@{DIGEST}
          env: [{{name: MODEL_URI, value: "models:/churn/3"}}]
"""


def of(facts, kind):
    return [fact for fact in facts if isinstance(fact, kind)]


def apply(tools, text):
    tools.kubectl("apply", "--validate=false", "--server-side", "-f", "-", text=text)


@pytest.fixture
def applied(tools, tmp_path):
    """A cluster with a Job that ended, its pod, a Deployment, and ConfigMaps that kubectl made of files."""
    (tmp_path / "params.yaml").write_text(PARAMS)
    create = ("create", "configmap", "--dry-run=client", "--output=yaml")
    apply(tools, tools.kubectl(*create, "params", f"--from-file={tmp_path / 'params.yaml'}"))
    literals = ("--from-literal=MODE=fast", "--from-literal=KEY_TOKEN=planted-6")
    apply(tools, tools.kubectl(*create, "settings", *literals))
    apply(tools, JOB)
    job = tools.cluster.objects["/apis/batch/v1", "default", "jobs", "train"]
    job["status"] = {
        "startTime": "2026-05-04T10:00:05Z",
        "completionTime": "2026-05-04T10:07:00Z",
        "conditions": [{"type": "Complete", "status": "True", "lastTransitionTime": "2026-05-04T10:07:00Z"}],
    }
    deployment = tools.cluster.objects["/apis/apps/v1", "default", "deployments", "serve"]
    deployment["status"] = {"conditions": [{"type": "Available", "status": "True"}]}
    owner = f"{{apiVersion: batch/v1, kind: Job, name: train, uid: {job['metadata']['uid']}}}"
    apply(
        tools,
        f"apiVersion: v1\nkind: Pod\nmetadata:\n  name: train-x7\n  ownerReferences: [{owner}]\n"
        "spec: {containers: [{name: train, image: 'registry.example/train:1.4'}]}\n",
    )
    tools.cluster.objects["/api/v1", "default", "pods", "train-x7"]["status"] = {
        "phase": "Succeeded",
        "containerStatuses": [
            {"name": "train", "imageID": f"docker-pullable://registry.example/train@sha256:{'2' * 64}"}
        ],
    }
    return tools


def exported(tools, form="yaml"):
    kinds = "jobs,pods,deployments,configmaps,secrets"
    text = tools.kubectl("get", kinds, "--output", form)
    return list(Exported("export", text, lambda sha: sha == COMMIT).facts())


def test_yaml_and_json_say_the_same(applied):
    assert exported(applied, "json") == exported(applied)


def test_a_job_is_a_run_with_its_image_and_what_it_was_given(applied):
    facts = exported(applied)
    uid = applied.cluster.objects["/apis/batch/v1", "default", "jobs", "train"]["metadata"]["uid"]
    job = next(run for run in of(facts, Run) if run.key == f"kubernetes:{uid}")
    assert (job.name, job.status) == ("job/train", "completed")
    assert job.started_at == datetime(2026, 5, 4, 10, 0, 5, tzinfo=UTC)
    assert job.ended_at == datetime(2026, 5, 4, 10, 7, tzinfo=UTC)
    assert job.command == (
        "python train.py --data s3://bucket/data/train.csv '--db-password=(hidden)' --rate 0.1",
    )
    images = [
        (each.environment.image.reference, each.environment.image.digest)
        for each in of(facts, RanIn)
        if each.run == job.key
    ]
    assert sorted(images) == [
        ("registry.example/train:1.4", ""),
        ("registry.example/train:1.4", f"sha256:{'2' * 64}"),
    ]
    (used,) = of(facts, Used)
    content = PARAMS.encode()
    blob = b"blob %d\0" % len(content) + content
    artifact = next(each for each in of(facts, Artifact) if used.artifact in each.digests)
    assert {str(each) for each in artifact.digests} == {
        f"md5:{hashlib.md5(content).hexdigest()}",  # noqa: S324
        f"sha256:{hashlib.sha256(content).hexdigest()}",
        f"git:{hashlib.sha1(blob).hexdigest()}",  # noqa: S324
    }
    values = {(each.name, each.file): each.value for each in of(facts, Parameter)}
    assert values == {
        ("rate", ""): 0.1,
        ("db.password", ""): "(hidden)",
        ("MODE", "ConfigMap settings"): "fast",
        ("KEY_TOKEN", "ConfigMap settings"): "(hidden)",
        ("train.resources.limits.cpu", ""): "2",
        ("train.resources.limits.nvidia.com/gpu", ""): "1",
    }
    assert [(each.place, each.evidence) for each in of(facts, Mentioned)] == [
        ("s3://bucket/data/train.csv", "argument")
    ]
    environment = next(each.environment for each in of(facts, RanIn) if each.run == job.key)
    assert environment.variables == {
        "API_TOKEN": "(hidden)",
        "EPOCHS": "5",
        "STORE": "postgresql://***@db/x",
    }


def test_a_deployment_is_evidence_for_its_commit_and_its_model(applied):
    facts = exported(applied)
    uid = applied.cluster.objects["/apis/apps/v1", "default", "deployments", "serve"]["metadata"]["uid"]
    key = f"kubernetes:{uid}"
    assert {
        (each.kind, each.subject, each.what, each.state, each.record) for each in of(facts, Approval)
    } == {
        (NodeKind.COMMIT, COMMIT, "deployment", "available", key),
        (NodeKind.MODEL_VERSION, "mlflow:churn/3", "deployment", "available", key),
    }
    assert {(each.commit, each.known) for each in of(facts, CodeOf)} == {(COMMIT, Known.NAMED)}
    assert len(of(facts, CodeOf)) == 2
    assert of(facts, Nested) == []


def test_a_commit_that_the_repository_lacks_is_not_joined(applied):
    text = applied.kubectl("get", "jobs,deployments", "--output", "yaml")
    facts = list(Exported("export", text, lambda _sha: False).facts())
    assert of(facts, CodeOf) == []
    assert {each.kind for each in of(facts, Approval)} == {NodeKind.MODEL_VERSION}


def test_no_secret_is_told(applied):
    assert "planted" in applied.kubectl("get", "jobs,configmaps", "--output", "yaml")
    assert "planted" not in repr(exported(applied))
    assert base64.b64encode(b"planted-5").decode() not in repr(exported(applied))


CHART = {
    "Chart.yaml": "apiVersion: v2\nname: churn\nversion: 0.3.1\nappVersion: '1.4'\n",
    "values.yaml": f"image: registry.example/churn@{DIGEST}\nrate: 0.1\n",
    "templates/all.yaml": """\
apiVersion: v1
kind: ConfigMap
metadata: {name: churn}
data:
  params.yaml: |
    rate: {{ .Values.rate }}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: churn}
spec:
  selector: {matchLabels: {app: churn}}
  template:
    metadata: {labels: {app: churn}}
    spec:
      containers:
        - name: serve
          image: {{ .Values.image }}
          env: [{name: CONNECT, value: "{{ .Values.auth.token }}"}, {name: MODEL, value: "models:/churn/7"}]
          volumeMounts: [{name: c, mountPath: /c}]
      volumes: [{name: c, configMap: {name: churn}}]
""",
}


@pytest.fixture
def released(tools, tmp_path):
    """A release of the real helm in two revisions."""
    chart = tmp_path / "chart"
    (chart / "templates").mkdir(parents=True)
    for name, text in CHART.items():
        (chart / name).write_text(text)
    secret = ["--set", "auth.token=planted-7", "--set", "extra[0].name=DB_PASSWORD,extra[0].value=planted-8"]
    for act, rate in (("install", "0.2"), ("upgrade", "0.3")):
        tools.helm(act, "churn", chart, *secret, "--set", f"rate={rate}", "--disable-openapi-validation")
    return tools


def test_releases_of_helm_are_what_helm_says_they_are(released):
    text = released.kubectl("get", "secrets", "--selector", "owner=helm", "--output", "yaml")
    facts = list(Exported("helm", text, lambda _sha: False).facts())
    history = json.loads(released.helm("history", "churn", "--output", "json"))
    assert [each["status"] for each in history] == ["superseded", "deployed"]
    runs = {run.name: run for run in of(facts, Run)}
    assert {name: run.status for name, run in runs.items()} == {
        f"default/helm/churn revision {each['revision']}": each["status"] for each in history
    }
    for each in history:
        run = runs[f"default/helm/churn revision {each['revision']}"]
        assert run.started_at is not None
        assert run.started_at.timestamp() == pytest.approx(
            datetime.fromisoformat(each["updated"]).timestamp(), abs=1
        )
        tags = {tag.name: tag.value for tag in of(facts, Tag) if tag.subject == run.key}
        assert tags == {"chart": "churn 0.3.1", "app version": "1.4", "description": each["description"]}
        assert tags["chart"].replace(" ", "-") == each["chart"]
        values = {
            value.name: value.value
            for value in of(facts, Parameter)
            if value.subject == run.key and value.file == "values"
        }
        real = json.loads(
            released.helm("get", "values", "churn", "--revision", str(each["revision"]), "--output", "json")
        )
        assert values["rate"] == real["rate"]
        assert values["auth.token"] == "(hidden)"
        images = {env.environment.image for env in of(facts, RanIn) if env.run == run.key}
        assert {(image.reference, image.digest) for image in images} == {("registry.example/churn", DIGEST)}
        assert [used.path for used in of(facts, Used) if used.run == run.key] == [
            "ConfigMap churn: params.yaml"
        ]
    assert {(each.subject, each.state) for each in of(facts, Approval)} == {
        ("mlflow:churn/7", "superseded"),
        ("mlflow:churn/7", "deployed"),
    }


def test_no_secret_of_a_release_is_told_even_where_its_name_says_nothing(released):
    text = released.kubectl("get", "secrets", "--selector", "owner=helm", "--output", "yaml")
    told = repr(list(Exported("helm", text, lambda _sha: False).facts()))
    assert "planted" not in told
    assert "CONNECT" in told


def release(document, *, twice=True):
    packed = base64.b64encode(gzip.compress(document))
    data = (base64.b64encode(packed) if twice else packed).decode()
    return (
        "apiVersion: v1\nkind: Secret\ntype: helm.sh/release.v1\n"
        f"metadata: {{name: sh.helm.release.v1.x.v1, uid: u1}}\ndata: {{release: {data}}}\n"
    )


PLAIN = st.sampled_from(["rate", "image", "replicas", "list", "name"])
SECRET = st.sampled_from(
    ["password", "apiKey", "token", "db_password", "clientSecret", "sshKey", "AUTH_TOKEN"]
)


def planted(depth):
    """Values below a name that says they are secrets."""
    leaf = st.integers(0, 99).map(lambda number: f"planted-{number}")
    if not depth:
        return leaf
    inner = planted(depth - 1)
    return st.one_of(leaf, st.lists(inner, max_size=2), st.dictionaries(PLAIN, inner, max_size=2))


def values(depth):
    """Values of a release: tables and lists, with secrets by name and as entries `{name, value}`."""
    leaf = st.one_of(st.booleans(), st.floats(allow_nan=False), st.sampled_from(["a", "planting", ""]))
    if not depth:
        return leaf
    inner = values(depth - 1)
    entry = st.fixed_dictionaries({"name": SECRET, "value": planted(0)})
    table = st.dictionaries(PLAIN, inner, max_size=3)
    secrets = st.dictionaries(SECRET, planted(depth - 1), max_size=2)
    return st.one_of(
        leaf, st.lists(st.one_of(inner, entry), max_size=3), st.builds(dict.__or__, table, secrets)
    )


@settings(max_examples=150)
@given(values(3))
def test_no_value_below_a_secret_name_is_told_however_it_is_nested(config):
    manifest = (
        f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: x}}\ndata: {{all: {json.dumps(str(config))}}}\n"
    )
    document = {"name": "x", "version": 1, "config": {"all": config}, "manifest": manifest}
    facts = list(Exported("helm", release(json.dumps(document).encode()), lambda _sha: False).facts())
    assert [run.name for run in of(facts, Run)] == ["default/helm/x revision 1"]
    assert "planted-" not in repr(facts)


GOOD = """
---
apiVersion: v1
kind: Pod
metadata: {name: good, uid: u2}
spec: {containers: [{name: a, image: b}]}
"""
BAD = {
    "no JSON": release(b"nothing"),
    "packed once": release(b'{"name": "x"}', twice=False),
    "deep": release(b"[" * 100_000),
    "a bomb": release(b'{"name": "' + b"x" * (40 << 20) + b'"}'),
    "without a name": release(b"{}"),
    "deep values": release(b'{"name": "x", "config": ' + b'{"a": ' * 600 + b"1" + b"}" * 601),
    "deep YAML": "a: " + "[" * 100_000,
    "a tag": "kind: !!python/object/apply:os.system ['true']",
    "an anchor within itself": "a: &a [*a]",
    "aliases": "a: &a [1,1,1,1,1,1,1,1,1]\n" + "".join(
        f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n"
        for before, name in zip("abcdef", "bcdefg", strict=True)
    ),
    "a template": "kind: {{ .Values.kind }}",
}  # fmt: skip


@pytest.mark.parametrize("which", BAD)
def test_what_cannot_be_read_is_one_problem_and_the_rest_is_read(which):
    facts = list(Exported("bad.yaml", BAD[which] + GOOD, lambda _sha: False).facts())
    (problem,) = of(facts, Problem)
    assert problem.where.startswith("bad.yaml: ")
    assert [run.name for run in of(facts, Run)] == ["pod/good"]


def test_deep_json_is_a_problem():
    (problem,) = Exported("deep.json", '{"a": ' + "[" * 100_000, lambda _sha: False).facts()
    assert "nested too deep" in problem.what


def test_files_are_read_again_only_where_they_changed(applied, tmp_path):
    folder = tmp_path / "exports"
    folder.mkdir()
    one, other = folder / "a.yaml", folder / "b.json"
    one.write_text(applied.kubectl("get", "jobs,pods", "--output", "yaml"))
    other.write_text(applied.kubectl("get", "deployments", "--output", "json"))
    (folder / "huge.yaml").write_bytes(b"a: 1\n")
    with (folder / "huge.yaml").open("r+b") as file:
        file.truncate(100 << 20)
    (folder / "link.yaml").symlink_to(one)
    tool, context = KubernetesTool(), Context(tmp_path)
    found = tool.at(str(folder), context)
    assert found is not None
    assert not found.inside
    source = tool.open(found.location, context)
    assert isinstance(source, ExportedSource)
    first = list(source.facts(None, Silent()))
    assert {run.name for run in of(first, Run)} == {"job/train", "deployment/serve"}
    (problem,) = of(first, Problem)
    assert "100 MB" in problem.what
    (checkpoint,) = of(first, Checkpoint)
    assert tool.is_current(found.location, checkpoint.state, context)
    assert list(tool.open(found.location, context).facts(checkpoint.state, Silent())) == []
    other.write_text(applied.kubectl("get", "deployments", "--output", "yaml"))
    assert not tool.is_current(found.location, checkpoint.state, context)
    second = list(tool.open(found.location, context).facts(checkpoint.state, Silent()))
    assert {run.name for run in of(second, Run)} == {"deployment/serve"}
    assert tool.watched(found.location, context) == (folder,)


def test_what_no_cluster_gave_says_so_until_one_does(applied, tmp_path):
    """Of manifests that a person adds nothing ran: without a word they would seem to have been read."""
    file = tmp_path / "exported.yaml"
    words = ("create", "job", "train", "--image=train:1", "--dry-run=client", "--output=yaml")
    file.write_text(applied.kubectl(*words))
    tool, context = KubernetesTool(), Context(tmp_path)
    facts = list(tool.open(str(file), context).facts(None, Silent()))
    assert not of(facts, Run)
    (problem,) = of(facts, Problem)
    assert problem.where == str(file)
    assert "kubectl get" in problem.what
    (checkpoint,) = of(facts, Checkpoint)
    file.write_text(applied.kubectl("get", "jobs", "--output", "yaml"))
    facts = list(tool.open(str(file), context).facts(checkpoint.state, Silent()))
    assert not of(facts, Problem)
    assert Solved("kubernetes", str(file)) in facts
    assert of(facts, Run)


def test_a_file_of_anything_else_is_not_offered(tmp_path):
    (tmp_path / "params.yaml").write_text("rate: 1\n")
    assert KubernetesTool().at(str(tmp_path / "params.yaml"), Context(tmp_path)) is None
    assert KubernetesTool().at(str(tmp_path / "gone.yaml"), Context(tmp_path)) is None
