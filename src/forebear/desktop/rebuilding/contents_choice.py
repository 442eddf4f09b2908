"""The button by which a person takes what the commit holds where the run used something else."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from forebear.desktop.pieces import button, tip
from forebear.desktop.rebuilding.plan import Plan


class ContentsChoice(QWidget):
    """Offers the contents of the commit for what is missing, and the way back.

    Signals: `chosen(list)` the options of the command; none for what was recorded.
    """

    chosen = Signal(list)

    def __init__(self, plan: Plan, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(26, 0, 0, 4)
        row.setSpacing(8)
        if plan.acceptable:
            paths = dict.fromkeys((*plan.accepted, *plan.acceptable))
            options = [f"--accept={path}" for path in paths]
            take = button(self.tr("Use what the commit holds"), lambda: self.chosen.emit(options))
            take.setToolTip(tip("\n".join(plan.acceptable)))
            row.addWidget(take)
        if plan.accepted:
            row.addWidget(button(self.tr("Back to what the run used"), lambda: self.chosen.emit([])))
        row.addStretch(1)
