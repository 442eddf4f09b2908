"""Reads what a project's other tools recorded: the sources that are found in it or were added to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from forebear.lineage.errors import ActionableError
from forebear.lineage.facts import Checkpoint, Fact, Solved
from forebear.lineage.progress import Progress
from forebear.lineage.words import Problem
from forebear.sources.catalogue import Catalogue
from forebear.sources.remembered import Choices, Remembered
from forebear.sources.tool import Context, Found, Tool

if TYPE_CHECKING:
    from forebear.lineage.database import Database
    from forebear.lineage.questions import Questions
    from forebear.sources.git.place import GitPlace
    from forebear.sources.secrets import Secret

_REMAPS = "remaps"  # the source of a checkpoint
_TROUBLES = "troubles"  # of another
States = Mapping[tuple[str, str], Mapping[str, object]]
"""How far sources were read, by kind and location."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One source that was read: how many facts were new; `first` = it was not in the lineage before."""

    found: Found
    facts: int
    first: bool = False


class Reader:
    """The other tools' sources of one project."""

    def __init__(self, context: Context, catalogue: Catalogue, choices: Choices) -> None:
        self.context = context
        self.catalogue = catalogue
        self.choices = choices
        self.problems: list[Problem] = []
        """What went wrong while sources were looked for."""

    @classmethod
    @contextmanager
    def of(cls, root: Path, place: GitPlace | None, secret: Secret | None = None) -> Iterator[Reader]:
        """Give the reader of a project with this installation's tools and its person's choices.

        `secret` is used for all that is asked, instead of what is kept.
        """
        from forebear.sources.secrets import Secrets

        choices = Remembered(root).read()
        kept = Secrets.of_user().of
        context = Context(root, place, choices.remaps, kept if secret is None else lambda *_place: secret)
        try:
            yield cls(context, Catalogue.load(), choices)
        finally:
            context.close()

    def discovered(self) -> list[Found]:
        """Return all that tools find, in the project and in their usual places, also what is switched off."""
        found: dict[tuple[str, str], Found] = {}
        for tool in self.catalogue:
            try:
                for each in tool.discover(self.context):
                    found.setdefault((each.kind, each.location), each)
            except (ActionableError, OSError) as error:
                self.problems.append(Problem(tool.kind, str(self.context.root), said(error)))
        return list(found.values())

    def sources(self) -> list[Found]:
        """Return the sources that are read: what is inside the project or was added, and is not off."""
        found = [each for each in self.discovered() if each.inside]
        named = {(each.kind, each.location) for each in found}
        added = [
            Found(kind, location, self.catalogue[kind].title, inside=False)
            for kind, location in self.choices.added
            if (kind, location) not in named and kind in self.catalogue
        ]
        return [each for each in (*found, *added) if (each.kind, each.location) not in self.choices.off]

    def is_current(self, found: Found, states: States) -> bool:
        """Whether a source was read and has nothing new."""
        since = states.get((found.kind, found.location))
        return (
            since is not None
            and not self._moved(states.get(self._remaps_at))
            and self._is_current(found, since)
        )

    def _is_current(self, found: Found, since: Mapping[str, object]) -> bool:
        try:
            return self.catalogue[found.kind].is_current(found.location, since, self.context)
        except (ActionableError, OSError):
            return False

    def has_told(self, states: States) -> bool:
        """Whether the lineage tells what goes wrong here while tools are loaded and sources looked for."""
        return self._told(states.get(self._troubles_at)) == self._troubles()

    def _troubles(self) -> list[list[str]]:
        """Return what goes wrong before anything is read, as a checkpoint keeps it."""
        found = dict.fromkeys([*self.catalogue.problems, *self.problems])
        return sorted([each.source, each.where, each.what] for each in found)

    @staticmethod
    def _told(state: Mapping[str, object] | None) -> list[list[str]]:
        rows = (state or {}).get("problems")
        known = rows if isinstance(rows, list) else []
        return [[str(each) for each in row] for row in known if isinstance(row, list) and len(row) == 3]

    def _tell(self, database: Database) -> None:
        """Write down what goes wrong, and that what went wrong at the import before no longer does."""
        before = self._told(database.checkpoint(*self._troubles_at))
        now = self._troubles()
        if now == before:
            return
        solved = [Solved(source, where) for source, where, _ in before]
        state = Checkpoint(*self._troubles_at, {"problems": now})
        database.write([*solved, *(Problem(*each) for each in now), state])

    @property
    def _troubles_at(self) -> tuple[str, str]:
        """Where the lineage keeps what went wrong before anything was read."""
        return _TROUBLES, str(self.context.root)

    @property
    def _remaps_at(self) -> tuple[str, str]:
        """Where the lineage keeps which folders had moved when it was read."""
        return _REMAPS, str(self.context.root)

    def _moved(self, before: Mapping[str, object] | None) -> bool:
        """Whether other folders have moved than when the sources were read: then they are read anew."""
        return (before or {}).get("pairs", []) != [list(pair) for pair in self.choices.remaps]

    def at(self, kind: str, location: str) -> Found | None:
        """Return what is at a location, None where that is nothing of a tool's, or cannot be told."""
        try:
            return self.catalogue[kind].at(location, self.context)
        except (ActionableError, OSError):
            return None

    def watched(self, found: Found) -> tuple[Path, ...]:
        """Return the paths whose change means that a source may have something new."""
        try:
            return tuple(self.catalogue[found.kind].watched(found.location, self.context))
        except (ActionableError, OSError):
            return ()

    def read(self, database: Database, progress: Progress, only: str = "") -> list[Reading]:
        """Read what is new; each source is one transaction, and one that cannot be read is a problem.

        With `only`, that at a location and no other.
        """
        from forebear.lineage.questions import Questions

        readings = []
        sources = [each for each in self.sources() if only in ("", each.location)]
        self.context.images = lambda: _images(Questions(database))
        known = {(each.source, each.where) for each in Questions(database).problems()}
        self._tell(database)
        moved = self._moved(database.checkpoint(*self._remaps_at))
        for found in sources:
            where = (found.kind, found.location)
            since = None if moved else database.checkpoint(*where)
            if since is not None and self._is_current(found, since):
                readings.append(Reading(found, 0))
                continue
            try:
                facts = self._facts(self.catalogue[found.kind], found, since, progress)
                solved = [Solved(*where)] if where in known else []
                written = database.write(_after(solved, facts), progress)
                readings.append(Reading(found, written.facts, since is None))
            except ActionableError as error:
                database.write([Solved(*where), Problem(*where, said(error))])
                readings.append(Reading(found, 0))
        if moved and not only:
            pairs = [list(pair) for pair in self.choices.remaps]
            database.write([Checkpoint(*self._remaps_at, {"pairs": pairs})])
        return readings

    def _facts(
        self, tool: Tool, found: Found, since: Mapping[str, object] | None, progress: Progress
    ) -> Iterator[Fact]:
        try:
            yield from tool.open(found.location, self.context).facts(since, progress)
        except OSError as error:
            raise ActionableError(said(error), where=found.location) from error


def has_records(state: Mapping[str, object]) -> bool:
    """Say whether a source has anything, as its checkpoint says: a history is read also where it has not."""
    return state.get("found", True) is not False


def _images(questions: Questions) -> frozenset[str]:
    """Return the ids and digests of all images that are known."""
    images = (answer.environment.image for answer in questions.environments())
    return frozenset(name for image in images if image for name in (image.id, image.digest) if name)


def said(error: ActionableError | OSError) -> str:
    """Return what is wrong and what to do next, for a listed problem."""
    if isinstance(error, ActionableError):
        place = f" ({error.where})" if error.where else ""
        return f"{error.what}{place}{f' {error.todo}' if error.todo else ''}"
    return f"It cannot be read: {error.strerror or error}."


def _after(first: list[Solved], facts: Iterator[Fact]) -> Iterator[Fact]:
    yield from first
    yield from facts
