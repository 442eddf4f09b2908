"""Above the merged lineage: what differs first, how much of each state there is, and the picture's tools."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QComboBox, QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from forebear.compare.comparison import Version
from forebear.compare.lineages.merging import MergedLineage
from forebear.desktop import wording
from forebear.desktop.comparing.lineage_words import first_text, note_texts
from forebear.desktop.graph.inks import CHANGE_LINES, CHANGE_TOKENS
from forebear.desktop.graph.shapes import sign
from forebear.desktop.pieces import IconButton, button, label
from forebear.desktop.theme import Theme
from forebear.lineage.answers import Change

_STATES = (Change.CHANGED, Change.REMOVED, Change.ADDED, Change.SAME)
_MARK, _SIDE = 18, 8


class StateButton(QAbstractButton):
    """A state with its mark, as on the cards, and how many there are; goes from one to the next."""

    def __init__(self, theme: Theme, change: Change, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self.change = theme, change
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(wording.change_text(change, ("A", "B")))
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setToolTip(self.tr("Go to the next one"))
        theme.changed.connect(self.update)

    def show_count(self, count: int, word: str) -> None:
        """Show how many there are of it."""
        self.setText(self.tr("{count} {state}").format(count=f"{count:,}", state=word))
        self.setAccessibleName(self.text())
        self.setEnabled(count > 0)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Mark and text on one line."""
        metrics = QFontMetrics(self.font())
        wide = metrics.horizontalAdvance(self.text()) + _MARK + 2 * _SIDE + 7
        return QSize(wide, metrics.height() + 8)

    def minimumSizeHint(self) -> QSize:
        """As wanted."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the mark as on a card, and the text."""
        painter, color = QPainter(self), self._theme.color
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.underMouse() and self.isEnabled():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color("surface.hover"))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(color("focus"), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 5, 5)
        painter.setOpacity(1.0 if self.isEnabled() else 0.6)
        mark = QRectF(_SIDE, (self.height() - 14) / 2, _MARK, 14)
        token = CHANGE_TOKENS.get(self.change)
        if token is None:
            painter.setPen(QPen(color("border.strong"), 1.2))
            painter.setBrush(color("surface.card"))
            painter.drawRoundedRect(mark.adjusted(1, 1, -1, -1), 3, 3)
        else:
            painter.setPen(QPen(color(f"{token}.text"), 1.4, CHANGE_LINES[self.change]))
            painter.setBrush(color(token))
            painter.drawRoundedRect(mark, 4, 4)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(color(f"{token}.text"), 1.6))
            painter.drawPath(
                sign(self.change, QRectF(mark.center().x() - 3.5, mark.center().y() - 3.5, 7, 7))
            )
        painter.setOpacity(1.0)
        painter.setPen(color("text" if self.isEnabled() else "text.muted"))
        room = QRectF(mark.right() + 6, 0, self.width() - mark.right() - 6, self.height())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, self.text())


class LineageHead(QFrame):
    """What stands above the picture.

    Signals: `version_chosen(int)` the place of the version that is set against the baseline;
    `state_wanted(object)` a Change whose next node is to be looked at; `first_wanted()` what differs first;
    `fold_wanted()` to fold what was unfolded; `legend_wanted(bool)`; `zoom_wanted(int)` steps, 0 =
    everything; `export_wanted()`.
    """

    version_chosen = Signal(int)
    state_wanted = Signal(object)
    first_wanted = Signal()
    fold_wanted = Signal()
    legend_wanted = Signal(bool)
    zoom_wanted = Signal(int)
    export_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "bar")
        self._first: QLabel = label("")
        self._first.setWordWrap(True)
        self._first.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._notes: QLabel = label("", "muted")
        self._notes.setWordWrap(True)
        self._go = IconButton(theme, "forward", self.tr("Go to what differs first"), self.first_wanted.emit)
        self.versions = QComboBox()
        self.versions.setAccessibleName(self.tr("Version set against the baseline"))
        self.versions.activated.connect(lambda _place: self.version_chosen.emit(self.against))
        self.states: Mapping[Change, StateButton] = {each: StateButton(theme, each) for each in _STATES}
        self._fold = button(self.tr("Fold again"), self.fold_wanted.emit, "link")
        above = QHBoxLayout()
        above.addWidget(self._first, 1)
        below = QHBoxLayout()
        below.setSpacing(2)
        for change, state in self.states.items():
            state.clicked.connect(lambda _checked=False, change=change: self.state_wanted.emit(change))
            below.addWidget(state)
        below.addWidget(self._fold)
        below.addStretch(1)
        tools = QHBoxLayout()
        tools.setSpacing(2)
        tools.addWidget(self._go)
        for tool in self._tools(theme):
            tools.addWidget(tool)
        above.addLayout(tools)
        above.setAlignment(tools, Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 8, 12, 6)
        layout.setSpacing(6)
        layout.addWidget(self.versions, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addLayout(above)
        layout.addWidget(self._notes)
        layout.addLayout(below)
        self._show_first("")
        self._notes.hide()
        self._fold.hide()
        self.versions.hide()

    def _tools(self, theme: Theme) -> Iterator[IconButton]:
        legend = IconButton(theme, "help", self.tr("Legend"))
        legend.setCheckable(True)
        legend.toggled.connect(self.legend_wanted)
        yield legend
        yield IconButton(theme, "minus", self.tr("Zoom out"), lambda: self.zoom_wanted.emit(-1))
        yield IconButton(theme, "plus", self.tr("Zoom in"), lambda: self.zoom_wanted.emit(1))
        yield IconButton(theme, "fit", self.tr("Show everything"), lambda: self.zoom_wanted.emit(0))
        yield IconButton(theme, "export", self.tr("Export the picture…"), self.export_wanted.emit)

    @property
    def against(self) -> int:
        """The place of the version that is set against the baseline; the last one, unless chosen."""
        place = self.versions.currentData()
        return place if place is not None else -1

    def show_versions(self, versions: Sequence[Version]) -> None:
        """Offer the versions beside the baseline, where there are several; what was chosen stays chosen."""
        before = self.versions.currentText()
        self.versions.clear()
        for place, version in enumerate(versions[1:], 1):
            self.versions.addItem(version.heading, place)
        again = self.versions.findText(before) if before else -1
        self.versions.setCurrentIndex(again if again >= 0 else self.versions.count() - 1)
        self.versions.setVisible(self.versions.count() > 1)

    def show_merged(self, merged: MergedLineage) -> None:
        """Say what differs first, and how many there are of each state."""
        for change, state in self.states.items():
            count = merged.counts[change]
            state.show_count(count, wording.change_text(change, merged.labels))
            state.setVisible(count > 0 or change in (Change.CHANGED, Change.SAME))
        self._show_first(first_text(merged))
        said = note_texts(merged)
        self._notes.setText("\n".join(said))
        self._notes.setVisible(bool(said))

    def show_opened(self, opened: bool) -> None:
        """Offer to fold again, where something was unfolded."""
        self._fold.setVisible(opened)

    def _show_first(self, text: str) -> None:
        self._first.setText(text)
        self._first.setVisible(bool(text))
        self._go.setVisible(bool(text))
