"""One dataset: what is said of it, its columns with the worst first, and the chosen one drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QProgressBar,
    QScrollArea,
    QSplitter,
    QStackedLayout,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from forebear.desktop import wording
from forebear.desktop.comparing.data_words import DataWords
from forebear.desktop.comparing.drift_plot import DriftPlot
from forebear.desktop.pieces import ElidedLabel, EmptyState, button, label
from forebear.desktop.theme import Theme
from forebear.lineage.visible import visible

_COLUMN = Qt.ItemDataRole.UserRole
_NAME = 200  # characters of a column's name
_COLUMNS = 500  # that are listed, the worst first
_WIDEST = 180  # pixels of the column with the names
_REMOTES = 3  # that are offered


class DataDetail(QFrame):
    """Shows what was found out about a dataset.

    Signals: `start_wanted()`, `cancel_wanted()` of looking into the data; `fetch_wanted(str)` from the remote
    of that name.
    """

    start_wanted = Signal()
    cancel_wanted = Signal()
    fetch_wanted = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._labels: tuple[str, ...] = ("A", "B")
        self._found: Mapping[str, Any] = {}
        self.setProperty("surface", "plain")
        self.words = DataWords(self)
        self._title = ElidedLabel()
        self.version = QComboBox()
        self.version.setAccessibleName(self.tr("Version that is compared with the first"))
        self.version.activated.connect(lambda _place: self._fill())
        self.said = label("", "")
        self.said.setWordWrap(True)
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.fetches = QHBoxLayout()
        self.fetches.setContentsMargins(16, 0, 16, 0)
        self.columns = self._tree()
        self._plot_title = ElidedLabel()
        font = QFont(self._plot_title.font())
        font.setWeight(QFont.Weight.DemiBold)
        self._plot_title.setFont(font)
        self.plot = DriftPlot(theme)
        self._plot_said = label("", "small")
        self._plot_said.setWordWrap(True)
        self._thresholds = label(self.words.thresholds(), "small")
        self._rest = QWidget()  # takes the room where there are no columns
        self._empty = EmptyState(theme, "dataset")
        self._bar = QProgressBar()
        self._bar.setAccessibleName(self.tr("Progress"))
        self._bar.setTextVisible(False)
        self._running_said = label("", "muted")
        ground = QWidget(self)  # without it the first page would be a window for a moment
        self._stack = QStackedLayout(ground)
        self._page, self._running = self._arranged(), self._waiting()
        for page in (self._page, self._running, self._empty):
            self._stack.addWidget(page)
        top = QHBoxLayout()
        top.setContentsMargins(16, 8, 16, 4)
        top.addWidget(self._title, 1)
        top.addWidget(self.version)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(ground, 1)
        self.columns.currentItemChanged.connect(self._draw)

    def show_versions(self, labels: Sequence[str]) -> None:
        """Offer the versions after the first, by their letters."""
        self._labels = tuple(labels)
        chosen = self.version.currentText()
        self.version.clear()
        for each in self._labels[1:]:
            self.version.addItem(each)
        self.version.setCurrentIndex(max(0, self.version.findText(chosen)))
        self.version.setVisible(len(self._labels) > 2)

    def show_same(self, path: str) -> None:
        """Say that all versions hold the same."""
        self._title.set_text(path)
        self._empty.say(self.tr("The data is the same"), self.tr("All versions hold the same bytes here."))
        self._stack.setCurrentWidget(self._empty)

    def show_waiting(self, path: str, size: int, error: str, *, can: bool) -> None:
        """Offer to look into the data, or say why that failed."""
        self._title.set_text(path)
        title = self.tr("The data could not be compared") if error else self.tr("The data differs")
        text = error or self.tr("{size} are to be read to say how.").format(size=wording.size_text(size))
        if can:
            self._empty.say(title, text, self.tr("Compare the data"), self.start_wanted.emit)
        else:
            self._empty.say(title, error)
        self._stack.setCurrentWidget(self._empty)

    def show_running(self, path: str) -> None:
        """Say that the data is being compared."""
        self._title.set_text(path)
        self.show_progress("", None)
        self._stack.setCurrentWidget(self._running)

    def show_fetching(self, path: str, percent: int | None) -> None:
        """Say that the data is being fetched, and how far that is."""
        self._title.set_text(path)
        self._running_said.setText(self.tr("Fetching {path}…").format(path=path))
        self._bar.setRange(0, 100 if percent is not None else 0)
        self._bar.setValue(percent or 0)
        self._stack.setCurrentWidget(self._running)

    def show_progress(self, path: str, percent: int | None) -> None:
        """Say which dataset is being read, and how far."""
        self._running_said.setText(
            self.tr("Comparing {path}…").format(path=path) if path else self.tr("Comparing the data…")
        )
        self._bar.setRange(0, 100 if percent else 0)
        self._bar.setValue(percent or 0)

    def show_found(self, path: str, found: Mapping[str, Any]) -> None:
        """Show what `forebear compare --json` says of a dataset."""
        self._title.set_text(path)
        self._found = found
        self._stack.setCurrentWidget(self._page)
        self._fill()

    def _offer_fetches(self, version: str) -> None:
        """Put a button for each remote that may have what is not on this machine."""
        while (item := self.fetches.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for remote in self.words.remotes(self._found, self._labels[0], version)[:_REMOTES]:
            text = self.tr("Fetch from remote {name}").format(name=remote)
            self.fetches.addWidget(button(text, lambda remote=remote: self.fetch_wanted.emit(remote), ""))  # type: ignore[misc]
        self.fetches.addStretch(1)

    def _fill(self) -> None:
        version = self.version.currentText()
        self._offer_fetches(version)
        self.said.setText("\n".join(self.words.lines(self._found, self._labels[0], version)))
        self.columns.clear()
        drift = self._found.get("drift") or {}
        told = [each for each in drift.get("versions") or () if each["version"] == version]
        drifted = [(column, each.get("part")) for each in told for column in each["columns"]]
        if len(told) > 1:
            drifted.sort(key=lambda pair: _badness(pair[0]))
        for column, part in drifted[:_COLUMNS]:
            self._add(column, part)
        if (rest := len(drifted) - _COLUMNS) > 0:
            more = self.tr("{count} more columns drifted no more than these").format(count=f"{rest:,}")
            self.columns.addTopLevelItem(QTreeWidgetItem([more]))
        header = self.columns.header()
        wide = max(self.columns.sizeHintForColumn(0), header.sectionSizeHint(0))
        self.columns.setColumnWidth(0, min(wide, _WIDEST))  # the name before all figures
        drawn = self.columns.topLevelItemCount() > 0
        for part, seen in ((self.columns, drawn), (self._thresholds, drawn), (self._drawn, drawn)):
            part.setVisible(seen)
        self._rest.setVisible(not drawn)
        first = self.columns.topLevelItem(0)
        if first is not None:
            self.columns.setCurrentItem(first)
        else:
            self._draw(None, None)

    def _add(self, column: Mapping[str, Any], part: str | None) -> None:
        name = f"{part}: {column['column']}" if part else column["column"]
        cells = [visible(" ".join(name.split())[:_NAME]), *self.words.cells(column)]
        item = QTreeWidgetItem(cells)
        item.setData(0, _COLUMN, column)
        token, icon = {
            "large": ("verdict.bad", "compare"),
            "moderate": ("verdict.warn", "compare"),
            "none": ("verdict.good", "check"),
        }[column["level"]]
        if column["psi"] is not None or column["level"] != "none":
            item.setIcon(1, self._theme.icon(icon, token))
        for place in range(2, len(cells)):
            item.setTextAlignment(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.columns.addTopLevelItem(item)

    def _draw(self, item: QTreeWidgetItem | None, _before: QTreeWidgetItem | None) -> None:
        column = (item.data(0, _COLUMN) or {}) if item is not None else {}
        self._plot_title.set_text(" ".join(str(column.get("column", "")).split())[:_NAME])
        version = self.version.currentText() or "B"
        self.plot.show_column(column, (self._labels[0], version))
        self.plot.setVisible(self.plot.is_drawn)
        self._plot_said.setText("\n".join(self.words.column_lines(column)) if column else "")

    def _tree(self) -> QTreeWidget:
        tree = QTreeWidget()
        tree.setAccessibleName(self.tr("Columns, those that drifted most first"))
        tree.setHeaderLabels(
            [
                self.tr("Column"),
                self.tr("Drift"),
                self.tr("PSI"),
                self.tr("Test"),
                self.tr("p, corrected"),
                self.tr("Jensen-Shannon"),
                self.tr("Missing"),
            ]
        )
        for place in range(2, tree.columnCount()):
            tree.headerItem().setTextAlignment(
                place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            )
        tree.setRootIsDecorated(False)
        tree.setUniformRowHeights(True)
        tree.header().setStretchLastSection(False)
        tree.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
        return tree

    def _arranged(self) -> QWidget:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.said.setContentsMargins(16, 0, 16, 0)
        column.addWidget(self.said)
        column.addLayout(self.fetches)
        column.addWidget(self.columns, 1)
        self._thresholds.setWordWrap(True)
        self._thresholds.setContentsMargins(16, 0, 16, 8)
        column.addWidget(self._thresholds)
        column.addWidget(self._rest, 1)
        drawn = QWidget()
        beside = QVBoxLayout(drawn)
        beside.setContentsMargins(8, 0, 16, 8)
        beside.addWidget(self._plot_title)
        beside.addWidget(self.plot)
        beside.addWidget(self._plot_said)
        beside.addStretch(1)
        right = QScrollArea()
        right.setWidgetResizable(True)
        right.setFrameShape(QFrame.Shape.NoFrame)
        right.setWidget(drawn)
        self._drawn = right
        right.viewport().setAutoFillBackground(False)
        drawn.setAutoFillBackground(False)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.addWidget(left)
        split.addWidget(right)
        split.setStretchFactor(0, 1)
        split.setSizes([700, 360])
        return split

    def _waiting(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(16, 16, 16, 16)
        column.addStretch(1)
        column.addWidget(self._running_said)
        column.addWidget(self._bar)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(button(self.tr("Cancel"), self.cancel_wanted.emit, ""))
        column.addLayout(row)
        column.addStretch(2)
        return page


def _badness(column: Mapping[str, Any]) -> tuple[int, float]:
    """Order the columns of several tables, the worst first."""
    return ("large", "moderate", "none").index(column["level"]), -float(column["psi"] or 0)
