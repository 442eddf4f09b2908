"""`forebear lineage` as a picture and for other programs, on a real project, without a display."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import xml.etree.ElementTree as ET

import networkx as nx
import pytest


@pytest.fixture
def lineage(imported, forebear, monkeypatch):
    """Run the command where there is no display, nor a Qt that could be asked for one."""
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)

    def ask(*words, code=0):
        return forebear("lineage", *words, "--project", imported, code=code)

    return ask


@pytest.fixture
def document(lineage):
    return lambda *words: json.loads(lineage(*words, "--json").stdout)


def test_svg_on_standard_output(lineage, document):
    root = ET.fromstring(lineage("model.json@v1.0", "--upstream", "--svg").stdout)  # noqa: S314  our own
    nodes = root.findall("{http://www.w3.org/2000/svg}g")
    assert len(nodes) == len(document("model.json@v1.0", "--upstream")["nodes"])
    assert root.findtext("{http://www.w3.org/2000/svg}title") == "Lineage of model.json@v1.0"
    assert lineage("v1.0", "--svg").stdout == lineage("v1.0", "--svg").stdout


def test_dot_is_read_by_graphviz(lineage, document):
    told = document("v1.0")
    done = subprocess.run(
        ["dot", "-Tplain"], input=lineage("v1.0", "--dot").stdout, capture_output=True, check=True, text=True
    )
    lines = done.stdout.splitlines()
    assert sum(line.startswith("node ") for line in lines) == len(told["nodes"])
    assert sum(line.startswith("edge ") for line in lines) == len(told["edges"])
    assert all(node["id"] in done.stdout for node in told["nodes"])


def test_graphml_and_tables_on_standard_output(lineage, document):
    told = document("v1.0")
    graph = nx.parse_graphml(lineage("v1.0", "--graphml").stdout)
    assert {node["ref"] for _, node in graph.nodes(data=True)} == {node["id"] for node in told["nodes"]}
    nodes = list(csv.DictReader(io.StringIO(lineage("v1.0", "--csv", "nodes").stdout)))
    edges = list(csv.DictReader(io.StringIO(lineage("v1.0", "--csv", "edges").stdout)))
    assert {row["ref"] for row in nodes} == {node["id"] for node in told["nodes"]}
    assert {(row["from"], row["to"], row["role"]) for row in edges} == {
        (edge["from"], edge["to"], edge["role"]) for edge in told["edges"]
    }


def test_mermaid_on_standard_output(lineage):
    text = lineage("v1.0", "--mermaid").stdout
    assert text.startswith("flowchart LR\n")
    assert "customers.csv" in text


@pytest.mark.parametrize(
    ("name", "start"),
    [("x.svg", b"<svg "), ("x.pdf", b"%PDF-"), ("x.png", b"\x89PNG"), ("x.gv", b"digraph ")],
)
def test_files(lineage, tmp_path, name, start):
    done = lineage("v1.1", "--output", tmp_path / name)
    assert done.stdout.strip() == str(tmp_path / name)
    assert (tmp_path / name).read_bytes().startswith(start)
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_two_tables_for_csv(lineage, tmp_path):
    told = json.loads(lineage("v1.1", "--output", tmp_path / "x.csv", "--json").stdout)
    assert told["output"] == [str(tmp_path / "x-nodes.csv"), str(tmp_path / "x-edges.csv")]
    assert told["nodes"] == len((tmp_path / "x-nodes.csv").read_text().splitlines()) - 1


def test_the_json_file_is_what_json_prints(lineage, tmp_path):
    lineage("v1.1", "--output", tmp_path / "x.json")
    printed = lineage("v1.1", "--json").stdout
    assert json.loads((tmp_path / "x.json").read_text()) == json.loads(printed)


def test_sizes_and_outlines(lineage, tmp_path):
    lineage("v1.0", "--output", tmp_path / "1.png")
    lineage("v1.0", "--output", tmp_path / "3.png", "--scale", "3")
    widths = [int.from_bytes((tmp_path / name).read_bytes()[16:20]) for name in ("1.png", "3.png")]
    assert widths[1] == 3 * widths[0]
    assert "<text" not in lineage("v1.0", "--svg", "--text-as-paths").stdout.replace("<text>", "")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("v1.0", "--svg", "--json"), "one form at a time"),
        (("v1.0", "--svg", "--dot"), "not allowed with"),
        (("v1.0", "--output", "x.bmp"), ".graphml"),
        (("v1.0", "--svg", "--scale", "2"), "PNG"),
        (("v1.0", "--dot", "--text-as-paths"), "SVG"),
    ],
)
def test_what_makes_no_sense_together(lineage, words, said):
    done = lineage(*words, code=2)
    assert said in done.stderr + done.stdout


def test_a_folder_that_is_not_there(lineage, tmp_path):
    done = lineage("v1.0", "--output", tmp_path / "nowhere" / "x.svg", code=3)
    assert "nowhere" in done.stderr
    assert "Give a folder that exists" in done.stderr


def test_folded_versions_are_one_node(lineage, document):
    whole = document("data/customers.csv", "--downstream")
    folded = document("data/customers.csv@v1.0", "--downstream", "--fold")
    groups = {node["name"]: node["group"]["members"] for node in folded["nodes"] if "group" in node}
    assert groups["train"] == 2
    assert len(folded["nodes"]) < len(document("data/customers.csv@v1.0", "--downstream")["nodes"])
    assert whole["nodes"]
    assert "×2" in lineage("data/customers.csv@v1.0", "--downstream", "--fold", "--svg").stdout  # noqa: RUF001


def test_as_it_was_and_what_has_changed(lineage, document):
    then = document("train.csv@v1.0", "--as-of", "v1.0")
    assert {node["name"] for node in then["nodes"]} < {
        node["name"] for node in document("train.csv@v1.0")["nodes"]
    } | {"nothing"}
    assert len(then["nodes"]) < len(document("train.csv@v1.0")["nodes"])
    changed = document("v1.1", "--against", "v1.0", "--as-of", "v1.1")
    became = {node["name"]: node["change"] for node in changed["nodes"]}
    assert became["model.json"] == "changed"
    assert became["customers.csv"] == "same"
    assert "≠ CHANGED" in lineage("v1.1", "--against", "v1.0", "--as-of", "v1.1", "--svg").stdout
    assert (
        document("model.json", "--as-of", "v1.0")["nodes"]
        == document("model.json@v1.0", "--as-of", "v1.0")["nodes"]
    )
    done = lineage("model.json", "--as-of", "no-such-version", code=2)
    assert "neither a revision nor a date" in done.stderr
    done = lineage("model.json", "--as-of", "2001", code=2)
    assert "not there yet" in done.stderr


def test_a_slice_instead_of_a_ref(lineage, document):
    told = document("kind:model")
    assert {node["type"] for node in told["nodes"]} == {"model"}
    assert len(lineage("kind:model").stdout.splitlines()) == len(told["nodes"])
    assert "Slice kind:model" in lineage("kind:model", "--svg").stdout
    mine = {node["kind"] for node in document("author:me kind:commit")["nodes"]}
    assert mine == {"commit"}
    narrowed = document("v1.0", "--slice", "kind:run")
    assert {node["kind"] for node in narrowed["nodes"]} == {"run"}
    done = lineage("kind:nonsense", code=2)
    assert "nonsense" in done.stderr
    assert "matches nothing" in lineage("kind:model name:zzz").stdout
    assert document("kind:model name:zzz")["nodes"] == []
    done = lineage("zzz", code=2)
    assert "Nothing is called this" in done.stderr
