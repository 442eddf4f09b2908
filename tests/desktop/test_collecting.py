"""The garbage collector is kept away only while something is made."""

from __future__ import annotations

import gc
import threading
import weakref

from pytestqt.qtbot import QtBot

from forebear.desktop.collecting import Collector, uncollected


class Thing:
    """Something that can be held weakly."""


def test_nothing_is_collected_inside_and_what_nobody_holds_still_goes() -> None:
    gc.enable()
    with uncollected():
        assert not gc.isenabled()
        with uncollected():
            thing = Thing()
        assert not gc.isenabled()
    assert gc.isenabled()
    gone = weakref.ref(thing)
    del thing
    assert gone() is None


def test_garbage_goes_on_the_thread_of_the_window_alone(qtbot: QtBot) -> None:
    ended: list[int] = []

    def circle() -> None:
        thing = Thing()
        thing.itself = thing  # type: ignore[attr-defined]
        weakref.finalize(thing, lambda: ended.append(threading.get_ident()))

    collector = Collector()

    def work() -> None:
        for _ in range(5_000):
            circle()

    worker = threading.Thread(target=work)
    worker.start()
    worker.join()
    assert not gc.isenabled()
    assert ended == []
    qtbot.waitUntil(lambda: len(ended) > 4_000)
    assert set(ended) == {threading.get_ident()}
    collector.deleteLater()
    qtbot.waitUntil(gc.isenabled)
