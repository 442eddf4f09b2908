"""The files of a comparison as they are listed: in groups, each once, filtered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from forebear.compare.comparison import CodeChanges, CodeFile, FileDiff, FileKind
from forebear.compare.kept import KeptPatch
from forebear.compare.text.patches import PatchedFile, read_patch


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference of a file to the baseline, and the versions that have it."""

    diff: FileDiff
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A file. It has `differences`, or is a `patched` file of uncommitted changes (`kept`)."""

    path: str
    before: str = ""
    used: bool | None = None
    differences: tuple[Difference, ...] = ()
    patched: PatchedFile | None = None
    kept: KeptPatch | None = None
    added: int = 0
    removed: int = 0
    words: str = ""
    """What it is found by: its names, upper and lower case alike."""

    def is_at(self, path: str) -> bool:
        """Whether it is at a path, or in a folder of that path."""
        return path in (self.path, self.before) or self.path.startswith(f"{path}/")


@dataclass(frozen=True, slots=True)
class Group:
    """Files of one kind, or the uncommitted changes that a tool kept."""

    about: FileKind | KeptPatch
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which files are wanted: with `text` in their names, `used` by the runs, changed by one commit."""

    text: str = ""
    used: bool = False
    paths: frozenset[str] | None = None

    def takes(self, entry: Entry) -> bool:
        """Whether a file is wanted; uncommitted changes are in no commit."""
        if self.text and self.text.casefold() not in entry.words:
            return False
        if self.used and entry.used is False:
            return False
        if self.paths is None:
            return True
        return entry.kept is None and not {entry.path, entry.before}.isdisjoint(self.paths)


def groups_of(code: CodeChanges) -> list[Group]:
    """Return all files, in the order in which they are looked at; of very many this takes a moment."""
    of_kind: dict[FileKind, list[Entry]] = {kind: [] for kind in FileKind}
    for file in code.files:
        of_kind[file.kind].append(_entry(file))
    groups = [Group(kind, tuple(entries)) for kind, entries in of_kind.items() if entries]
    # What had not been committed comes before records, data and documents.
    ahead = sum(group.about in (FileKind.CODE, FileKind.ENVIRONMENT) for group in groups)
    kept = [Group(patch, tuple(_patched(patch))) for patch in code.uncommitted]
    return [*groups[:ahead], *kept, *groups[ahead:]]


def filtered(groups: Iterable[Group], wanted: Wanted) -> list[Group]:
    """Return the groups with the files that are wanted; the uncommitted changes with a note stay."""
    found = []
    for group in groups:
        entries = tuple(entry for entry in group.entries if wanted.takes(entry))
        if entries or (isinstance(group.about, KeptPatch) and not group.entries):
            found.append(replace(group, entries=entries))
    return found


def _entry(file: CodeFile) -> Entry:
    together: dict[tuple[object, ...], list[FileDiff]] = {}
    for diff in file.diffs:
        known = any(diff.blobs)
        key = (diff.before, diff.blobs, diff.modes) if known else (diff.before, diff.text, diff.label)
        together.setdefault(key, []).append(diff)
    differences = tuple(
        Difference(diffs[0], tuple(diff.label for diff in diffs)) for diffs in together.values()
    )
    first = file.diffs[0]
    return Entry(
        file.path,
        first.before,
        file.used,
        differences,
        added=first.added,
        removed=first.removed,
        words=_words(file.path, first.before),
    )


def _patched(kept: KeptPatch) -> Sequence[Entry]:
    return [
        Entry(
            file.path,
            file.before,
            patched=file,
            kept=kept,
            added=file.added,
            removed=file.removed,
            words=_words(file.path, file.before),
        )
        for file in read_patch(kept.text)
    ]


def _words(*paths: str) -> str:
    return "\n".join(paths).casefold()
