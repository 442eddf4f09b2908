"""A run told again by the records of its `.wandb` files, one after the other."""

from __future__ import annotations

import math
from array import array
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import BinaryIO

from forebear.sources.wandb.log import payloads
from forebear.sources.wandb.records import (
    Details,
    Item,
    Kind,
    LoggedArtifact,
    UsedArtifact,
    items,
    kind_of,
    moment,
    read_artifact,
    read_environment,
    read_exit,
    read_header,
    read_run,
    read_used,
)
from forebear.sources.wandb.wire import WireError, as_bytes, as_int, fields

_DEEPEST = 50  # levels of names
_MOST_SERIES = 20_000  # names in the history of one run
_LATEST = 253402300800  # seconds; the year 10000, which no datetime has
_NO_JSON = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}


class Series:
    """The values that a run logged under one name, in the order in which it did."""

    __slots__ = ("steps", "times", "values")

    def __init__(self) -> None:
        self.steps = array("q")
        self.values = array("d")
        self.times = array("q")  # µs since 1970; 0 where the record has none


class Replay:
    """What the records said so far. A run that was resumed has several files: `read` them in their order.

    Attributes: `config` and `summary` are nested mappings as W&B shows them; `series` the numbers of the
    history by dotted name, `texts` the last texts; `environment` has the words of `wandb-metadata.json`;
    `exit_code` is None while the run has not ended; `until` the last moment that a record names.
    """

    def __init__(self) -> None:
        self.version = ""
        self.details = Details()
        self.config: dict[str, object] = {}
        self.summary: dict[str, object] = {}
        self.series: dict[str, Series] = {}
        self.texts: dict[str, str] = {}
        self._artifacts: dict[tuple[str, str], tuple[LoggedArtifact, datetime | None]] = {}
        self.used: list[UsedArtifact] = []
        self.environment: dict[str, object] = {}
        self.exit_code: int | None = None
        self.seconds: int | None = None
        self.until: datetime | None = None
        self.has_run = False
        self._latest = 0.0

    def read(self, file: BinaryIO, damaged: Callable[[str], None]) -> None:
        """Take the records of one file; `damaged` is told of what could not be read.

        Raises NoLogError where it is no `.wandb` file.
        """
        unread = 0
        reason = ""
        self.exit_code = None  # a run that was resumed goes on
        for payload in payloads(file, damaged):
            try:
                self._take(payload)
            except (WireError, RecursionError) as error:
                unread += 1
                reason = reason or str(error)
        if self._latest:
            self.until = datetime.fromtimestamp(self._latest, UTC)
        if unread:
            damaged(f"{unread} of its records cannot be read ({reason})")

    def _take(self, payload: bytes) -> None:  # noqa: PLR0912 - a kind each
        record = kind_of(payload)
        if record is None:
            return
        kind, message = record
        match kind:
            case Kind.HISTORY:
                self._history(message)
            case Kind.SUMMARY:
                _update(self.summary, message)
            case Kind.CONFIG:
                _update(self.config, message)
            case Kind.STATS | Kind.OUTPUT_RAW:
                self._saw(next((value for number, value in fields(message) if number == 2), b""))
            case Kind.ARTIFACT:
                self._artifact(read_artifact(message))
            case Kind.RUN:
                for item in read_run(message, self.details):
                    _put(self.config, item)
                self.has_run = True
                if self.details.started_at is not None:
                    self._latest = max(self._latest, self.details.started_at.timestamp())
            case Kind.EXIT:
                self.exit_code, self.seconds = read_exit(message)
            case Kind.HEADER:
                self.version = read_header(message) or self.version
            case Kind.USE_ARTIFACT:
                self.used.append(read_used(message))
            case Kind.ENVIRONMENT:
                self.environment.update(read_environment(message))

    @property
    def artifacts(self) -> Collection[tuple[LoggedArtifact, datetime | None]]:
        """The artifacts that were logged, each with the last moment known before it; the record has none."""
        return self._artifacts.values()

    def take_row(self, row: Mapping[str, object]) -> None:
        """Take a row of the history as a server tells it, where what is no number in JSON is text."""
        seconds = _seconds(row.get("_timestamp"))
        self._latest = max(self._latest, seconds)
        step, time = _whole(row.get("_step")), int(seconds * 1_000_000)
        for name, value in row.items():
            if not name.startswith("_"):
                self._log(name, _NO_JSON.get(value, value) if isinstance(value, str) else value, step, time)

    def _artifact(self, logged: LoggedArtifact) -> None:
        """Take an artifact. Linking one to a registry records it again, with other aliases."""
        key = (logged.name, logged.digest)
        at = datetime.fromtimestamp(self._latest, UTC) if self._latest else None
        if key in self._artifacts:
            first, at = self._artifacts[key]
            logged = replace(first, aliases=tuple(dict.fromkeys((*first.aliases, *logged.aliases))))
        self._artifacts[key] = (logged, at)

    def _saw(self, timestamp: int | bytes) -> None:
        at = moment(as_bytes(timestamp)) if timestamp else None
        if at is not None:
            self._latest = max(self._latest, at.timestamp())

    def _history(self, message: bytes) -> None:
        step: int | None = None
        seconds = 0.0
        found: list[Item] = []
        for number, value in fields(message):
            if number == 2:
                step = next((as_int(part) for field, part in fields(as_bytes(value)) if field == 1), 0)
        media: set[tuple[str, ...]] = set()
        for item in items(message, 1):
            name = item.path[0]
            if name == "_timestamp":
                seconds = _seconds(item.value)
            elif name == "_step":
                step = _whole(item.value) if step is None else step
            elif item.path[-1] == "_type":
                media.add(item.path[:-1])
            elif not name.startswith("_"):
                found.append(item)
        self._latest = max(self._latest, seconds)
        time = int(seconds * 1_000_000)
        for item in found:
            if not media or not any(item.path[: len(place)] == place for place in media):
                self._log(".".join(item.path), item.value, step or 0, time)

    def _log(self, name: str, value: object, step: int, time: int, depth: int = 0) -> None:
        if isinstance(value, int | float):
            series = self.series.get(name)
            if series is None:
                if len(self.series) >= _MOST_SERIES:
                    raise WireError(f"it has more than {_MOST_SERIES:,} names in its history")
                series = self.series[name] = Series()
            series.steps.append(step)
            series.values.append(_float(value))
            series.times.append(time)
        elif isinstance(value, str):
            self.texts[name] = value
        elif isinstance(value, dict) and depth < _DEEPEST and not is_media(value):
            for key, inner in value.items():
                self._log(f"{name}.{key}", inner, step, time, depth + 1)


def is_media(value: object) -> bool:
    """Whether a value stands for a picture, a table, a histogram … and not for itself."""
    return isinstance(value, dict) and "_type" in value


def _number(value: object) -> float:
    return _float(value) if isinstance(value, int | float) else math.nan


def _seconds(value: object) -> float:
    """Return a time in seconds since 1970, 0 where there is none that a calendar has."""
    seconds = _number(value)
    return seconds if 0 <= seconds < _LATEST else 0.0


def _whole(value: object) -> int:
    number = _number(value)
    return int(number) if abs(number) < 1 << 63 else 0


def _float(value: float) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def _update(values: dict[str, object], message: bytes) -> None:
    """Take the `update` and `remove` of a `ConfigRecord` or `SummaryRecord`."""
    for item in items(message, 1):
        _put(values, item)
    for item in items(message, 2):
        place = _inner(values, item.path[:-1], make=False)
        if place is not None:
            place.pop(item.path[-1], None)


def _put(values: dict[str, object], item: Item) -> None:
    place = _inner(values, item.path[:-1], make=True)
    if place is not None:
        place[item.path[-1]] = item.value


def _inner(values: dict[str, object], path: tuple[str, ...], *, make: bool) -> dict[str, object] | None:
    if len(path) > _DEEPEST:
        raise WireError("a value is nested too deep")
    for name in path:
        inner = values.get(name)
        if not isinstance(inner, dict):
            if not make:
                return None
            inner = values[name] = {}
        values = inner
    return values
