"""What the finder searches, the lineage (on other threads) and what can be done, and where it goes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication

from forebear.desktop.actions import Act, plain, shown_keys
from forebear.desktop.found import Found, found_node
from forebear.desktop.reading import Reader
from forebear.desktop.synonyms import synonyms
from forebear.lineage.errors import ActionableError
from forebear.lineage.matching import Match, Wanted

if TYPE_CHECKING:
    from forebear.desktop.finder import Finder
    from forebear.desktop.window import MainWindow
    from forebear.lineage.answers import Node
    from forebear.lineage.names import Hit
    from forebear.lineage.questions import Questions

LINKS = ("forebear://view", "forebear://compare")
"""How links to views and to comparisons begin."""

_LONGEST = 10_000  # characters of what is typed or pasted
_PATIENCE = 250  # milliseconds after which the acts are shown without waiting for the lineage
_FIRST = 6  # things before the first act: a thing is looked for by name more often
# REVISION~2, PATH@REVISION, run:…, md5:…, models:/…, HEAD, a sha: they name one thing and are not its name.
_REFERENCE = re.compile(r".*[@:~^].*|HEAD|@|[0-9a-fA-F]{4,64}(\.dir)?", re.DOTALL)
_KEY = re.compile(r"[0-9a-f]{4,64}(\.dir)?$")


@dataclass(frozen=True, slots=True)
class Answer:
    """What the lineage says to a text: what may be meant, and the tags and branches of commits among it."""

    text: str
    hits: tuple[Hit, ...]
    labels: dict[str, tuple[str, ...]]


def look_for(questions: Questions, text: str, recent: list[int]) -> Answer:
    """Find what may be meant by `text`; on a thread of the reader."""
    from sqlalchemy import select

    from forebear.lineage import schema
    from forebear.lineage.names import Names

    with questions.look() as look:
        hits = Names(look).find(text, recent=recent)
        shas = {hit.node.key for hit in hits if hit.node.kind.value == "commit"}
        ref = schema.ref
        query = select(ref.c.sha, ref.c.name).where(ref.c.sha.in_(shas), ref.c.kind.in_(("tag", "branch")))
        labels: dict[str, tuple[str, ...]] = {}
        for sha, name in look.connection.execute(query.order_by(ref.c.kind.desc(), ref.c.name)):
            labels[sha] = (*labels.get(sha, ()), name)
    return Answer(text, hits, labels)


def named_by(questions: Questions, text: str) -> tuple[str, Node | ActionableError]:
    """Return what a REF or a digest without its algorithm names, or the error that says why it names nothing.

    On a thread of the reader.
    """
    from forebear.lineage.names import Names

    try:
        return text, questions.resolve(text).node
    except ActionableError as error:
        with questions.look() as look:
            hits = Names(look).find(text, limit=2)
        value = text.lower()
        keyed = [
            hit.node for hit in hits if hit.text.rpartition(":")[2].startswith(value) and _KEY.match(value)
        ]
        return text, keyed[0] if len(keyed) == 1 else error


class Finding(QObject):
    """Finds things and acts for one window.

    Signals: `found(str, list, str)`: for a text the `Found` rows, and a sentence to say about it ("" = none).
    It can come more than once: what takes long comes later.
    """

    found = Signal(str, list, str)

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._text = ""
        self._answer: Answer | None = None
        self._named: Node | ActionableError | None = None
        self._failed = ""
        self._own: Reader | None = None
        self._theirs: Reader | None = None
        self._slow = QTimer(self, interval=_PATIENCE, singleShot=True)
        self._slow.timeout.connect(self._say)
        window.desk.project_shown.connect(lambda: self.look(self._text))

    @property
    def busy(self) -> bool:
        """Whether more is still to come for the last text."""
        return self._reader is not None and not self._failed and (self._answer is None or self._waits)

    def ask(self, text: str = "") -> Finder:
        """Open the finder, with a text in it."""
        from forebear.desktop.finder import Finder

        finder = Finder(self, self._window.theme, self._window)
        finder.ask(text)
        return finder

    def pin(self, ref: str) -> int:
        """Pin a version for a comparison, or take it off; return how many are pinned now."""
        self._window.selection.pin(ref)
        return len(self._window.selection.pinned)

    def look(self, text: str) -> None:
        """Find what may be meant by `text`; `found` says it."""
        self._text = text = text[:_LONGEST].strip()
        self._answer = self._named = None
        self._failed = ""
        reader = self._reader
        if reader is None:
            self._say()
            return
        recent = [node.id for node in self._window.selection.trail.recent()]
        if text != "" or recent:
            reader.ask(partial(_look, text, recent), self._take, self._fail, topic="find")
        else:
            self._answer = Answer("", (), {})
        if self._waits:
            reader.ask(partial(_resolve, text), self._take_named, self._fail, topic="resolve")
        if self._answer is None:
            self._slow.start()
        else:
            self._say()

    def paste(self) -> None:
        """Go to what the text on the clipboard names; open the finder with it where it names no one thing."""
        text = QGuiApplication.clipboard().text()[:_LONGEST].strip()
        text = next(iter(text.splitlines()), "").strip()
        reader = self._reader
        if reader is None or not text:
            self._window.statusBar().showMessage(
                self.tr("Open a project first, then paste a reference, digest or commit.")
                if text
                else self.tr("There is no text on the clipboard."),
                4_000,
            )
        elif text.startswith(LINKS):
            self._window.selection.link_opened.emit(text)
        else:
            reader.ask(partial(_resolve, text), self._go_or_ask, self._ask_instead, topic="paste")

    # what comes back

    @property
    def _reader(self) -> Reader | None:
        """A reader of the finder's own: it never waits behind a picture that is being drawn."""
        workspace = self._window.desk.workspace
        theirs = workspace.opened.reader if workspace is not None else None
        if theirs is not self._theirs:
            if self._own is not None:
                self._own.close()
            self._own, self._theirs = None, theirs
            if workspace is not None and theirs is not None:
                self._own = Reader(theirs.database_url, self)
                theirs.changed.connect(self._own.refresh)
                workspace.destroyed.connect(self._own.close)
        return self._own

    @property
    def _waits(self) -> bool:
        return self._named is None and _REFERENCE.fullmatch(self._text) is not None and not self._is_link

    @property
    def _is_link(self) -> bool:
        return self._text.startswith(LINKS)

    def _take(self, answer: Answer) -> None:
        if answer.text == self._text:
            self._answer = answer
            self._say()

    def _take_named(self, answer: tuple[str, Node | ActionableError]) -> None:
        text, self._named = answer if answer[0] == self._text else (answer[0], self._named)
        if text == self._text and self._answer is not None:
            self._say()

    def _fail(self, error: Exception) -> None:
        if not isinstance(error, ActionableError):
            raise error
        self._failed = error.what
        self._say()

    def _go_or_ask(self, answer: tuple[str, Node | ActionableError]) -> None:
        text, named = answer
        if isinstance(named, ActionableError):
            self.ask(text)
        else:
            self._window.selection.open(named)

    def _ask_instead(self, error: Exception) -> None:
        if not isinstance(error, ActionableError):
            raise error
        self._window.statusBar().showMessage(error.what, 4_000)

    # what is said

    def _say(self) -> None:
        self._slow.stop()
        wanted = Wanted(self._text)
        acts = self._acts(wanted)
        things = self._things()
        exact = [each for each in acts if each.match is Match.EXACT]
        nearly = [each for each in acts if each.match is Match.NEARLY]
        fitting = [each for each in acts if each not in exact and each not in nearly]
        first = sum(each.match is Match.EXACT for each in things) if self._text else len(things)
        first = max(first, _FIRST) if not exact else first
        rows = [*things[:first], *exact, *fitting, *things[first:], *nearly]
        self.found.emit(self._text, rows, self._sentence(bool(things)))

    def _things(self) -> list[Found]:
        open_node = self._window.selection.open
        rows = []
        if self._is_link:
            rows.append(
                Found(
                    self.tr("Open the view of this link"),
                    "",
                    ("graph", "accent"),
                    partial(self._window.selection.link_opened.emit, self._text),
                    match=Match.EXACT,
                )
            )
        named = self._named
        hits = self._answer.hits if self._answer is not None else ()
        labels = self._answer.labels if self._answer is not None else {}
        if named is not None and not isinstance(named, ActionableError):
            rows.append(found_node(named, partial(open_node, named), labels=(self._text,)))
        return rows + [
            found_node(hit.node, partial(open_node, hit.node), hit, labels.get(hit.node.key, ()))
            for hit in hits
            if named != hit.node
        ]

    def _acts(self, wanted: Wanted) -> list[Found]:
        rows = []
        others = synonyms()
        for act in self._window.actions_table.doable():
            match = _fits(act, wanted, others.get(act.id, ""))
            if act.id != "find.anything" and (match is not None or not wanted.text):
                text = plain(act.text)
                rows.append(
                    Found(
                        text,
                        shown_keys(act),
                        (act.icon or "chevron-right", "text.muted"),
                        act.run,
                        spans=wanted.spans(text) if wanted.text else (),
                        match=Match.WORDS if match is None else match,
                    )
                )
        return sorted(rows, key=lambda row: row.match)

    def _sentence(self, found: bool) -> str:
        if self._failed:
            return self._failed
        if isinstance(self._named, ActionableError):
            parts = [self._named.what, self._named.todo]
            if found:
                parts = [self._named.what, self.tr("These come near:")]
            return " ".join(filter(None, parts))
        if self.busy:
            return self.tr("Looking through the lineage…")
        return ""


def _look(text: str, recent: list[int], questions: Questions) -> Answer:
    return look_for(questions, text, recent)


def _resolve(text: str, questions: Questions) -> tuple[str, Node | ActionableError]:
    return named_by(questions, text)


def _fits(act: Act, wanted: Wanted, others: str) -> Match | None:
    """Return how well the name of an act fits, or else other words for it."""
    match = wanted.grade(plain(act.text))
    if match in (None, Match.NEARLY) and others:
        other = wanted.grade(others)
        if other in (Match.EXACT, Match.START, Match.WORDS):
            return Match.WORDS
    return match
