"""Configuration of where things run, out of commits: Kubernetes, Kustomize, Helm, Compose and Dockerfiles."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forebear.compare.comparison import EnvironmentRow, Version
from forebear.compare.environment import compare_environments
from forebear.compare.environment_files import DeclaredFiles
from forebear.compare.version import Contents, label
from forebear.lineage.words import NodeKind
from forebear.sources.git.repository import GitRepository
from forebear.sources.kubernetes.configuration import read_configuration
from forebear.sources.packages.files import read_package_file

SERVING = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: churn, namespace: ml}
spec:
  template:
    spec:
      initContainers:
        - {name: fetch, image: "fetch:1"}
      containers:
        - name: server
          image: registry.example.com/churn:1.2
          args: [--port, "80"]
          env:
            - {name: THRESHOLD, value: "0.5"}
            - {name: API_TOKEN, value: hunter2}
            - name: KEY
              valueFrom: {secretKeyRef: {name: keys, key: password}}
          resources: {limits: {nvidia.com/gpu: 1, memory: 2Gi}}
---
apiVersion: v1
kind: List
items:
  - kind: ConfigMap
    metadata: {name: inner}
    data: {"a.json": '{"depth": {"x": [1, 2]}}', flat: "yes"}
"""
CHART = """\
apiVersion: v2
name: churn
version: 0.3.0
appVersion: "1.2"
dependencies:
  - {name: postgresql, version: 12.1.0, repository: "https://u:p@charts.example.com"}
"""
CUSTOM = """\
resources: [../base]
images: [{name: churn, newName: registry.example.com/churn, newTag: "1.2"}]
configMapGenerator:
  - name: settings
    literals: [MODE=fast, "API_KEY=hunter2"]
    envs: [settings.env]
    files: [model.yaml, other=files/plain.txt]
secretGenerator:
  - {name: keys, envs: [secret.env]}
"""
COMPOSE = """\
services:
  train:
    image: train:1.0
    build: {context: ., args: {CUDA: "12.1"}}
    environment: [SEED=1, "PASSWORD=hunter2", HOME]
    deploy: {resources: {reservations: {devices: [{driver: nvidia, count: 1}]}}}
  web: {build: ./web, environment: {WORKERS: 2}}
"""
DOCKER = """\
# syntax=docker/dockerfile:1
ARG PYTHON=3.11
ARG TAG
ARG VARIANT="slim"
FROM --platform=linux/amd64 python:${PYTHON}-$VARIANT AS base
ENV PIP_NO_CACHE_DIR=1 \\
    # a comment between
    MODE="two words"
ENV OLD the old way
RUN <<EOF
ENV NOT=read
EOF
FROM base
COPY --from=${TOOLS:-tools:1} /a /b
USER app
ENTRYPOINT ["python", "-m", "app"]
"""

FILES = {
    "k8s/serving.yaml": SERVING,
    "chart/Chart.yaml": CHART,
    "chart/Chart.lock": "dependencies: [{name: postgresql, version: 12.1.0}]\ndigest: sha256:1\n",
    "chart/values-prod.yaml": "replicas: 2\n",
    "chart/templates/a.yaml": "kind: ConfigMap\ndata: {{ .Values.x }}\n",
    "overlay/kustomization.yaml": CUSTOM,
    "overlay/settings.env": "# settings\nLEVEL=info\nDB_PASSWORD=hunter2\n",
    "overlay/secret.env": "any=hunter2\n",
    "overlay/model.yaml": "depth: 3\n",
    "overlay/files/plain.txt": "text\n",
    "docker-compose.yml": COMPOSE,
    "Dockerfile": DOCKER,
    "pyproject.toml": '[project]\nrequires-python = ">=3.11"\ndependencies = ["numpy>=1.26", "six==1.16"]\n'
    '[project.optional-dependencies]\ngpu = ["torch==2.1"]\n[dependency-groups]\ndev = ["pytest"]\n',
}

# file, what is put in the place of what, and what is told of it
CHANGES = [
    ("k8s/serving.yaml", "churn:1.2", "churn:1.3", "Deployment ml.churn: server: image"),
    ("k8s/serving.yaml", "fetch:1", "fetch:2", "Deployment ml.churn: fetch: image"),
    ("k8s/serving.yaml", '"0.5"', '"0.6"', "Deployment ml.churn: server: THRESHOLD"),
    ("k8s/serving.yaml", "hunter2", "hunter3", "Deployment ml.churn: server: API_TOKEN"),
    ("k8s/serving.yaml", "key: password", "key: other", "Deployment ml.churn: server: KEY"),
    ("k8s/serving.yaml", "gpu: 1", "gpu: 2", "Deployment ml.churn: server: resources.limits.nvidia.com/gpu"),
    ("k8s/serving.yaml", '"80"', '"81"', "Deployment ml.churn: server: args"),
    ("k8s/serving.yaml", "[1, 2]", "[1, 3]", "ConfigMap inner: a.json: depth.x"),
    ("chart/Chart.yaml", "0.3.0", "0.4.0", "version"),
    ("chart/Chart.yaml", "12.1.0", "12.2.0", "dependency postgresql"),
    ("chart/Chart.yaml", "u:p", "u:q", "dependency postgresql"),
    ("chart/Chart.lock", "12.1.0", "12.1.1", "dependency postgresql"),
    ("chart/values-prod.yaml", "2", "3", "replicas"),
    ("overlay/kustomization.yaml", '"1.2"', '"1.3"', "image churn"),
    ("overlay/kustomization.yaml", "MODE=fast", "MODE=slow", "ConfigMap settings: MODE"),
    ("overlay/kustomization.yaml", "hunter2", "hunter3", "ConfigMap settings: API_KEY"),
    ("overlay/settings.env", "info", "debug", "ConfigMap settings: LEVEL"),
    ("overlay/settings.env", "hunter2", "hunter3", "ConfigMap settings: DB_PASSWORD"),
    ("overlay/secret.env", "hunter2", "hunter3", "Secret keys: any"),
    ("overlay/model.yaml", "3", "4", "ConfigMap settings: model.yaml: depth"),
    ("overlay/files/plain.txt", "text", "words", "ConfigMap settings: other"),
    ("docker-compose.yml", "train:1.0", "train:1.1", "service train: image"),
    ("docker-compose.yml", "12.1", "12.4", "service train: build argument CUDA"),
    ("docker-compose.yml", "SEED=1", "SEED=2", "service train: variable SEED"),
    ("docker-compose.yml", "hunter2", "hunter3", "service train: variable PASSWORD"),
    ("docker-compose.yml", "WORKERS: 2", "WORKERS: 3", "service web: variable WORKERS"),
    ("docker-compose.yml", "count: 1", "count: 2", "service train: deploy.resources.reservations.devices"),
    ("Dockerfile", '"slim"', '"alpine"', "base image of base"),
    ("Dockerfile", "CACHE_DIR=1", "CACHE_DIR=0", "variable PIP_NO_CACHE_DIR of base"),
    ("Dockerfile", "two words", "three words", "variable MODE of base"),
    ("Dockerfile", "old way", "new way", "variable OLD of base"),
    ("Dockerfile", "USER app", "USER root", "user"),
    ("pyproject.toml", "torch==2.1", "torch==2.2", "torch"),
    ("pyproject.toml", ">=3.11", ">=3.12", "requires-python"),
]


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory, _settled_git: None) -> tuple[Path, list[str]]:
    """The files in a first commit, then a commit for each change of one thing, back from the first."""
    root = tmp_path_factory.mktemp("configuration")

    def git(*words: str) -> str:
        done = subprocess.run(["git", *words], cwd=root, check=True, capture_output=True, text=True)
        return done.stdout.strip()

    def commit() -> str:
        git("add", "-A")
        git("commit", "-qm", "x")
        return git("rev-parse", "HEAD")

    git("init", "-q")
    for name, text in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    shas = [commit()]
    for name, before, after, _ in CHANGES:
        assert FILES[name].count(before) == 1, (name, before)
        (root / name).write_text(FILES[name].replace(before, after))
        shas.append(commit())
        (root / name).write_text(FILES[name])
    (root / "overlay/kustomization.yaml").write_text("{{ not YAML }\n")
    shas.append(commit())
    return root, shas


@pytest.fixture(scope="module")
def rows(repository: tuple[Path, list[str]]) -> list[list[EnvironmentRow]]:
    """The rows of the first commit beside each other one."""
    root, shas = repository
    with GitRepository(root) as opened:
        declared = DeclaredFiles(opened)
        files = [declared.at(sha) for sha in shas]
    found = []
    for other in files:
        contents = [
            Contents(Version(label(n), "x", "x", NodeKind.COMMIT), {}, {}, {}, {}, frozenset(), frozenset())
            for n in range(2)
        ]
        found.append(list(compare_environments(contents, {}, [files[0], other])[0]))
    return found


def test_each_change_is_told_by_its_name_and_nothing_else(rows: list[list[EnvironmentRow]]) -> None:
    told = [{(row.source, row.name) for row in each if row.differs} for each in rows]
    assert told[0] == set()
    argument = ("Dockerfile", "argument VARIANT")
    for (path, _, _, name), found in zip(CHANGES, told[1:], strict=False):
        assert found - {argument} == {(path, name)}


def test_secrets_are_never_shown(rows: list[list[EnvironmentRow]]) -> None:
    shown = json.dumps([row.values for each in rows for row in each])
    for secret in ("hunter2", "hunter3", "u:p", "u:q"):
        assert secret not in shown


def test_what_is_no_yaml_is_not_gone(rows: list[list[EnvironmentRow]]) -> None:
    custom = [row for row in rows[-1] if row.source == "overlay/kustomization.yaml"]
    assert custom
    assert {row.differs for row in custom} == {None}


def test_values_of_a_docker_file() -> None:
    assert read_package_file("Dockerfile", DOCKER.encode()).settings == {
        "argument PYTHON": "3.11",
        "argument TAG": "",
        "argument VARIANT": "slim",
        "base image of base": "python:3.11-slim for linux/amd64",
        "variable PIP_NO_CACHE_DIR of base": "1",
        "variable MODE of base": "two words",
        "variable OLD of base": "the old way",
        "user": "app",
        "entrypoint": '["python", "-m", "app"]',
    }


LEAVES = st.booleans() | st.integers(-9, 9) | st.text("ab1 ", max_size=3)
TREES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from("xyz"), inner, max_size=3),
    max_leaves=6,
)


@given(tree=st.dictionaries(st.sampled_from("abc"), TREES, min_size=1), leaf=LEAVES, data=st.data())
def test_any_leaf_of_values_is_told(tree: dict[str, object], leaf: object, data: st.DataObject) -> None:
    key = data.draw(st.sampled_from(sorted(tree)))
    changed = {**tree, key: leaf}

    def read(document: object) -> object:
        found = read_configuration("chart/values.yaml", json.dumps(document), beside_chart=True)
        assert not found.unread
        return {slot: compared for slot, (_, compared) in found.values.items()}

    assert (read(tree) == read(changed)) == (json.dumps(tree) == json.dumps(changed))


@given(
    st.text(max_size=60), st.sampled_from(["Dockerfile", "compose.yaml", "Chart.yaml", "kustomization.yaml"])
)
def test_no_text_breaks_it(text: str, name: str) -> None:
    read_package_file("Dockerfile", text.encode("utf-8", "replace"))
    read_configuration(name, text, beside_chart=True)
    read_configuration("a.yaml", f"kind: ConfigMap\ndata: {text}", beside_chart=False)
