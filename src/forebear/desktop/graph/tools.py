"""Buttons of the strip that open something of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forebear.desktop.graph.model import GraphModel
from forebear.desktop.pieces import IconButton
from forebear.desktop.reading import Reader
from forebear.desktop.theme import Theme

if TYPE_CHECKING:  # NumPy comes in with the first picture
    from forebear.desktop.graph.canvas import GraphCanvas
    from forebear.desktop.graph.exportable import Exportable


class ExportButton(IconButton):
    """Asks where what is drawn is to be written."""

    def __init__(self, reader: Reader, theme: Theme, canvas: GraphCanvas, model: GraphModel) -> None:
        self._reader, self._canvas, self._model = reader, canvas, model
        super().__init__(theme, "export", "", self.export)
        name = self.tr("Export the picture…")
        self.setToolTip(name)
        self.setAccessibleName(name)

    def export(self) -> None:
        """Read what is to be written, and open the dialog."""
        picture, canvas = self._model.picture, self._canvas
        if picture is None:
            return
        camera = canvas.camera
        left, top = camera.to_world(0, 0)
        seen = (left, top, canvas.width() / camera.scale, canvas.height() / camera.scale)
        crumbs = self._model.crumbs
        title = (crumbs[-1].title if crumbs else "") or self.tr("Lineage")

        def question(questions: object) -> Exportable:
            from forebear.desktop.graph.exportable import exportable
            from forebear.drawing.picture import About

            return exportable(questions, picture, seen, About(title=title, ref=picture.view.about))  # type: ignore[arg-type]

        self._reader.ask(question, self._open, topic="export")

    def _open(self, content: Exportable) -> None:
        from forebear.desktop.graph.exporting import export

        export(content, self.window())
