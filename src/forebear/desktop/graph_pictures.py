"""Pictures of the graph's states: near, at middle distance and far, hovered, compared, folded, as a map."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from forebear.desktop.graph.camera import Fit
from forebear.desktop.graph.canvas import GraphCanvas
from forebear.desktop.graph.view import LineageView
from forebear.lineage.answers import Node
from forebear.lineage.view import Show, View
from forebear.lineage.words import ArtifactType, NodeKind

_NEAR, _MIDDLE, _FAR = 0.82, 0.5, 0.16


class Takes(Protocol):
    """Saves the window as it is now."""

    def take(self, name: str) -> None:
        """Under that name."""


Wait = Callable[[Callable[[], bool], str], None]


class GraphVisit:
    """Goes through the states of one graph."""

    def __init__(self, view: LineageView, camera: Takes, wait: Wait) -> None:
        self._view, self._camera, self._wait = view, camera, wait

    def visit(self, model: Node, older: str, newer: str) -> None:
        """Go through all states: around a model, between two versions, and of the whole project."""
        self._show(View(Show.NEIGHBOURHOOD, model.ref, 3, 2), model.name)
        canvas = self._canvas
        canvas.fit(Fit.EVERYTHING)
        self._camera.take("graph-opening")
        self._distances(canvas)
        self._hover(canvas, "graph-hover")
        self._show(View(Show.NEIGHBOURHOOD, model.ref, 1, 1), model.name)
        canvas.fit(Fit.EVERYTHING)
        self._camera.take("graph-cards")
        canvas.zoom(_NEAR / canvas.camera.scale)
        self._camera.take("graph-nearer")
        canvas.show_legend(shown=True)
        self._camera.take("graph-legend")
        canvas.show_legend(shown=False)
        self._show(View(Show.FOLDED))
        canvas.fit(Fit.EVERYTHING)
        self._camera.take("graph-folded")
        self._show(View(Show.MAP))
        canvas.fit(Fit.EVERYTHING)
        self._camera.take("graph-map")
        canvas.show_legend(shown=True)
        if older and newer:
            self._show(View(Show.HELD, newer))
            canvas.fit(Fit.EVERYTHING)
            self._camera.take("graph-held")
            self._show(View(Show.HELD, newer, as_of=newer, against=older))
            canvas.fit(Fit.EVERYTHING)
            self._camera.take("graph-difference")
            self._show(View(Show.NEIGHBOURHOOD, model.ref, 3, 3, as_of=older), model.name)
            canvas.fit(Fit.EVERYTHING)
            self._camera.take("graph-later")
        canvas.show_legend(shown=False)
        self._empty_and_failing(model)

    def _distances(self, canvas: GraphCanvas) -> None:
        for name, scale in (("near", _NEAR), ("middle", _MIDDLE), ("far", _FAR)):
            self._near(canvas, scale)
            self._camera.take(f"graph-{name}")
        canvas.zoom(_NEAR / canvas.camera.scale)

    def _near(self, canvas: GraphCanvas, scale: float) -> None:
        """Look at the model from that near."""
        row = self._row(canvas, lambda node: node.type is ArtifactType.MODEL)
        if row is not None:
            canvas.zoom(scale / canvas.camera.scale)
            canvas.centre(row)

    def _hover(self, canvas: GraphCanvas, name: str) -> None:
        row = self._row(canvas, lambda node: node.kind is NodeKind.RUN)
        scene = canvas.scene
        if row is None or scene is None:
            return
        canvas.fit(Fit.EVERYTHING)
        before = canvas.marks
        canvas.mark(
            replace(before, hovered=row, up=scene.upstream(row), down=scene.downstream(row), ring=row)
        )
        self._camera.take(name)
        canvas.mark(before)

    def _empty_and_failing(self, model: Node) -> None:
        self._view.show_view(View(Show.NEIGHBOURHOOD, model.ref, slice="kind:plot no-such-plot"))
        self._camera.take("graph-nothing")
        self._view.show_view(View(Show.NEIGHBOURHOOD, model.ref, slice="kind:unheard-of"))
        self._camera.take("graph-failing")
        self._view.clear()
        self._camera.take("graph-empty")
        self._view.show_node(model)

    def _show(self, view: View, title: str = "") -> None:
        self._view.show_view(view, title)
        self._wait(lambda: self._shown(view), f"the graph of {view}")

    def _shown(self, view: View) -> bool:
        picture, canvas = self._view.model.picture, self._view.canvas
        return (
            picture is not None
            and picture.view.show is view.show
            and (view.show is not Show.NEIGHBOURHOOD or picture.view.up == view.up)
            and (not view.as_of or (picture.view.as_of, picture.view.against) == (view.as_of, view.against))
            and canvas is not None
            and canvas.scene is picture.scene
        )

    @property
    def _canvas(self) -> GraphCanvas:
        canvas = self._view.canvas
        if canvas is None:
            raise LookupError("there is no picture")
        return canvas

    @staticmethod
    def _row(canvas: GraphCanvas, wanted: Callable[[Node], bool]) -> int | None:
        scene = canvas.scene
        if scene is None:
            return None
        nodes = ((row, scene.node(row)) for row in range(scene.count))
        return next((row for row, node in nodes if node is not None and wanted(node)), None)
