"""The reader: answers on the main thread, drops what nobody waits for, and sees what was written."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from forebear.desktop.reading import Reader
from forebear.lineage.errors import ActionableError
from forebear.lineage.project import Project
from forebear.lineage.words import NodeKind


class Receiver(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.answers: list[object] = []
        self.threads: list[int] = []
        self.errors: list[Exception] = []

    def take(self, answer: object) -> None:
        self.answers.append(answer)
        self.threads.append(threading.get_ident())

    def fail(self, error: Exception) -> None:
        self.errors.append(error)


def test_it_asks_on_another_thread_and_answers_on_this_one(reader: Reader, qtbot: QtBot) -> None:
    receiver = Receiver()
    asked: list[int] = []

    def question(questions: object) -> object:
        asked.append(threading.get_ident())
        return questions.counts()[NodeKind.COMMIT]  # type: ignore[attr-defined]

    reader.ask(question, receiver.take)
    qtbot.waitUntil(lambda: receiver.answers == [4], timeout=10_000)
    assert receiver.threads == [threading.get_ident()]
    assert asked != receiver.threads


def test_a_newer_question_of_a_topic_supersedes_the_older(reader: Reader, qtbot: QtBot) -> None:
    receiver = Receiver()
    gate = threading.Event()
    reader.ask(lambda _questions: (gate.wait(10), "old")[1], receiver.take, topic="t")
    reader.ask(lambda _questions: "new", receiver.take, topic="t")
    qtbot.waitUntil(lambda: receiver.answers == ["new"], timeout=10_000)
    gate.set()
    reader.ask(lambda _questions: "last", receiver.take)
    qtbot.waitUntil(lambda: "last" in receiver.answers, timeout=10_000)
    assert receiver.answers == ["new", "last"]


def test_topics_of_two_receivers_do_not_meet(reader: Reader, qtbot: QtBot) -> None:
    one, other = Receiver(), Receiver()
    reader.ask(lambda _questions: 1, one.take, topic="t")
    reader.ask(lambda _questions: 2, other.take, topic="t")
    qtbot.waitUntil(lambda: one.answers == [1] and other.answers == [2], timeout=10_000)


def test_an_answer_for_a_destroyed_receiver_is_dropped(
    reader: Reader, qtbot: QtBot, qapp: QApplication
) -> None:
    gone, here = Receiver(), Receiver()
    gate = threading.Event()
    answers = gone.answers
    reader.ask(lambda _questions: gate.wait(10), gone.take)
    gone.deleteLater()
    qapp.sendPostedEvents(gone, 0)
    del gone
    gate.set()
    reader.ask(lambda _questions: "here", here.take)
    qtbot.waitUntil(lambda: here.answers == ["here"], timeout=10_000)
    assert answers == []


def test_a_failure_goes_to_whoever_asked(reader: Reader, qtbot: QtBot) -> None:
    receiver = Receiver()
    reader.ask(lambda questions: questions.resolve("no-such-thing"), receiver.take, receiver.fail)
    qtbot.waitUntil(lambda: len(receiver.errors) == 1, timeout=10_000)
    assert isinstance(receiver.errors[0], ActionableError)
    assert not receiver.answers


def test_a_failure_nobody_asked_for_is_not_lost(reader: Reader, qtbot: QtBot) -> None:
    receiver = Receiver()

    def question(_questions: object) -> object:
        raise ValueError("nobody listens")

    with qtbot.captureExceptions() as caught:
        reader.ask(question, receiver.take)
        qtbot.waitUntil(lambda: len(caught) == 1, timeout=10_000)
    assert str(caught[0][1]) == "nobody listens"


def test_there_is_no_lineage_yet(tmp_path: Path, qapp: QApplication, qtbot: QtBot) -> None:
    reader = Reader(f"sqlite:///{tmp_path / 'none.db'}")
    receiver = Receiver()
    reader.ask(lambda questions: questions.counts(), receiver.take, receiver.fail)
    qtbot.waitUntil(lambda: len(receiver.errors) == 1, timeout=10_000)
    assert isinstance(receiver.errors[0], ActionableError)
    assert not (tmp_path / "none.db").exists()
    reader.close()


def test_what_another_process_wrote_is_seen_after_a_refresh(project: Path, qtbot: QtBot) -> None:
    reader, receiver = Reader(Project.at(project).database_url), Receiver()
    reader.ask(lambda questions: questions.counts()[NodeKind.COMMIT], receiver.take)
    qtbot.waitUntil(lambda: receiver.answers == [4], timeout=10_000)
    git = ["git", "-C", str(project)]
    subprocess.run([*git, "commit", "--quiet", "--allow-empty", "-m", "One more"], check=True)
    subprocess.run(
        [sys.executable, "-m", "forebear", "import", str(project)], check=True, capture_output=True
    )
    with qtbot.waitSignal(reader.changed):
        reader.refresh()
    reader.ask(lambda questions: questions.counts()[NodeKind.COMMIT], receiver.take)
    qtbot.waitUntil(lambda: receiver.answers == [4, 5], timeout=10_000)
    reader.close()


def test_a_closed_reader_asks_nothing(project: Path, qtbot: QtBot) -> None:
    reader, receiver = Reader(Project.at(project).database_url), Receiver()
    reader.close()
    reader.ask(lambda _questions: 1, receiver.take)
    with pytest.raises(qtbot.TimeoutError):
        qtbot.waitUntil(lambda: bool(receiver.answers), timeout=200)
