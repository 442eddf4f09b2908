"""The code of a comparison as lines for people."""

from __future__ import annotations

from collections.abc import Iterator

from forebear.cli.text import printable, table
from forebear.compare.comparison import CodeChanges, CodeFile, FileDiff
from forebear.compare.kept import KeptPatch
from forebear.compare.text.patches import PatchedFile, read_patch

_LONGEST = 2_000  # characters of a line of a patch


def code_lines(code: CodeChanges, *, patch: bool) -> Iterator[str]:
    """Yield the commits, the files and the uncommitted changes; with `patch` their lines as well."""
    if code.note:
        yield ""
        yield f"Code: {printable(code.note)}"
    if code.commits:
        yield ""
        yield f"Commits ({len(code.commits):,})"
        cells = [
            (
                commit.sha[:10],
                f"{commit.when:%Y-%m-%d}",
                commit.author,
                ", ".join(commit.labels),
                commit.summary,
            )
            for commit in code.commits
        ]
        yield from _indented(table(("Commit", "Date", "Author", "In", "Message"), cells))
    if code.files:
        yield ""
        yield f"Files ({len(code.files):,})"
        rows = [_row(file, diff) for file in code.files for diff in file.diffs]
        yield from _indented(table(("File", "Kind", "Version", "Change", "Lines", "Used"), rows))
    for kept in code.uncommitted:
        yield from _uncommitted(kept, patch=patch)
    if patch:
        for file in code.files:
            for diff in file.diffs:
                yield ""
                yield from _patch(diff.text or f"{file.path}: {diff.omitted or diff.status}")


def _row(file: CodeFile, diff: FileDiff) -> tuple[str, ...]:
    name = f"{diff.before} → {file.path}" if diff.before else file.path
    change = diff.status
    if len(set(diff.modes)) > 1 and all(diff.modes):
        change += f" ({diff.modes[0]} → {diff.modes[1]})"
    used = {True: "used", False: "not used", None: ""}[file.used]
    return name, str(file.kind), diff.label, change, _lines(diff), used


def _lines(diff: FileDiff) -> str:
    if not diff.binary:
        return f"+{diff.added} -{diff.removed}"
    sizes = " → ".join(f"{size:,}" for size in diff.sizes if size is not None)
    return f"{diff.omitted}, {sizes} bytes" if sizes else diff.omitted


def _uncommitted(kept: KeptPatch, *, patch: bool) -> Iterator[str]:
    yield ""
    yield f"Uncommitted changes of {kept.label}, kept by {printable(kept.by)}, on top of {kept.base[:10]}"
    cells = [(file.path, file.status, _counted(file)) for file in read_patch(kept.text)]
    if cells:
        yield from _indented(table(("File", "Change", "Lines"), cells))
    if kept.note:
        yield f"  {printable(kept.note)}"
    if patch and kept.text:
        yield ""
        yield from _patch(kept.text)


def _counted(file: PatchedFile) -> str:
    return "binary" if file.binary else f"+{file.added} -{file.removed}"


def _patch(text: str) -> Iterator[str]:
    for line in text.rstrip("\n").split("\n"):
        cut = f" … {len(line) - _LONGEST:,} more characters" if len(line) > _LONGEST else ""
        yield "\t".join(map(printable, line[:_LONGEST].split("\t"))) + cut


def _indented(text: str) -> Iterator[str]:
    yield from (f"  {line}" for line in text.split("\n"))
