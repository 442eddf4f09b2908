"""What `forebear sources --json` says, as values. Knows no Qt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from forebear.lineage.words import Problem
from forebear.sources.details import Detail, read_detail


@dataclass(frozen=True, slots=True)
class Offer:
    """A source that is there, before it is read.

    Attributes: `kind` and `tool` name the tool, for programs and for people; `location` is a path or URL
    without secrets; `details` say what is in it; `known` whether it is read already.
    """

    kind: str
    tool: str
    title: str
    location: str
    details: tuple[Detail | str, ...] = ()
    known: bool = False

    @property
    def remote(self) -> bool:
        """Whether it is reached over a network."""
        return "://" in self.location and not self.location.startswith("file://")


@dataclass(frozen=True, slots=True)
class ListedSource:
    """A source of a project.

    Attributes: `state` is `new` (not read yet), `fine`, `problems`, `unreachable`, `gone` (not there any
    more) or `off`; `added` whether a person named it (else it was found in the project); `fixed` whether it
    is part of the repository and always read; `read_at` when it was read last; `facts` how many it brought.
    """

    offer: Offer
    state: str
    added: bool = False
    fixed: bool = False
    read_at: datetime | None = None
    facts: int = 0
    problems: tuple[Problem, ...] = ()

    @property
    def key(self) -> tuple[str, str]:
        """What names it."""
        return self.offer.kind, self.offer.location


@dataclass(frozen=True, slots=True)
class SourceList:
    """All sources of a project, those that are only offered, and how paths were moved."""

    sources: tuple[ListedSource, ...] = ()
    offered: tuple[Offer, ...] = ()
    remaps: tuple[tuple[str, str], ...] = ()
    tools: tuple[tuple[str, str], ...] = ()
    problems: tuple[Problem, ...] = ()


def offers_of(found: Iterable[Mapping[str, Any]]) -> tuple[Offer, ...]:
    """Read what was found at a place, or is offered."""
    return tuple(_offer(each) for each in found)


def source_list(document: Mapping[str, Any]) -> SourceList:
    """Read the answer of `forebear sources --json`."""
    return SourceList(
        tuple(_source(each) for each in document.get("sources", ())),
        offers_of(document.get("offered", ())),
        tuple((str(each["old"]), str(each["new"])) for each in document.get("remaps", ())),
        tuple((str(each["kind"]), str(each["title"])) for each in document.get("tools", ())),
        _problems(document),
    )


def _offer(document: Mapping[str, Any]) -> Offer:
    kind = str(document["kind"])
    return Offer(
        kind,
        str(document.get("tool") or kind),
        str(document.get("title") or kind),
        str(document["location"]),
        tuple(map(read_detail, document.get("holds", ()))),
        bool(document.get("known")),
    )


def _source(document: Mapping[str, Any]) -> ListedSource:
    read_at = document.get("read_at")
    return ListedSource(
        _offer(document),
        str(document["state"]),
        bool(document.get("added")),
        bool(document.get("fixed")),
        datetime.fromisoformat(read_at) if read_at else None,
        int(document.get("facts") or 0),
        _problems(document),
    )


def _problems(document: Mapping[str, Any]) -> tuple[Problem, ...]:
    return tuple(
        Problem(str(each["source"]), str(each["where"]), str(each["what"]))
        for each in document.get("problems", ())
    )
