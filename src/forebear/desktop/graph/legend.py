"""What shapes, colours and lines of the picture mean; a click on a kind hides or shows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from forebear.desktop import wording
from forebear.desktop.graph.legend_rows import Entry, KindRow, Sample, SampleRow
from forebear.desktop.pieces import IconButton, button, label
from forebear.desktop.theme import Theme
from forebear.lineage.answers import Change
from forebear.lineage.species import SPECIES, Species
from forebear.lineage.words import ArtifactType, NodeKind

if TYPE_CHECKING:  # NumPy comes in with the first picture
    from forebear.desktop.graph.drawn import Drawn
    from forebear.desktop.graph.marks import Marks

_CHANGES = {
    Change.ADDED: Sample.ADDED,
    Change.REMOVED: Sample.REMOVED,
    Change.CHANGED: Sample.CHANGED,
    Change.SAME: Sample.SAME,
}


class Legend(QFrame):
    """A small list at the picture's corner: the kinds that are in it, and what lines and rims mean.

    Kinds that are hidden stay listed, so that they can be shown again. `hidden` are words of `View.hidden`.
    Signals: `hidden_changed(object)` the frozenset of words that a person has hidden now; `resized()` when it
    may have another size than before.
    """

    hidden_changed = Signal(object)
    resized = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._hidden: frozenset[str] = frozenset()
        self._counts: Mapping[Species, int] = {}
        self._samples: tuple[Sample, ...] = ()
        self._sides: tuple[str, str] | None = None
        self._explained: tuple[object, object] = (None, None)
        self.rows: dict[str, KindRow] = {}
        self.setProperty("surface", "over")
        self.setAccessibleName(self.tr("Legend"))
        self.setAttribute(Qt.WidgetAttribute.WA_NoMousePropagation)  # what is below is not meant
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self._collapse = IconButton(theme, "chevron-down", self.tr("Fold the legend"), self.toggle)
        self._all: QPushButton = button(self.tr("Show all"), lambda: self._change(frozenset()), "link")
        self._body = QWidget()
        self._column = QVBoxLayout(self._body)
        self._column.setContentsMargins(4, 0, 4, 6)
        self._column.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(12, 2, 4, 2)
        head.addWidget(label(self.tr("Legend"), "heading"), 1)
        head.addWidget(self._all)
        head.addWidget(self._collapse)
        self._layout = layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self._body)
        theme.changed.connect(self.update)
        self._fill()

    @property
    def hidden(self) -> frozenset[str]:
        """The words of the kinds that are hidden."""
        return self._hidden

    @property
    def folded(self) -> bool:
        """Whether only its title is shown."""
        return self._body.isHidden()

    def set_hidden(self, hidden: Set[str]) -> None:
        """Show which kinds are hidden, without telling anybody."""
        if frozenset(hidden) != self._hidden:
            self._hidden = frozenset(hidden)
            self._fill()

    def show_scene(self, scene: Drawn | None) -> None:
        """List the kinds of a picture."""
        counts: dict[Species, int] = {}
        if scene is not None:
            import numpy as np

            numbers = np.bincount(np.asarray(scene.species, dtype=np.intp), minlength=len(SPECIES)).tolist()
            counts = {species: count for species, count in zip(SPECIES, numbers, strict=True) if count}
        if counts != self._counts:
            self._counts = counts
            self._fill()

    def show_marks(self, marks: Marks) -> None:
        """Explain the marks that are in the picture, and no others."""
        if (marks.later, marks.changes) == self._explained:  # on every move of the pointer: the same objects
            return
        self._explained = marks.later, marks.changes
        changes = set(marks.changes.values())
        if marks.sides is None:
            changes.discard(Change.SAME)
        samples = (
            *((Sample.LATER,) if marks.later else ()),
            *(sample for change, sample in _CHANGES.items() if change in changes),
        )
        if (samples, marks.sides) != (self._samples, self._sides):
            self._samples, self._sides = samples, marks.sides
            self._fill()

    def toggle(self) -> None:
        """Fold to the title, or unfold."""
        self._body.setVisible(self.folded)
        name = self.tr("Unfold the legend") if self.folded else self.tr("Fold the legend")
        self._collapse.show_icon("chevron-up" if self.folded else "chevron-down", name)
        self._settle()

    def sizeHint(self) -> QSize:
        """As large as its rows."""
        return self._layout.sizeHint() if self._counts or self._hidden else QSize(0, 0)

    def _fill(self) -> None:
        """Make the rows anew; the row that had the keyboard's focus has it again."""
        focused = next((word for word, row in self.rows.items() if row.hasFocus()), None)
        while (item := self._column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.rows = {}
        for entry in self._entries():
            row = KindRow(
                self._theme, entry, self.tr("Click to hide or show; Alt and click to show it alone")
            )
            row.setChecked(entry.word not in self._hidden)
            row.toggled.connect(lambda shown, word=entry.word: self._switch(word, shown=shown))
            row.only_wanted.connect(self._show_only)
            self.rows[entry.word] = row
            self._add(row)
        for sample in (Sample.UPSTREAM, Sample.DOWNSTREAM, *self._samples) if self.rows else ():
            self._add(SampleRow(self._theme, sample, self._sample_text(sample)))
        self._all.setVisible(bool(self._hidden))
        self.setAccessibleDescription(", ".join(row.entry.text for row in self.rows.values()))
        if focused in self.rows:
            self.rows[focused].setFocus()
        self._settle()

    def _add(self, row: QWidget) -> None:
        self._column.addWidget(row)
        row.show()  # Qt would show it only later, and measure the list without it

    def _entries(self) -> Iterable[Entry]:
        """The kinds in the order of SPECIES: those in the picture, and those that are hidden."""
        found = [
            Entry(
                word_of(*species),
                wording.icon_name(*species),
                wording.token_of(*species),
                wording.kind_text(*species),
                self._counts.get(species, 0),
            )
            for species in SPECIES
            if species in self._counts or word_of(*species) in self._hidden
        ]
        return sorted(found, key=lambda entry: entry.text)

    def _sample_text(self, sample: Sample) -> str:
        return {
            Sample.UPSTREAM: self.tr("what it was made from"),
            Sample.DOWNSTREAM: self.tr("what was made from it"),
            Sample.LATER: self.tr("came later"),
            Sample.ASSUMED: self.tr("assumed"),
            **{each: wording.change_text(change, self._sides) for change, each in _CHANGES.items()},
        }[sample]

    def _switch(self, word: str, *, shown: bool) -> None:
        self._change(self._hidden - {word} if shown else self._hidden | {word})

    def _show_only(self, word: str) -> None:
        """Hide all others; where they are hidden already, show everything again."""
        others = frozenset(self.rows) - {word}
        self._change(frozenset() if self._hidden == others else others)

    def _change(self, hidden: frozenset[str]) -> None:
        if hidden == self._hidden:
            return
        self._hidden = hidden
        self._fill()
        self.hidden_changed.emit(hidden)

    def _settle(self) -> None:
        # At once, although what was added is not painted yet: the corner must know how large it is.
        self._column.activate()
        self._body.updateGeometry()
        self._layout.invalidate()
        self._layout.activate()
        self.resize(self.sizeHint())
        self.update()
        self.resized.emit()


def word_of(kind: NodeKind, type_: ArtifactType | None) -> str:
    """Return the word under which the legend lists a kind, and a view hides it."""
    return (type_ or ArtifactType.FILE).value if kind is NodeKind.ARTIFACT else kind.value
