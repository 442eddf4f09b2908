"""The report: one canonical JSON document, from which every other form is drawn.

The same lineage gives the same document, byte for byte: there is no time of writing in it, no path of this
machine, and every list is sorted. Its id is the sha256 of its canonical text (keys sorted, no spaces,
UTF-8) without the id.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from forebear import __version__
from forebear.audit.answers import five_answers
from forebear.audit.approved import approvals_document
from forebear.audit.attributions import attributions_document
from forebear.audit.chain import chain_document
from forebear.audit.evidence import Evidence, Gatherer
from forebear.audit.findings import find_missing
from forebear.audit.verdicts import rebuilds_document, verdict_document
from forebear.compare.comparison import Comparison
from forebear.compare.document import comparison_document
from forebear.compare.json_values import json_time, json_value
from forebear.lineage.answers import Link, RunRecord
from forebear.lineage.progress import Progress
from forebear.lineage.questions import Questions
from forebear.lineage.words import NodeKind
from forebear.rebuild.attribution.attribution import Attribution

Json = Mapping[str, Any]

SCHEMA = "forebear-report/1"

SCOPE = (
    (
        "This report repeats what the project's own records say. It names how each fact is known: recorded"
        " (by the run itself, at the time), imported (from another tool's records) or assumed (said later by"
        " a named person)."
    ),
    "A digest identifies content exactly. A name, a tag or a date alone does not.",
    (
        "A verdict speaks only of the outputs it lists, of the image and limits it was made under, and of"
        " that attempt. It does not judge whether data, code or model are fit for a purpose."
    ),
    (
        "This report is not signed. Its id is a checksum of its content, by which two copies can be compared;"
        " it does not say who wrote it."
    ),
)


@dataclass(frozen=True, slots=True)
class Report:
    """A finished report. `content` is the document without its id; never change it."""

    content: Mapping[str, Any]

    @property
    def id(self) -> str:
        """`sha256:` and the hex digest of the canonical content."""
        return f"sha256:{hashlib.sha256(canonical(self.content)).hexdigest()}"

    @property
    def document(self) -> dict[str, Any]:
        """The whole document, its id included."""
        return {"id": self.id, **self.content}

    @property
    def text(self) -> bytes:
        """What `report.json` holds: the document, indented for people, UTF-8, with a newline at the end."""
        shown = json.dumps(self.document, ensure_ascii=False, indent=2, allow_nan=False)
        return shown.encode() + b"\n"

    @classmethod
    def parse(cls, text: bytes) -> tuple[Report, str]:
        """Read `report.json`; return the report and the id it claims. Raises ValueError for anything else."""
        document = json.loads(text.decode("utf-8"))
        if not isinstance(document, dict) or document.get("schema") != SCHEMA:
            raise ValueError(f"not a report of schema {SCHEMA}")
        claimed = document.pop("id", "")
        return cls(document), str(claimed)


def canonical(content: Mapping[str, Any]) -> bytes:
    """Return the text that the id is computed from."""
    return json.dumps(
        content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    ).encode()


def build_report(  # noqa: PLR0913 -- what it is on, and all that may be told beside
    questions: Questions,
    ref: str,
    *,
    project: str,
    comparison: Comparison | None = None,
    attributions: Sequence[Attribution] = (),
    progress: Progress | None = None,
) -> Report:
    """Gather the evidence on `ref` and write the report.

    `project` is the project's name for people. With a `comparison`, whose baseline is an earlier version, the
    report also says what changed since then, and with `attributions` what caused it. Raises UsageError for a
    REF that has no report.
    """
    evidence = Gatherer(questions, progress).gather(ref)
    against = comparison.versions[0].ref if comparison else None
    approvals = approvals_document(questions, evidence)
    content = {
        "schema": SCHEMA,
        "tool": {"name": "Forebear", "version": __version__},
        "project": project,
        "query": {"ref": ref, "against": against},
        "as_of": json_time(_newest(evidence)),
        "subject": _subject(evidence),
        "answers": five_answers(evidence),
        "verdict": verdict_document(evidence),
        "scope": list(SCOPE),
        "lineage": chain_document(evidence),
        "runs": [_run(run, evidence) for run in evidence.order],
        "rebuilds": rebuilds_document(evidence),
        "comparison": comparison_document(comparison) if comparison else None,
        "attributions": attributions_document(attributions),
        "approvals": approvals,
        "missing": find_missing(evidence, approved=bool(approvals["approvals"])),
        "problems": sorted(
            (
                {"source": item.source, "where": item.where, "what": item.what}
                for item in questions.problems()
            ),
            key=lambda item: (item["source"], item["where"], item["what"]),
        ),
    }
    return Report(encodable(content))


def encodable(value: Any) -> Any:
    """Return a value of a report with bytes that are no UTF-8 (in paths) written as \\xNN."""
    match value:
        case str():
            return value.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
        case Mapping():
            return {encodable(key): encodable(item) for key, item in value.items()}
        case list() | tuple():
            return [encodable(item) for item in value]
        case _:
            return value


def _newest(evidence: Evidence) -> datetime | None:
    """Return the time of the newest record that the report rests on."""
    times = [commit.committed_at for commit in evidence.commits.values()]
    if evidence.commit:
        times.append(evidence.commit.committed_at)
    for run in evidence.order:
        times += [when for when in (run.run.started_at, run.run.ended_at) if when]
        times += [rebuild.started_at for rebuild in evidence.rebuilds.get(run.run.key, ())]
    return max(times, default=None)


def _subject(evidence: Evidence) -> dict[str, Any]:
    subject, commit = evidence.subject, evidence.commit
    node = subject.node
    focus = evidence.focus[0].run if len(evidence.focus) == 1 else None
    return {
        "kind": str(node.kind),
        "title": _title(evidence),
        "ref": subject.text,
        "key": node.key,
        "path": subject.path,
        "digests": sorted(str(digest) for digest in node.digests),
        "origin": str(node.origin),
        "run": focus.key if focus else None,
        "commit": {
            "sha": commit.sha,
            "author": str(commit.author),
            "authored_at": json_time(commit.authored_at),
            "committer": str(commit.committer),
            "committed_at": json_time(commit.committed_at),
            "message": commit.message.strip(),
        }
        if commit
        else None,
    }


def _title(evidence: Evidence) -> str:
    subject = evidence.subject
    match subject.node.kind:
        case NodeKind.COMMIT if subject.node.key.startswith(subject.text):
            return f"Commit {subject.node.key[:10]}"
        case NodeKind.COMMIT:
            return subject.text
        case NodeKind.RUN:
            return f"Run {subject.node.name}"
        case _:
            return subject.text if subject.path else subject.node.name


def _run(record: RunRecord, evidence: Evidence) -> dict[str, Any]:
    run = record.run
    commit = evidence.commits.get(record.code[0]) if record.code else None
    return {
        "id": f"run:{run.key}",
        "name": run.name,
        "subject": record in evidence.focus,
        "command": list(run.command),
        "working_directory": run.working_directory,
        "status": run.status or None,
        "started_at": json_time(run.started_at),
        "ended_at": json_time(run.ended_at),
        "by": run.by or None,
        "origin": str(run.origin),
        "source": run.source,
        "code": {
            "commit": commit.sha,
            "author": str(commit.author),
            "committed_at": json_time(commit.committed_at),
            "summary": commit.summary,
        }
        if commit
        else None,
        "environments": [
            {
                "image": {
                    "reference": ran.environment.image.reference,
                    "id": ran.environment.image.id or None,
                    "digest": ran.environment.image.digest or None,
                }
                if ran.environment.image
                else None,
                "platform": ran.environment.platform or None,
                "packages": dict(sorted(ran.environment.packages.items())),
                "variables": dict(sorted(ran.environment.variables.items())),
                "facts": dict(sorted(ran.environment.facts.items())),
                "origin": str(ran.origin),
                "by": ran.by or None,
            }
            for ran in record.environments
        ],
        "inputs": _links(record.inputs),
        "outputs": _links(record.outputs),
        "parameters": [
            {"source": value.source, "name": value.name, "value": json_value(value.value)}
            for value in sorted(record.parameters, key=lambda value: (value.source, value.name))
        ],
    }


def _links(links: tuple[Link, ...]) -> list[dict[str, Any]]:
    return [
        {
            "path": link.path,
            "role": str(link.role),
            "digests": sorted(str(digest) for digest in link.artifact.digests),
        }
        for link in sorted(links, key=lambda link: (link.path, link.artifact.key))
    ]
