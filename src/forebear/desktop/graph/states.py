"""What the graph says in place of a picture, each with a way on."""

from __future__ import annotations

import logging
from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from forebear.desktop.graph.model import GraphModel
from forebear.desktop.pieces import EmptyState
from forebear.desktop.theme import Theme
from forebear.lineage.answers import Graph
from forebear.lineage.errors import ActionableError
from forebear.lineage.view import Show, View

_log = logging.getLogger(__name__)


class States(EmptyState):
    """Says why nothing is drawn."""

    def __init__(self, theme: Theme, model: GraphModel, parent: QWidget | None = None) -> None:
        super().__init__(theme, "graph", parent)
        self._model = model

    def say_nothing_selected(self) -> None:
        """Before anything is wanted."""
        self.say(
            self.tr("Nothing selected"),
            self.tr("Select a model, a data set, a run or a commit to see what it was made from."),
            self.tr("Show the whole project"),
            self._model.show_project,
        )

    def say_empty(self, view: View) -> None:
        """A view that shows nothing."""
        if view.slice or view.hidden:
            self.say(
                self.tr("Nothing matches"),
                self.tr("The filter leaves nothing to draw."),
                self.tr("Clear the filter"),
                lambda: self._model.change(slice="", hidden=frozenset()),
            )
        elif view.as_of:
            self.say(
                self.tr("There was nothing yet"),
                self.tr("Nothing of this was recorded at that time."),
                self.tr("As of now"),
                lambda: self._model.change(as_of="", against=""),
            )
        elif view.show is Show.HELD:
            self.say(
                self.tr("Nothing is recorded here"),
                self.tr("This commit holds no data, run or metric that a tool recorded."),
            )
        else:
            self.say(
                self.tr("Nothing is recorded yet"),
                self.tr("No data, run or model of this project has been read."),
            )

    def say_dense(self, graph: Graph) -> None:
        """More than a drawing can show."""
        said = self.tr("{nodes} nodes and {edges} lines would be a tangle.")
        self.say(
            self.tr("Too much to draw at once"),
            said.format(nodes=f"{len(graph.nodes):,}", edges=f"{len(graph.edges):,}"),
            self.tr("Fold it"),
            self._model.show_project,
        )

    def say_wrong(self, text: str, clear: Callable[[], None]) -> None:
        """A filter or a moment that cannot be understood."""
        self.say(self.tr("This cannot be looked for"), text, self.tr("Clear it"), clear)

    def say_failed(self, error: Exception) -> None:
        """Reading or drawing failed."""
        if not isinstance(error, ActionableError):
            _log.error("the graph cannot be drawn", exc_info=error)
        text = str(error) or type(error).__name__
        self.say(self.tr("The graph cannot be drawn"), text, self.tr("Try again"), self._model.renew)
