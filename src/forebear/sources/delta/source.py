"""The Delta source: each version of one table as a dataset."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from urllib.parse import quote

from forebear.lineage.facts import (
    Checkpoint,
    CodeOf,
    Fact,
    Generated,
    Renamed,
    Revised,
    Seen,
    Solved,
    Tag,
)
from forebear.lineage.progress import Progress
from forebear.lineage.words import Artifact, ArtifactType, Digest, Known, NodeKind, Origin, Problem, Run
from forebear.sources.delta.folder import LOG, TableFolder, log_name
from forebear.sources.delta.log import TableVersion
from forebear.sources.delta.saying import COMMIT_KEYS, RUN_KEYS, own, tags
from forebear.sources.delta.table import TableLog
from forebear.sources.dvc.values import as_list, as_mapping
from forebear.sources.dvc.yaml_text import UnreadableError

_HEX = re.compile(r"[0-9a-f]{7,64}")
_RUN = re.compile(r"[0-9A-Za-z_-]{1,64}")


def digest_of(table: str, version: int, mark: str = "") -> Digest:
    """Return what a version of a table is known by: the table's own id, the version's number, and its mark
    (`log.mark_of`), for copies of a table have the first two in common when they have parted."""
    return Digest("delta", f"{quote(table, safe='')}@{version}{'~' if mark else ''}{mark}")


class DeltaSource:
    """One table. `place` is what it is called: a path below the repository's root, an absolute path or a URL;
    `full_sha` makes a whole commit id of a short one, None where there is none."""

    kind = "delta"

    def __init__(
        self,
        folder: TableFolder,
        location: str,
        place: str,
        full_sha: Callable[[str], str | None] = lambda sha: sha,
    ) -> None:
        self._folder = folder
        self.location = location
        self._place = place
        self._full_sha = full_sha

    def facts(self, since: Mapping[str, object] | None, progress: Progress) -> Iterator[Fact]:
        """Yield the versions that are new; all of them where the table is another one by now, or was vacuumed
        since, for then files of earlier versions are gone."""
        before = dict(since or {})
        try:
            log = TableLog(self._folder)
            if "marks" in before and self._state(log, before) == before:
                return
            known = before.get("version")
            versions = list(log.versions(known if isinstance(known, int) and _goes_on(log, before) else None))
            if known is not None and _is_other(log, before, versions):
                log = TableLog(self._folder)
                versions = list(log.versions())
        except (UnreadableError, OSError) as error:
            yield self._problem("", f"The log of this table could not be read: {error}.")
            return
        yield from (Solved(self.kind, str(where)) for where in as_list(before.get("problems")))
        problems = list(self._problems(log, versions))
        yield from problems
        if log.described is None:
            return
        marks = _Marks(log, as_mapping(before.get("marks")), versions)
        for number, version in enumerate(versions):
            if number % 256 == 0:
                progress.step("table versions", number, len(versions), self._place)
            yield from self._of(log.described.id, version, marks, renamed="marks" not in before)
        progress.step("table versions", len(versions), len(versions), self._place)
        state = {
            "table": log.described.id,
            "version": log.latest,
            "marks": marks.kept,
            "problems": list(dict.fromkeys(problem.where for problem in problems)),
            "unread": [name for name, _ in log.problems if name],
        }
        yield Checkpoint(self.kind, self.location, self._state(log, state))

    def _state(self, log: TableLog, state: Mapping[str, object]) -> dict[str, object]:
        """Return a state with what the log and the files that count look like now."""
        watched = [log_name(log.latest), *map(str, as_list(state.get("unread")))]
        return {
            **state,
            "latest": log.latest,
            "earliest": log.earliest,
            "stamps": [self._folder.stamp(name) for name in watched],
        }

    def _of(self, table: str, version: TableVersion, marks: _Marks, *, renamed: bool) -> Iterator[Fact]:
        digest = digest_of(table, version.number, marks.of(version.number))
        if renamed:  # by an earlier reading, which knew no marks
            former = str(digest_of(table, version.number))
            for kind in (NodeKind.ARTIFACT, NodeKind.RUN):  # a run for the writing has the same name
                yield Renamed(kind, former, str(digest))
        name = self._place.rstrip("/").rpartition("/")[2]
        yield Artifact((digest,), name, ArtifactType.DATASET, version.size, version.files)
        yield Seen(digest, self.kind, self._place, str(version.number), version.when)
        for key, value in tags(version):
            yield Tag(NodeKind.ARTIFACT, digest, key, value)
        if version.former is not None:
            earlier = digest_of(table, version.former, marks.of(version.former))
            yield Revised(earlier, digest, self._place)
        yield from self._written_by(version, digest)

    def _written_by(self, version: TableVersion, digest: Digest) -> Iterator[Fact]:
        """Yield the run that its writer names, or one for the writing itself where only the code is named."""
        said = own(version)
        run_key = next((key for key in RUN_KEYS if _RUN.fullmatch(said.get(key, ""))), "")
        commit_key = next((key for key in COMMIT_KEYS if _HEX.fullmatch(said.get(key, ""))), "")
        commit = self._full_sha(said[commit_key]) if commit_key else None
        if not run_key and not commit:
            return
        if run_key:
            run = f"mlflow:{said[run_key]}"
            yield Generated(
                run, digest, self._place, known=Known.NAMED, evidence=f"key {run_key} of the table"
            )
        else:
            run = f"delta:{digest.value}"
            by = str(version.info.get("userName") or "")
            title = f"{version.operation} {self._place}".strip()
            yield Run(run, title, origin=Origin.IMPORTED, source=self.kind, ended_at=version.when, by=by)
            yield Generated(run, digest, self._place)
        if commit:
            yield CodeOf(run, commit, known=Known.NAMED, evidence=f"key {commit_key} of the table")

    def _problems(self, log: TableLog, versions: Sequence[TableVersion]) -> Iterator[Problem]:
        for name, what in log.problems:
            yield self._problem(f"/{LOG}/{name}" if name else "", what)
        if log.described is None:
            yield self._problem("", "Its log does not say what table this is, so no version can be named.")
        if log.earliest > 0:
            yield self._problem(
                "",
                f"The versions before {log.earliest:,} are no longer in its log, which was cleaned up; "
                "what is known of them stays.",
            )
        last = versions[-1] if versions else None
        if last is not None and last.missing:
            yield self._problem(
                "",
                f"{last.missing:,} of the {last.files or 0:,} files of its latest version "
                f"({last.number:,}) are not here, so it cannot be read. Copy them from where the table was "
                "written, or restore a version whose files are here.",
            )

    def _problem(self, below: str, what: str) -> Problem:
        return Problem(self.kind, f"{self._place}{below}", what)


class _Marks:
    """The marks of a table's versions by number: those just read, those that are kept, else read again.

    `kept` are those of versions with a checkpoint, of which nothing but that may be left some day.
    """

    def __init__(self, log: TableLog, before: Mapping[str, object], versions: Sequence[TableVersion]) -> None:
        self._log = log
        self._known = {int(number): str(mark) for number, mark in before.items() if number.isdecimal()}
        self._known |= {each.number: each.mark for each in versions if each.mark}

    def of(self, number: int) -> str:
        """Return the mark of a version, "" where nothing tells it."""
        if number not in self._known:
            self._known[number] = self._log.mark(number)
        return self._known[number]

    @property
    def kept(self) -> dict[str, object]:
        """What the next reading is to know."""
        numbers = sorted({*self._log.checkpoints, self._log.latest})
        return {str(number): mark for number in numbers if (mark := self.of(number))}


def _goes_on(log: TableLog, before: Mapping[str, object]) -> bool:
    """Whether an earlier reading can be gone on from: nothing of it was unreadable."""
    last = before.get("version")
    return isinstance(last, int) and last <= log.latest and not before.get("unread") and "marks" in before


def _is_other(log: TableLog, before: Mapping[str, object], versions: Sequence[TableVersion]) -> bool:
    """Whether it is another table than before, was written again from an earlier version, or was vacuumed."""
    if not versions:  # and yet something is other than before
        return True
    table = "" if log.described is None else log.described.id
    return table != before.get("table") or any(each.operation.startswith("VACUUM") for each in versions)
