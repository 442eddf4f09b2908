"""Where the keyboard goes when a page comes to the front, and the order in which Tab goes through it."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QTabBar, QWidget

_CONTROLS = (QAbstractButton, QComboBox, QLineEdit, QTabBar)


def enter(page: QWidget) -> None:
    """Put the keyboard into a page: into its table or picture, else into the first piece that takes it."""
    pieces = [piece for piece in _takers(page) if piece.isVisible() and piece.isEnabled()]
    if pieces:
        views = (piece for piece in pieces if not isinstance(piece, _CONTROLS))
        next(views, pieces[0]).setFocus(Qt.FocusReason.TabFocusReason)


def order_within(page: QWidget) -> None:
    """Let Tab go through what was put into a page late where it comes to the page, not after all else."""
    before = next((piece for piece in _back_from(page) if _takes(piece)), None)
    for piece in list(_takers(page)):
        if before is not None:
            QWidget.setTabOrder(before, piece)
        before = piece


def _takes(piece: QWidget) -> bool:
    return bool(piece.focusPolicy() & Qt.FocusPolicy.TabFocus) and piece.focusProxy() is None


def _takers(page: QWidget) -> Iterator[QWidget]:
    """Yield what takes the keyboard of a page, in the order of Tab."""
    piece = page.nextInFocusChain()
    while piece is not None and piece is not page:
        if page.isAncestorOf(piece) and _takes(piece):
            yield piece
        piece = piece.nextInFocusChain()


def _back_from(page: QWidget) -> Iterator[QWidget]:
    """Yield what is before a page in the order of Tab, the nearest first."""
    piece = page.previousInFocusChain()
    while piece is not None and piece is not page:
        if not page.isAncestorOf(piece):
            yield piece
        piece = piece.previousInFocusChain()
