"""What a filter can be completed with: a list below the line in which it is typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractListModel,
    QCoreApplication,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QListView, QVBoxLayout, QWidget

from forebear.desktop.graph.slice_line import SliceLine
from forebear.desktop.rows import DETAIL, ICON, RowDelegate
from forebear.desktop.theme import Theme
from forebear.desktop.wording import icon_name, kind_text, token_of
from forebear.lineage.words import ArtifactType, NodeKind, RefKind

if TYPE_CHECKING:
    from forebear.lineage.slicing.completing import Completion

_NOWHERE = QModelIndex()
_MOST_ROWS = 9
_WIDTH = 460
_ICONS: Mapping[str, tuple[str, str]] = {
    "field": ("filter", "text.muted"),
    "person": ("person", "text.muted"),
    "metric": ("metrics", "node.metrics"),
    "parameter": ("config", "node.config"),
    "package": ("environment", "node.environment"),
    "": ("chevron-right", "text.muted"),
    RefKind.TAG.value: ("tag", "text.muted"),
    **{
        kind.value: ("branch", "text.muted")
        for kind in (RefKind.BRANCH, RefKind.REMOTE_BRANCH, RefKind.EXPERIMENT)
    },
    **{kind.value: (icon_name(kind), token_of(kind)) for kind in NodeKind if kind is not NodeKind.ARTIFACT},
    NodeKind.ARTIFACT.value: ("file", "node.file"),
    **{
        type_.value: (icon_name(NodeKind.ARTIFACT, type_), token_of(NodeKind.ARTIFACT, type_))
        for type_ in ArtifactType
    },
}


class CompletionsModel(QAbstractListModel):
    """Completions as rows."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._completions: tuple[Completion, ...] = ()

    def show(self, completions: tuple[Completion, ...]) -> None:
        """Show other completions."""
        self.beginResetModel()
        self._completions = completions
        self.endResetModel()

    def completion(self, row: int) -> Completion | None:
        """Return the completion of a row."""
        return self._completions[row] if 0 <= row < len(self._completions) else None

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NOWHERE) -> int:
        """Return the number of completions."""
        return 0 if parent.isValid() else len(self._completions)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Say a completion."""
        found = self.completion(index.row()) if index.isValid() else None
        if found is None:
            return None
        detail = detail_of(found)
        said = {
            int(Qt.ItemDataRole.DisplayRole): found.text,
            int(Qt.ItemDataRole.AccessibleTextRole): f"{found.text}, {detail}" if detail else found.text,
            int(DETAIL): detail,
            int(ICON): _ICONS.get(found.kind, _ICONS[""]),
        }
        return said.get(int(role))


class CompletionList(QFrame):
    """The list; a part of the window, because a window of its own has no place of its choice everywhere.

    The keyboard stays with the line. Signal: `taken(object)` the Completion that was clicked.
    """

    taken = Signal(object)

    def __init__(self, theme: Theme, line: QWidget) -> None:
        super().__init__(line.window())
        self._line = line
        self.setProperty("surface", "over")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.model = CompletionsModel(self)
        self.rows = QListView()
        self.rows.setModel(self.model)
        self.rows.setItemDelegate(RowDelegate(theme, self.rows))
        self.rows.setUniformItemSizes(True)
        self.rows.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.rows.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.rows.setAccessibleName(self.tr("Completions"))
        self.rows.clicked.connect(self._click)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.addWidget(self.rows)
        self.hide()

    @property
    def current(self) -> Completion | None:
        """The chosen completion."""
        return self.model.completion(self.rows.currentIndex().row())

    def offer(self, completions: tuple[Completion, ...], at: int) -> None:
        """Show completions below the line, from its pixel `at`; none: hide."""
        self.model.show(completions)
        if not completions:
            self.hide()
            return
        window = self._line.window()
        if self.parentWidget() is not window:  # the line was put into another window since
            self.setParent(window)
        height = self.rows.sizeHintForRow(0) * min(len(completions), _MOST_ROWS) + 12
        width = min(_WIDTH, window.width() - 16)
        corner = self._line.mapTo(window, QPoint(at, self._line.height() + 2))
        left = max(8, min(corner.x() - 12, window.width() - width - 8))
        room = window.height() - corner.y() - 8
        self.setGeometry(left, corner.y(), width, max(min(height, room), self.rows.sizeHintForRow(0) + 12))
        self.show()
        self.raise_()

    def step(self, rows: int) -> None:
        """Choose another row; past the ends none is chosen, so that Enter means the line."""
        count = self.model.rowCount()
        row = (self.rows.currentIndex().row() + 1 + rows) % (count + 1) - 1
        self.rows.setCurrentIndex(self.model.index(row) if row >= 0 else _NOWHERE)

    def _click(self, index: QModelIndex) -> None:
        completion = self.model.completion(index.row())
        if completion is not None:
            self.taken.emit(completion)


class Offer:
    """Completions of a line, shown below it while there are any."""

    def __init__(self, theme: Theme, line: SliceLine, put: Callable[[Completion], None]) -> None:
        self._theme, self._line, self._put = theme, line, put
        self._list: CompletionList | None = None

    @property
    def is_open(self) -> bool:
        """Whether completions are seen."""
        return self._list is not None and self._list.isVisible()

    def show(self, completions: tuple[Completion, ...]) -> None:
        """Show these; none: hide."""
        if self._list is None:
            self._list = CompletionList(self._theme, self._line)
            self._list.taken.connect(self._put)
        start = completions[0].start if completions else 0
        self._list.offer(completions, self._line.left_of(start))

    def hide(self) -> None:
        """Show none."""
        if self._list is not None:
            self._list.hide()

    def step(self, rows: int) -> None:
        """Choose another, and say it to those who listen."""
        if self._list is None:
            return
        self._list.step(rows)
        current = self._list.current
        if current is not None:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._line, current.text))

    def take(self, *, first: bool) -> bool:
        """Put the chosen one into the line, or (`first`) else the first; whether there was one."""
        if self._list is None or not self.is_open:
            return False
        completion = self._list.current or (self._list.model.completion(0) if first else None)
        if completion is not None:
            self._put(completion)
        return completion is not None


def detail_of(completion: Completion) -> str:
    """Say what a completion is."""
    if completion.kind == "field":
        return _field_help().get(completion.text, completion.detail)
    kind = completion.kind
    if kind == NodeKind.ARTIFACT.value:
        return completion.detail
    if not completion.detail and kind in set(NodeKind):
        return kind_text(NodeKind(kind))
    if not completion.detail and kind in set(ArtifactType):
        return kind_text(NodeKind.ARTIFACT, ArtifactType(kind))
    return completion.detail if kind not in ("metric", "parameter") else ""


def _field_help() -> Mapping[str, str]:
    translate = QCoreApplication.translate
    return {
        "kind:": translate("Completions", "model, dataset, run, commit …"),
        "name:": translate("Completions", "a name alone"),
        "path:": translate("Completions", "where data was held, made or used"),
        "stage:": translate("Completions", "a stage of the model registry"),
        "run:": translate("Completions", "a run, by name or id"),
        "author:": translate("Completions", "who wrote the commit; me"),
        "by:": translate("Completions", "who ran it, rebuilt it or moved it; me"),
        "after:": translate("Completions", "since 2026, 2026-01, yesterday …"),
        "before:": translate("Completions", "until 2026, 2026-01, yesterday …"),
        "at:": translate("Completions", "what a version of the project held"),
        "tag:": translate("Completions", "what came with a tagged commit"),
        "branch:": translate("Completions", "what came with a branch"),
        "image:": translate("Completions", "what ran in an image"),
        "package:": translate("Completions", "what ran with a package: numpy==1.26"),
        "origin:": translate("Completions", "recorded, imported or assumed"),
        "verdict:": translate("Completions", "what a rebuild showed"),
        "ready:": translate("Completions", "whether it can be rebuilt here"),
        "environment:": translate("Completions", "an environment, by name or id"),
        "rebuild:": translate("Completions", "a rebuild, by name or id"),
        "metric.": translate("Completions", "a metric: metric.auc>0.9"),
        "param.": translate("Completions", "a parameter: param.lr=0.1"),
        "size>": translate("Completions", "how large it is: size>1GB"),
    }
