"""The data: a table of datasets, and for the chosen one what changed in its files, rows and columns."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from forebear.compare.comparison import Comparison, DataRow
from forebear.compare.files.findings import FileRow
from forebear.desktop.comparing.data_detail import DataDetail
from forebear.desktop.comparing.sheet import Line
from forebear.desktop.comparing.sheet_page import SheetPage
from forebear.desktop.comparing.sheets import data_sheet
from forebear.desktop.jobs import Job
from forebear.desktop.theme import Theme

AT_ONCE = 256 << 20
"""Bytes of differing data that are looked into without being asked."""

SMALL = 20 << 20
"""Bytes of differing data and files that are looked into before the page is seen: the summary's order of
causes gains by it."""

_FEW = 8  # versions for which that is done

Look = Callable[[Sequence[str]], Job]
"""Starts `forebear compare REF… --json` as a job."""

Fetch = Callable[[str, str, Sequence[str]], Job]
"""Starts `forebear fetch --path PATH --remote NAME REF…` as a job."""


class DataPage(QWidget):
    """Shows the data of a comparison; what is in it is found out by a process of its own.

    It starts at once where little is to be read, when the page is first seen, or by hand where it is much.

    Signals: `looked(document)` what `forebear compare --json` said, once it is known.
    """

    looked = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table = SheetPage(theme, self.tr("Data"), "dataset")
        self.detail = DataDetail(theme)
        self._look: Look | None = None
        self._fetch: Fetch | None = None
        self._job: Job | None = None
        self._refs: tuple[str, ...] = ()
        self._rows: dict[str, DataRow] = {}
        self._found: dict[str, Mapping[str, Any]] = {}
        self._chosen, self._small = "", False
        self._state = "new"  # new, running, fetching, done, failed
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.addWidget(self.table)
        split.addWidget(self.detail)
        split.setStretchFactor(1, 1)
        split.setSizes([220, 420])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(split)
        self.table.line_chosen.connect(self._choose)
        self.table.model.modelReset.connect(lambda: self.table.choose(self._chosen))
        self.detail.start_wanted.connect(self.start)
        self.detail.cancel_wanted.connect(self.cancel)
        self.detail.fetch_wanted.connect(self.fetch)

    def offer_look(self, look: Look, fetch: Fetch | None = None) -> None:
        """Give it the way to look into data, and to fetch what is not here."""
        self._look, self._fetch = look, fetch

    def show_comparison(self, comparison: Comparison) -> None:
        """Show a comparison's data, and the dataset chosen before, or the first that differs."""
        self.cancel()
        self._refs = tuple(version.ref for version in comparison.versions)
        self._rows = {row.path: row for row in comparison.data}
        self._small = len(self._refs) <= _FEW and _bytes_known(comparison) <= SMALL
        self._found, self._state = {}, "new"
        self.table.show_sheet(data_sheet(comparison), self.tr("No data is recorded"))
        self.detail.setVisible(bool(self._rows))
        differing = [row.path for row in comparison.data if row.differs is not False]
        if self._chosen not in self._rows:
            self._chosen = next(iter(differing), next(iter(self._rows), ""))
        self.table.choose(self._chosen)
        self.detail.show_versions([version.label for version in comparison.versions])
        self._show_detail()
        if self.isVisible() or self._small:
            self._start_at_once()

    def show_only_differences(self, only: bool) -> None:
        """Show all datasets, or only those that differ."""
        self.table.show_only_differences(only)

    def choose(self, path: str) -> None:
        """Make a dataset the current one."""
        self.table.choose(path)

    def start(self) -> None:
        """Look into the data that differs."""
        if self._look is None or self._state in ("running", "fetching"):
            return
        self._state = "running"
        job = self._job = self._look(self._refs)
        job.progressed.connect(self._progress)
        job.finished.connect(lambda code, document: self._finish(job, code, document))
        self._show_detail()

    def fetch(self, remote: str) -> None:
        """Fetch the chosen dataset from a remote, then look into it."""
        if self._fetch is None or self._state in ("running", "fetching"):
            return
        self._state = "fetching"
        job = self._job = self._fetch(self._chosen, remote, self._refs)
        job.progressed.connect(self._progress)
        job.finished.connect(lambda code, document: self._fetched(job, code, document))
        self._show_detail()

    def _fetched(self, job: Job, code: int, document: Mapping[str, Any]) -> None:
        if job is not self._job:
            return
        self._job, self._state = None, "new"
        if code == 0:
            self.start()
            return
        wrong = [row["missing"] for row in document.get("data") or () if row["missing"]]
        error = (document.get("error") or {}).get("what", "")
        self._show_detail(error or "; ".join(wrong))

    def cancel(self) -> None:
        """Stop looking."""
        job, self._job = self._job, None
        if job is not None and job.active:
            job.cancel()
            self._state = "new"
            self._show_detail()

    def showEvent(self, event: QShowEvent) -> None:
        """Look into the data when a person first does, unless it is much."""
        super().showEvent(event)
        self._start_at_once()

    def _start_at_once(self) -> None:
        differing = [row for row in self._rows.values() if row.differs is not False]
        if self._state == "new" and differing and self._bytes() <= AT_ONCE:
            self.start()

    def _bytes(self) -> int:
        return sum(size or 0 for row in self._rows.values() if row.differs is not False for size in row.sizes)

    def _progress(self, phase: str, done: int, total: object, message: str) -> None:
        if self._state == "fetching" and phase == "fetch":
            share = int(done * 100 / total) if isinstance(total, int) and total else None
            self.detail.show_fetching(self._chosen, share)
        if self._state == "running" and phase in ("data", "rows", "drift"):
            self.detail.show_progress(message, done if total else None)

    def _finish(self, job: Job, code: int, document: Mapping[str, Any]) -> None:
        if job is not self._job:
            return
        self._job = None
        if code != 0 or "error" in document:
            self._state = "new" if code == 4 else "failed"
            error = document.get("error") or {}
            self._show_detail(str(error.get("what", "")))
            return
        self._state = "done"
        self._found = {row["path"]: row for row in document.get("data") or ()}
        self._show_detail()
        self.looked.emit(document)

    def _choose(self, line: Line) -> None:
        path = line.key.partition("\0")[0]
        if path in self._rows and path != self._chosen:
            self._chosen = path
            self._show_detail()

    def _show_detail(self, error: str = "") -> None:
        row = self._rows.get(self._chosen)
        if row is None:
            return
        if row.differs is False:
            self.detail.show_same(row.path)
        elif self._state == "done" and self._chosen in self._found:
            self.detail.show_found(row.path, self._found[self._chosen])
        elif self._state == "fetching":
            self.detail.show_fetching(self._chosen, None)
        elif self._state == "running":
            self.detail.show_running(row.path)
        else:
            self.detail.show_waiting(row.path, self._bytes(), error, can=self._look is not None)


def _bytes_known(comparison: Comparison) -> float:
    """How many bytes a look into what differs reads; infinite where that is not known, but for Git's own."""
    rows: list[DataRow | FileRow] = [*comparison.data, *comparison.files]
    held = [
        pair for row in rows if row.differs is not False for pair in zip(row.digests, row.sizes, strict=True)
    ]
    unknown = {"git": 0.0}
    return sum(
        unknown.get(digest.algorithm, math.inf) if size is None else size
        for digest, size in held
        if digest is not None
    )
