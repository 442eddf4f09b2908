"""What the name of a GTO tag says.

Source: `tag_re` in gto 1.10 (`gto/constants.py`). `name@v1.2.3` registers, `name@v1.2.3!` deregisters,
`name#stage` assigns, `name#stage!` unassigns, `name@deprecated` deprecates; each may end in `#N`, a counter.
An artifact of a subfolder is written `folder=name` in tags and `folder:name` elsewhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from forebear.lineage.words import Move

_NAME = r"[a-zA-Z0-9](?:[a-zA-Z0-9-/_]*[a-zA-Z0-9])?"
_IDENTIFIER = r"(?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)"
_SEMVER = (
    rf"(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)(?:-{_IDENTIFIER}(?:\.{_IDENTIFIER})*)?"
    r"(?:\+[0-9a-zA-Z-]+(?:\.[0-9a-zA-Z-]+)*)?"
)
_TAG = re.compile(
    rf"(?P<name>(?:[a-zA-Z0-9-_./]+=)?{_NAME})"
    rf"(?:(?:\#(?P<stage>{_NAME})|@(?P<version>v{_SEMVER}))(?P<cancel>!?)|@(?P<deprecated>deprecated))"
    r"(?:\#(?P<counter>[0-9]{1,12}))?"
)
_LONGEST = 500  # characters; Git's own limit for a reference is lower on every file system


@dataclass(frozen=True, slots=True)
class Said:
    """`name` as GTO shows it; `version` for registrations, `stage` for assignments; `counter` 0 = none."""

    name: str
    move: Move
    version: str = ""
    stage: str = ""
    counter: int = 0


def read_tag(tag: str) -> Said | None:
    """Return what a tag's name says, None where it is not GTO's."""
    match = _TAG.fullmatch(tag) if len(tag) <= _LONGEST else None
    if match is None:
        return None
    name, counter = match["name"].replace("=", ":"), int(match["counter"] or 0)
    if match["deprecated"]:
        return Said(name, Move.DEPRECATED, counter=counter)
    if match["version"]:
        move = Move.DEREGISTERED if match["cancel"] else Move.REGISTERED
        return Said(name, move, match["version"], counter=counter)
    move = Move.UNASSIGNED if match["cancel"] else Move.ASSIGNED
    return Said(name, move, stage=match["stage"], counter=counter)
