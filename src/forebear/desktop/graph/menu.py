"""What can be done with a node of the picture."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from forebear.desktop.selection import Selection
from forebear.lineage.answers import Node
from forebear.lineage.words import NodeKind

_LONG = re.compile(r"\b[0-9a-f]{32,}(\.dir)?\Z")
_ENOUGH = 16  # digits of a digest: no two of a lineage share so many


@dataclass(frozen=True, slots=True)
class Folding:
    """What can be unfolded on either side of a node, or folded again; `group`: the title of the unfolded
    group that it came out of, "" = none.
    """

    upstream: int
    downstream: int
    folds_upstream: bool
    folds_downstream: bool
    group: str = ""


@dataclass(frozen=True, slots=True)
class Acts:
    """What the picture does: bring the node to the centre; unfold (False) or fold (True) a side (upstream =
    True); fold the group it came out of; ask a question, a slice and its title; begin one that the
    person goes on with. `others` are the nodes that are selected together with this one.
    """

    centre: Callable[[], None]
    turn: Callable[[bool, bool], None]
    fold: Callable[[], None] = lambda: None
    ask: Callable[[str, str], None] = lambda _slice, _title: None
    begin: Callable[[str], None] = lambda _slice: None
    others: Sequence[Node] = ()


@dataclass(frozen=True, slots=True)
class GroupActs:
    """What the picture does with a group: unfold it; pull members out one by one; show what it is around."""

    unfold: Callable[[], None]
    pick: Callable[[], None]
    fold: Callable[[], None] = lambda: None


def node_menu(
    parent: QWidget,
    node: Node,
    selection: Selection,
    folding: Folding,
    acts: Acts,
) -> QMenu:
    """Return the menu of a node."""
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
    _fold_back(menu, folding.group, acts.fold)
    menu.addSeparator()
    _add_questions(menu, node, acts)
    menu.addSeparator()
    pinned = node.ref in selection.pinned
    menu.addAction(
        translate("GraphMenu", "Unpin from the comparison")
        if pinned
        else translate("GraphMenu", "Pin for a comparison"),
        lambda: selection.pin(node.ref),
    )
    if acts.others:
        refs = [node.ref, *(other.ref for other in acts.others)]
        menu.addAction(translate("GraphMenu", "Compare these"), lambda: selection.compare(refs))
    if node.kind in (NodeKind.RUN, NodeKind.ARTIFACT):
        menu.addAction(translate("GraphMenu", "Rebuild…"), lambda: selection.rebuild(node.ref))
    menu.addAction(translate("GraphMenu", "Report…"), lambda: selection.report(node.ref))
    menu.addSeparator()
    menu.addAction(
        translate("GraphMenu", "Copy reference"), lambda: QGuiApplication.clipboard().setText(node.ref)
    )
    return menu


def group_menu(parent: QWidget, acts: GroupActs, inside: str = "") -> QMenu:
    """Return the menu of a node that stands for many; `inside` as `Folding.group`."""
    translate = QCoreApplication.translate
    menu = QMenu(parent)
    menu.addAction(translate("GraphMenu", "Unfold"), acts.unfold)
    menu.addAction(translate("GraphMenu", "Pull out single ones…"), acts.pick)
    _fold_back(menu, inside, acts.fold)
    return menu


def _fold_back(menu: QMenu, group: str, fold: Callable[[], None]) -> None:
    if group:
        text = QCoreApplication.translate("GraphMenu", "Fold back into {name}")
        menu.addAction(text.format(name=group.replace("&", "&&")), fold)


def _add_questions(menu: QMenu, node: Node, acts: Acts) -> None:
    """Questions about a node, or about two: each is a slice, so that the filter box shows the same."""
    translate = QCoreApplication.translate
    ref = word_for(node)
    if len(acts.others) == 1:
        other = word_for(acts.others[0])
        questions = [
            (translate("GraphMenu", "All paths between the two"), f"{ref}+ +{other} | {other}+ +{ref}"),
            (translate("GraphMenu", "What both were made from"), f"+{ref} +{other}"),
            (translate("GraphMenu", "What both went into"), f"{ref}+ {other}+"),
        ]
    else:
        questions = [
            (translate("GraphMenu", "What it was made from"), f"+{ref}"),
            (translate("GraphMenu", "What it ended up in"), f"{ref}+"),
            (translate("GraphMenu", "Both ways"), f"+{ref}+"),
        ]
        if node.kind is NodeKind.ENVIRONMENT:
            image = quoted(node.detail or node.name)
            text = translate("GraphMenu", "Runs that used this environment")
            questions.append((text, f"{ref}+1 kind:run"))
            questions.append((translate("GraphMenu", "Runs that used this image"), f"kind:run image:{image}"))
        else:
            text = translate("GraphMenu", "What of it is in Production")
            questions.append((text, f"{ref}+ stage:Production"))
    for text, slice_ in questions:
        menu.addAction(text, partial(acts.ask, slice_, f"{node.name}: {text}"))
    if node.kind is NodeKind.ENVIRONMENT and not acts.others:
        text = translate("GraphMenu", "Runs that used a package…")
        menu.addAction(text, partial(acts.begin, "kind:run package:"))


def quoted(ref: str) -> str:
    """Return a REF as one word of the slice syntax."""
    return f'"{ref}"' if any(letter in ref for letter in ' |+"') else ref


def word_for(node: Node) -> str:
    """Return the word of the slice syntax that names a node; of a long digest its beginning is enough."""
    return quoted(_LONG.sub(lambda found: found[0][:_ENOUGH], node.ref))
