"""A batch as JSON and as text."""

from __future__ import annotations

from forebear.rebuild.many.standing import Standing, State, Stood

_WIDE = 100  # characters of a reason


def stood_document(stood: Stood, kept: bool = True) -> dict[str, object]:
    """Return where a batch stands, for `--json`; one that is not `kept` (only planned) has no id."""
    batch = stood.batch
    return {
        "batch": batch.id if kept else None,
        "asked": batch.asked,
        "by": batch.by,
        "made": batch.made_at.isoformat(),
        "runs": [_run(each) for each in stood.runs],
        "counts": stood.counts,
        "remaining": len(stood.remaining),
        "seconds": round(stood.seconds, 3),
    }


def stood_text(stood: Stood, kept: bool = True) -> str:
    """Return where a batch stands, as text to read; one that is not `kept` is only planned."""
    lines = [f"{f'Batch {stood.batch.id}' if kept else 'Planned'}: {stood.batch.asked}"]
    for each in stood.runs:
        said = each.said or State.WAITING.value
        names = f" ({', '.join(each.chosen.stands_for[:3])})" if each.chosen.stands_for else ""
        lines.append(f"  {said:<16} {each.chosen.name}{names}  run:{each.chosen.run[:12]}")
        if each.why and each.state in (State.NOT_SO, State.BLOCKED):
            lines.append(f"  {'':<16}   {each.why[:_WIDE]}")
    counts = ", ".join(f"{count} {name}" for name, count in stood.counts.items())
    lines.append(f"  {len(stood.runs)} runs: {counts}; {stood.seconds:.1f} s of rebuilding")
    if stood.remaining and kept:
        lines.append(f"  go on with: forebear rebuild --continue {stood.batch.id}")
    return "\n".join(lines)


def _run(standing: Standing) -> dict[str, object]:
    rebuild, chosen = standing.rebuild, standing.chosen
    return {
        "run": chosen.run,
        "name": chosen.name,
        "commit": chosen.commit or None,
        "for": list(chosen.stands_for),
        "state": standing.state.value,
        "ended": rebuild.ended.value if rebuild else None,
        "verdict": rebuild.verdict.value if rebuild and rebuild.verdict else None,
        "why": standing.why,
        "rebuild": rebuild.id if rebuild else None,
        "seconds": rebuild.seconds if rebuild else None,
        "missing": list(rebuild.missing) if rebuild else [],
    }
