"""Records of Pachyderm, written by the message classes of its own client."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

_SCRIPT = Path(__file__).parent / "make_records.py"


@pytest.fixture(scope="session")
def made_records(run_tool: Callable[..., str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `raw`, as `pachctl … --raw` prints them, and `api`, as the API streams the same."""
    folder = tmp_path_factory.mktemp("pachyderm")
    run_tool("pachyderm", str(_SCRIPT), str(folder), cwd=folder)
    return folder
