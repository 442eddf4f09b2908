"""Judges two contents that were read as parts by name: tensors, trees, members, settings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from forebear.compare.comparison import PartRow
from forebear.compare.model import compare_contents
from forebear.compare.models.contents import ModelContents, Part, Parts, Tensor
from forebear.compare.models.leaves import ARRAY, LEAF
from forebear.compare.models.weights import value_pairs, width
from forebear.lineage.rebuilds import Verdict
from forebear.lineage.words import Digest
from forebear.rebuild.judging.finding import Finding, NoComparatorError, Pair, aside_words
from forebear.rebuild.judging.normalisations import VOLATILE
from forebear.rebuild.judging.sentences import Compared
from forebear.rebuild.judging.tolerance import distance_words, largest_words, worth_saying

_NAMED = 3  # parts that are named in an explanation
_CLIPPED = 120  # characters of a value in an explanation
_SIDES = (Digest("sha256", "recorded"), Digest("sha256", "rebuilt"))


@dataclass(frozen=True, slots=True)
class Read:
    """One side as it was read.

    `parts` are compared. `aside` is what is set aside, by the name of its normalisation, `loose` what else of
    the file's form is known to carry no value, by a name for people; of both only whether it differs matters.
    A part's `reason` is the name of a normalisation too.
    """

    parts: Parts
    aside: Mapping[str, object] = field(default_factory=dict)
    loose: Mapping[str, object] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class _Sorted:
    """The parts that differ, by what that comes to."""

    different: list[tuple[PartRow, str]] = field(default_factory=list)
    within: list[PartRow] = field(default_factory=list)
    unknown: list[PartRow] = field(default_factory=list)
    aside: dict[str, None] = field(default_factory=dict)
    leaves: list[PartRow] = field(default_factory=list)
    """The parts that are set aside."""
    consulted: bool = False
    """Whether a tolerance other than equality was asked."""


def judge_parts(comparator: str, pair: Pair, before: Read, after: Read) -> Finding:
    """Compare what was read of both files; what cannot be compared raises NoComparatorError."""
    models = [ModelContents("", 0, each.parts, notes=each.notes) for each in (before, after)]
    compared = compare_contents(_SIDES, models)
    sorted_ = _sort(pair, before.parts, after.parts, compared.parts)
    for name in dict.fromkeys((*before.aside, *after.aside)):
        if before.aside.get(name) != after.aside.get(name):
            sorted_.aside[name] = None
    loose = [
        name
        for name in dict.fromkeys((*before.loose, *after.loose))
        if before.loose.get(name) != after.loose.get(name)
    ]
    return _concluded(comparator, pair, sorted_, loose, compared.counts, compared.notes)


def _sort(pair: Pair, before: Parts, after: Parts, rows: Iterable[PartRow]) -> _Sorted:
    found = _Sorted()
    for row in rows:
        if row.same[1] is True:
            continue
        slot = row.kind, row.name
        one, other = before.get(slot), after.get(slot)
        if row.reason:
            found.aside[VOLATILE.get(row.reason, row.reason)] = None
            found.leaves.append(row)
        elif row.same[1] is None:
            found.unknown.append(row)
        elif one is not None and other is not None and _are_numbers(row, one, other):
            beyond = _beyond(pair, row.name, one.tensor, other.tensor, found)
            if beyond:
                found.different.append((row, beyond))
            else:
                found.within.append(row)
        else:
            found.different.append((row, ""))
    return found


def _are_numbers(row: PartRow, one: Part, other: Part) -> bool:
    """Whether two parts are numbers of one type and shape, and only in these they differ."""
    before, after, distance = one.tensor, other.tensor, row.distances[1]
    if before is None or after is None or not width(before) or distance is None or distance.same:
        return False
    # The key of what was loaded holds a digest of its values.
    alike = row.kind in (ARRAY, LEAF) or one.key == other.key
    return alike and (before.dtype, before.shape) == (after.dtype, after.shape)


def _beyond(pair: Pair, name: str, before: Tensor | None, after: Tensor | None, found: _Sorted) -> str:
    """Say how many numbers differ by more than they may, "" where none does."""
    if before is None or after is None:
        return "they cannot be compared"
    tolerance = pair.tolerance(name)
    if tolerance.is_exact and not tolerance.nan_equal:
        return "no tolerance is given for it"
    found.consulted = True
    beyond = 0
    for values in value_pairs(before, after):
        pair.pulse()
        beyond += int(tolerance.beyond(values).sum())
    return f"{beyond:,} beyond {tolerance.name}" if beyond else ""


def _concluded(  # noqa: PLR0913, PLR0917 -- all that was found out
    comparator: str,
    pair: Pair,
    found: _Sorted,
    loose: Sequence[str],
    counts: Mapping[str, tuple[int, int]],
    notes: Sequence[str],
) -> Finding:
    rows = [row for row, _ in found.different] + found.within
    distances = [distance for row in rows if (distance := row.distances[1]) is not None]
    largest = max((each.largest for each in distances if each.largest is not None), default=None)
    ulp = worth_saying(max((each.ulps for each in distances if each.ulps is not None), default=None))
    policy = pair.policy.label if found.consulted else ""
    aside = tuple(found.aside)

    def finding(verdict: Verdict, why: str) -> Finding:
        return Finding(verdict, why, comparator, aside, largest, ulp, policy)

    if found.different:
        return finding(Verdict.DIFFERENT, _different_words(found.different, counts))
    if found.unknown:
        raise NoComparatorError(_unknown_words(found.unknown, notes))
    if found.within:
        said = f"{len(found.within):,} of {sum(every for _, every in counts.values()):,} parts differ"
        return finding(
            Verdict.WITHIN_TOLERANCE,
            f"{said}{largest_words(largest, ulp)} ({found.within[0].name}); {policy}.",
        )
    if loose:
        return finding(Verdict.SAME_VALUES, Compared.SAME_BUT.said(names=", ".join(loose)))
    if aside:
        return finding(Verdict.EQUIVALENT, aside_words(aside, _leaves_words(found.leaves)))
    return finding(Verdict.SAME_VALUES, Compared.SAME_VALUES.said())


def _leaves_words(leaves: Sequence[PartRow]) -> str:
    named = [
        Compared.WAS.said(name=row.name, before=_shown(row, 0), after=_shown(row, 1))
        for row in leaves[:_NAMED]
    ]
    more = f"; and {len(leaves) - _NAMED:,} more" if len(leaves) > _NAMED else ""
    return "; ".join(named) + more


def _different_words(different: Sequence[tuple[PartRow, str]], counts: Mapping[str, tuple[int, int]]) -> str:
    # Numbers say the most.
    different = sorted(different, key=lambda each: each[0].distances[1] is None)
    kinds = Counter(row.kind for row, _ in different)
    said = [
        f"{count:,} of {_counted(counts[kind][1], kind)} {'differs' if counts[kind][1] == 1 else 'differ'}"
        for kind, count in kinds.items()
    ]
    lines = [f"{'; '.join(said)}: {_row_words(*different[0])}"]
    lines += [_row_words(*each) for each in different[1:_NAMED]]
    text = "; ".join(lines) + (f"; and {len(different) - _NAMED:,} more" if len(different) > _NAMED else "")
    equal = [
        _counted(every, kind) for kind, (differing, every) in counts.items() if not differing and kind != LEAF
    ]
    return f"{text}. Equal: {', '.join(equal)}." if equal else f"{text}."


_PLURALS = {ARRAY: "arrays", LEAF: "leaves", "class": "classes", "storage": "storages"}


def _counted(count: int, kind: str) -> str:
    return f"{count:,} {_PLURALS.get(kind, f'{kind}s') if count != 1 else kind}"


def _row_words(row: PartRow, beyond: str) -> str:
    distance = row.distances[1]
    if distance is not None and distance.largest is not None and distance.values > 1:
        more = f", {beyond}" if beyond and "tolerance" not in beyond else ""
        return f"{row.name} ({distance_words(distance)}{more})"
    if row.values[0] is None:
        return Compared.ONLY_REBUILT.said(name=row.name)
    if row.values[1] is None:
        return Compared.ONLY_RECORDED.said(name=row.name)
    if row.values[0] == row.values[1]:
        return row.name
    return Compared.WAS.said(name=row.name, before=_shown(row, 0), after=_shown(row, 1))


def _shown(row: PartRow, side: int) -> str:
    value = row.values[side]
    text = "nothing" if value is None else " ".join(value.split())
    return text if len(text) <= _CLIPPED else f"{text[:_CLIPPED]}…"


def _unknown_words(unknown: Sequence[PartRow], notes: Sequence[str]) -> str:
    names = ", ".join(row.name for row in unknown[:_NAMED])
    left = len(unknown) - _NAMED
    said = (
        Compared.MORE_PARTS_UNKNOWN.said(names=names, count=f"{left:,}")
        if left > 0
        else Compared.PARTS_UNKNOWN.said(names=names)
    )
    return " ".join((said, *notes))
