"""Events merged into runs: several speak of one run, in any order, each saying a part."""

from __future__ import annotations

import base64
import hashlib
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from forebear.lineage.words import Environment, Origin, Run
from forebear.sources.dvc.values import as_mapping

KIND = "openlineage"

_ID = re.compile(r"[\w.:-]{1,200}")
_ENDS = {"COMPLETE": "completed", "FAIL": "failed", "ABORT": "cancelled"}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_RECENT = 2_000  # ended runs that may get another event without all being read again
_HASH = 6  # bytes


class RefusedError(Exception):
    """An event that says nothing that can be kept; the message is the reason."""


@dataclass(slots=True)
class Merged:
    """What the events of one run said so far. Times are microseconds since 1970.

    `told` is what was told of it in this reading, while it goes on: its events repeat most of what they say.
    """

    name: str = ""
    began: int | None = None
    ended: int | None = None
    status: str = ""
    variables: dict[str, str] = field(default_factory=dict)
    engine: dict[str, str] = field(default_factory=dict)
    told: dict[object, object] = field(default_factory=dict, repr=False)

    def take(self, kind: str, at: int | None) -> None:
        """Take the type and time of an event. The first that says so is the begin, the last the end."""
        if kind in _ENDS:
            if (
                self.ended is None
                or (at is not None and at >= self.ended)
                or self.status not in _ENDS.values()
            ):
                self.status, self.ended = _ENDS[kind], at
            return
        if kind in ("START", "RUNNING"):
            if at is not None and (self.began is None or at < self.began):
                self.began = at
            if self.status not in _ENDS.values():
                self.status = "running"

    @property
    def has_ended(self) -> bool:
        """Whether an event said so."""
        return self.status in _ENDS.values()

    def run(self, key: str) -> Run:
        """Return it as a run."""
        return Run(
            key,
            self.name or key.partition(":")[2],
            origin=Origin.IMPORTED,
            source=KIND,
            status=self.status,
            started_at=moment(self.began),
            ended_at=moment(self.ended),
        )

    def environment(self) -> Environment | None:
        """Return where it ran, None where no event says anything of that."""
        if not self.variables and not self.engine:
            return None
        return Environment(variables=dict(self.variables), facts=dict(self.engine))

    def words(self) -> list[object]:
        """Return it as a state keeps it."""
        return [self.name, self.began, self.ended, self.status, self.variables, self.engine]

    @classmethod
    def read(cls, words: object) -> Merged:
        """Return what `words` made; raises ValueError for anything else."""
        if not isinstance(words, list) or len(words) != 6:
            raise ValueError("not the words of a run")
        name, began, ended, status, variables, engine = words
        return cls(
            str(name),
            began if isinstance(began, int) else None,
            ended if isinstance(ended, int) else None,
            str(status),
            {str(key): str(value) for key, value in as_mapping(variables).items()},
            {str(key): str(value) for key, value in as_mapping(engine).items()},
        )


class Runs:
    """All runs that events spoke of; of those of earlier imports only what may still be added to.

    Attributes: `touched` are the keys of runs that events of this reading spoke of.
    """

    def __init__(self, state: Mapping[str, object]) -> None:
        self._runs: dict[str, Merged] = {}
        for key, words in as_mapping(state.get("runs")).items():
            self._runs[key] = Merged.read(words)
        self._past = Hashes(str(state.get("past") or ""))
        self.touched: dict[str, None] = {}

    def of(self, key: str) -> Merged | None:
        """Return a run to add to, None where it ended long ago and is not remembered as a whole."""
        known = self._runs.get(key)
        if known is None:
            if key in self._past:
                return None
            known = self._runs[key] = Merged()
        self.touched[key] = None
        return known

    def name(self, key: str, name: str) -> None:
        """Name a run that another's event names; of itself there may be no event."""
        if key not in self._past:
            run = self._runs.setdefault(key, Merged())
            if not run.name:
                run.name = name
                self.touched[key] = None

    def __iter__(self) -> Iterator[tuple[str, Merged]]:
        """Iterate over the runs that were touched."""
        for key in self.touched:
            yield key, self._runs[key]

    def state(self) -> dict[str, object]:
        """Return what the next reading needs: runs that go on, the last that ended, a mark of all others."""
        order = [*(key for key in self._runs if key not in self.touched), *self.touched]
        ended = [key for key in order if self._runs[key].has_ended]
        past = set(ended[:-_RECENT])
        for key in past:
            self._past.add(key)
        return {
            "runs": {key: self._runs[key].words() for key in order if key not in past},
            "past": self._past.text(),
        }


class Hashes:
    """A set of texts of which only short hashes are kept: it may seem to hold another, though hardly ever."""

    def __init__(self, text: str = "") -> None:
        raw = base64.b64decode(text)
        self._known = {raw[start : start + _HASH] for start in range(0, len(raw), _HASH)}

    def __contains__(self, text: str) -> bool:
        return bool(self._known) and _hash(text) in self._known

    def add(self, text: str) -> None:
        """Put a text into the set."""
        self._known.add(_hash(text))

    def text(self) -> str:
        """Return the set as text."""
        return base64.b64encode(b"".join(sorted(self._known))).decode()


def _hash(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=_HASH).digest()


def run_id(value: object) -> str:
    """Return the key of the run that an event names; raises RefusedError where it names none."""
    found = as_mapping(value).get("runId")
    if not isinstance(found, str) or not _ID.fullmatch(found):
        raise RefusedError("it has no runId that could be one")
    return f"{KIND}:{found.lower()}"


def event_time(event: Mapping[str, Any]) -> int | None:
    """Return when an event happened, in microseconds since 1970; None where it does not say."""
    value = event.get("eventTime")
    if not isinstance(value, str):
        return None
    try:
        found = datetime.fromisoformat(value.strip())
        found = found.replace(tzinfo=UTC) if found.tzinfo is None else found
        return (found - _EPOCH) // timedelta(microseconds=1)
    except (ValueError, OverflowError):
        return None


def moment(microseconds: int | None) -> datetime | None:
    """Return a time as the lineage has it; None for one that no calendar has."""
    try:
        return None if microseconds is None else _EPOCH + timedelta(microseconds=microseconds)
    except OverflowError:
        return None


def number(value: object) -> float | None:
    """Return a number of a facet, None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return float(value)
    except OverflowError:
        return math.inf
