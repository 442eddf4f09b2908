"""Small widgets that several views are made of."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from forebear.desktop.theme import Theme
from forebear.lineage.visible import visible

_JOINTS = re.compile(r"(?<=[._/:-])(?=\w)")


class _Text(QLabel):
    """A label of plain text in which nothing hides."""

    def __init__(self, text: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)

    def setText(self, text: str) -> None:
        """Show `text`, what would hide in it written out."""
        super().setText(visible(text, lines=True))


def label(text: str, role: str = "", parent: QWidget | None = None) -> QLabel:
    """Return a label of plain text (never markup: it may come from a project) in a look of the stylesheet."""
    made = _Text(text, parent)
    if role:
        made.setProperty("role", role)
    return made


def name_label(text: str, role: str = "") -> QLabel:
    """Return a label of a name, which goes on in the next line also after one of `. _ / : -`."""
    made = label(text, role)
    made.setAccessibleName(made.text())
    made.setWordWrap(True)
    QLabel.setText(made, _JOINTS.sub("\N{ZERO WIDTH SPACE}", made.text()))
    return made


def tip(text: str) -> str:
    """Return `text` for a tooltip, where Qt would read as markup what looks like it, and others be misled."""
    text = visible(text, lines=True)
    if "<" not in text:
        return text
    from html import escape  # rare, and not for the first window

    return f"<span style='white-space: pre-wrap'>{escape(text)}</span>"


def button(
    text: str, run: Callable[[], object], kind: str = "", parent: QWidget | None = None
) -> QPushButton:
    """Return a push button in a look of the stylesheet (`primary`, `quiet`, `link`, or plain)."""
    made = QPushButton(text, parent)
    if kind:
        made.setProperty("kind", kind)
    if kind == "link":
        made.setCursor(Qt.CursorShape.PointingHandCursor)
    made.setAutoDefault(False)
    made.clicked.connect(lambda _checked=False: run())
    return made


def scrolled(content: QWidget) -> QScrollArea:
    """Let a widget be scrolled where the window is lower than it: it must not make the window higher."""
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(content)
    return area


class Fitted(QScrollArea):
    """Shows a widget as high as it wants to be where there is room, and scrolls it where there is not."""

    def __init__(self, content: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._content = content
        self.setWidget(content)
        content.installEventFilter(self)

    def sizeHint(self) -> QSize:
        """The content's, at the width that there is."""
        wanted = self._content.sizeHint()
        if not self._content.hasHeightForWidth():
            return wanted
        return QSize(wanted.width(), self._content.heightForWidth(max(self.width(), 1)))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ask for another height when the content changes."""
        if event.type() is QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lines break elsewhere at another width."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()


class IconButton(QToolButton):
    """A button of an icon alone; `name` is its tooltip and its accessible name. It follows the theme."""

    def __init__(
        self,
        theme: Theme,
        icon: str,
        name: str,
        run: Callable[[], object] | None = None,
        token: str = "text.muted",  # noqa: S107
    ) -> None:
        super().__init__()
        self._theme, self._icon_name, self._token = theme, icon, token
        self.setToolTip(name)
        self.setAccessibleName(name)
        self.setIconSize(QSize(16, 16))
        theme.changed.connect(self._paint)
        self._paint()
        if run is not None:
            self.clicked.connect(lambda _checked=False: run())

    def show_icon(self, icon: str, name: str) -> None:
        """Show another icon, with what it does now."""
        self._icon_name = icon
        self.setToolTip(name)
        self.setAccessibleName(name)
        self._paint()

    def _paint(self) -> None:
        self.setIcon(self._theme.icon(self._icon_name, self._token))


class ElidedLabel(QWidget):
    """One line of text, shortened in the middle where room is short; the tooltip has all of it."""

    def __init__(
        self,
        text: str = "",
        colour: QPalette.ColorRole = QPalette.ColorRole.WindowText,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._text = ""
        self._colour = colour
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_text(text)

    @property
    def text(self) -> str:
        """All of the text."""
        return self._text

    def set_text(self, text: str) -> None:
        """Show `text`."""
        self._text = text = visible(text)
        self.setToolTip(tip(text))
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """The whole text on one line."""
        metrics = QFontMetrics(self.font())
        return QSize(metrics.horizontalAdvance(self._text) + 2, metrics.height() + 2)

    def minimumSizeHint(self) -> QSize:
        """A few letters."""
        return QSize(48, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw as much of the text as fits."""
        painter = QPainter(self)
        painter.setPen(self.palette().color(self._colour))
        text = painter.fontMetrics().elidedText(self._text, Qt.TextElideMode.ElideMiddle, self.width())
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)


class EmptyState(QWidget):
    """Says why there is nothing here, and offers one thing to do."""

    def __init__(self, theme: Theme, icon: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icon_name = icon
        self._picture = label("")
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._title = label("", "strong")
        self._text = label("", "muted")
        self._button = QPushButton()
        self._run: Callable[[], object] | None = None
        for line in (self._title, self._text):
            line.setAlignment(Qt.AlignmentFlag.AlignCenter)
            line.setWordWrap(True)
        self._button.clicked.connect(self._act)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 24)
        layout.setSpacing(8)
        layout.addStretch(2)
        for piece in (self._picture, self._title, self._text):
            layout.addWidget(piece)
        layout.addSpacing(4)
        layout.addWidget(self._button, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(3)
        theme.changed.connect(self._paint)
        self._paint()
        self._button.hide()

    def say(self, title: str, text: str, action: str = "", run: Callable[[], object] | None = None) -> None:
        """Show a title, a sentence, and a button where `action` names one."""
        self._title.setText(title)
        self._text.setText(text)
        self._text.setVisible(bool(text))
        self._button.setText(action)
        self._button.setVisible(bool(action))
        self._run = run

    @property
    def said(self) -> str:
        """The title it shows now."""
        return self._title.text()

    def _act(self) -> None:
        if self._run is not None:
            self._run()

    def _paint(self) -> None:
        self._picture.setPixmap(self._theme.pixmap(self._icon_name, "border.strong", 32))


class Banner(QFrame):
    """One calm line across the top of the window: what, where, what to do, and buttons for it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._tone = ""
        self.setProperty("surface", "banner")
        self._picture = label("")
        self._what = label("", "strong")
        self._more = label("", "muted")
        for line in (self._what, self._more):
            line.setWordWrap(True)
            line.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(4)
        text = QVBoxLayout()
        text.setSpacing(2)
        text.addWidget(self._what)
        text.addWidget(self._more)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 8, 8, 8)
        layout.setSpacing(12)
        layout.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(text, 1)
        layout.addLayout(self._buttons)
        self._close = IconButton(theme, "close", self.tr("Dismiss"), self.hide)
        layout.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)
        theme.changed.connect(self._paint)
        self.hide()

    def say(
        self,
        tone: str,
        what: str,
        more: str = "",
        buttons: Sequence[tuple[str, Callable[[], object]]] = (),
    ) -> None:
        """Show a message; `tone` is `good`, `bad` or "" for a remark. A button closes the banner as well."""
        self._tone = tone
        self.setProperty("tone", tone)
        self.style().unpolish(self)
        self.style().polish(self)
        self._what.setText(what)
        self._more.setText(more)
        self._more.setVisible(bool(more))
        self.setAccessibleName(what)
        self.setAccessibleDescription(more)
        while (item := self._buttons.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        for text, run in buttons:
            self._buttons.addWidget(button(text, self._closing(run)))
        self._paint()
        self.show()

    @property
    def message(self) -> str:
        """What it says now."""
        return self._what.text()

    def _closing(self, run: Callable[[], object]) -> Callable[[], None]:
        def act() -> None:
            self.hide()
            run()

        return act

    def _paint(self) -> None:
        icon, token = {
            "good": ("good", "verdict.good"),
            "bad": ("error", "verdict.bad"),
        }.get(self._tone, ("info", "verdict.warn"))
        self._picture.setPixmap(self._theme.pixmap(icon, token, 16))
