"""When each source of a project was last read, and how many facts it has brought."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from forebear.lineage.person import state_folder
from forebear.lineage.project import Project
from forebear.sources.importing import ImportReport

Named = tuple[str, str]
"""Kind and location."""


@dataclass(frozen=True, slots=True)
class Read:
    """One source: when it was looked at last, and how many facts of the lineage came from it."""

    at: datetime
    facts: int = 0


class Reads:
    """Kept with the person, for one lineage: it is their import, and nothing that lineage depends on."""

    def __init__(self, project: Project, variables: Mapping[str, str] | None = None) -> None:
        name = hashlib.sha256(project.database_url.encode("utf-8", "surrogateescape")).hexdigest()[:16]
        self._file = state_folder(variables) / "sources" / f"{name}.reads.json"

    def all(self) -> Mapping[Named, Read]:
        """Return what is known; nothing where nothing is, or where the file is damaged."""
        try:
            return {
                (str(kind), str(location)): Read(datetime.fromisoformat(at), int(facts))
                for kind, location, at, facts in json.loads(self._file.read_text(encoding="utf-8"))
            }
        except (OSError, ValueError, TypeError):
            return {}

    def note(self, report: ImportReport) -> None:
        """Remember an import of now, but for sources that could not be read at all.

        Where that cannot be written, it is forgotten.
        """
        now = datetime.now(UTC)
        away = {(problem.source, problem.where) for problem in report.problems}
        known = dict(self.all())
        for each in report.sources:
            key = (each.kind, each.location)
            if key in away:
                continue
            before = known[key].facts if key in known and not each.first else 0
            known[key] = Read(now, before + each.facts)
        rows = [
            [kind, location, read.at.isoformat(timespec="seconds"), read.facts]
            for (kind, location), read in known.items()
        ]
        # Whole or not at all, but not waited for until a disk has it: it is written by every import.
        scratch = self._file.with_suffix(f".{os.getpid()}")
        with suppress(OSError):
            self._file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            scratch.write_bytes(json.dumps(rows, ensure_ascii=False).encode("utf-8", "surrogateescape"))
            scratch.replace(self._file)
