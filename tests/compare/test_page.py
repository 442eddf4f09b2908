"""The page: the content of the JSON in sound HTML, nothing fetched, nothing run, the same bytes each time."""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime
from hashlib import md5, sha256
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from forebear.cli.comparing import compare_in
from forebear.compare.comparison import (
    CodeChanges,
    CodeCommit,
    CodeFile,
    Comparison,
    DataRole,
    DataRow,
    EnvironmentRow,
    FileDiff,
    FileKind,
    LoadedInside,
    MetricRow,
    ModelRow,
    ParameterRow,
    PartRow,
    Unavailable,
    Version,
)
from forebear.compare.data.findings import (
    Absent,
    ColumnDrift,
    DataChange,
    DeltaCommit,
    Histogram,
    Kind,
    Level,
    Obtainable,
    RowChanges,
    RowExample,
    SchemaChange,
    Share,
    Study,
    Summary,
)
from forebear.compare.directions import Direction
from forebear.compare.document import comparison_document
from forebear.compare.files.findings import (
    ByteDifference,
    CellChange,
    Content,
    FileDifference,
    FileRole,
    FileRow,
    FileStudy,
    ImageDifference,
    NotebookDifference,
    Side,
    TextDifference,
)
from forebear.compare.files.study import FileStudent
from forebear.compare.kept import KeptPatch
from forebear.compare.lineages.document import merged_lineage
from forebear.compare.lineages.merging import MergedLineage
from forebear.compare.page.curves import CURVES
from forebear.compare.page.images import LARGEST_DRAWING, embedded_pictures
from forebear.compare.page.writing import PageContent, page_pieces, write_page
from forebear.compare.plots.findings import (
    Matrix,
    PlotDefinition,
    PlotKind,
    PlotProblem,
    PlotRow,
    PlotStudy,
    Series,
)
from forebear.compare.step_curves import MetricCurves, curves_document, metric_curves
from forebear.compare.step_series import StepSeries
from forebear.lineage.errors import ActionableError
from forebear.lineage.facts import Slot
from forebear.lineage.progress import Silent
from forebear.lineage.project import Project
from forebear.lineage.questions import Questions
from forebear.lineage.visible import visible
from forebear.lineage.words import Digest, NodeKind
from forebear.resources import resource

VOID = {"meta", "link", "img", "input", "br", "hr", "col"}
COLOUR = re.compile(r"--([\w-]+): (#[0-9a-f]{6})")
Imported = tuple[Project, Questions]


class Page(HTMLParser):
    """A page, read strictly: every tag is closed by its own, ids are used once, links lead somewhere."""

    def __init__(self, page: bytes) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.ids: list[str] = []
        self.links: list[tuple[str, str, str]] = []
        self.attributes: set[str] = set()
        self.said: list[str] = []
        self.script = ""
        self.policy = ""
        self.headings: list[int] = []
        self.source = page.decode()
        self.feed(self.source)
        self.close()
        assert self.open == []
        self.text = "".join(self.said)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag not in VOID:
            self.open.append(tag)
        if tag in ("h1", "h2", "h3", "h4"):
            self.headings.append(int(tag[1]))
        held = dict(attrs)
        assert len(held) == len(attrs), f"an attribute of {tag} is there twice"
        self.attributes |= set(held)
        if held.get("id"):
            self.ids.append(held["id"] or "")
        if held.get("http-equiv") == "Content-Security-Policy":
            self.policy = held["content"] or ""
        for name in ("href", "src", "action", "srcset", "data", "xlink:href", "poster"):
            if name in held:
                self.links.append((tag, name, held[name] or ""))
        for name in ("title", "aria-label", "alt"):
            self.said.append(f"{held.get(name) or ''}\n")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "script":
            self.script += data
        elif not self.open or self.open[-1] != "style":
            self.said.append(data)


def page_of(comparison: Comparison, *curves: MetricCurves, lineages: tuple[MergedLineage, ...] = ()) -> bytes:
    """The page without its fonts, which take a second and are checked by themselves."""
    content = PageContent(comparison, "credit", curves, lineages)
    return b"".join(page_pieces(content, Silent(), lambda _letters: ""))


def check(page: Page) -> None:
    """What must hold of every page."""
    assert len(set(page.ids)) == len(page.ids)
    for tag, name, link in page.links:
        inside = name == "href" and link.startswith("#") and link[1:] in page.ids
        assert (
            inside or link.startswith("forebear://compare?") or (tag, link[:11]) == ("img", "data:image/")
        ), link
    assert not [name for name in page.attributes if name.startswith("on") or name == "style"]
    assert page.tags.isdisjoint(
        {"iframe", "object", "embed", "base", "link", "foreignobject", "image", "animate"}
    )
    digest = b64encode(sha256(page.script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in page.policy
    assert page.policy.startswith("default-src 'none'; ")
    outside = re.sub(r"url\(data:font/woff;base64,[\w+/=]+\)", "", page.source)
    assert not re.search(r"url\((?!#lineage-)|@import|src\s*=\s*\W?http", outside, re.IGNORECASE)
    assert page.headings[0] == 1
    assert page.headings.count(1) == 1
    assert all(after - before <= 1 for before, after in zip(page.headings, page.headings[1:], strict=False))


def versions(count: int, name: str = "v") -> tuple[Version, ...]:
    when = datetime(2026, 3, 1, 12, tzinfo=UTC)
    return tuple(
        Version(f"L{place}", f"{name}{place}", f"{name}{place}", NodeKind.COMMIT, "c" * 40, when=when)
        for place in range(count)
    )


def everything(word: Callable[[], str]) -> Comparison:
    """A comparison of two versions in which every kind of thing is there, each text from `word`."""
    here = (True, True)
    nothing = Summary(0, 0)
    numbers = ColumnDrift(
        word(),
        Kind.NUMBER,
        Level.LARGE,
        Summary(9, 1, 0.0, 1.0, 2.0),
        Summary(9, 0, 0.0, 1.5, float("inf")),
        psi=1.2,
        test="ks",
        statistic=0.5,
        p=0.0,
        corrected=0.0,
        js=0.4,
        histogram=Histogram((0.0, 1.0, 2.0), (4, 5), (1, 8)),
    )
    shares = (Share(word(), 4, 5), Share(None, 5, 4))
    names = ColumnDrift(word(), Kind.CATEGORY, Level.MODERATE, nothing, nothing, shares=shares)
    study = Study(
        {},
        (
            DataChange(
                "L1",
                schema=(SchemaChange(word(), "type", word(), word()),),
                rows=RowChanges(
                    (word(),),
                    1,
                    1,
                    5,
                    1,
                    {word(): 1},
                    1,
                    (word(),),
                    (RowExample((word(),), {"a": word()}, {"a": word()}),),
                ),
                drift=(numbers, names),
                note=word(),
                commits=(DeltaCommit(3, None, word(), word(), word(), word()),),
            ),
        ),
        (Absent("L0", Digest("md5", "a" * 32), (Obtainable("dvc", word(), word()),)),),
        {"L1": word()},
    )
    sizes = (1, 2)
    digests = (Digest("md5", "a" * 32), Digest("md5", "b" * 32))
    diff = FileDiff("L1", "modified", word(), 1, 1, text=f"@@ -1,1 +1,1 @@\n-{word()}\n+{word()}\n")
    return Comparison(
        versions=tuple(replace(each, by=word(), summary=word(), title=word()) for each in versions(2)),
        metrics=(
            MetricRow(word(), word(), (0.5, 0.25), here),
            MetricRow("m", word(), (word(), float("nan")), here),
        ),
        parameters=(
            ParameterRow(word(), word(), (word(), None), here, here),
            ParameterRow("p", word(), (1, "1"), here, here),
        ),
        data=(DataRow(word(), DataRole.SOURCE, digests, sizes, sizes, sizes, study=study),),
        environment=(
            EnvironmentRow("package", word(), "", (word(), None), here, ("1", None)),
            EnvironmentRow("declared", word(), "", (word(), word()), here, ("1", "2"), word()),
        ),
        plots=(
            PlotRow(
                word(),
                word(),
                PlotKind.LINE,
                (PlotDefinition(word(), "dvc.yaml", "a.csv", title=word()), None),
                ({"a.csv": digests[0]}, {}),
                PlotStudy(
                    PlotKind.ROC,
                    word(),
                    word(),
                    (Series("L0", "a.csv", word(), ("0", "nan", "1"), ("0", "1", "inf"), 0.5),),
                    problems=(PlotProblem("L1", word(), word()),),
                    notes=(word(),),
                ),
            ),
            PlotRow(
                word(),
                "",
                PlotKind.MATRIX,
                (PlotDefinition("m", "", "m.csv"),) * 2,
                ({"m.csv": digests[0]}, {"m.csv": digests[1]}),
                PlotStudy(
                    PlotKind.MATRIX,
                    word(),
                    word(),
                    matrices=tuple(
                        Matrix(label, "m.csv", (word(), "z"), (word(), "z"), ((3, number), (0, 4)))
                        for number, label in enumerate(("L0", "L1"))
                    ),
                ),
            ),
            PlotRow(
                word(),
                "",
                PlotKind.BARS,
                (PlotDefinition("b", "", "b.csv"),) * 2,
                ({"b.csv": digests[0]}, {"b.csv": digests[1]}),
                PlotStudy(PlotKind.BARS, word(), word(), (Series("L0", "b.csv", word(), (word(),), (1,)),)),
            ),
        ),
        files=(
            FileRow(
                word(),
                FileRole.RESULT,
                Content.TEXT,
                digests,
                sizes,
                digests,
                folder=word(),
                study=FileStudy(
                    Content.TEXT,
                    (Side("L0", digests[0], 1, problem=word()), Side("L1", digests[1], 2)),
                    (
                        FileDifference(
                            "L1",
                            ByteDifference(3, (4, 5), 5, 0, 0, b"<b>\x00", b"&amp;"),
                            ImageDifference(4, 1, 255, 12.5, False, (0, 0, 1, 1)),
                            TextDifference(f"@@ -1,1 +1,1 @@\n-{word()}\n+{word()}\n", 1, 1, notes=(word(),)),
                            note=word(),
                        ),
                    ),
                ),
            ),
            FileRow(
                word(),
                FileRole.CODE,
                Content.NOTEBOOK,
                digests,
                sizes,
                digests,
                study=FileStudy(
                    Content.NOTEBOOK,
                    (Side("L0", digests[0], 1), Side("L1", digests[1], 2)),
                    (
                        FileDifference(
                            "L1",
                            notebook=NotebookDifference(
                                (CellChange("changed", "code", 1, 2, f"@@ -1 +1 @@\n+{word()}\n"),), 3, ""
                            ),
                        ),
                    ),
                ),
            ),
        ),
        code=CodeChanges(
            True,
            (CodeCommit("d" * 40, word(), datetime(2026, 3, 1, tzinfo=UTC), word(), ("L1",)),),
            (
                CodeFile(word() + ".py", FileKind.CODE, True, (diff,)),
                CodeFile(
                    word(), FileKind.DATA, False, (replace(diff, text="", binary=True, omitted=word()),)
                ),
            ),
            uncommitted=(
                KeptPatch(
                    "L1", word(), "e" * 40, f"diff --git a/x b/x\n@@ -1 +1 @@\n-{word()}\n+{word()}\n", word()
                ),
            ),
        ),
        environment_changed=True,
        unavailable=(Unavailable("L0", Slot.METRICS, word(), word()),),
        notes=(word(),),
        models=(
            ModelRow(
                word(),
                digests,
                sizes,
                (word(), word()),
                True,
                (PartRow("tensor", word(), (word(), word()), here, (True, False), (None, None)),),
                {"tensor": (1, 1)},
                ("", word()),
                True,
                (word(),),
                (
                    LoadedInside(word(), "local", word(), {word(): word()}, (word(),)),
                    LoadedInside(problem=word()),
                ),
            ),
        ),
    )


HOSTILE = [
    "</script><script>alert(1)</script>",
    "\"'><img src=x onerror=alert(1)>",
    "</style></title></svg>]]>--><!--",
    "\u202egpj.exe\u2066\u200b",
    "javascript:alert(1)",
    "{{ 7*7 }}{% raw %}",
    "\x00\x1b[31m\r\n\ttab",
    "데이터/원본 고객 명단",
    "\udc80\ud800",
    "https://example.org/x.png",
    "&amp;&#60;b&#62;",
]


def test_what_is_meant_to_hurt_stays_text_that_is_seen() -> None:
    for word in HOSTILE:
        made = Page(page_of(everything(lambda word=word: word)))  # type: ignore[misc]
        check(made)
        assert "49" not in re.findall(r"\d+", made.text) or word != HOSTILE[5]
        assert "alert" not in made.script
        written = word.expandtabs(4).replace("\r\n", "\n").split("\n")[0]
        assert visible(written).encode("utf-8", "backslashreplace").decode() in made.text
        assert not set(made.text) & {"\u202e", "\u2066", "\u200b", "\x00", "\x1b", "\r"}


@settings(max_examples=25)
@given(st.lists(st.text(max_size=12), min_size=1, max_size=8))
def test_any_text_makes_a_sound_page(texts: list[str]) -> None:
    said = [f"w{place}{text}" for place, text in enumerate(texts)]
    turn = iter(range(10_000))
    made = Page(page_of(everything(lambda: said[next(turn) % len(said)])))
    check(made)
    for text in said:
        whole = visible(text).encode("utf-8", "backslashreplace").decode()
        assert whole in made.text


def differing_names(document: dict[str, Any]) -> set[str]:
    """Every row of the JSON that differs, by its name."""
    found = set()
    for kind, name in (
        ("metrics", "name"),
        ("parameters", "name"),
        ("data", "path"),
        ("environment", "package"),
        ("models", "path"),
    ):
        found |= {row[name] for row in document[kind] if row["differs"] is not False}
    found |= {file["path"] for file in document["code"]["files"]}
    found |= {commit["summary"] for commit in document["code"]["log"]}
    found |= {cause["what"] for cause in document["ranking"]}
    found |= {file["path"] for file in document["unavailable"]}
    found |= {row["path"] for row in document["files"] if row["differs"] is not False}
    found |= {row["title"] for row in document["plots"] if row["differs"]}
    return found | set(document["notes"])


@pytest.mark.parametrize(
    "refs", [("base", "data"), ("base", "code"), ("base", "data", "params", "code", "side")], ids=len
)
def test_the_page_says_what_the_json_says(imported: Imported, refs: tuple[str, ...]) -> None:
    project, questions = imported
    compared = compare_in(project, questions, refs, key=())
    lineages = tuple(merged_lineage(questions, compared, place) for place in range(1, len(refs)))
    made = Page(page_of(compared, *metric_curves(questions, compared), lineages=lineages))
    check(made)
    text = re.sub(r"\s+", " ", made.text)
    document = comparison_document(compared)
    names = differing_names(document)
    names |= {node.name for merged in lineages for node in merged.nodes}
    assert len(names) > 5
    assert not [name for name in names if name not in text]
    for row in compared.metrics:
        for value in row.values:
            if isinstance(value, float) and row.differs:
                assert f"{value:.6g}" in text
    for version in compared.versions:
        assert version.commit
        assert version.commit in text
        assert version.title in text
    for changed in compared.changed.values():
        assert {True: "changed", False: "the same", None: "not recorded"}[changed] in text


def test_the_same_versions_give_the_same_bytes(imported: Imported) -> None:
    project, questions = imported
    pages = []
    for _ in range(2):
        compared = compare_in(project, questions, ("base", "code"), key=())
        pages.append(b"".join(page_pieces(PageContent(compared, "credit"), Silent())))
    assert pages[0] == pages[1]
    assert len(pages[0]) < 500_000


def test_the_sections_stand_in_their_order(imported: Imported) -> None:
    project, questions = imported
    made = Page(page_of(compare_in(project, questions, ("base", "code"))))
    known = [
        "summary",
        "metrics",
        "parameters",
        "code",
        "data",
        "environment",
        "models",
        "plots",
        "files",
        "lineage",
        "notes",
    ]
    assert [name for name in made.ids if name in known] == known


def test_a_value_changed_far_behind_the_point_is_never_written_the_same() -> None:
    metric = MetricRow("", "auc", (0.12345678, 0.12345679), (True, True))
    long = "x" * 5000
    given = ParameterRow("", "text", (f"{long}a", f"{long}b"), (True, True), (True, True))
    compared = replace(everything(lambda: "w"), metrics=(metric,), parameters=(given,))
    text = Page(page_of(compared)).text
    assert "0.12345678" in text
    assert "0.12345679" in text
    assert re.search(r"…x+a \(5,001 characters\)", text)
    assert re.search(r"…x+b \(5,001 characters\)", text)


def test_what_a_person_said_of_a_metric_counts_more_than_its_name() -> None:
    compared = replace(
        everything(lambda: "w"), metrics=(MetricRow("", "loss", (0.5, 0.25), (True, True)),), plots=()
    )
    by_name = Page(page_of(compared)).text
    content = PageContent(compared, "credit", directions={"loss": Direction.HIGHER})
    said = Page(b"".join(page_pieces(content, Silent(), lambda _letters: ""))).text
    assert "▼ −0.25 (−50 %) better" in by_name  # noqa: RUF001
    assert "▼ −0.25 (−50 %) worse" in said  # noqa: RUF001
    row = comparison_document(compared)["metrics"][0]  # type: ignore[index]
    assert (row["better"], row["best"]) == ("lower", ["L1"])
    row = comparison_document(compared, {"loss": Direction.HIGHER})["metrics"][0]  # type: ignore[index]
    assert (row["better"], row["best"]) == ("higher", ["L0"])


def reports(values: list[float]) -> StepSeries:
    return StepSeries(np.arange(float(len(values))), np.array(values))


def test_curves_in_the_json_are_bounded_and_keep_their_gaps() -> None:
    values = [float("inf") if step == 3 else float(step) for step in range(50_000)]
    series = (reports(values), reports([float("nan"), 2.0]), None)
    said = curves_document([MetricCurves("m", "loss", series)], ["A", "B", "C"])
    first, second = said[0]["versions"]  # type: ignore[misc]
    assert first["points"] == 50_000
    assert len(first["steps"]) == len(first["values"]) <= 2_000
    assert max(value for value in first["values"] if value is not None) == 49_999.0
    assert second == {"version": "B", "points": 2, "steps": [0, 1], "values": [None, 2.0], "times": None}


def test_the_steps_that_dvclive_kept_are_found_and_drawn(imported: Imported) -> None:
    project, questions = imported
    compared = compare_in(project, questions, ("base", "params"))

    def read(version: Version, path: str) -> bytes | None:
        if path != "plots/metrics/auc.tsv":
            return None
        return f"step\tauc\n0\t0.1\n1\tnan\n2\t{0.9 if version.label == 'A' else 0.8}\n".encode()

    curves = metric_curves(questions, compared, read)
    assert [(each.source, each.name) for each in curves] == [("metrics.json", "auc")]
    made = Page(page_of(compared, *curves))
    check(made)
    assert "metrics.json: auc over its steps. A: 3 steps, from 0.1 to 0.9" in made.text
    assert "1 gap" in made.text
    assert metric_curves(questions, compared) == ()


def test_that_more_curves_are_left_out_is_told() -> None:
    compared = replace(everything(lambda: "w"), plots=())
    curves = [MetricCurves("", f"m{n}", (reports([1.0, 2.0]), None)) for n in range(CURVES + 1)]
    every = Page(page_of(compared, *curves[:-1]))
    check(every)
    assert "curves of" not in every.text
    more = Page(page_of(compared, *curves))
    check(more)
    assert f"The curves of {CURVES} metrics are drawn; those of more metrics are in the answer" in more.text
    assert f"m{CURVES}" not in more.text


def test_curves_show_gaps_and_are_bounded() -> None:
    values = [float("nan") if step == 50_000 else float(step % 1000) for step in range(100_000)]
    compared = replace(everything(lambda: "w"), plots=())
    page = page_of(compared, MetricCurves("", "loss", (reports(values), reports([1.0, 2.0]))))
    made = Page(page)
    check(made)
    assert "100,000 steps" in made.text
    assert "1 gap" in made.text
    assert len(page) < 400_000
    assert len(re.findall(r'<path class="line', made.source)) == 2


def test_a_hundred_versions_of_many_metrics_stay_bounded_and_what_is_left_out_is_said() -> None:
    count = 60
    rows = tuple(
        MetricRow(
            "m.json",
            f"metric.{name:05}",
            tuple(float(name + place) for place in range(count)),
            (True,) * count,
        )
        for name in range(400)
    )
    same = tuple(
        MetricRow("m.json", f"same.{name:05}", (1.0,) * count, (True,) * count) for name in range(1000)
    )
    nothing = Comparison((), (), (), (), (), CodeChanges(changed=False), environment_changed=False)
    compared = replace(nothing, versions=versions(count), metrics=rows + same)
    page = page_of(compared)
    made = Page(page)
    check(made)
    assert all(row.name in made.text for row in rows)
    assert "673 metrics more that are the same would make this page too large" in made.text
    assert len(page) < 12_000_000


def test_the_file_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = PageContent(everything(lambda: "w"), "credit")
    file = tmp_path / "판.html"
    file.write_text("old")
    with pytest.raises(ActionableError, match="cannot be written"):
        write_page(content, tmp_path / "nowhere" / "page.html")
    with pytest.raises(ActionableError, match="a folder of that name"):
        write_page(content, tmp_path)

    class Stops(Silent):
        def step(self, *_args: object, **_names: object) -> None:
            raise ActionableError("stopped")

    with pytest.raises(ActionableError, match="stopped"):
        write_page(content, file, Stops())
    assert file.read_text() == "old"
    write_page(content, file)
    check(Page(file.read_bytes()))
    assert file.read_bytes().count(b"@font-face") == 3
    assert list(tmp_path.iterdir()) == [file]


class Held:
    """Contents by digest, in files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, content: bytes) -> Digest:
        digest = Digest("md5", md5(content, usedforsecurity=False).hexdigest())
        (self.folder / digest.value).write_bytes(content)
        return digest

    def read(self, digest: Digest) -> bytes | None:
        path = self.folder / digest.value
        return path.read_bytes() if path.exists() else None

    def file(self, digest: Digest, _scratch: Path) -> Path | None:
        path = self.folder / digest.value
        return path if path.exists() else None

    def listing(self, _digest: Digest) -> None:
        return None

    def obtainable(self, _digest: Digest) -> tuple[Obtainable, ...]:
        return ()


def test_images_are_on_the_page_and_one_pixel_that_differs_is_seen(tmp_path: Path) -> None:
    before = Image.new("RGB", (3000, 2000), "white")
    after = before.copy()
    after.putpixel((2999, 1), (255, 255, 0))
    contents = []
    for image in (before, after):
        buffer = BytesIO()
        image.save(buffer, "PNG")
        contents.append(buffer.getvalue())
    held = Held(tmp_path)
    svg = [
        held.put(f'<svg xmlns="http://www.w3.org/2000/svg"><script>{n}</script></svg>'.encode()) for n in "ab"
    ]
    digests = tuple(map(held.put, contents))
    none = (None, None)
    rows = (
        FileRow("a.png", FileRole.PLOT, Content.IMAGE, digests, none, digests),
        FileRow("a.svg", FileRole.PLOT, Content.DRAWING, tuple(svg), none, tuple(svg)),
        FileRow("no.png", FileRole.PLOT, Content.IMAGE, (digests[0], None), none, (digests[0], None)),
    )
    student = FileStudent(held)
    studied = tuple(
        replace(row, study=student.study(row.path, list(zip(("L0", "L1"), row.sources, strict=True))))
        for row in rows
    )
    compared = replace(everything(lambda: "w"), files=studied)
    pictures = embedded_pictures(compared, student)
    content = PageContent(compared, "credit", pictures=pictures)
    page = b"".join(page_pieces(content, Silent(), lambda _letters: ""))
    made = Page(page)
    check(made)
    assert page == b"".join(page_pieces(content, Silent(), lambda _letters: ""))
    assert len([tag for tag, _, _ in made.links if tag == "img"]) == 6
    assert "1 of 6,000,000 pixels differ" in made.text
    assert "3,000 by 2,000 pixels, shown smaller" in made.text
    assert "script>a" not in made.source
    difference = pictures["a.png"].differences[0]
    assert difference is not None
    seen = Image.open(BytesIO(b64decode(difference.uri.partition(",")[2]))).convert("RGB")
    assert max(seen.size) <= 560
    assert seen.getpixel((seen.width - 1, 0)) != (255, 255, 255)
    assert seen.getpixel((0, seen.height - 1)) == (255, 255, 255)
    assert len(page) < 400_000


def test_a_drawing_too_large_for_the_page_is_told(tmp_path: Path) -> None:
    held = Held(tmp_path)
    small = held.put(b'<svg xmlns="http://www.w3.org/2000/svg"/>')
    large = held.put(f'<svg xmlns="http://www.w3.org/2000/svg"><!--{"x" * LARGEST_DRAWING}--></svg>'.encode())
    row = FileRow("a.svg", FileRole.PLOT, Content.DRAWING, (small, large), (None, None), (small, large))
    student = FileStudent(held)
    study = student.study(row.path, list(zip(("L0", "L1"), row.sources, strict=True)))
    compared = replace(everything(lambda: "w"), files=(replace(row, study=study),))
    content = PageContent(compared, "credit", pictures=embedded_pictures(compared, student))
    made = Page(b"".join(page_pieces(content, Silent(), lambda _letters: "")))
    check(made)
    assert len([tag for tag, _, _ in made.links if tag == "img"]) == 1
    assert f"Drawings over 60 kB are left out: {compared.versions[1].label}." in made.text


def contrast(one: str, other: str) -> float:
    """How far two colours `#rrggbb` are apart, as WCAG 2 has it: 1 to 21."""

    def light(colour: str) -> float:
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    darker, lighter = sorted((light(one), light(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("place", range(3), ids=["light", "dark", "print"])
def test_text_and_charts_can_be_read_on_every_ground(place: int) -> None:
    style = (resource("comparison") / "page.css").read_text(encoding="utf-8")
    blocks = re.findall(r":root \{(.*?)\}", style, re.DOTALL)
    assert len(blocks) == 3
    colours = {name: value for block in (blocks[0], blocks[place]) for name, value in COLOUR.findall(block)}
    code = ("comment", "string", "figure", "keyword", "called", "soft", "ink")
    texts = [(name, "paper") for name in (*code, "better", "worse", "changed", "accent")]
    texts += [(name, ground) for name in code for ground in ("better-tint", "worse-tint")]
    texts += [("changed", "changed-tint"), ("ink", "changed-tint"), ("soft", "changed-tint")]
    assert not [pair for pair in texts if contrast(colours[pair[0]], colours[pair[1]]) < 4.5]
    assert not [place for place in range(8) if contrast(colours[f"c{place}"], colours["paper"]) < 3]


def test_every_part_of_a_comparison_has_its_place_on_the_page() -> None:
    """A field added to the comparison, and forgotten here, fails."""
    told = {
        "versions", "metrics", "parameters", "data", "environment", "code", "environment_changed",
        "unavailable", "notes", "models", "steps", "files", "plots",
    }  # fmt: skip
    assert is_dataclass(Comparison)
    assert {each.name for each in fields(Comparison)} == told
