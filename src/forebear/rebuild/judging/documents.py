"""JSON, JSON Lines, YAML and TOML: leaf by leaf, numbers by the tolerance of their names."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import PurePosixPath
from typing import TypeGuard

from forebear.compare.models.contents import LARGEST_TEXT
from forebear.compare.models.weights import steps_apart
from forebear.lineage.rebuilds import Verdict
from forebear.rebuild.judging import normalisations as named
from forebear.rebuild.judging.finding import Finding, NoComparatorError, OtherFormatError, Pair, aside_words
from forebear.rebuild.judging.judge import Values
from forebear.rebuild.judging.sentences import Compared
from forebear.rebuild.judging.tolerance import largest_words, worth_saying
from forebear.sources.dvc.values import read_values
from forebear.sources.dvc.yaml_text import UnreadableError

ENDS = (".json", ".yaml", ".yml", ".toml")

_DEEPEST = 100
_MOST = 2_000_000  # leaves of one document
_LONGEST = 64 << 20  # bytes of a line
_NAMED = 3
_CLIPPED = 120

Key = tuple[str | int | tuple[str], ...]
"""Keys of mappings, places of lists, and in a tuple what a key is written like that is no text."""

Leaves = Mapping[Key, object]


@dataclass(slots=True)
class Differences:
    """What was found out so far about leaves by name."""

    beyond: list[str] = field(default_factory=list)
    """Sentences about what differs by more than it may; only the first are kept."""
    count: int = 0
    """How many do."""
    within: int = 0
    every: int = 0
    largest: float | None = None
    ulp: int | None = None
    where: str = ""
    """The name of the number that differs most."""
    consulted: bool = False
    aside: dict[str, None] = field(default_factory=dict)
    _relative: float = -1.0

    noted: int = 0
    """How many times anything was noted."""

    def set_aside(self, name: str, when: bool = True) -> None:
        """Note that a normalisation is needed."""
        if when:
            self.noted += 1
            self.aside[name] = None

    def pass_(self, name: str) -> None:
        """Note a number that the policy lets pass."""
        self.noted += 1
        self.within += 1
        self.where = self.where or name

    def differ(self, said: str) -> None:
        """Note a difference that is more than may be."""
        self.noted += 1
        self.count += 1
        if len(self.beyond) < _NAMED:
            self.beyond.append(said)

    def apart(self, name: str, one: float, other: float) -> None:
        """Note two numbers that differ."""
        gap = _gap(one, other)
        self.largest = max(self.largest or 0.0, gap)
        if math.isfinite(gap):
            self.ulp = max(self.ulp or 0, steps_apart(one, other))
        relative = gap / max(abs(one), abs(other)) if gap and math.isfinite(gap) else gap
        if relative > self._relative:
            self._relative, self.where = relative, name


def judge_document(pair: Pair) -> Finding:
    """Compare two documents."""
    kind = PurePosixPath(pair.name).suffix.lower().lstrip(".").replace("yml", "yaml").upper()
    texts, values = [], []
    for side, path in enumerate((pair.before, pair.after)):
        if path.stat().st_size > LARGEST_TEXT:
            raise NoComparatorError(Compared.TOO_LARGE.said(size=LARGEST_TEXT >> 20, kind=kind))
        content = path.read_bytes()
        try:
            values.append(dict(leaves(read_values(pair.name, content))))
        except UnreadableError as error:
            if side == 0:
                raise NoComparatorError(Compared.RECORDED_NOT_OF_KIND.said(kind=kind, why=error)) from error
            raise OtherFormatError(Compared.NOT_OF_KIND.said(kind=kind, why=error)) from error
        texts.append(content)
    found = Differences()
    compare_leaves(pair, values[0], values[1], found)
    found.set_aside(named.LAYOUT, found.noted == 0)
    return concluded(kind, pair, found)


def judge_lines(pair: Pair) -> Finding:
    """Compare JSON Lines, line by line."""
    found = Differences()
    with pair.before.open("rb") as one, pair.after.open("rb") as other:
        for number, (before, after) in enumerate(zip_longest(_lines(one), _lines(other)), 1):
            found.every += 1
            if number % 1000 == 0:
                pair.pulse()
            if before == after:
                continue
            if before is None or after is None:
                only = Compared.LINE_ONLY_REBUILT if before is None else Compared.LINE_ONLY_RECORDED
                found.differ(only.said(line=f"{number:,}"))
                continue
            if before.rstrip(b"\r\n") == after.rstrip(b"\r\n"):
                both = before.endswith(b"\n") and after.endswith(b"\n")
                found.set_aside(named.LINE_ENDS if both else named.LAST_LINE)
                continue
            sides = []
            for side, line in enumerate((before, after)):
                try:
                    sides.append(dict(leaves(json.loads(line))))
                except (ValueError, RecursionError) as error:
                    message = f"Line {number:,} is no JSON: {error}."
                    raise (NoComparatorError if side == 0 else OtherFormatError)(message) from error
            noted = found.noted
            compare_leaves(pair, sides[0], sides[1], found, f"line {number:,}: ")
            found.set_aside(named.LAYOUT, found.noted == noted)
    return concluded("JSON Lines", pair, found)


def compare_leaves(pair: Pair, before: Leaves, after: Leaves, found: Differences, where: str = "") -> None:
    """Compare the leaves of two documents, and note what is found; `where` goes before the names."""
    if before.keys() == after.keys() and list(before) != list(after):
        found.set_aside(named.KEY_ORDER)
    found.every += len(before)
    for key, one in before.items():
        if key not in after:
            found.differ(where + Compared.GONE.said(name=name_of(key), before=shown(one)))
        else:
            compare_leaf(pair, name_of(key), one, after[key], found, where)
    for key in after.keys() - before.keys():
        found.differ(where + Compared.NEW.said(name=name_of(key), after=shown(after[key])))


def compare_leaf(  # noqa: PLR0913, PLR0917 -- two values, their name, and what is known of them
    pair: Pair, name: str, one: object, other: object, found: Differences, where: str = ""
) -> None:
    """Compare two values of one name. NaN equals nothing unless the policy says so."""
    if not (_is_number(one) and _is_number(other)):
        if type(one) is not type(other) or one != other:
            found.differ(where + Compared.WAS.said(name=name, before=shown(one), after=shown(other)))
        return
    if is_exactly(one, other):
        if type(one) is not type(other):
            found.set_aside(named.NUMBER_SPELLING)
        return
    tolerance = pair.tolerance(name)
    nan = math.isnan(one) and math.isnan(other)
    found.consulted = found.consulted or not tolerance.is_exact or nan
    if not nan:
        found.apart(f"{where}{name}", one, other)
    if (nan or not tolerance.is_exact) and tolerance.allows(one, other):
        found.pass_(f"{where}{name}")
        return
    was = Compared.WAS_NAN if nan else Compared.WAS
    found.differ(where + was.said(name=name, before=shown(one), after=shown(other)))


def concluded(comparator: str, pair: Pair, found: Differences) -> Finding:
    """Return what the differences come to."""
    policy = pair.policy.label if found.consulted else ""
    aside = tuple(found.aside)

    def finding(verdict: Verdict, why: str) -> Finding:
        return Finding(verdict, why, comparator, aside, found.largest, worth_saying(found.ulp), policy)

    if found.count:
        left = found.count - len(found.beyond)
        more = [Compared.MORE.said(count=f"{left:,}")] if left else []
        return finding(Verdict.DIFFERENT, f"{'; '.join((*found.beyond, *more))}.")
    if found.within:
        said = f"{found.within:,} of {found.every:,} values "
        said += f"differ{largest_words(found.largest, found.ulp)}" if found.largest is not None else "are NaN"
        return finding(Verdict.WITHIN_TOLERANCE, f"{said} ({found.where}); {policy}.")
    if aside:
        return finding(Verdict.EQUIVALENT, aside_words(aside))
    return finding(Verdict.SAME_VALUES, Compared.SAME_VALUES.said())


def leaves(value: object, key: Key = ()) -> Iterator[tuple[Key, object]]:
    """Yield the leaves of a document with their keys and places; an empty mapping or list is a leaf."""
    pending: list[tuple[Key, object]] = [(key, value)]
    count = 0
    while pending:
        key, value = pending.pop()
        if isinstance(value, (dict, list)) and value:
            if len(key) > _DEEPEST:
                raise UnreadableError("it is nested too deep")
            inner: list[tuple[Key, object]]
            if isinstance(value, dict):
                inner = [((*key, k if isinstance(k, str) else (repr(k),)), v) for k, v in value.items()]
            else:
                inner = [((*key, place), item) for place, item in enumerate(value)]
            pending += reversed(inner)
        else:
            count += 1
            if count > _MOST:
                raise UnreadableError("it holds too many values")
            yield key, value


def name_of(key: Key) -> str:
    """Return the name of a leaf, as metrics are named: `train.auc`, `matrix[0][1]`."""
    said = ""
    for part in key:
        if isinstance(part, int):
            said += f"[{part}]"
        else:
            word = part if isinstance(part, str) else part[0]
            said += f".{word}" if said else word
    return said or "the value"


def shown(value: object) -> str:
    """Return a value for people."""
    text = value if isinstance(value, str) else repr(value)
    return text if len(text) <= _CLIPPED else f"{text[:_CLIPPED]}…"


def _is_number(value: object) -> TypeGuard[float]:
    """Whether a value can be reckoned with: integers that are no 64-bit floats only equal themselves."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value.bit_length() < 1_024
    return isinstance(value, float)


def is_exactly(one: float, other: float) -> bool:
    """Whether two numbers are the very same: 0.0 and -0.0 are not, NaN is none."""
    return one == other and (one != 0 or math.copysign(1, one) == math.copysign(1, other))


def _gap(one: float, other: float) -> float:
    try:
        gap = float(abs(one - other))
    except OverflowError:
        return math.inf
    return math.inf if math.isnan(gap) else gap


def _lines(stream: Iterator[bytes]) -> Iterator[bytes]:
    for line in stream:
        if len(line) > _LONGEST:
            raise NoComparatorError(Compared.LONG_LINE.said(size=_LONGEST >> 20))
        if line.strip():
            yield line


def judge_values(pair: Pair, before: Values, after: Values) -> Finding:
    """Compare metrics as the lineage knows them with those of the rebuilt file."""
    found = Differences()
    compare_leaves(pair, _keyed(before), _keyed(after), found)
    found.aside.clear()  # in which order and how they were written is not known
    return concluded("metrics", pair, found)


def _keyed(values: Values) -> Leaves:
    return {(name,): _known(*value) for name, value in values.items()}


def _known(number: float | None, text: str) -> float | str:
    # A whole number that no float is comes with its digits.
    return text if number is None else int(text) if text else number
