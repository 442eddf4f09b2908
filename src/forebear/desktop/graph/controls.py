"""The strips above the picture: what is shown, how far, what is in focus, and what else is to be seen."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from forebear.desktop.graph.breadcrumbs import Breadcrumbs
from forebear.desktop.graph.hops import Hops
from forebear.desktop.pieces import IconButton, label
from forebear.desktop.theme import Theme
from forebear.lineage.view import Show, View


class Focus(StrEnum):
    """What is not dimmed: everything, or what is up or down from the selected node."""

    ALL = "all"
    UPSTREAM = "upstream"
    BOTH = "both"
    DOWNSTREAM = "downstream"


class Part(StrEnum):
    """What can be shown beside the picture."""

    LEGEND = "legend"
    MINIMAP = "minimap"
    TIME = "time"
    OUTLINE = "outline"


class Controls(QFrame):
    """Buttons and their state, in two lines.

    Attributes: `crumbs`, `up` and `down` are the widgets of these names.
    Signals: `show_wanted(object)` a Show; `hops_changed(int, int)` up and down; `focus_changed(object)` a
    Focus; `zoom_wanted(int)` steps in (1), out (-1), or 0 = fit everything; `part_wanted(object, bool)` a
    Part, and whether it is to be seen.
    """

    show_wanted = Signal(object)
    hops_changed = Signal(int, int)
    focus_changed = Signal(object)
    zoom_wanted = Signal(int)
    part_wanted = Signal(object, bool)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setProperty("surface", "bar")
        self.crumbs = Breadcrumbs(theme)
        self.up, self.down = Hops(theme, upstream=True), Hops(theme, upstream=False)
        for hops in (self.up, self.down):
            hops.changed.connect(lambda _count: self.hops_changed.emit(self.up.count, self.down.count))
        self._shows = self._show_buttons()
        self._focus = {
            Focus.UPSTREAM: self._focus_button(
                "upstream", self.tr("Upstream"), self.tr("Dim all but what it was made from")
            ),
            Focus.BOTH: self._focus_button("graph", self.tr("Both"), self.tr("Dim all but its own lineage")),
            Focus.DOWNSTREAM: self._focus_button(
                "downstream", self.tr("Downstream"), self.tr("Dim all but what was made from it")
            ),
        }
        for focus, button in self._focus.items():
            button.clicked.connect(
                lambda checked, focus=focus: self.set_focus(focus if checked else Focus.ALL)
            )
        self._parts = {
            Part.TIME: self._part_button(Part.TIME, "history", self.tr("Time: the graph as it was")),
            Part.OUTLINE: self._part_button(Part.OUTLINE, "outline", self.tr("Outline: the graph as a list")),
            Part.MINIMAP: self._part_button(Part.MINIMAP, "minimap", self.tr("Small map of the picture")),
            Part.LEGEND: self._part_button(Part.LEGEND, "help", self.tr("Legend")),
        }
        self._scale = label("", "muted")
        self._scale.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._scale.setMinimumWidth(self.fontMetrics().horizontalAdvance("100 %") + 4)
        self._tools, self._lower = QHBoxLayout(), QHBoxLayout()
        self._spare: list[tuple[QHBoxLayout, QWidget]] = []  # what a narrow line leaves out, the first first
        self._arrange()
        theme.changed.connect(self._paint)
        self._paint()

    @property
    def focus(self) -> Focus:
        """What is in focus."""
        return next((focus for focus, button in self._focus.items() if button.isChecked()), Focus.ALL)

    def set_focus(self, focus: Focus) -> None:
        """Check the button of a focus; none for ALL."""
        for other, button in self._focus.items():
            button.setChecked(other is focus)
        self.focus_changed.emit(focus)

    def toggle_focus(self) -> None:
        """Focus on the selected thing's own lineage, or on everything again."""
        self.set_focus(Focus.BOTH if self.focus is Focus.ALL else Focus.ALL)

    def change_hops(self, by: int) -> None:
        """Reach so many hops farther to both sides."""
        if not self.up.isHidden():
            self.up.set_count(self.up.count + by)
            self.down.set_count(self.down.count + by)

    def show_view(self, view: View) -> None:
        """Follow the view that is wanted."""
        for show, button in self._shows.items():
            button.setChecked(show is view.show)
        self.up.show_count(view.up)
        self.down.show_count(view.down)
        for hops in (self.up, self.down):
            hops.setVisible(view.show is Show.NEIGHBOURHOOD)
        self._settle()

    def show_scale(self, scale: float) -> None:
        """Show how large the picture is."""
        self._scale.setText(self.tr("{percent} %").format(percent=round(scale * 100)))

    def show_part(self, part: Part, *, shown: bool) -> None:
        """Check the button of a part."""
        self._parts[part].setChecked(shown)

    def offer_outline(self) -> None:
        """Show the button of the outline: there is one now."""
        self._spare.append((self._lower, self._parts[Part.OUTLINE]))
        self._settle()

    def add_tool(self, widget: QWidget) -> None:
        """Put a button of another room behind the breadcrumbs."""
        self._tools.addWidget(widget)

    def add_filter(self, widget: QWidget) -> None:
        """Put the filter box at the beginning of the second line."""
        self._lower.insertWidget(0, widget, 1)
        self._lower.setStretch(1, 0)

    def _show_buttons(self) -> dict[Show, QToolButton]:
        group = QButtonGroup(self)
        buttons = {}
        for show, text, told in (
            (Show.NEIGHBOURHOOD, self.tr("Around"), self.tr("What is around the selected thing")),
            (Show.FOLDED, self.tr("Project"), self.tr("The project folded to stages and datasets")),
            (Show.MAP, self.tr("Map"), self.tr("Everything, by time")),
        ):
            button = QToolButton()
            button.setText(text)
            button.setToolTip(told)
            button.setAccessibleName(text)
            button.setAccessibleDescription(told)
            button.setCheckable(True)
            button.setObjectName(f"show-{show}")
            button.clicked.connect(lambda _checked, show=show: self.show_wanted.emit(show))
            group.addButton(button)
            buttons[show] = button
        group.setExclusive(False)  # the view says which is checked; all that a commit held is none of them
        return buttons

    def _focus_button(self, icon: str, text: str, tip: str) -> QToolButton:
        button = QToolButton()
        button.setObjectName(icon)
        button.setText(text)
        button.setToolTip(f"{text}: {tip}")
        button.setAccessibleName(text)
        button.setAccessibleDescription(tip)
        button.setCheckable(True)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setIconSize(QSize(16, 16))
        return button

    def _part_button(self, part: Part, icon: str, name: str) -> IconButton:
        button = IconButton(self._theme, icon, name)
        button.setObjectName(f"part-{part}")
        button.setCheckable(True)
        button.toggled.connect(lambda shown: self.part_wanted.emit(part, shown))
        return button

    def _arrange(self) -> None:
        upper = QHBoxLayout()
        for line in (upper, self._lower, self._tools):
            line.setSpacing(2)
        shows = QFrame()
        shows.setProperty("surface", "segments")
        inside = QHBoxLayout(shows)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.setSpacing(1)
        for button in self._shows.values():
            inside.addWidget(button)
        upper.addWidget(shows)
        upper.addSpacing(6)
        upper.addWidget(self.crumbs, 1)
        upper.addLayout(self._tools)
        theme = self._theme
        closer = IconButton(theme, "plus", self.tr("Zoom in"), lambda: self.zoom_wanted.emit(1))
        farther = IconButton(theme, "minus", self.tr("Zoom out"), lambda: self.zoom_wanted.emit(-1))
        whole = IconButton(theme, "fit", self.tr("Show everything"), lambda: self.zoom_wanted.emit(0))
        for piece in (farther, self._scale, closer, whole):
            upper.addWidget(piece)
        self._spare = [(upper, piece) for piece in (self._scale, closer, farther)]
        lower = (*self._focus.values(), self._parts[Part.MINIMAP])
        self._spare += [(self._lower, piece) for piece in lower]
        self._parts[Part.OUTLINE].hide()
        self._lower.addStretch(1)
        self._lower.addSpacing(8)
        above = Qt.AlignmentFlag.AlignTop  # what is said below the filter makes the line higher
        self._lower.addWidget(self.up, 0, above)
        self._lower.addSpacing(6)
        self._lower.addWidget(self.down, 0, above)
        self._lower.addSpacing(8)
        for focus in self._focus.values():
            self._lower.addWidget(focus, 0, above)
        self._lower.addSpacing(8)
        for part in self._parts.values():
            self._lower.addWidget(part, 0, above)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 4, 8, 4)
        layout.setSpacing(3)
        layout.addLayout(upper)
        layout.addLayout(self._lower)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what a narrow strip has no room for."""
        super().resizeEvent(event)
        self._settle()

    def _settle(self) -> None:
        for _, piece in self._spare:
            piece.show()
        room = self.width() - 16
        words, icons = Qt.ToolButtonStyle.ToolButtonTextBesideIcon, Qt.ToolButtonStyle.ToolButtonIconOnly
        for style in (words, icons):
            for button in self._focus.values():
                button.setToolButtonStyle(style)
            self._lower.invalidate()
            if self._lower.sizeHint().width() <= room:
                break
        for line, piece in self._spare:
            line.invalidate()  # Qt does so only for the outermost layout at once
            if line.minimumSize().width() > room:
                piece.hide()

    def _paint(self) -> None:
        for button in self._focus.values():
            button.setIcon(self._theme.icon(button.objectName(), "text.muted"))
