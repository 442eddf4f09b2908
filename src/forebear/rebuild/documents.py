"""Plans and rebuilds as JSON and as text."""

from __future__ import annotations

from forebear.lineage.words import Image, OutputVerdict
from forebear.rebuild.images import ChosenImage
from forebear.rebuild.inputs import Located
from forebear.rebuild.plan import Plan
from forebear.rebuild.rebuilding import Result


def plan_document(plan: Plan) -> dict[str, object]:
    """Return a plan for `--json`."""
    run = plan.record.run
    sandbox = plan.sandbox()
    return {
        "id": plan.id,
        "run": run.key,
        "name": run.name,
        "commit": plan.commit or None,
        "command": list(run.command),
        "directory": run.working_directory,
        "inputs": [_input(located) for located in plan.inputs],
        "image": _chosen(plan.image),
        "outputs": [
            {
                "path": expected.wanted.path,
                "digest": _first(expected.wanted.digests),
                "size": expected.wanted.size,
                "metrics": expected.is_metrics,
            }
            for expected in plan.outputs
        ],
        "variables": dict(plan.variables),
        "limits": sandbox.profile(),
        "loosened": list(plan.loosened.names()),
        "tolerance": plan.loosened.tolerance.name,
        "space": plan.space,
        "line": sandbox.line(),
        "missing": list(plan.missing),
        "notes": list(plan.notes),
    }


def result_document(result: Result) -> dict[str, object]:
    """Return a rebuild for `--json`."""
    rebuild = result.rebuild
    return {
        "id": rebuild.id,
        "ended": rebuild.ended.value,
        "verdict": rebuild.verdict.value if rebuild.verdict else None,
        "explanation": rebuild.explanation,
        "outputs": [_output(output) for output in rebuild.outputs],
        "image": _image(rebuild.image, rebuild.how, result.plan.image),
        "steps": list(rebuild.steps),
        "seconds": rebuild.seconds,
        "missing": list(rebuild.missing),
        "log": rebuild.log,
        "kept": str(result.plan.place / "outputs") if result.produced else None,
        "profile": dict(rebuild.profile),
        "plan": plan_document(result.plan),
    }


def plan_text(plan: Plan) -> str:
    """Return a plan as a list to read."""
    run = plan.record.run
    lines = [
        f"Rebuild of {run.name} (run:{run.key[:12]})",
        f"  code     commit {plan.commit[:10] or 'unknown'}",
    ]
    lines += [f"  command  {command}" for command in run.command]
    if plan.image is not None:
        image = plan.image
        here = "here" if image.id else "not here yet"
        lines.append(f"  image    {image.image.reference} {image.image.identity[:19]} ({image.how}, {here})")
    lines += [
        f"  input    {each.wanted.path}  {_first(each.wanted.digests)}  {each.place or 'MISSING'}"
        for each in plan.inputs
    ]
    lines += [f"  output   {each.wanted.path}  {_first(each.wanted.digests)}" for each in plan.outputs]
    lines.append(f"  space    {plan.space / (1 << 20):.1f} MiB")
    lines += [f"  note     {note}" for note in plan.notes]
    lines += [f"  missing  {gone}" for gone in plan.missing]
    lines.append(f"  as       {plan.sandbox().line()}")
    return "\n".join(lines)


def result_text(result: Result) -> str:
    """Return a rebuild as text to read."""
    rebuild = result.rebuild
    lines = [f"{rebuild.ended.value}{f': {rebuild.verdict.value}' if rebuild.verdict else ''}"]
    lines += [f"  {rebuild.explanation}"] if rebuild.explanation else []
    for output in rebuild.outputs:
        lines.append(f"  {output.verdict.value:<16} {output.path}")
        lines += [f"  {'':<16}   {line}" for line in output.explanation.splitlines()]
    lines += [f"  missing          {gone}" for gone in rebuild.missing]
    if rebuild.image is not None:
        lines.append(
            f"  image            {rebuild.image.reference} {rebuild.image.identity[:19]} ({rebuild.how})"
        )
    lines.append(f"  took             {rebuild.seconds:.1f} s; rebuild:{rebuild.id}")
    lines += [f"  log              {rebuild.log}"] if rebuild.log else []
    lines += [f"  kept             {result.plan.place / 'outputs'}"] if result.produced else []
    return "\n".join(lines)


def _input(located: Located) -> dict[str, object]:
    wanted = located.wanted
    return {
        "path": wanted.path,
        "digest": _first(wanted.digests),
        "size": wanted.size,
        "place": located.place or None,
        "notes": list(located.notes),
    }


def _output(output: OutputVerdict) -> dict[str, object]:
    return {
        "path": output.path,
        "expected": str(output.expected) if output.expected else None,
        "obtained": str(output.obtained) if output.obtained else None,
        "verdict": output.verdict.value,
        "explanation": output.explanation,
    }


def _chosen(image: ChosenImage | None) -> dict[str, object] | None:
    if image is None:
        return None
    return {**(_image(image.image, image.how, image) or {}), "here": bool(image.id)}


def _image(image: Image | None, how: str, chosen: ChosenImage | None) -> dict[str, object] | None:
    if image is None:
        return None
    return {
        "reference": image.reference,
        "id": image.id or None,
        "digest": image.digest or None,
        "how": how,
        "recorded": bool(chosen and chosen.is_recorded),
        "identified": bool(chosen and chosen.identified),
        "by": chosen.by if chosen else "",
    }


def _first(digests: tuple[object, ...]) -> str | None:
    return str(digests[0]) if digests else None
