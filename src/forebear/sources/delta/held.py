"""Delta tables that Git itself or DVC keeps: which version of a table a commit, or a directory, holds."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain

from forebear.lineage.facts import Checkpoint, Fact, Held, Part, Renamed, Slot
from forebear.lineage.progress import Progress
from forebear.lineage.words import Artifact, ArtifactType, Digest, NodeKind
from forebear.sources.delta.folder import LOG, commits_and_checkpoints
from forebear.sources.delta.log import mark_of, read_actions, read_described
from forebear.sources.delta.source import digest_of
from forebear.sources.dvc.digests import LEGACY
from forebear.sources.dvc.storage import DvcStorage
from forebear.sources.dvc.units import PATTERNS
from forebear.sources.dvc.values import as_list, as_mapping
from forebear.sources.dvc.yaml_text import UnreadableError
from forebear.sources.git.repository import REGULAR, GitRepository
from forebear.sources.git.source import checkpoint_state, known_tips

MOST_ABSENT = 1_000
"""Directories of which the listing is not here and is looked for at each import."""

_DIRECTORY = re.compile(rb"md5: ([0-9a-f]{32}\.dir)")
_Read = Callable[[], bytes | None]


class HeldTables:
    """The tables in the history of one repository: what is in a commit is held by it, and a directory of
    DVC's was made from the version of the table that is in it."""

    kind = "delta"

    def __init__(self, repository: GitRepository, location: str) -> None:
        self._repository = repository
        self.location = location
        place = repository.place
        self._storage = None if place.bare else DvcStorage(place.root)
        self._ids: dict[str, str] = {}
        self._marks: dict[str, str] = {}
        self._renaming = False

    def facts(self, since: Mapping[str, object] | None, progress: Progress) -> Iterator[Fact]:
        """Yield what the commits hold that are new since `since`, and directories that have come here."""
        if since is not None and not since.get("marked"):
            since, self._renaming = None, True  # read when versions had no marks
        state = since or {}
        tips = self._repository.tips()
        waiting = [str(each) for each in as_list(state.get("absent"))]
        reached = checkpoint_state(self._repository, tips)
        if since is not None and {**state, **reached} == state and not self.come(waiting):
            return
        shas = list(self._repository.commit_tips(tips).values())
        known = known_tips(self._repository, since)
        yield from self._committed(shas, known, progress)
        absent: list[str] = []
        for value in dict.fromkeys(chain(waiting, self._directories(shas, known))):
            found = self._directory(value)
            if found is None:
                absent.append(value)
            else:
                yield from found
        now = {**reached, "absent": absent[-MOST_ABSENT:], "marked": True}
        yield Checkpoint(self.kind, self.location, now)

    def come(self, directories: Iterable[str]) -> bool:
        """Whether the listing of a directory has come that was not here."""
        stores = self._storage
        return stores is not None and any(stores.find(each) for value in directories for each in _both(value))

    def _committed(self, tips: list[str], known: list[str], progress: Progress) -> Iterator[Fact]:
        changes = self._repository.changes(tips, known, (f"*{LOG}/*",), every=False)
        for number, change in enumerate(changes):
            progress.step("table versions", number)
            tables = {path.partition(f"{LOG}/")[0].rstrip("/") for path in change.files if f"{LOG}/" in path}
            for table in sorted(tables):
                found = self._at(change.sha, table)
                if found is not None:
                    yield from self._renamed(found)
                    yield Artifact((found,), table.rpartition("/")[2], ArtifactType.DATASET)
                elif self._repository.read(change.sha, f"{table}.dvc") is not None:
                    continue  # it is DVC's from here on
                yield Held(change.sha, Slot.DATA, table, found)

    def _at(self, commit: str, table: str) -> Digest | None:
        entries = self._repository.tree(commit, f"{table}/{LOG}".lstrip("/"))
        logs = {
            path.rpartition("/")[2]: entry.sha for path, entry in entries.items() if entry.mode in REGULAR
        }

        def reader(sha: str) -> _Read:
            return lambda: next(iter(self._repository.blobs([sha])))[1]

        return self._digest({name: (sha, reader(sha)) for name, sha in logs.items()})

    def _directories(self, tips: list[str], known: list[str]) -> Iterator[str]:
        """Yield the directories that DVC's new records name."""
        if self._storage is None or not (self._storage.root / ".dvc").is_dir():
            return
        changes = self._repository.changes(tips, known, PATTERNS, every=False)
        shas = dict.fromkeys(entry[1] for change in changes for entry in change.files.values() if entry)
        for _, content in self._repository.blobs(shas):
            yield from (value.decode() for value in _DIRECTORY.findall(content or b""))

    def _directory(self, value: str) -> list[Fact] | None:
        """Return what is known of the tables in a directory, None where its listing is not here."""
        storage = self._storage
        if storage is None:
            return []
        for digest in _both(value):
            try:
                entries = storage.directory(digest)
            except UnreadableError:
                return []  # the DVC source says so
            if entries is None:
                continue
            tables: dict[str, dict[str, tuple[str, _Read]]] = {}
            for entry in entries:
                table, marked, name = entry.path.partition(f"{LOG}/")
                if marked and "/" not in name:
                    content = entry.digest
                    read = (str(content), lambda content=content: storage.read(content))
                    tables.setdefault(table.rstrip("/"), {})[name] = read
            found = {table: self._digest(logs) for table, logs in tables.items()}
            told = [(table, version) for table, version in found.items() if version is not None]
            renamed = [each for _, version in told for each in self._renamed(version)]
            return [*renamed, *(Part(version, digest, table) for table, version in told)]
        return None

    def _renamed(self, version: Digest) -> Iterator[Renamed]:
        former = Digest(version.algorithm, version.value.partition("~")[0])
        if self._renaming and former != version:
            yield Renamed(NodeKind.ARTIFACT, str(former), str(version))

    def _digest(self, logs: Mapping[str, tuple[str, _Read]]) -> Digest | None:
        """Return the latest version of the table that has such a log; contents by name, with their keys."""
        commits, checkpoints = commits_and_checkpoints(logs)
        if not commits and not checkpoints:
            return None
        latest = max((*commits, *checkpoints))
        mark = self._mark(logs[commits[latest]]) if latest in commits else ""
        for number in sorted(commits):
            key, read = logs[commits[number]]
            if key not in self._ids:
                self._ids[key] = _table_of(read)
            if self._ids[key]:
                return digest_of(self._ids[key], latest, mark)
        return None

    def _mark(self, log: tuple[str, _Read]) -> str:
        key, read = log
        if key not in self._marks:
            content = read()
            self._marks[key] = "" if content is None else mark_of(content)
        return self._marks[key]


def _table_of(read: _Read) -> str:
    """Return the table's own id, where this file of its log says it."""
    try:
        content = read() or b""
        if b'"metaData"' not in content:
            return ""
        for action in read_actions(content):
            if "metaData" in action:
                return read_described(as_mapping(action["metaData"])).id
    except UnreadableError:
        return ""
    return ""


def _both(value: str) -> tuple[Digest, Digest]:
    return Digest("md5", value), Digest(LEGACY, value)
