"""How fast a store of ML-Metadata is read, against its own client and against its bare tables.

FOREBEAR_BENCHMARK_EXECUTIONS says how many executions it has.
"""

from __future__ import annotations

import gc
import os
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from forebear.lineage.facts import Checkpoint
from forebear.lineage.progress import Silent
from forebear.lineage.words import Run
from forebear.sources.mlmd.tool import MlmdTool
from forebear.sources.tool import Context

pytestmark = pytest.mark.anywhere

EXECUTIONS = int(os.environ.get("FOREBEAR_BENCHMARK_EXECUTIONS", "2000"))
_SCRIPT = Path(__file__).parents[1] / "sources" / "mlmd" / "make_store.py"
_TABLES = ("Artifact", "Execution", "Context", "ArtifactProperty", "ExecutionProperty", "Event", "EventPath")


@pytest.fixture(scope="module")
def store(run_tool: Callable[..., str], tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], Path]:
    """Return `store(count)`: one with so many executions, made by the library itself."""
    folder = tmp_path_factory.mktemp("mlmd")

    def make(count: int) -> Path:
        path = folder / f"{count}.db"
        if not path.exists():
            run_tool("mlmd", str(_SCRIPT), "many", str(path), str(count), cwd=folder)
        return path

    return make


@pytest.fixture(autouse=True)
def _uncollected() -> Iterator[None]:
    """As an import does: facts have no cycles, and looking for them costs more with each that is held."""
    gc.disable()
    yield
    gc.enable()


def _seconds(act: Callable[[], object], rounds: int = 3) -> float:
    """The least CPU time of a few rounds: neighbours on the machine only ever add to it."""
    least = float("inf")
    for _ in range(rounds):
        start = time.process_time()
        act()
        least = min(least, time.process_time() - start)
    return least


def _read(path: Path, since: dict[str, object] | None = None) -> list[object]:
    return list(MlmdTool().open(str(path), Context(path.parent)).facts(since, Silent()))


def _say(capsys: pytest.CaptureFixture[str], line: str) -> None:
    with capsys.disabled():
        sys.stdout.write(f"\n{line}\n")


def test_reading_is_as_fast_as_the_client_is(store, run_tool, capsys):
    path = store(EXECUTIONS)

    def floor() -> None:
        with closing(sqlite3.connect(path)) as connection:
            for table in _TABLES:
                connection.execute(f'SELECT * FROM "{table}"').fetchall()  # noqa: S608

    assert sum(isinstance(fact, Run) for fact in _read(path)) == EXECUTIONS + EXECUTIONS // 10
    bare, taken = _seconds(floor), _seconds(lambda: _read(path))
    client = float(run_tool("mlmd", str(_SCRIPT), "iterate", str(path), cwd=path.parent))
    _say(
        capsys,
        f"{EXECUTIONS:,} executions: {taken:.2f} s, the client {client:.2f} s, bare tables {bare:.2f} s",
    )
    assert taken <= 2 * client
    assert taken <= 16 * bare


def test_reading_grows_with_the_store_and_no_faster(store, capsys):
    few, many = EXECUTIONS // 4, EXECUTIONS
    small, large = (_seconds(lambda count=count: _read(store(count))) for count in (few, many))
    _say(capsys, f"{few:,} executions {small:.2f} s, {many:,} {large:.2f} s: {large / small:.1f} times")
    assert large <= 1.5 * (many / few) * small


def test_what_is_known_is_not_read_again(store, capsys):
    path = store(EXECUTIONS)
    first = _read(path)
    state = next(dict(fact.state) for fact in first if isinstance(fact, Checkpoint))
    whole, again = _seconds(lambda: _read(path), rounds=1), _seconds(lambda: _read(path, state))
    looked = _seconds(lambda: MlmdTool().is_current(str(path), state, Context(path.parent)))
    _say(capsys, f"all {whole:.2f} s, nothing new {again * 1e3:.0f} ms, not written to {looked * 1e6:.0f} µs")
    assert again <= whole / 5
    assert looked <= whole / 1000
