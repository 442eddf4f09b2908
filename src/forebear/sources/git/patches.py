"""Reading what `git diff-tree` prints."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class FileChange(StrEnum):
    """What happened to a file between two commits."""

    ADDED = "added"
    DELETED = "deleted"
    MODIFIED = "modified"
    RENAMED = "renamed"
    COPIED = "copied"
    TYPE_CHANGED = "type changed"


_LETTERS = {
    "A": FileChange.ADDED,
    "D": FileChange.DELETED,
    "M": FileChange.MODIFIED,
    "R": FileChange.RENAMED,
    "C": FileChange.COPIED,
    "T": FileChange.TYPE_CHANGED,
}


@dataclass(frozen=True, slots=True)
class ChangedFile:
    """A file that differs. `old_path` is set where it was renamed or copied; `patch` is a unified diff.

    `old_blob` and `new_blob` are blob ids, "" where there is none on that side; `binary` files have no lines
    in their patch.
    """

    path: str
    change: FileChange
    patch: str
    old_path: str = ""
    old_blob: str = ""
    new_blob: str = ""
    binary: bool = False


def read_changes(raw: bytes, patch: bytes) -> list[ChangedFile]:
    """Join the files of `diff-tree --raw -z` with their parts of `diff-tree -p`; the order is the same."""
    parts = iter(_parts(patch))
    tokens = iter(raw.split(b"\0"))
    found: list[ChangedFile] = []
    for token in tokens:
        if not token.startswith(b":"):
            continue
        old_mode, new_mode, old_blob, new_blob, status = token[1:].decode().split()
        first = next(tokens).decode("utf-8", "surrogateescape")
        letter = status[0]
        path = next(tokens).decode("utf-8", "surrogateescape") if letter in "RC" else first
        text = next(parts, "")
        if letter == "T":  # Git prints a change of type as a deletion and an addition
            text += next(parts, "")
        found.append(
            ChangedFile(
                path,
                _LETTERS.get(letter, FileChange.MODIFIED),
                text,
                first if letter in "RC" else "",
                "" if int(old_mode, 8) == 0 else old_blob,
                "" if int(new_mode, 8) == 0 else new_blob,
                "\nBinary files " in text,
            )
        )
    return found


def _parts(patch: bytes) -> list[str]:
    # Lines of a file's content begin with a space, a plus, a minus or a backslash, so this can only be a
    # header.
    pieces = (b"\n" + patch).split(b"\ndiff --git ")
    return [("diff --git " + piece.decode("utf-8", "replace")).rstrip("\n") + "\n" for piece in pieces[1:]]
