"""What threads work out comes home, and nothing that belongs to a view ends on another thread."""

from __future__ import annotations

import threading
import weakref

import pytest
import shiboken6
from PySide6.QtCore import QObject, QThreadPool
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from forebear.desktop.background import Background
from forebear.desktop.courier import Courier, Errand


@pytest.fixture
def courier(qapp) -> Courier:
    return Courier.of_application()


def test_the_application_has_one(courier: Courier) -> None:
    assert Courier.of_application() is courier


def test_an_answer_and_a_failure_come_home(courier: Courier, qtbot: QtBot) -> None:
    owner = QObject()
    came: list[tuple[object, str, bool]] = []

    def home(answer: object, failure: Exception | None) -> None:
        came.append((answer, str(failure), threading.current_thread() is threading.main_thread()))

    courier.start(Errand(owner, lambda: 6 * 7, home))
    courier.start(Errand(owner, lambda: 1 // 0, home))
    qtbot.waitUntil(lambda: len(came) == 2)
    assert sorted(came, key=str) == [(42, "None", True), (None, "integer division or modulo by zero", True)]


def test_nothing_comes_to_an_owner_that_ended_meanwhile(courier: Courier, qtbot: QtBot) -> None:
    """The owner ends while the thread is at work, as a view that is closed does."""
    parent, begun, may_end = QObject(), threading.Event(), threading.Event()
    background = Background(parent)
    came: list[int] = []

    def work() -> int:
        begun.set()
        may_end.wait(10)
        return 1

    background.run(work, came.append)
    assert begun.wait(10)
    shiboken6.delete(parent)
    assert not shiboken6.isValid(background)
    may_end.set()
    marks: list[object] = []
    witness = QObject()
    QThreadPool.globalInstance().waitForDone()
    courier.start(Errand(witness, lambda: None, lambda answer, _failure: marks.append(answer)))
    qtbot.waitUntil(lambda: marks == [None])
    assert came == []


def test_a_widget_held_by_an_errand_alone_ends_on_the_main_thread(courier: Courier, qtbot: QtBot) -> None:
    ended: list[bool] = []
    for _ in range(50):
        owner, widget = QObject(), QWidget()
        weakref.finalize(widget, lambda: ended.append(threading.current_thread() is threading.main_thread()))
        courier.start(Errand(owner, widget.objectName, lambda _answer, _failure, held=widget: held.width()))
        del owner, widget
    qtbot.waitUntil(lambda: len(ended) == 50)
    assert all(ended)
