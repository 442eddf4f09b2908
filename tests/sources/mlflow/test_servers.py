"""Stores behind servers hold the same as on disk: over the REST API, in PostgreSQL, in MariaDB."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import tempfile
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from forebear.lineage.errors import ActionableError
from forebear.lineage.facts import Checkpoint, Generated, Mentioned, Seen, Solved
from forebear.lineage.progress import Silent
from forebear.lineage.words import Artifact, Digest, ModelVersion, Problem, Run, Transition
from forebear.sources.hashing import Entry, folder_digest
from forebear.sources.mlflow.database import DatabaseStore
from forebear.sources.mlflow.records import RegisteredModel, RunRecord, Store, StoreError
from forebear.sources.mlflow.rest import RestStore
from forebear.sources.mlflow.server_tables import ServerTables
from forebear.sources.mlflow.sqlite import SqliteTables
from forebear.sources.mlflow.tool import MlflowTool
from forebear.sources.secrets import Secret, Secrets
from forebear.sources.tool import Context
from forebear.sources.web.gateway import Limits, Web

PROGRAM = Path(__file__).parent / "serve.py"
PASSWORD = "correct horse/battery@staple"
ADA = Secret("ada", PASSWORD)


@contextmanager
def served(python: Path, uri: str, folder: Path) -> Iterator[str]:
    """Serve a store; gives the server's address."""
    folder.mkdir(exist_ok=True)
    port = folder / "port"
    with (folder / "log").open("wb") as log:
        running = subprocess.Popen(
            [python, "-W", "ignore", PROGRAM, uri, str(folder / "served"), str(port)],
            stdout=log, stderr=log, cwd=folder,
        )  # fmt: skip
    try:
        until = time.monotonic() + 120
        while not port.exists():
            assert running.poll() is None, (folder / "log").read_text()
            assert time.monotonic() < until
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port.read_text()}"
    finally:
        running.terminate()
        running.wait()


@pytest.fixture(scope="module", params=["mlflow", "mlflow2", "mlflow1"])
def behind(
    request: pytest.FixtureRequest,
    stores: dict[str, Any],
    tool: Any,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[str, Path, str]]:
    """The name of an MLflow, a store that it made (a copy), and the address at which it serves that."""
    folder = tmp_path_factory.mktemp("served")
    path = shutil.copy(stores[f"{request.param}/database"].path, folder / "mlflow.db")
    with served(tool(request.param).parent / "python", f"sqlite:///{path}", folder) as url:
        yield request.param, Path(path), url


@pytest.fixture
def on_disk() -> Iterator[Callable[[Path], DatabaseStore]]:
    opened: list[SqliteTables] = []

    def open_(path: Path) -> DatabaseStore:
        opened.append(SqliteTables(path))
        return DatabaseStore(str(path), opened[-1])

    yield open_
    for each in opened:
        each.close()


def comparable(run: RunRecord) -> RunRecord:
    """A run without what has no order, and what the REST API does not tell."""
    return replace(
        run,
        datasets=sorted(run.datasets, key=str),
        outputs=sorted(run.outputs),
        inputs=sorted(run.inputs),
        source_name="",
        source_version="",
        entry_point="",
        metrics={
            name: (list(each.steps), repr(list(each.values)), list(each.times))
            for name, each in run.metrics.items()
        },  # type: ignore[misc]
    )


def registered(models: Any) -> list[RegisteredModel]:
    return [
        replace(
            model,
            versions=tuple(replace(each, location=each.location or each.source) for each in model.versions),
        )
        for model in models
    ]


def assert_the_same(ours: Store, theirs: Store) -> None:
    assert ours.experiments() == theirs.experiments()
    marks = theirs.marks()
    found = {run.id: comparable(run) for run in ours.runs(ours.marks())}
    assert found == {run.id: comparable(run) for run in theirs.runs(marks)}
    assert list(ours.marks()) == list(marks)
    models = Counter(map(repr, theirs.models(theirs.model_marks())))
    assert Counter(map(repr, ours.models(ours.model_marks()))) == models
    assert not list(ours.unread())


class TestRest:
    def test_a_version_is_the_one_that_is_on_disk(self, behind: Any, read: Any, tmp_path: Path) -> None:
        _, path, url = behind
        context = Context(tmp_path)
        facts = MlflowTool().open(url, context).facts(None, Silent())
        there = {fact.key for fact in facts if isinstance(fact, ModelVersion)}
        context.close()
        assert len(there) == 3
        assert there == {fact.key for fact in read(path, tmp_path).of(ModelVersion)}

    def test_the_same_is_told_as_is_on_disk(self, behind: Any, on_disk: Any) -> None:
        name, path, url = behind
        with Web(url) as web:
            store = RestStore(web)
            assert_the_same(store, on_disk(path))
            ours, theirs = registered(store.registry()), registered(on_disk(path).registry())
            if name == "mlflow1":  # its database does not note where `runs:/…` is; the server does
                assert ours[0].versions[1].location.startswith(("runs:/", "file:/"))
                ours = [
                    replace(
                        model, versions=tuple(replace(each, location=each.source) for each in model.versions)
                    )
                    for model in ours
                ]
            assert ours == theirs
            assert store.version().startswith({"mlflow": "3.", "mlflow2": "2.", "mlflow1": ""}[name])

    def test_a_mark_changes_with_its_run_alone(self, behind: Any, run_mlflow: Any) -> None:
        name, _, url = behind
        with Web(url) as web:
            before = RestStore(web).marks()
            assert RestStore(web).marks() == before
            run_mlflow(name, "more", url, "2")
            store = RestStore(web)
            after = store.marks()
            assert {id_: mark for id_, mark in after.items() if id_ in before} == before
            new = after.keys() - before.keys()
            assert len(new) == 2
            assert {run.params["alpha"] for run in store.runs(new)} == {"0", "1"}

    def test_pages_and_histories_together_or_alone_are_the_same(
        self, behind: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        _, _, url = behind
        with Web(url) as web:
            whole = RestStore(web)
            runs = {run.id: comparable(run) for run in whole.runs(whole.marks())}
            monkeypatch.setattr("forebear.sources.mlflow.rest._PAGE", 2)
            monkeypatch.setattr("forebear.sources.mlflow.rest._ROWS", 7)
            monkeypatch.setattr("forebear.sources.mlflow.rest._EXPERIMENTS", 1)
            paged = RestStore(web)
            assert {run.id: comparable(run) for run in paged.runs(paged.marks())} == runs
            assert registered(paged.registry()) == registered(whole.registry())


class TestTool:
    """Servers as sources that a person adds."""

    def test_a_server_is_told_before_it_is_read_and_becomes_the_same_lineage(
        self, behind: Any, tmp_path: Path
    ) -> None:
        _, path, url = behind
        context, tool = Context(tmp_path), MlflowTool()
        found = tool.at(f"{url}/", context)
        assert found is not None
        assert (found.kind, found.location, found.inside) == ("mlflow", url, False)
        assert found.title == "MLflow tracking server"
        assert found.said[0] == "3 experiments"
        assert not tool.is_current(url, {}, context)
        assert tool.watched(url, context) == ()
        ours = list(tool.open(url, context).facts(None, Silent()))
        theirs = list(tool.open(str(path), context).facts(None, Silent()))
        assert lineage(ours) == lineage(theirs)
        assert len([fact for fact in ours if isinstance(fact, Run)]) >= 6
        state = next(fact.state for fact in ours if isinstance(fact, Checkpoint))
        assert list(tool.open(url, context).facts(json.loads(json.dumps(state)), Silent())) == []

    def test_what_is_no_server_of_mlflow_is_nothing(self, server: Any, tmp_path: Path) -> None:
        tool, context = MlflowTool(), Context(tmp_path)
        assert tool.at(server.url, context) is None
        assert tool.at("https://github.com/a/b", context) is None
        server.say_bytes("/api/2.0/mlflow/experiments/search", b"<html>")
        assert tool.at(server.url, context) is None
        server.say("/api/2.0/mlflow/experiments/search", [1])
        assert tool.at(server.url, context) is None
        server.say("/api/2.0/mlflow/experiments/search", {}, 403)
        with pytest.raises(ActionableError, match="does not allow"):
            tool.at(server.url, context)
        with pytest.raises(ActionableError, match="Nothing answers"):
            list(tool.open("http://127.0.0.1:1", context).facts(None, Silent()))

    def test_the_server_of_the_environment_is_offered(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("MLFLOW_TRACKING_URI", "https://ada:pass-word@mlflow.example.org/")
        [found] = [each for each in MlflowTool().discover(Context(tmp_path)) if "://" in each.location]
        assert (found.location, found.inside) == ("https://mlflow.example.org", False)
        known = Secrets.of_user().of("https://mlflow.example.org", "mlflow")
        assert known == Secret("ada", "pass-word")
        assert Secrets.of_user().of("https://elsewhere.example.org", "mlflow") is None


class TestFiles:
    """Files of runs that a server keeps."""

    @pytest.fixture
    def run(self, behind: Any, run_mlflow: Any) -> Callable[..., tuple[str, str]]:
        """Return `run(*location)`: makes a run in a new experiment; returns its id and artifact URI."""

        def make(*location: str) -> tuple[str, str]:
            name, _, url = behind
            experiment = uuid.uuid4().hex
            run_mlflow(name, "call", url, "create_experiment", json.dumps([experiment, *location]))
            with Web(url) as web:
                path = "api/2.0/mlflow/experiments/get-by-name"
                about = web.document(path, {"experiment_name": experiment})["experiment"]
                made = web.ask("api/2.0/mlflow/runs/create", {"experiment_id": about["experiment_id"]})
            return made["run"]["info"]["run_id"], made["run"]["info"]["artifact_uri"]

        return make

    def end(self, behind: Any, run_mlflow: Any, run: str, folder: Path | None = None) -> None:
        name, _, url = behind
        words = [] if folder is None else ["log_artifacts", json.dumps([run, str(folder)])]
        ended = json.dumps([run, "FINISHED"])
        run_mlflow(name, "call", url, *words, "set_terminated", ended, MLFLOW_TRACKING_URI=url)

    def test_files_that_a_server_passes_on_are_digested_and_can_be_had_again(
        self, behind: Any, run: Any, run_mlflow: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        _, _, url = behind
        id_, uri = run()
        assert uri.startswith("mlflow-artifacts:/")
        # Nobody else writes here, so that what is left behind is the reading's own.
        scratch = tmp_path / "scratch"
        scratch.mkdir()
        monkeypatch.setattr(tempfile, "tempdir", str(scratch))
        made = tmp_path / "made"
        (made / "plots").mkdir(parents=True)
        (made / "report 100%.txt").write_bytes(b"fine")
        (made / "plots" / "roc.png").write_bytes(b"picture")
        self.end(behind, run_mlflow, id_, made)
        facts = list(MlflowTool().open(url, Context(tmp_path)).facts(None, Silent()))
        generated = {
            fact.path: fact.artifact for fact in facts if isinstance(fact, Generated) and id_ in fact.run
        }
        assert generated == {"report 100%.txt": md5(b"fine"), "plots/roc.png": md5(b"picture")}
        seen = {fact.artifact: fact.place for fact in facts if isinstance(fact, Seen)}
        place = seen[md5(b"fine")]
        assert place.startswith(f"{url}/api/2.0/mlflow-artifacts/artifacts/")
        target = tmp_path / "again"
        with Web(place) as web:
            web.download("", target)
        assert target.read_bytes() == b"fine"
        # The same bytes as in another tool's records have the same digests.
        artifact = next(fact for fact in facts if isinstance(fact, Artifact) and md5(b"fine") in fact.digests)
        assert {digest.algorithm for digest in artifact.digests} == {"md5", "sha256"}
        assert list(scratch.iterdir()) == []

    def test_files_in_s3_are_digested_and_large_ones_are_named(  # noqa: PLR0917
        self, behind: Any, run: Any, run_mlflow: Any, s3_server: str, tmp_path: Path, monkeypatch: Any
    ) -> None:
        import boto3

        for name, value in {
            "AWS_ACCESS_KEY_ID": "ada", "AWS_SECRET_ACCESS_KEY": "very-secret-key",
            "AWS_DEFAULT_REGION": "us-east-1", "AWS_ENDPOINT_URL": s3_server,
        }.items():  # fmt: skip
            monkeypatch.setenv(name, value)
        monkeypatch.setattr("forebear.sources.mlflow.far.LARGEST", 1000)
        _, _, url = behind
        bucket = f"made-{uuid.uuid4().hex[:12]}"
        client = boto3.client("s3")
        client.create_bucket(Bucket=bucket)
        id_, uri = run(f"s3://{bucket}/mlflow")
        root = uri.removeprefix(f"s3://{bucket}/")
        model = {"MLmodel": b"flavors: {}\n", "model.pkl": b"model"}
        for path, content in {
            "large.bin": b"x" * 2000, "a/b.txt": b"small", **{f"model/{k}": v for k, v in model.items()}
        }.items():  # fmt: skip
            client.put_object(Bucket=bucket, Key=f"{root}/{path}", Body=content)
        client.close()
        self.end(behind, run_mlflow, id_)
        facts = list(MlflowTool().open(url, Context(tmp_path)).facts(None, Silent()))
        generated = {
            fact.path: fact.artifact for fact in facts if isinstance(fact, Generated) and id_ in fact.run
        }
        folder = folder_digest([Entry(path, md5(content).value) for path, content in model.items()])
        assert generated == {"a/b.txt": md5(b"small"), "model": folder}
        [mentioned] = [fact for fact in facts if isinstance(fact, Mentioned) and id_ in fact.run]
        assert mentioned.place == f"{uri}/large.bin"
        [problem] = [fact for fact in facts if isinstance(fact, Problem) and fact.where == mentioned.place]
        assert "larger than" in problem.what
        assert folder in {
            fact.artifact for fact in facts if isinstance(fact, Seen) and fact.place == f"{uri}/model"
        }

    def test_a_store_that_does_not_answer_is_one_problem_until_it_does(
        self, behind: Any, run: Any, run_mlflow: Any, tmp_path: Path, monkeypatch: Any
    ) -> None:
        for name, value in {
            "AWS_ACCESS_KEY_ID": "ada", "AWS_SECRET_ACCESS_KEY": "x", "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
        }.items():  # fmt: skip
            monkeypatch.setenv(name, value)
        monkeypatch.setattr("forebear.sources.aws._TRIES", 1)
        _, _, url = behind
        id_, _ = run("s3://nowhere/mlflow")
        self.end(behind, run_mlflow, id_)
        facts = list(MlflowTool().open(url, Context(tmp_path)).facts(None, Silent()))
        assert any(isinstance(fact, Run) and id_ in fact.key for fact in facts)
        [problem] = [fact for fact in facts if isinstance(fact, Problem) and fact.where == f"{url} artifacts"]
        assert "Nothing answers" in problem.what
        state = next(fact.state for fact in facts if isinstance(fact, Checkpoint))
        assert state["runs"][id_] == "", "it is read again"  # type: ignore[index]


def made_by(run: str, facts: list[Any]) -> dict[str, Digest]:
    return {fact.path: fact.artifact for fact in facts if isinstance(fact, Generated) and run in fact.run}


def md5(content: bytes) -> Digest:
    return Digest("md5", hashlib.md5(content, usedforsecurity=False).hexdigest())


def lineage(facts: list[Any]) -> Counter[str]:
    """Facts without those that say where they were read, or when; of lists the order says nothing."""
    left = (fact for fact in facts if not isinstance(fact, Checkpoint | Problem | Solved))
    return Counter(
        repr(replace(fact, seen=None, record="") if isinstance(fact, Transition) else fact) for fact in left
    )


class TestRestLies:
    """What is no server of MLflow, or an ill one."""

    def test_another_server_is_said_to_be(self, server: Any) -> None:
        server.say("/api/2.0/mlflow/experiments/search", ["no", "object"])
        with (
            Web(server.url, limits=Limits(total=5)) as web,
            pytest.raises(StoreError, match="as one of MLflow"),
        ):
            RestStore(web).experiments()

    def test_a_wrong_password_is_said_to_be(self, server: Any) -> None:
        server.say("/api/2.0/mlflow/experiments/search", {}, 401)
        with Web(server.url, ADA, limits=Limits(total=5)) as web, pytest.raises(StoreError) as raised:
            RestStore(web).experiments()
        assert "does not accept" in str(raised.value)
        assert PASSWORD not in str(raised.value)

    def test_values_of_wrong_kinds_are_not_told(self, server: Any) -> None:
        odd: dict[str, Any] = {
            "experiments": [{"experiment_id": 7, "name": None, "tags": "none"}, "no object", 3, None],
        }
        runs = {
            "runs": [
                {
                    "info": {"run_id": "a", "start_time": "17", "end_time": {}},
                    "data": {"metrics": [{"key": "m"}], "params": [3]},
                },
                {"info": [], "data": None},
                {
                    "info": {"run_id": "b", "start_time": True},
                    "inputs": 4,
                    "outputs": {"model_outputs": [None]},
                },
            ],
            "next_page_token": "",
        }
        server.say("/api/2.0/mlflow/experiments/search", odd)
        server.say("/api/2.0/mlflow/runs/search", runs)
        server.say(
            "/api/2.0/mlflow/metrics/get-history",
            {
                "metrics": [
                    {"key": "m", "value": "much", "step": 1.5},
                    {"key": "m", "value": 2, "timestamp": "9"},
                ]
            },
        )
        with Web(server.url, limits=Limits(total=5)) as web:
            store = RestStore(web)
            assert list(store.experiments()) == ["7"]
            found = {run.id: run for run in store.runs(store.marks())}
            assert found.keys() == {"a", "b"}
            assert found["a"].started == 17
            assert list(found["a"].metrics["m"].values) == [2.0]
            assert list(store.models(store.model_marks())) == []
            assert store.registry() == ()
            assert next(what for _, what in store.unread()).startswith("1 values")

    def test_a_token_that_never_changes_is_no_endless_list(self, server: Any) -> None:
        server.say(
            "/api/2.0/mlflow/experiments/search",
            {"experiments": [{"experiment_id": "1"}], "next_page_token": "x"},
        )
        with Web(server.url, limits=Limits(total=5)) as web:
            assert list(RestStore(web).experiments()) == ["1"]
        assert len(server.asked) == 2


def _found_in(content: bytes) -> Iterator[bytes]:
    for word in (PASSWORD.encode(), quote(PASSWORD, safe="").encode()):
        if word in content:
            yield word


@pytest.fixture(scope="module", params=["mlflow-postgresql", "mlflow2-mysql", "mlflow1-postgresql"])
def in_database(
    request: pytest.FixtureRequest, run_mlflow: Any, tmp_path_factory: pytest.TempPathFactory
) -> Any:
    """A database on a server in which a real MLflow made a store, and what its client says of it."""
    name, kind = request.param.split("-")
    if kind == "postgresql":
        import psycopg

        place = request.getfixturevalue("network_postgresql")
        host, port = place.split(":")
        database, driver = f"mlflow_{uuid.uuid4().hex[:8]}", "postgresql+psycopg2"
        with psycopg.connect(
            host=host, port=int(port), user="ada", password=PASSWORD, dbname="postgres", autocommit=True
        ) as made:
            made.execute(f"CREATE DATABASE {database}")
    else:
        import pymysql

        place = request.getfixturevalue("network_mariadb")
        host, port = place.split(":")
        database, driver = f"mlflow_{uuid.uuid4().hex[:8]}", "mysql+pymysql"
        with closing(
            pymysql.connect(host=host, port=int(port), user="ada", password=PASSWORD, autocommit=True)
        ) as made:
            made.cursor().execute(f"CREATE DATABASE {database}")
    folder = tmp_path_factory.mktemp("database")
    uri = f"{driver}://ada:{quote(PASSWORD, safe='')}@{place}/{database}"
    run_mlflow(name, "make-at", uri, folder)
    return f"{driver.partition('+')[0]}://{place}/{database}", folder


class TestDatabases:
    def test_what_is_read_is_what_mlflow_s_client_says(self, in_database: Any) -> None:
        location, folder = in_database
        told = json.loads((folder / "told.json").read_text())
        with closing(ServerTables(location, ADA)) as tables:
            store = DatabaseStore(location, tables)
            assert {
                each.id: (each.name, each.lifecycle, dict(each.tags)) for each in store.experiments().values()
            } == {
                id_: (each["name"], each["lifecycle"], each["tags"])
                for id_, each in told["experiments"].items()
            }
            runs = {run.id: run for run in store.runs(store.marks())}
            assert {
                id_: (
                    run.status,
                    run.started,
                    run.ended,
                    run.lifecycle,
                    run.artifacts,
                    dict(run.params),
                    dict(run.tags),
                )
                for id_, run in runs.items()
            } == {
                id_: (
                    run["status"],
                    run["start"],
                    run["end"],
                    run["lifecycle"],
                    run["uri"],
                    run["params"],
                    run["tags"],
                )
                for id_, run in told["runs"].items()
            }
            assert {
                (id_, name, step, time // 1000)
                for id_, run in runs.items()
                for name, each in run.metrics.items()
                for step, time in zip(each.steps, each.times, strict=True)
            } == {
                (id_, name, step, time)
                for id_, run in told["runs"].items()
                for name, each in run["histories"].items()
                for step, _, time in each
            }
            assert {each.id for each in store.models(store.model_marks())} == told["logged"].keys()
            assert {
                f"{model.name}/{each.version}": (each.stage, each.source, each.run, dict(each.tags))
                for model in store.registry()
                for each in model.versions
            } == {
                key: (each["stage"], each["source"], each["run"], each["tags"])
                for key, each in told["versions"].items()
            }
            assert not list(store.unread())

    def test_a_password_is_kept_with_the_person_and_nowhere_else(
        self, in_database: Any, forebear: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for name in ("HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
            monkeypatch.setenv(name, str(tmp_path / name))
        project = tmp_path / "project"
        project.mkdir()
        for words in (("init", "-q"), ("commit", "-q", "--allow-empty", "-m", "Begin")):
            subprocess.run(["git", *words], cwd=project, check=True)
        location = in_database[0]
        coded = quote(PASSWORD, safe="")
        said = [
            forebear("sources", "--add", location.replace("://", f"://ada:{coded}@"), "--project", project),
            forebear("import", project, "--json"),
            forebear("sources", "--json", "--project", project),
        ]
        told = json.loads(said[1].stdout)
        assert {each["location"]: each["facts"] > 20 for each in told["sources"]}[location]
        assert told["runs"] >= 6
        for done in said:
            assert PASSWORD not in done.stdout + done.stderr
            assert coded not in done.stdout + done.stderr
        holding = [
            path
            for path in tmp_path.rglob("*")
            if path.is_file() and {PASSWORD.encode(), coded.encode()} & {*_found_in(path.read_bytes())}
        ]
        assert [path.name for path in holding] == ["secrets.json"]
        assert holding[0].stat().st_mode & 0o077 == 0
        # Nothing is new, also when the password comes from where it was kept.
        again = json.loads(forebear("import", project, "--json").stdout)
        assert {each["location"]: each["facts"] for each in again["sources"]}[location] == 0
        assert not [each for each in again["problems"] if each["where"] == location]

    def test_a_server_that_is_gone_is_one_problem_and_what_was_known_stays(
        self, forebear: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, server: Any
    ) -> None:
        monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
        for words in (("init", "-q"), ("commit", "-q", "--allow-empty", "-m", "Begin")):
            subprocess.run(["git", *words], cwd=tmp_path, check=True)
        server.say(
            "/api/2.0/mlflow/experiments/search", {"experiments": [{"experiment_id": "1", "name": "e"}]}
        )
        run = {"info": {"run_id": "a" * 32, "experiment_id": "1", "status": "FINISHED", "start_time": 1}}
        server.say("/api/2.0/mlflow/runs/search", {"runs": [run]})
        forebear("sources", "--add", server.url, "--kind", "mlflow", "--project", tmp_path)
        before = json.loads(forebear("import", tmp_path, "--json").stdout)
        assert before["runs"] == 1
        server.say("/api/2.0/mlflow/experiments/search", {}, 500)
        gone = json.loads(forebear("import", tmp_path, "--json").stdout)
        assert gone["runs"] == 1
        [problem] = [each for each in gone["problems"] if each["where"] == server.url]
        assert "has a fault" in problem["what"]
        server.say(
            "/api/2.0/mlflow/experiments/search", {"experiments": [{"experiment_id": "1", "name": "e"}]}
        )
        back = json.loads(forebear("import", tmp_path, "--json").stdout)
        assert [each for each in back["problems"] if each["where"] == server.url] == []

    def test_a_wrong_password_is_said_without_it(self, in_database: Any) -> None:
        with pytest.raises(StoreError) as raised:
            ServerTables(in_database[0], Secret("ada", "wrong-password"))
        assert "does not accept" in str(raised.value)
        assert "wrong-password" not in str(raised.value)
