"""The strip above the picture: what is drawn, how many hops, what is in focus, how large."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QWidget

from forebear.desktop.pieces import ElidedLabel, IconButton, label
from forebear.desktop.theme import Theme

FEWEST_HOPS, MOST_HOPS = 1, 12
_LEAST_SUBJECT = 120


class Focus(StrEnum):
    """What is not dimmed: everything, or what is up or down from the selected node."""

    ALL = "all"
    UPSTREAM = "upstream"
    BOTH = "both"
    DOWNSTREAM = "downstream"


class Controls(QFrame):
    """Buttons and their state.

    Signals: `hops_changed(int)`; `focus_changed(object)` a Focus; `zoom_wanted(int)` steps in (1), out
    (-1), or 0 = fit everything; `legend_wanted(bool)`.
    """

    hops_changed = Signal(int)
    focus_changed = Signal(object)
    zoom_wanted = Signal(int)
    legend_wanted = Signal(bool)

    def __init__(self, theme: Theme, hops: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._hops = hops
        self.setProperty("surface", "bar")
        self._subject = ElidedLabel()
        self._fewer = IconButton(theme, "minus", self.tr("Fewer hops"), lambda: self.set_hops(self._hops - 1))
        self._more = IconButton(theme, "plus", self.tr("More hops"), lambda: self.set_hops(self._hops + 1))
        self._count = label("", "muted")
        self._count.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._count.setToolTip(self.tr("How far from the selected thing the graph reaches, in steps"))
        self._focus = {
            Focus.UPSTREAM: self._focus_button(
                "upstream", self.tr("Upstream"), self.tr("Dim all but what it was made from")
            ),
            Focus.BOTH: self._focus_button("graph", self.tr("Both"), self.tr("Dim all but its own lineage")),
            Focus.DOWNSTREAM: self._focus_button(
                "downstream", self.tr("Downstream"), self.tr("Dim all but what was made from it")
            ),
        }
        for focus, button in self._focus.items():
            button.clicked.connect(lambda checked, focus=focus: self._choose(focus if checked else Focus.ALL))
        self._scale = label("", "muted")
        self._scale.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._scale.setMinimumWidth(self.fontMetrics().horizontalAdvance("100 %") + 4)
        self._legend = IconButton(theme, "help", self.tr("Legend"))
        self._legend.setCheckable(True)
        self._legend.toggled.connect(self.legend_wanted)
        self._arrange(theme)
        theme.changed.connect(self._paint)
        self._paint()
        self.set_hops(hops)

    @property
    def hops(self) -> int:
        """How many hops are wanted."""
        return self._hops

    @property
    def focus(self) -> Focus:
        """What is in focus."""
        return next((focus for focus, button in self._focus.items() if button.isChecked()), Focus.ALL)

    def set_hops(self, hops: int) -> None:
        """Ask for a number of hops."""
        hops = max(FEWEST_HOPS, min(MOST_HOPS, hops))
        self._count.setText(self.tr("1 hop") if hops == 1 else self.tr("{count} hops").format(count=hops))
        self._fewer.setEnabled(hops > FEWEST_HOPS)
        self._more.setEnabled(hops < MOST_HOPS)
        if hops != self._hops:
            self._hops = hops
            self.hops_changed.emit(hops)

    def set_focus(self, focus: Focus) -> None:
        """Check the button of a focus; none for ALL."""
        self._choose(focus)

    def toggle_focus(self) -> None:
        """Focus on the selected thing's own lineage, or on everything again."""
        self._choose(Focus.BOTH if self.focus is Focus.ALL else Focus.ALL)

    def say(self, subject: str, *, hops: bool) -> None:
        """Name what is drawn, and whether hops mean anything for it."""
        self._subject.set_text(subject)
        for piece in (self._fewer, self._count, self._more):
            piece.setVisible(hops)
        self._settle()

    def show_scale(self, scale: float) -> None:
        """Show how large the picture is."""
        self._scale.setText(self.tr("{percent} %").format(percent=round(scale * 100)))

    def show_legend(self, shown: bool) -> None:
        """Check the legend's button."""
        self._legend.setChecked(shown)

    def _focus_button(self, icon: str, text: str, tip: str) -> QToolButton:
        button = QToolButton()
        button.setObjectName(icon)
        button.setText(text)
        button.setToolTip(f"{text}: {tip}")
        button.setAccessibleName(text)
        button.setAccessibleDescription(tip)
        button.setCheckable(True)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setIconSize(QSize(16, 16))
        return button

    def _choose(self, focus: Focus) -> None:
        for other, button in self._focus.items():
            button.setChecked(other is focus)
        self.focus_changed.emit(focus)

    def _arrange(self, theme: Theme) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 6, 8, 6)
        layout.setSpacing(2)
        layout.addWidget(self._subject, 1)
        for piece in (self._fewer, self._count, self._more):
            layout.addWidget(piece)
        layout.addSpacing(12)
        for button in self._focus.values():
            layout.addWidget(button)
        layout.addSpacing(12)
        layout.addWidget(IconButton(theme, "minus", self.tr("Zoom out"), lambda: self.zoom_wanted.emit(-1)))
        layout.addWidget(self._scale)
        layout.addWidget(IconButton(theme, "plus", self.tr("Zoom in"), lambda: self.zoom_wanted.emit(1)))
        layout.addWidget(
            IconButton(theme, "fit", self.tr("Show everything"), lambda: self.zoom_wanted.emit(0))
        )
        layout.addWidget(self._legend)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what a narrow strip has no room for."""
        super().resizeEvent(event)
        self._settle()

    def _settle(self) -> None:
        layout = self.layout()
        if layout is None:
            return
        self._show_words(shown=True)
        subject = min(self._subject.sizeHint().width(), _LEAST_SUBJECT)
        wanted = layout.totalSizeHint().width() - self._subject.sizeHint().width() + subject
        self._show_words(shown=wanted <= self.width())
        for piece in (self._scale, self._subject):
            piece.show()
        for piece in (self._scale, self._subject):
            if layout.totalMinimumSize().width() > self.width():
                piece.hide()

    def _show_words(self, *, shown: bool) -> None:
        style = (
            Qt.ToolButtonStyle.ToolButtonTextBesideIcon if shown else Qt.ToolButtonStyle.ToolButtonIconOnly
        )
        for button in self._focus.values():
            button.setToolButtonStyle(style)

    def _paint(self) -> None:
        for button in self._focus.values():
            button.setIcon(self._theme.icon(button.objectName(), "text.muted"))
