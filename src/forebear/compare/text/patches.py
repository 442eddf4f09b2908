"""Patches of several files, as `git diff` and `diff -u` print them: read, and written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from forebear.compare.text.lines import Change, DiffLine, read_diff
from forebear.compare.text.rows import TextDiff, make_rows

_HUNK = re.compile(r"@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@")
_QUOTED = re.compile(rb'\\([0-7]{3}|[abtnvfr"\\])')
_ESCAPES = {b"a": 7, b"b": 8, b"t": 9, b"n": 10, b"v": 11, b"f": 12, b"r": 13, b'"': 34, b"\\": 92}
_NONE = "/dev/null"
_BEGINS = {Change.NOTE: "\\ "}


@dataclass(frozen=True, slots=True)
class PatchedFile:
    """A file of a patch. `before` is its old path where that was another one.

    `status` is added, deleted, modified, renamed or mode changed; `text` its part of the patch, and empty of
    lines where it is `binary`.
    """

    path: str
    status: str
    text: str
    before: str = ""
    binary: bool = False

    @property
    def lines(self) -> list[DiffLine]:
        """The lines of its hunks."""
        return read_diff(self.text)

    @property
    def added(self) -> int:
        """How many lines were added."""
        return sum(line.change is Change.ADDED for line in self.lines)

    @property
    def removed(self) -> int:
        """How many lines were removed."""
        return sum(line.change is Change.REMOVED for line in self.lines)


def read_patch(text: str) -> list[PatchedFile]:
    """Return the files of a patch; what belongs to none (a mail's head, a commit's message) is left out."""
    return [_file(head, f"{head}{body}") for head, body in _sections(text)]


def _sections(text: str) -> Iterator[tuple[str, str]]:
    """Yield the head and the hunks of each file."""
    head: list[str] = []
    body: list[str] = []
    old = new = 0  # lines of the hunk that are yet to come
    lines = text.split("\n")
    if not lines[-1]:
        lines.pop()
    for place, line in enumerate(lines):
        if old > 0 or new > 0:
            body.append(line)
            old -= line[:1] in ("-", " ", "")
            new -= line[:1] in ("+", " ", "")
            continue
        hunk = _HUNK.match(line)
        following = lines[place + 1] if place + 1 < len(lines) else ""
        plain = line.startswith("--- ") and following.startswith("+++ ")
        if hunk and head:
            body.append(line)
            old, new = int(hunk[1] or "1"), int(hunk[2] or "1")
        elif line.startswith("diff --git ") or (plain and (body or not _is_git(head))):
            if head:
                yield _joined(head), _joined(body)
            head, body = [line], []
        elif body and line.startswith("\\"):
            body.append(line)
        elif head and not body:
            head.append(line)
    if head:
        yield _joined(head), _joined(body)


def _is_git(head: Sequence[str]) -> bool:
    return bool(head) and head[0].startswith("diff --git ")


def _joined(lines: Sequence[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def _file(head: str, text: str) -> PatchedFile:
    said = {}
    for line in head.splitlines():
        for word in ("--- ", "+++ ", "rename from ", "rename to ", "new file", "deleted file", "old mode"):
            if line.startswith(word):
                said[word] = line.removeprefix(word)
    old, new = _path(said.get("--- ", ""), "a/"), _path(said.get("+++ ", ""), "b/")
    if "rename from " in said:
        old, new = _unquoted(said["rename from "]), _unquoted(said.get("rename to ", ""))
    if not old and not new:  # no line differs, or none can be shown
        old = new = _named_twice(head.partition("\n")[0])
    added = old == _NONE or "new file" in said
    deleted = new == _NONE or "deleted file" in said
    path = old if deleted else new
    binary = "\nBinary files " in text or "\nGIT binary patch\n" in text
    status = "modified"
    if added or deleted:
        status = "added" if added else "deleted"
    elif old != new:
        status = "renamed"
    elif "old mode" in said and "@@" not in text and not binary:
        status = "mode changed"
    return PatchedFile(path, status, text, old if status == "renamed" else "", binary)


def _path(said: str, prefix: str) -> str:
    path = _unquoted(said.rstrip("\r").partition("\t")[0])  # `diff -u` writes the time behind it
    return path if path == _NONE else path.removeprefix(prefix)


def _unquoted(path: str) -> str:
    """Return a path that Git put in quotation marks as it is."""
    if len(path) < 2 or not (path.startswith('"') and path.endswith('"')):
        return path
    content = _QUOTED.sub(
        lambda found: bytes([_ESCAPES[found[1]] if found[1] in _ESCAPES else int(found[1], 8) & 255]),
        path[1:-1].encode("utf-8", "surrogateescape"),
    )
    return content.decode("utf-8", "surrogateescape")


def _quoted(path: str) -> str:
    """Return a path as Git writes it where it has characters that would not be seen or break the line."""
    if path.isascii() and path.isprintable() and not {'"', "\\"} & set(path):
        return path
    signs = {value: f"\\{chr(letter[0])}" for letter, value in _ESCAPES.items()}
    content = path.encode("utf-8", "surrogateescape")
    return (
        '"'
        + "".join(signs.get(byte) or (chr(byte) if 32 <= byte < 127 else f"\\{byte:03o}") for byte in content)
        + '"'
    )


def _named_twice(line: str) -> str:
    """Return the path of `diff --git a/PATH b/PATH`, which stands there twice."""
    words = line.removeprefix("diff --git ")
    if words.startswith('"'):
        return _unquoted(words[: (len(words) - 1) // 2]).removeprefix("a/")
    return words[: len(words) // 2].removeprefix("a/")


def write_patch(path: str, lines: Sequence[DiffLine], *, added: bool = False, deleted: bool = False) -> str:
    """Return the unified patch of one file from all of its lines, as `git diff` writes it; "" for none."""
    if all(line.change is Change.SAME for line in lines):
        return ""
    old, new = _quoted(f"a/{path}"), _quoted(f"b/{path}")
    written = [
        f"diff --git {old} {new}",
        *(("new file mode 100644",) if added else ()),
        *(("deleted file mode 100644",) if deleted else ()),
        f"--- {_NONE if added else old}",
        f"+++ {_NONE if deleted else new}",
    ]
    hunk: list[DiffLine] = []
    for row in [*make_rows(TextDiff(path, lines, whole=True), beside=False), None]:
        if row is not None and row.gap is None:
            line = row.before or row.after
            if line is not None:
                hunk.append(line)
        elif hunk:
            written.append(_hunk_head(hunk))
            written += [f"{_BEGINS.get(line.change, line.change)}{line.text}" for line in hunk]
            hunk = []
    return _joined(written)


def write_binary(path: str) -> str:
    """Return the patch of a file whose lines are not compared."""
    old, new = _quoted(f"a/{path}"), _quoted(f"b/{path}")
    return f"diff --git {old} {new}\nBinary files {old} and {new} differ\n"


def _hunk_head(hunk: Sequence[DiffLine]) -> str:
    ranges = []
    for side in ("before", "after"):
        numbers = [getattr(line, side) for line in hunk if getattr(line, side) is not None]
        # Of no lines Git names the one before; a hunk without any is that of a file that came or went.
        ranges.append(f"{numbers[0] if numbers else 0},{len(numbers)}")
    return f"@@ -{ranges[0]} +{ranges[1]} @@"
