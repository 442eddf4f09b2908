"""How the columns of a table drifted: figures, the worst first, with pictures of both distributions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from forebear.compare.data.findings import (
    MISSING_LARGE,
    MISSING_MODERATE,
    PSI_LARGE,
    PSI_MODERATE,
    SIGNIFICANT,
    ColumnDrift,
    Level,
    Summary,
)
from forebear.compare.page.blocks import Block, Cell, Figure, Figures, Paragraph, Row
from forebear.compare.page.distributions import draw_histogram, draw_shares
from forebear.compare.page.tables import tables
from forebear.compare.page.words import NONE, count_text, number_text, share_text

_PICTURES, _SHARES = 12, 10
_TONES = {Level.LARGE: "worse", Level.MODERATE: "warned", Level.NONE: ""}
_THRESHOLDS = (
    f"Drift is moderate from PSI {PSI_MODERATE} and large from {PSI_LARGE} where the p-value, corrected for "
    f"all columns (Benjamini-Hochberg), is below {SIGNIFICANT}; or where the share of missing values "
    f"moves by {MISSING_MODERATE:.0%} or {MISSING_LARGE:.0%}."
)


def thresholds() -> Paragraph:
    """Say what counts as drift."""
    return Paragraph(_THRESHOLDS, "note")


def drift_blocks(drift: Sequence[ColumnDrift], baseline: str, label: str) -> Iterator[Block]:
    """Yield what is to be said of the columns, the worst first."""
    drifted = [column for column in drift if column.level is not Level.NONE]
    lines = [Row(_cells(column), column.level is not Level.NONE) for column in drift]
    titles = tuple(
        map(Cell, ("Column", "Drift", "PSI", "Test", "p, corrected", "JS distance", "Missing", "What else"))
    )
    caption = f"Drift of {label} against {baseline}: {len(drifted)} of {count_text(len(drift), 'column')}"
    yield from tables(
        lines, titles, "column", caption=caption, numbers=frozenset({2, 3, 4, 5}), alike="no drift"
    )
    pictures = [figure for column in drifted[:_PICTURES] if (figure := _figure(column, baseline, label))]
    if pictures:
        yield Figures(tuple(pictures))
    if len(drifted) > _PICTURES:
        yield Paragraph(f"{count_text(len(drifted) - _PICTURES, 'column')} more are not drawn.", "note")


def _cells(column: ColumnDrift) -> tuple[Cell, ...]:
    nothing = column.psi is None and column.level is Level.NONE
    word = "not compared" if nothing else str(column.level)
    test = {"ks": "KS", "chi2": "χ²"}.get(column.test, column.test)
    p = column.corrected
    before, after = (_missing(side) for side in (column.before, column.after))
    return (
        Cell(column.column, note=str(column.kind)),
        Cell(word, tone=_TONES[column.level] or "absent"),
        Cell(_figure_text(column.psi), "number"),
        Cell(f"{test} {_figure_text(column.statistic)}" if column.statistic is not None else NONE, "number"),
        Cell(NONE if p is None else "< 0.001" if p < 0.001 else f"{p:.3f}", "number"),
        Cell(_figure_text(column.js), "number"),
        Cell(f"{share_text(before)} → {share_text(after)}" if before or after else "none"),
        Cell(" ".join(_sentences(column))),
    )


def _figure_text(value: float | None) -> str:
    return NONE if value is None else f"{value:.3g}"


def _missing(side: Summary) -> float:
    return side.missing / max(1, side.count + side.missing)


def _sentences(column: ColumnDrift) -> Iterator[str]:
    before, after = column.before, column.after
    if before.mean is not None and after.mean is not None:
        yield f"Mean {number_text(before.mean)}, then {number_text(after.mean)}."
    ranges = [each for side in (before, after) for each in (side.least, side.most)]
    if None not in ranges:
        least, most, least_after, most_after = (number_text(each) for each in ranges if each is not None)
        yield f"From {least} to {most}, then from {least_after} to {most_after}."
    beyond = column.below + column.above
    if column.rescaled:
        factor, share = column.rescaled.factor, column.rescaled.count / max(1, after.count)
        times = f"{factor:g} times larger" if factor > 1 else f"{1 / factor:g} times smaller"
        yield f"{share_text(share)} of the values are {times}; rescaled, they lie as before."
    elif beyond:
        yield f"{share_text(beyond / max(1, after.count))} of the values lie outside the earlier range."
    if column.sampled:
        yield f"From a sample of {column.sampled[0]:,} and {column.sampled[1]:,} rows."


def _figure(column: ColumnDrift, baseline: str, label: str) -> Figure | None:
    if column.histogram and sum(column.histogram.before) and sum(column.histogram.after):
        note = "The bins are equally wide in the logarithm." if column.histogram.logarithmic else ""
        says = f"{column.column}: histograms of {baseline} and {label} over each other. " + " ".join(
            _sentences(column)
        )
        return Figure(
            column.column, says, svg="".join(draw_histogram(column.histogram, (baseline, label))), note=note
        )
    if column.shares:
        shown = column.shares[:_SHARES]
        whole = sum(each.before for each in column.shares), sum(each.after for each in column.shares)
        says = f"{column.column}: shares in {baseline} and {label}. " + "; ".join(
            f"{'all others' if each.value is None else each.value} "
            f"{share_text(each.before / max(1, whole[0]))}, {share_text(each.after / max(1, whole[1]))}"
            for each in shown
        )
        left = len(column.shares) - len(shown)
        note = f"{count_text(left, 'value')} more are not drawn." if left else ""
        return Figure(
            column.column, says, svg="".join(draw_shares(shown, whole, (baseline, label))), note=note
        )
    return None
