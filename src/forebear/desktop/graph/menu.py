"""What can be done with a node of the picture."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from forebear.desktop.selection import Selection
from forebear.lineage.answers import Node
from forebear.lineage.words import NodeKind


@dataclass(frozen=True, slots=True)
class Folding:
    """What can be unfolded on either side of a node, or folded again."""

    upstream: int
    downstream: int
    folds_upstream: bool
    folds_downstream: bool


@dataclass(frozen=True, slots=True)
class Acts:
    """What the picture does: bring the node to the centre; unfold (False) or fold (True) a side (upstream =
    True).
    """

    centre: Callable[[], None]
    turn: Callable[[bool, bool], None]


def node_menu(
    parent: QWidget,
    node: Node,
    selection: Selection,
    folding: Folding,
    acts: Acts,
) -> QMenu:
    """Return the menu."""
    translate = QCoreApplication.translate
    menu = QMenu(parent)
    menu.addAction(translate("GraphMenu", "Show its neighbourhood"), acts.centre)
    if folding.upstream:
        text = translate("GraphMenu", "Unfold {count} upstream").format(count=folding.upstream)
        menu.addAction(text, lambda: acts.turn(True, False))
    if folding.downstream:
        text = translate("GraphMenu", "Unfold {count} downstream").format(count=folding.downstream)
        menu.addAction(text, lambda: acts.turn(False, False))
    if folding.folds_upstream:
        menu.addAction(translate("GraphMenu", "Fold upstream"), lambda: acts.turn(True, True))
    if folding.folds_downstream:
        menu.addAction(translate("GraphMenu", "Fold downstream"), lambda: acts.turn(False, True))
    menu.addSeparator()
    pinned = node.ref in selection.pinned
    menu.addAction(
        translate("GraphMenu", "Unpin from the comparison")
        if pinned
        else translate("GraphMenu", "Pin for a comparison"),
        lambda: selection.pin(node.ref),
    )
    if node.kind in (NodeKind.RUN, NodeKind.ARTIFACT):
        menu.addAction(translate("GraphMenu", "Rebuild…"), lambda: selection.rebuild(node.ref))
    menu.addAction(translate("GraphMenu", "Report…"), lambda: selection.report(node.ref))
    menu.addSeparator()
    menu.addAction(
        translate("GraphMenu", "Copy reference"), lambda: QGuiApplication.clipboard().setText(node.ref)
    )
    return menu
