"""`forebear rebuild --diagnose`: rerun with one thing varied at a time, to find out why it differs."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from typing import TYPE_CHECKING

from forebear.cli.terminal import Terminal
from forebear.cli.text import printable_lines
from forebear.cli.units import count
from forebear.lineage.errors import UsageError
from forebear.lineage.rebuilds import ProcessEnd, Rebuild
from forebear.rebuild.causes.diagnosing import Diagnoser
from forebear.rebuild.causes.diagnosis import BUDGET, told_causes
from forebear.rebuild.causes.documents import (
    diagnosis_document,
    diagnosis_text,
    forecast_document,
    forecast_text,
)
from forebear.rebuild.documents import (
    causes_document,
    diagnosing_line,
    plan_document,
    plan_text,
    result_document,
    result_text,
)
from forebear.rebuild.plan import Plan
from forebear.rebuild.rebuilding import Result
from forebear.rebuild.references import rebuild_of
from forebear.rebuild.workshop import Workshop

_POLICY = "tolerance "

if TYPE_CHECKING:
    from docker import DockerClient


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare how far to look for a cause."""
    parser.add_argument(
        "--diagnose",
        action="store_true",
        help="rerun it with one thing varied at a time until that shows why it differs; also for rebuild:ID",
    )
    parser.add_argument(
        "--reruns",
        metavar="N",
        type=count,
        default=BUDGET,
        help=f"how many reruns --diagnose may make (default: {BUDGET})",
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be diagnosed: a REF, the plan to rebuild it, and how many reruns that may take."""

    workshop: Workshop
    client: DockerClient
    ref: str
    plan: Plan
    budget: int

    def show(self, terminal: Terminal) -> int:
        """Print the plan and what would be tried."""
        found = self._diagnoser.forecast(self.plan, self._base)
        text = f"{plan_text(self.plan)}\n{forecast_text(found)}"
        document = {**plan_document(self.plan), "diagnosis": forecast_document(found)}
        terminal.result(document, printable_lines(text))
        return 3 if self.plan.missing else 0

    def diagnose(self, terminal: Terminal) -> Result:
        """Diagnose the rebuild that the REF names, else one that is made now; print both and return it."""
        base = self._base
        if base is None:
            result = self.workshop.rebuild(self.plan, self.client)
        else:
            result = Result(base, (), self.plan)
        found = self._diagnoser.diagnose(self.plan, result.rebuild)
        causes = told_causes(result.rebuild, found)
        document = {
            **result_document(result),
            "causes": causes_document(causes),
            "diagnosis": diagnosis_document(found, self.budget),
        }
        text = f"{result_text(result, causes)}\n{diagnosis_text(found)}"
        terminal.result(document, printable_lines(text))
        return result

    @property
    def _diagnoser(self) -> Diagnoser:
        return Diagnoser(self.workshop, self.client, self.budget)

    @property
    def _base(self) -> Rebuild | None:
        """The rebuild that the REF names, if it was made as the plan says and says something of the run.

        Raises UsageError where it was made under other conditions: what reruns show would not be of it.
        """
        base = rebuild_of(self.workshop.questions, self.ref)
        if base is None or not base.vouches or base.ended is not ProcessEnd.COMPLETED:
            return None
        made, now = str(base.profile.get("loosened") or ""), ", ".join(self.plan.loosened.names())
        if made == now:
            return base
        if made.partition(_POLICY)[0] == now.partition(_POLICY)[0]:  # the project's own may be another by now
            return None
        raise UsageError(
            f"This rebuild was made under other conditions: {made or 'the usual ones'}.",
            where=f"rebuild:{base.id}; now: {now or 'the usual ones'}",
            todo=f"Say the same: {diagnosing_line(base)}; or diagnose a new one: forebear rebuild --diagnose "
            f"{self.plan.record.node.ref}",
        )
