"""Two upstream lineages as one: by construction, and on a project that the real DVC made."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from forebear.compare.lineages.document import lineage_document, lineage_lines, merged_lineage
from forebear.compare.lineages.merging import MergedLineage, Reason, merge
from forebear.compare.lineages.picture import about, graph_of, only_differing
from forebear.compare.lineages.upstream import Link, Piece, Upstream
from forebear.compare.lineages.words import first_text, told_text
from forebear.compare.side_by_side import compare
from forebear.drawing.composing import compose
from forebear.drawing.files.svg import svg
from forebear.lineage.answers import Change, Node
from forebear.lineage.database import Database
from forebear.lineage.progress import Silent
from forebear.lineage.project import Project
from forebear.lineage.questions import Questions
from forebear.lineage.words import ArtifactType, Digest, NodeKind, Origin, Role
from forebear.sources.git.repository import GitRepository
from forebear.sources.importing import import_project

TURNED = {Change.ADDED: Change.REMOVED, Change.REMOVED: Change.ADDED}


def merged_svg(merged: MergedLineage) -> str:
    drawn = graph_of(merged)
    return svg(compose(drawn.graph, about(merged, drawn)))


def artifact(name: str, content: str) -> Piece:
    key = Digest("md5", content)
    node = Node(0, NodeKind.ARTIFACT, str(key), name, Origin.IMPORTED, ArtifactType.DATASET, (key,))
    return Piece(node, (name,))


def run(name: str, key: str, *given: tuple[str, str], command: str = "") -> Piece:
    return Piece(Node(0, NodeKind.RUN, key, name, Origin.IMPORTED, detail=command), (name,), given)


def upstream(label: str, pieces: list[Piece], links: list[tuple[Piece, Piece, Role]]) -> Upstream:
    drawn = tuple(Link(one.key, other.key, role) for one, other, role in links)
    return Upstream(label, f"{label}: of a test", tuple(pieces), drawn)


@st.composite
def lineages(draw: st.DrawFn, label: str = "A") -> Upstream:
    """A lineage of up to a dozen things with few names and contents, circles included."""
    drawn = draw(
        st.lists(
            st.tuples(st.booleans(), st.sampled_from("abcde"), st.integers(0, 9)),
            min_size=1,
            max_size=12,
            unique_by=lambda each: (each[0], each[2]),  # one content is one artifact
        )
    )
    pieces = [
        artifact(f"{name}.csv", f"{number}") if is_data else run(name, f"{number}")
        for is_data, name, number in drawn
    ]
    ends = st.tuples(st.sampled_from(pieces), st.sampled_from(pieces))
    links = [
        (one, other, Role.OUTPUT if one.node.kind is NodeKind.RUN else Role.INPUT)
        for one, other in draw(st.lists(ends, max_size=20))
        if one.node.kind is not other.node.kind
    ]
    return upstream(label, pieces, links)


# by construction


@given(lineages())
def test_a_lineage_and_itself_are_the_same(one: Upstream) -> None:
    merged = merge(one, replace(one, label="B"))
    assert {node.change for node in merged.nodes} == {Change.SAME}
    assert {edge.change for edge in merged.edges} <= {Change.SAME}
    assert not merged.firsts
    assert not only_differing(merged).nodes


@given(lineages(), lineages("B"))
def test_everything_of_both_is_there_exactly_once(one: Upstream, other: Upstream) -> None:
    merged = merge(one, other)
    assert sorted(node.a.key for node in merged.nodes if node.a) == sorted(each.key for each in one.pieces)
    assert sorted(node.b.key for node in merged.nodes if node.b) == sorted(each.key for each in other.pieces)
    ids = [node.id for node in merged.nodes]
    assert len(ids) == len(set(ids))
    assert {end for edge in merged.edges for end in (edge.source, edge.target)} <= set(ids)
    for side, links in ((Change.ADDED, one.links), (Change.REMOVED, other.links)):
        assert sum(edge.change is not side for edge in merged.edges) == len(set(links))


@given(lineages(), lineages("B"))
def test_the_other_way_round_the_states_are_turned(one: Upstream, other: Upstream) -> None:
    def pairs(merged: MergedLineage, *, turned: bool) -> set[tuple[object, ...]]:
        found = set()
        for node in merged.nodes:
            keys = node.a.key if node.a else None, node.b.key if node.b else None
            change = TURNED.get(node.change, node.change) if turned else node.change
            found.add((*(reversed(keys) if turned else keys), change, node.first, node.after))
        return found

    assert pairs(merge(one, other), turned=False) == pairs(merge(other, one), turned=True)


@given(lineages(), st.data())
def test_one_other_digest_is_never_all_the_same(one: Upstream, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(one.pieces) - 1))
    piece = one.pieces[place]
    other = replace(piece, node=replace(piece.node, key="md5:other", digests=(Digest("md5", "other"),)))
    pieces = (*one.pieces[:place], other, *one.pieces[place + 1 :])
    moved = {piece.key: other.key}
    links = tuple(
        replace(link, source=moved.get(link.source, link.source), target=moved.get(link.target, link.target))
        for link in one.links
    )
    merged = merge(one, Upstream("B", "B: changed", pieces, links))
    assert [node.change for node in merged.nodes if node.change is not Change.SAME]
    assert merged.firsts
    assert lineage_document(merged)["first"]


@given(lineages(), lineages("B"))
def test_nothing_that_differs_leads_to_a_first_difference(one: Upstream, other: Upstream) -> None:
    merged = merge(one, other)
    differing = {node.id for node in merged.nodes if node.change is not Change.SAME}
    before = {id_: {id_} for id_ in differing}
    for _ in differing:
        for edge in merged.edges:
            if {edge.source, edge.target} <= differing:
                before[edge.target] |= before[edge.source]
    for node in merged.nodes:
        above = {each for each in before.get(node.id, ()) if node.id not in before[each]}
        assert node.first is (node.id in differing and not above)
        if node.first:
            assert node.after == sum(node.id in each for each in before.values()) - 1
    assert bool(merged.firsts) is bool(differing)


@given(lineages(), lineages("B"), st.integers(1, 4))
def test_folded_it_stands_for_the_same_nodes(one: Upstream, other: Upstream, most: int) -> None:
    merged = merge(one, other)
    drawn = graph_of(merged, most)
    members = [node.id for each in drawn.merged.values() for node in each]
    assert sorted(members) == sorted(node.id for node in merged.nodes)
    for id_, each in drawn.merged.items():
        assert {node.change for node in each} == {drawn.changes[id_]}


# what differs, and where it begins


def test_what_goes_by_one_name_is_changed() -> None:
    old, new = artifact("data.csv", "1"), artifact("data.csv", "2")
    train, again = run("train", "x"), run("train", "y")
    model, other = artifact("model.bin", "3"), artifact("model.bin", "4")
    extra, gone = artifact("extra.csv", "5"), artifact("notes.csv", "6")
    a = upstream("A", [old, train, model, gone], [(old, train, Role.INPUT), (train, model, Role.OUTPUT)])
    links = [(new, again, Role.INPUT), (extra, again, Role.INPUT), (again, other, Role.OUTPUT)]
    merged = merge(a, upstream("B", [new, again, other, extra], links))
    assert {node.name: merged.word(node.change) for node in merged.nodes} == {
        "data.csv": "changed",
        "extra.csv": "only in B",
        "model.bin": "changed",
        "notes.csv": "only in A",
        "train": "changed",
    }
    by_name = {node.name: node for node in merged.nodes}
    assert [(why.reason, why.about) for why in by_name["train"].why] == [
        (Reason.READ, ("data.csv", "extra.csv"))
    ]
    assert [why.reason for why in by_name["model.bin"].why] == [Reason.MADE]
    assert [why.reason for why in by_name["data.csv"].why] == [Reason.CONTENT]
    assert [(node.name, node.after) for node in merged.firsts] == [
        ("data.csv", 2),
        ("extra.csv", 2),
        ("notes.csv", 0),
    ]
    assert "in A md5 1, in B md5 2" in told_text(by_name["data.csv"], merged)
    assert [edge.change for edge in merged.edges if edge.source == "artifact:extra.csv"] == [Change.ADDED]


def test_what_is_the_same_passes_no_difference_on() -> None:
    raw, other = artifact("raw.csv", "1"), artifact("raw.csv", "2")
    clean = artifact("clean.csv", "3")
    steps = run("prepare", "p"), run("prepare", "q")
    trains = run("train", "s", command="fit"), run("train", "t", command="fit --more")
    sides = [
        upstream(
            label,
            [source, step, clean, train],
            [(source, step, Role.INPUT), (step, clean, Role.OUTPUT), (clean, train, Role.INPUT)],
        )
        for label, source, step, train in zip("AB", (raw, other), steps, trains, strict=True)
    ]
    merged = merge(*sides)
    assert [(node.name, node.after) for node in merged.firsts] == [("raw.csv", 1), ("train", 0)]
    assert "clean.csv" in {node.name for node in only_differing(merged).nodes}


def test_a_run_says_what_it_was_given() -> None:
    before = run(
        "train", "x", ("params.yaml: rate", "0.1"), ("params.yaml: seed", "7"), command="python a.py"
    )
    after = run("train", "y", ("params.yaml: rate", "0.2"), ("params.yaml: seed", "7"), command="python b.py")
    (node,) = merge(upstream("A", [before], []), upstream("B", [after], [])).nodes
    assert [(why.reason, why.about) for why in node.why] == [
        (Reason.COMMAND, ()),
        (Reason.PARAMETERS, ("params.yaml: rate",)),
    ]
    same = run("train", "z", *before.given, command="python a.py")
    (node,) = merge(upstream("A", [before], []), upstream("B", [same], [])).nodes
    assert [why.reason for why in node.why] == [Reason.AGAIN]


def test_what_was_compared_itself_is_a_pair_whatever_it_is_called() -> None:
    a = replace(upstream("A", [run("kind-moth", "1")], []), subject="run:1")
    b = replace(upstream("B", [run("wise-owl", "2")], []), subject="run:2")
    assert [node.change for node in merge(a, b).nodes] == [Change.CHANGED]


def test_ten_thousand_nodes_are_merged_and_folded() -> None:
    def wide(label: str, suffix: str) -> Upstream:
        source = artifact("data/all.csv", f"s{suffix}")
        pieces, links = [source], []
        for number in range(3_333):
            step = run(f"train@{number}", f"r{number}{suffix}")
            made = [artifact(f"out/{kind}/{number}", f"{kind}{number}{suffix}") for kind in ("model", "log")]
            pieces += [step, *made]
            links += [(source, step, Role.INPUT), *((step, each, Role.OUTPUT) for each in made)]
        return upstream(label, pieces, links)

    merged = merge(wide("A", "x"), wide("B", "y"))
    assert len(merged.nodes) == 10_000
    assert [(node.name, node.after) for node in merged.firsts] == [("data/all.csv", 9_999)]
    drawn = graph_of(merged)
    assert len(drawn.graph.nodes) <= 10
    key = next(group.key for id_, group in drawn.graph.groups.items() if drawn.merged[id_][0].kind == "run")
    opened = graph_of(merged, opened={key})
    assert len(opened.graph.nodes) == len(drawn.graph.nodes) + 400
    assert "×3333" in merged_svg(merged)  # noqa: RUF001 - as on a card


# on a project of the real DVC


def merged_of(imported: tuple[Project, Questions], *refs: str) -> MergedLineage:
    project, questions = imported
    with GitRepository(project.root) as repository:
        comparison = compare(questions, repository, refs)
    return merged_lineage(questions, comparison)


def test_the_lineage_of_real_versions(imported: tuple[Project, Questions]) -> None:
    merged = merged_of(imported, "base", "data")
    states = {node.name: merged.word(node.change) for node in merged.nodes}
    assert states["code"] == states["params.yaml"] == states["src/train.py"] == "same"
    assert {states[name] for name in ("data/raw.csv", "train", "prepare", "model.txt")} == {"changed"}
    assert first_text(merged).startswith("The first thing that differs is data/raw.csv (changed)")
    assert "  ≠  model.txt" in "\n".join(lineage_lines(merged, everything=False))


def test_parameters_and_code_begin_where_they_are(imported: tuple[Project, Questions]) -> None:
    given = merged_of(imported, "data", "params")
    assert {node.name for node in given.firsts} == {"params.yaml", "other.yaml"}
    train = next(node for node in given.nodes if node.name == "train")
    assert (Reason.PARAMETERS, ("other.yaml: depth", "params.yaml: train.rate")) in [
        (why.reason, why.about) for why in train.why
    ]
    assert next(node for node in given.nodes if node.name == "prepare").change is Change.SAME
    assert "prepare" not in {node.name for node in only_differing(given).nodes}
    code = merged_of(imported, "params", "code")
    assert [node.name for node in code.firsts] == ["code"]
    assert {node.name for node in only_differing(code).nodes} >= {"code", "src/train.py", "train"}


def test_a_run_and_an_artifact_have_their_own_upstream(imported: tuple[Project, Questions]) -> None:
    model = merged_of(imported, "model.txt@base", "model.txt@data")
    names = {node.name for node in model.nodes}
    assert {"model.txt", "train", "prepare", "data/raw.csv", "code"} <= names
    assert "metrics.json" not in names
    bare = merged_of(imported, "params.yaml@base", "model.txt@data")
    assert bare.bare == ("A",)
    assert next(iter(lineage_lines(bare, everything=False))) == ""


def test_a_record_that_is_older_than_what_stands_beside_it(
    dvc_project: tuple[Path, Callable[..., str]], run_tool: Callable[..., str], tmp_path: Path
) -> None:
    root = tmp_path / "stale"
    shutil.copytree(dvc_project[0], root)
    raw = root / "data" / "raw.csv"
    raw.unlink()
    raw.write_text("id,income,good\n9,9,true\n", encoding="utf-8")
    run_tool("dvc", "add", "-q", "data/raw.csv", cwd=root)
    run_tool("dvc", "repro", "-q", "prepare", cwd=root)  # and not train
    for words in (("commit", "-qam", "Half of it"), ("tag", "half")):
        run_tool("git", *words, cwd=root)
    project = Project.at(root)
    project.prepare()
    database = Database.open(project.database_url)
    try:
        import_project(project, database, Silent())
        merged = merged_of((project, Questions(database)), "code", "half")
    finally:
        database.close()
    assert merged.stale == (("B", "train", "data/clean.csv"),)
    assert "B: the record of train is older than the data/clean.csv that B holds: it read another one." in (
        line.strip() for line in lineage_lines(merged, everything=False)
    )
    states = {node.name: merged.word(node.change) for node in merged.nodes}
    assert states["train"] == states["model.txt"] == "same"


def test_the_same_versions_give_the_same_picture(imported: tuple[Project, Questions]) -> None:
    picture = merged_svg(merged_of(imported, "base", "data"))
    assert picture == merged_svg(merged_of(imported, "base", "data"))
    root = ET.fromstring(picture)  # noqa: S314 - our own
    told = [each.get("aria-label") or "" for each in root.iter() if each.get("role") == "graphics-symbol img"]
    assert len(told) == len(merged_of(imported, "base", "data").nodes)
    assert any("≠ changed" in each and "raw.csv" in each for each in told)
