"""Which changes may explain what happened to the metrics, the likeliest first.

The order follows the rules below, each with a weight that anyone can read; it is a hint where to look first
and proves nothing. Every change says which rules gave it its place. Weights add up:

    ONLY_CHANGE        50  nothing else that is recorded differs
    DRIFTED            45  columns of the data drifted (where it was looked into)
    FIRST_STEP         30  the first step that differs reads it: what is downstream may follow from it
    MADE_METRIC        20  the step that reported the changed metrics reads it
    BEFORE_METRIC      15  a step upstream of that one reads it
    USED_CODE          15  code that a compared run names as an input
    UNCOMMITTED        15  code that was not committed when a compared run ran with it
    NUMERICS           25  a package, image or CUDA that computes numbers
    SEED               10  a seed or another source of chance
    SCHEMA             15  columns or their types differ
    DECLARES           10  a declaration of the environment (a lock file, a Dockerfile)
    COVERS             10  it differs in every version whose metrics differ (of three or more versions)
    NOT_IN_ALL        -15  it is the baseline's in a version whose metrics differ: it cannot explain that one
    WITHOUT_EFFECT    -10  it differs in a version whose metrics are the baseline's
    SAME_VALUES       -40  every row of the data has the same values (where it was looked into)
    UNUSED_CODE       -30  the runs name the code they read, and not this file
    ASIDE             -20  only steps read it from which the changed metrics were not made
"""

from __future__ import annotations

import re
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from forebear.compare.comparison import Comparison, DataRole, FileKind, Step
from forebear.compare.data.drifted import all_rows_equal, drifted_columns
from forebear.compare.data.findings import Study
from forebear.compare.parameters import type_name, types_matter
from forebear.compare.paths import COUNTED, file_kind
from forebear.compare.sameness import sameness
from forebear.compare.text.patches import PatchedFile, read_patch
from forebear.lineage.words import Scalar


class Rule(StrEnum):
    """Why a change has its place."""

    ONLY_CHANGE = "only change"
    DRIFTED = "drifted"
    FIRST_STEP = "first step"
    MADE_METRIC = "made the metric"
    BEFORE_METRIC = "before the metric"
    USED_CODE = "used code"
    UNCOMMITTED = "uncommitted"
    NUMERICS = "numerics"
    SEED = "seed"
    SCHEMA = "schema"
    DECLARES = "declares the environment"
    COVERS = "covers"
    NOT_IN_ALL = "not in all"
    WITHOUT_EFFECT = "without effect"
    UNUSED_CODE = "unused code"
    ASIDE = "aside"
    SAME_VALUES = "same values"


WEIGHTS = {
    Rule.ONLY_CHANGE: 50,
    Rule.DRIFTED: 45,
    Rule.FIRST_STEP: 30,
    Rule.MADE_METRIC: 20,
    Rule.BEFORE_METRIC: 15,
    Rule.USED_CODE: 15,
    Rule.UNCOMMITTED: 15,
    Rule.NUMERICS: 25,
    Rule.SEED: 10,
    Rule.SCHEMA: 15,
    Rule.DECLARES: 10,
    Rule.COVERS: 10,
    Rule.NOT_IN_ALL: -15,
    Rule.WITHOUT_EFFECT: -10,
    Rule.UNUSED_CODE: -30,
    Rule.ASIDE: -20,
    Rule.SAME_VALUES: -40,
}
_BASE = {"data": 20, "code": 20, "parameters": 20, "environment": 10}
_SEED = re.compile(r"(^|[._-])(random_?)?(seed|state|random_state)s?$", re.IGNORECASE)
_NUMERICS = {
    "numpy", "scipy", "pandas", "polars", "pyarrow", "scikit-learn", "torch", "torchvision", "tensorflow",
    "keras", "jax", "jaxlib", "xgboost", "lightgbm", "catboost", "numba", "cupy", "statsmodels", "mkl",
    "openblas", "libopenblas", "libblas", "liblapack", "cudatoolkit", "cuda", "cudnn", "onnxruntime",
    "transformers", "triton", "intel-openmp", "llvm-openmp", "nccl", "magma", "pytorch",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reason:
    """A rule that was met; `about` names what it was met by: steps, columns, versions, as fits the rule."""

    rule: Rule
    about: str = ""

    @property
    def weight(self) -> int:
        """What it adds to the score."""
        return WEIGHTS[self.rule]


@dataclass(frozen=True, slots=True)
class Cause:
    """A change that may explain what happened.

    `side` is one of `Comparison.changed`; `what` a path, a parameter's or a package's name, `source` the
    file or run it belongs to. `values` are what each version has, as text, None where it has none. `labels`
    are the versions that differ from the baseline.
    """

    side: str
    what: str
    source: str
    values: tuple[str | None, ...]
    labels: tuple[str, ...]
    reasons: tuple[Reason, ...]

    @property
    def score(self) -> int:
        """The sum of the reasons' weights and of what its side starts with."""
        return _BASE[self.side] + sum(reason.weight for reason in self.reasons)


def rank(comparison: Comparison, looked: Mapping[str, Sequence[Reason]] | None = None) -> tuple[Cause, ...]:
    """Return the changes, the likeliest explanation first; equal scores by side and name.

    `looked` is, by data path, what a look into the data says (see `of_look`); None = what the comparison's
    own studies say.
    """
    if looked is None:
        looked = {row.path: of_look(row.study) for row in comparison.data if row.study is not None}
    rules = _Rules(comparison, looked)
    causes = [*rules.of_data(), *rules.of_code(), *rules.of_parameters(), *rules.of_environment()]
    if len(causes) == 1 and None not in comparison.changed.values():
        (only,) = causes
        reasons = (Reason(Rule.ONLY_CHANGE), *only.reasons)
        causes = [Cause(only.side, only.what, only.source, only.values, only.labels, reasons)]
    order = list(_BASE)
    return tuple(
        sorted(causes, key=lambda cause: (-cause.score, order.index(cause.side), cause.source, cause.what))
    )


def of_look(study: Study) -> tuple[Reason, ...]:
    """Return the reasons that a look into data gives."""
    if columns := drifted_columns(study):
        return (Reason(Rule.DRIFTED, _listed(columns)),)
    return (Reason(Rule.SAME_VALUES),) if all_rows_equal(study) else ()


def unexplored(comparison: Comparison) -> tuple[str, ...]:
    """Return the sides that are not recorded: they can neither explain it nor be ruled out."""
    return tuple(side for side, changed in comparison.changed.items() if changed is None)


class _Rules:
    """The rules, on one comparison."""

    def __init__(self, comparison: Comparison, looked: Mapping[str, Sequence[Reason]]) -> None:
        self._comparison, self._looked = comparison, looked
        self._labels = [version.label for version in comparison.versions]
        changed = [row for row in comparison.metrics if row.differs]
        self._affected = {
            label
            for column, label in enumerate(self._labels)
            for row in changed
            if sameness(row.values[column]) != sameness(row.values[0])
        }
        self._steps = comparison.steps
        self._makers = _makers(self._steps, {row.source for row in changed})
        self._before = _upstream(self._steps, self._makers)
        self._first = self._first_steps()

    # each side

    def of_data(self) -> Iterator[Cause]:
        """Changed data that was not made by a run of the version."""
        for row in self._comparison.data:
            if row.role is not DataRole.SOURCE or not row.differs:
                continue
            reasons = [*self._looked.get(row.path, ()), *self._by_readers(row.path)]
            columns = [column.name for column in row.columns if len(set(column.types)) > 1]
            if columns and not any(reason.rule is Rule.SCHEMA for reason in reasons):
                reasons.append(Reason(Rule.SCHEMA, _listed(columns)))
            values = [str(digest) if digest else None for digest in row.digests]
            yield self._cause(("data", row.path, ""), values, values, reasons)

    def of_code(self) -> Iterator[Cause]:
        """Changed files that count as code, in commits and beside them."""
        committed = {file.path: file for file in self._comparison.code.files if file.kind in COUNTED}
        patched = self._patched()
        for path in dict.fromkeys((*committed, *patched)):
            file, uncommitted = committed.get(path), patched.get(path, {})
            said = {
                diff.label: diff.status if diff.binary else f"{diff.status} +{diff.added} -{diff.removed}"
                for diff in (file.diffs if file else ())
            }
            keys = [(label in said, _lines(uncommitted.get(label))) for label in self._labels]
            if len(set(keys)) == 1:
                continue
            kind = file.kind if file else file_kind(path, (), ())
            reasons = self._by_readers(path)
            if kind is FileKind.ENVIRONMENT:
                reasons.append(Reason(Rule.DECLARES))
            elif file and file.used:
                reasons.append(Reason(Rule.USED_CODE))
            elif file and file.used is False:
                reasons.append(Reason(Rule.UNUSED_CODE))
            if uncommitted:
                reasons.append(Reason(Rule.UNCOMMITTED, ", ".join(uncommitted)))
            for label, change in uncommitted.items():
                told = f"{change.status} +{change.added} -{change.removed}, not committed"
                said[label] = f"{said[label]}; {told}" if label in said else told
            yield self._cause(("code", path, ""), [said.get(label) for label in self._labels], keys, reasons)

    def _patched(self) -> dict[str, dict[str, PatchedFile]]:
        """By path and version, what counts as code and was kept beside the version's commit."""
        commits = {version.label: version.commit for version in self._comparison.versions}
        found: dict[str, dict[str, PatchedFile]] = {}
        for kept in self._comparison.code.uncommitted:
            for file in read_patch(kept.text) if kept.base == commits[kept.label] else ():
                if file_kind(file.path, (), ()) in COUNTED:
                    found.setdefault(file.path, {})[kept.label] = file
        return found

    def of_parameters(self) -> Iterator[Cause]:
        """Changed parameters."""
        for row in self._comparison.parameters:
            if not row.differs:
                continue
            readers = {
                step.name
                for step in self._steps
                if (row.source, row.name) in step.parameters or ("", row.name) in step.parameters
            }
            reasons = self._by_readers(row.source, readers or None)
            if _SEED.search(row.name):
                reasons.append(Reason(Rule.SEED))
            say = _typed if types_matter(row) else _text
            values = [None if value is None else say(value) for value in row.values]
            keys = [sameness(value) for value in row.values]
            yield self._cause(("parameters", row.name, row.source), values, keys, reasons)

    def of_environment(self) -> Iterator[Cause]:
        """What differs of the environment that was chosen; what the machine was is told, not ranked."""
        for row in self._comparison.environment:
            if not row.differs or row.aspect in ("fact", "layers"):  # what layers hold is told by itself
                continue
            readers = {row.run} if row.run else None
            reasons = self._by_steps(readers) if readers else []
            name = row.name.lower().replace("_", "-")
            if (
                row.aspect in ("image", "cuda")
                or (row.aspect in ("package", "declared") and _numeric(name))
                or (row.aspect == "variable" and ("seed" in name or "threads" in name or "cuda" in name))
            ):
                reasons.append(Reason(Rule.NUMERICS))
            if row.aspect == "declared":
                reasons.append(Reason(Rule.DECLARES))
            keys = [
                key if recorded else row.keys[0] for key, recorded in zip(row.keys, row.recorded, strict=True)
            ]
            yield self._cause(("environment", row.name, row.run), row.values, keys, reasons)

    # the rules that all share

    def _cause(
        self,
        name: tuple[str, str, str],
        values: Sequence[str | None],
        keys: Sequence[object],
        reasons: Sequence[Reason],
    ) -> Cause:
        labels = tuple(label for label, key in zip(self._labels, keys, strict=True) if key != keys[0])
        return Cause(*name, tuple(values), labels, (*reasons, *self._by_versions(labels)))

    def _by_versions(self, labels: Collection[str]) -> Iterator[Reason]:
        """Whether it differs where the metrics do; two versions cannot tell."""
        if len(self._labels) < 3 or not self._affected:
            return
        missed = [label for label in self._labels if label in self._affected and label not in labels]
        if missed:
            yield Reason(Rule.NOT_IN_ALL, ", ".join(missed))
        else:
            yield Reason(Rule.COVERS)
        idle = [label for label in labels if label not in self._affected]
        if idle:
            yield Reason(Rule.WITHOUT_EFFECT, ", ".join(idle))

    def _by_readers(self, path: str, readers: Collection[str] | None = None) -> list[Reason]:
        found = readers if readers is not None else {s.name for s in self._steps if _reads(s, path)}
        return self._by_steps(found)

    def _by_steps(self, readers: Collection[str]) -> list[Reason]:
        """Where in the pipeline the steps are that read it."""
        reasons = []
        if first := sorted(self._first & set(readers)):
            reasons.append(Reason(Rule.FIRST_STEP, _listed(first)))
        if makers := sorted(self._makers & set(readers)):
            reasons.append(Reason(Rule.MADE_METRIC, _listed(makers)))
        elif before := sorted(self._before & set(readers)):
            reasons.append(Reason(Rule.BEFORE_METRIC, _listed(before)))
        elif readers and self._makers:
            reasons.append(Reason(Rule.ASIDE, _listed(sorted(readers))))
        return reasons

    def _first_steps(self) -> set[str]:
        """The steps that read something that differs, and have no such step upstream of them."""
        comparison = self._comparison
        paths = {row.path for row in comparison.data if row.role is DataRole.SOURCE and row.differs}
        paths |= {file.path for file in comparison.code.files if file.kind is FileKind.CODE}
        paths |= self._patched().keys()
        given = {(row.source, row.name) for row in comparison.parameters if row.differs}
        names = {name for _, name in given}
        differing = {
            step.name
            for step in self._steps
            if any(_reads(step, path) for path in paths)
            or any(pair in given or (not pair[0] and pair[1] in names) for pair in step.parameters)
        }
        if len(self._steps) < 2:
            return set()  # the first of one says nothing
        return {name for name in differing if not _upstream(self._steps, {name}) & differing}


def _makers(steps: Iterable[Step], sources: Collection[str]) -> set[str]:
    """The steps that reported these metrics; where none wrote their files, all of them."""
    found = {step.name for step in steps if not step.outputs.isdisjoint(sources)}
    return found or ({step.name for step in steps} if sources == {""} else set())


def _upstream(steps: Sequence[Step], names: Collection[str]) -> set[str]:
    """The steps upstream of these, without them."""
    by_name = {step.name: step for step in steps}
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        step = by_name[waiting.pop()]
        before = {other.name for other in steps if not other.outputs.isdisjoint(step.inputs)}
        waiting += before - found
        found |= before
    return found - set(names)


def _lines(file: PatchedFile | None) -> Hashable:
    """What was done to a file beside its commit, whichever tool wrote it down."""
    return None if file is None else (file.status, file.text if file.binary else tuple(file.lines))


def _reads(step: Step, path: str) -> bool:
    """Whether a step names this path, or a folder above it, as an input."""
    return path in step.inputs or any(path.startswith(f"{folder}/") for folder in step.inputs if folder)


def _numeric(name: str) -> bool:
    return name in _NUMERICS or name.startswith(("nvidia-", "cuda-", "libcud", "libcublas", "python3"))


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(names[:4])
    return shown if len(names) <= 4 else f"{shown} (+{len(names) - 4})"


def _typed(value: Scalar) -> str:
    return f"{_text(value)} ({type_name(value)})"


def _text(value: Scalar) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(value) if isinstance(value, float) else str(value)
