"""A rebuild's plan as the command prints it, read into values that a checklist shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Input:
    """An input; `place` says where it was found, "" = nowhere."""

    path: str
    digest: str
    size: int | None
    place: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlannedImage:
    """The image; `how` it is had (local, pulled, archive, reconstructed, assumed), `here` whether it is
    yet.
    """

    reference: str
    identity: str
    how: str
    here: bool
    recorded: bool
    by: str


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

    @property
    def wants_image(self) -> bool:
        """Whether nobody ever recorded an image, so that a person has to say which it was."""
        return self.image is None and not self.wants_engine

    @property
    def wants_engine(self) -> bool:
        """Whether no container engine answers."""
        return any("Docker is not running" in line for line in self.missing)


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
    )


def _input(document: Document) -> Input:
    return Input(
        _text(document.get("path")),
        _text(document.get("digest")),
        _number(document.get("size")),
        _text(document.get("place")),
        _texts(document.get("notes")),
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
    )


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _list(value: object) -> Sequence[Any]:
    return value if isinstance(value, list) else []


def _texts(value: object) -> tuple[str, ...]:
    return tuple(_text(each) for each in _list(value)) if not isinstance(value, str) else (value,)


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _number(value: object) -> int | None:
    return value if isinstance(value, int) else None
