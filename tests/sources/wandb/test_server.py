"""A project on a server: answers in the form that W&B's published questions ask for, over real HTTP.

The server is ours: nothing here shows that wandb.ai answers so. W&B's own client understands it all the same.
"""

from __future__ import annotations

import base64
import hashlib
import json
import math
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from forebear.lineage.database import Database
from forebear.lineage.errors import ActionableError
from forebear.lineage.facts import (
    Checkpoint,
    CodeOf,
    Generated,
    Metric,
    MetricSeries,
    Parameter,
    RanIn,
    Renamed,
    Seen,
    Solved,
    Tag,
    Used,
)
from forebear.lineage.model_registry import model_registry
from forebear.lineage.progress import Silent
from forebear.lineage.questions import Questions
from forebear.lineage.words import Digest, ModelVersion, Problem, Role, Run, Transition
from forebear.sources.secrets import Secrets
from forebear.sources.tool import Context
from forebear.sources.wandb.tool import WandbTool

HERE = Path(__file__).parent
PYTHON = Path(sys.prefix) / "tools" / "wandb15" / "bin" / "python"
MD5 = hashlib.md5(b"weights", usedforsecurity=False)
COMMIT = "c0ffee" * 6 + "abcd"
MANIFEST = {
    "version": 1,
    "storagePolicy": "wandb-storage-policy-v1",
    "storagePolicyConfig": {"storageLayout": "V2"},
}
FILES = {
    "model": {"model.bin": {"digest": base64.b64encode(MD5.digest()).decode(), "size": 7}},
    "data": {"k.csv": {"digest": "etag", "ref": "s3://b/k.csv", "extra": {"versionID": "v9"}}},
}
CONFIG = {
    "_wandb": {"value": {"t": 1}},
    "lr": {"desc": None, "value": 0.1},
    "deep": {"value": {"x": [1]}},
}


def digest(name):
    """An artifact's digest as W&B's client makes it (artifact_manifest_v1.py)."""
    listing = "".join(f"{path}:{file['digest']}\n" for path, file in sorted(FILES[name].items()))
    text = f"wandb-artifact-manifest-v1\n{listing}"
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def edges(nodes, **info):
    page = {"endCursor": None, "hasNextPage": False, **info}
    return {
        "edges": [{"node": node, "cursor": str(number)} for number, node in enumerate(nodes)],
        "pageInfo": page,
        "totalCount": len(nodes),
    }


class Project:
    """What the server knows of team/churn."""

    def __init__(self, url):
        self.url = url
        self.runs = [self.run("aaaa0001", "finished"), self.run("bbbb0002", "running")]
        self.rows = [
            {
                "_step": step,
                "_timestamp": 1_767_229_200.5 + step,
                "_runtime": step,
                "loss": 1 / (step + 1),
                "deep": {"a": step},
            }
            for step in range(1500)
        ]
        self.rows[3]["odd"] = "NaN"
        self.key = "k" * 40
        self.files = {"wandb-metadata.json", "requirements.txt"}

    @staticmethod
    def run(name, state):
        return {
            "id": f"id-{name}", "name": name, "displayName": f"run {name}", "state": state, "group": "grid",
            "jobType": "train", "tags": ["base"], "notes": None, "sweepName": None, "commit": COMMIT,
            "readOnly": False, "createdAt": "2026-01-01T01:00:00", "heartbeatAt": "2026-01-01T02:00:00",
            "description": "", "projectId": "1", "systemMetrics": "{}", "historyLineCount": 1500,
            "user": {"name": "Ada", "username": "ada"},
            "config": json.dumps(CONFIG),
            "summaryMetrics": json.dumps({"_step": 1499, "loss": 1 / 1500, "best": 0.5}),
            "historyKeys": {"lastStep": 1499, "keys": {}},
            "lastHistoryStep": 1499,
        }  # fmt: skip

    @staticmethod
    def alias(name, home):
        return {"alias": name, "artifactCollection": home, "artifactCollectionName": home["name"]}

    def artifact(self, name, type_, index, *aliases):
        in_project = {"name": "churn", "entity": {"name": "team"}, "entityName": "team"}
        home = {"name": name, "project": in_project}
        return {
            "id": f"a-{name}", "name": f"{name}:v{index}", "versionIndex": index, "digest": digest(name),
            "description": "", "metadata": '{"rows": 3}', "createdAt": "2026-01-01T01:30:00", "size": 7,
            "updatedAt": "2026-01-01T01:30:00", "state": "COMMITTED", "commitHash": "c", "labels": [],
            "fileCount": 1, "ttlDurationSeconds": -1, "ttlIsInherited": False,
            "artifactSequence": {"id": "s", **home},
            "artifactSequenceID": "s",
            "artifactType": {"id": "t", "name": type_, "project": in_project},
            "aliases": [self.alias(each, home) for each in (f"v{index}", *aliases)],
            "currentManifest": {"id": "m", "file": {"directUrl": f"{self.url}/files/{name}.json"}},
        }  # fmt: skip

    def answer(self, question, variables):
        if "runs(" in question:
            cursor = int(variables.get("cursor") or 0)
            more = cursor + 1 < len(self.runs)
            page = edges(
                self.runs[cursor : cursor + 1], endCursor=str(cursor + 1) if more else None, hasNextPage=more
            )
            for edge in page["edges"]:
                edge["cursor"] = str(cursor + 1)
            return {"runCount": len(self.runs), "readOnly": False, "internalId": "1", "runs": page}
        name = variables.get("name") or variables.get("run") or variables.get("runName")
        (run,) = [each for each in self.runs if each["name"] == name]
        run = dict(run)
        if "history(" in question:
            rows = self.rows[variables["minStep"] : variables["maxStep"]]
            run["history"] = [json.dumps(row) for row in rows]
        elif "utputArtifacts(" in question:
            found = [self.artifact("model", "model", 2, "best", "latest")] if name == "aaaa0001" else []
            run["artifacts"] = run["outputArtifacts"] = edges(found)
        elif "nputArtifacts(" in question:
            found = [self.artifact("data", "dataset", 0, "latest")] if name == "aaaa0001" else []
            run["artifacts"] = run["inputArtifacts"] = edges(found)
        elif "files(" in question:
            wanted = self.files if name == "aaaa0001" else set()
            run["files"] = edges(
                [{"name": each, "directUrl": f"{self.url}/files/{each}"} for each in sorted(wanted)]
            )
        return {"run": run}

    def __call__(self, handler):
        asked = json.loads(self.asked()[-1].body)
        given = handler.headers["Authorization"]
        if given != "Basic " + base64.b64encode(f"api:{self.key}".encode()).decode():
            answer, status = {"errors": [{"message": "user is not logged in"}]}, 401
        else:
            variables = (
                {"entity": asked["variables"].get("entityName"), **asked["variables"]}
                if asked.get("variables")
                else {}
            )
            known = variables.get("project", variables.get("projectName")) == "churn"
            question = asked["query"]
            data = {"project": self.answer(question, variables) if known else None}
            if "viewer" in question or "serverInfo" in question:
                data = {
                    "viewer": {
                        "id": "v",
                        "entity": "team",
                        "username": "ada",
                        "flags": "{}",
                        "teams": edges([]),
                    },
                    "serverInfo": {"cliVersionInfo": {}, "latestLocalVersionInfo": None},
                }
            elif "__type" in question:
                data = {
                    "QueryType": {"fields": []},
                    "MutationType": {"fields": []},
                    "ServerInfoType": {"fields": []},
                }
            answer, status = {"data": data}, 200
        body = json.dumps(answer).encode()
        handler.send_response(status)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)


@pytest.fixture
def project(server, monkeypatch):
    made = Project(server.url)
    made.asked = lambda: server.asked
    server.answers["/graphql"] = made
    for name, contents in FILES.items():
        server.say(f"/files/{name}.json", {**MANIFEST, "contents": contents})
    metadata = {
        "os": "Linux",
        "python": "3.11",
        "program": "train.py",
        "codePath": "train.py",
        "args": ["--epochs", "3"],
        "git": {"remote": "https://ada:hunter2@example.org/x.git"},
    }
    server.say("/files/wandb-metadata.json", metadata)
    server.say_bytes("/files/requirements.txt", b"numpy==1.26.4\n")
    monkeypatch.setenv("WANDB_BASE_URL", server.url)
    monkeypatch.setenv("WANDB_API_KEY", made.key)
    return made


@pytest.fixture
def read(project, tmp_path):
    def facts(since=None, name="team/churn"):
        context = Context(tmp_path, secrets=Secrets(tmp_path / "secrets.json", os.environ).of)
        tool = WandbTool()
        found = tool.at(f"{project.url}/{name}/workspace", context)
        assert (found.location, found.inside) == (f"{project.url}/{name}", False)
        return list(tool.open(found.location, context).facts(since, Silent()))

    return facts


def of(facts, kind):
    return [fact for fact in facts if isinstance(fact, kind)]


def test_a_patch_on_the_server_is_kept_with_the_run_unless_it_holds_a_secret(read, project, server):
    project.files.add("diff.patch")
    patch = "--- a/train.py\n+++ b/train.py\n@@ -1 +1 @@\n-고객 = 1\n+고객 = 2\n"
    for text, kept in ((patch, [patch]), (patch.replace("2", "'https://ada:hunter2@example.org'"), [])):
        server.say_bytes("/files/diff.patch", text.encode())
        facts = read()
        md5 = Digest("md5", hashlib.md5(text.encode()).hexdigest())  # noqa: S324
        assert {each.artifact for each in of(facts, Used) if each.role is Role.PATCH} == {md5}
        assert list(dict.fromkeys(each.value for each in of(facts, Tag) if each.name == "content")) == kept
        assert "hunter2" not in repr(facts)


def test_a_project_is_read(read):
    facts = read()
    assert of(facts, Problem) == []
    key = "wandb:team/churn/aaaa0001"
    runs = {run.key: run for run in of(facts, Run)}
    assert {each.status for each in runs.values()} == {"completed", "running"}
    assert (runs[key].name, runs[key].command, runs[key].by) == (
        "run aaaa0001",
        ("python train.py --epochs 3",),
        "ada",
    )
    assert runs[key].started_at.isoformat() == "2026-01-01T01:00:00+00:00"
    assert runs[key].ended_at.isoformat() == "2026-01-01T02:00:00+00:00"
    assert {each.commit for each in of(facts, CodeOf)} == {COMMIT}
    assert {each.name: each.value for each in of(facts, Parameter) if each.subject == key} == {
        "lr": 0.1,
        "deep.x": "[1]",
    }
    series = {each.name: each for each in of(facts, MetricSeries) if each.subject == key}
    assert len(series["loss"].values) == len(series["deep.a"].values) == 1500
    assert math.isnan(series["odd"].values[0])
    assert series["loss"].times[0] == 1_767_229_200_500_000
    assert {(each.name, each.value) for each in of(facts, Metric) if each.subject == key} == {("best", 0.5)}
    (ran,) = of(facts, RanIn)
    assert ran.environment.packages == {"numpy": "1.26.4"}
    assert "hunter2" not in repr(facts)
    assert "kkkk" not in repr(facts)


def test_what_a_run_used_and_logged_are_edges(read):
    facts = read()
    (made,) = of(facts, Generated)
    (used,) = of(facts, Used)
    assert str(made.artifact) == f"wandb:model:{digest('model')}"
    assert str(used.artifact) == f"wandb:data:{digest('data')}"
    assert used.role is Role.INPUT
    (version,) = of(facts, ModelVersion)
    assert (version.name, version.version) == ("team/churn/model", "v2")
    assert {each.stage for each in of(facts, Transition)} == {"", "best", "latest"}
    places = {each.place: each.artifact for each in of(facts, Seen)}
    assert places["wandb-artifact://team/churn/data:v0"] == used.artifact
    joined = [
        each
        for each in facts
        if getattr(each, "digests", ()) and Digest("md5", MD5.hexdigest()) in each.digests
    ]
    assert len(joined) == 1


def test_only_runs_that_are_listed_otherwise_are_asked_for_again(read, project):
    state = json.loads(json.dumps(of(read(), Checkpoint)[0].state))
    before = len(project.asked())
    assert read(state) == []
    assert len(project.asked()) - before == 2  # the two pages of the list
    project.runs[1]["state"] = "crashed"
    again = read(state)
    assert {(run.key, run.status) for run in of(again, Run)} == {("wandb:team/churn/bbbb0002", "crashed")}
    project.runs[0]["tags"] = ["chosen"]
    tags = {each.value for each in of(read(state), Tag) if each.name == "tags"}
    assert "chosen" in tags


def test_a_file_that_cannot_be_had_is_a_problem_until_it_can(read, server, project):
    good = server.answers["/files/model.json"]
    server.say("/files/model.json", {}, status=404)
    facts = read()
    (problem,) = of(facts, Problem)
    assert problem.where == f"{server.url}/team/churn/runs/aaaa0001: files of model:v2"
    assert len(of(facts, Run)) == 2
    state = of(facts, Checkpoint)[0].state
    server.answers["/files/model.json"] = good
    project.runs[0]["heartbeatAt"] = "2026-01-01T03:00:00"
    assert [each.where for each in of(read(state), Solved)] == [problem.where]


def test_a_wrong_key_and_an_unknown_project_say_what_to_do(read, project, monkeypatch):
    with pytest.raises(ActionableError, match="no such project"):
        read(name="team/other")
    monkeypatch.setenv("WANDB_API_KEY", "wrong")
    with pytest.raises(ActionableError) as error:
        read()
    assert "wrong" not in str(error.value).replace("is wrong", "")
    monkeypatch.delenv("WANDB_API_KEY")
    with pytest.raises(ActionableError, match="none is known"):
        read()


def test_the_questions_are_well_formed(read, project):
    read()
    questions = sorted({json.loads(each.body)["query"] for each in project.asked() if each.body})
    assert len(questions) == 5
    parse = (
        "import json, sys, wandb.vendor, pathlib;"
        "sys.path.insert(0, str(pathlib.Path(wandb.vendor.__path__[0]) / 'graphql-core-1.1'));"
        "from wandb_graphql.language.parser import parse;"
        "[parse(question) for question in json.load(sys.stdin)]"
    )
    words = [str(PYTHON), "-c", parse]
    done = subprocess.run(words, input=json.dumps(questions), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_tools_own_client_reads_the_same(read, project):
    words = [str(PYTHON), str(HERE / "ask_server.py"), project.url]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    theirs = json.loads(done.stdout)
    facts = read()
    ours = {run.key.rpartition("/")[2]: run for run in of(facts, Run)}
    assert theirs.keys() == ours.keys()
    for name, told in theirs.items():
        key = ours[name].key
        assert told["name"] == ours[name].name
        assert told["config"] == {"lr": 0.1, "deep": {"x": [1]}}
        losses = [row["loss"] for row in told["history"]]
        (loss,) = [each for each in of(facts, MetricSeries) if (each.subject, each.name) == (key, "loss")]
        assert losses == list(loss.values)
        made = {f"wandb:{each[0].partition(':')[0]}:{each[2]}" for each in told["logged"]}
        assert made == {str(each.artifact) for each in of(facts, Generated) if each.run == key}
        used = {f"wandb:{each[0].partition(':')[0]}:{each[2]}" for each in told["used"]}
        assert used == {str(each.artifact) for each in of(facts, Used) if each.run == key}


@pytest.fixture
def numbered(project, new_store, facts_of):
    """What a real W&B logged offline, and a server that has numbered it since."""
    offline = facts_of(new_store.root)
    mine = next(each for each in of(offline, ModelVersion) if each.run == "wandb:team/churn/first001")
    name, digest = mine.artifact.value.split(":")
    answered = project.artifact

    def artifact(_name, type_, index, *aliases):
        told = answered("model", type_, index, *aliases)
        home = {**told["artifactSequence"], "name": name}
        known = [project.alias(each["alias"], home) for each in told["aliases"]]
        return {**told, "digest": digest, "artifactSequence": home, "aliases": known}

    project.artifact = artifact
    return offline, mine


def without_entity(facts):
    """As an offline run tells them that was not told whose its project is."""

    def bare(fact):
        if isinstance(fact, ModelVersion):
            return replace(fact, name=fact.name.removeprefix("team/"))
        if isinstance(fact, Transition):
            return replace(fact, version=fact.version.replace("wandb:team/", "wandb:"))
        return fact

    return list(map(bare, facts))


def versions_of(mine, offline, database):
    """What is known of a version; another of the same bytes was logged with it."""
    others = {each.key for each in of(offline, ModelVersion)} - {mine.key}
    others |= {key.replace("wandb:team/", "wandb:") for key in others}
    with Questions(database).look() as look:
        return [
            each
            for model in model_registry(look)
            for each in model.versions
            if mine.artifact in each.subject.digests and each.node.key not in others
        ]


@pytest.mark.parametrize("first", ["offline", "server"])
@pytest.mark.parametrize("entity", [True, False])
def test_a_version_that_was_seen_offline_is_the_one_that_the_server_numbers(
    first, entity, numbered, read, tmp_path
):
    offline, mine = numbered
    readings = [offline if entity else without_entity(offline), read()]
    database = Database.open(f"sqlite:///{tmp_path / 'lineage.db'}")
    for facts in readings if first == "offline" else reversed(readings):
        database.write(facts)
    (version,) = versions_of(mine, offline, database)
    assert version.registered.version.name == "team/churn/churn-model"
    assert version.registered.version.version == "v2"
    assert version.node.name == "team/churn/churn-model v2"
    questions = Questions(database)
    for name in ("team/churn/churn-model/v2", f"team/churn/churn-model/{mine.identity}", version.node.key):
        assert questions.resolve(f"models:/{name}").node.id == version.node.id
    database.close()


def test_an_earlier_lineage_that_had_a_version_twice_has_it_once(numbered, read, tmp_path):
    """By its digest as an offline run told it, by its number as the server did."""
    offline, mine = numbered
    online = read()
    version = next(each for each in of(online, ModelVersion))
    former = ModelVersion("wandb", version.name, "v2").key
    before = [
        replace(fact, identity="") if isinstance(fact, ModelVersion)
        else replace(fact, version=former) if isinstance(fact, Transition)
        else fact
        for fact in online if not isinstance(fact, Renamed)
    ]  # fmt: skip
    database = Database.open(f"sqlite:///{tmp_path / 'lineage.db'}")
    for facts in (offline, before):
        database.write(facts)

    assert len(versions_of(mine, offline, database)) == 2
    database.write(online)
    (one,) = versions_of(mine, offline, database)
    told = [fact for fact in (*offline, *online) if isinstance(fact, Transition)]
    moves = {fact.record for fact in told if fact.version in (mine.key, version.key)}
    assert moves <= {move.record for move in one.registered.transitions}
    assert "best" in one.registered.stages
    database.close()
