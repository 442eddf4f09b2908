"""Tells how a verdict was come to: for documents, and in words."""

from __future__ import annotations

from forebear.compare.json_values import json_value
from forebear.lineage.rebuilds import OutputVerdict, Verdict
from forebear.rebuild.judging.normalisations import REASONS


def judged_document(output: OutputVerdict) -> dict[str, object]:
    """Return how a verdict was come to, for `--json`, reports and bundles."""
    return {
        "comparator": output.comparator or None,
        "normalisations": list(output.normalisations),
        "largest": json_value(output.largest),
        "ulp": output.ulp,
        "policy": output.policy or None,
    }


def judged_text(output: OutputVerdict) -> list[str]:
    """Say in one line what the explanation does not: the comparator, what was set aside, the policy."""
    told = output.verdict is Verdict.EQUIVALENT
    said = [f"compared as {output.comparator}"] if output.comparator else []
    said += [f"set aside: {', '.join(output.normalisations)}"] if output.normalisations and not told else []
    said += [f"policy {output.policy}"] if output.policy and output.policy not in output.explanation else []
    return ["; ".join(said)] if said else []


def reasoned(normalisation: str) -> str:
    """Return a normalisation with the reason for which it may be set aside."""
    reason = REASONS.get(normalisation, "")
    return f"{normalisation} ({reason})" if reason else normalisation
