"""What a command prints: one JSON document or text on standard output, progress on standard error."""

from __future__ import annotations

import json
import os
import re
import signal
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import FrameType

from forebear.cli.text import printable
from forebear.lineage.errors import ActionableError, CancelledError

# Characters that JSON may hold as they are, but that turn text around or steer a terminal.
_TRICKS = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


class Terminal:
    """Standard output and standard error of one command, and its Progress.

    `progress_json` prints progress as one JSON object a line ({"phase", "done", "total", "message"} or
    {"log"}), otherwise a line that rewrites itself when standard error is a terminal. SIGINT and SIGTERM
    cancel: the next `step` raises CancelledError.
    """

    def __init__(self, *, as_json: bool, progress_json: bool) -> None:
        self.as_json = as_json
        self._progress_json = progress_json
        self._cancelled = False
        self._last = ("", 0.0)

    def result(self, document: Mapping[str, object], text: str) -> None:
        """Print the command's answer: `document` with --json, else `text`."""
        if self.as_json:
            ascii_only = getattr(sys.stdout, "encoding", "utf-8").lower() != "utf-8"
            text = json.dumps(document, ensure_ascii=ascii_only, indent=2, allow_nan=False, default=str)
            text = _TRICKS.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
        # Half a surrogate pair (a name that is no UTF-8) becomes `\udc80`, which JSON reads as what it was.
        try:
            print(text.encode("utf-8", "backslashreplace").decode("utf-8"), flush=True)
        except BrokenPipeError:  # whoever reads (`forebear list runs | head`) has seen enough
            _drop_output()
        except OSError as error:
            _drop_output()
            raise ActionableError(
                f"The answer cannot be printed: {error.strerror}.",
                where="standard output",
                todo="Send it to a place that has room and can be written.",
            ) from error

    def step(self, phase: str, done: int = 0, total: int | None = None, message: str = "") -> None:
        """Report progress at most ten times a second and phase; see `lineage.progress.Progress`."""
        if self._cancelled:
            raise CancelledError("Cancelled.")
        now = time.monotonic()
        last_phase, last_time = self._last
        if phase == last_phase and now - last_time < 0.1 and done != total:
            return
        self._last = (phase, now)
        if self._progress_json:
            self._line({"phase": phase, "done": done, "total": total, "message": message})
        elif sys.stderr.isatty():
            count = f" {done}/{total}" if total else f" {done}" if done else ""
            print(f"\r\033[K{phase}{count} {printable(message)}", end="", file=sys.stderr, flush=True)

    def log(self, line: str) -> None:
        """Pass on one line that the work printed."""
        if self._progress_json:
            self._line({"log": line})
        else:
            print(line, file=sys.stderr, flush=True)

    @staticmethod
    def _line(document: Mapping[str, object]) -> None:
        print(json.dumps(document, ensure_ascii=False), file=sys.stderr, flush=True)

    @property
    def cancelled(self) -> bool:
        """Whether the person asked to stop."""
        return self._cancelled

    @contextmanager
    def cancellable(self) -> Iterator[None]:
        """Turn SIGINT and SIGTERM into a CancelledError at the next `step`."""

        def stop(_signal: int, _frame: FrameType | None) -> None:
            self._cancelled = True

        before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
            if not self._progress_json and sys.stderr.isatty():
                print("\r\033[K", end="", file=sys.stderr, flush=True)


def _drop_output() -> None:
    """Let standard output lead nowhere, so that Python does not try to print the rest when it ends."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
