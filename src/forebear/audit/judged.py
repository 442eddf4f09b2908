"""How the outputs of a rebuild were judged: what was compared, what was set aside and why, and by what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from forebear.audit.blocks import Block, Cell, Table
from forebear.audit.report import Json
from forebear.lineage.visible import visible
from forebear.rebuild.judging.telling import reasoned


def judged_blocks(outputs: Sequence[Json]) -> Iterator[Block]:
    """Yield a table of the outputs of which more is known than their digests; none where there are none."""
    told = [output for output in outputs if output["explanation"]]
    if told:
        yield Table(
            ("Output", "Compared as", "What that showed"),
            (4, 3, 9),
            tuple(
                (
                    Cell(visible(output["path"])),
                    Cell(visible(output["comparator"] or "bytes")),
                    Cell(visible(_said(output), lines=True)),
                )
                for output in told
            ),
        )


def cause_rows(causes: Sequence[Json]) -> Iterator[tuple[str, Cell, Cell | None]]:
    """Yield a row for each cause of why a rebuild came out as it did, with its evidence."""
    for cause in causes:
        shown = "Shown by reruns." if cause["proven"] else ""
        said = "\n".join(part for part in (cause["said"], cause["evidence"], shown) if part)
        yield ("Why", Cell(visible(said, lines=True)), None)


def _said(output: Json) -> str:
    said = [output["explanation"]]
    said += [f"Set aside: {reasoned(name)}." for name in output["normalisations"]]
    said += [f"Judged by the policy {output['policy']}."] if output["policy"] else []
    return "\n".join(said)
