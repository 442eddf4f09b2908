"""The lineage: what two versions were made from, merged into one picture and one table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from forebear.compare.lineages.merging import MergedLineage, MergedNode
from forebear.compare.lineages.picture import about, graph_of, only_differing
from forebear.compare.lineages.words import counts_text, first_text, note_texts, side_text, why_text
from forebear.compare.page.blocks import Block, Cell, Figure, Figures, Heading, Paragraph, Row, Section
from forebear.compare.page.tables import tables
from forebear.compare.page.words import NONE, count_text, differ_text
from forebear.drawing.cards import COMPACT
from forebear.drawing.composing import Sheet, compose
from forebear.drawing.files.svg import Letters, svg
from forebear.lineage.answers import Change
from forebear.lineage.visible import visible

_DRAWN = 60  # nodes; of a larger lineage what differs is drawn, and what lies between
_PAGE = (1000.0, 1400.0)  # what the picture should take at most, in pixels
_OWN = ('id="', 'href="#', 'marker-end="url(#', 'aria-labelledby="', 'aria-describedby="')


def lineage_section(lineages: Sequence[MergedLineage], versions: int) -> Section:
    """Return the section: of each version that was merged with the baseline; there are `versions` of them."""
    blocks = [
        block for place, merged in enumerate(lineages) for block in _blocks(merged, place, len(lineages))
    ]
    left = versions - 1 - len(lineages)
    if left > 0:
        blocks.append(
            Paragraph(
                f"{count_text(left, 'version')} more: compare each with the baseline by itself.", "note"
            )
        )
    count = ""
    if len(lineages) == 1:
        nodes = lineages[0].nodes
        differing = sum(node.change is not Change.SAME for node in nodes)
        count = differ_text(differing, len(nodes)) if nodes else "nothing is recorded"
    return Section("lineage", "Lineage", tuple(blocks), count)


def _blocks(merged: MergedLineage, place: int, several: int) -> Iterator[Block]:
    one, other = merged.labels
    if several > 1:
        yield Heading(f"{other} against {one}")
    said = [counts_text(merged), first_text(merged), *note_texts(merged)]
    yield Paragraph(" ".join(each for each in said if each))
    if not merged.nodes:
        return
    only = len(merged.nodes) > _DRAWN
    note = "what differs, and what lies between" if only else ""
    if not only or any(node.change is not Change.SAME for node in merged.nodes):
        picture, width, height = _picture(merged, only=only)
        for start in _OWN:
            picture = picture.replace(f"{start}lineage-", f"{start}lineage-{place}-")
        name = f"What {one} and {other} were made from"
        yield Figures(
            (
                Figure(
                    name, f"{name}. The table says the same.", svg=picture, note=note, size=(width, height)
                ),
            ),
            full=True,
        )
    titles = tuple(map(Cell, ("Name", "State", one, other, "Why")))
    rows = [Row(_cells(node, merged), node.change is not Change.SAME) for node in merged.nodes]
    yield from tables(rows, titles, "node", sortable=False)


def _picture(merged: MergedLineage, *, only: bool) -> tuple[str, int, int]:
    """Return the SVG, its width and height; what would hide in its text is written out here."""
    drawn = graph_of(only_differing(merged) if only else merged)
    sheet = Sheet(framed=False, cut=COMPACT, page=_PAGE)
    picture = compose(drawn.graph, about(merged, drawn), sheet=sheet)
    return visible(svg(picture, Letters.PLAIN), lines=True), round(picture.width), round(picture.height)


def _cells(node: MergedNode, merged: MergedLineage) -> tuple[Cell, ...]:
    type_ = node.piece.node.type
    why = [why_text(each) for each in node.why]
    if node.first:
        why.append("nothing upstream of it differs")
    return (
        Cell(node.name, note=str(type_ or node.kind)),
        Cell(merged.word(node.change), tone="" if node.change is Change.SAME else "changed"),
        *(Cell(side_text(piece) or NONE, "code") for piece in (node.a, node.b)),
        Cell("; ".join(why)),
    )
