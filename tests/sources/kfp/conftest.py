"""A pipeline compiled by the real compiler, and a run of it written by the models of the API's client."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

_SCRIPT = Path(__file__).parent / "make_pipelines.py"


@pytest.fixture(scope="session")
def made_pipelines(
    run_tool: Callable[..., str], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Any]:
    """A folder with `churn.yaml`, `two.yaml` (two documents), `runs.json`, and what its own classes say."""
    folder = tmp_path_factory.mktemp("kfp")
    return folder, json.loads(run_tool("kfp", str(_SCRIPT), str(folder), cwd=folder))
