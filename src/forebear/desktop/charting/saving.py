"""Saving and copying of every chart: as a picture, a drawing or a table; pictures always on light paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QCoreApplication, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QAction, QColor, QGuiApplication, QImage, QPainter
from PySide6.QtWidgets import QFileDialog, QMenu, QMessageBox, QToolButton, QWidget

from forebear.desktop.background import Background
from forebear.desktop.charting.plot import Plot
from forebear.desktop.charting.table import Table
from forebear.desktop.colours import LIGHT
from forebear.desktop.theme import Theme

_MOST_ENTRIES = 60
_SHARPNESS = 2  # pixels of a picture for each one on the screen


class Chart(Protocol):
    """What can be saved."""

    @property
    def name(self) -> str:
        """What it shows, in a few words; also the file's name."""

    @property
    def canvas(self) -> QWidget:
        """The widget that is drawn."""

    def table(self) -> Table:
        """Return what is shown."""

    def restyle(self, colours: Mapping[str, str]) -> None:
        """Take on these colours, by token."""


class SaveButton(QToolButton):
    """Offers to save and copy a chart."""

    def __init__(self, theme: Theme, chart: Chart, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._chart = theme, chart
        self._background = Background(self)
        self.setText(self.tr("Save"))
        self.setAccessibleName(self.tr("Save or copy the chart"))
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        menu = QMenu(self)
        for text, act in (
            (self.tr("Save as PNG, SVG or CSV…"), self._ask_path),
            (self.tr("Copy as a table"), lambda: self._copy(markdown=False)),
            (self.tr("Copy as Markdown"), lambda: self._copy(markdown=True)),
            (self.tr("Copy the picture"), self._copy_picture),
        ):
            action = QAction(text, menu)
            action.triggered.connect(lambda _checked=False, act=act: act())
            menu.addAction(action)
        self.setMenu(menu)

    def save(self, path: Path) -> None:
        """Save the chart by the end of the name: .svg, .csv (written on another thread), or a PNG."""
        match path.suffix.lower():
            case ".csv":
                table = self._chart.table()
                self._background.run(
                    lambda: table.write_csv(path), lambda _: None, lambda error: self._complain(path, error)
                )
            case ".svg":
                draw_svg(self._chart, path, self._theme.colours)
            case _:
                if not picture_of(self._chart, self._theme.colours).save(str(path)):
                    self._complain(path, None)

    def _copy(self, *, markdown: bool) -> None:
        table = self._chart.table()
        self._background.run(table.markdown if markdown else table.tsv, QGuiApplication.clipboard().setText)

    def _copy_picture(self) -> None:
        QGuiApplication.clipboard().setImage(picture_of(self._chart, self._theme.colours))

    def _ask_path(self) -> None:
        kinds = self.tr("Picture (*.png);;Drawing (*.svg);;Table (*.csv)")
        asked = self.tr("Save the chart")
        name, kind = QFileDialog.getSaveFileName(self, asked, f"{_file_name(self._chart.name)}.png", kinds)
        if name:
            path = Path(name)
            if not path.suffix:
                path = path.with_suffix(kind.partition("*")[2].rstrip(")") or ".png")
            self.save(path)

    def _complain(self, path: Path, error: Exception | None) -> None:
        what = getattr(error, "strerror", None) or self.tr("the file cannot be written")
        QMessageBox.warning(
            self,
            self.tr("The chart was not saved"),
            self.tr("{path}: {what}. Choose another place.").format(path=path, what=what),
        )


def picture_of(chart: Chart, now: Mapping[str, str]) -> QImage:
    """Return the chart as a picture on light paper; `now` are the colours that it goes back to."""
    size = chart.canvas.size() + QSize(0, _legend_height(chart))
    image = QImage(size * _SHARPNESS, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(_SHARPNESS)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    _draw(chart, painter, now)
    painter.end()
    return image


def draw_svg(chart: Chart, path: Path, now: Mapping[str, str]) -> None:
    """Save the chart as SVG (1.2 Tiny) whose text is text."""
    from PySide6.QtSvg import QSvgGenerator

    size = chart.canvas.size() + QSize(0, _legend_height(chart))
    generator = QSvgGenerator()
    generator.setFileName(str(path))
    generator.setSize(size)
    generator.setViewBox(QRect(0, 0, size.width(), size.height()))
    generator.setTitle(chart.name)
    generator.setDescription(chart.canvas.accessibleDescription())
    painter = QPainter(generator)
    _draw(chart, painter, now)
    painter.end()


def _draw(chart: Chart, painter: QPainter, now: Mapping[str, str]) -> None:
    canvas = chart.canvas
    plots = canvas.findChildren(Plot)
    chart.restyle(LIGHT)
    for plot in plots:
        plot.prepare_printing(on=True)
    try:
        canvas.render(painter, QPoint())
        _draw_legend(chart, painter)
    finally:
        for plot in plots:
            plot.prepare_printing(on=False)
        chart.restyle(now)


def _entries(chart: Chart) -> Sequence[tuple[QColor, str]]:
    found: Sequence[tuple[QColor, str]] = getattr(chart, "legend_entries", list)()
    return found[:_MOST_ENTRIES]


def _legend_height(chart: Chart) -> int:
    entries = _entries(chart)
    return len(entries) * chart.canvas.fontMetrics().lineSpacing() + 10 if entries else 0


def _draw_legend(chart: Chart, painter: QPainter) -> None:
    """Name the curves below the picture: on the screen a list does, which is no part of the canvas."""
    metrics, top = chart.canvas.fontMetrics(), chart.canvas.height() + 4
    painter.setFont(chart.canvas.font())
    for row, (colour, text) in enumerate(_entries(chart)):
        line = top + row * metrics.lineSpacing()
        painter.fillRect(QRect(12, line + metrics.lineSpacing() // 2 - 1, 18, 3), colour)
        painter.setPen(QColor(LIGHT["text"]))
        painter.drawText(38, line + metrics.ascent(), text[:200])


def _file_name(text: str) -> str:
    kept = "".join(sign if sign.isalnum() or sign in " -_." else "-" for sign in text).strip(" .-")
    return kept[:80] or QCoreApplication.translate("SaveButton", "chart")
