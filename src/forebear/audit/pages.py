"""The pages of a report: which sections there are, in which order, in which words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from forebear.audit.answers import value_text
from forebear.audit.approved import approval_blocks
from forebear.audit.attributions import attribution_blocks
from forebear.audit.batches import SENTENCES, batch_blocks
from forebear.audit.blocks import (
    Block,
    Cell,
    Facts,
    Figure,
    Pages,
    Paragraph,
    Question,
    Section,
    Table,
)
from forebear.audit.changes import change_blocks
from forebear.audit.drawing import draw_lineage
from forebear.audit.findings import grouped
from forebear.audit.judged import cause_rows, judged_blocks
from forebear.audit.report import Json, Report
from forebear.lineage.visible import visible

_VERDICTS = {
    "verified": (
        "Verified",
        "good",
        "Its own run was rebuilt from the recorded inputs and gave the recorded outputs.",
    ),
    "not verified": ("Not verified", "bad", "The newest rebuild did not give the recorded outputs."),
    "partly": (
        "Partly verified",
        "warn",
        "Some of its runs were rebuilt well, others never.",
    ),
    "not rebuilt": (
        "Not rebuilt",
        "warn",
        "Nobody has tried to make it again, so nothing is shown about that.",
    ),
}
_TONES = {
    **dict.fromkeys(("identical", "equivalent", "same values", "within tolerance", "recorded"), "good"),
    **dict.fromkeys(("different", "missing", "failed", "blocked", "timed out", "out of memory"), "bad"),
    **dict.fromkeys(("extra", "no comparator", "no baseline", "cancelled", "assumed"), "warn"),
}


def lay_out(report: Report, spell: Callable[[str], str] = visible) -> Pages:
    """Return the pages of a report; their text hides nothing (see `visible`), but is not escaped.

    Names in pictures are written as `spell` has them, and are fitted to their cards like that.
    """
    content = report.content
    word, tone, sentence = _VERDICTS[content["verdict"]["state"]]
    if content.get("batch"):
        sentence = SENTENCES[content["verdict"]["state"]]
    gaps = len(grouped(content["missing"]))
    return Pages(
        title="Lineage report",
        subject=visible(content["subject"]["title"]),
        project=visible(content["project"]),
        as_of=moment(content["as_of"]),
        tool=f"{content['tool']['name']} {content['tool']['version']}",
        report_id=report.id,
        verdict=Cell(word, "badge", tone),
        verdict_text=f"{sentence}{_worst(content['verdict'])}",
        missing_text=f"Section 1 says what is missing: {_count(gaps, 'finding')}.",
        sections=tuple(_sections(report, spell)),
    )


def moment(time: str | None) -> str:
    """Return an ISO time for people: `2026-03-01 12:00 UTC`."""
    return f"{time[:10]} {time[11:16]} UTC" if time else "not recorded"


def _worst(verdict: Json) -> str:
    if verdict["verdict"] is None:
        return ""
    return (
        f" Outcome: {verdict['verdict']}; {verdict['good']} of {_count(verdict['runs'], 'run')} rebuilt well."
        f"{_taken(verdict['taken'])}"
    )


def _taken(names: Sequence[str]) -> str:
    if not names:
        return ""
    listed = ", ".join(names[:4]) + (f" and {len(names) - 4} more" if len(names) > 4 else "")
    return f" Not rebuilt, so taken as recorded: {visible(listed)}."


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _sections(report: Report, spell: Callable[[str], str]) -> Iterator[Section]:
    content = report.content
    if content.get("batch"):
        yield Section("batch", "Rebuilt together", tuple(batch_blocks(content["batch"], _TONES)))
        yield Section("missing", "What is missing", (_missing(content["missing"]),))
        yield Section("rebuilds", "Rebuilds", tuple(_rebuilds(content["rebuilds"])))
        yield Section("scope", "Scope, and how to check this report", tuple(_scope(report)))
        return
    yield Section("answers", "Five questions", tuple(_questions(content["answers"])))
    yield Section("missing", "What is missing", (_missing(content["missing"]),))
    yield Section("lineage", "What it was made from", tuple(_lineage(content, spell)))
    yield Section("runs", "Runs", tuple(block for run in content["runs"] for block in _run(run)))
    yield Section("rebuilds", "Rebuilds", tuple(_rebuilds(content["rebuilds"])))
    if any((content.get("approvals") or {}).values()):
        yield Section("approvals", "Stages and approvals", tuple(approval_blocks(content["approvals"])))
    if content["comparison"]:
        against = visible(content["query"]["against"])
        yield Section("changes", f"What changed since {against}", tuple(change_blocks(content["comparison"])))
    if content.get("attributions"):
        yield Section("causes", "What caused the change", tuple(attribution_blocks(content["attributions"])))
    if content["problems"]:
        yield Section("problems", "What could not be read", (_problems(content["problems"]),))
    yield Section("scope", "Scope, and how to check this report", tuple(_scope(report)))


def _origin(origin: str | None) -> Cell | None:
    return Cell(origin, "badge", _TONES.get(origin, "")) if origin else None


def _questions(answers: Sequence[Json]) -> Iterator[Block]:
    for number, answer in enumerate(answers, 1):
        yield Question(
            number,
            answer["question"],
            tuple(
                (visible(fact["label"]), _answer(fact), _origin(fact["origin"])) for fact in answer["facts"]
            ),
            f"and {answer['more']} more, in the tables below" if answer["more"] else "",
            answer["missing"] or "",
        )


def _answer(fact: Json) -> Cell:
    if fact["style"] == "time":
        return Cell(moment(fact["value"]))
    return Cell(visible(fact["value"]), fact["style"])


def _missing(gaps: Sequence[Json]) -> Table:
    return Table(
        ("What is missing", "Where", "What to do"),
        (5, 3, 4),
        tuple(
            (
                Cell(visible(what)),
                Cell("\n".join(map(visible, where)), "code"),
                Cell(visible(todo), "muted"),
            )
            for what, where, todo in grouped(gaps)
        ),
        empty="Nothing is missing.",
    )


def _lineage(content: Json, spell: Callable[[str], str]) -> Iterator[Block]:
    lineage = content["lineage"]
    drawing = draw_lineage(lineage, content["subject"], spell)
    if drawing:
        yield Figure(drawing.svg, drawing.caption, drawing.description, drawing.width, drawing.height)
    artifacts = [node for node in lineage["nodes"] if node["kind"] == "artifact"]
    yield Table(
        ("Artifact", "Digests", "Size", "Known how"),
        (4, 6.4, 2.6, 2),
        tuple(
            (
                Cell(_place(node)),
                Cell("\n".join(node["digests"]) or "none", "code"),
                Cell(_size(node), "number"),
                _origin(node["origin"]) or Cell(""),
            )
            for node in artifacts
        ),
        "Artifacts, with their digests in full",
        "No artifacts are recorded.",
    )
    commits = [node for node in lineage["nodes"] if node["kind"] == "commit"]
    yield Table(
        ("Commit", "Author", "When", "Message"),
        (6, 4, 3, 5),
        tuple(
            (
                Cell(node["commit"] or node["id"].removeprefix("commit:"), "code"),
                Cell(visible(node.get("author", ""))),
                Cell(moment(node["when"])),
                Cell(visible(node.get("summary", ""))),
            )
            for node in commits
        ),
        "Commits that hold the code of the runs",
        "No commits are recorded.",
    )
    names = {node["id"]: _short(node) for node in lineage["nodes"]}
    yield Table(
        ("From", "To", "As"),
        (5, 5, 3),
        tuple(
            (
                Cell(names[edge["from"]]),
                Cell(names[edge["to"]]),
                Cell(visible(f"{edge['role']} {edge['path'] or ''}".strip()), "muted"),
            )
            for edge in lineage["edges"]
        ),
        "How they hang together, in the direction in which data flowed",
        "No links are recorded.",
    )


def _short(node: Json) -> str:
    if node["kind"] == "artifact" and not node["digests"]:
        return visible(f"{node['kind']} {node['name']}")  # elsewhere; its key is a URL
    return visible(f"{node['kind']} {node['name']} ({node['id'].rpartition(':')[2][:8]})")


def _place(node: Json) -> str:
    """Return the path that stands for all below and beside it; report.json has them all."""
    first, *others = sorted(node["paths"], key=lambda path: (path.count("/"), path)) or [node["name"]]
    return visible(first) + (f" and {len(others)} more" if others else "")


def _size(node: Json) -> str:
    if node["size"] is None:
        return "not recorded"
    files = f" in {node['files']:,} files" if node["files"] else ""
    return f"{node['size']:,} bytes{files}"


def _run(run: Json) -> Iterator[Block]:
    rows: list[tuple[str, Cell, Cell | None]] = [
        ("Run", Cell(run["id"].removeprefix("run:"), "code"), _origin(run["origin"])),
        _row("Command", visible("\n".join(run["command"]), lines=True), "code"),
    ]
    if run["working_directory"]:
        rows.append(_row("In folder", visible(run["working_directory"]), "code"))
    code = run["code"]
    known = {
        "Code at commit": Cell(code["commit"], "code") if code else None,
        "Status": Cell(run["status"]) if run["status"] else None,
        "Started": Cell(moment(run["started_at"])) if run["started_at"] else None,
        "Ended": Cell(moment(run["ended_at"])) if run["ended_at"] else None,
        "By": Cell(visible(run["by"])) if run["by"] else None,
    }
    rows += [(label, cell, None) for label, cell in known.items() if cell]
    unknown = [label for label, cell in known.items() if not cell]
    unknown += [] if run["environments"] else ["Image and packages"]
    for ran in run["environments"]:
        rows += _environment(ran)
    if unknown:
        rows.append(("Not recorded", Cell(", ".join(unknown).lower().capitalize(), "muted"), None))
    yield Facts(visible(run["name"]), tuple(rows))
    links = [("reads", link) for link in run["inputs"]] + [("makes", link) for link in run["outputs"]]
    yield Table(
        ("", "Path", "Digests"),
        (1.3, 5, 7),
        tuple(
            (
                Cell(word, "muted"),
                Cell(visible(link["path"])),
                Cell("\n".join(link["digests"]) or "none", "code"),
            )
            for word, link in links
        ),
        empty="Neither inputs nor outputs are recorded.",
    )
    if run["parameters"]:
        yield Table(
            ("Parameter", "Value", "File"),
            (5, 4, 4),
            tuple(
                (
                    Cell(visible(item["name"])),
                    Cell(_plain(item["value"]), "number"),
                    Cell(visible(item["source"]), "muted"),
                )
                for item in run["parameters"]
            ),
        )


def _environment(ran: Json) -> list[tuple[str, Cell, Cell | None]]:
    origin = _origin(ran["origin"])
    by = f", said by {visible(ran['by'])}" if ran["by"] and ran["origin"] == "assumed" else ""
    image = ran["image"]
    rows: list[tuple[str, Cell, Cell | None]] = []
    if image:
        lines = [visible(image["reference"]) + by]
        lines += [f"id {image['id']}"] if image["id"] else []
        lines += [f"digest {image['digest']}"] if image["digest"] else []
        rows.append(("Image", Cell("\n".join(lines), "code"), origin))
    else:
        rows.append(_row("Image", ""))
    if ran["platform"]:
        rows.append(("Platform", Cell(visible(ran["platform"])), origin))
    for title, values in (
        ("Packages", ran["packages"]),
        ("Variables", ran["variables"]),
        ("Machine", ran["facts"]),
    ):
        if values:
            text = ", ".join(f"{name} {value}" for name, value in values.items())
            rows.append((title, Cell(visible(text)), origin))
    return rows


def _row(label: str, text: str, style: str = "text") -> tuple[str, Cell, Cell | None]:
    return (label, Cell(text, style) if text else Cell("not recorded", "muted"), None)


def _plain(value: object) -> str:
    return visible(value_text(value))


def _rebuilds(rebuilds: Sequence[Json]) -> Iterator[Block]:
    if not rebuilds:
        yield Paragraph("No run upstream was ever rebuilt.")
    for rebuild in rebuilds:
        word = rebuild["verdict"] or rebuild["ended"]
        image = rebuild["image"]
        identity = image["id"] or image["digest"] or "no identity recorded"
        limits = ", ".join(f"{name} {_plain(value)}" for name, value in rebuild["limits"].items())
        rows = [
            ("Outcome", Cell(word, "badge", _TONES.get(word, "")), None),
            _row("Process", rebuild["ended"]),
            _row("When", f"{moment(rebuild['started_at'])}, {rebuild['seconds']:g} seconds"),
            _row("By", visible(rebuild["by"] or "")),
            _row(
                "Image",
                visible(f"{image['reference']}\n{identity}", lines=True) if image["reference"] else "",
                "code",
            ),
            _row("Image found", image["how"] or ""),
            *((_row("Code", visible(rebuild["code"]), "code"),) if rebuild["code"] else ()),
            _row("Limits", visible(limits)),
            *(
                (("Explanation", Cell(visible(rebuild["explanation"])), None),)
                if rebuild["explanation"]
                else ()
            ),
            *cause_rows(rebuild["causes"]),
            *(("Missing", Cell(visible(item), "text", "bad"), None) for item in rebuild["missing"]),
        ]
        yield Facts(f"Rebuild of {visible(rebuild['name'])}, {moment(rebuild['started_at'])}", tuple(rows))
        yield Table(
            ("Output", "Expected and obtained", "Verdict"),
            (4, 7, 3),
            tuple(
                (
                    Cell(visible(output["path"])),
                    Cell(f"{output['expected'] or 'nothing'}\n{output['obtained'] or 'nothing'}", "code"),
                    Cell(output["verdict"], "badge", _TONES.get(output["verdict"], "")),
                )
                for output in rebuild["outputs"]
            ),
            empty="No outputs were judged.",
        )
        yield from judged_blocks(rebuild["outputs"])


def _problems(problems: Sequence[Json]) -> Table:
    return Table(
        ("Source", "Where", "What"),
        (1.5, 4, 6),
        tuple(
            (Cell(visible(item["source"])), Cell(visible(item["where"]), "code"), Cell(visible(item["what"])))
            for item in problems
        ),
    )


def _scope(report: Report) -> Iterator[Block]:
    for sentence in report.content["scope"]:
        yield Paragraph(sentence)
    query = report.content["query"]
    against = f" --against {visible(query['against'])}" if query["against"] else ""
    yield Facts(
        "",
        (
            _row("Asked with", f"forebear report {visible(query['ref'])}{against}", "code"),
            _row("Written by", f"Forebear {report.content['tool']['version']}"),
            _row("Report id", report.id, "code"),
            _row("To check", "forebear verify FILE.zip", "code"),
        ),
    )
    yield Paragraph(
        "The id is the SHA-256 of report.json without its id: keys sorted, no spaces, UTF-8. The same lineage"
        " gives the same report, so writing it again is a check as well."
    )
