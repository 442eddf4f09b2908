"""The section of a report that says what changed between two versions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from forebear.audit.answers import value_text
from forebear.audit.blocks import Block, Cell, Facts, Listing, Paragraph, Table
from forebear.lineage.visible import visible

Json = Mapping[str, Any]

_DIFF_LINES = 80  # of one file; report.json holds all
_DIFFS = 12
_WORDS = {True: ("changed", "warn"), False: ("the same", "good"), None: ("not recorded", "")}


def change_blocks(comparison: Json) -> Iterator[Block]:
    """Return the section's blocks: what changed in short, then each kind, only what differs."""
    versions = [f"{item['label']}: {item['title']}" for item in comparison["versions"]]
    yield Facts(
        "",
        tuple(
            (kind.capitalize(), Cell(*_badge(comparison["changed"][kind])), None)
            for kind in ("code", "data", "parameters", "environment")
        ),
    )
    titles = tuple(visible(version) for version in versions)
    yield _values("Metrics", comparison["metrics"], titles, deltas=True)
    yield _values("Parameters", comparison["parameters"], titles)
    yield _data(comparison["data"], titles)
    yield _environment(comparison["environment"], titles)
    for file in comparison["unavailable"]:
        yield Paragraph(f"{visible(file['path'])} of version {file['version']}: {file['why']}.")
    yield from _code(comparison["code"])


def _badge(changed: bool | None) -> tuple[str, str, str]:
    word, tone = _WORDS[changed]
    return word, "badge", tone


def _differing(rows: Sequence[Json]) -> list[Json]:
    return [row for row in rows if row["differs"] is not False]


def _same(rows: Sequence[Json]) -> str:
    same = len(rows) - len(_differing(rows))
    return f"; {same} {'is' if same == 1 else 'are'} the same" if same else ""


def _values(title: str, rows: Sequence[Json], versions: tuple[str, ...], *, deltas: bool = False) -> Table:
    shown = _differing(rows)
    drawn = []
    for row in shown:
        source = f"{row['source']}: " if row["source"] else ""
        cells = [Cell(visible(f"{source}{row['name']}"))]
        cells += [
            Cell(visible(value_text(value)) if here else "not available", "number")
            for value, here in zip(row["values"], row["available"], strict=True)
        ]
        if deltas:
            delta = row["deltas"][-1]
            cells.append(Cell(f"{delta:+.6g}" if isinstance(delta, (int, float)) else "", "number"))
        drawn.append(tuple(cells))
    return Table(
        (title[:-1], *versions, *(("Difference",) if deltas else ())),
        (5, *(3 for _ in versions), *((3,) if deltas else ())),
        tuple(drawn),
        f"{title} that differ{_same(rows)}",
        f"{title}: none differ{_same(rows)}." if rows else f"{title}: none are recorded.",
    )


def _data(rows: Sequence[Json], versions: tuple[str, ...]) -> Table:
    return Table(
        ("Data", *versions),
        (3, *(5 for _ in versions)),
        tuple(
            (
                Cell(visible(row["path"])),
                *(Cell(_held(row, place), "code") for place in range(len(versions))),
            )
            for row in _differing(rows)
        ),
        f"Data that differs{_same(rows)}",
        f"Data: none differs{_same(rows)}." if rows else "Data: none is recorded.",
    )


def _held(row: Json, place: int) -> str:
    digest = row["digests"][place]
    if digest is None:
        return "none"
    size, rows = row["sizes"][place], row["rows"][place] if row["rows"] else None
    lines = [digest]
    if size is not None:
        lines.append(f"{size:,} bytes" + (f", {rows:,} rows" if rows is not None else ""))
    return "\n".join(lines)


def _environment(rows: Sequence[Json], versions: tuple[str, ...]) -> Table:
    return Table(
        ("Environment", *versions),
        (4, *(4 for _ in versions)),
        tuple(
            (
                Cell(visible(f"{row['run']}: {row['package']}" if row["run"] else row["package"])),
                *(
                    Cell(
                        visible(value_text(value)) if known else "not recorded", "code" if known else "muted"
                    )
                    for value, known in zip(row["values"], row["recorded"], strict=True)
                ),
            )
            for row in _differing(rows)
        ),
        f"Environment that differs{_same(rows)}",
        f"Environment: nothing differs{_same(rows)}." if rows else "Environment: not recorded.",
    )


def _code(code: Json) -> Iterator[Block]:
    if code["note"]:
        yield Paragraph(f"Code: {visible(code['note'])}")
    if not code["files"]:
        return
    yield Table(
        ("Commit", "Author", "When", "Message"),
        (3, 5, 3, 6),
        tuple(
            (
                Cell(commit["sha"][:12], "code"),
                Cell(visible(commit["author"])),
                Cell(commit["when"][:10]),
                Cell(visible(commit["summary"])),
            )
            for commit in code["log"]
        ),
        "Commits between the versions",
    )
    yield Table(
        ("File", "What", "Lines", "Kind", "Used"),
        (6, 2, 2, 2, 2),
        tuple(
            (
                Cell(visible(file["path"])),
                Cell(diff["status"]),
                Cell("binary" if diff["binary"] else f"+{diff['added']} -{diff['removed']}", "number"),
                Cell(file["kind"], "muted"),
                Cell({True: "yes", False: "no", None: "not known"}[file["used"]], "muted"),
            )
            for file in code["files"]
            for diff in file["diffs"]
        ),
        "Files that differ",
    )
    shown = [file for file in code["files"] if file["kind"] in ("code", "environment")]
    for file in shown[:_DIFFS]:
        for diff in file["diffs"]:
            yield _listing(file["path"], diff)
    if len(shown) > _DIFFS:
        yield Paragraph(f"The differences of {len(shown) - _DIFFS} more files are in report.json.")


def _listing(path: str, diff: Json) -> Listing:
    start = diff["text"].find("\n@@")
    lines = visible(diff["text"][start + 1 :], lines=True).rstrip("\n").split("\n") if start >= 0 else []
    left = len(lines) - _DIFF_LINES
    note = diff["omitted"] or (f"{left} more lines are in report.json" if left > 0 else "")
    return Listing(visible(path), tuple((line, _tone(line)) for line in lines[:_DIFF_LINES]), note)


def _tone(line: str) -> str:
    return {"+": "added", "-": "removed", "@": "muted", "\\": "muted"}.get(line[:1], "")
