"""One output of a rebuild: how it was judged, and all that is to be said of it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QVBoxLayout, QWidget

from forebear.desktop import wording
from forebear.desktop.pieces import label, scrolled
from forebear.desktop.rebuilding.judged_words import (
    compared_text,
    largest_text,
    normalisation_text,
    policy_text,
    reason_text,
)
from forebear.desktop.sentences import told
from forebear.lineage.rebuilds import OutputVerdict

_HEIGHT = 220  # pixels at most: the table stays in sight


class OutputDetail(QFrame):
    """Shows one output; what does not apply to it is left out."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "plain")
        self.setMaximumHeight(_HEIGHT)
        self.setAccessibleName(self.tr("How the output was judged"))
        self.path = label("", "strong")
        self.values: dict[str, QLabel] = {}
        self._names: dict[str, QLabel] = {}
        inner = QWidget()
        grid = QGridLayout(inner)
        grid.setContentsMargins(20, 8, 20, 12)
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        grid.addWidget(self.path, 0, 0, 1, 2)
        names = {
            "compared": self.tr("Compared as"),
            "aside": self.tr("Set aside"),
            "largest": self.tr("Largest difference"),
            "policy": self.tr("Policy"),
            "said": self.tr("What that showed"),
        }
        for row, (key, name) in enumerate(names.items(), 1):
            self._names[key] = label(name, "muted")
            value = self.values[key] = label("")
            value.setWordWrap(True)
            value.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
            value.setAccessibleName(name)
            grid.addWidget(self._names[key], row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(value, row, 1)
        grid.setRowStretch(len(names) + 1, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scrolled(inner))

    def show_output(self, output: OutputVerdict) -> None:
        """Show how an output was judged."""
        self.path.setText(f"{output.path} \N{EN DASH} {wording.verdict_text(output.verdict)}")
        aside = []
        for name in output.normalisations:
            reason = reason_text(name)
            aside.append(normalisation_text(name) + (f" \N{EN DASH} {reason}" if reason else ""))
        texts = {
            "compared": compared_text(output),
            "aside": "\n".join(aside),
            "largest": largest_text(output),
            "policy": policy_text(output.policy),
            "said": told(output.explanation),
        }
        for key, text in texts.items():
            self.values[key].setText(text)
            for piece in (self.values[key], self._names[key]):
                piece.setVisible(bool(text))
