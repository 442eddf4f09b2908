"""Carries out a batch: each rebuild is a `forebear` command of its own, so many at a time as are wanted."""

from __future__ import annotations

import json
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from forebear.lineage.errors import CancelledError
from forebear.lineage.progress import Progress
from forebear.rebuild.many.choosing import Chosen

_LOOK = 0.1  # seconds between two looks at "cancelled?"
_GRACE = 20.0  # seconds that a rebuild has to stop its container before it is killed
_LEFT = 4 << 10  # characters of what a child printed that are told, where it broke


@dataclass(frozen=True, slots=True)
class Told:
    """What came of one command: its document ({} where it broke) and, where it broke, its last words."""

    chosen: Chosen
    code: int
    document: dict[str, Any]
    broke: str = ""


@dataclass(slots=True)
class _Child:
    chosen: Chosen
    process: subprocess.Popen[bytes]
    said: list[str] = field(default_factory=list)
    answer: bytes = b""
    phase: str = ""


class Carrier:
    """Runs the rebuilds of one batch. `words` makes the command of a run, without `forebear` before it.

    `changed` hears the keys of the runs that are being rebuilt, whenever that changes.
    """

    def __init__(
        self,
        words: Callable[[Chosen], Sequence[str]],
        jobs: int,
        progress: Progress,
        changed: Callable[[list[str]], object],
    ) -> None:
        self._words, self._jobs, self._progress = words, max(1, jobs), progress
        self._changed = changed
        self._events: queue.SimpleQueue[tuple[_Child, str | None]] = queue.SimpleQueue()
        self._running: list[_Child] = []
        self._done = 0
        self._total = 0

    def carry(
        self, runs: Sequence[Chosen], told: Callable[[Told], None], *, until: float | None = None
    ) -> tuple[Chosen, ...]:
        """Rebuild runs and return those that were not begun, because the time (`until`, monotonic) was over.

        `told` hears of each end. Raises CancelledError when it is cancelled; what ran then has been told to
        stop, has ended, and has written down that it was cancelled.
        """
        waiting = list(runs)
        self._total, self._done = len(waiting), 0
        try:
            while self._running or waiting:
                late = until is not None and time.monotonic() >= until
                while waiting and not late and len(self._running) < self._jobs:
                    self._start(waiting.pop(0))
                if not self._running:
                    break
                self._report()
                self._turn(told)
        except CancelledError:
            self._stop(told)
            raise
        finally:
            for child in self._running:
                child.process.kill()
        return tuple(waiting)

    def _start(self, chosen: Chosen) -> None:
        process = subprocess.Popen(
            # -P: a project's own `json.py` in the current folder must never be imported.
            [sys.executable, "-P", "-m", "forebear", *self._words(chosen)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            # What interrupts this process (Ctrl+C) is passed on by it, once.
            start_new_session=True,
        )
        child = _Child(chosen, process)
        self._running.append(child)
        self._tell()
        threading.Thread(target=self._listen, args=(child,), daemon=True).start()

    def _tell(self) -> None:
        self._changed([each.chosen.run for each in self._running])

    def _listen(self, child: _Child) -> None:
        """Pass on what a child says, line by line, and None when it has said everything."""

        def read_answer() -> None:
            child.answer = child.process.stdout.read() if child.process.stdout else b""

        # Both are read at the same time: a child whose pipe is full waits for its reader.
        answering = threading.Thread(target=read_answer, daemon=True)
        answering.start()
        for line in child.process.stderr or ():
            self._events.put((child, line.decode("utf-8", "replace").rstrip("\n")))
        answering.join()
        self._events.put((child, None))

    def _report(self) -> None:
        names = ", ".join(f"{each.chosen.name} {each.phase}".strip() for each in self._running)
        self._progress.step("rebuilds", self._done, self._total, names)

    def _turn(self, told: Callable[[Told], None]) -> None:
        """Hear one thing, where there is one."""
        try:
            child, line = self._events.get(timeout=_LOOK)
        except queue.Empty:
            return
        if line is not None:
            self._hear(child, line)
            return
        code = child.process.wait()
        self._running.remove(child)
        self._tell()
        self._done += 1
        answer = _document(child.answer)
        broke = "" if "ended" in answer else _last_words(child, answer, code)
        told(Told(child.chosen, code, answer, broke))

    def _hear(self, child: _Child, line: str) -> None:
        try:
            said = json.loads(line)
        except ValueError:
            said = None
        if isinstance(said, dict) and "phase" in said:
            child.phase = str(said.get("phase"))
        elif not isinstance(said, dict):  # words, no progress: kept for the case that it breaks
            child.said.append(line)
            del child.said[:-50]

    def _stop(self, told: Callable[[Told], None]) -> None:
        """Tell what runs to stop, and wait until it has."""
        for child in self._running:
            child.process.send_signal(signal.SIGTERM)
        end = time.monotonic() + _GRACE
        while self._running and time.monotonic() < end:
            self._turn(told)


def _document(answer: bytes) -> dict[str, Any]:
    try:
        document = json.loads(answer)
    except ValueError:
        return {}
    return document if isinstance(document, dict) else {}


def _last_words(child: _Child, answer: dict[str, Any], code: int) -> str:
    """Return why a child gave no verdict: the error that it told, else the end of what it printed."""
    error = answer.get("error")
    if isinstance(error, dict):
        return " ".join(str(error[key]) for key in ("what", "where", "todo") if error.get(key))
    return "\n".join(child.said)[-_LEFT:].strip() or f"The command ended with code {code}."
