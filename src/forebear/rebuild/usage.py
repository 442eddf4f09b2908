"""What a run takes while it runs: measured beside it, told as it goes, kept as a series and as peaks."""

from __future__ import annotations

import json
import shutil
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING

from forebear.rebuild.counters import Counters, Read, reader_of
from forebear.rebuild.workspace import everything

if TYPE_CHECKING:
    from docker.models.containers import Container

POINTS = 600
"""How many points a series has at most; with more, every second one is left out."""

RESERVE = 256 << 20
"""How many bytes of the disk a run must leave free."""

_LOOK = 0.25  # seconds between two looks
_SAVE = 5.0  # seconds between two writings of the series
_WALKS = 20  # sizing what was written may take this part of the time (1/20)
_SHORT = 0.2  # seconds; what takes longer to size is not sized once more at the end


@dataclass(frozen=True, slots=True)
class Sample:
    """What a run takes at one moment: `seconds` since it began; `processor` in percent of one; `memory` in
    bytes; `disk` bytes of what is new in its folder; `read` and `written` bytes from and to disks so far.
    """

    seconds: float
    processor: float
    memory: int
    disk: int
    read: int
    written: int

    def document(self) -> dict[str, float]:
        """Return it for JSON, by names."""
        return {each.name: getattr(self, each.name) for each in fields(self)}


NAMES = tuple(each.name for each in fields(Sample))
"""The columns of a series."""


class Meter:
    """Measures one container on a thread of its own, from `start` to `stop`.

    `tree` is the folder that the container writes to, and `file` where the series is kept as JSON: {"names",
    "points"}. `full` says that it wrote until the disk had too little room left, so that it must be stopped.
    """

    def __init__(self, tree: Path, file: Path, reserve: int = RESERVE) -> None:
        self.full = False
        self._reserve = reserve
        self._tree, self._file = tree, file
        self._series = Series()
        self._peak = Counters()
        self._disk = self._before = 0
        self._next_walk = self._walk = 0.0
        self._fresh: Sample | None = None
        self._begun = self._seconds = 0.0
        self._over = threading.Event()
        self._thread: threading.Thread | None = None

    def prepare(self) -> None:
        """Note what is in the folder already, right before the container is started."""
        self._before = size_of(self._tree)

    def start(self, container: Container) -> None:
        """Begin to measure a container that was just started."""
        self._begun = time.monotonic()
        read = reader_of(container)
        self._thread = threading.Thread(target=self._run, args=(read,), daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End, and write the series; once more does nothing."""
        if self._over.is_set():
            return
        self._over.set()
        if self._thread is not None:
            self._thread.join(timeout=10)
        self._seconds = time.monotonic() - self._begun
        self._look_for_room()
        if self._walk < _SHORT:
            self._size()
        self._series.save(self._file)

    def fresh(self) -> Sample | None:
        """Return the newest sample, once; at most one a second is given."""
        sample, self._fresh = self._fresh, None
        return sample

    @property
    def killed(self) -> bool:
        """Whether processes of it were killed for lack of memory."""
        return self._peak.killed > 0

    def usage(self) -> Mapping[str, float]:
        """Return what it took in all, by names: seconds, and bytes at the peak."""
        return {
            "seconds": round(self._seconds, 3),
            "processor seconds": round(self._peak.processor, 3),
            "memory": self._peak.memory,
            "disk": self._disk,
            "read": self._peak.read,
            "written": self._peak.written,
        }

    def _run(self, read: Read) -> None:
        before, then = Counters(), self._begun
        told = saved = 0.0
        while not self._over.wait(0 if not told else _LOOK):
            now = time.monotonic()
            counters = read()
            if counters is None:
                return
            self._raise_peak(counters)
            self._look_at_disk(now)
            if told and now - told < 1:
                continue
            share = 100 * (counters.processor - before.processor) / max(now - then, 1e-3)
            sample = Sample(
                round(now - self._begun, 2), round(share if told else 0.0, 1), counters.memory, self._disk,
                counters.read, counters.written,
            )  # fmt: skip
            self._series.add(sample)
            self._fresh, told = sample, now
            before, then = counters, now
            if now - saved > _SAVE:
                self._series.save(self._file)
                saved = now

    def _raise_peak(self, counters: Counters) -> None:
        peak = self._peak
        pairs = zip(astuple(peak), astuple(counters), strict=True)
        self._peak = Counters(*(max(pair) for pair in pairs))

    def _look_at_disk(self, now: float) -> None:
        if now >= self._next_walk:
            self._size()
            self._next_walk = now + max(1.0, _WALKS * self._walk)
        self._look_for_room()

    def _look_for_room(self) -> None:
        try:
            self.full = shutil.disk_usage(self._tree).free < self._reserve
        except OSError:
            return

    def _size(self) -> None:
        begun = time.monotonic()
        self._disk = max(self._disk, size_of(self._tree) - self._before)
        self._walk = time.monotonic() - begun


class Series:
    """Samples over time, at most `POINTS`: when there are more, every second is left out from then on."""

    def __init__(self) -> None:
        self._samples: list[Sample] = []
        self._each = 1
        self._seen = 0

    def add(self, sample: Sample) -> None:
        """Take the next sample."""
        if self._seen % self._each == 0:
            self._samples.append(sample)
        self._seen += 1
        if len(self._samples) > POINTS:
            self._samples = self._samples[::2]
            self._each *= 2

    @property
    def samples(self) -> Sequence[Sample]:
        """Those that are kept, in their order."""
        return tuple(self._samples)

    def save(self, file: Path) -> None:
        """Write them as {"names": […], "points": [[…], …]}; a disk without room keeps what it has."""
        document = {"names": NAMES, "points": [astuple(sample) for sample in self._samples]}
        fresh = file.with_suffix(".new")
        try:
            fresh.write_text(json.dumps(document), encoding="utf-8")
            fresh.replace(file)
        except OSError:
            return


def size_of(folder: Path) -> int:
    """Return how many bytes a folder takes on its disk; what vanishes or cannot be read takes none."""
    total = 0
    for entry in everything(folder):
        try:
            if not entry.is_dir(follow_symlinks=False):
                total += entry.stat(follow_symlinks=False).st_blocks * 512
        except OSError:
            continue
    return total
