"""What Git answers, read from its pipes; and answers that are asked for ahead of time."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, suppress
from typing import IO

from forebear.lineage.errors import ActionableError

Stream = Callable[[], AbstractContextManager[IO[bytes]]]


def split(stream: IO[bytes], separator: bytes) -> Iterator[bytes]:
    """Yield what is between separators, read in large pieces."""
    rest = b""
    while chunk := stream.read(1 << 20):
        *whole, rest = (rest + chunk).split(separator)
        yield from whole
    if rest.strip():
        yield rest


def read_object(answers: IO[bytes], largest: int) -> bytes | None:
    """Return the object that `cat-file --batch` answers with; None where it is missing or too large."""
    header = answers.readline().split()
    if len(header) != 3:  # "<id> missing", "<id> ambiguous"
        return None
    size = int(header[2])
    if size <= largest:
        return answers.read(size + 1)[:-1]
    left = size + 1
    while left:
        left -= len(answers.read(min(left, 1 << 20)))
    return None


class Foreseen:
    """One answer of Git that is on its way into a file of its own."""

    def __init__(self, stream: Stream) -> None:
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="git-ahead")
        self._answer: Future[IO[bytes]] = self._pool.submit(_collect, stream)
        self._pool.shutdown(wait=False)

    def open(self) -> IO[bytes]:
        """Wait for the answer and return it as a file to be closed; raises what asking Git raised."""
        return self._answer.result()

    def drop(self) -> None:
        """Let go of an answer that nobody asked for."""
        with suppress(ActionableError, OSError, ValueError):
            self._answer.result().close()


def _collect(stream: Stream) -> IO[bytes]:
    answer = tempfile.TemporaryFile()  # noqa: SIM115 -- whoever asked closes it
    try:
        with stream() as answers:
            shutil.copyfileobj(answers, answer, 1 << 20)
    except BaseException:
        answer.close()
        raise
    answer.seek(0)
    return answer
