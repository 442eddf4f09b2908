"""Repeats in a real engine: chance told from drift, the spread of metrics, and when they stop."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from forebear.lineage.database import Database
from forebear.lineage.project import Project
from forebear.lineage.questions import Questions
from forebear.lineage.rebuilds import Purpose

pytestmark = pytest.mark.docker

Call = Callable[..., Any]
Record = Callable[..., Any]

NOISY = """
import json, random
json.dump({"auc": 0.8 + random.gauss(0, 0.01), "rows": 200}, open("metrics.json", "w"))
"""


def rebuilds(project: Any) -> Any:
    database = Database.open(Project.at(project.root).database_url)
    try:
        return Questions(database).rebuilds(project.run)
    finally:
        database.close()


def test_n_times_give_the_spread_and_judge_the_record(record: Record, call: Call) -> None:
    project = record(NOISY, makes=("metrics.json",))
    recorded = json.loads((project.root / "metrics.json").read_text())["auc"]
    done = call(project.root, "rebuild", project.ref, "--yes", "--times", "4")
    assert (done.code, done["verdict"], done["deterministic"], done["asked"]) == (1, "different", False, 4)
    assert [each["ended"] for each in done["repeats"]] == ["completed"] * 3
    assert done["second"] == done["repeats"][0]
    auc, rows = sorted(done["spread"], key=lambda each: each["metric"])
    assert (auc["metric"], auc["n"], len(set(auc["values"]))) == ("metrics.json:auc", 4, 4)
    assert auc["recorded"] == recorded
    low, high = auc["interval"]
    assert low < auc["min"] < auc["mean"] < auc["max"] < high
    assert auc["inside"] is (low <= recorded <= high)
    assert "4 runs show little: one more falls outside their smallest and largest 40%" in auc["said"]
    assert (rows["sd"], rows["inside"], rows["interval"]) == (0.0, True, [200.0, 200.0])
    assert rows["said"] == "All 4 came out as 200.0, as recorded."

    stored = rebuilds(project)
    assert [each.purpose for each in stored] == [Purpose.REPEAT] * 3 + [Purpose.REBUILD]
    assert {each.series for each in stored[:3]} == {done["id"]}
    assert all(each.vouches for each in stored)
    assert stored[3].metrics["metrics.json:auc"] in auc["values"]


def test_a_record_that_chance_does_not_explain(record: Record, call: Call) -> None:
    script = (
        "import json, os\nrecorded = len(os.listdir('/sys/class/net')) > 1\n"
        "json.dump({'auc': 0.75 if recorded else 0.7}, open('metrics.json', 'w'))\n"
    )
    project = record(script, makes=("metrics.json",), flags=("--network",))
    done = call(project.root, "rebuild", project.ref, "--yes", "--twice")
    assert (done["verdict"], done["deterministic"], len(done["repeats"])) == ("different", True, 1)
    assert done["spread"][0]["inside"] is False
    assert "the record has 0.75, which chance does not explain" in done["spread"][0]["said"]


def test_repeats_stop_at_the_first_that_fails(record: Record, call: Call) -> None:
    script = (
        "import os\nopen('model.bin', 'w').write('x')\n"
        "if len(os.listdir('/sys/class/net')) < 2: raise SystemExit(3)\n"
    )
    project = record(script, flags=("--network",))
    done = call(project.root, "rebuild", project.ref, "--yes", "--times", "5")
    assert (done.code, done["ended"], done["repeats"], done["second"]) == (1, "failed", [], None)
    assert (done["deterministic"], done["spread"]) == (None, [])


@pytest.mark.parametrize("times", ["0", "-1", "x", "1001", "99999999999999999999999"])
def test_a_number_of_times_that_is_none(call: Call, tmp_path: Any, times: str) -> None:
    done = call(tmp_path, "rebuild", "v1", f"--times={times}")
    assert done.code == 2
    assert "whole number from 1 to 1000" in done.said


def test_the_text_says_it_too(record: Record, forebear: Any) -> None:
    project = record(NOISY, makes=("metrics.json",))
    done = forebear("rebuild", project.ref, "--yes", "--times", "3", cwd=project.root, code=1)
    assert "3 times          the 3 differ: the step is not deterministic" in done.stdout
    assert "spread           metrics.json:auc: n 3, mean 0." in done.stdout
