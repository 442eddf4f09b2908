"""Sizes as people write them in a slice."""

from __future__ import annotations

import re

_SIZE = re.compile(r"(?P<number>[0-9]+(?:[.,][0-9]+)?|[.][0-9]+)\s*(?P<unit>[kmgtp]?i?b?)\Z", re.IGNORECASE)
_POWERS = {"": 0, "k": 1, "m": 2, "g": 3, "t": 4, "p": 5}
_LONGEST = 40


def size_of(text: str) -> float | None:
    """Return how many bytes `1.5GB`, `300 kB`, `2MiB` or `17` are, None where the text says no size."""
    found = _SIZE.match(text.strip())
    if found is None or len(text) > _LONGEST:
        return None
    unit = found["unit"].casefold()
    step = 1024 if "i" in unit else 1000
    number = float(found["number"].replace(",", "."))
    return number * float(step ** _POWERS[unit.rstrip("b").rstrip("i")])
