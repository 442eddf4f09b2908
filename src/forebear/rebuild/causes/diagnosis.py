"""What reruns that vary one factor at a time have shown: told from their records alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from forebear.lineage.rebuilds import GOOD, Cause, OutputVerdict, ProcessEnd, Purpose, Rebuild, Verdict, agree
from forebear.lineage.words import Scalar
from forebear.rebuild.causes.factor import Factor
from forebear.rebuild.causes.sentences import Shown

BUDGET = 16
"""How many reruns a diagnosis may take, unless a person says otherwise."""

_FINE = (Verdict.IDENTICAL, Verdict.NO_BASELINE)
_MOVED = Cause(Factor.UNEXPLAINED, Shown.MOVED.said())


class Outcome(StrEnum):
    """What one variation showed."""

    EXPLAINS = "explains it"  # the recorded contents came out
    MATTERS = "changes the output"
    NO_EFFECT = "no effect"
    SETTLES = "makes it deterministic"
    UNSETTLED = "still differs each time"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Tried:
    """One variation (factor to value), what it showed, and the rebuilds that show it."""

    variation: Mapping[str, Scalar]
    outcome: Outcome
    evidence: str
    rebuilds: tuple[str, ...]

    @property
    def name(self) -> str:
        """The variation in words: `threads = 1`."""
        return ", ".join(f"{factor} = {value}" for factor, value in self.variation.items())

    @property
    def factor(self) -> str:
        """The factors that were varied."""
        return ", ".join(self.variation)


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What was tried to explain one rebuild.

    `deterministic` is whether it came out the same again under the same conditions (None: not tried);
    `controls` how often that was looked at. `cause` is None where nothing has been tried, or is left to
    explain.
    """

    of: str
    deterministic: bool | None
    controls: int
    tried: tuple[Tried, ...]
    cause: Cause | None

    @property
    def is_proven(self) -> bool:
        """Whether reruns have shown the cause."""
        return self.cause is not None and self.cause.proven


def diagnosis_of(base: Rebuild, series: Sequence[Rebuild]) -> Diagnosis:
    """Return what the rebuilds of a series (any order) show of the one that they are to explain."""
    ordered = sorted((each for each in series if each.series == base.id), key=lambda each: each.started_at)
    controls = [each for each in ordered if each.purpose is Purpose.REPEAT and each.verdict is not None]
    deterministic = agree([base, *controls]) if controls else None
    groups: dict[tuple[tuple[str, Scalar], ...], list[Rebuild]] = {}
    for each in ordered:
        if each.purpose is Purpose.VARIATION:
            groups.setdefault(tuple(each.variation.items()), []).append(each)
    tried = tuple(_tried(base, rebuilds, deterministic is not False) for rebuilds in groups.values())
    moved = deterministic is False and len(controls) > 1 and agree(controls)
    cause = _MOVED if moved else _cause(base, deterministic, tried)
    return Diagnosis(base.id, deterministic, len(controls), tried, cause)


def told_causes(base: Rebuild, diagnosis: Diagnosis) -> tuple[Cause, ...]:
    """Return why a rebuild differs as far as is known by now: what reruns have shown goes first.

    What it could not explain itself, and a mere suspicion of the same factor, is left out then.
    """
    if diagnosis.cause is None:
        return base.causes
    told = {diagnosis.cause.factor, Factor.UNEXPLAINED.value}
    return (diagnosis.cause, *(cause for cause in base.causes if cause.factor not in told))


def is_explained(base: Rebuild, series: Sequence[Rebuild]) -> bool:
    """Whether each output that differed has come out as recorded in one variation or another."""
    varied = [each for each in series if each.purpose is Purpose.VARIATION]
    return bool(varied) and _differing(base) <= {path for each in varied for path in reproduced(base, each)}


def reproduced(base: Rebuild, other: Rebuild) -> tuple[str, ...]:
    """Return the outputs that differ in `base` and came out as recorded in `other`."""
    now = {output.path: output for output in other.outputs}
    return tuple(
        output.path
        for output in base.outputs
        if output.verdict not in _FINE and _is_better(output, now.get(output.path))
    )


def _is_better(was: OutputVerdict, now: OutputVerdict | None) -> bool:
    if now is None:  # what had come too much did not come
        return was.verdict is Verdict.EXTRA
    return now.verdict is Verdict.IDENTICAL or (was.verdict not in GOOD and now.verdict in GOOD)


def _differing(base: Rebuild) -> set[str]:
    return {output.path for output in base.outputs if output.verdict not in _FINE}


def _tried(base: Rebuild, rebuilds: Sequence[Rebuild], deterministic: bool) -> Tried:
    outcome, evidence = _outcome(base, rebuilds) if deterministic else _settled(base, rebuilds)
    bad = next((each for each in rebuilds if each.ended is not ProcessEnd.COMPLETED), None)
    if bad is not None:
        outcome, evidence = Outcome.FAILED, bad.explanation
    return Tried(rebuilds[0].variation, outcome, evidence, tuple(each.id for each in rebuilds))


def _outcome(base: Rebuild, rebuilds: Sequence[Rebuild]) -> tuple[Outcome, str]:
    again = reproduced(base, rebuilds[0])
    if again:
        return Outcome.EXPLAINS, Shown.AS_RECORDED.said(paths=", ".join(again))
    before = {output.path: output.obtained for output in base.outputs}
    now = {output.path: output.obtained for output in rebuilds[0].outputs}
    changed = sorted(path for path in before.keys() | now.keys() if before.get(path) != now.get(path))
    if not changed:
        return Outcome.NO_EFFECT, Shown.SAME_BYTES.said()
    return Outcome.MATTERS, Shown.OTHER_BYTES.said(paths=", ".join(changed))


def _settled(base: Rebuild, rebuilds: Sequence[Rebuild]) -> tuple[Outcome, str]:
    """Return what the same variation, made several times, showed of a step that is not deterministic."""
    if len(rebuilds) < 2:
        return Outcome.UNSETTLED, Shown.ONCE.said()
    if not agree(rebuilds):
        return Outcome.UNSETTLED, Shown.DIFFERENTLY.said(count=len(rebuilds))
    again = reproduced(base, rebuilds[0])
    said = [Shown.THE_SAME.said(count=len(rebuilds))]
    said += [Shown.AS_RECORDED.said(paths=", ".join(again))] if again else []
    return Outcome.SETTLES, " ".join(said)


def _cause(base: Rebuild, deterministic: bool | None, tried: Sequence[Tried]) -> Cause | None:
    if base.verdict is None or not (_differing(base) or deterministic is False):
        return None
    for outcome, said in (
        (Outcome.EXPLAINS, Shown.EXPLAINS),
        (Outcome.SETTLES, Shown.SETTLES),
    ):
        shown = [each for each in tried if each.outcome is outcome]
        if shown:
            names = " or ".join(each.name for each in shown)
            evidence = "\n".join(f"{each.name}: {each.evidence}" for each in shown)
            return Cause(shown[0].factor, said.said(variation=names), evidence, proven=True)
    if not tried:
        return None
    if deterministic is False:
        evidence = "\n".join(f"{each.name}: {each.outcome}" for each in tried)
        return Cause(Factor.CHANCE, Shown.CHANCE.said(), evidence, proven=True)
    matters = list(dict.fromkeys(each.factor for each in tried if each.outcome is Outcome.MATTERS))
    evidence = "\n".join(f"{each.name}: {each.outcome}" for each in tried)
    if matters:
        return Cause(matters[0], Shown.MATTERS.said(factors=" and ".join(matters)), evidence)
    return Cause(Factor.UNEXPLAINED, Shown.UNEXPLAINED.said(count=len(tried)), evidence)
