"""Everything that rebuilding one project takes, opened together and closed together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from forebear.lineage.database import Database
from forebear.lineage.errors import ActionableError
from forebear.lineage.progress import Progress
from forebear.lineage.project import Project
from forebear.lineage.questions import Questions
from forebear.lineage.words import NodeKind
from forebear.rebuild.images import Engine
from forebear.rebuild.inputs import InputFinder
from forebear.rebuild.plan import Loosened, Plan
from forebear.rebuild.planning import Planner
from forebear.rebuild.rebuilding import Rebuilder, Result
from forebear.rebuild.references import run_of
from forebear.rebuild.stores import KeptStore, Store, stores_of
from forebear.sources.dvc.storage import DvcStorage
from forebear.sources.git.repository import GitRepository

if TYPE_CHECKING:
    from docker import DockerClient


@dataclass(frozen=True, slots=True)
class Workshop:
    """A project with its lineage, its history and its stores."""

    project: Project
    database: Database
    questions: Questions
    repository: GitRepository
    kept: KeptStore
    stores: tuple[Store, ...]
    progress: Progress
    by: str

    def plan(self, ref: str, loosened: Loosened, client: DockerClient | None) -> Plan:
        """Plan the rebuild of what a REF names; `client` None plans without an engine."""
        return self._plan(run_of(self.questions, ref).run.key, loosened, client)

    def rebuild(self, plan: Plan, client: DockerClient, remark: str = "") -> Result:
        """Carry out a plan."""
        rebuilder = Rebuilder(
            self.database, self.repository, self.finder(plan.loosened.accepted), self.kept, client
        )
        return rebuilder.rebuild(plan, self.progress, self.by, remark)

    def rebuild_twice(self, plan: Plan, client: DockerClient) -> tuple[Result, Result | None, bool | None]:
        """Rebuild two times; the last value says whether both came out the same (None: one did not end).

        Where the two agree with each other but not with the record, something else than chance has changed.
        """
        first = self.rebuild(plan, client)
        if first.rebuild.verdict is None:
            return first, None, None
        second = self.rebuild(
            self._plan(plan.record.run.key, plan.loosened, client), client, "Second of two."
        )
        if second.rebuild.verdict is None:
            return first, second, None
        return first, second, first.agrees_with(second)

    def rebuild_upstream(self, plan: Plan, client: DockerClient) -> tuple[Plan, tuple[Result, ...]]:
        """Rebuild the runs that made what is missing, furthest upstream first; return the plan afterwards.

        An input that comes out with other bytes than recorded stays missing.
        """
        results: list[Result] = []
        self._make_missing(plan, client, results, {plan.record.run.key})
        if not results:
            return plan, ()
        return self._plan(plan.record.run.key, plan.loosened, client), tuple(results)

    def _make_missing(self, plan: Plan, client: DockerClient, results: list[Result], tried: set[str]) -> None:
        for located in plan.inputs:
            if located.place:
                continue
            makers = self.questions.artifact(located.wanted.node).producers
            for maker in makers:
                if maker.kind is not NodeKind.RUN or maker.key in tried:
                    continue
                tried.add(maker.key)
                upstream = self._plan(maker.key, plan.loosened, client)
                self._make_missing(upstream, client, results, tried)
                results.append(self.rebuild(self._plan(maker.key, plan.loosened, client), client))

    def _plan(self, run: str, loosened: Loosened, client: DockerClient | None) -> Plan:
        engine = Engine.of(client) if client is not None else None
        finder = self.finder(loosened.accepted)
        planner = Planner(self.project, self.questions, self.repository, finder, engine)
        return planner.plan(self.questions.run(run), loosened, self.by)

    def finder(self, accepted: Iterable[str] = ()) -> InputFinder:
        """Return what finds contents by their digests."""

        def pulse() -> None:
            self.progress.step("inputs")

        return InputFinder(self.repository, self.stores, self.kept, pulse, accepted)


def questions_of(project: Project, database: Database) -> Questions:
    """Return the questions of a database that is open, with Git to read revisions where there is Git."""

    def rev_parse(text: str) -> str | None:
        try:
            with GitRepository(project.root) as repository:
                return repository.rev_parse(text)
        except ActionableError:
            return None

    return Questions(database, rev_parse)


@contextmanager
def open_workshop(
    project: Project, progress: Progress, by: str, *, read_only: bool = False
) -> Iterator[Workshop]:
    """Open a project that was imported; raises ActionableError where there is no lineage or no Git.

    `read_only` is enough to plan.
    """
    database = Database.open(project.database_url, create=False, read_only=read_only)
    try:
        with GitRepository(project.root) as repository:
            storage = DvcStorage(project.root) if (project.root / ".dvc").is_dir() else None
            kept, stores = stores_of(project, storage)
            questions = Questions(database, repository.rev_parse)
            yield Workshop(project, database, questions, repository, kept, stores, progress, by)
    finally:
        database.close()
