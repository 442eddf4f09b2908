"""A rebuild's plan as the command prints it, read into values that a checklist shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from forebear.lineage.rebuilds import Verdict

Document = Mapping[str, Any]

LIMITS = ("network", "writable root", "memory", "time", "processors")
"""What the command calls the limits that can be loosened."""
_ACCEPTED = "accepted "


@dataclass(frozen=True, slots=True)
class Input:
    """An input; `place` says where it was found, "" = nowhere; `maker` is the run that makes it first."""

    path: str
    digest: str
    size: int | None
    place: str
    notes: tuple[str, ...]
    maker: str = ""


@dataclass(frozen=True, slots=True)
class PlannedPatch:
    """What had not been committed: the patch that the tool `by` kept, and the `files` that it changes.

    `place` says where it was found, "" = nowhere. It is `applied`, or `left_out` by a person, or neither.
    """

    path: str
    digest: str
    size: int | None
    place: str
    by: str
    files: tuple[str, ...]
    applied: bool
    left_out: bool


@dataclass(frozen=True, slots=True)
class Before:
    """A run that is rebuilt first: its key and name, what others need of it, and what it lacks itself."""

    run: str
    name: str
    makes: tuple[str, ...]
    needs: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a rebuild can come to no more; `caps` whether it takes something away, or is only to be known."""

    said: str
    caps: bool


@dataclass(frozen=True, slots=True)
class Forecast:
    """The best verdict that is likely (None: nothing can be judged) and why; what it took before."""

    verdict: Verdict | None = None
    reasons: tuple[Reason, ...] = ()
    seconds: float | None = None
    seconds_from: str = ""
    memory: int | None = None


@dataclass(frozen=True, slots=True)
class OtherImage:
    """Another way to an image: the `option` of the command, `how` it is then had, what is `said` of it."""

    option: str
    how: str
    said: str


@dataclass(frozen=True, slots=True)
class PlannedImage:
    """The image; `how` it is had (local, pulled, archive, reconstructed, assumed), `here` whether it is
    yet, `source` where it comes from, `size` in bytes; `others` may be chosen instead. `dockerfile` is what
    it is made from where it is reconstructed.
    """

    reference: str
    identity: str
    how: str
    here: bool
    recorded: bool
    by: str
    identified_by: str = ""
    source: str = ""
    size: int | None = None
    others: tuple[OtherImage, ...] = ()
    dockerfile: str = ""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why no container engine answers, and what to do."""

    what: str
    where: str
    todo: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What a rebuild will do, and what keeps it from happening."""

    run: str
    name: str
    commit: str
    command: tuple[str, ...]
    inputs: tuple[Input, ...]
    outputs: tuple[tuple[str, str], ...]
    image: PlannedImage | None
    limits: tuple[tuple[str, object], ...]
    line: str
    space: int | None
    missing: tuple[str, ...]
    notes: tuple[str, ...]
    tolerance: str = ""
    """By what numbers are judged."""
    trouble: Trouble | None = None
    forecast: Forecast = Forecast()
    before: tuple[Before, ...] = ()
    at_once: int = 1
    seconds: float | None = None  # of all runs together
    patch: PlannedPatch | None = None
    loosened: tuple[str, ...] = ()
    acceptable: tuple[str, ...] = ()
    """Paths of what is missing at which the commit holds something else."""

    @property
    def accepted(self) -> tuple[str, ...]:
        """The paths at which a person takes what the commit holds."""
        return tuple(name.removeprefix(_ACCEPTED) for name in self.loosened if name.startswith(_ACCEPTED))

    @property
    def loosened_limits(self) -> tuple[str, ...]:
        """The limits that a person has set otherwise."""
        return tuple(name for name in self.loosened if name in LIMITS)

    @property
    def wants_image(self) -> bool:
        """Whether nobody ever recorded an image, so that a person has to say which it was."""
        return self.image is None and not self.wants_engine

    @property
    def wants_engine(self) -> bool:
        """Whether no container engine answers."""
        return self.trouble is not None


def read_plan(document: Document) -> Plan:
    """Read the document of `forebear rebuild --dry-run --json`; what it lacks is empty."""
    planned = _mapping(document.get("plan")) or document
    return Plan(
        run=_text(planned.get("run")),
        name=_text(planned.get("name")),
        commit=_text(planned.get("commit")),
        command=_texts(planned.get("command")),
        inputs=tuple(_input(_mapping(each)) for each in _list(planned.get("inputs"))),
        outputs=tuple(
            (_text(_mapping(each).get("path")), _text(_mapping(each).get("digest")))
            for each in _list(planned.get("outputs"))
        ),
        image=_image(_mapping(planned.get("image"))),
        limits=tuple(_mapping(planned.get("limits")).items()),
        line=_text(planned.get("line")),
        space=_number(planned.get("space")),
        missing=_texts(planned.get("missing")),
        notes=_texts(planned.get("notes")),
        tolerance=_text(planned.get("tolerance")),
        trouble=_trouble(_mapping(planned.get("engine"))),
        forecast=_forecast(_mapping(planned.get("forecast"))),
        before=tuple(_before(_mapping(each)) for each in _list(planned.get("runs"))[:-1]),
        at_once=_number(planned.get("jobs")) or 1,
        seconds=_real(planned.get("seconds")),
        patch=_patch(_mapping(planned.get("uncommitted"))),
        loosened=_texts(planned.get("loosened")),
        acceptable=_texts(planned.get("acceptable")),
    )


def _before(document: Document) -> Before:
    return Before(
        _text(document.get("run")),
        _text(document.get("name")),
        _texts(document.get("makes")),
        _texts(document.get("needs")),
        _texts(document.get("missing")),
    )


def _forecast(document: Document) -> Forecast:
    word = _text(document.get("verdict"))
    memory = _real(document.get("memory"))
    return Forecast(
        Verdict(word) if word in set(Verdict) else None,
        tuple(
            Reason(_text(_mapping(each).get("said")), bool(_mapping(each).get("best")))
            for each in _list(document.get("reasons"))
        ),
        _real(document.get("seconds")),
        _text(document.get("seconds_from")),
        None if memory is None else int(memory),
    )


def _trouble(document: Document) -> Trouble | None:
    if not document:
        return None
    return Trouble(*(_text(document.get(key)) for key in ("what", "where", "todo")))


def _input(document: Document) -> Input:
    return Input(
        _text(document.get("path")),
        _text(document.get("digest")),
        _number(document.get("size")),
        _text(document.get("place")),
        _texts(document.get("notes")),
        _text(document.get("maker")),
    )


def _patch(document: Document) -> PlannedPatch | None:
    if not document:
        return None
    return PlannedPatch(
        _text(document.get("path")),
        _text(document.get("digest")),
        _number(document.get("size")),
        _text(document.get("place")),
        _text(document.get("by")),
        _texts(document.get("files")),
        bool(document.get("applied")),
        bool(document.get("left_out")),
    )


def _image(document: Document) -> PlannedImage | None:
    if not document:
        return None
    return PlannedImage(
        _text(document.get("reference")),
        _text(document.get("id")) or _text(document.get("digest")),
        _text(document.get("how")),
        bool(document.get("here")),
        bool(document.get("recorded")),
        _text(document.get("by")),
        _text(document.get("identified_by")),
        _text(document.get("source")),
        _number(document.get("size")),
        tuple(_other(_mapping(each)) for each in _list(document.get("alternatives"))),
        _text(_mapping(document.get("recipe")).get("text")),
    )


def _other(document: Document) -> OtherImage:
    return OtherImage(*(_text(document.get(key)) for key in ("option", "how", "said")))


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _list(value: object) -> Sequence[Any]:
    return value if isinstance(value, list) else []


def _texts(value: object) -> tuple[str, ...]:
    return tuple(_text(each) for each in _list(value)) if not isinstance(value, str) else (value,)


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _real(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def _number(value: object) -> int | None:
    return value if isinstance(value, int) else None
