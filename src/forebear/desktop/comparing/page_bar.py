"""The pages of a comparison: a tab for each with whether its side changed, and what is shown of it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from forebear.compare.comparison import Changed
from forebear.desktop.pieces import label
from forebear.desktop.theme import Theme

_ICON, _SIDE, _TOP, _APART = 14, 9, 6, 2
_FILTER = 220
_PAUSE = 150  # milliseconds after the last key until the filter is used


class PageTab(QAbstractButton):
    """A page's name, and below it its state as an icon and a word; `low`: the icon beside the name alone."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._state = ("help", "text.muted", "")
        self._low = False
        self.setText(name)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        theme.changed.connect(self.update)

    def show_state(self, icon: str, token: str, word: str) -> None:
        """Show a state: an icon, the token of its colour, and what it means."""
        self._state = (icon, token, word)
        said = f"{self.text()}: {word}"
        self.setToolTip(said)
        self.setAccessibleName(said)
        self.updateGeometry()
        self.update()

    def show_low(self, low: bool) -> None:
        """Take one line where there is no room for two."""
        if low != self._low:
            self._low = low
            self.update()

    def _fonts(self) -> tuple[QFont, QFont]:
        name, word = QFont(self.font()), QFont(self.font())
        name.setWeight(QFont.Weight.DemiBold)
        word.setPointSizeF(self.font().pointSizeF() * 0.9)
        return name, word

    def size_of(self, *, low: bool) -> QSize:
        """How large it is with all of its text, on one line or two."""
        name, word = (QFontMetrics(font) for font in self._fonts())
        wide = name.horizontalAdvance(self.text())
        if low:
            return QSize(_ICON + 4 + wide + 2 * _SIDE, name.height() + _TOP)
        below = _ICON + 4 + word.horizontalAdvance(self._state[2])
        return QSize(max(wide, below) + 2 * _SIDE, name.height() + word.height() + 2 * _TOP + 1)

    def sizeHint(self) -> QSize:
        """All of it."""
        return self.size_of(low=self._low)

    def minimumSizeHint(self) -> QSize:
        """The name whole."""
        name = QFontMetrics(self._fonts()[0])
        return QSize(name.horizontalAdvance(self.text()) + 2 * _SIDE, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the ground for checked, hovered and focused, and the lines."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = "selection" if self.isChecked() else "surface.hover" if self.underMouse() else "surface"
        painter.setBrush(self._theme.color(ground))
        rim = "focus" if self.hasFocus() else "selection.rim" if self.isChecked() else ""
        painter.setPen(QPen(self._theme.color(rim), 1.0) if rim else QPen(Qt.PenStyle.NoPen))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        icon, token, word = self._state
        name_font, word_font = self._fonts()
        ink = "selection.text" if self.isChecked() else "text"
        if self._low:
            spot = QRectF(_SIDE, (self.height() - _ICON) / 2, _ICON, _ICON)
            painter.drawPixmap(spot.toRect(), self._theme.pixmap(icon, token, _ICON))
            room = QRectF(spot.right() + 4, 0, self.width() - spot.right() - 4, self.height())
            self._line(painter, name_font, ink, room, self.text())
            return
        room = QRectF(_SIDE, _TOP, self.width() - 2 * _SIDE, QFontMetrics(name_font).height())
        self._line(painter, name_font, ink, room, self.text())
        metrics = QFontMetrics(word_font)
        room = QRectF(room.left(), room.bottom() + 1, room.width(), metrics.height())
        painter.drawPixmap(
            QRectF(room.left(), room.center().y() - _ICON / 2, _ICON, _ICON).toRect(),
            self._theme.pixmap(icon, token, _ICON),
        )
        room.setLeft(room.left() + _ICON + 4)
        self._line(painter, word_font, "text.muted", room, word)

    def _line(self, painter: QPainter, font: QFont, token: str, room: QRectF, text: str) -> None:
        painter.setFont(font)
        painter.setPen(self._theme.color(token))
        short = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, int(room.width()) + 1)
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, short)


class TabRows(QWidget):
    """Tabs in one row; where that is too narrow, lower ones in as many rows as it takes."""

    def __init__(self, tabs: Sequence[PageTab], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tabs = tabs
        for tab in tabs:
            tab.setParent(self)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def settle(self) -> None:
        """Put the tabs in their places."""
        low = self._is_low(self.width())
        for tab, spot in zip(self._tabs, self._spots(self.width()), strict=True):
            tab.show_low(low)
            tab.setGeometry(spot)
        self.updateGeometry()

    def _is_low(self, width: int) -> bool:
        return self._row() > width

    def _row(self) -> int:
        """How wide all are in one row."""
        return sum(tab.size_of(low=False).width() + _APART for tab in self._tabs) - _APART

    def _spots(self, width: int) -> list[QRect]:
        """Where the tabs are in that width."""
        low = self._is_low(width)
        spots: list[QRect] = []
        x = y = 0
        for tab in self._tabs:
            size = tab.size_of(low=low)
            if x and x + size.width() > width:
                x, y = 0, y + size.height() + _APART
            spots.append(QRect(QPoint(x, y), size))
            x += size.width() + _APART
        return spots

    def heightForWidth(self, width: int) -> int:
        """As high as the rows."""
        return max((spot.bottom() + 1 for spot in self._spots(width)), default=0)

    def sizeHint(self) -> QSize:
        """All in one row."""
        return QSize(self._row(), self.heightForWidth(self.width()))

    def minimumSizeHint(self) -> QSize:
        """The widest tab."""
        return QSize(max((tab.minimumSizeHint().width() for tab in self._tabs), default=0), 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the tabs in their places in the new width."""
        super().resizeEvent(event)
        self.settle()


class PageBar(QFrame):
    """A tab for each page; below them how much of the page differs, and whether only that is shown.

    Signals: `page_chosen(int)`; `only_differences(bool)`; `filter_changed(str)` the words that names are to
    have.
    """

    page_chosen = Signal(int)
    only_differences = Signal(bool)
    filter_changed = Signal(str)

    def __init__(self, theme: Theme, names: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "bar")
        self.tabs = tuple(PageTab(theme, name) for name in names)
        group = QButtonGroup(self)
        self._rows = TabRows(self.tabs)
        for number, tab in enumerate(self.tabs):
            group.addButton(tab, number)
        group.idClicked.connect(self.page_chosen)
        self._count = label("", "muted")
        self._only = QCheckBox(self.tr("Only differences"))
        self._only.setChecked(True)
        self._only.toggled.connect(self.only_differences)
        self._filter = QLineEdit()
        self._filter.setPlaceholderText(self.tr("Filter by name"))
        self._filter.setAccessibleName(self.tr("Filter this table by name"))
        self._filter.setClearButtonEnabled(True)
        self._filter.setMaximumWidth(_FILTER)
        policy = self._filter.sizePolicy()
        policy.setRetainSizeWhenHidden(True)  # the bar is as high on every page
        self._filter.setSizePolicy(policy)
        self._filter.setVisible(False)
        self._wait = QTimer(self, singleShot=True, interval=_PAUSE)
        self._wait.timeout.connect(lambda: self.filter_changed.emit(self._filter.text()))
        self._filter.textChanged.connect(self._wait.start)
        below = QHBoxLayout()
        below.setContentsMargins(_SIDE, 0, 4, 0)
        below.addWidget(self._count)
        below.addStretch(1)
        below.addWidget(self._filter, 1)
        below.addSpacing(_SIDE)
        below.addWidget(self._only)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 0, 12, 6)
        layout.setSpacing(6)
        layout.addWidget(self._rows)
        layout.addLayout(below)
        self.show_states([None] * len(names))

    @property
    def only(self) -> bool:
        """Whether only differences are wanted."""
        return self._only.isChecked()

    def show_states(self, states: Sequence[Changed]) -> None:
        """Say of each page whether its side changed; None = not recorded."""
        for page, state in enumerate(states):
            self.show_state(page, state)

    def show_state(self, page: int, state: Changed) -> None:
        """Say of one page whether its side changed."""
        said = {
            True: ("compare", "verdict.warn", self.tr("changed")),
            False: ("check", "verdict.good", self.tr("same")),
            None: ("help", "text.muted", self.tr("not recorded")),
        }
        self.tabs[page].show_state(*said[state])
        self._rows.settle()

    def choose(self, page: int) -> None:
        """Check a page's tab."""
        self.tabs[page].setChecked(True)

    def offer_filter(self, offered: bool) -> None:
        """Show the filter, or not; it is emptied where it is not shown."""
        self._filter.setVisible(offered)
        if not offered:
            self._filter.clear()

    def say(self, text: str) -> None:
        """Say how much of the page differs."""
        self._count.setText(text)
