"""What a command prints: one JSON document or text on standard output, progress on standard error."""

from __future__ import annotations

import json
import os
import re
import signal
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from types import FrameType

from forebear.cli.text import printable
from forebear.lineage.errors import ActionableError, CancelledError
from forebear.lineage.progress import Usage

# Characters that JSON may hold as they are, but that turn text around or steer a terminal.
_TRICKS = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


class Terminal:
    """Standard output and standard error of one command, and its Progress.

    `progress_json` prints progress as one JSON object a line ({"phase", "done", "total", "message"}, with
    "usage" where it was measured, or {"log"}), otherwise a line that rewrites itself when standard error is a
    terminal. SIGINT, SIGTERM and SIGHUP cancel: the next `step` raises CancelledError.
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

    def step(
        self,
        phase: str,
        done: int = 0,
        total: int | None = None,
        message: str = "",
        usage: Usage | None = None,
    ) -> None:
        """Report progress at most ten times a second and phase; see `lineage.progress.Progress`."""
        if self._cancelled:
            raise CancelledError("Cancelled.")
        now = time.monotonic()
        last_phase, last_time = self._last
        if phase == last_phase and now - last_time < 0.1 and done != total and not usage:
            return
        self._last = (phase, now)
        if self._progress_json:
            measured = {"usage": dict(usage)} if usage else {}
            self._line({"phase": phase, "done": done, "total": total, "message": message, **measured})
        elif sys.stderr.isatty():
            count = f" {done}/{total}" if total else f" {done}" if done else ""
            _say(f"\r\033[K{phase}{count} {printable(message)}")

    def log(self, line: str) -> None:
        """Pass on one line that the work printed."""
        if self._progress_json:
            self._line({"log": line})
        else:
            _say(f"{line}\n")

    @staticmethod
    def _line(document: Mapping[str, object]) -> None:
        _say(json.dumps(document, ensure_ascii=False) + "\n")

    @property
    def cancelled(self) -> bool:
        """Whether the person asked to stop."""
        return self._cancelled

    @contextmanager
    def cancellable(self) -> Iterator[None]:
        """Turn SIGINT, SIGTERM and a terminal that closes into a CancelledError at the next `step`."""

        def stop(_signal: int, _frame: FrameType | None) -> None:
            self._cancelled = True

        numbers = [signal.SIGINT, signal.SIGTERM]
        if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
            numbers.append(signal.SIGHUP)  # under `nohup` it is not for us
        before = {number: signal.signal(number, stop) for number in numbers}
        if hasattr(signal, "pthread_sigmask"):
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})  # a detached job had it wait
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
            if not self._progress_json and sys.stderr.isatty():
                _say("\r\033[K")


def _say(text: str) -> None:
    """Write to standard error; whoever listened may be gone, and that ends no work."""
    with suppress(OSError):
        sys.stderr.write(text)
        sys.stderr.flush()


def _drop_output() -> None:
    """Let standard output lead nowhere, so that Python does not try to print the rest when it ends."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
