"""What rebuilds showed: each attempt, and what they come to for the subject of a report."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from forebear.audit.evidence import Evidence
from forebear.compare.json_values import json_time, json_value
from forebear.lineage.answers import RunRecord
from forebear.lineage.rebuilds import GOOD, ProcessEnd, Rebuild, Verdict
from forebear.rebuild.documents import causes_document
from forebear.rebuild.judging.telling import judged_document

_RANK = {verdict: place for place, verdict in enumerate(Verdict)}
_APART = ("code", "options")
"""What a profile says that is no limit: the code, and words of a command, which hold paths of a machine."""


def verdict_document(evidence: Evidence) -> dict[str, Any]:
    """Sum up the newest rebuild of each run that made the subject; the worst counts.

    `state` is `verified` (every run's newest rebuild is good), `not verified` (one is not), `partly` (some
    runs were never rebuilt, the others are good) or `not rebuilt`. `taken` names the runs further upstream
    that have no good rebuild: their outputs were taken as recorded.
    """
    newest = {run.run.key: next(iter(evidence.rebuilds.get(run.run.key, ())), None) for run in evidence.focus}
    made = [rebuild for rebuild in newest.values() if rebuild]
    bad = [rebuild for rebuild in made if not is_good(rebuild)]
    if not made:
        state = "not rebuilt"
    elif bad:
        state = "not verified"
    else:
        state = "verified" if len(made) == len(newest) else "partly"
    return {
        "state": state,
        "verdict": worst(made),
        "runs": len(newest),
        "rebuilt": len(made),
        "good": len(made) - len(bad),
        "rebuilds": sorted(rebuild.id for rebuild in made),
        "taken": sorted({run.run.name for run in evidence.order if is_taken(run, evidence)}),
    }


def is_taken(record: RunRecord, evidence: Evidence) -> bool:
    """Say whether a run upstream of the subject's own has no good newest rebuild."""
    newest = next(iter(evidence.rebuilds.get(record.run.key, ())), None)
    return record not in evidence.focus and (newest is None or not is_good(newest))


def is_good(rebuild: Rebuild) -> bool:
    """Say whether a rebuild shows that the recorded outputs can be made again."""
    return rebuild.ended is ProcessEnd.COMPLETED and rebuild.verdict in GOOD


def worst(rebuilds: Sequence[Rebuild]) -> str | None:
    """Return the worst verdict of several rebuilds, or how the process ended where one did not complete."""
    unfinished = [rebuild for rebuild in rebuilds if rebuild.verdict is None]
    if unfinished:
        return str(unfinished[0].ended)
    return max(
        (str(rebuild.verdict) for rebuild in rebuilds), key=lambda word: _RANK[Verdict(word)], default=None
    )


def rebuilds_document(evidence: Evidence) -> list[dict[str, Any]]:
    """Return every rebuild of every run upstream, in the order of the runs, the newest first."""
    return [
        rebuild_document(rebuild, run.run.name)
        for run in evidence.order
        for rebuild in evidence.rebuilds[run.run.key]
    ]


def rebuild_document(rebuild: Rebuild, name: str) -> dict[str, Any]:
    """Return one rebuild of the run with that name."""
    return {
        "id": rebuild.id,
        "run": f"run:{rebuild.run}",
        "name": name,
        "ended": str(rebuild.ended),
        "verdict": str(rebuild.verdict) if rebuild.verdict else None,
        "started_at": json_time(rebuild.started_at),
        "seconds": round(rebuild.seconds, 3),
        "by": rebuild.by or None,
        "image": {
            "reference": rebuild.image.reference if rebuild.image else None,
            "id": (rebuild.image.id or None) if rebuild.image else None,
            "digest": (rebuild.image.digest or None) if rebuild.image else None,
            "how": rebuild.how or None,
        },
        "explanation": rebuild.explanation,
        "causes": causes_document(rebuild.causes),
        "missing": list(rebuild.missing),
        "steps": list(rebuild.steps),
        "code": rebuild.profile.get("code"),  # where it is not the commit alone
        "limits": {
            name: json_value(value) for name, value in sorted(rebuild.profile.items()) if name not in _APART
        },
        "outputs": [
            {
                "path": output.path,
                "expected": str(output.expected) if output.expected else None,
                "obtained": str(output.obtained) if output.obtained else None,
                "verdict": str(output.verdict),
                "explanation": output.explanation,
                **judged_document(output),
            }
            for output in sorted(rebuild.outputs, key=lambda output: output.path)
        ],
    }
