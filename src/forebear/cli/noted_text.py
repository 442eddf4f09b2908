"""What tools noted of a thing, as `show` tells it."""

from __future__ import annotations

from collections.abc import Iterator

from forebear.cli.text import called, day, section
from forebear.lineage.documents import Document, identity, time
from forebear.lineage.noted import Noted

_LONGEST = 100  # characters of a tag that are shown


def noted_document(noted: Noted) -> Document:
    """Return it for `--json`."""
    return {
        "tags": dict(noted.tags),
        "places": [
            {"source": each.source, "place": each.place, "version": each.version or None, "at": time(each.at)}
            for each in noted.places
        ],
        "approvals": [
            {
                "what": each.what,
                "state": each.state,
                "by": None if each.by is None else str(each.by),
                "when": time(each.when),
                "url": each.url or None,
                "why": each.why or None,
                "record": each.record,
            }
            for each in noted.approvals
        ],
        "evidence": [
            {
                "from" if each.incoming else "to": identity(each.other),
                "role": each.role.value,
                "path": each.path,
                "known": each.known.value,
                "said": each.said,
            }
            for each in noted.edges
        ],
    }


def noted_lines(noted: Noted) -> Iterator[str]:
    """Say it in sections; a section without rows is left out."""
    tables = noted.tables()
    tags = [(name, _short(value)) for name, value in noted.tags.items() if name not in tables]
    yield from section("noted", ("NAME", "VALUE"), tags)
    for title, values in tables.items():
        rows = [(name, _short(value)) for name, value in values.items()]
        yield from section(f"{title} ({len(rows)})", ("NAME", "VALUE"), rows)
    yield from section(
        "places",
        ("TOLD BY", "PLACE", "VERSION", "WHEN"),
        [(each.source, each.place, each.version, day(each.at)) for each in noted.places],
    )
    yield from section(
        "approvals",
        ("WHAT", "STATE", "BY", "WHEN", "RECORD", "WHY"),
        [
            (
                *(each.what, each.state, str(each.by or ""), day(each.when)),
                *(each.url or each.record, _short(each.why)),
            )
            for each in noted.approvals
        ],
    )
    yield from section(
        "how it is known",
        ("EDGE", "WITH", "KNOWN", "EVIDENCE"),
        [(each.role.value, called(each.other), each.known.value, each.said) for each in noted.edges],
    )


def _short(value: str) -> str:
    line = " ".join(value.split())
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"
