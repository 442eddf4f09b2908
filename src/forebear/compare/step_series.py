"""A metric over its steps in a version: reports in the lineage, else the files that DVCLive writes.

DVCLive writes a file of tab-separated values for each metric: `step`, the metric, and where it was asked for
`timestamp`, in milliseconds since 1970 (https://dvc.org/doc/dvclive). The lineage has no times of reports.
"""

from __future__ import annotations

import csv
import io
import posixpath
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from forebear.compare.comparison import Version
from forebear.compare.metrics import series
from forebear.compare.objects import LocalObjects
from forebear.compare.version import preferred
from forebear.lineage.answers import Holding
from forebear.lineage.errors import ActionableError
from forebear.lineage.facts import Slot
from forebear.lineage.questions import Questions
from forebear.sources.git.repository import GitRepository

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_LARGEST = 64 << 20  # bytes of a file
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
    if len(content) > _LARGEST:
        return None
    rows = csv.reader(io.StringIO(content.decode("utf-8", "replace"), newline=""), delimiter="\t")
    headings = next(rows, [])
    names = {heading: place for place, heading in enumerate(headings)}
    last = name.replace(".", "/")
    column = next((names[each] for each in (last, name, last.rpartition("/")[2]) if each in names), None)
    if column is None or "step" not in names:
        return None
    steps, values, times = [], [], []
    at, clock = names["step"], names.get("timestamp")
    for row in rows:
        step = _number(row, at)
        if not np.isnan(step):
            steps.append(step)
            values.append(_number(row, column))
            times.append(np.nan if clock is None else _number(row, clock) / 1_000)
    known = np.array(times, dtype=float)
    timed = len(known) > 0 and not np.isnan(known).any()
    return _ordered(np.array(steps, dtype=float), np.array(values, dtype=float), known if timed else None)


class StepFiles:
    """Reads files of versions from Git and from what DVC keeps here."""

    def __init__(self, questions: Questions, root: Path, repository: GitRepository | None) -> None:
        self._questions, self._repository = questions, repository
        self._objects = LocalObjects(root, repository)
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


def _number(row: list[str], place: int) -> float:
    try:
        return float(row[place])
    except (IndexError, ValueError):
        return float("nan")


def _numbers(reported: tuple[tuple[int | None, float | None], ...]) -> StepSeries:
    steps, values = np.empty(len(reported)), np.empty(len(reported))
    last = -1
    for place, (step, value) in enumerate(reported):
        last = last + 1 if step is None else step  # a step that is not known counts on
        steps[place], values[place] = last, np.nan if value is None else value
    return _ordered(steps, values, None)


def _ordered(steps: Floats, values: Floats, times: Floats | None) -> StepSeries:
    known = np.isfinite(steps)
    order = np.flatnonzero(known)[np.argsort(steps[known], kind="stable")]
    return StepSeries(steps[order], values[order], None if times is None else times[order])
