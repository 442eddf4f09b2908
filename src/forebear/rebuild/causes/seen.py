"""What a rebuild was and what came of it: all that its causes are looked for in."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from forebear.lineage.rebuilds import OutputVerdict, ProcessEnd, Rebuild, Verdict
from forebear.lineage.words import Environment
from forebear.rebuild.images import ChosenImage
from forebear.rebuild.plan import Occasion, Plan

_FINE = (Verdict.IDENTICAL, Verdict.NO_BASELINE)


@dataclass(frozen=True, slots=True)
class Seen:
    """A rebuild that has ended: its plan, the image it ran in, and what came of it.

    `environment` is where it ran; `kept` the folder in which its outputs are.
    """

    plan: Plan
    image: ChosenImage | None
    ended: ProcessEnd
    outputs: tuple[OutputVerdict, ...]
    environment: Environment | None
    began: datetime
    finished: datetime
    log: Path | None
    kept: Path
    occasion: Occasion = field(default_factory=Occasion)

    @property
    def before(self) -> tuple[Rebuild, ...]:
        """Rebuilds of the same run under the same conditions, made before for comparison."""
        return self.occasion.before

    @property
    def differing(self) -> tuple[OutputVerdict, ...]:
        """The outputs that are not the recorded bytes."""
        return tuple(output for output in self.outputs if output.verdict not in _FINE)
