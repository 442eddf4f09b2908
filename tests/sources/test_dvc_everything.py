"""What DVC 3 writes, read back and compared with what DVC itself says of it."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path

import pytest

from forebear.lineage.facts import CameFrom, CodeOf, Generated, Held, Metric, Parameter, Part, Slot, Used
from forebear.lineage.words import Artifact, ArtifactType, Digest, Origin, Ref, RefKind, Role, Run


@pytest.fixture(scope="module")
def reading(everything):
    return everything.read()


@pytest.fixture(scope="module")
def ran(everything):
    return everything.git("rev-parse", "ran^{commit}")


@pytest.fixture(scope="module")
def changed(everything):
    return everything.git("rev-parse", "changed")


def runs_at(reading, sha):
    runs = {run.key: run for run in reading.of(Run)}
    return {path: runs[subject] for (slot, path), subject in reading.at(sha).items() if slot is Slot.RUN}


def test_nothing_is_a_problem(reading):
    assert reading.problems == []


def test_stages_are_runs_under_dvcs_own_names(reading, ran):
    assert set(runs_at(reading, ran)) == {
        "prepare", "train@rf", "train@lr", "grid@1-x", "grid@2-x", "inner", "evaluate",
        "second/dvc.yaml:count",
    }  # fmt: skip


def test_declared_stages_without_a_lock_are_no_runs(reading, everything):
    assert runs_at(reading, everything.git("rev-parse", "declared")) == {}


def test_the_graph_is_what_dvc_dag_draws(reading, everything, ran):
    drawn = everything.dvc("dag", "--dot")
    theirs = {edge for edge in re.findall(r'"(.+?)" -> "(.+?)"', drawn) if "never" not in edge}
    head = everything.git("rev-parse", "HEAD")
    held = reading.at(head)
    owners = {path: f"{path}.dvc" for slot, path in held if slot is Slot.DATA}
    by_run = {subject: path for (slot, path), subject in held.items() if slot is Slot.RUN}
    for made in reading.of(Generated):
        if made.run in by_run:
            owners[made.path] = by_run[made.run]
    ours = {
        (owner, by_run[used.run])
        for used in reading.of(Used)
        if used.run in by_run
        for path, owner in owners.items()
        if used.path == path or used.path.startswith(f"{path}/")
    }
    assert ours == theirs


def test_commands_and_directories(reading, ran):
    runs = runs_at(reading, ran)
    assert runs["prepare"].command == (
        "mkdir -p prepared",
        "cp data/raw.csv prepared/a.csv",
        "cp data/shared.csv prepared/b.csv",
    )
    assert runs["train@rf"].command[0].startswith("sh code/train.sh 7 hello > model-rf.pkl")
    assert runs["inner"].working_directory == "deep/work"
    assert runs["second/dvc.yaml:count"].working_directory == "second"
    assert {run.origin for run in runs.values()} == {Origin.IMPORTED}


def test_paths_are_relative_to_the_repository(reading, ran):
    runs = runs_at(reading, ran)
    used = {(fact.run, fact.path) for fact in reading.of(Used)}
    made = {(fact.run, fact.path) for fact in reading.of(Generated)}
    assert (runs["inner"].key, "data/raw.csv") in used
    assert (runs["inner"].key, "deep/work/out.csv") in made
    assert (runs["second/dvc.yaml:count"].key, "second/lines.txt") in made


def test_parameters_of_a_run_are_those_of_its_lock(reading, ran):
    key = runs_at(reading, ran)["train@rf"].key
    found = {(fact.file, fact.name): fact.value for fact in reading.of(Parameter) if fact.subject == key}
    assert math.isnan(found.pop(("limits.json", "high.a")))
    assert found == {
        ("params.yaml", "train.rate"): 0.001,
        ("params.yaml", "train.layers"): "[8, 8]",
        ("params.yaml", "switch"): "on",
        ("settings.toml", "model.width"): 3,
        ("limits.json", "low"): 1,
        ("options.py", "Options.size"): 5,
    }


def test_an_unchanged_stage_is_the_same_run(reading, ran, changed):
    before, after = runs_at(reading, ran), runs_at(reading, changed)
    assert before["grid@1-x"].key == after["grid@1-x"].key
    assert before["prepare"].key != after["prepare"].key


def test_the_code_of_a_run_is_the_first_commit_that_holds_it(reading, ran, changed):
    code = {}
    for fact in reading.of(CodeOf):
        code.setdefault(fact.run, []).append(fact.commit)
    assert code[runs_at(reading, changed)["grid@1-x"].key] == [ran]
    assert code[runs_at(reading, changed)["prepare"].key] == [changed]


def test_metrics_are_what_dvc_says(reading, everything, changed):
    shown = json.loads(everything.dvc("metrics", "show", "--json"))[""]["data"]
    theirs = {path: _flat(result["data"]) for path, result in shown.items()}
    held = {path: subject for (slot, path), subject in reading.at(changed).items() if slot is Slot.METRICS}
    ours = {
        path: {fact.name: fact.text or fact.value for fact in reading.of(Metric) if fact.subject == subject}
        for path, subject in held.items()
    }
    assert ours == theirs
    assert set(ours) == {"metrics-rf.json", "metrics-lr.json", "eval/metrics.json", "score.toml"}


def _flat(value, prefix=""):
    found = {}
    for key, item in value.items():
        if isinstance(item, dict):
            found.update(_flat(item, f"{prefix}{key}."))
        else:
            found[prefix + key] = item
    return found


def test_parameters_are_what_dvc_says(reading, everything, changed):
    experiment = next(ref.commit for ref in reading.of(Ref) if ref.kind is RefKind.EXPERIMENT)
    theirs = json.loads(everything.dvc("params", "diff", "--json", "ran", experiment))
    del theirs["limits.json"]  # not a number, which DVC takes for other than itself
    assert theirs == {"params.yaml": {"train.rate": {"old": 0.001, "new": 0.5, "diff": 0.499}}}
    held = {
        path: subject for (slot, path), subject in reading.at(experiment).items() if slot is Slot.PARAMETERS
    }
    assert set(held) == {
        "params.yaml",
        "settings.toml",
        "limits.json",
        "options.py",
        "second/params.yaml",
        "vars.yaml",
    }
    names = {fact.path: fact.names for fact in reading.of(Held) if fact.slot is Slot.PARAMETERS}
    assert names["params.yaml"] == ()
    assert names["settings.toml"] == ("model.width",)
    assert set(names["vars.yaml"]) == {"models.rf.depth", "models.lr.depth"}
    values = {fact.name: fact.value for fact in reading.of(Parameter) if fact.subject == held["params.yaml"]}
    assert values == {"train.rate": 0.5, "train.layers": "[8, 8]", "switch": "on", "seed": 10}


def test_data_is_what_dvc_keeps(reading, everything, changed):
    status = json.loads(everything.dvc("data", "status", "--json", "--unchanged"))
    theirs = {path.rstrip("/") for path in status["unchanged"]}
    assert reading.paths(changed, Slot.DATA) == theirs


def test_a_file_of_a_directory_leads_back_to_the_directory(reading, ran, changed):
    for commit in (ran, changed):
        directory = reading.at(commit)[Slot.DATA, "prepared"]
        inner = runs_at(reading, commit)["inner"].key
        (file,) = [
            fact.artifact for fact in reading.of(Used) if (fact.run, fact.path) == (inner, "prepared/a.csv")
        ]
        assert Part(directory, file, "prepared/a.csv") in reading.of(Part)
    assert len(reading.of(Part)) == 2


def test_directories_have_their_listings_digest(reading, ran):
    subject = reading.at(ran)[Slot.DATA, "data/images"]
    assert isinstance(subject, Digest)
    assert subject.is_directory
    (artifact,) = [fact for fact in reading.of(Artifact) if subject in fact.digests]
    assert (artifact.files, artifact.size, artifact.type) == (2, 6, ArtifactType.DATASET)


def test_imports_lead_to_the_other_repository(reading, everything, ran):
    shared = reading.at(ran)[Slot.DATA, "data/shared.csv"]
    (origin,) = [fact for fact in reading.of(CameFrom) if fact.artifact == shared]
    assert Path(origin.source).name == "other"
    assert origin.path == "lists/shared.csv"
    assert re.fullmatch("[0-9a-f]{40}", origin.revision)
    url = reading.at(ran)[Slot.DATA, "data/from-url.csv"]
    (origin,) = [fact for fact in reading.of(CameFrom) if fact.artifact == url]
    assert origin.source.endswith("outside.csv")


def test_kinds_of_artifacts(reading, ran):
    types = {}
    for fact in reading.of(Artifact):
        for digest in fact.digests:
            types[digest] = fact.type
    held = reading.at(ran)
    assert types[held[Slot.DATA, "model-rf.pkl"]] is ArtifactType.MODEL
    assert types[held[Slot.DATA, "data/raw.csv"]] is ArtifactType.DATASET
    assert types[held[Slot.METRICS, "metrics-rf.json"]] is ArtifactType.METRICS
    runs = runs_at(reading, ran)
    roles = {(fact.run, fact.path): fact.role for fact in reading.of(Generated)}
    assert roles[runs["train@rf"].key, "metrics-rf.json"] is Role.METRICS
    assert roles[runs["train@rf"].key, "model-rf.pkl"] is Role.OUTPUT
    script = next(fact.artifact for fact in reading.of(Used) if fact.path == "code/train.sh")
    assert types[script] is ArtifactType.CODE


def test_a_metrics_file_in_git_is_the_artifact_that_the_run_made(reading, ran):
    blob = reading.at(ran)[Slot.METRICS, "metrics-rf.json"]
    made = {
        fact.artifact
        for fact in reading.of(Generated)
        if fact.path == "metrics-rf.json" and fact.run == runs_at(reading, ran)["train@rf"].key
    }
    (artifact,) = [fact for fact in reading.of(Artifact) if blob in fact.digests]
    assert made <= set(artifact.digests)


def test_plots(reading, ran):
    held = reading.at(ran)
    assert reading.paths(ran, Slot.PLOT) == {"eval/roc.csv", "drawn.csv"}
    roc = held[Slot.PLOT, "eval/roc.csv"]
    assert isinstance(roc, Digest)
    assert not roc.is_directory  # found through the listing of `eval`


def test_experiments_are_read(reading, everything):
    (experiment,) = [ref for ref in reading.of(Ref) if ref.kind is RefKind.EXPERIMENT]
    assert experiment.name.endswith("/faster")
    rate = {
        fact.value
        for fact in reading.of(Parameter)
        if fact.subject == runs_at(reading, experiment.commit)["train@lr"].key and fact.name == "train.rate"
    }
    assert rate == {0.5}


def test_reading_twice_is_the_same(everything, reading):
    assert everything.read().facts == reading.facts


def test_nothing_new_costs_nothing(everything, reading):
    assert everything.read(reading.states).of(Held) == []


def test_experiments_are_what_dvc_exp_show_tells(reading, everything):
    """Every revision and experiment with its name, its baseline, its parameters and its metrics."""
    shown = json.loads(everything.dvc("exp", "show", "--rev", "ran", "--json"))
    metrics, parameters = reading.of(Metric), reading.of(Parameter)
    refs = {ref.title: ref for ref in reading.of(Ref) if ref.kind is RefKind.EXPERIMENT}
    names = {}
    compared = 0
    for baseline in shown:
        revisions = [baseline, *(each for one in baseline["experiments"] or () for each in one["revs"])]
        names |= {each["name"]: (each["rev"], baseline["rev"]) for each in revisions[1:]}
        for each in revisions:
            if each["rev"] == "workspace":
                continue
            held = reading.at(each["rev"])
            for slot, facts, files in (
                (Slot.METRICS, metrics, each["data"]["metrics"]),
                (Slot.PARAMETERS, parameters, each["data"]["params"]),
            ):
                paths = {subject: path for (kind, path), subject in held.items() if kind is slot}
                ours = {
                    (paths[fact.subject], fact.name): fact.value for fact in facts if fact.subject in paths
                }
                told = {
                    (path, name): value
                    for path, file in files.items()
                    for name, value in _flat(file.get("data", {})).items()
                    if isinstance(value, int | float) and not isinstance(value, bool)
                }
                assert {key: ours.get(key) for key in told} == pytest.approx(told, nan_ok=True), each["rev"]
                numbers = {key for key, value in ours.items() if isinstance(value, float)}
                assert slot is Slot.PARAMETERS or numbers == told.keys()
                compared += len(told)
    assert names == {
        name: (ref.commit, everything.git("rev-parse", f"{ref.commit}^")) for name, ref in refs.items()
    }
    assert set(names) == {"faster"}
    assert compared > 20
