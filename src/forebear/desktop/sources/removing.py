"""The question before a source is forgotten."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from forebear.desktop.rebuilding.confirming import AllowDialog
from forebear.desktop.sources.listed import ListedSource
from forebear.desktop.theme import Theme


class RemoveDialog(AllowDialog):
    """Says what removing means; `accepted` or `rejected` as every dialog."""

    def __init__(self, source: ListedSource, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.setWindowTitle(self.tr("Remove this source?"))
        self.say(
            self.tr("Remove this source?"),
            self.tr(
                "It is not read any more, and what was kept to log in there is deleted. "
                "What was read from it stays in the lineage, and nothing changes at the source itself."
            ),
            ((source.offer.title, source.offer.location),),
            self.tr("Remove"),
        )
