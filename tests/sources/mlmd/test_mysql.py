"""A store of ML-Metadata in a MySQL database, made there by the library itself."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from forebear.lineage.errors import ActionableError
from forebear.lineage.facts import Checkpoint, Generated, Used
from forebear.lineage.progress import Silent
from forebear.lineage.words import Artifact, Run
from forebear.sources.mlmd.tool import MlmdTool
from forebear.sources.secrets import Secret
from forebear.sources.tool import Context

PASSWORD = "correct horse/battery@staple"  # as the fixture says


def of(facts: list[Any], kind: type) -> list[Any]:
    return [fact for fact in facts if isinstance(fact, kind)]


def test_a_store_in_mysql(network_mariadb: str, mlmd: Callable[..., str], tmp_path: Path) -> None:
    location = f"mysql://{network_mariadb}/mlmd"
    store = f"mysql://ada:{quote(PASSWORD, safe='')}@{network_mariadb}/mlmd"
    mlmd("make", store, 2)
    told = json.loads(mlmd("tell", store))
    tool, context = MlmdTool(), Context(tmp_path, secrets=lambda *_: Secret("ada", PASSWORD))
    found = tool.at(location, context)
    assert found is not None
    assert found.said == ("4 executions", "8 artifacts", "schema 10")
    source = tool.open(location, context)
    first = list(source.facts(None, Silent()))
    assert len([run for run in of(first, Run) if "/context/" not in run.key]) == len(told["executions"])
    assert len(of(first, Artifact)) == len(told["artifacts"])
    edges = [each for each in told["events"] if each["type"] != "PENDING_OUTPUT"]
    assert len(of(first, Used)) + len(of(first, Generated)) == len(edges)
    assert "hunter2" not in repr(first)
    assert PASSWORD not in repr(first)
    (checkpoint,) = of(first, Checkpoint)
    state = json.loads(json.dumps(dict(checkpoint.state)))
    assert [type(fact) for fact in source.facts(state, Silent())] == [Checkpoint]
    mlmd("make", store, 1)
    new = list(source.facts(state, Silent()))
    assert len([run for run in of(new, Run) if "/context/" not in run.key]) == 2
    with pytest.raises(ActionableError):
        MlmdTool().at(location, Context(tmp_path, secrets=lambda *_: Secret("ada", "wrong")))
    assert MlmdTool().at(f"mysql://{network_mariadb}/mysql", context) is None
