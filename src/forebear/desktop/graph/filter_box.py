"""The filter above the graph: a slice is typed, checked and completed while it is typed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from forebear.desktop.graph.completions import Offer
from forebear.desktop.graph.slice_line import SliceLine
from forebear.desktop.pieces import IconButton, label
from forebear.desktop.reading import Reader
from forebear.desktop.theme import Theme
from forebear.lineage.slicing.adding import with_term

if TYPE_CHECKING:  # SQLAlchemy and NumPy come in on the reader's threads
    from forebear.lineage.questions import Questions
    from forebear.lineage.slicing.choosing import Sliced
    from forebear.lineage.slicing.completing import Completion
    from forebear.lineage.slicing.parsing import Problem

DELAY = 150
"""Milliseconds without a key after which what was typed is looked at."""
_LONGEST = 10_000
_ICON = 16


@dataclass(frozen=True, slots=True)
class _Judged:
    """What was found of a text."""

    text: str
    sliced: Sliced
    completions: tuple[Completion, ...]


class Mood(Enum):
    """How a filter is."""

    QUIET = "quiet"
    GOOD = "good"
    NOTHING = "nothing"  # it chooses nothing
    WRONG = "wrong"


_LOOKS = {
    Mood.QUIET: ("filter", "text.muted"),
    Mood.GOOD: ("good", "verdict.good"),
    Mood.NOTHING: ("info", "verdict.warn"),
    Mood.WRONG: ("error", "verdict.bad"),
}
"""Icon and colour: each has a shape of its own."""


class Saying(QWidget):
    """What is to be said of a filter, with an icon; hidden where there is nothing to say."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.mood = Mood.QUIET
        self._icon, self._text = label(""), label("", "small")
        self._text.setWordWrap(True)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(2, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self._text, 1)
        theme.changed.connect(self._paint)
        self.hide()

    @property
    def text(self) -> str:
        """What is said."""
        return self._text.text()

    def say(self, mood: Mood, text: str) -> bool:
        """Say something; whether it is news."""
        news = bool(text) and text != self._text.text()
        self.mood = mood
        self._text.setText(text)
        self.setVisible(bool(text))
        self._paint()
        return news

    def _paint(self) -> None:
        self._icon.setPixmap(self._theme.pixmap(*_LOOKS[self.mood], _ICON))


class FilterBox(QWidget):
    """A line with what is wrong below it, completions, a count and a button that clears it.

    `me` says who `author:me` means, and is asked on a worker thread. Signals: `slice_changed(str)` another
    slice without problems (or none at all) is to be shown; `left()` Escape was pressed with nothing to close.
    """

    slice_changed = Signal(str)
    left = Signal()

    def __init__(
        self, reader: Reader, theme: Theme, me: Callable[[], str] | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._reader, self._theme, self._me = reader, theme, me
        self._slice = ""
        self._problems: tuple[Problem, ...] = ()
        self._offering = False  # completions, as it is being typed
        self._asked = False  # for them, with a key
        self.line = SliceLine(
            theme,
            {
                Qt.Key.Key_Down: lambda: self._step(1),
                Qt.Key.Key_Up: lambda: self._step(-1),
                Qt.Key.Key_Tab: lambda: self._offer.take(first=True),
                Qt.Key.Key_Return: self._enter,
                Qt.Key.Key_Enter: self._enter,
                Qt.Key.Key_Escape: self._escape,
            },
        )
        self.line.setMaxLength(_LONGEST)
        self.line.setPlaceholderText(self.tr("Filter: kind:model after:2026-01 +model.pkl"))
        self.line.setAccessibleName(self.tr("Filter"))
        self._offer = Offer(theme, self.line, self._put)
        self._mark = self.line.addAction(
            theme.icon("filter", "text.muted"), QLineEdit.ActionPosition.LeadingPosition
        )
        self._mark.setText(self.line.accessibleName())
        self._clear = IconButton(theme, "close", self.tr("Clear the filter"), self.clear)
        self._count = label("", "muted")
        self._saying = Saying(theme)
        self._arrange()
        self._typing = QTimer(self, interval=DELAY, singleShot=True)
        self._typing.timeout.connect(self._look)
        self.line.textEdited.connect(self._type)
        self.line.left.connect(self._leave)
        theme.changed.connect(self._paint)
        reader.changed.connect(self._renew)

    @property
    def slice(self) -> str:
        """The slice that was said last by `slice_changed` or shown by `show_slice`."""
        return self._slice

    def show_slice(self, text: str) -> None:
        """Show the slice of a view; it is counted and checked, and nothing is emitted."""
        if text == self._slice and (text == self.line.text().strip() or self.line.hasFocus()):
            return  # what is being typed further is not taken back
        self._slice = text
        self.line.setText(text)
        self._offering = False
        self._look()

    def add(self, term: str, *, excluded: bool = False) -> None:
        """Narrow the filter by a term, as pointing at something does, and apply it."""
        self.line.setText(with_term(self.line.text(), term, excluded=excluded))
        self._apply()

    def clear(self) -> None:
        """Filter nothing."""
        self.line.clear()
        self._apply()
        self.line.setFocus()

    # typing

    def _type(self) -> None:
        self.line.underline(())
        self._offering, self._asked = True, False
        self._typing.start()

    def _apply(self) -> None:
        self._offering = False
        self._offer.hide()
        self._look()

    def _look(self) -> None:
        self._typing.stop()
        text, cursor, me = self.line.text(), self.line.cursor_place, self._me
        self._clear.setVisible(bool(text))
        offering = self._offering
        self._reader.ask(
            lambda questions: _judged(questions, text, cursor if offering else None, me),
            self._show,
            topic="filter",
        )

    def _renew(self) -> None:
        if self.line.text():
            self._look()

    def _show(self, judged: _Judged) -> None:
        if judged.text != self.line.text():
            return
        sliced = judged.sliced
        # A word that is still being typed is not wrong yet.
        cursor = self.line.cursor_place
        unfinished = bool(judged.completions) and self._offering
        self._problems = tuple(
            each for each in sliced.problems if not (unfinished and each.start <= cursor <= each.end)
        )
        self.line.underline([(each.start, each.end) for each in self._problems])
        self._say(sliced)
        if self._offering and self.line.hasFocus():
            begun = not self.line.text()[:cursor].endswith((" ", "(", "|"))
            wanted = self._asked or (begun and self.line.text())
            self._offer.show(judged.completions if wanted else ())
        text = judged.text.strip()
        if not sliced.problems and text != self._slice:
            self._slice = text
            self.slice_changed.emit(text)

    def _say(self, sliced: Sliced) -> None:
        locale = QLocale()
        count = message = ""
        mood = Mood.QUIET
        if self._problems:
            mood = Mood.WRONG
            message = "\n".join(f"{each.message} {each.todo}".strip() for each in self._problems[:3])
        elif self.line.text().strip() and not sliced.problems:
            mood = Mood.GOOD if sliced.ids else Mood.NOTHING
            message = sliced.reason
            count = self.tr("{count} of {total}").format(
                count=locale.toString(len(sliced.ids)), total=locale.toString(sliced.total)
            )
        news = self._saying.say(mood, message)
        self._count.setText(count)
        self._count.setVisible(bool(count))
        self.line.setAccessibleDescription(message or count)
        self._paint()
        if news and self.line.hasFocus():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.line, message))

    # completions

    def _step(self, rows: int) -> bool:
        if self._offer.is_open:
            self._offer.step(rows)
            return True
        self._offering, self._asked = True, True
        self._look()
        return rows > 0

    def _put(self, completion: Completion) -> None:
        self._offer.hide()
        self.line.replace(completion.start, completion.end, completion.text)
        # After `kind:` comes what kind; after a whole word, what it means.
        self._offering = completion.kind == "field"
        self._look()

    def _enter(self) -> bool:
        if not self._offer.take(first=False):
            self._apply()
        return True

    def _escape(self) -> bool:
        if self._offer.is_open:
            self._offer.hide()
        else:
            self.left.emit()
        return True

    def _leave(self) -> None:
        self._offer.hide()
        if self._offering:
            self._offering = False
            self._look()

    # looks

    def _arrange(self) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self.line, 1)
        row.addWidget(self._count)
        row.addWidget(self._clear)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(row)
        layout.addWidget(self._saying)
        self._clear.hide()

    def _paint(self) -> None:
        mood = self._saying.mood
        name, token = ("filter", "text.muted") if mood is Mood.NOTHING else _LOOKS[mood]
        self._mark.setIcon(self._theme.icon(name, token))


def _judged(questions: Questions, text: str, cursor: int | None, me: Callable[[], str] | None) -> _Judged:
    from forebear.lineage.slicing.choosing import Slices

    with questions.look() as look:
        slices = Slices(look, me=me() if me is not None and "me" in text else None)
        return _Judged(text, slices.choose(text), () if cursor is None else slices.complete(text, cursor))
