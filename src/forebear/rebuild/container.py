"""Runs one container under a sandbox: followed, limited, cancellable, and never left behind."""

from __future__ import annotations

import math
import queue
import re
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

from forebear.lineage.errors import ActionableError, CancelledError
from forebear.lineage.progress import Progress, Usage
from forebear.lineage.rebuilds import ProcessEnd
from forebear.rebuild.endings import FULL, KILLED, Seen, explain
from forebear.rebuild.log import RunLog
from forebear.rebuild.sandbox import LABEL, PLACE_LABEL, Sandbox
from forebear.rebuild.sentences import Ending
from forebear.rebuild.troubles import engine_full, image_gone, wrong_processor
from forebear.rebuild.usage import Meter
from forebear.rebuild.workspace import is_abandoned
from forebear.sources.docker.engine import EngineError, EngineWentAwayError

if TYPE_CHECKING:
    from docker import DockerClient
    from docker.models.containers import Container

_LOOK = 0.05  # seconds between two looks at "cancelled?"
_GRACE = 0.15  # seconds between asking a process to stop and killing it
_NOT_STARTED = re.compile(r"exec /bin/sh.*exec format error", re.IGNORECASE)  # said by runc or tini
_STOPPED = (KILLED, 143)  # as an engine that shuts down ends what runs; 128 + SIGTERM
_SHUTDOWN = 1.0  # seconds in which it is gone then


@dataclass(frozen=True, slots=True)
class Ended:
    """How a container ended. `code` is None where the process had to be stopped; `usage` is what it took in
    all, where it was measured.
    """

    end: ProcessEnd
    code: int | None
    seconds: float
    explanation: str = ""
    usage: Usage = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Running:
    """A container that runs, with what watches over it."""

    container: Container
    sandbox: Sandbox
    log: RunLog
    meter: Meter | None
    expected: float | None
    started: float
    finished: queue.SimpleQueue[int | BaseException]

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.started

    def over(self) -> str:
        """Say why it has to be stopped; "" where it has not."""
        limit = self.sandbox.limits.seconds
        if limit is not None and self.seconds > limit:
            return Ending.TIMED_OUT.said(seconds=f"{limit:g}")
        return ""


class ContainerRunner:
    """Runs sandboxes on one engine."""

    def __init__(self, client: DockerClient, progress: Progress) -> None:
        self._client = client
        self._progress = progress

    def run(
        self, sandbox: Sandbox, log: RunLog, meter: Meter | None = None, expected: float | None = None
    ) -> Ended:
        """Run to the end and remove the container, whatever happens.

        `meter` measures it where it is given; `expected` is how many seconds it may take, for the progress.
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
            return self._follow(container, sandbox, log, meter, expected)
        except DockerException as error:  # what the engine itself answers is one, and a RequestException too
            raise _refused(error, "The container cannot be run") from error
        except RequestException as error:
            raise EngineWentAwayError from error
        finally:
            self._remove(container)
            log.end()

    def _follow(
        self,
        container: Container,
        sandbox: Sandbox,
        log: RunLog,
        meter: Meter | None,
        expected: float | None,
    ) -> Ended:
        # Attached before the start, so that the first line is not missed.
        stream = container.attach(stdout=True, stderr=True, stream=True, logs=False)
        reader = threading.Thread(target=_read, args=(stream, log), daemon=True)
        finished: queue.SimpleQueue[int | BaseException] = queue.SimpleQueue()
        waiter = threading.Thread(target=_wait, args=(container, finished), daemon=True)
        reader.start()
        try:
            if meter is not None:
                meter.prepare()
            running = _Running(container, sandbox, log, meter, expected, time.monotonic(), finished)
            container.start()
            waiter.start()
            if meter is not None:
                meter.start(container)
            ended = self._until_end(running, reader)
            self._pass_on(log)
            return ended
        finally:
            if meter is not None:
                meter.stop()
            _close(stream)

    def _until_end(self, running: _Running, reader: threading.Thread) -> Ended:
        try:
            code = self._watch(running)
        except CancelledError:
            self._progress.log("Cancelled; stopping the container.")
            self._stop(running.container, running.finished)
            return Ended(ProcessEnd.CANCELLED, None, running.seconds, "It was cancelled.")
        seconds, why = running.seconds, running.over()
        if code is None:
            self._stop(running.container, running.finished)
        reader.join(timeout=10)
        if running.meter is not None:
            running.meter.stop()
        if code is None:
            full = running.meter is not None and running.meter.full
            end = ProcessEnd.FAILED if full else ProcessEnd.TIMED_OUT
            ended = Ended(end, None, seconds, FULL if full else why)
        elif code and _NOT_STARTED.search(running.log.last()):
            raise wrong_processor(running.sandbox.image)
        else:
            ended = self._judge(running, code, seconds)
        return ended if running.meter is None else replace(ended, usage=running.meter.usage())

    def _watch(self, running: _Running) -> int | None:
        """Return the exit code, or None when it has to be stopped."""
        meter = running.meter
        while True:
            self._pass_on(running.log)
            seconds = running.seconds
            expected = running.expected
            sample = meter.fresh() if meter is not None else None
            self._progress.step(
                "running",
                int(seconds),
                math.ceil(expected) if expected is not None and expected > seconds else None,
                f"Running for {int(seconds)} s",
                sample.document() if sample is not None else None,
            )
            try:
                answer = running.finished.get(timeout=_LOOK)
            except queue.Empty:
                if running.over() or (meter is not None and meter.full):
                    return None
                continue
            if isinstance(answer, BaseException):
                raise answer
            return answer

    def _pass_on(self, log: RunLog) -> None:
        for line in log.take():
            self._progress.log(line)

    def _judge(self, running: _Running, code: int, seconds: float) -> Ended:
        if code == 0:
            return Ended(ProcessEnd.COMPLETED, code, seconds)
        running.container.reload()
        state = cast("dict[str, object]", running.container.attrs.get("State", {}))
        if not state.get("OOMKilled"):
            self._outlast(code)
        killed = bool(state.get("OOMKilled")) or (running.meter is not None and running.meter.killed)
        full = running.meter is not None and running.meter.full
        seen = Seen(code, killed, str(state.get("Error") or ""), running.log.last(), full)
        end, why = explain(seen, running.sandbox)
        return Ended(end, code, seconds, why)

    @staticmethod
    def _stop(container: Container, finished: queue.SimpleQueue[int | BaseException]) -> None:
        """Ask the process to stop, and kill it where it has not within the grace."""
        from docker.errors import DockerException

        try:
            container.kill("SIGTERM")
            with suppress(queue.Empty):
                finished.get(timeout=_GRACE)
                return
            container.kill("SIGKILL")
        except DockerException:
            return  # it has ended meanwhile; removing it follows in any case

    def _outlast(self, code: int) -> None:
        """Raise EngineWentAwayError where the engine ends right after it ended the process.

        One that shuts down stops what runs in it first, and answers meanwhile.
        """
        from requests.exceptions import RequestException

        until = time.monotonic() + (_SHUTDOWN if code in _STOPPED else 0)
        try:
            while time.monotonic() < until:
                self._client.ping()
                time.sleep(_LOOK)
        except RequestException as error:
            raise EngineWentAwayError from error

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


def _refused(error: Exception, what: str) -> ActionableError:
    said = str(getattr(error, "explanation", None) or error)
    if "exec format error" in said:
        return wrong_processor(said)
    if "No such image" in said or "no such image" in said:
        return image_gone(said)
    if "no space left" in said:
        return engine_full(said)
    return EngineError(f"{what}: {said}.", where="container engine", todo="`docker info` shows its state.")
