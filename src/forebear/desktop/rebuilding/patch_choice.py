"""What a plan says of changes that were not committed, and the button to go on without them."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from forebear.desktop import wording
from forebear.desktop.pieces import button
from forebear.desktop.rebuilding.plan import PlannedPatch


def patch_text(patch: PlannedPatch) -> str:
    """Say what the patch is, how much it changes, who kept it and where it is."""
    translate = QCoreApplication.translate
    if patch.left_out:
        state = translate("PatchWords", "left out by you: the clean commit is used")
    elif not patch.applied:
        state = translate("PatchWords", "not applied")
    elif len(patch.files) == 1:
        state = translate("PatchWords", "1 file")
    else:
        state = translate("PatchWords", "{count} files").format(count=len(patch.files))
    kept = translate("PatchWords", "kept by {tool}").format(tool=patch.by)
    size = wording.size_text(patch.size) if patch.size is not None else ""
    parts = (patch.path, wording.short_key(patch.digest), size, state, kept, patch.place)
    return " · ".join(part for part in parts if part)


class PatchChoice(QWidget):
    """Offers to go on without a patch that cannot be applied, and the way back.

    Signals: `chosen(list)` the options of the command; none where the patch is to be applied.
    """

    chosen = Signal(list)

    def __init__(self, patch: PlannedPatch, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(26, 0, 0, 4)
        if patch.left_out:
            row.addWidget(button(self.tr("Apply them again"), lambda: self.chosen.emit([])))
        else:
            without = self.tr("Go on without them")
            row.addWidget(button(without, lambda: self.chosen.emit(["--without-patch"])))
        row.addStretch(1)
