"""What is missing: every blank in the evidence, said plainly.

A blank is a finding, not a matter of layout.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from forebear.audit.evidence import Evidence, place
from forebear.audit.verdicts import is_good, is_taken
from forebear.lineage.answers import RunRecord
from forebear.lineage.words import NodeKind, Origin
from forebear.rebuild.uncommitted import kept_patch, lost_paths

_NO_APPROVAL = "No approval is recorded."
_WHERE_APPROVALS = (
    "Approvals come from reviews, checks and deployments of GitHub and GitLab, and from SageMaker's registry."
)


def find_missing(evidence: Evidence, *, approved: bool = False) -> list[dict[str, Any]]:
    """Return the gaps in a stable order:

    `what` is missing, `where`, and what to do (`todo`, may be empty). `approved`: some approval is recorded.
    """
    found = [
        *_of_subject(evidence),
        *(() if approved else (_gap(_NO_APPROVAL, evidence.subject.text, _WHERE_APPROVALS),)),
        *(gap for run in evidence.order for gap in _of_run(run)),
        *_of_data(evidence),
        *_of_rebuilds(evidence),
    ]
    return list({(gap["what"], gap["where"]): gap for gap in found}.values())


def grouped(gaps: Iterable[Mapping[str, Any]]) -> list[tuple[str, list[str], str]]:
    """Return (what, every where, todo) of the gaps, the same gap in several places being one."""
    found: dict[tuple[str, str], list[str]] = {}
    for gap in gaps:
        found.setdefault((gap["what"], gap["todo"]), []).append(gap["where"])
    return [(what, where, todo) for (what, todo), where in found.items()]


def _gap(what: str, where: str, todo: str = "") -> dict[str, Any]:
    return {"what": what, "where": where, "todo": todo}


def _of_subject(evidence: Evidence) -> Iterator[dict[str, Any]]:
    title = evidence.subject.text
    if not evidence.focus and evidence.subject.node.kind is not NodeKind.COMMIT:
        yield _gap(
            "No run is recorded that made this artifact.",
            title,
            "Track the command that makes it as a DVC stage, or record it with “forebear run”.",
        )
    if evidence.subject.node.kind is NodeKind.COMMIT and not evidence.focus:
        yield _gap("No runs are recorded at this revision.", title, "Give a revision that holds a dvc.lock.")
    if evidence.commit is None:
        yield _gap("The commit that holds its code is not recorded.", title)
    if not evidence.metrics and not evidence.unavailable:
        yield _gap("No metrics are recorded.", title)
    if not evidence.parameters:
        yield _gap("No parameters are recorded.", title)
    for path in evidence.unavailable:
        yield _gap(
            "The content of this file is not here, so its values are not in this report.",
            path,
            "Fetch it with “dvc fetch”, import again and write the report again.",
        )


def _of_run(record: RunRecord) -> Iterator[dict[str, Any]]:
    run, name = record.run, f"run {record.run.name}"
    if not run.command:
        yield _gap("The command is not recorded.", name)
    if not record.code:
        yield _gap("The commit of the code is not recorded.", name)
    if (lost := lost_paths(record, None)) and not kept_patch(record):
        what = "It ran with files that were not committed, and they are not kept."
        yield _gap(what, f"{name}, {', '.join(lost)}")
    gaps = [word for word, known in (("when it ran", run.started_at), ("who ran it", run.by)) if not known]
    if gaps:
        yield _gap(
            f"{' and '.join(gaps).capitalize()} {'are' if len(gaps) > 1 else 'is'} not recorded."
            " Its commit's time and author stand in.",
            name,
            "Record the next run with “forebear run”.",
        )
    if not record.environments:
        yield _gap(
            "The image and packages that it ran with are not recorded.",
            name,
            "Say which image it was with “forebear assign”, or record the next run with “forebear run”.",
        )
        return
    ran = record.environments[0]
    if ran.origin is Origin.ASSUMED:
        yield _gap(
            f"Its image was not recorded; it is assumed, on the word of {ran.by or 'nobody named'}.", name
        )
    image = ran.environment.image
    if image is None:
        yield _gap("The image that it ran in is not recorded.", name)
    elif not image.id and not image.digest:
        yield _gap("Its image is known by a tag only, and tags move.", f"{name}, {image.reference}")
    if not ran.environment.packages:
        yield _gap("The versions of the packages that it ran with are not recorded.", name)


def _of_data(evidence: Evidence) -> Iterator[dict[str, Any]]:
    for source in evidence.sources:
        if not source.came_from:
            yield _gap("Where this data came from is not recorded.", place(source))
        if not source.artifact.digests:
            yield _gap("This data has no digest, so its content cannot be identified.", place(source))


def _of_rebuilds(evidence: Evidence) -> Iterator[dict[str, Any]]:
    for record in evidence.focus:
        rebuilds = evidence.rebuilds.get(record.run.key, ())
        name = f"run {record.run.name}"
        if not rebuilds:
            yield _gap(
                "It was never rebuilt, so nothing shows that its outputs can be made again.",
                name,
                "Rebuild it with “forebear rebuild REF”.",
            )
        elif not is_good(rebuilds[0]):
            said = rebuilds[0].verdict or rebuilds[0].ended
            yield _gap(f"Its newest rebuild did not verify it: {said}.", name)
            for missing in rebuilds[0].missing:
                yield _gap(f"For the rebuild was missing: {missing}", name)
    for record in evidence.order:
        if is_taken(record, evidence):
            yield _gap(
                "It has no good rebuild of its own, so what it made was taken as recorded.",
                f"run {record.run.name}",
                "Rebuild it too, with “forebear rebuild REF”.",
            )
