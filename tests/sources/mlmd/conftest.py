"""Stores made by the real ML-Metadata, each once a session."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

SCRIPT = Path(__file__).parent / "make_store.py"
RUN = "6a2c1f0e-0000-4000-8000-00000000c0de"


@pytest.fixture(scope="session")
def mlmd(run_tool: Callable[..., str]) -> Callable[..., str]:
    """Return `mlmd(act, store, *words)`, which asks the real library."""

    def act(name: str, store: Path | str, *words: object) -> str:
        return run_tool("mlmd", str(SCRIPT), name, str(store), *map(str, words), cwd=SCRIPT.parent)

    return act


@pytest.fixture(scope="session")
def made_store(mlmd: Callable[..., str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with three runs of TensorFlow Extended's kind and one of Kubeflow's. Copy it to write to it."""
    path = tmp_path_factory.mktemp("mlmd") / "metadata.db"
    mlmd("make", path, 3)
    mlmd("kubeflow", path, RUN)
    return path


@pytest.fixture(scope="session")
def old_stores(
    mlmd: Callable[..., str], made_store: Path, tmp_path_factory: pytest.TempPathFactory
) -> Mapping[int, Path]:
    """That store in older schemas, which the library itself makes, each in a folder of its own."""
    folder = tmp_path_factory.mktemp("old")
    stores = {version: folder / str(version) / "metadata.db" for version in (9, 6, 5, 4, 2, 1, 0)}
    for path in stores.values():
        path.parent.mkdir()
        shutil.copy(made_store, path)
    mlmd("downgrade", folder, *stores)
    return stores


@pytest.fixture(scope="session")
def told(mlmd: Callable[..., str], made_store: Path) -> Any:
    """What the library's own client says of that store."""
    return json.loads(mlmd("tell", made_store))


@pytest.fixture
def store(made_store: Path, tmp_path: Path) -> Path:
    """A copy of the store that a test may change."""
    return Path(shutil.copy(made_store, tmp_path / "metadata.db"))
