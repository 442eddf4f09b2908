"""All that is known of one source, and what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QTableView, QVBoxLayout, QWidget

from forebear.desktop import wording
from forebear.desktop.pieces import ElidedLabel, IconButton, button, label
from forebear.desktop.problems import ProblemsModel
from forebear.desktop.sources.listed import ListedSource
from forebear.desktop.sources.words import details_text, icon_of, state_icon, state_text, title_of
from forebear.desktop.tables import list_rows
from forebear.desktop.theme import Theme

_READABLE = 50  # problems that are shown whole: of very many each has one line


class SourceDetail(QFrame):
    """Shows one source.

    Signals: `refresh_wanted(object)`, `login_wanted(object)`, `switch_wanted(object)` (off where it is on,
    and on where it is off) and `remove_wanted(object)`, each with the ListedSource.
    """

    refresh_wanted = Signal(object)
    login_wanted = Signal(object)
    switch_wanted = Signal(object)
    remove_wanted = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._source: ListedSource | None = None
        self.setProperty("surface", "plain")
        self._picture = label("")
        self._title = label("", "strong")
        self._tool = label("", "badge")
        self._location = ElidedLabel("", QPalette.ColorRole.PlaceholderText)
        self._copy = IconButton(theme, "copy", self.tr("Copy the location"), self._copy_location)
        self._state_picture = label("")
        self._state = label("")
        self._facts = label("", "muted")
        self._note = label("", "muted")
        self.refresh = button(self.tr("Refresh"), lambda: self.refresh_wanted.emit(self._source))
        self.login = button(self.tr("Log in…"), lambda: self.login_wanted.emit(self._source))
        self.switch = button("", lambda: self.switch_wanted.emit(self._source))
        self.remove = button(self.tr("Remove…"), lambda: self.remove_wanted.emit(self._source))
        self.problems = ProblemsModel(self)
        self._table = self._problem_table()
        for line in (self._state, self._facts, self._note):
            line.setWordWrap(True)
            line.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._lay_out()
        theme.changed.connect(self._paint)

    def sizeHint(self) -> QSize:
        """Room for a few problems."""
        return QSize(600, 220)

    def show_source(self, source: ListedSource | None) -> None:
        """Show it; None leaves the place empty."""
        self._source = source
        self.setVisible(source is not None)
        if source is None:
            return
        offer = source.offer
        self._title.setText(title_of(offer))
        self._tool.setText(offer.tool)
        self._tool.setVisible(offer.tool not in offer.title)
        self._location.set_text(offer.location)
        self._state.setText(state_text(source))
        read = self.tr("Read {when}").format(when=wording.when_text(source.read_at)) if source.read_at else ""
        facts = self.tr("%Ln facts", "", source.facts) if source.facts else ""
        self._facts.setText(" \N{MIDDLE DOT} ".join(filter(None, (details_text(offer), read, facts))))
        self._facts.setVisible(bool(self._facts.text()))
        self._note.setText(self._remark(source))
        self._note.setVisible(bool(self._note.text()))
        self.refresh.setEnabled(source.state != "off" and (source.added or source.state != "gone"))
        self.login.setVisible(source.added and offer.remote)
        self.switch.setText(self.tr("Switch on") if source.state == "off" else self.tr("Switch off"))
        self.switch.setVisible(not source.fixed)
        self.remove.setVisible(source.added)
        self.problems.show(source.problems)
        if len(source.problems) <= _READABLE:
            self._table.resizeRowsToContents()
        self._table.setVisible(bool(source.problems))
        self._paint()

    def _remark(self, source: ListedSource) -> str:
        match source.state:
            case "off":
                return self.tr("It is not read. What was read from it before is kept.")
            case "gone":
                return self.tr("It is not where it was. What was read from it is kept.")
            case "unreachable":
                return self.tr("What was read from it before is kept. It is tried again with each refresh.")
            case "problems":
                return self.tr("What is listed here was left out; everything else was read.")
        return ""

    def _problem_table(self) -> QTableView:
        table = QTableView()
        table.setModel(self.problems)
        table.setAccessibleName(self.tr("Problems of this source"))
        header = list_rows(table)
        table.setTextElideMode(Qt.TextElideMode.ElideRight)
        header.setStretchLastSection(True)
        header.hideSection(0)
        header.resizeSection(1, 260)
        return table

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        for piece in (self._picture, self._title, self._tool):
            head.addWidget(piece)
        head.addStretch(1)
        for act in (self.refresh, self.login, self.switch, self.remove):
            head.addWidget(act)
        place = QHBoxLayout()
        place.setSpacing(4)
        place.addWidget(self._location, 1)
        place.addWidget(self._copy)
        state = QHBoxLayout()
        state.setSpacing(8)
        state.addWidget(self._state_picture)
        state.addWidget(self._state)
        state.addWidget(self._facts, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 12, 20, 12)
        column.setSpacing(6)
        column.addLayout(head)
        column.addLayout(place)
        column.addLayout(state)
        column.addWidget(self._note)
        column.addWidget(self._table, 1)
        column.addStretch(0)

    def _copy_location(self) -> None:
        if self._source is not None:
            QGuiApplication.clipboard().setText(self._source.offer.location)

    def _paint(self) -> None:
        if self._source is not None:
            self._picture.setPixmap(self._theme.pixmap(icon_of(self._source.offer), "text.muted", 16))
            self._state_picture.setPixmap(self._theme.pixmap(*state_icon(self._source.state), 16))
