"""Records that W&B writes only while it talks to a server, made by its own messages and its own writer."""

from __future__ import annotations

import base64
import json
import math
import subprocess
import sys
from pathlib import Path

import pytest

from forebear.lineage.facts import Generated, Mentioned, Metric, MetricSeries, Parameter, Part, RanIn, Tag
from forebear.lineage.words import Artifact, Digest, Problem, Role, Run

HERE = Path(__file__).parent
KEY = "wandb:team/churn/online01"


def of(facts, kind):
    return [fact for fact in facts if isinstance(fact, kind)]


def script(tool, given, *words):
    python = Path(sys.prefix) / "tools" / tool / "bin" / "python"
    command = [str(python), str(HERE / "write_records.py"), *words]
    return subprocess.run(command, input=given, check=True, capture_output=True, text=True).stdout


def item(path, value):
    return {"nested_key": path.split("/"), "value_json": json.dumps(value)}


MANY = [
    {"path": f"{n}.bin", "digest": base64.b64encode(n.to_bytes(16, "big")).decode(), "size": 1}
    for n in range(1001)
]
CONFIG = [item("lr", 0.1), item("gone", 1), item("deep/kept", 1), item("deep/gone", 2)]
RUN = {
    "run_id": "online01",
    "entity": "team",
    "project": "churn",
    "sweep_id": "sweep7",
    "resumed": True,
    "start_time": "2026-01-01T01:00:00Z",
    "branch_point": {"run": "first001", "value": 3, "metric": "_step"},
    "config": {"update": CONFIG},
}
MACHINE = {
    "os": "Linux",
    "gpu_type": "NVIDIA A100",
    "gpu_count": 8,
    "cuda_version": "12.4",
    "cpu_count_logical": 64,
}
HISTORY = [
    {"key": "typed", "number": "NaN"},
    {"key": "typed_int", "integer": str(2**62)},
    {"key": "negative", "integer": "-3"},
    {"key": "flag", "boolean": True},
    {"key": "nothing", "none": None},
    {"key": "words", "text": "said"},
    {"key": "object", "json": '{"a": 1.5}'},
    {"key": "_timestamp", "number": 1767229201.25},
]
REFERENCE = {
    "path": "../../x",
    "digest": "0123456789abcdef0123456789abcdef",
    "ref": "s3://ada:hunter2@b/k",
    "extra": [{"key": "versionID", "value_json": '"v9"'}],
}


def artifact(name, digest, **manifest):
    return {"artifact": {"name": name, "type": "dataset", "digest": digest, "manifest": manifest}}


RECORDS = [
    {"header": {"version_info": {"producer": "0.31.0+abc"}}},
    {"run": RUN},
    {"environment": MACHINE},
    {
        "environment": {
            "gpu_nvidia": [{"name": "another name"}],
            "username": "ada",
            "email": "ada@example.org",
        }
    },
    {"config": {"remove": [item("gone", None), item("deep/gone", None)], "update": [item("late", True)]}},
    {"use_artifact": {"id": "QXJ0", "type": "dataset", "name": "training-data:v3"}},
    {"summary": {"update": [item("best", 1), item("gone", 2)]}},
    {"summary": {"update": [item("best", 2)], "remove": [item("gone", None)]}},
    {"history": {"item": HISTORY, "step": {"num": "7"}}},
    artifact("many", "d1", contents=MANY),
    artifact("elsewhere", "d2", manifest_file_path="/etc/passwd"),
    artifact("refs", "d3", contents=[REFERENCE]),
    {"exit": {"exit_code": 0, "runtime": 60, "not_complete": False}},
]


@pytest.fixture(scope="module")
def facts(tmp_path_factory, facts_of):
    root = tmp_path_factory.mktemp("online")
    folder = root / "wandb" / "run-20260101_010000-online01"
    (folder / "files").mkdir(parents=True)
    payloads = script("wandb", json.dumps(RECORDS))
    script("wandb15", payloads, str(folder / "run-online01.wandb"))
    return facts_of(root)


def test_the_run_is_told(facts):
    assert of(facts, Problem) == []
    (run,) = of(facts, Run)
    assert (run.key, run.status, run.by) == (KEY, "completed", "ada")
    assert (run.ended_at - run.started_at).total_seconds() == 60
    tags = {each.name: each.value for each in of(facts, Tag) if each.subject == KEY}
    assert (
        tags.items()
        >= {
            "sweep": "sweep7",
            "resumed": "true",
            "branched from": "first001",
            "W&B version": "0.31.0",
        }.items()
    )
    (ran,) = of(facts, RanIn)
    assert ran.environment.facts == {
        "gpu": "NVIDIA A100",
        "gpu_count": "8",
        "cuda": "12.4",
        "cpu_count": "64",
    }


def test_what_was_removed_is_gone(facts):
    assert {each.name: each.value for each in of(facts, Parameter)} == {
        "lr": 0.1,
        "deep.kept": 1,
        "late": True,
    }
    summary = {each.name: each.value for each in of(facts, Metric)}
    assert summary == {"best": 2.0, "words": None}


def test_typed_values_are_read(facts):
    found = {
        each.name: (list(each.steps), list(each.values), list(each.times)) for each in of(facts, MetricSeries)
    }
    assert math.isnan(found.pop("typed")[1][0])
    when = [1_767_229_201_250_000]
    assert found == {
        "typed_int": ([7], [float(2**62)], when),
        "negative": ([7], [-3.0], when),
        "flag": ([7], [1.0], when),
        "object.a": ([7], [1.5], when),
    }


def test_what_was_used_is_named(facts):
    used = [each for each in of(facts, Mentioned) if each.role is Role.INPUT]
    assert [each.place for each in used] == ["wandb-artifact://team/churn/training-data:v3"]


def test_an_artifact_of_many_files_is_known_as_a_whole(facts):
    assert of(facts, Part) == []
    (many,) = [each for each in of(facts, Artifact) if each.name == "many"]
    assert many.files == 1001
    assert {digest.algorithm for digest in many.digests} == {"wandb", "md5"}
    assert many.digests[1].is_directory
    assert {each.artifact.value for each in of(facts, Generated)} == {"many:d1", "elsewhere:d2", "refs:d3"}


def test_an_etag_is_no_digest_and_a_path_leads_nowhere(facts):
    (refs,) = [each for each in of(facts, Artifact) if each.name == "refs"]
    assert refs.digests == (Digest("wandb", "refs:d3"),)
    (place,) = [each for each in of(facts, Mentioned) if each.role is Role.OUTPUT]
    assert (place.place, place.version) == ("s3://***@b/k", "v9")
    assert "hunter2" not in repr(facts)


def test_a_list_of_files_elsewhere_is_not_opened(facts):
    assert "root:" not in repr(facts)
    assert ("files", "too many to be in the run's records") in {
        (each.name, each.value) for each in of(facts, Tag)
    }
