"""Text of versions as unified diffs; of logs, on request, without their times."""

from __future__ import annotations

import codecs
import difflib
import re
from collections.abc import Sequence
from pathlib import Path

from forebear.compare.files.findings import TextDifference

LARGEST = 4 << 20
"""Bytes of a text that is compared as a whole; of a larger one only the place of the first difference."""

MOST_LINES = 20_000
"""Lines that differ between the common beginning and end of two texts; beyond these no diff is made."""

LONGEST_LINE = 2_000
"""Characters of a line that are shown."""

TIMES = "times of day and dates"
"""The rule for logs: ISO 8601 and syslog times, dates, and durations such as `0:00:12` are taken as equal."""

_TIME = re.compile(
    r"\d{4}[-/]\d{2}[-/]\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?"
    r"|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)?,? ?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [ \d]\d"
    r" \d{2}:\d{2}:\d{2}(?: \d{4})?"
    r"|\b\d{1,2}:\d{2}:\d{2}(?:[.,]\d+)?\b"
)
_BREAKS = {
    **{code: 0x2400 + code for code in (0x0B, 0x0C, 0x0D, 0x1C, 0x1D, 0x1E)},
    **dict.fromkeys((0x85, 0x2028, 0x2029), 0x2424),
}
"""What a view would take for the end of a line, as signs that can be seen."""
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8 with a byte order mark"),
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)


def decoded_text(content: bytes) -> tuple[str, str] | None:
    """Return a text and the name of its encoding; None where the bytes are no text.

    Without a byte order mark it is UTF-8, or where it is not that, Latin-1 in which every byte is a letter.
    """
    for mark, codec, name in _BOMS:
        if content.startswith(mark):
            try:
                return content.decode(codec), name
            except UnicodeDecodeError:
                return None
    if b"\0" in content[:8192]:
        return None
    try:
        return content.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError:
        pass
    odd = sum(byte < 9 or 13 < byte < 27 or 27 < byte < 32 for byte in content[:8192])
    return None if odd else (content.decode("latin-1"), "Latin-1")


def looks_like_text(path: Path) -> bool:
    """Say whether the beginning of a file is text; raises OSError."""
    with path.open("rb") as file:
        head = file.read(8192)
    # The cut may go through a letter: of what follows the last line end nothing is asked.
    whole = head if len(head) < 8192 else head[: head.rfind(b"\n") + 1] or head[:-4]
    return decoded_text(whole) is not None


def without_times(text: str) -> str:
    """Return a text in which every time and date is the same word."""
    return _TIME.sub("<time>", text)


def compare_texts(before: str, after: str, *, rule: str = "", context: int = 3) -> TextDifference:
    """Compare line by line; with `rule` TIMES the times are taken as equal first.

    The diff shows the lines as they are, of the later version where only what is left out differs.
    """
    old, new = _lines(before), _lines(after)
    plain = _changes(old, new)
    if plain is None:
        return TextDifference("", 0, 0, rule, omitted=f"More than {MOST_LINES:,} lines differ.")
    counted = _counts(plain)
    if not rule:
        return TextDifference(
            _unified(old, new, plain, context), *counted, "", counted, notes=_notes(before, after)
        )
    ruled = _changes([without_times(line) for line in old], [without_times(line) for line in new])
    if ruled is None:
        return TextDifference("", 0, 0, rule, counted, f"More than {MOST_LINES:,} lines differ.")
    return TextDifference(_unified(old, new, ruled, context), *_counts(ruled), rule, counted)


def unified(before: str, after: str, context: int = 3) -> str:
    """Return the unified diff of two short texts, without the lines that name files."""
    old, new = _lines(before), _lines(after)
    return _unified(old, new, _changes(old, new) or [], context)


Opcode = tuple[str, int, int, int, int]


def _changes(old: Sequence[str], new: Sequence[str]) -> list[Opcode] | None:
    """Return difflib's opcodes, None where too much differs between the common beginning and end."""
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    inner, other = old[head : len(old) - tail], new[head : len(new) - tail]
    if len(inner) + len(other) > MOST_LINES:
        return None
    found: list[Opcode] = [("equal", 0, head, 0, head)] if head else []
    matcher = difflib.SequenceMatcher(None, inner, other)
    found += [(tag, a + head, b + head, c + head, d + head) for tag, a, b, c, d in matcher.get_opcodes()]
    if tail:
        found.append(("equal", len(old) - tail, len(old), len(new) - tail, len(new)))
    return found


def _counts(codes: Sequence[Opcode]) -> tuple[int, int]:
    changed = [code for code in codes if code[0] != "equal"]
    return sum(d - c for _, _, _, c, d in changed), sum(b - a for _, a, b, _, _ in changed)


def _unified(old: Sequence[str], new: Sequence[str], codes: Sequence[Opcode], context: int) -> str:
    lines: list[str] = []
    for group in _groups(codes, context):
        first, last = group[0], group[-1]
        lines.append(f"@@ -{_range(first[1], last[2])} +{_range(first[3], last[4])} @@\n")
        for tag, a, b, c, d in group:
            if tag == "equal":
                lines += _marked(" ", new[c:d])
            else:
                lines += _marked("-", old[a:b])
                lines += _marked("+", new[c:d])
    return "".join(lines)


def _groups(codes: Sequence[Opcode], context: int) -> list[list[Opcode]]:
    """Group changes that are near each other, with `context` equal lines around them."""
    groups: list[list[Opcode]] = []
    current: list[Opcode] = []
    for place, (tag, a, b, c, d) in enumerate(codes):
        if tag != "equal":
            current.append((tag, a, b, c, d))
            continue
        first, last = place == 0, place == len(codes) - 1
        if not first and not last and b - a <= 2 * context:
            current.append((tag, a, b, c, d))
            continue
        if not first:
            size = min(context, b - a)
            groups.append([*current, (tag, a, a + size, c, c + size)])
        size = min(context, b - a)
        current = [] if last else [(tag, b - size, b, d - size, d)]
    if any(code[0] != "equal" for code in current):
        groups.append(current)
    return [group for group in groups if any(code[0] != "equal" for code in group)]


def _range(start: int, end: int) -> str:
    """A range as unified diffs have it: from 1, and the line before where it is empty."""
    length = end - start
    return f"{start + 1 if length else start},{length}"


def _marked(sign: str, lines: Sequence[str]) -> list[str]:
    found = []
    for line in lines:
        text = line.removesuffix("\n")
        end = "\r" if text.endswith("\r") else ""
        text = text.removesuffix("\r").translate(_BREAKS)
        if len(text) > LONGEST_LINE:
            text = f"{text[:LONGEST_LINE]}… ({len(text):,} characters)"
        found.append(f"{sign}{text}{end}\n")
        if not line.endswith("\n"):
            found.append("\\ No newline at end of file\n")
    return found


def _lines(text: str) -> list[str]:
    """Split where Git does: only a line feed ends a line."""
    lines = [f"{line}\n" for line in text.split("\n")]
    lines[-1] = lines[-1][:-1]
    return lines if lines[-1] else lines[:-1]


def _notes(before: str, after: str) -> tuple[str, ...]:
    ends = ["\r\n" in text for text in (before, after)]
    if ends[0] != ends[1]:
        return ("The line ends differ: CRLF in one version, LF in the other.",)
    return ()
