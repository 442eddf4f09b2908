"""The files in which DVCLive writes a metric over its steps.

For each metric there is a file of tab-separated values: `step`, the metric, and where it was asked for
`timestamp`, in milliseconds since 1970 (https://dvc.org/doc/dvclive).
"""

from __future__ import annotations

import csv
import io
import math
from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from forebear.lineage.facts import MetricSeries, Slot
from forebear.lineage.words import Digest
from forebear.sources.dvc.contents import Contents
from forebear.sources.dvc.states import Holding, Key, State
from forebear.sources.dvc.yaml_text import UnreadableError

LARGEST = 64 << 20
"""Bytes of such a file."""

_FOLDERS = ("/plots/metrics/", "/scalars/")  # below the folder of DVCLive; the second before its version 1
_LATEST = 1 << 53  # steps and milliseconds beyond are no numbers that anybody meant


@dataclass(frozen=True, slots=True)
class Reported:
    """What was reported at each step, in the order of the file; what is no number is NaN.

    `times` are in milliseconds since 1970, or empty where one of them is not known.
    """

    steps: list[float]
    values: list[float]
    times: list[float]


def read_reported(content: bytes, name: str) -> Reported | None:
    """Read the file of the metric `name`; None where it is none. Lines without a step are left out."""
    if len(content) > LARGEST:
        return None
    rows = csv.reader(io.StringIO(content.decode("utf-8", "replace"), newline=""), delimiter="\t")
    try:
        names = {heading: place for place, heading in enumerate(next(rows, []))}
        last = name.replace(".", "/")
        column = next((names[each] for each in (last, name, last.rpartition("/")[2]) if each in names), None)
        if column is None or "step" not in names:
            return None
        found = Reported([], [], [])
        at, clock = names["step"], names.get("timestamp")
        for row in rows:
            step = _number(row, at)
            if not math.isnan(step):
                found.steps.append(step)
                found.values.append(_number(row, column))
                found.times.append(math.nan if clock is None else _number(row, clock))
    except csv.Error:  # a field without end
        return None
    if any(map(math.isnan, found.times)):
        found.times.clear()
    return found


def place_of(path: str) -> tuple[str, str] | None:
    """Return DVCLive's folder and the name of the metric whose file is at a path, None where it is none."""
    if path.endswith(".tsv"):
        for folder in _FOLDERS:
            top, marked, inside = f"/{path}".rpartition(folder)
            if marked and inside != ".tsv":
                return top.lstrip("/"), inside.removesuffix(".tsv").replace("/", ".")
    return None


class Histories:
    """The histories of the metrics that commits hold, each told once."""

    def __init__(self, contents: Contents) -> None:
        self._contents = contents
        self._told: set[tuple[Digest, Digest]] = set()
        self._tops: set[str] = set()

    def of(self, state: State, changed: Mapping[Key, Holding | None]) -> Iterator[MetricSeries]:
        """Yield the histories that are new at a commit; what is not here or no history is passed over."""
        tops: set[str] = set()
        for slot, path in changed:
            if slot is Slot.PLOT and (found := place_of(path)) is not None:
                tops.add(found[0])
            elif slot is Slot.METRICS:
                tops |= self._tops & {path.rpartition("/")[0], path.rpartition(".")[0]}
        self._tops |= tops
        if not tops:
            return
        for (slot, path), (digest, _) in state.held.items():
            place = place_of(path) if slot is Slot.PLOT else None
            if place is None or place[0] not in tops or not isinstance(digest, Digest):
                continue
            subject = _metrics_of(state, place[0]) or digest
            if (subject, digest) not in self._told:
                self._told.add((subject, digest))
                yield from self._read(subject, digest, place[1])

    def _read(self, subject: Digest, digest: Digest, name: str) -> Iterator[MetricSeries]:
        try:
            reported = read_reported(self._contents.raw(digest), name)
        except UnreadableError:
            return
        if reported is not None and (series := _series(subject, name, reported)).values:
            yield series


def _metrics_of(state: State, top: str) -> Digest | None:
    """Return the file of metrics that belongs to a folder of DVCLive."""
    for path in (f"{top}/metrics.json".lstrip("/"), f"{top}.json"):
        held = state.held.get((Slot.METRICS, path))
        if held is not None and isinstance(held[0], Digest):
            return held[0]
    return None


def _series(subject: Digest, name: str, reported: Reported) -> MetricSeries:
    times = reported.times or [0.0] * len(reported.steps)
    whole = [
        (int(step), value, round(time * 1_000))
        for step, value, time in zip(reported.steps, reported.values, times, strict=True)
        if step.is_integer() and abs(step) < _LATEST and abs(time) < _LATEST / 1_000
    ]
    return MetricSeries(
        subject,
        name,
        array("q", (step for step, _, _ in whole)),
        array("d", (value for _, value, _ in whole)),
        array("q", (time for _, _, time in whole) if reported.times else ()),
    )


def _number(row: list[str], place: int) -> float:
    try:
        return float(row[place])
    except (IndexError, ValueError):
        return math.nan
