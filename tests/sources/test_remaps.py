"""A folder that has moved is said once: what was read before is read anew, and then nothing is new."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Forebear = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def moved(
    tmp_path: Path, tool: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> tuple[Path, Path, Path]:
    """A store of MLflow whose artifacts lie elsewhere than its record says."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    root, old, new = tmp_path / "project", tmp_path / "old", tmp_path / "new"
    root.mkdir()
    program = (
        "import sys; from mlflow import MlflowClient; root, old = sys.argv[1:]\n"
        "client = MlflowClient(f'sqlite:///{root}/mlflow.db')\n"
        "run = client.create_run(client.create_experiment('e', artifact_location=old)).info.run_id\n"
        "open('model.bin', 'w').write('weights'); client.log_artifact(run, 'model.bin')\n"
        "client.set_terminated(run)\n"
    )
    words = [tool("mlflow").parent / "python", "-W", "ignore", "-c", program, root, old]
    subprocess.run(list(map(str, words)), cwd=tmp_path, check=True, capture_output=True)
    shutil.move(old, new)
    return root, old, new


def test_what_moved_is_found_once_it_is_said_where(
    moved: tuple[Path, Path, Path], forebear: Forebear
) -> None:
    root, old, new = moved

    def facts() -> int:
        found: dict[str, Any] = json.loads(forebear("import", root, "--json").stdout)
        return sum(each["facts"] for each in found["sources"])

    def models() -> list[dict[str, Any]]:
        listed = json.loads(forebear("list", "artifacts", "--json", cwd=root).stdout)
        return [each for each in listed["artifacts"] if "md5" in each["digests"]]

    assert facts() > 0
    assert not models()
    forebear("sources", "--remap", f"{old}={new}", cwd=root)
    assert facts() > 0
    assert [each["name"] for each in models()] == ["model.bin"]
    assert facts() == 0
