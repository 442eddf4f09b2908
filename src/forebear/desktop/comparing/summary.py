"""The first page of a comparison: what changed, what happened to the metrics, and where to look first."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from forebear.compare.comparison import Comparison, MetricRow
from forebear.compare.directions import SetDirections
from forebear.compare.lineages.merging import MergedLineage
from forebear.compare.ranking import Cause, unexplored
from forebear.desktop.comparing.lineage_words import first_text
from forebear.desktop.comparing.spots import Spot, spot_of_cause
from forebear.desktop.comparing.summary_strip import ICONS, SummaryStrip, worst_first
from forebear.desktop.comparing.summary_words import outcome_text, reason_text, side_text, values_text
from forebear.desktop.pieces import ElidedLabel, button, label
from forebear.desktop.theme import Theme
from forebear.lineage.visible import visible

_CAUSES, _MOST_CAUSES = 6, 200


class SummaryPage(QScrollArea):
    """Shows what happened and what changed, and below it the changes in the order in which to look at them.

    Signals: `side_wanted(str)` a side of the comparison (code, data …) or `metrics` to turn to;
    `spot_wanted(object)` the Spot of a change.
    """

    side_wanted = Signal(str)
    spot_wanted = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._comparison: Comparison | None = None
        self._causes: tuple[Cause, ...] = ()
        self._differing: Sequence[MetricRow] = ()
        self._merged: MergedLineage | None = None
        self._given: SetDirections | None = None
        self._all = False
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("Summary"))
        theme.changed.connect(self._fill)

    @property
    def causes(self) -> tuple[Cause, ...]:
        """The changes, the likeliest explanation first."""
        return self._causes

    def show_comparison(
        self,
        comparison: Comparison,
        causes: Sequence[Cause],
        differing: Sequence[MetricRow],
        given: SetDirections | None = None,
    ) -> None:
        """Show a comparison, its ranked changes, and the metrics that differ.

        `given` are the directions of metrics that the person set.
        """
        self._differing, self._merged = worst_first(differing, given), None
        self._given = given
        self._comparison, self._causes, self._all = comparison, tuple(causes), False
        self._fill()

    def show_causes(self, causes: Sequence[Cause]) -> None:
        """Show the changes in another order: more is known of them."""
        self._causes = tuple(causes)
        self._fill()

    def show_lineage(self, merged: MergedLineage) -> None:
        """Say where what differs starts."""
        self._merged = merged
        self._fill()

    def show_all(self) -> None:
        """Show all changes, not only the first few."""
        self._all = True
        self._fill()

    def _fill(self) -> None:
        comparison = self._comparison
        if comparison is None:
            return
        page = QFrame()
        page.setProperty("surface", "plain")
        layout = QVBoxLayout(page)
        layout.setContentsMargins(16, 14, 16, 16)
        layout.setSpacing(8)
        layout.addWidget(self._headline(comparison))
        strip = SummaryStrip(self._theme, comparison, self._differing, self._given)
        strip.side_wanted.connect(self.side_wanted)
        layout.addWidget(strip)
        layout.addSpacing(8)
        layout.addWidget(label(self.tr("Where to look first"), "strong"))
        note = label("", "small")
        note.setWordWrap(True)
        if self._causes:
            note.setText(self.tr("Ordered by rules that are named with each change: a hint, not a proof."))
        elif None in comparison.changed.values():
            note.setText(self.tr("No recorded change can explain a difference."))
        else:
            note.setText(self.tr("Code, data, parameters and environment are the same."))
        layout.addWidget(note)
        shown = self._causes[: _MOST_CAUSES if self._all else _CAUSES]
        for place, cause in enumerate(shown, 1):
            layout.addWidget(self._cause(place, cause))
        rest = len(self._causes) - len(shown)
        if rest and not self._all:
            more = button(self.tr("Show {count} more").format(count=rest), self.show_all, "link")
            layout.addWidget(more, 0, Qt.AlignmentFlag.AlignLeft)
        elif rest:
            layout.addWidget(label(self.tr("{count} more are on the pages.").format(count=rest), "small"))
        if blind := unexplored(comparison):
            names = ", ".join(side_text(side) for side in blind)
            said = label(
                self.tr("Not recorded, so it cannot be ruled out: {sides}.").format(sides=names), "muted"
            )
            said.setWordWrap(True)
            layout.addWidget(said)
        layout.addStretch(1)
        self.setWidget(page)
        page.show()

    def _headline(self, comparison: Comparison) -> QFrame:
        """What happened, in sentences: to the metrics, and where what differs starts."""
        card = QFrame()
        column = QVBoxLayout(card)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        said = label(outcome_text(comparison, self._differing, self._given), "title")
        said.setWordWrap(True)
        column.addWidget(said)
        merged = self._merged
        if merged is not None and (text := first_text(merged)):
            line = QHBoxLayout()
            line.setSpacing(8)
            if len(comparison.versions) > 2:
                pair = self.tr("{version} against {baseline}: {said}")
                text = pair.format(version=merged.labels[1], baseline=merged.labels[0], said=text)
            first = label(text)
            first.setWordWrap(True)
            line.addWidget(first, 1)
            spot = Spot("lineage", merged.firsts[0].id)
            show = button(self.tr("Show in the lineage"), lambda: self.spot_wanted.emit(spot), "link")
            line.addWidget(show, 0, Qt.AlignmentFlag.AlignTop)
            column.addLayout(line)
        return card

    # the changes

    def _cause(self, place: int, cause: Cause) -> QFrame:
        card = QFrame()
        card.setProperty("surface", "card")
        row = QHBoxLayout(card)
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(10)
        number = label(f"{place}", "muted")
        number.setFixedWidth(number.fontMetrics().horizontalAdvance("000"))
        row.addWidget(number, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._icon(ICONS[cause.side], "text"), 0, Qt.AlignmentFlag.AlignTop)
        name = f"{cause.source}: {cause.what}" if cause.source else cause.what
        title = ElidedLabel(f"{side_text(cause.side)} · {name}")
        font = QFont(title.font())
        font.setWeight(QFont.Weight.DemiBold)
        title.setFont(font)
        reasons = visible(" ".join(map(reason_text, cause.reasons)))
        text = QVBoxLayout()
        text.setSpacing(2)
        text.addWidget(title)
        if said := values_text(cause):
            text.addWidget(ElidedLabel(said))
        if reasons:
            why = label(reasons, "muted")
            why.setWordWrap(True)
            text.addWidget(why)
        row.addLayout(text, 1)
        show = button(self.tr("Show"), lambda: self._show_cause(cause), "quiet")
        show.setAccessibleName(
            self.tr("{place}: {name}. {reasons} Show it").format(
                place=place, name=title.text, reasons=reasons
            )
        )
        row.addWidget(show, 0, Qt.AlignmentFlag.AlignVCenter)
        return card

    def _show_cause(self, cause: Cause) -> None:
        if self._comparison is not None:
            self.spot_wanted.emit(spot_of_cause(cause, self._comparison))

    def _icon(self, name: str, token: str) -> QLabel:
        made = QLabel()
        made.setPixmap(self._theme.pixmap(name, token, 16))
        return made
