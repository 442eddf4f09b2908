"""Reading what `git diff-tree` prints."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

SUBMODULE = "160000"


class FileChange(StrEnum):
    """What happened to a file between two commits."""

    ADDED = "added"
    DELETED = "deleted"
    MODIFIED = "modified"
    RENAMED = "renamed"
    COPIED = "copied"
    TYPE_CHANGED = "type changed"
    MODE_CHANGED = "mode changed"


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

    `old_blob` and `new_blob` are blob ids, `old_mode` and `new_mode` modes as Git writes them, "" where
    there is none on that side. `added` and `removed` count lines; Git counts none in `binary` files, which
    are also those that are too large to be read as text. `cut` files have no patch, because there was no
    room for it; the content of `lost` ones is not in this clone.
    """

    path: str
    change: FileChange
    patch: str = ""
    old_path: str = ""
    old_blob: str = ""
    new_blob: str = ""
    binary: bool = False
    old_mode: str = ""
    new_mode: str = ""
    added: int = 0
    removed: int = 0
    cut: bool = False
    lost: bool = False

    @property
    def blobs(self) -> tuple[str, ...]:
        """The contents that it has; a submodule has none here."""
        return tuple(
            blob
            for blob, mode in ((self.old_blob, self.old_mode), (self.new_blob, self.new_mode))
            if blob and mode != SUBMODULE
        )

    @property
    def one_sided(self) -> bool:
        """Whether there is such a file on one side only."""
        return not self.old_blob or not self.new_blob


def read_changes(listing: bytes) -> list[ChangedFile]:
    """Return the files of `diff-tree --raw --numstat -z`; without `--numstat` no lines are counted."""
    tokens = iter(listing.split(b"\0"))
    found: list[ChangedFile] = []
    place = 0
    for token in tokens:
        if token.startswith(b":"):
            found.append(_changed(token, tokens))
        elif token:  # the counts come after all files, in the same order
            added, removed, path = token.split(b"\t", 2)
            if not path:  # renamed: both paths follow
                next(tokens)
                next(tokens)
            binary = added == b"-"
            found[place] = replace(
                found[place],
                binary=binary,
                added=0 if binary else int(added),
                removed=0 if binary else int(removed),
            )
            place += 1
    return found


def _changed(token: bytes, tokens: Iterator[bytes]) -> ChangedFile:
    old_mode, new_mode, old_blob, new_blob, status = token[1:].decode().split()
    first = next(tokens).decode("utf-8", "surrogateescape")
    letter = status[0]
    path = next(tokens).decode("utf-8", "surrogateescape") if letter in "RC" else first
    change = _LETTERS.get(letter, FileChange.MODIFIED)
    if change is FileChange.MODIFIED and old_blob == new_blob:
        change = FileChange.MODE_CHANGED
    there, here = int(old_mode, 8) != 0, int(new_mode, 8) != 0
    return ChangedFile(
        path,
        change,
        old_path=first if letter in "RC" else "",
        old_blob=old_blob if there else "",
        new_blob=new_blob if here else "",
        old_mode=old_mode if there else "",
        new_mode=new_mode if here else "",
    )


def read_patches(files: Sequence[ChangedFile], patch: bytes, *, cut: bool = False) -> list[ChangedFile]:
    """Return the files with their parts of `diff-tree -p`, which come in the same order.

    Files that are `cut` already have none. `cut` says that the patch ends within the last part that is there.
    """
    parts = _parts(patch)
    if cut and parts:
        parts.pop()
    texts = iter(parts)
    found = []
    for file in files:
        if file.cut:
            found.append(file)
            continue
        text = next(texts, None)
        if text is not None and file.change is FileChange.TYPE_CHANGED:
            # Git prints a change of type as a deletion and an addition.
            more = next(texts, None)
            text = None if more is None else text + more
        found.append(replace(file, patch=text) if text is not None else replace(file, cut=cut))
    return found


def _parts(patch: bytes) -> list[str]:
    # Lines of a file's content begin with a space, a plus, a minus or a backslash, so this can only be a
    # header.
    pieces = (b"\n" + patch).split(b"\ndiff --git ")
    return [("diff --git " + piece.decode("utf-8", "replace")).rstrip("\n") + "\n" for piece in pieces[1:]]
