"""The dialog that says which image a run ran in, where nobody recorded it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QDialog, QHBoxLayout, QVBoxLayout, QWidget

from forebear.desktop.jobs import Job
from forebear.desktop.opened import OpenedProject
from forebear.desktop.pieces import button, label
from forebear.lineage.answers import Node

if TYPE_CHECKING:
    from forebear.lineage.questions import Questions


def known_images(questions: Questions) -> tuple[str, ...]:
    """Return the references of the images that any run of the project is known to have used."""
    images = (answer.environment.image for answer in questions.environments())
    return tuple(dict.fromkeys(image.reference for image in images if image is not None and image.reference))


class AssignDialog(QDialog):
    """Asks for an image.

    Signals: `assigned(str, object)` the image, and `--run` or `--stage` with its value.
    """

    assigned = Signal(str, object)

    def __init__(self, run: Node, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._run = run
        self.setWindowTitle(self.tr("Assign an image"))
        self.setMinimumWidth(460)
        title = label(self.tr("Which image did “{run}” run in?").format(run=run.name), "strong")
        note = label(
            self.tr(
                "No image was recorded for this run. What you say here is shown everywhere, "
                "and in the report, as assumed by you."
            ),
            "muted",
        )
        note.setWordWrap(True)
        self.image = QComboBox()
        self.image.setEditable(True)
        self.image.setAccessibleName(self.tr("Image"))
        edit = self.image.lineEdit()
        if edit is not None:
            edit.setPlaceholderText("registry.example.org/train@sha256:…")
        self.image.editTextChanged.connect(lambda _text: self._check())
        self._all = QCheckBox(self.tr("Every run of this stage"))
        self._all.setChecked(True)
        cancel = button(self.tr("Cancel"), self.reject)
        self._assign = button(self.tr("Assign"), self.accept, "primary")
        self._assign.setDefault(True)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(cancel)
        row.addWidget(self._assign)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 16)
        layout.setSpacing(12)
        for piece in (title, note, self.image, self._all):
            layout.addWidget(piece)
        layout.addSpacing(4)
        layout.addLayout(row)
        self.accepted.connect(self._tell)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._check()

    def offer(self, images: Sequence[str]) -> None:
        """Offer images to choose from; what was typed stays."""
        typed = self.image.currentText()
        self.image.clear()
        self.image.addItems(list(images))
        self.image.setEditText(typed or (images[0] if images else ""))

    def _check(self) -> None:
        text = self.image.currentText().strip()
        # A word that starts with a dash would be read as an option.
        self._assign.setEnabled(bool(text) and not text.startswith("-") and " " not in text)

    def _tell(self) -> None:
        whom = f"--stage={self._run.name}" if self._all.isChecked() else f"--run={self._run.ref}"
        self.assigned.emit(self.image.currentText().strip(), [whom])


class Assigning(QObject):
    """Asks for the image of a run and has it written down.

    Signals: `failed(object, object)` the Job and its error {what, where, todo}.
    """

    failed = Signal(object, object)

    def __init__(self, opened: OpenedProject, window: QWidget) -> None:
        super().__init__(window)
        self._opened, self._window = opened, window

    def ask(self, run: Node) -> None:
        """Ask which image `run` ran in."""
        dialog = AssignDialog(run, self._window)
        dialog.assigned.connect(self.write)
        self._opened.reader.ask(known_images, dialog.offer, lambda _error: None)
        dialog.open()

    def write(self, image: str, options: Sequence[str]) -> Job:
        """Have it written down, by the person of this account."""
        title = self.tr("Assign {image}").format(image=image)
        job = self._opened.act("assign", options, image, title, writes=True)
        job.finished.connect(self._end)
        return job

    def _end(self, code: int, document: dict[str, Any]) -> None:
        if code not in (0, 1, 4):
            self.failed.emit(cast("Job", self.sender()), document.get("error", {}))
