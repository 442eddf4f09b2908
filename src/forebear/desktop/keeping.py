"""Keeps the image of a run beside the lineage, as a job."""

from __future__ import annotations

from typing import Any, cast

from PySide6.QtCore import QObject, Signal

from forebear.desktop import wording
from forebear.desktop.jobs import Job
from forebear.desktop.opened import OpenedProject


class Keeping(QObject):
    """Has images kept.

    Signals: `kept(str)` what was kept, in words; `failed(object, object)` the Job and its error {what, where,
    todo}.
    """

    kept = Signal(str)
    failed = Signal(object, object)

    def __init__(self, opened: OpenedProject, parent: QObject) -> None:
        super().__init__(parent)
        self._opened = opened

    def keep(self, ref: str) -> Job:
        """Keep the image of the run that a REF names."""
        job = self._opened.act("keep", [], ref, self.tr("Keep the image of {ref}").format(ref=ref))
        job.finished.connect(self._end)
        return job

    def _end(self, code: int, document: dict[str, Any]) -> None:
        if code == 0:
            kept = document.get("kept") or {}
            name = str(kept.get("reference") or wording.short_key(str(kept.get("id") or "")))
            added = int(document.get("added") or 0)
            said = self.tr("{image}: {size} added").format(image=name, size=wording.size_text(added))
            self.kept.emit(said if added else self.tr("{image} was kept before").format(image=name))
        elif code != 4:
            self.failed.emit(cast("Job", self.sender()), document.get("error", {}))
