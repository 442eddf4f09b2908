"""What the rebuild room tells is said in the window's language."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QTranslator

from forebear.desktop.rebuilding.compared_sentences import COMPARED
from forebear.desktop.rebuilding.outcome_sentences import OUTCOME
from forebear.desktop.rebuilding.plan_sentences import PLAN
from forebear.desktop.refusal_sentences import REFUSALS
from forebear.desktop.sentences import told
from forebear.lineage.refusals import Refused
from forebear.lineage.sentences import Catalogue, Said, Sentence
from forebear.rebuild.causes.sentences import Explained, Shown
from forebear.rebuild.judging.choosing import Comparing
from forebear.rebuild.judging.finding import Pair
from forebear.rebuild.judging.sentences import Compared
from forebear.rebuild.judging.tolerance import Policy
from forebear.rebuild.sentences import Checked, Ending, Foreseen, Planned, Spreading, Step, Trouble
from forebear.sources.docker.refusals import EngineRefused

ENUMS = (
    Planned,
    Checked,
    Foreseen,
    Ending,
    Step,
    Spreading,
    Explained,
    Shown,
    Compared,
    Refused,
    EngineRefused,
    Trouble,
)
SENTENCES = [sentence for enum in ENUMS for sentence in enum]
WORDS = {**PLAN, **OUTCOME, **COMPARED, **REFUSALS}


class Marked(QTranslator):
    """A language in which every sentence is marked, so that what was not translated shows."""

    def translate(self, context: str, source: str, _disambiguation: str = "", _n: int = -1) -> str:
        return f"«{source}»" if context == "Sentences" else source

    def isEmpty(self) -> bool:  # noqa: N802
        return False


@pytest.fixture
def marked(qapp: QCoreApplication):  # type: ignore[no-untyped-def]
    translator = Marked()
    qapp.installTranslator(translator)
    yield
    qapp.removeTranslator(translator)


@pytest.mark.parametrize("sentence", SENTENCES, ids=str)
def test_every_sentence_has_words_with_the_same_figures(sentence: Sentence) -> None:
    assert WORDS[sentence]() == sentence.value


@pytest.mark.parametrize("sentence", SENTENCES, ids=str)
def test_every_sentence_is_known_among_all_others(sentence: Sentence) -> None:
    names = re.findall(r"\{(\w+)\}", str(sentence.value))
    figures = {name: f"{name}1" for name in names}
    (found,) = Catalogue(*ENUMS).read(sentence.said(**figures))
    assert isinstance(found, Said)
    assert (found.sentence.value, found.figures) == (sentence.value, figures)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "train (run:ab): a.csv (md5:12) is in no place that was asked (dvc cannot be asked: no).",
            "train (run:ab): «a.csv (md5:12) is in no place that was asked («dvc cannot be asked: no»).»",
        ),
        (
            "Outputs: 1 identical, 2 different. The image is reconstructed, not recorded.",
            "«Outputs: «1 identical», «2 different».» «The image is «reconstructed», not recorded.»",
        ),
        ("Traceback: No such file", "Traceback: No such file"),
        (
            "The command ended with exit code 1: ValueError: bad.",
            "«The command ended with exit code 1: ValueError: bad.»",
        ),
    ],
)
def test_sentences_within_sentences_are_said_and_free_text_stays(
    text: str, expected: str, marked: None
) -> None:
    assert told(text) == expected


def test_english_says_what_the_command_line_says() -> None:
    for text in (
        "Outputs: 1 identical, 2 different. The image is assumed, not recorded.",
        "12 of 20 values differ, at most by 0.5 (3 ULP) (loss); metrics relative 1e-09.",
        "Other bytes (12 bytes, now 13), the first at offset 3, in line 4. The first line that differs is 4.",
    ):
        assert told(text) == text


def unsaid(text: str) -> str:
    """Return what of a text was not put into words, without signs and blanks."""
    while (found := re.search(r"«[^«»]*»", text)) is not None:
        text = text.replace(found[0], "")
    return text.strip(" .;\n")


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("m.json", json.dumps({"a": 1, "b": 2}), json.dumps({"a": 2, "c": 3})),
        ("m.json", json.dumps({"a": 1, "b": 2}), json.dumps({"a": 1, "b": 2}, indent=1)),
        ("m.json", json.dumps({"a": 1.0}), json.dumps({"a": 1.0000000001})),
        ("m.json", json.dumps({f"k{n}": 0 for n in range(9)}), json.dumps({f"k{n}": 1 for n in range(9)})),
        ("l.jsonl", '{"a": 1}\n', '{"a": 1}\n{"a": 2}\n'),
        ("t.csv", "a,b\n1,2\n", "a,b\n1,3\n4,5\n"),
        ("t.csv", "a,b\n1,2\n", "a,b\n1\n"),
        ("t.csv", "a,b\n1,2\n", 'a,b\n1,"2"\n'),
        ("d.svg", "<svg><a/></svg>", "<svg><b/></svg>"),
        ("d.pdf", "%PDF-1.4 a", "%PDF-1.4 b"),
        ("x.txt", "a\n", "a\r\n"),
        ("m.json", "{", "{}"),
        ("m.json", "{}", "{"),
    ],
)
def test_what_judging_says_is_said_whole(
    tmp_path: Path, name: str, before: str, after: str, marked: None
) -> None:
    files = []
    for side, text in (("before", before), ("after", after)):
        folder = tmp_path / side
        folder.mkdir()
        (folder / name).write_bytes(text.encode())
        files.append(folder / name)
    pair = Pair(name, files[0], files[1], Policy(), tmp_path, lambda: None, is_metrics=name == "m.json")
    explanation = Comparing().compare(pair).explanation
    assert "«" in told(explanation)
    assert not unsaid(told(explanation))
