"""Where a batch stands: what came of each of its runs so far, told from the rebuilds of its series."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from forebear.lineage.rebuilds import GOOD, ProcessEnd, Rebuild
from forebear.rebuild.many.batch import Batch
from forebear.rebuild.many.choosing import Chosen


class State(StrEnum):
    """Where one run of a batch stands."""

    WAITING = "waiting"  # not begun, or cancelled: it is begun again when the batch is continued
    RUNNING = "running"
    GOOD = "good"  # the outputs are the recorded ones, as far as the verdict goes
    NOT_SO = "not so"  # it ran, and what came out is another thing or nothing
    BLOCKED = "blocked"  # something it needs is missing, or ended it: the engine, the disk, a kill


@dataclass(frozen=True, slots=True)
class Standing:
    """One run of a batch, its newest rebuild in it (None: there is none yet), and whether it is under way."""

    chosen: Chosen
    rebuild: Rebuild | None = None
    running: bool = False

    @property
    def state(self) -> State:
        """Where it stands, from what is written down."""
        rebuild = self.rebuild
        if self.running:
            return State.RUNNING
        if rebuild is None or rebuild.ended is ProcessEnd.CANCELLED:
            return State.WAITING
        broke = rebuild.ended is ProcessEnd.FAILED and not rebuild.failed_by_itself
        if broke or rebuild.ended is ProcessEnd.BLOCKED:
            return State.BLOCKED
        return State.GOOD if rebuild.verdict in GOOD else State.NOT_SO

    @property
    def said(self) -> str:
        """The verdict, else how it ended, "" where nothing has come yet."""
        if self.rebuild is None:
            return ""
        return (self.rebuild.verdict or self.rebuild.ended).value

    @property
    def why(self) -> str:
        """One sentence about it: what is missing, what the first output that differs says, or the whole."""
        rebuild = self.rebuild
        if rebuild is None:
            return ""
        if rebuild.missing:
            return rebuild.missing[0]
        told = (each for each in rebuild.outputs if each.verdict is rebuild.verdict and each.explanation)
        first = next(told, None) if self.state is State.NOT_SO else None
        if first is not None:
            return f"{first.path}: {first.explanation.splitlines()[0]}"
        return rebuild.explanation


@dataclass(frozen=True, slots=True)
class Stood:
    """A batch with where its runs stand, in the batch's order."""

    batch: Batch
    runs: tuple[Standing, ...]

    @property
    def remaining(self) -> tuple[Chosen, ...]:
        """What is begun when the batch is continued: what waits, and what was blocked."""
        again = (State.WAITING, State.BLOCKED)
        return tuple(each.chosen for each in self.runs if each.state in again)

    @property
    def counts(self) -> dict[str, int]:
        """How many came out how, by verdict or end; those that wait are `waiting`."""
        found: dict[str, int] = {}
        for each in self.runs:
            name = each.state.value if each.state in (State.WAITING, State.RUNNING) else each.said
            found[name] = found.get(name, 0) + 1
        return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))

    @property
    def seconds(self) -> float:
        """How long the rebuilds took together."""
        return sum(each.rebuild.seconds for each in self.runs if each.rebuild is not None)

    @property
    def ended_at(self) -> datetime | None:
        """When the newest rebuild began, None where there is none."""
        return max((each.rebuild.started_at for each in self.runs if each.rebuild is not None), default=None)

    def state_is(self, *states: State) -> int:
        """Return how many runs stand so."""
        return sum(each.state in states for each in self.runs)


def stand(batch: Batch, rebuilds: Iterable[Rebuild], running: Collection[str] = ()) -> Stood:
    """Return where a batch stands; `rebuilds` are those of the lineage, newest first.

    `running` are the keys of the runs that are being rebuilt.
    """
    newest: dict[str, Rebuild] = {}
    for rebuild in rebuilds:
        if rebuild.series == batch.id and rebuild.vouches:
            newest.setdefault(rebuild.run, rebuild)
    return Stood(
        batch,
        tuple(Standing(chosen, newest.get(chosen.run), chosen.run in running) for chosen in batch.runs),
    )
