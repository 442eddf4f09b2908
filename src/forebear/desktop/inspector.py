"""The inspector on the right: everything known of the selected node, and how it is known."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QGuiApplication
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from forebear.desktop.description import Description, describe
from forebear.desktop.inspector_part import PartView
from forebear.desktop.pieces import ElidedLabel, EmptyState, IconButton, button, label
from forebear.desktop.reading import Reader
from forebear.desktop.selection import Selection
from forebear.desktop.theme import Theme
from forebear.desktop.wording import icon_name, node_text, origin_text, origin_tip, token_of
from forebear.lineage.answers import Node
from forebear.lineage.words import NodeKind

_REPEATABLE = (NodeKind.RUN, NodeKind.ARTIFACT, NodeKind.REBUILD)
"""What a rebuild can start from."""


class Inspector(QWidget):
    """Shows the selected node.

    Signals: `image_wanted(object)` a run's Node, when the person wants to say which image it ran in.
    """

    image_wanted = Signal(object)

    def __init__(
        self, reader: Reader, selection: Selection, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._reader, self._selection, self._theme = reader, selection, theme
        self._described: Description | None = None
        self._node: Node | None = None
        self._empty = EmptyState(theme, "info")
        self._body = QWidget()
        self._lines = QVBoxLayout(self._body)
        self._lines.setContentsMargins(16, 4, 12, 16)
        self._lines.setSpacing(16)
        scroll = QScrollArea()
        scroll.setWidget(self._body)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        scroll.setAccessibleName(self.tr("Details"))
        scroll.viewport().setAutoFillBackground(False)
        self._body.setAutoFillBackground(False)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head())
        column.addWidget(scroll, 1)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(page)
        selection.node_selected.connect(self.show_node)
        reader.changed.connect(self._read_again)
        reader.checked.connect(self._read_again)
        theme.changed.connect(self._paint)
        self._say_nothing_selected()

    def _head(self) -> QFrame:
        head = QFrame()
        self._picture = label("")
        self._kind = label("", "small")
        self._origin = label("", "badge")
        self._name = ElidedLabel()
        font = QFont(self._name.font())
        font.setPointSizeF(font.pointSizeF() * 1.25)
        font.setWeight(QFont.Weight.DemiBold)
        self._name.setFont(font)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self._picture)
        top.addWidget(self._kind)
        top.addStretch(1)
        top.addWidget(self._origin)
        self._rebuild = button(self.tr("Rebuild…"), self._ask_rebuild)
        self._pin = button(self.tr("Pin"), self._ask_pin)
        self._pin.setToolTip(self.tr("Pin this version for a comparison"))
        self._report = button(self.tr("Report…"), self._ask_report)
        acts = QHBoxLayout()
        acts.setSpacing(6)
        for act in (self._rebuild, self._pin, self._report):
            act.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
            acts.addWidget(act)
        acts.addStretch(1)
        acts.addWidget(IconButton(self._theme, "copy", self.tr("Copy the id"), self._copy_key))
        column = QVBoxLayout(head)
        column.setContentsMargins(16, 12, 12, 12)
        column.setSpacing(8)
        column.addLayout(top)
        column.addWidget(self._name)
        column.addLayout(acts)
        return head

    @property
    def description(self) -> Description | None:
        """What is shown now."""
        return self._described

    def show_node(self, node: Node | None) -> None:
        """Show `node`; None shows how to select one."""
        if node is None:
            self._described = None
            self._say_nothing_selected()
            return
        self._show_head(node)
        self._reader.ask(
            lambda questions: describe(questions, node), self._take, self._fail, topic="describe"
        )

    def _read_again(self) -> None:
        self.show_node(self._selection.node)

    def _show_head(self, node: Node) -> None:
        self._node = node
        self._kind.setText(node_text(node))
        self._name.set_text(node.name)
        self._origin.setText(origin_text(node.origin))
        self._origin.setToolTip(origin_tip(node.origin))
        self._rebuild.setVisible(node.kind in _REPEATABLE)
        self._pin.setVisible(node.kind is not NodeKind.ENVIRONMENT)
        self._report.setVisible(node.kind is not NodeKind.ENVIRONMENT)
        self._paint()

    def _take(self, description: Description) -> None:
        self._described = description
        self._show_head(description.node)
        self._rebuild.setEnabled(description.run is not None)
        self._rebuild.setToolTip(
            "" if description.run is not None else self.tr("No run that made it is recorded.")
        )
        while (item := self._lines.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for part in description.parts:
            view = PartView(part, self._theme, self._body)
            view.opened.connect(self._selection.open)
            if part.needs_image and description.run is not None:
                view.offer(self.tr("Assign an image…"), partial(self.image_wanted.emit, description.run))
            if part.has_image and description.run is not None:
                view.offer(
                    self.tr("Keep the image"), partial(self._selection.keep_image, description.run.ref)
                )
            self._lines.addWidget(view)
        self._lines.addStretch(1)
        self._stack.setCurrentIndex(1)

    def _fail(self, error: Exception) -> None:
        self._empty.say(
            self.tr("The details cannot be read"),
            str(error),
            self.tr("Try again"),
            self._read_again,
        )
        self._stack.setCurrentIndex(0)

    def _say_nothing_selected(self) -> None:
        self._empty.say(
            self.tr("Nothing selected"),
            self.tr("Select a model, a dataset, a run or a commit to see what is known of it."),
        )
        self._stack.setCurrentIndex(0)

    def _ask_rebuild(self) -> None:
        if self._node is not None:
            self._selection.rebuild(self._node.ref)

    def _ask_pin(self) -> None:
        if self._node is not None:
            self._selection.pin(self._node.ref)

    def _ask_report(self) -> None:
        if self._node is not None:
            self._selection.report(self._node.ref)

    def _copy_key(self) -> None:
        if self._node is not None:
            QGuiApplication.clipboard().setText(self._node.key)

    def _paint(self) -> None:
        node = self._node
        if node is not None:
            self._picture.setPixmap(
                self._theme.pixmap(icon_name(node.kind, node.type), token_of(node.kind, node.type), 16)
            )
