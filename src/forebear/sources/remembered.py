"""Which sources a person added to a project or switched off, and where moved folders are now.

Kept with the person, never in the project: a repository must not say where on this machine, or on which
server, to look.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from forebear.lineage.durable import write_whole
from forebear.lineage.errors import ActionableError
from forebear.lineage.person import state_folder

Named = tuple[str, str]
"""Kind and location."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person chose for one project."""

    added: tuple[Named, ...] = ()
    off: frozenset[Named] = frozenset()
    remaps: tuple[tuple[str, str], ...] = ()

    def adding(self, named: Named) -> Choices:
        """Return these choices with a source that is read from now on."""
        return replace(
            self, added=(*(each for each in self.added if each != named), named), off=self.off - {named}
        )

    def without(self, named: Named) -> Choices:
        """Return these choices without a source: an added one is forgotten, a found one is off."""
        if named in self.added:
            return replace(self, added=tuple(each for each in self.added if each != named))
        return replace(self, off=self.off | {named})

    def switching(self, named: Named, *, on: bool) -> Choices:
        """Return these choices with a source that is read, or is not for now."""
        return replace(self, off=self.off - {named} if on else self.off | {named})

    def remapping(self, old: str, new: str) -> Choices:
        """Return these choices with a folder that has moved; `new` "" takes that back."""
        kept = tuple(pair for pair in self.remaps if pair[0] != old)
        return replace(self, remaps=(*kept, (old, new)) if new else kept)


class Remembered:
    """The choices for the project at `root`."""

    def __init__(self, root: Path, variables: Mapping[str, str] | None = None) -> None:
        name = hashlib.sha256(os.fsencode(root)).hexdigest()[:16]
        self._root = root
        self._file = state_folder(variables) / "sources" / f"{name}.json"

    def read(self) -> Choices:
        """Return what was chosen; nothing where nothing was, or where the file is damaged."""
        try:
            known = json.loads(self._file.read_text(encoding="utf-8"))
            return Choices(
                tuple((str(kind), str(location)) for kind, location in known["added"]),
                frozenset((str(kind), str(location)) for kind, location in known["off"]),
                tuple((str(old), str(new)) for old, new in known["remaps"]),
            )
        except (OSError, ValueError, KeyError, TypeError):
            return Choices()

    def write(self, choices: Choices) -> None:
        """Remember choices; raises ActionableError where they cannot be written."""
        document = {
            "project": str(self._root),
            "added": [list(each) for each in choices.added],
            "off": sorted(list(each) for each in choices.off),
            "remaps": [list(each) for each in choices.remaps],
        }
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_whole(self._file, json.dumps(document, indent=2, ensure_ascii=False).encode())
        except OSError as error:
            raise ActionableError(
                f"What was chosen cannot be remembered: {error.strerror}.",
                where=str(self._file),
                todo="Make this folder writable.",
            ) from error
