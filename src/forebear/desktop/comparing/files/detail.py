"""One plot or file: what is said of it, and the ways to look at it."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from forebear.compare.files.texts import TIMES
from forebear.compare.text.rows import TextDiff
from forebear.desktop.comparing.diffs.view import TextDiffView
from forebear.desktop.comparing.files.bytes_view import BytesView
from forebear.desktop.comparing.files.folder_view import FolderView
from forebear.desktop.comparing.files.looking import Found
from forebear.desktop.comparing.files.matrix_view import MatrixView
from forebear.desktop.comparing.files.picture_view import PictureView
from forebear.desktop.comparing.files.plot_view import PlotView
from forebear.desktop.comparing.files.words import lines_of, side_text
from forebear.desktop.pieces import ElidedLabel, EmptyState, button, label
from forebear.desktop.theme import Theme


class View(StrEnum):
    """A way to look at a file."""

    PLOT = "plot"
    MATRIX = "matrix"
    PICTURE = "picture"
    CELLS = "cells"
    TEXT = "text"
    FOLDER = "folder"
    BYTES = "bytes"


class FileDetail(QFrame):
    """Shows what was found out.

    Signals: `pair_wanted(int)` another version is to be compared with the first; `rule_wanted(str)` what is
    to be left out of account; `rest_wanted()` a large file is to be read to its end; `file_wanted(str)` a
    file of the directory that is shown.
    """

    pair_wanted = Signal(int)
    rule_wanted = Signal(str)
    rest_wanted = Signal()
    file_wanted = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._found: Found | None = None
        self._names: tuple[str, ...] = ()
        self._preferred: dict[View, View] = {}  # what was chosen last, by what is shown at first
        self.setProperty("surface", "plain")
        self._title = ElidedLabel()
        self.version = QComboBox()
        self.version.setAccessibleName(self.tr("Version that is compared with the first"))
        self.version.activated.connect(lambda place: self.pair_wanted.emit(place + 1))
        self.without_times = QCheckBox(self.tr("Ignore times"))
        self.without_times.setToolTip(self.tr("Take times of day and dates as equal (ISO 8601 and syslog)"))
        self.without_times.toggled.connect(lambda on: self.rule_wanted.emit(TIMES if on else ""))
        self._rest = button(self.tr("Read to the end"), self.rest_wanted.emit, "quiet")
        self.said = label("", "")
        self.said.setWordWrap(True)
        self.said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._sides = label("", "small")
        self._sides.setWordWrap(True)
        self._sides.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.picture, self.plot, self.matrix = PictureView(theme), PlotView(theme), MatrixView(theme)
        self.text, self.bytes, self.folder = TextDiffView(theme), BytesView(theme), FolderView(theme)
        self._empty = EmptyState(theme, "file")
        self.views = QButtonGroup(self)
        self.stack = QStackedWidget()
        for page in (self.picture, self.plot, self.matrix, self.text, self.bytes, self.folder, self._empty):
            self.stack.addWidget(page)
        self._arrange()
        self.views.idClicked.connect(self._choose)
        self.folder.file_wanted.connect(self.file_wanted)

    def show_versions(self, names: Sequence[str]) -> None:
        """Offer the versions after the first; `names` begin with their letters."""
        self._names = tuple(names)
        place = max(0, self.version.currentIndex())
        self.version.clear()
        self.version.addItems(list(self._names[1:]))
        self.version.setCurrentIndex(min(place, len(self._names) - 2))
        self.version.setVisible(len(self._names) > 2)

    def say(self, name: str, title: str, text: str = "") -> None:
        """Show no content, but say why."""
        self._found = None
        self._title.set_text(name)
        for piece in (self.said, self._sides, self._rest, self.without_times):
            piece.hide()
        self._offer([])
        self._empty.say(title, text)
        self.stack.setCurrentWidget(self._empty)

    def show_found(self, found: Found) -> None:
        """Show what was found out, in the way that was chosen last where that can be."""
        self._found = found
        self._title.set_text(found.wanted.item.name)
        self.said.setText("\n".join(lines_of(found)))
        self.said.setVisible(bool(self.said.text()))
        sides = found.study.sides if found.study else ()
        file = found.wanted.item.file
        sizes = [file.sizes[place] for place in found.wanted.pair] if file else ()
        told = [side_text(side, size) for side, size in zip(sides, sizes, strict=True)]
        self._sides.setText("     ".join(told))
        self._sides.setVisible(bool(sides))
        difference = found.difference
        self._rest.setVisible(
            difference is not None and difference.bytes is not None and not difference.bytes.whole
        )
        self.without_times.blockSignals(True)
        self.without_times.setChecked(bool(found.wanted.rule))
        self.without_times.blockSignals(False)
        views = self._possible(found)
        self._offer(views)
        if not views:
            self._nothing(found)
            return
        preferred = self._preferred.get(views[0], views[0])
        self._show(preferred if preferred in views else views[0])

    @property
    def view(self) -> View | None:
        """What is shown."""
        chosen = self.views.checkedId()
        return list(View)[chosen] if chosen >= 0 and self._found else None

    @staticmethod
    def _possible(found: Found) -> list[View]:
        difference = found.difference
        possible = {
            View.PLOT: found.plot is not None and bool(found.plot.series) and not found.plot.matrices,
            View.MATRIX: found.plot is not None and bool(found.plot.matrices),
            View.PICTURE: found.layers is not None,
            View.CELLS: found.notebook is not None,
            View.TEXT: found.text is not None,
            View.FOLDER: difference is not None and difference.folder is not None,
            View.BYTES: difference is not None
            and difference.bytes is not None
            and difference.bytes.offset is not None,
        }
        return [view for view, can in possible.items() if can]

    def _offer(self, views: Sequence[View]) -> None:
        for place, view in enumerate(View):
            self.views.button(place).setVisible(view in views and len(views) > 1)

    def _choose(self, place: int) -> None:
        if self._found is not None:
            view = list(View)[place]
            self._preferred[self._possible(self._found)[0]] = view
            self._show(view)

    def _show(self, view: View) -> None:
        found = self._found
        if found is None:
            return
        self.views.button(list(View).index(view)).setChecked(True)
        wanted = found.wanted
        pair = (self._names[wanted.pair[0]], self._names[wanted.pair[1]])
        self.without_times.setVisible(view is View.TEXT and found.has_times)
        match view:
            case View.PLOT if found.drawing is not None:
                self.plot.show_plot(found.drawing, self._names, wanted.item.name)
                self.stack.setCurrentWidget(self.plot)
            case View.MATRIX if found.plot is not None:
                self.matrix.show_plot(found.plot, wanted.labels, self._names, wanted.pair)
                self.stack.setCurrentWidget(self.matrix)
            case View.PICTURE if found.layers is not None:
                self.picture.show_layers(found.layers, pair, self.said.text())
                self.stack.setCurrentWidget(self.picture)
            case View.CELLS if found.notebook is not None:
                self._show_diff(found.notebook, pair)
            case View.TEXT if found.text is not None:
                self._show_diff(found.text, pair)
            case View.FOLDER:
                self.folder.show_changes(found.difference.folder if found.difference else None)
                self.stack.setCurrentWidget(self.folder)
            case _:
                self.bytes.show_bytes(found.difference.bytes if found.difference else None, pair)
                self.stack.setCurrentWidget(self.bytes)

    def _show_diff(self, diff: TextDiff, pair: tuple[str, str]) -> None:
        name = self._found.wanted.item.name if self._found else diff.path
        self.text.show_made(lambda: diff, name, pair)
        self.stack.setCurrentWidget(self.text)

    def _nothing(self, found: Found) -> None:
        same = found.study is not None and not found.study.differences and not found.study.absent
        if same or (found.plot is not None and found.plot.differs is False):
            self._empty.say(self.tr("It is the same"), self.tr("All versions hold the same bytes here."))
        else:
            lacking = any(study.absent for study in (found.study, found.plot) if study)
            title = self.tr("It is not here") if lacking else self.tr("There is nothing to show")
            self._empty.say(title, self.said.text())
            self.said.hide()
        self.stack.setCurrentWidget(self._empty)

    def _arrange(self) -> None:
        names = {
            View.PLOT: self.tr("Plot"),
            View.MATRIX: self.tr("Matrix"),
            View.PICTURE: self.tr("Image"),
            View.CELLS: self.tr("Cells"),
            View.TEXT: self.tr("Text"),
            View.FOLDER: self.tr("Files"),
            View.BYTES: self.tr("Bytes"),
        }
        top = QHBoxLayout()
        top.setContentsMargins(16, 8, 12, 4)
        top.addWidget(self._title, 1)
        top.addWidget(self._rest)
        top.addWidget(self.without_times)
        for place, view in enumerate(View):
            made = QToolButton()
            made.setText(names[view])
            made.setCheckable(True)
            self.views.addButton(made, place)
            top.addWidget(made)
        top.addWidget(self.version)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
        for piece in (self.said, self._sides):
            piece.setContentsMargins(16, 0, 16, 6)
            layout.addWidget(piece)
        layout.addWidget(self.stack, 1)
