"""Export of the picture: asks for form, part and place, writes on a worker, says where the file is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QDir, QLocale, QStandardPaths, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from forebear.desktop.background import Background
from forebear.desktop.pieces import button, label
from forebear.lineage.errors import ActionableError

if TYPE_CHECKING:  # NumPy and the fonts come in when something is written, on a worker
    from forebear.desktop.graph.exportable import Exportable

_CENTIMETRES = 2.54 / 96  # of a pixel in a PDF at its own size
_SCALES = (1, 2, 3, 4)


def export(content: Exportable, parent: QWidget) -> ExportDialog:
    """Open the dialog for what is to be written; it deletes itself when it is closed."""
    dialog = ExportDialog(content, parent)
    dialog.open()
    return dialog


class ExportDialog(QDialog):
    """Asks what to write, writes it, and says where it is.

    Signals: `written(object)` the files as a tuple of Path; `failed(object)` the exception.
    """

    written = Signal(object)
    failed = Signal(object)

    def __init__(self, content: Exportable, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._content = content
        self._background = Background(self)
        self._files: tuple[Path, ...] = ()
        self._asked = 0  # the newest question for a size; older answers are stale
        self.setWindowTitle(self.tr("Export the graph"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(440)
        self.form = self._choices(self.tr("Form"), self._forms())
        whole, seen = len(content.graph.nodes), len(content.seen)
        self.part = self._choices(
            self.tr("Part"),
            [
                (self.tr("Everything drawn (nodes: {count})").format(count=whole), False),
                (self.tr("What is in view (nodes: {count})").format(count=seen), True),
            ],
        )
        self.part.setEnabled(0 < seen < whole)
        sizes = [(self.tr("{number} times").format(number=number), number) for number in _SCALES]
        self.scale = self._choices(self.tr("Size"), sizes)
        self.scale.setCurrentIndex(1)
        self.outlines = QCheckBox(self.tr("Letters as outlines: looks the same without the font"))
        self._size = label("", "muted")
        self._said = label("", "muted")
        self._said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        for line in (self._size, self._said):
            line.setWordWrap(True)
        self._lay_out()
        for choice in (self.form, self.part, self.scale):
            choice.currentIndexChanged.connect(self._adapt)
        self._adapt()

    def _forms(self) -> Sequence[tuple[str, object]]:
        return [
            (self.tr("SVG picture"), ".svg"),
            (self.tr("PDF document"), ".pdf"),
            (self.tr("PNG picture"), ".png"),
            (self.tr("Graphviz DOT"), ".dot"),
            (self.tr("Mermaid flowchart"), ".mmd"),
            (self.tr("GraphML"), ".graphml"),
            (self.tr("CSV tables of nodes and of edges"), ".csv"),
            (self.tr("JSON"), ".json"),
        ]

    @staticmethod
    def _choices(name: str, choices: Sequence[tuple[str, object]]) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(name)
        for text, data in choices:
            box.addItem(text, data)
        return box

    def _lay_out(self) -> None:
        self._rows = QFormLayout()
        self._rows.setHorizontalSpacing(16)
        for box in (self.form, self.part, self.scale):
            self._rows.addRow(box.accessibleName(), box)
        self._rows.addRow("", self.outlines)
        self._rows.addRow("", self._size)
        self._folder = button(self.tr("Open folder"), self._open_folder)
        self._folder.hide()
        self._close = button(self.tr("Cancel"), self.reject)
        self._export = button(self.tr("Export…"), self._ask_for_file, "primary")
        self._export.setDefault(True)
        row = QHBoxLayout()
        row.addWidget(self._folder)
        row.addStretch(1)
        row.addWidget(self._close)
        row.addWidget(self._export)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 16)
        layout.setSpacing(12)
        layout.addLayout(self._rows)
        layout.addWidget(self._said)
        layout.addStretch(1)
        layout.addLayout(row)

    @property
    def ending(self) -> str:
        """The end of the file's name in the chosen form."""
        return str(self.form.currentData())

    @property
    def said(self) -> str:
        """What it says about the last try."""
        return self._said.text()

    def _adapt(self) -> None:
        """Show what the chosen form knows, and how large it becomes."""
        self._rows.setRowVisible(self.scale, self.ending == ".png")
        self._rows.setRowVisible(self.outlines, self.ending == ".svg")
        is_picture = self.ending in (".svg", ".pdf", ".png")
        self._rows.setRowVisible(self._size, is_picture)
        if not is_picture:
            return
        self._asked += 1
        asked, content, in_view = self._asked, self._content, bool(self.part.currentData())
        self._size.setText(self.tr("Measuring…"))

        def measure() -> tuple[float, float]:
            from forebear.drawing.composing import compose

            picture = compose(content.part(in_view=in_view), content.about, content.arrangement)
            return picture.width, picture.height

        def show(size: tuple[float, float]) -> None:
            if asked == self._asked:
                self._size.setText(self._size_text(*size))

        self._background.run(measure, show, lambda error: self._size.setText(str(error)))

    def _size_text(self, width: float, height: float) -> str:
        locale = QLocale()
        if self.ending == ".pdf":
            wide, high = (locale.toString(side * _CENTIMETRES, "f", 1) for side in (width, height))
            return self.tr("{width} × {height} cm, on white").format(width=wide, height=high)  # noqa: RUF001
        times = int(self.scale.currentData()) if self.ending == ".png" else 1
        wide, high = (locale.toString(round(side * times)) for side in (width, height))
        return self.tr("{width} × {height} pixels, on white").format(width=wide, height=high)  # noqa: RUF001

    def _ask_for_file(self) -> None:
        dialog = QFileDialog(self, self.tr("Export the graph"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(f"{self.form.currentText()} (*{self.ending})")
        dialog.setDefaultSuffix(self.ending[1:])
        documents = QStandardPaths.StandardLocation.DocumentsLocation
        folder = self._files[0].parent if self._files else QStandardPaths.writableLocation(documents)
        dialog.setDirectory(str(folder) or QDir.homePath())
        dialog.selectFile(f"{_as_file_name(self._content.about.title)}{self.ending}")
        dialog.fileSelected.connect(lambda file: self.write(Path(file)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def write(self, file: Path) -> None:
        """Write what is chosen to a file, off this thread; the dialog says how it went."""
        if file.suffix.lower() != self.ending:
            file = file.with_name(f"{file.name}{self.ending}")
        self._export.setEnabled(False)
        self._tell("muted", self.tr("Writing {file}…").format(file=file.name))
        self._background.run(self._writing(file), self._tell_written, self._tell_failed)

    def _writing(self, file: Path) -> Callable[[], tuple[Path, ...]]:
        content, in_view = self._content, bool(self.part.currentData())
        scale, paths = int(self.scale.currentData()), self.outlines.isChecked()

        def work() -> tuple[Path, ...]:
            from forebear.drawing.files.writing import How, write

            graph = content.part(in_view=in_view)
            return write(graph, content.arrangement, content.about, file, How(scale, paths))

        return work

    def _tell_written(self, files: tuple[Path, ...]) -> None:
        self._files = files
        self._export.setEnabled(True)
        self._close.setText(self.tr("Close"))
        self._folder.show()
        self._tell("", self.tr("Written: {files}").format(files="\n".join(map(str, files))))
        self.written.emit(files)

    def _tell_failed(self, error: Exception) -> None:
        self._export.setEnabled(True)
        known = isinstance(error, ActionableError)
        self._tell("strong", str(error) if known else f"{type(error).__name__}: {error}")
        self.failed.emit(error)
        if not known:
            raise error

    def _tell(self, role: str, text: str) -> None:
        self._said.setProperty("role", role)
        self._said.style().unpolish(self._said)
        self._said.style().polish(self._said)
        self._said.setText(text)
        self.adjustSize()

    def _open_folder(self) -> None:
        if self._files:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._files[0].parent)))


def _as_file_name(title: str) -> str:
    """Make of a title a name that every file system takes."""
    kept = "".join(letter if letter.isalnum() or letter in "._-" else "-" for letter in title)
    return "-".join(part for part in kept.split("-") if part).strip("-.")[:60] or "lineage"
