"""The question before the first rebuild of a project: its command will run."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from forebear.desktop.pieces import button, label
from forebear.desktop.rebuilding.plan import Plan
from forebear.desktop.theme import Theme


class ConfirmDialog(QDialog):
    """Shows command and image, and asks; `accepted` or `rejected` as every dialog."""

    def __init__(self, plan: Plan, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Run this project's command?"))
        self.setMinimumWidth(520)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(10)
        column.addWidget(label(self.tr("A rebuild runs a command of this project"), "title"))
        note = label(
            self.tr(
                "It runs in a container without network, as another user, and cannot write to your files. "
                "Go on only if you trust the project. This is asked once for a project."
            ),
            "muted",
        )
        note.setWordWrap(True)
        column.addWidget(note)
        image = plan.image.reference or plan.image.identity if plan.image is not None else ""
        for title, text in ((self.tr("Command"), "\n".join(plan.command)), (self.tr("Image"), image)):
            box = QFrame()
            box.setProperty("surface", "card")
            inside = QVBoxLayout(box)
            inside.setContentsMargins(12, 8, 12, 8)
            said = label(text)
            said.setFont(theme.fixed_font)
            said.setWordWrap(True)
            said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            inside.addWidget(said)
            named = QVBoxLayout()
            named.setSpacing(4)
            named.addWidget(label(title, "heading"))
            named.addWidget(box)
            column.addLayout(named)
        column.addSpacing(6)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(button(self.tr("Cancel"), self.reject))
        go = button(self.tr("Rebuild"), self.accept, "primary")
        go.setDefault(True)
        row.addWidget(go)
        column.addLayout(row)
