"""The fields that say where a source is, and how to log in there."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict, dataclass

from PySide6.QtCore import QDir, Qt, Signal
from PySide6.QtWidgets import QComboBox, QFileDialog, QGridLayout, QHBoxLayout, QLineEdit, QWidget

from forebear.desktop.pieces import button, label
from forebear.lineage.errors import ActionableError
from forebear.sources.secrets import Secret, split

_LONGEST = 4_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """A place to look at: `kind` of tool, "" = whichever fits; `secret` opens it, where it needs one."""

    location: str
    kind: str = ""
    secret: Secret | None = None

    @property
    def words(self) -> list[str]:
        """What tells `forebear sources` of it, all but the secret."""
        return [*([f"--kind={self.kind}"] if self.kind else []), *(["--secret-stdin"] if self.secret else [])]

    @property
    def typed(self) -> str:
        """What goes to its standard input, which nobody else sees."""
        return json.dumps(asdict(self.secret)) if self.secret is not None else ""


class SourceForm(QWidget):
    """Asks for a path or URL, the tool, and for what is on a server a user and a password or token.

    Signals: `wanted(object)` a Wanted to look at; `refused(object)` an ActionableError of what was typed.
    """

    wanted = Signal(object)
    refused = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.location, self.user, self.secret = QLineEdit(), QLineEdit(), QLineEdit()
        self.location.setPlaceholderText("mlruns/, mlflow.db, https://mlflow.example.org, postgresql://…")
        self.location.setClearButtonEnabled(True)
        self.secret.setEchoMode(QLineEdit.EchoMode.Password)
        self.kind = QComboBox()
        self.kind.addItem(self.tr("Told by what is there"), "")
        self.look_button = button(self.tr("Look"), self._look)
        self._login, self._login_name = QWidget(), label("")
        self._wanted_kind = ""  # chosen before the tools were known
        self._parameters: dict[str, str] = {}  # of the URL, that are secrets
        for line in (self.location, self.user, self.secret):
            line.setMaxLength(_LONGEST)
            line.returnPressed.connect(self._look)
        self.location.textChanged.connect(lambda _text: self._check())
        self.location.editingFinished.connect(self._edited)
        self._lay_out()
        self._check()

    def offer_tools(self, tools: tuple[tuple[str, str], ...]) -> None:
        """Offer tools to choose by hand, as pairs of kind and title."""
        chosen = self.kind.currentData() or self._wanted_kind
        while self.kind.count() > 1:
            self.kind.removeItem(1)
        for kind, title in tools:
            self.kind.addItem(title, kind)
        self.kind.setCurrentIndex(max(0, self.kind.findData(chosen)))

    def ask_login(self, location: str, kind: str) -> None:
        """Ask for what logs in to a server that is known."""
        self._wanted_kind = kind
        self.location.setText(location)
        self.kind.setCurrentIndex(max(0, self.kind.findData(kind)))
        self.user.setFocus(Qt.FocusReason.OtherFocusReason)

    def _look(self) -> None:
        if not self.look_button.isEnabled():
            return
        try:
            self._part()
        except ActionableError as error:
            self.refused.emit(error)
            return
        user, secret = self.user.text().strip(), self.secret.text()
        opens = self._parameters or user or secret
        location = self.location.text().strip()
        self.wanted.emit(
            Wanted(
                location,
                str(self.kind.currentData() or ""),
                Secret(user, secret if user else "", "" if user else secret, self._parameters)
                if opens and _remote(location)
                else None,
            )
        )

    def _check(self) -> None:
        text = self.location.text().strip()
        self.look_button.setEnabled(bool(text))
        self._login.setVisible(_remote(text))
        self._login_name.setVisible(_remote(text))

    def _edited(self) -> None:
        with suppress(ActionableError):  # it is said when it is to be looked at
            self._part()

    def _part(self) -> None:
        """Move what logs in from the URL to fields of its own: a location is shown, kept, seen by others.

        Raises ActionableError where the URL cannot be read.
        """
        location, secret = split(self.location.text().strip())
        if secret is None:
            return
        self.location.setText(location)
        if secret.user or secret.password:
            self.user.setText(secret.user)
            self.secret.setText(secret.password)
        self._parameters = {**self._parameters, **secret.parameters}

    def _lay_out(self) -> None:
        form = QGridLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setHorizontalSpacing(8)
        form.setVerticalSpacing(8)
        place = QHBoxLayout()
        place.setSpacing(8)
        place.addWidget(self.location, 1)
        place.addWidget(button(self.tr("Folder…"), self._choose_folder))
        place.addWidget(button(self.tr("File…"), self._choose_file))
        tool = QHBoxLayout()
        tool.setSpacing(8)
        tool.addWidget(self.kind)
        tool.addStretch(1)
        tool.addWidget(self.look_button)
        login = QHBoxLayout(self._login)
        login.setContentsMargins(0, 0, 0, 0)
        login.setSpacing(8)
        login.addWidget(self.user, 1)
        login.addWidget(self.secret, 1)
        self.user.setPlaceholderText(self.tr("User (empty for a token)"))
        self.user.setAccessibleName(self.tr("User"))
        self.secret.setPlaceholderText(self.tr("Password or token"))
        self.secret.setAccessibleName(self.tr("Password or token"))
        self.secret.setToolTip(
            self.tr(
                "Kept in a file that only you can read; it never gets into the lineage, a log or a report."
            )
        )
        self.location.setAccessibleName(self.tr("Path or URL"))
        self.kind.setAccessibleName(self.tr("Tool"))
        self._login_name.setText(self.tr("Log in"))
        rows = (
            (label(self.tr("Path or URL")), self.location),
            (self._login_name, self.user),
            (label(self.tr("Tool")), self.kind),
        )
        for row, (name, buddy) in enumerate(rows):
            name.setBuddy(buddy)
            form.addWidget(name, row, 0)
        form.addLayout(place, 0, 1)
        form.addWidget(self._login, 1, 1)
        form.addLayout(tool, 2, 1)
        form.setColumnStretch(1, 1)

    def _choose_folder(self) -> None:
        dialog = self._dialog(self.tr("Choose the folder of a source"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.open()

    def _choose_file(self) -> None:
        dialog = self._dialog(self.tr("Choose the file of a source"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.open()

    def _dialog(self, title: str) -> QFileDialog:
        dialog = QFileDialog(self, title, QDir.homePath())
        dialog.fileSelected.connect(self._take)
        dialog.finished.connect(dialog.deleteLater)
        return dialog

    def _take(self, path: str) -> None:
        self.location.setText(path)
        self._look()


def _remote(location: str) -> bool:
    return "://" in location and not location.startswith("file:")
