"""Plans a rebuild with what has to be rebuilt before it, all of it before anything runs."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from forebear.lineage.answers import RunRecord
from forebear.lineage.known_runs import KnownRuns, makers_of
from forebear.lineage.questions import Look, Questions
from forebear.rebuild.inputs import Located
from forebear.rebuild.plan import Loosened, Plan
from forebear.rebuild.planning import Planner
from forebear.rebuild.sentences import Planned

_AHEAD = 1_000  # nodes whose records are read together


@dataclass(frozen=True, slots=True)
class Step:
    """One run to rebuild. `needs` are the keys of the runs before it, `level` how many are in the longest row
    of them; `plan.inputs` name as `maker` the run that makes what is not there yet.
    """

    plan: Plan
    needs: tuple[str, ...] = ()
    level: int = 0

    @property
    def key(self) -> str:
        """The run's key."""
        return self.plan.record.run.key


@dataclass(frozen=True, slots=True)
class UpstreamPlan:
    """Runs in an order in which they can be rebuilt; the last is the one that was asked for.

    `missing` says what keeps it from happening: of nothing that is needed may anything be missing.
    """

    steps: tuple[Step, ...]

    @property
    def target(self) -> Plan:
        """The plan of the run that was asked for."""
        return self.steps[-1].plan

    @property
    def before(self) -> tuple[Step, ...]:
        """The runs that are rebuilt first."""
        return self.steps[:-1]

    @property
    def missing(self) -> tuple[str, ...]:
        """What is missing, for each run that is needed."""
        return self.target.missing + tuple(
            f"{step.plan.record.run.name} ({step.plan.record.node.ref}): {line}"
            for step in self.before
            for line in step.plan.missing
        )

    @property
    def width(self) -> int:
        """How many runs of one level there are at most: so many can be rebuilt at once."""
        counts: dict[int, int] = defaultdict(int)
        for step in self.steps:
            counts[step.level] += 1
        return max(counts.values())

    @property
    def space(self) -> int:
        """The bytes that all of it needs: what was made stays."""
        return sum(step.plan.space for step in self.steps)


@dataclass(slots=True)
class _Found:
    """What was found on the way upstream; runs and artifacts are nodes."""

    plans: dict[int, Plan] = field(default_factory=dict)
    makers: dict[int, tuple[int, ...]] = field(default_factory=dict)

    def wanted(self, run: int, *, everything: bool) -> list[Located]:
        """Return the inputs of a run that others have to make."""
        return [each for each in self.plans[run].inputs if everything or not each.place]


class UpstreamPlanner:
    """Plans the runs upstream of others. With `everything` also those whose outputs are there.

    What a run makes is used only where it comes out byte for byte as recorded; an input that no run can make
    again stays missing.
    """

    def __init__(
        self, questions: Questions, planner: Planner, loosened: Loosened, by: str, *, everything: bool = False
    ) -> None:
        self._questions, self._planner = questions, planner
        self._loosened, self._by = loosened, by
        self._everything = everything

    def plan(self, record: RunRecord) -> UpstreamPlan:
        """Return the plan of a run and of all that has to be made before it."""
        target = record.node.id
        with self._questions.look() as look:
            found = self._walk(target, _Ahead(look))
        chosen = self._resolve(found)
        return UpstreamPlan(tuple(self._ordered(target, found, chosen)))

    def _walk(self, target: int, ahead: _Ahead) -> _Found:
        """Plan a run, then the makers of what it lacks, and so on, nearest first."""
        found = _Found()
        level = [target]
        while level:
            known = ahead.read(level)
            for run in level:
                found.plans[run] = self._planner.plan(known.records[run], self._loosened, self._by, known)
            lacking = {
                each.wanted.node: None
                for run in level
                for each in found.wanted(run, everything=self._everything)
                if each.wanted.node not in found.makers
            }
            found.makers |= ahead.makers(lacking)
            level = list(
                dict.fromkeys(
                    maker
                    for artifact in lacking
                    for maker in found.makers[artifact]
                    if maker not in found.plans
                )
            )
        return found

    def _resolve(self, found: _Found) -> dict[int, int]:
        """Choose for each artifact the first run that can be rebuilt, from what needs nothing downwards.

        Nothing is chosen for what only runs could make that need, themselves, what cannot be made.
        """
        chosen: dict[int, int] = {}
        lacks: dict[int, set[int]] = {}
        users: dict[int, list[int]] = defaultdict(list)
        ready: deque[int] = deque()
        for run, plan in found.plans.items():
            lacks[run] = {each.wanted.node for each in plan.inputs if not each.place}
            for artifact in lacks[run]:
                users[artifact].append(run)
            if not lacks[run] and not _otherwise(plan):
                ready.append(run)
        makes: dict[int, list[int]] = defaultdict(list)
        for artifact, runs in found.makers.items():
            for run in runs:
                makes[run].append(artifact)
        while ready:
            run = ready.popleft()
            for artifact in makes[run]:
                if chosen.setdefault(artifact, run) != run:
                    continue
                for user in users[artifact]:
                    lacks[user].discard(artifact)
                    if not lacks[user] and not _otherwise(found.plans[user]):
                        ready.append(user)
        return chosen

    def _ordered(self, target: int, found: _Found, chosen: Mapping[int, int]) -> Iterable[Step]:
        """Yield the steps that are needed, each after those that it needs; no recursion, for long rows."""
        level: dict[int, int] = {}
        on_the_way = {target}
        stack = [(target, iter(self._before(target, found, chosen)))]
        while stack:
            run, needed = stack[-1]
            other = next((each for each in needed if each not in level and each not in on_the_way), None)
            if other is not None:
                on_the_way.add(other)
                stack.append((other, iter(self._before(other, found, chosen))))
                continue
            stack.pop()
            on_the_way.discard(run)
            needs = [each for each in self._before(run, found, chosen) if each in level]
            level[run] = 1 + max((level[each] for each in needs), default=-1)
            yield self._step(run, needs, level[run], found, chosen)

    def _before(self, run: int, found: _Found, chosen: Mapping[int, int]) -> list[int]:
        """Return the runs that make what a run wants; where none can, the first that did, to say why not."""
        makers = (
            chosen.get(each.wanted.node, next(iter(found.makers.get(each.wanted.node, ())), None))
            for each in found.wanted(run, everything=self._everything)
        )
        return list(dict.fromkeys(maker for maker in makers if maker not in (None, run)))

    def _step(
        self, run: int, needs: Sequence[int], level: int, found: _Found, chosen: Mapping[int, int]
    ) -> Step:
        plan, inputs = found.plans[run], []
        missing = list(_otherwise(plan))
        for each in plan.inputs:
            maker = chosen.get(each.wanted.node)
            if maker is not None and maker in needs:
                inputs.append(replace(each, maker=found.plans[maker].record.run.key))
                continue
            inputs.append(each)
            if not each.place:
                makers = [found.plans[other].record for other in found.makers.get(each.wanted.node, ())]
                why = [
                    Planned.MAKER_GONE.said(run=record.run.name, ref=record.node.ref) for record in makers[:1]
                ]
                missing.append(" ".join((each.gone, *why)))
        keys = tuple(found.plans[each].record.run.key for each in needs)
        return Step(replace(plan, inputs=tuple(inputs), missing=tuple(missing)), keys, level)


class _Ahead:
    """Reads records of runs ahead of being asked for them, as far upstream as they will be wanted next."""

    def __init__(self, look: Look) -> None:
        self._look = look
        self._known = KnownRuns()
        self._order: list[int] = []
        self._place = 0

    def read(self, runs: Sequence[int]) -> KnownRuns:
        """Return what is known of these runs, and of others."""
        wanted = [run for run in runs if run not in self._known.records]
        if wanted:
            ahead = self._order[self._place : self._place + _AHEAD]
            self._place += len(ahead)
            self._known = _joined(self._known, KnownRuns.read(self._look, {*wanted, *ahead}))
        return self._known

    def makers(self, artifacts: Iterable[int]) -> dict[int, tuple[int, ...]]:
        """Return which runs made each of these."""
        asked = list(artifacts)
        if asked and not self._order:
            self._order = self._look.adjacency.upstream(asked)
        return {artifact: makers_of(self._look, artifact) for artifact in asked}


def _joined(one: KnownRuns, other: KnownRuns) -> KnownRuns:
    if not one.records:
        return other
    return KnownRuns(
        {**one.records, **other.records},
        {**one.sizes, **other.sizes},
        {**one.metrics, **other.metrics},
        {**one.committed, **other.committed},
        {**one.tried, **other.tried},
    )


def _otherwise(plan: Plan) -> list[str]:
    """Return what is missing beside inputs."""
    gone = {each.gone for each in plan.inputs if not each.place}
    return [line for line in plan.missing if line not in gone]
