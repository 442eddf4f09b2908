"""Characters that do not show, made to show: what is read must be what is there.

Above all those that change the order in which text is shown, by which code can read as what it is not
("Trojan Source", CVE-2021-42574): U+202A to U+202E and U+2066 to U+2069.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

_HIDDEN = re.compile(
    "[\0-\x08\x0a-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ud800-\udfff\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
LONGEST = 2_000
"""Characters of a line that are shown; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A line as it is shown. `signs` are the (start, length) of what stands for characters that do not show.

    `rest` is how many characters of the line are not shown, because it is so long.
    """

    text: str
    signs: tuple[tuple[int, int], ...] = ()
    rest: int = 0
    places: tuple[tuple[int, int], ...] = ()  # from this character of the line on, so many more are shown

    def at(self, place: int) -> int:
        """Return where a place of the line is in what is shown."""
        if not self.places:
            return place
        passed = bisect_right(self.places, (place - 1, len(self.text)))
        return place + (self.places[passed - 1][1] if passed else 0)


def shown(line: str) -> Shown:
    """Return a line as it is to be shown; a tab stays one."""
    rest = max(0, len(line) - LONGEST)
    text = line[:LONGEST] if rest else line
    if text.isascii() and text.replace("\t", "").isprintable():
        return Shown(text, rest=rest)
    pieces, signs, places = [], [], []
    more = end = 0
    for found in _HIDDEN.finditer(text):
        sign = _sign(found[0])
        pieces += [text[end : found.start()], sign]
        signs.append((found.start() + more, len(sign)))
        more += len(sign) - 1
        places.append((found.start(), more))
        end = found.end()
    return Shown("".join([*pieces, text[end:]]), tuple(signs), rest, tuple(places))


def _sign(character: str) -> str:
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:  # a byte that is no UTF-8, as Python's surrogate escapes have it
        return f"[{code - 0xDC00:02X}]"
    return "[CR]" if character == "\r" else f"[U+{code:04X}]"
