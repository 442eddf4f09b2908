"""The head of a comparison: the versions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from forebear.compare.comparison import Version
from forebear.desktop import wording
from forebear.desktop.comparing.bars import COLOURS
from forebear.desktop.pieces import ElidedLabel, label, tip
from forebear.desktop.theme import Theme


class VersionStrip(QFrame):
    """The versions by letter: what, when, who."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._badges: list[tuple[QLabel, int]] = []
        self.setProperty("surface", "plain")
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(16, 12, 16, 8)
        self._layout.setSpacing(12)
        theme.changed.connect(self._paint)

    def show_versions(self, versions: Sequence[Version], tags: Mapping[str, str]) -> None:
        """Show them in their order, the baseline first; `tags` are names of their commits."""
        self._badges.clear()
        while (item := self._layout.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        for place, version in enumerate(versions):
            self._layout.addWidget(self._card(place, version, tags.get(version.commit or "", "")), 1)
        self._paint()

    def _card(self, place: int, version: Version, tag: str) -> QFrame:
        card = QFrame()
        card.setProperty("surface", "card")
        badge = label(version.label, "strong")
        badge.setAlignment(Qt.AlignmentFlag.AlignCenter)
        badge.setFixedSize(24, 24)
        self._badges.append((badge, place))
        title = ElidedLabel(f"{tag} · {version.title}" if tag and tag != version.title else version.title)
        font = title.font()
        font.setWeight(QFont.Weight.DemiBold)
        title.setFont(font)
        said = [version.summary, wording.when_text(version.when)]
        detail = ElidedLabel(" · ".join(part for part in said if part))
        whole = (version.summary, version.by, wording.when_text(version.when))
        detail.setToolTip(tip("\n".join(part for part in whole if part)))
        text = QVBoxLayout()
        text.setSpacing(0)
        text.addWidget(title)
        text.addWidget(detail)
        row = QHBoxLayout(card)
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(12)
        row.addWidget(badge)
        row.addLayout(text, 1)
        if place == 0:
            row.addWidget(label(self.tr("Baseline"), "badge"), 0, Qt.AlignmentFlag.AlignVCenter)
        card.setAccessibleName(version.heading)
        return card

    def _paint(self) -> None:
        for badge, place in self._badges:
            color = self._theme.color(f"chart.{place % COLOURS}").name()
            ground = self._theme.color("surface").name()
            badge.setStyleSheet(f"background: {color}; color: {ground}; border-radius: 12px;")
