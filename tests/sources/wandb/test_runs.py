"""Runs by the real W&B, 0.15 and 0.31: what is read is what W&B's own code reads."""

from __future__ import annotations

import base64
import hashlib
import json
import math
import subprocess
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path

import pytest

from forebear.lineage.facts import (
    Checkpoint,
    CodeOf,
    Generated,
    Mentioned,
    Metric,
    MetricSeries,
    Parameter,
    Part,
    RanIn,
    Seen,
    Tag,
    Used,
)
from forebear.lineage.words import (
    Artifact,
    ArtifactType,
    Digest,
    ModelVersion,
    Move,
    Problem,
    Role,
    Run,
    Transition,
)
from forebear.sources.wandb.log import payloads

FIRST = "wandb:team/churn/first001"


def of(facts, kind, subject=None):
    found = [fact for fact in facts if isinstance(fact, kind)]
    keys = ("subject", "run", "key")
    return [
        fact for fact in found if subject is None or subject in [getattr(fact, key, None) for key in keys]
    ]


def md5(content):
    return Digest("md5", hashlib.md5(content, usedforsecurity=False).hexdigest())


def records(told, log, kind):
    return [message[kind] for _, message in told(log) if kind in message]


def value(item):
    return json.loads(item["value_json"])


def leaves(name, found):
    """The numbers and texts of a logged value by dotted names; media stand for themselves."""
    if isinstance(found, dict):
        if "_type" not in found:
            for key, inner in found.items():
                yield from leaves(f"{name}.{key}", inner)
    else:
        yield name, found


def history(told, log):
    """What W&B's own code reads as the history: name to (step, number), µs."""
    found = defaultdict(list)
    for record in records(told, log, "history"):
        row = {}
        for item in record["item"]:
            path = item.get("nested_key") or [item["key"]]
            place = row
            for part in path[:-1]:
                place = place.setdefault(part, {})
            place[path[-1]] = value(item)
        time = int(row["_timestamp"] * 1_000_000)
        for name, inner in row.items():
            if not name.startswith("_"):
                for dotted, leaf in leaves(name, inner):
                    if isinstance(leaf, int | float):
                        found[dotted].append((row["_step"], float(leaf), time))
    return found


def same(left, right):
    return left == right or (math.isnan(left) and math.isnan(right))


def test_the_log_holds_what_the_tools_own_reader_finds(store, told):
    for log in sorted(store.place.glob("offline-*/*.wandb")):
        damage = []
        with log.open("rb") as file:
            found = list(payloads(file, damage.append))
        assert found == [payload for payload, _ in told(log)]
        assert damage == []
        assert len(found) > 5


def test_every_run_is_told_with_all_its_histories(store, told, facts_of):
    facts = facts_of(store.root)
    assert of(facts, Problem) == []
    expected = {}
    for log in sorted(store.place.glob("offline-*/*.wandb")):
        (run,) = records(told, log, "run")[:1]
        key = f"wandb:{run['entity']}/{run['project']}/{run['run_id']}"
        for name, points in history(told, log).items():
            expected.setdefault((key, name), []).extend(points)
    found = {(each.subject, each.name): each for each in of(facts, MetricSeries)}
    assert found.keys() == expected.keys()
    assert {key for key, _ in found} == {run.key for run in of(facts, Run)}
    for key, series in found.items():
        steps, numbers, times = zip(*expected[key], strict=True)
        assert list(series.steps) == list(steps)
        assert all(map(same, series.values, numbers))
        assert list(series.times) == list(times)
    assert [each for each in found if each[1].startswith(("h.", "t.", "_"))] == []


def test_a_run_says_how_it_was_started_and_how_it_ended(store, told, facts_of):
    facts = facts_of(store.root)
    runs = {run.key: run for run in of(facts, Run)}
    first = runs[FIRST]
    assert (first.name, first.status, first.source) == ("first try", "completed", "wandb")
    assert first.command[0].startswith("python train.py first")
    assert first.working_directory == ""
    start = records(told, store.log("first001"), "run")[0]["start_time"]
    assert first.started_at == datetime.fromisoformat(start).astimezone(UTC)
    assert first.ended_at >= first.started_at
    assert runs["wandb:team/churn/failed01"].status == "failed"
    assert runs["wandb:team/churn/failed01"].name  # W&B makes one up
    assert {each.commit for each in of(facts, CodeOf)} == {store.commit}
    assert all(each.evidence for each in of(facts, CodeOf))


def test_the_configuration_is_the_parameters(store, facts_of):
    facts = facts_of(store.root)
    given = {each.name: each.value for each in of(facts, Parameter, FIRST)}
    assert given == {
        "lr": 0.01,
        "layers": "[8, 8]",
        "optimizer.name": "adam",
        "optimizer.betas.first": 0.9,
        "nothing": None,
        "flag": True,
        "max_tokens": 128,
        "late": 3,
        "api_key": "(hidden)",
        "url": "https://***@example.org/data",
    }


def test_no_secret_is_in_any_fact(store, facts_of):
    assert "hunter2" not in repr(facts_of(store.root))


def test_the_summary_says_what_the_history_does_not(store, facts_of):
    found = {each.name: (each.value, each.text) for each in of(facts_of(store.root), Metric, FIRST)}
    assert found == {
        "best": (0.9, ""),
        "by.hand": (1.0, ""),
        "text": (None, "hello"),
        "epoch (summary)": (99.0, ""),
    }


def test_tags_are_kept(store, facts_of):
    tags = {each.name: each.value for each in of(facts_of(store.root), Tag, FIRST)}
    assert {
        name: tags[name] for name in ("project", "entity", "group", "job type", "tags", "notes", "git remote")
    } == {
        "project": "churn",
        "entity": "team",
        "group": "grid",
        "job type": "train",
        "tags": "base, 한국",
        "notes": "why\nnot",
        "git remote": "https://example.org/team/churn.git",
    }
    assert tags["dirty"] == "true"


def test_artifacts_are_those_of_the_manifests(store, told, facts_of):
    facts = facts_of(store.root)
    wanted_files, wanted_wholes = set(), set()
    for log in store.place.glob("offline-*/*.wandb"):
        for record in records(told, log, "artifact"):
            wanted_wholes.add(Digest("wandb", f"{record['name']}:{record['digest']}"))
            for entry in record["manifest"]["contents"]:
                if not entry.get("ref", "").startswith("https:"):
                    wanted_files.add(Digest("md5", base64.b64decode(entry["digest"]).hex()))
    digests = {digest for artifact in of(facts, Artifact) for digest in artifact.digests}
    assert {each for each in digests if each.algorithm == "wandb"} == wanted_wholes
    patch = {digest for used in of(facts, Used) for digest in [used.artifact]}
    folders = {each for each in digests if each.is_directory}
    assert {each for each in digests if each.algorithm == "md5"} - folders - patch == wanted_files
    assert {each.artifact for each in of(facts, Generated, FIRST)} <= wanted_wholes


def test_an_artifact_of_one_file_is_that_file_and_one_of_several_a_folder(store, facts_of):
    facts = facts_of(store.root)
    whole = {
        each.digests[0].value.partition(":")[0]: each for each in of(facts, Artifact) if len(each.digests) > 1
    }
    model = whole["churn-model"]
    assert md5(b"weights\n" * 100) in model.digests
    assert model.type is ArtifactType.MODEL
    assert (model.size, model.files) == (800, None)
    data = whole["training-data"]
    listing = [
        {"md5": md5(b"x\n" * 500).value, "relpath": "sub/two.csv"},
        {"md5": md5(b"a,b\n1,2\n").value, "relpath": "train.csv"},
    ]
    assert Digest("md5", md5(json.dumps(listing).encode()).value + ".dir") in data.digests
    assert (data.type, data.size, data.files) == (ArtifactType.DATASET, 1008, 2)
    parts = {(each.source, each.target) for each in of(facts, Part)}
    assert (data.digests[0], md5(b"a,b\n1,2\n")) in parts
    # One of these files is only referred to, so that nobody knows the bytes of the whole.
    mixed = [each for each in of(facts, Artifact) if each.digests[0].value.startswith("mixed:")]
    assert {each.digests[1:] for each in mixed} == {()}


def test_references_are_places(store, facts_of):
    facts = facts_of(store.root)
    assert {(each.place, each.role) for each in of(facts, Mentioned)} == {
        ("https://example.org/x.csv", Role.OUTPUT)
    }
    seen = {each.place: each.artifact for each in of(facts, Seen) if "diff.patch" not in each.place}
    assert seen.pop(str(store.root / "data/train.csv")) == md5(b"a,b\n1,2\n")
    # The others are the copies that wait to be uploaded.
    assert {md5(Path(place).read_bytes()) for place in seen} == set(seen.values())
    assert md5(b"weights\n" * 100) in seen.values()


def test_what_was_not_committed_is_a_patch(store, facts_of):
    facts = facts_of(store.root)
    used = [each for each in of(facts, Used, FIRST) if each.role is Role.PATCH]
    content = next(store.place.glob("*-first001/files/diff.patch")).read_bytes()
    assert [each.artifact for each in used] == [md5(content)]
    assert b"+# tried something" in content


def test_where_it_ran_is_an_environment(store, facts_of):
    (ran,) = of(facts_of(store.root), RanIn, FIRST)
    environment = ran.environment
    assert environment.image.reference.startswith("registry.example.org/train@")
    assert environment.image.digest == "sha256:" + "ab" * 32
    assert environment.packages["wandb"] in ("0.31.0", "0.15.12")
    assert environment.facts["python"].endswith("3.11.7") or environment.facts["python"]
    assert environment.platform.startswith("Linux")


def test_a_model_is_a_version_in_the_registry(store, facts_of):
    facts = facts_of(store.root)
    versions = {each.key: each for each in of(facts, ModelVersion)}
    assert {(each.registry, each.name, each.run) for each in versions.values()} == {
        ("wandb", "team/churn/churn-model", FIRST),
        ("wandb", "team/churn/churn-model", "wandb:team/churn/failed01"),
    }
    moves = of(facts, Transition)
    of_first = next(each.key for each in versions.values() if each.run == FIRST)
    assert {(each.move, each.stage) for each in moves if each.version == of_first} == {
        (Move.REGISTERED, ""),
        (Move.ALIASED, "best"),
        (Move.ALIASED, "latest"),
    }
    assert all(each.when is not None for each in moves)


def test_a_run_that_was_resumed_is_one_run(new_store, facts_of):
    facts = facts_of(new_store.root)
    key = "wandb:team/churn/resumed1"
    assert len(list(new_store.place.glob("*resumed1*"))) == 2
    assert len(of(facts, Run, key)) == 1
    (series,) = of(facts, MetricSeries, key)
    assert list(zip(series.steps, series.values, strict=True)) == [
        *((step, float(step)) for step in range(3)),
        *((step, float(step)) for step in range(10, 13)),
    ]
    assert {each.name: each.value for each in of(facts, Parameter, key)} == {"start": 10}


def test_typed_values_are_exact(new_store, told, facts_of):
    """0.31 can write values typed beside their JSON, in which large whole numbers are rounded."""
    typed = [
        item for record in records(told, new_store.log("first001"), "history") for item in record["item"]
    ]
    assert any("number" in item or "integer" in item for item in typed)
    (big,) = [each for each in of(facts_of(new_store.root), MetricSeries, FIRST) if each.name == "big"]
    assert list(big.values) == [float(2**53)]


def test_nothing_new_yields_nothing_and_only_what_was_written_is_read_again(old_store, facts_of, tmp_path):
    root = tmp_path / "project"
    subprocess.run(["cp", "-a", old_store.root, root], check=True)
    (checkpoint,) = of(facts_of(root), Checkpoint)
    state = json.loads(json.dumps(checkpoint.state))
    assert facts_of(root, state) == []
    log = next((root / "wandb").glob("*-failed01/*.wandb"))
    log.touch()
    again = facts_of(root, state)
    assert {run.key for run in of(again, Run)} == {"wandb:team/churn/failed01"}
    assert len(of(again, Checkpoint)) == 1


@pytest.mark.parametrize("lost", ["wandb-metadata.json", "requirements.txt", "diff.patch"])
def test_the_files_beside_the_log_may_be_missing(old_store, facts_of, tmp_path, lost):
    root = tmp_path / "project"
    subprocess.run(["cp", "-a", old_store.root, root], check=True)
    for path in (root / "wandb").glob(f"*/files/{lost}"):
        path.unlink()
    facts = facts_of(root)
    assert of(facts, Problem) == []
    assert len(of(facts, Run)) == 2
