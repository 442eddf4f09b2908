"""Says in a few words how two contents differ, without ever executing them."""

from __future__ import annotations

import difflib
from pathlib import Path

from forebear.lineage.words import Digest
from forebear.rebuild.hashing import Entry, measure, walk
from forebear.sources.dvc.storage import directory_entries
from forebear.sources.dvc.yaml_text import UnreadableError

_TEXT = 64 << 10  # bytes of a text that is compared line by line
_LINES = 12  # lines of a text difference
_WIDE = 160  # characters of one of them
_NAMED = 5  # files that are named


def describe_bytes(old: bytes | None, old_size: int | None, new: bytes | None, new_size: int) -> str:
    """Return sizes, the first byte that differs and, for small texts, the lines that do."""
    known = len(old) if old is not None else old_size
    sizes = f"{new_size} bytes" if known in (None, new_size) else f"{known} bytes, now {new_size}"
    if old is None:
        return f"Other bytes ({sizes}); the recorded content is not on this machine to say where."
    if new is None:
        return f"Other bytes ({sizes})."
    first = _first_difference(old, new)
    said = f"Other bytes ({sizes}), the first at offset {first}."
    lines = _line_difference(old, new)
    return f"{said}\n{lines}" if lines else said


def describe_folders(listing: bytes, folder: Path) -> str:
    """Return which files of a folder differ from DVC's listing of the recorded one."""
    try:
        recorded = directory_entries(listing, Digest("md5", "0" * 32 + ".dir"))
    except UnreadableError as error:
        return f"Other files; the recorded listing cannot be read: {error}."
    old = {entry.path: entry.digest.value for entry in recorded}
    new = {
        entry.relpath: entry.md5
        for entry in (Entry(path, measure(file, ["md5"]).digests["md5"].value) for path, file in walk(folder))
    }
    parts = [
        _counted("differ", sorted(path for path in old.keys() & new.keys() if old[path] != new[path])),
        _counted("missing", sorted(old.keys() - new.keys())),
        _counted("extra", sorted(new.keys() - old.keys())),
    ]
    return f"Of {len(old)} files: " + "; ".join(part for part in parts if part) + "."


def _counted(word: str, paths: list[str]) -> str:
    if not paths:
        return ""
    more = ", …" if len(paths) > _NAMED else ""
    return f"{len(paths)} {word} ({', '.join(paths[:_NAMED])}{more})"


def _first_difference(old: bytes, new: bytes) -> int:
    """Return the offset of the first byte that differs, by halving: bytes compare fast."""
    low, high = 0, min(len(old), len(new))
    while low < high:
        middle = (low + high + 1) // 2
        if old[:middle] == new[:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _line_difference(old: bytes, new: bytes) -> str:
    if max(len(old), len(new)) > _TEXT or b"\0" in old or b"\0" in new:
        return ""
    try:
        before, after = old.decode().splitlines(), new.decode().splitlines()
    except UnicodeDecodeError:
        return ""
    lines = list(difflib.unified_diff(before, after, "recorded", "rebuilt", lineterm="", n=0))
    shown = [line[:_WIDE] for line in lines[2 : 2 + _LINES]]
    return "\n".join([*shown, "…"] if len(lines) > 2 + _LINES else shown)
