"""The time bar and the model: each follows the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QBoxLayout

from forebear.desktop.graph.model import GraphModel
from forebear.desktop.graph.picture import Picture
from forebear.desktop.graph.time_places import Places
from forebear.desktop.reading import Reader
from forebear.desktop.theme import Theme
from forebear.lineage.as_of import WrongMomentError
from forebear.lineage.view import Later, View

if TYPE_CHECKING:
    from forebear.desktop.graph.time_bar import TimeBar
    from forebear.lineage.questions import Questions


class Timing(QObject):
    """Makes the bar when it is first wanted. `bar` is None until then."""

    def __init__(self, model: GraphModel, reader: Reader, theme: Theme, place: QBoxLayout) -> None:
        super().__init__(model)
        self._model, self._reader, self._theme, self._place = model, reader, theme, place
        self.bar: TimeBar | None = None

    def show(self, shown: bool) -> None:
        """Show or hide the bar; hidden, the graph is as of now again."""
        if shown:
            self._ready().show()
        elif self.bar is not None:
            self.bar.hide()
            view = self._model.view
            if view is not None and (view.as_of or view.against):
                self._model.change(as_of="", against="")

    def _ready(self) -> TimeBar:
        if self.bar is None:
            from forebear.desktop.graph.time_bar import TimeBar

            self.bar = bar = TimeBar(self._theme)
            self._place.addWidget(bar)
            model = self._model
            bar.moment_changed.connect(lambda text: model.change(as_of=text))
            bar.against_changed.connect(lambda text: model.change(against=text))
            bar.later_changed.connect(self._change_later)
            model.view_changed.connect(self._follow)
            model.scene_changed.connect(self._show)
            model.failed.connect(self._fail)
            self._reader.changed.connect(self._ask)
            if model.view is not None:
                self._follow(model.view)
            self._ask()
        return self.bar

    def _change_later(self, later: Later) -> None:
        self._model.change(later=later)

    def _ask(self) -> None:
        self._reader.ask(_stops, self._show_stops, topic="stops")

    def _show_stops(self, stops: Places) -> None:
        if self.bar is not None:
            self.bar.show_stops(stops)
            if self._model.view is not None:
                self._follow(self._model.view)

    def _follow(self, view: View) -> None:
        if self.bar is not None:
            self.bar.show_view(view.as_of, view.against, view.later)

    def _show(self, picture: Picture, _manner: object) -> None:
        if self.bar is not None:
            self.bar.show_moments(*picture.moments)

    def _fail(self, error: Exception) -> None:
        if self.bar is not None and isinstance(error, WrongMomentError):
            self.bar.show_trouble(f"{error.what} {error.todo}")


def _stops(questions: Questions) -> Places:
    from forebear.lineage.moments import Moments

    with questions.look() as look:
        return Places(Moments(look).stops())
