"""A metric over its steps in a version: reports in the lineage, else the files that DVCLive writes."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from forebear.compare.comparison import Version
from forebear.compare.metrics import series, timed_series
from forebear.compare.objects import LocalObjects
from forebear.compare.seen_files import SeenFiles
from forebear.compare.version import preferred
from forebear.lineage.answers import Holding
from forebear.lineage.errors import ActionableError
from forebear.lineage.facts import Slot
from forebear.lineage.questions import Questions
from forebear.lineage.values import Series
from forebear.sources.dvc.live import read_reported
from forebear.sources.git.repository import GitRepository

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

ReadAt = Callable[[Version, str], bytes | None]
"""Gives the bytes of a path in a version; None where they are not here."""


@dataclass(frozen=True, slots=True, eq=False)
class StepSeries:
    """Reports in the order of their steps. `times` are seconds since 1970, None where none are recorded."""

    steps: Floats
    values: Floats
    times: Floats | None = None

    def __len__(self) -> int:
        return len(self.steps)


def step_series(
    questions: Questions, version: Version, source: str, name: str, read: ReadAt | None = None
) -> StepSeries | None:
    """Return a metric's reports in a version; None where it has no more than one."""
    history = timed_series(questions, version, source, name)
    if history is not None and len(history.values) > 1:
        return _timed(history)
    reported = series(questions, version, source, name)
    if len(reported) > 1:
        return _numbers(reported)
    if read is None:
        return None
    for path in _places(source, name):
        content = read(version, path)
        found = None if content is None else live_series(content, name)
        if found is not None and len(found) > 1:
            return found
    return None


def live_series(content: bytes, name: str) -> StepSeries | None:
    """Read a file of DVCLive; None where it is none. What is no number is a gap, lines without a step go."""
    found = read_reported(content, name)
    if found is None:
        return None
    times = np.array(found.times, dtype=float) / 1_000 if found.times else None
    return _ordered(np.array(found.steps, dtype=float), np.array(found.values, dtype=float), times)


class StepFiles:
    """Reads files of versions from Git and from what DVC keeps here."""

    def __init__(self, questions: Questions, root: Path, repository: GitRepository | None) -> None:
        self._questions, self._repository = questions, repository
        self._objects = LocalObjects(root, repository, SeenFiles(questions))
        self._held: dict[str, tuple[Holding, ...]] = {}

    def read(self, version: Version, path: str) -> bytes | None:
        """Return the bytes of a path in a version; None where they are not here."""
        if version.commit is None:
            return None
        try:
            if self._repository is not None:
                content = self._repository.read(version.commit, path)
                if content is not None:
                    return content
            return self._kept(version.commit, path)
        except ActionableError:
            return None

    def _kept(self, commit: str, path: str) -> bytes | None:
        if commit not in self._held:
            self._held[commit] = self._questions.held(commit)
        for holding in self._held[commit]:
            digest = preferred(holding.node.digests)
            if holding.slot not in (Slot.PLOT, Slot.DATA) or digest is None:
                continue
            if holding.path == path:
                return self._objects.read(digest)
            if path.startswith(f"{holding.path}/"):
                inside = path[len(holding.path) + 1 :]
                for entry in self._objects.listing(digest) or ():
                    if entry.path == inside:
                        return self._objects.read(entry.digest)
        return None


def _places(source: str, name: str) -> Iterator[str]:
    """Where DVCLive puts the steps of a metric whose last value is in `source`."""
    inside = name.replace(".", "/")
    if any(part in ("", "..") for part in inside.split("/")) or "\0" in inside:
        return
    folder, stem = posixpath.dirname(source), posixpath.splitext(source)[0]
    for top in dict.fromkeys((posixpath.join(folder, "plots/metrics"), "dvclive/plots/metrics")):
        yield f"{top}/{inside}.tsv"
    for top in dict.fromkeys((posixpath.join(folder, "scalars"), stem, "dvclive")):
        if top:
            yield f"{top}/{inside}.tsv"


def _numbers(reported: tuple[tuple[int | None, float | None], ...]) -> StepSeries:
    steps, values = np.empty(len(reported)), np.empty(len(reported))
    last = -1
    for place, (step, value) in enumerate(reported):
        last = last + 1 if step is None else step  # a step that is not known counts on
        steps[place], values[place] = last, np.nan if value is None else value
    return _ordered(steps, values, None)


def _timed(history: Series) -> StepSeries:
    times = np.array(history.times, dtype=float) / 1e6 if history.times else None
    return _ordered(np.array(history.steps, dtype=float), np.array(history.values, dtype=float), times)


def _ordered(steps: Floats, values: Floats, times: Floats | None) -> StepSeries:
    known = np.isfinite(steps)
    order = np.flatnonzero(known)[np.argsort(steps[known], kind="stable")]
    return StepSeries(steps[order], values[order], None if times is None else times[order])
