"""Runs that the real W&B wrote, in its oldest and its newest version, and what its own code reads in them."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from forebear.lineage.facts import Fact
from forebear.lineage.progress import Silent
from forebear.sources.tool import Context
from forebear.sources.wandb.tool import WandbTool

HERE = Path(__file__).parent
TOOLS = Path(sys.prefix) / "tools"
WEIGHTS = b"weights\n" * 100


def python(name: str) -> Path:
    """The Python of a tool's environment."""
    found = TOOLS / name / "bin" / "python"
    if not found.exists():
        pytest.fail(f"{name} is not installed; run packaging/test, which installs it")
    return found


@dataclass(frozen=True)
class Store:
    """A project in which W&B ran: `commit` holds its code, and train.py was changed after it."""

    root: Path
    commit: str

    @property
    def place(self) -> Path:
        return self.root / "wandb"

    def log(self, run: str) -> Path:
        """The newest log of a run."""
        return sorted(self.place.glob(f"offline-*/run-{run}.wandb"))[-1]


def _made(root: Path, tool: str, *what: str) -> Store:
    (root / "data" / "sub").mkdir(parents=True)
    (root / "data" / "train.csv").write_text("a,b\n1,2\n")
    (root / "data" / "sub" / "two.csv").write_text("x\n" * 500)
    (root / "model.bin").write_bytes(WEIGHTS)
    (root / "train.py").write_bytes((HERE / "make_runs.py").read_bytes())
    (root / ".gitignore").write_text("/wandb\n/made\n")

    def git(*words: str) -> str:
        return subprocess.run(
            ["git", *words], cwd=root, check=True, capture_output=True, text=True
        ).stdout.strip()

    git("init", "--quiet")
    git("remote", "add", "origin", "https://ada:hunter2@example.org/team/churn.git")
    git("add", "--all")
    git("commit", "--quiet", "--message", "Train")
    with (root / "train.py").open("a") as file:
        file.write("# tried something\n")
    home = {
        "HOME": str(root.parent),
        "WANDB_CACHE_DIR": str(root.parent / "cache"),
    }
    done = subprocess.run(
        [python(tool), "train.py", *what],
        cwd=root,
        env={**os.environ, **home},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (root / "made").exists(), f"{done.stdout}\n{done.stderr}"
    return Store(root, git("rev-parse", "HEAD"))


@pytest.fixture(scope="session")
def stores(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Store]:
    """Runs of each version, made at the same time: W&B mostly waits."""
    what = {"wandb": ("first", "failed", "resumed", "half"), "wandb15": ("first", "failed")}
    with ThreadPoolExecutor() as pool:
        made = {
            name: pool.submit(_made, tmp_path_factory.mktemp(name) / "project", name, *runs)
            for name, runs in what.items()
        }
    return {name: each.result() for name, each in made.items()}


@pytest.fixture(scope="session")
def new_store(stores: dict[str, Store]) -> Store:
    """Runs of W&B 0.31."""
    return stores["wandb"]


@pytest.fixture(scope="session")
def old_store(stores: dict[str, Store]) -> Store:
    """Runs of W&B 0.15."""
    return stores["wandb15"]


@pytest.fixture(params=["wandb", "wandb15"])
def store(request: pytest.FixtureRequest, stores: dict[str, Store]) -> Store:
    """The runs of each version in turn."""
    return stores[request.param]


def _told(tool: str, paths: list[Path], given: str = "") -> str:
    words = [str(python(tool)), str(HERE / "tell_records.py"), *map(str, paths)]
    return subprocess.run(words, input=given, check=True, capture_output=True, text=True).stdout


@pytest.fixture(scope="session")
def told(new_store: Store, old_store: Store) -> Callable[[Path], list[tuple[bytes, dict[str, Any]]]]:
    """Return `told(log)`: payloads and messages of a log, as W&B's own code reads them."""
    paths = sorted([*new_store.place.glob("offline-*/*.wandb"), *old_store.place.glob("offline-*/*.wandb")])
    raw = _told("wandb15", paths)
    read = _told("wandb", [], raw)
    found: dict[str, list[tuple[bytes, dict[str, Any]]]] = {}
    for first, second in zip(raw.splitlines(), read.splitlines(), strict=True):
        path, payload = json.loads(first)
        found.setdefault(path, []).append((base64.b64decode(payload), json.loads(second)[1]))
    return lambda log: found[str(log)]


@pytest.fixture(scope="session")
def facts_of() -> Callable[..., list[Fact]]:
    """Return `facts_of(root, since=None)`: what is read of the one `wandb` folder of a project."""

    def read(root: Path, since: dict[str, object] | None = None) -> list[Fact]:
        tool, context = WandbTool(), Context(root)
        (found,) = tool.discover(context)
        return list(tool.open(found.location, context).facts(since, Silent()))

    return read
