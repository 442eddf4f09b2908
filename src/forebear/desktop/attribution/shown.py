"""An attribution as the window shows it, read from what `forebear attribute --json` says. Knows no Qt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

Mixed = frozenset[str]
"""The factors that a mixture takes from B."""


@dataclass(frozen=True, slots=True)
class End:
    """One of the two versions: its REF, the value on record and as made again, and what it runs."""

    ref: str
    recorded: float | None
    made: float | None
    commands: tuple[str, ...] = ()
    images: tuple[str, ...] = ()

    @property
    def value(self) -> float | None:
        """The value as made again, else that on record."""
        return self.recorded if self.made is None else self.made


@dataclass(frozen=True, slots=True)
class FactorShown:
    """A factor that differs, and what each version has of it; `lines` tell everything."""

    name: str
    a: str
    b: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ShareShown:
    """The share of a factor, or of several that could only change together."""

    factors: tuple[str, ...]
    value: float
    percent: float | None
    interval: tuple[float, float] | None = None
    least: float | None = None
    most: float | None = None


@dataclass(frozen=True, slots=True)
class MixtureShown:
    """A mixture: `ended` is "" while it was not run, `why` says why it has no value; `is_running` now."""

    mixed: Mixed
    value: float | None
    ended: str = ""
    why: str = ""
    rebuild: str = ""
    reused: bool = False
    seconds: float = 0.0
    is_running: bool = False

    @property
    def has_failed(self) -> bool:
        """Whether it was run and has no value."""
        return bool(self.ended) and self.value is None


@dataclass(frozen=True, slots=True)
class Shown:
    """All of an attribution."""

    file: str
    metric: str
    a: End
    b: End
    factors: tuple[FactorShown, ...]
    shares: tuple[ShareShown, ...]
    interactions: tuple[tuple[str, str, float], ...]
    mixtures: tuple[MixtureShown, ...]
    followed: int = 0
    possible: int = 1
    runs: int = 0
    seconds: float | None = None
    space: int = 0
    times: int = 1
    orders: int = 0
    notes: tuple[str, ...] = ()
    by_mixed: Mapping[Mixed, MixtureShown] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """The factors."""
        return tuple(factor.name for factor in self.factors)

    @property
    def difference(self) -> float | None:
        """The difference as made again, else that on record."""
        first, last = self.a.value, self.b.value
        return None if first is None or last is None else last - first

    @property
    def is_shared(self) -> bool:
        """Whether there are shares."""
        return bool(self.shares)

    def running(self, place: int) -> Shown:
        """The same while a mixture is run (-1: none is)."""
        return self._with(
            replace(each, is_running=number == place) for number, each in enumerate(self.mixtures)
        )

    def valued(self, place: int, value: float | None, why: str) -> Shown:
        """The same with what came of a mixture."""
        ended = "completed" if value is not None else "failed"
        return self._with(
            replace(each, value=value, why=why, ended=ended, is_running=False) if number == place else each
            for number, each in enumerate(self.mixtures)
        )

    def _with(self, mixtures: Any) -> Shown:
        made = tuple(mixtures)
        return replace(self, mixtures=made, by_mixed={each.mixed: each for each in made})


def read_shown(document: Mapping[str, Any]) -> Shown:
    """Read an attribution; what is not there is as if nothing was known of it."""
    file, _, metric = str(document.get("metric") or "").partition(":")
    factors = tuple(
        FactorShown(
            str(each["factor"]), str(each.get("a") or ""), str(each.get("b") or ""), _texts(each, "differs")
        )
        for each in document.get("factors") or ()
    )
    shares = [
        _share((str(each["factor"]),), each)
        for each in document.get("factors") or ()
        if each.get("share") is not None
    ]
    shares += [_share(_texts(each, "factors"), each) for each in document.get("joined") or ()]
    mixtures = tuple(_mixture(each, factors) for each in document.get("mixtures") or ())
    orders, outlook = document.get("orders") or {}, document.get("outlook") or {}
    return Shown(
        file,
        metric,
        _end(document.get("from") or {}),
        _end(document.get("to") or {}),
        factors,
        tuple(shares),
        tuple(
            (str(each["factors"][0]), str(each["factors"][1]), float(each["value"]))
            for each in document.get("interactions") or ()
        ),
        mixtures,
        int(orders.get("followed") or 0),
        int(orders.get("possible") or 1),
        int(outlook.get("runs") or 0),
        outlook.get("seconds"),
        int(outlook.get("space") or 0),
        int(document.get("times") or 1),
        int(outlook.get("orders") or 0),
        _texts(document, "notes"),
        {each.mixed: each for each in mixtures},
    )


def _end(said: Mapping[str, Any]) -> End:
    runs: Sequence[Mapping[str, Any]] = said.get("runs") or ()
    commands = dict.fromkeys(str(line) for run in runs for line in run.get("command") or ())
    images = dict.fromkeys(str(run["image"]) for run in runs if run.get("image"))
    return End(
        str(said.get("ref") or ""),
        said.get("recorded"),
        said.get("reproduced"),
        tuple(commands),
        tuple(images),
    )


def _share(factors: tuple[str, ...], said: Mapping[str, Any]) -> ShareShown:
    bounds, reach = said.get("interval"), said.get("range") or (None, None)
    return ShareShown(
        factors,
        float(said["share"]),
        said.get("percent"),
        (float(bounds[0]), float(bounds[1])) if bounds else None,
        reach[0],
        reach[1],
    )


def _mixture(said: Mapping[str, Any], factors: Sequence[FactorShown]) -> MixtureShown:
    return MixtureShown(
        frozenset(each.name for each in factors if said.get(each.name) == "B"),
        said.get("value"),
        str(said.get("ended") or ""),
        str(said.get("why") or ""),
        str(said.get("rebuild") or ""),
        bool(said.get("reused")),
        float(said.get("seconds") or 0),
    )


def _texts(said: Mapping[str, Any], key: str) -> tuple[str, ...]:
    return tuple(str(each) for each in said.get(key) or ())
