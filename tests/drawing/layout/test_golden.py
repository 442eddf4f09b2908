"""Drawn examples kept as text: what stands in each column at which height, and what each wire passes.

A change of these files is a change of what people see. To write them anew, remove one and run the test twice.
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from forebear.drawing.layout.arranging import arrange, rearrange
from forebear.drawing.layout.diagram import Arrangement, Diagram, Wire

GOLDEN = Path(__file__).parent / "golden"

EXAMPLES = {
    "pipeline": "raw>prepare>features>train>model>evaluate>metrics params>train features>evaluate",
    "trunk": "image>a image>b1 a>b>c>d b1>c1>d1 image>d image>d1",
    "into": "x>m>n>o>end y>m z>n x>end y>end z>end",
    "circle": "a>b>c>a c>d d>d",
    "parts": "a>b>c d>e f g h",
    "fan": "run>p run>q run>r>s run>t p>u q>u",
}


def drawn(text: str) -> tuple[Arrangement, dict[int, str]]:
    ids: dict[str, int] = {}
    wires = []
    for word in text.split():
        names = word.split(">")
        for name in names:
            ids.setdefault(name, len(ids))
        wires += [Wire(ids[one], ids[two]) for one, two in pairwise(names)]
    names_of = {number: name for name, number in ids.items()}
    return arrange(Diagram(list(ids.values()), wires, [(180.0, 50.0)] * len(ids))), names_of


def told(drawing: Arrangement, name: dict[int, str]) -> str:
    lines = [
        f"column {column} {name[node]} {left:.1f} {top:.1f} {width:.1f} {height:.1f}"
        for column, left, top, width, height, node in sorted(
            (column, *box, node)
            for column, box, node in zip(
                drawing.columns.tolist(), drawing.boxes.tolist(), drawing.ids, strict=True
            )
        )
    ]
    for number, (wire, route) in enumerate(zip(drawing.wires, drawing.routes, strict=True)):
        way = " ".join(f"{x:.1f},{y:.1f}" for x, y in route)
        turned = " turned" if number in drawing.turned else ""
        lines.append(f"wire {name[wire.source]}>{name[wire.target]}{turned} {way}")
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("example", EXAMPLES)
def test_drawn_as_before(example: str) -> None:
    kept = GOLDEN / f"{example}.txt"
    seen = told(*drawn(EXAMPLES[example]))
    if not kept.exists():
        kept.write_text(seen, encoding="utf-8")
        pytest.fail(f"{kept.name} was missing and is written: look at it, then keep it")
    assert seen == kept.read_text(encoding="utf-8")


def test_what_is_upstream_of_the_clicked_node_gives_way_to_the_left() -> None:
    """A node unfolds something that it was made from, which was itself made late: the node stays."""
    before = Diagram([1, 2, 3, 4], [Wire(1, 2), Wire(2, 3), Wire(1, 4)], [(180.0, 50.0)] * 4)
    after = Diagram([1, 2, 3, 4, 5], [*before.wires, Wire(3, 5), Wire(5, 4)], [(180.0, 50.0)] * 5)
    first = arrange(before)
    second = rearrange(first, after, 4)
    assert second.boxes[3, :2] == pytest.approx(first.boxes[3, :2])
    for wire in after.wires:
        assert second.boxes[wire.source - 1, 0] < second.boxes[wire.target - 1, 0]
