"""Events that the real OpenLineage client wrote to files."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from forebear.lineage.facts import Fact
from forebear.lineage.progress import Silent
from forebear.sources.openlineage.source import OpenLineageSource

HERE = Path(__file__).parent
COMMIT = "c0ffee" * 6 + "abcd"


@pytest.fixture(scope="session")
def emit() -> Callable[..., None]:
    """Return `emit(what, path)`: the client writes events there (`all`, `single` = a file each, `more`)."""
    python = Path(sys.prefix) / "tools" / "openlineage" / "bin" / "python"
    if not python.exists():
        pytest.fail("openlineage is not installed; run packaging/test, which installs it")

    def run(what: str, path: Path, commit: str = COMMIT) -> None:
        words = [str(python), str(HERE / "emit.py"), what, str(path), commit]
        subprocess.run(words, check=True, capture_output=True)

    return run


@pytest.fixture(scope="session")
def _events(emit: Callable[..., None], tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("openlineage") / "events.jsonl"
    emit("all", path)
    return path


@pytest.fixture
def events(_events: Path, tmp_path: Path) -> Path:
    """A file of events that a test may change."""
    path = tmp_path / "events.jsonl"
    path.write_bytes(_events.read_bytes())
    return path


@pytest.fixture(scope="session")
def facts_of() -> Callable[..., list[Fact]]:
    """Return `facts_of(location, since=None)`."""

    def read(location: Path, since: dict[str, object] | None = None) -> list[Fact]:
        return list(OpenLineageSource(str(location)).facts(since, Silent()))

    return read
