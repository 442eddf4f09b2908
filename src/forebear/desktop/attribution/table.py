"""The table of what was run for an attribution."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from forebear.desktop import wording
from forebear.desktop.attribution.shown import MixtureShown, Shown
from forebear.desktop.attribution.words import factor_text, mixture_text
from forebear.desktop.comparing.sheet import Cell, Line, Sheet, Tone
from forebear.lineage.rebuilds import ProcessEnd


def mixture_sheet(shown: Shown) -> Sheet:
    """Return a line for each mixture: where each factor is from, what came of it, its rebuild."""
    translate = QCoreApplication.translate
    headings = (
        translate("Attribution", "Mixture"),
        *map(factor_text, shown.names),
        shown.metric,
        translate("Attribution", "Took"),
        translate("Attribution", "Made"),
        translate("Attribution", "Remark"),
    )
    lines = tuple(_line(shown, each) for each in shown.mixtures)
    return Sheet(headings, lines, frozenset((len(shown.names) + 1, len(shown.names) + 2)))


def _line(shown: Shown, mixture: MixtureShown) -> Line:
    sides = (Cell("B", tone=Tone.CHANGED) if name in mixture.mixed else Cell("A") for name in shown.names)
    cells = (
        Cell(mixture_text(shown, mixture.mixed)),
        *sides,
        _value(mixture),
        Cell(f"{mixture.seconds:.1f} s" if mixture.ended and mixture.seconds else ""),
        Cell(_made(mixture)),
        Cell(mixture.why, tone=Tone.WARNED if mixture.why else Tone.PLAIN),
    )
    return Line(cells, key=mixture.rebuild)


def _value(mixture: MixtureShown) -> Cell:
    translate = QCoreApplication.translate
    if mixture.value is not None:
        return Cell(wording.number_text(mixture.value), repr(mixture.value))
    if mixture.is_running:
        return Cell(translate("Attribution", "running…"))
    if not mixture.ended:
        return Cell(translate("Attribution", "not run"), tone=Tone.ABSENT)
    known = mixture.ended in {end.value for end in ProcessEnd}
    ended = wording.ended_text(ProcessEnd(mixture.ended)) if known else mixture.ended
    return Cell(ended, tone=Tone.WORSE)


def _made(mixture: MixtureShown) -> str:
    translate = QCoreApplication.translate
    if not mixture.ended:
        return ""
    return translate("Attribution", "before") if mixture.reused else translate("Attribution", "now")
