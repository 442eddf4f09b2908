"""Ctrl+K: one box that finds things and acts."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFrame, QLineEdit, QListView, QVBoxLayout, QWidget

from forebear.desktop.finding import Finding
from forebear.desktop.found import Found, FoundModel
from forebear.desktop.pieces import label
from forebear.desktop.rows import RowDelegate
from forebear.desktop.theme import Theme

_PAUSE = 30
"""Milliseconds of not typing before anything is looked for."""
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}


class Finder(QFrame):
    """A box over the window: type a few letters, Enter goes there or does it, Escape closes it.

    Ctrl+Enter pins what is found for a comparison, and the box stays open for the next one.

    Part of the window itself, because a window of its own has no place of its choice on every desktop.
    """

    def __init__(self, finding: Finding, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._over, self._finding = parent, finding
        self._shown = ""  # the text that the rows answer
        self._go_then = False
        self.setAccessibleName(self.tr("Find anything"))
        self.setProperty("surface", "over")
        self._line = QLineEdit()
        self._line.setPlaceholderText(self.tr("Find a model, dataset, run, commit or command"))
        self._line.setAccessibleName(self.tr("Find anything"))
        self._line.setMaxLength(10_000)
        hint = self.tr("Enter goes there, {keys} pins it for a comparison").format(keys=_pin_keys())
        self._line.setToolTip(hint)
        self._line.setAccessibleDescription(hint)
        self._model = FoundModel(self)
        self._list = QListView()
        self._list.setModel(self._model)
        self._list.setItemDelegate(RowDelegate(theme, self._list))
        self._list.setUniformItemSizes(True)
        self._list.setAccessibleName(self.tr("Found"))
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._said = label("", "muted")
        self._said.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(8)
        layout.addWidget(self._line)
        layout.addWidget(self._said)
        layout.addWidget(self._list, 1)
        layout.addStretch(0)
        self._typing = QTimer(self, interval=_PAUSE, singleShot=True)
        self._typing.timeout.connect(self.search)
        self._line.textChanged.connect(lambda _text: self._typing.start())
        self._line.installEventFilter(self)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._list.clicked.connect(lambda _index: self._go())
        finding.found.connect(self._take)

    def ask(self, text: str = "") -> None:
        """Open over the middle of the window, with a text to find."""
        window = self._over
        width = min(680, max(360, window.width() - 160))
        self.resize(width, min(460, window.height() - 120))
        self.move((window.width() - width) // 2, 72)
        self._line.setText(text)
        self.search()
        self.show()
        self.raise_()
        self._line.setFocus()
        self._line.selectAll()

    def search(self) -> None:
        """Find what the box says."""
        self._typing.stop()
        self._finding.look(self._line.text())

    def _take(self, text: str, rows: list[Found], sentence: str) -> None:
        """Show what was found; until then what was found before stays, so that nothing flickers."""
        same = text == self._shown
        row = self._list.currentIndex().row() if same else 0
        self._shown = text
        self._model.show(rows)
        self._choose(min(max(row, 0), len(rows) - 1))
        self._list.setVisible(bool(rows))
        if not rows and not sentence:
            sentence = self.tr("Nothing found. Try a part of a name, an id or a message.")
        self._said.setText(sentence)
        self._said.setVisible(bool(sentence))
        if not rows:
            self._announce(sentence)
        if self._go_then and not self._finding.busy:
            self._go()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Move through the list from the box; close when the box is left."""
        if watched is self._line and event.type() is QEvent.Type.FocusOut and self._left():
            self.close()
        if watched is self._line and isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            key = Qt.Key(event.key())
            if key in _ENTER and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self._pin()
                return True
            return self._pressed(key) or super().eventFilter(watched, event)
        return super().eventFilter(watched, event)

    def _left(self) -> bool:
        # A menu over the box (paste, undo) takes the focus only for a while.
        from PySide6.QtWidgets import QApplication

        return QApplication.activePopupWidget() is None

    def _pressed(self, key: Qt.Key) -> bool:
        step = _STEPS.get(key)
        if step is not None:
            row = self._list.currentIndex().row() + step
            self._choose(max(0, min(row, self._model.rowCount() - 1)))
            return True
        if key == Qt.Key.Key_Escape:
            self.close()
            return True
        if key in _ENTER:
            if self._typing.isActive():
                self.search()
            # What is shown may still answer the letters before these.
            if self._finding.busy or self._shown != self._line.text().strip():
                self._go_then = True
            else:
                self._go()
            return True
        self._go_then = False
        return False

    def _choose(self, row: int) -> None:
        index = self._model.index(row) if row >= 0 else QModelIndex()
        self._list.setCurrentIndex(index)
        said = index.data(Qt.ItemDataRole.AccessibleTextRole)
        if said:
            self._announce(said)

    def _announce(self, text: str) -> None:
        # The focus stays in the box, so that a screen reader would not hear of the rows.
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._line, text))

    def _go(self) -> None:
        self._go_then = False
        found = self._model.found(self._list.currentIndex().row())
        if found is not None:
            self.close()
            found.run()

    def _pin(self) -> None:
        """Pin what is chosen for a comparison, and say how many there are."""
        found = self._model.found(self._list.currentIndex().row())
        if found is None or self._shown != self._line.text().strip():
            return
        if not found.ref:
            said = self.tr("This is no version that can be compared.")
        elif count := self._finding.pin(found.ref):
            said = self.tr("{count} pinned for a comparison; {keys} pins more.").format(
                count=count, keys=_pin_keys()
            )
        else:
            said = self.tr("Nothing is pinned for a comparison.")
        self._said.setText(said)
        self._said.setVisible(True)
        self._announce(said)


def _pin_keys() -> str:
    return QKeySequence("Ctrl+Return").toString(QKeySequence.SequenceFormat.NativeText)
