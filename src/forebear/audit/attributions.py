"""The section of a report that says what caused a change: shares by factor, and the mixtures behind them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from forebear.audit.blocks import Block, Cell, Paragraph, Table
from forebear.lineage.visible import visible
from forebear.rebuild.attribution.attribution import Attribution
from forebear.rebuild.attribution.documents import attribution_document

Json = Mapping[str, Any]

_OF_THE_ASKING = ("runs", "outlook")  # say something of when it was asked, and not of the project
_METHOD = (
    "Both versions and mixtures of them were run. A factor's share is the mean of what it changed over the"
    " orders in which the factors can change one after another (Shapley); shares add up to the difference."
)


def attributions_document(attributions: Sequence[Attribution]) -> list[dict[str, Any]]:
    """Return attributions for a report: the same whenever it is written."""
    documents = []
    for attribution in attributions:
        document = attribution_document(attribution)
        for key in _OF_THE_ASKING:
            del document[key]
        documents.append(document)
    return documents


def attribution_blocks(attributions: Sequence[Json]) -> Iterator[Block]:
    """Return the section's blocks."""
    yield Paragraph(_METHOD)
    for found in attributions:
        yield Paragraph(visible(found["summary"]))
        yield _shares(found)
        yield _mixtures(found)
        for note in found["notes"]:
            yield Paragraph(visible(note))


def _shares(found: Json) -> Table:
    rows = [
        (
            Cell(each["factor"], "strong"),
            Cell("\n".join(map(visible, each["differs"])), "code"),
            *_share(each),
        )
        for each in found["factors"]
    ]
    rows += [
        (Cell(" + ".join(each["factors"]), "strong"), Cell(""), *_share(each)) for each in found["joined"]
    ]
    return Table(
        ("Factor", "What differs", "Share", "Of the whole", "95 %"),
        (3, 6, 3, 3, 4),
        tuple(rows),
        f"What changed {visible(found['metric'])}",
    )


def _share(each: Json) -> tuple[Cell, Cell, Cell]:
    if each["share"] is None:
        return Cell("not by itself", "muted"), Cell(""), Cell("")
    bounds = each["interval"]
    return (
        Cell(f"{each['share']:+.6g}", "number"),
        Cell("" if each["percent"] is None else f"{each['percent']:.0f} %", "number"),
        Cell(f"{bounds[0]:+.4g} to {bounds[1]:+.4g}" if bounds else "", "number"),
    )


def _mixtures(found: Json) -> Table:
    names = [each["factor"] for each in found["factors"]]
    return Table(
        (*(name.capitalize() for name in names), "Value", "Ended", "Rebuild"),
        (*(2 for _ in names), 3, 3, 6),
        tuple(
            (
                *(Cell(each[name]) for name in names),
                Cell("" if each["value"] is None else f"{each['value']:.6g}", "number"),
                Cell(visible(each["why"] or each["ended"] or "not run")),
                Cell(each["rebuild"] or "as recorded", "code" if each["rebuild"] else "muted"),
            )
            for each in found["mixtures"]
        ),
        f"Mixtures; A is {visible(found['from']['ref'])}, B is {visible(found['to']['ref'])}",
    )
