"""DOT, Mermaid, GraphML, CSV and JSON: other programs read them back, whatever names hold."""

from __future__ import annotations

import csv
import io
import json
import re
import resource
import subprocess
from pathlib import Path

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forebear.drawing.files.mermaid import _escaped, too_large
from forebear.drawing.files.tables import _cell
from forebear.drawing.files.writing import Form, document, form_of, table, text, write
from forebear.drawing.ordering import ordered
from forebear.drawing.picture import About
from forebear.lineage.answers import Edge, Graph, Node
from forebear.lineage.documents import identities
from forebear.lineage.errors import ActionableError, UsageError
from forebear.lineage.visible import visible
from forebear.lineage.words import NodeKind, Origin, Role

GOLDEN = Path(__file__).parent / "golden"


def graphviz(source: str, form: str) -> str:
    """Have the real `dot` read it; it may not even warn."""
    done = subprocess.run(
        ["dot", f"-T{form}"], input=source, capture_output=True, check=False, text=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr
    assert "syntax" not in done.stderr.lower()
    return done.stdout


def read_dot(source: str) -> tuple[dict[str, dict[str, str]], list[tuple[str, str, str]]]:
    """The nodes and edges that Graphviz sees."""
    seen = json.loads(graphviz(source, "json"), strict=False)
    names = {each["_gvid"]: each["name"] for each in seen.get("objects", ())}
    nodes = {each["name"]: each for each in seen.get("objects", ())}
    edges = [(names[each["tail"]], names[each["head"]], each["label"]) for each in seen.get("edges", ())]
    return nodes, edges


@pytest.mark.parametrize("form", [Form.DOT, Form.MERMAID, Form.GRAPHML])
def test_golden(form: Form, small: Graph, about: About) -> None:
    assert text(form, small, about) == (GOLDEN / f"small{form.value}").read_text(encoding="utf-8")


def test_graphviz_reads_the_whole_graph(hostile: Graph) -> None:
    nodes, edges = read_dot(text(Form.DOT, hostile, About('a "title" \\N &amp;')))
    called = identities(hostile)
    escaped = {visible(name).replace("\\", "\\\\") for name in called.values()}  # ids keep their backslashes
    assert set(nodes) == escaped
    assert len(edges) == len({(edge.source, edge.target) for edge in hostile.edges})
    drawn = graphviz(text(Form.DOT, hostile, About("x")), "svg")
    assert "<script>" not in drawn
    assert "&amp;lt;b&amp;gt; &amp;amp; \\N \\G" in drawn.replace("&#45;", "-"), "a label is shown as it is"


def test_graphml_is_read_back(hostile: Graph, small: Graph, about: About, tmp_path: Path) -> None:
    write(hostile, None, about, tmp_path / "hostile.graphml")
    read = nx.read_graphml(tmp_path / "hostile.graphml", force_multigraph=True)
    assert read.number_of_nodes() == len(hostile.nodes)
    assert read.number_of_edges() == len(hostile.edges)
    names = sorted(visible(node.name) for node in hostile.nodes if node.name)
    assert sorted(node["name"] for _, node in read.nodes(data=True) if "name" in node) == names
    write(small, None, about, tmp_path / "small.graphml")
    nodes = {node["name"]: node for _, node in nx.read_graphml(tmp_path / "small.graphml").nodes(data=True)}
    assert nodes["모델.pkl"]["value"] == pytest.approx(0.912345)
    assert nodes["모델.pkl"]["downstream_left_out"] == 2
    assert nodes["metrics.json"]["later"] is True
    assert nodes["prepare"]["members"] == 3
    assert nodes["customers.csv"]["change"] == "changed"


def test_tables_are_read_back_and_hold_no_formula(hostile: Graph, small: Graph, about: About) -> None:
    for graph in (small, hostile):
        nodes = list(csv.DictReader(io.StringIO(table("nodes", graph, about), newline="")))
        edges = list(csv.DictReader(io.StringIO(table("edges", graph, about), newline="")))
        assert len(nodes) == len(graph.nodes)
        assert len(edges) == len(graph.edges)
        refs = {row["ref"] for row in nodes}
        assert all({row["from"], row["to"]} <= refs for row in edges)
        cells = [cell for row in (*nodes, *edges) for cell in row.values()]
        assert not [cell for cell in cells if cell.strip() and cell.strip()[0] in "=+-@\t\r\n"]
    assert table("nodes", small, about).count("\r\n") == len(small.nodes) + 1
    assert {"'-x.csv", "'=cmd|' /C calc'!A0"} <= {row["name"] for row in nodes}


@given(st.text())
def test_no_cell_is_a_formula(value: str) -> None:
    cell = _cell(value)
    assert not cell.lstrip().startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert cell.removeprefix("'") == visible(value).removeprefix("'")


_MEANING = set('"`<>|{}#;\\&*_~%$^=@!?\n\r') - {"_"}


@given(st.text())
def test_nothing_means_anything_to_mermaid(value: str) -> None:
    said = _escaped(value)
    bare = re.sub(r"#\d+;", "", said)
    assert not _MEANING & set(bare)
    assert re.sub(r"#(\d+);", lambda found: chr(int(found[1])), said) == visible(value)


def test_mermaid_has_each_node_and_link_on_a_line(hostile: Graph) -> None:
    drawn = text(Form.MERMAID, hostile, About("x"))
    nodes = re.findall(r'^  (n\d+)[\[({]+"[^"\n]*"[\])}]+:::[a-z-]+$', drawn, re.MULTILINE)
    links = re.findall(r'^  n\d+ [-.=>]+\|"[^"\n|]*"\| n\d+$', drawn, re.MULTILINE)
    assert len(set(nodes)) == len(hostile.nodes)
    assert len(links) == len(hostile.edges)
    known = r"  n\d+.*|flowchart LR|  (accTitle|accDescr|classDef|class)\b.*|"
    assert all(re.fullmatch(known, line) for line in drawn.split("\n"))


def test_what_mermaid_refuses_is_known() -> None:
    def chain(length: int) -> tuple[str, bool]:
        nodes = tuple(Node(n, NodeKind.RUN, f"{n:040x}", "x", Origin.IMPORTED) for n in range(length))
        graph = Graph(nodes, tuple(Edge(n, n + 1, Role.INPUT) for n in range(length - 1)))
        drawn = text(Form.MERMAID, graph, About())
        return drawn, too_large(drawn, ordered(graph, About()))

    assert not chain(50)[1]
    assert chain(502)[1]


@settings(max_examples=25)
@given(st.lists(st.text(max_size=30), min_size=1, max_size=6))
def test_any_name_survives_graphviz(called: list[str]) -> None:
    nodes = tuple(
        Node(number, NodeKind.MODEL_VERSION, f"{number}{name}", name, Origin.IMPORTED)
        for number, name in enumerate(called)
    )
    edges = tuple(Edge(0, number, Role.OUTPUT, name) for number, name in enumerate(called))
    seen, joined = read_dot(text(Form.DOT, Graph(nodes, edges), About(called[0])))
    assert len(seen) == len(nodes)
    assert len(joined) == len(nodes)


def test_json_is_the_document_of_the_command(
    small: Graph, hostile: Graph, about: About, tmp_path: Path
) -> None:
    (file,) = write(hostile, None, about, tmp_path / "x.json")
    read = json.loads(file.read_text(encoding="utf-8"))
    assert read["ref"] == "모델.pkl"
    assert [node["name"] for node in read["nodes"]] == [node.name for node in hostile.nodes]
    told = document(small, about)
    group = next(node for node in told["nodes"] if "group" in node)  # type: ignore[attr-defined]
    assert group["group"] == {"kind": "stage", "members": 3}
    assert group["id"] == "group:stage:prepare"


def test_files_are_whole_or_not_there(small: Graph, about: About, tmp_path: Path) -> None:
    with pytest.raises(ActionableError, match="cannot be written") as caught:
        write(small, None, about, tmp_path / "nowhere" / "x.svg")
    assert caught.value.todo
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "x-edges.csv").mkdir()
    with pytest.raises(ActionableError, match="folder"):
        write(small, None, about, tmp_path / "x.csv")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder.csv", "x-edges.csv"]
    with pytest.raises(UsageError, match="end of the file's name"):
        form_of(tmp_path / "x.bmp")
    assert form_of(Path("a.GV")) is Form.DOT


def test_a_file_that_finds_no_room_leaves_nothing(small: Graph, about: About, tmp_path: Path) -> None:
    (tmp_path / "x.svg").write_text("as it was")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, hard))
    try:
        with pytest.raises(ActionableError, match="cannot be written") as caught:
            write(small, None, about, tmp_path / "x.svg")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert "room" in caught.value.todo
    assert [path.read_text() for path in tmp_path.iterdir()] == ["as it was"]
