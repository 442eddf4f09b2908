"""What changed in a directory: its files, each to be opened."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from forebear.compare.data.findings import FolderChanges
from forebear.desktop.pieces import label
from forebear.desktop.theme import Theme
from forebear.lineage.visible import visible

_PATH = Qt.ItemDataRole.UserRole
_ICONS = {
    "added": ("plus", "verdict.good"),
    "removed": ("minus", "verdict.bad"),
    "changed": ("compare", "verdict.warn"),
    "renamed": ("forward", "verdict.warn"),
}


class FolderView(QWidget):
    """A list of files with what happened to each.

    Signals: `file_wanted(str)` the path in the directory of a file that was double-clicked or entered.
    """

    file_wanted = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._changes: FolderChanges | None = None
        self._said = label("", "muted")
        self._said.setContentsMargins(16, 8, 16, 0)
        self._said.setWordWrap(True)
        self.files = QTreeWidget()
        self.files.setHeaderLabels([self.tr("File"), self.tr("Change"), self.tr("Was")])
        self.files.setAccessibleName(self.tr("Files of the directory that differ"))
        self.files.setRootIsDecorated(False)
        self.files.setUniformRowHeights(True)
        self.files.header().setStretchLastSection(False)
        self.files.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.files.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.files.itemActivated.connect(lambda item, _column: self.file_wanted.emit(item.data(0, _PATH)))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._said)
        layout.addWidget(self.files, 1)
        theme.changed.connect(self._fill)

    def show_changes(self, changes: FolderChanges | None) -> None:
        """Show what changed; None = it cannot be said, because a listing is not here."""
        self._changes = changes
        self._fill()

    def _fill(self) -> None:
        self.files.clear()
        changes = self._changes
        if changes is None:
            self._said.setText(self.tr("The list of its files is not here."))
            return
        self._said.setText(
            self.tr(
                "{changed} changed, {added} added, {removed} removed, {renamed} renamed, {same} the same."
            ).format(
                changed=f"{changes.changed:,}",
                added=f"{changes.added:,}",
                removed=f"{changes.removed:,}",
                renamed=f"{changes.renamed:,}",
                same=f"{changes.same:,}",
            )
        )
        words = {
            "added": self.tr("added"),
            "removed": self.tr("removed"),
            "changed": self.tr("changed"),
            "renamed": self.tr("renamed"),
        }
        for change in changes.files:
            item = QTreeWidgetItem([visible(change.path), words[change.status], visible(change.before)])
            item.setData(0, _PATH, change.path)
            item.setIcon(1, self._theme.icon(*_ICONS[change.status]))
            self.files.addTopLevelItem(item)
