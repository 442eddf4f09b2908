"""The code: the commits between the versions, the files that differ, and a file's diff."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QSplitter,
    QStackedLayout,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from forebear.compare.comparison import CodeChanges, CodeFile, FileDiff, FileKind
from forebear.compare.text.lines import DiffLine, read_diff
from forebear.desktop import wording
from forebear.desktop.comparing.diff_view import LINES_AT_FIRST, DiffView
from forebear.desktop.pieces import ElidedLabel, EmptyState, button, label, tip
from forebear.desktop.theme import Theme

_DIFF = Qt.ItemDataRole.UserRole


class CodePage(QWidget):
    """Shows the code of a comparison; a diff is read when its file is chosen."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._code = CodeChanges(None)
        self._only_differences = True
        self._lines: list[DiffLine] = []
        self._path = ""
        self.files = self._tree(self.tr("Files that differ"))
        self.commits = self._tree(self.tr("Commits between the versions"))
        self.diff = DiffView(theme)
        self._title = ElidedLabel()
        self._rest = button("", self._show_all, "link")
        self._omitted = label("", "muted")
        self._omitted.setWordWrap(True)
        self._omitted.setContentsMargins(12, 8, 12, 8)
        self._empty = EmptyState(theme, "code")
        self._page = self._arranged()
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._page)
        self._stack.addWidget(self._empty)
        self.files.currentItemChanged.connect(self._choose)

    def show_code(self, code: CodeChanges) -> None:
        """Show what changed in the code."""
        self._code = code
        if not code.files and not code.commits:
            title = self.tr("The code is the same") if code.changed is False else self.tr("Not known")
            self._empty.say(title, code.note)
            self._stack.setCurrentWidget(self._empty)
            return
        self._stack.setCurrentWidget(self._page)
        self._fill()

    def show_only_differences(self, only: bool) -> None:
        """Show only code and environment files, or also records, data and documents."""
        self._only_differences = only
        self._fill()

    def choose(self, path: str) -> None:
        """Show the diff of a file."""
        for row in range(self.files.topLevelItemCount()):
            heading = self.files.topLevelItem(row)
            for place in range(heading.childCount() if heading is not None else 0):
                item = heading.child(place) if heading is not None else None
                if item is not None and item.data(0, _DIFF)[0] == path:
                    self.files.setCurrentItem(item)
                    return

    def _fill(self) -> None:
        self.files.clear()
        self.commits.clear()
        for kind in FileKind:
            files = [file for file in self._code.files if file.kind is kind]
            if files:
                self._add_group(kind, files)
        for commit in self._code.commits:
            item = QTreeWidgetItem([commit.summary, " ".join(commit.labels), wording.date_text(commit.when)])
            item.setToolTip(0, tip(f"{commit.summary}\n{commit.sha}\n{commit.author}"))
            contained = self.tr("Contained in {versions}").format(versions=", ".join(commit.labels))
            item.setToolTip(1, tip(contained))
            item.setForeground(2, self._theme.color("text.muted"))
            self.commits.addTopLevelItem(item)
        heading = self.files.topLevelItem(0)
        first = heading.child(0) if heading is not None else None
        if first is not None:
            self.files.setCurrentItem(first)

    def _add_group(self, kind: FileKind, files: list[CodeFile]) -> None:
        named = {
            FileKind.CODE: self.tr("Code"),
            FileKind.ENVIRONMENT: self.tr("Environment"),
            FileKind.RECORD: self.tr("Records of the tools"),
            FileKind.DATA: self.tr("Data in Git"),
            FileKind.DOCUMENT: self.tr("Documents"),
        }
        heading = QTreeWidgetItem([named[kind], ""])
        heading.setForeground(0, self._theme.color("text.muted"))
        heading.setFlags(Qt.ItemFlag.ItemIsEnabled)
        self.files.addTopLevelItem(heading)
        for file in files:
            for diff in file.diffs:
                name = file.path if len(file.diffs) == 1 else f"{file.path} ({diff.label})"
                item = QTreeWidgetItem([name, self._counts(diff)])
                item.setToolTip(0, tip(self._tip(file, diff)))
                item.setData(0, _DIFF, (file.path, diff))
                item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                item.setForeground(1, self._theme.color("text.muted"))
                heading.addChild(item)
        heading.setExpanded(kind in (FileKind.CODE, FileKind.ENVIRONMENT) or not self._only_differences)

    def _tip(self, file: CodeFile, diff: FileDiff) -> str:
        lines = [f"{file.path}: {diff.status}"]
        if diff.before:
            lines.append(self.tr("was {path}").format(path=diff.before))
        if file.used is True:
            lines.append(self.tr("A compared run names it as an input."))
        elif file.used is False:
            lines.append(self.tr("No compared run names it as an input."))
        return "\n".join(lines)

    @staticmethod
    def _counts(diff: FileDiff) -> str:
        return diff.status if diff.binary else f"+{diff.added} \N{MINUS SIGN}{diff.removed}"

    def _choose(self, item: QTreeWidgetItem | None, _before: QTreeWidgetItem | None) -> None:
        chosen = item.data(0, _DIFF) if item is not None else None
        if chosen is None:
            return
        self._path, diff = chosen
        self._title.set_text(self._path)
        self._lines = read_diff(diff.text)
        self._omitted.setVisible(not self._lines)
        self._omitted.setText(
            self.tr("A binary file; its bytes differ.")
            if diff.binary
            else diff.omitted or self.tr("No line differs: the file was {change}.").format(change=diff.status)
        )
        self.diff.show_diff(self._lines[:LINES_AT_FIRST], self._path)
        self._rest.setText(self.tr("Show all {count} lines").format(count=f"{len(self._lines):,}"))
        self._rest.setVisible(len(self._lines) > LINES_AT_FIRST)

    def _show_all(self) -> None:
        self._rest.hide()
        self.diff.show_diff(self._lines, self._path)

    def _tree(self, name: str) -> QTreeWidget:
        tree = QTreeWidget()
        tree.setAccessibleName(name)
        tree.setHeaderHidden(True)
        tree.setColumnCount(3)
        tree.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        tree.setUniformRowHeights(True)
        tree.header().setStretchLastSection(False)
        tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in (1, 2):
            tree.header().setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        return tree

    def _arranged(self) -> QSplitter:
        left = QSplitter(Qt.Orientation.Vertical)
        left.setChildrenCollapsible(False)
        for heading, tree in ((self.tr("Files"), self.files), (self.tr("Commits"), self.commits)):
            left.addWidget(_titled(label(heading, "heading"), tree))
        left.setSizes([320, 180])
        self.commits.setIndentation(0)
        self.commits.setRootIsDecorated(False)
        right = QWidget()
        bar = QFrame()
        bar.setProperty("surface", "bar")
        top = QHBoxLayout(bar)
        top.setContentsMargins(12, 6, 12, 6)
        top.addWidget(self._title, 1)
        top.addWidget(self._rest)
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(bar)
        column.addWidget(self._omitted)
        column.addWidget(self.diff, 1)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.addWidget(left)
        split.addWidget(right)
        split.setStretchFactor(1, 1)
        split.setSizes([320, 720])
        return split


def _titled(title: QLabel, content: QWidget) -> QWidget:
    box = QWidget()
    layout = QVBoxLayout(box)
    layout.setContentsMargins(0, 8, 0, 0)
    layout.setSpacing(4)
    title.setContentsMargins(12, 0, 12, 0)
    layout.addWidget(title)
    layout.addWidget(content, 1)
    return box
