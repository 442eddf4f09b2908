"""Merge requests as the messages of commits name them: what a forge writes when it merges."""

from __future__ import annotations

import re
from dataclasses import dataclass

from forebear.lineage.words import Commit
from forebear.sources.forges.projects import GITHUB, GITLAB

SAID = (r"^Merge pull request #[0-9]", r"\(#[0-9]+\)", r"^See merge request .*![0-9]")
"""By what Git finds the messages that are looked at, a superset of those that name a merge request."""

_PULL = re.compile(r"Merge pull request #(?P<number>\d{1,9}) from (?P<branch>\S+)")
_SQUASHED = re.compile(r"\S.*\(#(?P<number>\d{1,9})\)\s*\Z")
_MERGE = re.compile(r"^See merge request (?P<project>[\w.][\w./-]*)?!(?P<number>\d{1,9})\s*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Named:
    """A merge request that a message names: `said` are the words, `project` its path where they say it.

    `merge` is whether the commit is the merge itself, so that its author is who merged.
    """

    forge: str
    number: int
    said: str
    project: str = ""
    merge: bool = False


def merge_request_of(commit: Commit, forge: str = "") -> Named | None:
    """Return the merge request that a commit's message says it is of; `forge` is where the repository lives.

    A number in brackets at the end of the first line is what GitHub writes when it squashes; elsewhere it may
    be anything, so it counts only there.
    """
    merge = len(commit.parents) > 1
    pulled = _PULL.match(commit.message)
    if pulled is not None and forge != GITLAB:
        return Named(GITHUB, int(pulled["number"]), pulled[0], merge=merge)
    merged = _MERGE.search(commit.message)
    if merged is not None and forge != GITHUB:
        return Named(GITLAB, int(merged["number"]), merged[0].strip(), merged["project"] or "", merge)
    squashed = _SQUASHED.match(commit.summary) if forge == GITHUB else None
    return Named(GITHUB, int(squashed["number"]), f"(#{squashed['number']})") if squashed else None
