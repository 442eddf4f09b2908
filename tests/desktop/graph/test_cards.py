"""What a card says, and that it keeps to its box whatever it says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from math import ceil, floor

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from forebear.desktop.graph.cards import CardPainter
from forebear.desktop.graph.marks import Marks
from forebear.desktop.graph.measures import STACK, CardSizes, measure
from forebear.desktop.graph.saying import card_text, link_text
from forebear.desktop.graph.shapes import outline, sign, spark
from forebear.desktop.languages import Languages
from forebear.desktop.theme import Scheme, Theme
from forebear.lineage.answers import CardFacts, Change, Edge, Group, GroupKind, MetricValue, Node, WhyNot
from forebear.lineage.rebuilds import Verdict
from forebear.lineage.words import ArtifactType, NodeKind, Origin, Role

WHEN = datetime(2026, 8, 26, tzinfo=UTC)
SCALES = (0.12, 0.3, 0.5, 0.8, 1.0, 1.37, 2.0, 4.0)
NAMES = {
    "short": "a",
    "long": "x" * 10_000,
    "wide": "고객데이터의전체이름" * 1_000,
    "right to left": "نموذج التعلم الآلي النهائي جدا.pkl",
    "emoji": "\N{FOX FACE}\N{ZERO WIDTH JOINER}\N{PAPERCLIP}" * 40,
    "turned": "good\N{RIGHT-TO-LEFT OVERRIDE}gnp.exe",
    "lines": "one\ntwo\r\nthree\ttabs",
    "markup": "<b>bold</b> &amp; <img src=x>",
    "nothing": "",
    "combining": "e" + "\N{COMBINING ACUTE ACCENT}" * 200,
}
METRIC = MetricValue("m.json", "accuracy", 0.8419)
PLAIN = Marks()
TREND = (0.56, 0.71, 0.84, 0.67, 0.84)


class Board:
    """Nodes in a row, wide apart, as a painter sees them."""

    def __init__(
        self,
        nodes: Sequence[Node | None],
        facts: Mapping[int, CardFacts],
        groups: Mapping[int, Group],
        sizes: CardSizes,
    ) -> None:
        self.nodes, self.facts, self.groups = nodes, facts, groups
        self._boxes = []
        for number, node in enumerate(nodes):
            width, height = (
                sizes.of(node, facts.get(node.id), groups.get(node.id))
                if node is not None
                else (sizes.narrowest, sizes.height)
            )
            self._boxes.append((40.0 + 400 * number, 40.3, width, height))

    def box(self, row: int) -> tuple[float, float, float, float]:
        return self._boxes[row]


def node(name: str = "model.json", kind: NodeKind = NodeKind.ARTIFACT, **more: object) -> Node:
    fields = {"origin": Origin.IMPORTED, "when": WHEN, "id": 1, "key": "md5:" + "a1b2c3d4" * 4, **more}
    if kind is NodeKind.ARTIFACT:
        fields.setdefault("type", ArtifactType.MODEL)
    return Node(kind=kind, name=name, **fields)  # type: ignore[arg-type]


def board(
    card: Node | None, facts: CardFacts | None = None, group: Group | None = None, names: int = 1
) -> Board:
    sizes = measure(QApplication.font())
    known = {card.id: facts} if card is not None and facts is not None else {}
    groups = {card.id: group} if card is not None and group is not None else {}
    return Board([card] * names, known, groups, sizes)


def painted(drawn: Board, theme: Theme, scale: float, marks: Marks = PLAIN, *, over: bool = False) -> QImage:
    """The board on a ground of one colour."""
    left, top, width, height = drawn.box(len(drawn.nodes) - 1)
    image = QImage(
        round((left + width + 80) * scale), round((top + height + 80) * scale), QImage.Format.Format_RGB32
    )
    image.fill(QColor(theme.colours["window"]))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.scale(scale, scale)
    cards = CardPainter(drawn, theme, QApplication.font())
    cards.base(painter, range(len(drawn.nodes)), scale, marks)
    if over:
        cards.overlay(painter, range(len(drawn.nodes)), scale, marks)
    painter.end()
    return image


def touched(image: QImage, theme: Theme) -> QRectF:
    """The rectangle of all pixels that are not ground."""
    ground = QColor(theme.colours["window"]).rgb()
    pixels = np.frombuffer(image.constBits(), dtype=np.uint32).reshape(image.height(), -1)[:, : image.width()]
    lines, columns = np.nonzero((pixels | 0xFF000000) != ground)
    if not len(lines):
        return QRectF()
    left, top = int(columns.min()), int(lines.min())
    return QRectF(left, top, int(columns.max()) - left + 1, int(lines.max()) - top + 1)


def room(drawn: Board, scale: float) -> QRectF:
    """The pixels of a node's box, with one more on each side for what is rounded."""
    left, top, width, height = (side * scale for side in drawn.box(0))
    x, y = floor(left) - 1, floor(top) - 1
    return QRectF(x, y, ceil(left + width) + 1 - x, ceil(top + height) + 1 - y)


# what it says


def test_a_model_says_what_it_is() -> None:
    facts = CardFacts("v1.3", (5, 7), METRIC, TREND, "Production", "identical", rebuildable=True)
    text = card_text(node(), facts)
    assert (text.name, text.version, text.metric, text.value) == ("model.json", "v1.3", "accuracy", "0.8419")
    assert text.detail.startswith("Model · ")
    assert (text.verdict, text.stage, text.rebuildable, text.trend) == (
        "identical",
        "Production",
        True,
        TREND,
    )
    assert text.tip == "Can be rebuilt."
    for word in ("model.json", "v1.3", "accuracy 0.8419", "identical", "Production", "Can be rebuilt."):
        assert word in text.whole


def test_without_a_tag_it_says_which_of_how_many() -> None:
    assert card_text(node(), CardFacts(place=(3, 17))).version == "3 of 17"
    assert card_text(node(), CardFacts()).version == ""


@pytest.mark.parametrize("reason", WhyNot)
def test_it_says_why_it_cannot_be_rebuilt(reason: WhyNot) -> None:
    text = card_text(node(), CardFacts(rebuildable=False, why_not=reason))
    assert text.tip.startswith("Cannot be rebuilt")
    assert text.tip in text.whole


def test_each_kind_says_what_tells_it_apart() -> None:
    commit = card_text(
        node("Train longer", NodeKind.COMMIT, key="3113c423a1" * 4, detail="Jo Weber <jo@x.org>")
    )
    assert commit.detail.startswith("3113c423 · ")
    assert commit.detail.endswith("· Jo Weber")
    rebuild = card_text(node("train", NodeKind.REBUILD, detail="different"))
    assert rebuild.verdict == Verdict.DIFFERENT
    assert rebuild.brief == ("different",)
    assert card_text(node("train", NodeKind.REBUILD, detail="timed out")).verdict == "timed out"
    nameless = card_text(node("", NodeKind.RUN, key="f" * 64))
    assert nameless.name == "ffffffff"
    assert "assumed" in card_text(node(origin=Origin.ASSUMED)).detail
    undated = card_text(node("raw.csv", when=None))
    assert undated.detail == "Model · a1b2c3d4"


def test_a_group_says_how_many_it_stands_for() -> None:
    group = Group("stage:train", GroupKind.STAGE, tuple(range(17)))
    text = card_text(node("train", NodeKind.RUN, id=-1), CardFacts(metric=METRIC, trend=TREND), group)
    assert text.version == "\N{MULTIPLICATION SIGN} 17"
    assert (text.value, text.trend) == ("0.8419", TREND)


def test_what_came_from_a_project_hides_nothing() -> None:
    text = card_text(
        node(NAMES["turned"]), CardFacts("v\N{RIGHT-TO-LEFT OVERRIDE}1", metric=METRIC, stage="a\x00b")
    )
    assert "\N{RIGHT-TO-LEFT OVERRIDE}" not in text.whole
    assert "[U+202E]" in text.name
    assert "\x00" not in text.whole
    assert card_text(node(NAMES["lines"])).name == "one two three tabs"
    assert len(card_text(node(NAMES["long"])).name) <= 200


def test_a_line_says_its_ends_and_its_role() -> None:
    raw, run = node("raw.csv", type=ArtifactType.DATASET), node("train", NodeKind.RUN)
    edges = (
        Edge(1, 2, Role.INPUT, "data/raw.csv"),
        Edge(1, 2, Role.INPUT, "data/b.csv"),
        Edge(1, 2, Role.PART),
    )
    assert link_text(raw, run, edges) == "raw.csv → train   Input: data/raw.csv, data/b.csv; Part"


def test_it_speaks_korean(qapp: QApplication, theme: Theme) -> None:
    languages = Languages(qapp)
    languages.choose("ko")
    try:
        text = card_text(node(), CardFacts(place=(3, 17), rebuildable=False, why_not=WhyNot.NO_IMAGE))
        assert "17" in text.version
        assert text.version != "3 of 17"
        assert not text.tip.isascii()
    finally:
        languages.choose("en")


# how large it is


def test_a_card_grows_with_what_it_has_to_say() -> None:
    sizes = CardSizes(170, 230, 7, 50, 20)
    plain = sizes.of(node())
    metric = sizes.of(node(), CardFacts(metric=METRIC))
    full = sizes.of(node(), CardFacts(metric=METRIC, verdict="identical", stage="Production"))
    assert [height for _, height in (plain, metric, full)] == [50, 70, 90]
    group = Group("k", GroupKind.STAGE, (1, 2))
    assert sizes.of(node(), None, group) == (plain[0] + STACK, plain[1] + STACK)
    assert sizes.of(node("train", NodeKind.REBUILD, detail="identical"))[1] == 70


# how it is drawn

FULL = CardFacts("v1.3", (5, 7), METRIC, TREND, "Production", "identical", rebuildable=True)
LOUD = CardFacts(
    "release-" * 500,
    (5, 7),
    MetricValue("m", "an_endless_name" * 300, -1.23456e-300),
    (float("-inf"), 1e308, -1e308, float("nan"), 5e-324),
    "Stage " * 900,
    "within tolerance",
    rebuildable=False,
    why_not=WhyNot.NO_IMAGE,
)


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_painted_outside_the_box(theme: Theme, name: str, scale: float) -> None:
    for facts in (FULL, LOUD):
        drawn = board(node(NAMES[name]), facts)
        seen = touched(painted(drawn, theme, scale), theme)
        assert not seen.isEmpty()
        assert room(drawn, scale).contains(seen), (seen, room(drawn, scale))


@pytest.mark.parametrize("kind", NodeKind)
@pytest.mark.parametrize("change", Change)
def test_marks_and_groups_keep_to_the_box(theme: Theme, kind: NodeKind, change: Change) -> None:
    group = Group("k", GroupKind.STAGE, tuple(range(12_345_678)))
    for scale in (0.15, 0.5, 1.0):
        for card, within in ((node("train", kind, detail="x"), None), (node("train", kind, id=-1), group)):
            drawn = board(card, FULL, within)
            for marks in (Marks(changes={0: change}), Marks(later=frozenset({0}), changes={0: change})):
                seen = touched(painted(drawn, theme, scale, marks), theme)
                assert room(drawn, scale).contains(seen), (seen, room(drawn, scale))


def test_every_state_looks_different(theme: Theme) -> None:
    drawn = board(node(), FULL)
    states = {
        "plain": Marks(),
        "hovered": Marks(hovered=0),
        "selected": Marks(selected=0),
        "ring": Marks(ring=0),
        "later": Marks(later=frozenset({0})),
        "dimmed": Marks(dimmed=frozenset({0})),
        **{
            change.value: Marks(changes={0: change})
            for change in (Change.ADDED, Change.REMOVED, Change.CHANGED)
        },
    }
    for scale in (0.15, 0.5, 1.0):
        seen = {name: painted(drawn, theme, scale, marks, over=True) for name, marks in states.items()}
        names = list(states)
        if scale == 0.15:  # from far what is later and what is out of focus both only fade
            names.remove("later")
        for number, one in enumerate(names):
            for other in names[number + 1 :]:
                assert seen[one] != seen[other], (scale, one, other)


@pytest.mark.parametrize("scheme", [scheme for scheme in Scheme if scheme is not Scheme.SYSTEM])
def test_the_ring_stands_off_the_card_that_may_be_selected(theme: Theme, scheme: Scheme) -> None:
    theme.choose(scheme)
    drawn = board(node(), FULL)
    selected = painted(drawn, theme, 1.0, Marks(selected=0), over=True)
    both = painted(drawn, theme, 1.0, Marks(selected=0, ring=0), over=True)
    left, top, _, height = drawn.box(0)
    y, focus = round(top + height / 2), QColor(theme.colours["focus"]).rgb()
    across = [both.pixel(x, y) for x in range(round(left) - 8, round(left))]
    assert focus in across
    assert QColor(theme.colours["window"]).rgb() in across[across.index(focus) :]  # ground between the two
    assert selected.pixel(round(left) + 1, y) == QColor(theme.colours["accent"]).rgb()


def test_a_node_that_is_not_read_yet_has_a_place(theme: Theme) -> None:
    drawn = board(None)
    for scale in SCALES[:5]:
        seen = touched(painted(drawn, theme, scale), theme)
        assert room(drawn, scale).contains(seen)
        assert not seen.isEmpty()


def test_cards_of_one_kind_share_their_looks_wherever_they_stand(theme: Theme) -> None:
    """On whole pixels, so that a card is as crisp at one place as at another."""
    drawn = board(node(), FULL, names=2)
    drawn._boxes[1] = (440.37, 40.3, *drawn._boxes[0][2:])
    image = painted(drawn, theme, 1.0)
    width, height = (round(side) for side in drawn.box(0)[2:])
    assert image.copy(40, 40, width, height) == image.copy(440, 40, width, height)


def test_it_paints_in_other_threads(theme: Theme) -> None:
    drawn = board(node(), FULL, names=6)
    with ThreadPoolExecutor(3) as threads:
        for scale in (0.15, 0.5, 1.0):
            here = painted(drawn, theme, scale)
            there = [threads.submit(painted, drawn, theme, scale) for _ in range(3)]
            assert all(image.result() == here for image in there)


def test_it_says_on_hovering_what_it_had_no_room_for(theme: Theme) -> None:
    def told(card: Node, facts: CardFacts | None = None) -> str:
        return CardPainter(board(card, facts), theme, QApplication.font()).told(0, near=True)

    assert told(node("a")) == ""
    assert told(node("x" * 90)).startswith("x" * 90)
    assert "no image" in told(node("a"), CardFacts(rebuildable=False, why_not=WhyNot.NO_IMAGE))


def test_far_cells_are_of_the_colour_of_their_kind(theme: Theme) -> None:
    drawn = board(node("train", NodeKind.RUN), FULL)
    image = painted(drawn, theme, 0.15)
    left, top, width, height = drawn.box(0)
    middle = image.pixelColor(round((left + width / 2) * 0.15), round((top + height / 2) * 0.15))
    assert middle.name() == theme.colours["node.run"]


# shapes


def test_each_kind_has_a_shape_of_its_own() -> None:
    box = QRectF(0, 0, 30, 30)
    icons = ("commit", "dataset", "model", "tag", "run", "rebuild", "config", "environment", "metrics")
    shapes = {icon: outline(icon, box) for icon in icons}
    for number, one in enumerate(icons):
        for other in icons[number + 1 :]:
            assert shapes[one] != shapes[other], (one, other)
        assert box.adjusted(-0.01, -0.01, 0.01, 0.01).contains(shapes[one].boundingRect()), one


def test_signs_of_changes_differ() -> None:
    box = QRectF(0, 0, 8, 8)
    signs = [sign(change, box) for change in (Change.ADDED, Change.REMOVED, Change.CHANGED)]
    assert signs[0] != signs[1] != signs[2]
    assert all(box.contains(path.pointAtPercent(share / 20)) for path in signs for share in range(21))


@pytest.mark.parametrize(
    "values", [TREND, (1.0, 1.0), (-1.7e308, 1.7e308), (5e-324, 0.0), (0.0,), (1e308, 1e308, -1e308)]
)
def test_a_trend_stays_in_its_box(values: tuple[float, ...]) -> None:
    box = QRectF(10, 10, 58, 12)
    line = spark(values, box)
    assert line.count() == len(values)
    assert all(
        box.adjusted(-0.001, -0.001, 0.001, 0.001).contains(point)
        for point in map(line.at, range(line.count()))
    )
