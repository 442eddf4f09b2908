"""How one came to the picture: a line of steps, each of which leads back."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from forebear.desktop.graph.model import PROJECT
from forebear.desktop.graph.trail import Crumb
from forebear.desktop.pieces import button, label, tip
from forebear.desktop.theme import Theme

_LONGEST = 28  # letters of a step
_NARROWEST = 72  # pixels


class Breadcrumbs(QWidget):
    """The steps, the last one strong; where room is short, those in the middle are left out.

    Signals: `chosen(int)` a step to go back to; `fold_wanted()` everything unfolded here is to be folded.
    """

    chosen = Signal(int)
    fold_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._crumbs: tuple[Crumb, ...] = ()
        self._steps: list[QPushButton] = []
        self._gaps: list[QWidget] = []
        self._fold = button(self.tr("Fold all"), self.fold_wanted.emit, "quiet")
        self._fold.setToolTip(self.tr("Fold everything that was unfolded here"))
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(0)
        self._line.addWidget(self._fold)
        self._line.addStretch(1)
        self._fold.hide()
        self.setAccessibleName(self.tr("The way here"))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setMinimumWidth(_NARROWEST)

    @property
    def texts(self) -> tuple[str, ...]:
        """What the steps say."""
        return tuple(self._text(crumb) for crumb in self._crumbs)

    def show_trail(self, crumbs: Sequence[Crumb]) -> None:
        """Show the way."""
        self._crumbs = tuple(crumbs)
        for piece in (*self._steps, *self._gaps):
            self._line.removeWidget(piece)
            piece.hide()
            piece.deleteLater()
        self._steps, self._gaps = [], []
        for number, crumb in enumerate(self._crumbs):
            if number:
                gap = label("\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}", "muted")
                gap.setAlignment(Qt.AlignmentFlag.AlignCenter)
                self._gaps.append(gap)
                self._line.insertWidget(self._line.count() - 2, gap)
            step = self._step(number, crumb)
            self._steps.append(step)
            self._line.insertWidget(self._line.count() - 2, step)
        view = self._crumbs[-1].view if self._crumbs else None
        self._fold.setVisible(view is not None and bool(view.unfolded or view.opened))
        self._settle()

    def sizeHint(self) -> QSize:
        """As high as its buttons."""
        return QSize(120, super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what there is no room for."""
        super().resizeEvent(event)
        self._settle()

    def _step(self, number: int, crumb: Crumb) -> QPushButton:
        text = self._text(crumb)
        short = text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
        made = button(short.replace("&", "&&"), lambda: self.chosen.emit(number), "quiet")
        made.setToolTip(tip(text))
        made.setAccessibleName(self.tr("Back to {name}").format(name=text))
        last = number == len(self._crumbs) - 1
        if last:
            made.setAccessibleName(text)
            font = made.font()
            font.setBold(True)
            made.setFont(font)
        return made

    def _text(self, crumb: Crumb) -> str:
        if crumb.key == PROJECT:
            return self.tr("Project")
        return " ".join(crumb.title.split()) or self.tr("Map")

    def _settle(self) -> None:
        room = self.width() - (self._fold.sizeHint().width() if not self._fold.isHidden() else 0)
        widths = [step.sizeHint().width() for step in self._steps]
        shown = set(range(len(self._steps)))
        gap = self._gaps[0].sizeHint().width() if self._gaps else 0
        # The first and the last step stay; of those between, the last come first.
        for number in (*range(1, len(self._steps) - 1), 0):
            if sum(widths[each] + gap for each in shown) <= room or len(shown) == 1:
                break
            shown.discard(number)
        for number, step in enumerate(self._steps):
            step.setVisible(number in shown)
        for number, each in enumerate(self._gaps, 1):
            each.setVisible(number in shown and len(shown) > 1)
