"""Judges what holds many files: each with its own comparator, and the worst one counts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from forebear.lineage.rebuilds import Verdict
from forebear.rebuild.judging.finding import ORDER, Finding, largest_of
from forebear.rebuild.judging.sentences import Compared

MOST_OPENED = 2_000
"""Files that are opened; of more that differ it is only said that they do."""

_NAMED = 3


@dataclass(frozen=True, slots=True)
class Members:
    """The files of both sides by name: those of other bytes, how many are the same, and who has others."""

    differing: tuple[str, ...]
    same: int
    missing: tuple[str, ...]
    extra: tuple[str, ...]

    @classmethod
    def of(cls, before: Mapping[str, str], after: Mapping[str, str]) -> Members:
        """Tell apart what two listings (name to digest) hold."""
        both = before.keys() & after.keys()
        differing = sorted(name for name in both if before[name] != after[name])
        return cls(
            tuple(differing),
            len(both) - len(differing),
            tuple(sorted(before.keys() - after.keys())),
            tuple(sorted(after.keys() - before.keys())),
        )


def judge_members(comparator: str, members: Members, judge: Callable[[str], Finding]) -> Finding:
    """Judge the files that differ one by one; the rest is counted."""
    found: dict[str, Finding] = {}
    for name in members.differing[:MOST_OPENED]:
        found[name] = judge(name)
    left = len(members.differing) - len(found)
    verdicts = [each.verdict for each in found.values()]
    if members.missing or members.extra:
        verdicts.append(Verdict.DIFFERENT)
    if left:
        verdicts.append(Verdict.NO_COMPARATOR)
    verdict = max(verdicts, key=ORDER.__getitem__, default=Verdict.IDENTICAL)
    largest, ulp = largest_of(found.values())
    return Finding(
        verdict,
        _words(members, found, left),
        ", ".join([comparator, *_named(each.comparator for each in found.values())]),
        _named(name for each in found.values() for name in each.normalisations),
        largest,
        ulp,
        next((each.policy for each in found.values() if each.policy), ""),
    )


def with_aside(finding: Finding, aside: Iterable[str]) -> Finding:
    """Return what was found in a container of which this much was set aside as well."""
    names = tuple(aside)
    if not names:
        return finding
    verdict = finding.verdict
    if verdict is Verdict.IDENTICAL:
        verdict = Verdict.EQUIVALENT
    return replace(
        finding,
        verdict=verdict,
        explanation=f"{finding.explanation}\n{Compared.ASIDE_OF_ARCHIVE.said(aside=', '.join(names))}",
        normalisations=tuple(dict.fromkeys((*names, *finding.normalisations))),
    )


def _named(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part for word in words for part in word.split(", ") if part))


def _words(members: Members, found: Mapping[str, Finding], left: int) -> str:
    every = members.same + len(members.differing) + len(members.missing)
    counts: dict[Verdict, list[str]] = {}
    for name, each in found.items():
        counts.setdefault(each.verdict, []).append(name)
    said = [f"{members.same:,} identical"] if members.same else []
    said += [
        f"{len(counts[verdict]):,} {verdict.value} ({_few(counts[verdict])})"
        for verdict in sorted(counts, key=ORDER.__getitem__, reverse=True)
    ]
    said += [f"{len(members.missing):,} missing ({_few(members.missing)})"] if members.missing else []
    said += [f"{len(members.extra):,} extra ({_few(members.extra)})"] if members.extra else []
    said += [f"{left:,} more differ and were not opened"] if left else []
    lines = [Compared.FILES.said(count=f"{every:,}", counts="; ".join(said))]
    worst = sorted(found, key=lambda name: -ORDER[found[name].verdict])[:_NAMED]
    lines += [f"{name}: {found[name].explanation}" for name in worst if found[name].explanation]
    return "\n".join(lines)


def _few(names: Iterable[str]) -> str:
    listed = list(names)
    return ", ".join(listed[:_NAMED]) + (", …" if len(listed) > _NAMED else "")
