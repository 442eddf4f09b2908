"""Remembers for which projects a person has allowed rebuilds, which run the project's commands."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from forebear.lineage.durable import write_whole
from forebear.lineage.person import state_folder


class Consent:
    """Kept with the person's own settings, never in the project: a project must not vouch for itself."""

    def __init__(self, file: Path) -> None:
        self._file = file

    @classmethod
    def of_user(cls, variables: Mapping[str, str] | None = None) -> Consent:
        """Return the consent of whoever runs this process."""
        return cls(state_folder(variables) / "trusted.json")

    def is_given(self, root: Path) -> bool:
        """Whether rebuilds of the project at `root` were allowed."""
        return str(root.resolve()) in self._read()

    def give(self, root: Path, by: str) -> None:
        """Allow rebuilds of a project from now on."""
        known = self._read()
        known[str(root.resolve())] = {"by": by, "at": datetime.now(UTC).isoformat(timespec="seconds")}
        self._file.parent.mkdir(parents=True, exist_ok=True)
        write_whole(self._file, json.dumps(known, indent=2, ensure_ascii=False).encode())

    def _read(self) -> dict[str, object]:
        try:
            known = json.loads(self._file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return known if isinstance(known, dict) else {}
