"""Rows of the finder: what was found, as values and as a list model."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractListModel,
    QCoreApplication,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from forebear.desktop.pieces import tip
from forebear.desktop.rows import DETAIL, ICON, LABELS, SPANS
from forebear.desktop.wording import date_text, icon_name, kind_text, short_key, token_of
from forebear.lineage.matching import Match
from forebear.lineage.words import NodeKind

if TYPE_CHECKING:
    from forebear.lineage.answers import Node
    from forebear.lineage.names import Hit

_NOWHERE = QModelIndex()
_LONGEST = 400  # characters of a name in a row
_NO_VERSIONS = (NodeKind.ENVIRONMENT, NodeKind.REBUILD)
_ICONS = {"TAG": "tag", "BRANCH": "branch", "EXPERIMENT": "branch"}


@dataclass(frozen=True, slots=True)
class Found:
    """Something found; `run` goes there or does it. `spans` are the parts of `text` that were typed.

    `ref` is what a comparison would call it, "" for what is no version.
    """

    text: str
    detail: str
    icon: tuple[str, str]
    run: Callable[[], object]
    labels: tuple[str, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()
    match: Match = Match.EXACT
    ref: str = ""


def found_node(
    node: Node, run: Callable[[], object], hit: Hit | None = None, labels: tuple[str, ...] = ()
) -> Found:
    """Return the row of a node, found by a name, by its id, or named outright (no hit)."""
    text = node.name if hit is None or _by_id(hit) else hit.text
    if hit is not None and _by_id(hit):
        labels = (short_key(hit.text), *labels)
    ref = hit.kind.name if hit is not None and hit.kind.name in _ICONS else ""
    parts = [
        _ref_text(ref) or kind_text(node.kind, node.type),
        "" if node.name in text else node.name,
        short_key(node.key),
        date_text(node.when),
    ]
    return Found(
        text[:_LONGEST],
        " · ".join(part[:60] for part in parts if part),
        (_ICONS.get(ref) or icon_name(node.kind, node.type), token_of(node.kind, node.type)),
        run,
        labels[:2],
        hit.spans if hit is not None and not _by_id(hit) else (),
        Match.EXACT if hit is None else hit.match,
        "" if node.kind in _NO_VERSIONS else hit.text if hit is not None and ref else node.ref,
    )


def _by_id(hit: Hit) -> bool:
    return hit.text == hit.node.key or any(str(digest) == hit.text for digest in hit.node.digests)


def _ref_text(ref: str) -> str:
    translate = QCoreApplication.translate
    return {
        "TAG": translate("Found", "Tag"),
        "BRANCH": translate("Found", "Branch"),
        "EXPERIMENT": translate("Found", "Experiment"),
    }.get(ref, "")


class FoundModel(QAbstractListModel):
    """What was found, best first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[Found, ...] = ()

    def show(self, rows: Iterable[Found]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()

    def found(self, row: int) -> Found | None:
        """Return what a row shows."""
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NOWHERE) -> int:
        """Return the number of rows."""
        return 0 if parent.isValid() else len(self._rows)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Say what was found."""
        row = self.found(index.row()) if index.isValid() else None
        if row is None:
            return None
        said = {
            int(Qt.ItemDataRole.DisplayRole): row.text,
            int(Qt.ItemDataRole.ToolTipRole): tip(row.text),
            int(Qt.ItemDataRole.AccessibleTextRole): ", ".join(
                part for part in (row.text, *row.labels, row.detail) if part
            ),
            int(DETAIL): row.detail,
            int(ICON): row.icon,
            int(LABELS): row.labels,
            int(SPANS): row.spans,
        }
        return said.get(int(role))
