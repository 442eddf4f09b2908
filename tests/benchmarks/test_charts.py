"""Curves in a chart: CPU time on the window's thread, offscreen, 1280x800."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from forebear.compare.pyramid import Pyramid
from forebear.desktop.charting.curves import Curve, Curves, Sheet, bundles_of
from forebear.desktop.colours import LIGHT

POINTS = 100_000
SHARES = (1.0, 0.1, 0.01)


def values(count: int) -> list[np.ndarray]:
    lots = np.random.default_rng(5)
    return [
        np.cumsum(lots.normal(size=POINTS)) * 0.01 + lots.normal(size=POINTS) + number / 10
        for number in range(count)
    ]


def plot(qtbot: QtBot) -> pg.PlotWidget:
    made = pg.PlotWidget()
    qtbot.addWidget(made)
    made.resize(1280, 800)
    made.hideButtons()
    made.show()
    qtbot.waitExposed(made)
    return made


@pytest.fixture
def curves_of(qtbot: QtBot) -> Callable[[int], tuple[pg.PlotWidget, Curves]]:
    def make(count: int) -> tuple[pg.PlotWidget, Curves]:
        x = np.arange(float(POINTS))
        made = [
            Curve(str(number), str(number), Pyramid(x, y), QColor(LIGHT[f"chart.{number % 8}"]))
            for number, y in enumerate(values(count))
        ]
        widget, item = plot(qtbot), Curves()
        widget.addItem(item)
        item.show_curves(made)
        return widget, item

    return make


def frames(widget: pg.PlotWidget, share: float, count: int) -> list[float]:
    """The CPU milliseconds of frames while the hand pans."""
    found = []
    for _ in range(count):
        before = time.thread_time()
        widget.getViewBox().translateBy(x=POINTS * share * 0.01)
        widget.viewport().repaint()
        found.append((time.thread_time() - before) * 1e3)
        QApplication.processEvents()
    return found


def test_ten_curves_are_drawn_anew_in_every_frame(
    curves_of: Callable[[int], tuple[pg.PlotWidget, Curves]], qtbot: QtBot
) -> None:
    widget, item = curves_of(10)
    for share in SHARES:
        widget.setXRange(0, POINTS * share, padding=0)
        frames(widget, share, 3)
        found = frames(widget, share, 40)
        assert item.sharp
        assert statistics.median(found) < 16, found
        assert sorted(found)[35] < 16, found


def test_a_hundred_curves_follow_the_hand_and_are_sharp_again(
    curves_of: Callable[[int], tuple[pg.PlotWidget, Curves]], qtbot: QtBot, watched: Callable[..., object]
) -> None:
    widget, item = curves_of(100)
    ours: dict[float, float] = {}
    seen: dict[float, QRectF] = {}
    with watched(0.1):  # type: ignore[attr-defined]
        for share in SHARES:
            widget.setXRange(0, POINTS * share, padding=0)
            qtbot.waitUntil(lambda: item.sharp, timeout=10_000)
            found = frames(widget, share, 40)
            assert statistics.median(found) < 16, found
            assert sorted(found)[35] < 16, found
            ours[share] = statistics.median(found) / 1e3
            qtbot.waitUntil(lambda: item.sharp, timeout=10_000)
            seen[share] = item._seen()
    # The window has this done on another thread, so it is measured beside the watchdog.
    bundles, sheet = bundles_of(item.curves), Sheet(1240, 760)
    drawing = {
        share: min(cpu_seconds(lambda view=view: sheet.draw(item.curves, bundles, view)) for _ in range(7))
        for share, view in seen.items()
    }
    # 40 ms of rest, the drawing on its thread, and the frame that shows it.
    assert all(0.04 + took + 0.016 < 0.2 for took in drawing.values()), drawing
    theirs = plot(qtbot)
    x = np.arange(float(POINTS))
    for y in values(100):
        curve = theirs.plot(x, y)
        curve.setDownsampling(auto=True, method="peak")
        curve.setClipToView(True)
    for share in SHARES:
        theirs.setXRange(0, POINTS * share, padding=0)
        their_frame = min(frames(theirs, share, 3)) / 1e3
        assert their_frame >= 5 * ours[share], (share, their_frame, ours)
        assert their_frame >= 5 * drawing[share], (share, their_frame, drawing)


def cpu_seconds(act: Callable[[], object]) -> float:
    before = time.thread_time()
    act()
    return time.thread_time() - before
