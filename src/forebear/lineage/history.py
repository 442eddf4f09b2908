"""What each commit holds: the nearest `Held` of every path, up the chain of first parents."""

from __future__ import annotations

from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection

from forebear.lineage.driver import driven
from forebear.lineage.facts import Slot

Place = tuple[Slot, str]
"""A slot and a path."""


_SLOTS = {slot.value: slot for slot in Slot}
_Changed = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """From a commit on, a place holds `node`; None: nothing any more. `names` is the JSON of `Held.names`."""

    node: int | None
    names: str


class History:
    """Parents and changes of all commits, in memory; 10,000 commits with 30,000 changes load in 0.1 s."""

    def __init__(self, connection: Connection) -> None:
        self._parents: dict[str, tuple[str, ...]] = {}
        # By commit: slot, path, node and names of what it changed, as the database has them.
        self._changes: dict[str, list[_Changed]] = {}
        shas: dict[int, str] = {}
        commits = (
            "SELECT node.id, node.key, git_commit.parents FROM node "
            "LEFT JOIN git_commit ON git_commit.node = node.id WHERE node.kind = 'commit'"
        )
        with driven(connection, commits) as rows:
            for id_, sha, parents in rows.fetchall():
                shas[id_] = sha
                self._parents[sha] = tuple(parents.split()) if parents else ()
        with driven(connection, 'SELECT "commit", slot, path, node, names FROM held') as rows:
            for row in rows.fetchall():
                self._changes.setdefault(shas[row[0]], []).append(row[1:])

    def __contains__(self, sha: str) -> bool:
        return sha in self._parents

    @property
    def shas(self) -> list[str]:
        """All commits that are known."""
        return list(self._parents)

    def parents(self, sha: str) -> tuple[str, ...]:
        """Return the parents of a commit in Git's order; () for the first and for unknown ones."""
        return self._parents.get(sha, ())

    def held(self, sha: str) -> dict[Place, Change]:
        """Return what a commit holds, by slot and path."""
        nearest: dict[tuple[str, str], Change] = {}
        seen: set[str] = set()
        while sha and sha not in seen:
            seen.add(sha)
            for slot, path, node, names in self._changes.get(sha, ()):
                if (slot, path) not in nearest:
                    nearest[slot, path] = Change(node, names)
            parents = self._parents.get(sha, ())
            sha = parents[0] if parents else ""
        return {
            (_SLOTS[slot], path): change
            for (slot, path), change in sorted(nearest.items(), key=itemgetter(0))
            if change.node is not None
        }
