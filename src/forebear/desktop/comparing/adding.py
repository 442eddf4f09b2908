"""A field to add a version by its REF, with what may be meant below it."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from PySide6.QtCore import QStringListModel, Qt, QTimer, Signal
from PySide6.QtWidgets import QCompleter, QLineEdit, QWidget

from forebear.desktop.reading import Reader

if TYPE_CHECKING:
    from forebear.lineage.questions import Questions

_PATIENCE = 120  # milliseconds after the last key
_MOST = 14
_LONGEST = 4_000
_NO_VERSIONS = ("environment", "rebuild")


class AddVersion(QLineEdit):
    """Takes a revision, a path at one, a run, a digest or a model version.

    Signals: `chosen(str)` a REF that was entered or picked; whether it names anything is asked later.
    """

    chosen = Signal(str)

    def __init__(self, reader: Reader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._reader = reader
        self._refs: dict[str, str] = {}
        self._names = QStringListModel(self)
        self.setPlaceholderText(self.tr("Add a version: tag, commit, run:…, model.pkl@v1"))
        self.setAccessibleName(self.tr("Add a version"))
        self.setClearButtonEnabled(True)
        self.setMaxLength(_LONGEST)
        completer = QCompleter(self._names, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.setMaxVisibleItems(_MOST)
        self.setCompleter(completer)
        self._timer = QTimer(self, interval=_PATIENCE, singleShot=True)
        self._timer.timeout.connect(self._ask)
        self.textEdited.connect(lambda _text: self._timer.start())
        # Queued: the completer writes the picked text into the field after it has told of it.
        completer.activated[str].connect(  # type: ignore[index]
            self._pick, Qt.ConnectionType.QueuedConnection
        )
        self.returnPressed.connect(self._enter)

    @property
    def offered(self) -> list[str]:
        """What is offered below the field."""
        return self._names.stringList()

    def mend(self, refs: Collection[str]) -> None:
        """Put a REF that could not be compared back, to be corrected."""
        if len(refs) == 1:
            self.setText(next(iter(refs)))
            self.selectAll()

    def _ask(self) -> None:
        text = self.text().strip()
        if text:
            self._reader.ask(lambda questions: _find(questions, text), self._offer, topic="add version")
        else:
            self._offer([])

    def _offer(self, found: list[tuple[str, str]]) -> None:
        self._refs = dict(found)
        self._names.setStringList(list(self._refs))
        if found and self.hasFocus():
            self.completer().complete()

    def _pick(self, line: str) -> None:
        self._take(self._refs.get(line, ""))

    def _enter(self) -> None:
        popup = self.completer().popup()
        if popup is None or not (popup.isVisible() and popup.currentIndex().isValid()):
            text = self.text().strip()
            only = next(iter(self._refs.values())) if len(self._refs) == 1 else text
            self._take(self._refs.get(text, only))

    def _take(self, ref: str) -> None:
        if ref:
            self.clear()
            self._offer([])
            self.chosen.emit(ref)


def _find(questions: Questions, text: str) -> list[tuple[str, str]]:
    """Return what may be meant, as a line for people and a REF; on a thread of the reader."""
    from forebear.lineage.names import Names

    with questions.look() as look:
        hits = Names(look).find(text, limit=_MOST)
    found: dict[str, str] = {}
    for hit in hits:
        node = hit.node
        if node.kind.value in _NO_VERSIONS:
            continue
        when = f"{node.when:%Y-%m-%d}" if node.when else ""
        name = hit.text if hit.text == node.name else f"{hit.text} · {node.name}"
        line = " · ".join(part for part in (name[:80], when, node.ref[:18]) if part)
        found.setdefault(line, hit.text if hit.kind.name in ("TAG", "BRANCH") else node.ref)
    return list(found.items())
