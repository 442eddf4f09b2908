"""The dialog that says that something of ours went wrong."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from forebear.desktop.pieces import button, label


class CrashDialog(QDialog):
    """Says that something of ours went wrong, with the report."""

    def __init__(self, report: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Something went wrong"))
        self.resize(720, 420)
        title = label(self.tr("Something in Forebear went wrong"), "title")
        note = label(
            self.tr(
                "Nothing in your project was changed. You can go on; if it happens again, send this report "
                "to the developers. It stays on this machine until you copy it."
            ),
            "muted",
        )
        note.setWordWrap(True)
        self.report = QPlainTextEdit(report)
        self.report.setReadOnly(True)
        self.report.setAccessibleName(self.tr("Report"))
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(button(self.tr("Copy the report"), lambda: QGuiApplication.clipboard().setText(report)))
        row.addWidget(button(self.tr("Go on"), self.accept, "primary"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 16)
        layout.setSpacing(12)
        layout.addWidget(title)
        layout.addWidget(note)
        layout.addWidget(self.report, 1)
        layout.addLayout(row)
