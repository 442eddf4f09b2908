"""`forebear compare` from a terminal, on a small project that was really imported."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

Call = Callable[..., tuple[int, str, str]]


def test_compare_prints_what_differs_and_nothing_else(call: Call) -> None:
    code, out, _ = call("compare", "old", "new")
    assert code == 0
    assert "A: old, " in out
    assert "Changed: code, parameters." in out
    assert "The same: data." in out
    assert "Not recorded: environment." in out
    assert "auc" in out
    assert "NaN" in out
    assert "손실" not in out
    assert "\x1b" not in out
    assert "손실" in call("compare", "old", "new", "--all")[1]
    assert "+print(0.2)" in call("compare", "old", "new", "--patch")[1]
    assert "+print(0.2)" not in out


def test_compare_as_json_has_the_promised_keys(call: Call) -> None:
    code, out, _ = call("compare", "old", "new", "--json")
    assert code == 0
    said = json.loads(out, parse_constant=pytest.fail)
    assert {"versions", "changed", "metrics", "parameters", "data", "environment", "code"} <= set(said)
    assert said["changed"] == {"code": True, "data": False, "parameters": True, "environment": None}
    metric = next(row for row in said["metrics"] if row["name"] == "auc")
    assert metric["source"] == "metrics.json"
    assert metric["values"] == [0.91, "NaN"]
    rate = next(row for row in said["parameters"] if row["name"] == "rate")
    assert (rate["source"], rate["values"], rate["differs"]) == ("params.yaml", [0.1, 0.2], True)
    data = {row["path"]: row for row in said["data"]}
    assert data["data.csv"]["digests"] == [f"md5:{'a' * 32}"] * 2
    assert {"rows", "schema", "drift"} <= set(data["data.csv"])
    assert said["code"]["commits"] == 1
    assert {file["path"] for file in said["code"]["files"]} >= {"train.py", "params.yaml", "dvc.lock"}


def test_compare_tells_the_lineage_and_where_it_starts(call: Call) -> None:
    said = json.loads(call("compare", "old", "new", "--json")[1])["lineage"]
    assert said["versions"] == ["A", "B"]
    nodes = {node["id"]: node for node in said["nodes"]}
    assert {"id", "kind", "name", "state", "a", "b"} <= set(nodes["run:train"])
    states = {id_: node["state"] for id_, node in nodes.items() if node["state"] != "same"}
    assert states == dict.fromkeys(
        ("artifact:model.bin", "artifact:params.yaml", "commit:code", "run:train"), "changed"
    )
    data = nodes["artifact:data.csv"]
    assert (data["state"], data["a"], data["why"]) == ("same", data["b"], [])
    assert data["a"]["digests"]["md5"] == "a" * 32
    assert {end for edge in said["edges"] for end in (edge["from"], edge["to"])} <= set(nodes)
    assert {edge["state"] for edge in said["edges"]} <= {"same", "only in A", "only in B"}
    assert set(said["first"]) == {"artifact:params.yaml", "commit:code"}
    out = call("compare", "old", "new")[1]
    assert "Lineage: " in out
    assert "The first thing that differs is " in out
    assert "  =  data.csv" not in out
    assert "  =  data.csv" in call("compare", "old", "new", "--all")[1]


def test_of_several_versions_it_is_said_which_two_are_meant(call: Call) -> None:
    out = call("compare", "old", "new", "old")[1]
    assert "C against A" in out
    two = call("compare", "old", "new")[1]
    assert " against A" not in two
    assert "Lineage of " not in two
    many = call("compare", "old", "old", "new")[1]
    assert "Lineage of A and C: " in many
    assert call("compare", "old", "old", "new", "--all")[1].count("Lineage of A and C: ") == 1


def test_every_pair_with_the_baseline_has_its_lineage_in_json(call: Call) -> None:
    said = json.loads(call("compare", "old", "new", "old", "--json")[1])
    assert [each["versions"] for each in said["lineages"]] == [["A", "B"], ["A", "C"]]
    assert said["lineage"] == said["lineages"][-1]
    assert said["lineages"][0]["counts"]["changed"] > 0
    assert said["lineages"][1]["counts"]["changed"] == 0
    many = json.loads(call("compare", *("old",) * 5, "new", "--json")[1])["lineages"]
    assert [each["versions"][1] for each in many] == ["B", "C", "D", "F"]


def test_nothing_is_the_best_beside_a_value_that_is_no_number(call: Call) -> None:
    out = call("compare", "old", "new")[1]
    assert "is better" not in out
    assert "B differs in 1 of 2 metrics." in out  # NaN is neither better nor worse
    assert " *" not in out


def test_a_version_of_a_table_that_is_no_number_says_what_to_give(call: Call) -> None:
    code, _, err = call("compare", "old", "new", "--table-version", "x")
    assert code == 2
    assert "'x' is no version of a Delta table: give a number, or latest" in err


def test_compare_needs_two_versions_that_exist(call: Call) -> None:
    assert call("compare", "old")[0] == 2
    code, out, err = call("compare", "old", "nowhere", "--json")
    assert code == 2
    assert "nowhere" in err
    assert json.loads(out)["error"]["what"]
