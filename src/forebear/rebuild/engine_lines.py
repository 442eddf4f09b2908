"""What an engine says while it works, passed on so that a person can stop it at any moment."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from forebear.lineage.progress import Progress

_LOOK = 0.1  # seconds between two looks at "cancelled?"
_End = BaseException | None


def followed(
    said: Iterable[Mapping[str, Any]], progress: Progress, message: str
) -> Iterator[Mapping[str, Any]]:
    """Yield what an engine says as it says it; raises CancelledError also while it is silent.

    A request that nobody reads any more ends with the process, and the engine then stops what it did for it.
    """
    lines: queue.SimpleQueue[Mapping[str, Any] | _End] = queue.SimpleQueue()

    def read() -> None:
        try:
            for line in said:
                lines.put(line)
        except BaseException as error:  # noqa: BLE001  (handed to the thread that follows)
            lines.put(error)
        else:
            lines.put(None)

    threading.Thread(target=read, daemon=True).start()
    while True:
        try:
            line = lines.get(timeout=_LOOK)
        except queue.Empty:
            progress.step("image", message=message)
            continue
        if line is None:
            return
        if isinstance(line, BaseException):
            raise line
        yield line
