"""The limits of one rebuild that a person may set otherwise; its record and its report say so."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QRegularExpression, Qt, Signal
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from forebear.desktop.pieces import button, label
from forebear.desktop.rebuilding.plan import Plan

_MOST = 16_384.0  # GiB
_LEAST = 0.01  # GiB; Docker gives a container no less than 6 MiB


def limit_name(name: str) -> str:
    """Say what a limit is called that was loosened."""
    translate = QCoreApplication.translate
    return {
        "network": translate("LimitWords", "the network is open"),
        "writable root": translate("LimitWords", "the image's files can be written"),
        "memory": translate("LimitWords", "memory"),
        "time": translate("LimitWords", "time"),
        "processors": translate("LimitWords", "processors"),
    }.get(name, name)


class LimitsChoice(QWidget):
    """Offers other limits, and the way back.

    Signals: `chosen(list)` the options of the command; none for the usual limits.
    """

    chosen = Signal(list)

    def __init__(self, plan: Plan, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._plan = plan
        row = QHBoxLayout(self)
        row.setContentsMargins(26, 0, 0, 4)
        row.setSpacing(8)
        row.addWidget(button(self.tr("Set other limits…"), self._ask))
        if plan.loosened_limits:
            row.addWidget(button(self.tr("Back to the usual limits"), lambda: self.chosen.emit([])))
        row.addStretch(1)

    def _ask(self) -> None:
        dialog = LimitsDialog(self._plan, self)
        dialog.accepted.connect(lambda: self.chosen.emit(dialog.options))
        dialog.open()


class LimitsDialog(QDialog):
    """Asks for the limits of one rebuild, beginning with those of its plan."""

    def __init__(self, plan: Plan, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Limits of this rebuild"))
        limits, loosened = dict(plan.limits), plan.loosened_limits
        self.network = QCheckBox(self.tr("Let it use the network"))
        self.network.setChecked("network" in loosened)
        self.writable = QCheckBox(self.tr("Let it write to the image's files"))
        self.writable.setChecked("writable root" in loosened)
        self.memory = QDoubleSpinBox()
        self.memory.setButtonSymbols(QDoubleSpinBox.ButtonSymbols.NoButtons)
        self.memory.setRange(0, _MOST)
        self.memory.setSuffix(" GiB")
        self.memory.setSpecialValueText(self.tr("as usual"))
        memory = limits.get("memory")
        if "memory" in loosened and isinstance(memory, int):
            self.memory.setValue(memory / (1 << 30))
        self.time = QComboBox()
        for text, value in (
            (self.tr("as usual"), ""),
            (self.tr("1 hour"), "1h"),
            (self.tr("1 day"), "24h"),
            (self.tr("3 days"), "72h"),
            (self.tr("7 days"), "168h"),
            (self.tr("without limit"), "0"),
        ):
            self.time.addItem(text, value)
        seconds = limits.get("seconds")
        if "time" in loosened:
            hours = f"{seconds / 3600:g}h" if isinstance(seconds, int | float) else "0"
            self.time.setCurrentIndex(max(0, self.time.findData(hours)))
        self.processors = QLineEdit(str(limits.get("processors")) if "processors" in loosened else "")
        self.processors.setPlaceholderText(self.tr("as usual, or like 0-3"))
        numbers = QRegularExpression(r"\d{1,4}(-\d{1,4})?(,\d{1,4}(-\d{1,4})?)*")
        self.processors.setValidator(QRegularExpressionValidator(numbers, self))
        form = QFormLayout()
        form.addRow(self.network)
        form.addRow(self.writable)
        form.addRow(self.tr("Memory"), self.memory)
        form.addRow(self.tr("Time"), self.time)
        form.addRow(self.tr("Processors"), self.processors)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        note = self.tr(
            "They are for this rebuild alone. Its record, its verdict and the report say what was other than "
            "usual. With the network open, the command can send what it reads to anybody."
        )
        said = label(note, "muted")
        said.setWordWrap(True)
        said.setMinimumWidth(380)
        column.addWidget(said)
        column.addLayout(form)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(button(self.tr("Cancel"), self.reject))
        go = button(self.tr("Plan with these"), self.accept, "primary")
        go.setDefault(True)
        row.addWidget(go)
        column.addLayout(row)

    @property
    def options(self) -> list[str]:
        """The options of the command that set what differs from the usual."""
        memory, time = self.memory.value(), str(self.time.currentData())
        return [
            *(["--network"] if self.network.isChecked() else []),
            *(["--writable"] if self.writable.isChecked() else []),
            *([f"--memory={max(memory, _LEAST):g}g"] if memory else []),
            *([f"--timeout={time}"] if time else []),
            *([f"--cpus={self.processors.text()}"] if self.processors.hasAcceptableInput() else []),
        ]
