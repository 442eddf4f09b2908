"""Says quietly that the picture does not show everything, and offers the way on."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from forebear.desktop.graph.picture import Picture
from forebear.desktop.pieces import button, label


class Notice(QFrame):
    """A line below the controls, hidden while there is nothing to say.

    Signals: `put_back_wanted()` nodes that were moved by hand are to go back.
    """

    put_back_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._run: Callable[[], object] = lambda: None
        self.setProperty("surface", "bar")
        self._text = label("", "small")
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._act = button("", self._do, "link")
        self._act.hide()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 2, 12, 4)
        layout.setSpacing(8)
        layout.addWidget(self._text)
        layout.addWidget(self._act)
        layout.addStretch(1)
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
        elif picture is not None and picture.view.moved:
            self._say(
                self.tr("Some nodes were moved by hand."), self.tr("Put them back"), self.put_back_wanted.emit
            )
        else:
            self.hide()

    def _do(self) -> None:
        self._run()

    def _say(self, text: str, action: str = "", run: Callable[[], object] = lambda: None) -> None:
        self._text.setText(text)
        self._act.setText(action)
        self._act.setVisible(bool(action))
        self._run = run
        self.show()
