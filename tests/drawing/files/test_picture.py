"""Pictures: nothing is cropped or clipped, text is safe and can be selected, black and white says as much."""

from __future__ import annotations

import io
import re
import subprocess
import unicodedata
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forebear.drawing.cards import COMPACT
from forebear.drawing.composing import DECK, Sheet, compose
from forebear.drawing.files.svg import Letters, svg
from forebear.drawing.files.typeset import pdf, png, undrawable
from forebear.drawing.files.writing import Form, How, text, write
from forebear.drawing.fonts import REGULAR, STRONG, face
from forebear.drawing.kinds import _KINDS, _TYPES, mark_markup
from forebear.drawing.layout.arranging import arrange
from forebear.drawing.layout.diagram import Arrangement, Diagram, Wire
from forebear.drawing.ordering import only, spelled
from forebear.drawing.picture import About, Picture
from forebear.lineage.answers import Edge, Graph, Node
from forebear.lineage.errors import ActionableError
from forebear.lineage.visible import visible
from forebear.lineage.words import NodeKind, Origin, Role

GOLDEN = Path(__file__).parent / "golden"
SVG = "{http://www.w3.org/2000/svg}"


def assert_nothing_is_clipped(picture: Picture) -> None:
    """Each card and line is on the paper, each text of a card inside it, and no card lies on another."""
    for card in picture.cards:
        left, top, wide, high = card.box
        wide, high = (side + (DECK if card.deck else 0.0) for side in (wide, high))
        assert left >= 0
        assert top >= 0
        assert left + wide <= picture.width
        assert top + high <= picture.height
        x, y, width, height = card.box
        for line in card.texts:
            assert line.left >= x, line
            assert line.left + line.width <= x + width + 0.01, line
            assert y < line.y - line.size * 0.7, line
            assert line.y + line.size * 0.25 < y + height, line
    boxes = [card.box for card in picture.cards]
    for number, (x, y, wide, high) in enumerate(boxes):
        for other_x, other_y, other_wide, other_high in boxes[number + 1 :]:
            apart = x + wide <= other_x or other_x + other_wide <= x
            assert apart or y + high <= other_y + 0.01 or other_y + other_high <= y + 0.01
    for line in picture.texts:
        assert line.left >= 0
        assert line.left + line.width <= picture.width
        assert line.y <= picture.height
    for wire in picture.wires:
        numbers = [float(number) for number in re.findall(r"-?\d+\.\d+", wire.path)]
        assert all(0 <= x <= picture.width for x in numbers[::2])
        assert all(0 <= y <= picture.height for y in numbers[1::2])


def test_nothing_is_clipped(small: Graph, hostile: Graph, about: About) -> None:
    assert_nothing_is_clipped(compose(small, about))
    assert_nothing_is_clipped(compose(hostile, about))
    assert_nothing_is_clipped(compose(*spelled(hostile, about, frozenset("😀中文"))))


names = st.text(st.characters(codec="utf-8") | st.sampled_from("가힣שم😀\u202e<&"), max_size=60)


@settings(max_examples=40)
@given(
    st.lists(names, min_size=1, max_size=12),
    st.sets(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=20),
    st.lists(names, max_size=3),
)
def test_nothing_is_clipped_whatever_it_is_called(
    called: list[str], pairs: set[tuple[int, int]], says: list[str]
) -> None:
    kinds = list(NodeKind)
    nodes = [
        Node(number + 1, kinds[number % len(kinds)], f"{number:040x}", name, Origin.IMPORTED, detail=name)
        for number, name in enumerate(called)
    ]
    edges = [
        Edge(source + 1, target + 1, Role.INPUT, called[0])
        for source, target in sorted(pairs)
        if source < len(nodes) and target < len(nodes)
    ]
    picture = compose(Graph(tuple(nodes), tuple(edges)), About(called[0], says=tuple(says)))
    assert_nothing_is_clipped(picture)
    drawn = svg(picture)
    root = ET.fromstring(drawn)  # noqa: S314  our own
    assert len(root.findall(f"{SVG}g")) == len(nodes)
    assert all(unicodedata.category(mark) not in ("Cc", "Cs") or mark == "\n" for mark in drawn), (
        "nothing hides in it"
    )


def chain(length: int) -> Graph:
    nodes = tuple(Node(n, NodeKind.RUN, f"{n:040x}", f"step {n}", Origin.IMPORTED) for n in range(length))
    return Graph(nodes, tuple(Edge(n, n + 1, Role.REBUILD) for n in range(length - 1)))


def test_what_is_too_wide_for_a_page_flows_down(small: Graph, hostile: Graph, about: About) -> None:
    page = Sheet(framed=False, cut=COMPACT, page=(820.0, 1080.0))
    across, down = compose(chain(4), About(), sheet=page), compose(chain(9), About(), sheet=page)
    assert not across.down
    assert down.down
    assert down.width < across.width
    tops = [card.box[1] for card in sorted(down.cards, key=lambda card: card.told)]
    assert tops == sorted(tops)
    for graph in (small, hostile, chain(9)):
        picture = compose(graph, about, sheet=page)
        assert_nothing_is_clipped(picture)
        assert all(card.box[2] <= COMPACT.widest for card in picture.cards)


def test_the_svg_is_the_same_every_time(
    small: Graph, about: About, placed: Arrangement, tmp_path: Path
) -> None:
    renumbered = Graph(tuple(reversed(small.nodes)), tuple(reversed(small.edges)), small.more, small.groups)
    assert text(Form.SVG, renumbered, about) == text(Form.SVG, small, about)
    (file,) = write(small, placed, about, tmp_path / "small.svg")
    drawn = re.sub(r"Forebear [0-9][\w.]*", "Forebear X", file.read_text(encoding="utf-8"))
    assert drawn == (GOLDEN / "small.svg").read_text(encoding="utf-8")


def test_names_stay_text_and_nodes_have_names(hostile: Graph) -> None:
    root = ET.fromstring(text(Form.SVG, hostile, About("</title>&")))  # noqa: S314  our own
    tags = {element.tag.removeprefix(SVG) for element in root.iter()}
    assert tags <= {
        "svg",
        "title",
        "desc",
        "defs",
        "marker",
        "path",
        "g",
        "text",
        "rect",
        "use",
        "ellipse",
        "circle",
    }
    assert not [name for element in root.iter() for name in element.attrib if name.startswith("on")]
    assert {
        link for element in root.iter() if (link := element.get("href")) and not link.startswith("#")
    } == set()
    nodes = root.findall(f"{SVG}g")
    told = [node.get("aria-label") or "" for node in nodes]
    assert all("graphics-symbol" in (node.get("role") or "") for node in nodes)
    for node in hostile.nodes:
        assert any(label.startswith(f"\u2068{visible(node.name) or node.key}\u2069") for label in told), (
            node.name
        )
    assert root.findtext(f"{SVG}title") == "</title>&"
    assert "51 nodes" in (root.findtext(f"{SVG}desc") or "")
    assert root.get("aria-labelledby") == root.find(f"{SVG}title").get("id")  # type: ignore[union-attr]


def test_black_and_white_says_as_much(small: Graph, about: About) -> None:
    picture = compose(small, about)
    said = {line.text for card in picture.cards for line in card.texts}
    assert {"MODEL · SUBJECT", "METRICS · LATER", "≠ CHANGED", "+ ADDED", "− REMOVED", "×3", "→2"} <= said  # noqa: RUF001
    frames = re.findall(r'<rect x=[^>]*stroke-width="([^"]+)"(?: stroke-dasharray="([^"]+)")?', svg(picture))
    assert len(set(frames)) >= 4, "added, removed, changed and the others have borders of their own"
    marks = [re.sub(r"#[0-9a-f]{6}", "", mark_markup(kind)) for kind in (*_KINDS.values(), *_TYPES.values())]
    assert len(set(marks)) == len(marks), "no two kinds differ in colour alone"
    dashes = [wire.stroke for wire in picture.wires]
    assert len(set(dashes)) == 3


def test_outlines_need_no_font(small: Graph, hostile: Graph, about: About) -> None:
    root = ET.fromstring(text(Form.SVG, small, about, How(paths=True)))  # noqa: S314  our own
    assert not root.findall(f".//{SVG}text")
    root = ET.fromstring(text(Form.SVG, hostile, about, How(paths=True)))  # noqa: S314  our own
    left = {element.text or "" for element in root.iter(f"{SVG}text")}
    assert left
    assert all(not face(REGULAR).has(line) or not face(STRONG).has(line) for line in left), (
        "what our fonts lack"
    )


def test_what_is_drawn_elsewhere_is_drawn_there(small: Graph, about: About) -> None:
    ids = [node.id for node in small.nodes if node.id != 7]
    wires = [Wire(edge.source, edge.target) for edge in small.edges if edge.source != 7]
    arranged = arrange(Diagram(ids, wires, [(195.0, 48.0)] * len(ids)))
    picture = compose(small, about, arranged)
    assert_nothing_is_clipped(picture)
    assert len(picture.cards) == len(ids)
    drawn = {card.told.split("\u2069")[0][1:]: card.box for card in picture.cards}
    rows = {node.name: arranged.ids.index(node.id) for node in small.nodes if node.id in arranged.ids}
    shifts = {
        (round(drawn[name][0] - arranged.boxes[row][0], 6), round(drawn[name][1] - arranged.boxes[row][1], 6))
        for name, row in rows.items()
    }
    assert len(shifts) == 1, "everything moved together"


def test_a_part_counts_what_it_leaves_out(small: Graph, about: About) -> None:
    part = only(small, frozenset({3, 4}))
    assert part.more == {3: (4, 1), 4: (0, 2)}
    said = [line.text for card in compose(part, about).cards for line in card.texts]
    assert "←4 →1" in said


def test_pdf_has_text_fonts_and_a_description(small: Graph, about: About, tmp_path: Path) -> None:
    content = pdf(compose(small, about))
    assert content == pdf(compose(small, about))
    file = tmp_path / "lineage.pdf"
    file.write_bytes(content)
    said = subprocess.run(
        ["pdftotext", "-layout", file, "-"], capture_output=True, check=True, text=True
    ).stdout
    said = unicodedata.normalize("NFC", said)
    for line in ("Lineage of 모델.pkl", "customers.csv", "MODEL · SUBJECT", "auc 0.91234", "≠ CHANGED"):
        assert line in said
    fonts = subprocess.run(
        ["pdffonts", file], capture_output=True, check=True, text=True
    ).stdout.splitlines()[2:]
    assert len(fonts) == 2
    assert all(re.search(r" yes yes yes ", line) for line in fonts), "embedded, subset, with Unicode"
    told = subprocess.run(["pdfinfo", file], capture_output=True, check=True, text=True).stdout
    assert re.search(r"Title: +Lineage of 모델\.pkl", told)
    assert re.search(r"Pages: +1\b", told)
    assert re.search(r"Tagged: +yes", told)


def test_every_line_of_a_hostile_graph_is_in_the_pdf(hostile: Graph, tmp_path: Path) -> None:
    file = tmp_path / "hostile.pdf"
    write(hostile, None, About("Hostile"), file)
    said = subprocess.run(["pdftotext", "-raw", file, "-"], capture_output=True, check=True).stdout.decode()
    flat = re.sub(r"\s+", "", unicodedata.normalize("NFC", said))
    for name in (
        'a"b\\',
        "label]]|",
        "[U+DC80]noutf-8",
        "{{7*7}}$x^2$<%=1%>",
        "C:\\new\\table\\",
        "]]>",
        "linebreaktab",
    ):
        assert name in flat, name
    assert "\u202e" not in said


def pixels_of(content: bytes) -> tuple[int, int]:
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    head = io.BytesIO(content[16:24])
    return int.from_bytes(head.read(4)), int.from_bytes(head.read(4))


@pytest.mark.parametrize("scale", [1, 2, 3, 4])
def test_png_in_every_size(small: Graph, about: About, scale: int) -> None:
    picture = compose(small, about)
    content = png(picture, scale)
    assert pixels_of(content) == (picture.width * scale, picture.height * scale)
    assert content == png(picture, scale)


def test_a_picture_too_large_to_look_at_says_so(small: Graph, about: About, tmp_path: Path) -> None:
    many = Graph(tuple(Node(n, NodeKind.RUN, f"{n:040x}", "x", Origin.IMPORTED) for n in range(20_001)), ())
    with pytest.raises(ActionableError, match="20,001 nodes") as caught:
        write(many, None, about, tmp_path / "many.svg")
    assert "GraphML" in caught.value.todo
    picture = compose(small, about)
    wide = Picture(
        90_000,
        90_000,
        *(getattr(picture, name) for name in ("title", "description", "caption", "cards", "wires")),
    )
    with pytest.raises(ActionableError, match="pixels"):
        png(wide)


def test_letters_that_no_font_has_are_spelled(about: About) -> None:
    lost = "\U0001d11e"  # a clef, which few fonts have
    graph = Graph((Node(1, NodeKind.RUN, "a" * 40, f"{lost} tune", Origin.IMPORTED),), ())
    missing = undrawable(compose(graph, about))
    assert missing <= {lost}
    shown = compose(*spelled(graph, about, frozenset({lost})))
    assert "[U+1D11E] tune" in {line.text for card in shown.cards for line in card.texts}
    assert svg(shown, Letters.PLAIN).count("[U+1D11E]") >= 2


def test_nothing_to_draw_is_a_picture_too(tmp_path: Path) -> None:
    for form in Form:
        assert write(
            Graph((), ()),
            None,
            About("Nothing", says=("The filter matches nothing.",)),
            tmp_path / f"x{form}",
        )
    assert_nothing_is_clipped(compose(Graph((), ()), About("Nothing")))
