"""The report as PDF/A-3a and PDF/UA-1, set by Typst, report.json attached; the same bytes each time."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Literal

from forebear.audit.pages import lay_out
from forebear.audit.report import Report
from forebear.drawing.fonts import MONO, REGULAR, covered
from forebear.resources import resource

STANDARDS: tuple[Literal["a-3a"], Literal["ua-1"]] = ("a-3a", "ua-1")


def pdf_report(report: Report) -> bytes:
    """Return the PDF. Its date is that of the newest record in it, so it can be written again, byte for byte.

    What comes from the project reaches Typst as JSON, never as code. Characters that the fonts lack are
    written as [U+4E2D]: PDF/A forbids empty boxes, and a report must not hide what it cannot draw.
    """
    import typst  # a large library, needed here alone

    pages = _map_text(asdict(lay_out(report, _spelled)), _spelled)
    with tempfile.TemporaryDirectory(prefix="forebear-report-") as folder:
        root = Path(folder)
        pictures = [
            block for section in pages["sections"] for block in section["blocks"] if block["kind"] == "figure"
        ]
        for number, block in enumerate(pictures):
            block["file"] = f"figure-{number}.svg"
            (root / block["file"]).write_text(block.pop("svg"), encoding="utf-8")
        (root / "pages.json").write_text(json.dumps(pages, ensure_ascii=False), encoding="utf-8")
        (root / "report.json").write_bytes(report.text)
        source = root / "report.typ"
        source.write_bytes((resource("report") / "report.typ").read_bytes())
        return typst.compile(
            str(source),
            root=str(root),
            font_paths=[str(resource("fonts"))],
            ignore_system_fonts=True,
            format="pdf",
            pdf_standards=list(STANDARDS),
            timestamp=_date(report),
        )


def _date(report: Report) -> datetime:
    as_of = report.content["as_of"]
    return datetime.fromisoformat(as_of) if as_of else datetime(2000, 1, 1, tzinfo=UTC)


def _spelled(text: str) -> str:
    """Write what the fonts cannot draw as [U+4E2D]."""
    if text.isascii():
        return text
    return "".join(mark if ord(mark) in _known() else f"[U+{ord(mark):04X}]" for mark in text)


@cache
def _known() -> frozenset[int]:
    return frozenset.union(*(covered(name) for name in (REGULAR, MONO)), (0x0A, 0x2068, 0x2069))


def _map_text(value: Any, change: Callable[[str], str]) -> Any:
    match value:
        case str():
            return change(value)
        case dict():
            return {key: _map_text(item, change) for key, item in value.items()}
        case list() | tuple():
            return [_map_text(item, change) for item in value]
        case _:
            return value
