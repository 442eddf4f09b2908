"""Says quietly that the picture does not show everything, and offers the way on."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedLayout, QWidget

from forebear.desktop.graph.picture import Picture
from forebear.desktop.pieces import button, label
from forebear.lineage.view import Show


class Notice(QFrame):
    """A line over the picture, hidden while there is nothing to say.

    Signals: `put_back_wanted()` nodes that were moved by hand are to go back; `everywhere_wanted(str)` a
    slice is to be looked for in the whole lineage; `resized()` it says something
    else.
    """

    put_back_wanted = Signal()
    everywhere_wanted = Signal(str)
    resized = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._run: Callable[[], object] = lambda: None
        self.setProperty("surface", "over")
        self._text = label("", "small")
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._act = button("", self._do, "link")
        self._act.hide()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 3, 12, 3)
        layout.setSpacing(8)
        layout.addWidget(self._text)
        layout.addWidget(self._act)
        self.hide()

    @property
    def text(self) -> str:
        """What it says, "" while it is hidden."""
        return "" if self.isHidden() else self._text.text()

    def show_picture(self, picture: Picture | None) -> None:
        """Say what of a picture is not as one would think."""
        if picture is not None and picture.folded:
            self._say(
                self.tr(
                    "{count} things cannot be drawn one by one: they are folded to stages and datasets."
                ).format(count=f"{picture.chosen:,}")
            )
        elif (
            picture is not None
            and picture.view.slice
            and picture.view.show in (Show.NEIGHBOURHOOD, Show.HELD)
        ):
            slice_ = picture.view.slice
            self._say(
                self.tr("Filtered: {count} of what is here").format(count=f"{picture.chosen:,}"),
                self.tr("Look everywhere"),
                lambda: self.everywhere_wanted.emit(slice_),
            )
        elif picture is not None and picture.view.moved:
            self._say(
                self.tr("Some nodes were moved by hand."), self.tr("Put them back"), self.put_back_wanted.emit
            )
        else:
            self.hide()

    def say_wrong(self, text: str, run: Callable[[], object]) -> None:
        """Say what of a filter or a moment is wrong, while the picture stays as it was."""
        self._say(text, self.tr("Clear it"), run)

    def _do(self) -> None:
        self._run()

    def _say(self, text: str, action: str = "", run: Callable[[], object] = lambda: None) -> None:
        self._text.setText(text)
        self._act.setText(action)
        self._act.setVisible(bool(action))
        self._run = run
        self.show()
        self.resized.emit()


class Ground(QWidget):
    """Where the picture is, or what is said in its place; the notice floats over it and takes no room."""

    def __init__(self, notice: Notice, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stack = QStackedLayout(self)
        self._notice = notice
        notice.setParent(self)
        notice.hide()
        notice.resized.connect(self._place)

    @property
    def shown(self) -> QWidget | None:
        """What is in front."""
        return self._stack.currentWidget()

    def show_widget(self, widget: QWidget) -> None:
        """Bring a widget to the front."""
        if self._stack.indexOf(widget) < 0:
            self._stack.addWidget(widget)
        self._stack.setCurrentWidget(widget)
        self._notice.raise_()

    def _place(self) -> None:
        notice = self._notice
        notice.resize(min(notice.sizeHint().width(), self.width() - 16), notice.sizeHint().height())
        notice.move((self.width() - notice.width()) // 2, 10)
        notice.raise_()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the notice in the middle."""
        super().resizeEvent(event)
        self._place()
