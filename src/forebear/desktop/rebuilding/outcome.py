"""What a rebuild showed, from the command's document or from the lineage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from forebear.lineage.rebuilds import (
    Cause,
    OutputVerdict,
    ProcessEnd,
    Rebuild,
    Verdict,
)
from forebear.lineage.words import Digest


@dataclass(frozen=True, slots=True)
class Outcome:
    """One attempt: how the process ended, what the comparison showed (None = there was none), and in what.

    `deterministic` is whether those right after it came out the same; None = it was not tried. `times` is how
    many there were, `causes` say why it differs, the likeliest first.
    """

    id: str
    ended: ProcessEnd
    verdict: Verdict | None
    explanation: str
    outputs: tuple[OutputVerdict, ...]
    image: str
    how: str
    seconds: float
    steps: tuple[str, ...]
    missing: tuple[str, ...]
    log: str = ""
    by: str = ""
    when: datetime | None = None
    deterministic: bool | None = None
    run: str = ""
    times: int = 1
    causes: tuple[Cause, ...] = ()


def from_record(rebuild: Rebuild) -> Outcome:
    """Read a rebuild that the lineage knows."""
    return Outcome(
        id=rebuild.id,
        ended=rebuild.ended,
        verdict=rebuild.verdict,
        explanation=rebuild.explanation,
        outputs=rebuild.outputs,
        image=rebuild.image.reference or rebuild.image.identity if rebuild.image else "",
        how=rebuild.how,
        seconds=rebuild.seconds,
        steps=rebuild.steps,
        missing=rebuild.missing,
        log=rebuild.log,
        by=rebuild.by,
        when=rebuild.started_at,
        run=rebuild.run,
        causes=rebuild.causes,
    )


def from_document(document: Mapping[str, Any]) -> Outcome | None:
    """Read the document of `forebear rebuild --json`; None where it tells of no rebuild."""
    try:
        ended = ProcessEnd(str(document.get("ended")))
    except ValueError:
        return None
    image = document.get("image") or {}
    return Outcome(
        id=str(document.get("id") or ""),
        ended=ended,
        verdict=Verdict(document["verdict"]) if document.get("verdict") else None,
        explanation=str(document.get("explanation") or ""),
        outputs=tuple(_output(each) for each in document.get("outputs") or ()),
        image=str(image.get("reference") or image.get("id") or image.get("digest") or ""),
        how=str(image.get("how") or ""),
        seconds=float(document.get("seconds") or 0.0),
        steps=tuple(map(str, document.get("steps") or ())),
        missing=tuple(map(str, document.get("missing") or ())),
        log=str(document.get("log") or ""),
        deterministic=document.get("deterministic"),
        run=str((document.get("plan") or {}).get("run") or ""),
        times=1 + len(document.get("repeats") or ()),
        causes=tuple(map(_cause, document.get("causes") or ())),
    )


def _cause(document: Mapping[str, Any]) -> Cause:
    return Cause(
        str(document.get("factor") or ""),
        str(document.get("said") or ""),
        str(document.get("evidence") or ""),
        bool(document.get("proven")),
    )


def _output(document: Mapping[str, Any]) -> OutputVerdict:
    return OutputVerdict(
        str(document.get("path") or ""),
        _digest(document.get("expected")),
        _digest(document.get("obtained")),
        Verdict(str(document.get("verdict"))),
        str(document.get("explanation") or ""),
        str(document.get("comparator") or ""),
        tuple(map(str, document.get("normalisations") or ())),
        None if document.get("largest") is None else float(document["largest"]),
        None if document.get("ulp") is None else int(document["ulp"]),
        str(document.get("policy") or ""),
    )


def _digest(text: object) -> Digest | None:
    return Digest.parse(str(text)) if text else None
