"""What each commit holds: the nearest `Held` of every path, up the chain of first parents."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from forebear.lineage.driver import driven
from forebear.lineage.facts import Slot

Place = tuple[Slot, str]
"""A slot and a path."""

_SLOTS = {slot.value: slot for slot in Slot}
_Row = tuple[int, str, int | None, str]
"""A change as the database has it: commit, slot and path in one text, node, names."""

_KEPT = 8  # commits of which all that they hold is kept: the next one asked for is often near


@dataclass(frozen=True, slots=True)
class Change:
    """From a commit on, a place holds `node`; None: nothing any more. `names` is the JSON of `Held.names`."""

    node: int | None
    names: str


class History:
    """Parents and changes of all commits, in memory; 10,000 commits with 30,000 changes load in 0.1 s."""

    def __init__(self, connection: Connection) -> None:
        self._parents: dict[str, tuple[str, ...]] = {}
        self._changes: dict[str, dict[str, _Row]] = {}
        self._whole: dict[str, dict[str, _Row]] = {}
        by_id: dict[int, dict[str, _Row]] = {}
        commits = (
            "SELECT node.id, node.key, git_commit.parents FROM node "
            "LEFT JOIN git_commit ON git_commit.node = node.id WHERE node.kind = 'commit'"
        )
        with driven(connection, commits) as rows:
            for id_, sha, parents in rows.fetchall():
                self._changes[sha] = by_id[id_] = {}
                self._parents[sha] = tuple(parents.split()) if parents else ()
        with driven(connection, """SELECT "commit", slot || ' ' || path, node, names FROM held""") as rows:
            for row in rows.fetchall():
                by_id[row[0]][row[1]] = row

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
        held = {}
        for where, (_, _, node, names) in sorted(self._of(sha).items()):
            if node is not None:
                slot, _, path = where.partition(" ")
                held[_SLOTS[slot], path] = Change(node, names)
        return held

    def _of(self, sha: str) -> dict[str, _Row]:
        """Put the changes of a commit over those of its first parent, and so on from the first commit."""
        chain: list[str] = []
        seen: set[str] = set()
        while sha and sha not in seen and sha not in self._whole:
            seen.add(sha)
            chain.append(sha)
            parents = self._parents.get(sha, ())
            sha = parents[0] if parents else ""
        if not chain:
            return self._whole.get(sha, {})
        whole = dict(self._whole.get(sha, {}))
        for each in reversed(chain):
            whole.update(self._changes.get(each, {}))
        while len(self._whole) >= _KEPT:
            del self._whole[next(iter(self._whole))]
        self._whole[chain[0]] = whole
        return whole

    def through(self, slots: Collection[Slot]) -> dict[str, Mapping[Place, Change]]:
        """Return what every commit holds in some slots; one that changed none has its first parent's mapping.

        Whether a commit changed something is therefore told by `is`.
        """
        found: dict[str, Mapping[Place, Change]] = {}
        wanted = {slot.value for slot in slots}
        nothing: Mapping[Place, Change] = {}
        for start in self._parents:
            line: list[str] = []
            sha = start
            while sha and sha not in found:
                line.append(sha)
                found[sha] = nothing  # a circle ends here
                parents = self._parents.get(sha, ())
                sha = parents[0] if parents else ""
            held = found.get(sha, nothing)
            for each in reversed(line):
                changes = [
                    (slot, path, node, names)
                    for where, (_, _, node, names) in self._changes.get(each, {}).items()
                    for slot, _, path in (where.partition(" "),)
                    if slot in wanted
                ]
                if changes:
                    new = dict(held)
                    for slot, path, node, names in changes:
                        if node is None:
                            new.pop((_SLOTS[slot], path), None)
                        else:
                            new[_SLOTS[slot], path] = Change(node, names)
                    held = new
                found[each] = held
        return found
