"""The walk through a repository's history: from its lineage files to facts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import cast

from forebear.lineage.facts import CodeOf, Fact, Held, Part, Slot
from forebear.lineage.progress import Progress
from forebear.lineage.words import Artifact, ArtifactType, Digest, Problem
from forebear.sources.dvc.absent import Absent, absent_problems
from forebear.sources.dvc.contents import Contents, UnavailableError
from forebear.sources.dvc.documents import Documents
from forebear.sources.dvc.live import Histories
from forebear.sources.dvc.states import State, States, Step, with_parents
from forebear.sources.dvc.storage import storages
from forebear.sources.dvc.units import PATTERNS, TOPS, Unit, Units, unit_of
from forebear.sources.dvc.yaml_text import UnreadableError
from forebear.sources.git.repository import REGULAR, Change, GitRepository

_USUAL = ("params.yaml", "metrics.json")
FOLLOWED = (*PATTERNS, *TOPS, *(f"*{name}" for name in _USUAL))
"""The files whose changes are always looked for."""
_MANY = 500  # paths; beyond, looking at every file of a commit is faster than matching so many


class History:
    """Reads the history between tips and commits known before; yields facts, commit by commit."""

    def __init__(
        self, repository: GitRepository, documents: Documents, contents: Contents, tops: Iterable[str] = ()
    ) -> None:
        self._repository = repository
        self._documents = documents
        self._contents = contents
        self._units = Units(documents)
        self._states = States(self._units, contents)
        self._histories = Histories(contents)
        self._known: dict[str, State] = {}
        self._told: set[object] = set()
        self._types: dict[Digest, ArtifactType] = {}
        self._absent: dict[tuple[Slot, str], list[tuple[str, Digest]]] = {}
        self.tops = dict.fromkeys(tops)  # of DVC projects, in any commit
        self.found = False  # any file of DVC's

    def facts(self, tips: Iterable[str], known: Iterable[str], progress: Progress) -> Iterator[Fact]:
        """Yield what the commits reachable from `tips` and not from `known` bring."""
        changes = self._changes(list(tips), list(known), progress)
        for number, (change, step, parents) in enumerate(self._steps(changes)):
            if number % 64 == 0:
                progress.step("documents", number, len(changes))
            if step is not None:
                yield from self._of_step(change.sha, step, parents)
        progress.step("documents", len(changes), len(changes))
        yield from absent_problems(self.absent)

    @property
    def absent(self) -> list[Absent]:
        """What was not available, to look for it again later."""
        return [
            Absent(slot, path, commit, digest)
            for (slot, path), places in self._absent.items()
            for commit, digest in places
        ]

    # which files changed where

    def _changes(self, tips: list[str], known: list[str], progress: Progress) -> list[Change]:
        changes = []
        for change in self._repository.changes(tips, known, FOLLOWED):
            changes.append(change)
            if len(changes) % 1024 == 0:
                progress.step("documents", message="reading the history")
            for path in filter(unit_of, change.files):
                self.found = True
                if path.endswith(".dvc/config"):
                    self.tops[path.removesuffix(".dvc/config").rstrip("/")] = None
        if not self.found and not known:
            return changes
        place = self._repository.place
        self._contents.look_in([] if place.bare else storages(place.root, self.tops))
        self._documents.fetch(_shas(changes))
        wanted, templates = self._declared(changes)
        covered: set[str] = set()
        self._add(changes, tips, known, wanted, covered)
        if templates:
            # Only with the files that templates take their values from can it be said what else is declared.
            for _, step, _ in self._steps(changes):
                for unit in (step.units if step else {}).values():
                    wanted |= unit.declared
            self._known.clear()
            self._add(changes, tips, known, wanted, covered)
        return changes

    def _declared(self, changes: list[Change]) -> tuple[set[str], bool]:
        """Return the files that units declare, as far as each tells alone, and whether any has templates."""
        wanted: set[str] = set()
        templates = False
        seen = set()
        for change in changes:
            for path, entry in change.files.items():
                name = unit_of(path)
                if entry is None or name is None or (path, entry[1]) in seen or path.endswith("dvc.lock"):
                    continue
                seen.add((path, entry[1]))
                unit = self._units.read(name, {name: entry[1]}) if entry[0] in REGULAR else None
                if unit is not None:
                    wanted |= unit.declared | unit.context
                    templates = templates or bool(unit.context)
        return wanted, templates

    def _add(
        self, changes: list[Change], tips: list[str], known: list[str], wanted: set[str], covered: set[str]
    ) -> None:
        paths = sorted(
            path
            for path in wanted - covered
            if not path.endswith(_USUAL) and path and not path.startswith(("../", "/")) and "://" not in path
        )
        covered |= wanted
        if not paths:
            return
        by_sha = {change.sha: change for change in changes}
        chosen = paths if len(paths) <= _MANY else []
        found = []
        inside = tuple(f"{path}/" for path in paths)
        exact = set(paths)
        for change in self._repository.changes(tips, known, chosen, every=False, literal=True):
            files = {
                path: entry
                for path, entry in change.files.items()
                if chosen or path in exact or path.startswith(inside)
            }
            found.append(Change(change.sha, change.parents, files))
            by_sha[change.sha].files.update(files)
        self._documents.fetch(_shas(found, readable=wanted))

    # commit by commit

    def _steps(self, changes: list[Change]) -> Iterator[tuple[Change, Step | None, list[State]]]:
        """Yield each commit with its step from its first parent (None where it changed nothing)."""
        children = Counter(parent for change in changes for parent in change.parents)
        inside = {change.sha for change in changes}
        states: dict[str, State | str] = {}

        def state_of(sha: str) -> State:
            found = states.get(sha)
            while isinstance(found, str):
                sha = found
                found = states.get(sha)
            return found if found is not None else self._boundary(sha)

        for change in changes:
            first = change.parents[0] if change.parents else None
            if not change.files and first is not None:
                # The same as its parent; a commit known before is only looked at when that is needed.
                states[change.sha] = states.get(first, first)
                yield change, None, []
            else:
                parents = [state_of(parent) for parent in change.parents]
                files = {
                    path: entry[1] if entry and entry[0] in REGULAR else None
                    for path, entry in change.files.items()
                }
                step = self._states.step(parents[0] if parents else State(), files)
                states[change.sha] = step.state
                yield change, step, parents
            for parent in change.parents:
                children[parent] -= 1
                if not children[parent] and parent in inside:
                    states.pop(parent, None)

    def _boundary(self, sha: str) -> State:
        if sha not in self._known:
            entries = self._repository.tree(sha).values()
            self._known[sha] = self._states.from_files(
                {entry.path: entry.sha for entry in entries if entry.mode in REGULAR}
            )
        return self._known[sha]

    # what they bring

    def _of_step(self, commit: str, step: Step, parents: list[State]) -> Iterator[Fact]:
        for unit in step.units.values():
            yield from self._of_unit(commit, unit)
        for (slot, path), holding in step.changed.items():
            subject, names = holding if holding is not None else (None, ())
            yield Held(commit, slot, path, subject, names)
            if isinstance(subject, str):
                if all(parent.held.get((slot, path)) != holding for parent in parents):
                    yield CodeOf(subject, commit)
                    yield from self._parts(path, step)
            elif subject is not None and slot is not Slot.DATA:
                yield from self._of_content(commit, slot, path, subject)
        yield from self._histories.of(step.state, step.changed)

    def _of_unit(self, commit: str, unit: Unit) -> Iterator[Fact]:
        for artifact in unit.artifacts:
            yield from self._artifact(artifact)
        for record in unit.records.values():
            key = (record.run.key, record.generated)
            if key not in self._told:
                self._told.add(key)
                yield record.run
                for artifact in record.artifacts:
                    yield from self._artifact(artifact)
                yield from record.used
                yield from record.generated
                yield from record.parameters
        for origin in unit.came_from:
            if origin not in self._told:
                self._told.add(origin)
                yield origin
        for path, reason in unit.problems:
            if (path, reason) not in self._told:
                self._told.add((path, reason))
                yield Problem("dvc", f"{path}@{commit[:12]}", f"This file could not be read: {reason}.")

    def _parts(self, name: str, step: Step) -> Iterator[Part]:
        """Yield how a new run's inputs join the data held there, where one is inside the other."""
        record = next((unit.records[name] for unit in step.units.values() if name in unit.records), None)
        for path, digest in record.inputs.items() if record is not None else ():
            if digest is None:
                continue
            for outer in islice(with_parents(path), 1, None):
                held = step.state.held.get((Slot.DATA, outer))
                if held is not None and self._may_hold(held[0], path[len(outer) + 1 :], digest):
                    yield Part(cast("Digest", held[0]), digest, path)
            for (slot, inner), held in step.state.held.items() if digest.is_directory else ():
                if slot is not Slot.DATA or not inner.startswith(f"{path}/"):
                    continue
                if self._may_hold(digest, inner[len(path) + 1 :], cast("Digest", held[0])):
                    yield Part(cast("Digest", held[0]), digest, inner)

    def _may_hold(self, directory: Digest | str, path: str, digest: Digest) -> bool:
        """Whether a directory has this content at `path`, as far as its listing is here to tell."""
        if isinstance(directory, str) or not directory.is_directory:
            return False
        try:
            listing = self._contents.files(directory)
        except UnreadableError:
            listing = None
        return listing is None or digest.is_directory or listing.get(path) == digest

    def _artifact(self, artifact: Artifact) -> Iterator[Fact]:
        """Yield an artifact the first time, and again when more is known of what it is."""
        (digest,) = artifact.digests
        known = self._types.get(digest)
        if known is None or artifact.type.says > known.says:
            self._types[digest] = artifact.type
            yield artifact

    def _of_content(self, commit: str, slot: Slot, path: str, digest: Digest) -> Iterator[Fact]:
        if slot is Slot.PLOT:
            if digest.algorithm == "git" and digest not in self._types:
                yield from self._artifact(Artifact((digest,), path.rpartition("/")[2], ArtifactType.PLOT))
            return
        key = (slot, digest)
        if key in self._told:
            return
        try:
            found = list(self._contents.facts(slot, digest, path))
        except UnavailableError:
            self._absent.setdefault((slot, path), []).append((commit, digest))
            return
        except UnreadableError as error:
            found = [Problem("dvc", f"{path}@{commit[:12]}", f"This file could not be read: {error}.")]
        self._told.add(key)
        yield from found


def _shas(changes: Iterable[Change], readable: set[str] | None = None) -> Iterator[str]:
    """Yield the blobs to read; of files that were asked for by a folder's name (plots) none."""
    for change in changes:
        for path, entry in change.files.items():
            if entry is not None and entry[0] in REGULAR and (readable is None or path in readable):
                yield entry[1]
