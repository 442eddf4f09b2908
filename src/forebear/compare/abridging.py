"""Long values made short so that those that differ still look different."""

from __future__ import annotations

from collections.abc import Sequence
from os.path import commonprefix

_BEFORE = 12  # characters of what is the same that are kept before the first difference
_CUT = "…"


def abridged(texts: Sequence[str], widest: int) -> tuple[str, ...]:
    """Return texts of at most `widest` characters (8 or more); what all long ones begin with is left out.

    Two that differ stay different, unless they do so only further apart than there is room for: then each
    ends as it ends.
    """
    long = {text for text in texts if len(text) > widest}
    shared = len(commonprefix(list(long)))  # noqa: RUF071  letter by letter is what is meant
    start = shared - _BEFORE if len(long) > 1 else 0
    cut: dict[str, str] = {}
    for text in long:
        rest = f"{_CUT}{text[start:]}" if start > 1 else text
        cut[text] = rest if len(rest) <= widest else f"{rest[: widest - 1]}{_CUT}"
    if len(set(cut.values())) < len(cut):  # one is the beginning of another
        half = (widest - 1) // 2
        cut = {text: f"{text[:half]}{_CUT}{text[half + 1 - widest :]}" for text in long}
    return tuple(cut.get(text, text) for text in texts)


def on_one_line(text: str) -> str:
    """Return a text with a sign in the place of each end of a line."""
    return text.replace("\r\n", "\n").rstrip("\n").replace("\n", " ⏎ ") if "\n" in text else text
