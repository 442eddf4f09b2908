"""Says quietly that the picture does not show everything, and offers more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from forebear.desktop.graph.gathering import MOST_AT_FIRST, UNFOLD_AT_ONCE
from forebear.desktop.pieces import button, label

if TYPE_CHECKING:  # NumPy comes in with the first picture
    from forebear.desktop.graph.scene import Scene


class Notice(QFrame):
    """A line below the controls, hidden while everything that was asked for is drawn.

    Signals: `more_wanted(int, bool)` the row whose neighbours are to be unfolded, and whether upstream.
    """

    more_wanted = Signal(int, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._side = (0, False)
        self.setProperty("surface", "bar")
        self._text = label("", "small")
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._more = button("", lambda: self.more_wanted.emit(*self._side), "link")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 2, 12, 4)
        layout.setSpacing(8)
        layout.addWidget(self._text)
        layout.addWidget(self._more)
        layout.addStretch(1)
        self.hide()

    @property
    def text(self) -> str:
        """What it says, "" while it is hidden."""
        return "" if self.isHidden() else self._text.text()

    def show_scene(self, scene: Scene | None, hops: int) -> None:
        """Say what of a scene that was to reach `hops` far is left out."""
        if scene is None or scene.root is None:
            self.hide()
            return
        before, after = scene.more.get(scene.root, (0, 0))
        shown = len({*scene.before(scene.root), *scene.after(scene.root)})
        left_out = before + after
        if left_out:
            said = self.tr("Showing {shown} of {all} neighbours, the newest first.").format(
                shown=f"{shown:,}", all=f"{shown + left_out:,}"
            )
        elif scene.scope.hops < hops:
            said = self.tr("Drawn {fewer} far: {wanted} would be more than {most} things.").format(
                fewer=self._hops(scene.scope.hops), wanted=self._hops(hops), most=f"{MOST_AT_FIRST:,}"
            )
        else:
            said = ""
        self._side = (scene.root, before >= after)
        more = min(UNFOLD_AT_ONCE, max(before, after))
        self._more.setText(self.tr("Show {count} more").format(count=more))
        self._more.setVisible(more > 0)
        self._text.setText(said)
        self.setVisible(bool(said))

    def _hops(self, count: int) -> str:
        return self.tr("1 hop") if count == 1 else self.tr("{count} hops").format(count=count)
