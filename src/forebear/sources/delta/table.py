"""The versions of one table, from its log: from the first that can be known, or on from a later one."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from forebear.sources.delta.checkpoints import state_at
from forebear.sources.delta.folder import TableFolder, commits_and_checkpoints
from forebear.sources.delta.log import Described, Replay, TableVersion, mark_of, read_actions
from forebear.sources.dvc.yaml_text import UnreadableError


class TableLog:
    """Replays a table's log; `problems` are pairs of a file of the log ("" = the log) and the reason.

    Raises UnreadableError or OSError where there is no log that can be listed.
    """

    def __init__(self, folder: TableFolder) -> None:
        self._folder = folder
        self._commits, self._checkpoints = commits_and_checkpoints(folder.names())
        if not self._commits and not self._checkpoints:
            raise UnreadableError("its log holds no version")
        self._replay = Replay(folder.lacks)
        self.problems: list[tuple[str, str]] = []

    @property
    def described(self) -> Described | None:
        """What the table says of itself, as far as the log was read."""
        return self._replay.described

    @property
    def latest(self) -> int:
        """The number of the latest version."""
        return max((*self._commits, *self._checkpoints))

    @property
    def earliest(self) -> int:
        """The number of the earliest version of which anything is left."""
        return min((*self._commits, *self._checkpoints))

    @property
    def checkpoints(self) -> Collection[int]:
        """The numbers of the versions that have a checkpoint, with which a log may begin some day."""
        return self._checkpoints

    def mark(self, number: int) -> str:
        """Return the mark of a version, "" where its commit is not here."""
        name = self._commits.get(number)
        try:
            return "" if name is None else mark_of(self._folder.read(name))
        except (UnreadableError, OSError):
            return ""

    def versions(self, since: int | None = None) -> Iterator[TableVersion]:
        """Yield the versions after `since` (None = all), oldest first."""
        begun = -1 if since is None else self._begin_at(since)
        expected = begun + 1 if begun >= 0 else self.earliest
        for number in sorted(number for number in {*self._commits, *self._checkpoints} if number > begun):
            if number != expected:
                self._replay.whole = False
                self.problems.append(("", _gap(expected, number - 1)))
            expected = number + 1
            version = self._version(number)
            if version is not None and (since is None or number > since):
                yield version

    def _begin_at(self, since: int) -> int:
        """Begin with the latest checkpoint up to `since`, where it tells all; return its version, -1 for
        none."""
        known = [number for number in self._checkpoints if number <= since]
        if not known or not self._commits.keys() >= set(range(max(known) + 1, since + 1)):
            return -1
        try:
            described, files = state_at(self._folder, max(known))
        except UnreadableError:
            return -1
        if 0 in self._commits and any(rows is None for _, _, rows in files):
            return -1  # the log itself tells more
        self._replay.begin(described, files)
        return max(known)

    def _version(self, number: int) -> TableVersion | None:
        name = self._commits.get(number)
        version: TableVersion | None = None
        if name is not None:
            try:
                content = self._folder.read(name)
                version = self._replay.apply(number, list(read_actions(content)))
                version = replace(version, mark=mark_of(content))
            except (UnreadableError, OSError) as error:
                self._replay.whole = False
                self.problems.append((name, f"This version could not be read: {_said(error)}."))
        if number in self._checkpoints and (name is None or not self._replay.whole):
            before = self._replay.described
            try:
                described, files = state_at(self._folder, number)
            except UnreadableError as error:
                self._replay.whole = False
                self.problems.append((f"{number:020}.checkpoint", f"It could not be read: {error}."))
            else:
                self._replay.begin(described, files)
                told = described if described != before else None
                told = version.described or told if version is not None else told
                info, mark = ({}, "") if version is None else (version.info, version.mark)
                version = replace(self._replay.version(number, info, told), mark=mark)
        return version


def _gap(first: int, last: int) -> str:
    what = f"version {first:,} is" if first == last else f"versions {first:,} to {last:,} are"
    return f"The {what} not in its log."


def _said(error: Exception) -> str:
    return (error.strerror or str(error)) if isinstance(error, OSError) else str(error)
