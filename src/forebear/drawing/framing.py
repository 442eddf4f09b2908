"""What stands around a graph on paper: title, legend and caption, set in lines of one width."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from forebear.drawing.cards import INK, MORE_SAMPLE, MORE_WORDS, MUTED
from forebear.drawing.fonts import REGULAR, STRONG, face
from forebear.drawing.kinds import Kind
from forebear.drawing.picture import Card, Sample, Stroke, Text, Wire
from forebear.drawing.wires import STROKE_WORDS
from forebear.lineage.visible import visible

_TITLE, _SAYS, _CAPTION, _KEY = 19.0, 11.5, 9.5, 10.0  # sizes of letters


@dataclass(frozen=True, slots=True)
class Legend:
    """Marks and strokes with their words, and where the last row ends."""

    samples: tuple[Sample, ...]
    texts: tuple[Text, ...]
    bottom: float


@dataclass(frozen=True, slots=True)
class Setting:
    """Sets text between margins, `room` wide."""

    margin: float
    room: float

    def head(self, title: str, says: Sequence[str]) -> Iterator[Text]:
        """Yield the title and below it the sentences on what is shown."""
        y = self.margin + 16
        fitted = face(STRONG).fitted(title, _TITLE, self.room)
        yield Text(fitted, self.margin, y, _TITLE, INK, strong=True)
        y += 4
        for sentence in says:
            for line in self._wrapped(visible(sentence), _SAYS):
                y += 17
                yield Text(line, self.margin, y, _SAYS, MUTED)

    def caption(self, text: str, y: float) -> Iterator[Text]:
        """Yield the lines of the caption below `y`."""
        for line in self._wrapped(text, _CAPTION):
            y += 14
            yield Text(line, self.margin, y, _CAPTION, MUTED)

    def _wrapped(self, text: str, size: float) -> Iterator[str]:
        """Yield the lines of a text; a word that is wider than a line loses its middle."""
        measure, line = face(REGULAR), ""
        for word in text.split():
            longer = f"{line} {word}" if line else word
            if line and measure.width(longer, size) > self.room:
                yield line
                line = word
            else:
                line = longer
            line = measure.fitted(line, size, self.room)
        if line:
            yield line

    def legend(self, cards: Sequence[Card], lines: Sequence[Wire], y: float, *, is_part: bool) -> Legend:
        """Set the kinds and strokes that are in the picture in rows from `y` on.

        `is_part`: numbers of neighbours that are not shown stand on the cards.
        """
        kinds = sorted({card.kind.mark: card.kind for card in cards}.values(), key=lambda kind: kind.word)
        strokes = [stroke for stroke in Stroke if any(line.stroke is stroke for line in lines)]
        measure = face(REGULAR)
        entries: list[tuple[Kind | Stroke | None, float, str]] = [(kind, 18.0, kind.word) for kind in kinds]
        entries += [(stroke, 30.0, STROKE_WORDS[stroke]) for stroke in strokes]
        if is_part:
            entries.append((None, measure.width(MORE_SAMPLE, _KEY), MORE_WORDS))
        samples, texts = [], []
        x = self.margin
        for of, wide, word in entries:
            needed = wide + 6 + measure.width(word, _KEY)
            if x > self.margin and x + needed > self.margin + self.room:
                x, y = self.margin, y + 24
            if of is None:
                texts.append(Text(MORE_SAMPLE, x, y + 12.5, _KEY, MUTED))
            else:
                samples.append(Sample(of, x, y))
            texts.append(Text(word, x + wide + 6, y + 12.5, _KEY, INK))
            x += needed + 20
        return Legend(tuple(samples), tuple(texts), y + 22)
