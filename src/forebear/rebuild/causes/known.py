"""All that is known of why one rebuild came out as it did: read from the lineage, at any time later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from forebear.lineage.rebuilds import Cause, Purpose, Rebuild
from forebear.rebuild.causes.diagnosis import Diagnosis, diagnosis_of, told_causes
from forebear.rebuild.spread import Spread, spreads

if TYPE_CHECKING:
    from forebear.lineage.questions import Questions


@dataclass(frozen=True, slots=True)
class Known:
    """A rebuild with its causes, what reruns showed, and the spread of metrics over it and its repeats.

    `repeats` is how many there are beside itself that ended with a verdict.
    """

    rebuild: Rebuild
    causes: tuple[Cause, ...]
    diagnosis: Diagnosis
    repeats: int
    spread: tuple[Spread, ...]


def known_of(questions: Questions, run: str, rebuild: str) -> Known | None:
    """Return what is known of a rebuild of the run with this key; None where there is no such rebuild."""
    of_run = questions.rebuilds(run)
    base = next((each for each in of_run if each.id == rebuild), None)
    if base is None:
        return None
    series = [each for each in of_run if each.series == base.id]
    repeats = [each for each in series if each.purpose is Purpose.REPEAT and each.verdict is not None]
    diagnosis = diagnosis_of(base, series)
    # The newest repeat was compared with all before it.
    newest = next((each for each in repeats if each.causes), base)
    causes = told_causes(newest, diagnosis)
    metrics = [each.metrics for each in (base, *reversed(repeats)) if each.metrics]
    spread = spreads(metrics, _recorded(questions, run)) if len(metrics) > 1 else ()
    return Known(base, causes, diagnosis, len(repeats), spread)


def _recorded(questions: Questions, run: str) -> Mapping[str, float]:
    """Return the numbers that the run itself reported, by `file:name`."""
    outputs = {link.artifact.id: link.path for link in questions.run(run).outputs}
    return {
        f"{outputs[id_]}:{metric.name}": metric.value
        for id_, metrics in questions.metrics(list(outputs)).items()
        for metric in metrics
        if metric.value is not None
    }
