"""What a store becomes in the lineage, against what MLflow's own client says of it."""

from __future__ import annotations

import ast
import hashlib
import json
import math
import os
import re
import shlex
import shutil
import sqlite3
import subprocess
from pathlib import Path

import pytest

from forebear.lineage.facts import (
    Checkpoint,
    CodeOf,
    Generated,
    Mentioned,
    Metric,
    MetricSeries,
    Nested,
    Parameter,
    Part,
    RanIn,
    Seen,
    Solved,
    Tag,
    Used,
)
from forebear.lineage.words import (
    Artifact,
    Digest,
    Image,
    Known,
    Model,
    ModelVersion,
    Move,
    NodeKind,
    Problem,
    Run,
    Transition,
)

FEWER = ["mlflow/database", "mlflow/folder", "mlflow1/database"]
"""Stores for tests that have MLflow write more, which takes seconds each."""

ENDS = {"FINISHED": "completed", "FAILED": "failed", "KILLED": "cancelled", "RUNNING": "running"}


def meant(value: float) -> str:
    return repr(math.copysign(math.inf, value) if abs(value) == 1.7976931348623157e308 else value)


def ms(when) -> int | None:
    return None if when is None else round(when.timestamp() * 1000)


@pytest.fixture(scope="session")
def readings(stores, read):
    """What each store yields at a first import."""
    return {name: read(made.path, made.folder) for name, made in stores.items()}


@pytest.fixture
def reading(made, readings):
    return readings[made.name]


def tags_of(reading, kind: NodeKind, subject: object) -> dict[str, str]:
    return {fact.name: fact.value for fact in reading.of(Tag) if (fact.kind, fact.subject) == (kind, subject)}


class TestRuns:
    def test_are_all_there_with_their_times_and_ends(self, made, reading):
        assert {
            run.key: (run.status, ms(run.started_at), ms(run.ended_at), run.name) for run in reading.of(Run)
        } == {
            f"mlflow:{id_}": (
                ENDS[told["status"]],
                told["start"],
                told["end"],
                told["tags"]["mlflow.runName"],
            )
            for id_, told in made.told["runs"].items()
        }

    def test_have_the_parameters_and_metrics_that_the_client_tells(self, made, reading):
        given = {(fact.subject, fact.name): fact.value for fact in reading.of(Parameter)}
        assert given == {
            (f"mlflow:{id_}", name): value
            for id_, told in made.told["runs"].items()
            for name, value in told["params"].items()
        }
        found = {
            (fact.subject, fact.name): sorted(
                zip(fact.steps, map(repr, fact.values), fact.times, strict=True)
            )
            for fact in reading.of(MetricSeries)
        }
        last = {(fact.subject, fact.name): repr(fact.values[-1]) for fact in reading.of(MetricSeries)}
        last |= {
            (fact.subject, fact.name): repr(fact.value)
            for fact in reading.of(Metric)
            if isinstance(fact.subject, str)
        }
        histories, values = {}, {}
        for id_, told in made.told["runs"].items():
            for name, history in told["histories"].items():
                values[f"mlflow:{id_}", name] = meant(told["metrics"][name])
                if len(history) > 1 or history[0][0]:
                    histories[f"mlflow:{id_}", name] = sorted(
                        (step, meant(value), when * 1000) for step, value, when in history
                    )
        assert found == histories
        assert last == values

    def test_are_nested_also_across_experiments(self, made, reading):
        assert {(fact.run, fact.parent) for fact in reading.of(Nested)} == {
            (f"mlflow:{id_}", f"mlflow:{parent}")
            for id_, told in made.told["runs"].items()
            if (parent := told["tags"].get("mlflow.parentRunId"))
        }

    def test_keep_what_was_noted_of_them(self, made, reading):
        experiments = made.told["experiments"]
        for id_, told in made.told["runs"].items():
            noted = tags_of(reading, NodeKind.RUN, f"mlflow:{id_}")
            assert noted.pop("experiment") == experiments[told["experiment"]]["name"]
            assert noted.pop("artifacts") == told["uri"]
            gone = "deleted" in (told["lifecycle"], experiments[told["experiment"]]["lifecycle"])
            assert noted.pop("lifecycle", "active") == ("deleted" if gone else "active")
            assert noted.pop("description", None) == told["tags"].get("mlflow.note.content")
            said = ("mlflow.runName", "mlflow.note.content", "mlflow.parentRunId")
            assert noted == {name: value for name, value in told["tags"].items() if name not in said}

    def test_name_their_commit_and_image(self, made, reading):
        key = f"mlflow:{made.first}"
        assert reading.of(CodeOf) == [CodeOf(key, "0" * 40, Known.RECORDED, "tag mlflow.source.git.commit")]
        (ran,) = reading.of(RanIn)
        assert ran.run == key
        assert ran.environment.image == Image("registry.example.org/churn:abc1234", "sha256:" + "5" * 64)
        version = {"mlflow": "3.17.2", "mlflow2": "2.22.5", "mlflow1": "1.30.1"}[made.tool]
        assert ran.environment.packages == {
            "mlflow": version, "scikit-learn": "1.5.2", "python": "3.11.7", "pip": "24.0",
        }  # fmt: skip

    def test_of_deleted_experiments_are_there_and_a_note_says_so(self, reading):
        (note,) = [each for each in reading.of(Problem) if "thrown away" in each.where]
        assert "deleted" in note.what
        assert reading.of(Problem) == [note]

    def test_name_their_datasets_which_are_no_files(self, made, reading):
        told = made.told["runs"][made.first]["inputs"]
        used = [fact for fact in reading.of(Used) if fact.artifact.algorithm == "mlflow-dataset"]
        assert {(fact.run, fact.artifact.value) for fact in used} == {
            (f"mlflow:{made.first}", f"{name.replace(' ', '%20')}@{digest}") for name, digest, _, _ in told
        }
        assert [(fact.place, fact.evidence) for fact in reading.of(Mentioned)] == (
            [("data/customers.csv", "dataset customers (training)")] if told else []
        )
        assert all(
            {digest.algorithm for digest in fact.digests} == {"mlflow-dataset"}
            for fact in reading.of(Artifact)
            if fact.digests[0].algorithm == "mlflow-dataset"
        )


class TestFiles:
    def test_have_the_digests_of_their_bytes(self, made, reading):
        """Whole sets: each file that MLflow lists, below a model's folder or not, and no other."""
        places = {Path(fact.place): fact.artifact for fact in reading.of(Seen) if fact.place.startswith("/")}
        artifacts = {each.digests[0]: each for each in reading.of(Artifact)}
        root = made.folder / "artifacts"
        files = {path for path in root.rglob("*") if path.is_file()}
        models = {path.parent for path in files if path.name == "MLmodel"}
        alone = {path for path in files if not models & set(path.parents)}
        main = {model / "model.pkl" for model in models}
        assert {path for path in places if path.is_file()} == alone | main
        for path in alone | main:
            content = path.read_bytes()
            artifact = artifacts[places[path]]
            assert artifact.digests == (
                Digest("md5", hashlib.md5(content).hexdigest()),  # noqa: S324
                Digest("sha256", hashlib.sha256(content).hexdigest()),
            )
            assert (artifact.name, artifact.size) == (path.name, len(content))

    def test_are_what_the_client_lists(self, made, reading):
        for id_, told in made.told["runs"].items():
            made_by = {
                fact.path
                for fact in reading.of(Generated)
                # A registry can name what is not there: `runs:/…/model` in MLflow 3.
                if fact.run == f"mlflow:{id_}" and fact.evidence != "its registry"
            }
            listed = {"model" if path.startswith("model/") else path for path in told["artifacts"]}
            assert made_by - {"best"} == listed

    def test_a_model_folder_has_the_digest_that_dvc_gives_it(self, made, reading, run_tool, tmp_path):
        (folder,) = (path.parent for path in (made.folder / "artifacts").rglob("MLmodel"))
        subprocess.run(["git", "init", "--quiet"], cwd=tmp_path, check=True)
        run_tool("dvc", "init", "--quiet", cwd=tmp_path)
        shutil.copytree(folder, tmp_path / "model")
        run_tool("dvc", "add", "--quiet", "model", cwd=tmp_path)
        said = (tmp_path / "model.dvc").read_text()
        model = next(each for each in reading.of(Artifact) if each.files)
        assert f"md5: {model.digests[0].value}\n" in said
        assert model.digests[1].algorithm == "mlflow-model"
        (part,) = reading.of(Part)
        assert part.source == model.digests[0]
        assert part.path.endswith("/model.pkl")
        noted = tags_of(reading, NodeKind.ARTIFACT, model.digests[0])
        assert noted["flavors"] == "sklearn"

    def test_are_not_read_again_while_they_stay(self, stores, read, tmp_path, run_mlflow, monkeypatch):
        made = stores["mlflow/database"].copied(tmp_path / "copy")
        first = read(made.path, made.folder)
        run_mlflow(made.tool, "call", made.uri, "set_tag", json.dumps([made.first, "new", "tag"]))
        monkeypatch.setattr("forebear.sources.mlflow.files.measure", None)
        second = read(made.path, made.folder, first.state)
        assert [run.key for run in second.of(Run)] == [f"mlflow:{made.first}"]
        assert not second.of(Generated)
        # The packages are still known, and are not those of another environment.
        assert second.of(RanIn) == first.of(RanIn)

    def test_moved_to_another_place_are_found_by_a_remap(self, stores, read, tmp_path):
        made = stores["mlflow2/database"]
        copy = made.copied(tmp_path / "copy")
        before = read(copy.path, copy.folder)
        (copy.folder / "artifacts").rename(tmp_path / "elsewhere")
        remaps = [(str(made.folder / "artifacts"), str(tmp_path / "elsewhere"))]
        after = read(copy.path, copy.folder, remaps=remaps)
        assert {fact.artifact for fact in after.of(Generated)} == {
            fact.artifact for fact in before.of(Generated)
        }
        assert str(tmp_path / "elsewhere") in next(
            fact.place for fact in after.of(Seen) if fact.place.endswith("report.txt")
        )
        lost = read(copy.path, copy.folder, remaps=[(str(made.folder), "/nowhere")])
        assert {fact.artifact.algorithm for fact in lost.of(Generated)} <= {"mlflow-model"}

    def test_of_a_store_that_moved_as_a_whole_are_found(self, stores, read, tmp_path):
        """As in a repository that brings `mlflow.db` and `mlruns` of another machine."""
        made = stores["mlflow/database"].copied(tmp_path / "copy")
        folder = made.folder / "mlruns" / "0"
        # The default experiment's artifacts are at `mlruns/0` of the folder that MLflow was started in.
        run = next(id_ for id_, told in made.told["runs"].items() if told["experiment"] == "0")
        (folder / run / "artifacts").mkdir(parents=True)
        (folder / run / "artifacts" / "here.txt").write_text("here")
        reading = read(made.path, made.folder)
        assert [fact.path for fact in reading.of(Generated) if fact.run == f"mlflow:{run}"] == ["here.txt"]

    def test_that_are_links_or_too_large_are_listed_and_not_read(self, stores, read, tmp_path, monkeypatch):
        monkeypatch.setattr("forebear.sources.mlflow.files._LARGEST", 100)
        made = stores["mlflow1/folder"].copied(tmp_path / "copy")
        remaps = [(str(stores["mlflow1/folder"].folder), str(made.folder))]
        folder = made.folder / "artifacts" / made.first / "artifacts"
        (folder / "link.txt").symlink_to("/etc/passwd")
        (folder / "outside").symlink_to(tmp_path)
        os.mkfifo(folder / "pipe")
        (folder / "large.bin").write_bytes(b"0" * 101)
        (folder / "model" / "MLmodel").write_text("flavors: {sklearn: {pickled_model: ../../report.txt}}\n")
        first = read(made.path, made.folder, remaps=remaps)
        paths = {fact.path for fact in first.of(Generated)}
        assert paths == {"plots/roc.csv", "report.txt", "model"}
        assert not first.of(Part)
        problems = {each.where: each.what for each in first.of(Problem)}
        assert problems[str(folder)].startswith("3 links or")
        assert "larger" in problems[str(folder / "large.bin")]
        assert [fact.place for fact in first.of(Mentioned)] == [
            str(folder / "large.bin"), str(folder / "model" / "conda.yaml"),
        ]  # fmt: skip
        assert read(made.path, made.folder, first.state, remaps=remaps).facts == []
        (folder / "link.txt").unlink()
        (folder / "outside").unlink()
        (folder / "pipe").unlink()
        # What is told stays told until its run is read anew.
        (made.path / made.told["runs"][made.first]["experiment"] / made.first / "tags" / "new").write_text(
            "1"
        )
        second = read(made.path, made.folder, first.state, remaps=remaps)
        assert str(folder) in {each.where for each in second.of(Solved)}

    def test_no_record_has_us_read_what_is_none_of_mlflows(self, stores, read, tmp_path):
        made = stores["mlflow2/folder"].copied(tmp_path / "copy")
        secret = tmp_path / "secret"
        secret.mkdir()
        (secret / "key").write_text("private")
        (meta,) = made.path.glob(f"*/{made.first}/meta.yaml")
        text = meta.read_text()
        for uri in (
            secret.as_uri(),
            str(secret),
            "../../secret",
            f"file:{made.first}/../../secret",
            "s3://b/k",
        ):
            line = next(line for line in text.splitlines() if line.startswith("artifact_uri"))
            meta.write_text(text.replace(line, f"artifact_uri: {uri}"))
            reading = read(made.path, made.folder)
            assert "key" not in {fact.name for fact in reading.of(Artifact)}
        link = tmp_path / made.first
        link.symlink_to(secret)
        meta.write_text(text.replace(line, f"artifact_uri: {link}"))
        assert "key" not in {fact.name for fact in read(made.path, made.folder).of(Artifact)}


def bare(key: str) -> str:
    """Return the name and number of a version, without what tells it from others that are called so."""
    registry, _, name = key.partition(":")
    assert re.fullmatch(r"mlflow-[0-9]{8}-[0-9]{6}-[0-9]{3}", registry)
    name, _, mark = name.partition("~")
    assert re.fullmatch(r"[0-9a-f]{8}", mark)
    return name


class TestRegistry:
    def test_has_the_models_and_versions_that_the_client_tells(self, made, reading):
        told = made.told
        assert {each.name: (each.description, dict(each.tags)) for each in reading.of(Model)} == {
            name: (model["description"], model["tags"]) for name, model in told["models"].items()
        }
        assert {
            f"{each.name}/{each.version}": (each.run, each.description) for each in reading.of(ModelVersion)
        } == {
            name: (f"mlflow:{version['run']}" if version["run"] else "", version["description"])
            for name, version in told["versions"].items()
        }
        keys = {f"{each.name}/{each.version}": each.key for each in reading.of(ModelVersion)}
        for name, version in told["versions"].items():
            assert tags_of(reading, NodeKind.MODEL_VERSION, keys[name]) == version["tags"]

    def test_names_the_very_model_that_the_run_made(self, made, reading):
        versions = {each.version: each for each in reading.of(ModelVersion)}
        if not versions:
            assert made.name == "mlflow1/folder"  # had no registry
            return
        told = sorted(reading.of(Artifact), key=lambda each: len(each.digests))  # the most telling last
        joined = {digest: each for each in told for digest in each.digests}
        generated = {fact.artifact for fact in reading.of(Generated) if fact.run == f"mlflow:{made.first}"}
        model = joined[versions["1"].artifact]
        assert {"md5", "mlflow-model"} == {digest.algorithm for digest in model.digests}
        assert generated & set(model.digests)
        if made.tool != "mlflow":  # there `runs:/…/model` names the same folder
            assert versions["2"].artifact == versions["1"].artifact
        assert versions["3"].artifact is None

    def test_begins_with_the_stages_and_aliases_of_now(self, made, reading):
        told = made.told
        moves = {(bare(each.version), each.move, each.stage) for each in reading.of(Transition)}
        expected = {(name, Move.REGISTERED, "") for name in told["versions"]}
        expected |= {
            (name, Move.STAGED, version["stage"])
            for name, version in told["versions"].items()
            if version["stage"] != "None"
        }
        expected |= {
            (f"{name}/{version}", Move.ALIASED, alias)
            for name, model in told["models"].items()
            for alias, version in model["aliases"].items()
        }
        assert moves == expected
        for each in reading.of(Transition):
            # Only the time of a registration is kept by MLflow.
            assert (each.when is not None) == (each.move is Move.REGISTERED)
            assert (each.seen is None) == (each.move is Move.REGISTERED)

    @pytest.mark.parametrize("name", ["mlflow/database", "mlflow/folder", "mlflow2/database"])
    def test_keeps_as_history_what_mlflow_forgets(self, name, stores, read, run_mlflow, tmp_path):
        made = stores[name].copied(tmp_path / "copy")
        first = read(made.path, made.folder)
        run_mlflow(
            made.tool, "call", made.uri,
            "set_registered_model_alias", '["churn", "champion", "2"]',
            "delete_registered_model_alias", '["churn", "challenger"]',
            "transition_model_version_stage", '["churn", "1", "Archived"]',
            "delete_model_version_tag", '["churn", "1", "checked"]',
            "delete_model_version", '["churn", "3"]',
        )  # fmt: skip
        second = read(made.path, made.folder, first.state)
        moves = {(bare(each.version), each.move, each.stage) for each in second.of(Transition)}
        assert moves == {
            ("churn/1", Move.UNALIASED, "champion"),
            ("churn/2", Move.ALIASED, "champion"),
            ("churn/2", Move.UNALIASED, "challenger"),
            ("churn/1", Move.STAGED, "Archived"),
            ("churn/3", Move.DEREGISTERED, ""),
        }
        taken = [fact for fact in second.of(Tag) if fact.value is None]
        assert [(bare(fact.subject), fact.name) for fact in taken] == [("churn/1", "checked")]
        run_mlflow(
            made.tool, "call", made.uri,
            "set_registered_model_alias", '["churn", "champion", "1"]',
            "delete_registered_model", '["empty"]',
        )  # fmt: skip
        third = read(made.path, made.folder, second.state)
        back = [each for each in third.of(Transition) if each.move is Move.ALIASED]
        assert [(bare(each.version), each.stage) for each in back] == [("churn/1", "champion")]
        # There and back again are two records.
        assert not {each.record for each in third.of(Transition)} & {
            each.record for each in (*first.of(Transition), *second.of(Transition))
        }
        assert read(made.path, made.folder, third.state).facts == []


class TestAgain:
    def test_nothing_new_yields_nothing(self, made, readings, read):
        assert read(made.path, made.folder, readings[made.name].state).facts == []

    @pytest.mark.parametrize("made", FEWER, indirect=True)
    def test_only_new_runs_are_read(self, made, read, run_mlflow, tmp_path):
        copy = made.copied(tmp_path / "copy")
        first = read(copy.path, copy.folder)
        run_mlflow(copy.tool, "more", copy.uri, "3")
        second = read(copy.path, copy.folder, first.state)
        assert len(second.of(Run)) == 3
        assert {fact.value for fact in second.of(Parameter)} == {"0", "1", "2"}
        assert {type(fact) for fact in second.facts} <= {Run, Tag, Parameter, Metric, Checkpoint}

    @pytest.mark.parametrize("made", FEWER, indirect=True)
    def test_what_is_deleted_stays_known_as_deleted(self, made, read, run_mlflow, tmp_path):
        copy = made.copied(tmp_path / "copy")
        first = read(copy.path, copy.folder)
        call = ("call", copy.uri)
        run_mlflow(
            copy.tool, *call,
            "delete_tag", json.dumps([copy.first, "kind"]),
            "delete_run", json.dumps([copy.first]),
        )  # fmt: skip
        second = read(copy.path, copy.folder, first.state)
        noted = tags_of(second, NodeKind.RUN, f"mlflow:{copy.first}")
        assert noted["lifecycle"] == "deleted"
        assert noted["kind"] is None
        run_mlflow(copy.tool, *call, "restore_run", json.dumps([copy.first]))
        third = read(copy.path, copy.folder, second.state)
        assert tags_of(third, NodeKind.RUN, f"mlflow:{copy.first}")["lifecycle"] is None

    def test_what_is_gone_from_a_store_stays_known(self, stores, read, tmp_path):
        copy = stores["mlflow/folder"].copied(tmp_path / "copy")
        first = read(copy.path, copy.folder)
        (folder,) = copy.path.glob(f"*/{copy.first}")
        shutil.rmtree(folder)
        second = read(copy.path, copy.folder, first.state)
        assert second.of(Tag) == [
            Tag(NodeKind.RUN, f"mlflow:{copy.first}", "lifecycle", "removed from the store")
        ]
        assert read(copy.path, copy.folder, second.state).facts == []

    def test_a_file_that_could_not_be_read_is_tried_again(self, stores, read, tmp_path):
        copy = stores["mlflow2/folder"].copied(tmp_path / "copy")
        (meta,) = copy.path.glob(f"*/{copy.first}/meta.yaml")
        good = meta.read_text()
        meta.write_text(good[: len(good) // 2] + "\n[")
        first = read(copy.path, copy.folder)
        assert str(meta) in {each.where for each in first.of(Problem)}
        (copy.path / "0" / "meta.yaml").touch()
        again = read(copy.path, copy.folder, first.state)
        assert not again.of(Solved)
        meta.write_text(good)
        second = read(copy.path, copy.folder, again.state)
        assert [each.where for each in second.of(Solved)] == [str(meta)]
        assert f"mlflow:{copy.first}" in {run.key for run in second.of(Run)}


def test_secrets_are_not_kept(stores, read, run_mlflow, tmp_path):
    copy = stores["mlflow/database"].copied(tmp_path / "copy")
    url = "https://ada:hunter2@example.org/churn.git"
    run_mlflow(
        copy.tool, "call", copy.uri,
        "set_tag", json.dumps([copy.first, "mlflow.source.git.repoURL", url]),
        "log_param", json.dumps([copy.first, "api_key", "hunter2"]),
        "log_param", json.dumps([copy.first, "max_tokens", "12"]),
        "set_model_version_tag", json.dumps(["churn", "1", "url", url]),
        "set_tag", json.dumps([copy.first, "mlflow.note.content", f"see {url}"]),
    )  # fmt: skip
    reading = read(copy.path, copy.folder)
    assert "hunter2" not in repr(reading.facts)
    assert "example.org/churn.git" in repr(reading.facts)
    assert Parameter(f"mlflow:{copy.first}", "max_tokens", "12") in reading.of(Parameter)


def test_a_short_sha_is_a_commit_where_the_repository_has_one(stores, read, tmp_path):
    copy = stores["mlflow/database"].copied(tmp_path / "copy")
    git = ["git", "-C", str(copy.folder)]
    subprocess.run([*git, "init", "--quiet"], check=True)
    subprocess.run([*git, "commit", "--quiet", "--allow-empty", "-m", "x"], check=True)
    sha = subprocess.run(
        [*git, "rev-parse", "HEAD"], check=True, capture_output=True, text=True
    ).stdout.strip()
    for part, expected in ((sha[:8], [sha]), ("deadbeef", []), ("main", []), ("--all", [])):
        with sqlite3.connect(copy.path) as connection:
            tag = "UPDATE tags SET value = ? WHERE key = 'mlflow.source.git.commit'"
            connection.execute(tag, (part,))
        connection.close()
        found = read(copy.path, copy.folder).of(CodeOf)
        assert [fact.commit for fact in found] == expected
        assert all(fact.known is Known.NAMED for fact in found)


MLPROJECT = """name: churn
entry_points:
  main:
    parameters:
      alpha: {type: float, default: 0.5}
      data: {type: path, default: "a b.csv"}
    command: "python train.py {alpha} --data {data}"
"""


def test_a_run_of_a_project_has_its_command(run_tool, read, tmp_path):
    """As `mlflow run` ran it, and as the MLproject of its commit says: not as that is by now."""
    root = tmp_path / "project"
    root.mkdir()
    (root / "MLproject").write_text(MLPROJECT)
    (root / "train.py").write_text("import sys\nopen('ran.txt', 'w').write(repr(sys.argv))\n")
    (root / "a b.csv").touch()
    git = ["git", "-C", str(root)]
    for words in (["init", "--quiet"], ["add", "--all"], ["commit", "--quiet", "-m", "x"]):
        subprocess.run([*git, *words], check=True)
    database = tmp_path / "mlflow.db"
    words = ["run", str(root), "--env-manager", "local", "-P", "alpha=0.25"]
    run_tool("mlflow2", *words, cwd=root, MLFLOW_TRACKING_URI=f"sqlite:///{database}")
    (root / "MLproject").write_text("name: other\n")
    subprocess.run([*git, "commit", "--quiet", "-am", "y"], check=True)
    reading = read(database, root)
    (run,) = reading.of(Run)
    assert run.command == ("python train.py 0.25 --data 'a b.csv'",)
    assert shlex.split(run.command[0])[1:4] == ast.literal_eval((root / "ran.txt").read_text())[:3]
    assert run.working_directory == ""
    assert [fact.known for fact in reading.of(CodeOf)] == [Known.RECORDED]
