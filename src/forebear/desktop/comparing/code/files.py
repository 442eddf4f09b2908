"""The list of files that differ, with what filters it."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QToolButton,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from forebear.compare.comparison import CodeChanges, FileKind
from forebear.desktop.background import Background
from forebear.desktop.comparing.code.entries import Entry, Group, Wanted, filtered, groups_of
from forebear.desktop.comparing.code.model import FilesModel
from forebear.desktop.pieces import IconButton, label
from forebear.desktop.tables import add_act
from forebear.desktop.theme import Theme


class ChangedFiles(QWidget):
    """Shows the files; those that no compared run used are left out where runs name their code.

    Signals: `entry_chosen(object)` an Entry, None where no file is left; `commit_dropped()` when files of
    all commits are wanted again.
    """

    entry_chosen = Signal(object)
    commit_dropped = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = FilesModel(theme, self)
        self.tree = QTreeView()
        self.name = QLineEdit()
        self.used = QCheckBox(self.tr("Only what the runs used"))
        self.count = label("", "small")
        self._commit = label("", "small")
        self._all_commits = IconButton(theme, "close", self.tr("Files of all commits"), self._drop_commit)
        self._background = Background(self)
        self._asked = 0
        self._path = ""  # of the file that is to be chosen when there are files
        self._groups: list[Group] = []
        self._many = False
        self._only_differences = True
        self._paths: frozenset[str] | None = None
        self._arrange()
        self.name.textChanged.connect(self._filter)
        self.used.toggled.connect(self._filter)
        self.tree.selectionModel().currentChanged.connect(self._choose)

    def show_code(self, code: CodeChanges, *, many: bool) -> None:
        """Show the files of a comparison; `many` = of more than two versions."""
        self._asked += 1
        number = self._asked

        def show(groups: list[Group]) -> None:
            if number == self._asked:
                self._show_groups(groups, many=many)

        self._background.run(lambda: groups_of(code), show)

    def _show_groups(self, groups: list[Group], *, many: bool) -> None:
        self._groups, self._many = groups, many
        told = [entry.used for group in self._groups for entry in group.entries if entry.used is not None]
        self.used.setVisible(bool(told))
        self.used.blockSignals(True)
        # Where none of them is used there would be nothing to see.
        self.used.setChecked(any(told))
        self.used.blockSignals(False)
        self._take_commit("", None)
        self._filter()
        self.choose(self._path)

    def show_only_differences(self, only: bool) -> None:
        """Open only the groups of code and environment, or all."""
        self._only_differences = only
        self._expand()

    def show_commit(self, title: str, paths: frozenset[str]) -> None:
        """Show only the files that one commit changed."""
        self._take_commit(title, paths)
        self._filter()

    def choose(self, path: str) -> None:
        """Choose a file by its path, filtered or not, as soon as the files are there."""
        self._path = path
        if not path:
            return
        index = self.model.find(path)
        entries = (entry for group in self._groups for entry in group.entries)
        if not index.isValid() and any(entry.is_at(path) for entry in entries):
            self.name.clear()
            self.used.setChecked(False)
            self._drop_commit()
            index = self.model.find(path)
            if not index.isValid():  # far down in a very long list
                self.name.setText(path)
                index = self.model.find(path)
        if index.isValid():
            self._path = ""
            self.tree.setCurrentIndex(index)

    @property
    def entry(self) -> Entry | None:
        """The file that is chosen."""
        return self.model.entry(self.tree.currentIndex())

    def _take_commit(self, title: str, paths: frozenset[str] | None) -> None:
        self._paths = paths
        self._commit.setText(self.tr("Changed by {commit}").format(commit=title) if title else "")
        self._commit.setVisible(paths is not None)
        self._all_commits.setVisible(paths is not None)

    def _drop_commit(self) -> None:
        if self._paths is not None:
            self._take_commit("", None)
            self._filter()
            self.commit_dropped.emit()

    def _filter(self) -> None:
        before = self.entry
        used = self.used.isChecked() and not self.used.isHidden()
        wanted = Wanted(self.name.text().strip(), used, self._paths)
        shown = filtered(self._groups, wanted)
        self.model.show_groups(shown, many=self._many)
        self.tree.setColumnHidden(1, not self._many)
        self._expand()
        every = sum(len(group.entries) for group in self._groups)
        here = sum(len(group.entries) for group in shown)
        said = self.tr("{shown} of {count} files").format(shown=f"{here:,}", count=f"{every:,}")
        self.count.setText(said)
        again = self.model.find(before.path) if before is not None else QModelIndex()
        index = again if again.isValid() else self.model.first()
        if index.isValid():
            self.tree.setCurrentIndex(index)
        else:
            self.entry_chosen.emit(None)

    def _expand(self) -> None:
        for row, group in enumerate(self.model.groups):
            closed = (FileKind.RECORD, FileKind.DATA, FileKind.DOCUMENT)
            self.tree.setExpanded(
                self.model.index(row, 0), not self._only_differences or group.about not in closed
            )

    def _choose(self, index: QModelIndex, _before: QModelIndex) -> None:
        entry = self.model.entry(index)
        if entry is not None:
            self.entry_chosen.emit(entry)

    def _copy(self) -> None:
        if self.entry is not None:
            QGuiApplication.clipboard().setText(self.entry.path)

    def _arrange(self) -> None:
        self.name.setPlaceholderText(self.tr("Filter by name"))
        self.name.setAccessibleName(self.tr("Filter the files by name"))
        self.name.setClearButtonEnabled(True)
        for each in self.name.findChildren(QToolButton):  # Qt gives it no name
            each.setAccessibleName(self.tr("Clear the filter"))
        tree = self.tree
        tree.setModel(self.model)
        tree.setAccessibleName(self.tr("Files that differ"))
        tree.setHeaderHidden(True)
        tree.setTextElideMode(Qt.TextElideMode.ElideLeft)  # the name says more than its folders
        tree.setUniformRowHeights(True)
        tree.setIndentation(14)
        tree.header().setStretchLastSection(False)
        tree.header().setResizeContentsPrecision(40)  # lines, of very many
        tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in (1, 2):
            tree.header().setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        add_act(tree, self.tr("Copy the path"), self._copy, QKeySequence.StandardKey.Copy)
        head = QHBoxLayout()
        head.addWidget(label(self.tr("Files"), "heading"))
        head.addStretch(1)
        head.addWidget(self.count)
        chosen = QHBoxLayout()
        chosen.addWidget(self._commit, 1)
        chosen.addWidget(self._all_commits)
        above = QVBoxLayout()
        above.setContentsMargins(12, 8, 12, 0)
        above.setSpacing(6)
        above.addLayout(head)
        above.addWidget(self.name)
        above.addWidget(self.used)
        above.addLayout(chosen)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(above)
        layout.addWidget(tree, 1)
        self._take_commit("", None)
