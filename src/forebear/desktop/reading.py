"""Questions asked off the main thread, answered on it."""

from __future__ import annotations

import itertools
import threading
import weakref
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import shiboken6
from PySide6.QtCore import QObject, QThreadPool, Signal

from forebear.desktop.courier import Courier, Errand

if TYPE_CHECKING:
    from forebear.lineage.questions import Questions

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Ask:
    """One question under way. `receiver` is None where the answer goes to a plain function."""

    number: int
    topic: tuple[int, str] | None
    receiver: weakref.ref[QObject] | None
    answered: Callable[[Any], None] | weakref.WeakMethod[Callable[[Any], None]]
    failed: Callable[[Exception], None] | weakref.WeakMethod[Callable[[Exception], None]] | None


class Reader(QObject):
    """Reads one lineage database for the views.

    A question runs on a small thread pool, each thread with its own read-only `Questions`; SQLAlchemy and
    NumPy are first imported there. The answer is delivered on the thread of this object (the main one).
    An answer is dropped when its receiver is gone, when a newer question of the same topic was asked, or
    after `close`.

    `home` is the repository whose names are meant in a lineage of several.

    Signals: `changed` after the database was written to (an import or a rebuild ended); views ask again.
    `checked` when it was looked up anew what can be rebuilt; the lineage is what it was.
    """

    changed = Signal()
    checked = Signal()

    def __init__(self, database_url: str, parent: QObject | None = None, home: str = "") -> None:
        super().__init__(parent)
        self.database_url = database_url
        self._home = home
        self._pool = QThreadPool()  # without a parent, whose end would wait for it
        self._pool.setMaxThreadCount(2)
        self._pool.setExpiryTimeout(-1)  # a thread keeps its connection
        self._numbers = itertools.count()
        self._latest: dict[tuple[int, str], int] = {}
        self._generation = 0
        self._here = threading.local()
        self._open: list[Any] = []
        self._lock = threading.Lock()
        self._closed = False
        self._courier = Courier.of_application()

    def ask(
        self,
        question: Callable[[Questions], T],
        answered: Callable[[T], None],
        failed: Callable[[Exception], None] | None = None,
        *,
        topic: str = "",
        receiver: QObject | None = None,
    ) -> None:
        """Ask `question` on a worker thread and call `answered` or `failed` with what came out.

        `receiver` is the object whose end makes the answer moot; of a bound method it is the method's object.
        A newer question of the same `topic` and receiver supersedes this one. A failure nobody asked for is
        raised on the main thread, where the crash dialog shows it.
        """
        if self._closed:
            return
        owner = receiver if receiver is not None else _owner(answered)
        key = (id(owner), topic) if topic else None
        number = next(self._numbers)
        if key is not None:
            self._latest[key] = number
        ask = _Ask(
            number,
            key,
            weakref.ref(owner) if owner is not None else None,
            _held(answered),
            _held(failed) if failed is not None else None,
        )
        errand = Errand(
            self,
            lambda: self._answer(question, ask),
            lambda answer, failure: self._deliver(ask, answer, failure),
        )
        self._courier.start(errand, self._pool)

    def drop(self, topic: str, receiver: QObject) -> None:
        """Drop the answer to what `receiver` asked last of a topic: it is not wanted any more."""
        self._latest.pop((id(receiver), topic), None)

    def refresh(self) -> None:
        """Forget what the threads hold of the database, and emit `changed`."""
        self._generation += 1
        self.changed.emit()

    def close(self) -> None:
        """Drop all answers and close the connections once the running questions have ended."""
        self._closed = True
        pool, databases = self._pool, self._open
        pool.clear()

        def end() -> None:
            pool.waitForDone()
            for database in databases:
                database.close()

        # Not here: a question may take a while, and the window must not wait for it.
        threading.Thread(target=end, name="forebear-reader-end").start()

    def _answer(self, question: Callable[[Questions], Any], ask: _Ask) -> Any:
        """Answer on a thread of the pool; None where nobody waits for it any more."""
        return question(self._questions()) if self._is_newest(ask) else None

    def _questions(self) -> Questions:
        """Return this thread's Questions, opened again after the database was written to."""
        from forebear.lineage.database import Database  # SQLAlchemy, off the main thread
        from forebear.lineage.questions import Questions

        if getattr(self._here, "generation", None) != self._generation:
            generation = self._generation
            database: Database | None = getattr(self._here, "database", None)
            if database is not None:
                with self._lock:
                    self._open.remove(database)
                database.close()
                del self._here.database
            database = Database.open(self.database_url, create=False, read_only=True)
            with self._lock:
                self._open.append(database)
            self._here.database = database
            self._here.questions = Questions(database, home=self._home)
            self._here.generation = generation
        questions: Questions = self._here.questions
        return questions

    def _is_newest(self, ask: _Ask) -> bool:
        return not self._closed and (ask.topic is None or self._latest.get(ask.topic) == ask.number)

    def _wanted(self, ask: _Ask) -> bool:
        if not self._is_newest(ask):
            return False
        if ask.receiver is None:
            return True
        receiver = ask.receiver()
        return receiver is not None and shiboken6.isValid(receiver)

    def _deliver(self, ask: _Ask, answer: object, failure: Exception | None) -> None:
        if not self._wanted(ask):
            return
        if ask.topic is not None:
            del self._latest[ask.topic]
        if failure is None:
            answered = _released(ask.answered)
            if answered is not None:
                answered(answer)
            return
        failed = _released(ask.failed)
        if failed is None:
            raise failure
        failed(failure)


def _owner(answered: Callable[..., None]) -> QObject | None:
    owner = getattr(answered, "__self__", None)
    return owner if isinstance(owner, QObject) else None


def _held(function: Callable[..., None]) -> Any:
    """Hold a bound method weakly, so that a question does not keep a closed view alive."""
    return weakref.WeakMethod(function) if _owner(function) is not None else function


def _released(held: Any) -> Callable[..., None] | None:
    if isinstance(held, weakref.WeakMethod):
        method: Callable[..., None] | None = held()
        return method
    function: Callable[..., None] | None = held
    return function
