"""The keys of the graph: one table, from which they are handled and listed in the sheet of shortcuts."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QKeyCombination, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence


class Deed(StrEnum):
    """What a key does in the graph."""

    LEFT = "left"
    RIGHT = "right"
    UP = "up"
    DOWN = "down"
    OLDEST = "oldest"
    NEWEST = "newest"
    TOP = "top"
    BOTTOM = "bottom"
    ROOT = "root"
    SELECT = "select"
    ADD = "add"
    OPEN = "open"
    PIN = "pin"
    UNFOLD = "unfold"
    MENU = "menu"
    FOCUS = "focus"
    CLOSER = "closer"
    FARTHER = "farther"
    WHOLE = "whole"
    FEWER = "fewer"
    MORE = "more"
    MORE_UPSTREAM = "more upstream"
    MORE_DOWNSTREAM = "more downstream"
    FILTER = "filter"
    LEAVE = "leave"


class Keys(NamedTuple):
    """The keys of a deed in Qt's portable form; the first is shown."""

    deed: Deed
    keys: tuple[str, ...]


KEYS = (
    Keys(Deed.LEFT, ("Left",)),
    Keys(Deed.RIGHT, ("Right",)),
    Keys(Deed.UP, ("Up",)),
    Keys(Deed.DOWN, ("Down",)),
    Keys(Deed.OLDEST, ("Shift+Left",)),
    Keys(Deed.NEWEST, ("Shift+Right",)),
    Keys(Deed.TOP, ("Shift+Up",)),
    Keys(Deed.BOTTOM, ("Shift+Down",)),
    Keys(Deed.ROOT, ("Home",)),
    Keys(Deed.SELECT, ("Return", "Enter")),
    Keys(Deed.ADD, ("Ctrl+Return", "Ctrl+Enter")),
    Keys(Deed.OPEN, ("Shift+Return", "Shift+Enter")),
    Keys(Deed.PIN, ("Space",)),
    Keys(Deed.UNFOLD, ("*",)),
    Keys(Deed.MENU, ("Menu", "Shift+F10")),
    Keys(Deed.FOCUS, ("F",)),
    Keys(Deed.CLOSER, ("+", "=")),
    Keys(Deed.FARTHER, ("-",)),
    Keys(Deed.WHOLE, ("0",)),
    Keys(Deed.FEWER, ("[",)),
    Keys(Deed.MORE, ("]",)),
    Keys(Deed.MORE_UPSTREAM, ("{",)),
    Keys(Deed.MORE_DOWNSTREAM, ("}",)),
    Keys(Deed.FILTER, ("/",)),
    Keys(Deed.LEAVE, ("Esc",)),
)


def deed_text(deed: Deed) -> str:
    """Say what a key does."""
    translate = QCoreApplication.translate
    return {
        Deed.LEFT: translate("GraphKeys", "To what it was made from"),
        Deed.RIGHT: translate("GraphKeys", "To what was made from it"),
        Deed.UP: translate("GraphKeys", "To the one above"),
        Deed.DOWN: translate("GraphKeys", "To the one below"),
        Deed.OLDEST: translate("GraphKeys", "To the oldest it comes from"),
        Deed.NEWEST: translate("GraphKeys", "To the newest that came of it"),
        Deed.TOP: translate("GraphKeys", "To the top of the column"),
        Deed.BOTTOM: translate("GraphKeys", "To the bottom of the column"),
        Deed.ROOT: translate("GraphKeys", "To where the graph starts"),
        Deed.SELECT: translate("GraphKeys", "Select and show the details"),
        Deed.ADD: translate("GraphKeys", "Select it as well"),
        Deed.OPEN: translate("GraphKeys", "Bring to the centre, or unfold a group"),
        Deed.PIN: translate("GraphKeys", "Pin for a comparison, or unpin"),
        Deed.UNFOLD: translate("GraphKeys", "Unfold, or fold again"),
        Deed.MENU: translate("GraphKeys", "Show the menu"),
        Deed.FOCUS: translate("GraphKeys", "Dim all but its own lineage"),
        Deed.CLOSER: translate("GraphKeys", "Zoom in"),
        Deed.FARTHER: translate("GraphKeys", "Zoom out"),
        Deed.WHOLE: translate("GraphKeys", "Show everything"),
        Deed.FEWER: translate("GraphKeys", "One hop less"),
        Deed.MORE: translate("GraphKeys", "One hop more"),
        Deed.MORE_UPSTREAM: translate("GraphKeys", "One hop more upstream"),
        Deed.MORE_DOWNSTREAM: translate("GraphKeys", "One hop more downstream"),
        Deed.FILTER: translate("GraphKeys", "Filter"),
        Deed.LEAVE: translate("GraphKeys", "Select nothing, or leave the filter"),
    }[deed]


def shown_sheet() -> Sequence[tuple[str, str]]:
    """Return text and first key of each deed as this system writes it, and how to find by name."""
    form = QKeySequence.SequenceFormat.NativeText
    typing = QCoreApplication.translate("GraphKeys", "Letters")
    by_name = QCoreApplication.translate("GraphKeys", "To what begins with these letters")
    return (
        *((deed_text(deed), QKeySequence(keys[0]).toString(form)) for deed, keys in KEYS),
        (by_name, typing),
    )


def combination(keys: str) -> QKeyCombination:
    """Return what is pressed for keys in Qt's portable form."""
    pressed: QKeyCombination = QKeySequence(keys)[0]  # type: ignore[index]  # PySide can, and does not say so
    return pressed


def deed_of(event: QKeyEvent) -> Deed | None:
    """Return what a pressed key does; None where it is none of the table's."""
    held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    key = Qt.Key(event.key())
    if not key_is_named(key) and not Qt.Key.Key_A <= key <= Qt.Key.Key_Z:
        held &= ~Qt.KeyboardModifier.ShiftModifier  # some keyboards write * and { with Shift, others do not
    return _TABLE.get((key, held))


def key_is_named(key: Qt.Key) -> bool:
    """Whether a key has a name instead of writing a sign."""
    return key >= Qt.Key.Key_Escape


_TABLE = {
    (combination(keys).key(), combination(keys).keyboardModifiers()): deed
    for deed, each in KEYS
    for keys in each
}
