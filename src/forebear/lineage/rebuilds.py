"""The words of rebuilds: how one ended, what the comparison showed, and why."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from forebear.lineage.words import Digest, Image, Scalar


class ProcessEnd(StrEnum):
    """How a rebuild's process ended."""

    COMPLETED = "completed"
    FAILED = "failed"
    TIMED_OUT = "timed out"
    OUT_OF_MEMORY = "out of memory"
    CANCELLED = "cancelled"
    BLOCKED = "blocked"


class Verdict(StrEnum):
    """What a comparison of outputs showed, best first; the whole is as good as its worst output."""

    IDENTICAL = "identical"
    EQUIVALENT = "equivalent"
    SAME_VALUES = "same values"
    WITHIN_TOLERANCE = "within tolerance"
    NO_BASELINE = "no baseline"
    NO_COMPARATOR = "no comparator"
    EXTRA = "extra"
    DIFFERENT = "different"
    MISSING = "missing"


GOOD = (Verdict.IDENTICAL, Verdict.EQUIVALENT, Verdict.SAME_VALUES, Verdict.WITHIN_TOLERANCE)
"""The verdicts that say that the recorded thing was made again."""

_COMMAND_FAILED = re.compile(r"Ran .*: failed, exit code \d+, [\d.]+ s", re.DOTALL)
"""The step of a rebuild whose command ended with an exit code of its own."""


@dataclass(frozen=True, slots=True)
class OutputVerdict:
    """The verdict on one output of a rebuild. A digest is None where there is no such output on that side.

    `comparator` names what compared the contents ("" = only bytes were), `normalisations` what had to be set
    aside for EQUIVALENT; `largest` is the largest absolute difference of two numbers and `ulp` that in units
    in the last place; `policy` the tolerance by which numbers were judged.
    """

    path: str
    expected: Digest | None
    obtained: Digest | None
    verdict: Verdict
    explanation: str = ""
    comparator: str = ""
    normalisations: tuple[str, ...] = ()
    largest: float | None = None
    ulp: int | None = None
    policy: str = ""


class Purpose(StrEnum):
    """Why a rebuild was made."""

    REBUILD = "rebuild"
    REPEAT = "repeat"  # once more, to tell chance from drift
    UPSTREAM = "upstream"  # because another one needed what it makes
    VARIATION = "variation"  # one factor varied on purpose, to find a cause
    MIXTURE = "mixture"  # factors of two versions mixed on purpose, to share out a difference


VOUCHING = (Purpose.REBUILD, Purpose.REPEAT, Purpose.UPSTREAM)
"""The purposes of rebuilds that say something of the run itself: nothing was changed on purpose."""


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a rebuild came out as it did. `factor` is one word (inputs, code, image, parameters, threads …).

    `evidence` is what was seen; `proven` whether a rerun that varied only this factor showed it.
    """

    factor: str
    said: str
    evidence: str = ""
    proven: bool = False


@dataclass(frozen=True, slots=True)
class Rebuild:
    """One attempt to make a run's outputs again. Append-only once written.

    `how` is how the image was found: local, pulled, archive, reconstructed or assumed. `log` is the path of
    the log file. `profile` records the isolation and every loosening of it. `series` is one for rebuilds that
    were asked for together ("" = alone); `variation` what was changed on purpose, by factor. `metrics` are
    the numbers that it reported, by `file:name`; `usage` what it took (memory and disk in bytes, seconds).
    `causes` say why it differs, the likeliest first.
    """

    id: str
    run: str
    ended: ProcessEnd
    verdict: Verdict | None
    outputs: tuple[OutputVerdict, ...]
    image: Image | None
    how: str
    started_at: datetime
    seconds: float
    by: str
    explanation: str = ""
    missing: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    log: str = ""
    profile: Mapping[str, Scalar] = field(default_factory=dict)
    purpose: Purpose = Purpose.REBUILD
    series: str = ""
    variation: Mapping[str, Scalar] = field(default_factory=dict)
    metrics: Mapping[str, float] = field(default_factory=dict)
    usage: Mapping[str, float] = field(default_factory=dict)
    causes: tuple[Cause, ...] = ()

    @property
    def vouches(self) -> bool:
        """Whether it says something of the run itself: nothing was changed on purpose."""
        return self.purpose in VOUCHING

    @property
    def failed_by_itself(self) -> bool:
        """Whether its command failed; what an engine, a disk or a kill ended may come out another time."""
        failed = self.ended is ProcessEnd.FAILED
        return failed and any(map(_COMMAND_FAILED.fullmatch, self.steps))


def agree(rebuilds: Sequence[Rebuild]) -> bool:
    """Whether all made the same outputs, byte for byte."""
    made = [{output.path: output.obtained for output in rebuild.outputs} for rebuild in rebuilds]
    return all(each == made[0] for each in made)
