"""The models: formats, sizes, and the parts that differ with how far their numbers are apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from forebear.compare.comparison import Comparison, ModelRow, PartRow
from forebear.compare.inside import values_counted, values_verdict
from forebear.compare.models.weights import MOST_ULPS, Distance
from forebear.compare.page.blocks import Block, Cell, Heading, Paragraph, Row, Section
from forebear.compare.page.tables import tables, version_titles
from forebear.compare.page.words import (
    NONE,
    count_text,
    differ_text,
    digest_text,
    listed,
    shortened,
    size_text,
    told_text,
)

_INSIDE = (
    "Some values can only be compared by loading the model, which runs code: that is done inside the "
    "recorded image, when a person asks for it."
)


def models_section(comparison: Comparison) -> Section:
    """Return the section."""
    rows = comparison.models
    count = told_text(row.differs for row in rows) if rows else "none are recorded"
    blocks = [block for row in rows for block in _model(row, comparison)]
    return Section("models", "Models", tuple(blocks), count)


def _model(row: ModelRow, comparison: Comparison) -> Iterator[Block]:
    word = {True: "differs", False: "the same", None: "cannot be told"}[row.differs]
    yield Heading(row.path, anchor="", marks=((word, "changed" if row.differs else ""),))
    titles = version_titles(comparison.versions, "Model")
    yield from tables(list(_facts(row)), titles, "row", caption="Format, size and digest", sortable=False)
    for version, problem in zip(comparison.versions, row.problems, strict=False):
        if problem:
            yield Paragraph(f"{version.label}: {problem}.", "warned")
    said = [
        f"{few:,} of {count_text(every, kind)} {'differs' if few == 1 else 'differ'}"
        for kind, (few, every) in row.counts.items()
    ]
    if said:
        yield Paragraph(f"{'; '.join(said)}.")
    if row.inside:
        yield from _inside(row, comparison)
    elif row.values_inside:
        yield Paragraph(_INSIDE, "note")
    titles = (*version_titles(comparison.versions, "Part"), Cell("Difference"))
    yield from tables([Row(_part(part), part.differs) for part in row.parts], titles, "part")
    for note in row.notes:
        yield Paragraph(note, "note")


def _inside(row: ModelRow, comparison: Comparison) -> Iterator[Block]:
    """What loading each version in its image showed."""
    few, every = values_counted(row)
    counted = f"; {differ_text(few, every)}" if every else ""
    verdict = values_verdict(row)
    yield Paragraph(f"Values, loaded in the recorded images: {verdict or 'cannot be told'}{counted}.")
    for version, loaded in zip(comparison.versions, row.inside, strict=True):
        if loaded is None:
            continue
        where = f"{loaded.image} ({loaded.how})" if loaded.image else "no image"
        said = f"could not be loaded: {loaded.problem.rstrip('.')}" if loaded.problem else loaded.loader
        libraries = ", ".join(f"{name} {number}" for name, number in loaded.versions.items())
        words = "; ".join(each for each in (where, said, libraries) if each)
        yield Paragraph(f"{version.label}: {words}.", "warned" if loaded.problem else "note")
        if loaded.missing:
            named = listed(loaded.missing, 5)
            yield Paragraph(f"{version.label}: not in the image, so compared as stored: {named}.", "warned")


def _facts(row: ModelRow) -> Iterator[Row]:
    formats = tuple(Cell(each or NONE) for each in row.formats)
    sizes = tuple(Cell(size_text(each) or NONE, full=f"{each:,} bytes" if each else "") for each in row.sizes)
    digests = tuple(Cell(digest_text(each), "code", full=str(each or "")) for each in row.digests)
    yield Row((Cell("Format"), *formats))
    yield Row((Cell("Size"), *sizes))
    yield Row((Cell("Digest"), *digests))


def _part(part: PartRow) -> tuple[Cell, ...]:
    cells = [Cell(part.name, mark=part.kind, note=part.reason)]
    for column, value in enumerate(shortened([each or "" for each in part.values])):
        if not part.known[column]:
            cells.append(Cell("not here", tone="absent"))
        elif part.values[column] is None:
            cells.append(Cell(NONE, tone="absent"))
        else:
            cells.append(Cell(value, "code", "changed" if part.same[column] is False else ""))
    return (*cells, Cell(_distance(part.distances)))


def _distance(distances: Sequence[Distance | None]) -> str:
    """The version that is furthest from the first, in words."""
    known = [each for each in distances if each is not None and each.changed]
    if not known:
        return ""
    apart = max(known, key=lambda each: (each.relative or 0.0, each.changed))
    if apart.largest is None:
        return "other bytes"
    words = [f"{apart.changed:,} of {apart.values:,} values", f"at most by {apart.largest:.3g}"]
    if apart.relative is not None:
        words.append(f"{apart.relative:.2%} of the norm")
    if apart.cosine is not None:
        words.append(f"cosine {apart.cosine:.6f}")
    if apart.ulps and apart.ulps <= MOST_ULPS:
        words.append(f"{count_text(apart.ulps, 'unit')} in the last place")
    return ", ".join(words)
