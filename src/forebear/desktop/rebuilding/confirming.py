"""The question before code of a project runs for the first time."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from forebear.desktop.pieces import button, label
from forebear.desktop.rebuilding.plan import Plan
from forebear.desktop.theme import Theme


class AllowDialog(QDialog):
    """Shows what would run, and asks; `accepted` or `rejected` as every dialog."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setMinimumWidth(520)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(24, 20, 24, 20)
        self._column.setSpacing(10)

    def say(self, heading: str, note: str, parts: Sequence[tuple[str, str]], go: str) -> None:
        """Fill it: `parts` are titles and what is to be read exactly, `go` is the word on the button."""
        self._column.addWidget(label(heading, "title"))
        said = label(note, "muted")
        said.setWordWrap(True)
        self._column.addWidget(said)
        for title, text in parts:
            self._column.addLayout(self._part(title, text))
        self._column.addSpacing(6)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(button(self.tr("Cancel"), self.reject))
        start = button(go, self.accept, "primary")
        start.setDefault(True)
        row.addWidget(start)
        self._column.addLayout(row)

    def _part(self, title: str, text: str) -> QVBoxLayout:
        box = QFrame()
        box.setProperty("surface", "card")
        inside = QVBoxLayout(box)
        inside.setContentsMargins(12, 8, 12, 8)
        said = label(text)
        said.setFont(self._theme.fixed_font)
        said.setWordWrap(True)
        said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        inside.addWidget(said)
        named = QVBoxLayout()
        named.setSpacing(4)
        named.addWidget(label(title, "heading"))
        named.addWidget(box)
        return named


class ConfirmDialog(AllowDialog):
    """Shows command and image of a rebuild."""

    def __init__(self, plan: Plan, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.setWindowTitle(self.tr("Run this project's command?"))
        image = plan.image.reference or plan.image.identity if plan.image is not None else ""
        note = self.tr(
            "It runs in a container without network, as another user, and cannot write to your files. "
            "Go on only if you trust the project. This is asked once for a project."
        )
        if "network" in plan.loosened:
            note = self.tr(
                "It runs in a container with network, as you chose, as another user, and cannot write to "
                "your files. It can send what it reads to anybody. Go on only if you trust the project. "
                "This is asked once for a project."
            )
        self.say(
            self.tr("A rebuild runs a command of this project"),
            note,
            ((self.tr("Command"), "\n".join(plan.command)), (self.tr("Image"), image)),
            self.tr("Rebuild"),
        )
