"""Long tables in pieces: what differs in full, the rest folded, and where it is too much that is said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from forebear.compare.comparison import Version
from forebear.compare.page.blocks import Block, Cell, Fold, Paragraph, Row, Table
from forebear.compare.page.words import count_text

_FEW_VERSIONS = 8
_AT_ONCE = 8_000  # cells of a table that is open
_MOST_DIFFERING, _MOST_SAME = 160_000, 20_000  # cells in all


def version_titles(versions: Sequence[Version], name: str) -> tuple[Cell, ...]:
    """Return the heads of a table with a column for each version; of many only their letters."""
    few = len(versions) <= _FEW_VERSIONS
    return (
        Cell(name),
        *(
            Cell(version.label, note=version.title if few else "", full=version.heading)
            for version in versions
        ),
    )


def tables(  # noqa: PLR0913 -- the parts of a table, and how it is called
    rows: Sequence[Row],
    titles: tuple[Cell, ...],
    noun: str,
    *,
    caption: str = "",
    numbers: frozenset[int] = frozenset(),
    sortable: bool = True,
    several: str = "",
    alike: str = "",
) -> Iterator[Block]:
    """Yield the rows as tables: those that differ (or may), in pieces where they are many; the same, folded.

    `noun` is what a row is (`metric`), `several` more of them; `alike` says of rows that do not differ
    what they are, where "the same" would say too much.
    """

    def table(piece: Sequence[Row], name: str) -> Table:
        return Table(titles, tuple(piece), name, numbers, sortable, quiet=name != caption)

    differing = [row for row in rows if row.differs is not False]
    word = "may differ" if any(row.differs is None for row in differing) else "differ"
    same = [row for row in rows if row.differs is False]
    wide = max(1, len(titles))
    step = max(20, _AT_ONCE // wide)
    shown = differing[: max(step, _MOST_DIFFERING // wide)]
    if shown:
        yield table(shown[:step], caption or _said(differing, noun, several, word))
    for start in range(step, len(shown), step):
        piece = shown[start : start + step]
        span = f"{start + 1:,} to {start + len(piece):,} of {len(differing):,}"
        name = f"{several or noun + 's'} that {word}: {span}".capitalize()
        yield Fold(name, (table(piece, name),), _from_to(piece))
    if len(shown) < len(differing):
        yield _left_out(len(differing) - len(shown), noun, several, f"that {word}")
    if same:
        kept = same[: max(20, _MOST_SAME // wide)]
        said = (
            f"{count_text(len(same), noun, several)}: {alike}"
            if alike
            else _said(same, noun, several, "the same")
        )
        blocks: list[Block] = [table(kept, said)]
        if len(kept) < len(same):
            blocks.append(_left_out(len(same) - len(kept), noun, several, alike or "that are the same"))
        yield Fold(said, tuple(blocks), same=True)


def _said(rows: Sequence[Row], noun: str, several: str, word: str) -> str:
    number = count_text(len(rows), noun, several)
    if word == "differ":
        return f"{number} {'differs' if len(rows) == 1 else 'differ'}"
    if word == "may differ":
        return f"{number} {word}"
    return f"{number} {'is' if len(rows) == 1 else 'are'} {word}"


def _from_to(rows: Sequence[Row]) -> str:
    first, last = rows[0].cells[0], rows[-1].cells[0]
    return f"{first.stem}{first.text} … {last.stem}{last.text}"


def _left_out(number: int, noun: str, several: str, which: str) -> Paragraph:
    return Paragraph(
        f"{count_text(number, noun, several)} more {which} would make this page too large; "
        "“forebear compare … --json” has all of them.",
        "warned",
    )
