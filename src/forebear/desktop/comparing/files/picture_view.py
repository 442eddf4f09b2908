"""Two pictures and the ways to look at them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeySequence, QLinearGradient, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QSlider, QToolButton, QVBoxLayout, QWidget

from forebear.desktop.comparing.files.layers import Layers, heat_stops
from forebear.desktop.comparing.files.picture_canvas import Mode, PictureCanvas
from forebear.desktop.pieces import IconButton, button, label
from forebear.desktop.theme import Theme

_WHOLE = 1000  # steps of the slider


class PictureView(QWidget):
    """A canvas with its modes, slider and zoom. S, W, B and D choose a mode; space shows the other picture
    while one lies over the other.

    Signals: `mode_chosen(int)`.
    """

    mode_chosen = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.canvas = PictureCanvas(theme)
        self.modes = QButtonGroup(self)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setProperty("kind", "line")
        self.slider.setRange(0, _WHOLE)
        self.slider.setValue(_WHOLE // 2)
        self.slider.setMaximumWidth(260)
        self._scale = HeatScale(theme)
        self._zoom = label("", "muted")
        bar = QFrame()
        bar.setProperty("surface", "bar")
        row = QHBoxLayout(bar)
        row.setContentsMargins(12, 4, 8, 4)
        row.setSpacing(4)
        names = {
            Mode.BESIDE: (self.tr("Side by side"), self.tr("Both pictures beside each other (S)"), "S"),
            Mode.SWIPE: (self.tr("Swipe"), self.tr("One picture over the other, up to a line (W)"), "W"),
            Mode.BLEND: (self.tr("Blend"), self.tr("One picture shines through the other (B)"), "B"),
            Mode.DIFFERENCE: (
                self.tr("Difference"),
                self.tr("Where the pixels differ, and how much (D)"),
                "D",
            ),
        }
        for mode, (name, told, key) in names.items():
            made = QToolButton()
            made.setText(name)
            made.setToolTip(told)
            made.setCheckable(True)
            self._on(key, made.click)
            self.modes.addButton(made, mode)
            row.addWidget(made)
        row.addSpacing(12)
        row.addWidget(self.slider, 1)
        self.flip = button(self.tr("Flip"), self.turn, "quiet")
        self.flip.setToolTip(self.tr("Show the other picture (Space)"))
        self._on("Space", self.flip.click)
        row.addWidget(self.flip)
        row.addWidget(self._scale)
        row.addStretch(1)
        row.addWidget(self._zoom)
        for icon, name, run in (
            ("minus", self.tr("Zoom out (-)"), lambda: self.canvas.zoom_to(self.canvas.zoom / 1.25)),
            ("plus", self.tr("Zoom in (+)"), lambda: self.canvas.zoom_to(self.canvas.zoom * 1.25)),
            ("fit", self.tr("Show all of it (0)"), self.canvas.fit),
        ):
            row.addWidget(IconButton(theme, icon, name, run))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(bar)
        layout.addWidget(self.canvas, 1)
        self.modes.idClicked.connect(self._choose)
        self.slider.valueChanged.connect(lambda value: self.canvas.show_amount(value / _WHOLE))
        self.canvas.amount_changed.connect(lambda amount: self.slider.setValue(round(amount * _WHOLE)))
        self.canvas.zoomed.connect(self._say_zoom)
        self.show_mode(Mode.BESIDE)

    def show_layers(self, layers: Layers, names: tuple[str, str], told: str) -> None:
        """Show two pictures; `told` says how they differ."""
        self.canvas.setAccessibleName(self.tr("{before} and {after}").format(before=names[0], after=names[1]))
        self.canvas.setAccessibleDescription(told)
        both = layers.before is not None and layers.after is not None
        for mode in (Mode.SWIPE, Mode.BLEND, Mode.DIFFERENCE):
            self.modes.button(mode).setEnabled(both)
        if not both:
            self.show_mode(Mode.BESIDE)
        self.canvas.show_layers(layers, names)

    def show_mode(self, mode: Mode) -> None:
        """Show them in another way."""
        self.modes.button(mode).setChecked(True)
        over = mode in (Mode.SWIPE, Mode.BLEND)
        self.slider.setVisible(over)
        self.slider.setAccessibleName(
            self.tr("Where the line is")
            if mode is Mode.SWIPE
            else self.tr("How strongly the later one is seen")
        )
        self.flip.setVisible(mode is Mode.BLEND)
        self._scale.setVisible(mode is Mode.DIFFERENCE)
        self.canvas.show_mode(mode)

    def turn(self) -> None:
        """Show only the other one of two that lie over each other."""
        self.slider.setValue(0 if self.slider.value() > _WHOLE // 2 else _WHOLE)

    def _on(self, key: str, run: Callable[[], None]) -> None:
        shortcut = QShortcut(QKeySequence(key), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(run)

    def _choose(self, mode: int) -> None:
        self.show_mode(Mode(mode))
        self.mode_chosen.emit(mode)

    def _say_zoom(self) -> None:
        self._zoom.setText(f"{self.canvas.zoom * self.devicePixelRatioF():.0%}".replace("%", " %"))


class HeatScale(QWidget):
    """The colours of a difference, from hardly to as much as can be."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._least, self._most = "1", "255"
        self.setAccessibleName(self.tr("Colours from a small difference (1) to the largest (255)"))
        self.setToolTip(self.accessibleName())
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """A strip and its two numbers."""
        wide = self.fontMetrics().horizontalAdvance(self._least + self._most)
        return QSize(110 + wide + 16, self.fontMetrics().height() + 4)

    def minimumSizeHint(self) -> QSize:
        """The same."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the strip between its numbers."""
        painter = QPainter(self)
        metrics = self.fontMetrics()
        left, right = metrics.horizontalAdvance(self._least) + 6, metrics.horizontalAdvance(self._most) + 6
        room = QRectF(self.rect()).adjusted(left, (self.height() - 10) / 2, -right, -(self.height() - 10) / 2)
        gradient = QLinearGradient(room.topLeft(), room.topRight())
        stops = heat_stops()
        for place, colour in enumerate(stops):
            gradient.setColorAt(place / (len(stops) - 1), QColor(*colour))
        painter.fillRect(room, gradient)
        painter.setPen(self._theme.color("text.muted"))
        painter.drawText(
            QRectF(self.rect()), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self._least
        )
        painter.drawText(
            QRectF(self.rect()), Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self._most
        )
