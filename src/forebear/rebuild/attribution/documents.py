"""An attribution as JSON and as text."""

from __future__ import annotations

from forebear.rebuild.attribution.attribution import Attribution, Mixture
from forebear.rebuild.attribution.saying import mixture_name, sentence
from forebear.rebuild.attribution.shares import Share
from forebear.rebuild.attribution.versions import Factor, Version


def attribution_document(found: Attribution) -> dict[str, object]:
    """Return an attribution for `--json`."""
    first, last = found.ends
    outlook = found.outlook
    return {
        "metric": str(found.metric),
        "from": _version(found.a, first),
        "to": _version(found.b, last),
        "difference": found.difference,
        "reproduced": found.reproduced,
        "summary": sentence(found),
        "factors": _factors(found),
        "joined": [
            {"factors": list(share.factors), **_share(found, share)}
            for share in (found.sharing.shares if found.sharing else ())
            if len(share.factors) > 1
        ],
        "orders": {
            "followed": found.sharing.orders if found.sharing else 0,
            "possible": found.sharing.possible if found.sharing else outlook.possible,
            "exact": bool(found.sharing and found.sharing.is_whole),
        },
        "interactions": [
            {"factors": [one.value, other.value], "value": value}
            for (one, other), value in found.interactions.items()
        ],
        "mixtures": [_mixture(found, mixture) for mixture in found.mixtures],
        "runs": found.runs,
        "times": found.times,
        "outlook": {
            "runs": outlook.runs,
            "seconds": outlook.seconds,
            "space": outlook.space,
            "mixtures": len(outlook.cells),
            "orders": outlook.orders,
        },
        "notes": list(found.notes),
    }


def attribution_text(found: Attribution) -> str:
    """Return an attribution as text to read."""
    first, last = found.ends
    lines = [sentence(found), ""]
    lines += [f"A: {found.a.ref}  {_said(found.a, first)}", f"B: {found.b.ref}  {_said(found.b, last)}"]
    if found.factors:
        rows: list[tuple[str, ...]] = [("Factor", "A", "B", "Share", "")]
        shares = {name: share for share in _shares(found) for name in share.factors}
        for each in found.factors:
            share = shares.get(each.factor.value)
            rows.append((each.factor.value, each.a, each.b, *_cells(found, share)))
        lines += ["", *_table(rows)]
    lines += [
        f"{one.value} and {other.value} together: {value:+.6g} beyond what each does alone"
        for (one, other), value in found.interactions.items()
        if value
    ]
    mixtures: list[tuple[str, ...]] = [("Mixture", "Value", "Took", "Made")]
    mixtures += [
        (mixture_name(found, mixture), _value(mixture), _took(mixture), _how(mixture))
        for mixture in found.mixtures
    ]
    lines += ["", *_table(mixtures)]
    outlook = found.outlook
    if outlook.runs:
        time = "" if outlook.seconds is None else f", about {outlook.seconds / 60:.1f} minutes by the record"
        space = f", {outlook.space / (1 << 20):.1f} MiB"
        lines += ["", f"Still to run: {outlook.runs} at most{time}{space}"]
    lines += ["", *(f"note  {note}" for note in found.notes)] if found.notes else []
    return "\n".join(lines)


def _version(version: Version, made: float | None) -> dict[str, object]:
    return {
        "ref": version.ref,
        "commit": version.commit or None,
        "code": version.code or None,
        "runs": [
            {
                "name": stage.name,
                "run": stage.record.run.key,
                "command": list(stage.record.run.command),
                "image": stage.plan.image.image.reference if stage.plan.image else None,
            }
            for stage in version.stages
        ],
        "recorded": version.recorded,
        "reproduced": made,
    }


def _shares(found: Attribution) -> tuple[Share, ...]:
    return found.sharing.shares if found.sharing else ()


def _factors(found: Attribution) -> list[dict[str, object]]:
    alone = {share.factors[0]: share for share in _shares(found) if len(share.factors) == 1}
    return [
        {
            "factor": each.factor.value,
            "a": each.a,
            "b": each.b,
            "differs": list(each.lines),
            **_share(found, alone.get(each.factor.value)),
        }
        for each in found.factors
    ]


def _share(found: Attribution, share: Share | None) -> dict[str, object]:
    if share is None:
        return {"share": None, "percent": None, "interval": None, "range": None}
    bounds = found.intervals.get(" ".join(share.factors))
    return {
        "share": share.value,
        "percent": _percent(found, share),
        "interval": list(bounds) if bounds else None,
        "range": [share.least, share.most],
    }


def _percent(found: Attribution, share: Share) -> float | None:
    whole = found.reproduced
    return 100 * share.value / whole if whole else None


def _mixture(found: Attribution, mixture: Mixture) -> dict[str, object]:
    names = [each.factor.value for each in found.factors]
    return {
        "name": mixture_name(found, mixture),
        **{
            factor.value: ("B" if factor in mixture.mixed else "A") if factor.value in names else None
            for factor in Factor
        },
        "ended": mixture.ended.value if mixture.ended else None,
        "value": mixture.value,
        "values": list(mixture.values),
        "rebuild": mixture.rebuild or None,
        "reused": mixture.is_reused,
        "seconds": mixture.seconds,
        "why": mixture.why,
        "steps": [
            {
                "name": step.name,
                "rebuild": step.rebuild or None,
                "ended": step.ended.value if step.ended else None,
                "seconds": step.seconds,
                "reused": step.reused,
            }
            for step in mixture.steps
        ],
    }


def _said(version: Version, made: float | None) -> str:
    recorded = "no number on record" if version.recorded is None else f"{version.recorded:.6g} on record"
    return recorded if made is None else f"{recorded}, {made:.6g} made again"


def _cells(found: Attribution, share: Share | None) -> tuple[str, str]:
    if share is None:
        return "?", ""
    percent = _percent(found, share)
    bounds = found.intervals.get(" ".join(share.factors))
    said = [] if percent is None else [f"{percent:.0f} %"]
    said += [f"95 %: {bounds[0]:+.4g} … {bounds[1]:+.4g}"] if bounds else []
    said += [f"with {' and '.join(share.factors)}"] if len(share.factors) > 1 else []
    return f"{share.value:+.6g}", ", ".join(said)


def _value(mixture: Mixture) -> str:
    if mixture.value is not None:
        return f"{mixture.value:.6g}"
    return mixture.ended.value if mixture.ended else "not run"


def _took(mixture: Mixture) -> str:
    return f"{mixture.seconds:.1f} s" if mixture.ended and mixture.seconds else ""


def _how(mixture: Mixture) -> str:
    if mixture.ended is None:
        return ""
    return "before" if mixture.is_reused else "now"


def _table(rows: list[tuple[str, ...]]) -> list[str]:
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]
