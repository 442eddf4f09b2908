"""Uncommitted changes that a tool kept with what it recorded."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class KeptPatch:
    """What a version was made with and its commit (or the one below it) does not hold, as a unified patch.

    `by` says who kept it (`DVC experiment NAME`), `base` is the commit that the patch applies to. `note`
    says what of the uncommitted changes is not in `text`, "" where all of it is.
    """

    label: str
    by: str
    base: str
    text: str
    note: str = ""
