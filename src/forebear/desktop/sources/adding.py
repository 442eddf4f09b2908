"""The dialog that finds sources and adds them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QProgressBar, QStackedWidget, QVBoxLayout, QWidget

from forebear.desktop.pieces import EmptyState, button, label
from forebear.desktop.sentences import told
from forebear.desktop.sources.asking import SourceCommands
from forebear.desktop.sources.form import SourceForm, Wanted
from forebear.desktop.sources.listed import Offer, offers_of, source_list
from forebear.desktop.sources.offers import OffersModel, OffersTable
from forebear.desktop.theme import Theme
from forebear.lineage.project import Project


class AddSourceDialog(QDialog):
    """Shows what is there, in the project, in usual places, and at a path or URL that is named.

    Nothing is read before it is added. Looking is done by other processes; closing the dialog ends them.
    Signals: `added(object)` the (kind, location) of the first one, when all that was ticked is remembered.
    """

    added = Signal(object)

    def __init__(self, project: Project, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Add source"))
        self.resize(860, 560)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._commands = SourceCommands(project, self)
        self._logins: dict[str, Wanted] = {}
        self.form = SourceForm()
        self.offers = OffersModel(theme, project.roots, self)
        self.table = OffersTable(self.offers)
        self._empty = EmptyState(theme, "source")
        self._pages = QStackedWidget()
        self._busy = QProgressBar()
        self._busy.setRange(0, 0)
        self._busy.setAccessibleName(self.tr("Looking"))
        self._note = label("")
        self._note.setWordWrap(True)
        self._note.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.add_button = button(self.tr("Add and read"), self._add, "primary")
        self._lay_out()
        self.form.wanted.connect(self._look)
        self.form.refused.connect(lambda error: self._fail(error.document()))
        self.offers.ticked.connect(self._check)
        self.finished.connect(self._commands.stop)
        self._check()
        self._discover()

    @property
    def said(self) -> str:
        """The remark under the list."""
        return self._note.text()

    def _discover(self) -> None:
        self._wait(self.tr("Looking in the project and in usual places…"))
        self._commands.ask(["--discover"], self._show_found, self._fail)

    def _show_found(self, document: dict[str, Any]) -> None:
        listed = source_list(document)
        self.form.offer_tools(listed.tools)
        known = [source.offer for source in listed.sources]
        self.offers.add([*listed.offered, *known])
        said = [f"{problem.where}: {problem.what}" for problem in listed.problems]
        self._done("\n".join(said))

    def _look(self, wanted: Wanted) -> None:
        if self._commands.busy:
            return
        self._wait(self.tr("Looking at {place}…").format(place=wanted.location))

        def found(document: dict[str, Any]) -> None:
            offers = offers_of(document.get("found", ()))
            if wanted.secret is not None:  # another password for what is read already
                offers = tuple(replace(offer, known=False) for offer in offers)
            for offer in offers:
                self._logins[offer.location] = wanted
            # Where several tools can read it, a person says which.
            self.offers.add(offers, first=True, tick=len(offers) == 1)
            self._done(self._said_of(offers))
            self.table.selectRow(0)

        self._commands.ask([f"--look={wanted.location}", *wanted.words], found, self._fail, wanted.typed)

    def _said_of(self, offers: tuple[Offer, ...]) -> str:
        if len(offers) > 1:
            return self.tr("Several tools can read this. Tick what it is.")
        return self.tr("This is read already.") if offers[0].known else ""

    def _add(self) -> None:
        chosen = self.offers.chosen
        if chosen and not self._commands.busy:
            self._add_next(list(chosen), (chosen[0].kind, chosen[0].location))

    def _add_next(self, waiting: list[Offer], first: tuple[str, str]) -> None:
        """Have one after another remembered: a failure names the one that failed."""
        if not waiting:
            self.added.emit(first)
            self.accept()
            return
        offer = waiting.pop(0)
        login = self._logins.get(offer.location, Wanted(offer.location))
        wanted = Wanted(offer.location, offer.kind, login.secret)
        self._wait(self.tr("Adding {place}…").format(place=offer.location))
        self._commands.ask(
            [f"--add={offer.location}", *wanted.words],
            lambda _document: self._add_next(waiting, first),
            self._fail,
            wanted.typed,
        )

    def _fail(self, error: Mapping[str, Any]) -> None:
        what = told(str(error.get("what") or self.tr("This cannot be looked at.")))
        todo = told(str(error.get("todo") or ""))
        self._done(" ".join(filter(None, (what, str(error.get("where") or ""), todo))))

    def _wait(self, text: str) -> None:
        self._busy.show()
        self._note.setText(text)
        self._empty.say(text, "")
        self.form.look_button.setEnabled(False)
        self.add_button.setEnabled(False)

    def _done(self, text: str) -> None:
        self._busy.hide()
        self._note.setText(text)
        self._note.setVisible(bool(text))
        self.form.look_button.setEnabled(bool(self.form.location.text().strip()))
        self._check()

    def _check(self) -> None:
        chosen = len(self.offers.chosen)
        self.add_button.setEnabled(bool(chosen) and not self._commands.busy)
        self.add_button.setText(
            self.tr("Add and read %n", "", chosen) if chosen > 1 else self.tr("Add and read")
        )
        if self.offers.offers:
            self._pages.setCurrentIndex(0)
            return
        self._empty.say(
            self.tr("Nothing was found here"),
            self.tr("Name a folder, a file or a server above, then press Look."),
        )
        self._pages.setCurrentIndex(1)

    def _lay_out(self) -> None:
        self._pages.addWidget(self.table)
        self._pages.addWidget(self._empty)
        note = label(
            self.tr("Forebear only reads: nothing is written to a source, and nothing of it is run."), "muted"
        )
        foot = QHBoxLayout()
        foot.addWidget(note, 1)
        foot.addWidget(button(self.tr("Cancel"), self.reject))
        foot.addWidget(self.add_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 16)
        column.setSpacing(12)
        column.addWidget(label(self.tr("Where are records to read?"), "title"))
        column.addWidget(self.form)
        column.addWidget(label(self.tr("What was found"), "heading"))
        column.addWidget(self._pages, 1)
        column.addWidget(self._busy)
        column.addWidget(self._note)
        column.addLayout(foot)
