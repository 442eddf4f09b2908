"""What the readers of stores find, against what MLflow's own client of the same version says."""

from __future__ import annotations

import math
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from forebear.sources.mlflow.histories import histories
from forebear.sources.mlflow.records import Store, StoreError
from forebear.sources.mlflow.schemas import release_of
from forebear.sources.mlflow.sqlite import SqliteTables

# Each line is nine of the line before.
LAUGHS = "a: &a [x]\n" + "\n".join(
    f"{after}: &{after} [{', '.join([f'*{before}'] * 9)}]" for before, after in pairwise("abcdefghi")
)

Opened = Callable[[Path], Store]


def meant(value: float) -> str:
    """The number that was logged; MLflow's databases keep the largest float for an infinity."""
    return repr(math.copysign(math.inf, value) if abs(value) == 1.7976931348623157e308 else value)


def test_experiments_are_those_that_mlflow_knows(made, opened: Opened):
    found = opened(made.path).experiments()
    assert {
        each.id: {"name": each.name, "lifecycle": each.lifecycle, "tags": dict(each.tags)}
        for each in found.values()
    } == made.told["experiments"]


def test_runs_are_those_that_mlflow_knows(made, opened: Opened):
    store = opened(made.path)
    found = {run.id: run for run in store.runs(store.marks())}
    assert {
        id_: {
            "experiment": run.experiment,
            "status": run.status,
            "start": run.started,
            "end": run.ended,
            "lifecycle": run.lifecycle,
            "uri": run.artifacts,
            "params": dict(run.params),
            "tags": dict(run.tags),
            "inputs": sorted((each.name, each.digest, each.source, each.context) for each in run.datasets),
            "outputs": list(run.outputs),
        }
        for id_, run in found.items()
    } == {
        id_: {
            **{name: told for name, told in run.items() if name not in ("metrics", "histories", "artifacts")},
            "inputs": sorted((*each[:3], dict(each[3])["mlflow.data.context"]) for each in run["inputs"]),
        }
        for id_, run in made.told["runs"].items()
    }
    assert not list(store.unread())


def test_metric_histories_are_those_that_mlflow_knows(made, opened: Opened):
    store = opened(made.path)
    told = made.told["runs"]
    for run in store.runs(store.marks()):
        assert {name: meant(each.values[-1]) for name, each in run.metrics.items()} == {
            name: meant(value) for name, value in told[run.id]["metrics"].items()
        }
        for name, history in run.metrics.items():
            ours = zip(history.steps, map(repr, history.values), history.times, strict=True)
            theirs = [
                (step, meant(value), when * 1000) for step, value, when in told[run.id]["histories"][name]
            ]
            assert Counter(ours) == Counter(theirs)
            assert list(history.steps) == sorted(history.steps)


def test_logged_models_and_the_registry_are_those_that_mlflow_knows(made, opened: Opened):
    store, told = opened(made.path), made.told
    assert {
        each.id: {
            "name": each.name, "run": each.run, "status": each.status, "tags": dict(each.tags),
            "params": dict(each.params), "location": each.location,
        }
        for each in store.models(store.model_marks())
    } == told["logged"]  # fmt: skip
    models = store.registry()
    assert {
        each.name: {"description": each.description, "tags": dict(each.tags), "aliases": dict(each.aliases)}
        for each in models
    } == told["models"]
    assert {
        f"{model.name}/{each.version}": {
            "stage": each.stage, "source": each.source, "run": each.run, "tags": dict(each.tags),
            "description": each.description, "created": each.created,
        }
        for model in models
        for each in model.versions
    } == told["versions"]  # fmt: skip


@pytest.mark.parametrize("made", ["mlflow/database", "mlflow1/folder"], indirect=True)
def test_a_mark_changes_with_its_run_alone(made, opened: Opened, run_mlflow, tmp_path: Path):
    folder = tmp_path / "copy"
    shutil.copytree(made.folder, folder)
    path = folder / made.path.name
    before = opened(path).marks()
    assert opened(path).marks() == before
    uri = f"sqlite:///{path}" if made.database else path.as_uri()
    run_mlflow(made.name.partition("/")[0], "more", uri, "2")
    after = opened(path).marks()
    assert {id_: mark for id_, mark in after.items() if id_ in before} == before
    assert len(after) == len(before) + 2


def test_the_release_of_a_schema_is_told(stores, opened: Opened):
    releases = {
        name: release_of(opened(stores[f"{name}/database"].path).schema)
        for name in ("mlflow", "mlflow2", "mlflow1")
    }
    assert releases == {"mlflow": "3.17", "mlflow2": "2.22", "mlflow1": "1.30"}


class TestBadInput:
    def copy(self, made, folder: Path) -> Path:
        shutil.copytree(made.folder, folder / "copy")
        return folder / "copy" / made.path.name

    def test_a_newer_schema_is_read_as_far_as_it_is_known(self, stores, opened: Opened, tmp_path: Path):
        made = stores["mlflow/database"]
        path = self.copy(made, tmp_path)
        with sqlite3.connect(path) as connection:
            connection.execute("UPDATE alembic_version SET version_num = 'feedfacecafe'")
            connection.execute("ALTER TABLE runs ADD COLUMN wattage FLOAT")
            connection.execute("ALTER TABLE runs DROP COLUMN source_version")
            connection.execute("DROP TABLE input_tags")
        connection.close()
        store = opened(path)
        runs = {run.id: run for run in store.runs(store.marks())}
        assert runs.keys() == made.told["runs"].keys()
        assert runs[made.first].params == made.told["runs"][made.first]["params"]
        (where, what), *others = store.unread()
        assert not others
        assert "schema" in where
        assert "feedfacecafe" in what
        assert "runs.source_version" in what

    def test_a_database_that_is_written_to_is_read(self, stores, opened: Opened, tmp_path: Path):
        path = self.copy(stores["mlflow/database"], tmp_path)
        writer = sqlite3.connect(path, isolation_level=None)
        writer.execute("PRAGMA journal_mode = WAL")
        writer.execute("INSERT INTO params (key, value, run_uuid) SELECT 'late', '1', run_uuid FROM runs")
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("UPDATE runs SET name = 'not yet'")
        store = opened(path)
        runs = list(store.runs(store.marks()))
        assert {run.params["late"] for run in runs} == {"1"}
        assert "not yet" not in {run.name for run in runs}
        writer.execute("COMMIT")  # nobody holds it up
        writer.close()

    def test_a_locked_database_says_so(self, stores, opened: Opened, tmp_path: Path, monkeypatch):
        monkeypatch.setattr("forebear.sources.mlflow.sqlite._PATIENCE", 0.1)
        path = self.copy(stores["mlflow2/database"], tmp_path)
        writer = sqlite3.connect(path, isolation_level=None)
        writer.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreError, match="locked"):
            opened(path)
        writer.close()

    @pytest.mark.parametrize("content", [b"", b"SQLite format 3\0" + b"\1" * 200, b"no database" * 100])
    def test_a_damaged_database_says_so(self, content: bytes, opened: Opened, tmp_path: Path):
        path = tmp_path / "mlflow.db"
        path.write_bytes(content)
        if content:
            with pytest.raises(StoreError, match="damaged"):
                opened(path)
        else:
            (_, what), *_ = opened(path).unread()
            assert "runs" in what

    def test_a_database_is_never_written_to(self, stores, tmp_path: Path):
        path = self.copy(stores["mlflow1/database"], tmp_path)
        before = path.read_bytes(), sorted(path.parent.iterdir())
        tables = SqliteTables(path)
        with pytest.raises(StoreError):
            tables.ask("DELETE FROM runs")
        tables.close()
        assert (path.read_bytes(), sorted(path.parent.iterdir())) == before

    def test_text_that_is_none_does_not_stop_the_rest(self, stores, opened: Opened, tmp_path: Path):
        made = stores["mlflow2/database"]
        path = self.copy(made, tmp_path)
        with sqlite3.connect(path) as connection:
            connection.execute("UPDATE params SET value = CAST(x'ff61' AS TEXT) WHERE key = 'alpha'")
            connection.execute("UPDATE metrics SET value = 'much' WHERE key = 'loss' AND step = 4")
        connection.close()
        store = opened(path)
        run = {run.id: run for run in store.runs(store.marks())}[made.first]
        assert run.params["alpha"] == "\ufffda"
        assert len(run.metrics["loss"].values) == 39
        (_, what), *_ = store.unread()
        assert what.startswith("1 rows of metrics")

    @pytest.mark.parametrize(
        ("content", "said"),
        [
            ("", "half-written"),
            ("run_id: [", "no YAML"),
            (LAUGHS, "too many values"),
            ("[" * 100_000, "too deep"),
            ("x: !!python/object/apply:os.system [true]", "tag"),
            ("x" * 2_000_000, "larger"),
        ],
    )  # fmt: skip
    def test_a_bad_meta_file_is_listed_and_the_rest_is_read(
        self, content, said, stores, opened: Opened, tmp_path: Path
    ):
        made = stores["mlflow/folder"]
        path = self.copy(made, tmp_path)
        (bad,) = path.glob(f"*/{made.first}/meta.yaml")
        bad.write_text(content)
        store = opened(path)
        runs = {run.id for run in store.runs(store.marks())}
        assert runs == made.told["runs"].keys() - {made.first}
        ((where, what),) = store.unread()
        assert where == str(bad)
        assert said in what

    def test_links_are_not_followed(self, stores, opened: Opened, tmp_path: Path):
        made = stores["mlflow/folder"]
        path = self.copy(made, tmp_path)
        secret = tmp_path / "secret"
        secret.write_text("1 2 3\n")
        (run,) = path.glob(f"*/{made.first}")
        (run / "tags" / "stolen").symlink_to(secret)
        (run / "metrics" / "stolen").symlink_to(secret)
        (run / "inputs" / "stolen").symlink_to(tmp_path)
        (path / "models" / "stolen").symlink_to(tmp_path)
        (path / "1234").symlink_to(run.parent)
        store = opened(path)
        found = {run.id: run for run in store.runs(store.marks())}
        assert found.keys() == made.told["runs"].keys()
        assert "stolen" not in {**found[made.first].tags, **found[made.first].metrics}
        assert {Path(where).name for where, _ in store.unread()} == {"stolen"}
        assert [model.name for model in store.registry()] == ["churn", "empty"]

    def test_a_dataset_cannot_name_a_path_outside(self, stores, opened: Opened, tmp_path: Path):
        made = stores["mlflow2/folder"]
        path = self.copy(made, tmp_path)
        link = next(path.glob(f"*/{made.first}/inputs/*/meta.yaml"))
        link.write_text("source_type: DATASET\ndestination_type: RUN\nsource_id: ../../../..\n")
        store = opened(path)
        run = {run.id: run for run in store.runs(store.marks())}[made.first]
        assert len(run.datasets) == 1

    def test_a_metric_of_an_earlier_format_has_no_step(self, stores, opened: Opened, tmp_path: Path):
        made = stores["mlflow1/folder"]
        path = self.copy(made, tmp_path)
        (metric,) = path.glob(f"*/{made.first}/metrics/once")
        metric.write_text("1700000000 0.5\n1700000001 0.75\nhalf a li")
        store = opened(path)
        run = {run.id: run for run in store.runs(store.marks())}[made.first]
        assert list(run.metrics["once"].values) == [0.5, 0.75]
        ((_, what),) = store.unread()
        assert what.startswith("1 lines of metrics")

    def test_a_store_that_is_gone_says_so(self, opened: Opened, tmp_path: Path):
        with pytest.raises(StoreError, match="not there"):
            SqliteTables(tmp_path / "gone.db")
        store = opened(tmp_path)
        store._root = tmp_path / "gone"
        with pytest.raises(StoreError, match="not there"):
            store.marks()


def test_a_history_is_in_the_order_of_mlflows_latest():
    rows = [
        ("a", 2, 5, 1.0, False),
        ("a", 1, 9, 3.0, False),
        ("a", 2, 5, 7.0, False),
        ("a", 2, 4, 9.0, False),
    ]
    found, bad = histories(rows)
    assert list(found["a"].values) == [3.0, 9.0, 1.0, 7.0]
    assert bad == 0
