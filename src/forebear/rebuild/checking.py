"""Looks up which runs can be made again here and now: the plans of all of them, in few words each."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import select

from forebear.lineage import schema
from forebear.lineage.answers import Ready
from forebear.lineage.batches import batched
from forebear.lineage.database import Database
from forebear.lineage.known_runs import KnownRuns, makers_of
from forebear.lineage.readiness import write_readiness
from forebear.lineage.words import NodeKind, Readiness
from forebear.rebuild.images import Engine
from forebear.rebuild.inputs import InputFinder, Located
from forebear.rebuild.plan import Loosened, Plan
from forebear.rebuild.planning import Planner
from forebear.rebuild.sentences import Checked
from forebear.rebuild.stores import Store
from forebear.rebuild.uncommitted import lost_paths, uncommitted_paths
from forebear.rebuild.workshop import Workshop

if TYPE_CHECKING:
    from docker import DockerClient

_TOGETHER = 2_000  # runs that are in memory together
_NAMED = 5  # things that are named in a sentence


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a plan says in few words; `lacking` are the artifacts that are not on this machine."""

    state: Readiness
    details: tuple[str, ...]
    lacking: tuple[int, ...] = ()


class Checker:
    """Checks all runs of one project. Only this machine and its engine are asked, and nothing is fetched."""

    def __init__(self, workshop: Workshop, client: DockerClient | None) -> None:
        self._workshop, self._progress = workshop, workshop.progress
        self._far = tuple(store for store in workshop.stores if store.remote)
        near = [store for store in workshop.stores if not store.remote]
        finder = InputFinder(workshop.repository, near, workshop.kept, self._pulse)
        self._planner = Planner(
            workshop.project,
            workshop.questions,
            workshop.repository,
            finder,
            Engine.of(client) if client else None,
        )
        self._engine = client is not None
        self._pushed = _pushed(workshop)

    def check(self) -> Mapping[int, Ready]:
        """Return what was found of each run, by node, and keep it; raises CancelledError."""
        self._progress.step("check")
        with self._workshop.questions.look() as look:
            runs = list(
                look.connection.scalars(
                    select(schema.node.c.id).where(schema.node.c.kind == NodeKind.RUN.value)
                )
            )
            seen: dict[int, _Seen] = {}
            for some in batched(runs, _TOGETHER):
                known = KnownRuns.read(look, some)
                for run, record in known.records.items():
                    self._progress.step("check", len(seen), len(runs), record.run.name)
                    plan = self._planner.plan(record, Loosened(), self._workshop.by, known)
                    seen[run] = self._seen(plan)
            makers = {
                artifact: makers_of(look, artifact) for each in seen.values() for artifact in each.lacking
            }
        now = datetime.now(UTC)
        found = {
            run: Ready(each.state, each.details, now) for run, each in _with_upstream(seen, makers).items()
        }
        # What others share says nothing of this machine.
        if self._workshop.database.engine.dialect.name == "sqlite":
            self._keep(found)
        return found

    def _keep(self, found: Mapping[int, Ready]) -> None:
        """Write down what was found; the workshop itself need only read."""
        database = Database.open(self._workshop.project.database_url, create=False)
        try:
            with database.writing(wait=60.0) as connection:
                write_readiness(connection, found)
        finally:
            database.close()

    def _pulse(self) -> None:
        self._progress.step("check")

    def _seen(self, plan: Plan) -> _Seen:
        """Say what a plan comes to in few words, the worst of it first."""
        return _unrecorded(plan) or self._lacking(plan) or self._without_inputs(plan)

    def _lacking(self, plan: Plan) -> _Seen | None:
        lacking = [each for each in plan.inputs if not each.place]
        if not lacking:
            return None
        said = [_gone(each) for each in lacking[:_NAMED]]
        left = len(lacking) - _NAMED
        said += [Checked.MORE_INPUTS.said(count=left)] if left > 0 else []
        nodes = tuple(each.wanted.node for each in lacking)
        far = [store for each in lacking if (store := self._may_have(each)) is not None]
        if len(far) == len(lacking):
            names = ", ".join(dict.fromkeys(store.name for store in far))
            said.append(Checked.NOT_ASKED.said(stores=names))
            return _Seen(Readiness.ELSEWHERE, tuple(said), nodes)
        return _Seen(Readiness.INPUTS_MISSING, tuple(said), nodes)

    def _may_have(self, lacking: Located) -> Store | None:
        """Return the first store elsewhere that may have what is not here."""
        names = lacking.names
        return next((store for store in self._far if any(map(store.may_have, names))), None)

    def _without_inputs(self, plan: Plan) -> _Seen:
        image = plan.image
        if not self._engine:
            return _Seen(Readiness.NO_ENGINE, (Checked.NO_ENGINE.said(),))
        if image is not None and not image.can_be_had:
            return _Seen(Readiness.IMAGE_MISSING, plan.missing[:1])
        lost = lost_paths(plan.record, plan.uncommitted)
        dirty = [Checked.NOT_COMMITTED.said(paths=", ".join(lost))] if lost else []
        if plan.missing or dirty:  # what is left are a patch or parameters that do not fit the commit
            return _Seen(Readiness.DIRTY, (*dirty, *plan.missing))
        if self._pushed is not None and not self._pushed(plan.commit):
            return _Seen(Readiness.UNPUSHED, (Checked.NOT_PUSHED.said(commit=plan.commit[:10]),))
        if image is not None and not image.is_recorded:
            by = Checked.IMAGE_CHOSEN_BY if image.by else Checked.IMAGE_CHOSEN
            said = image.note if not image.identified else by.said(who=image.by)
            return _Seen(Readiness.IMAGE_ASSUMED, (said,))
        return _kept(plan) or _Seen(Readiness.REBUILDABLE, ())


def _kept(plan: Plan) -> _Seen | None:
    """Say what of the code was not committed and is here all the same."""
    patch, paths = plan.uncommitted, uncommitted_paths(plan.record)
    if patch is not None:
        files = f"{len(patch.files)} file{'s' if len(patch.files) != 1 else ''}"
        said = Checked.PATCH_APPLIED.said(patch=patch.path, tool=patch.by, files=files)
    elif paths:
        said = Checked.FILES_KEPT.said(paths=", ".join(paths))
    else:
        return None
    return _Seen(Readiness.PATCHED, (said,))


def _gone(located: Located) -> str:
    digest = next(iter(located.wanted.digests), None)
    known = f" ({digest.algorithm}:{digest.value[:8]})" if digest is not None else ""
    path = f"{located.wanted.path}{known}"
    if not located.notes:
        return Checked.INPUT_GONE.said(path=path)
    return Checked.INPUT_GONE_NOTED.said(path=path, notes="; ".join(located.notes))


def _unrecorded(plan: Plan) -> _Seen | None:
    """Return what the record itself lacks, or that this clone lacks its commit."""
    record = plan.record
    said = ""
    if not record.run.command:
        said = Checked.NO_COMMAND.said()
    elif not record.code:
        said = Checked.NO_COMMIT.said()
    elif not plan.commit:
        shas = ", ".join(sha[:10] for sha in record.code[:_NAMED])
        return _Seen(Readiness.COMMIT_GONE, (Checked.NOT_CLONED.said(commits=shas),))
    elif all(answer.environment.image is None for answer in record.environments):
        said = Checked.NO_IMAGE.said()
    return _Seen(Readiness.NEVER_RECORDED, (said,)) if said else None


def _with_upstream(seen: Mapping[int, _Seen], makers: Mapping[int, Collection[int]]) -> Mapping[int, _Seen]:
    """Return the same, where what a run lacks can be made again by others first: then it comes after them."""
    lacks = {run: set(each.lacking) for run, each in seen.items() if each.state is Readiness.INPUTS_MISSING}
    users: dict[int, list[int]] = defaultdict(list)
    for run, artifacts in lacks.items():
        for artifact in artifacts:
            users[artifact].append(run)
    makes: dict[int, list[int]] = defaultdict(list)
    for artifact, runs in makers.items():
        for run in runs:
            makes[run].append(artifact)
    found = dict(seen)
    ready = deque(run for run in makes if run in seen and seen[run].state.possible)
    while ready:
        run = ready.popleft()
        for artifact in makes[run]:
            for user in users.pop(artifact, ()):
                lacks[user].discard(artifact)
                if not lacks[user]:
                    found[user] = replace(
                        seen[user],
                        state=Readiness.UPSTREAM,
                        details=(*seen[user].details, Checked.MAKERS_FIRST.said()),
                    )
                    ready.append(user)
    return found


def _pushed(workshop: Workshop) -> Callable[[str], bool] | None:
    """Return what says whether a remote branch has a commit; None where the project has no remotes."""
    tips = [sha for name, sha in workshop.repository.tips().items() if name.startswith("refs/remotes/")]
    if not tips:
        return None
    place = workshop.repository.place
    known = frozenset(place.ask("rev-list", "--remotes", fails=True).split())
    return known.__contains__


def counted(found: Iterable[Ready]) -> Mapping[Readiness, int]:
    """Return how many runs are in each state, the best first; states that none is in are left out."""
    counts = dict.fromkeys(reversed(Readiness), 0)
    for ready in found:
        counts[ready.state] += 1
    return {state: count for state, count in counts.items() if count}


def worst_first(found: Mapping[int, Ready]) -> Sequence[int]:
    """Return the runs that cannot be made again as they are, the worst first."""
    order = tuple(Readiness)
    bad = [run for run, ready in found.items() if ready.state is not Readiness.REBUILDABLE]
    return sorted(bad, key=lambda run: (order.index(found[run].state), -run))
