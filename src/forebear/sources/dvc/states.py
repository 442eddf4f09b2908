"""What DVC holds at a commit, carried from commit to commit: only what changed is looked at again."""

from __future__ import annotations

import posixpath
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from forebear.lineage.facts import Slot
from forebear.lineage.words import Digest
from forebear.sources.dvc.contents import Contents
from forebear.sources.dvc.units import Unit, Units, merged_names, unit_of
from forebear.sources.dvc.yaml_text import UnreadableError

Key = tuple[Slot, str]
Holding = tuple[Digest | str, tuple[str, ...]]
"""An artifact's digest or a run's key, and of a parameters file the names that count (none = all)."""


@dataclass(frozen=True, slots=True)
class State:
    """What a commit holds.

    `files` are the lineage files and those they declare (path to blob), `units` by name, `shown` the files of
    metrics, parameters and plots of each unit that declares some, `held` everything together.
    """

    files: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, Unit] = field(default_factory=dict)
    shown: Mapping[str, Mapping[Key, Holding]] = field(default_factory=dict)
    held: Mapping[Key, Holding] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Step:
    """The way from a parent's state to a commit's: the new state, the units that are other than the parent's,
    and each key that holds something else now, None for nothing."""

    state: State
    units: Mapping[str, Unit]
    changed: Mapping[Key, Holding | None]


class States:
    """Works out states; `contents` is asked which files a directory in DVC's storage has."""

    def __init__(self, units: Units, contents: Contents) -> None:
        self._units = units
        self._contents = contents

    def from_files(self, files: Mapping[str, str]) -> State:
        """Return the state of a commit with these files (path to blob)."""
        return self.step(State(), files).state

    def step(self, before: State, changes: Mapping[str, str | None]) -> Step:
        """Return the step from a state over changes of files (path to blob, None where it is gone)."""
        files = dict(before.files)
        for path, sha in changes.items():
            if sha is None:
                files.pop(path, None)
            else:
                files[path] = sha
        renewed = self._renewed(before, files, changes)
        units = {name: unit for name, unit in {**before.units, **renewed}.items() if unit is not None}
        held = dict(before.held)
        touched = _replaced(held, before.units, renewed)
        shown = dict(before.shown)
        for name in (*renewed, *_near(units, renewed, changes, touched)):
            touched.update(dict.fromkeys(shown.pop(name, {})))
            if name in units and (declared := self._shown(units[name], files, held)):
                shown[name] = declared
                touched.update(dict.fromkeys(declared))
        for key in touched:
            if key[0] not in (Slot.DATA, Slot.RUN):
                held.pop(key, None)
                if (together := _together(key, shown.values())) is not None:
                    held[key] = together
        changed = {key: now for key in touched if (now := held.get(key)) != before.held.get(key)}
        new = {name: unit for name, unit in renewed.items() if unit is not None}
        return Step(State(files, units, shown, held), new, changed)

    def _renewed(
        self, before: State, files: Mapping[str, str], changes: Mapping[str, str | None]
    ) -> dict[str, Unit | None]:
        """Return the units that are other than before, None for those that are gone."""
        names = dict.fromkeys(name for path in changes if (name := unit_of(path)) is not None)
        names.update(
            dict.fromkeys(name for name, unit in before.units.items() if not unit.context.isdisjoint(changes))
        )
        read = {name: self._units.read(name, files) for name in names}
        return {name: unit for name, unit in read.items() if unit != before.units.get(name)}

    def _shown(self, unit: Unit, files: Mapping[str, str], held: Mapping[Key, Holding]) -> dict[Key, Holding]:
        found: dict[Key, Holding] = {}
        for slot, paths in ((Slot.METRICS, unit.metrics), (Slot.PLOT, unit.plots)):
            for path in paths:
                for where, digest in self._subjects(slot, path, unit, files, held):
                    found[slot, where] = (digest, ())
        for path, names in unit.parameters.items():
            for where, digest in self._subjects(Slot.PARAMETERS, path, unit, files, held):
                found[Slot.PARAMETERS, where] = (digest, names)
        return found

    def _subjects(
        self, slot: Slot, path: str, unit: Unit, files: Mapping[str, str], held: Mapping[Key, Holding]
    ) -> Iterator[tuple[str, Digest]]:
        """Yield the files that a declared path stands for: in Git, in DVC's storage, all of a directory."""
        if path in files:
            yield path, Digest("git", files[path])
            return
        for part in with_parents(path):
            kept = held.get((Slot.DATA, part))
            if kept is not None and isinstance(kept[0], Digest):
                yield from self._kept(slot, path, part, kept[0])
                return
        inside = f"{path}/"
        below = [(where, Digest("git", sha)) for where, sha in files.items() if where.startswith(inside)]
        # Meant to be in Git but never committed: its digest is all that is known.
        recorded = next(
            (found for record in unit.records.values() if (found := record.outputs.get(path))), None
        )
        yield from below or ([(path, recorded)] if recorded is not None else [])

    def _kept(self, slot: Slot, path: str, data: str, digest: Digest) -> Iterator[tuple[str, Digest]]:
        if not digest.is_directory or (slot is Slot.PLOT and path == data):
            yield path, digest
            return
        try:
            listing = self._contents.files(digest)
        except UnreadableError:
            listing = None  # said again, as a problem, when the file itself is read
        if listing is None:
            yield path, digest
            return
        for name, file in listing.items():
            where = posixpath.join(data, name)
            if where == path or where.startswith(f"{path}/"):
                yield where, file


def _replaced(
    held: dict[Key, Holding], before: Mapping[str, Unit], renewed: Mapping[str, Unit | None]
) -> dict[Key, None]:
    """Put runs and data of renewed units in the place of the old; return the keys that may differ."""
    old = [key for name in renewed for key in _static(before.get(name))]
    for key in old:
        held.pop(key, None)
    new = {key: holding for unit in renewed.values() for key, holding in _static(unit).items()}
    held.update(new)
    return dict.fromkeys((*old, *new))


def _near(
    units: Mapping[str, Unit], renewed: Container[str], changes: Iterable[str], touched: Iterable[Key]
) -> list[str]:
    """Return the units with a file of metrics, parameters or plots that a change may concern."""
    near = {part for path in changes for part in with_parents(path)}
    data = {path for slot, path in touched if slot is Slot.DATA}
    return [
        name
        for name, unit in units.items()
        if name not in renewed
        and any(path in near or (data and not data.isdisjoint(with_parents(path))) for path in unit.declared)
    ]


def _static(unit: Unit | None) -> dict[Key, Holding]:
    if unit is None:
        return {}
    found: dict[Key, Holding] = {(Slot.DATA, path): (digest, ()) for path, digest in unit.data.items()}
    for name, record in unit.records.items():
        found[Slot.RUN, name] = (record.run.key, ())
    return found


def _together(key: Key, parts: Iterable[Mapping[Key, Holding]]) -> Holding | None:
    """Return what several units say of one file: the same content, and the names of all."""
    found: Holding | None = None
    for part in parts:
        holding = part.get(key)
        if holding is not None:
            found = holding if found is None else (holding[0], merged_names(found[1], holding[1]))
    return found


def with_parents(path: str) -> Iterator[str]:
    """Yield a path and the folders above it, the nearest first."""
    yield path
    while path := path.rpartition("/")[0]:
        yield path
