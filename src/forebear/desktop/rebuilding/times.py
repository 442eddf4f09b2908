"""How often to rebuild, and what that tells."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from forebear.desktop.pieces import label

_CHOICES = (3, 5, 10, 20, 40)


class TimesChoice(QWidget):
    """A choice of how many rebuilds, with a sentence that says what so many are good for."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.choice = QComboBox()
        self.choice.addItem(self.tr("Once"), 1)
        self.choice.addItem(self.tr("Twice"), 2)
        for times in _CHOICES:
            self.choice.addItem(self.tr("{count} times").format(count=times), times)
        self.choice.setAccessibleName(self.tr("How often to rebuild"))
        self._said = label("", "muted")
        self._said.setWordWrap(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(self.choice)
        row.addWidget(self._said, 1)
        self.choice.currentIndexChanged.connect(self._say)
        self._say()

    @property
    def times(self) -> int:
        """How often."""
        return int(self.choice.currentData())

    def _say(self) -> None:
        match self.times:
            case 1:
                text = self.tr("Twice shows whether it is deterministic, more often how far metrics vary")
            case 2:
                text = self.tr("Once more from scratch: shows whether it is deterministic")
            case _:
                text = self.tr("Shows the natural spread of each metric, and whether the record is in it")
        self._said.setText(text)
        self.choice.setAccessibleDescription(text)
