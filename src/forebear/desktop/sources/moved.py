"""The dialog that says where folders of another machine are on this one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from forebear.desktop.pieces import button, label, tip
from forebear.lineage.visible import visible


class MovedDialog(QDialog):
    """Lists moved folders, adds one, takes one away.

    Signals: `changed(object)` the words for `forebear sources` that change it.
    """

    changed = Signal(object)

    def __init__(self, remaps: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Moved folders"))
        self.setMinimumWidth(620)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.list = QTreeWidget()
        self.list.setHeaderLabels([self.tr("In the records"), self.tr("Here")])
        self.list.setRootIsDecorated(False)
        self.list.setAllColumnsShowFocus(True)
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.setAccessibleName(self.tr("Moved folders"))
        self.list.setMinimumHeight(110)
        for old, new in remaps:
            item = QTreeWidgetItem([visible(old), visible(new)])
            item.setData(0, Qt.ItemDataRole.UserRole, old)
            item.setToolTip(0, tip(old))
            item.setToolTip(1, tip(new))
            self.list.addTopLevelItem(item)
        self.list.header().resizeSection(0, 290)
        self.old, self.new = QLineEdit(), QLineEdit()
        self.old.setPlaceholderText("/home/ada/project/mlruns")
        self.add_button = button(self.tr("Add"), self._add, "primary")
        self.drop_button = button(self.tr("Forget the chosen one"), self._drop)
        for line in (self.old, self.new):
            line.setMaxLength(4_000)
            line.textChanged.connect(lambda _text: self._check())
        self.list.itemSelectionChanged.connect(self._check)
        self._lay_out()
        self._check()

    def _lay_out(self) -> None:
        note = label(
            self.tr(
                "Records name files by the paths of the machine that wrote them. Say once where such a "
                "folder is now, and every source finds what is in it."
            ),
            "muted",
        )
        note.setWordWrap(True)
        form = QGridLayout()
        form.setHorizontalSpacing(8)
        form.setVerticalSpacing(8)
        rows = ((self.tr("Folder in the records"), self.old), (self.tr("Folder here"), self.new))
        for row, (text, line) in enumerate(rows):
            name = label(text)
            name.setBuddy(line)
            line.setAccessibleName(text)
            form.addWidget(name, row, 0)
            form.addWidget(line, row, 1)
        form.addWidget(button(self.tr("Choose…"), self._choose), 1, 2)
        form.addWidget(self.add_button, 0, 2)
        foot = QHBoxLayout()
        foot.addWidget(self.drop_button)
        foot.addStretch(1)
        foot.addWidget(button(self.tr("Close"), self.accept))
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 16)
        column.setSpacing(12)
        column.addWidget(label(self.tr("Moved folders"), "title"))
        column.addWidget(note)
        column.addWidget(self.list, 1)
        column.addLayout(form)
        column.addLayout(foot)

    def _check(self) -> None:
        old, new = self.old.text().strip(), self.new.text().strip()
        self.add_button.setEnabled(bool(old and new and "=" not in old))
        self.drop_button.setEnabled(bool(self.list.selectedItems()))

    def _choose(self) -> None:
        dialog = QFileDialog(self, self.tr("Where the folder is now"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(self.new.setText)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _add(self) -> None:
        self.changed.emit([f"--remap={self.old.text().strip()}={self.new.text().strip()}"])
        self.accept()

    def _drop(self) -> None:
        chosen = self.list.selectedItems()
        if chosen:
            self.changed.emit([f"--remap={chosen[0].data(0, Qt.ItemDataRole.UserRole)}="])
            self.accept()
