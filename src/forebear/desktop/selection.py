"""What the person looks at: the one place through which the views talk to each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from forebear.lineage.answers import Node


class Selection(QObject):
    """The selected node, the pinned versions, and requests that another view serves.

    To *select* a node shows it in the inspector and marks it where it is visible; to *open* it also brings it
    to the centre of the graph. A view calls `select` for a click on itself and `open` for a jump elsewhere.

    Signals:
        node_selected(object): an `answers.Node`, or None when nothing is selected.
        node_opened(object): an `answers.Node` to bring into view.
        refs_pinned(object): the tuple of REFs pinned for a comparison, oldest first.
        compare_requested(list): two or more REFs.
        rebuild_requested(str), report_requested(str): a REF.
    """

    node_selected = Signal(object)
    node_opened = Signal(object)
    refs_pinned = Signal(object)
    compare_requested = Signal(list)
    rebuild_requested = Signal(str)
    report_requested = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._trail: list[Node] = []
        self._at = -1
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
            # Going somewhere new forgets what lay ahead, as in a browser.
            self._trail = [*self._trail[: self._at + 1], node][-200:]
            self._at = len(self._trail) - 1
        self.node_selected.emit(node)

    def open(self, node: Node) -> None:
        """Select `node` and bring it to the centre of the graph."""
        self.select(node)
        self.node_opened.emit(node)

    def can_go(self, steps: int) -> bool:
        """Whether there is a place `steps` back (negative) or forward on the trail."""
        return 0 <= self._at + steps < len(self._trail)

    def go(self, steps: int) -> None:
        """Go back (negative) or forward along the trail of selected nodes."""
        if not self.can_go(steps):
            return
        self._at += steps
        self._node = self._trail[self._at]
        self.node_selected.emit(self._node)
        self.node_opened.emit(self._node)

    def clear(self) -> None:
        """Forget everything, when another project is opened."""
        self._trail, self._at = [], -1
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
            self.compare_requested.emit(list(refs))

    def rebuild(self, ref: str) -> None:
        """Ask for a rebuild of a REF."""
        self.rebuild_requested.emit(ref)

    def report(self, ref: str) -> None:
        """Ask for the audit report of a REF."""
        self.report_requested.emit(ref)
