"""HTML, PDF, picture and PROV: names that are meant to hurt stay text, Korean is whole, bytes repeat."""

from __future__ import annotations

import json
import re
import subprocess
import unicodedata
import xml.etree.ElementTree as ET
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forebear.audit.drawing import MOST_NODES, draw_lineage
from forebear.audit.html import html_report
from forebear.audit.pages import lay_out
from forebear.audit.pdf import pdf_report
from forebear.audit.prov import prov_document
from forebear.audit.report import Report, build_report
from forebear.compare.side_by_side import compare
from forebear.drawing.fonts import MONO, REGULAR, covered, subset_font
from forebear.lineage.questions import Questions
from forebear.lineage.visible import visible

MakeQuestions = Callable[..., Questions]

HOSTILE = {
    "raw": "data/<script>alert(1)</script>]]>.csv",
    "model": 'models/\u202egpj.#let x=1; *b* $a$ "q\\.pkl',
    "author": "#eval(1) & <b>Co</b>",
    "message": "</style></svg><img src=x onerror=alert(1)> 中文 😀 שלום",
    "metric": "a|b<c>",
    "train": "train #panic() {{ 7*7 }}",
    "command": "python x.py && echo '<b>' $HOME @foo _it_ `x` // no",
}
KOREAN = {
    "raw": "데이터/원본 고객 명단.csv",
    "model": "모델/신용평가 모형.pkl",
    "author": "김민지",
    "message": "학습률을 낮추고 데이터를 새로 받은 모형",
    "metric": "정확도",
}


def report_on(questions: Questions) -> Report:
    return build_report(
        questions,
        "v1.2",
        project="<i>credit</i>",
        comparison=compare(questions, None, ["v1.1", "v1.2"]),
    )


@pytest.fixture
def hostile(make_questions: MakeQuestions) -> Report:
    return report_on(make_questions(rebuilt=True, names=HOSTILE, place="hostile"))


@pytest.fixture
def korean(make_questions: MakeQuestions) -> Report:
    return report_on(make_questions(rebuilt=True, names=KOREAN, place="korean"))


class Seen(HTMLParser):
    """The tags, attributes and text of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data


def test_hostile_names_stay_text_in_html(hostile: Report) -> None:
    seen = Seen()
    page = html_report(hostile).decode()
    seen.feed(page)
    assert not seen.tags & {"script", "img", "iframe", "object", "embed", "link", "form", "i", "b", "base"}
    assert not [name for name, _ in seen.attributes if name.startswith("on")]
    assert all(
        value is None or value.startswith("#") for name, value in seen.attributes if name in ("href", "src")
    )
    for name in ("raw", "author", "metric", "train", "command"):
        assert visible(HOSTILE[name]) in seen.text, name
    assert "{{ 7*7 }}" in seen.text
    assert "\u202e" not in page
    assert "[U+202E]" in seen.text


def test_html_asks_the_network_for_nothing(hostile: Report) -> None:
    page = html_report(hostile).decode()
    assert not re.search(r"@import|url\((?!#|data:font/woff;)", page)
    assert "default-src 'none'" in page


def test_html_has_what_a_screen_reader_needs(korean: Report) -> None:
    page = html_report(korean).decode()
    assert '<html lang="en">' in page
    assert page.count("<h1>") == 1
    assert "<title" in page.partition("<svg")[2]
    assert 'scope="col"' in page
    targets = re.findall(r'href="#([^"]+)"', page)
    assert targets
    assert all(f'id="{target}"' in page for target in targets)


def text_of(pdf: bytes, folder: Path) -> str:
    file = folder / "report.pdf"
    file.write_bytes(pdf)
    done = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, check=True)
    return unicodedata.normalize("NFC", done.stdout.decode())


def test_hostile_names_stay_text_in_pdf(hostile: Report, tmp_path: Path) -> None:
    text = re.sub(r"\s+", "", text_of(pdf_report(hostile), tmp_path))
    assert "#eval(1)&<b>Co</b>" in text
    assert "train#panic(){{7*7}}" in text
    assert "[U+202E]gpj.#letx=1;*b*$a$" in text
    assert "[U+4E2D][U+6587]" in text, "what the fonts lack is spelled out"


def test_korean_is_whole_in_pdf(korean: Report, tmp_path: Path) -> None:
    text = text_of(pdf_report(korean), tmp_path)
    for word in ("데이터/원본", "김민지", "정확도", "신용평가", "학습률을", "모형"):
        assert word in text, f"{word} is broken or missing"


def test_the_pdf_is_the_same_every_time(korean: Report, make_questions: MakeQuestions) -> None:
    again = report_on(make_questions(rebuilt=True, names=KOREAN, place="again"))
    assert pdf_report(korean) == pdf_report(again)
    assert html_report(korean) == html_report(again)


def test_the_pdf_is_archival_tagged_and_carries_the_report(korean: Report, tmp_path: Path) -> None:
    content = pdf_report(korean)
    assert b"<pdfaid:part>3</pdfaid:part>" in content
    assert b"<pdfaid:conformance>A</pdfaid:conformance>" in content
    assert b"<pdfuaid:part>1</pdfuaid:part>" in content
    file = tmp_path / "report.pdf"
    file.write_bytes(content)
    subprocess.run(["pdfdetach", "-saveall", "-o", tmp_path, file], check=True, capture_output=True)
    assert (tmp_path / "report.json").read_bytes() == korean.text
    fonts = subprocess.run(
        ["pdffonts", file], capture_output=True, check=True, text=True
    ).stdout.splitlines()[2:]
    assert len(fonts) >= 3
    assert all(re.search(r" yes yes yes ", line) for line in fonts), "embedded, subset, with Unicode"


@given(st.text())
def test_nothing_hides_in_what_is_shown(text: str) -> None:
    shown = visible(text)
    assert all(unicodedata.category(mark) not in ("Cc", "Cf", "Cs") for mark in shown)
    assert visible(shown) == shown
    assert len(visible(text, lines=True).split("\n")) >= 1


def picture_of(names: dict[str, str], questions: Questions) -> str:
    figures = [
        block
        for section in lay_out(report_on(questions)).sections
        for block in section.blocks
        if block.kind == "figure"
    ]
    assert len(figures) == 1
    return figures[0].svg


def test_the_picture_is_well_formed_and_keeps_its_text(make_questions: MakeQuestions) -> None:
    svg = picture_of(HOSTILE, make_questions(names=HOSTILE))
    root = ET.fromstring(svg)  # noqa: S314  our own
    tags = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert not tags & {"script", "style", "image", "foreignObject", "a", "animate", "set"}
    assert not [name for element in root.iter() for name in element.attrib if name.startswith("on")]
    assert {link[0] for element in root.iter() if (link := element.get("href"))} == {"#"}
    assert "\u202e" not in svg
    words = {"".join(element.itertext()) for element in root.iter() if element.tag.endswith("text")}
    assert {"RUN", "MODEL · SUBJECT", "DATASET", "ENVIRONMENT"} <= words or {
        "RUN",
        "MODEL",
        "DATASET",
    } <= words


def test_a_large_graph_is_drawn_in_part_and_says_so() -> None:
    nodes = [
        {
            "id": f"artifact:{n}",
            "kind": "artifact",
            "type": "file",
            "name": f"n{n}",
            "digests": [],
            "origin": "imported",
        }
        for n in range(MOST_NODES + 20)
    ]
    edges = [
        {"from": f"artifact:{n + 1}", "to": f"artifact:{n}", "role": "part", "path": None}
        for n in range(MOST_NODES + 19)
    ]
    drawing = draw_lineage({"nodes": nodes, "edges": edges}, {"title": "x", "key": "0"})
    assert drawing is not None
    assert "20 nodes further upstream are not drawn" in drawing.caption
    assert drawing.svg.count('<g class="node ') == MOST_NODES


def test_fonts_have_what_the_reports_need() -> None:
    pretendard = covered(REGULAR)
    assert {ord(mark) for mark in "Aé가힣→…·"} <= pretendard
    assert ord("中") not in pretendard
    assert ord("A") in covered(MONO)
    part = subset_font(REGULAR, "가나")
    assert part == subset_font(REGULAR, "가나")
    assert part.startswith(b"wOFF")
    assert len(part) < 10_000


def test_prov_is_well_formed_and_complete(hostile: Report) -> None:
    document = prov_document(hostile)
    json.dumps(document, allow_nan=False)
    names = {name for kind in ("entity", "activity", "agent") for name in document[kind]}
    assert all(re.fullmatch(r"fb:[A-Za-z0-9._~%-]+", name) for name in names)
    assert not set(document["entity"]) & set(document["activity"])
    ends = [
        value
        for relation in ("used", "wasGeneratedBy", "wasAssociatedWith")
        for link in document[relation].values()
        for key, value in link.items()
        if key.startswith("prov:") and key != "prov:role"
    ]
    assert set(ends) <= names
    content = hostile.content
    outputs = sum(len(run["outputs"]) for run in content["runs"])
    inputs = sum(len(run["inputs"]) for run in content["runs"])
    environments = sum(len(run["environments"]) for run in content["runs"])
    assert len(document["wasGeneratedBy"]) == outputs
    assert len(document["used"]) == inputs + environments
    assert len(document["wasAssociatedWith"]) == len(content["runs"])
