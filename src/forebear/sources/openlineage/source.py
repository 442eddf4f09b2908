"""The source of OpenLineage's events in files."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from pathlib import Path

from forebear.lineage.facts import Checkpoint, Fact, RanIn, Solved
from forebear.lineage.progress import Progress
from forebear.lineage.words import Origin, Problem
from forebear.sources.dvc.values import as_list, as_mapping
from forebear.sources.openlineage.events import KIND, Hashes, RefusedError, Runs
from forebear.sources.openlineage.files import (
    SMALL,
    EventFile,
    all_stamps,
    event_files,
    holds_events,
    mark_of,
)
from forebear.sources.openlineage.reading import Reading
from forebear.sources.openlineage.telling import ForgottenError, event_facts

_TOLD = 20  # problems of one file that are listed
_PULSE = 1_000  # events between two reports of progress


class OpenLineageSource:
    """Files of events. Of a file that grows only what is new is read, also when it was given another name."""

    kind = KIND

    def __init__(self, location: str) -> None:
        self.location = location

    def facts(self, since: Mapping[str, object] | None, progress: Progress) -> Iterator[Fact]:
        """Yield what the events say that were not read yet; nothing where there are none."""
        files = event_files(self.location)
        stamps = all_stamps(files)
        if since is not None and since.get("stamps") == stamps:
            return
        try:
            yield from _Pass(self.location, files, stamps, since or {}).facts(progress)
        except ForgottenError:
            yield from _Pass(self.location, files, stamps, {}, since or {}).facts(progress)


class _Pass:
    """One reading of all files, from what the state says was read (nothing = from the beginning)."""

    def __init__(
        self,
        location: str,
        files: list[EventFile],
        stamps: str,
        state: Mapping[str, object],
        before: Mapping[str, object] | None = None,
    ) -> None:
        self._location, self._files, self._stamps = location, files, stamps
        self._runs = Runs(state)
        self._read = Hashes(str(state.get("read") or ""))  # small files, by their stamps
        self._grown = {mark: as_list(each) for mark, each in as_mapping(state.get("grown")).items()}
        wrong = as_mapping((state if before is None else before).get("wrong"))
        self._wrong = {name: [str(where) for where in as_list(each)] for name, each in wrong.items()}
        self._afresh = before is not None
        self._events = 0

    def facts(self, progress: Progress) -> Iterator[Fact]:
        read = Hashes()
        grown: dict[str, list[int]] = {}
        wrong: dict[str, list[str]] = {}
        if self._afresh:
            yield from (Solved(KIND, where) for each in self._wrong.values() for where in each)
            self._wrong = {}
        for file in self._files:
            name = str(file.path)
            if file.size < SMALL and file.stamp in self._read:
                read.add(file.stamp)
                wheres = self._wrong.get(name, [])
            else:
                wheres = yield from self._look_at(file, read, grown, progress)
            if wheres:
                wrong[name] = wheres
        for key, run in self._runs:
            yield run.run(key)
            environment = run.environment()
            if environment is not None:
                yield RanIn(key, environment, Origin.IMPORTED)
        yield Checkpoint(
            KIND,
            self._location,
            {
                **self._runs.state(),
                "stamps": self._stamps,
                "read": read.text(),
                "grown": grown,
                "wrong": wrong,
            },
        )

    def _look_at(
        self, file: EventFile, read: Hashes, grown: dict[str, list[int]], progress: Progress
    ) -> Generator[Fact, None, list[str]]:
        """Read what is new in a file, note how far that is, and return where something is wrong."""
        name = str(file.path)
        problems: list[Problem] = []
        kept: list[str] = []
        try:
            if not holds_events(file.path):
                read.add(file.stamp)
                return []
            mark = mark_of(file.path)
            reading = self._reading(file, mark)
            # What was wrong further up stays wrong; the end of the file is looked at again.
            kept = [where for where in self._wrong.get(name, ()) if reading.offset and where != name]
            yield from (Solved(KIND, where) for where in self._wrong.get(name, ()) if where not in kept)
            if file.size != reading.offset:
                yield from self._file(reading, problems, progress)
            if file.size < SMALL:
                read.add(file.stamp)
            elif reading.offset:
                grown[mark] = [reading.offset, reading.line]
            else:
                grown[f"{name}:{file.stamp}"] = [file.size, 0]
        except OSError as error:
            problems.append(Problem(KIND, name, f"It cannot be read: {error.strerror or error}."))
        yield from problems
        return [*kept, *(problem.where for problem in problems)]

    def _reading(self, file: EventFile, mark: str) -> Reading:
        if file.size >= SMALL:
            whole = self._grown.get(f"{file.path}:{file.stamp}")
            known = whole or self._grown.get(mark)
            if known is not None and all(isinstance(each, int) for each in known) and len(known) == 2:
                offset, line = known
                if isinstance(offset, int) and isinstance(line, int) and 0 <= offset <= file.size:
                    return Reading(file.path, offset, line)
        return Reading(file.path)

    def _file(self, reading: Reading, problems: list[Problem], progress: Progress) -> Iterator[Fact]:
        name = str(reading.path)
        refused = 0

        def refuse(where: str, why: str) -> None:
            nonlocal refused
            refused += 1
            if refused <= _TOLD:
                what = "This event is left out" if where else "The rest is not read"
                problems.append(Problem(KIND, f"{name}, {where}" if where else name, f"{what}: {why}."))

        for where, event in reading.events(refuse):
            self._events += 1
            if self._events % _PULSE == 0:
                progress.step("reading events", self._events)
            try:
                yield from event_facts(event, self._runs)
            except RefusedError as error:
                refuse(where, str(error))
            except RecursionError:
                refuse(where, "it is nested too deep")
        if refused > _TOLD:
            problems.append(
                Problem(KIND, f"{name}, more", f"{refused - _TOLD} more events of this file are left out.")
            )


def places(location: str) -> list[Path]:
    """Return what to watch: the folder, where new files come, and the newest files, which may be growing."""
    path = Path(location)
    folder = path if path.is_dir() else path.parent
    newest = sorted(event_files(location), key=lambda each: each.modified)[-20:]
    return [folder, *(each.path for each in newest)]
