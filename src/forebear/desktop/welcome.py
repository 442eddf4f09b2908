"""The first page: recent projects, and the ways to open one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from forebear.desktop.background import Background
from forebear.desktop.pieces import ElidedLabel, IconButton, button, label
from forebear.desktop.preferences import Preferences
from forebear.desktop.theme import Theme

_WIDTH = 560


class RecentRow(QFrame):
    """A recent project: its name, where it is, and a way to forget it.

    Signals: `opened(object)` and `forgotten(object)` with its Path.
    """

    opened = Signal(object)
    forgotten = Signal(object)

    def __init__(self, root: Path, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        name = button(root.name or str(root), lambda: self.opened.emit(root), "link")
        name.setAccessibleName(self.tr("Open {path}").format(path=root))
        where = ElidedLabel(str(root.parent), QPalette.ColorRole.PlaceholderText)
        layout.addWidget(name)
        layout.addWidget(where, 1)
        forget = IconButton(
            theme,
            "close",
            self.tr("Forget {name}").format(name=root.name),
            lambda: self.forgotten.emit(root),
        )
        layout.addWidget(forget)


class Welcome(QWidget):
    """Shown while no project is open.

    Signals: `open_wanted()` a folder dialog; `sample_wanted()`; `project_wanted(object)` a Path.
    """

    open_wanted = Signal()
    sample_wanted = Signal()
    project_wanted = Signal(object)

    def __init__(self, preferences: Preferences, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._preferences, self._theme = preferences, theme
        self._background = Background(self)
        self._logo = label("")
        self._recent = QVBoxLayout()
        self._recent.setSpacing(2)
        self._heading = label(self.tr("Recent"), "heading")
        column = QVBoxLayout()
        column.setSpacing(8)
        column.addStretch(2)
        column.addLayout(self._title())
        column.addSpacing(20)
        column.addLayout(self._ways())
        hint = label(self.tr("Or drop a folder here."), "small")
        column.addWidget(hint)
        column.addSpacing(20)
        column.addWidget(self._heading)
        column.addLayout(self._recent)
        column.addStretch(3)
        middle = QWidget()
        middle.setLayout(column)
        middle.setMaximumWidth(_WIDTH)
        row = QHBoxLayout(self)
        row.addStretch(1)
        row.addWidget(middle, 8)
        row.addStretch(1)
        theme.changed.connect(self._paint)
        self._paint()
        self._show(())

    def _title(self) -> QHBoxLayout:
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(label("Forebear", "title"))
        words.addWidget(
            label(self.tr("See what a model was made from, make it again, and prove it."), "muted")
        )
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(self._logo)
        row.addLayout(words, 1)
        return row

    def _ways(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.open_button = button(self.tr("Open a folder…"), self.open_wanted.emit, "primary")
        self.sample_button: QPushButton = button(self.tr("Make the sample project"), self.sample_wanted.emit)
        self.sample_button.setToolTip(
            self.tr("A small DVC project with ten versions of a model; made by really running it.")
        )
        row.addWidget(self.open_button)
        row.addWidget(self.sample_button)
        row.addStretch(1)
        return row

    def reload(self) -> None:
        """List the recent projects that are still there; looked for off the main thread."""
        recent = self._preferences.recent
        self._background.run(lambda: [root for root in recent if root.is_dir()], self._show)

    def _show(self, roots: Sequence[Path]) -> None:
        while (item := self._recent.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        wanted = self._preferences.recent  # an answer to an earlier question may come last
        roots = [root for root in roots if root in wanted]
        self._heading.setVisible(bool(roots))
        for root in roots:
            row = RecentRow(root, self._theme)
            row.opened.connect(self.project_wanted)
            row.forgotten.connect(self._forget)
            self._recent.addWidget(row)

    def _forget(self, root: Path) -> None:
        self._preferences.forget(root)
        self.reload()

    def _paint(self) -> None:
        self._logo.setPixmap(self._theme.pixmap("logo", "accent", 48))
        self._logo.setAlignment(Qt.AlignmentFlag.AlignTop)
