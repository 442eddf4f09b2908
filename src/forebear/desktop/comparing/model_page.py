"""The models: a table of what differs in them, and above it the way to values that take loading."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from forebear.compare.comparison import Comparison, ModelRow
from forebear.desktop.comparing.inside import InsideNotice, LoadDialog, is_allowed
from forebear.desktop.comparing.model_sheet import model_sheet
from forebear.desktop.comparing.sheet import Sheet
from forebear.desktop.comparing.sheet_page import SheetPage
from forebear.desktop.jobs import Job
from forebear.desktop.reading import Reader
from forebear.desktop.theme import Theme

if TYPE_CHECKING:
    from forebear.lineage.project import Project

_LONG_DIGEST = re.compile(r"(?<=sha256:[0-9a-f]{12})[0-9a-f]+")

LoadInside = Callable[[Sequence[str]], Job]
"""Starts `forebear compare --inside REF… --json` as a job."""


class ModelPage(QWidget):
    """Shows the models of a comparison; a process of its own loads them, when a person asks for it.

    Signals: `counted(int, int)` how many parts differ and how many there are, after models were loaded.
    """

    counted = Signal(int, int)

    def __init__(self, project: Project, reader: Reader, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._project, self._reader, self._theme = project, reader, theme
        self._load: LoadInside | None = None
        self._job: Job | None = None
        self._comparison: Comparison | None = None
        self._found: dict[str, ModelRow] = {}
        self.table = SheetPage(theme, self.tr("Model"), "model")
        self.notice = InsideNotice(theme)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.notice)
        layout.addWidget(self.table, 1)
        self.notice.start_wanted.connect(self.start)
        self.notice.cancel_wanted.connect(self.cancel)
        self.notice.hide()

    def offer_inside(self, load: LoadInside) -> None:
        """Give it the way to load models."""
        self._load = load

    def show_comparison(self, comparison: Comparison, sheet: Sheet) -> None:
        """Show a comparison's models; what was found by loading the same files before is kept."""
        self.cancel()
        self._comparison = comparison
        held = {row.path: row.digests for row in comparison.models}
        self._found = {
            path: row
            for path, row in self._found.items()
            if held.get(path) == row.digests and not row.values_inside
        }
        self.table.show_sheet(sheet, self.tr("No model is recorded"))
        self._offer()
        if self._found:
            self._show_found()

    def choose(self, path: str) -> None:
        """Make a model the current one."""
        self.table.choose(path)

    def show_only_differences(self, only: bool) -> None:
        """Show all parts, or only those that differ."""
        self.table.show_only_differences(only)

    def start(self) -> None:
        """Load the models, after asking if nobody has allowed this project's code yet."""
        if self._load is None or self._comparison is None or self._job is not None:
            return
        project, refs = self._project, self._refs()
        self._reader.ask(
            lambda questions: is_allowed(questions, project, refs),
            self._consented,
            self._fail,
            topic="consent",
        )

    def cancel(self) -> None:
        """Stop loading."""
        job, self._job = self._job, None
        if job is not None and job.active:
            job.cancel()
        self._offer()

    def _refs(self) -> tuple[str, ...]:
        return tuple(version.ref for version in self._comparison.versions) if self._comparison else ()

    def _waiting(self) -> list[str]:
        """The models whose values take loading, and were not loaded yet."""
        rows = self._comparison.models if self._comparison else ()
        return [row.path for row in rows if row.values_inside and row.path not in self._found]

    def _images(self) -> list[str]:
        """The images that are recorded for the versions, with the letters of these."""
        if self._comparison is None:
            return []
        labels = [version.label for version in self._comparison.versions]
        rows = [row for row in self._comparison.environment if row.aspect == "image"]
        return [
            f"{label}  {_LONG_DIGEST.sub('', value)}"
            for row in rows
            for label, value in zip(labels, row.values, strict=True)
            if value
        ]

    def _offer(self) -> None:
        self.notice.setVisible(self._load is not None and bool(self._waiting()))
        self.notice.say_offer()

    def _consented(self, given: bool) -> None:
        if given:
            self._start()
            return
        dialog = LoadDialog(self._waiting(), self._images(), self._theme, self)
        dialog.accepted.connect(self._start)
        dialog.open()

    def _start(self) -> None:
        if self._load is None or self._job is not None:
            return
        job = self._job = self._load(self._refs())
        job.progressed.connect(lambda phase, _done, _total, message: self._progress(job, phase, message))
        job.finished.connect(lambda code, document: self._finish(job, code, document))
        self.notice.say_running("")

    def _progress(self, job: Job, phase: str, message: str) -> None:
        if job is self._job and (message or phase != "loading"):
            self.notice.say_running(message)

    def _finish(self, job: Job, code: int, document: Mapping[str, Any]) -> None:
        if job is not self._job:
            return
        self._job = None
        if code == 4:
            self._offer()
            return
        error = document.get("error")
        if code != 0 or error:
            said = error or {}
            self.notice.say_failed(str(said.get("what") or ""), str(said.get("todo") or ""))
            return
        self._reader.ask(lambda _questions: _rows(document), self._take, self._fail, topic="models")

    def _fail(self, error: Exception) -> None:
        self.notice.say_failed(str(error), "")

    def _take(self, rows: Mapping[str, ModelRow]) -> None:
        self._found = {path: row for path, row in rows.items() if row.inside}
        self._show_found()

    def _show_found(self) -> None:
        comparison, found = self._comparison, self._found
        if comparison is None:
            return
        self._reader.ask(lambda _questions: _sheet(comparison, found), self._show_sheet, topic="models")

    def _show_sheet(self, sheet: Sheet) -> None:
        self.table.show_sheet(sheet, self.tr("No model is recorded"))
        self.counted.emit(sheet.differing, sheet.rows)
        failed = sum(row.values_inside for row in self._found.values())
        self.notice.setVisible(bool(failed))
        if failed:
            self.notice.say_some(failed)


def _rows(document: Mapping[str, Any]) -> dict[str, ModelRow]:
    """Read the models of a document on a worker thread: they may have thousands of parts."""
    from forebear.compare.model_rows import model_row

    return {row.path: row for row in map(model_row, document.get("models") or ())}


def _sheet(comparison: Comparison, found: Mapping[str, ModelRow]) -> Sheet:
    models = tuple(found.get(row.path, row) for row in comparison.models)
    return model_sheet(replace(comparison, models=models))
