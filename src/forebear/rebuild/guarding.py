"""Has this process watched, so that nothing of it is left behind even where it is killed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from forebear.lineage.errors import ActionableError
from forebear.lineage.project import Project

PATIENCE = 600
"""Seconds that a watchdog waits for an engine that is away."""


class Guard:
    """What watches this process."""

    def __init__(self) -> None:
        self.alarmed = False

    def alarm(self) -> None:
        """Have things put in order also when this process ends well: it could not do so itself."""
        self.alarmed = True


@contextmanager
def guarded(project: Project) -> Iterator[Guard]:
    """Have a watchdog settle the project if this process dies in the block, or alarms the guard."""
    guard = Guard()
    settle = [sys.executable, "-P", "-m", "forebear", "jobs", "--settle", "--patience", str(PATIENCE)]
    # In a session of its own: what a terminal does to this process must not reach it.
    watchdog = subprocess.Popen(
        [sys.executable, "-I", "-S", str(Path(__file__).with_name("watchdog.py"))],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=os.sep,
        start_new_session=True,
    )
    try:
        with suppress(OSError):  # it was killed: then the next start puts things in order
            _tell(watchdog, json.dumps([*settle, *project.words]) + "\n")
        yield guard
    except ActionableError:
        raise  # it ends in good order
    except BaseException:
        guard.alarm()
        raise
    finally:
        with suppress(OSError):
            if not guard.alarmed:
                _tell(watchdog, "goodbye")
        with suppress(OSError):
            watchdog.stdin.close()  # type: ignore[union-attr]
        if not guard.alarmed:
            watchdog.wait()
        else:
            watchdog.returncode = 0  # it goes on without us


def _tell(watchdog: subprocess.Popen[bytes], text: str) -> None:
    if watchdog.stdin is not None:
        watchdog.stdin.write(text.encode())
        watchdog.stdin.flush()
