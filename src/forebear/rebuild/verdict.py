"""Judges what a rebuild made against what the run had made: bytes first, then the values of metrics files."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from forebear.lineage.words import ArtifactType, OutputVerdict, Verdict
from forebear.rebuild.differences import describe_bytes, describe_folders
from forebear.rebuild.hashing import Measured, UnsafePathError, measure
from forebear.rebuild.inputs import Wanted
from forebear.rebuild.workspace import Traces, safe_join
from forebear.sources.dvc.values import metric_values, read_values
from forebear.sources.dvc.yaml_text import UnreadableError

_LISTED = 100  # undeclared files that get a line of their own
_NAMED = 3  # values that are named in an explanation
_LARGEST = 32 << 20  # bytes of a file that is read to explain a difference

_ORDER = {verdict: place for place, verdict in enumerate(Verdict)}
GOOD = (Verdict.IDENTICAL, Verdict.EQUIVALENT, Verdict.SAME_VALUES, Verdict.WITHIN_TOLERANCE)


@dataclass(frozen=True, slots=True)
class Tolerance:
    """When two numbers of a metrics file count as equal: |a - b| <= max(relative * max(|a|, |b|), absolute).

    NaN equals nothing, NaN included, unless `nan_equal`.
    """

    relative: float = 1e-9
    absolute: float = 0.0
    nan_equal: bool = False

    @property
    def name(self) -> str:
        """The policy's name, which goes into the record."""
        parts = [f"relative {self.relative:g}"]
        parts += [f"absolute {self.absolute:g}"] if self.absolute else []
        parts += ["NaN equals NaN"] if self.nan_equal else []
        return "metrics " + ", ".join(parts)

    def allows(self, one: float, other: float) -> bool:
        """Whether two numbers count as equal."""
        if math.isnan(one) or math.isnan(other):
            return self.nan_equal and math.isnan(one) and math.isnan(other)
        return math.isclose(one, other, rel_tol=self.relative, abs_tol=self.absolute)


Values = Mapping[str, tuple[float | None, str]]
"""Metrics by dotted name: a number, or None and a text."""


@dataclass(frozen=True, slots=True)
class Expected:
    """An output that the run had. `values` are its metrics as the lineage knows them (empty: not known)."""

    wanted: Wanted
    type: ArtifactType = ArtifactType.FILE
    is_metrics: bool = False
    values: Values = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Judged:
    """The verdict on one output, and what was measured of it (None: nothing usable is there)."""

    verdict: OutputVerdict
    measured: Measured | None


class Judge:
    """Judges outputs. `baseline` gives the recorded bytes of an output where they are on this machine."""

    def __init__(
        self, tolerance: Tolerance, baseline: Callable[[Wanted], bytes | None], pulse: Callable[[], None]
    ) -> None:
        self._tolerance = tolerance
        self._baseline = baseline
        self._pulse = pulse

    def judge(self, expected: Expected, tree: Path) -> Judged:
        """Judge one declared output in the tree that the command left."""
        wanted = expected.wanted
        first = next(iter((*wanted.checkable, *wanted.digests)), None)

        def without(verdict: Verdict, why: str) -> Judged:
            return Judged(OutputVerdict(wanted.path, first, None, verdict, why), None)

        try:
            path = safe_join(tree, wanted.path)
            measured = measure(path, _algorithms(wanted), self._pulse)
        except (FileNotFoundError, NotADirectoryError):
            return without(Verdict.MISSING, "The command did not make it.")
        except UnsafePathError as error:
            return without(Verdict.DIFFERENT, error.what)
        except OSError as error:
            return without(Verdict.DIFFERENT, f"It cannot be read: {error.strerror}.")
        compared = [digest for digest in wanted.checkable if digest.algorithm in measured.digests]
        if compared:
            first, obtained = compared[0], measured.digests[compared[0].algorithm]
        else:
            obtained = next(iter(measured.digests.values()))
        if compared and all(map(measured.agrees, compared)):
            verdict, why = Verdict.IDENTICAL, ""
        elif not wanted.checkable:
            verdict, why = Verdict.NO_BASELINE, "No digest that can be compared was recorded for it."
        else:
            verdict, why = self._compare(expected, path, measured)
        return Judged(OutputVerdict(wanted.path, first, obtained, verdict, why), measured)

    def _compare(self, expected: Expected, path: Path, measured: Measured) -> tuple[Verdict, str]:
        """Return the verdict on an output whose bytes differ."""
        wanted = expected.wanted
        baseline = self._baseline(wanted)
        if path.is_dir():
            if baseline is None:
                return (
                    Verdict.DIFFERENT,
                    f"{measured.files} files; the recorded listing is not on this machine.",
                )
            return Verdict.DIFFERENT, describe_folders(baseline, path)
        content = path.read_bytes() if measured.size <= _LARGEST else None
        if expected.is_metrics and content is not None:
            answer = self._compare_values(expected, baseline, content)
            if answer is not None:
                return answer
        return Verdict.DIFFERENT, describe_bytes(baseline, wanted.size, content, measured.size)

    def _compare_values(
        self, expected: Expected, baseline: bytes | None, content: bytes
    ) -> tuple[Verdict, str] | None:
        path = expected.wanted.path
        try:
            obtained = _values(path, content)
            known = _values(path, baseline) if baseline is not None else expected.values
        except UnreadableError as error:
            return Verdict.DIFFERENT, f"Its metrics cannot be read: {error}."
        if not known:
            return None
        apart = [
            name for name in known.keys() | obtained.keys() if not _equal(known.get(name), obtained.get(name))
        ]
        beyond = sorted(name for name in apart if not self._allowed(known.get(name), obtained.get(name)))
        if beyond:
            return Verdict.DIFFERENT, _beyond(beyond, known, obtained)
        if not apart:
            return Verdict.SAME_VALUES, "All values are equal; the file is written differently."
        largest = max(apart, key=lambda name: _relative(known[name][0], obtained[name][0]))
        by = _relative(known[largest][0], obtained[largest][0])
        count = f"{len(apart)} of {len(known)} values differ"
        why = f"{count}, at most by {by:.2g} ({largest}); {self._tolerance.name}."
        return Verdict.WITHIN_TOLERANCE, why

    def _allowed(self, one: tuple[float | None, str] | None, other: tuple[float | None, str] | None) -> bool:
        if one is None or other is None:
            return False
        if one[0] is None or other[0] is None:
            return one == other
        return self._tolerance.allows(one[0], other[0])


def undeclared(found: Traces, tree: Path) -> tuple[OutputVerdict, ...]:
    """Return a verdict for each thing the command did beside its declared outputs."""
    said = [(path, "The run did not declare it.") for path in found.added]
    said += [(path, "The command changed this file of the commit.") for path in found.changed]
    said += [(path, "The command removed this file of the commit.") for path in found.removed]
    verdicts = []
    for path, why in said[:_LISTED]:
        obtained, text = None, why
        try:
            obtained = measure(safe_join(tree, path), ["md5"]).digests["md5"]
        except UnsafePathError as error:
            text = f"{why} {error.what}"
        except OSError:
            text = why
        verdicts.append(OutputVerdict(path, None, obtained, Verdict.EXTRA, text))
    if len(said) > _LISTED:
        more = f"… and {len(said) - _LISTED} more"
        verdicts.append(OutputVerdict(more, None, None, Verdict.EXTRA, "Files that the run did not declare."))
    return tuple(verdicts)


def whole(verdicts: Iterable[OutputVerdict]) -> Verdict:
    """Return the verdict on all outputs together: the worst one; without any output there is no baseline."""
    return max((each.verdict for each in verdicts), key=_ORDER.__getitem__, default=Verdict.NO_BASELINE)


def _algorithms(wanted: Wanted) -> list[str]:
    # md5 names what is kept and sha256 is what a report rests on; all are taken from one read.
    return list(dict.fromkeys((*(digest.algorithm for digest in wanted.checkable), "md5", "sha256")))


def _values(path: str, content: bytes) -> Values:
    return metric_values(read_values(path, content), Path(path).stem)


def _equal(one: tuple[float | None, str] | None, other: tuple[float | None, str] | None) -> bool:
    # Not `one == other`: tuples take the very same NaN for equal to itself.
    if one is None or other is None:
        return one is other
    return one[0] == other[0] and one[1] == other[1]


def _relative(one: float | None, other: float | None) -> float:
    if one is None or other is None or one == other:
        return 0.0
    return abs(one - other) / max(abs(one), abs(other))


def _beyond(names: Sequence[str], known: Values, obtained: Values) -> str:
    def shown(value: tuple[float | None, str] | None) -> str:
        if value is None:
            return "nothing"
        return value[1] if value[0] is None else repr(value[0])

    lines = []
    for name in names[:_NAMED]:
        was, now = shown(known.get(name)), shown(obtained.get(name))
        lines.append(
            f"{name} was {was}, is {now}" + (", and NaN equals nothing" if was == now == "nan" else "")
        )
    more = f"; and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return "; ".join(lines) + more + "."
