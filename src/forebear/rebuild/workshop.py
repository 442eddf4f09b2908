"""Everything that rebuilding one project takes, opened together and closed together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from forebear.lineage.database import Database
from forebear.lineage.errors import ActionableError
from forebear.lineage.progress import Progress
from forebear.lineage.project import Project
from forebear.lineage.questions import Questions
from forebear.lineage.rebuilds import Purpose
from forebear.rebuild.guarding import Guard, guarded
from forebear.rebuild.images import Engine
from forebear.rebuild.inputs import InputFinder
from forebear.rebuild.journal import has_leftovers
from forebear.rebuild.places import with_places
from forebear.rebuild.plan import Loosened, Occasion, Plan
from forebear.rebuild.planning import Planner
from forebear.rebuild.rebuilding import Rebuilder, Result
from forebear.rebuild.references import run_of
from forebear.rebuild.sentences import Planned
from forebear.rebuild.settling import settle
from forebear.rebuild.steps import StepRunner, shared_out
from forebear.rebuild.stores import KeptStore, Store, stores_of
from forebear.rebuild.upstream import UpstreamPlan, UpstreamPlanner
from forebear.sources.docker.engine import EngineError, connect
from forebear.sources.dvc.storage import DvcStorage
from forebear.sources.git.lfs import LfsStorage
from forebear.sources.git.repository import GitRepository

if TYPE_CHECKING:
    from docker import DockerClient


@dataclass(frozen=True, slots=True)
class Workshop:
    """A project with its lineage, its history and its stores; `trouble` is why no engine answers, if so."""

    project: Project
    database: Database
    questions: Questions
    repository: GitRepository
    kept: KeptStore
    stores: tuple[Store, ...]
    progress: Progress
    by: str
    guard: Guard = field(default_factory=Guard)
    trouble: EngineError | None = None
    _engines: dict[DockerClient, Engine] = field(default_factory=dict, init=False, repr=False, compare=False)

    def engine(self, client: DockerClient) -> Engine:
        """Return what a client's engine is and has; it is asked what it is once."""
        if client not in self._engines:
            self._engines[client] = Engine.of(client, self.project.private)
        return self._engines[client]

    def plan(self, ref: str, loosened: Loosened, client: DockerClient | None) -> Plan:
        """Plan the rebuild of what a REF names; `client` None plans without an engine."""
        return self._plan(run_of(self.questions, ref).run.key, loosened, client)

    def rebuild(self, plan: Plan, client: DockerClient, occasion: Occasion | None = None) -> Result:
        """Carry out a plan."""
        rebuilder = Rebuilder(
            self.database,
            self.repository,
            self.finder(plan.loosened.accepted),
            self.kept,
            client,
            self.engine(client),
            self.project.private,
        )
        result = rebuilder.rebuild(plan, self.progress, self.by, occasion)
        if result.trouble is not None:  # the engine was away, and may still hold the container
            self.guard.alarm()
        return result

    def again(self, plan: Plan, client: DockerClient) -> Plan:
        """Return a fresh plan of the same run with the same loosenings."""
        return self._plan(plan.record.run.key, plan.loosened, client)

    def plan_upstream(
        self, ref: str, loosened: Loosened, client: DockerClient | None, *, everything: bool = False
    ) -> UpstreamPlan:
        """Plan the rebuild of what a REF names, and of all that has to be made before it.

        `everything` plans also the runs upstream whose outputs are there.
        """
        planner = self._planner(loosened, client)
        record = run_of(self.questions, ref)
        made = UpstreamPlanner(self.questions, planner, loosened, self.by, everything=everything)
        return made.plan(record)

    def rebuild_upstream(self, upstream: UpstreamPlan, jobs: int) -> tuple[Plan, tuple[Result, ...]]:
        """Rebuild what is needed first; return the plan of the rest as it is then, and what came of each."""

        def build(plan: Plan, progress: Progress) -> Result:
            # A thread has its own database, history and engine.
            with open_workshop(self.project, progress, self.by) as own, connect() as client:
                return own.rebuild(own.settled(plan), client, Occasion(Purpose.UPSTREAM, target.id))

        target = upstream.target
        results = StepRunner(build, self.progress, jobs).run(shared_out(upstream, jobs))
        return self.settled(target), results

    def settled(self, plan: Plan) -> Plan:
        """Return a plan after the runs that it needs: what they made is used where it is as recorded."""
        finder, inputs, missing = self.finder(plan.loosened.accepted), [], list(plan.missing)
        for each in plan.inputs:
            located = each
            if each.maker and not each.place:
                located = replace(finder.locate(each.wanted, plan.code), maker=each.maker)
                if not located.place:
                    why = Planned.MADE_OTHERWISE.said(ref=f"run:{each.maker[:12]}")
                    missing.append(f"{each.wanted.path}: {why}")
            inputs.append(located)
        return replace(plan, inputs=tuple(inputs), missing=tuple(missing))

    def _plan(self, run: str, loosened: Loosened, client: DockerClient | None) -> Plan:
        return self._planner(loosened, client).plan(self.questions.run(run), loosened, self.by)

    def _planner(self, loosened: Loosened, client: DockerClient | None) -> Planner:
        engine = self.engine(client) if client is not None else None
        finder = self.finder(loosened.accepted)
        return Planner(self.project, self.questions, self.repository, finder, engine or self.trouble)

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

    `read_only` is enough to plan. Otherwise this process is guarded, and what others left is settled first.
    """
    database = Database.open(project.database_url, create=False, read_only=read_only)
    try:
        with GitRepository(project.root) as repository, ExitStack() as stack:
            guard = Guard()
            if not read_only:
                guard = stack.enter_context(guarded(project))
                if has_leftovers(project.private):
                    settle(project, database)
            storage = DvcStorage(project.root) if (project.root / ".dvc").is_dir() else None
            kept, stores = stores_of(project, storage, LfsStorage.of(repository.place))
            stores = with_places(project, database, kept, stores)
            questions = Questions(database, repository.rev_parse)
            yield Workshop(project, database, questions, repository, kept, stores, progress, by, guard)
    finally:
        database.close()
