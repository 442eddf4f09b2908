"""Reading a large MLflow store: against reading the same tables into memory, and against MLflow's own client.

The store is made by direct SQL in the schema of the real MLflow, and what a sample of it means is checked
against the client. FOREBEAR_BENCHMARK_MLFLOW_RUNS=10000 is the full size: ten million rows of metrics.
"""

from __future__ import annotations

import gc
import json
import os
import random
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from forebear.lineage.database import Database
from forebear.lineage.facts import MetricSeries, Parameter, Run
from forebear.lineage.progress import Silent
from forebear.sources.mlflow.tool import MlflowTool
from forebear.sources.tool import Context

RUNS = int(os.environ.get("FOREBEAR_BENCHMARK_MLFLOW_RUNS", "500"))
ASKED = 20  # runs that the client is asked for; it takes as long for each
PARAMS, METRICS, STEPS = 20, 10, 100
START = 1_700_000_000_000

_CLIENT = """
import json, sys, time
from mlflow.tracking import MlflowClient
client = MlflowClient(sys.argv[1])
experiment = client.get_experiment_by_name("large").experiment_id
client.search_runs([experiment], max_results=1)
began = time.process_time()
found = {}
for run in client.search_runs([experiment], max_results=int(sys.argv[2])):
    found[run.info.run_id] = {
        "params": run.data.params,
        "metrics": {
            name: [(m.step, m.value, m.timestamp) for m in client.get_metric_history(run.info.run_id, name)]
            for name in run.data.metrics
        },
    }
json.dump({"seconds": time.process_time() - began, "runs": found}, sys.stdout)
"""
_BEGIN = """
import sys
from mlflow.tracking import MlflowClient
MlflowClient(sys.argv[1]).create_experiment("large", artifact_location="s3://bucket/large")
"""


@pytest.fixture(scope="module")
def python(tool: Callable[[str], Path]) -> Callable[..., str]:
    def run(program: str, *words: str, cwd: Path) -> str:
        interpreter = tool("mlflow").parent / "python"
        done = subprocess.run(
            [interpreter, "-W", "ignore", "-c", program, *words],
            cwd=cwd,
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout

    return run


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, python: Callable[..., str]) -> Path:
    path = tmp_path_factory.mktemp("large") / "mlflow.db"
    python(_BEGIN, f"sqlite:///{path}", cwd=path.parent)
    add(path, range(RUNS))
    return path


def add(path: Path, numbers: range) -> None:
    """Put runs into a store, each with its parameters, tags and metric histories."""
    lots = random.Random(numbers.start)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        asked = "SELECT experiment_id FROM experiments WHERE name = 'large'"
        (experiment,) = connection.execute(asked).fetchone()

        def put(table: str, columns: str, rows: list[tuple[object, ...]]) -> None:
            marks = ", ".join("?" * len(rows[0]))
            connection.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows)  # noqa: S608

        connection.execute("BEGIN")
        for number in numbers:
            run, start = f"{lots.getrandbits(128):032x}", START + number * 60_000
            put(
                "runs",
                "run_uuid, name, source_type, source_name, entry_point_name, user_id, status, start_time, "
                "end_time, source_version, lifecycle_stage, artifact_uri, experiment_id",
                [(run, f"run {number}", "LOCAL", "train.py", "", "ada", "FINISHED", start, start + 50_000, "",
                  "active", f"s3://bucket/large/{run}/artifacts", experiment)],
            )  # fmt: skip
            put(
                "params",
                "key, value, run_uuid",
                [(f"p{n:02}", str(lots.random()), run) for n in range(PARAMS)],
            )
            sha = f"{lots.getrandbits(160):040x}"
            tags = {"mlflow.user": "ada", "mlflow.runName": f"run {number}", "mlflow.source.git.commit": sha}
            put("tags", "key, value, run_uuid", [(name, value, run) for name, value in tags.items()])
            rows = [
                (f"m{metric}", lots.random(), start + step * 100, step, run, 0)
                for metric in range(METRICS)
                for step in range(STEPS)
            ]
            columns = "key, value, timestamp, step, run_uuid, is_nan"
            put("metrics", columns, rows)
            put("latest_metrics", columns, rows[STEPS - 1 :: STEPS])
        connection.execute("COMMIT")


def cpu(act: Callable[[], object]) -> float:
    """Seconds of the processor, which other programs do not lengthen as they do those of the clock."""
    gc.collect()
    gc.disable()  # as an import does
    began = time.process_time()
    act()
    spent = time.process_time() - began
    gc.enable()
    return spent


def floor(path: Path) -> None:
    """Read the tables into memory."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        held = [
            connection.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608
            for table in ("runs", "params", "tags", "metrics", "latest_metrics")
        ]
    assert len(held[3]) >= RUNS * METRICS * STEPS


def made(database: Path) -> Database:
    return Database.open(f"sqlite:///{database}", create=True)


def import_into(database: Database, path: Path) -> None:
    source = MlflowTool().open(str(path), Context(path.parent))
    database.write(source.facts(database.checkpoint("mlflow", str(path)), Silent()))


def test_an_import_costs_at_most_twice_reading_the_tables(store: Path, tmp_path: Path, capsys):
    """The best of turns, one after the other, so that a busy machine slows both or neither."""
    floors, imports = [], []
    for turn in range(4 if RUNS < 2_000 else 1):
        floors.append(cpu(lambda: floor(store)))
        database = made(tmp_path / f"{turn}.db")
        imports.append(cpu(lambda database=database: import_into(database, store)))
        database.close()
    _say(
        capsys,
        f"MLflow, {RUNS} runs: import {min(imports):.2f} s, tables {min(floors):.2f} s, "
        f"ratio {min(imports) / min(floors):.2f}",
    )
    # What is the same for any store counts in a small one: 1.9 times where a large one takes 1.6.
    assert min(imports) <= (2 if RUNS >= 2_000 else 2.5) * min(floors)


@pytest.mark.anywhere
def test_the_client_takes_at_least_twenty_times_as_long(store: Path, tmp_path: Path, python, capsys):
    """Its time for ASKED runs, per run, against that of a whole import; what it says of them is the same."""
    told = json.loads(python(_CLIENT, f"sqlite:///{store}", str(min(ASKED, RUNS)), cwd=tmp_path))
    source = MlflowTool().open(str(store), Context(store.parent))
    facts = list(source.facts(None, Silent()))
    params: dict[str, dict[str, object]] = {}
    histories: dict[str, dict[str, list[list[float]]]] = {}
    for fact in facts:
        if isinstance(fact, Parameter):
            params.setdefault(str(fact.subject), {})[fact.name] = fact.value
        elif isinstance(fact, MetricSeries):
            rows = zip(fact.steps, fact.values, (time // 1000 for time in fact.times), strict=True)
            histories.setdefault(str(fact.subject), {})[fact.name] = [list(row) for row in rows]
    for id_, run in told["runs"].items():
        assert params[f"mlflow:{id_}"] == run["params"]
        assert histories[f"mlflow:{id_}"] == {name: sorted(rows) for name, rows in run["metrics"].items()}
    database = made(tmp_path / "lineage.db")
    ours = cpu(lambda: import_into(database, store))
    database.close()
    whole = told["seconds"] / len(told["runs"]) * RUNS
    _say(capsys, f"MlflowClient {whole:.0f} s for {RUNS} runs, import {ours:.2f} s, {whole / ours:.0f} times")
    assert whole >= 20 * ours


@pytest.mark.anywhere
def test_an_import_takes_less_than_500_megabytes(store: Path, tmp_path: Path, capsys):
    program = (
        "import re, sys\n"
        "from pathlib import Path\n"
        "from forebear.lineage.database import Database\n"
        "from forebear.lineage.progress import Silent\n"
        "from forebear.sources.mlflow.tool import MlflowTool\n"
        "from forebear.sources.tool import Context\n"
        "database = Database.open('sqlite:///' + sys.argv[2], create=True)\n"
        "source = MlflowTool().open(sys.argv[1], Context(Path('/')))\n"
        "database.write(source.facts(None, Silent()))\n"
        # Its own: what getrusage tells begins with the memory of the process that started it.
        "print(re.search(r'VmHWM:\\s+(\\d+)', Path('/proc/self/status').read_text())[1])\n"
    )
    words = [sys.executable, "-c", program, str(store), str(tmp_path / "lineage.db")]
    done = subprocess.run(words, check=True, capture_output=True, text=True)
    megabytes = int(done.stdout) / 1024
    _say(capsys, f"MLflow, {RUNS} runs: {megabytes:.0f} MB")
    assert megabytes < 500


def test_nothing_new_is_told_at_once_and_what_is_new_alone_is_read(store: Path, tmp_path: Path, capsys):
    database = made(tmp_path / "lineage.db")
    import_into(database, store)
    context, tool = Context(store.parent), MlflowTool()

    def look() -> None:
        since = database.checkpoint("mlflow", str(store))
        assert since is not None
        assert tool.is_current(str(store), since, context)

    seconds = min(cpu(look) for _ in range(3))
    add(store, range(RUNS, RUNS + 5))
    since = database.checkpoint("mlflow", str(store))
    found: list[object] = []
    more = cpu(lambda: found.extend(tool.open(str(store), context).facts(since, Silent())))
    database.close()
    _say(capsys, f"MLflow, {RUNS} runs: nothing new {seconds * 1e3:.1f} ms, five new runs {more:.2f} s")
    assert seconds < 0.2
    assert sum(isinstance(fact, Run) for fact in found) == 5
    assert sum(isinstance(fact, MetricSeries) for fact in found) == 5 * METRICS


def _say(capsys: pytest.CaptureFixture[str], line: str) -> None:
    with capsys.disabled():
        sys.stdout.write(f"\n{line}\n")
