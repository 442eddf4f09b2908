"""What the person looks at: the one place through which the views talk to each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from forebear.desktop.trail import Place, Trail

if TYPE_CHECKING:
    from forebear.lineage.answers import Node


class Selection(QObject):
    """The selected node, the pinned versions, and requests that another view serves.

    To *select* a node shows it in the inspector and marks it where it is visible; to *open* it also brings it
    to the centre of the graph. A view calls `select` for a click on itself and `open` for a jump elsewhere.

    Attributes: `trail` where the person has been.

    Signals:
        node_selected(object): an `answers.Node`, or None when nothing is selected.
        node_opened(object): an `answers.Node` to bring into view.
        link_opened(str): the link to a view (`forebear://view…`) to show.
        refs_pinned(object): the tuple of REFs pinned for a comparison, oldest first.
        compare_requested(list): two or more REFs.
        page_requested(list): two or more REFs, whose comparison is to be saved as a page.
        rebuild_requested(str), report_requested(str): a REF.
        keep_requested(str): a REF, the image of whose run is to be kept.
        many_requested(str): a slice, of which everything is to be rebuilt.
        source_requested(): another source of records is to be added.
    """

    node_selected = Signal(object)
    node_opened = Signal(object)
    link_opened = Signal(str)
    refs_pinned = Signal(object)
    compare_requested = Signal(list)
    page_requested = Signal(list)
    rebuild_requested = Signal(str)
    report_requested = Signal(str)
    keep_requested = Signal(str)
    many_requested = Signal(str)
    source_requested = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.trail = Trail(self)
        self.trail.went.connect(self._went)
        self._node: Node | None = None
        self._pinned: tuple[str, ...] = ()

    @property
    def node(self) -> Node | None:
        """The selected node."""
        return self._node

    @property
    def pinned(self) -> tuple[str, ...]:
        """The REFs pinned for a comparison, oldest first."""
        return self._pinned

    def select(self, node: Node | None) -> None:
        """Select `node`; None selects nothing."""
        if node == self._node:
            return
        self._node = node
        if node is not None:
            self.trail.visit(replace(self.trail.here, node=node))
        self.node_selected.emit(node)

    def open(self, node: Node) -> None:
        """Select `node` and bring it to the centre of the graph."""
        with self.trail.one_step():
            self.select(node)
            self.trail.amend(replace(self.trail.here, view=None))  # the graph will show another one
            self.node_opened.emit(node)

    def can_go(self, steps: int) -> bool:
        """Whether there is a place `steps` back (negative) or forward on the trail."""
        return self.trail.at(steps) is not None

    def go(self, steps: int) -> None:
        """Go back (negative) or forward along the trail."""
        self.trail.go(steps)

    def clear(self) -> None:
        """Forget everything, when another project is opened."""
        self.trail.clear()
        self.unpin()
        self.select(None)

    def pin(self, ref: str) -> None:
        """Pin a version for a comparison; pinning it again takes it off."""
        if ref in self._pinned:
            self._pinned = tuple(pinned for pinned in self._pinned if pinned != ref)
        else:
            self._pinned = (*self._pinned, ref)
        self.refs_pinned.emit(self._pinned)

    def unpin(self) -> None:
        """Take all pins off."""
        if self._pinned:
            self._pinned = ()
            self.refs_pinned.emit(self._pinned)

    def compare(self, refs: Sequence[str]) -> None:
        """Ask for a comparison of two or more REFs."""
        if len(refs) > 1:
            with self.trail.one_step():
                self.compare_requested.emit(list(refs))

    def save_page(self, refs: Sequence[str]) -> None:
        """Ask for the comparison of two or more REFs as a page."""
        if len(refs) > 1:
            self.page_requested.emit(list(refs))

    def rebuild(self, ref: str) -> None:
        """Ask for a rebuild of a REF."""
        with self.trail.one_step():
            self.rebuild_requested.emit(ref)

    def rebuild_all(self, slice_: str) -> None:
        """Ask for rebuilds of all that a slice chooses."""
        with self.trail.one_step():
            self.many_requested.emit(slice_)

    def report(self, ref: str) -> None:
        """Ask for the audit report of a REF, or of a batch of rebuilds (`batch:ID`)."""
        self.report_requested.emit(ref)

    def keep_image(self, ref: str) -> None:
        """Ask for the image of a REF's run to be kept."""
        self.keep_requested.emit(ref)

    def add_source(self) -> None:
        """Ask where else there are records to read."""
        self.source_requested.emit()

    def _went(self, place: Place) -> None:
        moved = place.node != self._node
        self._node = place.node
        self.node_selected.emit(self._node)
        # A place with a view of its own is shown by the graph itself.
        if place.node is not None and moved and place.view is None:
            self.node_opened.emit(place.node)
