"""Comparators that decode foreign bytes in native code run in a process of their own: where one is brought
down, by accident or on purpose, there is no comparator, and the rebuild goes on.

The process is started once and asked again and again. Both sides write one line of JSON; what it answers is
checked, and it ends when this process does.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from forebear.lineage.rebuilds import Verdict
from forebear.rebuild.judging.finding import Comparator, Finding, NoComparatorError, OtherFormatError, Pair
from forebear.rebuild.judging.sentences import Compared
from forebear.rebuild.judging.tolerance import Policy, Rule, Tolerance

SECONDS = 3600.0
"""How long one comparison may take."""

_POLL = 0.05  # seconds between two looks at whether the person has cancelled
_LINE = 64 << 20  # bytes of an answer
_OTHER, _NONE = "other format", "no comparator"


class Apart:
    """The process; it is started when it is needed first, and again after a crash."""

    def __init__(self, *, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.communicate()

    def compare(self, pair: Pair, form: str) -> Finding:
        """Compare two files that are of this format; raises what a comparator raises, and CancelledError."""
        process = self._running()
        try:
            answer = self._asked(process, _request(pair, form), pair.pulse)
        except BaseException:
            self.close()
            raise
        if not answer.endswith(b"\n"):
            self._process = None
            raise NoComparatorError(Compared.CRASHED.said(why=_ended(process)))
        return _finding(answer)

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", __name__],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        return self._process

    def _asked(self, process: subprocess.Popen[bytes], request: bytes, pulse: Callable[[], None]) -> bytes:
        answers: queue.Queue[bytes] = queue.Queue()

        def ask() -> None:
            line = b""
            with contextlib.suppress(OSError, ValueError):  # it has ended, or was
                if process.stdin is not None and process.stdout is not None:
                    process.stdin.write(request)
                    process.stdin.flush()
                    line = process.stdout.readline(_LINE)
            answers.put(line)

        threading.Thread(target=ask, name="comparator", daemon=True).start()
        until = time.monotonic() + self._seconds
        while True:
            with contextlib.suppress(queue.Empty):
                return answers.get(timeout=_POLL)
            pulse()
            if time.monotonic() > until:
                raise NoComparatorError(Compared.TOOK_LONG.said(seconds=f"{self._seconds:,.0f}"))


def _ended(process: subprocess.Popen[bytes]) -> str:
    process.kill()  # it may have closed its output only
    process.communicate()
    code = process.returncode
    if code is not None and code < 0 and code != -9:  # that is our own kill
        with contextlib.suppress(ValueError):
            return signal.Signals(-code).name
    return "it ended without an answer"


def _request(pair: Pair, form: str) -> bytes:
    document = {
        "form": form,
        "path": pair.path,
        "inside": pair.inside,
        "files": [str(pair.before), str(pair.after)],
        "scratch": str(pair.scratch),
        "policy": asdict(pair.policy),
        "is_metrics": pair.is_metrics,
        "depth": pair.depth,
    }
    return json.dumps(document).encode() + b"\n"


def _finding(answer: bytes) -> Finding:
    """Return what was answered; it comes from where foreign bytes were decoded."""
    try:
        document = json.loads(answer)
        if _OTHER in document:
            raise OtherFormatError(str(document[_OTHER]))
        if _NONE in document:
            raise NoComparatorError(str(document[_NONE]))
        largest, ulp = document["largest"], document["ulp"]
        return Finding(
            Verdict(document["verdict"]),
            str(document["explanation"]),
            str(document["comparator"]),
            tuple(map(str, document["normalisations"])),
            None if largest is None else float(largest),
            None if ulp is None else int(ulp),
            str(document["policy"]),
        )
    except (ValueError, LookupError, TypeError) as error:
        raise NoComparatorError(Compared.NO_ANSWER.said()) from error


# in the process


def main() -> None:
    """Answer what is asked on standard input, until it ends."""
    from forebear.rebuild.judging.choosing import comparator_of

    # Libraries may print: only we write to where answers are read.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    for line in sys.stdin.buffer:
        document = json.loads(line)
        answers.write(json.dumps(_answered(document, comparator_of(document["form"]))).encode() + b"\n")
        answers.flush()


def _answered(document: dict[str, Any], comparator: Comparator) -> dict[str, Any]:
    try:
        return asdict(comparator(_pair(document)))
    except OtherFormatError as error:
        return {_OTHER: str(error)}
    except NoComparatorError as error:
        return {_NONE: str(error)}
    except Exception as error:  # noqa: BLE001 -- a defect of a comparator must not pass for a verdict
        said = (str(error).strip().splitlines() or [""])[0][:300]
        return {_NONE: Compared.FAILED.said(why=f"{type(error).__name__}{f': {said}' if said else ''}")}


def _pair(document: dict[str, Any]) -> Pair:
    before, after = map(Path, document["files"])
    policy = document["policy"]
    rules = tuple(
        Rule(Tolerance(**rule["tolerance"]), rule["path"], rule["name"]) for rule in policy.pop("rules")
    )
    return Pair(
        document["path"],
        before,
        after,
        Policy(rules, Tolerance(**policy.pop("metrics")), **policy),
        Path(document["scratch"]),
        lambda: None,
        document["inside"],
        document["is_metrics"],
        document["depth"],
    )


if __name__ == "__main__":
    main()
