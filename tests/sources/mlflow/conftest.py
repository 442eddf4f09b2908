"""Stores that real MLflows of three generations made, each with what its own client says of it."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import pytest

from forebear.lineage.facts import Checkpoint
from forebear.lineage.progress import Silent
from forebear.sources.git.place import GitPlace
from forebear.sources.mlflow.database import DatabaseStore
from forebear.sources.mlflow.folders import FolderStore
from forebear.sources.mlflow.records import Store
from forebear.sources.mlflow.sqlite import SqliteTables
from forebear.sources.mlflow.tool import MlflowTool
from forebear.sources.tool import Context

T = TypeVar("T")

PROGRAM = Path(__file__).parent / "recorded.py"
FORMS = {
    "mlflow": ("database", "folder"),
    "mlflow2": ("database", "folder"),
    "mlflow1": ("database", "folder"),
}
STORES = [f"{name}/{form}" for name, forms in FORMS.items() for form in forms]


@dataclass(frozen=True)
class Made:
    """A store that a real MLflow made; not to be written to."""

    name: str
    folder: Path

    @property
    def database(self) -> bool:
        return self.name.endswith("/database")

    @property
    def path(self) -> Path:
        return self.folder / ("mlflow.db" if self.database else "mlruns")

    @property
    def uri(self) -> str:
        return f"sqlite:///{self.path}" if self.database else self.path.as_uri()

    @property
    def tool(self) -> str:
        return self.name.partition("/")[0]

    def copied(self, folder: Path) -> Made:
        """A copy that may be written to; the artifacts that it names are still those of the first."""
        shutil.copytree(self.folder, folder)
        return Made(self.name, folder)

    @property
    def told(self) -> dict[str, Any]:
        """What MLflow's client says of it."""
        found: dict[str, Any] = json.loads((self.folder / "told.json").read_text())
        return found

    @property
    def first(self) -> str:
        """The id of the run that has something of everything."""
        return next(id_ for id_, run in self.told["runs"].items() if "layers" in run["params"])


@pytest.fixture(scope="session")
def run_mlflow(tool: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Callable[..., str]:
    """Return `run(name, *words)`: runs `recorded.py` with the Python of a real MLflow."""
    here = tmp_path_factory.mktemp("mlflow")  # it may begin a store where it is started

    def run(name: str, *words: str | Path, **variables: str) -> str:
        done = subprocess.run(
            [tool(name).parent / "python", "-W", "ignore", PROGRAM, *map(str, words)],
            cwd=here,
            env={**os.environ, "MLFLOW_ALLOW_FILE_STORE": "true", **variables},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


@pytest.fixture(scope="session")
def stores(run_mlflow: Callable[..., str], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Made]:
    """All stores by name, made once for all workers of a test session."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    folder = shared / "mlflow-stores"
    with (shared / "mlflow.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "complete").exists():
            with ThreadPoolExecutor() as pool:
                list(
                    pool.map(
                        lambda made: run_mlflow(made[0], "make", folder / made[0], *made[1]), FORMS.items()
                    )
                )
            (folder / "complete").touch()
    return {name: Made(name, folder / name) for name in STORES}


@pytest.fixture(params=STORES)
def made(request: pytest.FixtureRequest, stores: dict[str, Made]) -> Made:
    return stores[request.param]


class Reading:
    """Facts of a store, and the state that its checkpoint left."""

    def __init__(self, path: Path, root: Path, since: Mapping[str, object] | None = None, **words: object):
        context = Context(root, GitPlace.find(root), **words)
        source = MlflowTool().open(str(path), context)
        self.facts = list(source.facts(since, Silent()))
        context.close()
        states = self.of(Checkpoint)
        # As the database gives it back.
        self.state = json.loads(json.dumps(states[-1].state)) if states else since

    def of(self, kind: type[T]) -> list[T]:
        return [fact for fact in self.facts if isinstance(fact, kind)]


@pytest.fixture(scope="session")
def read() -> Callable[..., Reading]:
    """Return `read(path, root, since)`: what the source of a store at a path yields."""
    return Reading


@pytest.fixture
def opened() -> Iterator[Callable[[Path], Store]]:
    """Return `opened(path)`: a store of either form."""
    tables: list[SqliteTables] = []

    def open_(path: Path) -> Store:
        if path.is_dir():
            return FolderStore(path)
        tables.append(SqliteTables(path))
        return DatabaseStore(str(path), tables[-1], str(path.parent))

    yield open_
    for each in tables:
        each.close()
