"""Plans and rebuilds as JSON and as text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict

from forebear.lineage.rebuilds import Cause, OutputVerdict, Rebuild
from forebear.lineage.words import Image
from forebear.rebuild.forecast import finished_after
from forebear.rebuild.images import ChosenImage
from forebear.rebuild.inputs import Located
from forebear.rebuild.judging.telling import judged_document, judged_text
from forebear.rebuild.plan import Plan
from forebear.rebuild.rebuilding import Result
from forebear.rebuild.uncommitted import Uncommitted
from forebear.rebuild.upstream import UpstreamPlan

_NAMED = 20  # files of a patch that are named


def plan_document(plan: Plan) -> dict[str, object]:
    """Return a plan for `--json`."""
    run = plan.record.run
    sandbox, trouble = plan.sandbox(), plan.trouble
    return {
        "id": plan.id,
        "run": run.key,
        "name": run.name,
        "commit": plan.commit or None,
        "uncommitted": _uncommitted(plan.uncommitted),
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
        "tolerance": plan.loosened.tolerance.label,
        "space": plan.space,
        "line": sandbox.line(),
        "forecast": _forecast(plan),
        "missing": list(plan.missing),
        "acceptable": list(plan.acceptable),
        "engine": {"what": trouble.what, "where": trouble.where, "todo": trouble.todo} if trouble else None,
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
        "usage": dict(rebuild.usage),
        "kept": str(result.plan.place / "outputs") if result.produced else None,
        "profile": dict(rebuild.profile),
        "purpose": rebuild.purpose.value,
        "series": rebuild.series or None,
        "variation": dict(rebuild.variation),
        "causes": causes_document(rebuild.causes),
        "plan": plan_document(result.plan),
    }


def upstream_document(upstream: UpstreamPlan, jobs: int) -> dict[str, object]:
    """Return the plan of a run and of all before it: `runs` in an order in which they can be made."""
    makes: dict[str, list[str]] = defaultdict(list)
    for step in upstream.steps:
        for located in step.plan.inputs:
            if located.maker:
                makes[located.maker].append(located.wanted.path)
    return {
        **plan_document(upstream.target),
        "missing": list(upstream.missing),
        "space": upstream.space,
        "jobs": jobs,
        "seconds": _whole_seconds(upstream, jobs),
        "runs": [
            {
                **plan_document(step.plan),
                "needs": list(step.needs),
                "level": step.level,
                "makes": list(dict.fromkeys(makes[step.key])),
            }
            for step in upstream.steps
        ],
    }


def _whole_seconds(upstream: UpstreamPlan, jobs: int) -> float | None:
    return finished_after(
        [(step.key, step.needs, step.plan.forecast.seconds) for step in upstream.steps], jobs
    )


def upstream_text(upstream: UpstreamPlan, jobs: int) -> str:
    """Return such a plan as a list to read."""
    lines = []
    for number, step in enumerate(upstream.before, 1):
        run = step.plan.record.run
        state = "MISSING SOMETHING" if step.plan.missing else "ready" if not step.needs else "upstream first"
        lines.append(f"  {number:>4}. {run.name} ({step.plan.record.node.ref})  {state}")
        lines += [f"        missing  {gone}" for gone in step.plan.missing]
    if lines:
        seconds = _whole_seconds(upstream, jobs)
        took = f"; all of it took about {seconds:.0f} s before" if seconds is not None else ""
        lines.insert(0, f"First {len(upstream.before)} rebuilds upstream, {jobs} at once{took}:")
    return "\n".join((*lines, plan_text(upstream.target)))


def plan_text(plan: Plan) -> str:
    """Return a plan as a list to read."""
    run = plan.record.run
    lines = [
        f"Rebuild of {run.name} (run:{run.key[:12]})",
        f"  code     commit {plan.code_label or 'unknown'}",
        *_uncommitted_lines(plan.uncommitted),
    ]
    lines += [f"  command  {command}" for command in run.command]
    if plan.image is not None:
        lines += _image_lines(plan.image)
    lines += [
        f"  input    {each.wanted.path}  {_first(each.wanted.digests)}  {_from(each)}" for each in plan.inputs
    ]
    lines += [f"  output   {each.wanted.path}  {_first(each.wanted.digests)}" for each in plan.outputs]
    lines.append(f"  judged   {plan.loosened.tolerance.label}")
    lines.append(f"  space    {plan.space / (1 << 20):.1f} MiB")
    lines += _forecast_lines(plan)
    lines += [f"  note     {note}" for note in plan.notes]
    lines += [f"  missing  {gone}" for gone in plan.missing]
    lines.append(f"  as       {plan.sandbox().line()}")
    return "\n".join(lines)


def result_text(result: Result, causes: Sequence[Cause] | None = None) -> str:
    """Return a rebuild as text to read; `causes` are told instead of its own where more is known by now."""
    rebuild = result.rebuild
    lines = [f"{rebuild.ended.value}{f': {rebuild.verdict.value}' if rebuild.verdict else ''}"]
    lines += [f"  {rebuild.explanation}"] if rebuild.explanation else []
    for output in rebuild.outputs:
        lines.append(f"  {output.verdict.value:<16} {output.path}")
        lines += [f"  {'':<16}   {line}" for line in (*output.explanation.splitlines(), *judged_text(output))]
    lines += [f"  missing          {gone}" for gone in rebuild.missing]
    lines += causes_lines(rebuild.causes if causes is None else causes)
    if rebuild.causes and not any(cause.proven for cause in causes or rebuild.causes):
        lines.append(f"  find out         {diagnosing_line(rebuild)}")
    if rebuild.image is not None:
        lines.append(
            f"  image            {rebuild.image.reference} {rebuild.image.identity[:19]} ({rebuild.how})"
        )
    lines.append(f"  took             {rebuild.seconds:.1f} s; rebuild:{rebuild.id}")
    lines += [f"  log              {rebuild.log}"] if rebuild.log else []
    lines += [f"  kept             {result.plan.place / 'outputs'}"] if result.produced else []
    return "\n".join(lines)


def diagnosing_line(rebuild: Rebuild) -> str:
    """Return the command that diagnoses a rebuild, under the conditions under which it was made."""
    options = str(rebuild.profile.get("options") or "")
    return " ".join(filter(None, ("forebear rebuild --diagnose", options, f"rebuild:{rebuild.id}")))


def causes_document(causes: Sequence[Cause]) -> list[dict[str, object]]:
    """Return causes for `--json`, the likeliest first."""
    return [
        {"factor": cause.factor, "said": cause.said, "evidence": cause.evidence, "proven": cause.proven}
        for cause in causes
    ]


def causes_lines(causes: Sequence[Cause]) -> list[str]:
    """Return causes as lines of a text."""
    lines = []
    for number, cause in enumerate(causes):
        said = f"{cause.said}{' (shown by reruns)' if cause.proven else ''}"
        lines.append(f"  {'' if number else 'why':<16} {said}")
        lines += [f"  {'':<16}   {line}" for line in cause.evidence.splitlines()]
    return lines


def _image_lines(image: ChosenImage) -> list[str]:
    here = "here" if image.id else "not here yet"
    size = f", {image.size / (1 << 20):,.1f} MiB" if image.size else ""
    lines = [f"  image    {image.image.reference} {image.image.identity[:19]} ({image.how}, {here}{size})"]
    lines += [f"           known by its {image.known_by}"] if image.known_by else []
    lines += [f"           from {image.source}"] if image.source and not image.id else []
    if image.recipe is not None:
        made = "generated" if image.recipe.generated else image.recipe.path
        lines += [f"           Dockerfile ({made}):"]
        lines += [f"           | {line}" for line in image.recipe.text.splitlines()]
    return lines + [f"           or {each.option}: {each.said}" for each in image.alternatives]


def _input(located: Located) -> dict[str, object]:
    wanted = located.wanted
    return {
        "path": wanted.path,
        "digest": _first(wanted.digests),
        "size": located.size,
        "place": located.place or None,
        "maker": located.maker or None,
        "notes": list(located.notes),
    }


def _uncommitted(patch: Uncommitted | None) -> dict[str, object] | None:
    """Return the patch of what was not committed for `--json`; `applied` whether it is part of the code."""
    if patch is None:
        return None
    return {
        **_input(patch.located),
        "by": patch.by,
        "files": list(patch.files),
        "applied": bool(patch.code),
        "left_out": patch.left_out,
        "why": patch.why or None,
    }


def _uncommitted_lines(patch: Uncommitted | None) -> list[str]:
    if patch is None:
        return []
    said = f"  changes  not committed: {patch.path}  {patch.digest}  kept by {patch.by}"
    if patch.code:
        files = f"{len(patch.files)} file{'s' if len(patch.files) != 1 else ''}"
        return [
            f"{said}, {files}  {_from(patch.located)}",
            *(f"           {path}" for path in patch.files[:_NAMED]),
        ]
    return [f"{said}  {'LEFT OUT' if patch.left_out else 'NOT APPLIED'}"]


def _forecast(plan: Plan) -> dict[str, object]:
    """Return what a plan can come to; nothing where something is missing."""
    found = plan.forecast
    verdict = None if plan.missing else found.verdict
    return {
        "verdict": verdict.value if verdict else None,
        "reasons": [
            {"factor": each.factor, "said": each.said, "best": each.best.value if each.best else None}
            for each in found.reasons
        ],
        "seconds": found.seconds,
        "seconds_from": found.seconds_from or None,
        "memory": found.memory,
    }


def _forecast_lines(plan: Plan) -> list[str]:
    found = plan.forecast
    best = "blocked" if plan.missing else found.verdict.value if found.verdict else "nothing to judge"
    lines = [f"  at best  {best}", *(f"           {each.said}" for each in found.reasons)]
    if found.seconds is not None:
        lines.append(f"  time     about {found.seconds:.0f} s, as {found.seconds_from} took")
    if found.memory is not None:
        lines.append(f"  memory   {found.memory / (1 << 20):,.0f} MiB were taken before")
    return lines


def _from(located: Located) -> str:
    if located.place:
        return located.place
    return f"made first by run:{located.maker[:12]}" if located.maker else "MISSING"


def _output(output: OutputVerdict) -> dict[str, object]:
    return {
        "path": output.path,
        "expected": str(output.expected) if output.expected else None,
        "obtained": str(output.obtained) if output.obtained else None,
        "verdict": output.verdict.value,
        "explanation": output.explanation,
        **judged_document(output),
    }


def _chosen(image: ChosenImage | None) -> dict[str, object] | None:
    if image is None:
        return None
    return {
        **(_image(image.image, image.how, image) or {}),
        "here": bool(image.id),
        "identified_by": image.known_by,
        "source": image.source or None,
        "size": image.size,
        "alternatives": [asdict(each) for each in image.alternatives],
        "recipe": asdict(image.recipe) if image.recipe is not None else None,
    }


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
