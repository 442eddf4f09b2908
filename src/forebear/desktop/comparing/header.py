"""The head of a comparison: the versions, and for each side of them whether it changed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from forebear.compare.comparison import Changed, Version
from forebear.desktop import wording
from forebear.desktop.comparing.chart import COLOURS
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

    def show_versions(self, versions: Sequence[Version]) -> None:
        """Show them in their order, the baseline first."""
        self._badges.clear()
        while (item := self._layout.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        for place, version in enumerate(versions):
            self._layout.addWidget(self._card(place, version), 1)
        self._paint()

    def _card(self, place: int, version: Version) -> QFrame:
        card = QFrame()
        card.setProperty("surface", "card")
        badge = label(version.label, "strong")
        badge.setAlignment(Qt.AlignmentFlag.AlignCenter)
        badge.setFixedSize(24, 24)
        self._badges.append((badge, place))
        title = ElidedLabel(version.title)
        font = title.font()
        font.setWeight(QFont.Weight.DemiBold)
        title.setFont(font)
        said = [version.summary, version.by.partition(" <")[0], wording.when_text(version.when)]
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


class PageBar(QFrame):
    """A button for each page that says whether its side changed.

    Signals: `page_chosen(int)`; `only_differences(bool)`.
    """

    page_chosen = Signal(int)
    only_differences = Signal(bool)

    def __init__(self, theme: Theme, names: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._states: list[Changed] = [None] * len(names)
        self._buttons: list[QToolButton] = []
        self.setProperty("surface", "bar")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 4, 16, 8)
        layout.setSpacing(4)
        group = QButtonGroup(self)
        for number, name in enumerate(names):
            button = QToolButton()
            button.setText(name)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setIconSize(QSize(16, 16))
            button.setCheckable(True)
            group.addButton(button, number)
            layout.addWidget(button)
            self._buttons.append(button)
        self._names = tuple(names)
        group.idClicked.connect(self.page_chosen)
        layout.addStretch(1)
        self._count = label("", "muted")
        self._only = QCheckBox(self.tr("Only differences"))
        self._only.setChecked(True)
        self._only.toggled.connect(self.only_differences)
        layout.addWidget(self._count)
        layout.addSpacing(12)
        layout.addWidget(self._only)
        theme.changed.connect(self._paint)

    @property
    def only(self) -> bool:
        """Whether only differences are wanted."""
        return self._only.isChecked()

    def show_states(self, states: Sequence[Changed]) -> None:
        """Say of each page whether its side changed; None = not recorded."""
        self._states = list(states)
        self._paint()

    def choose(self, page: int) -> None:
        """Check a page's button."""
        self._buttons[page].setChecked(True)

    def say(self, text: str) -> None:
        """Say how much of the page differs."""
        self._count.setText(text)

    def _paint(self) -> None:
        for name, button, state in zip(self._names, self._buttons, self._states, strict=True):
            icon, token, said = {
                True: ("compare", "verdict.warn", self.tr("{name}: changed")),
                False: ("check", "verdict.good", self.tr("{name}: same")),
                None: ("help", "text.muted", self.tr("{name}: not recorded")),
            }[state]
            button.setIcon(self._theme.icon(icon, token))
            button.setText(said.format(name=name))
            button.setToolTip(said.format(name=name))
            button.setAccessibleName(said.format(name=name))
