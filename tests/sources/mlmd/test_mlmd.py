"""ML-Metadata, held against what its own client says of the same store."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forebear.lineage.errors import ActionableError
from forebear.lineage.facts import (
    Checkpoint,
    Fact,
    Generated,
    Metric,
    Nested,
    Parameter,
    RanIn,
    Seen,
    Tag,
    Used,
)
from forebear.lineage.progress import Silent
from forebear.lineage.words import Artifact, ArtifactType, Digest, NodeKind, Problem, Role, Run
from forebear.sources.mlmd.structures import structure_of
from forebear.sources.mlmd.tool import MlmdTool
from forebear.sources.tool import Context

RUN = "6a2c1f0e-0000-4000-8000-00000000c0de"
OLD = (9, 6, 5, 4, 2, 1, 0)


def read(store: Path, since: dict[str, object] | None = None) -> list[Fact]:
    return list(MlmdTool().open(str(store), Context(store.parent)).facts(since, Silent()))


def state_of(facts: list[Fact]) -> dict[str, Any]:
    (checkpoint,) = of(facts, Checkpoint)
    return json.loads(json.dumps(dict(checkpoint.state)))


def of(facts: list[Fact], kind: type) -> list[Any]:
    return [fact for fact in facts if isinstance(fact, kind)]


def number_of(digest: Digest) -> int:
    return int(digest.value.rpartition("/")[2])


def execution_of(key: str) -> int:
    return int(key.rpartition("/")[2])


def properties(told: Any) -> Iterator[tuple[int, str, object]]:
    for each in told:
        for group in ("custom_properties", "properties"):
            for name, value in each.get(group, {}).items():
                ((kind, inner),) = value.items()
                yield int(each["id"]), name, int(inner) if kind == "int_value" else inner


def test_everything_is_as_the_client_says(made_store: Path, told: Any) -> None:
    facts = read(made_store)
    assert not of(facts, Problem)
    runs = {run.key: run for run in of(facts, Run)}
    executions = {key: run for key, run in runs.items() if "/context/" not in key and key != f"kfp:{RUN}"}
    assert {execution_of(key) for key in executions} == {int(each["id"]) for each in told["executions"]}
    words = {"NEW": "new", "RUNNING": "running", "COMPLETE": "completed", "FAILED": "failed"}
    for each in told["executions"]:
        (run,) = (run for key, run in executions.items() if execution_of(key) == int(each["id"]))
        assert run.status == words[each["last_known_state"]]
        assert int(run.started_at.timestamp() * 1000) == int(each["create_time_since_epoch"])
    artifacts = {number_of(each.digests[0]): each for each in of(facts, Artifact)}
    assert artifacts.keys() == {int(each["id"]) for each in told["artifacts"]}
    seen = {(number_of(each.artifact), each.place) for each in of(facts, Seen)}
    assert seen == {(int(each["id"]), each["uri"]) for each in told["artifacts"] if each.get("uri")}
    edges = {(execution_of(each.run), number_of(each.artifact), "INPUT") for each in of(facts, Used)}
    edges |= {(execution_of(each.run), number_of(each.artifact), "OUTPUT") for each in of(facts, Generated)}
    assert edges == {
        (int(each["execution_id"]), int(each["artifact_id"]), each["type"])
        for each in told["events"]
        if each["type"] != "PENDING_OUTPUT"
    }
    paths = {
        (execution_of(each.run), number_of(each.artifact), each.evidence)
        for each in (*of(facts, Used), *of(facts, Generated))
    }
    assert paths == {
        (
            int(each["execution_id"]),
            int(each["artifact_id"]),
            f"event {each['type']} at "
            + "/".join(str(step.get("key", step.get("index"))) for step in each["path"]["steps"]),
        )
        for each in told["events"]
        if each["type"] != "PENDING_OUTPUT"
    }


def test_all_properties_are_kept_and_secrets_are_not(made_store: Path, told: Any) -> None:
    facts = read(made_store)
    noted: dict[tuple[int, str], object] = {}
    for fact in of(facts, Parameter):
        noted[execution_of(fact.subject), fact.name] = fact.value
    for tag in of(facts, Tag):
        if isinstance(tag.subject, str) and "/context/" not in tag.subject and tag.subject != f"kfp:{RUN}":
            noted.setdefault((execution_of(tag.subject), tag.name), tag.value)
    for number, name, value in properties(told["executions"]):
        if isinstance(value, dict):  # Kubeflow's inputs: a parameter each
            assert {inner: noted[number, inner] for inner in value} == {**value, "password": "(hidden)"}
            continue
        kept = noted[number, name]
        if name == "api_token":
            assert kept == "(hidden)"
        elif name == "url":
            assert kept == "https://***@host/x"
        elif isinstance(value, dict):
            assert json.loads(str(kept)) == {**value, "password": "(hidden)"}
        else:
            assert kept in (value, str(value)), name
    of_artifacts: dict[tuple[int, str], object] = {
        (number_of(fact.subject), fact.name): fact.value for fact in of(facts, Metric)
    }
    of_artifacts |= {
        (number_of(tag.subject), tag.name): tag.value
        for tag in of(facts, Tag)
        if isinstance(tag.subject, Digest)
    }
    for number, name, value in properties(told["artifacts"]):
        kept = of_artifacts[number, name]
        if isinstance(value, dict):
            assert json.loads(str(kept)) == value
        else:
            assert kept in (value, str(value), str(value).lower()), name
    assert "hunter2" not in repr(facts)


def test_contexts_say_which_runs_belong_together(made_store: Path, told: Any) -> None:
    facts = read(made_store)
    types = {int(each["id"]): each for each in told["contexts"]}
    nested = {(execution_of(each.run), each.parent.rpartition("/")[2]) for each in of(facts, Nested)}
    for each in told["executions"]:
        parent = each.get("custom_properties", {}).get("parent_dag_id", {}).get("int_value")
        for context in (types[number] for number in each["in"]):
            if context["type"] == "pipeline_run":
                assert (int(each["id"]), context["id"]) in nested
            if context["type"] == "system.PipelineRun":
                assert (int(each["id"]), str(parent or f"kfp:{RUN}")) in nested
    assert len(nested) == len(told["executions"])
    nodes = {tag.value for tag in of(facts, Tag) if tag.name == "node" and tag.kind is NodeKind.RUN}
    assert nodes == {each["name"] for each in told["contexts"] if each["type"] == "node"}


def test_kubeflow_runs_are_known_by_what_its_own_api_calls_them(made_store: Path) -> None:
    facts = read(made_store)
    keys = {run.key for run in of(facts, Run) if run.key.startswith("kfp:")}
    assert f"kfp:{RUN}" in keys
    assert sum(key.startswith(f"kfp:{RUN}/execution/") for key in keys) == 2
    (ran,) = of(facts, RanIn)
    assert ran.environment.image.reference == "registry:5000/prepare"
    assert ran.environment.image.digest == f"sha256:{'b' * 64}"
    kubeflow = [each for each in of(facts, Artifact) if any(d.algorithm == "kfp" for d in each.digests)]
    assert {each.name for each in kubeflow} == {"out", "m"}
    (made,) = (
        each for each in of(facts, Generated) if each.role is Role.METRICS and each.run.startswith("kfp")
    )
    (auc,) = (fact for fact in of(facts, Metric) if fact.name == "auc")
    assert auc.subject == made.artifact
    assert auc.value == 0.75


def test_types_and_digests_of_bytes(made_store: Path) -> None:
    artifacts = of(read(made_store), Artifact)
    forests = [each for each in artifacts if each.name.startswith("forest")]
    assert {each.type for each in forests} == {ArtifactType.MODEL}, "its base type says so"
    assert [each.digests[1] for each in forests] == [Digest("sha256", f"{n:064x}") for n in (1, 2, 3)]
    assert {each.type for each in artifacts if each.digests[0] not in {f.digests[0] for f in forests}} == {
        ArtifactType.DATASET,
        ArtifactType.METRICS,
    }


def test_only_what_is_new_is_read(store: Path, mlmd: Callable[..., str]) -> None:
    first = read(store)
    state = state_of(first)
    again = read(store, state)
    assert [type(fact) for fact in again] == [Checkpoint]
    assert state_of(again) == state
    mlmd("make", store, 2)
    new = read(store, state)
    named = {run.name for run in of(new, Run)}
    assert {"2026-11-04", "2026-11-05"} <= named
    assert "2026-11-03" not in named
    assert len([run for run in of(new, Run) if "/context/" not in run.key]) == 4
    assert len(of(new, Used)) == 2
    # What is read in two steps is what is read at once.
    assert set(map(repr, first)) | set(map(repr, new)) >= {
        repr(fact) for fact in read(store) if not isinstance(fact, Checkpoint)
    }


def test_reading_twice_changes_nothing(made_store: Path, written: Callable[[list[Fact]], int]) -> None:
    first = read(made_store)
    assert written(first) > 150
    assert written(read(made_store)) == 0
    assert written(read(made_store, state_of(first))) == 0


def test_a_changed_record_is_read_again(store: Path) -> None:
    state = state_of(read(store))
    with closing(sqlite3.connect(store)) as connection:
        connection.execute(
            "UPDATE Execution SET last_known_state = 4, "
            "last_update_time_since_epoch = last_update_time_since_epoch + 100000 WHERE id = 2"
        )
        connection.commit()
    (run,) = (each for each in of(read(store, state), Run) if "/context/" not in each.key)
    assert (execution_of(run.key), run.status) == (2, "failed")


def test_keys_do_not_depend_on_where_the_store_lies(made_store: Path, tmp_path: Path) -> None:
    other = Path(shutil.copy(made_store, tmp_path / "copy.sqlite"))
    assert {run.key for run in of(read(other), Run)} == {run.key for run in of(read(made_store), Run)}


def test_another_store_at_the_same_place_is_read_whole(store: Path, mlmd: Callable[..., str]) -> None:
    state = state_of(read(store))
    store.unlink()
    mlmd("make", store, 1)
    facts = read(store, state)
    assert len([run for run in of(facts, Run) if "/context/" not in run.key]) == 2
    assert state_of(facts)["store"] != state["store"]


@pytest.mark.parametrize("version", OLD)
def test_older_schemas(old_stores: Mapping[int, Path], told: Any, version: int) -> None:
    (found,) = MlmdTool().discover(Context(old_stores[version].parent))
    assert found.said[:2] == ("8 executions", "14 artifacts")
    facts = read(old_stores[version])
    runs = [run for run in of(facts, Run) if "/context/" not in run.key and run.key != f"kfp:{RUN}"]
    assert len(runs) == len(told["executions"])
    assert len(of(facts, Artifact)) == len(told["artifacts"])
    assert len(of(facts, Used)) + len(of(facts, Generated)) == sum(
        each["type"] != "PENDING_OUTPUT" for each in told["events"]
    )
    assert {run.name for run in runs} >= {"Trainer" if version < 3 else "churn.Trainer"}
    assert not of(facts, Problem)


def test_a_newer_schema_is_read_and_said(store: Path) -> None:
    with closing(sqlite3.connect(store)) as connection:
        connection.execute("UPDATE MLMDEnv SET schema_version = 11")
        connection.execute("ALTER TABLE Artifact ADD COLUMN colour TEXT")
        connection.execute("INSERT INTO Event(artifact_id, execution_id, type) VALUES (1, 1, 9)")
        connection.commit()
    facts = read(store)
    assert {problem.what.partition(",")[0] for problem in of(facts, Problem)} == {
        "Its schema is 11",
        "1 events are of a type that is not known (known are DECLARED_OUTPUT",
    }
    assert len(of(facts, Artifact)) == 14


def test_a_store_in_use(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("forebear.sources.mlflow.sqlite._PATIENCE", 0.2)
    with closing(sqlite3.connect(store, isolation_level=None)) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        (found,) = MlmdTool().discover(Context(store.parent))
        assert found.said == ("in use by another program",)
        with pytest.raises(ActionableError, match="locked"):
            read(store)
        connection.execute("ROLLBACK")
    assert of(read(store), Run)


def test_artifacts_are_called_as_their_output(store: Path) -> None:
    """TensorFlow Extended puts them into numbered folders, also on Windows."""
    with closing(sqlite3.connect(store)) as connection:
        place = "C:\\Users\\ada\\CsvExampleGen\\examples\\12"
        connection.execute("UPDATE Artifact SET uri = ? WHERE id = 1", (place,))
        connection.commit()
    named = {number_of(each.digests[0]): each.name for each in of(read(store), Artifact)}
    assert (named[1], named[5], named[7]) == ("examples", "examples", "m")


def test_files_that_are_no_stores(tmp_path: Path) -> None:
    (tmp_path / "a.db").write_bytes(b"SQLite format 3\0" + b"\1" * 5000)
    (tmp_path / "b.db").write_text("text")
    with closing(sqlite3.connect(tmp_path / "c.db")) as connection:
        connection.execute("CREATE TABLE Artifact(id)")
    assert list(MlmdTool().discover(Context(tmp_path))) == []
    for name in ("a.db", "b.db", "c.db", "none.db"):
        assert MlmdTool().at(str(tmp_path / name), Context(tmp_path)) is None
        with pytest.raises(ActionableError):
            read(tmp_path / name)


def test_a_cut_store_is_one_problem_or_what_is_left(store: Path) -> None:
    whole = store.read_bytes()
    for part in (0.3, 0.6, 0.9):
        store.write_bytes(whole[: int(len(whole) * part)])
        with pytest.raises(ActionableError):
            read(store)


def test_values_of_wrong_kinds(store: Path, written: Callable[[list[Fact]], int]) -> None:
    """SQLite keeps any value in any column."""
    with closing(sqlite3.connect(store)) as connection:
        connection.execute("UPDATE Artifact SET state = 'LIVE', uri = x'ff00', name = 7 WHERE id = 1")
        connection.execute(
            "UPDATE Execution SET create_time_since_epoch = 9e300, last_known_state = 77 WHERE id = 1"
        )
        connection.execute("UPDATE Execution SET create_time_since_epoch = 'x' WHERE id = 2")
        connection.execute(
            "UPDATE ArtifactProperty SET string_value = 'mlmd-struct::####' WHERE name = 'notes'"
        )
        connection.execute("UPDATE ArtifactProperty SET int_value = 'many' WHERE name = 'span'")
        connection.execute("UPDATE Event SET type = 'INPUT', milliseconds_since_epoch = 'x' WHERE id = 1")
        connection.execute("UPDATE Type SET name = x'00ff' WHERE id = 11")
        connection.commit()
    facts = read(store)
    written(facts)
    assert len(of(facts, Artifact)) == 14
    assert "state 77" in {run.status for run in of(facts, Run)}


def test_a_structure_never_breaks_the_reading() -> None:
    assert structure_of("mlmd-struct::") == {}
    assert structure_of("mlmd-struct::CgRhYg==") is None


@given(st.binary(max_size=200))
def test_any_bytes_as_a_structure(content: bytes) -> None:
    import base64

    found = structure_of("mlmd-struct::" + base64.b64encode(content).decode())
    assert found is None or isinstance(found, dict)


def test_it_is_found_in_a_project(store: Path, tmp_path: Path) -> None:
    (found,) = MlmdTool().discover(Context(tmp_path))
    assert found.location == str(store)
    assert found.inside
    assert found.said == ("8 executions", "14 artifacts", "schema 10")
    (tmp_path / "link.db").symlink_to(store)
    assert len(list(MlmdTool().discover(Context(tmp_path)))) == 1
    tool, context = MlmdTool(), Context(tmp_path)
    state = state_of(read(store))
    assert tool.is_current(str(store), state, context)
    with closing(sqlite3.connect(store)) as connection:
        connection.execute("UPDATE Artifact SET name = 'x' WHERE id = 1")
        connection.commit()
    assert not tool.is_current(str(store), state, context)
