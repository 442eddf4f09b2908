"""The lines around the first difference of two texts that are too large to be compared as a whole."""

from __future__ import annotations

from pathlib import Path

from forebear.compare.files.findings import ByteDifference, TextDifference
from forebear.compare.files.texts import LARGEST
from forebear.compare.text.hidden import LONGEST

_AROUND = 3  # lines before and after
_ROOM = 64 << 10  # bytes that are read to either side


def around_first_difference(before: Path, after: Path, found: ByteDifference) -> TextDifference:
    """Return the lines before the first difference, and those that follow in either text; raises OSError."""
    omitted = (
        f"The files are larger than {LARGEST >> 20} MiB: only the lines at the first difference are shown."
    )
    if found.offset is None or found.line is None:
        return TextDifference("", 0, 0, omitted=omitted)
    head, old = _lines_at(before, found.offset)
    _, new = _lines_at(after, found.offset)
    first = found.line - len(head)
    lines = [f"@@ -{first},{len(head) + len(old)} +{first},{len(head) + len(new)} @@"]
    lines += [f" {line}" for line in head]
    lines += [f"-{line}" for line in old]
    lines += [f"+{line}" for line in new]
    return TextDifference("\n".join(lines) + "\n", len(new), len(old), omitted=omitted)


def _lines_at(path: Path, offset: int) -> tuple[list[str], list[str]]:
    """Return whole lines before the line of `offset`, and that line with some after it."""
    start = max(0, offset - _ROOM)
    with path.open("rb") as file:
        file.seek(start)
        content = file.read(offset - start + _ROOM)
    place = offset - start
    begins = content.rfind(b"\n", 0, place) + 1
    earlier = content[:begins].split(b"\n")[:-1]
    if start and earlier:
        earlier = earlier[1:]  # cut off
    later = content[begins:].split(b"\n")
    if later and not later[-1]:
        later = later[:-1]
    return [_shown(line) for line in earlier[-_AROUND:]], [_shown(line) for line in later[: _AROUND + 1]]


def _shown(line: bytes) -> str:
    text = line.decode("utf-8", "replace").replace("\r", "")
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
