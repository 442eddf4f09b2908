"""The button by which a person takes another image for one rebuild: from an archive, made again, by name."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QInputDialog, QMenu, QWidget

from forebear.desktop.pieces import button
from forebear.desktop.rebuilding.plan import OtherImage, PlannedImage
from forebear.desktop.sentences import told


class ImageChoice(QWidget):
    """Offers what else a plan may run in, and the way back.

    Signals: `chosen(list)` the options of the command; none for the image that was recorded.
    """

    chosen = Signal(list)

    def __init__(self, image: PlannedImage, *, is_other: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image = image
        row = QHBoxLayout(self)
        row.setContentsMargins(26, 0, 0, 4)
        row.setSpacing(8)
        if image.others:
            self.menu = QMenu(self)
            for other in image.others:
                self.menu.addAction(self._text(other), partial(self._take, other)).setToolTip(
                    told(other.said)
                )
            self.menu.setToolTipsVisible(True)
            more = button(self.tr("Use another image"), lambda: None)
            more.setMenu(self.menu)
            row.addWidget(more)
        if is_other:
            row.addWidget(button(self.tr("Back to the recorded image"), lambda: self.chosen.emit([])))
        row.addStretch(1)

    def _text(self, other: OtherImage) -> str:
        match other.how:
            case "archive":
                return self.tr("Load the recorded image from an archive…")
            case "reconstructed":
                file = other.option.partition("=")[2]
                return self.tr("Reconstruct it from {file}").format(file=file.replace("&", "&&"))
            case _:
                return self.tr("Choose an image by its name…")

    def _take(self, other: OtherImage) -> None:
        match other.how:
            case "archive":
                self._ask_file()
            case "reconstructed":
                self.chosen.emit([other.option])
            case _:
                self._ask_name()

    def _ask_file(self) -> None:
        dialog = QFileDialog(self, self.tr("Archive of the image"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters((self.tr("Archives (*.tar *.tar.gz *.tgz *.tar.xz)"), self.tr("All files (*)")))
        dialog.fileSelected.connect(lambda file: self.chosen.emit([f"--archive={file}"]))
        dialog.open()

    def _ask_name(self) -> None:
        dialog = QInputDialog(self)
        dialog.setWindowTitle(self.tr("Another image"))
        dialog.setLabelText(
            self.tr(
                "Name or id of an image that the engine has. The rebuild, its verdict and the report will "
                "say that it is assumed by you, not recorded."
            )
        )
        dialog.setTextValue(self._image.reference)
        dialog.textValueSelected.connect(self._named)
        dialog.open()

    def _named(self, name: str) -> None:
        if name.strip():
            self.chosen.emit([f"--image={name.strip()}"])
