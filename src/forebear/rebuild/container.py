"""Runs one container under a sandbox: followed, limited, cancellable, and never left behind."""

from __future__ import annotations

import queue
import re
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

from forebear.lineage.errors import ActionableError, CancelledError
from forebear.lineage.progress import Progress
from forebear.lineage.words import ProcessEnd
from forebear.rebuild.engine import EngineError
from forebear.rebuild.log import RunLog
from forebear.rebuild.sandbox import LABEL, PLACE_LABEL, Sandbox
from forebear.rebuild.workspace import is_abandoned

if TYPE_CHECKING:
    from docker import DockerClient
    from docker.models.containers import Container

_LOOK = 0.1  # seconds between two looks at "cancelled?"
_GRACE = 1  # seconds between asking a process to stop and killing it
_NOT_STARTED = re.compile(r"exec /bin/sh.*exec format error", re.IGNORECASE)  # said by runc or tini
_KILLED = 137  # 128 + SIGKILL


@dataclass(frozen=True, slots=True)
class Ended:
    """How a container ended. `code` is None where the process had to be stopped."""

    end: ProcessEnd
    code: int | None
    seconds: float
    explanation: str = ""


class ContainerRunner:
    """Runs sandboxes on one engine."""

    def __init__(self, client: DockerClient, progress: Progress) -> None:
        self._client = client
        self._progress = progress

    def run(self, sandbox: Sandbox, log: RunLog) -> Ended:
        """Run to the end and remove the container, whatever happens.

        To be cancelled or out of time is an answer, no exception. Raises EngineError where the engine fails.
        """
        from docker.errors import DockerException
        from requests.exceptions import RequestException

        try:
            container = self._client.containers.create(**sandbox.arguments())  # type: ignore[arg-type]
        except (DockerException, RequestException) as error:
            log.end()
            raise _refused(error, "The container cannot be made") from error
        try:
            return self._follow(container, sandbox, log)
        except (DockerException, RequestException) as error:
            raise _refused(error, "The container cannot be run") from error
        finally:
            self._remove(container)
            log.end()

    def _follow(self, container: Container, sandbox: Sandbox, log: RunLog) -> Ended:
        # Attached before the start, so that the first line is not missed.
        stream = container.attach(stdout=True, stderr=True, stream=True, logs=False)
        reader = threading.Thread(target=_read, args=(stream, log), daemon=True)
        finished: queue.SimpleQueue[int | BaseException] = queue.SimpleQueue()
        waiter = threading.Thread(target=_wait, args=(container, finished), daemon=True)
        reader.start()
        try:
            started = time.monotonic()
            container.start()
            waiter.start()
            ended = self._until_end(container, finished, log, started, sandbox)
            reader.join(timeout=10)
            self._pass_on(log)
            return ended
        finally:
            _close(stream)

    def _until_end(
        self,
        container: Container,
        finished: queue.SimpleQueue[int | BaseException],
        log: RunLog,
        started: float,
        sandbox: Sandbox,
    ) -> Ended:
        try:
            code = self._watch(finished, log, started, sandbox.limits.seconds)
        except CancelledError:
            self._progress.log("Cancelled; stopping the container.")
            self._stop(container)
            return Ended(ProcessEnd.CANCELLED, None, time.monotonic() - started, "It was cancelled.")
        seconds = time.monotonic() - started
        if code is None:
            self._stop(container)
            limit = sandbox.limits.seconds or 0
            why = f"It was stopped after {limit:g} seconds; --timeout sets another limit."
            return Ended(ProcessEnd.TIMED_OUT, None, seconds, why)
        if code and _NOT_STARTED.search(log.last()):
            raise _wrong_processor(sandbox.image)
        return self._judge(container, code, seconds, sandbox)

    def _watch(
        self,
        finished: queue.SimpleQueue[int | BaseException],
        log: RunLog,
        started: float,
        limit: float | None,
    ) -> int | None:
        """Return the exit code, or None when the time is over."""
        while True:
            self._pass_on(log)
            seconds = time.monotonic() - started
            self._progress.step("running", int(seconds), message=f"Running for {int(seconds)} s")
            try:
                answer = finished.get(timeout=_LOOK)
            except queue.Empty:
                if limit is not None and seconds > limit:
                    return None
                continue
            if isinstance(answer, BaseException):
                raise answer
            return answer

    def _pass_on(self, log: RunLog) -> None:
        for line in log.take():
            self._progress.log(line)

    def _judge(self, container: Container, code: int, seconds: float, sandbox: Sandbox) -> Ended:
        if code == 0:
            return Ended(ProcessEnd.COMPLETED, code, seconds)
        container.reload()
        state = cast("dict[str, object]", container.attrs.get("State", {}))
        if state.get("OOMKilled") or code == _KILLED:
            size = sandbox.limits.memory / (1 << 30)
            why = f"It needed more memory than {size:.3g} GiB; --memory sets another limit."
            return Ended(ProcessEnd.OUT_OF_MEMORY, code, seconds, why)
        said = str(state.get("Error") or "")
        why = f"The command ended with exit code {code}{': ' + said if said else ''}; the log says more."
        return Ended(ProcessEnd.FAILED, code, seconds, why)

    @staticmethod
    def _stop(container: Container) -> None:
        from docker.errors import DockerException

        try:
            container.stop(timeout=_GRACE)
        except DockerException:
            return  # it has ended meanwhile; removing it follows in any case

    @staticmethod
    def _remove(container: Container) -> None:
        from docker.errors import DockerException
        from requests.exceptions import RequestException

        try:
            container.remove(force=True, v=True)
        except (DockerException, RequestException):
            return  # gone already, or the engine is; the next start sweeps what is left


def sweep(client: DockerClient) -> int:
    """Remove containers of rebuilds whose process no longer lives; return how many."""
    from docker.errors import DockerException

    removed = 0
    for container in client.containers.list(all=True, filters={"label": LABEL}, ignore_removed=True):
        place = container.labels.get(PLACE_LABEL, "")
        if place and is_abandoned(Path(place)):
            try:
                container.remove(force=True, v=True)
            except DockerException:
                continue
            removed += 1
    return removed


def _read(stream: object, log: RunLog) -> None:
    try:
        for block in cast("list[bytes]", stream):
            log.write(block)
    except Exception as error:  # noqa: BLE001  (a broken stream must not lose the run; the log says so)
        log.note(f"the log broke off: {error}")
    finally:
        log.end()


def _close(stream: object) -> None:
    """Close both ends of what the SDK opened; its own `close` leaves the connection open."""
    with suppress(OSError):
        stream.close()  # type: ignore[attr-defined]
    stream._response.close()  # type: ignore[attr-defined]  # noqa: SLF001


def _wait(container: Container, finished: queue.SimpleQueue[int | BaseException]) -> None:
    try:
        finished.put(int(container.wait(timeout=None)["StatusCode"]))
    except Exception as error:  # noqa: BLE001  (handed to the thread that watches)
        finished.put(error)


def _wrong_processor(where: str) -> EngineError:
    return EngineError(
        "The image is for another kind of processor.",
        where=where,
        todo="Rebuild on a machine like the recorded one, or install binfmt/QEMU for it.",
    )


def _refused(error: Exception, what: str) -> ActionableError:
    said = str(getattr(error, "explanation", None) or error)
    if "exec format error" in said:
        return _wrong_processor(said)
    if "No such image" in said or "no such image" in said:
        return EngineError(
            "The image is gone.", where=said, todo="Load it with --archive FILE, or pull it by its digest."
        )
    if "no space left" in said:
        return EngineError("The engine's disk is full.", where=said, todo="Free space: docker system df")
    return EngineError(f"{what}: {said}.", where="container engine", todo="`docker info` shows its state.")
