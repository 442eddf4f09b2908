"""The first page of a comparison: what changed, what happened to the metrics, and where to look first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from forebear.compare.comparison import Changed, Comparison, MetricRow
from forebear.compare.ranking import Cause, unexplored
from forebear.compare.sameness import is_number
from forebear.desktop import wording
from forebear.desktop.comparing.summary_words import effect_text, reason_text, side_text, values_text
from forebear.desktop.pieces import ElidedLabel, button, label
from forebear.desktop.theme import Theme

_CAUSES, _MOST_CAUSES, _METRICS = 6, 200, 6
_ICONS = {"code": "code", "data": "dataset", "parameters": "config", "environment": "environment"}
_TONES = {"better": "verdict.good", "worse": "verdict.bad", "changed": "verdict.warn", "": "text.muted"}


class SummaryPage(QScrollArea):
    """Shows the strip of what changed, and below it the changes in the order in which to look at them.

    Signals: `side_wanted(str)` a side of the comparison (code, data …) or `metrics` to turn to.
    """

    side_wanted = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._comparison: Comparison | None = None
        self._causes: tuple[Cause, ...] = ()
        self._differing: Sequence[MetricRow] = ()
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
        self, comparison: Comparison, causes: Sequence[Cause], differing: Sequence[MetricRow]
    ) -> None:
        """Show a comparison, its ranked changes, and the metrics that differ."""
        self._differing = differing
        self._comparison, self._causes, self._all = comparison, tuple(causes), False
        self._fill()

    def show_causes(self, causes: Sequence[Cause]) -> None:
        """Show the changes in another order: more is known of them."""
        self._causes = tuple(causes)
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
        layout.addLayout(self._strip(comparison))
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

    # the strip

    def _strip(self, comparison: Comparison) -> QHBoxLayout:
        """What changed on the left, what happened to the metrics on the right."""
        strip = QHBoxLayout()
        strip.setSpacing(12)
        states = QFrame()
        states.setProperty("surface", "card")
        grid = QGridLayout(states)
        grid.setContentsMargins(12, 10, 12, 10)
        grid.setHorizontalSpacing(12)
        for row, (side, changed) in enumerate(comparison.changed.items()):
            name = button(side_text(side), lambda side=side: self.side_wanted.emit(side), "link")  # type: ignore[misc]
            grid.addWidget(self._icon(_ICONS[side], "text.muted"), row, 0)
            grid.addWidget(name, row, 1, Qt.AlignmentFlag.AlignLeft)
            icon, token, word = self._state(changed)
            name.setAccessibleName(f"{side_text(side)}: {word}")
            grid.addWidget(self._icon(icon, token), row, 2)
            grid.addWidget(label(word), row, 3)
        strip.addWidget(states, 0, Qt.AlignmentFlag.AlignTop)
        strip.addWidget(self._metrics(comparison), 1, Qt.AlignmentFlag.AlignTop)
        return strip

    def _metrics(self, comparison: Comparison) -> QFrame:
        card = QFrame()
        card.setProperty("surface", "card")
        grid = QGridLayout(card)
        grid.setContentsMargins(12, 10, 12, 10)
        grid.setHorizontalSpacing(16)
        grid.setColumnStretch(0, 1)
        differing = self._differing
        columns = _columns(len(comparison.versions))
        for place, column in enumerate(columns, 1):
            letter = label(comparison.versions[column].label, "heading")
            grid.addWidget(letter, 0, place, Qt.AlignmentFlag.AlignRight)
        name = self.tr("Metrics") if differing else self.tr("No metric differs")
        if not comparison.metrics:
            name = self.tr("No metrics are recorded")
        title = button(name, lambda: self.side_wanted.emit("metrics"), "link")
        grid.addWidget(title, 0, 0, Qt.AlignmentFlag.AlignLeft)
        names = [row.name for row in differing]
        for line, row in enumerate(differing[:_METRICS], 1):
            several = names.count(row.name) > 1 and row.source
            grid.addWidget(ElidedLabel(f"{row.name} ({row.source})" if several else row.name), line, 0)
            for place, column in enumerate(columns, 1):
                grid.addWidget(self._value(row, column), line, place, Qt.AlignmentFlag.AlignRight)
        if len(differing) > _METRICS:
            more = self.tr("and {count} more that differ").format(count=len(differing) - _METRICS)
            grid.addWidget(label(more, "small"), _METRICS + 1, 0)
        return card

    def _value(self, row: MetricRow, column: int) -> QLabel:
        value = row.values[column]
        known = wording.number_text(value) if is_number(value) else _words(value)
        if column == 0:
            return label(known)
        effect, tone = effect_text(row, column)
        made = label(f"{known}  {effect}")
        made.setStyleSheet(f"color: {self._theme.color(_TONES[tone]).name()};")
        return made

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
        row.addWidget(self._icon(_ICONS[cause.side], "text"), 0, Qt.AlignmentFlag.AlignTop)
        name = f"{cause.source}: {cause.what}" if cause.source else cause.what
        title = ElidedLabel(f"{side_text(cause.side)} · {name}")
        font = QFont(title.font())
        font.setWeight(QFont.Weight.DemiBold)
        title.setFont(font)
        reasons = " ".join(map(reason_text, cause.reasons))
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
        show = button(self.tr("Show"), lambda: self.side_wanted.emit(cause.side), "quiet")
        show.setAccessibleName(
            self.tr("{place}: {name}. {reasons} Show it").format(
                place=place, name=title.text, reasons=reasons
            )
        )
        row.addWidget(show, 0, Qt.AlignmentFlag.AlignVCenter)
        return card

    def _icon(self, name: str, token: str) -> QLabel:
        made = QLabel()
        made.setPixmap(self._theme.pixmap(name, token, 16))
        return made

    def _state(self, changed: Changed) -> tuple[str, str, str]:
        states: Mapping[Changed, tuple[str, str, str]] = {
            True: ("compare", "verdict.warn", self.tr("changed")),
            False: ("check", "verdict.good", self.tr("same")),
            None: ("help", "text.muted", self.tr("not recorded")),
        }
        return states[changed]


def _columns(count: int) -> list[int]:
    """The versions that have room beside the metrics: the first ones and the last."""
    return list(range(count)) if count <= 4 else [0, 1, 2, count - 1]


def _words(value: float | str | None) -> str:
    return "\N{EN DASH}" if value is None else wording.scalar_text(value)
