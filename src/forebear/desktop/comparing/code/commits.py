"""The commits between the versions: what was done, by whom, when, and which versions have it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QFontMetrics, QGuiApplication, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from forebear.compare.comparison import CodeCommit
from forebear.compare.text.hidden import shown
from forebear.desktop.pieces import label, tip
from forebear.desktop.tables import add_act
from forebear.desktop.theme import Theme

Index = QModelIndex | QPersistentModelIndex
COMMIT = Qt.ItemDataRole.UserRole
_NOTHING = QModelIndex()
_SIDE, _ABOVE = 12, 5


class CommitsModel(QAbstractListModel):
    """Holds the commits, newest first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._commits: Sequence[CodeCommit] = ()

    def show_commits(self, commits: Sequence[CodeCommit]) -> None:
        """Show commits."""
        self.beginResetModel()
        self._commits = commits
        self.endResetModel()

    def rowCount(self, parent: Index = _NOTHING) -> int:
        """The commits."""
        return 0 if parent.isValid() else len(self._commits)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what a commit says."""
        if not index.isValid():
            return None
        commit = self._commits[index.row()]
        if role == COMMIT:
            return commit
        if role == Qt.ItemDataRole.DisplayRole:
            return shown(commit.summary).text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{commit.summary}, {about(commit)}"
        if role == Qt.ItemDataRole.ToolTipRole:
            contained = self.tr("Contained in {versions}").format(versions=", ".join(commit.labels))
            when = f"{commit.when:%Y-%m-%d %H:%M}"
            return tip(f"{commit.summary}\n{commit.sha}\n{commit.author}, {when}\n{contained}")
        return None


def about(commit: CodeCommit) -> str:
    """Say who did it, when, and which versions have it."""
    name = shown(commit.author.partition(" <")[0] or commit.author).text
    return "  ·  ".join((name, f"{commit.when:%Y-%m-%d}", " ".join(commit.labels)))


class _TwoLines(QStyledItemDelegate):
    """Draws what a commit did, and below it who and when."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def _small(self, font: QFont) -> QFont:
        small = QFont(font)
        small.setPointSizeF(font.pointSizeF() * 0.9)
        return small

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint the ground and the two lines."""
        commit: CodeCommit = index.data(COMMIT)
        painter.save()
        box: QRect = option.rect
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if selected:
            painter.fillRect(box, self._theme.color("selection"))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(box, self._theme.color("surface.hover"))
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(self._theme.color("focus"))
            painter.drawRect(box.adjusted(0, 0, -1, -1))
        room = box.adjusted(_SIDE, _ABOVE, -_SIDE, -_ABOVE)
        lines = (
            (option.font, "selection.text" if selected else "text", str(index.data())),
            (self._small(option.font), "selection.text" if selected else "text.muted", about(commit)),
        )
        for font, token, text in lines:
            metrics = QFontMetrics(font)
            painter.setFont(font)
            painter.setPen(self._theme.color(token))
            line = QRect(room.left(), room.top(), room.width(), metrics.height())
            short = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, short)
            room.setTop(line.bottom() + 2)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Two lines high."""
        high = QFontMetrics(option.font).height() + QFontMetrics(self._small(option.font)).height()
        return QSize(120, high + 2 * _ABOVE + 2)


class CommitList(QWidget):
    """Shows the commits.

    Signals: `commit_chosen(object)` a CodeCommit whose files are wanted.
    """

    commit_chosen = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = CommitsModel(self)
        self.list = QListView()
        self._count = label("", "small")
        self.list.setModel(self.model)
        self.list.setItemDelegate(_TwoLines(theme, self.list))
        self.list.setUniformItemSizes(True)
        self.list.setMouseTracking(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName(self.tr("Commits between the versions"))
        self.list.selectionModel().selectionChanged.connect(self._choose)
        copying = QKeySequence.StandardKey.Copy
        add_act(self.list, self.tr("Copy the commit's id"), self.copy_sha, copying)
        add_act(self.list, self.tr("Copy the commit's message"), self.copy_summary)
        theme.changed.connect(self.list.viewport().update)
        head = QHBoxLayout()
        head.setContentsMargins(12, 8, 12, 0)
        head.addWidget(label(self.tr("Commits"), "heading"))
        head.addStretch(1)
        head.addWidget(self._count)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(head)
        layout.addWidget(self.list, 1)

    def show_commits(self, commits: Sequence[CodeCommit]) -> None:
        """Show the commits of a comparison."""
        self.model.show_commits(commits)
        self._count.setText(f"{len(commits):,}")

    @property
    def commit(self) -> CodeCommit | None:
        """The commit that is chosen."""
        chosen = self.list.selectionModel().selectedIndexes()
        return chosen[0].data(COMMIT) if chosen else None

    def drop(self) -> None:
        """Choose none."""
        self.list.clearSelection()

    def copy_sha(self) -> None:
        """Copy the id of the chosen commit."""
        if self.commit is not None:
            QGuiApplication.clipboard().setText(self.commit.sha)

    def copy_summary(self) -> None:
        """Copy the first line of the chosen commit's message."""
        if self.commit is not None:
            QGuiApplication.clipboard().setText(self.commit.summary)

    def _choose(self) -> None:
        if self.commit is not None:
            self.commit_chosen.emit(self.commit)
