"""Manifests, charts and values at commits; and that no secret of them gets as far as the database."""

from __future__ import annotations

import json
import sqlite3

import pytest

from forebear.lineage.database import Database
from forebear.lineage.facts import Checkpoint, Held, Part, Slot, Tag
from forebear.lineage.progress import Silent
from forebear.lineage.project import Project
from forebear.lineage.questions import Questions
from forebear.lineage.words import Artifact, Environment, Problem
from forebear.sources.git.following import FollowedFiles
from forebear.sources.git.repository import GitRepository
from forebear.sources.importing import import_project
from forebear.sources.kubernetes.committed import CommittedSource

DIGEST = "sha256:" + "3" * 64
MANIFEST = """\
apiVersion: v1
kind: ConfigMap
metadata: {name: params}
data:
  params.yaml: |
    rate: 0.1
  MODE: fast
---
apiVersion: v1
kind: Secret
metadata: {name: keys}
stringData: {token: planted-1}
---
apiVersion: batch/v1
kind: CronJob
metadata: {name: train}
spec:
  jobTemplate:
    spec:
      template:
        spec:
          containers:
            - name: train
              image: registry.example/train@%s
              args: [--rate, "0.1", --api-key=planted-9, --token, planted-0]
              env: [{name: DB_PASSWORD, value: planted-2}, {name: EPOCHS, value: "5"}]
"""


def read(root, since=None):
    with GitRepository(root) as repository:
        return list(CommittedSource(FollowedFiles(repository)).facts(since, Silent()))


def of(facts, kind):
    return [fact for fact in facts if isinstance(fact, kind)]


def held(facts):
    return [(each.commit, each.path, each.subject is not None) for each in of(facts, Held)]


def said(facts, name="configuration"):
    return [json.loads(each.value) for each in of(facts, Tag) if each.name == name]


def test_manifests_are_held_by_their_commits_from_the_first_to_the_last(work):
    work.file("deploy/job.yaml", MANIFEST % DIGEST)
    work.file("params.yaml", "rate: 0.1\n")
    work.file("mkdocs.yml", "site_name: x\n")
    first = work.commit()
    work.file("deploy/job.yaml", (MANIFEST % DIGEST).replace('"5"', '"9"'))
    second = work.commit()
    work.file("deploy/job.yaml", "nothing: of a cluster\n")
    third = work.commit()
    facts = read(work.root)
    assert held(facts) == [
        (first, "deploy/job.yaml", True),
        (second, "deploy/job.yaml", True),
        (third, "deploy/job.yaml", False),
    ]
    assert {each.slot for each in of(facts, Held)} == {Slot.DEPLOYMENT}
    one, other = said(facts)
    assert (one["CronJob train: train: EPOCHS"], other["CronJob train: train: EPOCHS"]) == ("5", "9")
    assert one["ConfigMap params: params.yaml: rate"] == "0.1"
    assert [each.value for each in of(facts, Tag) if each.name == "kubernetes"] == [
        "configmap/params, cronjob/train, secret/keys"
    ] * 2
    assert {each.image.digest for each in of(facts, Environment)} == {DIGEST}
    content = "rate: 0.1\n"
    file = next(each for each in of(facts, Artifact) if each.name == "params.yaml")
    assert f"git:{work.git('hash-object', 'params.yaml')}" in map(str, file.digests)
    assert file.size == len(content)
    assert {each.path for each in of(facts, Part)} == {"deploy/job.yaml: ConfigMap params/params.yaml"}
    assert "planted" not in repr(facts)


def test_only_what_is_new_is_read_and_charts_are_remembered(work):
    work.file("charts/churn/Chart.yaml", "apiVersion: v2\nname: churn\nversion: 0.3.1\n")
    first = work.commit()
    facts = read(work.root)
    assert held(facts) == [(first, "charts/churn/Chart.yaml", True)]
    (checkpoint,) = of(facts, Checkpoint)
    assert read(work.root, checkpoint.state) == []
    work.file(
        "charts/churn/values.yaml",
        "image: x\nauth: {token: planted-1}\nenv: [{name: PASSWORD, value: planted-2}]\n",
    )
    second = work.commit()
    facts = read(work.root, checkpoint.state)
    assert held(facts) == [(second, "charts/churn/values.yaml", True)]
    (values,) = said(facts)
    assert values["image"] == "x"
    assert values["auth.token"] == "(hidden)"
    assert "planted" not in repr(facts)


@pytest.mark.parametrize(
    "text",
    [
        "kind: " + "[" * 100_000,
        "kind: &a [*a]\n",
        "kind: {{ .Values.kind }}\n",
        "kind: !!python/object/apply:os.system ['true']\n",
        "kind: \xff\n".encode("latin-1"),
    ],
    ids=["deep", "circle", "template", "tag", "no text"],
)
def test_what_is_no_manifest_is_left_alone(work, text):
    work.file("bad.yaml", text)
    work.file("good.yaml", MANIFEST % DIGEST)
    sha = work.commit()
    facts = read(work.root)
    assert held(facts) == [(sha, "good.yaml", True)]
    assert of(facts, Problem) == []


def test_a_broken_document_does_not_hide_the_others_of_its_file(work):
    work.file("all.yaml", "kind: [\n---\n" + MANIFEST % DIGEST)
    work.commit()
    (values,) = said(read(work.root))
    assert values["CronJob train: train: EPOCHS"] == "5"


PLANTED = {
    "k8s/secret.yaml": MANIFEST % DIGEST,
    "charts/x/Chart.yaml": "apiVersion: v2\nname: x\nversion: 1\n",
    "charts/x/values.yaml": "db: {password: planted-3}\nlist: [{name: API_TOKEN, value: planted-4}]\n",
    "docker-compose.yml": "services: {a: {image: x, environment: {SECRET_KEY: planted-5}}}\n",
    "kustomization.yaml": "secretGenerator: [{name: s, literals: [token=planted-6]}]\n",
    "Dockerfile": "FROM python:3.11\nENV AWS_SECRET_ACCESS_KEY=planted-7\n",
    "requirements.txt": "--extra-index-url https://u:planted-8@host/simple\nsix==1.16\n",
}


def test_no_planted_secret_reaches_the_database(work, forebear):
    for path, text in PLANTED.items():
        work.file(path, text)
    work.commit("Merge pull request #4 from ada/fix")
    project = Project.at(work.root)
    project.prepare()
    database = Database.open(project.database_url)
    report = import_project(project, database, Silent())
    assert [(each.kind, each.facts > 0) for each in report.sources] == [
        ("git", True),
        ("environments", True),
        ("kubernetes", True),
        ("forges", True),
    ]
    again = import_project(project, database, Silent())
    assert [each.facts for each in again.sources] == [0, 0, 0, 0]
    questions = Questions(database)
    paths = {(str(each.slot), each.path) for each in questions.held(questions.resolve("HEAD").node.key)}
    assert paths == {
        *(("deployment", path) for path in PLANTED if path not in ("Dockerfile", "requirements.txt")),
        ("environment", "Dockerfile"),
        ("environment", "requirements.txt"),
    }
    database.close()
    file = work.root / ".forebear" / "lineage.db"
    connection = sqlite3.connect(file)
    connection.execute("VACUUM")
    connection.close()
    assert b"planted-" not in file.read_bytes()
    shown = forebear("show", "HEAD", "--json", cwd=work.root).stdout
    assert "planted-" not in shown
    assert "deployment" in shown
