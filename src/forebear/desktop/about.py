"""About Forebear: version, and the licences of what it is made with."""

from __future__ import annotations

import importlib.metadata
import re
from collections.abc import Sequence

from PySide6.QtCore import qVersion
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from forebear import __version__
from forebear.desktop.background import Background
from forebear.desktop.pieces import button, label
from forebear.desktop.theme import Theme
from forebear.resources import resource

_FONT_LICENCES = ("fonts/Pretendard-LICENSE.txt", "fonts/JetBrainsMono-LICENSE.txt")


def licences() -> str:
    """Return name, version and licence of every package in use, and the fonts' licences. Reads files."""
    lines = [f"{name} {version}: {said}" for name, version, said in _packages()]
    texts = [resource(name).read_text(encoding="utf-8") for name in _FONT_LICENCES]
    return "\n".join(lines) + "\n\n" + "\n\n".join(texts)


def _packages() -> Sequence[tuple[str, str, str]]:
    found: dict[str, tuple[str, str, str]] = {}
    waiting = ["forebear"]
    while waiting:
        match = re.match(r"[A-Za-z0-9._-]+", waiting.pop())
        if match is None or match[0].lower() in found:
            continue
        try:
            package = importlib.metadata.distribution(match[0])
        except importlib.metadata.PackageNotFoundError:
            continue  # an extra, or for another system
        data = package.metadata
        classifiers = [
            text.rpartition(" :: ")[2]
            for text in data.get_all("Classifier") or []
            if text.startswith("License ::")
        ]
        said = data["License-Expression"] or "; ".join(classifiers) or data["License"] or "-"
        found[match[0].lower()] = (data["Name"], package.version, said.partition("\n")[0])
        waiting += [wanted for wanted in package.requires or () if "extra ==" not in wanted]
    return sorted(found.values(), key=lambda package: package[0].lower())


class About(QDialog):
    """Version and licences."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("About Forebear"))
        self.resize(620, 460)
        logo = label("")
        logo.setPixmap(theme.pixmap("logo", "accent", 40))
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(label(f"Forebear {__version__}", "title"))
        words.addWidget(
            label(self.tr("Apache License 2.0 · Qt {version}").format(version=qVersion()), "muted")
        )
        head = QHBoxLayout()
        head.setSpacing(16)
        head.addWidget(logo)
        head.addLayout(words, 1)
        note = label(
            self.tr(
                "Qt and PySide are used under the LGPL 3; their libraries are files that can be replaced."
            ),
            "muted",
        )
        note.setWordWrap(True)
        self.licences = QPlainTextEdit(self.tr("Reading…"))
        self.licences.setReadOnly(True)
        self.licences.setFont(theme.fixed_font)
        self.licences.setAccessibleName(self.tr("Licences"))
        close = button(self.tr("Close"), self.accept, "primary")
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 16)
        layout.setSpacing(12)
        layout.addLayout(head)
        layout.addWidget(note)
        layout.addWidget(self.licences, 1)
        layout.addLayout(row)
        Background(self).run(licences, self.licences.setPlainText)
