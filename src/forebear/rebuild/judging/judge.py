"""Judges one declared output of a rebuild: bytes first, then by its format what they mean."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from forebear.lineage.rebuilds import OutputVerdict, Verdict
from forebear.lineage.words import ArtifactType
from forebear.rebuild.inputs import Wanted
from forebear.rebuild.judging.differences import sizes_words
from forebear.rebuild.judging.finding import Finding, Pair
from forebear.rebuild.judging.many import Members, judge_members
from forebear.rebuild.judging.sentences import Compared
from forebear.rebuild.judging.tolerance import Policy
from forebear.rebuild.workspace import remove, safe_join
from forebear.sources.dvc.storage import directory_entries
from forebear.sources.dvc.values import metric_values, read_values
from forebear.sources.dvc.yaml_text import UnreadableError
from forebear.sources.hashing import Measured, UnsafePathError, measure, walk

_LARGEST = 32 << 20  # bytes of a file whose metrics are read
_LISTING = 512 << 20  # bytes of a folder's listing

Values = Mapping[str, tuple[float | None, str]]
"""Metrics by dotted name: a number, or None and a text."""

Recorded = Callable[[Wanted, Path], "Path | None"]
"""Returns a file with a recorded content, checked, put at the path where it has to be made; None where this
machine does not have it. Of a folder it is the listing."""


@dataclass(frozen=True, slots=True)
class Expected:
    """An output that the run had. `values` are its metrics as the lineage knows them (empty: not known)."""

    wanted: Wanted
    type: ArtifactType = ArtifactType.FILE
    is_metrics: bool = False
    values: Values = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Judged:
    """The verdict on one output, what was measured of it (None: nothing usable is there), and its metrics."""

    verdict: OutputVerdict
    measured: Measured | None
    values: Values = field(default_factory=dict)


class Judge:
    """Judges outputs by a policy; `compare` is for contents that differ in their bytes.

    `scratch` is a folder for files of its own; it is made when it is needed.
    """

    def __init__(
        self,
        policy: Policy,
        recorded: Recorded,
        compare: Callable[[Pair], Finding],
        scratch: Path,
        pulse: Callable[[], None],
    ) -> None:
        self._policy = policy
        self._recorded = recorded
        self._compare = compare
        self._scratch = scratch
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
            return without(Verdict.MISSING, Compared.NOT_MADE.said())
        except UnsafePathError as error:
            return without(Verdict.DIFFERENT, error.what)
        except OSError as error:
            return without(Verdict.DIFFERENT, Compared.UNREADABLE.said(why=error.strerror))
        compared = [digest for digest in wanted.checkable if digest.algorithm in measured.digests]
        if compared:
            first, obtained = compared[0], measured.digests[compared[0].algorithm]
        else:
            obtained = next(iter(measured.digests.values()))
        if compared and all(map(measured.agrees, compared)):
            found = Finding(Verdict.IDENTICAL, "")
        elif not wanted.checkable:
            found = Finding(Verdict.NO_BASELINE, Compared.NO_DIGEST.said())
        else:
            found = self._differing(expected, path, measured)
        verdict = OutputVerdict(
            wanted.path,
            first,
            obtained,
            found.verdict,
            found.explanation,
            found.comparator,
            found.normalisations,
            found.largest,
            found.ulp,
            found.policy,
        )
        return Judged(verdict, measured, _reported(expected, path, measured))

    def _differing(self, expected: Expected, path: Path, measured: Measured) -> Finding:
        """Return what is to be said of an output whose bytes differ."""
        wanted = expected.wanted
        was_folder = any(digest.is_directory for digest in wanted.checkable)
        if was_folder != path.is_dir():
            now = Compared.NOW_A_FILE if was_folder else Compared.NOW_A_FOLDER
            return Finding(Verdict.DIFFERENT, now.said())
        self._scratch.mkdir(parents=True, exist_ok=True)
        target = self._scratch / "recorded"
        try:
            baseline = self._recorded(wanted, target)
            if was_folder:
                return self._folder(expected, baseline, path, measured)
            if baseline is None:
                return self._without_baseline(expected, path, measured)
            return self._compare(self._pair(expected, baseline, path))
        finally:
            remove(target)

    def _pair(self, expected: Expected, before: Path, after: Path) -> Pair:
        return Pair(
            expected.wanted.path,
            before,
            after,
            self._policy,
            self._scratch,
            self._pulse,
            is_metrics=expected.is_metrics,
        )

    def _without_baseline(self, expected: Expected, path: Path, measured: Measured) -> Finding:
        """Judge a file whose recorded bytes are not here: by its metrics, where the lineage knows them."""
        sizes = sizes_words(expected.wanted.size, measured.size)
        if expected.is_metrics and expected.values and measured.size <= _LARGEST:
            from forebear.rebuild.judging.documents import judge_values  # rare, and not for every plan

            try:
                obtained = _values(expected.wanted.path, path.read_bytes())
            except UnreadableError as error:
                return Finding(Verdict.DIFFERENT, Compared.METRICS_UNREADABLE.said(why=error))
            return judge_values(self._pair(expected, path, path), expected.values, obtained)
        return Finding(Verdict.DIFFERENT, Compared.CONTENT_GONE.said(sizes=sizes))

    def _folder(self, expected: Expected, listing: Path | None, path: Path, measured: Measured) -> Finding:
        """Compare two folders file by file."""
        wanted = expected.wanted
        digest = next(digest for digest in wanted.checkable if digest.is_directory)
        if listing is None or listing.stat().st_size > _LISTING:
            return Finding(Verdict.DIFFERENT, Compared.LISTING_GONE.said(count=measured.files))
        try:
            entries = directory_entries(listing.read_bytes(), digest)
        except UnreadableError as error:
            return Finding(Verdict.NO_COMPARATOR, Compared.LISTING_UNREADABLE.said(why=error))
        recorded = {entry.path: entry.digest for entry in entries}
        members = Members.of(
            {name: each.value for name, each in recorded.items()},
            self._obtained(path, digest.algorithm, measured),
        )

        def judge(name: str) -> Finding:
            target = self._scratch / "recorded-file"
            inner = Wanted(f"{wanted.path}/{name}", (recorded[name],))
            try:
                before = self._recorded(inner, target)
                if before is None:
                    return Finding(Verdict.DIFFERENT, Compared.MEMBER_GONE.said())
                return self._compare(replace(self._pair(expected, before, path / name), inside=name))
            finally:
                remove(target)

        return judge_members("folder", members, judge)

    def _obtained(self, folder: Path, algorithm: str, measured: Measured) -> Mapping[str, str]:
        if algorithm == "md5":
            return {entry.relpath: entry.md5 for entry in measured.entries}
        found = {}
        for name, file in walk(folder):
            self._pulse()
            found[name] = measure(file, [algorithm]).digests[algorithm].value
        return found


def _algorithms(wanted: Wanted) -> list[str]:
    # md5 names what is kept and sha256 is what a report rests on; all are taken from one read.
    return list(dict.fromkeys((*(digest.algorithm for digest in wanted.checkable), "md5", "sha256")))


def _reported(expected: Expected, path: Path, measured: Measured) -> Values:
    """Return the metrics that an output holds, none where it is no metrics file or cannot be read."""
    if not expected.is_metrics or measured.files is not None or measured.size > _LARGEST:
        return {}
    try:
        return _values(expected.wanted.path, path.read_bytes())
    except UnreadableError:
        return {}


def _values(path: str, content: bytes) -> Values:
    return metric_values(read_values(path, content), Path(path).stem)
