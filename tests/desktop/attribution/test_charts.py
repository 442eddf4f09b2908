"""The charts of an attribution: what they say, by hand, keys and file."""

from __future__ import annotations

import csv
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from forebear.desktop.attribution.lattice import Lattice
from forebear.desktop.attribution.net import boxes_of, columns_of
from forebear.desktop.attribution.shown import Shown, read_shown
from forebear.desktop.attribution.table import mixture_sheet
from forebear.desktop.attribution.waterfall import Waterfall, levels_of, span, ticks
from forebear.desktop.attribution.words import interactions_text, orders_text, sentence
from forebear.desktop.charting.saving import draw_svg, picture_of
from forebear.desktop.theme import Theme

GAINS = {"data": -0.027, "code": -0.004, "parameters": 0.006, "environment": -0.0061}


def document(gains: dict[str, float], *, failed: bool = False, run: bool = True) -> dict[str, Any]:
    """An attribution as `forebear attribute --json` says it, of factors that add up."""
    names = list(gains)
    cells: list[tuple[str, ...]] = [(), tuple(names)]
    cells += [each for size in range(1, len(names)) for each in combinations(names, size)]
    mixtures = []
    for cell in cells:
        lost = failed and cell == ("data",)
        known = run and not lost
        mixtures.append(
            {
                **{name: "B" if name in cell else "A" for name in names},
                "value": 0.92 + sum(gains[name] for name in cell) if known else None,
                "ended": ("failed" if lost else "completed") if run else None,
                "why": "train: KeyError: 'age'" if lost else "",
                "rebuild": f"made-{'-'.join(cell) or 'a'}" if run else None,
                "seconds": 2.0 if run else 0.0,
            }
        )
    whole = sum(gains.values())
    return {
        "metric": "metrics.json:auc",
        "from": {"ref": "v1", "recorded": 0.92, "reproduced": 0.92 if run else None},
        "to": {"ref": "v2", "recorded": 0.92 + whole, "reproduced": 0.92 + whole if run else None},
        "factors": [
            {
                "factor": name,
                "differs": [f"{name}.file: a <b> → c"],
                "share": gain if run else None,
                "percent": 100 * gain / whole if run and whole else None,
                "interval": [gain - 0.001, gain + 0.001] if run else None,
                "range": [gain, gain] if run else None,
            }
            for name, gain in gains.items()
        ],
        "interactions": [{"factors": ["data", "code"], "value": 0.002}] if run else [],
        "mixtures": mixtures,
        "orders": {"followed": 24 if run else 0, "possible": 24},
        "outlook": {"runs": 0 if run else 18, "seconds": 200.0, "space": 3 << 20},
    }


@pytest.fixture
def shown() -> Shown:
    return read_shown(document(GAINS))


def test_the_sentence_names_the_largest_share_first(shown: Shown) -> None:
    said = sentence(shown)
    assert said.startswith("Of the fall of auc by 0.0311 from v1 to v2: Data \N{MINUS SIGN}0.027 (87 %), ")
    assert said.endswith("Code \N{MINUS SIGN}0.004 (13 %).")
    assert "0.002" in interactions_text(shown)
    assert orders_text(shown).startswith("Exact Shapley values")
    before = read_shown(document(GAINS, run=False))
    assert sentence(before) == "auc falls by 0.0311 from v1 to v2. What caused it?"
    assert orders_text(before) == ""
    none = read_shown(document({"data": 0.5, "code": -0.5}))
    assert sentence(none).startswith("On the whole auc is the same")


@given(
    st.dictionaries(st.sampled_from(list(GAINS)), st.floats(-1e6, 1e6).map(lambda x: round(x, 3)), min_size=1)
)
def test_the_steps_lead_from_a_to_b_and_all_are_on_the_axis(gains: dict[str, float]) -> None:
    levels = levels_of(read_shown(document(gains)))
    assert [level.title for level in (levels[0], levels[-1])] == ["A", "B"]
    for one, other in pairwise(levels):
        assert other.begin == pytest.approx(one.end, abs=1e-6)
    low, high = span(levels)
    assert all(low < value < high for level in levels for value in (level.begin, level.end))
    marks = ticks(low, high)
    assert all(low <= mark <= high for mark in marks)
    assert 2 <= len(marks) <= 11


def test_the_keys_go_from_step_to_step_and_nothing_is_said_by_colour_alone(
    shown: Shown, theme: Theme, qtbot: QtBot
) -> None:
    chart = Waterfall(theme)
    qtbot.addWidget(chart)
    chart.show_attribution(shown)
    chart.show()
    assert "Data: \N{MINUS SIGN}0.027 (87 %)" in chart.accessibleDescription()
    assert [level.title for level in chart.levels] == ["A", "Data", "Environment", "Parameters", "Code", "B"]
    chart.setFocus()
    plain = chart.grab().toImage()
    qtbot.keyClick(chart, Qt.Key.Key_Down)
    assert chart.grab().toImage() != plain


def test_a_node_is_reached_by_hand_and_by_keys_and_opens_its_rebuild(theme: Theme, qtbot: QtBot) -> None:
    chart, shown = Lattice(theme), read_shown(document(GAINS, failed=True))
    qtbot.addWidget(chart)
    chart.resize(chart.sizeHint())
    chart.show_attribution(shown)
    chart.show()
    assert "KeyError: 'age'" in chart.accessibleDescription()
    box = boxes_of(columns_of(shown), chart.width(), chart.height())[frozenset({"data"})]
    with qtbot.waitSignal(chart.opened) as opened:
        qtbot.mouseClick(chart, Qt.MouseButton.LeftButton, pos=QPoint(*map(round, box.center().toTuple())))
    assert opened.args == ["made-data"]
    chart.point_at(None)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Right):
        qtbot.keyClick(chart, key)
    with qtbot.waitSignal(chart.opened) as opened:
        qtbot.keyClick(chart, Qt.Key.Key_Return)
    assert opened.args == ["made-data-parameters"]


def test_boxes_of_a_net_do_not_lie_over_each_other(theme: Theme) -> None:
    for count in range(1, 5):
        shown = read_shown(document(dict(list(GAINS.items())[:count])))
        chart = Lattice(theme)
        chart.show_attribution(shown)
        size = chart.minimumSizeHint()
        boxes = list(boxes_of(columns_of(shown), size.width(), size.height()).values())
        assert len(boxes) == 2**count
        assert not any(one.intersects(other) for one, other in combinations(boxes, 2))
        assert all(box.left() >= 0 and box.right() <= size.width() for box in boxes)
        assert all(box.top() >= 0 and box.bottom() <= size.height() for box in boxes)


def test_what_runs_beats_until_its_value_is_there(theme: Theme, qtbot: QtBot) -> None:
    chart, shown = Lattice(theme), read_shown(document(GAINS, run=False))
    qtbot.addWidget(chart)
    chart.resize(chart.sizeHint())
    chart.show()
    running = shown.running(3)
    chart.show_attribution(running)
    assert "running…" in chart.accessibleDescription()
    first = chart.grab().toImage()
    qtbot.waitUntil(lambda: chart.grab().toImage() != first)
    chart.show_attribution(running.valued(3, 0.5, ""))
    assert "running…" not in chart.accessibleDescription()
    assert running.valued(3, None, "train: broken").mixtures[3].has_failed


def test_both_are_saved_as_picture_drawing_and_table(
    shown: Shown, theme: Theme, qtbot: QtBot, tmp_path: Path
) -> None:
    for chart in (Waterfall(theme), Lattice(theme)):
        qtbot.addWidget(chart)
        chart.resize(600, 300)
        chart.show_attribution(shown)
        assert not picture_of(chart, theme.colours).isNull()
        draw_svg(chart, tmp_path / "chart.svg", theme.colours)
        assert "0.92" in (tmp_path / "chart.svg").read_text(encoding="utf-8")
        chart.table().write_csv(tmp_path / "chart.csv")
        rows = list(csv.reader((tmp_path / "chart.csv").read_text(encoding="utf-8").splitlines()))
        assert len(rows) == 1 + (6 if isinstance(chart, Waterfall) else 16)
        assert any("0.92" in row for row in rows)


def test_the_table_has_all_mixtures(shown: Shown) -> None:
    sheet = mixture_sheet(read_shown(document(GAINS, failed=True)))
    lost = next(line for line in sheet.lines if "KeyError" in line.cells[-1].text)
    assert [cell.text for cell in lost.cells[:6]] == ["A with Data of B", "B", "A", "A", "A", "failed"]
    assert len(sheet.lines) == 16
