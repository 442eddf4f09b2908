"""The page of the registry: all models with their versions above, what was moved below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QSizePolicy,
    QSplitter,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from forebear.desktop.background import Background
from forebear.desktop.comparing.sheet import Line, Sheet
from forebear.desktop.comparing.sheet_model import LINE
from forebear.desktop.comparing.sheet_page import SheetPage
from forebear.desktop.pieces import EmptyState, button, label
from forebear.desktop.reading import Reader
from forebear.desktop.registry.lines import gaps_text, key_of, moves_sheet, versions_sheet
from forebear.desktop.selection import Selection
from forebear.desktop.theme import Theme
from forebear.lineage.model_registry import RegisteredModel, RegisteredVersion, model_registry

if TYPE_CHECKING:
    from forebear.lineage.questions import Questions


_Versions = dict[str, tuple[RegisteredModel, RegisteredVersion]]


def _read(questions: Questions) -> tuple[tuple[RegisteredModel, ...], _Versions, Sheet]:
    """Read all models, and lay out what is shown of them: there may be very many versions."""
    with questions.look() as look:
        models = model_registry(look)
    versions = {each.node.key: (model, each) for model in models for each in model.versions}
    return models, versions, versions_sheet(models)


class RegistryPage(QWidget):
    """Shows all registries side by side; versions are selected, compared, and opened in the graph.

    Attributes: `models` is what is shown.
    """

    def __init__(
        self, reader: Reader, selection: Selection, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._reader, self._selection = reader, selection
        self.models: tuple[RegisteredModel, ...] = ()
        self._versions: _Versions = {}
        self._moved: RegisteredModel | None = None  # whose moves are shown
        self._background = Background(self)
        self.table = SheetPage(theme, self.tr("Model versions"), "model")
        self.table.show_only_differences(False)
        self.moves = SheetPage(theme, self.tr("Moves of the model"), "history")
        self.moves.show_only_differences(False)
        self.filter = QLineEdit()
        self.compare = button(self.tr("Compare"), self._compare, "primary")
        self._count = label("", "small")
        self._title = label("", "strong")
        self.gaps = label("", "small")
        self.gaps.setWordWrap(True)
        self._empty = EmptyState(theme, "model")
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._make_content())
        self._stack.addWidget(self._empty)
        self.filter.textChanged.connect(self.table.show_matching)
        self.table.line_chosen.connect(self._choose)
        self.table.line_opened.connect(self._open)
        self.table.view.selectionModel().selectionChanged.connect(lambda *_changed: self._tell())
        self.moves.line_opened.connect(self._open_move)
        reader.changed.connect(self.reload)
        self._tell()
        self.reload()

    @property
    def chosen_refs(self) -> tuple[str, ...]:
        """The REFs of the selected versions, the oldest first."""
        lines: list[Line] = [
            index.data(LINE) for index in self.table.view.selectionModel().selectedRows() if index.isValid()
        ]
        keys = {line.key for line in lines} & self._versions.keys()
        if len(keys) < 2:  # of very many versions the order takes long to find
            return tuple(self._versions[key][1].node.ref for key in keys)
        # From the end of the table, where the older ones are: of one moment the order tells which was first.
        versions = [each for key, (_, each) in reversed(self._versions.items()) if key in keys]
        versions.sort(key=lambda each: each.since.timestamp() if each.since else 0.0)
        return tuple(each.node.ref for each in versions)

    def reload(self) -> None:
        """Read the registries again."""
        self._reader.ask(_read, self._take, self._fail, topic="registry")

    def _make_content(self) -> QWidget:
        bar = QFrame()
        bar.setProperty("surface", "bar")
        self.filter.setPlaceholderText(self.tr("Filter by model or version"))
        self.filter.setAccessibleName(self.tr("Filter the models"))
        self.filter.setClearButtonEnabled(True)
        self.filter.setMaximumWidth(320)
        row = QHBoxLayout(bar)
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(8)
        row.addWidget(self.filter, 1)
        row.addStretch()
        row.addWidget(self._count)
        row.addWidget(self.compare)
        below = QWidget()
        column = QVBoxLayout(below)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QFrame()
        head.setProperty("surface", "bar")
        words = QVBoxLayout(head)
        words.setContentsMargins(12, 8, 12, 8)
        words.setSpacing(2)
        words.addWidget(self._title)
        words.addWidget(self.gaps)
        head.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        column.addWidget(head)
        column.addWidget(self.moves, 1)
        parts = QSplitter(Qt.Orientation.Vertical)
        parts.setHandleWidth(1)
        parts.setChildrenCollapsible(False)
        parts.addWidget(self.table)
        parts.addWidget(below)
        parts.setStretchFactor(0, 3)
        parts.setStretchFactor(1, 2)
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(bar)
        layout.addWidget(parts, 1)
        return content

    def _take(self, read: tuple[tuple[RegisteredModel, ...], _Versions, Sheet]) -> None:
        before = self._current_key()
        self.models, self._versions, sheet = read
        models = self.models
        if not models:
            self._empty.say(
                self.tr("No models are registered"),
                self.tr(
                    "Versions come from the registries of MLflow, W&B and SageMaker, and from the Git "
                    "tags of GTO. Add a source to read one."
                ),
                self.tr("Add source…"),
                self._selection.add_source,
            )
            self._stack.setCurrentWidget(self._empty)
            return
        self._stack.setCurrentIndex(0)
        self.table.show_sheet(sheet, self.tr("No models are registered"))
        wanted = before if before in self._versions else next(iter(self._versions), "")
        if wanted:
            self.table.choose(wanted)
        else:
            self._show_moves(models[0])
        self._tell()

    def _fail(self, error: Exception) -> None:
        self._empty.say(
            self.tr("The registries cannot be read"), str(error), self.tr("Try again"), self.reload
        )
        self._stack.setCurrentWidget(self._empty)

    def _current_key(self) -> str:
        index = self.table.view.currentIndex()
        line: Line | None = index.siblingAtColumn(0).data(LINE) if index.isValid() else None
        return line.key if line is not None else ""

    def _choose(self, line: Line) -> None:
        if line.key in self._versions:
            model, version = self._versions[line.key]
            self._show_moves(model)
            if self.isVisible():
                self._selection.select(version.node)

    def _show_moves(self, model: RegisteredModel) -> None:
        title = self.tr("History of {model} ({registry})")
        self._title.setText(title.format(model=model.model.name, registry=model.registry))
        self.gaps.setText(gaps_text(model.gaps))
        if model is self._moved:
            return
        self._moved = model

        def show(sheet: Sheet) -> None:
            if model is self._moved:
                self.moves.show_sheet(sheet, self.tr("No moves are recorded"))
                self.moves.setObjectName(key_of(model))

        self._background.run(lambda: moves_sheet(model), show)  # there may be very many moves

    def _open(self, line: Line) -> None:
        if line.key in self._versions:
            self._selection.open(self._versions[line.key][1].node)

    def _open_move(self, line: Line) -> None:
        self.table.choose(line.key.partition(" ")[2])

    def _compare(self) -> None:
        self._selection.compare(self.chosen_refs)

    def _tell(self) -> None:
        chosen = len(self.chosen_refs)
        self.compare.setEnabled(chosen > 1)
        self.compare.setToolTip(
            "" if chosen > 1 else self.tr("Select two or more versions (Ctrl or Shift and click)")
        )
        if chosen > 1:
            self._count.setText(self.tr("%n selected", "", chosen))
        else:
            self._count.setText(self.tr("%n versions", "", len(self._versions)))
