"""Diagnoses as JSON and as text."""

from __future__ import annotations

from collections.abc import Mapping

from forebear.lineage.words import Scalar
from forebear.rebuild.causes.diagnosing import Forecast
from forebear.rebuild.causes.diagnosis import Diagnosis
from forebear.rebuild.causes.factors import UNTRIED
from forebear.rebuild.documents import causes_document


def forecast_document(forecast: Forecast) -> dict[str, object]:
    """Return what would be tried, for `--json`."""
    return {
        "budget": forecast.budget,
        "reruns": forecast.reruns,
        "seconds": forecast.seconds,
        "planned": [dict(variation) for variation in forecast.variations],
        "untried": _untried(),
    }


def forecast_text(forecast: Forecast) -> str:
    """Return what would be tried, as text to read."""
    seconds = forecast.seconds
    took = "" if seconds is None else f", about {seconds:.0f} s if each takes as long as the run did"
    lines = [f"Diagnosis: at most {forecast.reruns} reruns{took}; it stops at the first that shows the cause"]
    lines.append("  once more, to see whether it comes out the same")
    lines += [f"  {_named(variation)}" for variation in forecast.variations]
    return "\n".join(lines)


def diagnosis_document(diagnosis: Diagnosis, budget: int) -> dict[str, object]:
    """Return a diagnosis for `--json`."""
    return {
        "of": diagnosis.of,
        "budget": budget,
        "deterministic": diagnosis.deterministic,
        "controls": diagnosis.controls,
        "factors": [
            {
                "factor": each.factor,
                "tried": dict(each.variation),
                "outcome": each.outcome.value,
                "evidence": each.evidence,
                "rebuilds": list(each.rebuilds),
            }
            for each in diagnosis.tried
        ],
        "untried": _untried(),
        "cause": next(iter(causes_document([diagnosis.cause] if diagnosis.cause else [])), None),
    }


def diagnosis_text(diagnosis: Diagnosis) -> str:
    """Return a diagnosis as text to read."""
    again = {True: "the same", False: "different", None: "not compared"}[diagnosis.deterministic]
    lines = [f"  {'once more':<16} {again}"]
    lines += [f"  {each.outcome.value:<24} {each.name}: {each.evidence}" for each in diagnosis.tried]
    return "\n".join(lines)


def _untried() -> list[dict[str, object]]:
    return [{"factor": factor.value, "why": why} for factor, why in UNTRIED.items()]


def _named(variation: Mapping[str, Scalar]) -> str:
    return ", ".join(f"{factor} = {value}" for factor, value in variation.items())
