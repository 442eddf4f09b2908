"""Revisions, tags and branches of a slice."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

from sqlalchemy import Connection, select

from forebear.lineage import schema
from forebear.lineage.errors import ActionableError
from forebear.lineage.rows import ref_of
from forebear.lineage.slicing.parsing import close_to, some_of
from forebear.lineage.slicing.terms import Text
from forebear.lineage.slicing.wrong import WrongWordError
from forebear.lineage.words import NodeKind, RefKind

if TYPE_CHECKING:
    from forebear.lineage.questions import Look

_BRANCHES = (RefKind.BRANCH, RefKind.REMOTE_BRANCH, RefKind.EXPERIMENT)


class Versions:
    """Commits by what names them."""

    def __init__(self, look: Look) -> None:
        self._look = look

    @property
    def commits(self) -> dict[str, int]:
        """The node of each commit, by sha."""
        return self._look.keep(_commits)

    @cached_property
    def _refs(self) -> dict[RefKind, dict[str, list[str]]]:
        found: dict[RefKind, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for row in self._look.connection.execute(select(schema.ref)):
            ref = ref_of(row)
            for name in {ref.name, ref.title}:
                found[ref.kind][name].append(ref.commit)
        return found

    def names(self, *kinds: RefKind) -> list[str]:
        """Return the names of tags, branches …"""
        return sorted({name for kind in kinds for name in self._refs[kind]})

    def find(self, text: str) -> str:
        """Return the sha of a revision; raises WrongWordError."""
        try:
            sha = self._look.revisions.find(text)
        except ActionableError as error:
            raise WrongWordError(error.what, error.todo) from error
        if sha is None:
            known = self.names(RefKind.TAG, *_BRANCHES)
            raise WrongWordError(
                f"{text} is no version of the project.",
                close_to(text, known) or "Write a tag, a branch, HEAD or the beginning of a commit's id.",
            )
        return sha

    def tagged(self, text: Text) -> list[int]:
        """Return the commits with tags that fit; raises WrongWordError when there are none."""
        return self._nodes(self._tips("tag", text, RefKind.TAG))

    def on_branch(self, text: Text) -> list[int]:
        """Return the commits of branches (and experiments) that fit: their tips and all before them."""
        waiting = self._tips("branch", text, *_BRANCHES)
        seen = set(waiting)
        history = self._look.history
        while waiting:
            for parent in history.parents(waiting.pop()):
                if parent not in seen:
                    seen.add(parent)
                    waiting.append(parent)
        return self._nodes(seen)

    def _tips(self, what: str, text: Text, *kinds: RefKind) -> list[str]:
        known = self.names(*kinds)
        chosen = text.among(known) if text.is_pattern else [each for each in known if each == text.plain]
        if not chosen:
            advice = close_to(text.plain, known) or some_of(known)
            raise WrongWordError(f"There is no {what} {text.plain}.", advice)
        return [sha for name in chosen for kind in kinds for sha in self._refs[kind].get(name, ())]

    def _nodes(self, shas: list[str] | set[str]) -> list[int]:
        return [self.commits[sha] for sha in shas if sha in self.commits]


def _commits(connection: Connection) -> dict[str, int]:
    node = schema.node
    rows = connection.execute(select(node.c.key, node.c.id).where(node.c.kind == NodeKind.COMMIT.value))
    return {row.key: row.id for row in rows}
