"""Graphs to draw: a small one with everything on it, and one whose names are meant to hurt."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest

from forebear.drawing.layout.diagram import Arrangement, Wire
from forebear.drawing.picture import About
from forebear.lineage.answers import CardFacts, Change, Edge, Graph, Group, GroupKind, MetricValue, Node
from forebear.lineage.words import ArtifactType, Digest, NodeKind, Origin, Role

DAY = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)

HOSTILE = (
    'a"b\\',
    "</text></svg><script>alert(1)</script>",
    "&lt;b&gt; &amp; \\N \\G",
    'label]]|"x"|-->n2',
    "`md` **b** #35; #quot;",
    "=cmd|' /C calc'!A0",
    "-x.csv",
    "end",
    "graph subgraph",
    "%%{init: {}}%%",
    "\x00\x1b[31m\u202egpj\ufeff",
    "שלום עולם.csv",
    "مرحبا.csv",
    "😀 모델 中文",
    "x" * 10_000,
    "고객 데이터 원본 파일 이름이 아주 깁니다 정말로.csv",
    "",
    "  a   b ",
    "line\nbreak\ttab",
    "\udc80no utf-8",
    '"; DROP',
    "]]>",
    'click n1 href "javascript:alert(1)"',
    "{{7*7}} $x^2$ <%= 1 %>",
    "C:\\new\\table\\",
)


def artifact(id_: int, name: str, type_: ArtifactType = ArtifactType.DATASET, **more: object) -> Node:
    digest = Digest("md5", f"{id_:032x}")
    given: dict[str, object] = {"origin": Origin.IMPORTED, "when": DAY, **more}
    return Node(id_, NodeKind.ARTIFACT, str(digest), name, type=type_, digests=(digest,), **given)  # type: ignore[arg-type]


def run(id_: int, name: str, **more: object) -> Node:
    given: dict[str, object] = {"origin": Origin.RECORDED, "when": DAY, **more}
    return Node(id_, NodeKind.RUN, f"{id_:040x}", name, **given)  # type: ignore[arg-type]


@pytest.fixture
def small() -> Graph:
    """Data, code, a stage that ran three times, a model, and the commit; two neighbours are left out."""
    commit = Node(
        7, NodeKind.COMMIT, "c0" * 20, "Learn more slowly", Origin.IMPORTED, when=DAY, detail="Ada <a@b>"
    )
    return Graph(
        (
            artifact(1, "customers.csv"),
            artifact(2, "train.py", ArtifactType.CODE),
            run(3, "train"),
            artifact(4, "모델.pkl", ArtifactType.MODEL),
            artifact(5, "metrics.json", ArtifactType.METRICS),
            Node(6, NodeKind.ENVIRONMENT, "e" * 64, "python:3.11", Origin.ASSUMED),
            commit,
            Node(-1, NodeKind.RUN, "prepare", "prepare", Origin.IMPORTED, when=DAY),
        ),
        (
            Edge(1, -1, Role.INPUT, "data/customers.csv"),
            Edge(-1, 3, Role.INPUT),
            Edge(2, 3, Role.INPUT, "train.py"),
            Edge(3, 4, Role.OUTPUT, "모델.pkl"),
            Edge(3, 5, Role.METRICS, "metrics.json"),
            Edge(6, 3, Role.ENVIRONMENT),
            Edge(7, 3, Role.CODE),
        ),
        {4: (0, 2)},
        {-1: Group("stage:prepare", GroupKind.STAGE, (11, 12, 13))},
    )


@pytest.fixture
def placed() -> Arrangement:
    """The small graph where a person might have left it."""
    boxes = {1: (0, 0), -1: (280, 0), 7: (280, 80), 6: (280, 160), 2: (280, 240), 3: (560, 120), 5: (840, 80)}
    boxes[4] = (840, 160)
    sizes = {id_: (200.0, 66.0 if id_ == 4 else 54.0) for id_ in boxes}
    wires = [Wire(1, -1), Wire(-1, 3), Wire(2, 3), Wire(3, 4), Wire(3, 5), Wire(6, 3), Wire(7, 3)]
    return Arrangement(
        tuple(boxes),
        tuple(wires),
        np.array([(*boxes[id_], *sizes[id_]) for id_ in boxes], dtype=np.float64),
        np.zeros(len(boxes), dtype=np.intp),
        {},
        tuple(
            (
                (boxes[wire.source][0] + 200.0, boxes[wire.source][1] + 27.0),
                (float(boxes[wire.target][0]), boxes[wire.target][1] + 27.0),
            )
            for wire in wires
        ),
        frozenset(),
    )


@pytest.fixture
def about() -> About:
    return About(
        title="Lineage of 모델.pkl",
        ref="모델.pkl",
        says=("What it was made from, as of v1.2.",),
        subjects=frozenset({4}),
        later=frozenset({5}),
        changes={1: Change.CHANGED, 2: Change.ADDED, 6: Change.REMOVED},
        facts={
            4: CardFacts(
                version="v1.2",
                place=(3, 17),
                metric=MetricValue("", "auc", 0.912345),
                stage="Production",
                verdict="identical",
            )
        },
    )


@pytest.fixture
def hostile() -> Graph:
    """Every name of HOSTILE as a dataset and as a run that used it; REFs and paths hurt as well."""
    nodes, edges = [], []
    for number, name in enumerate(HOSTILE):
        nodes += [artifact(2 * number + 1, name), run(2 * number + 2, name)]
        edges.append(Edge(2 * number + 1, 2 * number + 2, Role.INPUT, HOSTILE[number - 1]))
    nodes.append(
        Node(99, NodeKind.MODEL_VERSION, 'models:/a"\\b&amp;/1', HOSTILE[0], Origin.IMPORTED, detail="=1+1")
    )
    edges += [Edge(2, 99, Role.OUTPUT, "=1"), Edge(4, 1, Role.PART), Edge(5, 5, Role.PART)]
    return Graph(tuple(nodes), tuple(edges))
