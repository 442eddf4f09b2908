"""What a comparator is given, and what it found."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from forebear.lineage.rebuilds import Verdict
from forebear.rebuild.judging.sentences import Compared
from forebear.rebuild.judging.tolerance import Policy, Tolerance

ORDER = {verdict: place for place, verdict in enumerate(Verdict)}
"""Verdicts, best first."""


class NoComparatorError(Exception):
    """Two contents that cannot be compared by what they mean; the message is a sentence, for people."""


class OtherFormatError(Exception):
    """The rebuilt file cannot be read as what the recorded one is; the message is a sentence, for people."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two files of other bytes, recorded and rebuilt, of which neither is a link.

    `path` is what the project calls the output, `inside` where in it they lie (a file of a folder, a member
    of an archive). `scratch` is a folder for files of the comparator's own, `depth` how many archives they
    were taken out of; `pulse` is called now and then and may raise CancelledError.
    """

    path: str
    before: Path
    after: Path
    policy: Policy
    scratch: Path
    pulse: Callable[[], None]
    inside: str = ""
    is_metrics: bool = False
    depth: int = 0

    @property
    def name(self) -> str:
        """The name that tells the format."""
        return self.inside or self.path

    @property
    def whole(self) -> str:
        """The path with which rules of tolerance are matched."""
        return f"{self.path}/{self.inside}" if self.inside else self.path

    def tolerance(self, name: str) -> Tolerance:
        """Return by how much a number of this name may differ."""
        return self.policy.tolerance(self.whole, name, is_metrics=self.is_metrics)

    def within(self, inside: str, before: Path, after: Path, *, depth: int = 0) -> Pair:
        """Return two files that were found in these two."""
        name = f"{self.inside}/{inside}" if self.inside else inside
        return replace(self, before=before, after=after, inside=name, depth=self.depth + depth)


@dataclass(frozen=True, slots=True)
class Finding:
    """What comparing two contents showed; the fields are those of an OutputVerdict."""

    verdict: Verdict
    explanation: str
    comparator: str = ""
    normalisations: tuple[str, ...] = ()
    largest: float | None = None
    ulp: int | None = None
    policy: str = ""


Comparator = Callable[[Pair], Finding]
"""Compares two files. Raises NoComparatorError where it cannot tell, OtherFormatError where only the recorded
one is of its format; whatever else it raises is a defect, and counts as no comparator."""


def largest_of(findings: Iterable[Finding]) -> tuple[float | None, int | None]:
    """Return the largest difference of all, and the most units in the last place."""
    found = list(findings)
    gaps = [each.largest for each in found if each.largest is not None]
    steps = [each.ulp for each in found if each.ulp is not None]
    return max(gaps, default=None), max(steps, default=None)


def aside_words(aside: Iterable[str], detail: str = "") -> str:
    """Say what was set aside; `detail` names what of it differs."""
    named = ", ".join(aside)
    if detail:
        return Compared.ASIDE_NOTED.said(aside=named, notes=detail)
    return Compared.ASIDE.said(aside=named)
