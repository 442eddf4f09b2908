"""The code: commits between the versions, and the files that differ, what the runs used first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from forebear.compare.comparison import CodeFile, Comparison, FileDiff, FileKind
from forebear.compare.kept import KeptPatch
from forebear.compare.page.blocks import Block, Cell, Fold, Heading, Listing, Paragraph, Row, Section
from forebear.compare.page.colouring import coloured_diff
from forebear.compare.page.tables import tables
from forebear.compare.page.words import NONE, count_text, moment, size_text

_LINES, _ALL_LINES = 400, 6_000  # of one difference, and of all that are shown
_OPEN = 10
_FILES = 2_000
_COMMITS = 3_000
_NAMED = re.compile(r"^\+\+\+ (?:b/)?([^\t\n]+)", re.MULTILINE)
_CODE = (FileKind.CODE, FileKind.ENVIRONMENT)


def code_section(comparison: Comparison) -> Section:
    """Return the section."""
    code = comparison.code
    count = {True: "changed", False: "the same", None: "cannot be told"}[code.changed]
    if code.files:
        files = count_text(len(code.files), "file" if code.changed else "other file")
        commits = count_text(len(code.commits), "commit")
        count += f"; {files} {'differs' if len(code.files) == 1 else 'differ'}, {commits}"
    return Section("code", "Code", tuple(_blocks(comparison)), count)


def _blocks(comparison: Comparison) -> Iterator[Block]:
    code = comparison.code
    if code.note:
        yield Paragraph(code.note, "warned")
    elif code.changed is False and not code.files:
        yield Paragraph("All versions have the same code.")
    if code.commits:
        yield Heading("Commits", f"{len(code.commits):,} that some versions contain and others do not")
        titles = tuple(map(Cell, ("Commit", "When", "Author", "In", "Message")))
        rows = [
            Row(
                (
                    Cell(commit.sha[:10], "code", full=commit.sha),
                    Cell(moment(commit.when), "time"),
                    Cell(commit.author),
                    Cell(", ".join(commit.labels)),
                    Cell(commit.summary),
                )
            )
            for commit in code.commits[:_COMMITS]
        ]
        yield from tables(rows, titles, "commit", caption="Newest first")
        if len(code.commits) > _COMMITS:
            yield Paragraph(f"{count_text(len(code.commits) - _COMMITS, 'older commit')} more.", "warned")
    if code.files:
        yield from _files(code.files)
    for kept in code.uncommitted:
        yield from _kept(kept)


def _files(files: Sequence[CodeFile]) -> Iterator[Block]:
    first: list[CodeFile] = []
    others: list[CodeFile] = []
    for file in files:
        (first if file.kind in _CODE and file.used is not False else others).append(file)
    room = _ALL_LINES
    if first:
        used = all(file.used for file in first)
        yield Heading("Files that the compared runs used" if used else "Files of code")
    for place, file in enumerate(first[:_FILES]):
        fold, room = _file(file, room, is_open=place < _OPEN)
        yield fold
    inside: list[Block] = []
    for file in others[:_FILES]:
        fold, room = _file(file, room, is_open=False)
        inside.append(fold)
    left = max(0, len(first) - _FILES) + max(0, len(others) - _FILES)
    if inside:
        kinds = "records, data, documents, and code that no compared run names"
        yield Fold(
            f"{count_text(len(others), 'other file')}",
            tuple(inside),
            kinds,
            open=not first and len(others) < _OPEN,
        )
    if left:
        yield Paragraph(
            f"{count_text(left, 'file')} more would make this page too large; "
            "“forebear compare … --json” has all of them.",
            "warned",
        )


def _kept(kept: KeptPatch) -> Iterator[Block]:
    """What a version was made with and its commit does not hold."""
    on = f" on top of {kept.base[:10]}" if kept.base else ""
    yield Heading(f"Uncommitted changes of {kept.label}", f"kept by {kept.by}{on}")
    if kept.note:
        yield Paragraph(kept.note, "warned")
    for path, text in _parts(kept.text):
        lines, every = coloured_diff(path, text, _LINES)
        note = f"{count_text(every - len(lines), 'line')} more are not shown." if every > len(lines) else ""
        yield Fold(path, (Listing(lines, note) if lines else Paragraph("No lines of text.", "note"),))


def _parts(patch: str) -> Iterator[tuple[str, str]]:
    """Yield the files of a patch, each with its part of it."""
    for part in re.split(r"^(?=diff --git )", patch, flags=re.MULTILINE):
        if part.strip():
            first = part.partition("\n")[0]
            named = _NAMED.search(part)
            yield named[1] if named else first.rpartition(" b/")[2] or first, part


def _file(file: CodeFile, room: int, *, is_open: bool) -> tuple[Fold, int]:
    """Return a file with its differences, and how many lines there is room for after it."""
    blocks: list[Block] = []
    together = list(_together(file.diffs))
    for diff, labels in together:
        if len(together) > 1:
            blocks.append(Heading(f"In {', '.join(labels)}", _counts(diff)))
        before = len(blocks)
        if diff.text:
            lines, every = coloured_diff(file.path, diff.text, min(_LINES, room))
            room -= len(lines)
            if lines:
                blocks.append(Listing(lines, _cut(len(lines), every, file.path)))
            elif every:
                blocks.append(Paragraph(_cut(0, every, file.path), "note"))
        elif diff.omitted:
            blocks.append(Paragraph(f"Not shown: {diff.omitted}.", "note"))
        if len(blocks) == before:
            blocks.append(Paragraph("Its content is the same.", "note"))
    marks = [(str(file.kind), "")]
    if file.used is not None:
        marks.append(("used", "changed") if file.used else ("not used", ""))
    first = file.diffs[0]
    name = f"{first.before} → {file.path}" if first.before and first.before != file.path else file.path
    note = _counts(first) if len(together) == 1 else ""
    if len(file.diffs) > 1:
        note = f"in {', '.join(diff.label for diff in file.diffs)}{': ' if note else ''}{note}"
    return Fold(name, tuple(blocks), note, open=is_open, marks=tuple(marks)), room


def _together(diffs: Sequence[FileDiff]) -> Iterator[tuple[FileDiff, list[str]]]:
    """Yield each difference once, with the versions that have it."""
    labels: dict[tuple[str, str, str], list[str]] = {}
    firsts: dict[tuple[str, str, str], FileDiff] = {}
    for diff in diffs:
        key = diff.status, diff.text or diff.label, diff.omitted
        labels.setdefault(key, []).append(diff.label)
        firsts.setdefault(key, diff)
    yield from ((firsts[key], labels[key]) for key in firsts)


def _counts(diff: FileDiff) -> str:
    lines = f"+{diff.added:,} \N{MINUS SIGN}{diff.removed:,}"
    if diff.binary:
        lines = " ".join(["binary", *(_sizes(diff))])
    modes = (
        f", mode {diff.modes[0]} → {diff.modes[1]}"
        if all(diff.modes) and diff.modes[0] != diff.modes[1]
        else ""
    )
    return f"{diff.status}, {lines}{modes}"


def _sizes(diff: FileDiff) -> Iterator[str]:
    known = [size_text(size) if size is not None else NONE for size in diff.sizes]
    if diff.sizes != (None, None):
        yield " → ".join(known)


def _cut(shown: int, every: int, path: str) -> str:
    if shown >= every:
        return ""
    said = f"{count_text(every - shown, 'line')} more {'is' if every - shown == 1 else 'are'} not shown here"
    return f"{said}; “forebear compare … --patch” prints all, and so does “git diff -- {path}”."
